//! What the emitters write for small OpenAPI documents.

use super::{Files, bindings};
use crate::contract::Contract;
use crate::diagnostic::Diagnostics;
use crate::document::openapi::read;
use crate::lower::{Naming, openapi::lower};

/// The bindings of a document with these paths and components.
fn emitted(paths: &str, components: &str) -> Files {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: Bank, version: '1'}}\npaths:\n{paths}components:\n{components}"
    );
    let mut diagnostics = Diagnostics::default();
    let document = read("a.yaml", &text, &[], &mut diagnostics).expect("a document");
    let contract = lower(&document, &Naming::default(), &mut diagnostics);
    assert_eq!(diagnostics.iter().map(|finding| &finding.message).collect::<Vec<_>>(), Vec::<&String>::new());
    bindings(&Contract { partner: "bank".to_owned(), ..contract })
}

const OK: &str = "responses: {'204': {description: done}}";

/// The text of one function, from its name to the end of its signature and body.
fn function<'f>(file: &'f str, name: &str) -> &'f str {
    let start = file.find(&format!("fn {name}(")).unwrap_or_else(|| panic!("{name} in {file}"));
    let end = file[start..].find("\n    }\n").unwrap_or_else(|| panic!("the end of {name}"));
    &file[start..start + end]
}

#[test]
fn calls_are_authorised_as_the_document_says() {
    let files = emitted(
        &format!(
            "  /key: {{get: {{operationId: withKey, security: [{{key: []}}], {OK}}}}}
  /basic: {{get: {{operationId: withName, security: [{{basic: []}}], {OK}}}}}
  /bearer: {{get: {{operationId: withToken, security: [{{token: []}}], {OK}}}}}
  /open: {{get: {{operationId: open, security: [], {OK}}}}}
"
        ),
        "  securitySchemes:
    key: {type: apiKey, in: header, name: X-Api-Key}
    basic: {type: http, scheme: basic}
    token: {type: http, scheme: bearer}
",
    );
    let client = &files["client.rs"];
    for setting in [
        "pub x_api_key: rt::Secret",
        "pub username: rt::Secret",
        "pub password: rt::Secret",
        "pub bearer: Option<rt::Secret>",
    ] {
        assert!(client.contains(setting), "{setting} in {client}");
    }
    let credentials = [
        "secret_header(\"X-Api-Key\", &self.x_api_key)",
        "basic(&self.username, &self.password)",
        "request.bearer(",
    ];
    for (name, own) in
        [("with_key", Some(0)), ("with_name", Some(1)), ("with_token", Some(2)), ("open", None)]
    {
        let body = function(client, name);
        for (at, credential) in credentials.iter().enumerate() {
            assert_eq!(body.contains(credential), own == Some(at), "{credential} in {body}");
        }
    }
}

#[test]
fn arguments_keep_clear_of_one_another_and_of_the_words_of_the_functions() {
    let text = "required: true, schema: {type: string}";
    let files = emitted(
        &format!(
            "  /x/{{server}}/{{incoming}}:
    post:
      operationId: send
      parameters:
        - {{name: server, in: path, {text}}}
        - {{name: incoming, in: path, {text}}}
        - {{name: server, in: query, {text}}}
        - {{name: body, in: query, {text}}}
        - {{name: request, in: query, {text}}}
      {OK}
"
        ),
        "  schemas: {}\n",
    );
    let client = function(&files["client.rs"], "send");
    for argument in [
        "server_path: &str",
        "incoming_path: &str",
        "server_query: &str",
        "body_query: &str",
        "request_query: &str",
    ] {
        assert!(client.contains(argument), "{argument} in {client}");
    }
    assert!(client.contains("request.path(\"server\", server_path)"), "{client}");
    let server = &files["server.rs"];
    assert!(
        server.contains("server_path: &str")
            && server.contains("server.send(incoming, server_path, incoming_path)"),
        "{server}"
    );
}

fn schemas(schemas: &str) -> Files {
    let content = "content: {application/json: {schema: {$ref: '#/components/schemas/T'}}}";
    let paths = format!(
        "  /t: {{post: {{operationId: send, requestBody: {{required: true, {content}}}, responses: {{'200': {{description: ok, {content}}}}}}}}}\n"
    );
    emitted(&paths, &format!("  schemas:\n{schemas}"))
}

