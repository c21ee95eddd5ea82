//! Words that may not stand in some code, whatever they are part of.

use super::modules::House;
use super::relative;

/// The words of description formats and of Rust's own syntax.
const FORMATS: &[&str] = &["wsdl", "openapi", "yaml", "xsd", "quote", "syn::", "TokenStream"];

/// The partners that bindings come with.
const PARTNERS: &[&str] = &["papi3", "netspend", "ensenta"];

/// The lines that are code: no comments, and no unit tests, which stand last in a file.
pub(super) fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| *line != "#[cfg(test)]" || text.contains("#[cfg(test)]\nmod tests;"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Where words stand in the code of some modules, in any case of letters.
fn found(top: &str, words: &[&str]) -> Vec<String> {
    let house = House::standing();
    let mut found = Vec::new();
    for (_, module) in house.below(top) {
        let text = std::fs::read_to_string(&module.file).expect("a readable file");
        for (number, line) in code_lines(&text) {
            let line = line.to_lowercase();
            for word in words.iter().filter(|word| line.contains(&word.to_lowercase())) {
                found.push(format!("{}:{}: `{word}`", relative(&module.file), number + 1));
            }
        }
    }
    found
}

/// Where the contract speaks of a format.
pub(super) fn in_the_contract() -> Vec<String> {
    found("codegen::contract", FORMATS)
}

#[test]
fn the_runtime_and_the_generator_know_no_partner() {
    for top in ["runtime", "codegen"] {
        assert_eq!(found(top, PARTNERS), Vec::<String>::new());
    }
}

#[test]
fn verification_cannot_be_switched_off_and_no_server_listens_beyond_loopback() {
    for top in ["codegen", "generated", "runtime", "sandbox"] {
        assert_eq!(found(top, &["danger_accept_invalid", "dangerous()", "0.0.0.0"]), Vec::<String>::new());
    }
    for top in ["generated", "runtime"] {
        assert_eq!(found(top, &["unsafe "]), Vec::<String>::new());
    }
}
