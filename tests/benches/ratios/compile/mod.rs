//! What it costs to compile generated code, against the same types without a codec and with serde derive.

mod measure;
mod synthetic;

use std::collections::BTreeMap;

use bindery_codegen::emit::{CrateOptions, RuntimeDependency};
use bindery_codegen::generate::{Request, single};

use crate::harness::Spread;
use crate::report::{Figure, Section, Target};
use measure::{Cost, Yard};
use synthetic::{FIELDS, TYPES};

const OURS: &str = "ours";
const PLAIN: &str = "plain";
const WITH_SERDE: &str = "with-serde";

/// How often each is compiled. Serde's takes a minute.
const ROUNDS: usize = 3;

/// The figures of compiling.
pub(crate) fn section() -> Section {
    let generated = generated();
    let codec_lines = codec_lines(&generated);
    let unsafe_words = unsafe_words(&generated);
    let yard = Yard::new(&[
        (PLAIN, package(PLAIN, "", synthetic::plain())),
        (
            WITH_SERDE,
            package(
                WITH_SERDE,
                "serde = { version = \"1\", features = [\"derive\"] }",
                synthetic::with_serde(),
            ),
        ),
        (OURS, generated),
    ]);
    let (mut ours, mut plain, mut with_serde) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(yard.cost(OURS));
        plain.push(yard.cost(PLAIN));
        with_serde.push(yard.cost(WITH_SERDE));
    }

    let figure =
        |what: &str, against, value, target| Figure { what: what.to_owned(), against, value, target };
    let (time, memory) = ("cargo check, CPU time", "cargo check, peak memory");
    let figures = vec![
        figure(time, "plain structs", ratio(&ours, &plain, |cost| cost.seconds), Target::AtMost(2.5)),
        figure(time, "serde derive", ratio(&ours, &with_serde, |cost| cost.seconds), Target::AtMost(0.15)),
        figure(memory, "plain structs", ratio(&ours, &plain, |cost| cost.memory), Target::None),
        figure(memory, "serde derive", ratio(&ours, &with_serde, |cost| cost.memory), Target::None),
        figure(
            "lines of codec per type of 12 fields",
            "a line per field",
            Spread::of(vec![codec_lines]),
            Target::AtMost((FIELDS + 3) as f64),
        ),
        figure("`unsafe` in generated code", "", Spread::of(vec![unsafe_words]), Target::AtMost(0.0)),
    ];
    Section {
        title: "Compiling",
        meaning: "A contract of 1,000 types with 12 fields each, made into a crate by the generator, beside the same \
                  structs without a codec and with serde derive and quick-xml's attributes. One crate is checked, \
                  everything below it is built; incremental compilation is off. They take turns, three times each, and the least \
                  counts: whatever else runs on the machine only adds to it. Ours holds a client, too.",
        figures,
    }
}

/// How much of `other` it takes: the least of each, and between which values the middle half of all pairs lies.
fn ratio(ours: &[Cost], other: &[Cost], part: fn(&Cost) -> f64) -> Spread {
    let least = |costs: &[Cost]| costs.iter().map(part).fold(f64::INFINITY, f64::min);
    let pairs = ours.iter().flat_map(|ours| other.iter().map(|other| part(ours) / part(other)));
    Spread { value: least(ours) / least(other), ..Spread::of(pairs.collect()) }
}

/// The crate that the generator makes of the synthetic contract.
fn generated() -> BTreeMap<String, String> {
    let document = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("synthetic.wsdl");
    std::fs::write(&document, synthetic::wsdl()).expect("a writable folder");
    let request = Request { partner: "synthetic".to_owned(), inputs: vec![document], ..Request::default() };
    let runtime = RuntimeDependency::Path(concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime").to_owned());
    let options = CrateOptions { name: OURS.to_owned(), runtime, standalone: false };
    let generated = single(&request, &options);
    assert!(generated.diagnostics.iter().next().is_none(), "{:?}", generated.diagnostics);
    generated.files
}

/// A crate of one file.
fn package(name: &str, dependencies: &str, code: String) -> BTreeMap<String, String> {
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n"
    );
    BTreeMap::from([("Cargo.toml".to_owned(), manifest), ("src/lib.rs".to_owned(), code)])
}

/// Lines from `record! {` to its closing braces, for one type on average.
fn codec_lines(files: &BTreeMap<String, String>) -> f64 {
    let (mut lines, mut rows) = (0, 0);
    let mut inside = false;
    for line in rust(files).flat_map(str::lines) {
        inside |= line.starts_with("rt::xml::record! {");
        lines += usize::from(inside);
        rows += usize::from(inside && line.starts_with("    ") && line.contains(": \""));
        inside &= line != "} }";
    }
    // Otherwise the tables have another form, and what was counted is not all of them.
    assert!(rows >= TYPES * FIELDS, "{rows} rows were found");
    lines as f64 / TYPES as f64
}

fn unsafe_words(files: &BTreeMap<String, String>) -> f64 {
    let words =
        rust(files).flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric() && letter != '_'));
    words.filter(|word| *word == "unsafe").count() as f64
}

fn rust(files: &BTreeMap<String, String>) -> impl Iterator<Item = &str> {
    files.iter().filter(|(path, _)| path.ends_with(".rs")).map(|(_, text)| text.as_str())
}
