//! The only reader of files: everything it has read is bytes in memory, and nothing outside its roots can be read.
//!
//! Documents name one another by location. A location is looked up in the catalog first and read relative to the
//! document that names it otherwise; what is absolute, has a scheme, climbs out of the roots by `..` or by a symbolic
//! link is refused, and nothing is ever fetched over the network. What was refused or is missing is kept, so that
//! whoever reads the document can report it at the line that names it.

mod catalog;
mod location;
pub mod partners;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostics, Place};
use catalog::Catalog;

/// The longest document that is read, in bytes.
pub const LONGEST_DOCUMENT: u64 = 64 * 1024 * 1024;

/// Files of a partner's folder that are not contract documents.
const NOT_DOCUMENTS: [&str; 4] = ["SOURCES.toml", "bindings.toml", "catalog.xml", "catalog.tsv"];

/// One document as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Name relative to the common folder of all roots, with `/` on every platform.
    pub file: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Lower-case hexadecimal SHA-256 of its bytes.
    pub sha256: String,
}

/// All documents of one run over one partner.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The documents by [`Source::file`]: those that were named first, then what they import.
    pub documents: BTreeMap<String, Source>,
    base: PathBuf,
    roots: Vec<PathBuf>,
    /// Files and folders as the user named them, by where they really lie.
    named: BTreeMap<PathBuf, PathBuf>,
    catalog: Catalog,
    /// Names as they are spelled in documents, for those that differ from the document's own.
    aliases: BTreeMap<String, String>,
    refused: BTreeMap<String, Refusal>,
}

/// Why a location leads to no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// No such file; the name is where it was looked for.
    Missing(String),
    /// It is absolute, has a scheme for files, or leaves the roots.
    Outside,
    /// It is an address on the network, which is never fetched.
    Network,
    /// The file is longer than [`LONGEST_DOCUMENT`] or cannot be read; the reason.
    Unreadable(String),
}

/// Reads the documents of a partner's folder, and what they import from folders below it.
///
/// Top-level files count as documents by extension (`wsdl`, `xsd`, `yaml`, `yml`, `json`), by a `?` in the name
/// (`Service.svc?wsdl`, as .NET names them), or by what they hold. `locations` finds the locations in a document.
pub fn folder(
    path: &Path,
    locations: impl Fn(&Source) -> Vec<String>,
    diagnostics: &mut Diagnostics,
) -> Sources {
    let shown = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let mut sources = Sources::default();
    let root = match path.canonicalize() {
        Ok(root) => root,
        Err(error) => {
            diagnostics.error(
                "source-unreadable",
                format!("the folder {shown} cannot be read: {}", error.kind()),
                Some(Place::file(shown)),
                "Name a folder with contract documents.",
            );
            return sources;
        }
    };
    let names = match top_level_files(&root) {
        Ok(names) => names,
        Err(error) => {
            diagnostics.error(
                "source-unreadable",
                format!("the folder {shown} cannot be listed: {}", error.kind()),
                Some(Place::file(shown)),
                "Make it readable.",
            );
            return sources;
        }
    };
    sources.base.clone_from(&root);
    sources.roots.push(root.clone());
    sources.catalog.add_beside(&root, "", diagnostics);
    for name in names {
        match sources.load(&name) {
            Ok(_) => {}
            Err(Refusal::Missing(_)) => {}
            Err(refusal) => report(&name, &refusal, diagnostics),
        }
    }
    sources.documents.retain(|_, source| is_document(source));
    if sources.documents.is_empty() {
        diagnostics.error(
            "source-none",
            format!("the folder {shown} holds no contract document"),
            Some(Place::file(shown)),
            "Put the partner's .wsdl, .xsd, .yaml or .json files there.",
        );
    }
    sources.follow(locations);
    sources
}

