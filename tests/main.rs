//! One integration binary: every test across the crates is a module here.

mod checks {
    mod bad_replies;
    mod fixtures;
    mod guide;
    mod message_tree;
    mod netspend_over_tls;
    mod netspend_requests;
    mod over_mutual_tls;
    mod papi3_envelopes;
    mod scripted_server;
    mod tidy;
    mod tools;
}

/// The workspace's root folder.
fn workspace() -> &'static std::path::Path {
    std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
