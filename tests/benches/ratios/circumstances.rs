//! What ran where: without it no ratio can be repeated.

use std::process::Command;

const LOCK: &str = include_str!("../../../Cargo.lock");

/// Pairs of name and value for the head of the page.
pub(crate) fn all() -> Vec<(&'static str, String)> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    vec![
        ("cores", cores.to_string()),
        ("system", format!("{} on {}", std::env::consts::OS, std::env::consts::ARCH)),
        ("compiler", said_by("rustc", &["--version"])),
        ("commit below this run", said_by("git", &["log", "-1", "--format=%h of %cs"])),
        ("quick-xml", versions("quick-xml")),
        ("serde", versions("serde")),
        ("xsd-parser", versions("xsd-parser")),
        ("base64-simd", versions("base64-simd")),
        ("base64", versions("base64")),
    ]
}

/// The first line that a program prints.
fn said_by(program: &str, arguments: &[&str]) -> String {
    Command::new(program)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .ok()
        .filter(|output| output.status.success())
        .and_then(|output| String::from_utf8_lossy(&output.stdout).lines().next().map(str::to_owned))
        .unwrap_or_else(|| "unknown".to_owned())
}

/// Every version of a crate in the lock file.
fn versions(name: &str) -> String {
    let entry = format!("name = \"{name}\"\nversion = \"");
    let found: Vec<&str> = LOCK.split(&entry).skip(1).filter_map(|rest| rest.split('"').next()).collect();
    found.join(" and ")
}
