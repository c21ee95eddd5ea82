//! Which version of OpenAPI a document speaks, and what to do about the others.

use super::lines::Lines;
use super::tree::Node;
use crate::diagnostic::Diagnostics;

/// The versions that are read. 3.2 only adds to 3.1; its additions are reported where they occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    V3_0,
    V3_1,
}

/// The version of a document; `None` after an error, which is then among the diagnostics.
pub(super) fn detect(root: &Node, lines: &Lines, diagnostics: &mut Diagnostics) -> Option<Version> {
    if let Some(version) = root.get("swagger") {
        diagnostics.error(
            "openapi-2-document",
            format!("this is a Swagger {} document; OpenAPI 3.0 and 3.1 are read", version.words().unwrap_or_default()),
            Some(lines.place(version.at)),
            "Convert it to OpenAPI 3.0, for example with swagger2openapi or the converter of the Swagger editor.",
        );
        return None;
    }
    let Some(version) = root.get("openapi") else {
        diagnostics.error(
            "openapi-not-a-document",
            format!("this is no OpenAPI document: it is {} without the member `openapi`", root.kind()),
            Some(lines.place(root.at)),
            "Give an OpenAPI 3.0 document in YAML or JSON; it begins with `openapi: 3.0.3`.",
        );
        return None;
    };
    let words = version.words().unwrap_or_default();
    let mut numbers = words.split('.');
    match (numbers.next(), numbers.next()) {
        (Some("3"), Some("0")) => Some(Version::V3_0),
        (Some("3"), Some("1" | "2")) => Some(Version::V3_1),
        _ => {
            diagnostics.error(
                "openapi-unknown-version",
                format!(
                    "OpenAPI `{}` is not known; 3.0 and 3.1 are read",
                    words.chars().take(20).collect::<String>()
                ),
                Some(lines.place(version.at)),
                "Give a document of OpenAPI 3.0 or 3.1.",
            );
            None
        }
    }
}
