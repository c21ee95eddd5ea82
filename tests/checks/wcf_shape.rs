//! One of our WSDL documents in the shape in which WCF publishes it: four documents that import one another by address,
//! prefixes declared where they are used, null marks on list items, attributes and policies of its own, and no prose.

use std::fmt::Write as _;

use roxmltree::{Document, Node};

const WSDL: &str = "http://schemas.xmlsoap.org/wsdl/";
const SOAP: &str = "http://schemas.xmlsoap.org/wsdl/soap/";
const SCHEMA: &str = "http://www.w3.org/2001/XMLSchema";
const ADDRESSING: &str = "http://www.w3.org/2006/05/addressing/wsdl";

/// What stands on the root of each document, whether it is used there or not.
const PREFIXES: &str = "xmlns:wsdl=\"http://schemas.xmlsoap.org/wsdl/\" \
    xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\" xmlns:soap12=\"http://schemas.xmlsoap.org/wsdl/soap12/\" \
    xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:wsaw=\"http://www.w3.org/2006/05/addressing/wsdl\" \
    xmlns:wsp=\"http://schemas.xmlsoap.org/ws/2004/09/policy\" \
    xmlns:msc=\"http://schemas.microsoft.com/ws/2005/12/wsdl/contract\" \
    xmlns:wsu=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\"";

/// The policy of a binding whose transport is TLS with a client certificate.
const POLICY: &str = "<wsp:Policy wsu:Id=\"Transport_policy\"><wsp:ExactlyOne><wsp:All>\
    <sp:TransportBinding xmlns:sp=\"http://schemas.xmlsoap.org/ws/2005/07/securitypolicy\"><wsp:Policy>\
    <sp:TransportToken><wsp:Policy><sp:HttpsToken RequireClientCertificate=\"true\" /></wsp:Policy></sp:TransportToken>\
    </wsp:Policy></sp:TransportBinding></wsp:All></wsp:ExactlyOne></wsp:Policy>";

/// A few declarations of the namespace that WCF imports whether it is used or not.
const SERIALIZATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?><xs:schema \
    attributeFormDefault=\"qualified\" elementFormDefault=\"qualified\" \
    targetNamespace=\"http://schemas.microsoft.com/2003/10/Serialization/\" \
    xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:tns=\"http://schemas.microsoft.com/2003/10/Serialization/\">\
    <xs:element name=\"anyType\" nillable=\"true\" type=\"xs:anyType\" />\
    <xs:element name=\"char\" nillable=\"true\" type=\"tns:char\" />\
    <xs:simpleType name=\"char\"><xs:restriction base=\"xs:int\" /></xs:simpleType>\
    <xs:attribute name=\"FactoryType\" type=\"xs:QName\" /></xs:schema>";

/// The documents, each with what follows the `?` of its address: `wsdl`, `wsdl=wsdl0`, `xsd=xsd0`, `xsd=xsd1`.
pub(crate) fn documents(ours: &str, address: &str) -> [(&'static str, String); 4] {
    let document = Document::parse(ours).expect("our document is well-formed");
    let root = document.root_element();
    let namespace = root.attribute("targetNamespace").expect("a target namespace");
    let parts = |names: &[&str]| {
        let mut writer = Writer { text: String::new(), prefixes: 0 };
        root.children()
            .filter(|child| names.contains(&child.tag_name().name()))
            .for_each(|child| writer.element(child));
        writer.text
    };
    let schema = root.descendants().find(|node| node.has_tag_name((SCHEMA, "schema"))).expect("a schema");
    let mut declarations = Writer { text: String::new(), prefixes: 0 };
    schema.children().filter(Node::is_element).for_each(|child| declarations.element(child));
    let service = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><wsdl:definitions name=\"Service\" \
         targetNamespace=\"http://tempuri.org/\" {PREFIXES} xmlns:tns=\"http://tempuri.org/\">{POLICY}\
         <wsdl:import namespace=\"{namespace}\" location=\"{address}?wsdl=wsdl0\" /><wsdl:types />{}</wsdl:definitions>",
        parts(&["binding", "service"])
            .replace("<soap:binding ", "<wsp:PolicyReference URI=\"#Transport_policy\" /><soap:binding ")
    );
    let interface = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><wsdl:definitions targetNamespace=\"{namespace}\" {PREFIXES}>\
         <wsdl:types><xsd:schema targetNamespace=\"{namespace}/Imports\">\
         <xsd:import schemaLocation=\"{address}?xsd=xsd0\" namespace=\"{namespace}\" />\
         <xsd:import schemaLocation=\"{address}?xsd=xsd1\" \
         namespace=\"http://schemas.microsoft.com/2003/10/Serialization/\" /></xsd:schema></wsdl:types>{}\
         </wsdl:definitions>",
        parts(&["message", "portType"])
            .replace("<wsdl:portType ", "<wsdl:portType msc:usingSession=\"false\" ")
    );
    let types = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><xsd:schema elementFormDefault=\"qualified\" \
         targetNamespace=\"{namespace}\" {PREFIXES}>\
         <xsd:import namespace=\"http://schemas.microsoft.com/2003/10/Serialization/\" />{}</xsd:schema>",
        declarations.text
    );
    [
        ("wsdl", service),
        ("wsdl=wsdl0", interface),
        ("xsd=xsd0", types),
        ("xsd=xsd1", SERIALIZATION.to_owned()),
    ]
}

struct Writer {
    text: String,
    /// How many prefixes were declared: each use has its own.
    prefixes: usize,
}

impl Writer {
    fn element(&mut self, node: Node<'_, '_>) {
        let (namespace, name) = (node.tag_name().namespace(), node.tag_name().name());
        if matches!(name, "annotation" | "documentation") {
            return;
        }
        let tag = format!("{}:{name}", prefix(namespace));
        let _ = write!(self.text, "<{tag}");
        for attribute in node.attributes() {
            let value = match attribute.value().split_once(':') {
                // A document refers to what it declares, and to the types of the schema language.
                Some(("xs", local)) => format!("xsd:{local}"),
                Some(("tns", local)) => {
                    self.prefixes += 1;
                    let own = node.lookup_namespace_uri(Some("tns")).expect("declared");
                    // What the first document of the four declares has another namespace there.
                    let own = if attribute.name() == "binding" { "http://tempuri.org/" } else { own };
                    let _ = write!(self.text, " xmlns:q{}=\"{own}\"", self.prefixes);
                    format!("q{}:{local}", self.prefixes)
                }
                _ => attribute.value().to_owned(),
            };
            assert!(!value.contains(['<', '&', '"']), "our documents have no such value: {value}");
            let prefix =
                attribute.namespace().map(|own| format!("{}:", prefix(Some(own)))).unwrap_or_default();
            let _ = write!(self.text, " {prefix}{}=\"{value}\"", attribute.name());
        }
        if name == "element" && node.attribute("maxOccurs") == Some("unbounded") {
            self.text.push_str(" nillable=\"true\"");
        }
        self.text.push('>');
        node.children().filter(Node::is_element).for_each(|child| self.element(child));
        let _ = write!(self.text, "</{tag}>");
    }
}

fn prefix(namespace: Option<&str>) -> &'static str {
    match namespace {
        Some(WSDL) => "wsdl",
        Some(SOAP) => "soap",
        Some(SCHEMA) => "xsd",
        Some(ADDRESSING) => "wsaw",
        other => panic!("our documents have nothing of {other:?}"),
    }
}
