//! What is said: modules, types, fields.
//!
//! Types refer to one another by [`TypeId`] only, so that a recursive contract is no special case in the model.
//! Every node that has a name keeps the name as it is on the wire; how Rust spells it is the emitter's business.

use serde::{Deserialize, Serialize};

use super::Evidence;

/// A group of types: one XML namespace, or all types of a partner that has no namespaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Module {
    /// Short name in `snake_case`, unique in the contract; empty for a partner without namespaces.
    pub name: String,
    /// The XML namespace, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
}

/// The identity of a type: its module and its path in the document.
///
/// A global type is `("sso", "Account")`. The anonymous type of the global element `StartSession` is
/// `("sso", "/StartSession")`, of a field `kind` inside type `Account` it is `("sso", "Account/kind")`: the slash
/// cannot occur in an XML name, so no two types can meet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TypeId {
    /// [`Module::name`].
    pub module: String,
    /// Path inside the module.
    pub path: String,
}

/// A name on the wire.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Name {
    /// The XML namespace; absent for unqualified names and outside XML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The local name, or the member name.
    pub local: String,
}

/// One type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TypeDefinition {
    /// Its identity.
    pub id: TypeId,
    /// The name to build an identifier from: the wire name, or a friendly name from the binding profile.
    pub name: String,
    /// What the contract says about it, plain text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub documentation: String,
    /// How well it is known; absent where the document carries no marks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// What it consists of.
    pub shape: Shape,
}

/// An element that a document can consist of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Root {
    /// Its name on the wire.
    pub name: Name,
    /// What it holds.
    pub r#type: TypeRef,
    /// What the contract says about it, plain text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub documentation: String,
}

/// What a type consists of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Named fields.
    Record(Record),
    /// Exactly one of several alternatives, told apart by name.
    Choice(Vec<Alternative>),
    /// Text from a known list; other values are kept.
    Enumeration(Enumeration),
    /// Another name for a scalar, possibly with facets.
    Scalar(Scalar, Facets),
    /// Text with attributes: the scalar with its limits, then the attributes.
    Content(Scalar, Facets, Vec<Field>),
    /// A list of white-space separated values in one text; each is a scalar or an enumeration.
    List(TypeRef),
    /// Other types that may stand here, told apart by the name of their type. The first is what stands here if no name
    /// is given.
    Derived(Vec<TypeId>),
    /// The same where a name has to be given, because the base is abstract.
    DerivedOnly(Vec<TypeId>),
    /// Anything: kept as it came.
    Raw,
}

/// A type with named fields.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Record {
    /// The fields in wire order; attributes last.
    pub fields: Vec<Field>,
    /// Whether members that are not listed are kept rather than skipped.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps_unknown: bool,
}

/// One field of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Its name on the wire.
    pub name: Name,
    /// The name to build an identifier from, where the profile gives a friendlier one than the wire name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub friendly: Option<String>,
    /// Element, attribute or member.
    pub kind: Kind,
    /// The type of one value.
    pub r#type: TypeRef,
    /// How many values, and what absence means.
    pub occurs: Occurs,
    /// Who provides the value of a request field.
    #[serde(default, skip_serializing_if = "Source::is_caller")]
    pub source: Source,
    /// Who may see the value.
    #[serde(default, skip_serializing_if = "Sensitivity::is_hidden")]
    pub sensitivity: Sensitivity,
    /// Items of its list may be null, and null is no value of their type.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub null_items: bool,
    /// The media types of its bytes, where the contract names them: such bytes may travel beside the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<String>,
    /// The type that the element states on the wire, where the peer expects that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub states: Option<Stated>,
    /// Limits on its values where they are stated here rather than by its type, and on how many there are
    /// (`minOccurs`, `maxOccurs`).
    #[serde(default, skip_serializing_if = "Facets::is_empty")]
    pub facets: Facets,
    /// A second occurrence of this single field is always an error (result codes, session keys).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unique: bool,
    /// What the contract says about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub documentation: String,
    /// How well it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// The type that an element states on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// Its name.
    pub r#type: Name,
    /// For an array, the name of the type of its items. They may have any name, and are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Name>,
}

/// Where a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A child element.
    Element,
    /// An attribute.
    Attribute,
    /// A member of an object.
    Member,
    /// One of several alternatives without a name of its own: the type is a [`Shape::Choice`] whose alternatives
    /// stand directly in the parent.
    Group,
}

/// The type of one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TypeRef {
    /// A built-in.
    Scalar(Scalar),
    /// A type of this contract.
    Named(TypeId),
    /// A list of values (an array inside an array, or a body that is an array).
    ListOf(Box<TypeRef>),
    /// Values by free names.
    MapOf(Box<TypeRef>),
}

