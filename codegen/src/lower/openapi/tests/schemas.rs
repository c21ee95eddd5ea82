//! Records, scalars, lists, maps, enumerations, documentation.

use super::*;
use crate::contract::{EvidenceMark, Occurs, Scalar};

fn scalar(scalar: Scalar) -> TypeRef {
    TypeRef::Scalar(scalar)
}

#[test]
fn required_and_nullable_make_four_kinds_of_member() {
    let contract = clean(
        "    T:
      type: object
      required: [a, b]
      properties:
        a: {type: string}
        b: {type: string, nullable: true}
        c: {type: string}
        d: {type: string, nullable: true}
",
    );
    let occurs: Vec<_> = record(&contract, "T").fields.iter().map(|field| field.occurs.clone()).collect();
    assert_eq!(occurs, [Occurs::Required, Occurs::RequiredNillable, Occurs::Optional, Occurs::Nillable]);
}

#[test]
fn objects_are_open_unless_closed() {
    let contract = clean(
        "    T: {type: object, properties: {a: {$ref: '#/components/schemas/A'}, b: {$ref: '#/components/schemas/B'}}}
    A: {type: object, additionalProperties: false, properties: {x: {type: string}}}
    B: {type: object, additionalProperties: true, properties: {x: {type: string}}}
    C: {type: object, properties: {unused: {type: string}}}
",
    );
    assert!(record(&contract, "T").keeps_unknown && record(&contract, "B").keeps_unknown);
    assert!(!record(&contract, "A").keeps_unknown);
    assert_eq!(contract.types.len(), 3, "what no operation reaches is not generated");
}

