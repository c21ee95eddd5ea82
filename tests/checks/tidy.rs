//! The house rules that no compiler checks: who may name whom, how a file begins, what a snapshot may hold.

mod climbing;
mod crates;
mod loopback;
mod modules;
mod money;
mod named;
mod walls;
mod words;

use std::path::{Path, PathBuf};

use crate::workspace;

/// Folders whose Rust files are written by hand.
const HAND_WRITTEN: &[&str] = &["codegen", "flows", "runtime", "sandbox", "tests"];

/// All files below a folder of the workspace with this extension.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut waiting = vec![workspace().join(folder)];
    while let Some(next) = waiting.pop() {
        let entries = std::fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display()));
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.extend(Some(path).filter(|path| !path.ends_with("target")));
            } else if path.extension().is_some_and(|given| given == extension) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The Rust files that people wrote.
fn hand_written() -> Vec<PathBuf> {
    HAND_WRITTEN.iter().flat_map(|folder| files(folder, "rs")).collect()
}

fn relative(path: &Path) -> String {
    path.strip_prefix(workspace()).expect("inside the workspace").to_string_lossy().replace('\\', "/")
}

#[test]
fn every_file_says_its_idea_first_and_stays_small() {
    let mut broken = Vec::new();
    for file in hand_written() {
        let text = std::fs::read_to_string(&file).expect("a readable file");
        if !text.starts_with("//! ") {
            broken.push(format!("{}: the first line is no `//!` sentence", relative(&file)));
        }
        if text.lines().count() > 500 {
            broken.push(format!("{}: over 500 lines", relative(&file)));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn snapshots_hold_visibly_fake_values_only() {
    for file in HAND_WRITTEN.iter().flat_map(|folder| files(folder, "snap")) {
        let text = std::fs::read_to_string(&file).expect("a readable file");
        for (number, line) in text.lines().enumerate() {
            if let Some(found) = looks_real(line) {
                panic!("{}:{}: {found} looks real; use the fixtures", relative(&file), number + 1);
            }
        }
    }
}

/// An identifier in a snapshot that is not all zeros but its last digits: it may come from a real message. Names,
/// numbers and addresses are a reviewer's to judge.
fn looks_real(line: &str) -> Option<&str> {
    line.split(|character: char| !(character.is_ascii_hexdigit() || character == '-')).find(|word| {
        word.len() == 36
            && word.split('-').map(str::len).eq([8, 4, 4, 4, 12])
            && !word.starts_with("00000000-0000-0000-0000-")
    })
}

#[test]
fn an_identifier_that_looks_real_is_seen() {
    assert!(looks_real("<Id>237a6fbb-0e11-4ff9-8882-cb6887025c81</Id>").is_some());
    assert!(looks_real("<Id>00000000-0000-0000-0000-00000000000b</Id>").is_none());
}
