//! A contract of a thousand types with twelve fields each: as a WSDL document, as plain structs, and with serde derive.
//!
//! The types are a tree in which every type is reached from the one operation: a type holds two others, one of them
//! repeated, and ten simple values of the kinds that partners use.

use std::fmt::Write as _;

/// How many types there are.
pub(super) const TYPES: usize = 1000;
/// How many fields each has.
pub(super) const FIELDS: usize = 12;

/// One field.
struct Field {
    /// Its name in messages.
    wire: &'static str,
    /// Its name in Rust.
    name: &'static str,
    value: Value,
    occurs: Occurs,
}

#[derive(Clone, Copy)]
enum Value {
    Simple { schema: &'static str, rust: &'static str },
    Type(usize),
}

#[derive(Clone, Copy, PartialEq)]
enum Occurs {
    Required,
    Optional,
    Many,
    Attribute,
}

const TEXT: Value = Value::Simple { schema: "xs:string", rust: "String" };
const NUMBER: Value = Value::Simple { schema: "xs:int", rust: "i32" };

fn fields(at: usize) -> [Field; FIELDS] {
    let simple = |schema, rust| Value::Simple { schema, rust };
    let below = |child: usize| if child < TYPES { Value::Type(child) } else { TEXT };
    let field = |wire, name, value, occurs| Field { wire, name, value, occurs };
    [
        field("PartnerId", "partner_id", TEXT, Occurs::Required),
        field("LanguageId", "language_id", NUMBER, Occurs::Optional),
        field("Device", "device", below(2 * at + 1), Occurs::Optional),
        field("LocalDateTime", "local_date_time", simple("xs:dateTime", "String"), Occurs::Optional),
        field("Amount", "amount", simple("xs:decimal", "String"), Occurs::Optional),
        field("IsTrusted", "is_trusted", simple("xs:boolean", "bool"), Occurs::Required),
        field("AccountHolderName", "account_holder_name", TEXT, Occurs::Optional),
        field("Email", "email", TEXT, Occurs::Optional),
        field("Account", "account", below(2 * at + 2), Occurs::Many),
        field("Image", "image", simple("xs:base64Binary", "Vec<u8>"), Occurs::Optional),
        field("Total", "total", NUMBER, Occurs::Optional),
        field("Version", "version", TEXT, Occurs::Attribute),
    ]
}

/// The contract as a partner would publish it.
pub(super) fn wsdl() -> String {
    let mut types = String::new();
    for at in 0..TYPES {
        let _ = writeln!(types, "<xs:complexType name=\"Type{at}\"><xs:sequence>");
        let mut attributes = String::new();
        for Field { wire, value, occurs, .. } in fields(at) {
            let value = match value {
                Value::Simple { schema, .. } => schema.to_owned(),
                Value::Type(child) => format!("tns:Type{child}"),
            };
            let occurs = match occurs {
                Occurs::Attribute => {
                    let _ = writeln!(attributes, "<xs:attribute name=\"{wire}\" type=\"{value}\"/>");
                    continue;
                }
                Occurs::Required => "",
                Occurs::Optional => " minOccurs=\"0\"",
                Occurs::Many => " minOccurs=\"0\" maxOccurs=\"unbounded\"",
            };
            let _ = writeln!(types, "<xs:element name=\"{wire}\" type=\"{value}\"{occurs}/>");
        }
        let _ = writeln!(types, "</xs:sequence>\n{attributes}</xs:complexType>");
    }
    format!(
        r#"<wsdl:definitions name="Synthetic" targetNamespace="urn:example:synthetic" xmlns:tns="urn:example:synthetic"
    xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema">
<wsdl:types><xs:schema elementFormDefault="qualified" targetNamespace="urn:example:synthetic">
<xs:element name="Send"><xs:complexType><xs:sequence>
<xs:element name="request" type="tns:Type0"/>
</xs:sequence></xs:complexType></xs:element>
<xs:element name="SendResponse"><xs:complexType><xs:sequence>
<xs:element name="SendResult" type="tns:Type0"/>
</xs:sequence></xs:complexType></xs:element>
{types}</xs:schema></wsdl:types>
<wsdl:message name="Send"><wsdl:part name="parameters" element="tns:Send"/></wsdl:message>
<wsdl:message name="SendResponse"><wsdl:part name="parameters" element="tns:SendResponse"/></wsdl:message>
<wsdl:portType name="Synthetic"><wsdl:operation name="Send">
<wsdl:input message="tns:Send"/><wsdl:output message="tns:SendResponse"/>
</wsdl:operation></wsdl:portType>
<wsdl:binding name="Synthetic" type="tns:Synthetic">
<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<wsdl:operation name="Send"><soap:operation soapAction="urn:example:synthetic/Send" style="document"/>
<wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output>
</wsdl:operation></wsdl:binding>
<wsdl:service name="Synthetic"><wsdl:port name="Synthetic" binding="tns:Synthetic">
<soap:address location="https://endpoint.invalid/"/>
</wsdl:port></wsdl:service>
</wsdl:definitions>
"#
    )
}

/// The types alone, with what their users would miss: nothing reads or writes them.
pub(super) fn plain() -> String {
    structs("//! Plain structs.\n", "#[derive(Debug, Clone, PartialEq)]", false)
}

/// The types with serde's derive macros and the attributes that quick-xml needs.
pub(super) fn with_serde() -> String {
    structs(
        "//! Structs with serde derive.\n\nuse serde::{Deserialize, Serialize};\n",
        "#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]",
        true,
    )
}

fn structs(head: &str, derive: &str, attributes: bool) -> String {
    let mut text = head.to_owned();
    for at in 0..TYPES {
        let _ = writeln!(text, "\n/// Type {at}.\n{derive}\npub struct Type{at} {{");
        for Field { wire, name, value, occurs } in fields(at) {
            let value = match value {
                Value::Simple { rust, .. } => rust.to_owned(),
                Value::Type(child) => format!("Type{child}"),
            };
            let (value, skip) = match occurs {
                Occurs::Required => (value, ""),
                Occurs::Optional | Occurs::Attribute => {
                    (format!("Option<{value}>"), ", default, skip_serializing_if = \"Option::is_none\"")
                }
                Occurs::Many => {
                    (format!("Vec<{value}>"), ", default, skip_serializing_if = \"Vec::is_empty\"")
                }
            };
            if attributes {
                let sign = if occurs == Occurs::Attribute { "@" } else { "" };
                let _ = writeln!(text, "    #[serde(rename = \"{sign}{wire}\"{skip})]");
            }
            let _ = writeln!(text, "    /// `{wire}`.\n    pub {name}: {value},");
        }
        text.push_str("}\n");
    }
    text
}
