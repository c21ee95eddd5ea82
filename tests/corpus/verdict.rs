//! What is said about a document: one row, and the rules by which an outcome is an answer.

use std::collections::BTreeMap;
use std::fmt;

use super::checking::{Checked, Yard};
use super::documents::Document;
use super::generation::{Finding, Generated};
use super::matrix::{self, Matrix};

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Answer {
    /// As it should.
    Ok,
    /// Something was left out or refused, and each finding is of a construct that the capability matrix lists as not or
    /// not wholly bound, or about a fault of the document itself.
    Diagnosed,
    /// Otherwise.
    No,
    /// There was nothing to do.
    #[default]
    NotApplicable,
}

impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ok => "ok",
            Self::Diagnosed => "diagnosed",
            Self::No => "no",
            Self::NotApplicable => "n/a",
        })
    }
}

/// One document and all that was found out about it.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) document: Document,
    pub(crate) has_crate: bool,
    /// No fault of the document itself, such as an import that is not there, stopped the generation.
    pub(crate) is_resolvable: bool,
    pub(crate) parsed: Answer,
    pub(crate) generated: Answer,
    pub(crate) compiled: Answer,
    pub(crate) round_trip: Answer,
    /// Seconds of the generation.
    pub(crate) seconds: f64,
    /// Peak memory of the generation in MiB.
    pub(crate) peak_mb: u64,
    pub(crate) warnings: usize,
    pub(crate) reasons: Vec<String>,
}

/// The row of a document after its generation.
pub(crate) fn of_generation(document: &Document, generated: &Generated, matrix: &Matrix) -> Row {
    let mut row = Row {
        document: document.clone(),
        has_crate: false,
        is_resolvable: true,
        parsed: Answer::No,
        generated: Answer::No,
        compiled: Answer::NotApplicable,
        round_trip: Answer::NotApplicable,
        seconds: generated.seconds,
        peak_mb: generated.peak_mb,
        warnings: 0,
        reasons: Vec::new(),
    };
    if !generated.failure.is_empty() {
        row.reasons.push(generated.failure.clone());
    }
    let Some(told) = &generated.told else { return row };
    row.has_crate = told.written;
    let of = |severity: &str| told.findings.iter().filter(|one| one.severity == severity).collect::<Vec<_>>();
    let (errors, left_out) = (of("error"), of("left out"));
    let unlisted = |one: &&Finding| !matrix.lists(&one.code);
    let unexpected: Vec<&Finding> = errors.iter().chain(&left_out).copied().filter(unlisted).collect();
    row.is_resolvable = !errors.iter().any(|one| matrix::is_fault(&one.code));
    let unread = errors.iter().any(|one| one.code.starts_with("xml-") || one.code.ends_with("-syntax"));
    row.parsed = if unread { Answer::Diagnosed } else { Answer::Ok };
    row.generated = match () {
        () if !generated.failure.is_empty() || !unexpected.is_empty() => Answer::No,
        () if !errors.is_empty() || !left_out.is_empty() => Answer::Diagnosed,
        () if told.written => Answer::Ok,
        () => Answer::No,
    };
    for (severity, findings) in [("unlisted", unexpected), ("error", errors), ("left out", left_out)] {
        row.reasons.extend(counted(severity, &findings));
    }
    row.reasons.dedup();
    row
}

/// Findings by code, each with how many there are and what the first says.
fn counted(severity: &str, findings: &[&Finding]) -> Vec<String> {
    let mut by_code: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for finding in findings {
        by_code.entry(&finding.code).or_insert((0, &finding.message)).0 += 1;
    }
    by_code.iter().map(|(code, (count, first))| format!("{severity} {code} x{count}: {first}")).collect()
}

/// Adds what the compiler said.
pub(crate) fn add_checks(rows: &mut [Row], checked: &BTreeMap<String, Checked>) {
    for row in rows.iter_mut().filter(|row| row.has_crate) {
        let Some(one) = checked.get(&Yard::name(&row.document.path)) else {
            row.compiled = Answer::No;
            row.reasons.insert(0, "cargo did not compile the crate".to_owned());
            continue;
        };
        row.compiled = one.answer();
        row.warnings = one.warnings.len();
        let told = |what: &str, lines: &[String]| {
            lines.first().map(|first| format!("{} compiler {what}: {first}", lines.len()))
        };
        if let Some(warnings) = told("warnings", &one.warnings) {
            row.reasons.insert(0, warnings);
        }
        if let Some(errors) = told("errors", &one.errors) {
            row.reasons.insert(0, errors);
        }
    }
}
