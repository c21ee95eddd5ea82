//! Every operation of both contracts has its request among the snapshots, those of the feature `inferred` included: one
//! that is new cannot be forgotten.

use bindery_codegen::contract::{Contract, Operation};

use crate::workspace;

fn has_snapshot(partner: &str, operation: &Operation, snapshots: &[String]) -> bool {
    let name = format!("{partner}_{}", snake_case(&operation.name));
    snapshots.contains(&name)
}

/// The operations of a partner that have no snapshot of a request.
fn without_snapshot<'a>(partner: &str, contract: &'a Contract, snapshots: &[String]) -> Vec<&'a str> {
    contract
        .operations()
        .map(|(_, operation)| operation)
        .filter(|operation| !has_snapshot(partner, operation, snapshots))
        .map(|operation| operation.name.as_str())
        .collect()
}

fn snake_case(name: &str) -> String {
    let mut text = String::new();
    for (at, letter) in name.char_indices() {
        if letter.is_uppercase() && at > 0 {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

#[test]
fn every_operation_has_a_snapshot_of_its_request() {
    let snapshots: Vec<String> = std::fs::read_dir(workspace().join("tests/checks/snapshots"))
        .expect("the snapshots")
        .filter_map(|entry| {
            let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
            Some(name.strip_suffix(".snap")?.rsplit("__").next()?.to_owned())
        })
        .collect();
    for (partner, at_least) in [("papi3", 17), ("netspend", 77)] {
        let file = workspace().join(format!("generated/src/{partner}/contract.json"));
        let text = std::fs::read_to_string(file).expect("the contract is committed");
        let contract: Contract = serde_json::from_str(&text).expect("a contract");
        let count = contract.operations().count();
        assert!(count >= at_least, "{partner} has {count} operations");
        assert_eq!(without_snapshot(partner, &contract, &snapshots), Vec::<&str>::new());
        // It would be seen.
        let fewer: Vec<String> =
            snapshots.iter().filter(|name| !name.ends_with("session")).cloned().collect();
        assert!(!without_snapshot(partner, &contract, &fewer).is_empty());
    }
}
