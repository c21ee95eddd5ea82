//! One file of this machine as a store: how it is opened, by one process at a time and for its owner only.

use std::error::Error as StdError;
use std::fs::{File, OpenOptions};
use std::path::Path;

use redb::backends::FileBackend;
use redb::{Database, DatabaseError, WriteTransaction};

/// Why a store was not opened. What is kept in the file says it in an error of its own.
pub(crate) enum NotOpened {
    /// Another process has the file open.
    InUse,
    /// The file, or what is in it, failed.
    Failed(Box<dyn StdError + Send + Sync>),
}

impl NotOpened {
    fn failed(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Failed(error.into())
    }
}

/// Opens the file, or makes it, and lets `prepare` make its tables. All of it is on disk when this returns.
pub(crate) fn open<E: From<NotOpened>>(
    path: &Path,
    prepare: impl FnOnce(&WriteTransaction) -> Result<(), E>,
) -> Result<Database, E> {
    let database = make(path)?;
    let write = database.begin_write().map_err(NotOpened::failed)?;
    prepare(&write)?;
    write.commit().map_err(NotOpened::failed)?;
    // The name of a new file is on disk only when its folder is.
    #[cfg(unix)]
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(NotOpened::failed)?;
    }
    Ok(database)
}

fn make(path: &Path) -> Result<Database, NotOpened> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file: File = options.open(path).map_err(NotOpened::failed)?;
    FileBackend::new(file).and_then(|backend| Database::builder().create_with_backend(backend)).map_err(
        |error| match error {
            DatabaseError::DatabaseAlreadyOpen => NotOpened::InUse,
            other => NotOpened::failed(other),
        },
    )
}
