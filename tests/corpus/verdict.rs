//! What is said about a document: one row, and the rules by which an outcome is an answer.

use std::collections::BTreeMap;
use std::fmt;

use super::checking::{Checked, Yard};
use super::documents::Document;
use super::generation::{Finding, Generated};

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Answer {
    /// As it should.
    Ok,
    /// Something was left out or refused, with a diagnostic that is to be expected.
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

/// Refusals that name what is wrong with the document itself, by the beginning of their code: it is not well-formed, it
/// is of a kind that the generator says it does not read, or what it imports is not there.
const REFUSALS: [&str; 12] = [
    "xml-",
    "wsdl-not-wsdl",
    "wsdl-2.0",
    "wsdl-version",
    "wsdl-import-outside-root",
    "wsdl-missing-import",
    "wsdl-import-network",
    "wsdl-import-unreadable",
    "wsdl-twin",
    "openapi-not-openapi",
    "openapi-version",
    "openapi-syntax",
];

/// The row of a document after its generation.
pub(crate) fn of_generation(document: &Document, generated: &Generated) -> Row {
    let mut row = Row {
        document: document.clone(),
        has_crate: false,
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
    let unexpected: Vec<&Finding> =
        errors.iter().copied().filter(|one| !is_expected(one, document)).collect();
    let unread = errors.iter().any(|one| one.code.starts_with("xml-") || one.code.ends_with("-syntax"));
    row.parsed = if unread { Answer::Diagnosed } else { Answer::Ok };
    row.generated = match () {
        () if !generated.failure.is_empty() || !unexpected.is_empty() => Answer::No,
        () if !errors.is_empty() || !left_out.is_empty() => Answer::Diagnosed,
        () if told.written => Answer::Ok,
        () => Answer::No,
    };
    for (severity, findings) in [("error", unexpected), ("error", errors), ("left out", left_out)] {
        row.reasons.extend(counted(severity, &findings));
    }
    row.reasons.dedup();
    row
}

/// A document that the index knows to lack imports may say of any name that it is not declared.
fn is_expected(finding: &Finding, document: &Document) -> bool {
    REFUSALS.iter().any(|code| finding.code.starts_with(code))
        || document.class == "malformed"
        || document.unresolved.is_some() && finding.code.contains("unknown")
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
