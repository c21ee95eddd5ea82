//! What stands in the body of an envelope: the path of elements down to the value, and the value's type.

use super::content::new_field;
use super::particles::{Item, Member};
use super::{Home, Lowering, notes};
use crate::contract::{
    Absent, Field, Kind, Message, Name, Occurs, Record, Shape, TypeDefinition, TypeId, TypeRef,
};
use crate::document::wsdl::{Body, End, Part, PartContent};
use crate::document::xml::QName;
use crate::document::xsd::{Complex, ElementDeclaration, Type, TypeUse, is_builtin};

/// The code of a part whose type nobody declares.
const UNKNOWN_TYPE: &str = "wsdl-unknown-type";

/// Which message of an operation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Reply,
}

/// What is said about an operation in every finding about it.
pub(super) struct Subject<'a> {
    /// Name of the operation.
    pub(super) operation: &'a str,
    /// The namespace of its WSDL.
    pub(super) namespace: Option<&'a str>,
}

impl<'a> Lowering<'a> {
    /// The body of a document/literal message; nothing if the operation has to be left out, which is reported.
    pub(super) fn document_message(
        &mut self,
        subject: &Subject<'_>,
        end: &'a End,
        body: &Body,
        side: Side,
    ) -> Option<Message> {
        let parts = self.body_parts(subject, end, body)?;
        if parts.is_empty() {
            // The body is empty; all that is said, if anything, travels beside it or in headers.
            return Some(Message { path: Vec::new(), value: None, encoded: false, beside: Vec::new() });
        }
        let [part] = parts.as_slice() else {
            let message = format!(
                "the operation `{}` is left out: its body has {} parts where document/literal has one",
                subject.operation,
                parts.len()
            );
            self.left_out("wsdl-body-parts", end.at, message, "Use one part with one element, or style rpc.");
            return None;
        };
        let PartContent::Element(name) = &part.content else {
            let message = format!(
                "the operation `{}` is left out: part `{}` of its document/literal body names a type, not an element",
                subject.operation, part.name
            );
            self.left_out("wsdl-part-without-element", part.at, message, "Give the part an element.");
            return None;
        };
        let Some(element) = self.documents.schemas.elements.get(name) else {
            self.unknown_element(subject, name, part);
            return None;
        };
        if element.is_abstract {
            let message = format!(
                "the operation `{}` is left out: the element `{}` of its body is abstract",
                subject.operation, name.local
            );
            self.left_out("wsdl-abstract-body", part.at, message, "Name an element that is not abstract.");
            return None;
        }
        let wrapper = match side {
            Side::Request => subject.operation.to_owned(),
            Side::Reply => format!("{}Response", subject.operation),
        };
        let is_wrapper = *name.local == *wrapper;
        Some(self.element_message(element, is_wrapper))
    }

