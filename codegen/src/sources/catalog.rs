//! The catalog: which file stands for an address that documents import.
//!
//! Two forms are read: an OASIS XML catalog with `uri` and `system` entries, and lines of address, tab, file. Files are
//! relative to the catalog and stay inside its folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use quick_xml::XmlVersion;
use quick_xml::events::Event;

use super::location::{join, normal, scheme};
use crate::diagnostic::{Diagnostics, Place};

/// Addresses and the names of the files that stand for them.
#[derive(Debug, Clone, Default)]
pub(super) struct Catalog {
    entries: BTreeMap<String, String>,
    files: Vec<PathBuf>,
}

impl Catalog {
    /// The file that stands for an address.
    pub(super) fn find(&self, address: &str) -> Option<&str> {
        self.entries.get(address).map(String::as_str)
    }

    /// The catalogs that were read.
    pub(super) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Adds `catalog.xml` and `catalog.tsv` of a folder, where they are; `prefix` is the folder's own name.
    pub(super) fn add_beside(&mut self, folder: &Path, prefix: &str, diagnostics: &mut Diagnostics) {
        for name in ["catalog.xml", "catalog.tsv"] {
            let path = folder.join(name);
            if path.is_file() {
                self.add_file(&path, prefix, diagnostics);
            }
        }
    }

    /// Adds one catalog; the first entry for an address stays.
    pub(super) fn add_file(&mut self, path: &Path, prefix: &str, diagnostics: &mut Diagnostics) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let shown = join(prefix, &name);
        if !self.files.iter().any(|known| known == path) {
            self.files.push(path.to_path_buf());
        }
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                diagnostics.error(
                    "catalog-unreadable",
                    format!("the catalog {shown} cannot be read: {}", error.kind()),
                    Some(Place::file(shown)),
                    "Save it as UTF-8 text.",
                );
                return;
            }
        };
        let entries = if text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
            from_xml(&shown, &text, diagnostics)
        } else {
            from_lines(&text)
        };
        for (address, file, offset) in entries {
            let inside = scheme(&file).is_none() && !file.starts_with(['/', '\\']);
            match normal(&file).filter(|_| inside) {
                Some(file) => {
                    self.entries.entry(address).or_insert_with(|| join(prefix, &file));
                }
                None => diagnostics.error(
                    "catalog-outside-root",
                    format!("the catalog's file for {address} lies outside the catalog's folder"),
                    Some(Place::at(&shown, &text, offset)),
                    "Put the file beside the catalog or below it, and name it by a relative path.",
                ),
            }
        }
    }
}

/// Address, file and where in the catalog.
type Entry = (String, String, usize);

fn from_lines(text: &str) -> Vec<Entry> {
    let mut offset = 0;
    let mut entries = Vec::new();
    for line in text.split_inclusive('\n') {
        if !line.starts_with('#')
            && let Some((address, file)) = line.trim_end().split_once('\t')
        {
            entries.push((address.trim().to_owned(), file.trim().to_owned(), offset));
        }
        offset += line.len();
    }
    entries
}

fn from_xml(shown: &str, text: &str, diagnostics: &mut Diagnostics) -> Vec<Entry> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut entries = Vec::new();
    loop {
        let offset = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let place = Place::at(shown, text, offset);
        match reader.read_event() {
            Ok(Event::Eof) => return entries,
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let value = |name: &str| {
                    let attribute = tag.try_get_attribute(name).ok().flatten()?;
                    Some(attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.trim().to_owned())
                };
                let local = tag.local_name().as_ref().to_owned();
                let address = match local.as_str() {
                    "uri" => value("name"),
                    "system" => value("systemId"),
                    "catalog" | "group" => continue,
                    _ => None,
                };
                match address.zip(value("uri")) {
                    Some((address, file)) => entries.push((address, file, offset)),
                    None => diagnostics.warn(
                        "catalog-entry-skipped",
                        format!("the catalog's entry `{local}` is not used"),
                        Some(place),
                        "Use `uri` (name, uri) or `system` (systemId, uri) entries.",
                    ),
                }
            }
            Ok(_) => {}
            Err(error) => {
                diagnostics.error(
                    "catalog-malformed",
                    format!("the catalog is not well-formed XML: {error}"),
                    Some(place),
                    "Mend the catalog.",
                );
                return entries;
            }
        }
    }
}
