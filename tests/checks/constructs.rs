//! Every construct of a contract, by a fixture that proves what becomes of it: bound, bound in part, or named.
//!
//! A fixture is a folder of `fixtures/constructs` with a small document, and `fixture.toml`, which says what it is and
//! what has to come of it. The capability matrix is made of these files alone, so that it cannot drift.

mod compiled;
mod fixture;
mod matrix;

use std::collections::BTreeSet;

use bindery_codegen::diagnostic::Severity;
use fixture::{Fixture, Status};

use super::message_tree::Element;
use crate::workspace;

/// The matrix, as it is committed.
const MATRIX: &str = "codegen/CAPABILITIES.md";

#[test]
fn every_construct_becomes_what_its_fixture_says() {
    let mut wrong = String::new();
    for fixture in fixture::all() {
        let generated = fixture.generate();
        let found: BTreeSet<&str> = generated.diagnostics.iter().map(|finding| finding.code).collect();
        let worst = generated.diagnostics.worst();
        let mut complain = |what: String| wrong.push_str(&format!("{}: {what}\n", fixture.slug));
        let said: BTreeSet<&str> = fixture.said.codes.iter().map(String::as_str).collect();
        if found != said {
            complain(format!("has the findings {found:?}, not {said:?}"));
        }
        let fits = match fixture.said.status {
            Status::Supported => worst < Some(Severity::LeftOut) && !fixture.said.has.is_empty(),
            Status::Partial => worst < Some(Severity::Error) && !fixture.said.has.is_empty(),
            Status::Diagnosed => worst >= Some(Severity::LeftOut),
        };
        if !fits {
            complain(format!("is not {:?}: {worst:?}, or nothing proves it", fixture.said.status));
        }
        let rust: String = generated
            .files
            .iter()
            .filter(|(path, _)| path.ends_with(".rs"))
            .map(|(_, text)| dense(text))
            .collect();
        for piece in fixture.said.has.iter().filter(|piece| !rust.contains(&dense(piece))) {
            complain(format!("the bindings lack {piece:?}"));
        }
        for piece in fixture.said.lacks.iter().filter(|piece| rust.contains(&dense(piece))) {
            complain(format!("the bindings have {piece:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// A text without its white space, which is the formatter's business.
fn dense(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn the_bindings_of_all_constructs_compile_and_read_and_write_messages() {
    let fixtures = fixture::all();
    let outcomes = compiled::outcomes(&fixtures);
    let mut wrong = String::new();
    let mut count = 0;
    for fixture in &fixtures {
        for message in &fixture.said.message {
            count += 1;
            let key = format!("{}/{}", fixture.slug, message.file);
            let outcome = &outcomes[&key];
            let right = match (&message.refused, outcome) {
                (Some(piece), Err(told)) => told.contains(piece.as_str()),
                (None, Ok(written)) => {
                    let expected = fixture.text(message.becomes.as_ref().unwrap_or(&message.file));
                    is_same(&message.file, written, &expected)
                }
                _ => false,
            };
            if !right {
                wrong.push_str(&format!("{key}: {outcome:?}\n"));
            }
        }
    }
    assert!(count > 0 && wrong.is_empty(), "of {count} messages:\n{wrong}");
}

fn is_same(file: &str, written: &str, expected: &str) -> bool {
    if file.ends_with(".json") {
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
        value(written) == value(expected)
    } else {
        Element::read(written.as_bytes()) == Element::read(expected.as_bytes())
    }
}

#[test]
fn the_capability_matrix_is_what_the_fixtures_say() {
    let path = workspace().join(MATRIX);
    let matrix = matrix::matrix(&fixture::all());
    if std::env::var_os("BINDERY_BLESS").is_some() {
        std::fs::write(&path, &matrix).expect("the matrix is written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == matrix,
        "{MATRIX} is stale: run `BINDERY_BLESS=1 cargo test -p bindery-tests the_capability_matrix`"
    );
}

#[test]
fn no_two_fixtures_are_of_one_construct() {
    let mut seen = BTreeSet::new();
    for Fixture { slug, said, .. } in fixture::all() {
        assert!(
            seen.insert((said.area.clone(), said.construct.clone())),
            "{slug}: {} is there already",
            said.construct
        );
        assert!(said.says.ends_with('.') && said.says.len() < 200, "{slug}: one sentence: {}", said.says);
    }
}