#[test]
fn a_member_called_unlisted_is_not_the_list_of_unlisted_members() {
    let files =
        schemas("    T: {type: object, required: [unlisted], properties: {unlisted: {type: string}}}\n");
    let types = &files["types.rs"];
    assert!(
        types.contains("#[serde(rename = \"unlisted\")]") && types.contains("pub unlisted_: String"),
        "{types}"
    );
    assert!(types.contains("pub unlisted: rt::json::Members"), "{types}");
}

#[test]
fn fault_f4_numbers_and_their_texts_are_two_types() {
    let files = schemas(
        "    T: {type: object, properties: {n: {type: number}, t: {type: string, format: decimal}, i: {type: integer, maximum: 18446744073709551615}, c: {oneOf: [{type: boolean}, {type: number}]}}}\n",
    );
    let types = &files["types.rs"];
    for field in ["pub n: Option<rt::json::Number>", "pub t: Option<rt::Decimal>", "pub i: Option<i128>"] {
        assert!(types.contains(field), "{field} in {types}");
    }
    assert!(
        types.contains("rt::json::OneOf") && !types.contains("untagged)]\n#[derive(serde::Deserialize"),
        "{types}"
    );
}

#[test]
fn types_of_inferred_operations_only_are_behind_their_feature() {
    let body = |name: &str| {
        format!(
            "requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}"
        )
    };
    let files = emitted(
        &format!(
            "  /a: {{post: {{operationId: a, {}, {OK}}}}}
  /b: {{post: {{operationId: b, x-inferred-feature: true, {}, {OK}}}}}
",
            body("Known"),
            body("Guessed")
        ),
        "  schemas:
    Known: {type: object, required: [shared], properties: {shared: {$ref: '#/components/schemas/Shared'}}}
    Guessed: {type: object, required: [shared, kind], properties: {shared: {$ref: '#/components/schemas/Shared'}, kind: {$ref: '#/components/schemas/Kind'}}}
    Shared: {type: object, properties: {x: {type: string}}}
    Kind: {type: string, enum: [a, b]}
",
    );
    let types = &files["types.rs"];
    let gated = |item: &str| {
        let at = types.find(item).unwrap_or_else(|| panic!("{item} in {types}"));
        let before = types[..at].rsplit("\n\n").next().unwrap_or_default();
        before.contains("#[cfg(feature = \"inferred\")]")
    };
    for item in ["pub struct Guessed", "impl Guessed", "impl rt::fmt::Debug for Guessed", "pub enum Kind"] {
        assert!(gated(item), "{item} in {types}");
    }
    for item in ["pub struct Known", "impl Known", "pub struct Shared"] {
        assert!(!gated(item), "{item} in {types}");
    }
    let json = &files["json.rs"];
    assert!(json.contains("#[cfg(feature = \"inferred\")]\nuse super::types;"), "{json}");
    assert!(
        files["client.rs"].contains("use super::types;")
            && !files["client.rs"].contains("#[cfg(feature = \"inferred\")]\nuse")
    );
}

#[test]
fn every_type_of_a_reply_is_bound_to_its_status() {
    let text = |name: &str| {
        format!(
            "content: {{application/json: {{schema: {{type: object, properties: {{{name}: {{type: string}}}}}}}}}}"
        )
    };
    let paths = format!(
        "  /a:
    get:
      operationId: getA
      responses:
        '200': {{description: ok, {}}}
        '202': {{description: later, {}}}
        '400': {{description: bad, {}}}
",
        text("a"),
        text("job"),
        text("reason")
    );
    let document = format!("openapi: 3.0.3\ninfo: {{title: Bank, version: '1'}}\npaths:\n{paths}");
    let mut diagnostics = Diagnostics::default();
    let document = read("a.yaml", &document, &[], &mut diagnostics).expect("a document");
    let contract = lower(&document, &Naming::default(), &mut diagnostics);
    let codes: Vec<_> = diagnostics.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["openapi-several-success-types"]);
    let files = bindings(&Contract { partner: "bank".to_owned(), ..contract });
    assert!(files["json.rs"].contains("otherwise: &[202u16]"), "{}", files["json.rs"]);
    let client = &files["client.rs"];
    for line in [
        "With 202, `reply_as` of the error reads a `types::GetA202`.",
        "With 400, `reply_as` of the error reads a `types::GetA400`.",
    ] {
        assert!(client.contains(line), "{line} in {client}");
    }
}
