//! The command `bindery`.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let graphical = io::stderr().is_terminal();
    let answer = bindery_codegen::command::run(std::env::args_os(), Path::new("."), graphical);
    // Whoever reads may have gone: then there is nobody left to tell.
    let _ = io::stderr().write_all(answer.err.as_bytes());
    let _ = io::stdout().write_all(answer.out.as_bytes());
    ExitCode::from(answer.code)
}
