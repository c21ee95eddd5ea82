//! The partners' folders of a workspace: which there are, and what lies beside the documents in them.

use std::io;
use std::path::{Path, PathBuf};

/// The file beside the documents that tells where they come from.
const ORIGINS: &str = "SOURCES.toml";
/// The file beside the documents that holds the binding profile.
const PROFILE: &str = "bindings.toml";

/// How a partner's documents are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// WSDL and XSD, in `wsdl/`.
    Wsdl,
    /// OpenAPI, in `openapi/`.
    OpenApi,
}

/// One partner's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// The folder's name.
    pub name: String,
    /// How its documents are written.
    pub format: Format,
    /// Where it lies.
    pub path: PathBuf,
}

impl Format {
    /// The folder of all partners of this format.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Wsdl => "wsdl",
            Self::OpenApi => "openapi",
        }
    }
}

impl Partner {
    /// The folder as it is told: `wsdl/papi3`.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}/{}", self.format.folder(), self.name)
    }

    /// The binding profile, where there is one.
    #[must_use]
    pub fn profile(&self) -> Option<PathBuf> {
        Some(self.path.join(PROFILE)).filter(|path| path.exists())
    }

    /// The file that tells where the documents come from, where there is one.
    #[must_use]
    pub fn origins(&self) -> Option<PathBuf> {
        Some(self.path.join(ORIGINS)).filter(|path| path.exists())
    }
}

/// The folders of all partners below a root, in the order of formats and names.
///
/// # Errors
/// `NotFound` if the root has neither a folder `wsdl` nor a folder `openapi`; whatever the system says otherwise.
pub fn partners(root: &Path) -> io::Result<Vec<Partner>> {
    let formats: Vec<Format> = [Format::Wsdl, Format::OpenApi]
        .into_iter()
        .filter(|format| root.join(format.folder()).is_dir())
        .collect();
    if formats.is_empty() {
        let message = "there is neither a folder `wsdl` nor a folder `openapi`";
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    let mut partners = Vec::new();
    for format in formats {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(root.join(format.folder()))? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && !name.starts_with('.') {
                found.push(Partner { name, format, path });
            }
        }
        found.sort_by(|one, other| one.name.cmp(&other.name));
        partners.extend(found);
    }
    Ok(partners)
}

/// How a named document is written: by its ending, and where that says nothing by its first character.
///
/// # Errors
/// Whatever the system says of a file that must be looked into.
pub fn format(path: &Path) -> io::Result<Format> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    match ending.as_str() {
        "wsdl" | "xsd" | "xml" => Ok(Format::Wsdl),
        "yaml" | "yml" | "json" => Ok(Format::OpenApi),
        _ => {
            // Marks of UTF-8 and UTF-16, and the zeros of UTF-16.
            let marks = [0, 0xef, 0xbb, 0xbf, 0xfe, 0xff];
            let bytes = std::fs::read(path)?;
            let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace() && !marks.contains(*byte));
            Ok(if first == Some(&b'<') { Format::Wsdl } else { Format::OpenApi })
        }
    }
}

/// The text of a file beside the documents, in UTF-8, without a byte order mark.
///
/// # Errors
/// `InvalidData` if it is not UTF-8; whatever the system says otherwise.
pub fn text(path: &Path) -> io::Result<String> {
    let text = std::fs::read_to_string(path)?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_tells_its_format_by_its_ending() {
        for (file, expected) in
            [("a/b.wsdl", Format::Wsdl), ("b.XSD", Format::Wsdl), ("c.yml", Format::OpenApi)]
        {
            assert_eq!(format(Path::new(file)).unwrap(), expected, "{file}");
        }
        assert_eq!(format(Path::new("nowhere/Service.svc")).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
