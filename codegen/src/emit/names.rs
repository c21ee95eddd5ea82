//! How wire names become Rust identifiers: the one place that knows keywords, case and collisions.
//!
//! A wire name may be anything; an identifier never carries more than letters, digits and underscores. Names that
//! meet after that are told apart in a fixed order (that of the wire names), first by what they are, and only when
//! nothing else is left by a number. Prelude names such as `Option` are moved aside so that emitted code can use the
//! prelude without absolute paths.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Words that cannot be an identifier even raw.
const NEVER_RAW: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Names that emitted files use for something else.
const TAKEN_TYPES: [&str; 23] = [
    "Box",
    "Clone",
    "Debug",
    "Default",
    "Err",
    "From",
    "Future",
    "Into",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Result",
    "Send",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "Vec",
    "AsRef",
    "Drop",
];

/// Identifiers already given out in one scope.
#[derive(Debug, Default)]
pub(super) struct Scope {
    taken: BTreeSet<String>,
    /// The number that the next of many names that meet is tried with: all below it are given out.
    numbers: BTreeMap<String, usize>,
}

impl Scope {
    /// A scope in which some names are used for something else.
    pub(super) fn reserving(names: &[&str]) -> Self {
        Self { taken: names.iter().map(|name| (*name).to_owned()).collect(), ..Self::default() }
    }

    /// The identifier itself if it is free, else with the word behind it, else with the smallest free number.
    pub(super) fn claim(&mut self, identifier: String, word: &str) -> String {
        let mut candidate = identifier;
        if !self.taken.insert(candidate.clone()) {
            candidate.push_str(word);
            let base = candidate.clone();
            let number = self.numbers.entry(base.clone()).or_insert(2);
            while !self.taken.insert(candidate.clone()) {
                candidate = format!("{base}{number}");
                *number += 1;
            }
        }
        candidate
    }
}

/// The identifier of a type or a variant.
pub(super) fn upper(name: &str) -> String {
    let identifier = clean(&name.to_upper_camel_case(), 'N');
    if TAKEN_TYPES.contains(&identifier.as_str()) || is_keyword(&identifier) {
        format!("{identifier}Type")
    } else {
        identifier
    }
}

/// The identifier of a variant; prelude names do not matter there, since variants are always written with their type.
pub(super) fn variant(value: &str) -> String {
    let spelled = match value {
        "" => "Empty".to_owned(),
        "+" => "Plus".to_owned(),
        "-" => "Minus".to_owned(),
        other => other.to_upper_camel_case(),
    };
    let identifier = clean(&spelled, 'N');
    if is_keyword(&identifier) { format!("{identifier}Value") } else { identifier }
}

/// The identifier of a field, a function, a parameter or a module.
pub(super) fn snake(name: &str) -> String {
    let identifier = clean(&name.to_snake_case(), 'n');
    if is_keyword(&identifier) { format!("{identifier}_") } else { identifier }
}

/// The identifier of a static.
pub(super) fn shouting(name: &str) -> String {
    clean(&name.to_snake_case(), 'n').to_uppercase()
}

fn clean(name: &str, digit_prefix: char) -> String {
    let mut identifier: String =
        name.chars().filter(|character| *character == '_' || unicode_identifier(*character)).collect();
    if identifier.chars().all(|character| character == '_') {
        identifier = format!("{digit_prefix}ameless").to_lowercase();
        if digit_prefix.is_uppercase() {
            identifier = identifier.to_upper_camel_case();
        }
    }
    if identifier.starts_with(|character: char| character.is_numeric()) {
        identifier.insert(0, digit_prefix);
    }
    identifier
}

/// Letters and digits that rustc takes in an identifier without a lint about confusable or uncommon characters.
fn unicode_identifier(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || (!character.is_ascii()
            && character.is_alphabetic()
            && syn::parse_str::<syn::Ident>(&format!("a{character}")).is_ok())
}

fn is_keyword(identifier: &str) -> bool {
    NEVER_RAW.contains(&identifier) || syn::parse_str::<syn::Ident>(identifier).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edge_names_become_identifiers() {
        for (wire, as_type, as_field) in [
            ("StartSession", "StartSession", "start_session"),
            ("LocalDateTime", "LocalDateTime", "local_date_time"),
            ("type", "Type", "type_"),
            ("Self", "SelfType", "self_"),
            ("self", "SelfType", "self_"),
            ("Option", "OptionType", "option"),
            ("String", "StringType", "string"),
            ("1st", "N1st", "n1st"),
            ("foo-bar.baz", "FooBarBaz", "foo_bar_baz"),
            ("_", "Nameless", "nameless"),
            ("", "Nameless", "nameless"),
            ("A{} pub fn PWNED(){} struct B", "APubFnPwnedStructB", "a_pub_fn_pwned_struct_b"),
            ("\"] ; x", "X", "x"),
            ("straße", "Straße", "straße"),
            ("FIName", "FiName", "fi_name"),
        ] {
            assert_eq!((upper(wire).as_str(), snake(wire).as_str()), (as_type, as_field), "{wire}");
        }
    }

    #[test]
    fn fault_g18_values_that_meet_stay_apart() {
        let mut scope = Scope::default();
        let given: Vec<String> = ["a b", "a_b", "A B", "", "+", "-", "1"]
            .iter()
            .map(|value| scope.claim(variant(value), "Value"))
            .collect();
        assert_eq!(given, ["AB", "ABValue", "ABValue2", "Empty", "Plus", "Minus", "N1"]);
    }

    #[test]
    fn fault_g17_prelude_names_are_moved_aside() {
        for name in TAKEN_TYPES {
            assert_ne!(upper(name), name);
        }
    }
}
