//! Types that require themselves: no document of theirs is finite, so partners leave the element out.

use super::Lowering;
use crate::contract::{Contract, Occurs, Shape, TypeId, TypeRef};
use crate::document::xml::QName;
use crate::document::xsd::At;
use crate::finite::{held, is_held};

impl Lowering<'_> {
    /// Makes the fields optional by which types require themselves. The contract is in the order of its types.
    pub(super) fn end(&mut self, contract: &mut Contract) {
        loop {
            let endless: Vec<TypeId> = held(contract).endless.into_iter().cloned().collect();
            let mut ended = false;
            for definition in &mut contract.types {
                let Shape::Record(record) = &mut definition.shape else { continue };
                if ended || endless.binary_search(&definition.id).is_err() {
                    continue;
                }
                let circular =
                    |of: &TypeRef| matches!(of, TypeRef::Named(id) if endless.binary_search(id).is_ok());
                for field in
                    record.fields.iter_mut().filter(|field| is_held(field) && circular(&field.r#type))
                {
                    field.occurs = Occurs::Optional;
                    ended = true;
                    let message = format!(
                        "`{}` is required in every `{}`, which would never end: the field is optional",
                        field.name.local, definition.name
                    );
                    let help = "Nothing needs to be done; the schema lacks a minOccurs=\"0\".";
                    self.warn("xsd-endless", at(self, &definition.id), message, help);
                }
            }
            if !ended {
                return;
            }
        }
    }
}

/// Where the declaration stands that a type is in.
fn at(lowering: &Lowering<'_>, id: &TypeId) -> At {
    let name = |local: &str| QName {
        namespace: Some(&*id.module).filter(|namespace| !namespace.is_empty()).map(Into::into),
        local: local.into(),
    };
    let schemas = &lowering.documents.schemas;
    let mut steps = id.path.split('/');
    match steps.next() {
        Some("") => {
            steps.next().and_then(|local| schemas.elements.get(&name(local))).map(|found| found.note.at)
        }
        first => first.and_then(|local| schemas.types.get(&name(local))).map(|found| found.note.at),
    }
    .unwrap_or_default()
}
