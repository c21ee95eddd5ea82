//! The pipeline as library calls: from documents on disk to the files of the bindings. Nothing here writes.
//!
//! [`workspace`] is what `bindery generate` does without arguments, [`single`] what it does with `--input`, and
//! [`build`](crate::build) is for a `build.rs`.

mod front;
mod inspected;
mod laid;
pub mod script;
mod selection;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use heck::ToSnakeCase;

use crate::contract::Contract;
use crate::diagnostic::{Diagnostics, Place};
use crate::emit::{self, CrateOptions};
use crate::sources::partners::{Partner, partners};

pub use inspected::inspect;

/// Documents that are named one by one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// The partner's short name: lower case, digits and underscores. It becomes the module's name.
    pub partner: String,
    /// The documents. Several WSDL documents are one contract; of OpenAPI documents there is one.
    pub inputs: Vec<PathBuf>,
    /// The binding profile, where there is one. Every name in it must exist.
    pub profile: Option<PathBuf>,
    /// An XML catalog that says where imported documents lie.
    pub catalog: Option<PathBuf>,
    /// The operations to generate with what they reach, in place of those that the profile lists; none means all.
    ///
    /// An operation is named as its document names it: `Transfer`, or where several ports have one of that name
    /// `Port.Transfer` or `Service.Port.Transfer` (the port type's name does as well as the port's). A plain name asks
    /// for all of that name. In an OpenAPI document it is the `operationId`.
    pub operations: Vec<String>,
    /// The folder that imports may not leave. Without it each document's own folder, and that of the catalog.
    pub root: Option<PathBuf>,
}

/// What came of one partner's documents.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// The contract; absent after an error.
    pub contract: Option<Contract>,
    /// What there is to say.
    pub diagnostics: Diagnostics,
    /// Every file that was read, in reading order.
    pub read: Vec<PathBuf>,
}

/// What came of a whole workspace, or of a crate of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Generated {
    /// The contracts in name order.
    pub contracts: Vec<Contract>,
    /// The files of the crate by path, with `/`; empty after an error.
    pub files: BTreeMap<String, String>,
    /// What there is to say.
    pub diagnostics: Diagnostics,
}

/// Reads the partners' folders `wsdl/*/` and `openapi/*/` below a root and emits the crate `generated/`.
#[must_use]
pub fn workspace(root: &Path) -> Generated {
    let mut generated = Generated::default();
    let partners = match partners(root) {
        Ok(partners) => partners,
        Err(error) => {
            let message = format!("cannot find the partners' documents: {error}");
            let help = "run this in a folder with wsdl/<partner>/ or openapi/<partner>/, or name documents with --input";
            generated.diagnostics.error("no-partners", message, None, help);
            return generated;
        }
    };
    if partners.is_empty() {
        let help = "put the documents into wsdl/<partner>/ or openapi/<partner>/";
        generated.diagnostics.error(
            "no-partners",
            "there is no partner's folder in wsdl/ or openapi/",
            None,
            help,
        );
    }
    names(&partners, &mut generated.diagnostics);
    for partner in &partners {
        let outcome = laid::folder(partner);
        generated.diagnostics.extend(outcome.diagnostics);
        generated.contracts.extend(outcome.contract);
    }
    generated.contracts.sort_by(|one, other| one.partner.cmp(&other.partner));
    if !generated.diagnostics.has_errors() {
        generated.files = emit::workspace_crate(&generated.contracts);
    }
    generated
}

/// Reads the named documents and emits a crate of its own.
#[must_use]
pub fn single(request: &Request, options: &CrateOptions) -> Generated {
    let outcome = contract(request);
    let mut generated = Generated { diagnostics: outcome.diagnostics, ..Generated::default() };
    if let Some(contract) = outcome.contract {
        generated.files = emit::single_crate(&contract, options);
        generated.contracts.push(contract);
    }
    generated
}

/// Reads the named documents into a checked contract.
#[must_use]
pub fn contract(request: &Request) -> Outcome {
    laid::named(request)
}

/// A folder's name becomes a module and a cargo feature, so it must be able to, and there can be only one of it.
fn names(partners: &[Partner], diagnostics: &mut Diagnostics) {
    for (at, one) in partners.iter().enumerate() {
        let name = &one.name;
        let place = || Some(Place::file(one.label()));
        if !is_partner_name(name) {
            let help = "name the folder with lower-case letters, digits and single underscores, beginning with a letter";
            diagnostics.error(
                "bad-partner-name",
                format!("`{name}` cannot be the name of a module"),
                place(),
                help,
            );
        }
        if RESERVED.contains(&name.as_str()) {
            let message =
                format!("the partner cannot be called `{name}`: the crate has a feature of that name");
            diagnostics.error("bad-partner-name", message, place(), "give the folder another name");
        }
        if partners[..at].iter().any(|other| other.name == *name) {
            let message = format!("the partner `{name}` is in wsdl/ and in openapi/");
            diagnostics.error("twin-partners", message, place(), "give one of the two folders another name");
        }
    }
}

/// Features of the crate that are no partners.
const RESERVED: [&str; 3] = ["default", "server", "inferred"];

/// Whether a name can be a module and a cargo feature as it is.
#[must_use]
pub fn is_partner_name(name: &str) -> bool {
    let letters = name.chars().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '_');
    let edges = name.starts_with(|first: char| first.is_ascii_lowercase()) && !name.ends_with('_');
    letters && edges && !name.contains("__") && syn::parse_str::<syn::Ident>(name).is_ok()
}

/// The partner's name after a document's file name, for documents that lie in no partner's folder.
#[must_use]
pub fn partner_name(document: &Path) -> String {
    let stem = document.file_stem().unwrap_or_default().to_string_lossy().to_snake_case();
    let plain: String = stem.chars().filter(|one| one.is_ascii_alphanumeric() || *one == '_').collect();
    let plain = plain.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_");
    if is_partner_name(&plain) { plain } else { format!("contract_{plain}").trim_end_matches('_').to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partner_can_be_a_module_and_a_feature() {
        for good in ["papi3", "net_spend", "a"] {
            assert!(is_partner_name(good), "{good}");
        }
        for bad in ["", "Papi3", "3papi", "net-spend", "type", "self", "a__b", "a_", "_a", "é"] {
            assert!(!is_partner_name(bad), "{bad}");
        }
    }

    #[test]
    fn a_document_names_its_partner() {
        let name = |document: &str| partner_name(Path::new(document));
        assert_eq!(name("a/PartnerSSORequest3.wsdl"), "partner_sso_request3");
        assert_eq!(name("Service.svc?wsdl"), "service");
        assert_eq!(name("2024 orders.yaml"), "contract_2024_orders");
        assert_eq!(name("type.json"), "contract_type");
        assert_eq!(name("é.json"), "contract");
    }

    #[test]
    fn a_root_without_partners_is_told_what_it_lacks() {
        let root = tempfile::tempdir().unwrap();
        let generated = workspace(root.path());
        assert!(generated.files.is_empty());
        let finding = generated.diagnostics.iter().next().unwrap();
        assert_eq!(finding.code, "no-partners");
        assert!(
            finding.message.contains("neither a folder `wsdl` nor a folder `openapi`"),
            "{}",
            finding.message
        );
    }
}