    /// The path into an element; a wrapper with a single record in it is passed through.
    fn element_message(&mut self, element: &'a ElementDeclaration, is_wrapper: bool) -> Message {
        let mut path = vec![notes::name(&element.name)];
        let home = Home::inside("/", &element.name);
        if let Some(complex) = self.complex_of(&element.r#type) {
            let type_home = match &element.r#type {
                TypeUse::Named(name) => Home::of(name),
                TypeUse::Inline(_) => home.clone(),
            };
            let members = self.members(&type_home, complex);
            let is_plain = members.text.is_none() && !members.is_mixed && !members.is_anything;
            if is_plain && members.attributes.is_empty() && members.open_attributes.is_none() {
                let items = self.items(&members.particles);
                match items.as_slice() {
                    [] => return Message { path, value: None, encoded: false, beside: Vec::new() },
                    [Item::Element(member)] if is_wrapper && self.is_passed_through(member) => {
                        path.push(notes::name(&member.declaration.name));
                        let own = self.home_of(member);
                        let value = self.reference(&member.declaration.r#type, &own, &mut String::new());
                        return Message { path, value: Some(value), encoded: false, beside: Vec::new() };
                    }
                    _ => {}
                }
            }
        }
        let value = self.reference(&element.r#type, &home, &mut String::new());
        Message { path, value: Some(value), encoded: false, beside: Vec::new() }
    }

    /// The body of an rpc message: an element named after the operation, with the parts in it.
    pub(super) fn rpc_message(
        &mut self,
        subject: &Subject<'_>,
        end: &'a End,
        body: &Body,
        side: Side,
    ) -> Option<Message> {
        let parts = self.body_parts(subject, end, body)?;
        let local = match side {
            Side::Request => subject.operation.to_owned(),
            Side::Reply => format!("{}Response", subject.operation),
        };
        let namespace = match &body.namespace {
            Some(namespace) => Some(namespace.as_str()).filter(|namespace| !namespace.is_empty()),
            None => {
                let message = format!(
                    "the body of `{}` names no namespace, as style rpc has to: that of the document is used",
                    subject.operation
                );
                self.warn("wsdl-rpc-namespace", body.at, message, "Add namespace=\"...\" to soap:body.");
                subject.namespace
            }
        };
        let path = vec![Name { namespace: namespace.map(str::to_owned), local: local.clone() }];
        if parts.is_empty() {
            return Some(Message { path, value: None, encoded: body.is_encoded, beside: Vec::new() });
        }
        // Two slashes: no declaration of a schema can have this place.
        let id = TypeId::new(namespace.unwrap_or_default(), format!("//{local}"));
        let home = Home { id: id.clone(), name: local };
        let mut fields = Vec::new();
        for part in parts {
            let PartContent::Type(name) = &part.content else {
                let message = format!(
                    "the operation `{}` is left out: part `{}` of its rpc body names an element, not a type",
                    subject.operation, part.name
                );
                self.left_out(
                    "wsdl-part-without-type",
                    part.at,
                    message,
                    "Give the part a type, or use style document.",
                );
                return None;
            };
            if !self.is_type(name) {
                let message = format!(
                    "the operation `{}` is left out: the type `{name}` is not declared in any document",
                    subject.operation
                );
                self.left_out(UNKNOWN_TYPE, part.at, message, "Correct its name, or add its document.");
                return None;
            }
            fields.push(self.part_field(part, name, side));
        }
        let shape = Shape::Record(Record { fields, keeps_unknown: false });
        let definition = TypeDefinition {
            id: id.clone(),
            name: home.name,
            documentation: String::new(),
            evidence: None,
            shape,
        };
        self.types.insert(id.clone(), definition);
        Some(Message { path, value: Some(TypeRef::Named(id)), encoded: body.is_encoded, beside: Vec::new() })
    }

    /// The field for a part.
    fn part_field(&mut self, part: &'a Part, name: &'a QName, side: Side) -> Field {
        let mut documentation = String::new();
        let wire = Name { namespace: None, local: part.name.clone() };
        if let Some(array) = self.soap_array_by_name(name) {
            let r#type = self.named_reference(array.of, &mut documentation);
            let mut field = new_field(wire, Kind::Element, r#type);
            let empty = if side == Side::Request { Absent::Empty } else { Absent::Omitted };
            field.occurs = Occurs::Wrapped { item: array.item, empty };
            field.states = Some(array.stated);
            field.documentation = documentation;
            return field;
        }
        let r#type = self.named_reference(name, &mut documentation);
        let mut field = new_field(wire, Kind::Element, r#type);
        field.states = self.stated_name(name);
        field.documentation = documentation;
        field
    }

    /// Element and type of a declared fault.
    pub(super) fn fault(&mut self, subject: &Subject<'_>, end: &'a End) -> Option<(Name, TypeRef)> {
        let message = end.message.as_ref().and_then(|name| self.documents.messages.get(name));
        let part = message.and_then(|message| message.parts.first());
        let Some(part) = part else {
            let message =
                format!("a fault of `{}` has no message or no part: it is left out", subject.operation);
            self.left_out("wsdl-fault", end.at, message, "Declare the message with one part.");
            return None;
        };
        match &part.content {
            PartContent::Element(name) => match self.documents.schemas.elements.get(name) {
                Some(element) => {
                    let home = Home::inside("/", &element.name);
                    let r#type = self.reference(&element.r#type, &home, &mut String::new());
                    Some((notes::name(name), r#type))
                }
                None => {
                    self.unknown_element(subject, name, part);
                    None
                }
            },
            PartContent::Type(name) if !self.is_type(name) => {
                let message = format!(
                    "a fault of `{}` is left out: the type `{name}` is not declared in any document",
                    subject.operation
                );
                self.left_out(UNKNOWN_TYPE, part.at, message, "Correct its name, or add its document.");
                None
            }
            PartContent::Type(name) => {
                let r#type = self.named_reference(name, &mut String::new());
                Some((Name { namespace: None, local: part.name.clone() }, r#type))
            }
            PartContent::Nothing => {
                let message =
                    format!("a fault of `{}` has a part without element: it is left out", subject.operation);
                self.left_out("wsdl-fault", part.at, message, "Give the part an element.");
                None
            }
        }
    }

    /// The parts of a message that make up the body.
    fn body_parts(&mut self, subject: &Subject<'_>, end: &'a End, body: &Body) -> Option<Vec<&'a Part>> {
        let Some(message) = end.message.as_ref().and_then(|name| self.documents.messages.get(name)) else {
            let name = end.message.as_ref().map(ToString::to_string).unwrap_or_default();
            let message = format!(
                "the operation `{}` is left out: its message `{name}` is not declared in any document",
                subject.operation
            );
            self.left_out("wsdl-unknown-message", end.at, message, "Add the document that declares it.");
            return None;
        };
        let in_header = |part: &&Part| {
            body.headers.iter().any(|header| header.message == end.message && header.part == part.name)
        };
        let is_beside = |part: &&Part| body.attachments.iter().any(|beside| beside.part == part.name);
        Some(match &body.parts {
            Some(names) => message.parts.iter().filter(|part| names.contains(&part.name)).collect(),
            None => message.parts.iter().filter(|part| !in_header(part) && !is_beside(part)).collect(),
        })
    }

    fn is_type(&self, name: &QName) -> bool {
        is_builtin(name) || self.documents.schemas.types.contains_key(name)
    }

    fn unknown_element(&mut self, subject: &Subject<'_>, name: &QName, part: &Part) {
        let operation = subject.operation;
        let message = format!(
            "the operation `{operation}` is left out: the element `{name}` is not declared in any document"
        );
        self.left_out("wsdl-unknown-element", part.at, message, "Add the schema that declares it.");
    }

    fn complex_of(&self, r#type: &'a TypeUse) -> Option<&'a Complex> {
        let declaration = match r#type {
            TypeUse::Named(name) => {
                // Where derived types may stand, the value says which one it is.
                let is_polymorphic = self.derived.get(name).is_some_and(|derived| !derived.is_empty());
                self.documents.schemas.types.get(name).filter(|_| !is_polymorphic)?
            }
            TypeUse::Inline(declaration) => declaration,
        };
        match &declaration.definition {
            Type::Complex(complex) => Some(complex),
            Type::Simple(_) => None,
        }
    }

    /// Whether the only element of a wrapper is one record, rather than a list, a scalar or something that may be null.
    fn is_passed_through(&mut self, member: &Member<'a>) -> bool {
        let declaration = member.declaration;
        let home = self.home_of(member);
        !member.count.is_repeated
            && !declaration.nillable
            && !declaration.is_abstract
            && self.is_record(&declaration.r#type)
            && self.array_item(&declaration.r#type, &declaration.name, &home).is_none()
    }

    /// Whether a type has elements or attributes, and no derived types.
    fn is_record(&mut self, r#type: &'a TypeUse) -> bool {
        let Some(complex) = self.complex_of(r#type) else { return false };
        let home = match r#type {
            TypeUse::Named(name) => Home::of(name),
            TypeUse::Inline(_) => Home { id: TypeId::new("", ""), name: String::new() },
        };
        let members = self.members(&home, complex);
        members.text.is_none() && !members.is_mixed && !members.is_anything && {
            let items = self.items(&members.particles);
            items.iter().any(|item| !matches!(item, Item::Any(_))) || !members.attributes.is_empty()
        }
    }
}
