//! `client_certificate`, where it cannot stand.

use insta::assert_snapshot;

use super::{complaint, said};

#[test]
fn a_client_certificate_belongs_to_environments_of_a_wsdl_partner() {
    let mistakes = [
        "client_certificate = 'per-environment'",
        "client_certificate = true\nenvironments = { uat = {} }",
        "client_certificate = 'always'\nenvironments = { uat = {} }",
    ];
    // The sample has a resource too.
    let misfit = complaint("client_certificate = 'per-environment'\nenvironments = { uat = {} }");
    assert_snapshot!(mistakes.map(said).concat() + &misfit, @r#"
    error[profile-missing-key] bindings.toml:1:22: each environment has a client certificate, and no environment is named
      help: add `environments = { NAME = {}, ... }`
    error[profile-wrong-type] bindings.toml:1:22: `client_certificate` is a boolean, not a text in quotes
      help: write a text in quotes
    error[profile-unknown-value] bindings.toml:1:22: `client_certificate` cannot be `always`
      help: write `client_certificate = "per-environment"`, or remove the entry
    error[profile-client-certificate] bindings.toml:1:22: `client_certificate` is written for clients of WSDL contracts only
      help: remove the entry
    "#);
}
