//! What tests that run programs need: the generator's binary, cargo, and copies of the workspace.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::workspace;

/// What a program did.
#[derive(Debug)]
pub(crate) struct Run {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Fails the test with everything the program said, unless it ended with this code.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n--- out\n{}\n--- err\n{}", self.out, self.err);
        self
    }
}

/// Where this very test was built: nested builds share it, and with it the compiled dependencies.
pub(crate) fn target_directory() -> PathBuf {
    let executable = std::env::current_exe().expect("our own path");
    let folder = executable.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    folder.expect("a target directory above this test").to_owned()
}

/// Runs cargo in a folder, without network.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target_directory())
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TERM_COLOR", "never")
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    Run::of(&output)
}

/// Runs the generator in a folder.
pub(crate) fn bindery(folder: &Path, arguments: &[&str]) -> Run {
    let built = cargo(workspace(), &["build", "--quiet", "--package", "bindery-codegen", "--bin", "bindery"]);
    built.expect(0);
    let output = Command::new(target_directory().join("debug").join("bindery"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the generator runs");
    Run::of(&output)
}

/// A copy of the workspace's sources in a folder of its own.
pub(crate) fn copied_workspace() -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a temporary folder");
    for entry in
        ["Cargo.toml", "Cargo.lock", "wsdl", "openapi", "codegen", "generated", "runtime", "sandbox", "tests"]
    {
        copy_tree(&workspace().join(entry), &copy.path().join(entry));
    }
    copy
}

/// Copies a file, or a folder with all below it.
pub(crate) fn copy_tree(from: &Path, to: &Path) {
    if from.is_file() {
        std::fs::copy(from, to).expect("the file is copied");
        return;
    }
    std::fs::create_dir_all(to).expect("the folder is made");
    for entry in std::fs::read_dir(from).expect("a readable folder") {
        let entry = entry.expect("an entry");
        if entry.file_name() != "target" {
            copy_tree(&entry.path(), &to.join(entry.file_name()));
        }
    }
}

/// Replaces a piece of a file that must occur in it.
#[track_caller]
pub(crate) fn edit(file: &Path, old: &str, new: &str) {
    let text = std::fs::read_to_string(file).expect("a readable file");
    assert!(text.contains(old), "{} does not contain {old}", file.display());
    std::fs::write(file, text.replacen(old, new, 1)).expect("the file is written");
}

/// All files below a folder by relative path, with their bytes.
pub(crate) fn snapshot(folder: &Path) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let mut files = std::collections::BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let relative = path.strip_prefix(folder).expect("inside").to_owned();
                files.insert(relative, std::fs::read(&path).expect("a readable file"));
            }
        }
    }
    files
}
