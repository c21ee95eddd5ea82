//! Has xsd-parser render the types of StartSession, as that library's user would.
//!
//! A package of its own, because rendered code has to be compiled and only a build script comes early enough for one
//! process to hold all contenders. A handful of types: a test build hardly notices.

use std::path::Path;

use xsd_parser::config::{GeneratorFlags, InterpreterFlags, OptimizerFlags, Schema};
use xsd_parser::{Config, generate};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=sign_on.xsd");
    let mut config = Config::default()
        .with_schema(Schema::named_schema("sign_on.xsd", include_str!("sign_on.xsd")))
        .with_interpreter_flags(InterpreterFlags::all() - InterpreterFlags::WITH_NUM_BIG_INT)
        .with_optimizer_flags(OptimizerFlags::all() - OptimizerFlags::REMOVE_DUPLICATES)
        .with_generator_flags(GeneratorFlags::all())
        .with_quick_xml();
    // The schema is whole: nothing is looked up in files or on the network.
    config.parser.resolver.clear();
    let code = generate(config).expect("xsd-parser renders the schema").to_string();

    let out = std::env::var_os("OUT_DIR").expect("cargo names the folder for built files");
    std::fs::write(Path::new(&out).join("sign_on.rs"), code).expect("a writable folder");
}
