//! What the reader accepts, and how it refuses the rest.

use super::*;

fn read(text: &str) -> Result<Node, Vec<(&'static str, usize)>> {
    let mut diagnostics = Diagnostics::default();
    parse("a.yaml", text, &mut diagnostics).ok_or_else(|| {
        diagnostics
            .iter()
            .map(|finding| (finding.code, finding.place.as_ref().map_or(0, |place| place.line)))
            .collect()
    })
}

fn json(text: &str) -> serde_json::Value {
    read(text).expect("readable").json()
}

#[test]
fn scalars_are_those_of_yaml_1_2() {
    let value =
        json("{a: no, b: 010, c: 1.10, d: true, e: ~, f: '1', g: 0x1F, h: 2020-01-01, i: 3.0.3, j: yes}");
    assert_eq!(
        value,
        serde_json::json!({
            "a": "no", "b": 10, "c": 1.1, "d": true, "e": null, "f": "1", "g": 31, "h": "2020-01-01", "i": "3.0.3",
            "j": "yes"
        })
    );
}

#[test]
fn numbers_keep_their_digits() {
    let node = read("[1.10, 123456789012345678901234567890, -.5, +7, 1e400]").unwrap();
    let digits: Vec<_> = node.items().iter().map(|item| item.words().unwrap()).collect();
    assert_eq!(digits, ["1.10", "123456789012345678901234567890", "-0.5", "7", "1e400"]);
}

#[test]
fn json_with_tabs_escapes_and_surrogates_is_read() {
    assert_eq!(
        json("{\n\t\"a\\/b\": [1,\t2],\n\t\"c\": \"\\ud83d\\ude00\"\n}"),
        serde_json::json!({"a/b": [1, 2], "c": "😀"})
    );
}

#[test]
fn unprintable_characters_of_json_become_blanks_of_the_same_length() {
    let text = "{\"a\": \"x\u{9f}y\u{7f}z\u{ffff}\", \"b\": 1}";
    assert_eq!(json(text), serde_json::json!({"a": "x\u{a0}y z\u{fffd}", "b": 1}));
    assert_eq!(printable(text).len(), text.len());
}

#[test]
fn a_byte_order_mark_is_skipped() {
    assert_eq!(json("\u{feff}a: 1\n"), serde_json::json!({"a": 1}));
}

#[test]
fn values_know_their_line() {
    let node = read("a:\n  b: 1\n").unwrap();
    assert_eq!(Place::at("a", "a:\n  b: 1\n", node.get("a").unwrap().get("b").unwrap().at).line, 2);
}

#[test]
fn keys_that_look_like_numbers_are_texts() {
    assert_eq!(json("200: ok\ntrue: x\n"), serde_json::json!({"200": "ok", "true": "x"}));
}

#[test]
fn merge_keys_add_what_is_missing() {
    assert_eq!(json("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\n")["b"], serde_json::json!({"y": 3, "x": 1}));
    assert_eq!(read("b: {<<: 1}\n").unwrap_err()[0].0, "openapi-not-yaml");
}

#[test]
fn fault_g32_duplicate_keys_are_all_named() {
    let found = read("a: 1\nb:\n  c: 1\n  c: 2\na: 2\n").unwrap_err();
    assert_eq!(found, [("openapi-duplicate-key", 4), ("openapi-duplicate-key", 5)]);
}

#[test]
fn fault_g32_a_bomb_of_aliases_is_refused() {
    let mut text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..12 {
        let below = format!("*a{}", level - 1);
        text += &format!("a{level}: &a{level} [{}]\n", vec![below; 9].join(", "));
    }
    assert_eq!(read(&text).unwrap_err()[0].0, "openapi-too-large");
}

#[test]
fn fault_g32_depth_is_limited() {
    for text in [format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000)), "- ".repeat(5_000)] {
        let found = read(&text).unwrap_err();
        assert!(["openapi-too-deep", "openapi-not-yaml"].contains(&found[0].0), "{found:?}");
    }
    let text = format!("{}1{}", "[".repeat(MOST_LEVELS), "]".repeat(MOST_LEVELS));
    assert!(read(&text).is_ok());
    let text = format!("{}1{}", "[".repeat(MOST_LEVELS + 1), "]".repeat(MOST_LEVELS + 1));
    assert_eq!(read(&text).unwrap_err()[0].0, "openapi-too-deep");
}

#[test]
fn fault_g32_tags_are_refused_unless_they_say_what_is_there() {
    assert_eq!(json("a: !!str 1"), serde_json::json!({"a": "1"}));
    for text in
        ["a: !!binary aGk=", "a: !!python/object:os.system x", "a: !secret x", "a: !!int x", "!x {a: 1}"]
    {
        assert_eq!(read(text).unwrap_err()[0].0, "openapi-yaml-tag", "{text}");
    }
}

#[test]
fn fault_g32_an_alias_inside_its_own_anchor_is_refused() {
    assert_eq!(read("a: &a [*a]").unwrap_err()[0].0, "openapi-alias-cycle");
}

#[test]
fn text_that_is_no_yaml_is_refused() {
    for text in ["", "a: [1", "a: b: c", "{a: 1", "\"", "a: *nowhere", "? [a]\n: 1", "a: 1\n---\nb: 2\n"] {
        assert!(read(text).is_err(), "{text}");
    }
}
