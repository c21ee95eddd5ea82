//! `bindery inspect`: what is in documents.

use std::path::{Path, PathBuf};

use super::{Answer, arguments, counted, findings};
use crate::diagnostic::Severity;
use crate::generate::{self, Request, partner_name};
use crate::inspect::text;

pub(super) fn run(arguments: &arguments::Inspect, directory: &Path, graphical: bool) -> Answer {
    let from_here =
        |path: &PathBuf| if directory == Path::new(".") { path.clone() } else { directory.join(path) };
    let request = Request {
        partner: partner_name(arguments.files.first().map_or(Path::new(""), PathBuf::as_path)),
        inputs: arguments.files.iter().map(from_here).collect(),
        catalog: arguments.catalog.as_ref().map(from_here),
        ..Request::default()
    };
    let (inspection, diagnostics) = generate::inspect(&request);
    let mut answer = Answer::default();
    answer.code = match diagnostics.worst() {
        Some(Severity::Error) => 2,
        Some(Severity::LeftOut) => 1,
        _ => 0,
    };
    if arguments.json {
        // A model of texts and numbers can always be written.
        let json = serde_json::to_string_pretty(&inspection).unwrap_or_default();
        answer.out = format!("{json}\n");
        return answer;
    }
    answer.out = text::told(&inspection);
    answer.err = findings(diagnostics.iter(), graphical);
    if let Some(counted) = counted(&diagnostics) {
        answer.err.push_str(&format!("{counted}\n"));
    }
    answer
}
