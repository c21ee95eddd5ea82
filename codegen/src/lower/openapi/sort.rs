//! What a merged schema is: a scalar, a record, a list, a choice, or anything at all.

use super::Lowering;
use super::merge::Merged;
use super::schema::Sort;
use crate::contract::Scalar;

impl<'a> Lowering<'a, '_> {
    /// What a merged schema is. What cannot be expressed is reported and is anything.
    pub(super) fn sort(&mut self, merged: &mut Merged<'a>) -> Sort<'a> {
        if let Some(conflict) = merged.conflict.take() {
            let help = "Make the parts agree; until then the value is kept untyped.";
            self.left_out("openapi-all-of-conflict", conflict, merged.at, help);
            return Sort::Any;
        }
        if !merged.alternatives.is_empty() {
            return self.sort_alternatives(merged);
        }
        match merged.kind {
            Some("string") => match self.text(merged) {
                Scalar::Text if !merged.values.is_empty() => Sort::Enumeration(merged.values.clone()),
                Scalar::Any => Sort::Any,
                scalar => Sort::Scalar(scalar),
            },
            Some("boolean") => Sort::Scalar(Scalar::Boolean),
            Some("number") => Sort::Scalar(Scalar::Number),
            Some("integer") => Sort::Scalar(integer(merged)),
            Some("array") => Sort::Array(merged.items.clone()),
            Some("object") if merged.properties.is_empty() && !merged.closed => {
                Sort::Map(merged.typed.clone())
            }
            Some("object") => Sort::Record,
            _ if !merged.properties.is_empty() => Sort::Record,
            _ if !merged.items.is_empty() => Sort::Array(merged.items.clone()),
            _ if !merged.values.is_empty() => Sort::Enumeration(merged.values.clone()),
            _ if !merged.typed.is_empty() => Sort::Map(merged.typed.clone()),
            _ => Sort::Any,
        }
    }

    fn sort_alternatives(&mut self, merged: &mut Merged<'a>) -> Sort<'a> {
        let groups = std::mem::take(&mut merged.alternatives);
        let mut constraints = true;
        for slot in groups.iter().flatten() {
            constraints &= self.merge(&[*slot]).says_nothing();
        }
        if constraints {
            let message =
                "`oneOf` or `anyOf` only says which members go together; the bindings do not check it";
            let place = Some(self.document.place(merged.at));
            self.diagnostics.warn(
                "openapi-unchecked-constraint",
                message,
                place,
                "Check it where you use the type.",
            );
            return self.sort(merged);
        }
        if !merged.properties.is_empty() {
            let message =
                "`oneOf` or `anyOf` beside `properties`: members of the alternatives are kept untyped";
            let help = "Move the common members into the alternatives with `allOf`.";
            self.left_out("openapi-alternatives-beside-properties", message, merged.at, help);
            merged.closed = false;
            return Sort::Record;
        }
        match &groups[..] {
            [group] => self.choice(group, merged),
            _ => {
                let message =
                    "several groups of `oneOf` and `anyOf` apply at once; the value is kept untyped";
                self.left_out("openapi-several-alternatives", message, merged.at, "Use one group.");
                Sort::Any
            }
        }
    }

    /// The scalar of a text.
    pub(super) fn text(&mut self, merged: &Merged<'a>) -> Scalar {
        if merged.format.as_deref() == Some("encrypted") {
            return Scalar::Encrypted;
        }
        if merged.sensitive {
            return Scalar::Secret;
        }
        match merged.format.as_deref() {
            Some("password") => Scalar::Secret,
            Some("decimal") => Scalar::Decimal,
            Some("date") => Scalar::Date,
            Some("date-time") => Scalar::DateTime,
            Some("byte" | "base64") => Scalar::Base64,
            Some("binary") => {
                let message = "`format: binary` is raw bytes, which cannot stand in this place; the value is kept untyped";
                self.left_out(
                    "openapi-binary",
                    message,
                    merged.at,
                    "Use `format: byte` (base64) inside JSON.",
                );
                Scalar::Any
            }
            _ => Scalar::Text,
        }
    }
}

/// The scalar of a whole number: 64 bits unless the format or a limit says otherwise.
fn integer(merged: &Merged<'_>) -> Scalar {
    match merged.format.as_deref() {
        Some("int8") => return Scalar::Int8,
        Some("int16") => return Scalar::Int16,
        Some("int32") => return Scalar::Int32,
        Some("uint8") => return Scalar::UInt8,
        Some("uint16") => return Scalar::UInt16,
        Some("uint32") => return Scalar::UInt32,
        Some("uint64") => return Scalar::UInt64,
        _ => {}
    }
    let digits = |text: &str| {
        !text.is_empty() && text.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit())
    };
    let beyond = |(name, value): &(String, String)| {
        ["minimum", "maximum"].contains(&name.as_str()) && digits(value) && value.parse::<i64>().is_err()
    };
    if merged.limits.iter().any(beyond) { Scalar::Integer } else { Scalar::Int64 }
}
