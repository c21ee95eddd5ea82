//! What was generated, as a table, and what became of the files.

use std::collections::BTreeMap;

use crate::contract::Contract;
use crate::tree::Counts;

/// One row per partner: documents, operations, types, lines of Rust.
pub(super) fn table(contracts: &[Contract], files: &BTreeMap<String, String>) -> String {
    let mut rows = vec![["partner", "documents", "operations", "types", "lines"].map(ToOwned::to_owned)];
    for contract in contracts {
        rows.push([
            contract.partner.clone(),
            contract.documents.len().to_string(),
            contract.operations().count().to_string(),
            contract.types.len().to_string(),
            lines(&contract.partner, files).to_string(),
        ]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        text.push_str(&format!("{:<width$}", row[0], width = widths[0]));
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            text.push_str(&format!("  {cell:>width$}"));
        }
        text.push('\n');
    }
    text
}

/// Lines of Rust in the partner's module.
fn lines(partner: &str, files: &BTreeMap<String, String>) -> usize {
    let folder = format!("src/{partner}/");
    let rust = files.iter().filter(|(path, _)| path.starts_with(&folder) && path.ends_with(".rs"));
    rust.map(|(_, text)| text.lines().count()).sum()
}

/// What became of the files: one line, and one for each file that was removed, or that is not ours and stays.
pub(super) fn written(folder: &str, counts: &Counts) -> String {
    let Counts { written, unchanged, removed, foreign } = counts;
    let files = |count: usize| if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    let mut text = format!("{folder}: {} written, {unchanged} unchanged", files(*written));
    if !removed.is_empty() {
        text.push_str(&format!(", {} removed", removed.len()));
    }
    text.push('\n');
    for (paths, what) in [(removed, "removed"), (foreign, "kept, though not written by bindery")] {
        paths.iter().for_each(|path| text.push_str(&format!("  {what}: {folder}/{path}\n")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::sample::contract;

    #[test]
    fn the_table_counts_what_was_generated() {
        let files = [
            ("src/sample/mod.rs", "a\nb\n"),
            ("src/sample/contract.json", "{}\n"),
            ("src/other/mod.rs", "c\n"),
        ];
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        insta::assert_snapshot!(table(&[contract()], &files), @r#"
        partner  documents  operations  types  lines
        sample           1           4     10      2
        "#);
        assert_eq!(
            written("generated", &Counts { written: 1, unchanged: 2, ..Counts::default() }),
            "generated: 1 file written, 2 unchanged\n"
        );
        assert_eq!(
            written(
                "out",
                &Counts {
                    written: 12,
                    unchanged: 0,
                    removed: vec!["src/a.rs".to_owned()],
                    foreign: vec!["src/b.rs".to_owned()]
                }
            ),
            "out: 12 files written, 0 unchanged, 1 removed\n  removed: out/src/a.rs\n  kept, though not written by bindery: out/src/b.rs\n"
        );
    }
}
