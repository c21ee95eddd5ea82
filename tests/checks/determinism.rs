//! The same documents give the same bytes: over runs, folders, users and environments, each in a process of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::tools::{Run, bindery, bindery_command, copied_documents, copy_tree, snapshot};
use crate::workspace;

/// Generates into an empty folder, as somebody with this environment.
fn generated(root: &Path, environment: &[(&str, &str)]) -> BTreeMap<PathBuf, Vec<u8>> {
    let target = root.join("generated");
    if target.exists() {
        std::fs::remove_dir_all(&target).expect("what was generated before is removed");
    }
    let mut command = bindery_command(root, &["generate"]);
    Run::of(command.env_clear().envs(environment.iter().copied())).expect(0);
    snapshot(&target)
}

#[test]
fn invariant_2_the_bytes_do_not_depend_on_run_folder_user_zone_or_language() {
    let first = copied_documents();
    let second = tempfile::Builder::new().prefix("other folder é").tempdir().expect("a temporary folder");
    let deeper = second.path().join("a/b/c");
    for entry in ["wsdl", "openapi"] {
        copy_tree(&first.path().join(entry), &deeper.join(entry));
    }
    let bytes = generated(first.path(), &[]);
    assert!(bytes.len() > 10, "{:?}", bytes.keys());
    let environments: [&[(&str, &str)]; 3] = [
        &[("HOME", "/home/one"), ("USER", "one"), ("TZ", "UTC"), ("LANG", "C")],
        &[("HOME", "/home/two"), ("USER", "two"), ("TZ", "Asia/Tokyo"), ("LANG", "tr_TR.UTF-8")],
        &[
            ("LC_ALL", "de_DE.UTF-8"),
            ("SOURCE_DATE_EPOCH", "1"),
            ("RUST_BACKTRACE", "full"),
            ("NO_COLOR", "1"),
        ],
    ];
    for (environment, root) in environments.iter().zip([first.path(), &deeper, &deeper]) {
        assert!(generated(root, environment) == bytes, "{environment:?} in {}", root.display());
    }
    for (path, content) in &bytes {
        let text = std::str::from_utf8(content).expect("text");
        let folder = first.path().display().to_string();
        assert!(!text.contains(&folder) && !text.contains('\r'), "{}", path.display());
    }
}

#[test]
fn named_documents_give_the_same_crate_in_any_order_and_from_any_folder() {
    let copy = copied_documents();
    let name = |name: &str| format!("wsdl/papi3/{name}.wsdl");
    let [sso, deposit, accounts] =
        ["PartnerSSORequest3", "PartnerDepositRequest3", "PartnerLargeAccountList"].map(name);
    let written = |directory: &Path, inputs: &[&str], out: &str| {
        let arguments = [&["generate", "--crate-name", "papi3", "--out", out, "--input"], inputs].concat();
        bindery(directory, &arguments).expect(0);
        snapshot(&directory.join(out))
    };
    let one = written(copy.path(), &[&sso, &deposit, &accounts], "one");
    assert!(one == written(copy.path(), &[&accounts, &sso, &deposit], "two"), "in another order");
    let inside = copy.path().join("wsdl/papi3");
    let plain = [&sso, &deposit, &accounts].map(|path| path.rsplit('/').next().expect("a name").to_owned());
    let plain = plain.each_ref().map(String::as_str);
    assert!(one == written(&inside, &plain, "three"), "from the folder itself");
}

#[test]
fn invariant_5_the_bindings_in_this_repository_are_what_the_documents_say() {
    let check = bindery(workspace(), &["check"]).expect(0);
    assert_eq!((check.out.as_str(), check.err.as_str()), ("generated/ is current\n", ""));
}