/// Reads these documents and what they import from their own folders or by the catalog; with a root, from every folder
/// below that.
pub fn files(
    paths: &[PathBuf],
    catalog: Option<&Path>,
    root: Option<&Path>,
    locations: impl Fn(&Source) -> Vec<String>,
    diagnostics: &mut Diagnostics,
) -> Sources {
    let mut sources = Sources::default();
    let mut inputs = Vec::new();
    for path in paths {
        match path.canonicalize() {
            Ok(real) if real.is_file() => {
                sources.name(&real, path);
                inputs.push(real);
            }
            _ => diagnostics.error(
                "source-missing",
                format!("there is no file {}", path.display()),
                Some(Place::file(path.display().to_string())),
                "Name an existing contract document.",
            ),
        }
    }
    let catalog_file = catalog.and_then(|path| match path.canonicalize() {
        Ok(real) if real.is_file() => {
            sources.name(&real, path);
            Some(real)
        }
        _ => {
            diagnostics.error(
                "catalog-missing",
                format!("there is no catalog {}", path.display()),
                Some(Place::file(path.display().to_string())),
                "Name an existing OASIS XML catalog.",
            );
            None
        }
    });
    let root = root.and_then(|path| match path.canonicalize() {
        Ok(real) if real.is_dir() => {
            sources.named.insert(real.clone(), path.to_owned());
            Some(real)
        }
        _ => {
            diagnostics.error(
                "root-missing",
                format!("there is no folder {}", path.display()),
                Some(Place::file(path.display().to_string())),
                "Name the folder that holds the documents and all that they import.",
            );
            None
        }
    });
    sources.lay_roots(&inputs, catalog_file.as_deref(), root.as_deref(), diagnostics);
    if let Some(file) = &catalog_file
        && let Some(prefix) = file.parent().and_then(|parent| relative(parent, &sources.base))
    {
        sources.catalog.add_file(file, &prefix, diagnostics);
    }
    for input in &inputs {
        if root.as_ref().is_some_and(|root| !input.starts_with(root)) {
            report(&sources.shown_path(input), &Refusal::Outside, diagnostics);
        } else if let Some(name) = relative(input, &sources.base)
            && let Err(refusal) = sources.load(&name)
        {
            report(&name, &refusal, diagnostics);
        }
    }
    sources.follow(locations);
    sources
}

impl Sources {
    /// The folders below which documents are read, and the catalogs in them: those beside the documents and, within the
    /// root, in the folders above.
    fn lay_roots(
        &mut self,
        inputs: &[PathBuf],
        catalog_file: Option<&Path>,
        root: Option<&Path>,
        diagnostics: &mut Diagnostics,
    ) {
        let folder_of = |path: &Path| path.parent().map(Path::to_path_buf);
        let mut roots: BTreeSet<PathBuf> = catalog_file.and_then(folder_of).into_iter().collect();
        let mut beside = Vec::new();
        for folder in inputs.iter().filter_map(|path| folder_of(path)) {
            match root {
                Some(root) => {
                    let within = folder.ancestors().take_while(|above| above.starts_with(root));
                    beside.extend(within.map(Path::to_path_buf));
                }
                None => {
                    beside.push(folder.clone());
                    roots.insert(folder);
                }
            }
        }
        roots.extend(root.map(Path::to_path_buf));
        beside.extend(catalog_file.and_then(folder_of));
        self.roots = roots.into_iter().collect();
        self.base = common_folder(&self.roots);
        let mut seen = BTreeSet::new();
        for folder in beside.into_iter().filter(|folder| seen.insert(folder.clone())) {
            if let Some(prefix) = relative(&folder, &self.base) {
                self.catalog.add_beside(&folder, &prefix, diagnostics);
            }
        }
    }

    /// The document that a location in another document leads to.
    ///
    /// # Errors
    /// Tells why there is none.
    pub fn resolve(&self, from: &str, location: &str) -> Result<&Source, Refusal> {
        let names = location::candidates(location, from, &self.catalog, &self.root_prefixes())?;
        let mut refusal = None;
        for name in &names {
            let key = self.aliases.get(name).unwrap_or(name);
            if let Some(source) = self.documents.get(key) {
                return Ok(source);
            }
            refusal = refusal.or_else(|| self.refused.get(key).cloned());
        }
        match refusal {
            Some(Refusal::Missing(_)) | None => Err(location::nothing_at(location, names, &self.catalog)),
            Some(refusal) => Err(refusal),
        }
    }

    /// A document's name as seen from where the user named the inputs.
    #[must_use]
    pub fn shown(&self, file: &str) -> String {
        self.shown_path(&self.base.join(file))
    }

    fn shown_path(&self, path: &Path) -> String {
        let named = path.ancestors().find_map(|above| Some((above, self.named.get(above)?)));
        match named.and_then(|(above, named)| Some(named.join(path.strip_prefix(above).ok()?))) {
            // A path that ends in a slash is none of a file.
            Some(shown) => shown.components().collect::<PathBuf>().display().to_string(),
            None => relative(path, &self.base).unwrap_or_else(|| path.display().to_string()),
        }
    }

    /// Where the documents lie, in the order of their names, and then the catalogs.
    pub fn paths(&self) -> impl Iterator<Item = PathBuf> {
        self.documents.keys().map(|file| self.base.join(file)).chain(self.catalog.files().iter().cloned())
    }

