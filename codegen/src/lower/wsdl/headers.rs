//! What stands beside request and reply: header blocks as records, declared faults as choices.
//!
//! Operations of one endpoint that declare the same blocks share one record, so that a caller who sets a session's
//! header sets it for all of them; the same holds for faults.

use std::collections::{BTreeMap, BTreeSet};

use super::content::new_field;
use super::messages::Subject;
use super::{Home, Lowering, notes};
use crate::contract::{
    Alternative, Beside, Exchange, Facets, Field, Kind, Name, Occurs, Operation, Record, Shape,
    TypeDefinition, TypeId, TypeRef,
};
use crate::document::wsdl::{Body, Header, PartContent};

/// What one operation declares beside request and reply, before it is known which others declare the same.
#[derive(Default)]
pub(super) struct Declared {
    request: Vec<Field>,
    reply: Vec<Field>,
    fault: Vec<Field>,
}

impl<'a> Lowering<'a> {
    /// The header blocks of an operation.
    pub(super) fn headers(
        &mut self,
        subject: &Subject<'_>,
        [input, output]: [Option<&'a Body>; 2],
    ) -> Declared {
        let input = input.map_or(&[][..], |body| &body.headers);
        let output = output.map_or(&[][..], |body| &body.headers);
        let faults = input.iter().chain(output).flat_map(|header| &header.faults);
        Declared {
            request: self.blocks(subject, input),
            reply: self.blocks(subject, output),
            fault: self.blocks(subject, faults),
        }
    }

    fn blocks(&mut self, subject: &Subject<'_>, headers: impl IntoIterator<Item = &'a Header>) -> Vec<Field> {
        let mut blocks: Vec<Field> = Vec::new();
        for header in headers {
            if let Some(block) = self.block(subject, header)
                && !blocks.iter().any(|before| before.name == block.name)
            {
                blocks.push(block);
            }
        }
        blocks
    }

    /// One block; a finding if it cannot be one.
    fn block(&mut self, subject: &Subject<'_>, header: &'a Header) -> Option<Field> {
        let documents = self.documents;
        let message = header.message.as_ref().and_then(|name| documents.messages.get(name));
        let part = message.and_then(|message| message.parts.iter().find(|part| part.name == header.part));
        let found = match part.map(|part| &part.content) {
            None => Err("its message or its part is not declared in any document"),
            Some(PartContent::Nothing) => Err("its part has neither an element nor a type"),
            Some(PartContent::Element(name)) => match documents.schemas.elements.get(name) {
                Some(element) if element.is_abstract => Err("its element is abstract"),
                Some(element) => {
                    let home = Home::inside("/", &element.name);
                    let mut documentation = String::new();
                    let r#type = self.reference(&element.r#type, &home, &mut documentation);
                    Ok((notes::name(name), r#type, documentation, self.stated(&element.r#type)))
                }
                None => Err("its element is not declared in any document"),
            },
            Some(PartContent::Type(name)) if header.is_encoded && self.soap_array_by_name(name).is_some() => {
                Err("it is an encoded array")
            }
            Some(PartContent::Type(name)) if self.is_type(name) => {
                let mut documentation = String::new();
                let r#type = self.named_reference(name, &mut documentation);
                let namespace = header.namespace.clone().filter(|namespace| !namespace.is_empty());
                let stated = self.stated_name(name);
                Ok((Name { namespace, local: header.part.clone() }, r#type, documentation, stated))
            }
            Some(PartContent::Type(_)) => Err("its type is not declared in any document"),
        };
        match found {
            Ok((name, r#type, documentation, stated)) => {
                let mut field = new_field(name, Kind::Header, r#type);
                field.occurs = if header.is_required { Occurs::Required } else { Occurs::Optional };
                field.unique = true;
                field.states = stated.filter(|_| header.is_encoded);
                field.documentation = documentation;
                Some(field)
            }
            Err(why) => {
                let message = format!(
                    "the header `{}` of the operation `{}` is left out: {why}",
                    header.part, subject.operation
                );
                let help = "If the partner insists on it, the operation cannot be used.";
                self.left_out("wsdl-header", header.at, message, help);
                None
            }
        }
    }

    /// Makes the records and choices of an endpoint's operations, each once.
    pub(super) fn share(
        &mut self,
        endpoint: &str,
        namespace: &str,
        lowered: Vec<(Operation, Declared)>,
    ) -> Vec<Operation> {
        let mut sets = Sets { endpoint, namespace, found: BTreeMap::new() };
        for (operation, declared) in &lowered {
            let name = operation.friendly.as_deref().unwrap_or(&operation.name);
            for fields in [&declared.request, &declared.reply, &declared.fault] {
                sets.add(name, Shape::of_blocks(fields));
            }
            sets.add(name, Shape::of_faults(faults_of(operation)));
        }
        let given = sets.place(self);
        let find = |shape: Option<Shape>| {
            let shape = shape?;
            given.iter().find(|(known, _)| *known == shape).map(|(_, id)| id.clone())
        };
        lowered
            .into_iter()
            .map(|(mut operation, declared)| {
                let fault_details = find(Shape::of_faults(faults_of(&operation)));
                if let Exchange::Envelope { beside, .. } = &mut operation.exchange {
                    *beside = Beside {
                        request_headers: find(Shape::of_blocks(&declared.request)),
                        reply_headers: find(Shape::of_blocks(&declared.reply)),
                        fault_headers: find(Shape::of_blocks(&declared.fault)),
                        fault_details,
                        addressing: beside.addressing.take(),
                    };
                }
                operation
            })
            .collect()
    }
}

fn faults_of(operation: &Operation) -> &[(Name, TypeRef)] {
    match &operation.exchange {
        Exchange::Envelope { faults, .. } => faults,
        Exchange::Resource { .. } => &[],
    }
}

impl Shape {
    /// The record of some blocks; nothing for none.
    fn of_blocks(fields: &[Field]) -> Option<Self> {
        (!fields.is_empty()).then(|| Self::Record(Record { fields: fields.to_vec(), keeps_unknown: false }))
    }

    /// The choice of some faults, in the order of their names; nothing for none.
    fn of_faults(faults: &[(Name, TypeRef)]) -> Option<Self> {
        let faults: BTreeMap<&Name, &TypeRef> = faults.iter().map(|(name, r#type)| (name, r#type)).collect();
        let alternative = |(name, r#type): (&Name, &TypeRef)| Alternative {
            name: name.clone(),
            r#type: r#type.clone(),
            facets: Facets::default(),
            documentation: String::new(),
        };
        (!faults.is_empty()).then(|| Self::Choice(faults.into_iter().map(alternative).collect()))
    }

    /// The names in it, in order.
    fn wire_names(&self) -> Vec<&Name> {
        match self {
            Self::Record(record) => record.fields.iter().map(|field| &field.name).collect(),
            Self::Choice(alternatives) => alternatives.iter().map(|alternative| &alternative.name).collect(),
            _ => Vec::new(),
        }
    }
}

/// The shapes that the operations of an endpoint declare, in the order in which they do, and who declares them.
struct Sets<'a> {
    endpoint: &'a str,
    namespace: &'a str,
    found: BTreeMap<usize, (Shape, BTreeSet<String>)>,
}

impl Sets<'_> {
    fn add(&mut self, operation: &str, shape: Option<Shape>) {
        let Some(shape) = shape else { return };
        let known = self.found.values_mut().find(|(known, _)| *known == shape);
        match known {
            Some((_, users)) => {
                users.insert(operation.to_owned());
            }
            None => {
                let at = self.found.len();
                self.found.insert(at, (shape, BTreeSet::from([operation.to_owned()])));
            }
        }
    }

    /// What a shape is called: after its only block, after its only operation, else after the endpoint.
    fn name(&self, shape: &Shape, users: &BTreeSet<String>) -> String {
        let word = if matches!(shape, Shape::Choice(_)) { "Faults" } else { "Headers" };
        let stem = match (shape, shape.wire_names().as_slice()) {
            (Shape::Record(_), [only]) => {
                let stem = only.local.trim_end_matches("Headers").trim_end_matches("Header");
                if stem.is_empty() { only.local.as_str() } else { stem }
            }
            _ if users.len() == 1 => users.iter().next().map_or("", String::as_str),
            _ => self.endpoint,
        };
        format!("{stem}_{word}")
    }

    /// Puts each into the module of its first name, under an identity that no other definition has.
    fn place(self, lowering: &mut Lowering<'_>) -> Vec<(Shape, TypeId)> {
        let mut placed: Vec<(Shape, TypeId)> = Vec::new();
        for (shape, users) in self.found.values() {
            let name = self.name(shape, users);
            let module = shape.wire_names().first().and_then(|name| name.namespace.clone());
            let module = module.unwrap_or_else(|| self.namespace.to_owned());
            // Two slashes: no declaration of a schema can have this place.
            let mut id = TypeId::new(module, format!("//beside/{name}"));
            while lowering.types.get(&id).is_some_and(|other| other.shape != *shape) {
                id.path.push('\'');
            }
            let definition = TypeDefinition {
                id: id.clone(),
                name,
                documentation: String::new(),
                evidence: None,
                shape: shape.clone(),
            };
            lowering.types.insert(id.clone(), definition);
            placed.push((shape.clone(), id));
        }
        placed
    }
}
