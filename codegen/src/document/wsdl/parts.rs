//! From merged declarations to the model.

use super::super::xml::{Document, Element, QName};
use super::super::xsd::{At, plain};
use super::merge::Merged;
use super::{
    Attached, Binding, Body, BoundOperation, Documents, End, Header, Message, NAMESPACE, Operation, Part,
    PartContent, Port, PortType, Protocol, Service, Style,
};
use crate::diagnostic::Diagnostics;

const SOAP_11: &str = "http://schemas.xmlsoap.org/wsdl/soap/";
const SOAP_12: &str = "http://schemas.xmlsoap.org/wsdl/soap12/";
const HTTP: &str = "http://schemas.xmlsoap.org/wsdl/http/";
const MIME: &str = "http://schemas.xmlsoap.org/wsdl/mime/";
/// Versions of WS-Policy.
const POLICY: [&str; 2] = ["http://schemas.xmlsoap.org/ws/2004/09/policy", "http://www.w3.org/ns/ws-policy"];

/// Reads all declarations.
pub(super) fn read(
    documents: &[Document],
    merged: &[Merged<'_>],
    diagnostics: &mut Diagnostics,
) -> Documents {
    let mut read = Documents::default();
    for one in merged {
        let mut reader = Reader { documents, document: one.document, diagnostics };
        match one.kind {
            "message" => {
                let parts = one.element.named(NAMESPACE, "part").map(|part| reader.part(part)).collect();
                read.messages.insert(one.name.clone(), Message { parts });
            }
            "portType" => {
                let port_type = PortType {
                    documentation: documentation(one.element),
                    at: reader.at(one.element),
                    operations: reader.members(one, Reader::operation),
                };
                read.port_types.insert(one.name.clone(), port_type);
            }
            "binding" => {
                let binding = Binding {
                    port_type: reader.reference(one.element, "type"),
                    protocol: protocol(one.element),
                    policy: reader.policy(one.element),
                    at: reader.at(one.element),
                    operations: reader.members(one, Reader::bound_operation),
                };
                read.bindings.insert(one.name.clone(), binding);
            }
            _ => read.services.push(Service {
                name: one.name.clone(),
                documentation: documentation(one.element),
                at: reader.at(one.element),
                ports: reader.members(one, Reader::port),
            }),
        }
    }
    read
}

struct Reader<'a> {
    documents: &'a [Document],
    document: usize,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn at(&self, element: &Element) -> At {
        At { document: self.document, offset: element.offset }
    }

    /// Operations or ports, each read where it stands.
    fn members<T>(&mut self, merged: &Merged<'_>, read: impl Fn(&mut Self, &Element) -> T) -> Vec<T> {
        let mut members = Vec::new();
        for (document, member) in &merged.members {
            self.document = *document;
            members.push(read(self, member));
        }
        self.document = merged.document;
        members
    }

    /// The name that an attribute refers to; reported if it is no name.
    fn reference(&mut self, element: &Element, attribute: &str) -> Option<QName> {
        let value = element.attribute(attribute)?;
        let name = element.qualified(value);
        if name.is_none() {
            self.diagnostics.left_out(
                "wsdl-unknown-prefix",
                format!("the name {value:?} has a prefix that is not declared, or is no name: what needs it is left out"),
                Some(self.documents[self.document].place(element.offset)),
                "Declare the prefix with xmlns.",
            );
        }
        name
    }

    fn part(&mut self, element: &Element) -> Part {
        let content = match (self.reference(element, "element"), self.reference(element, "type")) {
            (Some(name), _) => PartContent::Element(name),
            (None, Some(name)) => PartContent::Type(name),
            (None, None) => PartContent::Nothing,
        };
        Part { name: name(element), content, at: self.at(element) }
    }

    fn operation(&mut self, element: &Element) -> Operation {
        let input = element.named(NAMESPACE, "input").next();
        let output = element.named(NAMESPACE, "output").next();
        Operation {
            name: name(element),
            documentation: documentation(element),
            server_first: match (input, output) {
                (Some(input), Some(output)) => output.offset < input.offset,
                (input, _) => input.is_none(),
            },
            input: input.map(|end| self.end(end)),
            output: output.map(|end| self.end(end)),
            faults: element.named(NAMESPACE, "fault").map(|end| self.end(end)).collect(),
            at: self.at(element),
        }
    }

    fn end(&mut self, element: &Element) -> End {
        End {
            name: element.attribute("name").map(str::to_owned),
            message: self.reference(element, "message"),
            at: self.at(element),
        }
    }

    fn bound_operation(&mut self, element: &Element) -> BoundOperation {
        let soap = soap(element, "operation");
        BoundOperation {
            name: name(element),
            documentation: documentation(element),
            action: soap.and_then(|soap| soap.attribute("soapAction")).map(|action| action.trim().to_owned()),
            style: soap.and_then(|soap| soap.attribute("style")).map(style),
            input: element.named(NAMESPACE, "input").next().map(|end| self.body(end)),
            output: element.named(NAMESPACE, "output").next().map(|end| self.body(end)),
            policy: self.policy(element),
            at: self.at(element),
        }
    }

    fn body(&mut self, element: &Element) -> Body {
        let mime = element.elements().find(|child| child.name.is_in(MIME));
        // A message that is sent as MIME parts has its envelope in one of them.
        let parts: Vec<&Element> =
            element.named(MIME, "multipartRelated").flat_map(|related| related.named(MIME, "part")).collect();
        let envelope = parts.iter().copied().find(|part| soap(part, "body").is_some());
        let mime = mime.filter(|_| envelope.is_none());
        let attachments = if envelope.is_some() { attached(&parts) } else { Vec::new() };
        let element_of_body = envelope.unwrap_or(element);
        let body = soap(element_of_body, "body");
        let headers =
            element_of_body.elements().filter(|child| is_soap(child) && &*child.name.local == "header");
        Body {
            name: element.attribute("name").map(str::to_owned),
            is_encoded: body.and_then(|body| body.attribute("use")).map(str::trim) == Some("encoded"),
            namespace: body
                .and_then(|body| body.attribute("namespace"))
                .map(|namespace| namespace.trim().to_owned()),
            parts: body
                .and_then(|body| body.attribute("parts"))
                .map(|parts| parts.split_whitespace().map(str::to_owned).collect()),
            headers: headers
                .map(|header| Header {
                    message: self.reference(header, "message"),
                    part: header.attribute("part").unwrap_or_default().trim().to_owned(),
                    at: self.at(header),
                })
                .collect(),
            mime: mime.map(|mime| self.at(mime)),
            attachments,
            at: self.at(element),
        }
    }

    fn policy(&self, element: &Element) -> Option<At> {
        let own = element
            .elements()
            .find(|child| POLICY.iter().any(|policy| child.name.is_in(policy)))
            .map(|child| self.at(child));
        let by_attribute = POLICY
            .iter()
            .any(|policy| element.attribute_in(policy, "PolicyURIs").is_some())
            .then(|| self.at(element));
        own.or(by_attribute)
    }

    fn port(&mut self, element: &Element) -> Port {
        Port { name: name(element), binding: self.reference(element, "binding"), at: self.at(element) }
    }
}

