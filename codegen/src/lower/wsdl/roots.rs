//! Documents without operations: every type that their schemas declare, and the elements that messages can consist of.

use super::{Home, Lowering, namespace};
use crate::contract::{Name, Root};
use crate::document::wsdl;
use crate::document::xml::QName;
use crate::document::xsd::At;

impl<'a> Lowering<'a> {
    /// Has everything lowered that the schemas declare, and says why that is all there is.
    pub(super) fn everything(&mut self) -> Vec<Root> {
        let documents = self.documents;
        for (name, declaration) in &documents.schemas.types {
            if !documents.is_well_known(declaration.note.at) {
                self.place(Home::of(name), declaration);
            }
        }
        let mut roots = Vec::new();
        for (name, element) in &documents.schemas.elements {
            if documents.is_well_known(element.note.at) {
                continue;
            }
            let mut documentation = element.note.documentation.clone();
            let r#type = self.reference(&element.r#type, &Home::inside("/", name), &mut documentation);
            // An abstract element never stands in a document; its type may be used all the same.
            if !element.is_abstract {
                roots.push(Root { name: wire(name), r#type, documentation });
            }
        }
        if !(self.waiting.is_empty() && roots.is_empty()) {
            self.report_no_operations();
        }
        roots
    }

    /// Schemas alone have no operations, and nothing is wrong with that.
    fn report_no_operations(&mut self) {
        let documents = self.documents;
        let definitions = documents.documents.iter().enumerate();
        let mut definitions = definitions.filter(|(_, document)| document.root.name.is_in(wsdl::NAMESPACE));
        let Some((document, first)) = definitions.next() else { return };
        let at = At { document, offset: first.root.offset };
        let (what, help) = if documents.bindings.is_empty() {
            (
                "no binding is declared: types are generated, and no client",
                "Add the document with the binding and the service; it often imports this one.",
            )
        } else {
            (
                "no operation can be called over SOAP: types are generated, and no client",
                "Add the document with the SOAP binding; what was left out is told beside this.",
            )
        };
        self.warn("wsdl-no-operations", at, what.to_owned(), help);
    }
}

fn wire(name: &QName) -> Name {
    Name {
        namespace: Some(namespace(name)).filter(|namespace| !namespace.is_empty()).map(str::to_owned),
        local: name.local.to_string(),
    }
}
