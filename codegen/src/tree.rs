//! The only writer of bindings: puts a map of files in place of what it wrote there before.
//!
//! Everything is staged beside the directory first, so that a full disk or a missing right is found before anything
//! changes. Then file by file is renamed into place, in an order in which the crate can be loaded at every moment:
//! new files, changed files, `src/lib.rs`, `Cargo.toml`, and only then removals. A failure on the way undoes what was
//! done. Files that are as they should be are not touched.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::emit::MARKER;

/// The parts of the directory in which a file that is not in the map is removed.
const OWNED: [&str; 2] = ["src", "contracts"];

/// What became of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Files that are new or changed.
    pub written: usize,
    /// Files that were as they should be.
    pub unchanged: usize,
    /// Files that are no longer part of the crate.
    pub removed: usize,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The directory holds something that we did not write.
    #[error("{} is not empty and was not written by bindery", .0.display())]
    Foreign(PathBuf),
    /// A path leaves the directory, or leads through a link.
    #[error("{} is a link or leads out of the directory", .0.display())]
    Outside(PathBuf),
    /// The file system refused.
    #[error("cannot {operation} {}: {source}", path.display())]
    Refused {
        /// What was tried.
        operation: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl WriteError {
    /// What to do about it, one sentence.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Foreign(_) => "name an empty directory, or remove this one if nothing in it is needed",
            Self::Outside(_) => "replace the link by a directory of its own",
            Self::Refused { .. } => "nothing was changed; see to the file and run the command again",
        }
    }
}

/// What differs between a map of files and a directory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Files that are not there yet, in path order.
    pub new: Vec<String>,
    /// Files with other bytes, in path order.
    pub changed: Vec<String>,
    /// Files that are there and not in the map, in path order.
    pub gone: Vec<String>,
    /// How many files are as they should be.
    pub unchanged: usize,
}

impl Plan {
    /// Whether nothing needs to be done.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.gone.is_empty()
    }
}

/// Compares a map of files (paths with `/`, relative to the directory) with a directory, which may not exist.
pub fn compare(directory: &Path, files: &BTreeMap<String, String>) -> Result<Plan, WriteError> {
    let mut plan = Plan::default();
    for (path, content) in files {
        inside(directory, path)?;
        match fs::read(directory.join(path)) {
            Ok(bytes) if bytes == content.as_bytes() => plan.unchanged += 1,
            Ok(_) => plan.changed.push(path.clone()),
            Err(error) if is_absent(&error) => plan.new.push(path.clone()),
            Err(source) => return Err(refused("read", &directory.join(path), source)),
        }
    }
    let mut present = BTreeSet::new();
    for part in OWNED {
        inside(directory, part)?;
        list(directory, part, &mut present)?;
    }
    plan.gone = present.into_iter().filter(|path| !files.contains_key(path)).collect();
    Ok(plan)
}

/// Writes a map of files (paths with `/`, relative to the directory) in place of what an earlier run wrote there.
///
/// # Errors
/// Whatever the error is, the directory is as it was before: one that holds something else is refused before
/// anything is staged, and a failure while swapping is undone.
pub fn write(directory: &Path, files: &BTreeMap<String, String>) -> Result<Counts, WriteError> {
    refuse_foreign(directory)?;
    let plan = compare(directory, files)?;
    let counts = Counts {
        written: plan.new.len() + plan.changed.len(),
        unchanged: plan.unchanged,
        removed: plan.gone.len(),
    };
    if plan.is_current() {
        return Ok(counts);
    }
    let staging = Staging::open(directory)?;
    for path in plan.new.iter().chain(&plan.changed) {
        staging.put(path, files[path].as_bytes())?;
    }
    let mut done = Vec::new();
    for path in order(&plan) {
        if let Err(error) = swap(directory, path, &staging, &mut done) {
            undo(directory, &staging, done);
            return Err(error);
        }
    }
    for path in &plan.gone {
        prune(directory, path);
    }
    Ok(counts)
}

/// Writes one file of a build script, unless it is there already as it should be: an untouched file compiles nothing
/// anew.
///
/// # Errors
/// The file as it was is still there.
pub fn write_file(path: &Path, text: &str) -> Result<(), WriteError> {
    if fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes()) {
        return Ok(());
    }
    let staged = path.with_extension("staged");
    make_parent(path)?;
    fs::write(&staged, text).map_err(|source| refused("write", &staged, source))?;
    fs::rename(&staged, path).map_err(|source| refused("write", path, source))
}

/// The order of the swap: see the module's documentation.
fn order(plan: &Plan) -> impl Iterator<Item = &String> {
    let rank = |path: &str| match path {
        "Cargo.toml" => 2,
        "src/lib.rs" => 1,
        _ => 0,
    };
    let mut writes: Vec<&String> = plan.new.iter().chain(&plan.changed).collect();
    // The sort is stable: new files stay before changed ones.
    writes.sort_by_key(|path| rank(path));
    writes.into_iter().chain(&plan.gone)
}

/// One file that was replaced, with what was there before.
struct Done {
    path: String,
    before: Option<Vec<u8>>,
}

