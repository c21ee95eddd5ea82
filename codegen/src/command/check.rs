//! `bindery check`: is `generated/` what the documents say now?

use std::collections::BTreeMap;
use std::path::Path;

use similar::TextDiff;

use super::{Answer, counted, findings};
use crate::contract::Contract;
use crate::diagnostic::Diagnostics;
use crate::diff;
use crate::generate;
use crate::profile::OUTLIVED;
use crate::report::position;
use crate::sources::partners::text;
use crate::tree::{self, Plan};

/// The folder of the bindings in a workspace.
pub(super) const GENERATED: &str = "generated";
/// How many lines of differences are printed: enough to see what it is about.
const LONGEST_DIFF: usize = 400;

pub(super) fn run(directory: &Path, graphical: bool) -> Answer {
    let fresh = generate::workspace(directory);
    // Entries that no longer apply are told with the changes that they follow from.
    let other = fresh.diagnostics.iter().filter(|finding| finding.code != OUTLIVED);
    let mut answer = Answer { err: findings(other, graphical), ..Answer::default() };
    if fresh.diagnostics.has_errors() {
        answer.err.push_str("cannot tell whether generated/ is current\n");
        answer.code = 2;
        return answer;
    }
    let target = directory.join(GENERATED);
    let plan = match tree::compare(&target, &fresh.files) {
        Ok(plan) => plan,
        Err(error) => {
            answer.err.push_str(&format!("{error}: cannot tell whether generated/ is current\n"));
            answer.code = 2;
            return answer;
        }
    };
    let (changes, notes) = contract_changes(&target, &fresh.contracts, &fresh.files);
    answer.err.push_str(&notes);
    answer.out.push_str(&changes);
    answer.out.push_str(&outlived(&fresh.diagnostics));
    if plan.is_current() {
        answer.out.push_str("generated/ is current\n");
    } else {
        answer.out.push_str(&stale(&target, &plan, &fresh.files, &changes));
        answer.code = 1;
    }
    if let Some(counted) = counted(&fresh.diagnostics) {
        answer.err.push_str(&format!("{counted}\n"));
    }
    answer
}

/// What changed since the contracts that lie beside the bindings, and notes on contracts that cannot be compared.
pub(super) fn contract_changes(
    target: &Path,
    contracts: &[Contract],
    files: &BTreeMap<String, String>,
) -> (String, String) {
    let (mut told, mut notes) = (String::new(), String::new());
    for contract in contracts {
        let suffix = format!("/{}/contract.json", contract.partner);
        let Some(path) = files.keys().find(|path| path.ends_with(&suffix)) else { continue };
        let Ok(text) = text(&target.join(path)) else { continue };
        let old: Contract = match serde_json::from_str(&text) {
            Ok(old) => old,
            Err(_) => {
                notes.push_str(&format!(
                    "{GENERATED}/{path} cannot be read, so changes of the contract `{}` are not named\n\n",
                    contract.partner
                ));
                continue;
            }
        };
        let changes = diff::compare(&old, contract);
        if !changes.is_empty() {
            told.push_str(&format!("changes of the contract `{}`:\n", contract.partner));
            changes.iter().for_each(|change| told.push_str(&format!("  {change}\n")));
            told.push('\n');
        }
    }
    (told, notes)
}

/// Profile entries that no longer apply.
pub(super) fn outlived(diagnostics: &Diagnostics) -> String {
    let mut told = String::new();
    for finding in diagnostics.iter().filter(|finding| finding.code == OUTLIVED) {
        if told.is_empty() {
            told.push_str("profile entries that no longer apply:\n");
        }
        let place = finding.place.as_ref().map(position).unwrap_or_default();
        told.push_str(&format!("  {place}: {}\n", finding.message));
        if !finding.help.is_empty() {
            told.push_str(&format!("    help: {}\n", finding.help));
        }
    }
    if !told.is_empty() {
        told.push('\n');
    }
    told
}

/// The files that differ and, as far as that is readable, how.
fn stale(target: &Path, plan: &Plan, files: &BTreeMap<String, String>, changes: &str) -> String {
    let mut told = String::from("generated/ is stale:\n");
    for (paths, word) in [(&plan.new, "missing"), (&plan.changed, "differs"), (&plan.gone, "too much")] {
        for path in paths {
            told.push_str(&format!("  {word:<8}  {GENERATED}/{path}\n"));
        }
    }
    for path in &plan.foreign {
        told.push_str(&format!("  not ours  {GENERATED}/{path}\n"));
    }
    told.push('\n');
    let mut left = LONGEST_DIFF;
    let (mut shown, mut hidden) = (String::new(), 0);
    // What differs in a contract is named already, unless nothing else shows what it is.
    let is_contract = |path: &&String| path.ends_with("/contract.json");
    let only_contracts = plan.changed.iter().all(|path| is_contract(&path)) && changes.is_empty();
    for path in plan.changed.iter().filter(|path| only_contracts || !is_contract(path)) {
        let old = text(&target.join(path)).unwrap_or_default();
        for line in unified(path, &old, &files[path]).lines() {
            if left == 0 {
                hidden += 1;
            } else {
                left -= 1;
                shown.push_str(line);
                shown.push('\n');
            }
        }
    }
    told.push_str(&shown);
    if hidden > 0 {
        told.push_str(&format!("... and {hidden} more lines\n"));
    }
    told.push_str("\nrun `bindery generate` (in the workspace: `cargo run`) to bring it up to date\n");
    told
}

fn unified(path: &str, old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let name = format!("{GENERATED}/{path}");
    diff.unified_diff().context_radius(3).header(&name, &format!("{name} (as it should be)")).to_string()
}
