//! What is said about a value rather than by it: documentation, evidence, direction.

use crate::contract::{Evidence, EvidenceMark, evidence_word};
use crate::document::openapi::View;

/// What is said about a value. Of several parts the first that says something counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    description: String,
    format: Option<String>,
    default: Option<String>,
    deprecated: bool,
    pub(super) title: Option<String>,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) evidence: Option<Evidence>,
}

/// Formats that a scalar type already tells.
const TYPED_FORMATS: [&str; 19] = [
    "encrypted",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float",
    "double",
    "decimal",
    "number",
    "date",
    "date-time",
    "byte",
    "binary",
    "password",
    "string",
];

impl Words {
    pub(super) fn add(&mut self, view: &View<'_>) {
        let data = view.data;
        if self.description.is_empty() {
            self.description = plain(data.description.as_deref().unwrap_or_default());
        }
        if self.title.is_none() {
            self.title.clone_from(&data.title);
        }
        if self.default.is_none() {
            self.default = view.default().map(str::to_owned);
        }
        if self.format.is_none() {
            self.format = view.format.clone().filter(|format| !TYPED_FORMATS.contains(&format.as_str()));
        }
        self.deprecated |= data.deprecated;
        self.read_only |= data.read_only;
        self.write_only |= data.write_only;
        if self.evidence.is_none() {
            self.evidence = evidence(view.extension("x-evidence"), view.extension("x-evidence-note"));
        }
    }

    /// Adds what an inner schema says where the outer one is silent.
    pub(super) fn complete(&mut self, inner: &Self) {
        if self.description.is_empty() {
            self.description.clone_from(&inner.description);
        }
        self.title = self.title.take().or_else(|| inner.title.clone());
        self.default = self.default.take().or_else(|| inner.default.clone());
        self.format = self.format.take().or_else(|| inner.format.clone());
        self.deprecated |= inner.deprecated;
        self.read_only |= inner.read_only;
        self.write_only |= inner.write_only;
        self.evidence = self.evidence.take().or_else(|| inner.evidence.clone());
    }

    /// The documentation of a type or a field, with its limits.
    pub(super) fn documentation(&self, limits: &[(String, String)]) -> String {
        let mut notes = Vec::new();
        if self.deprecated {
            notes.push("Deprecated.".to_owned());
        }
        match (self.read_only, self.write_only) {
            (true, false) => notes.push("Only in replies.".to_owned()),
            (false, true) => notes.push("Only in requests.".to_owned()),
            _ => {}
        }
        if let Some(format) = &self.format {
            notes.push(format!("Format: {format}."));
        }
        if !limits.is_empty() {
            let limits: Vec<String> = limits.iter().map(|(name, value)| format!("{name} {value}")).collect();
            notes.push(format!("Limits: {}.", limits.join(", ")));
        }
        if let Some(default) = &self.default {
            notes.push(format!("Default: {default}."));
        }
        let mut text = self.description.clone();
        if text.is_empty() {
            text = plain(self.title.as_deref().unwrap_or_default());
        }
        joined(&[text.as_str(), notes.join("\n").as_str()])
    }
}

/// Paragraphs, without the empty ones.
pub(super) fn joined(paragraphs: &[&str]) -> String {
    let paragraphs: Vec<&str> = paragraphs.iter().copied().filter(|text| !text.is_empty()).collect();
    paragraphs.join("\n\n")
}

/// Text without trailing blanks, carriage returns and control characters.
pub(super) fn plain(text: &str) -> String {
    let readable = text
        .replace("\r\n", "\n")
        .replace(|letter: char| letter.is_control() && letter != '\n' && letter != '\t', " ");
    readable.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// Evidence as a sentence, where the contract has no place of its own for it.
pub(super) fn documented(evidence: &Evidence) -> String {
    let sentence = format!("Evidence: {}.", evidence_word(evidence.mark));
    if evidence.note.is_empty() { sentence } else { format!("{sentence} {}", evidence.note) }
}

/// The evidence that `x-evidence` and `x-evidence-note` state; an unknown mark states none.
pub(super) fn evidence(mark: Option<&str>, note: Option<&str>) -> Option<Evidence> {
    let mark = match mark? {
        "doc" => EvidenceMark::Seen,
        "code" => EvidenceMark::Code,
        "inferred" => EvidenceMark::Inferred,
        "guess" => EvidenceMark::Guess,
        _ => return None,
    };
    Some(Evidence { mark, note: plain(note.unwrap_or_default()) })
}