/// Built-in types. None of them loses anything of what was on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scalar {
    /// Text, kept to the last blank.
    Text,
    /// Text whose white space is collapsed (tokens, URIs, names).
    Token,
    /// Text that must never be printed.
    Secret,
    /// Text that was encrypted in the end user's device: never printed, never made from plain text.
    Encrypted,
    /// True or false.
    Boolean,
    /// Signed, 8 bits.
    Int8,
    /// Signed, 16 bits.
    Int16,
    /// Signed, 32 bits.
    Int32,
    /// Signed, 64 bits.
    Int64,
    /// Unsigned, 8 bits.
    UInt8,
    /// Unsigned, 16 bits.
    UInt16,
    /// Unsigned, 32 bits.
    UInt32,
    /// Unsigned, 64 bits.
    UInt64,
    /// A whole number of any size; its digits are kept.
    Integer,
    /// A decimal number; never a float. In JSON it stands as a text.
    Decimal,
    /// A decimal number that stands in JSON as a number; never a float.
    Number,
    /// IEEE single.
    Float32,
    /// IEEE double.
    Float64,
    /// Date and time, zone and digits kept.
    DateTime,
    /// Date, zone kept.
    Date,
    /// Time of day, zone kept.
    Time,
    /// Duration, as written.
    Duration,
    /// Parts of a date (year, month and day, ...), as written.
    PartialDate,
    /// Bytes, base64 on the wire.
    Base64,
    /// Bytes, hexadecimal on the wire.
    Hex,
    /// Text or a number; which of the two is kept.
    TextOrNumber,
    /// Any value, kept as it came.
    Any,
    /// An element of any name, kept as it came. The name of its field is `*` and the namespaces that are allowed:
    /// nothing for all, `##other` for all but the one that the name is in, or a list with `##local` for none.
    AnyElement,
    /// An attribute of any name, kept as it came; its field is named in the same way.
    AnyAttribute,
}

/// How many values a field has, and how absence looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occurs {
    /// Exactly one; absence is an error.
    Required,
    /// At most one; absent is `None` and is not sent.
    Optional,
    /// Always sent, empty if there is nothing to say; read as empty when absent.
    Filled,
    /// Any number, as repeated elements or as an array.
    Many,
    /// One or more.
    AtLeastOne,
    /// Absent, null or a value: three states.
    Nillable,
    /// A value or an explicit null; absence is an error.
    RequiredNillable,
    /// Any number inside a wrapper element: `<Accounts><Account/>...</Accounts>`.
    Wrapped {
        /// The name of one item.
        item: Name,
        /// What an empty list looks like on the wire.
        empty: Absent,
    },
}

/// What "nothing" looks like on the wire for a wrapped list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Absent {
    /// The wrapper is left out.
    Omitted,
    /// The wrapper is there, without items.
    Empty,
    /// The wrapper holds one item with all fields blank.
    BlankItem,
}

/// Who provides the value of a request field.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Whoever makes the call.
    #[default]
    Caller,
    /// The client's configuration: one value per partner and environment.
    Client,
    /// The end user's device, given once per user.
    Device,
    /// The device's clock: local date and time with offset.
    LocalDateTime,
    /// The device's clock: the time zone's text.
    TimeZone,
    /// Always this text.
    Constant(String),
    /// Left as it starts: nothing to say today.
    Blank,
    /// The session: the key that this field of the opening reply brought.
    Session(String),
}

/// Who may see a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sensitivity {
    /// Not reviewed: hidden from every printed form.
    #[default]
    Hidden,
    /// Reviewed and harmless: shown.
    Open,
}

/// Text from a known list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Enumeration {
    /// The values in document order.
    pub values: Vec<EnumerationValue>,
}

/// One value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnumerationValue {
    /// The text on the wire.
    pub value: String,
    /// What the contract says about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub documentation: String,
}

/// One alternative of a choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// Its name on the wire.
    pub name: Name,
    /// Its type.
    pub r#type: TypeRef,
    /// Limits on its value where they are stated here rather than by its type.
    #[serde(default, skip_serializing_if = "Facets::is_empty")]
    pub facets: Facets,
    /// What the contract says about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub documentation: String,
}

/// Limits, as the document states them: told in the documentation and checked by `validate()`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facets {
    /// Name and value of each facet, in document order: `maxLength` and `20`.
    pub limits: Vec<(String, String)>,
}

impl Facets {
    /// Whether nothing is limited.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.limits.is_empty()
    }
}

impl TypeId {
    /// The identity of a type in a module.
    pub fn new(module: impl Into<String>, path: impl Into<String>) -> Self {
        Self { module: module.into(), path: path.into() }
    }
}

impl Source {
    fn is_caller(&self) -> bool {
        *self == Self::Caller
    }
}

impl Sensitivity {
    fn is_hidden(&self) -> bool {
        *self == Self::Hidden
    }
}
