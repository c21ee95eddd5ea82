//! What normalising found about a part of the document, kept with the part and reported only if the part is used.
//!
//! A document of a thousand operations from which ten are generated must not report what is wrong with the others.
//! So a finding waits here, the part carries its index, and whoever lowers the part reports it.

use super::tree::Node;
use crate::diagnostic::Severity;

/// The extension that carries the byte offset of a part.
pub(super) const AT: &str = "x-bindery-at";
/// The extension that carries the indexes of a part's findings.
pub(super) const FINDINGS: &str = "x-bindery-findings";
/// The extension that carries a schema's limits: keyword and exact text.
pub(super) const LIMITS: &str = "x-bindery-limits";
/// The extension that carries the exact text of a scalar default.
pub(super) const DEFAULT: &str = "x-bindery-default";
/// The extension that marks an operation whose replies declare headers or links.
pub(super) const REPLY_EXTRAS: &str = "x-bindery-reply-extras";
/// The extension that marks an operation with servers of its own.
pub(super) const OWN_SERVERS: &str = "x-bindery-own-servers";

/// The marks of `x-evidence`.
const MARKS: [&str; 4] = ["doc", "code", "inferred", "guess"];

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) severity: Severity,
    pub(super) code: &'static str,
    pub(super) at: usize,
    pub(super) message: String,
    pub(super) help: &'static str,
}

impl Finding {
    pub(super) fn error(
        code: &'static str,
        at: usize,
        message: impl Into<String>,
        help: &'static str,
    ) -> Self {
        Self { severity: Severity::Error, code, at, message: message.into(), help }
    }

    pub(super) fn left_out(
        code: &'static str,
        at: usize,
        message: impl Into<String>,
        help: &'static str,
    ) -> Self {
        Self { severity: Severity::LeftOut, code, at, message: message.into(), help }
    }

    pub(super) fn warning(
        code: &'static str,
        at: usize,
        message: impl Into<String>,
        help: &'static str,
    ) -> Self {
        Self { severity: Severity::Warning, code, at, message: message.into(), help }
    }

    /// An evidence mark that means nothing.
    pub(super) fn unknown_mark(at: usize) -> Self {
        let message = "`x-evidence` is none of doc, code, inferred and guess; it is ignored";
        Self::warning("openapi-evidence", at, message, "Use one of these marks.")
    }

    /// A keyword whose value has the wrong kind.
    pub(super) fn wrong_value(key: &str, at: usize, found: &str, wanted: &str) -> Self {
        let message = format!("`{key}` is {found}, not {wanted}; it is ignored");
        Self::warning("openapi-wrong-value", at, message, "Correct the value.")
    }
}

/// The place of an evidence mark that means nothing, if the value has one.
pub(super) fn unknown_mark(node: &Node) -> Option<usize> {
    let mark = node.get("x-evidence")?;
    (!mark.text().is_some_and(|text| MARKS.contains(&text))).then_some(mark.at)
}
