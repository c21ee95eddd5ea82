//! One integration binary: every test across the crates is a module here.

mod checks {
    mod bad_input;
    mod bad_replies;
    mod canaries;
    mod certificate_request;
    mod command;
    mod completeness;
    mod constructs;
    mod contract_changes;
    mod corpus;
    mod determinism;
    mod downstream;
    mod environments;
    mod every_operation;
    mod fixtures;
    mod foreign_contract;
    mod guide;
    mod hostile;
    mod message_tree;
    mod netspend_inferred_requests;
    mod netspend_over_tls;
    mod netspend_requests;
    mod netspend_sessions;
    mod over_mutual_tls;
    mod papi3_envelopes;
    #[path = "../../sandbox/tests/over_tls/raw.rs"]
    mod raw;
    mod readme;
    mod request_sent;
    mod result_codes;
    mod scripted_server;
    mod seeded_faults;
    mod session_batches;
    mod session_isolation;
    mod session_life;
    mod tidy;
    mod tools;
    mod wcf_shape;
}

/// The workspace's root folder.
fn workspace() -> &'static std::path::Path {
    std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
