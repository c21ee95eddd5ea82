//! What is known not to be bound: the codes in the fixtures of the capability matrix, and faults of a document itself.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use serde::Deserialize;

/// Faults of a document, by the beginning of their code: it is not well-formed, it names what it does not declare or
/// declares it twice, or what it imports is not there.
const FAULTS: [&str; 18] = [
    "xml-",
    "wsdl-not-wsdl",
    "wsdl-missing-import",
    "wsdl-import-",
    "wsdl-twin",
    "wsdl-unknown-",
    "wsdl-unbound-operation",
    "wsdl-invalid-name",
    "wsdl-no-name",
    "xsd-twin",
    "xsd-unknown-",
    "xsd-invalid-",
    "xsd-no-name",
    "xsd-circular",
    "xsd-include-namespace",
    "openapi-not-openapi",
    "openapi-version",
    "openapi-syntax",
];

/// The part of a `fixture.toml` that is needed here.
#[derive(Debug, Deserialize)]
struct Said {
    status: String,
    #[serde(default)]
    codes: Vec<String>,
}

/// The constructs that the matrix lists as bound in part or not at all.
#[derive(Debug)]
pub(crate) struct Matrix {
    codes: BTreeSet<String>,
}

impl Matrix {
    /// Reads the fixtures.
    pub(crate) fn read() -> io::Result<Self> {
        let mut codes = BTreeSet::new();
        for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/constructs"))? {
            let text = std::fs::read_to_string(entry?.path().join("fixture.toml"))?;
            let said: Said = toml::from_str(&text).map_err(io::Error::other)?;
            if said.status != "supported" {
                codes.extend(said.codes);
            }
        }
        Ok(Self { codes })
    }

    /// Whether a finding is of a construct that the matrix lists, or about a fault of the document.
    pub(crate) fn lists(&self, code: &str) -> bool {
        self.codes.contains(code) || is_fault(code)
    }
}

/// Whether a code is about a fault of the document itself.
pub(crate) fn is_fault(code: &str) -> bool {
    FAULTS.iter().any(|fault| code.starts_with(fault))
}
