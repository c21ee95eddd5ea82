//! The house rules that no compiler checks: who may import whom, and how a file begins.

use std::path::{Path, PathBuf};

use crate::workspace;

/// A folder or file, and words that its code may not contain.
struct Wall {
    inside: &'static [&'static str],
    forbidden: &'static [&'static str],
    except: &'static [&'static str],
    why: &'static str,
}

const WALLS: &[Wall] = &[
    Wall {
        inside: &["codegen/src/document"],
        forbidden: &["crate::contract", "crate::lower", "crate::emit", "quote::", "quote!"],
        except: &[],
        why: "documents speak their own terms",
    },
    Wall {
        inside: &["codegen/src/document/xml", "codegen/src/document/xml.rs"],
        forbidden: &["document::wsdl", "document::xsd", "document::openapi"],
        except: &[],
        why: "XML knows no schema and no service",
    },
    Wall {
        inside: &["codegen/src/document/xsd", "codegen/src/document/xsd.rs"],
        forbidden: &["document::wsdl", "document::openapi"],
        except: &[],
        why: "a schema knows no service",
    },
    Wall {
        inside: &["codegen/src/document/wsdl", "codegen/src/document/wsdl.rs"],
        forbidden: &["document::openapi"],
        except: &[],
        why: "formats do not know one another",
    },
    Wall {
        inside: &["codegen/src/document/openapi", "codegen/src/document/openapi.rs"],
        forbidden: &["document::wsdl", "document::xsd", "document::xml"],
        except: &[],
        why: "formats do not know one another",
    },
    Wall {
        inside: &["codegen/src/contract"],
        forbidden: &[
            "crate::document",
            "crate::lower",
            "crate::emit",
            "crate::profile",
            "quote",
            "syn::",
            "wsdl",
            "WSDL",
            "OpenAPI",
            "yaml",
            "YAML",
            "XSD",
        ],
        except: &[],
        why: "the contract speaks wire terms; it names no description format and no Rust syntax",
    },
    Wall {
        inside: &["codegen/src/lower"],
        forbidden: &["crate::emit", "quote::", "quote!"],
        except: &[],
        why: "lowering knows no Rust syntax",
    },
    Wall {
        inside: &["codegen/src/lower/wsdl", "codegen/src/lower/wsdl.rs"],
        forbidden: &["lower::openapi", "document::openapi"],
        except: &[],
        why: "the two lowerings do not know each other",
    },
    Wall {
        inside: &["codegen/src/lower/openapi", "codegen/src/lower/openapi.rs"],
        forbidden: &["lower::wsdl", "document::wsdl", "document::xsd", "document::xml"],
        except: &[],
        why: "the two lowerings do not know each other",
    },
    Wall {
        inside: &["codegen/src/emit"],
        forbidden: &["crate::document", "crate::lower", "crate::sources", "crate::profile"],
        except: &[],
        why: "emitters know the contract only",
    },
    Wall {
        inside: &["codegen/src"],
        forbidden: &["xsd_parser"],
        except: &["codegen/src/document/xsd"],
        why: "one place names the XSD front end",
    },
    Wall {
        inside: &["codegen/src"],
        forbidden: &["openapiv3"],
        except: &["codegen/src/document/openapi"],
        why: "one place names the OpenAPI front end",
    },
    Wall {
        inside: &["codegen/src"],
        forbidden: &[
            "std::fs::write",
            "fs::write",
            "File::create",
            "OpenOptions",
            "fs::rename",
            "fs::remove",
            "create_dir",
            "DirBuilder",
            "tempfile",
        ],
        except: &["codegen/src/tree", "codegen/src/tree.rs", "codegen/src/command/csr/files.rs"],
        why: "one place writes bindings, and one writes keys, which must never replace a file",
    },
    Wall {
        inside: &["runtime/src"],
        forbidden: &["reqwest", "rustls"],
        except: &["runtime/src/transport"],
        why: "one place names the HTTP and TLS libraries",
    },
    Wall {
        inside: &["runtime/src/xml", "runtime/src/soap", "runtime/src/rest"],
        forbidden: &["crate::session"],
        except: &[],
        why: "formats know no session",
    },
    Wall {
        inside: &["runtime/src/xml"],
        forbidden: &["crate::transport", "crate::soap", "crate::rest", "crate::call"],
        except: &[],
        why: "the codec stands alone",
    },
    Wall {
        inside: &["generated/src"],
        forbidden: &[
            "reqwest",
            "quick_xml",
            "bindery_codegen",
            "unsafe",
            "bindery_runtime::xml",
            "bindery_runtime::soap",
            "bindery_runtime::rest",
        ],
        except: &[],
        why: "generated code uses the one list of names",
    },
    Wall {
        inside: &["flows/src"],
        forbidden: &["reqwest", "rustls", "bindery_runtime::xml", "bindery_runtime::generated"],
        except: &[],
        why: "flows speak to a partner through its generated client",
    },
    Wall {
        inside: &["flows/src"],
        forbidden: &["redb"],
        except: &["flows/src/journal/embedded.rs"],
        why: "one place names the store",
    },
    Wall {
        inside: &["codegen/src", "generated/src", "runtime/src", "sandbox/src"],
        forbidden: &["partner_flows"],
        except: &[],
        why: "nothing below the flows knows them",
    },
    Wall {
        inside: &["codegen/src", "flows/src", "generated/src", "runtime/src"],
        forbidden: &["bindery_sandbox", "bindery_tests"],
        except: &[],
        why: "nothing on the call path knows the sandbox or the tests",
    },
    Wall {
        inside: &["codegen/src", "flows/src", "generated/src", "runtime/src", "sandbox/src"],
        forbidden: &["danger_accept_invalid", "0.0.0.0"],
        except: &[],
        why: "verification cannot be switched off, and no server listens beyond loopback",
    },
];

