//! `SOURCES.toml`: which documents the profile was written for, and whether these are still the ones that lie there.

use super::Word;
use super::reader::{Reader, Section};
use crate::contract::Document;
use crate::diagnostic::{Diagnostics, Place};

/// The code of a document that differs from the one `SOURCES.toml` lists. Reported, never an error.
const CHANGED: &str = "source-changed";

/// The documents that `SOURCES.toml` lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origins {
    file: String,
    documents: Vec<Origin>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Origin {
    file: Word,
    sha256: Word,
}

/// Reads `SOURCES.toml`; with a mistake in it the answer is absent.
///
/// `file` is the name under which mistakes are reported.
pub fn read(file: &str, text: &str, diagnostics: &mut Diagnostics) -> Option<Origins> {
    let mut found = Diagnostics::default();
    let origins = whole(file, &mut Reader::new(file, text, &mut found));
    let clean = !found.has_errors();
    diagnostics.extend(found);
    origins.filter(|_| clean)
}

fn whole(file: &str, reader: &mut Reader<'_>) -> Option<Origins> {
    let mut top = reader.document()?;
    let listed = top.take("document").map(|item| reader.list(item)).unwrap_or_default();
    let documents = listed
        .into_iter()
        .filter_map(|item| {
            let section = reader.table(item)?;
            document(reader, section)
        })
        .collect();
    if let Some(mut evidence) = top.take("evidence").and_then(|item| reader.table(item)) {
        for grade in ["seen", "code", "strong", "inferred", "guess"] {
            if let Some(item) = evidence.take(grade) {
                reader.count(item);
            }
        }
        reader.finish(evidence);
    }
    reader.finish(top);
    Some(Origins { file: file.to_owned(), documents })
}

fn document<'a>(reader: &mut Reader<'a>, mut section: Section<'a>) -> Option<Origin> {
    let file = reader.required(&mut section, "file").and_then(|item| reader.word(item));
    let sha256 = reader.required(&mut section, "sha256").and_then(|item| reader.word(item));
    for key in ["origin", "note"] {
        if let Some(item) = section.take(key) {
            reader.word(item);
        }
    }
    // A date may stand with or without quotes.
    section.take("date");
    reader.finish(section);
    Some(Origin { file: file?, sha256: sha256? })
}

impl Origins {
    /// Whether the documents are exactly the listed ones, by name and digest. Each difference is a warning.
    pub fn unchanged(&self, documents: &[Document], diagnostics: &mut Diagnostics) -> bool {
        let mut unchanged = true;
        let mut differs = |message: String, place: Place| {
            unchanged = false;
            let help = format!("bring {} up to date when the change has been reviewed", self.file);
            diagnostics.warn(CHANGED, message, Some(place), help);
        };
        for origin in &self.documents {
            let name = &origin.file.text;
            match documents.iter().find(|document| document.file == *name) {
                None => differs(format!("`{name}` is listed but not read"), origin.file.place.clone()),
                Some(document) if !document.sha256.eq_ignore_ascii_case(&origin.sha256.text) => {
                    differs(
                        format!("`{name}` differs from the document that is listed"),
                        origin.sha256.place.clone(),
                    );
                }
                Some(_) => {}
            }
        }
        for document in documents {
            if !self.documents.iter().any(|origin| origin.file.text == document.file) {
                differs(format!("`{}` is read but not listed", document.file), Place::file(&self.file));
            }
        }
        unchanged
    }
}
