//! The yard: one workspace of all generated crates, checked by one cargo, every error counted to its own crate.

use std::collections::BTreeMap;
use std::env::consts::EXE_SUFFIX;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::verdict::{Answer, Row};
use super::write;

/// Where crates lie and are compiled.
#[derive(Debug)]
pub(crate) struct Yard {
    folder: PathBuf,
}

/// What the compiler said about one crate.
#[derive(Debug, Clone, Default)]
pub(crate) struct Checked {
    /// Whether it compiled.
    pub(crate) passed: bool,
    /// Its errors, first lines.
    pub(crate) errors: Vec<String>,
    /// Its warnings, first lines.
    pub(crate) warnings: Vec<String>,
}

impl Yard {
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The name of a document's crate: short, and the same in every run.
    pub(crate) fn name(document: &str) -> String {
        let mut hasher = DefaultHasher::new();
        document.hash(&mut hasher);
        format!("d{:016x}", hasher.finish())
    }

    /// The folder of a document's crate.
    pub(crate) fn folder(&self, document: &str) -> PathBuf {
        self.folder.join("crates").join(Self::name(document))
    }

    /// Where what the generator says is kept; the ending is the caller's.
    pub(crate) fn logs(&self, document: &str) -> PathBuf {
        self.folder.join("logs").join(Self::name(document))
    }

    /// The folder of the workspace that holds the crates.
    pub(crate) fn root(&self) -> &Path {
        &self.folder
    }

    /// The runtime's folder, as manifests name it.
    pub(crate) fn runtime(&self) -> String {
        concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime").to_owned()
    }

    /// Writes the workspace around the crates that were generated.
    pub(crate) fn lay_out(&self, rows: &[Row]) -> io::Result<()> {
        let members = rows.iter().filter(|row| row.has_crate);
        let members: Vec<String> =
            members.map(|row| format!("crates/{}", Self::name(&row.document.path))).collect();
        self.workspace(&members)
    }

    /// Writes the workspace with these members.
    pub(crate) fn workspace(&self, members: &[String]) -> io::Result<()> {
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = {members:#?}\n\n[profile.dev]\ndebug = false\nincremental = false\n"
        );
        write(&self.folder.join("Cargo.toml"), &manifest)?;
        // The versions of our own lock file, so that nothing has to be fetched.
        std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock"), self.folder.join("Cargo.lock"))?;
        Ok(())
    }

    /// Checks all crates of the workspace.
    pub(crate) fn check(&self, jobs: usize) -> io::Result<BTreeMap<String, Checked>> {
        self.cargo(&["check", "--workspace", "--all-features", "--keep-going"], jobs)
    }

    /// Runs cargo and sorts what it says by crate.
    pub(crate) fn cargo(&self, arguments: &[&str], jobs: usize) -> io::Result<BTreeMap<String, Checked>> {
        let mut checked: BTreeMap<String, Checked> = BTreeMap::new();
        let mut child = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--offline", "--quiet", "--message-format=json", "--jobs", &jobs.max(1).to_string()])
            // The compiler beside this cargo, whatever toolchain a package asks for.
            .env("RUSTC", Path::new(env!("CARGO")).with_file_name(format!("rustc{EXE_SUFFIX}")))
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env_remove("RUSTFLAGS")
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        if let Some(out) = child.stdout.take() {
            for line in BufReader::new(out).lines() {
                let Ok(message) = serde_json::from_str::<Value>(&line?) else { continue };
                let Some(name) = message["package_id"].as_str().and_then(crate_of) else { continue };
                let one = checked.entry(name).or_default();
                match message["reason"].as_str() {
                    Some("compiler-artifact") => one.passed = true,
                    Some("compiler-message") => one.hear(&message["message"]),
                    _ => {}
                }
            }
        }
        child.wait()?;
        Ok(checked)
    }
}

impl Checked {
    fn hear(&mut self, message: &Value) {
        let text = message["message"].as_str().unwrap_or_default();
        let span = &message["spans"][0];
        let file = span["file_name"].as_str().unwrap_or_default();
        let line = format!("{text} ({}:{})", file.rsplit('/').next().unwrap_or_default(), span["line_start"]);
        match message["level"].as_str() {
            Some("error") if !text.starts_with("aborting due to") => self.errors.push(line),
            Some("warning") if !span.is_null() => self.warnings.push(line),
            _ => {}
        }
    }

    /// The verdict about it.
    pub(crate) fn answer(&self) -> Answer {
        if self.passed && self.errors.is_empty() { Answer::Ok } else { Answer::No }
    }
}

/// The crate's folder in a package id: `path+file:///.../crates/NAME#0.1.0`.
fn crate_of(id: &str) -> Option<String> {
    let path = id.split('#').next()?;
    Some(path.rsplit('/').next()?.to_owned()).filter(|_| path.starts_with("path+"))
}
