//! Lays a profile over a contract: each entry finds what it names, or is complained about.

use super::check::Check;
use super::lookup::operation_names;
use super::{Profile, Word, codes, fields, head, session, token, webhook};
use crate::contract::{Contract, Environment, Exchange};
use crate::diagnostic::Diagnostics;

/// Lays a profile over the contract that it was read for.
///
/// A name that the contract does not have is an error while `strict`, that is, while the documents are those the
/// profile was written for. Otherwise it is a warning `profile-no-longer-applies` and the entry is skipped, so that a
/// newer document still becomes bindings. `schemas` are those of the document by name, of which the contract has what
/// operations reach: an event that is misspelt may be one of the others.
pub fn apply(
    profile: &Profile,
    strict: bool,
    schemas: &[String],
    contract: &mut Contract,
    diagnostics: &mut Diagnostics,
) {
    let mut check = Check::new(strict, diagnostics);
    parts(profile, contract, &mut check);
    environments(profile, contract, &mut check);
    fields::types(profile, contract, &mut check);
    fields::requests(profile, contract, &mut check);
    head::head(profile, contract, &mut check);
    session::session(profile, contract, &mut check);
    token::token(profile, contract, &mut check);
    codes::codes(profile, contract, &mut check);
    webhook::webhook(profile, schemas, contract, &mut check);
    operations(profile, contract, &mut check);
    fields::show(profile, contract, &mut check);
    // Last, because every other entry finds types by the names they have on the wire.
    fields::names(profile, contract, &mut check);
}

/// Lowering has used these names already; here they are only checked.
fn parts(profile: &Profile, contract: &Contract, check: &mut Check<'_>) {
    let namespaces: Vec<&str> =
        contract.modules.iter().filter_map(|module| module.namespace.as_deref()).collect();
    for (_, namespace) in &profile.modules {
        known(check, "[modules]", "namespace", namespace, &namespaces);
    }
    let services: Vec<&str> = contract
        .services
        .iter()
        .flat_map(|service| std::iter::once(&service.wire_name).chain(&service.shared_with))
        .map(String::as_str)
        .collect();
    for (wire, _) in &profile.services {
        known(check, "[services]", "service", wire, &services);
    }
}

/// Checks the names in `only` against all names by which operations can be asked for. It is strict as [`apply()`] is.
pub fn only(profile: &Profile, strict: bool, operations: &[&str], diagnostics: &mut Diagnostics) {
    let mut check = Check::new(strict, diagnostics);
    for word in profile.only.iter().flatten() {
        known(&mut check, "`only`", "operation", word, operations);
    }
}

fn environments(profile: &Profile, contract: &mut Contract, check: &mut Check<'_>) {
    let environments = profile.environments.iter();
    contract.rules.environments = environments
        .map(|(word, base)| Environment { name: word.text.clone(), base: base.clone() })
        .collect();
    contract.rules.environments.sort_by(|one, other| one.name.cmp(&other.name));
    let Some(word) = &profile.client_certificate else { return };
    let envelopes = contract.operations().all(|(_, one)| matches!(one.exchange, Exchange::Envelope { .. }));
    if envelopes {
        contract.rules.certificate_per_environment = true;
    } else {
        let message = "`client_certificate` is written for clients of WSDL contracts only".to_owned();
        check.misfit("profile-client-certificate", message, word, "remove the entry");
    }
}

fn operations(profile: &Profile, contract: &mut Contract, check: &mut Check<'_>) {
    for rules in &profile.operations {
        let names = operation_names(contract);
        if !known(check, "[operations]", "operation", &rules.operation, &names) {
            continue;
        }
        let title = format!("`recovered_by` of [operations.{}]", rules.operation.text);
        let recovered_by = rules.recovered_by.as_ref();
        let recovered_by = recovered_by.filter(|word| known(check, &title, "operation", word, &names));
        let operations = contract.services.iter_mut().flat_map(|service| &mut service.operations);
        for operation in operations.filter(|operation| operation.name == rules.operation.text) {
            operation.retry = rules.retry.unwrap_or_default();
            operation.recovered_by = recovered_by.map(|word| word.text.clone());
            if let Some(name) = &rules.name {
                operation.friendly = Some(name.text.clone());
            }
        }
    }
}

/// Whether a word is one of the contract's names; otherwise complains.
pub(super) fn known(check: &mut Check<'_>, section: &str, what: &str, word: &Word, names: &[&str]) -> bool {
    let known = names.contains(&word.text.as_str());
    if !known {
        check.unknown(section, what, word, names.iter().copied());
    }
    known
}