/// Renames the staged file into place, or removes the file if nothing is staged.
fn swap(directory: &Path, path: &str, staging: &Staging, done: &mut Vec<Done>) -> Result<(), WriteError> {
    let target = directory.join(path);
    let staged = staging.path.join(path);
    let before = match fs::read(&target) {
        Ok(bytes) => Some(bytes),
        Err(error) if is_absent(&error) => None,
        Err(source) => return Err(refused("read", &target, source)),
    };
    if staged.exists() {
        make_parent(&target)?;
        fs::rename(&staged, &target).map_err(|source| refused("write", &target, source))?;
    } else {
        fs::remove_file(&target).map_err(|source| refused("remove", &target, source))?;
    }
    done.push(Done { path: path.to_owned(), before });
    Ok(())
}

/// Puts back what was there, last change first. Done as far as the system lets us: the error that led here is the one
/// to report.
fn undo(directory: &Path, staging: &Staging, done: Vec<Done>) {
    for Done { path, before } in done.into_iter().rev() {
        let target = directory.join(&path);
        match before {
            Some(bytes) => {
                if staging.put(&path, &bytes).is_ok() {
                    let _ = fs::rename(staging.path.join(&path), target);
                }
            }
            None => {
                let _ = fs::remove_file(target);
                prune(directory, &path);
            }
        }
    }
}

/// Removes the directories that a removed file leaves empty, up to the directory that is written.
fn prune(directory: &Path, path: &str) {
    let mut parent = Path::new(path).parent();
    while let Some(empty) = parent.filter(|parent| !parent.as_os_str().is_empty()) {
        if fs::remove_dir(directory.join(empty)).is_err() {
            return;
        }
        parent = empty.parent();
    }
}

/// A directory beside the one that is written, removed when the write is over.
struct Staging {
    path: PathBuf,
    _lock: File,
}

impl Staging {
    fn open(directory: &Path) -> Result<Self, WriteError> {
        let (parent, name) = beside(directory)?;
        fs::create_dir_all(&parent).map_err(|source| refused("create", &parent, source))?;
        let prefix = format!(".{name}.bindery-");
        remove_stale(&parent, &prefix);
        let path = parent.join(format!("{prefix}{}", std::process::id()));
        fs::create_dir(&path).map_err(|source| refused("create", &path, source))?;
        let lock = path.join(".lock");
        let locked = File::create(&lock).and_then(|file| file.lock().map(|()| file));
        match locked {
            Ok(lock) => Ok(Self { path, _lock: lock }),
            Err(source) => {
                let _ = fs::remove_dir_all(&path);
                Err(refused("lock", &lock, source))
            }
        }
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
        let staged = self.path.join(path);
        make_parent(&staged)?;
        fs::write(&staged, bytes).map_err(|source| refused("write", &staged, source))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Removes what a killed run left beside the directory; a run that is alive holds its lock.
fn remove_stale(parent: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let stale = entry.file_name().to_string_lossy().starts_with(prefix)
            && File::open(entry.path().join(".lock")).is_ok_and(|lock| lock.try_lock().is_ok());
        if stale {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The parent and the name of a directory that need not exist.
fn beside(directory: &Path) -> Result<(PathBuf, String), WriteError> {
    let absolute = std::path::absolute(directory).map_err(|source| refused("find", directory, source))?;
    match (absolute.parent(), absolute.file_name()) {
        (Some(parent), Some(name)) => Ok((parent.to_owned(), name.to_string_lossy().into_owned())),
        _ => Err(WriteError::Outside(directory.to_owned())),
    }
}

/// A directory that holds anything must say in its manifest that we wrote it.
fn refuse_foreign(directory: &Path) -> Result<(), WriteError> {
    let mut entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(refused("read", directory, source)),
    };
    let ours = fs::read(directory.join("Cargo.toml")).is_ok_and(|text| text.starts_with(MARKER.as_bytes()));
    if ours || entries.next().is_none() { Ok(()) } else { Err(WriteError::Foreign(directory.to_owned())) }
}

/// Refuses paths that leave the directory by `..`, by a root, or by a link on the way.
fn inside(directory: &Path, path: &str) -> Result<(), WriteError> {
    let mut step = directory.to_owned();
    for part in path.split('/') {
        if part.is_empty() || part == "." || part == ".." || part.contains(['\\', ':']) {
            return Err(WriteError::Outside(directory.join(path)));
        }
        step.push(part);
        if fs::symlink_metadata(&step).is_ok_and(|metadata| metadata.is_symlink()) {
            return Err(WriteError::Outside(step));
        }
    }
    Ok(())
}

fn list(directory: &Path, below: &str, found: &mut BTreeSet<String>) -> Result<(), WriteError> {
    let path = directory.join(below);
    let entries = match fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(error) if is_absent(&error) => return Ok(()),
        Err(source) => return Err(refused("read", &path, source)),
    };
    for entry in entries {
        let entry = entry.map_err(|source| refused("read", &path, source))?;
        let inner = format!("{below}/{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().map_err(|source| refused("read", &entry.path(), source))?;
        if kind.is_dir() {
            list(directory, &inner, found)?;
        } else {
            found.insert(inner);
        }
    }
    Ok(())
}

/// Whether there is no such file; a file where a directory is needed counts as well.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn make_parent(path: &Path) -> Result<(), WriteError> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(|source| refused("create", parent, source))
}

fn refused(operation: &'static str, path: &Path, source: io::Error) -> WriteError {
    WriteError::Refused { operation, path: path.to_owned(), source }
}

#[cfg(test)]
mod tests;
