//! The one way to look at a schema: whatever variant the document model chose for it, the same members.

use openapiv3::{
    AdditionalProperties, ReferenceOr, Schema, SchemaData, SchemaKind, Type, VariantOrUnknownOrEmpty,
};
use serde_json::Value as Json;

use super::COMPONENT;
use super::finding::{AT, DEFAULT, FINDINGS, LIMITS};

/// A place in a schema where another one stands.
#[derive(Debug, Clone, Copy)]
pub enum Slot<'a> {
    /// The schema component of this name.
    Component(&'a str),
    /// A schema written in place.
    Inline(&'a Schema),
}

/// The members of a schema.
#[derive(Debug, Clone)]
pub struct View<'a> {
    /// `string`, `number`, `integer`, `boolean`, `array` or `object`, where the document says it.
    pub kind: Option<&'a str>,
    /// `format`.
    pub format: Option<String>,
    /// `enum` of a text, without null.
    pub values: Vec<&'a str>,
    /// `properties` in document order.
    pub properties: Vec<(&'a str, Slot<'a>)>,
    /// `required`.
    pub required: Vec<&'a str>,
    /// `additionalProperties`.
    pub additional: Additional<'a>,
    /// `items`.
    pub items: Option<Slot<'a>>,
    /// `oneOf`.
    pub one_of: Vec<Slot<'a>>,
    /// `anyOf`.
    pub any_of: Vec<Slot<'a>>,
    /// `allOf`.
    pub all_of: Vec<Slot<'a>>,
    /// What is said about the schema rather than about its values.
    pub data: &'a SchemaData,
}

/// What an object may hold beside its properties.
#[derive(Debug, Clone, Copy)]
pub enum Additional<'a> {
    /// Not said: anything.
    Unsaid,
    /// Anything, said.
    Open,
    /// Nothing.
    Closed,
    /// Members of this schema.
    Typed(Slot<'a>),
}

impl<'a> Slot<'a> {
    fn new(slot: &'a ReferenceOr<Schema>) -> Self {
        match slot {
            ReferenceOr::Reference { reference } => Self::component(reference),
            ReferenceOr::Item(schema) => Self::Inline(schema),
        }
    }

    fn boxed(slot: &'a ReferenceOr<Box<Schema>>) -> Self {
        match slot {
            ReferenceOr::Reference { reference } => Self::component(reference),
            ReferenceOr::Item(schema) => Self::Inline(schema),
        }
    }

    fn component(reference: &'a str) -> Self {
        Self::Component(reference.strip_prefix(COMPONENT).unwrap_or(reference))
    }
}

impl<'a> From<&'a ReferenceOr<Schema>> for Slot<'a> {
    fn from(slot: &'a ReferenceOr<Schema>) -> Self {
        Self::new(slot)
    }
}

impl<'a> View<'a> {
    /// The members of a schema.
    #[must_use]
    pub fn new(schema: &'a Schema) -> Self {
        let mut view = Self {
            kind: None,
            format: None,
            values: Vec::new(),
            properties: Vec::new(),
            required: Vec::new(),
            additional: Additional::Unsaid,
            items: None,
            one_of: Vec::new(),
            any_of: Vec::new(),
            all_of: Vec::new(),
            data: &schema.schema_data,
        };
        match &schema.schema_kind {
            SchemaKind::Type(kind) => view.typed(kind),
            SchemaKind::OneOf { one_of } => view.one_of = one_of.iter().map(Slot::new).collect(),
            SchemaKind::AnyOf { any_of } => view.any_of = any_of.iter().map(Slot::new).collect(),
            SchemaKind::AllOf { all_of } => view.all_of = all_of.iter().map(Slot::new).collect(),
            SchemaKind::Not { .. } => {}
            SchemaKind::Any(any) => {
                view.kind = any.typ.as_deref();
                view.format.clone_from(&any.format);
                view.values = any.enumeration.iter().filter_map(Json::as_str).collect();
                view.properties =
                    any.properties.iter().map(|(name, slot)| (name.as_str(), Slot::boxed(slot))).collect();
                view.required = any.required.iter().map(String::as_str).collect();
                view.additional = Additional::new(any.additional_properties.as_ref());
                view.items = any.items.as_ref().map(Slot::boxed);
                view.one_of = any.one_of.iter().map(Slot::new).collect();
                view.any_of = any.any_of.iter().map(Slot::new).collect();
                view.all_of = any.all_of.iter().map(Slot::new).collect();
            }
        }
        view
    }

