//! Documents that are right but for a piece that was lost, doubled, moved or exchanged.

#![allow(clippy::print_stderr)] // a panic in the generator is told with the document that brought it about

use std::path::{Path, PathBuf};

use bindery_codegen::emit::{CrateOptions, RuntimeDependency};
use bindery_codegen::generate::{Request, single};
use bindery_codegen::{diagnostic::Severity, explain};
use fastrand::Rng;

use crate::workspace;

/// How often each of the small documents is changed, and each of the partner's.
const TIMES: (usize, usize) = (40, 8);

#[test]
fn changed_documents_end_in_bindings_or_in_findings() {
    let constructs = workspace().join("tests/fixtures/constructs");
    let mut small: Vec<PathBuf> =
        folders(&constructs).iter().map(|folder| folder.join("service.wsdl")).collect();
    small.retain(|document| document.is_file());
    assert!(small.len() > 40, "{} documents were found", small.len());
    let partner = workspace().join("wsdl/papi3");
    let large = ["PartnerLargeAccountList.wsdl", "PartnerSSORequest3.wsdl"].map(|file| partner.join(file));
    let mut random = Rng::with_seed(8257);
    let (mut written, mut refused) = (0, 0);
    let documents = small
        .iter()
        .map(|document| (document, TIMES.0))
        .chain(large.iter().map(|document| (document, TIMES.1)));
    for (document, times) in documents {
        let original = std::fs::read(document).expect("a readable document");
        for time in 0..times {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let changed = changed(&original, &mut random);
            std::fs::write(folder.path().join("service.wsdl"), &changed).expect("the document is written");
            // Should it panic, the test's output ends with what it was about.
            eprintln!("{}, change {time}:\n{}", document.display(), String::from_utf8_lossy(&changed));
            match judge(&folder.path().join("service.wsdl")) {
                true => written += 1,
                false => refused += 1,
            }
        }
    }
    // Otherwise the changes would be too small or too large to tell anything.
    assert!(written > 100 && refused > 100, "{written} written, {refused} refused");
}

/// Whether bindings are written, which are Rust then; otherwise there is a finding that says why.
fn judge(document: &Path) -> bool {
    let request =
        Request { partner: "changed".to_owned(), inputs: vec![document.to_owned()], ..Request::default() };
    let runtime = RuntimeDependency::Path("runtime".to_owned());
    let options = CrateOptions { name: "changed".to_owned(), runtime, standalone: true };
    let generated = single(&request, &options);
    for finding in generated.diagnostics.iter() {
        assert!(explain::find(finding.code).is_some(), "{finding:?}");
        assert!(!finding.help.is_empty(), "{finding:?}");
    }
    let is_refused = generated.diagnostics.worst() == Some(Severity::Error);
    assert_eq!(generated.files.is_empty(), is_refused, "{:?}", generated.diagnostics);
    for (file, text) in generated.files.iter().filter(|(file, _)| file.ends_with(".rs")) {
        assert!(syn::parse_file(text).is_ok(), "{file} is no Rust:\n{text}");
    }
    !is_refused
}

/// A document with a change or two.
fn changed(original: &[u8], random: &mut Rng) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for _ in 0..random.usize(1..=2) {
        match random.u8(0..16) {
            // Bytes: one that is another, some that are missing.
            0 => {
                let at = random.usize(..bytes.len());
                bytes[at] = random.u8(..);
            }
            1 => {
                let at = random.usize(..bytes.len());
                bytes.drain(at..(at + random.usize(1..40)).min(bytes.len()));
            }
            // Tags with the text behind them.
            2 => pieces(&mut bytes, b'<', |tags| drop(tags.remove(random.usize(..tags.len())))),
            3 => pieces(&mut bytes, b'<', |tags| {
                let tag = tags[random.usize(..tags.len())].clone();
                tags.insert(random.usize(..tags.len()), tag);
            }),
            4 => pieces(&mut bytes, b'<', |tags| {
                let count = tags.len();
                tags.swap(random.usize(..count), random.usize(..count));
            }),
            // Values of attributes, and what stands between them.
            _ => pieces(&mut bytes, b'"', |values| {
                let from = values[random.usize(..values.len())].clone();
                let to = random.usize(..values.len());
                values[to] = from;
            }),
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

/// Cuts a text before each of a character, has the pieces changed, and puts them together.
fn pieces(bytes: &mut Vec<u8>, before: u8, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
    let mut cut: Vec<Vec<u8>> = bytes.split(|byte| *byte == before).map(<[u8]>::to_vec).collect();
    change(&mut cut);
    *bytes = cut.join(&before);
}

fn folders(above: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(above).expect("a readable folder");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    folders.sort();
    folders
}
