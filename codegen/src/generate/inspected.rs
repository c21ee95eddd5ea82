//! Documents read as for generating, and told instead.

use super::front::{self, Documents, Origin, Read};
use super::{Request, laid};
use crate::contract::Contract;
use crate::diagnostic::Diagnostics;
use crate::inspect::{self, Inspection, Service};
use crate::lower::Naming;

/// Reads the named documents and tells what is in them. Schemas alone are told with all types that they declare.
///
/// After an error there is as much as could be read before it.
#[must_use]
pub fn inspect(request: &Request) -> (Inspection, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let (services, declared, contract) = match laid::format(request, &mut diagnostics) {
        Some(format) => {
            let origin = Origin::Files(request);
            read(&Documents { partner: &request.partner, format, origin }, &mut diagnostics)
        }
        None => (Vec::new(), 0, Contract::default()),
    };
    (Inspection::of(services, declared, &contract, &diagnostics), diagnostics)
}

fn read(documents: &Documents<'_>, diagnostics: &mut Diagnostics) -> (Vec<Service>, usize, Contract) {
    let sources = front::sources(documents, diagnostics);
    let Some(read) = front::read(documents, &sources, &Naming::default(), diagnostics) else {
        return (Vec::new(), 0, Contract::default());
    };
    let contract = front::lower(documents, &sources, &read, &Naming::default(), diagnostics);
    match &read {
        Read::Wsdl(wsdl) => (inspect::services(wsdl), wsdl.declared_types(&sources), contract),
        Read::OpenApi(document) => {
            (vec![inspect::resource_service(&contract)], document.declared_schemas().len(), contract)
        }
    }
}
