//! What was measured, beside what was aimed at: as a table on the screen and as a page of the docs.

use std::fmt::Write as _;

use crate::harness::Spread;

/// One part of the report.
pub(crate) struct Section {
    pub(crate) title: &'static str,
    /// What the numbers mean and what they leave out.
    pub(crate) meaning: &'static str,
    pub(crate) figures: Vec<Figure>,
}

/// One measured number.
pub(crate) struct Figure {
    /// What was done.
    pub(crate) what: String,
    /// Whom it is compared with.
    pub(crate) against: &'static str,
    pub(crate) value: Spread,
    pub(crate) target: Target,
}

/// What a number should be.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    AtLeast(f64),
    AtMost(f64),
    /// Shown for orientation.
    None,
}

impl Figure {
    fn met(&self) -> &'static str {
        let met = match self.target {
            Target::AtLeast(least) => self.value.value >= least,
            Target::AtMost(most) => self.value.value <= most,
            Target::None => return "",
        };
        if met { "yes" } else { "NO" }
    }

    fn cells(&self) -> [String; 6] {
        let Spread { value, low, high } = self.value;
        let target = match self.target {
            Target::AtLeast(least) => format!("at least {least}"),
            Target::AtMost(most) => format!("at most {most}"),
            Target::None => String::new(),
        };
        [
            self.what.clone(),
            self.against.to_owned(),
            format!("{value:.2}"),
            format!("{low:.2} to {high:.2}"),
            target,
            self.met().to_owned(),
        ]
    }
}

const HEADINGS: [&str; 6] = ["what", "against", "ratio", "middle half", "target", "met"];

impl Section {
    /// A table that lines up, in Markdown: it reads on a screen and on a page alike.
    pub(crate) fn table(&self) -> String {
        let mut rows = vec![HEADINGS.map(str::to_owned)];
        rows.extend(self.figures.iter().map(Figure::cells));
        let widths: [usize; 6] =
            std::array::from_fn(|column| rows.iter().map(|row| row[column].len()).max().unwrap_or(0));
        let mut text = String::new();
        for (at, row) in rows.iter().enumerate() {
            for (cell, width) in row.iter().zip(widths) {
                let _ = write!(text, "| {cell:width$} ");
            }
            text.push_str("|\n");
            if at == 0 {
                for width in widths {
                    let _ = write!(text, "|{}", "-".repeat(width + 2));
                }
                text.push_str("|\n");
            }
        }
        text
    }

    /// The figures whose target was missed.
    pub(crate) fn missed(&self) -> usize {
        self.figures.iter().filter(|figure| figure.met() == "NO").count()
    }
}

/// The whole page, from the sections and a list of what ran where.
pub(crate) fn page(sections: &[Section], circumstances: &[(&str, String)]) -> String {
    let mut text = String::from(
        "# Benchmarks\n\nWritten by `cargo bench -p bindery-tests -- --write-page`; not for editing. Ratios hold on \
         other machines, times do not, so only ratios are here, and between which values the \
         middle half of the rounds lies.\n\n",
    );
    for (name, value) in circumstances {
        let _ = writeln!(text, "- {name}: {value}");
    }
    for section in sections {
        let _ = write!(text, "\n## {}\n\n{}\n\n{}", section.title, section.meaning, section.table());
    }
    text
}
