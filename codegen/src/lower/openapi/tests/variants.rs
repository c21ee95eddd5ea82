//! `allOf`, `oneOf`, `anyOf`, and what OpenAPI 3.1 says in other words.

use super::*;
use crate::contract::{Occurs, Scalar};

fn names(contract: &Contract, path: &str) -> Vec<String> {
    record(contract, path).fields.iter().map(|field| field.name.local.clone()).collect()
}

fn alternatives(contract: &Contract, path: &str) -> Vec<(String, TypeRef)> {
    match &definition(contract, path).shape {
        Shape::Choice(alternatives) => {
            alternatives.iter().map(|one| (one.name.local.clone(), one.r#type.clone())).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn all_of_merges_members_in_order() {
    let contract = clean(
        "    T:
      description: Both.
      allOf:
        - $ref: '#/components/schemas/A'
        - {type: object, required: [x, y], properties: {y: {type: string}, x: {type: string, maxLength: 3}}}
    A: {type: object, properties: {x: {type: string}, z: {type: integer}}}
",
    );
    assert_eq!(names(&contract, "T"), ["x", "z", "y"]);
    assert_eq!(field(&contract, "T", "x").occurs, Occurs::Required);
    assert_eq!(field(&contract, "T", "x").documentation, "Limits: maxLength 3.");
    assert_eq!(definition(&contract, "T").documentation, "Both.");
}

#[test]
fn all_of_with_one_part_is_that_part() {
    let contract = clean(
        "    T: {type: object, properties: {a: {nullable: true, description: Here., allOf: [{$ref: '#/components/schemas/A'}]}}}
    A: {type: object, properties: {x: {type: string}}}
",
    );
    let field = field(&contract, "T", "a");
    assert_eq!(
        (&field.r#type, &field.occurs, field.documentation.as_str()),
        (&named("A"), &Occurs::Nillable, "Here.")
    );
}

#[test]
fn fault_g34_parts_that_contradict_are_named() {
    for parts in ["{type: string}, {type: integer}", "{type: string, enum: [a]}, {type: string, enum: [b]}"] {
        let (contract, found) = lowered(&with_schemas(&format!(
            "    T: {{type: object, properties: {{a: {{allOf: [{parts}]}}}}}}\n"
        )));
        assert_eq!(found, [(Severity::LeftOut, "openapi-all-of-conflict", 11)]);
        assert_eq!(field(&contract, "T", "a").r#type, TypeRef::Scalar(Scalar::Any));
    }
}

#[test]
fn fault_g34_a_part_that_contains_itself_through_a_member_is_a_type() {
    let contract = clean(
        "    T: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {child: {$ref: '#/components/schemas/T'}}}]}
    A: {type: object, properties: {x: {type: string}}}
",
    );
    assert_eq!(names(&contract, "T"), ["x", "child"]);
    assert_eq!(field(&contract, "T", "child").r#type, named("T"));
}

#[test]
fn objects_that_require_different_members_are_a_choice() {
    let contract = clean(
        "    T: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
    A: {type: object, required: [x], properties: {x: {type: string}}}
    B: {type: object, required: [x, y], properties: {x: {type: string}, y: {type: string}}}
",
    );
    let expected = [("B".to_owned(), named("B")), ("A".to_owned(), named("A"))];
    assert_eq!(alternatives(&contract, "T"), expected, "the one that requires more is tried first");
}

#[test]
fn values_of_different_kinds_are_a_choice() {
    let contract = clean(
        "    T:
      type: object
      properties:
        a:
          anyOf:
            - {type: string, enum: [all]}
            - {type: string}
            - {type: boolean}
            - {type: array, items: {type: string}}
            - {$ref: '#/components/schemas/A'}
            - {type: object, title: Free}
        b: {oneOf: [{$ref: '#/components/schemas/A'}, {type: string, nullable: true}]}
    A: {type: object, required: [x], properties: {x: {type: string}}}
",
    );
    let kinds = alternatives(&contract, "T/a");
    let names: Vec<&str> = kinds.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["text", "boolean", "list", "A", "Free"]);
    assert_eq!(kinds[2].1, list(TypeRef::Scalar(Scalar::Text)));
    assert_eq!(field(&contract, "T", "b").occurs, Occurs::Nillable, "an alternative that may be null");
}

#[test]
fn fault_g34_alternatives_that_look_alike_are_named() {
    let schemas = "    T:
      oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]
      discriminator: {propertyName: kind, mapping: {a: '#/components/schemas/A', b: Missing}}
    A: {type: object, required: [kind], properties: {kind: {type: string}, x: {type: string}}}
    B: {type: object, required: [kind], properties: {kind: {type: string}, y: {type: string}}}
";
    let (contract, found) = lowered(&with_schemas(schemas));
    assert_eq!(found, [(Severity::LeftOut, "openapi-ambiguous-choice", 12)]);
    assert_eq!(sent(&contract), &TypeRef::Scalar(Scalar::Any));
}

#[test]
fn fault_g34_members_beside_additional_ones_are_kept() {
    let (contract, found) = lowered(&with_schemas(
        "    T: {type: object, properties: {a: {type: string}}, additionalProperties: {type: integer}}\n",
    ));
    assert_eq!(found, [(Severity::Warning, "openapi-additional-untyped", 11)]);
    assert!(record(&contract, "T").keeps_unknown);
}

#[test]
fn alternatives_beside_members_are_named_and_kept_as_unknown_members() {
    let (contract, found) = lowered(&with_schemas(
        "    T:
      type: object
      additionalProperties: false
      properties: {a: {type: string}}
      oneOf: [{type: object, properties: {b: {type: string}}}, {type: object, properties: {c: {type: string}}}]
",
    ));
    assert_eq!(found, [(Severity::LeftOut, "openapi-alternatives-beside-properties", 12)]);
    assert!(record(&contract, "T").keeps_unknown);
}

#[test]
fn alternatives_that_only_require_members_are_a_warning() {
    let (contract, found) = lowered(&with_schemas(
        "    T:
      type: object
      properties: {a: {type: string}, b: {type: string}}
      anyOf: [{required: [a]}, {required: [b]}]
",
    ));
    assert_eq!(found, [(Severity::Warning, "openapi-unchecked-constraint", 12)]);
    assert_eq!(names(&contract, "T"), ["a", "b"]);
}

#[test]
fn the_wordings_of_3_1_mean_the_same() {
    let text = with_schemas(
        "    T:
      type: object
      required: [a, b, c]
      properties:
        a: {type: [string, 'null']}
        b: {anyOf: [{$ref: '#/components/schemas/E'}, {type: 'null'}]}
        c: {type: [string, number]}
        d: {type: integer, exclusiveMinimum: 5}
        e: {$ref: '#/$defs/Shared', description: Beside.}
        f: {type: string, contentEncoding: base64}
        g: {const: fixed}
        h: true
        i: {type: ['null', array], items: {type: string}}
    E: {type: object, properties: {x: {type: string}}}
$defs:
  Shared: {type: object, properties: {y: {type: string}}}
",
    )
    .replace("openapi: 3.0.3", "openapi: 3.1.0");
    let (contract, found) = lowered(&text);
    assert_eq!(found, []);
    let of = |name| (field(&contract, "T", name).r#type.clone(), field(&contract, "T", name).occurs.clone());
    assert_eq!(of("a"), (TypeRef::Scalar(Scalar::Text), Occurs::RequiredNillable));
    assert_eq!(of("b"), (named("E"), Occurs::RequiredNillable));
    assert_eq!(of("c"), (TypeRef::Scalar(Scalar::TextOrNumber), Occurs::Required));
    assert_eq!(field(&contract, "T", "d").documentation, "Limits: exclusiveMinimum 5.");
    assert_eq!((of("e").0, field(&contract, "T", "e").documentation.as_str()), (named("Shared"), "Beside."));
    assert_eq!(of("f").0, TypeRef::Scalar(Scalar::Base64));
    assert!(matches!(definition(&contract, "T/g").shape, Shape::Enumeration(_)));
    assert_eq!(of("h").0, TypeRef::Scalar(Scalar::Any));
    assert_eq!(of("i"), (list(TypeRef::Scalar(Scalar::Text)), Occurs::Nillable));
}

#[test]
fn what_3_1_says_without_a_counterpart_is_named() {
    let cases = [
        ("type: array, prefixItems: [{type: string}]", Severity::LeftOut, "openapi-shapeless-schema"),
        (
            "type: object, patternProperties: {a: {type: string}}",
            Severity::LeftOut,
            "openapi-shapeless-schema",
        ),
        ("type: object, unevaluatedProperties: false", Severity::Warning, "openapi-unchecked-constraint"),
        ("type: string, not: {const: x}", Severity::Warning, "openapi-unchecked-constraint"),
        ("type: file", Severity::LeftOut, "openapi-unknown-type"),
        ("type: string, maxLenght: 3", Severity::Warning, "openapi-unknown-keyword"),
        ("type: string, nullable: yes", Severity::Warning, "openapi-wrong-value"),
        (
            "type: object, required: true, properties: {a: {type: string}}",
            Severity::Warning,
            "openapi-wrong-value",
        ),
    ];
    for (schema, severity, code) in cases {
        let text = with_schemas(&format!("    T: {{type: object, properties: {{a: {{{schema}}}}}}}\n"));
        let (_, found) = lowered(&text.replace("3.0.3", "3.1.0"));
        assert_eq!(found, [(severity, code, 11)], "{schema}");
    }
}

#[test]
fn members_by_pattern_keep_an_object_open() {
    let (contract, _) = lowered(&with_schemas(
        "    T: {type: object, properties: {a: {type: string}}, patternProperties: {b: {type: string}}, additionalProperties: false}\n",
    ));
    assert!(record(&contract, "T").keeps_unknown);
}

#[test]
fn siblings_of_a_reference_are_named_in_3_0_and_count_in_3_1() {
    let text = with_schemas(
        "    T: {$ref: '#/components/schemas/A', properties: {b: {type: string}}}
    A: {type: object, properties: {a: {type: string}}}
",
    );
    let (contract, found) = lowered(&text);
    assert_eq!(found, [(Severity::Warning, "openapi-reference-sibling", 11)]);
    assert_eq!(contract.types.len(), 1);
    let (contract, found) = lowered(&text.replace("3.0.3", "3.1.0"));
    assert_eq!((found, names(&contract, "T")), (vec![], vec!["b".to_owned(), "a".to_owned()]));
}
