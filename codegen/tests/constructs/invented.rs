//! Schemas that nobody would write, by chance.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A piece of a document, and the names of fields in it that must not be lost.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) reached: Vec<String>,
}

/// Names of XML elements that are trouble in Rust.
const NAMES: &[&str] = &[
    "type", "fn", "Self", "self", "super", "crate", "async", "await", "dyn", "gen", "a-b", "a_b", "a.b",
    "A_B", "AB", "ab", "Option", "String", "Vec", "Box", "Result", "Ok", "Some", "None", "new", "Default",
    "default", "rt", "fmt", "Debug", "clone", "i32", "value", "Value", "unlisted", "_", "__", "_1", "x1",
    "X1", "Größe", "名前", "Other", "other", "request", "reader", "writer", "xml", "client", "server",
    "codes", "Client", "Config", "Root", "Done", "T0", "T1",
];

/// Text of people, in documentation and in enumerations.
const TEXTS: &[&str] =
    &["", "plain", "*/", "\\\"", "# Head", "    code", "[a](b)", "1.5", "-1", "type", "Größe", "a b"];

fn name() -> impl Strategy<Value = String> {
    prop_oneof![select(NAMES).prop_map(str::to_owned), "[A-Za-z_][A-Za-z0-9_.-]{0,8}"]
}

/// How a field's type is chosen: a built-in, another type of the schema, or an enumeration.
#[derive(Debug, Clone)]
struct Field {
    name: String,
    kind: usize,
    occurs: usize,
    attribute: bool,
    documentation: &'static str,
}

fn field() -> impl Strategy<Value = Field> {
    (name(), 0..64_usize, 0..6_usize, prop::bool::weighted(0.15), select(TEXTS)).prop_map(
        |(name, kind, occurs, attribute, documentation)| Field {
            name,
            kind,
            occurs,
            attribute,
            documentation,
        },
    )
}

/// Types, each with its fields and the way in which it puts them together.
fn types() -> impl Strategy<Value = Vec<(usize, Vec<Field>)>> {
    let fields = vec(field(), 0..7).prop_map(|mut fields| {
        // One name is one field; that a name stands twice has its own tests.
        let mut seen = std::collections::BTreeSet::new();
        fields.retain(|field| seen.insert(field.name.clone()));
        fields
    });
    vec((0..6_usize, fields), 1..5)
}

const BUILT_IN: &[&str] = &[
    "string",
    "token",
    "int",
    "long",
    "decimal",
    "boolean",
    "date",
    "dateTime",
    "time",
    "duration",
    "base64Binary",
    "hexBinary",
    "anyURI",
    "double",
    "float",
    "unsignedByte",
    "integer",
    "NMTOKENS",
    "QName",
    "gYear",
];

