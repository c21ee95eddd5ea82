//! The two front ends behind one call: documents in, a contract out.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::Request;
use super::laid::renamed;
use crate::contract::{self, Contract};
use crate::diagnostic::{Diagnostics, Place};
use crate::document;
use crate::lower::{self, Naming, Selectable};
use crate::sources::partners::Format;
use crate::sources::{self, Source, Sources};

/// One partner's documents.
pub(super) struct Documents<'a> {
    /// The partner's short name.
    pub(super) partner: &'a str,
    /// How they are written.
    pub(super) format: Format,
    /// Where they lie.
    pub(super) origin: Origin<'a>,
}

/// Where documents lie.
pub(super) enum Origin<'a> {
    /// In a partner's folder, which is told by this label.
    Folder(&'a Path, String),
    /// In the files of this request.
    Files(&'a Request),
}

/// Reads the documents and what they import.
pub(super) fn sources(documents: &Documents<'_>, diagnostics: &mut Diagnostics) -> Sources {
    let mut found = Diagnostics::default();
    let locations = |source: &Source| match documents.format {
        Format::Wsdl => document::wsdl::locations(source),
        Format::OpenApi => Vec::new(),
    };
    let mut sources = match &documents.origin {
        Origin::Folder(path, _) => sources::folder(path, locations, &mut found),
        Origin::Files(request) => {
            let (catalog, root) = (request.catalog.as_deref(), request.root.as_deref());
            sources::files(&request.inputs, catalog, root, locations, &mut found)
        }
    };
    diagnostics.extend(documents.under_their_names(&sources, &found));
    if matches!((&documents.format, &documents.origin), (Format::Wsdl, Origin::Folder(..))) {
        drop_strays(documents, &mut sources, diagnostics);
    }
    sources
}

/// Files that are no XML are no documents of a WSDL partner, whatever their ending; nothing is dropped where nothing
/// would be left.
fn drop_strays(documents: &Documents<'_>, sources: &mut Sources, diagnostics: &mut Diagnostics) {
    let (kept, strays): (BTreeMap<_, _>, BTreeMap<_, _>) =
        sources.documents.clone().into_iter().partition(|(_, source)| document::wsdl::claims(source));
    if kept.is_empty() {
        return;
    }
    sources.documents = kept;
    let mut found = Diagnostics::default();
    for file in strays.keys() {
        let message = "the file is neither WSDL nor a schema and is not read";
        found.warn("source-not-wsdl", message, Some(Place::file(file)), "Keep it in another folder.");
    }
    diagnostics.extend(documents.under_their_names(sources, &found));
}

/// Documents in the terms of their format.
pub(super) enum Read {
    /// All WSDL documents of a partner.
    Wsdl(Box<document::wsdl::Documents>),
    /// One OpenAPI document.
    OpenApi(Box<document::openapi::Document>),
}

/// Reads the documents in the terms of their format. Absent after an error.
pub(super) fn read(
    documents: &Documents<'_>,
    sources: &Sources,
    naming: &Naming,
    diagnostics: &mut Diagnostics,
) -> Option<Read> {
    let mut found = Diagnostics::default();
    let read = match documents.format {
        // Without any there is a finding already.
        _ if sources.documents.is_empty() => None,
        Format::Wsdl => Some(Read::Wsdl(Box::new(document::wsdl::read(sources, &mut found)))),
        Format::OpenApi => {
            openapi(sources, naming, &mut found).map(|document| Read::OpenApi(Box::new(document)))
        }
    };
    let failed = found.has_errors();
    diagnostics.extend(documents.under_their_names(sources, &found));
    read.filter(|_| !failed)
}

fn openapi(
    sources: &Sources,
    naming: &Naming,
    diagnostics: &mut Diagnostics,
) -> Option<document::openapi::Document> {
    let mut all = sources.documents.values();
    let source = all.next()?;
    if let Some(second) = all.next() {
        let message = format!(
            "a partner has one OpenAPI document, and there are at least {} and {}",
            source.file, second.file
        );
        let place = Some(Place::file(&second.file));
        diagnostics.error(
            "openapi-several-documents",
            message,
            place,
            "keep one, or give each a partner's folder",
        );
        return None;
    }
    let Ok(text) = std::str::from_utf8(&source.bytes) else {
        unreadable(&source.file, &io::ErrorKind::InvalidData.into(), diagnostics);
        return None;
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    document::openapi::read(&source.file, text, &naming.events, diagnostics)
}

/// The names of every operation of what was read.
pub(super) fn selectable(read: &Read) -> Vec<Selectable> {
    match read {
        Read::Wsdl(documents) => lower::wsdl::selectable(documents),
        Read::OpenApi(document) => lower::openapi::selectable(document),
    }
}

/// The schemas of what was read by name, whether an operation reaches them or not. Those of XML are not asked for.
pub(super) fn schemas(read: &Read) -> &[String] {
    match read {
        Read::Wsdl(_) => &[],
        Read::OpenApi(document) => document.declared_schemas(),
    }
}

/// Lowers what was read.
pub(super) fn lower(
    documents: &Documents<'_>,
    sources: &Sources,
    read: &Read,
    naming: &Naming,
    diagnostics: &mut Diagnostics,
) -> Contract {
    let wsdl = |documents: &document::wsdl::Documents| {
        let mut found = Diagnostics::default();
        (lower::wsdl::lower(documents, naming, &mut found), found)
    };
    let (contract, found) = match read {
        Read::Wsdl(documents) => document::stack::with_deep_stack(|| wsdl(documents)),
        Read::OpenApi(document) => {
            let mut found = Diagnostics::default();
            (lower::openapi::lower(document, naming, &mut found), found)
        }
    };
    diagnostics.extend(documents.under_their_names(sources, &found));
    let read = sources.documents.values();
    let read =
        read.map(|source| contract::Document { file: source.file.clone(), sha256: source.sha256.clone() });
    Contract { partner: documents.partner.to_owned(), documents: read.collect(), ..contract }
}

/// A file that the system does not give.
pub(super) fn unreadable(file: &str, error: &io::Error, diagnostics: &mut Diagnostics) {
    let (message, help) = match error.kind() {
        io::ErrorKind::NotFound => ("there is no such file".to_owned(), "correct its name"),
        io::ErrorKind::InvalidData => ("the file is not UTF-8 text".to_owned(), "save it as UTF-8"),
        _ => (format!("cannot read the file: {error}"), "see to the file and run the command again"),
    };
    diagnostics.error("unreadable-file", message, Some(Place::file(file)), help);
}

impl Documents<'_> {
    /// The findings, with files named as the user knows them rather than relative to the folder that holds them all.
    fn under_their_names(&self, sources: &Sources, findings: &Diagnostics) -> Diagnostics {
        let shown = |file: &str| self.shown(sources, file);
        let files: Vec<(String, String)> = sources
            .documents
            .keys()
            .map(|file| (format!(" at {file}:"), format!(" at {}:", shown(file))))
            .collect();
        // Twins name the place of the other one in their message.
        let named = |message: &str| files.iter().find(|(file, _)| message.contains(file));
        let told = |message: &str| match message.contains(" at ").then(|| named(message)).flatten() {
            Some((file, shown)) => message.replacen(file, shown, 1),
            None => message.to_owned(),
        };
        renamed(findings, shown, told)
    }

    /// A file as the user knows it.
    pub(super) fn shown(&self, sources: &Sources, file: &str) -> String {
        match &self.origin {
            Origin::Folder(_, label) if file == self.partner => label.clone(),
            Origin::Folder(_, label) => format!("{label}/{file}"),
            Origin::Files(request) => {
                let mut named = request.inputs.iter().chain(&request.catalog).chain(&request.root);
                // What could not be found is told as it was named.
                if named.any(|path| path.display().to_string() == file) {
                    file.to_owned()
                } else {
                    sources.shown(file)
                }
            }
        }
    }
}
