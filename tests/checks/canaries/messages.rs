//! Messages made from a contract: every field is there, and every hidden text is the mark.

use bindery_codegen::contract::{
    Contract, Exchange, Field, Kind, Occurs, Record, Scalar, Sensitivity, Shape, TypeDefinition, TypeId,
    TypeRef,
};
use serde_json::{Map, Value, json};

use super::scan::{self, MARK};

/// What every text on the allow-list is.
pub(super) const OPEN: &str = "open-0815-shown";

/// A message of one type.
pub(super) struct Message {
    pub(super) text: String,
    /// How many marks are in it.
    pub(super) marks: usize,
}

/// A message of this type, as XML or as JSON, whichever the partner speaks.
pub(super) fn of(contract: &Contract, definition: &TypeDefinition) -> Message {
    let resources = contract.operations().any(|(_, one)| matches!(one.exchange, Exchange::Resource { .. }));
    let mut maker = Maker { contract, inside: Vec::new() };
    let text = if resources {
        maker.object(definition).to_string()
    } else {
        format!("<Root>{}</Root>", maker.children(definition))
    };
    Message { marks: scan::count(&text), text }
}

struct Maker<'a> {
    contract: &'a Contract,
    /// The types that are being written, so that one that holds itself ends.
    inside: Vec<&'a TypeId>,
}

fn record(definition: &TypeDefinition) -> &Record {
    match &definition.shape {
        Shape::Record(record) => record,
        other => panic!("{} is {other:?}", definition.name),
    }
}

/// A scalar as text.
fn text(scalar: Scalar, field: &Field) -> String {
    let open = field.sensitivity == Sensitivity::Open;
    match scalar {
        Scalar::Secret | Scalar::Encrypted => MARK.to_owned(),
        Scalar::Text | Scalar::TextOrNumber | Scalar::Any => (if open { OPEN } else { MARK }).to_owned(),
        Scalar::Base64 => base64_simd::STANDARD.encode_to_string(MARK),
        Scalar::Boolean => "true".to_owned(),
        Scalar::Int32 => "1".to_owned(),
        Scalar::Decimal => "2.50".to_owned(),
        Scalar::DateTime => "2020-01-02T03:04:05".to_owned(),
        other => panic!("say what {other:?} looks like"),
    }
}

impl<'a> Maker<'a> {
    fn find(&self, id: &'a TypeId) -> &'a TypeDefinition {
        self.contract.find(id).expect("a checked contract")
    }

    /// The fields of a record, but those that lead back into it.
    fn fields(&self, definition: &'a TypeDefinition) -> impl Iterator<Item = &'a Field> + use<'a> {
        let inside = self.inside.clone();
        record(definition).fields.iter().filter(move |field| {
            let mut bottom = &field.r#type;
            while let TypeRef::ListOf(item) | TypeRef::MapOf(item) = bottom {
                bottom = item;
            }
            !matches!(bottom, TypeRef::Named(id) if inside.contains(&id))
        })
    }

    fn children(&mut self, definition: &'a TypeDefinition) -> String {
        self.inside.push(&definition.id);
        let mut text = String::new();
        for field in self.fields(definition) {
            assert_eq!(field.kind, Kind::Element, "{}", field.name.local);
            let content = match &field.r#type {
                TypeRef::Named(id) => match &self.find(id).shape {
                    Shape::Raw => format!("<Open xmlns=\"urn:open\" of=\"{MARK}\">{MARK}</Open>"),
                    _ => self.children(self.find(id)),
                },
                TypeRef::Scalar(scalar) => self::text(*scalar, field),
                other => panic!("{other:?}"),
            };
            let content = match &field.occurs {
                Occurs::Wrapped { item, .. } => element(&item.local, item.namespace.as_deref(), &content),
                _ => content,
            };
            text.push_str(&element(&field.name.local, field.name.namespace.as_deref(), &content));
        }
        self.inside.pop();
        text
    }

    fn object(&mut self, definition: &'a TypeDefinition) -> Value {
        self.inside.push(&definition.id);
        let mut members = Map::new();
        for field in self.fields(definition) {
            assert_eq!(field.kind, Kind::Member, "{}", field.name.local);
            let value = self.value(&field.r#type, field);
            let value = if field.occurs == Occurs::Many { json!([value]) } else { value };
            members.insert(field.name.local.clone(), value);
        }
        if record(definition).keeps_unknown {
            members.insert("member_that_nobody_knows".to_owned(), json!(MARK));
        }
        self.inside.pop();
        Value::Object(members)
    }

    fn value(&mut self, reference: &'a TypeRef, field: &Field) -> Value {
        match reference {
            TypeRef::ListOf(item) => json!([self.value(item, field)]),
            TypeRef::MapOf(item) => json!({ "free name": self.value(item, field) }),
            TypeRef::Scalar(Scalar::Int32 | Scalar::Int64) => json!(1),
            TypeRef::Scalar(Scalar::Boolean) => json!(true),
            TypeRef::Scalar(Scalar::Any) => json!({ "anything": text(Scalar::Any, field) }),
            TypeRef::Scalar(scalar) => json!(text(*scalar, field)),
            TypeRef::Named(id) => match &self.find(id).shape {
                // A value that nobody knows is text like any other.
                Shape::Enumeration(_) => json!(text(Scalar::Text, field)),
                _ => self.object(self.find(id)),
            },
        }
    }
}

fn element(name: &str, namespace: Option<&str>, content: &str) -> String {
    format!("<{name} xmlns=\"{}\">{content}</{name}>", namespace.unwrap_or_default())
}
