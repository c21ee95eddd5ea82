//! Documents that cannot be right, and what is said about them.

use super::*;

const OK: &str = "responses: {'204': {description: done}}";

fn errors(text: &str) -> Vec<(&'static str, usize)> {
    let (_, found) = lowered(text);
    assert!(found.iter().all(|(severity, ..)| *severity == Severity::Error), "{found:?}");
    found.into_iter().map(|(_, code, line)| (code, line)).collect()
}

#[test]
fn documents_of_other_kinds_are_refused() {
    assert_eq!(errors("swagger: '2.0'\ninfo: {}\n"), [("openapi-2-document", 1)]);
    assert_eq!(errors("{\"info\": {},\n\"swagger\": \"2.0\"}"), [("openapi-2-document", 2)]);
    assert_eq!(errors("openapi: 4.0.0\n"), [("openapi-unknown-version", 1)]);
    assert_eq!(errors("openapi: {}\n"), [("openapi-unknown-version", 1)]);
    for text in ["a: 1", "[1]", "just text", "\"x\"", "<html><body>Not found</body></html>", "null"] {
        assert_eq!(errors(text), [("openapi-not-a-document", 1)], "{text}");
    }
    for text in [
        "",
        "{\"openapi\": \"3.0.3\", ",
        "openapi: 3.0.3\n  info: x\n",
        "<?xml version=\"1.0\"?>\n<a b=\"1\">: : </a>\n",
    ] {
        assert_eq!(lowered(text).1.len(), 1, "{text}");
        assert_eq!(codes(&lowered(text).1)[0].split('-').next(), Some("openapi"));
    }
}

#[test]
fn swagger_2_is_refused_with_the_remedy() {
    let mut diagnostics = Diagnostics::default();
    assert!(read("petstore.json", "{\"swagger\": \"2.0\"}", &[], &mut diagnostics).is_none());
    let finding = diagnostics.iter().next().unwrap();
    assert!(finding.help.contains("Convert it to OpenAPI 3.0"), "{}", finding.help);
    assert_eq!(finding.place.as_ref().unwrap().file, "petstore.json");
}

#[test]
fn nothing_outside_the_document_is_opened() {
    for target in [
        "../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "https://example.com/a.yaml",
        "other.yaml#/a",
    ] {
        let text =
            with_schemas(&format!("    T: {{type: object, properties: {{a: {{$ref: '{target}'}}}}}}\n"));
        assert_eq!(errors(&text), [("openapi-external-reference", 11)], "{target}");
    }
}

#[test]
fn references_that_lead_nowhere_are_refused_with_their_line() {
    let text = with_schemas(
        "    T:\n      type: object\n      properties:\n        a: {$ref: '#/components/schemas/Missing'}\n",
    );
    assert_eq!(errors(&text), [("openapi-missing-reference", 14)]);
    let text = with_paths(&format!(
        "  /a: {{get: {{operationId: a, parameters: [{{$ref: '#/components/parameters/P'}}], {OK}}}}}\n"
    ));
    assert_eq!(errors(&text), [("openapi-missing-reference", 4)]);
    assert_eq!(errors(&with_paths("  /a: {$ref: '#/b'}\n")), [("openapi-missing-reference", 4)]);
    let text = with_paths(
        "  /a: {post: {operationId: a, requestBody: {$ref: '#/b'}, responses: {'200': {$ref: '#/c'}}}}\n",
    );
    assert!(
        codes(&lowered(&text).1).starts_with(&["openapi-missing-reference", "openapi-missing-reference"])
    );
}

#[test]
fn fault_g33_an_operation_id_given_twice_names_both() {
    let text = with_paths(&format!(
        "  /a: {{get: {{operationId: x, {OK}}}}}\n  /b: {{post: {{operationId: x, {OK}}}}}\n"
    ));
    let mut diagnostics = Diagnostics::default();
    let document = read("a.yaml", &text, &[], &mut diagnostics).unwrap();
    super::super::lower(&document, &Naming::default(), &mut diagnostics);
    let finding = diagnostics.iter().next().unwrap();
    assert_eq!((finding.severity, finding.code), (Severity::Error, "openapi-duplicate-operation-id"));
    assert_eq!(finding.message, "`operationId: x` is given twice: to GET /a (line 4) and POST /b");
}

#[test]
fn fault_g33_a_missing_operation_id_is_derived_and_kept_clear_of_others() {
    let text = with_paths(&format!(
        "  /people/{{id}}: {{parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}], get: {{{OK}}}}}
  /x: {{get: {{operationId: getPeopleById, {OK}}}}}
"
    ));
    let (contract, found) = lowered(&text);
    assert_eq!(found, [(Severity::Warning, "openapi-no-operation-id", 4)]);
    let names: Vec<&str> = contract.operations().map(|(_, operation)| operation.name.as_str()).collect();
    assert_eq!(names, ["getPeopleById2", "getPeopleById"]);
}

#[test]
fn fault_g33_path_parameters_must_fit_the_path() {
    let id = "parameters: [{name: id, in: path, required: true, schema: {type: string}}]";
    let cases = [
        (format!("  /a/{{id}}: {{get: {{operationId: a, {OK}}}}}\n"), "openapi-path-parameter"),
        (format!("  /a: {{get: {{operationId: a, {id}, {OK}}}}}\n"), "openapi-path-parameter"),
        (format!("  /a/{{id}}/{{id}}: {{get: {{operationId: a, {id}, {OK}}}}}\n"), "openapi-path-parameter"),
        (format!("  '/a/{{id': {{get: {{operationId: a, {OK}}}}}\n"), "openapi-path"),
        (format!("  '/a/{{}}': {{get: {{operationId: a, {OK}}}}}\n"), "openapi-path"),
        (format!("  a: {{get: {{operationId: a, {OK}}}}}\n"), "openapi-path"),
    ];
    for (paths, code) in cases {
        assert_eq!(errors(&with_paths(&paths)), [(code, 4)], "{paths}");
    }
}

#[test]
fn fault_g33_paths_that_match_the_same_addresses_are_refused() {
    let path = |name: &str| {
        let parameter = format!("{{name: {name}, in: path, required: true, schema: {{type: string}}}}");
        format!("  /a/{{{name}}}: {{get: {{operationId: {name}, parameters: [{parameter}], {OK}}}}}\n")
    };
    assert_eq!(errors(&with_paths(&(path("x") + &path("y")))), [("openapi-equal-paths", 5)]);
}

#[test]
fn parameters_without_a_name_or_given_twice_are_refused() {
    let with = |list: &str| {
        errors(&with_paths(&format!("  /a: {{get: {{operationId: a, parameters: [{list}], {OK}}}}}\n")))
    };
    assert_eq!(with("{in: query, schema: {type: string}}"), [("openapi-parameter", 4)]);
    assert_eq!(with("{name: a, in: body, schema: {type: string}}"), [("openapi-parameter", 4)]);
    let twice = "{name: a, in: query, schema: {type: string}}, {name: a, in: query, schema: {type: integer}}";
    assert_eq!(with(twice), [("openapi-duplicate-parameter", 4)]);
}

#[test]
fn schemas_that_are_no_schemas_are_refused() {
    assert_eq!(
        errors(&with_schemas("    T: {type: object, properties: {a: text}}\n")),
        [("openapi-not-a-schema", 11)]
    );
}

#[test]
fn paths_with_a_query_are_left_out() {
    let (contract, found) = lowered(&with_paths(&format!("  /a?b=c: {{get: {{operationId: a, {OK}}}}}\n")));
    assert_eq!((contract.operations().count(), codes(&found)), (0, vec!["openapi-path-query"]));
}
