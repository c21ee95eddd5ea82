//! Nobody climbs a wall; and each wall is seen to stand, by climbing it on purpose.

use std::path::Path;

use super::modules::{House, Use, is_below, is_own};
use super::walls::{Rule, WALLS, Wall};

/// What crosses a wall, by module.
fn crossings(house: &House, wall: &Wall) -> Vec<String> {
    let inside = wall.inside.iter().flat_map(|inside| house.below(inside));
    let guarded = inside.filter(|(name, _)| !wall.except.iter().any(|(except, _)| is_below(name, except)));
    guarded
        .flat_map(|(name, module)| {
            let file = super::relative(&module.file);
            crossed(house, wall, name).into_iter().map(move |path| format!("{file}: `{path}` ({})", wall.why))
        })
        .collect()
}

/// What in one module crosses a wall.
fn crossed(house: &House, wall: &Wall, module: &str) -> Vec<String> {
    house.uses(module).into_iter().filter(|used| crosses(wall, used)).map(|used| used.path).collect()
}

fn crosses(wall: &Wall, used: &Use) -> bool {
    match wall.rule {
        Rule::Never(never) => never.iter().any(|top| {
            // What another crate's type is called here after a re-export, it may be called everywhere.
            is_below(&used.path, top) || is_own(top) && used.further.iter().any(|path| is_below(path, top))
        }),
        Rule::Only(only) => is_outside(&used.path) && !only.iter().any(|top| is_below(&used.path, top)),
    }
}

/// Whether a path leads out of its module: not a method, a local name, or something of the prelude.
fn is_outside(path: &str) -> bool {
    const BUILT_IN: &[&str] = &["bool", "char", "str", "f32", "f64"];
    let Some((first, _)) = path.split_once("::") else { return false };
    let number = first.starts_with(['i', 'u']) && first[1..].chars().all(|one| one.is_ascii_digit())
        || matches!(first, "isize" | "usize");
    first.starts_with(|one: char| one.is_lowercase()) && !number && !BUILT_IN.contains(&first)
}

#[test]
fn nobody_climbs_a_wall() {
    let house = House::standing();
    let found: Vec<String> = WALLS.iter().flat_map(|wall| crossings(house, wall)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_wall_and_every_gate_is_about_a_module_that_exists() {
    let house = House::standing();
    for wall in WALLS {
        let gates = wall.except.iter().map(|(except, _)| except);
        for name in wall.inside.iter().chain(gates) {
            assert!(house.has(name), "there is no module {name} any more ({})", wall.why);
        }
        for (gate, reason) in wall.except {
            let used = house.below(gate).any(|(name, _)| !crossed(house, wall, name).is_empty());
            assert!(used, "nobody goes through the gate of {gate} any more ({reason})");
        }
    }
}

#[test]
fn invariant_1_the_contract_names_no_format_and_no_syntax() {
    let house = House::standing();
    let wall = WALLS.iter().find(|wall| wall.inside == ["codegen::contract"]).expect("the contract's wall");
    assert_eq!(crossings(house, wall), Vec::<String>::new());
    assert_eq!(super::words::in_the_contract(), Vec::<String>::new());
}

/// The ways of writing one path from inside a module.
fn spellings(inside: &str, path: &str) -> Vec<String> {
    if let Some(method) = path.strip_prefix('.') {
        return vec![
            format!("fn seed(it: It) {{ it.{method}(); }}"),
            format!("fn seed(it: It) {{ assert!(it.{method}()); }}"),
        ];
    }
    let (krate, rest) = path.split_once("::").unwrap_or((path, ""));
    let own = inside.split("::").next() == Some(krate);
    let absolute = match (own, krate) {
        (true, _) => format!("crate::{rest}"),
        (_, "codegen" | "runtime" | "sandbox" | "tests") => {
            path.replacen(krate, &format!("bindery_{krate}"), 1)
        }
        (_, "generated") => path.replacen(krate, "partners", 1),
        (_, "flows") => path.replacen(krate, "partner_flows", 1),
        _ => path.to_owned(),
    };
    let mut written = vec![absolute.clone()];
    if own {
        // The seed stands in a module of its own below `inside`.
        written.push("super::".repeat(inside.matches("::").count() + 1) + rest);
    }
    let mut spelled: Vec<String> = written
        .iter()
        .flat_map(|path| {
            let (parent, last) = path.rsplit_once("::").unwrap_or(("self", path));
            let group =
                if parent == "self" { last.to_owned() } else { format!("{parent}::{{{last} as other}}") };
            [
                format!("use {path}::Seed;"),
                format!("use {path}::*;"),
                format!("use {group};"),
                format!("fn seed() -> {path}::Seed {{ {path}::seed() }}"),
                format!("fn seed() {{ assert!({path}::seed()); }}"),
            ]
        })
        .collect();
    // Imported under another name first.
    spelled.push(format!("use {absolute} as other; fn seed() {{ other::seed() }}"));
    spelled
}

/// The walls have held all along, so what shows that they stand is what happens when somebody climbs.
#[test]
fn each_wall_is_seen_to_stand_however_it_is_climbed() {
    let mut house = House::standing().clone();
    for wall in WALLS {
        let never = match wall.rule {
            Rule::Never(never) => never,
            Rule::Only(_) => &["quote::quote", "codegen::lower", "runtime::xml", "reqwest", "tests"][..],
        };
        for inside in wall.inside {
            let seeded = format!("{inside}::seed");
            for path in never.iter().filter(|path| !is_below(inside, path)) {
                for code in spellings(inside, path) {
                    house.add(&seeded, Path::new("seed.rs"), Path::new(""), &code);
                    let found = crossed(&house, wall, &seeded);
                    assert!(!found.is_empty(), "inside {inside}, nobody sees `{code}`");
                }
            }
            house.remove(&seeded);
        }
    }
}

#[test]
fn what_is_allowed_is_not_seen_as_climbing() {
    let mut house = House::standing().clone();
    let code = "use super::types; use serde::{Serialize, de::{self, Error as _}}; use bindery_runtime::generated as rt;\n\
                /// See std::fs.\n#[derive(rt::Debug)] struct A(u8, rt::Secret);\n\
                fn f() -> i64 { let _ = types::A::new(); String::new(); rt::soap::x(Self::y, i64::MAX) }\n\
                #[cfg(test)] mod tests { use std::fs; }";
    house.add("generated::seed", Path::new("seed.rs"), Path::new(""), code);
    let wall = WALLS.iter().find(|wall| wall.inside == ["generated"]).expect("the wall of the bindings");
    assert_eq!(crossed(&house, wall, "generated::seed"), Vec::<String>::new());
}
