//! From byte offsets of an OpenAPI document to places that a person can find.

use crate::diagnostic::{self, Place};

/// The text of a file and where its lines begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lines {
    file: String,
    text: String,
    starts: diagnostic::Lines,
}

impl Lines {
    pub(super) fn new(file: &str, text: &str) -> Self {
        Self { file: file.to_owned(), text: text.to_owned(), starts: diagnostic::Lines::of(text) }
    }

    /// The place of a byte offset.
    pub(super) fn place(&self, at: usize) -> Place {
        self.starts.place(self.file.as_str(), &self.text, at)
    }
}
