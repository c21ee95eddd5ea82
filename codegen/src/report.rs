//! Findings as a person reads them: with colour and an excerpt at a terminal, as plain lines anywhere else.

use std::fmt;

use miette::{
    GraphicalReportHandler, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents,
};

use crate::diagnostic::{Diagnostic, Place, Severity};

/// One finding, with a blank line after it.
pub(crate) fn told(finding: &Diagnostic, graphical: bool) -> String {
    let finding = &harmless(finding);
    if graphical {
        let mut text = String::new();
        // Writing into a String cannot fail; a finding that miette cannot draw is told plainly.
        match GraphicalReportHandler::new().render_report(&mut text, &Drawn::new(finding)) {
            Ok(()) => text + "\n",
            Err(_) => plain(finding),
        }
    } else {
        plain(finding)
    }
}

/// A text from a document as it may reach a terminal: control characters, which could act there, are made visible.
pub(crate) fn visible(text: &str) -> String {
    let visible = |one: char| if one.is_control() && !matches!(one, '\n' | '\t') { '\u{fffd}' } else { one };
    text.chars().map(visible).collect()
}

fn harmless(finding: &Diagnostic) -> Diagnostic {
    let place = finding.place.as_ref().map(|place| Place {
        file: visible(&place.file),
        excerpt: visible(&place.excerpt),
        ..place.clone()
    });
    Diagnostic { message: visible(&finding.message), help: visible(&finding.help), place, ..finding.clone() }
}

fn plain(finding: &Diagnostic) -> String {
    let mut text = format!("{}[{}]: {}\n", severity(finding), finding.code, finding.message);
    if let Some(place) = &finding.place {
        text.push_str(&format!("  --> {}\n", position(place)));
        if !place.excerpt.is_empty() {
            text.push_str(&format!("   | {}\n", place.excerpt));
        }
    }
    if !finding.help.is_empty() {
        text.push_str(&format!("  help: {}\n", finding.help));
    }
    text.push('\n');
    text
}

fn severity(finding: &Diagnostic) -> &'static str {
    match finding.severity {
        Severity::Error => "error",
        Severity::LeftOut => "left out",
        Severity::Warning => "warning",
    }
}

/// A place as editors understand it: `file:line:column`, as far as it is known.
pub(crate) fn position(place: &Place) -> String {
    match (place.line, place.column) {
        (0, _) => place.file.clone(),
        (line, 0) => format!("{}:{line}", place.file),
        (line, column) => format!("{}:{line}:{column}", place.file),
    }
}

/// A finding in the form that miette draws.
#[derive(Debug)]
struct Drawn<'a> {
    finding: &'a Diagnostic,
    excerpt: Option<Excerpt<'a>>,
}

impl<'a> Drawn<'a> {
    fn new(finding: &'a Diagnostic) -> Self {
        let place = finding.place.as_ref().filter(|place| place.line > 0 && !place.excerpt.is_empty());
        Self { finding, excerpt: place.map(|place| Excerpt { place }) }
    }
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.finding.severity == Severity::LeftOut {
            formatter.write_str("left out: ")?;
        }
        formatter.write_str(&self.finding.message)?;
        match &self.finding.place {
            Some(place) if self.excerpt.is_none() => write!(formatter, " ({})", position(place)),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for Drawn<'_> {}

impl miette::Diagnostic for Drawn<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.finding.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::LeftOut | Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.finding.help.is_empty()).then(|| Box::new(&self.finding.help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        // The cast is to a trait object of the excerpt's own lifetime.
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.excerpt.as_ref()?.span();
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(None, span))))
    }
}

/// The one line of a file that a finding carries, at its place in the file.
#[derive(Debug)]
struct Excerpt<'a> {
    place: &'a Place,
}

impl Excerpt<'_> {
    /// The word at the column.
    fn span(&self) -> SourceSpan {
        let text = &self.place.excerpt;
        let column = self.place.column.saturating_sub(1).saturating_sub(self.place.skipped);
        let start = text.char_indices().nth(column).map_or(text.len(), |(at, _)| at);
        let is_word = |one: char| one.is_alphanumeric() || matches!(one, '_' | '-' | '.' | ':' | '"' | '\'');
        let length = text[start..].find(|one| !is_word(one)).unwrap_or(text.len() - start);
        (start, length.max(1).min(text.len() - start)).into()
    }
}

impl SourceCode for Excerpt<'_> {
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        _lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = &self.place.excerpt;
        Ok(Box::new(MietteSpanContents::new_named(
            self.place.file.clone(),
            text.as_bytes(),
            (0, text.len()).into(),
            self.place.line - 1,
            self.place.column.saturating_sub(1),
            1,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    fn finding(place: Option<Place>) -> Diagnostic {
        Diagnostic {
            severity: Severity::Error,
            code: "profile-unknown-name",
            message: "[head] names `Foo`".to_owned(),
            place,
            help: "did you mean `Food`?".to_owned(),
        }
    }

    #[test]
    fn a_finding_in_plain_lines() {
        let text = "[head]\n  Foo = \"client\"\n";
        assert_snapshot!(told(&finding(Some(Place::at("bindings.toml", text, 9))), false), @r#"
        error[profile-unknown-name]: [head] names `Foo`
          --> bindings.toml:2:3
           |   Foo = "client"
          help: did you mean `Food`?
        "#);
        assert_snapshot!(told(&finding(Some(Place::file("bindings.toml"))), false), @r#"
        error[profile-unknown-name]: [head] names `Foo`
          --> bindings.toml
          help: did you mean `Food`?
        "#);
        assert_snapshot!(told(&finding(None), false), @r#"
        error[profile-unknown-name]: [head] names `Foo`
          help: did you mean `Food`?
        "#);
    }

    #[test]
    fn fault_g22_a_document_cannot_act_on_the_terminal() {
        let place = Place { excerpt: "\u{1b}[2Jx\tñ".to_owned(), ..Place::at("a\u{7}", "x", 0) };
        let told = told(&finding(Some(place)), false);
        assert!(told.contains("a\u{fffd}:1:1") && told.contains("\u{fffd}[2Jx\tñ"), "{told}");
        assert!(!told.contains(['\u{1b}', '\u{7}']));
    }

    #[test]
    fn a_drawn_finding_keeps_file_line_and_column() {
        let text = "[head]\n  Foo = \"client\"\n";
        let drawn = |place| {
            let finding = finding(place);
            let handler = GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor());
            let mut text = String::new();
            handler.with_links(false).render_report(&mut text, &Drawn::new(&finding)).unwrap();
            text
        };
        assert_snapshot!(drawn(Some(Place::at("bindings.toml", text, 9))), @r#"
        profile-unknown-name

          × [head] names `Foo`
           ╭─[bindings.toml:2:3]
         2 │   Foo = "client"
           ·   ───
           ╰────
          help: did you mean `Food`?
        "#);
        assert_snapshot!(drawn(Some(Place::file("bindings.toml"))), @r#"
        profile-unknown-name

          × [head] names `Foo` (bindings.toml)
          help: did you mean `Food`?
        "#);
        // A column behind the excerpt's end is no reason to fail.
        let far = Place { line: 3, column: 999, excerpt: "short é".to_owned(), ..Place::file("a") };
        assert!(drawn(Some(far)).contains("a:3:999"));
    }
}