#[test]
fn formats_decide_scalars_and_numbers_are_never_floats() {
    let cases = [
        ("type: string", Scalar::Text),
        ("type: string, format: uuid", Scalar::Text),
        ("type: string, format: email", Scalar::Text),
        ("type: string, format: byte", Scalar::Base64),
        ("type: string, format: date", Scalar::Date),
        ("type: string, format: date-time", Scalar::DateTime),
        ("type: string, format: password", Scalar::Secret),
        ("type: string, x-sensitive: true", Scalar::Secret),
        ("type: string, enum: [a], x-sensitive: true", Scalar::Secret),
        ("type: string, format: decimal", Scalar::Decimal),
        ("type: number", Scalar::Number),
        ("type: number, format: float", Scalar::Number),
        ("type: number, format: double", Scalar::Number),
        ("type: integer", Scalar::Int64),
        ("type: integer, format: int32", Scalar::Int32),
        ("type: integer, format: int64", Scalar::Int64),
        ("type: integer, maximum: 18446744073709551616", Scalar::Integer),
        ("type: boolean", Scalar::Boolean),
        ("type: integer, enum: [1, 2]", Scalar::Int64),
        ("oneOf: [{type: string}, {type: integer}]", Scalar::TextOrNumber),
        ("anyOf: [{type: string}, {type: number}]", Scalar::TextOrNumber),
        ("anyOf: [{type: integer}, {type: number}]", Scalar::Number),
        ("anyOf: [{type: string, format: date}, {type: string, format: date-time}]", Scalar::Text),
        ("description: anything", Scalar::Any),
    ];
    for (schema, expected) in cases {
        let contract = clean(&format!("    T: {{type: object, properties: {{a: {{{schema}}}}}}}\n"));
        assert_eq!(field(&contract, "T", "a").r#type, scalar(expected), "{schema}");
    }
}

#[test]
fn lists_and_maps_are_spelled_out_where_they_are_used() {
    let contract = clean(
        "    T:
      type: object
      required: [required, nullable]
      properties:
        optional: {type: array, items: {type: string}}
        required: {type: array, items: {$ref: '#/components/schemas/P'}}
        nullable: {type: array, nullable: true, items: {type: string}}
        nested: {type: array, items: {type: array, items: {type: integer}}}
        named: {$ref: '#/components/schemas/Ps'}
        free: {type: object}
        typed: {type: object, additionalProperties: {$ref: '#/components/schemas/P'}}
        anything: {type: array}
    P: {type: object, properties: {x: {type: string}}}
    Ps: {type: array, items: {$ref: '#/components/schemas/P'}}
",
    );
    let of = |name| (field(&contract, "T", name).r#type.clone(), field(&contract, "T", name).occurs.clone());
    assert_eq!(of("optional"), (scalar(Scalar::Text), Occurs::Many));
    assert_eq!(of("required"), (list(named("P")), Occurs::Required));
    assert_eq!(of("nullable"), (list(scalar(Scalar::Text)), Occurs::RequiredNillable));
    assert_eq!(of("nested"), (list(scalar(Scalar::Int64)), Occurs::Many));
    assert_eq!(of("named"), (named("P"), Occurs::Many));
    assert_eq!(of("free"), (map(scalar(Scalar::Any)), Occurs::Optional));
    assert_eq!(of("typed"), (map(named("P")), Occurs::Optional));
    assert_eq!(of("anything"), (scalar(Scalar::Any), Occurs::Many));
}

#[test]
fn types_in_place_are_named_by_their_path() {
    let contract = clean(
        "    T:
      type: object
      properties:
        owner: {type: object, properties: {kind: {type: string, enum: [a, b]}}}
        parts: {type: array, items: {type: object, properties: {x: {type: string}}}}
",
    );
    assert_eq!(field(&contract, "T", "owner").r#type, named("T/owner"));
    assert_eq!(field(&contract, "T/owner", "kind").r#type, named("T/owner/kind"));
    assert_eq!(definition(&contract, "T/owner/kind").name, "T_owner_kind");
    assert_eq!(field(&contract, "T", "parts").r#type, named("T/parts/item"));
}

#[test]
fn enumerations_keep_their_values_and_nothing_is_a_truth_value() {
    let contract = clean(
        "    T: {type: object, properties: {a: {$ref: '#/components/schemas/E'}, b: {type: string, x-open-enum: [p, q]}}}
    E: {type: string, enum: [yes, no, 1.10, true, '', null, no]}
",
    );
    let values = |path: &str| match &definition(&contract, path).shape {
        Shape::Enumeration(enumeration) => {
            enumeration.values.iter().map(|value| value.value.clone()).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(values("E"), ["yes", "no", "1.10", "true", ""]);
    assert_eq!(values("T/b"), ["p", "q"]);
    assert_eq!(field(&contract, "T", "a").occurs, Occurs::Nillable, "null among the values");
}

#[test]
fn scalars_with_a_name_keep_their_limits() {
    let contract = clean(
        "    T: {type: object, properties: {a: {$ref: '#/components/schemas/Id'}, b: {type: number, minimum: 0.10, default: 1.50}}}
    Id: {type: string, maxLength: 20, pattern: '^[0-9]+$'}
",
    );
    let Shape::Scalar(Scalar::Text, facets) = &definition(&contract, "Id").shape else { panic!() };
    let limits: Vec<(&str, &str)> =
        facets.limits.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(limits, [("maxLength", "20"), ("pattern", "^[0-9]+$")]);
    assert_eq!(field(&contract, "T", "b").documentation, "Limits: minimum 0.10.\nDefault: 1.50.");
}

#[test]
fn documentation_evidence_and_direction_reach_the_field() {
    let contract = clean(
        "    T:
      type: object
      required: [a, b]
      description: \"The type.  \\r\\nSecond line.\"
      x-evidence: code
      properties:
        a: {type: string, readOnly: true, description: The id., x-evidence: doc, x-evidence-note: page 3}
        b: {type: string, writeOnly: true, deprecated: true}
        c: {$ref: '#/components/schemas/C', description: At this place., x-evidence: inferred}
    C: {type: object, description: Of the type., properties: {x: {type: string}}}
",
    );
    let (a, b, c) = (field(&contract, "T", "a"), field(&contract, "T", "b"), field(&contract, "T", "c"));
    assert_eq!(definition(&contract, "T").documentation, "The type.\nSecond line.");
    assert_eq!(definition(&contract, "T").evidence.as_ref().unwrap().mark, EvidenceMark::Code);
    assert_eq!(a.documentation, "The id.\n\nOnly in replies.");
    assert_eq!(
        a.evidence.as_ref().map(|evidence| (evidence.mark, evidence.note.as_str())),
        Some((EvidenceMark::Seen, "page 3"))
    );
    assert_eq!(a.occurs, Occurs::Optional, "a request cannot be asked for what only replies have");
    assert_eq!((b.documentation.as_str(), &b.occurs), ("Deprecated.\nOnly in requests.", &Occurs::Optional));
    assert_eq!((c.documentation.as_str(), &c.r#type), ("At this place.", &named("C")));
    assert_eq!(c.evidence.as_ref().unwrap().mark, EvidenceMark::Inferred);
}

#[test]
fn sensitive_uses_of_plain_texts_are_secret() {
    let contract = clean(
        "    T:
      type: object
      properties:
        a: {$ref: '#/components/schemas/Id', x-sensitive: true}
        b: {allOf: [{$ref: '#/components/schemas/Id'}], x-sensitive: true}
        c: {type: array, x-sensitive: true, items: {type: string}}
    Id: {type: string}
",
    );
    for name in ["a", "b", "c"] {
        assert_eq!(field(&contract, "T", name).r#type, scalar(Scalar::Secret), "{name}");
    }
}

#[test]
fn recursive_types_refer_to_themselves() {
    let contract = clean(
        "    T: {type: object, required: [next], properties: {next: {$ref: '#/components/schemas/T'}, all: {type: array, items: {$ref: '#/components/schemas/T'}}}}\n",
    );
    assert_eq!(field(&contract, "T", "next").r#type, named("T"));
    assert_eq!(
        (&field(&contract, "T", "all").r#type, &field(&contract, "T", "all").occurs),
        (&named("T"), &Occurs::Many)
    );
}

#[test]
fn references_into_other_schemas_become_types_of_their_own() {
    let contract = clean(
        "    T: {type: object, properties: {a: {$ref: '#/components/schemas/O/properties/inner'}}}
    O: {type: object, properties: {inner: {type: object, properties: {x: {type: string}}}}}
",
    );
    assert_eq!(field(&contract, "T", "a").r#type, named("O_inner"));
    assert_eq!(record(&contract, "O_inner").fields.len(), 1);
}

#[test]
fn nullable_items_are_kept_untyped_and_named() {
    let (contract, found) =
        lowered(&with_schemas("    T: {type: array, items: {type: string, nullable: true}}\n"));
    assert_eq!(found, [(Severity::LeftOut, "openapi-nullable-item", 11)]);
    assert_eq!(sent(&contract), &list(scalar(Scalar::Any)));
}

#[test]
fn raw_bytes_inside_json_are_refused() {
    let (contract, found) =
        lowered(&with_schemas("    T: {type: object, properties: {a: {type: string, format: binary}}}\n"));
    assert_eq!(found, [(Severity::LeftOut, "openapi-binary", 11)]);
    assert_eq!(field(&contract, "T", "a").r#type, scalar(Scalar::Any));
}

#[test]
fn fault_g30_long_chains_cost_no_stack() {
    let link = |length: usize, shape: &dyn Fn(usize) -> String| -> String {
        let chain: String =
            (0..length).map(|number| format!("    C{number}: {}\n", shape(number + 1))).collect();
        format!(
            "    T: {{type: object, properties: {{a: {{$ref: '#/components/schemas/C0'}}}}}}\n{chain}    C{length}: {{type: string}}\n"
        )
    };
    let members = link(10_000, &|next| {
        format!("{{type: object, properties: {{n: {{$ref: '#/components/schemas/C{next}'}}}}}}")
    });
    assert_eq!(clean(&members).types.len(), 10_002);
    let aliases = link(10_000, &|next| format!("{{$ref: '#/components/schemas/C{next}'}}"));
    assert_eq!(field(&clean(&aliases), "T", "a").r#type, named("C10000"));
    let lists =
        link(500, &|next| format!("{{type: array, items: {{$ref: '#/components/schemas/C{next}'}}}}"));
    assert_eq!(codes(&lowered(&with_schemas(&lists)).1), ["openapi-endless-list"]);
    let parts = link(500, &|next| {
        format!("{{type: object, allOf: [{{$ref: '#/components/schemas/C{next}'}}, {{required: [x]}}]}}")
    });
    assert!(codes(&lowered(&with_schemas(&parts)).1).contains(&"openapi-all-of-conflict"));
    let choices =
        link(500, &|next| format!("{{oneOf: [{{$ref: '#/components/schemas/C{next}'}}, {{type: object}}]}}"));
    assert!(codes(&lowered(&with_schemas(&choices)).1).contains(&"openapi-endless-choice"));
}

#[test]
fn fault_g30_circles_end() {
    let cases = [
        (
            "    T: {$ref: '#/components/schemas/A'}\n    A: {$ref: '#/components/schemas/T'}\n",
            "openapi-reference-cycle",
        ),
        ("    T: {$ref: '#/components/schemas/T'}\n", "openapi-reference-cycle"),
        ("    T: {type: array, items: {$ref: '#/components/schemas/T'}}\n", "openapi-endless-list"),
        (
            "    T: {type: object, additionalProperties: {$ref: '#/components/schemas/T'}}\n",
            "openapi-endless-list",
        ),
        ("    T: {allOf: [{$ref: '#/components/schemas/T'}, {type: object}]}\n", "openapi-all-of-conflict"),
        ("    T: {oneOf: [{$ref: '#/components/schemas/T'}, {type: object}]}\n", "openapi-ambiguous-choice"),
    ];
    for (schemas, code) in cases {
        assert!(codes(&lowered(&with_schemas(schemas)).1).contains(&code), "{schemas}");
    }
}

#[test]
fn parts_that_branch_at_every_level_cost_no_more_than_the_document() {
    let branches = |word: &str| {
        let level = |number: usize| {
            let next = format!("{{$ref: '#/components/schemas/C{}'}}", number + 1);
            format!("    C{number}: {{{word}: [{}]}}\n", [next.as_str(); 9].join(", "))
        };
        let levels: String = (0..15).map(level).collect();
        format!(
            "    T: {{type: object, properties: {{a: {{$ref: '#/components/schemas/C0'}}}}}}\n{levels}    C15: {{type: string}}\n"
        )
    };
    assert_eq!(
        definition(&clean(&branches("allOf")), "C0").shape,
        definition(&clean(&branches("oneOf")), "C0").shape
    );
    let refined = "    T: {allOf: [{$ref: '#/components/schemas/B'}, {properties: {l: {description: Left.}, r: {description: Right.}}}]}
    B: {type: object, properties: {l: {$ref: '#/components/schemas/T'}, r: {$ref: '#/components/schemas/T'}}}
";
    let contract = clean(refined);
    assert_eq!(
        (&field(&contract, "T", "l").r#type, field(&contract, "T", "l").documentation.as_str()),
        (&named("T"), "Left.")
    );
    let endless = refined.replace("description: Left.", "type: object, properties: {x: {type: string}}");
    let (contract, found) = lowered(&with_schemas(&endless.replace("description: Right.", "required: [x]")));
    assert!(codes(&found).contains(&"openapi-endless-refinement"));
    assert!(contract.types.len() < 100, "{}", contract.types.len());
}

#[test]
fn deep_lists_and_choices_in_place_are_lowered_on_a_small_stack() {
    for (open, close) in [
        ("{type: array, items: ", "}"),
        ("{oneOf: [{type: boolean}, ", "]}"),
        ("{allOf: [{type: object}, ", "]}"),
    ] {
        let levels = if open.ends_with("items: ") { 80 } else { 45 };
        let schema = format!("{}{{type: object}}{}", open.repeat(levels), close.repeat(levels));
        let (contract, _) =
            lowered(&with_schemas(&format!("    T: {{type: object, properties: {{a: {schema}}}}}\n")));
        assert_eq!(record(&contract, "T").fields.len(), 1);
    }
}

#[test]
fn fault_g38_the_same_text_gives_the_same_contract() {
    let text = with_schemas(
        "    T: {type: object, properties: {b: {$ref: '#/components/schemas/B'}, a: {$ref: '#/components/schemas/A'}}}
    B: {type: object, properties: {x: {oneOf: [{type: string}, {type: boolean}]}}}
    A: {type: object, properties: {y: {type: string, enum: [q]}}}
",
    );
    let json = |contract: &Contract| serde_json::to_string(contract).unwrap();
    assert_eq!(json(&lowered(&text).0), json(&lowered(&text).0));
    let ids: Vec<_> = lowered(&text).0.types.into_iter().map(|definition| definition.id.path).collect();
    assert_eq!(ids, ["A", "A/y", "B", "B/x", "T"]);
}

#[test]
fn deep_types_in_place_are_lowered_on_a_small_stack() {
    let mut schema = "{type: string}".to_owned();
    for _ in 0..30 {
        schema = format!("{{type: object, properties: {{a: {schema}}}}}");
    }
    assert_eq!(clean(&format!("    T: {schema}\n")).types.len(), 30);
    for _ in 0..15 {
        schema = format!("{{type: object, properties: {{a: {schema}}}}}");
    }
    let (_, found) = lowered(&with_schemas(&format!("    T: {schema}\n")));
    assert_eq!(codes(&found), ["openapi-too-deep"]);
}