/// A schema with the global element `Root`.
pub(crate) fn schema() -> impl Strategy<Value = Piece> {
    types().prop_map(|types| {
        let mut text = "<xs:element name='Root' type='t:T0'/>\n\
            <xs:simpleType name='Kind'><xs:restriction base='xs:string'><xs:enumeration value='a-b'/>\
            <xs:enumeration value='a_b'/><xs:enumeration value=''/><xs:enumeration value='type'/></xs:restriction></xs:simpleType>\n\
            <xs:simpleType name='Several'><xs:list itemType='xs:int'/></xs:simpleType>\n"
            .to_owned();
        for (at, (shape, fields)) in types.iter().enumerate() {
            let (mut elements, mut attributes) = (String::new(), String::new());
            for field in fields {
                let reference = match field.kind {
                    0..40 => format!("xs:{}", BUILT_IN[field.kind % BUILT_IN.len()]),
                    40..46 => "t:Kind".to_owned(),
                    46..50 => "t:Several".to_owned(),
                    // An attribute is text; an element may be of any type, its own included.
                    kind if !field.attribute => format!("t:T{}", kind % types.len()),
                    _ => "xs:string".to_owned(),
                };
                let name = &field.name;
                if field.attribute {
                    let needed = ["optional", "required"][field.occurs % 2];
                    attributes.push_str(&format!("<xs:attribute name='{name}' type='{reference}' use='{needed}'/>"));
                    continue;
                }
                // A type must not require itself.
                let occurs = match field.occurs {
                    0 if !reference.starts_with("t:T") => "",
                    1 => "minOccurs='0' nillable='true'",
                    2 | 3 => "minOccurs='0' maxOccurs='unbounded'",
                    _ => "minOccurs='0'",
                };
                let note = field.documentation.replace('&', "&amp;").replace('<', "&lt;");
                elements.push_str(&format!(
                    "<xs:element name='{name}' type='{reference}' {occurs}><xs:annotation><xs:documentation>{note}</xs:documentation></xs:annotation></xs:element>"
                ));
            }
            let content = match shape {
                0 if !elements.is_empty() => format!("<xs:choice minOccurs='0'>{elements}</xs:choice>"),
                1 if !elements.is_empty() => {
                    format!("<xs:sequence><xs:sequence minOccurs='0'>{elements}</xs:sequence></xs:sequence>")
                }
                2 => format!("<xs:sequence>{elements}<xs:any minOccurs='0' maxOccurs='unbounded' processContents='lax'/></xs:sequence>"),
                _ => format!("<xs:sequence>{elements}</xs:sequence>"),
            };
            text.push_str(&format!("<xs:complexType name='T{at}'>{content}{attributes}</xs:complexType>\n"));
        }
        Piece { text, reached: types[0].1.iter().map(|field| field.name.clone()).collect() }
    })
}

const JSON_TYPES: &[&str] = &[
    "type: string",
    "type: integer",
    "type: number",
    "type: boolean",
    "type: string, format: date-time",
    "type: string, format: byte",
    "type: integer, format: int64",
    "type: array, items: {type: string}",
    "type: object",
    "type: object, additionalProperties: {type: integer}",
    "type: string, enum: [a-b, a_b, type]",
    "nullable: true, type: string",
    "type: array, items: {type: array, items: {type: integer}}",
    "oneOf: [{type: string}, {type: integer}]",
];

/// Components with the schema `Root`, indented by four.
pub(crate) fn components() -> impl Strategy<Value = Piece> {
    types().prop_map(|types| {
        let mut text = String::new();
        for (at, (shape, fields)) in types.iter().enumerate() {
            let name = if at == 0 { "Root".to_owned() } else { format!("T{at}") };
            let mut properties = Vec::new();
            let mut required = Vec::new();
            for field in fields {
                let reference = |at: usize| if at == 0 { "Root".to_owned() } else { format!("T{at}") };
                let schema = match field.kind {
                    0..48 => JSON_TYPES[field.kind % JSON_TYPES.len()].to_owned(),
                    48..56 => format!(
                        "type: array, items: {{$ref: '#/components/schemas/{}'}}",
                        reference(field.kind % types.len())
                    ),
                    kind => format!("$ref: '#/components/schemas/{}'", reference(kind % types.len())),
                };
                if field.occurs == 0 && field.kind < 48 {
                    required.push(format!("'{}'", field.name));
                }
                let described = if field.kind < 56 {
                    format!(", description: '{}'", field.documentation.replace('\'', "''"))
                } else {
                    String::new()
                };
                properties.push(format!("'{}': {{{schema}{described}}}", field.name));
            }
            let required = if required.is_empty() {
                String::new()
            } else {
                format!("required: [{}], ", required.join(", "))
            };
            let open = if shape % 2 == 0 { "" } else { ", additionalProperties: false" };
            text.push_str(&format!(
                "    {name}: {{type: object, {required}properties: {{{}}}{open}}}\n",
                properties.join(", ")
            ));
        }
        Piece { text, reached: types[0].1.iter().map(|field| field.name.clone()).collect() }
    })
}
