//! How the generator does on a folder of foreign contracts: every document is generated, compiled, and its sample
//! messages are read and written again.
//!
//! ```text
//! cargo run -p bindery-tests --bin corpus -- DIR [--tsv FILE] [--only wsdl|xsd|openapi|samples] [--jobs N] [--runs N]
//! ```
//!
//! `DIR` holds documents in any layout. Where it has `INDEX*.tsv` files (columns `path`, `kind`, `class`),
//! these say what is a document; otherwise every WSDL, schema and OpenAPI file is one that no other
//! imports. Catalogs are read from `DIR/catalog/` and from the folders of the documents. Nothing outside of `DIR` is.
//!
//! An answer is `diagnosed` if every construct that was left out is one that the capability matrix lists as not or not
//! wholly bound, or a fault of the document itself; with any other finding it is `no`.
//!
//! Each document is generated in a process of its own, with limits, so that it ends nothing but itself; all generated
//! crates are then checked by one `cargo check`, and messages go through programs made of the generated crates.

mod checking;
mod compare;
mod documents;
mod driver;
mod generation;
mod matrix;
mod messages;
mod table;
mod verdict;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use checking::Yard;
use documents::{Document, Kind};

/// Generates, compiles and round-trips every contract in a folder.
#[derive(Debug, Parser)]
struct Arguments {
    /// The folder with the documents.
    directory: PathBuf,
    /// Write one row per document to this file.
    #[arg(long, value_name = "FILE")]
    tsv: Option<PathBuf>,
    /// Only documents of this kind.
    #[arg(long, value_enum)]
    only: Option<Kind>,
    /// Only documents whose path contains this.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// How many documents are generated, and crates compiled, at a time.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// How often each document is generated; all runs must give the same bytes.
    #[arg(long, default_value_t = 1)]
    runs: usize,
    /// Where the generated crates are kept; those that did not change are not compiled again.
    #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/corpus"))]
    work: PathBuf,
    /// Generate only, compile nothing.
    #[arg(long)]
    generate_only: bool,
}

// A program prints.
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "the table is what the command is run for")]
fn main() -> ExitCode {
    if let Some(answer) = generation::child() {
        return answer;
    }
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(rows) => {
            print!("{}", table::summary(&rows));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("corpus: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> std::io::Result<Vec<verdict::Row>> {
    let root = arguments.directory.canonicalize()?;
    std::fs::create_dir_all(&arguments.work)?;
    let work = arguments.work.canonicalize()?;
    let mut documents = documents::find(&root)?;
    documents.retain(|document| wanted(document, arguments));
    let yard = Yard::new(&work);
    let matrix = matrix::Matrix::read()?;
    let generated = generation::all(&documents, &root, &yard, arguments.jobs, arguments.runs)?;
    let mut rows: Vec<verdict::Row> = documents
        .iter()
        .zip(&generated)
        .map(|(document, one)| verdict::of_generation(document, one, &matrix))
        .collect();
    if !arguments.generate_only {
        yard.lay_out(&rows)?;
        let checked = yard.check(arguments.jobs)?;
        verdict::add_checks(&mut rows, &checked);
        driver::round_trips(&yard, &root, &mut rows, arguments.jobs)?;
    }
    if let Some(file) = &arguments.tsv {
        write(file, &table::tsv(&rows))?;
    }
    Ok(rows)
}

fn wanted(document: &Document, arguments: &Arguments) -> bool {
    arguments.only.is_none_or(|kind| kind == document.kind)
        && arguments.filter.as_ref().is_none_or(|text| document.path.contains(text.as_str()))
}

/// Writes a file, and leaves one alone that says the same already: its age tells cargo what to compile.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    match std::fs::read(path) {
        Ok(before) if before == text.as_bytes() => Ok(()),
        _ => std::fs::write(path, text),
    }
}
