//! Throwaway crates, and what one `cargo check` of each costs when everything below it is built.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use wait4::Wait4;

/// The file that makes a folder a crate: empty while only what is below the crate shall be built.
const ENTRY: &str = "src/lib.rs";

/// A folder of crates with a build folder of their own.
pub(super) struct Yard {
    folder: PathBuf,
}

/// What a compiler run took.
pub(super) struct Cost {
    /// CPU seconds, user and system.
    pub(super) seconds: f64,
    /// The largest process's peak, in bytes.
    pub(super) memory: f64,
}

impl Yard {
    /// Lays the crates out, by name and files, and builds what they depend on. Versions are those of our lock file.
    pub(super) fn new(crates: &[(&str, BTreeMap<String, String>)]) -> Self {
        let yard = Self { folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile-cost") };
        let members: Vec<&str> = crates.iter().map(|(name, _)| *name).collect();
        yard.write("Cargo.toml", &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"));
        yard.write("Cargo.lock", include_str!("../../../../Cargo.lock"));
        for (name, files) in crates {
            for (path, text) in files {
                yard.write(
                    &format!("{name}/{path}"),
                    if path == ENTRY { "//! Nothing yet.\n" } else { text },
                );
            }
        }
        for (name, files) in crates {
            yard.check(name);
            yard.write(&format!("{name}/{ENTRY}"), &files[ENTRY]);
        }
        yard
    }

    /// Checks one crate anew, and only that one.
    pub(super) fn cost(&self, name: &str) -> Cost {
        let entry = self.folder.join(name).join(ENTRY);
        let file = fs::File::options().append(true).open(&entry).expect("a laid out crate");
        file.set_modified(SystemTime::now()).expect("a time to set");
        self.check(name)
    }

    fn check(&self, name: &str) -> Cost {
        let mut child = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--offline", "--package", name])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            // A second run must do the whole work again.
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTC_WRAPPER")
            .env_remove("RUSTFLAGS")
            .stdout(Stdio::null())
            .spawn()
            .expect("cargo runs");
        let used = child.wait4().expect("cargo ends");
        assert!(used.status.success(), "`{name}` in {} does not compile", self.folder.display());
        Cost {
            seconds: (used.rusage.utime + used.rusage.stime).as_secs_f64(),
            memory: used.rusage.maxrss as f64,
        }
    }

    /// An unchanged file keeps its time, so that nothing below is built again.
    fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        if fs::read_to_string(&path).is_ok_and(|present| present == text) {
            return;
        }
        fs::create_dir_all(path.parent().expect("a file in the folder")).expect("a folder");
        fs::write(&path, text).expect("a writable folder");
    }
}
