//! One partner's bindings as one file, for a `build.rs`: an included file cannot have modules in files of their own.

use std::fmt::Write as _;

use super::{Files, bindings};
use crate::contract::Contract;

/// The bindings of a partner as the text of one file, with the modules inline.
///
/// It is made to be included into a module: it has no inner attributes, and its paths are relative.
#[must_use]
pub fn single_file(contract: &Contract) -> String {
    let files = bindings(contract);
    let door = files.get("mod.rs").map_or("", String::as_str);
    let mut text = String::new();
    for line in door.lines() {
        match declared(line).and_then(|name| files.get(&format!("{name}.rs"))) {
            Some(content) => inline(&mut text, line, content),
            None => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    debug_assert!(all_inline(&files, &text), "every file of the module is in the text");
    text
}

/// The name in `mod name;` or `pub mod name;`.
fn declared(line: &str) -> Option<&str> {
    line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ")?.strip_suffix(';')
}

/// The declaration with the file's content in braces, without the comment at its head: the door has the same one.
fn inline(text: &mut String, declaration: &str, content: &str) {
    let _ = writeln!(text, "{} {{", declaration.trim_end_matches(';'));
    for line in content.lines().skip_while(|line| line.starts_with("// ") || line.is_empty()) {
        text.push_str(line);
        text.push('\n');
    }
    text.push_str("}\n");
}

fn all_inline(files: &Files, text: &str) -> bool {
    syn::parse_file(text).is_ok_and(|file| {
        let modules =
            file.items.iter().filter(|item| matches!(item, syn::Item::Mod(one) if one.content.is_some()));
        modules.count() + 1 == files.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::sample::contract;

    #[test]
    fn every_module_is_inline_and_nothing_stands_before_the_items_that_a_module_could_not_hold() {
        let contract = contract();
        let text = single_file(&contract);
        let file = syn::parse_file(&text).unwrap();
        assert!(file.attrs.is_empty(), "an included file has no inner attributes");
        assert!(all_inline(&bindings(&contract), &text));
        assert!(!text.contains("contract.json"));
        assert_eq!(text, single_file(&contract));
    }
}