/// Crates of the workspace that a crate may depend on, tests and all. (The flows' tests run against the sandbox; a wall
/// keeps it out of the flows themselves.)
const CRATE_EDGES: &[(&str, &[&str])] = &[
    ("bindery-codegen", &[]),
    ("bindery-runtime", &[]),
    ("partners", &["bindery-runtime"]),
    ("bindery-sandbox", &["bindery-runtime", "partners"]),
    ("partner-flows", &["bindery-runtime", "bindery-sandbox", "partners"]),
];

/// Folders whose Rust files are written by hand.
const HAND_WRITTEN: &[&str] = &["codegen", "flows", "runtime", "sandbox", "tests"];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        if next.is_file() {
            files.push(next);
            continue;
        }
        let Ok(entries) = std::fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_dir() && path.file_name().is_none_or(|name| name != "target")
                || path.extension().is_some_and(|extension| extension == "rs")
            {
                waiting.push(path);
            }
        }
    }
    files.sort();
    files
}

fn relative(path: &Path) -> String {
    path.strip_prefix(workspace()).expect("inside the workspace").to_string_lossy().replace('\\', "/")
}

/// The lines that are code: no comments, and no unit tests, which stand last in a file and may go round a wall to
/// make what they need.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| *line != "#[cfg(test)]" || text.contains("#[cfg(test)]\nmod tests;"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Whether a file holds unit tests only.
fn is_test_file(name: &str) -> bool {
    name.contains("/tests/") || name.ends_with("tests.rs") || name.ends_with("/sample.rs")
}

#[test]
fn nobody_climbs_a_wall() {
    let mut broken = Vec::new();
    for wall in WALLS {
        for inside in wall.inside {
            for file in rust_files(&workspace().join(inside)) {
                let name = relative(&file);
                if is_test_file(&name) || wall.except.iter().any(|except| name.starts_with(except)) {
                    continue;
                }
                let text = std::fs::read_to_string(&file).expect("a readable file");
                for (number, line) in code_lines(&text) {
                    for word in wall.forbidden.iter().filter(|word| line.contains(**word)) {
                        broken.push(format!("{name}:{}: `{word}` ({})", number + 1, wall.why));
                    }
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_file_says_its_idea_first_and_stays_small() {
    let mut broken = Vec::new();
    for folder in HAND_WRITTEN {
        for file in rust_files(&workspace().join(folder)) {
            let text = std::fs::read_to_string(&file).expect("a readable file");
            if !text.starts_with("//! ") {
                broken.push(format!("{}: the first line is no `//!` sentence", relative(&file)));
            }
            if text.lines().count() > 500 {
                broken.push(format!("{}: over 500 lines", relative(&file)));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn crates_depend_in_one_direction() {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(workspace())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let own: Vec<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    for (name, allowed) in CRATE_EDGES {
        let package = packages.iter().find(|package| package["name"] == *name).expect("a member");
        let edges: Vec<&str> = package["dependencies"]
            .as_array()
            .expect("dependencies")
            .iter()
            .filter_map(|dependency| dependency["name"].as_str())
            .filter(|dependency| own.contains(dependency))
            .collect();
        for edge in edges {
            assert!(allowed.contains(&edge), "{name} may not depend on {edge}");
        }
    }
}

#[test]
fn money_is_never_a_float_in_the_bindings() {
    for file in rust_files(&workspace().join("generated/src")) {
        let text = std::fs::read_to_string(&file).expect("a readable file");
        for (number, line) in code_lines(&text) {
            assert!(
                !line.contains(": f32") && !line.contains(": f64") && !line.contains("<f64>"),
                "{}:{}: a float",
                relative(&file),
                number + 1
            );
        }
    }
}

#[test]
fn snapshots_hold_visibly_fake_values_only() {
    let mut waiting = vec![workspace().join("tests")];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "snap") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a readable file");
            for (number, line) in text.lines().enumerate() {
                if let Some(found) = looks_real(line) {
                    panic!("{}:{}: {found} looks real; use the fixtures", relative(&path), number + 1);
                }
            }
        }
    }
}

/// Something in a snapshot that may come from a real message: an identifier that is not all zeros but its last
/// digits, or a public address.
fn looks_real(line: &str) -> Option<&str> {
    line.split(|character: char| !(character.is_ascii_hexdigit() || character == '-')).find(|word| {
        word.len() == 36
            && word.split('-').map(str::len).eq([8, 4, 4, 4, 12])
            && !word.starts_with("00000000-0000-0000-0000-")
    })
}
