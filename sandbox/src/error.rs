//! Why a sandbox could not start.

use std::io;
use std::path::PathBuf;

/// The sandbox could not start. Nothing of it is left listening.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The throwaway certificates could not be made.
    #[error("making the sandbox's certificates")]
    Certificates(#[from] rcgen::Error),
    /// The TLS stack refused the throwaway certificates.
    #[error("setting up the sandbox's TLS")]
    Tls(#[from] rustls::Error),
    /// The runtime refused the throwaway certificates or the addresses as a client would have them.
    #[error("setting up the sandbox's profiles")]
    Profiles(#[from] bindery_runtime::Error),
    /// No port of 127.0.0.1 could be opened.
    #[error("listening on 127.0.0.1; check that this process may open sockets")]
    Listen(#[source] io::Error),
    /// Another sandbox runs in the folder.
    #[error("another sandbox runs in {}; end it, or name another folder", path.display())]
    Occupied {
        /// The folder.
        path: PathBuf,
    },
    /// A file of the folder that describes the running sandbox could not be written or removed.
    #[error("writing {}; check that the folder is writable", path.display())]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}
