//! Names, paths, parameters, bodies and replies.

use super::*;
use crate::contract::{Credential, EvidenceMark, Occurs, Parameter, Place, Reply, Retry, Scalar, Status};

fn parameters<'c>(contract: &'c Contract, name: &str) -> &'c [Parameter] {
    match &operation(contract, name).exchange {
        Exchange::Resource { parameters, .. } => parameters,
        Exchange::Envelope { .. } => &[],
    }
}

fn replies<'c>(contract: &'c Contract, name: &str) -> &'c [Reply] {
    match &operation(contract, name).exchange {
        Exchange::Resource { replies, .. } => replies,
        Exchange::Envelope { .. } => &[],
    }
}

const OK: &str = "responses: {'204': {description: done}}";

#[test]
fn a_reply_says_how_well_it_is_known() {
    let (contract, found) = lowered(&with_paths(
        "  /a:
    get:
      operationId: getA
      responses: {'204': {description: Done., x-evidence: code, x-evidence-note: an application}}",
    ));
    assert!(found.is_empty());
    let documentation = &replies(&contract, "getA")[0].documentation;
    assert_eq!(documentation, "Done.\n\nEvidence: seen in a partner's code. an application");
}

#[test]
fn an_operation_keeps_what_the_document_says() {
    let (contract, found) = lowered(&with_paths(
        "  /people/{person_id}:
    parameters:
      - {name: person_id, in: path, required: true, schema: {type: string}}
      - {name: limit, in: query, schema: {type: integer, format: int32}, description: From the path.}
    patch:
      operationId: updatePerson
      summary: Update a person.
      description: Only what is given.
      x-evidence: inferred
      x-evidence-note: a guess
      x-inferred-feature: true
      deprecated: true
      parameters:
        - {name: limit, in: query, required: true, schema: {type: integer, format: int64}}
        - {name: kind, in: query, schema: {type: string, enum: [a, b]}}
        - {name: ids, in: query, schema: {type: array, items: {type: string}}}
        - {name: ns-tag, in: header, schema: {type: string}, x-sensitive: true}
      requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}
      responses:
        '200': {description: Fine., content: {application/json: {schema: {type: array, items: {type: string}}}}}
        4XX: {description: Refused., content: {application/problem+json: {schema: {type: object, properties: {code: {type: string}}}}}}
        default: {description: Else.}
    get:
      operationId: getPerson
      parameters: [{name: person_id, in: path, required: true, schema: {type: string}, x-sensitive: true}]
      responses: {'200': {description: ok}}
",
    ));
    assert_eq!(found, []);
    let service = &contract.services[0];
    assert_eq!((service.name.as_str(), service.wire_name.as_str()), ("test", "Test"));
    let names: Vec<&str> = service.operations.iter().map(|operation| operation.name.as_str()).collect();
    assert_eq!(names, ["updatePerson", "getPerson"], "document order");
    let update = operation(&contract, "updatePerson");
    assert_eq!(update.documentation, "Update a person.\n\nOnly what is given.\n\nDeprecated.");
    assert_eq!(update.evidence.as_ref().map(|evidence| evidence.mark), Some(EvidenceMark::Inferred));
    assert!(update.inferred && !operation(&contract, "getPerson").inferred);
    assert_eq!((update.retry, operation(&contract, "getPerson").retry), (Retry::Never, Retry::Safe));
    let Exchange::Resource { method, path, body, body_required, .. } = &update.exchange else { panic!() };
    assert_eq!((method.as_str(), path.as_str(), *body_required), ("PATCH", "/people/{person_id}", false));
    assert_eq!(body.as_ref().unwrap().1, named("/updatePerson/request"));
    assert_eq!(definition(&contract, "/updatePerson/request").name, "updatePerson_request");
    let shape: Vec<_> = parameters(&contract, "updatePerson")
        .iter()
        .map(|parameter| {
            let field = &parameter.field;
            (parameter.place, field.name.local.as_str(), field.r#type.clone(), field.occurs.clone())
        })
        .collect();
    let scalar = TypeRef::Scalar;
    assert_eq!(
        shape,
        [
            (Place::Path, "person_id", scalar(Scalar::Text), Occurs::Required),
            (Place::Query, "limit", scalar(Scalar::Int64), Occurs::Required),
            (Place::Query, "kind", named("/updatePerson/kind"), Occurs::Optional),
            (Place::Query, "ids", scalar(Scalar::Text), Occurs::Many),
            (Place::Header, "ns-tag", scalar(Scalar::Secret), Occurs::Optional),
        ]
    );
    let secret = &parameters(&contract, "getPerson")[0].field.r#type;
    assert_eq!(secret, &scalar(Scalar::Secret), "a path has no other place for it");
    let replies = replies(&contract, "updatePerson");
    let statuses: Vec<Status> = replies.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses, [Status::Exactly(200), Status::Class(4), Status::Other]);
    assert_eq!(replies[0].body, Some(("application/json".to_owned(), list(scalar(Scalar::Text)))));
    assert_eq!(replies[1].body, Some(("application/problem+json".to_owned(), named("/updatePerson/4XX"))));
    assert_eq!(replies[2].documentation, "Else.");
}

