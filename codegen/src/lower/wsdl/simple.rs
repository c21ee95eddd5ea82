//! Simple types: which scalar holds the value without loss, and what limits the schema states.

use std::collections::BTreeSet;

use super::encoded;
use super::notes::add_sentence;
use super::{Home, Lowering};
use crate::contract::{Enumeration, EnumerationValue, Facets, Scalar, Shape, TypeRef};
use crate::document::xml::QName;
use crate::document::xsd::{self, At, Simple, Type, TypeDeclaration, TypeUse};
use crate::pattern;

/// What a simple type comes down to.
pub(super) enum Text {
    /// A scalar with limits.
    Scalar(Scalar, Vec<(String, String)>),
    /// A known list of values.
    Enumeration(Enumeration),
    /// A list in one text.
    List(Scalar),
    /// One of several simple types: kept as text, which loses nothing.
    Union,
}

impl<'a> Lowering<'a> {
    /// The shape of a simple type, and what its documentation should say besides.
    pub(super) fn simple_shape(&mut self, simple: &'a Simple, home: &Home) -> (Shape, &'static str) {
        match self.simple(simple) {
            Text::Scalar(scalar, limits) => (Shape::Scalar(scalar, Facets { limits }), ""),
            Text::Enumeration(enumeration) => (Shape::Enumeration(enumeration), ""),
            Text::List(scalar) => {
                let item = self.listed_enumeration(simple, home);
                (Shape::List(item.unwrap_or(TypeRef::Scalar(scalar))), "")
            }
            Text::Union => (Shape::Scalar(Scalar::Text, Facets::default()), UNION),
        }
    }

    /// The items of a list, if they are an enumeration.
    fn listed_enumeration(&mut self, simple: &'a Simple, home: &Home) -> Option<TypeRef> {
        let item = self.item_of(simple)?;
        matches!(self.simple_use(item), Text::Enumeration(_))
            .then(|| self.simple_reference(item, &home.part("item", "item"), &mut String::new()))
    }

    /// What a simple type is a list of, over all its bases.
    fn item_of(&self, simple: &'a Simple) -> Option<&'a TypeUse> {
        match simple {
            Simple::List(item) => Some(item),
            Simple::Union(_) => None,
            Simple::Restriction { base, .. } => {
                let declaration = match base {
                    TypeUse::Named(name) => self.documents.schemas.types.get(name)?,
                    TypeUse::Inline(declaration) => declaration,
                };
                match &declaration.definition {
                    Type::Simple(simple) => self.item_of(simple),
                    Type::Complex(_) => None,
                }
            }
        }
    }

    /// What a simple type comes down to, over all its bases.
    pub(super) fn simple(&self, simple: &'a Simple) -> Text {
        match simple {
            Simple::List(item) => match self.simple_use(item) {
                Text::Scalar(scalar, _) => Text::List(scalar),
                Text::Enumeration(_) => Text::List(Scalar::Token),
                // A list of lists or of unions has no scalar for its items.
                Text::List(_) | Text::Union => Text::List(Scalar::Token),
            },
            Simple::Union(members) => match members.as_slice() {
                [only] => self.simple_use(only),
                _ => Text::Union,
            },
            Simple::Restriction { base, facets } => self.restricted(self.simple_use(base), facets),
        }
    }

    /// A base with further limits.
    pub(super) fn restricted(&self, base: Text, facets: &xsd::Facets) -> Text {
        let mut limits: Vec<(String, String)> = Vec::new();
        for (name, value) in &facets.limits {
            // Patterns that one restriction states together are alternatives.
            match limits.iter_mut().find(|(known, _)| *name == "pattern" && known == name) {
                Some((_, pattern)) => *pattern = format!("{pattern}|{value}"),
                None => limits.push(((*name).to_owned(), value.clone())),
            }
        }
        if facets.values.is_empty() {
            return match base {
                Text::Scalar(scalar, mut inherited) => {
                    // A limit that is stated again replaces the base's.
                    inherited.retain(|(name, _)| {
                        name == "pattern" || !facets.limits.iter().any(|(own, _)| own == name)
                    });
                    inherited.extend(limits);
                    Text::Scalar(whitespace(scalar, facets), inherited)
                }
                other => other,
            };
        }
        let is_list = matches!(base, Text::List(_));
        let mut values: Vec<EnumerationValue> = Vec::new();
        let mut known = BTreeSet::new();
        for (value, note) in &facets.values {
            if known.insert(value) {
                values.push(EnumerationValue {
                    value: value.clone(),
                    documentation: note.documentation.clone(),
                });
            }
        }
        if is_list { base } else { Text::Enumeration(Enumeration { values }) }
    }

    /// What the use of a simple type comes down to; text where it is none.
    pub(super) fn simple_use(&self, r#type: &'a TypeUse) -> Text {
        match r#type {
            TypeUse::Named(name) if encoded::is_simple(name) => encoded::simple(name),
            TypeUse::Named(name) => {
                match self.documents.schemas.types.get(name).map(|found| &found.definition) {
                    Some(Type::Simple(simple)) => match guid(name) {
                        true => Text::Scalar(Scalar::Token, Vec::new()),
                        false => self.simple(simple),
                    },
                    _ => Text::Scalar(Scalar::Text, Vec::new()),
                }
            }
            TypeUse::Inline(declaration) => match &declaration.definition {
                Type::Simple(simple) => self.simple(simple),
                Type::Complex(_) => Text::Scalar(Scalar::Text, Vec::new()),
            },
        }
    }

