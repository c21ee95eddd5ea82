//! What the generator has to say about a document: collected, never thrown, so that one run reports everything.
//!
//! A [`Diagnostic`] names what is wrong, where (file, line, column and the line itself), and what to do. Its severity
//! decides the exit code: an error means nothing is written, a construct that was left out means the rest is.

use std::collections::HashSet;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; everything is written.
    Warning,
    /// A construct was left out of the output; the rest is written.
    LeftOut,
    /// Nothing is written.
    Error,
}

/// Where in a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// File as the user named it, relative to the partner's folder where it lies in one.
    pub file: String,
    /// Line, counted from 1; 0 where only the file is known.
    pub line: usize,
    /// Column in characters, counted from 1; 0 where only the line is known.
    pub column: usize,
    /// The line's text around the column, cut to a readable length; empty where there is none.
    pub excerpt: String,
    /// How many characters of the line the excerpt leaves out before it.
    pub skipped: usize,
}

/// Where the lines of a text begin, so that no place is found by counting lines from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    starts: Vec<usize>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable code in kebab case, for example `wsdl-missing-import`.
    pub code: &'static str,
    /// What is wrong, one sentence.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
    /// What to do about it, one sentence; empty where the message says it all.
    pub help: String,
}

/// Findings in the order they were made, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnostics {
    findings: Vec<Diagnostic>,
    known: HashSet<Diagnostic>,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// The line and column of a byte offset in a text.
    pub fn at(file: impl Into<String>, text: &str, offset: usize) -> Self {
        Lines::of(text).place(file, text, offset)
    }
}

impl Lines {
    /// The lines of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let after = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { starts: std::iter::once(0).chain(after).collect() }
    }

    /// The line and column of a byte offset in that text, with what stands around it.
    pub fn place(&self, file: impl Into<String>, text: &str, offset: usize) -> Place {
        const LONGEST_EXCERPT: usize = 160;
        const BEFORE: usize = 60;
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts[line - 1];
        let end = self.starts.get(line).map_or(text.len(), |next| next - 1);
        let before = text[start..offset].chars().count();
        let skipped = if before < LONGEST_EXCERPT - BEFORE { 0 } else { before - BEFORE };
        let shown = text[start..end].trim_end().chars().skip(skipped).take(LONGEST_EXCERPT);
        // The first character makes way for a sign that the line begins earlier.
        let sign = (skipped > 0).then_some('…');
        let excerpt = sign.into_iter().chain(shown.skip(usize::from(skipped > 0))).collect();
        Place { file: file.into(), line, column: before + 1, excerpt, skipped }
    }
}

impl Diagnostics {
    /// Adds a finding that stops the run.
    pub fn error(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        place: Option<Place>,
        help: impl Into<String>,
    ) {
        self.push(Severity::Error, code, message.into(), place, help.into());
    }

    /// Adds a finding about a construct that the output lacks.
    pub fn left_out(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        place: Option<Place>,
        help: impl Into<String>,
    ) {
        self.push(Severity::LeftOut, code, message.into(), place, help.into());
    }

    /// Adds a finding worth knowing.
    pub fn warn(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        place: Option<Place>,
        help: impl Into<String>,
    ) {
        self.push(Severity::Warning, code, message.into(), place, help.into());
    }

    fn push(
        &mut self,
        severity: Severity,
        code: &'static str,
        message: String,
        place: Option<Place>,
        help: String,
    ) {
        let finding = Diagnostic { severity, code, message, place, help };
        self.add(finding);
    }

    fn add(&mut self, finding: Diagnostic) {
        if self.known.insert(finding.clone()) {
            self.findings.push(finding);
        }
    }

    /// All findings in the order they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.findings.iter()
    }

    /// The worst severity, if there is any finding.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// Whether anything stops the run.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.worst() == Some(Severity::Error)
    }

    /// Adds all findings of another collection.
    pub fn extend(&mut self, other: Self) {
        other.findings.into_iter().for_each(|finding| self.add(finding));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters_from_one() {
        let place = Place::at("a.wsdl", "ab\ncdé f\ng", 8);
        assert_eq!((place.line, place.column, place.excerpt.as_str()), (2, 5, "cdé f"));
    }

    #[test]
    fn a_long_line_is_shown_around_the_column() {
        let text = format!("{}<é wrong='x'/>{}", "a".repeat(1_000), "b".repeat(1_000));
        let place = Place::at("a.wsdl", &text, 1_000);
        assert_eq!((place.column, place.skipped, place.excerpt.chars().count()), (1_001, 940, 160));
        assert!(place.excerpt.starts_with("…aaa"), "{}", place.excerpt);
        assert_eq!(place.excerpt.chars().nth(place.column - 1 - place.skipped), Some('<'));
    }

    #[test]
    fn many_findings_are_kept_once_each() {
        let text = "a\n".repeat(50_000);
        let lines = Lines::of(&text);
        let mut diagnostics = Diagnostics::default();
        for offset in (0..text.len()).chain(0..text.len()).step_by(2) {
            diagnostics.warn("a", "one", Some(lines.place("f", &text, offset)), "");
        }
        assert_eq!(diagnostics.iter().count(), 50_000);
    }

    #[test]
    fn the_worst_finding_decides() {
        let mut diagnostics = Diagnostics::default();
        assert_eq!(diagnostics.worst(), None);
        diagnostics.warn("a", "one", None, "");
        diagnostics.left_out("b", "two", None, "");
        assert_eq!(diagnostics.worst(), Some(Severity::LeftOut));
        assert!(!diagnostics.has_errors());
        diagnostics.error("c", "three", None, "");
        assert!(diagnostics.has_errors());
    }
}
