//! The fixtures as they lie on the disk.

use std::path::PathBuf;

use bindery_codegen::contract::Contract;
use bindery_codegen::emit::{CrateOptions, RuntimeDependency, single_file};
use bindery_codegen::generate::{Generated, Request, single};
use serde::Deserialize;

use crate::workspace;

/// One construct.
#[derive(Debug)]
pub(super) struct Fixture {
    /// The folder's name.
    pub(super) slug: String,
    /// What `fixture.toml` says.
    pub(super) said: Said,
    folder: PathBuf,
}

/// `fixture.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    /// The section of the matrix.
    pub(super) area: String,
    /// The row.
    pub(super) construct: String,
    pub(super) status: Status,
    /// What becomes of it, what is missing, or what to do: one sentence.
    pub(super) says: String,
    /// The documents that are named; otherwise all that are no schemas.
    #[serde(default)]
    inputs: Vec<String>,
    /// The codes of all findings.
    #[serde(default)]
    pub(super) codes: Vec<String>,
    /// Pieces that the bindings have.
    #[serde(default)]
    pub(super) has: Vec<String>,
    /// Pieces that they do not have.
    #[serde(default)]
    pub(super) lacks: Vec<String>,
    /// Messages that are read and written.
    #[serde(default)]
    pub(super) message: Vec<Message>,
}

/// What becomes of a construct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Status {
    /// Bound whole.
    Supported,
    /// Bound, but something is missing, which is told.
    Partial,
    /// Not bound: a finding names it.
    Diagnosed,
}

/// A message that is read as a type and written again.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Message {
    /// The file: the element that the type stands in, or a JSON value.
    pub(super) file: String,
    /// The type's path in the bindings.
    pub(super) r#type: String,
    /// The file with what is written, where that differs from what was read.
    pub(super) becomes: Option<String>,
    /// Whether it is read as replies are: what the contract does not have is passed over, and the order is free.
    #[serde(default)]
    pub(super) tolerant: bool,
    /// Its limits are checked before it is written.
    #[serde(default)]
    pub(super) validate: bool,
    /// A piece of the error with which reading, or the check of the limits, ends.
    pub(super) refused: Option<String>,
}

/// All fixtures in the order of their names.
pub(super) fn all() -> Vec<Fixture> {
    let root = workspace().join("tests/fixtures/constructs");
    let mut fixtures = Vec::new();
    for entry in std::fs::read_dir(root).expect("the fixtures") {
        let folder = entry.expect("an entry").path();
        let slug = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(folder.join("fixture.toml"))
            .unwrap_or_else(|error| panic!("{slug}: {error}"));
        let said = toml::from_str(&text).unwrap_or_else(|error| panic!("{slug}: {error}"));
        fixtures.push(Fixture { slug, said, folder });
    }
    fixtures.sort_by(|one, other| one.slug.cmp(&other.slug));
    assert!(fixtures.len() > 20, "the fixtures are found");
    fixtures
}

impl Fixture {
    /// Generates as the fixture asks for.
    pub(super) fn generate(&self) -> Generated {
        let profile = self.folder.join("bindings.toml");
        let request = Request {
            partner: "sample".to_owned(),
            inputs: self.inputs().iter().map(|name| self.folder.join(name)).collect(),
            profile: profile.is_file().then_some(profile),
            ..Request::default()
        };
        let runtime = RuntimeDependency::Version("0.1.0".to_owned());
        single(&request, &CrateOptions { name: "sample".to_owned(), runtime, standalone: true })
    }

    fn inputs(&self) -> Vec<String> {
        if !self.said.inputs.is_empty() {
            return self.said.inputs.clone();
        }
        let names = std::fs::read_dir(&self.folder).expect("the fixture's folder");
        let mut names: Vec<String> =
            names.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        let messages: Vec<&String> =
            self.said.message.iter().flat_map(|one| std::iter::once(&one.file).chain(&one.becomes)).collect();
        names.retain(|name| {
            [".wsdl", ".yaml", ".json"].iter().any(|ending| name.ends_with(ending))
                && !messages.contains(&name)
        });
        names
    }

    /// The bindings as one file.
    pub(super) fn bindings(&self) -> Option<String> {
        self.generate().contracts.first().map(|contract: &Contract| single_file(contract))
    }

    /// A file of the fixture.
    pub(super) fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.join(file))
            .unwrap_or_else(|error| panic!("{}/{file}: {error}", self.slug))
    }
}
