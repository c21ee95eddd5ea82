//! The command `bindery`: arguments in, text and an exit code out.
//!
//! Exit codes of `generate`: 0 written, warnings are listed; 1 written, but a construct was left out, each is named; 2
//! nothing written. Of `check`: 0 current, 1 stale, 2 cannot tell. Of `csr`: 0 written, 2 nothing
//! written. Of `explain`: 0 told, 2 there is no such code. Of `inspect`:
//! as of `generate`, of what generating would do.

mod arguments;
mod check;
#[cfg(feature = "csr")]
mod csr;
mod explain;
mod generate;
mod inspect;
mod summary;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use clap::Parser;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::report::{told, visible};
use arguments::{Arguments, Command};

/// What a run of the command has to say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// For standard output: what was done.
    pub out: String,
    /// For standard error: what was found.
    pub err: String,
    /// The exit code.
    pub code: u8,
}

/// Runs the command as if it were called in `directory`. `graphical` asks for findings drawn with colour and frames.
pub fn run(arguments: impl IntoIterator<Item = OsString>, directory: &Path, graphical: bool) -> Answer {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error, graphical),
    };
    let answer = match arguments.command.unwrap_or_default() {
        Command::Generate(arguments) => generate::run(&arguments, directory, graphical),
        Command::Check => check::run(directory, graphical),
        Command::Inspect(arguments) => inspect::run(&arguments, directory, graphical),
        Command::Explain { code } => explain::run(code.as_deref()),
        #[cfg(feature = "csr")]
        Command::Csr(arguments) => csr::run(&arguments, directory, graphical),
    };
    Answer { out: visible(&answer.out), ..answer }
}

/// Help and version are answers; a wrong argument means that nothing was done.
fn usage(error: &clap::Error, graphical: bool) -> Answer {
    let text = if graphical { error.render().ansi().to_string() } else { error.render().to_string() };
    if error.use_stderr() {
        Answer { err: text, code: 2, ..Answer::default() }
    } else {
        Answer { out: text, ..Answer::default() }
    }
}

/// So many findings of one code are told; the others are counted. What was left out is named in any case.
const MOST_OF_ONE_CODE: usize = 50;

/// The findings, in the order they were made.
fn findings<'d>(findings: impl Iterator<Item = &'d Diagnostic>, graphical: bool) -> String {
    let mut text = String::new();
    let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for finding in findings {
        let count = counts.entry((finding.severity, finding.code)).or_default();
        *count += 1;
        if *count <= MOST_OF_ONE_CODE || finding.severity == Severity::LeftOut {
            text.push_str(&told(finding, graphical));
        }
    }
    for ((severity, code), count) in counts {
        if count > MOST_OF_ONE_CODE && severity != Severity::LeftOut {
            text.push_str(&format!("... and {} more findings [{code}]\n\n", count - MOST_OF_ONE_CODE));
        }
    }
    text
}

/// The last line about findings: how many of which kind.
fn counted(diagnostics: &Diagnostics) -> Option<String> {
    let count = |severity| diagnostics.iter().filter(|finding| finding.severity == severity).count();
    let told = |count: usize, one: &str, many: &str| {
        (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { many }))
    };
    let parts = [
        told(count(Severity::Error), "error", "errors"),
        told(count(Severity::LeftOut), "construct left out", "constructs left out"),
        told(count(Severity::Warning), "warning", "warnings"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests;
