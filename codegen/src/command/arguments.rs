//! What can be asked of `bindery`.

use std::path::PathBuf;

#[cfg(feature = "csr")]
use clap::ValueEnum;
use clap::{Args, Parser, Subcommand};

/// Reads WSDL and OpenAPI documents and writes typed Rust bindings.
///
/// Without a command: `bindery generate`.
#[derive(Debug, Parser)]
#[command(name = "bindery", version, disable_help_subcommand = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write bindings: of wsdl/*/ and openapi/*/ into generated/, or of named documents into a crate of their own.
    ///
    /// Exit codes: 0 written, warnings are listed; 1 written, but a construct was left out, each is named; 2 nothing
    /// written.
    Generate(Generate),
    /// Compare generated/ with what the documents say now: what changed in the contract, which profile entries no
    /// longer apply, and which lines differ.
    ///
    /// Exit codes: 0 current; 1 stale; 2 cannot tell.
    Check,
    /// Tell what is in documents: services, ports, operations, types, evidence, and what is not bound. Nothing is
    /// written.
    ///
    /// Exit codes: 0 all of it can be bound, warnings are listed; 1 a construct cannot, each is named; 2 an error.
    Inspect(Inspect),
    /// Tell what the code of a finding means, with an example, the reason and the remedy; without a code: list all.
    ///
    /// Exit codes: 0 told; 2 there is no such code.
    Explain {
        /// A code as findings print it, for example `xsd-any`.
        code: Option<String>,
    },
    /// Make a private key and a certificate request for one of a partner's environments. Prints the pin that goes into
    /// the environment's profile.
    ///
    /// Exit codes: 0 written; 2 nothing written.
    #[cfg(feature = "csr")]
    Csr(Csr),
}

/// The environments that have certificates of their own.
#[cfg(feature = "csr")]
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Environment {
    /// User acceptance: development, certification, business tests.
    Uat,
    /// Production.
    Prod,
}

#[cfg(feature = "csr")]
impl Environment {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Uat => "uat",
            Self::Prod => "prod",
        }
    }
}

#[cfg(feature = "csr")]
#[derive(Debug, Args)]
pub(super) struct Csr {
    /// The environment that the certificate is for; it names the files.
    #[arg(long, value_enum)]
    pub(super) environment: Environment,
    /// Whose certificate it is, as RFC 4514 writes it: CN (required), O, OU, L, ST, C, emailAddress. A comma inside a
    /// value is written `\,`.
    #[arg(long, value_name = "CN=...,O=...")]
    pub(super) subject: String,
    /// The folder for the key and the request; it is made if need be. No file in it is replaced.
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Encrypt the key with the passphrase in this file.
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_env")]
    pub(super) passphrase_file: Option<PathBuf>,
    /// Encrypt the key with the passphrase in this environment variable.
    #[arg(long, value_name = "NAME")]
    pub(super) passphrase_env: Option<String>,
}

#[derive(Debug, Default, Args)]
pub(super) struct Generate {
    /// Documents of one contract: WSDL and XSD files, or one OpenAPI file.
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "out")]
    pub(super) input: Vec<PathBuf>,
    /// The folder of the crate to write: empty, or written by bindery before.
    #[arg(long, value_name = "DIR", requires = "input")]
    pub(super) out: Option<PathBuf>,
    /// The binding profile of the documents.
    #[arg(long, value_name = "FILE", requires = "input")]
    pub(super) profile: Option<PathBuf>,
    /// An XML catalog that says where imported documents lie.
    #[arg(long, value_name = "FILE.xml", requires = "input")]
    pub(super) catalog: Option<PathBuf>,
    /// Only these operations and what they reach, separated by commas: `Transfer`, or `Port.Transfer` or
    /// `Service.Port.Transfer` where the name repeats; of an OpenAPI document, `operationId`s. They take the place of
    /// the profile's `only`.
    #[arg(long, value_name = "A,B", requires = "input", value_delimiter = ',', value_parser = operation_name)]
    pub(super) operations: Vec<String>,
    /// The folder that imports may not leave: `../common.xsd` is read if it lies below. Otherwise imports stay in each
    /// document's own folder and in the catalog's.
    #[arg(long, value_name = "DIR", requires = "input")]
    pub(super) root: Option<PathBuf>,
    /// The name of the crate; otherwise it is made of the first document's file name.
    #[arg(long, value_name = "NAME", requires = "input", value_parser = crate_name)]
    pub(super) crate_name: Option<String>,
    /// Where the crate finds the runtime: a version, or the folder of `bindery-runtime` (as seen from DIR or from here).
    /// Otherwise the version of this generator.
    #[arg(long, value_name = "PATH|VERSION", requires = "input")]
    pub(super) runtime: Option<String>,
    /// Make the crate a workspace of its own, so that it compiles inside the folder of another workspace.
    #[arg(long, requires = "input")]
    pub(super) standalone: bool,
}

#[derive(Debug, Args)]
pub(super) struct Inspect {
    /// Documents of one contract: WSDL and XSD files, or one OpenAPI file.
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// An XML catalog that says where imported documents lie.
    #[arg(long, value_name = "FILE.xml")]
    pub(super) catalog: Option<PathBuf>,
    /// Print JSON, findings included.
    #[arg(long)]
    pub(super) json: bool,
}

impl Default for Command {
    fn default() -> Self {
        Self::Generate(Generate::default())
    }
}

/// A name without the blanks around it; none at all is a slip of the comma.
fn operation_name(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("an operation's name is empty".to_owned()),
        name => Ok(name.to_owned()),
    }
}

/// What cargo takes as a package's name, and rustc as a crate's.
fn crate_name(text: &str) -> Result<String, String> {
    let letters = text.chars().all(|one| one.is_ascii_alphanumeric() || matches!(one, '-' | '_'));
    let name = text.replace('-', "_");
    let reserved = ["test", "core", "std", "alloc", "proc_macro", "deps", "build", "examples", "incremental"];
    // What the crate itself depends on.
    let used = ["bindery_runtime", "serde"];
    if used.contains(&name.as_str()) {
        return Err(format!("the crate depends on `{text}` and cannot be called so itself"));
    }
    if letters
        && syn::parse_str::<syn::Ident>(&name).is_ok()
        && !name.starts_with('_')
        && !reserved.contains(&text)
    {
        Ok(text.to_owned())
    } else {
        Err("a crate's name has letters, digits, `-` and `_`, begins with a letter, and is no word of Rust's"
            .to_owned())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn crate_names_are_those_that_cargo_takes() {
        assert!(crate_name("papi3-client").is_ok() && crate_name("a_b").is_ok());
        for bad in [
            "",
            "3a",
            "a b",
            "type",
            "test",
            "é",
            "-a",
            "../a",
            "serde",
            "bindery-runtime",
            "bindery_runtime",
        ] {
            assert!(crate_name(bad).is_err(), "{bad}");
        }
    }
}
