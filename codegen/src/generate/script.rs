//! The generator as a call in a `build.rs`.

use std::fmt;
use std::path::{Path, PathBuf};

use super::{Request, contract, partner_name};
use crate::diagnostic::{Diagnostics, Severity};
use crate::report::{position, told};
use crate::{emit, tree};

/// Why a build script got no bindings: every finding, as `bindery` would print it.
pub struct BuildError {
    told: String,
}

/// Generates the bindings of one partner while a crate is built.
///
/// The paths are relative to the package.
///
/// ```no_run
/// // build.rs; the package depends on `bindery-runtime` and `serde`, and has `bindery-codegen` as a build dependency,
/// // without default features: a build script makes no keys
/// fn main() -> Result<(), bindery_codegen::generate::script::BuildError> {
///     bindery_codegen::build(&["contract/Payments.wsdl"]).profile("contract/bindings.toml").generate()?;
///     Ok(())
/// }
/// ```
///
/// ```text
/// // src/lib.rs
/// pub mod payments {
///     include!(concat!(env!("OUT_DIR"), "/payments.rs"));
/// }
/// ```
#[must_use]
pub fn build(documents: &[&str]) -> Build {
    Build(Request {
        partner: documents.first().map(|document| partner_name(Path::new(document))).unwrap_or_default(),
        inputs: documents.iter().map(PathBuf::from).collect(),
        ..Request::default()
    })
}

/// What is to be generated, with all that `bindery generate --input` can be told about it.
#[derive(Debug, Clone)]
pub struct Build(Request);

impl Build {
    /// The binding profile. Every name in it must exist.
    #[must_use]
    pub fn profile(mut self, path: impl Into<PathBuf>) -> Self {
        self.0.profile = Some(path.into());
        self
    }

    /// An XML catalog that says where imported documents lie.
    #[must_use]
    pub fn catalog(mut self, path: impl Into<PathBuf>) -> Self {
        self.0.catalog = Some(path.into());
        self
    }

    /// The operations to generate with what they reach, as [`Request::operations`] describes; otherwise all.
    #[must_use]
    pub fn operations(mut self, names: &[&str]) -> Self {
        self.0.operations = names.iter().map(|name| (*name).to_owned()).collect();
        self
    }

    /// The folder that imports may not leave, where documents import from beside their own folder.
    #[must_use]
    pub fn root(mut self, path: impl Into<PathBuf>) -> Self {
        self.0.root = Some(path.into());
        self
    }

    /// Writes `$OUT_DIR/<name>.rs`, and returns its path; `<name>` is the first document's file name in `snake_case`,
    /// without its ending. Cargo is told of every file that was read, and prints warnings as its own.
    ///
    /// # Errors
    /// With an error in a document or in the profile, or outside of a build script, nothing is written.
    pub fn generate(self) -> Result<PathBuf, BuildError> {
        let out = std::env::var_os("OUT_DIR").ok_or_else(|| BuildError {
            told: "there is no OUT_DIR: this is a call for a build script".to_owned(),
        })?;
        let (path, lines) = self.generate_into(Path::new(&out))?;
        for line in lines {
            // Cargo reads a build script's standard output.
            #[allow(clippy::print_stdout)]
            {
                println!("{line}");
            }
        }
        Ok(path)
    }

    /// The file that was written, and what cargo is told.
    fn generate_into(&self, out: &Path) -> Result<(PathBuf, Vec<String>), BuildError> {
        let Self(request) = self;
        let outcome = contract(request);
        let Some(contract) = outcome.contract else { return Err(BuildError::of(&outcome.diagnostics)) };
        let path = out.join(format!("{}.rs", request.partner));
        tree::write_file(&path, &emit::single_file(&contract))
            .map_err(|error| BuildError { told: format!("{error}; {}", error.help()) })?;
        let mut lines: Vec<String> =
            outcome.read.iter().map(|file| format!("cargo::rerun-if-changed={}", file.display())).collect();
        // The bindings have parts behind these features, which the package need not have.
        lines.push("cargo::rustc-check-cfg=cfg(feature, values(\"server\", \"inferred\"))".to_owned());
        for finding in outcome.diagnostics.iter() {
            let place = finding.place.as_ref().map(position).unwrap_or_default();
            let what = if finding.severity == Severity::LeftOut { "left out: " } else { "" };
            lines.push(format!("cargo::warning={place}: {what}{}", finding.message.replace('\n', " ")));
        }
        Ok((path, lines))
    }
}

impl BuildError {
    fn of(diagnostics: &Diagnostics) -> Self {
        Self { told: diagnostics.iter().map(|finding| told(finding, false)).collect() }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.told.trim_end())
    }
}

/// The same text: cargo prints the error that a build script returns in this form.
impl fmt::Debug for BuildError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "\n{self}")
    }
}

impl std::error::Error for BuildError {}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r#"{ "openapi": "3.0.3", "info": { "title": "Shop", "version": "1" }, "paths": { "/orders": {
        "get": { "operationId": "listOrders", "responses": { "204": { "description": "Done." } } } } } }"#;

    #[test]
    fn a_build_script_gets_one_file_and_cargo_its_directives() {
        let root = tempfile::tempdir().unwrap();
        let document = root.path().join("Web-Shop.json");
        tree::write_file(&document, DOCUMENT).unwrap();
        let named = document.to_str().unwrap();
        let (path, lines) = build(&[named]).generate_into(&root.path().join("out")).unwrap();
        assert_eq!(path, root.path().join("out/web_shop.rs"));
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("pub mod types") || text.contains("mod client"), "{text}");
        let read = document.canonicalize().unwrap();
        assert_eq!(lines[0], format!("cargo::rerun-if-changed={}", read.display()));
        assert!(lines[1].starts_with("cargo::rustc-check-cfg="), "{lines:?}");
    }

    #[test]
    fn a_build_script_watches_its_catalog() {
        let root = tempfile::tempdir().unwrap();
        let (document, catalog) = (root.path().join("Shop.json"), root.path().join("addresses.tsv"));
        tree::write_file(&document, DOCUMENT).unwrap();
        tree::write_file(&catalog, "http://example.test/a.xsd\ta.xsd\n").unwrap();
        let build = build(&[document.to_str().unwrap()]).catalog(&catalog);
        let (_, lines) = build.generate_into(&root.path().join("out")).unwrap();
        let watched = format!("cargo::rerun-if-changed={}", catalog.canonicalize().unwrap().display());
        assert!(lines.contains(&watched), "{lines:?}");
    }

    #[test]
    fn a_build_script_fails_with_every_finding() {
        let missing = build(&["missing.yaml"]).profile("missing.toml");
        let error = missing.generate_into(Path::new("nowhere")).unwrap_err();
        assert!(
            error.to_string().contains("missing.toml") && error.to_string().contains("missing.yaml"),
            "{error}"
        );
        assert_eq!(format!("{error:?}"), format!("\n{error}"));
    }
}
