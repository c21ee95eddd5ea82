//! Complaints about a profile that does not fit its contract: errors, or warnings once the contract has changed.

use super::Word;
use crate::diagnostic::Diagnostics;

/// The code of a name that the contract does not have, while the contract is the one the profile was written for.
const UNKNOWN: &str = "profile-unknown-name";
/// The code of an entry that a changed contract has outlived. Such an entry is skipped.
pub const OUTLIVED: &str = "profile-no-longer-applies";
/// How alike two names must be to be suggested for one another, from 0 to 1.
const ALIKE: f64 = 0.6;

/// Collects complaints in one of two tones.
pub(super) struct Check<'a> {
    strict: bool,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Check<'a> {
    pub(super) fn new(strict: bool, diagnostics: &'a mut Diagnostics) -> Self {
        Self { strict, diagnostics }
    }

    /// An entry names something that the contract does not have.
    pub(super) fn unknown<'n>(
        &mut self,
        section: &str,
        what: &str,
        word: &Word,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let near = nearest(&word.text, known);
        let place = Some(word.place.clone());
        let name = &word.text;
        if self.strict {
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "correct the name or remove the entry".to_owned(),
            };
            let message = format!("{section} names the {what} `{name}`, which the contract does not have");
            self.diagnostics.error(UNKNOWN, message, place, help);
        } else {
            let help = match near {
                Some(near) => format!("the nearest name is `{near}`; correct or remove the entry"),
                None => "remove the entry".to_owned(),
            };
            let message = format!(
                "{section} names the {what} `{name}`, which the contract does not have; the entry is skipped"
            );
            self.diagnostics.warn(OUTLIVED, message, place, help);
        }
    }

    /// An entry names something that is there but does not fit.
    pub(super) fn misfit(&mut self, code: &'static str, message: String, word: &Word, help: &str) {
        let place = Some(word.place.clone());
        if self.strict {
            self.diagnostics.error(code, message, place, help);
        } else {
            self.diagnostics.warn(OUTLIVED, format!("{message}; the entry is skipped"), place, help);
        }
    }

    /// Something worth knowing in either case.
    pub(super) fn note(&mut self, code: &'static str, message: String, word: &Word, help: &str) {
        self.diagnostics.warn(code, message, Some(word.place.clone()), help);
    }
}

/// The name most like a text, if any is alike at all; the first in name order among equals.
pub(crate) fn nearest<'n>(text: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let folded = text.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for name in known {
        let likeness = strsim::normalized_damerau_levenshtein(&folded, &name.to_lowercase());
        let better = match best {
            None => true,
            Some((other, at)) => likeness > other || (likeness >= other && name < at),
        };
        if likeness >= ALIKE && better {
            best = Some((likeness, name));
        }
    }
    best.map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_ignores_case_and_wild_guesses() {
        assert_eq!(nearest("startsession", ["EndSession", "StartSession"]), Some("StartSession"));
        assert_eq!(nearest("StartSesion", ["StartSession", "StartSessions"]), Some("StartSession"));
        assert_eq!(nearest("Tag", ["AccountNumber"]), None);
        assert_eq!(nearest("ab", ["bb", "aa"]), None);
        assert_eq!(nearest("abc", ["abd", "abb"]), Some("abb"));
    }
}
