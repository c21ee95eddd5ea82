//! The crates of this repository as trees of modules, with every path that their code names made absolute.
//!
//! `use super::super::emit::{self as e}` and then `e::bindings()` is `codegen::emit::bindings` here, whatever way it was
//! written: relative paths, groups, other names, globs and re-exports are followed. Unit tests are left out; they may go
//! round a wall to make what they need.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::named::{Named, named};
use crate::workspace;

/// The crates that have walls: folder, which is also what its paths begin with here, and name in Rust.
const CRATES: &[(&str, &str)] = &[
    ("codegen", "bindery_codegen"),
    ("runtime", "bindery_runtime"),
    ("generated", "partners"),
    ("flows", "partner_flows"),
    ("sandbox", "bindery_sandbox"),
    ("tests", "bindery_tests"),
];

/// How far re-exports and other names are followed.
const STEPS: usize = 12;

/// All modules by absolute path.
#[derive(Default, Clone)]
pub(super) struct House(BTreeMap<String, Module>);

/// One module: its file, and what its own code names.
#[derive(Clone)]
pub(super) struct Module {
    pub(super) file: PathBuf,
    named: Named,
}

/// One thing that a module names.
pub(super) struct Use {
    /// The path, absolute, as it was written; `.name` for a call of a method.
    pub(super) path: String,
    /// What it becomes when re-exports are followed, step by step.
    pub(super) further: Vec<String>,
}

impl Module {
    /// Every path, as it was written.
    pub(super) fn written(&self) -> impl Iterator<Item = &[String]> {
        self.named.paths.iter().map(Vec::as_slice)
    }
}

impl House {
    /// All crates that are there.
    pub(super) fn standing() -> &'static Self {
        static HOUSE: OnceLock<House> = OnceLock::new();
        HOUSE.get_or_init(Self::read)
    }

    fn read() -> Self {
        let mut house = Self::default();
        for (folder, _) in CRATES {
            for entry in ["src/lib.rs", "src/main.rs"] {
                let file = workspace().join(folder).join(entry);
                if file.exists() {
                    let text = std::fs::read_to_string(&file).expect("a readable file");
                    // The program's own module must not hide the library's.
                    let path =
                        if entry == "src/main.rs" { format!("{folder}::main") } else { (*folder).to_owned() };
                    let below = file.parent().expect("a folder").to_owned();
                    house.add(&path, &file, &below, &text);
                }
            }
        }
        house
    }

    /// Adds a module and those that lie in files below it; `below` is the folder of its children.
    pub(super) fn add(&mut self, path: &str, file: &Path, below: &Path, text: &str) {
        let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        self.add_items(path, file, below, &parsed.items);
    }

    fn add_items(&mut self, path: &str, file: &Path, below: &Path, items: &[syn::Item]) {
        let (named, children) = named(items);
        self.0.insert(path.to_owned(), Module { file: file.to_owned(), named });
        for child in children {
            let name = child.ident.to_string();
            let (path, folder) = (format!("{path}::{name}"), below.join(&name));
            if let Some((_, items)) = &child.content {
                self.add_items(&path, file, &folder, items);
                continue;
            }
            let files = [below.join(format!("{name}.rs")), folder.join("mod.rs")];
            let file = files.iter().find(|file| file.exists()).unwrap_or_else(|| panic!("no file of {path}"));
            let text = std::fs::read_to_string(file).expect("a readable file");
            self.add(&path, file, &folder, &text);
        }
    }

    /// Takes a module out again.
    pub(super) fn remove(&mut self, path: &str) {
        self.0.remove(path);
    }

    /// Whether there is such a module.
    pub(super) fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// The modules at and below one.
    pub(super) fn below<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a str, &'a Module)> {
        self.0
            .iter()
            .map(|(name, module)| (name.as_str(), module))
            .filter(move |(name, _)| is_below(name, path))
    }

    /// What a module names.
    pub(super) fn uses(&self, module: &str) -> Vec<Use> {
        let named = &self.0[module].named;
        let methods = named.methods.iter().map(|name| Use { path: format!(".{name}"), further: Vec::new() });
        let written = named.paths.iter().filter(|segments| {
            // A single name is a variable or something of the prelude, unless it was imported.
            segments.len() > 1 || self.local(module, &segments[0], &mut BTreeSet::new()).is_some()
        });
        let paths = named.imported.iter().chain(written).filter_map(|segments| {
            let path = self.absolute(module, segments, &mut BTreeSet::new())?;
            Some(Use { further: self.followed(&path), path })
        });
        methods.chain(paths).collect()
    }

    /// A path as seen from the outside; `None` for what stands for nothing outside this module.
    fn absolute(
        &self,
        module: &str,
        segments: &[String],
        seen: &mut BTreeSet<(String, String)>,
    ) -> Option<String> {
        let (first, rest) = segments.split_first()?;
        match first.as_str() {
            "Self" => None,
            "crate" => Some(join(module.split("::").next()?, rest)),
            "self" => Some(join(module, rest)),
            "super" => {
                let (parent, _) = module.rsplit_once("::")?;
                if rest.first().is_some_and(|next| next == "super") {
                    return self.absolute(parent, rest, seen);
                }
                Some(join(parent, rest))
            }
            name => match self.local(module, name, seen) {
                Some(path) => Some(join(&path, rest)),
                None => {
                    let folder = CRATES.iter().find(|(_, crate_name)| *crate_name == name);
                    Some(join(folder.map_or(name, |(folder, _)| folder), rest))
                }
            },
        }
    }

    /// What a name means inside a module: a child, an import, or something from a glob.
    fn local(&self, module: &str, name: &str, seen: &mut BTreeSet<(String, String)>) -> Option<String> {
        // `use quote::quote` is not about itself.
        if seen.len() > STEPS || !seen.insert((module.to_owned(), name.to_owned())) {
            return None;
        }
        let child = format!("{module}::{name}");
        if self.has(&child) {
            return Some(child);
        }
        let named = &self.0.get(module)?.named;
        if let Some(segments) = named.imports.get(name) {
            return self.absolute(module, segments, seen);
        }
        named.globs.iter().find_map(|segments| {
            let from = self.absolute(module, segments, &mut seen.clone())?;
            self.local(&from, name, seen)
        })
    }

    /// The same thing under the names that re-exports lead to.
    fn followed(&self, path: &str) -> Vec<String> {
        let mut further: Vec<String> = Vec::new();
        let mut path = path.to_owned();
        while further.len() < STEPS {
            let borders = path.match_indices("::").map(|(at, _)| at).collect::<Vec<_>>();
            let Some(border) = borders.into_iter().rev().find(|at| self.has(&path[..*at])) else { break };
            let (module, rest) = (&path[..border], &path[border + 2..]);
            let (name, rest) = rest.split_once("::").map_or((rest, ""), |(name, rest)| (name, rest));
            let Some(target) = self.local(module, name, &mut BTreeSet::new()) else { break };
            let next = if rest.is_empty() { target } else { format!("{target}::{rest}") };
            if next == path || further.contains(&next) {
                break;
            }
            further.push(next.clone());
            path = next;
        }
        further
    }
}

/// Whether a path begins with a crate of this repository.
pub(super) fn is_own(path: &str) -> bool {
    CRATES.iter().any(|(folder, _)| is_below(path, folder))
}

/// Whether a path is this one or leads further down from it.
pub(super) fn is_below(path: &str, top: &str) -> bool {
    path.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn join(start: &str, rest: &[String]) -> String {
    [&[start.to_owned()], rest].concat().join("::")
}
