//! Secrets cannot be printed: every text of a message that is not on the allow-list carries a mark, and the mark is
//! looked for in everything that can be printed or logged.

mod messages;
mod scan;
mod telling;
mod types;

use std::collections::BTreeSet;

use bindery_codegen::contract::{Contract, Shape};

use crate::workspace;

/// The contract that a partner's bindings were made from.
fn contract(partner: &str) -> Contract {
    let file = workspace().join(format!("generated/src/{partner}/contract.json"));
    let text = std::fs::read_to_string(file).expect("the contract is committed");
    serde_json::from_str(&text).expect("a contract")
}

#[test]
fn invariant_7_no_type_prints_what_is_not_on_the_allow_list() {
    for (partner, printing) in [("papi3", types::papi3()), ("netspend", types::netspend())] {
        let contract = contract(partner);
        let mut missing: BTreeSet<String> = contract
            .types
            .iter()
            .filter(|definition| matches!(definition.shape, Shape::Record(_)))
            .map(|definition| types::rust_name(partner, definition))
            .collect();
        let (mut marks, mut shown) = (0, 0);
        for (name, print) in printing {
            assert!(missing.remove(name), "{name} is a type of the contract, and tried once");
            let message = messages::of(&contract, types::definition(partner, &contract, name));
            let printed = print(&message.text);
            // The value holds every mark: what it writes has them all again.
            assert_eq!(
                scan::count(&printed.written),
                message.marks,
                "{name}:\n{}\n{}",
                message.text,
                printed.written
            );
            scan::assert_clean(name, &printed.debug);
            marks += message.marks;
            shown += usize::from(printed.debug.contains(messages::OPEN));
        }
        assert_eq!(missing, BTreeSet::new(), "types of {partner} that were not tried");
        assert!(marks > 100 && shown > 10, "{partner}: {marks} marks hidden, {shown} types show something");
    }
}

#[tokio::test]
async fn invariant_7_no_error_and_no_log_tells_what_was_sent_or_received() {
    telling::papi3().await;
    telling::netspend().await;
    telling::sessions().await;
    telling::mints().await;
    telling::plain();
}
