//! Which crate may depend on which, as cargo sees it.

use serde_json::Value;

use crate::workspace;

/// What a crate of the workspace may depend on.
struct Edges {
    name: &'static str,
    /// Crates of the workspace that it links.
    links: &'static [&'static str],
    /// Further ones that its own tests may use.
    tests: &'static [&'static str],
    /// Other people's crates, where the list is closed.
    foreign: Option<&'static [&'static str]>,
}

const EDGES: &[Edges] = &[
    Edges { name: "bindery-codegen", links: &[], tests: &[], foreign: None },
    Edges { name: "bindery-runtime", links: &[], tests: &[], foreign: None },
    Edges { name: "partners", links: &["bindery-runtime"], tests: &[], foreign: Some(&["serde"]) },
    Edges {
        name: "partner-flows",
        links: &["bindery-runtime", "partners"],
        tests: &["bindery-sandbox"],
        foreign: None,
    },
    Edges { name: "bindery-sandbox", links: &["bindery-runtime", "partners"], tests: &[], foreign: None },
];

/// What a package depends on and may not.
fn crossed(package: &Value, own: &[&str], edges: &Edges) -> Vec<String> {
    let dependencies = package["dependencies"].as_array().expect("dependencies");
    dependencies
        .iter()
        .filter_map(|dependency| {
            let name = dependency["name"].as_str()?;
            let allowed = match edges.foreign {
                _ if own.contains(&name) => {
                    let tested = dependency["kind"] == "dev" && edges.tests.contains(&name);
                    edges.links.contains(&name) || tested
                }
                Some(foreign) => foreign.contains(&name),
                None => true,
            };
            (!allowed).then(|| format!("{} may not depend on {name}", edges.name))
        })
        .collect()
}

#[test]
fn crates_depend_in_one_direction() {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(workspace())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let own: Vec<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let mut broken = Vec::new();
    for edges in EDGES {
        let package = packages.iter().find(|package| package["name"] == edges.name);
        broken.extend(crossed(package.expect("a member"), &own, edges));
    }
    let known = |name: &str| {
        EDGES.iter().any(|edges| edges.name == name)
            || matches!(name, "bindery-tests" | "bindery-bench-rendered")
    };
    broken.extend(own.iter().filter(|name| !known(name)).map(|name| format!("{name} has no edges here")));
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn an_edge_too_many_is_seen() {
    let own = ["bindery-runtime", "partners", "bindery-sandbox", "bindery-codegen"];
    let depends =
        |name: &str, kind: Value| serde_json::json!({"dependencies": [{"name": name, "kind": kind}]});
    let edges = |name| EDGES.iter().find(|edges| edges.name == name).expect("known");
    for (of, on, kind, many) in [
        ("partners", "bindery-codegen", Value::Null, 1),
        ("partners", "bindery-codegen", "build".into(), 1),
        ("partners", "reqwest", Value::Null, 1),
        ("partners", "serde", Value::Null, 0),
        ("partner-flows", "bindery-sandbox", Value::Null, 1),
        ("partner-flows", "bindery-sandbox", "dev".into(), 0),
        ("bindery-codegen", "bindery-runtime", "dev".into(), 1),
        ("bindery-runtime", "partners", "dev".into(), 1),
    ] {
        assert_eq!(crossed(&depends(on, kind), &own, edges(of)).len(), many, "{of} on {on}");
    }
}