    /// The limits of a type that has no name of its own in the contract: on the spot, or built in. Those of a type by
    /// name stand in its definition.
    pub(super) fn own_limits(&self, r#type: &'a TypeUse) -> Vec<(String, String)> {
        let is_named = matches!(r#type, TypeUse::Named(name) if !encoded::is_simple(name));
        match self.simple_use(r#type) {
            Text::Scalar(_, limits) if !is_named => limits,
            _ => Vec::new(),
        }
    }

    /// Warns of patterns that `validate()` cannot check, once for each.
    pub(super) fn check_patterns(&mut self, limits: &[(String, String)], at: At) {
        for (name, text) in limits {
            if name == "pattern" && pattern::translate(text).is_none() && self.patterns.insert(text.clone()) {
                self.warn(
                    "xsd-pattern-not-checked",
                    at,
                    "the pattern here has no counterpart that can be checked: `validate()` passes over it"
                        .to_owned(),
                    "Check such values by hand, or mend the pattern.",
                );
            }
        }
    }

    /// The type of an attribute.
    pub(super) fn simple_reference(
        &mut self,
        r#type: &'a TypeUse,
        home: &Home,
        documentation: &mut String,
    ) -> TypeRef {
        match r#type {
            TypeUse::Named(name) => self.simple_name_reference(name, documentation),
            TypeUse::Inline(declaration) => {
                self.inline_simple_reference(r#type, declaration, home, documentation)
            }
        }
    }

    /// A simple type by name; adds to the field's documentation what a scalar cannot say.
    pub(super) fn simple_name_reference(&mut self, name: &'a QName, documentation: &mut String) -> TypeRef {
        if encoded::is_simple(name) {
            return match encoded::simple(name) {
                Text::Scalar(scalar, _) => TypeRef::Scalar(scalar),
                _ => {
                    // Lists such as xs:NMTOKENS: text with blanks in it, as the document has it.
                    add_sentence(documentation, "Several words, separated by blanks.");
                    TypeRef::Scalar(Scalar::Token)
                }
            };
        }
        match self.documents.schemas.types.get(name) {
            Some(declaration) if !guid(name) => TypeRef::Named(self.place(Home::of(name), declaration)),
            Some(_) => TypeRef::Scalar(Scalar::Token),
            None => TypeRef::Scalar(Scalar::Text),
        }
    }

    /// A simple type on the spot: only an enumeration or a list needs a type of its own.
    pub(super) fn inline_simple_reference(
        &mut self,
        r#type: &'a TypeUse,
        declaration: &'a TypeDeclaration,
        home: &Home,
        documentation: &mut String,
    ) -> TypeRef {
        match self.simple_use(r#type) {
            Text::Scalar(scalar, limits) => {
                self.check_patterns(&limits, declaration.note.at);
                add_sentence(documentation, &limits_sentence(&limits));
                TypeRef::Scalar(scalar)
            }
            Text::Union => {
                add_sentence(documentation, UNION);
                TypeRef::Scalar(Scalar::Text)
            }
            Text::Enumeration(_) | Text::List(_) => TypeRef::Named(self.place(home.clone(), declaration)),
        }
    }
}

const UNION: &str = "The schema allows one of several simple types here; the text is kept as it is.";

fn limits_sentence(limits: &[(String, String)]) -> String {
    let limits: Vec<String> = limits.iter().map(|(name, value)| format!("{name} {value}")).collect();
    if limits.is_empty() { String::new() } else { format!("Limits: {}.", limits.join(", ")) }
}

/// .NET's GUID is a text without surrounding blanks, not a type that needs a name.
fn guid(name: &QName) -> bool {
    name.is("http://schemas.microsoft.com/2003/10/Serialization/", "guid")
        || name.is("http://microsoft.com/wsdl/types/", "guid")
}

fn whitespace(scalar: Scalar, facets: &xsd::Facets) -> Scalar {
    let collapses = facets.limits.iter().any(|(name, value)| *name == "whiteSpace" && value == "collapse");
    if scalar == Scalar::Text && collapses { Scalar::Token } else { scalar }
}

/// The built-in types of XML Schema.
pub(super) fn builtin(local: &str) -> Text {
    let bound = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    let limits = match local {
        "nonNegativeInteger" => bound("minInclusive", "0"),
        "positiveInteger" => bound("minInclusive", "1"),
        "nonPositiveInteger" => bound("maxInclusive", "0"),
        "negativeInteger" => bound("maxInclusive", "-1"),
        _ => Vec::new(),
    };
    let scalar = match local {
        "boolean" => Scalar::Boolean,
        "byte" => Scalar::Int8,
        "short" => Scalar::Int16,
        "int" => Scalar::Int32,
        "long" => Scalar::Int64,
        "unsignedByte" => Scalar::UInt8,
        "unsignedShort" => Scalar::UInt16,
        "unsignedInt" => Scalar::UInt32,
        "unsignedLong" => Scalar::UInt64,
        "integer" | "nonNegativeInteger" | "positiveInteger" | "nonPositiveInteger" | "negativeInteger" => {
            Scalar::Integer
        }
        "decimal" => Scalar::Decimal,
        "float" => Scalar::Float32,
        "double" => Scalar::Float64,
        "dateTime" | "dateTimeStamp" => Scalar::DateTime,
        "date" => Scalar::Date,
        "time" => Scalar::Time,
        "duration" | "dayTimeDuration" | "yearMonthDuration" => Scalar::Duration,
        "gYear" | "gYearMonth" | "gMonth" | "gMonthDay" | "gDay" => Scalar::PartialDate,
        "base64Binary" => Scalar::Base64,
        "hexBinary" => Scalar::Hex,
        "anyURI" | "QName" | "NOTATION" | "token" | "language" | "NMTOKEN" | "Name" | "NCName" | "ID"
        | "IDREF" | "ENTITY" => Scalar::Token,
        "NMTOKENS" | "IDREFS" | "ENTITIES" => return Text::List(Scalar::Token),
        _ => Scalar::Text,
    };
    Text::Scalar(scalar, limits)
}
