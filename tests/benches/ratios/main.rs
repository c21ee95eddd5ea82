//! What the generated code costs, as ratios: `cargo bench -p bindery-tests [-- codec | compile | --write-page]`.

#![allow(clippy::print_stdout)] // a program whose result is what it prints

mod circumstances;
mod codec;
mod compile;
mod harness;
mod report;

use report::Section;

/// The page of the docs that `--write-page` writes.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/RESULTS.md");

/// What is measured, and by which word it is asked for alone.
type Part = (&'static str, fn() -> Section);
const PARTS: [Part; 3] =
    [("codec", codec::reading), ("codec", codec::writing), ("compile", compile::section)];

fn main() {
    // cargo itself adds `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (part, write_page) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => (None, false),
        ["--write-page"] => (None, true),
        [part @ ("codec" | "compile")] => (Some(part), false),
        _ => {
            println!("at most one of: codec, compile, --write-page");
            std::process::exit(2);
        }
    };
    let mut sections = Vec::new();
    for (_, measure) in PARTS.iter().filter(|(name, _)| part.is_none_or(|part| part == *name)) {
        let section = measure();
        println!("{}\n{}", section.title, section.table());
        sections.push(section);
    }
    match sections.iter().map(Section::missed).sum() {
        0 => println!("every target is met"),
        missed => println!("{missed} of the targets missed"),
    }
    if write_page {
        std::fs::write(PAGE, report::page(&sections, &circumstances::all()))
            .expect("the page can be written");
        println!("written: {PAGE}");
    }
}
