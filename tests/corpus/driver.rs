//! Programs made of generated crates, which read the messages beside a document and write them again.
//!
//! A crate with messages is copied, and gets a module that knows its operations: their names, types and tables are read
//! from the generated client. One program links all such crates and is run once for each message.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use syn::visit::Visit;

use super::checking::Yard;
use super::compare;
use super::documents::Kind;
use super::verdict::{Answer, Row};
use super::{messages, write};

/// The module of the generated crate that holds the bindings.
const MODULE: &str = "src/contract";
/// The program's package.
const PROGRAM: &str = "round_trips";

/// A document with messages.
struct Job {
    row: usize,
    name: String,
    messages: Vec<PathBuf>,
}

/// Sends the messages of all documents through their crates.
pub(crate) fn round_trips(yard: &Yard, root: &Path, rows: &mut [Row], jobs: usize) -> io::Result<()> {
    let mut all = Vec::new();
    for (at, row) in rows.iter_mut().enumerate().filter(|(_, row)| row.document.kind == Kind::Samples) {
        let folder = root.join(&row.document.path);
        let messages = folder.parent().map(messages::beside).unwrap_or_default();
        if messages.is_empty() {
            continue;
        }
        if row.compiled != Answer::Ok {
            row.round_trip = if row.generated == Answer::Diagnosed { Answer::Diagnosed } else { Answer::No };
            continue;
        }
        let name = format!("s{}", &Yard::name(&row.document.path)[1..]);
        copy(&yard.folder(&row.document.path), &yard.root().join("crates").join(&name), &name)?;
        all.push(Job { row: at, name, messages });
    }
    let member = |job: &Job| format!("crates/{}", job.name);
    yard.workspace(&all.iter().map(member).collect::<Vec<_>>())?;
    let checked = yard.check(jobs)?;
    all.retain(|job| {
        let one = checked.get(&job.name).cloned().unwrap_or_default();
        let passed = one.answer() == Answer::Ok;
        if !passed {
            rows[job.row].round_trip = Answer::No;
            let first = one.errors.first().cloned().unwrap_or_default();
            rows[job.row].reasons.insert(0, format!("the driver does not compile: {first}"));
        }
        passed
    });
    if all.is_empty() {
        return Ok(());
    }
    let program = program(yard, &all, jobs)?;
    for job in &all {
        judge(&program, job, &mut rows[job.row])?;
    }
    Ok(())
}

/// Copies a crate under another name and adds the module that reads and writes.
fn copy(from: &Path, to: &Path, name: &str) -> io::Result<()> {
    fn files(folder: &Path, into: &mut Vec<PathBuf>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { files(&path, into)? } else { into.push(path) }
        }
        Ok(())
    }
    let mut all = Vec::new();
    files(from, &mut all)?;
    for path in all {
        let relative = path.strip_prefix(from).map_err(io::Error::other)?;
        let mut text = fs::read_to_string(&path)?;
        if relative == Path::new("Cargo.toml") {
            let own = from.file_name().unwrap_or_default().to_string_lossy();
            text = text.replacen(&format!("\"{own}\""), &format!("\"{name}\""), 1);
        }
        if relative == Path::new(MODULE).join("mod.rs") {
            text.push_str("pub mod round_trip;\n");
        }
        write(&to.join(relative), &text)?;
    }
    let client = fs::read_to_string(from.join(MODULE).join("client.rs")).unwrap_or_default();
    write(&to.join(MODULE).join("round_trip.rs"), &module(&client).map_err(io::Error::other)?)
}

/// What the client says about its operations.
#[derive(Default)]
struct Operations {
    uses: Vec<String>,
    found: Vec<Found>,
}

/// One operation.
struct Found {
    /// The names of its tables: its own, and that of its header blocks.
    table: String,
    headers: Option<String>,
    request: Side,
    reply: Side,
}

/// The types of one message: its value and its header blocks.
struct Side {
    value: String,
    blocks: String,
}