#[test]
fn only_the_operations_asked_for_are_lowered_and_reported() {
    let text = with_paths(&format!(
        "  /a: {{get: {{operationId: a, {OK}}}}}
  /b: {{get: {{operationId: b, responses: {{'200': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Missing'}}}}}}}}}}}}}}
"
    ));
    assert_eq!(lowered(&text).1, [(Severity::Error, "openapi-missing-reference", 5)]);
    let naming = Naming { only: Some(vec!["a".to_owned()]), ..Naming::default() };
    let (contract, found) = lowered_with(&text, &naming);
    assert_eq!((found, contract.operations().count(), contract.types.len()), (vec![], 1, 0));
}

#[test]
fn the_profile_may_name_the_service() {
    let naming = Naming { services: [("Test".to_owned(), "people".to_owned())].into(), ..Naming::default() };
    let (contract, _) =
        lowered_with(&with_paths(&format!("  /a: {{get: {{operationId: a, {OK}}}}}\n")), &naming);
    assert_eq!(
        (contract.services[0].name.as_str(), contract.services[0].wire_name.as_str()),
        ("people", "Test")
    );
}

#[test]
fn security_headers_are_no_parameters() {
    let (contract, found) = lowered(&with_paths(
        "  /a:
    get:
      operationId: a
      security: [{token: [], session: []}]
      parameters:
        - {name: NS-Session-Id, in: header, schema: {type: string}}
        - {name: Accept, in: header, schema: {type: string}}
        - {name: Authorization, in: header, schema: {type: string}}
        - {name: x-free, in: header, schema: {type: string}}
      responses: {'204': {description: done}}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    session: {type: apiKey, in: header, name: ns-session-id}
",
    ));
    let warning = |line| (Severity::Warning, "openapi-reserved-header", line);
    assert_eq!(found, [warning(9), warning(10), warning(11)]);
    let names: Vec<&str> =
        parameters(&contract, "a").iter().map(|one| one.field.name.local.as_str()).collect();
    assert_eq!(names, ["x-free"]);
}

fn credentials(paths_and_schemes: &str) -> (Vec<Credential>, Vec<Found>) {
    let (contract, found) = lowered(&with_paths(paths_and_schemes));
    match &operation(&contract, "a").exchange {
        Exchange::Resource { credentials, .. } => (credentials.clone(), found),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_operation_sends_what_the_first_way_that_can_be_gone_asks_for() {
    let schemes = "components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Api-Key}
    hidden: {type: apiKey, in: query, name: k}
    basic: {type: http, scheme: Basic}
    digest: {type: http, scheme: digest}
    oauth: {type: oauth2, flows: {}}
";
    let header = || Credential::Header("X-Api-Key".to_owned());
    let cases = [
        ("[{key: []}]", vec![header()]),
        ("[{basic: []}]", vec![Credential::Basic]),
        ("[{oauth: [], key: []}]", vec![Credential::Bearer, header()]),
        ("[{}, {hidden: []}, {digest: []}, {basic: []}]", vec![Credential::Basic]),
        ("[{}]", vec![]),
        ("[]", vec![]),
    ];
    for (security, expected) in cases {
        let paths = format!("  /a: {{get: {{operationId: a, security: {security}, {OK}}}}}\n{schemes}");
        assert_eq!(credentials(&paths), (expected, vec![]), "{security}");
    }
    let silent = format!("  /a: {{get: {{operationId: a, {OK}}}}}\n{schemes}");
    assert_eq!(credentials(&silent), (vec![Credential::Bearer], vec![]));
    let neither = format!(
        "  /a: {{get: {{operationId: a, security: [{{hidden: []}}, {{digest: []}}], {OK}}}}}\n{schemes}"
    );
    let left_out = (Severity::LeftOut, "openapi-security-scheme", 4);
    assert_eq!(credentials(&neither), (vec![], vec![left_out, left_out]));
}

#[test]
fn what_is_no_operation_is_no_call() {
    let (contract, found) = lowered(&with_paths(&format!(
        "  /a: {{get: null, put: text, post: {{operationId: a, {OK}}}}}\n  /b: null\n"
    )));
    let left_out = (Severity::LeftOut, "openapi-not-an-operation", 4);
    assert_eq!(found, [left_out, left_out]);
    assert_eq!(contract.operations().count(), 1);
    let (contract, found) = lowered(&with_paths(
        "  /a: {get: {operationId: a}}\n  /b: {get: {operationId: b, responses: null}}\n",
    ));
    let warning = |line| (Severity::Warning, "openapi-no-responses", line);
    assert_eq!(found, [warning(4), warning(5)]);
    assert_eq!(contract.operations().count(), 2);
}

#[test]
fn fault_g37_reserved_headers_are_named_and_left_out() {
    for header in ["Authorization", "Cookie", "Host", "content-length"] {
        let (contract, found) = lowered(&with_paths(&format!(
            "  /a: {{get: {{operationId: a, parameters: [{{name: {header}, in: header, schema: {{type: string}}}}], {OK}}}}}\n"
        )));
        assert_eq!(found, [(Severity::LeftOut, "openapi-reserved-header", 4)], "{header}");
        assert!(parameters(&contract, "a").is_empty());
    }
}

#[test]
fn fault_f16_sensitive_query_parameters_are_left_out() {
    let parameter = "{name: ssn, in: query, required: REQUIRED, schema: {type: string}, x-sensitive: true}";
    let text = with_paths(&format!("  /a: {{get: {{operationId: a, parameters: [{parameter}], {OK}}}}}\n"));
    let (contract, found) = lowered(&text.replace("REQUIRED", "false"));
    assert_eq!(codes(&found), ["openapi-secret-in-query"]);
    assert!(parameters(&contract, "a").is_empty());
    let (contract, found) = lowered(&text.replace("REQUIRED", "true"));
    assert_eq!(codes(&found), ["openapi-secret-in-query", "openapi-operation"]);
    assert_eq!(contract.operations().count(), 0);
}

#[test]
fn parameters_that_cannot_be_written_are_left_out() {
    let cases = [
        ("{name: p, in: cookie, schema: {type: string}}", "openapi-cookie"),
        ("{name: p, in: query, schema: {type: object}}", "openapi-parameter"),
        (
            "{name: p, in: query, explode: false, schema: {type: array, items: {type: string}}}",
            "openapi-parameter",
        ),
        ("{name: p, in: query, style: deepObject, schema: {type: object}}", "openapi-parameter"),
        ("{name: p, in: header, schema: {type: array, items: {type: string}}}", "openapi-parameter"),
        (
            "{name: p, in: query, content: {application/json: {schema: {type: string}}}}",
            "openapi-parameter-content",
        ),
        ("{name: p, in: query}", "openapi-parameter"),
    ];
    for (parameter, code) in cases {
        let text =
            with_paths(&format!("  /a: {{get: {{operationId: a, parameters: [{parameter}], {OK}}}}}\n"));
        let (contract, found) = lowered(&text);
        assert_eq!(found, [(Severity::LeftOut, code, 4)], "{parameter}");
        assert_eq!(parameters(&contract, "a"), []);
    }
}

#[test]
fn bodies_are_json_or_flat_forms() {
    let with = |content: &str| {
        let body = format!("requestBody: {{required: true, content: {{{content}}}}}");
        lowered(&with_paths(&format!("  /a: {{post: {{operationId: a, {body}, {OK}}}}}\n")))
    };
    let body = |contract: &Contract| match &operation(contract, "a").exchange {
        Exchange::Resource { body: Some((media, _)), body_required: true, .. } => media.clone(),
        other => panic!("{other:?}"),
    };
    let object = "{schema: {type: object, properties: {a: {type: string}}}}";
    let (contract, found) = with(&format!("application/xml: {object}, application/json: {object}"));
    assert_eq!(
        (body(&contract).as_str(), codes(&found)),
        ("application/json", vec!["openapi-several-media-types"])
    );
    let (contract, found) = with(&format!("application/x-www-form-urlencoded: {object}"));
    assert_eq!((body(&contract).as_str(), codes(&found)), ("application/x-www-form-urlencoded", vec![]));
    let (contract, _) = with(&format!("'*/*': {object}"));
    assert_eq!(body(&contract), "application/json");
    let nested = "{schema: {type: object, properties: {a: {type: array, items: {type: string}}}}}";
    let (contract, found) = with(&format!("application/x-www-form-urlencoded: {nested}"));
    assert_eq!((contract.operations().count(), codes(&found)), (0, vec!["openapi-form"]));
    let (contract, found) = with(&format!("multipart/form-data: {object}"));
    assert_eq!(
        (contract.operations().count(), codes(&found)),
        (0, vec!["openapi-media-type", "openapi-operation"])
    );
}

#[test]
fn several_types_of_success_are_a_warning_and_all_are_kept() {
    let json = |kind: &str| {
        format!("{{description: d, content: {{application/json: {{schema: {{type: {kind}}}}}}}}}")
    };
    let text =
        |replies: &str| with_paths(&format!("  /a: {{get: {{operationId: a, responses: {{{replies}}}}}}}\n"));
    let (contract, found) =
        lowered(&text(&format!("'204': {{description: none}}, '200': {}", json("string"))));
    assert_eq!(found, [(Severity::Warning, "openapi-several-success-types", 4)]);
    assert_eq!(replies(&contract, "a").len(), 2);
    let (_, found) = lowered(&text(&format!("'200': {0}, '201': {0}", json("string"))));
    assert_eq!(found, []);
    let (contract, found) = lowered(&text(&format!("default: {}", json("string"))));
    let statuses: Vec<Status> = replies(&contract, "a").iter().map(|reply| reply.status).collect();
    assert_eq!((found, statuses), (vec![], vec![Status::Class(2), Status::Other]));
    let (_, found) = lowered(&text("'200': {description: d, content: {text/csv: {schema: {type: string}}}}"));
    assert_eq!(found, [(Severity::LeftOut, "openapi-media-type", 4)]);
}

#[test]
fn shared_parameters_bodies_replies_and_paths_are_resolved() {
    let (contract, found) = lowered(&with_paths(
        "  /a/{id}: {$ref: '#/components/pathItems/Item'}
components:
  pathItems:
    Item:
      post:
        operationId: a
        parameters: [{$ref: '#/components/parameters/Id'}]
        requestBody: {$ref: '#/components/requestBodies/Body'}
        responses: {'200': {$ref: '#/components/responses/Reply'}}
  parameters: {Id: {name: id, in: path, required: true, schema: {type: string}}}
  requestBodies: {Body: {content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}
  responses: {Reply: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}
  schemas: {S: {type: object, properties: {x: {type: string}}}}
",
    ));
    assert_eq!(found, []);
    assert_eq!(parameters(&contract, "a").len(), 1);
    assert_eq!(replies(&contract, "a")[0].body.as_ref().unwrap().1, named("S"));
}

#[test]
fn what_the_partner_calls_is_left_out_by_name() {
    let text = with_paths(&format!(
        "  /a: {{post: {{operationId: a, callbacks: {{done: {{'{{$request.body#/url}}': {{post: {{{OK}}}}}}}}}, {OK}}}}}
webhooks: {{changed: {{post: {{{OK}}}}}}}
"
    ));
    let left_out = |code, line| (Severity::LeftOut, code, line);
    assert_eq!(lowered(&text).1, [left_out("openapi-webhooks", 5), left_out("openapi-callbacks", 4)]);
}

#[test]
fn reply_headers_and_own_servers_are_mentioned_once() {
    let reply = "responses: {'200': {description: d, headers: {X-Rate: {schema: {type: integer}}}}}, servers: [{url: 'https://other'}]";
    let (_, found) = lowered(&with_paths(&format!(
        "  /a: {{get: {{operationId: a, {reply}}}}}\n  /b: {{get: {{operationId: b, {reply}}}}}\n"
    )));
    let warning = |code| (Severity::Warning, code, 4);
    assert_eq!(found, [warning("openapi-reply-headers"), warning("openapi-own-servers")]);
}
