//! Crates of other people: with a workspace of their own, generating in their build, or written by the generator.

use std::path::{Path, PathBuf};

use super::message_tree::Element;
use super::tools::{Run, bindery, cargo, copy_tree, downstream_crate, lasting_folder, put};
use crate::workspace;

#[test]
fn a_crate_with_its_own_workspace_takes_one_partner() {
    let folder = lasting_folder("uses_partners");
    downstream_crate("uses_partners", &folder, workspace());
    cargo(&folder, &["check", "--quiet"]).expect(0);
}

/// The errors that a fixture expects, by line: those that end in `//~ CODE`.
fn expected_errors(source: &str) -> Vec<(u64, String)> {
    let marked = |(at, line): (u64, &str)| Some((at, line.split_once("//~ ")?.1.to_owned()));
    (1..).zip(source.lines()).filter_map(marked).collect()
}

#[test]
fn a_session_makes_the_calls_and_promotions_of_its_level_and_no_other_compiles() {
    let folder = lasting_folder("session_levels");
    downstream_crate("session_levels", &folder, workspace());
    let run = cargo(&folder, &["check", "--quiet", "--message-format", "json"]).expect(101);
    let message =
        |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["message"].take();
    let messages: Vec<_> = run.out.lines().map(message).filter(|one| one["level"] == "error").collect();
    let found = |error: &serde_json::Value| {
        let spans = error["spans"].as_array()?;
        let line = spans.iter().find(|span| span["is_primary"] == true)?["line_start"].as_u64()?;
        Some((line, error["code"]["code"].as_str()?.to_owned()))
    };
    let mut errors: Vec<(u64, String)> = messages.iter().filter_map(found).collect();
    errors.sort();
    let source = std::fs::read_to_string(folder.join("src/main.rs")).expect("the fixture");
    let expected = expected_errors(&source);
    assert!(expected.len() > 15);
    assert_eq!(errors, expected, "each where it is expected, and no other");
}

#[test]
fn a_crate_generates_in_its_build_script_and_reads_and_writes_messages() {
    let folder = lasting_folder("generates_in_build");
    downstream_crate("generates_in_build", &folder, workspace());
    let run = cargo(&folder, &["run", "--quiet"]).expect(0);
    assert_eq!(run.err, "", "no warnings");
    let mut lines = run.out.lines();
    let request = lines.next().expect("the request as it was read");
    assert!(request.starts_with("OpenLockerRequest") && !request.contains("4711"), "{request}");
    assert_eq!(lines.next(), Some("200 text/xml; charset=utf-8"));
    let envelope: Vec<&str> = lines.collect();
    let reply = Element::read(envelope.join("\n").as_bytes());
    let result = reply.find("OpenLockerResult").expect("the result");
    assert_eq!(result.namespace, "urn:example:lockers");
    let text = |name: &str| result.find(name).map(|element| element.text.as_str());
    assert_eq!((text("ResultCode"), text("Fee")), (Some("00"), Some("1.50")));
    let parcels = &result.find("Parcels").expect("the list").children;
    assert_eq!(parcels.iter().map(|item| item.text.as_str()).collect::<Vec<_>>(), ["one", "two"]);
}

#[test]
fn a_mistake_in_a_profile_stops_the_build_and_says_why() {
    let folder = lasting_folder("mistake_in_build");
    downstream_crate("generates_in_build", &folder, workspace());
    put(&folder.join("contract/bindings.toml"), "[types]\nPickupCod = \"secret\"\n");
    // Not `check`: the generator would be compiled once more, for a build script without debug information.
    let build = cargo(&folder, &["build", "--quiet"]).expect(101);
    for text in ["profile-unknown-name", "contract/bindings.toml:2", "did you mean `PickupCode`?"] {
        assert!(build.err.contains(text), "{text} in {}", build.err);
    }
}

/// Runs the command of the last line that the generator printed, in the folder in which the generator ran.
#[track_caller]
fn compile_as_told(generated: &Run, folder: &Path, more: &[&str]) {
    let line = generated.out.lines().last().expect("a last line");
    let command = line.strip_prefix("compile it with: cargo ").unwrap_or_else(|| panic!("{line}"));
    let arguments: Vec<&str> = command.split(' ').chain(more.iter().copied()).collect();
    let [check, option, manifest] = arguments[..3] else { panic!("{line}") };
    assert_eq!([check, option], ["check", "--manifest-path"]);
    // The versions that are here already.
    copy_tree(&workspace().join("Cargo.lock"), &folder.join(manifest).with_file_name("Cargo.lock"));
    cargo(folder, &arguments).expect(0);
}

