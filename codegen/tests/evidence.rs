//! The marks that `SOURCES.toml` counts are those that stand in the documents.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A partner's folder below the workspace, and the counts in its `SOURCES.toml`.
fn listed(folder: &Path) -> BTreeMap<String, usize> {
    let text = fs::read_to_string(folder.join("SOURCES.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let counts = table["evidence"].as_table().unwrap();
    let count = |value: &toml::Value| usize::try_from(value.as_integer().unwrap()).unwrap();
    counts.iter().map(|(mark, value)| (mark.clone(), count(value))).filter(|(_, count)| *count > 0).collect()
}

/// The word that follows each of these beginnings, counted over all documents of a folder.
fn counted(folder: &Path, ending: &str, beginning: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|found| found == ending) {
            let text = fs::read_to_string(path).unwrap();
            for rest in text.split(beginning).skip(1) {
                let word: String = rest.trim_start().chars().take_while(char::is_ascii_alphabetic).collect();
                *counts.entry(word).or_default() += 1;
            }
        }
    }
    counts
}

#[test]
fn the_marks_of_papi3_are_counted_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wsdl/papi3");
    let mut counts = counted(&folder, "wsdl", "<xs:appinfo source=\"urn:bindery:evidence\">");
    for (mark, count) in counted(&folder, "wsdl", "Evidence: ") {
        *counts.entry(mark).or_default() += count;
    }
    assert_eq!(counts, listed(&folder));
}

#[test]
fn the_marks_of_netspend_are_counted_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/netspend");
    let counts = counted(&folder, "yaml", " x-evidence:");
    let graded = |mark: &str| match mark {
        "doc" => "seen".to_owned(),
        other => other.to_owned(),
    };
    let counts: BTreeMap<String, usize> =
        counts.into_iter().map(|(mark, count)| (graded(&mark), count)).collect();
    assert_eq!(counts, listed(&folder));
}
