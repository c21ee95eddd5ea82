//! What the generator has to say about a document: collected, never thrown, so that one run reports everything.
//!
//! A [`Diagnostic`] names what is wrong, where (file, line, column and the line itself), and what to do. Its severity
//! decides the exit code: an error means nothing is written, a construct that was left out means the rest is.

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; everything is written.
    Warning,
    /// A construct was left out of the output; the rest is written.
    LeftOut,
    /// Nothing is written.
    Error,
}

/// Where in a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// File as the user named it, relative to the partner's folder where it lies in one.
    pub file: String,
    /// Line, counted from 1; 0 where only the file is known.
    pub line: usize,
    /// Column in characters, counted from 1; 0 where only the line is known.
    pub column: usize,
    /// The line's text, cut to a readable length; empty where there is none.
    pub excerpt: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Findings in the order they were made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnostics {
    findings: Vec<Diagnostic>,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: 0, column: 0, excerpt: String::new() }
    }

    /// The line and column of a byte offset in a text.
    pub fn at(file: impl Into<String>, text: &str, offset: usize) -> Self {
        const LONGEST_EXCERPT: usize = 160;
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[offset..].find('\n').map_or(text.len(), |newline| offset + newline);
        Self {
            file: file.into(),
            line: before.matches('\n').count() + 1,
            column: text[start..offset].chars().count() + 1,
            excerpt: text[start..end].trim_end().chars().take(LONGEST_EXCERPT).collect(),
        }
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
        if !self.findings.contains(&finding) {
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
        self.findings.extend(other.findings);
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