    fn typed(&mut self, kind: &'a Type) {
        match kind {
            Type::String(text) => {
                self.kind = Some("string");
                self.format = format_of(&text.format);
                self.values = text.enumeration.iter().flatten().map(String::as_str).collect();
            }
            Type::Number(number) => {
                self.kind = Some("number");
                self.format = format_of(&number.format);
            }
            Type::Integer(integer) => {
                self.kind = Some("integer");
                self.format = format_of(&integer.format);
            }
            Type::Boolean(_) => self.kind = Some("boolean"),
            Type::Array(array) => {
                self.kind = Some("array");
                self.items = array.items.as_ref().map(Slot::boxed);
            }
            Type::Object(object) => {
                self.kind = Some("object");
                self.properties =
                    object.properties.iter().map(|(name, slot)| (name.as_str(), Slot::boxed(slot))).collect();
                self.required = object.required.iter().map(String::as_str).collect();
                self.additional = Additional::new(object.additional_properties.as_ref());
            }
        }
    }

    /// Where the schema begins.
    #[must_use]
    pub fn at(&self) -> usize {
        self.data
            .extensions
            .get(AT)
            .and_then(Json::as_u64)
            .and_then(|at| usize::try_from(at).ok())
            .unwrap_or(0)
    }

    /// Keyword and exact text of each limit, in document order.
    #[must_use]
    pub fn limits(&self) -> Vec<(String, String)> {
        let limits = self.data.extensions.get(LIMITS).and_then(Json::as_object);
        let pair = |(key, value): (&String, &Json)| Some((key.clone(), value.as_str()?.to_owned()));
        limits.into_iter().flatten().filter_map(pair).collect()
    }

    /// The exact text of a scalar default.
    #[must_use]
    pub fn default(&self) -> Option<&'a str> {
        self.extension(DEFAULT)
    }

    /// The text of an extension, for example `x-evidence`.
    #[must_use]
    pub fn extension(&self, name: &str) -> Option<&'a str> {
        self.data.extensions.get(name).and_then(Json::as_str)
    }

    /// Whether `x-sensitive` is true.
    #[must_use]
    pub fn sensitive(&self) -> bool {
        self.data.extensions.get("x-sensitive") == Some(&Json::Bool(true))
    }

    /// The known values of an open enumeration (`x-open-enum`).
    #[must_use]
    pub fn open_values(&self) -> Vec<&'a str> {
        let values = self.data.extensions.get("x-open-enum").and_then(Json::as_array);
        values.into_iter().flatten().filter_map(Json::as_str).collect()
    }

    pub(super) fn findings(&self) -> impl Iterator<Item = usize> + 'a {
        indexes(self.data.extensions.get(FINDINGS))
    }
}

impl<'a> Additional<'a> {
    fn new(additional: Option<&'a AdditionalProperties>) -> Self {
        match additional {
            None => Self::Unsaid,
            Some(AdditionalProperties::Any(true)) => Self::Open,
            Some(AdditionalProperties::Any(false)) => Self::Closed,
            Some(AdditionalProperties::Schema(slot)) => Self::Typed(Slot::new(slot)),
        }
    }
}

/// The finding indexes in an extension.
pub(super) fn indexes(extension: Option<&Json>) -> impl Iterator<Item = usize> + '_ {
    let items = extension.and_then(Json::as_array).into_iter().flatten();
    items.filter_map(Json::as_u64).filter_map(|index| usize::try_from(index).ok())
}

fn format_of<T: serde::Serialize>(format: &VariantOrUnknownOrEmpty<T>) -> Option<String> {
    match format {
        VariantOrUnknownOrEmpty::Empty => None,
        VariantOrUnknownOrEmpty::Unknown(name) => Some(name.clone()),
        VariantOrUnknownOrEmpty::Item(known) => {
            serde_json::to_value(known).ok().and_then(|name| name.as_str().map(str::to_owned))
        }
    }
}
