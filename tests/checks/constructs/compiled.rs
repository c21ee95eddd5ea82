//! One program of the bindings of all fixtures, which reads their messages and writes them again.

use std::collections::BTreeMap;

use super::super::tools::{cargo, downstream_crate, lasting_folder, put};
use super::fixture::{Fixture, Message};
use crate::workspace;

/// What became of each message, by fixture and file: what was written, or the error.
pub(super) fn outcomes(fixtures: &[Fixture]) -> BTreeMap<String, Result<String, String>> {
    let folder = lasting_folder("reads_constructs");
    downstream_crate("reads_constructs", &folder, workspace());
    let (mut modules, mut cases) = (String::new(), String::new());
    for fixture in fixtures {
        let Some(bindings) = fixture.bindings() else {
            assert!(fixture.said.message.is_empty(), "{}: messages without bindings", fixture.slug);
            continue;
        };
        let module = fixture.slug.replace('-', "_");
        let mut checks = String::new();
        for message in &fixture.said.message {
            let text = fixture.text(&message.file);
            let call = call(message, &text);
            checks.push_str(&format!("        {:?} => {call},\n", message.file));
            cases.push_str(&format!(
                "    ({:?}, {module}::again({:?}, {text:?})),\n",
                format!("{}/{}", fixture.slug, message.file),
                message.file
            ));
        }
        let again = format!(
            "\n/// Reads a message and writes it again.\n#[allow(dead_code, unused_variables, clippy::match_single_binding)]\npub(crate) fn again(file: &str, text: &str) -> Result<String, String> {{\n    match file {{\n{checks}        _ => Err(\"no such message\".to_owned()),\n    }}\n}}\n"
        );
        put(&folder.join(format!("src/{module}.rs")), &(bindings + &again));
        modules.push_str(&format!("/// One construct.\npub mod {module};\n"));
    }
    let all = "/// Every message with what became of it.\npub(crate) fn all() -> Vec<(&'static str, Result<String, String>)>";
    put(
        &folder.join("src/cases.rs"),
        &format!("//! The messages.\n\nuse crate::*;\n\n{all} {{\n    vec![\n{cases}    ]\n}}\n"),
    );
    let main = folder.join("src/main.rs");
    let text = std::fs::read_to_string(&main).expect("the program");
    put(&main, &text.replace("// The fixtures' modules stand here.", &modules));
    let run = cargo(&folder, &["run", "--quiet", "--all-features"]).expect(0);
    assert!(!run.err.contains("warning: "), "{}", run.err);
    serde_json::from_str(&run.out).expect("the outcomes")
}

/// The call that reads a message as a type.
fn call(message: &Message, text: &str) -> String {
    let (file, r#type, strict) = (&message.file, &message.r#type, !message.tolerant);
    let check = if message.validate { "limits" } else { "anything" };
    if file.ends_with(".json") {
        return format!("crate::json::<{type}>(text)");
    }
    let document = roxmltree::Document::parse(text).expect("a well-formed message");
    let root = document.root_element();
    let namespace = root.tag_name().namespace().unwrap_or_default();
    let name = root.tag_name().name();
    format!("crate::xml::<{type}>(&xml::NAMES, {namespace:?}, {name:?}, ({strict}, text), crate::{check})")
}