fn name(element: &Element) -> String {
    element.attribute("name").unwrap_or_default().trim().to_owned()
}

fn documentation(element: &Element) -> String {
    element.named(NAMESPACE, "documentation").next().map(|text| plain(&text.text())).unwrap_or_default()
}

/// What travels beside the envelope. Several contents of one part are the media types that it may have.
fn attached(parts: &[&Element]) -> Vec<Attached> {
    let mut attached: Vec<Attached> = Vec::new();
    for content in parts.iter().flat_map(|part| part.named(MIME, "content")) {
        let part = content.attribute("part").unwrap_or_default().trim().to_owned();
        let media = content.attribute("type").map(|media| media.trim().to_owned());
        match attached.iter_mut().find(|known| known.part == part) {
            Some(known) => known.media.extend(media),
            None => attached.push(Attached { part, media: media.into_iter().collect() }),
        }
    }
    attached
}

fn is_soap(element: &Element) -> bool {
    element.name.is_in(SOAP_11) || element.name.is_in(SOAP_12)
}

fn soap<'a>(element: &'a Element, local: &str) -> Option<&'a Element> {
    element.elements().find(|child| is_soap(child) && &*child.name.local == local)
}

fn style(value: &str) -> Style {
    if value.trim() == "rpc" { Style::Rpc } else { Style::Document }
}

fn protocol(element: &Element) -> Protocol {
    if let Some(soap) = soap(element, "binding") {
        return Protocol::Soap {
            version: if soap.name.is_in(SOAP_12) { "1.2" } else { "1.1" },
            style: soap.attribute("style").map_or(Style::Document, style),
            transport: soap.attribute("transport").unwrap_or_default().trim().to_owned(),
        };
    }
    if element.elements().any(|child| child.name.is_in(HTTP)) { Protocol::Http } else { Protocol::Other }
}
