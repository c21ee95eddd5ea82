//! Where keys are written: the one place beside `tree` that writes files, because a key must never replace one.
//!
//! Everything is written in full, under other names, in the same folder and for its owner only; then each file is put
//! in place in a way that fails where a file is already. A failure leaves nothing behind.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotKept {
    /// There is such a file.
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    /// The file system refused.
    #[error("cannot write {}: {source}", path.display())]
    Refused {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Refuses if one of these files is there, or a link of its name.
pub(super) fn absent(folder: &Path, names: [&str; 2]) -> Result<(), NotKept> {
    match names.map(|name| folder.join(name)).into_iter().find(|path| path.symlink_metadata().is_ok()) {
        Some(path) => Err(NotKept::Exists(path)),
        None => Ok(()),
    }
}

/// Writes these files, all or none, and replaces none. The folder is made if need be, for its owner only.
pub(super) fn keep(folder: &Path, files: [(&str, &str); 2]) -> Result<(), NotKept> {
    make_folder(folder).map_err(refused(folder))?;
    let mut staged = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        staged.push((stage(folder, text).map_err(refused(&path))?, path));
    }
    let mut placed: Vec<PathBuf> = Vec::new();
    for (file, path) in staged {
        if let Err(error) = file.persist_noclobber(&path) {
            // Only what this call has put there.
            placed.iter().for_each(|path| drop(fs::remove_file(path)));
            return Err(match error.error.kind() {
                io::ErrorKind::AlreadyExists => NotKept::Exists(path),
                _ => NotKept::Refused { path, source: error.error },
            });
        }
        placed.push(path);
    }
    // The names are on the disk too before the request leaves the house. Where a folder cannot be synced, it is not.
    let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

/// A new file with this content, on the disk; it is removed unless it is put in place.
fn stage(folder: &Path, text: &str) -> io::Result<NamedTempFile> {
    let mut file = Builder::new().prefix(".bindery-csr-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn refused(path: &Path) -> impl FnOnce(io::Error) -> NotKept {
    move |source| NotKept::Refused { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_that_appears_meanwhile_is_not_replaced_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        // `absent` was asked before these appeared.
        for (there, other) in [("a.key", "a.csr"), ("b.csr", "b.key")] {
            fs::write(folder.path().join(there), "theirs").unwrap();
            let (key, request) = if there.ends_with("key") { (there, other) } else { (other, there) };
            let error = keep(folder.path(), [(key, "ours"), (request, "ours")]).unwrap_err();
            assert!(matches!(error, NotKept::Exists(path) if path.ends_with(there)));
            assert_eq!(fs::read_to_string(folder.path().join(there)).unwrap(), "theirs");
        }
        assert_eq!(names(folder.path()), ["a.key", "b.csr"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_a_file_that_exists() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("a.key")).unwrap();
        assert!(matches!(absent(folder.path(), ["a.key", "a.csr"]), Err(NotKept::Exists(_))));
        let kept = keep(folder.path(), [("a.key", "ours"), ("a.csr", "ours")]);
        assert!(matches!(kept, Err(NotKept::Exists(_))), "{kept:?}");
        assert_eq!(names(folder.path()), ["a.key"]);
    }
}
