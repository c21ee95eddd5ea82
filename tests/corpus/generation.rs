//! Generating one document in a process of its own: what it costs, and what comes of it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use bindery_codegen::diagnostic::Severity;
use bindery_codegen::emit::{CrateOptions, RuntimeDependency};
use bindery_codegen::generate::{self, Request};
use bindery_codegen::tree;
use serde::{Deserialize, Serialize};
use wait4::Wait4;

use super::checking::Yard;
use super::documents::Document;

/// Seconds of processor time that a document may take.
const SECONDS: u64 = 60;
/// Bytes of memory that a document may take.
const MEMORY: u64 = 4 << 30;
/// The variable that makes this program the child; its value is the task.
const TASK: &str = "BINDERY_CORPUS_TASK";

#[derive(Debug, Serialize, Deserialize)]
struct Task {
    document: PathBuf,
    root: PathBuf,
    catalog: Option<PathBuf>,
    into: PathBuf,
    told: PathBuf,
    name: String,
    runtime: String,
}

/// A finding of the generator.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Finding {
    /// `error`, `left out` or `warning`.
    pub(crate) severity: String,
    /// Its code.
    pub(crate) code: String,
    /// What it says.
    pub(crate) message: String,
}

/// What a document gave.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Told {
    /// Whether there is a crate.
    pub(crate) written: bool,
    /// A digest of all files.
    digest: u64,
    /// What was said.
    pub(crate) findings: Vec<Finding>,
}

/// How the generation of a document went.
#[derive(Debug, Clone, Default)]
pub(crate) struct Generated {
    /// What the process told; nothing if it ended otherwise.
    pub(crate) told: Option<Told>,
    /// How it ended, where it told nothing or not the same in all runs.
    pub(crate) failure: String,
    /// Seconds from start to end of the first run.
    pub(crate) seconds: f64,
    /// The most memory that it held, in MiB.
    pub(crate) peak_mb: u64,
}

/// Runs as the child, if this process is one.
pub(crate) fn child() -> Option<ExitCode> {
    let task: Task = serde_json::from_str(&std::env::var(TASK).ok()?).ok()?;
    let limited = rlimit::setrlimit(rlimit::Resource::CPU, SECONDS, SECONDS + 5)
        .and_then(|()| rlimit::setrlimit(rlimit::Resource::AS, MEMORY, MEMORY));
    if limited.is_err() {
        return Some(ExitCode::from(3));
    }
    let request = Request {
        partner: "contract".to_owned(),
        inputs: vec![task.document],
        catalog: task.catalog,
        root: Some(task.root),
        ..Request::default()
    };
    let options =
        CrateOptions { name: task.name, runtime: RuntimeDependency::Path(task.runtime), standalone: false };
    let generated = generate::single(&request, &options);
    let mut told = Told { written: !generated.files.is_empty(), ..Told::default() };
    if told.written && tree::write(&task.into, &generated.files).is_err() {
        return Some(ExitCode::from(4));
    }
    told.digest = digest(&generated.files);
    for finding in generated.diagnostics.iter() {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::LeftOut => "left out",
            Severity::Warning => "warning",
        };
        let place = finding.place.as_ref().map(|place| format!(" ({}:{})", place.file, place.line));
        told.findings.push(Finding {
            severity: severity.to_owned(),
            code: finding.code.to_owned(),
            message: finding.message.clone() + &place.unwrap_or_default(),
        });
    }
    let text = serde_json::to_string(&told).unwrap_or_default();
    Some(fs::write(&task.told, text).map_or(ExitCode::from(4), |()| ExitCode::SUCCESS))
}

fn digest(files: &BTreeMap<String, String>) -> u64 {
    // The hasher of the standard library starts from the same state in every process.
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    hasher.finish()
}

/// Generates all documents, some at a time.
pub(crate) fn all(
    documents: &[Document],
    root: &Path,
    yard: &Yard,
    jobs: usize,
    runs: usize,
) -> io::Result<Vec<Generated>> {
    let catalog = ["catalog.xml", "catalog.tsv"].map(|name| root.join("catalog").join(name));
    let catalog = catalog.into_iter().find(|path| path.is_file());
    let next = AtomicUsize::new(0);
    let results = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(document) = documents.get(at) else { return };
                    let generated = repeated(document, root, catalog.as_deref(), yard, runs);
                    if let Ok(mut results) = results.lock() {
                        results.insert(at, generated);
                    }
                }
            });
        }
    });
    let results = results.into_inner().unwrap_or_default();
    results.into_values().collect()
}

fn repeated(
    document: &Document,
    root: &Path,
    catalog: Option<&Path>,
    yard: &Yard,
    runs: usize,
) -> io::Result<Generated> {
    let mut first = once(document, root, catalog, yard)?;
    for run in 1..runs {
        let again = once(document, root, catalog, yard)?;
        let digests = [&first, &again].map(|one| one.told.as_ref().map(|told| told.digest));
        if digests[0] != digests[1] {
            first.failure = format!("run {} gave other bytes than the first", run + 1);
            break;
        }
    }
    Ok(first)
}

fn once(document: &Document, root: &Path, catalog: Option<&Path>, yard: &Yard) -> io::Result<Generated> {
    let into = yard.folder(&document.path);
    let logs = yard.logs(&document.path);
    if let Some(folder) = logs.parent() {
        fs::create_dir_all(folder)?;
    }
    let told = logs.with_extension("json");
    let _ = fs::remove_file(&told);
    let task = Task {
        document: root.join(&document.path),
        root: root.to_owned(),
        catalog: catalog.map(Path::to_owned),
        into: into.clone(),
        told: told.clone(),
        name: Yard::name(&document.path),
        runtime: yard.runtime(),
    };
    let errors = logs.with_extension("err");
    let start = Instant::now();
    let child = Command::new(std::env::current_exe()?)
        .env(TASK, serde_json::to_string(&task)?)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(&errors)?)
        .spawn()?;
    let mut child = child;
    let ended = child.wait4()?;
    let mut generated = Generated {
        told: fs::read_to_string(&told).ok().and_then(|text| serde_json::from_str(&text).ok()),
        seconds: start.elapsed().as_secs_f64(),
        peak_mb: ended.rusage.maxrss >> 20,
        ..Generated::default()
    };
    if !ended.status.success() {
        generated.told = None;
        let errors = fs::read_to_string(&errors).unwrap_or_default();
        let said: Vec<&str> = errors.lines().filter(|line| !line.trim().is_empty()).take(3).collect();
        generated.failure = format!("{}: {}", ended.status, said.join(" "));
    }
    if !generated.told.as_ref().is_some_and(|told| told.written) && into.exists() {
        fs::remove_dir_all(&into)?;
    }
    Ok(generated)
}
