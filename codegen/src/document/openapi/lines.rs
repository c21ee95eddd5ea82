//! From byte offsets to places that a person can find, without counting lines from the top each time.

use crate::diagnostic::Place;

/// The text of a file and where its lines begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lines {
    file: String,
    text: String,
    starts: Vec<usize>,
}

impl Lines {
    pub(super) fn new(file: &str, text: &str) -> Self {
        let after = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self {
            file: file.to_owned(),
            text: text.to_owned(),
            starts: std::iter::once(0).chain(after).collect(),
        }
    }

    /// The place of a byte offset.
    pub(super) fn place(&self, at: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        let start = self.starts[line - 1];
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        Place { line, ..Place::at(self.file.as_str(), &self.text[start..end], at.saturating_sub(start)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_equal_those_counted_from_the_top() {
        let text = "a: 1\n\nbé: [2,\n 3]";
        for at in [0, 3, 5, 6, 9, 15, text.len(), 99] {
            assert_eq!(Lines::new("f", text).place(at), Place::at("f", text, at), "{at}");
        }
    }
}
