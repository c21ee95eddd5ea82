//! What tests that run programs need: the generator's binary, cargo, and copies of the workspace.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

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
    /// Runs a program to its end.
    pub(crate) fn of(command: &mut Command) -> Self {
        let output: Output = command.output().expect("the program runs");
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

    /// What was said on standard error, with a folder's path replaced by a word.
    pub(crate) fn err_without(&self, folder: &Path) -> String {
        self.err.replace(&folder.display().to_string(), "[DIR]")
    }
}

/// Where this very test was built: nested builds share it, and with it the compiled dependencies.
pub(crate) fn target_directory() -> PathBuf {
    // TARGET/debug/deps/checks-0123456789abcdef
    let executable = std::env::current_exe().expect("our own path");
    executable.ancestors().nth(3).expect("a target directory above this test").to_owned()
}

/// Cargo in a folder, without network, and with the workspace's settings so that compiled dependencies are shared.
fn cargo_command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target_directory())
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");
    // Cargo tells a test about its package. Some build scripts would take that for a change and compile C anew.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs cargo in a folder.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Run {
    Run::of(&mut cargo_command(folder, arguments))
}

/// The generator's binary, built as `cargo run` builds it.
pub(crate) fn generator() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let built = cargo(workspace(), &["build", "--bin", "bindery", "--message-format", "json"]).expect(0);
        let executable = built.out.lines().find_map(|line| {
            let message: serde_json::Value = serde_json::from_str(line).ok()?;
            Some(PathBuf::from(message["executable"].as_str()?))
        });
        executable.expect("cargo names the executable")
    })
}

/// The generator in a folder, ready to run.
pub(crate) fn bindery_command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(generator());
    command.args(arguments).current_dir(folder);
    command
}

/// Runs the generator in a folder.
pub(crate) fn bindery(folder: &Path, arguments: &[&str]) -> Run {
    Run::of(&mut bindery_command(folder, arguments))
}

/// An empty folder of this name below the target directory. It is the same one in every run: what cargo compiles from
/// it is found again the next time, and does not pile up.
pub(crate) fn lasting_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("the folder of the last run is removed");
    }
    std::fs::create_dir_all(&folder).expect("the folder is made");
    folder
}

/// A copy of the workspace's sources in a lasting folder.
pub(crate) fn copied_workspace(name: &str) -> PathBuf {
    let copy = lasting_folder(name);
    let entries = [
        "Cargo.toml",
        "Cargo.lock",
        "wsdl",
        "openapi",
        "codegen",
        "flows",
        "generated",
        "runtime",
        "sandbox",
        "tests",
    ];
    for entry in entries {
        copy_tree(&workspace().join(entry), &copy.join(entry));
    }
    copy
}

/// A copy of what the generator reads and writes, in a folder that goes when it is dropped.
pub(crate) fn copied_documents() -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a temporary folder");
    for entry in ["wsdl", "openapi", "generated"] {
        copy_tree(&workspace().join(entry), &copy.path().join(entry));
    }
    copy
}

/// Copies a file, or a folder with all below it. Files keep their times, so that cargo sees which ones were changed.
pub(crate) fn copy_tree(from: &Path, to: &Path) {
    if from.is_file() {
        std::fs::copy(from, to).expect("the file is copied");
        let modified = from.metadata().and_then(|facts| facts.modified()).expect("the file has a time");
        let copy = std::fs::File::options().append(true).open(to).expect("the copy can be opened");
        copy.set_modified(modified).expect("the copy takes the time");
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

/// A crate of `fixtures/downstream` in a folder of its own, with the root of a workspace filled in. It has the
/// workspace's lock file: the same versions, already here.
pub(crate) fn downstream_crate(fixture: &str, folder: &Path, root: &Path) {
    let from = workspace().join("tests/fixtures/downstream").join(fixture);
    copy_tree(&from, folder);
    let template = folder.join("Cargo.toml.in");
    let manifest = std::fs::read_to_string(&template).expect("a manifest to fill in");
    let root = root.canonicalize().expect("the workspace is there");
    let manifest = manifest.replace("@WORKSPACE@", &root.display().to_string().replace('\\', "/"));
    std::fs::write(folder.join("Cargo.toml"), manifest).expect("the manifest is written");
    std::fs::remove_file(template).expect("the template is removed");
    copy_tree(&workspace().join("Cargo.lock"), &folder.join("Cargo.lock"));
}

/// Writes a file, and the folders that it lies in.
pub(crate) fn put(file: &Path, text: &str) {
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("the folder is made");
    std::fs::write(file, text).expect("the file is written");
}

/// Replaces a piece of a file wherever it occurs, which must be at least once.
#[track_caller]
pub(crate) fn edit(file: &Path, old: &str, new: &str) {
    let text = std::fs::read_to_string(file).expect("a readable file");
    assert!(text.contains(old), "{} does not contain {old}", file.display());
    std::fs::write(file, text.replace(old, new)).expect("the file is written");
}

/// All files below a folder by relative path, with their bytes.
pub(crate) fn snapshot(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
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
