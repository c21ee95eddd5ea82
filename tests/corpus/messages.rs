//! Envelopes that lie beside a document.

use std::fs;
use std::path::{Path, PathBuf};

/// The files of a folder that hold an envelope with something in its body.
pub(crate) fn beside(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xml")))
        .filter(|path| fs::read(path).is_ok_and(|bytes| is_envelope(&bytes)))
        .collect();
    found.sort();
    found
}

fn is_envelope(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.contains("Envelope")
        && text.contains("Body")
        && !text.contains(":definitions")
        && !text.contains("<definitions")
}
