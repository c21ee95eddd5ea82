//! Documentation and evidence, as the contract has them.

use super::Lowering;
use crate::contract::{Evidence, EvidenceMark, Name, evidence_word};
use crate::document::xml::QName;
use crate::document::xsd::{At, Note, Preset};

/// What starts the last line of a documentation that carries evidence.
const EVIDENCE_LINE: &str = "Evidence:";

impl Lowering<'_> {
    /// The evidence of a declaration.
    pub(super) fn evidence(&mut self, note: &Note) -> Option<Evidence> {
        self.evidence_of(note.evidence.as_deref()?, note.at)
    }

    /// Evidence written as `MARK: note`.
    pub(super) fn evidence_of(&mut self, text: &str, at: At) -> Option<Evidence> {
        let (mark, note) = text.split_once(':').unwrap_or((text, ""));
        let mark = match mark.trim() {
            "seen" => EvidenceMark::Seen,
            "strong" => EvidenceMark::Strong,
            "inferred" => EvidenceMark::Inferred,
            "guess" => EvidenceMark::Guess,
            other => {
                let message = format!("{other:?} is no grade of evidence");
                self.warn(
                    "evidence-unknown",
                    at,
                    message,
                    "Write seen, strong, inferred or guess before the colon.",
                );
                return None;
            }
        };
        let note = note.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Evidence { mark, note })
    }

    /// Documentation without its last line, if that carries evidence, and the evidence.
    pub(super) fn split_evidence(&mut self, documentation: &str, at: At) -> (String, Option<Evidence>) {
        let (before, last) =
            documentation.trim_end().rsplit_once('\n').unwrap_or(("", documentation.trim_end()));
        let evidence =
            last.trim().strip_prefix(EVIDENCE_LINE).and_then(|text| self.evidence_of(text.trim(), at));
        match evidence {
            Some(evidence) => (before.trim_end().to_owned(), Some(evidence)),
            // A line that only looks like ours stays what it is: the document's own words.
            None => (documentation.to_owned(), None),
        }
    }
}

/// A name of the contract.
pub(super) fn name(name: &QName) -> Name {
    Name { namespace: name.namespace.as_deref().map(str::to_owned), local: name.local.to_string() }
}

/// Adds a sentence to documentation, as a paragraph of its own.
pub(super) fn add_sentence(documentation: &mut String, sentence: &str) {
    if !sentence.is_empty() {
        if !documentation.is_empty() {
            documentation.push_str("\n\n");
        }
        documentation.push_str(sentence);
    }
}

/// Evidence as a sentence, where the contract has no place of its own for it.
pub(super) fn evidence_sentence(subject: &str, evidence: &Evidence) -> String {
    let word = evidence_word(evidence.mark);
    if evidence.note.is_empty() {
        format!("{subject}: {word}.")
    } else {
        format!("{subject}: {word}: {}.", evidence.note)
    }
}

/// What to say about a value that the schema gives.
pub(super) fn preset_sentence(preset: Option<&Preset>) -> String {
    match preset {
        Some(Preset::Default(value)) => format!("Default: {value:?}."),
        Some(Preset::Fixed(value)) => format!("Always {value:?}."),
        None => String::new(),
    }
}