impl<'a> Visit<'a> for Operations {
    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        self.uses.push(quote::quote!(#item).to_string());
    }

    fn visit_impl_item_fn(&mut self, method: &'a syn::ImplItemFn) {
        let mut tables = Tables::default();
        tables.visit_block(&method.block);
        let mut tables = tables.found.into_iter();
        let Some(table) = tables.next() else { return };
        let parameter = |name: &str| {
            method.sig.inputs.iter().find_map(|input| match input {
                syn::FnArg::Typed(typed) => {
                    let pattern = &typed.pat;
                    let is_it = quote::quote!(#pattern).to_string().ends_with(name);
                    let r#type = &typed.ty;
                    is_it.then(|| quote::quote!(#r#type).to_string().trim_start_matches("& ").to_owned())
                }
                syn::FnArg::Receiver(_) => None,
            })
        };
        let nothing = || "()".to_owned();
        let request = Side {
            value: parameter("request").unwrap_or_else(nothing),
            blocks: parameter("headers").unwrap_or_else(nothing),
        };
        let syn::ReturnType::Type(_, answer) = &method.sig.output else { return };
        let Some(mut reply) = argument(answer, 0) else { return };
        // What comes beside the envelope is no part of it.
        if let syn::Type::Tuple(both) = &reply
            && let Some(envelope) = both.elems.first()
        {
            reply = envelope.clone();
        }
        let is_whole =
            quote::quote!(#reply).to_string().replace(' ', "").starts_with("rt::soap::WithHeaders<");
        let parts = is_whole.then(|| (argument(&reply, 0), argument(&reply, 1)));
        let shown = |r#type: &syn::Type| quote::quote!(#r#type).to_string();
        let reply = match parts {
            Some((Some(value), Some(blocks))) => Side { value: shown(&value), blocks: shown(&blocks) },
            _ => Side { value: shown(&reply), blocks: nothing() },
        };
        self.found.push(Found {
            table,
            headers: tables.find(|name| name.contains("_HEADERS")),
            request,
            reply,
        });
    }
}

/// An argument of a type: the first is `T` in `rt::Result<T>`.
fn argument(of: &syn::Type, at: usize) -> Option<syn::Type> {
    let syn::Type::Path(path) = of else { return None };
    match &path.path.segments.last()?.arguments {
        syn::PathArguments::AngleBracketed(arguments) => match arguments.args.iter().nth(at)? {
            syn::GenericArgument::Type(r#type) => Some(r#type.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Paths `super::xml::NAME`.
#[derive(Default)]
struct Tables {
    found: Vec<String>,
}

impl<'a> Visit<'a> for Tables {
    fn visit_path(&mut self, path: &'a syn::Path) {
        let steps: Vec<String> = path.segments.iter().map(|step| step.ident.to_string()).collect();
        if let [.., xml, table] = steps.as_slice()
            && xml == "xml"
        {
            self.found.push(table.clone());
        }
        syn::visit::visit_path(self, path);
    }
}

/// The text of the module.
fn module(client: &str) -> Result<String, syn::Error> {
    let mut operations = Operations::default();
    operations.visit_file(&syn::parse_file(client)?);
    let mut text = "#![allow(missing_docs, unused_imports, dead_code)]\n".to_owned();
    for item in &operations.uses {
        let _ = writeln!(text, "{item}");
    }
    text.push_str(
        "pub type Found = Vec<(&'static str, &'static str, Result<Vec<u8>, String>)>;
/// Reads a message as one of `read` and writes it as one of `write`, whose reply is what `read` has as request; the
/// header blocks are those that `declared` has for requests, and `back` for replies.
fn through<V: rt::xml::Node, H: rt::xml::Node>(
    side: &'static str,
    [read, write]: [&'static rt::soap::Operation; 2],
    [declared, back]: [&'static rt::soap::Headers; 2],
    message: &[u8],
    found: &mut Found,
) {
    let incoming = match rt::soap::Incoming::hear(message, None, None, &super::xml::NAMES) {
        Ok(incoming) => incoming,
        Err(fault) => return found.push((read.name, side, Err(fault.text))),
    };
    let element = incoming.operation().1;
    if read.request.first().map_or(\"\", |first| first.name()) != element {
        return;
    }
    let both = incoming
        .headers::<H>(declared)
        .and_then(|headers| Ok(rt::soap::WithHeaders { reply: incoming.request::<V>(read)?, headers }));
    let answer = both.map_err(|fault| fault.text).and_then(|both| {
        let answer = rt::soap::reply_to(&incoming, write, back, Ok(both));
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        if answer.status == 200 { Ok(answer.body) } else { Err(text) }
    });
    found.push((read.name, side, answer));
}
pub fn all(message: &[u8]) -> Found {
    let mut found = Found::new();
",
    );
    for Found { table, headers, request, reply } in &operations.found {
        let (requested, replied) = match headers {
            Some(name) => (format!("super::xml::{name}.request"), format!("super::xml::{name}.reply")),
            None => ("&[]".to_owned(), "&[]".to_owned()),
        };
        let _ = writeln!(
            text,
            "{{ static BACK: rt::soap::Operation = rt::soap::Operation {{ request: super::xml::{table}.reply, \
             reply: super::xml::{table}.request, ..super::xml::{table} }};\n\
             static THERE: rt::soap::Headers = rt::soap::Headers {{ request: {requested}, reply: {replied}, addressing: None }};\n\
             static BACK_THERE: rt::soap::Headers = rt::soap::Headers {{ request: {replied}, reply: {requested}, addressing: None }};\n\
             through::<{}, {}>(\"request\", [&super::xml::{table}, &BACK], [&THERE, &BACK_THERE], message, &mut found);\n\
             through::<{}, {}>(\"reply\", [&BACK, &super::xml::{table}], [&BACK_THERE, &THERE], message, &mut found); }}",
            request.value, request.blocks, reply.value, reply.blocks,
        );
    }
    text.push_str("found\n}\n");
    Ok(text)
}

/// Builds the program; its path.
fn program(yard: &Yard, all: &[Job], jobs: usize) -> io::Result<PathBuf> {
    let folder = yard.root().join("crates").join(PROGRAM);
    let mut manifest = format!("[package]\nname = \"{PROGRAM}\"\nedition = \"2024\"\n\n[dependencies]\n");
    let mut arms = String::new();
    for Job { name, .. } in all {
        let _ = writeln!(manifest, "{name} = {{ path = \"../{name}\" }}");
        let _ = writeln!(arms, "        {name:?} => {name}::round_trip::all(&message),");
    }
    write(&folder.join("Cargo.toml"), &manifest)?;
    write(
        &folder.join("src/main.rs"),
        &format!(
            "fn main() {{
    let arguments: Vec<String> = std::env::args().collect();
    let message = std::fs::read(&arguments[2]).expect(\"a message\");
    let found = match arguments[1].as_str() {{
{arms}        other => panic!(\"{{other}}\"),
    }};
    for (at, (operation, side, answer)) in found.into_iter().enumerate() {{
        match answer {{
            Ok(text) => {{
                println!(\"ok\\t{{operation}}\\t{{side}}\\t{{at}}\");
                std::fs::write(format!(\"{{}}.{{at}}\", arguments[3]), text).expect(\"room\");
            }}
            Err(error) => println!(\"no\\t{{operation}}\\t{{side}}\\t{{}}\", error.replace(['\\n', '\\t'], \" \")),
        }}
    }}
}}
"
        ),
    )?;
    let mut members: Vec<String> = all.iter().map(|job| format!("crates/{}", job.name)).collect();
    members.push(format!("crates/{PROGRAM}"));
    yard.workspace(&members)?;
    let built = yard.cargo(&["build", "--package", PROGRAM], jobs)?;
    let errors = built.get(PROGRAM).map(|one| one.errors.join("; ")).unwrap_or_default();
    if !errors.is_empty() {
        return Err(io::Error::other(format!("the program of round trips does not compile: {errors}")));
    }
    Ok(yard.root().join("target/debug").join(PROGRAM))
}

/// Every message of a document, as a request or a reply of the operation that fits best.
fn judge(program: &Path, job: &Job, row: &mut Row) -> io::Result<()> {
    row.round_trip = Answer::Ok;
    for message in &job.messages {
        let file = message.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Err((answer, reason)) = one(program, job, message, row.generated == Answer::Diagnosed)? {
            row.round_trip = row.round_trip.max(answer);
            row.reasons.insert(0, format!("{file}: {reason}"));
        }
    }
    Ok(())
}

fn one(
    program: &Path,
    job: &Job,
    message: &Path,
    has_left_out: bool,
) -> io::Result<Result<(), (Answer, String)>> {
    let scratch = program.with_file_name(format!("{PROGRAM}.{}", job.name));
    let run = Command::new(program)
        .arg(&job.name)
        .arg(message)
        .arg(&scratch)
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .output()?;
    if !run.status.success() {
        let error = String::from_utf8_lossy(&run.stderr).lines().next().unwrap_or_default().to_owned();
        return Ok(Err((Answer::No, format!("{} {error}", run.status))));
    }
    let original = fs::read(message)?;
    let mut reason = None;
    for line in String::from_utf8_lossy(&run.stdout).lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [outcome, operation, side, rest] = fields.as_slice() else { continue };
        let failed = if *outcome == "ok" {
            let written = fs::read(scratch.with_file_name(format!("{PROGRAM}.{}.{rest}", job.name)))?;
            match compare::envelopes(&original, &written) {
                Ok(()) => return Ok(Ok(())),
                Err(difference) => difference,
            }
        } else {
            (*rest).to_owned()
        };
        reason.get_or_insert(format!("{side} of {operation}: {failed}"));
    }
    let answer = if reason.is_none() && has_left_out { Answer::Diagnosed } else { Answer::No };
    Ok(Err((answer, reason.unwrap_or_else(|| "the body is of no operation".to_owned()))))
}
