//! One partner: its documents read and lowered, its profile laid over the contract.

use std::path::{Path, PathBuf};

use super::front::{self, Documents, Origin};
use super::{Outcome, Request, selection};
use crate::diagnostic::{Diagnostics, Place, Severity};
use crate::lower::Naming;
use crate::profile::{self, Profile, origins};
use crate::sources::partners::{self, Format, Partner};

/// A file beside the documents: the name under which it is told, and where it lies.
type Beside = Option<(String, PathBuf)>;

/// The contract of a partner's folder, with the profile and the origins that lie in it.
pub(super) fn folder(partner: &Partner) -> Outcome {
    let documents = Documents {
        partner: &partner.name,
        format: partner.format,
        origin: Origin::Folder(&partner.path, partner.label()),
    };
    let told = |path: PathBuf| {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (format!("{}/{file}", partner.label()), path)
    };
    whole(&documents, &[], partner.profile().map(told), partner.origins().map(told))
}

/// The contract of documents that are named one by one.
pub(super) fn named(request: &Request) -> Outcome {
    let mut diagnostics = Diagnostics::default();
    let Some(format) = format(request, &mut diagnostics) else {
        return Outcome { diagnostics, ..Outcome::default() };
    };
    let origin = Origin::Files(request);
    let documents = Documents { partner: &request.partner, format, origin };
    let profile = request.profile.as_ref().map(|path| (path.display().to_string(), path.clone()));
    whole(&documents, &request.operations, profile, None)
}

/// How the named documents are written: all in one format, and there is at least one.
pub(super) fn format(request: &Request, diagnostics: &mut Diagnostics) -> Option<Format> {
    let mut formats = Vec::new();
    for path in &request.inputs {
        match partners::format(path) {
            Ok(format) => formats.push(format),
            Err(error) => front::unreadable(&path.display().to_string(), &error, diagnostics),
        }
    }
    if request.inputs.is_empty() {
        diagnostics.error("no-documents", "no document is named", None, "name at least one");
    }
    if formats.iter().any(|format| *format != formats[0]) {
        let help = "generate one crate for each kind";
        diagnostics.error("mixed-documents", "WSDL and OpenAPI documents are named together", None, help);
    }
    formats.first().copied().filter(|_| !diagnostics.has_errors())
}

fn whole(documents: &Documents<'_>, operations: &[String], profile: Beside, origins: Beside) -> Outcome {
    let mut outcome = Outcome::default();
    let diagnostics = &mut outcome.diagnostics;
    let profile = profile.and_then(|(file, path)| {
        outcome.read.push(path.clone());
        profile::read(&file, &text(&file, &path, diagnostics)?, diagnostics)
    });
    let origins = origins.and_then(|(file, path)| {
        outcome.read.push(path.clone());
        origins::read(&file, &text(&file, &path, diagnostics)?, diagnostics)
    });
    let mut naming = profile.as_ref().map(Profile::naming).unwrap_or_default();
    if !operations.is_empty() {
        naming.only = Some(operations.to_vec());
    }
    let sources = front::sources(documents, diagnostics);
    outcome.read.extend(sources.paths());
    let Some(read) = front::read(documents, &sources, &naming, diagnostics) else { return outcome };
    let known = naming.only.as_ref().map(|_| front::selectable(&read)).unwrap_or_default();
    selection::operations(operations, &known, diagnostics);
    let mut contract = front::lower(documents, &sources, &read, &naming, diagnostics);
    if diagnostics.has_errors() {
        return outcome;
    }
    let unchanged = origins.is_none_or(|origins| origins.unchanged(&contract.documents, diagnostics));
    // An entry may well name what was left out: that is no mistake in the profile.
    let strict = unchanged && diagnostics.worst() < Some(Severity::LeftOut);
    if let Some(profile) = &profile {
        let schemas = front::schemas(&read);
        if naming.only.is_some() {
            // A profile with `only` speaks about the whole contract: its names are checked there, and what they mean
            // for the part that is generated is a matter of course.
            let naming = Naming { only: None, ..naming };
            let mut whole = front::lower(documents, &sources, &read, &naming, &mut Diagnostics::default());
            selection::profile(profile, strict, &known, diagnostics);
            profile::apply(profile, strict, schemas, &mut whole, diagnostics);
            profile::apply(profile, false, schemas, &mut contract, &mut Diagnostics::default());
        } else {
            profile::apply(profile, strict, schemas, &mut contract, diagnostics);
        }
    }
    let is_empty = contract.operations().next().is_none()
        && (documents.format == Format::OpenApi || contract.types.is_empty() && contract.roots.is_empty());
    if is_empty && !diagnostics.has_errors() {
        let place =
            contract.documents.first().map(|document| Place::file(documents.shown(&sources, &document.file)));
        let (code, help) = match documents.format {
            Format::Wsdl => ("wsdl-no-operations", "ask for one that can be called over SOAP"),
            Format::OpenApi => ("openapi-no-operations", "describe operations under `paths`"),
        };
        let help = format!("{help}; what was left out is told above");
        diagnostics.error(code, "there is no operation to generate", place, help);
    }
    if !diagnostics.has_errors() {
        outcome.contract = Some(contract);
    }
    outcome
}

/// A file beside the documents.
fn text(file: &str, path: &Path, diagnostics: &mut Diagnostics) -> Option<String> {
    let text = partners::text(path);
    if let Err(error) = &text {
        front::unreadable(file, error, diagnostics);
    }
    text.ok()
}

/// The findings about documents, under the names by which the user knows the files.
pub(super) fn renamed(
    findings: &Diagnostics,
    name: impl Fn(&str) -> String,
    told: impl Fn(&str) -> String,
) -> Diagnostics {
    let mut renamed = Diagnostics::default();
    for finding in findings.iter() {
        let place = finding.place.clone().map(|place| Place { file: name(&place.file), ..place });
        let (code, message, help) = (finding.code, told(&finding.message), finding.help.clone());
        match finding.severity {
            Severity::Error => renamed.error(code, message, place, help),
            Severity::LeftOut => renamed.left_out(code, message, place, help),
            Severity::Warning => renamed.warn(code, message, place, help),
        }
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(inputs: &[&str]) -> Vec<&'static str> {
        let inputs = inputs.iter().map(PathBuf::from).collect();
        let outcome = named(&Request { partner: "one".to_owned(), inputs, ..Request::default() });
        assert_eq!(outcome.contract, None);
        outcome.diagnostics.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn kinds_are_not_mixed_and_missing_files_are_named() {
        assert_eq!(codes(&["one.yaml", "two.wsdl"]), ["mixed-documents"]);
        assert_eq!(codes(&["nowhere/document"]), ["unreadable-file"]);
        assert_eq!(codes(&[]), ["no-documents"]);
    }
}