/// The documents of PAPI3, as they are named on a command line.
fn papi3_documents() -> Vec<String> {
    ["PartnerSSORequest3", "PartnerDepositRequest3", "PartnerLargeAccountList"]
        .map(|name| workspace_file(&format!("wsdl/papi3/{name}.wsdl")))
        .to_vec()
}

fn workspace_file(path: &str) -> String {
    workspace().canonicalize().expect("the workspace").join(path).display().to_string()
}

fn generate(folder: &Path, inputs: &[String], more: &[&str]) -> Run {
    let mut arguments = vec!["generate", "--input"];
    arguments.extend(inputs.iter().map(String::as_str));
    arguments.extend(more);
    bindery(folder, &arguments)
}

#[test]
fn a_crate_outside_the_repository_compiles_by_the_command_that_was_printed() {
    let folder = tempfile::tempdir().expect("a folder outside the repository");
    let empty = folder.path().join("papi3-client");
    std::fs::create_dir(&empty).expect("an empty folder");
    let (runtime, profile) = (workspace_file("runtime"), workspace_file("wsdl/papi3/bindings.toml"));
    let more = ["--profile", &profile, "--out", "papi3-client", "--runtime", &runtime];
    let named = [more.as_slice(), &["--crate-name", "papi3-client"]].concat();
    let generated = generate(folder.path(), &papi3_documents(), &named).expect(0);
    assert_eq!(generated.err, "", "nothing to say about our own documents");
    compile_as_told(&generated, folder.path(), &["--features", "server"]);
    let again = generate(folder.path(), &papi3_documents(), &named).expect(0);
    assert!(again.out.contains("papi3-client: 0 files written"), "{}", again.out);

    // The same by the name of its first document.
    let generated = generate(folder.path(), &papi3_documents(), &more).expect(0);
    assert!(generated.out.contains("partner_sso_request3 "), "{}", generated.out);
    assert!(!empty.join("src/papi3_client").exists(), "the other module has gone");
}

#[test]
fn documents_without_a_profile_become_plain_clients() {
    let folder = tempfile::tempdir().expect("a folder outside the repository");
    let runtime = workspace_file("runtime");
    let netspend = [workspace_file("openapi/netspend/netspend.yaml")];
    for (inputs, out) in [(papi3_documents(), "plain-papi3"), (netspend.to_vec(), "plain-netspend")] {
        let more = ["--out", out, "--runtime", &runtime, "--crate-name", out];
        let generated = generate(folder.path(), &inputs, &more).expect(0);
        compile_as_told(&generated, folder.path(), &["--all-features"]);
    }
}

#[test]
fn a_standalone_crate_compiles_inside_the_folder_of_another_workspace() {
    let folder = lasting_folder("another_workspace");
    put(&folder.join("Cargo.toml"), "[workspace]\nmembers = [\"member\"]\nresolver = \"3\"\n");
    put(&folder.join("member/Cargo.toml"), "[package]\nname = \"member\"\nedition = \"2024\"\n");
    put(&folder.join("member/src/lib.rs"), "//! Empty.\n");
    let document = "tests/fixtures/downstream/generates_in_build/contract/Lockers.wsdl";
    let inputs = [workspace_file(document)];
    let runtime = workspace_file("runtime");
    let more = ["--out", "clients/lockers", "--runtime", &runtime];
    let foreign = generate(&folder, &inputs, &more).expect(0);
    let line = foreign.out.lines().last().expect("a last line").to_owned();
    assert!(line.ends_with("clients/lockers/Cargo.toml"), "{line}");
    let manifest = PathBuf::from("clients/lockers/Cargo.toml").display().to_string();
    let refused = cargo(&folder, &["check", "--manifest-path", &manifest]);
    assert!(refused.err.contains("believes it's in a workspace when it's not"), "{}", refused.err);
    let standalone = generate(&folder, &inputs, &[more.as_slice(), &["--standalone"]].concat()).expect(0);
    compile_as_told(&standalone, &folder, &[]);
}