    /// Documents from memory, as if they lay in one folder; for tests and callers that have read them already.
    pub fn from_memory<'a>(documents: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let mut sources = Self { roots: vec![PathBuf::new()], ..Self::default() };
        for (file, bytes) in documents {
            sources.documents.insert(file.to_owned(), source(file, bytes.to_vec()));
        }
        sources
    }

    /// Notes how the user calls a file and, unless it is a link to elsewhere, the folder it lies in.
    fn name(&mut self, real: &Path, named: &Path) {
        if real.file_name() == named.file_name()
            && let (Some(folder), Some(called)) = (real.parent(), named.parent())
        {
            self.named.entry(folder.to_owned()).or_insert_with(|| called.to_owned());
        }
        self.named.insert(real.to_owned(), named.to_owned());
    }

    /// Reads what the documents name, and what that names in turn.
    fn follow(&mut self, locations: impl Fn(&Source) -> Vec<String>) {
        let mut waiting: Vec<String> = self.documents.keys().cloned().collect();
        while let Some(file) = waiting.pop() {
            let Some(document) = self.documents.get(&file) else { continue };
            for location in locations(document) {
                let Ok(names) = location::candidates(&location, &file, &self.catalog, &self.root_prefixes())
                else {
                    continue;
                };
                for name in names {
                    match self.load(&name) {
                        Ok(Some(new)) => {
                            waiting.push(new);
                            break;
                        }
                        Ok(None) => break,
                        Err(refusal) => {
                            self.refused.insert(name, refusal);
                        }
                    }
                }
            }
        }
    }

    /// Reads one file by its name; the name of the document if it is new.
    fn load(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        if self.documents.contains_key(name) || self.aliases.contains_key(name) {
            return Ok(None);
        }
        let missing = || Refusal::Missing(name.to_owned());
        let path = self.base.join(name).canonicalize().map_err(|_| missing())?;
        if !self.roots.iter().any(|root| path.starts_with(root)) {
            return Err(Refusal::Outside);
        }
        let own = relative(&path, &self.base).ok_or_else(missing)?;
        if own != name {
            self.aliases.insert(name.to_owned(), own.clone());
            if self.documents.contains_key(&own) {
                return Ok(None);
            }
        }
        let facts = fs::metadata(&path).map_err(|error| Refusal::Unreadable(error.kind().to_string()))?;
        if !facts.is_file() {
            return Err(missing());
        }
        if facts.len() > LONGEST_DOCUMENT {
            return Err(Refusal::Unreadable(format!("it is longer than {LONGEST_DOCUMENT} bytes")));
        }
        let bytes = fs::read(&path).map_err(|error| Refusal::Unreadable(error.kind().to_string()))?;
        self.documents.insert(own.clone(), source(&own, bytes));
        Ok(Some(own))
    }

    fn root_prefixes(&self) -> Vec<String> {
        self.roots.iter().filter_map(|root| relative(root, &self.base)).collect()
    }
}

fn source(file: &str, bytes: Vec<u8>) -> Source {
    let mut sha256 = String::with_capacity(64);
    for byte in Sha256::digest(&bytes) {
        let _ = write!(sha256, "{byte:02x}");
    }
    Source { file: file.to_owned(), bytes, sha256 }
}

fn report(name: &str, refusal: &Refusal, diagnostics: &mut Diagnostics) {
    let (code, what, help) = match refusal {
        Refusal::Missing(_) => ("source-missing", "does not exist".to_owned(), "Name an existing file."),
        Refusal::Outside => (
            "source-outside-root",
            "leads out of its folder".to_owned(),
            "Put the file itself there instead of a link.",
        ),
        Refusal::Network => {
            ("source-network", "is an address".to_owned(), "Save the document as a file first.")
        }
        Refusal::Unreadable(why) => {
            ("source-unreadable", format!("cannot be read: {why}"), "Make the file readable.")
        }
    };
    diagnostics.error(code, format!("{name} {what}"), Some(Place::file(name)), help);
}

/// Names of the plain files directly in a folder, sorted; hidden ones and those that are known to be something else
/// are left out.
fn top_level_files(root: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let hidden = name.starts_with('.') || NOT_DOCUMENTS.contains(&name.as_str());
        if !hidden && fs::metadata(entry.path()).is_ok_and(|facts| facts.is_file()) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn is_document(source: &Source) -> bool {
    const HEAD: usize = 64 * 1024;
    let extension = Path::new(&source.file).extension().map(OsStr::to_ascii_lowercase);
    if let Some(extension) = extension.as_deref().and_then(|extension| extension.to_str())
        && ["wsdl", "xsd", "yaml", "yml", "json"].contains(&extension)
    {
        return true;
    }
    let head = String::from_utf8_lossy(&source.bytes[..source.bytes.len().min(HEAD)]);
    let is_xml = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('<');
    source.file.contains('?')
        || is_xml
            && ["<definitions", ":definitions", "<schema", ":schema"].iter().any(|tag| head.contains(tag))
}

/// The deepest folder that holds all of these.
fn common_folder(folders: &[PathBuf]) -> PathBuf {
    let mut common = folders.first().cloned().unwrap_or_default();
    for folder in folders {
        while !folder.starts_with(&common) && common.pop() {}
    }
    common
}

/// A path below another, with `/` between its parts; empty for the same path.
fn relative(path: &Path, base: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> =
        path.strip_prefix(base).ok()?.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}
