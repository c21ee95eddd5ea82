//! Bodies that are encoded by the rules of SOAP, section 5: its arrays, its simple types, and the types that elements
//! state.

use std::collections::BTreeSet;

use super::Lowering;
use super::notes;
use super::simple::builtin;
use crate::contract::{Contract, Exchange, Name, Shape, Stated, TypeId};
use crate::document::xml::QName;
use crate::document::xsd::{self, Content, Type, TypeUse};
use crate::reach::{leaf, reachable};

/// The encodings of SOAP 1.1 and 1.2.
const ENCODINGS: [&str; 2] =
    ["http://schemas.xmlsoap.org/soap/encoding/", "http://www.w3.org/2003/05/soap-encoding"];

/// An array of SOAP's encoding.
pub(super) struct Array<'a> {
    /// The type of its items.
    pub(super) of: &'a QName,
    /// What an item is called when it is written; read, it may have any name.
    pub(super) item: Name,
    /// What its element states.
    pub(super) stated: Stated,
}

/// Whether a name is one of SOAP's encoding.
pub(super) fn is_encoding(name: &QName) -> bool {
    ENCODINGS.iter().any(|encoding| name.is_in(encoding))
}

/// Whether a name is that of a built-in type, or of its twin in SOAP's encoding.
pub(super) fn is_simple(name: &QName) -> bool {
    let known = QName::new(Some(xsd::NAMESPACE), &name.local);
    name.is_in(xsd::NAMESPACE) || is_encoding(name) && (xsd::is_builtin(&known) || &*name.local == "base64")
}

impl<'a> Lowering<'a> {
    /// The array that a type is; nothing for other types, and for arrays of arrays and of several dimensions.
    pub(super) fn soap_array(&self, r#type: &'a TypeUse) -> Option<Array<'a>> {
        let declaration = match r#type {
            TypeUse::Named(name) => self.documents.schemas.types.get(name)?,
            TypeUse::Inline(declaration) => declaration,
        };
        self.array_of(declaration)
    }

    /// The same for a type by name.
    pub(super) fn soap_array_by_name(&self, name: &QName) -> Option<Array<'a>> {
        self.array_of(self.documents.schemas.types.get(name)?)
    }

    fn array_of(&self, declaration: &'a xsd::TypeDeclaration) -> Option<Array<'a>> {
        let Type::Complex(complex) = &declaration.definition else { return None };
        let Content::Restriction(base, own) = &complex.content else { return None };
        let array = complex.array.as_ref().filter(|_| is_encoding(base))?;
        let is_nested = self.documents.schemas.types.get(&array.of).is_some_and(
            |item| matches!(&item.definition, Type::Complex(complex) if complex.array.is_some()),
        );
        if is_nested || array.dimensions.contains(',') || array.dimensions.matches('[').count() > 1 {
            return None;
        }
        let item =
            own.as_ref().and_then(only_element).unwrap_or(Name { namespace: None, local: "item".into() });
        let stated = Stated { r#type: notes::name(base), items: Some(notes::name(&array.of)) };
        Some(Array { of: &array.of, item, stated })
    }

    /// What an element of this type states.
    pub(super) fn stated(&self, r#type: &TypeUse) -> Option<Stated> {
        match r#type {
            TypeUse::Named(name) => self.stated_name(name),
            TypeUse::Inline(_) => None,
        }
    }

    /// The same for a type by name. Content that is kept as XML states its type itself.
    pub(super) fn stated_name(&self, name: &QName) -> Option<Stated> {
        let is_any = name.is(xsd::NAMESPACE, "anyType") || is_encoding(name) && !is_simple(name);
        (!is_any).then(|| Stated { r#type: notes::name(name), items: None })
    }
}

/// The name of the only element of a content model.
fn only_element(particle: &xsd::Particle) -> Option<Name> {
    match &particle.term {
        xsd::Term::Element(element) => Some(notes::name(&element.name)),
        xsd::Term::Sequence(parts) | xsd::Term::All(parts) => match parts.as_slice() {
            [only] => only_element(only),
            _ => None,
        },
        _ => None,
    }
}

/// What a simple type of SOAP's encoding, or a built-in one, comes down to.
pub(super) fn simple(name: &QName) -> super::simple::Text {
    match &*name.local {
        "base64" => builtin("base64Binary"),
        local => builtin(local),
    }
}

/// Takes back what types state that no encoded message holds, and content that is kept as XML.
pub(super) fn settle(contract: &mut Contract) {
    let mut roots: Vec<TypeId> = Vec::new();
    for (_, operation) in contract.operations() {
        if let Exchange::Envelope { request, reply, .. } = &operation.exchange {
            let messages = std::iter::once(request).chain(reply).filter(|message| message.encoded);
            roots.extend(messages.filter_map(|message| leaf(message.value.as_ref()?)));
        }
    }
    let encoded = reachable(contract, roots);
    let raw: BTreeSet<TypeId> = contract
        .types
        .iter()
        .filter(|definition| matches!(definition.shape, Shape::Raw))
        .map(|definition| definition.id.clone())
        .collect();
    for definition in &mut contract.types {
        let is_encoded = encoded.contains(&definition.id);
        if let Shape::Record(record) = &mut definition.shape {
            for field in &mut record.fields {
                let is_raw = leaf(&field.r#type).is_some_and(|id| raw.contains(&id));
                if !is_encoded || is_raw && field.states.as_ref().is_some_and(|stated| stated.items.is_none())
                {
                    field.states = None;
                }
            }
        }
    }
}
