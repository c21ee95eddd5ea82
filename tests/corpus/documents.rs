//! Which documents a folder holds: by its index, or by looking.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use bindery_codegen::document::wsdl;
use bindery_codegen::sources::Source;
use clap::ValueEnum;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Kind {
    /// A WSDL document.
    Wsdl,
    /// A schema without operations.
    Xsd,
    /// An OpenAPI document.
    Openapi,
    /// A WSDL document with messages beside it.
    Samples,
}

impl Kind {
    /// The word for it in an index and in a table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Wsdl => "wsdl",
            Self::Xsd => "xsd",
            Self::Openapi => "openapi",
            Self::Samples => "sample",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "wsdl" => Self::Wsdl,
            "xsd" => Self::Xsd,
            "openapi" => Self::Openapi,
            "sample" | "samples" => Self::Samples,
            _ => return None,
        })
    }
}

/// A document to generate from.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// Relative to the folder of the run, with `/`.
    pub(crate) path: String,
    /// What it is.
    pub(crate) kind: Kind,
    /// What the index calls it; without an index the same as the kind.
    pub(crate) class: String,
}

/// The documents of a folder in the order of their paths.
pub(crate) fn find(root: &Path) -> io::Result<Vec<Document>> {
    let mut indexes: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("INDEX") && name.ends_with(".tsv") {
            indexes.push(path);
        }
    }
    indexes.sort();
    let mut found = BTreeMap::new();
    for index in &indexes {
        for document in listed(&fs::read_to_string(index)?) {
            if root.join(&document.path).is_file() {
                found.entry(document.path.clone()).or_insert(document);
            }
        }
    }
    if found.is_empty() {
        for document in looked_for(root)? {
            found.insert(document.path.clone(), document);
        }
    }
    Ok(found.into_values().collect())
}

fn listed(index: &str) -> Vec<Document> {
    let mut lines = index.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| head.iter().position(|column| column.trim() == name);
    let (path, kind, class) = (column("path"), column("kind"), column("class"));
    let mut documents = Vec::new();
    for line in lines {
        let fields: Vec<&str> = line.split('\t').collect();
        let field = |at: Option<usize>| {
            at.and_then(|at| fields.get(at)).map(|field| field.trim()).unwrap_or_default()
        };
        let Some(kind) = Kind::named(field(kind)) else { continue };
        let class = if field(class).is_empty() { kind.name() } else { field(class) };
        documents.push(Document { path: field(path).to_owned(), kind, class: class.to_owned() });
    }
    documents
}

/// Every document that is not imported by another one.
fn looked_for(root: &Path) -> io::Result<Vec<Document>> {
    let mut files = Vec::new();
    walk(root, root, &mut files)?;
    let mut found = Vec::new();
    let mut imported = BTreeSet::new();
    for path in files {
        let bytes = fs::read(root.join(&path))?;
        let Some(kind) = kind_of(&path, &bytes) else { continue };
        if kind != Kind::Openapi {
            let source = Source { file: path.clone(), bytes, sha256: String::new() };
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let locations = wsdl::locations(&source);
            imported.extend(
                locations.iter().filter_map(|location| below(folder, location)).filter(|it| *it != path),
            );
        }
        let class = kind.name().to_owned();
        found.push(Document { path, kind, class });
    }
    // Documents that import one another are all kept when none of them would be.
    found.retain(|document| document.kind == Kind::Openapi || !imported.contains(&document.path));
    for document in &mut found {
        let folder = root.join(&document.path);
        let beside = folder.parent().map(super::messages::beside).unwrap_or_default();
        if document.kind == Kind::Wsdl && !beside.is_empty() {
            document.kind = Kind::Samples;
            document.class = Kind::Samples.name().to_owned();
        }
    }
    Ok(found)
}

fn walk(root: &Path, folder: &Path, into: &mut Vec<String>) -> io::Result<()> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // The catalog holds what documents import, and nothing is documented twice.
        let passed = name.starts_with('.') || (folder == root && name == "catalog");
        if passed {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, into)?;
        } else if let Ok(relative) = path.strip_prefix(root) {
            into.push(relative.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

/// What a file is, by its ending and its beginning.
fn kind_of(path: &str, bytes: &[u8]) -> Option<Kind> {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let head: String = String::from_utf8_lossy(&bytes[..bytes.len().min(64 * 1024)])
        .chars()
        .filter(|one| *one != '\0')
        .collect();
    let has = |words: &[&str]| words.iter().any(|word| head.contains(word));
    if name.ends_with(".json") || name.ends_with(".yaml") || name.ends_with(".yml") {
        return has(&["\"openapi\"", "openapi:", "'openapi'"]).then_some(Kind::Openapi);
    }
    if name.ends_with(".wsdl") || name.contains("wsdl") && has(&["<definitions", ":definitions"]) {
        return Some(Kind::Wsdl);
    }
    (name.ends_with(".xsd")).then_some(Kind::Xsd)
}

/// A location relative to a folder, as a path below the root.
fn below(folder: &str, location: &str) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    for step in Path::new(folder).join(location).components() {
        match step {
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}
