//! Who may name whom: the table of CONTRIBUTING's "one way", as walls between modules.

/// A border that the code of some modules may not cross.
pub(super) struct Wall {
    /// The modules inside, with all below them. Each of them exists.
    pub(super) inside: &'static [&'static str],
    /// What the wall says.
    pub(super) rule: Rule,
    /// Modules inside that may, each with the reason.
    pub(super) except: &'static [(&'static str, &'static str)],
    pub(super) why: &'static str,
}

/// What a wall says.
pub(super) enum Rule {
    /// Never these, nor anything below them; `.name` is a method.
    Never(&'static [&'static str]),
    /// Of all crates and modules, these only.
    Only(&'static [&'static str]),
}

use Rule::{Never, Only};

/// Reading and asking the file system.
const READING: &[&str] = &[
    "std::fs",
    "tokio::fs",
    "std::io::stdin",
    ".exists",
    ".try_exists",
    ".is_file",
    ".is_dir",
    ".is_symlink",
    ".read_dir",
    ".read_link",
    ".metadata",
    ".symlink_metadata",
    ".canonicalize",
];

/// Changing it.
const WRITING: &[&str] = &[
    "std::fs::write",
    "std::fs::copy",
    "std::fs::rename",
    "std::fs::hard_link",
    "std::fs::create_dir",
    "std::fs::create_dir_all",
    "std::fs::remove_file",
    "std::fs::remove_dir",
    "std::fs::remove_dir_all",
    "std::fs::set_permissions",
    "std::fs::OpenOptions",
    "std::fs::DirBuilder",
    "std::fs::File::create",
    "std::fs::File::create_new",
    "std::fs::File::options",
    "std::os",
    ".set_len",
    ".set_permissions",
    "tempfile",
];

const fn wall(inside: &'static [&'static str], rule: Rule, why: &'static str) -> Wall {
    Wall { inside, rule, except: &[], why }
}

pub(super) const WALLS: &[Wall] = &[
    wall(
        &["codegen::document"],
        Never(&["codegen::contract", "codegen::lower", "codegen::emit", "codegen::profile", "quote"]),
        "documents speak their own terms",
    ),
    wall(
        &["codegen::document::xml"],
        Never(&["codegen::document::wsdl", "codegen::document::xsd", "codegen::document::openapi"]),
        "XML knows no schema and no service",
    ),
    wall(
        &["codegen::document::xsd"],
        Never(&["codegen::document::wsdl", "codegen::document::openapi"]),
        "a schema knows no service",
    ),
    wall(
        &["codegen::document::wsdl"],
        Never(&["codegen::document::openapi"]),
        "formats do not know one another",
    ),
    wall(
        &["codegen::document::openapi"],
        Never(&["codegen::document::wsdl", "codegen::document::xsd", "codegen::document::xml"]),
        "formats do not know one another",
    ),
    wall(
        &["codegen::contract"],
        Only(&["codegen::contract", "serde", "std"]),
        "the contract is a model on its own: serde and std",
    ),
    wall(&["codegen::lower"], Never(&["codegen::emit", "quote", "syn"]), "lowering knows no Rust syntax"),
    wall(
        &["codegen::lower::wsdl"],
        Never(&["codegen::lower::openapi", "codegen::document::openapi"]),
        "the two lowerings do not know each other",
    ),
    wall(
        &["codegen::lower::openapi"],
        Never(&[
            "codegen::lower::wsdl",
            "codegen::document::wsdl",
            "codegen::document::xsd",
            "codegen::document::xml",
        ]),
        "the two lowerings do not know each other",
    ),
    wall(
        &["codegen::emit"],
        Never(&["codegen::document", "codegen::lower", "codegen::sources", "codegen::profile"]),
        "emitters know the contract only",
    ),
    Wall {
        inside: &["codegen"],
        rule: Never(&["xsd_parser"]),
        except: &[("codegen::document::xsd", "the place")],
        why: "one place names the XSD front end",
    },
    Wall {
        inside: &["codegen"],
        rule: Never(&["openapiv3"]),
        except: &[("codegen::document::openapi", "the place")],
        why: "one place names the OpenAPI front end",
    },
    Wall {
        inside: &["codegen"],
        rule: Never(READING),
        except: &[
            ("codegen::sources", "the place"),
            ("codegen::tree", "it compares what it is about to write"),
            ("codegen::command::generate", "asks where the runtime's folder lies, and reads nothing"),
            (
                "codegen::command::csr",
                "it reads the passphrase of a key, and looks for keys that are there already",
            ),
        ],
        why: "one place reads files",
    },
    Wall {
        inside: &["codegen"],
        rule: Never(WRITING),
        except: &[
            ("codegen::tree", "the place"),
            ("codegen::command::csr::files", "it writes keys, which must never replace a file"),
        ],
        why: "one place writes files",
    },
    Wall {
        inside: &["codegen"],
        rule: Never(&["std::env", "std::time", "std::process", "std::collections::hash_map::RandomState"]),
        except: &[
            ("codegen::generate::script", "cargo tells a build script its folders in the environment"),
            ("codegen::tree", "a staging folder carries the number of the process, so that no two meet"),
            ("codegen::main", "a program has arguments and an exit code"),
            (
                "codegen::command::csr",
                "a passphrase may come from the environment; a key is never the same twice",
            ),
        ],
        why: "the same inputs give the same bytes: no clock, no environment",
    },
    wall(
        &["codegen"],
        Never(&["runtime", "generated", "flows", "sandbox", "tests", "std::net", "tokio"]),
        "the generator knows no other crate of the workspace, and no network",
    ),
    Wall {
        inside: &["runtime"],
        rule: Never(&["reqwest", "rustls", "rustls_pki_types", "hyper", "webpki_roots"]),
        except: &[("runtime::transport", "the place")],
        why: "one place names the HTTP and TLS libraries",
    },
    wall(
        &["runtime::xml", "runtime::soap", "runtime::rest"],
        Never(&["runtime::transport", "runtime::session"]),
        "formats know no connection and no session",
    ),
    wall(
        &["runtime::xml"],
        Never(&["runtime::soap", "runtime::rest", "runtime::call"]),
        "the codec stands alone",
    ),
    wall(
        &["runtime"],
        Never(&["codegen", "generated", "flows", "sandbox", "tests"]),
        "the runtime knows no partner and nobody who calls it",
    ),
    wall(
        &["generated"],
        Only(&["generated", "runtime::generated", "serde"]),
        "generated code uses the one list of names",
    ),
    wall(
        &["flows"],
        Never(&[
            "codegen",
            "sandbox",
            "tests",
            "reqwest",
            "rustls",
            "hyper",
            "quick_xml",
            "runtime::xml",
            "runtime::generated",
        ]),
        "flows are calls of the bindings, and nothing below them",
    ),
    Wall {
        inside: &["flows"],
        rule: Never(&["redb"]),
        except: &[
            ("flows::store", "how each file is opened"),
            ("flows::journal::embedded", "the place"),
            ("flows::journal::purge", "what the same file forgets"),
            ("flows::netspend::records::embedded", "creations are not deposits, and in a file of their own"),
            ("flows::webhooks::embedded", "what was received is no intent, and in a file of its own"),
        ],
        why: "one place names the store",
    },
    wall(
        &["sandbox"],
        Never(&["codegen", "flows", "tests", "quick_xml"]),
        "the sandbox plays the partners and knows nobody who calls them",
    ),
];
