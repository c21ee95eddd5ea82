//! The operations that a user asks for, held against those that there are: an unknown name is told, with the nearest.

use crate::diagnostic::Diagnostics;
use crate::lower::Selectable;
use crate::profile::{self, Profile, nearest};

/// Checks the names given in the call. Nobody but the user could know what was meant, so an unknown one is an error.
pub(super) fn operations(asked: &[String], known: &[Selectable], diagnostics: &mut Diagnostics) {
    for name in asked {
        if known.iter().any(|operation| operation.0.contains(name)) {
            continue;
        }
        let help = match suggestion(name, known) {
            Some(near) => format!("did you mean `{near}`? `bindery inspect` lists them all"),
            None => "`bindery inspect` lists the operations of documents".to_owned(),
        };
        let message = format!("the documents have no operation `{name}`");
        diagnostics.error("unknown-operation", message, None, help);
    }
}

/// Checks the names in a profile's `only`.
pub(super) fn profile(profile: &Profile, strict: bool, known: &[Selectable], diagnostics: &mut Diagnostics) {
    let known: Vec<&str> = known.iter().flat_map(|operation| &operation.0).map(String::as_str).collect();
    profile::only(profile, strict, &known, diagnostics);
}

/// The nearest name: a plain one for a plain one, so that nobody is told of a port who did not speak of one.
fn suggestion<'n>(name: &str, known: &'n [Selectable]) -> Option<&'n str> {
    let is_qualified = name.contains('.');
    let names = known.iter().flat_map(|operation| {
        let plain = operation.0.iter().take(if is_qualified { usize::MAX } else { 1 });
        plain.map(String::as_str)
    });
    nearest(name, names)
}
