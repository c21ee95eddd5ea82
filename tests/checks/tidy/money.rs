//! Money is decimal: no float anywhere in the bindings, in whatever type it hides.

use std::path::Path;

use super::modules::House;

/// The modules of the bindings that name a float.
fn floats(house: &House) -> Vec<&str> {
    let float = |name: &str| matches!(name, "f32" | "f64");
    house
        .below("generated")
        .filter(|(_, module)| module.written().any(|path| path.iter().any(|segment| float(segment))))
        .map(|(name, _)| name)
        .collect()
}

#[test]
fn invariant_6_money_is_never_a_float_in_the_bindings() {
    let mut house = House::standing().clone();
    assert!(house.has("generated::papi3::deposit") && house.has("generated::netspend::types"));
    assert_eq!(floats(&house), Vec::<&str>::new());

    // It would be seen wherever it stood.
    for code in [
        "struct A { b: f32 }",
        "struct A { b: Option<f64> }",
        "struct A(u8, f64);",
        "struct A { b: Vec<(String, [f64; 2])> }",
        "enum A { B { c: std::collections::BTreeMap<String, f64> } }",
        "type A = f64;",
        "fn a() -> Result<f64, ()> { b() }",
        "fn a(b: impl Fn(&f32) -> u8) {}",
        "fn a() { let _ = b as f64; f64::from(1) }",
        "trait A { async fn b(&self) -> Option<f64>; }",
        "rt::xml::record! { a::B in C { d: \"D\" of f64, } }",
    ] {
        house.add("generated::seed", Path::new("seed.rs"), Path::new(""), code);
        assert_eq!(floats(&house), ["generated::seed"], "{code}");
    }
}
