//! `bindery generate`: the workspace's bindings, or a crate of its own.

use std::path::{Component, Path, PathBuf};

use heck::ToKebabCase;

use super::check::{GENERATED, contract_changes, outlived};
use super::{Answer, arguments, counted, findings, summary};
use crate::diagnostic::Severity;
use crate::emit::{CrateOptions, RuntimeDependency};
use crate::generate::{self, Generated, Request, partner_name};
use crate::profile::OUTLIVED;
use crate::tree;

pub(super) fn run(arguments: &arguments::Generate, directory: &Path, graphical: bool) -> Answer {
    match &arguments.out {
        None => {
            let generated = generate::workspace(directory);
            write(&generated, &directory.join(GENERATED), GENERATED, graphical)
        }
        Some(out) => single(arguments, out, directory, graphical),
    }
}

/// A crate of its own, with the command that compiles it in the last line.
fn single(arguments: &arguments::Generate, out: &Path, directory: &Path, graphical: bool) -> Answer {
    let first = arguments.input.first().map_or(Path::new(""), PathBuf::as_path);
    let partner = partner_name(arguments.crate_name.as_deref().map_or(first, Path::new));
    let options = CrateOptions {
        name: arguments.crate_name.clone().unwrap_or_else(|| partner.to_kebab_case()),
        runtime: runtime(arguments.runtime.as_deref(), out, directory),
        standalone: arguments.standalone,
    };
    let from_here =
        |path: &PathBuf| if directory == Path::new(".") { path.clone() } else { directory.join(path) };
    let request = Request {
        partner,
        inputs: arguments.input.iter().map(from_here).collect(),
        profile: arguments.profile.as_ref().map(from_here),
        catalog: arguments.catalog.as_ref().map(from_here),
        operations: arguments.operations.clone(),
        root: arguments.root.as_ref().map(from_here),
    };
    let shown = out.display().to_string();
    let mut answer = write(&generate::single(&request, &options), &directory.join(out), &shown, graphical);
    if answer.code < 2 {
        answer.err.push_str(&runtime_note(
            &options.runtime,
            arguments.runtime.as_deref(),
            &directory.join(out),
        ));
        let manifest = quoted(&out.join("Cargo.toml").display().to_string());
        answer.out.push_str(&format!("compile it with: cargo check --manifest-path {manifest}\n"));
    }
    answer
}

/// Writes what was generated, unless there is an error.
fn write(generated: &Generated, target: &Path, shown: &str, graphical: bool) -> Answer {
    let diagnostics = &generated.diagnostics;
    let mut answer = Answer::default();
    if diagnostics.has_errors() {
        answer.err = findings(diagnostics.iter(), graphical);
        answer.err.push_str(&format!("{}: nothing was written\n", counted(diagnostics).unwrap_or_default()));
        answer.code = 2;
        return answer;
    }
    answer.err = findings(diagnostics.iter().filter(|finding| finding.code != OUTLIVED), graphical);
    // Told before they are overwritten.
    let (changes, notes) = contract_changes(target, &generated.contracts, &generated.files);
    answer.err.push_str(&notes);
    match tree::write(target, &generated.files) {
        Err(error) => {
            answer
                .err
                .push_str(&format!("error: {error}\n  help: {}\n\nnothing was written\n", error.help()));
            answer.code = 2;
        }
        Ok(counts) => {
            answer.out.push_str(&changes);
            answer.out.push_str(&outlived(diagnostics));
            answer.out.push_str(&summary::table(&generated.contracts, &generated.files));
            answer.out.push_str(&summary::written(shown, &counts));
            if let Some(counted) = counted(diagnostics) {
                answer.err.push_str(&format!("{counted}\n"));
            }
            answer.code = u8::from(diagnostics.worst() >= Some(Severity::LeftOut));
        }
    }
    answer
}

/// Where the crate finds the runtime: a version as it is; a folder as the manifest must name it, seen from the crate.
fn runtime(given: Option<&str>, out: &Path, directory: &Path) -> RuntimeDependency {
    let Some(given) = given else { return RuntimeDependency::Version(env!("CARGO_PKG_VERSION").to_owned()) };
    if is_version(given) {
        return RuntimeDependency::Version(given.to_owned());
    }
    let path = Path::new(given);
    let out = directory.join(out);
    let has_crate = |folder: &Path| folder.join("Cargo.toml").is_file();
    let from_here = directory.join(path);
    if path.is_absolute() || has_crate(&out.join(path)) || !has_crate(&from_here) {
        return RuntimeDependency::Path(slashes(path));
    }
    RuntimeDependency::Path(slashes(&between(&out, &from_here)))
}

/// What to say about a runtime that cargo will not find: a folder without it, or a version that is on no registry yet.
fn runtime_note(runtime: &RuntimeDependency, given: Option<&str>, out: &Path) -> String {
    match runtime {
        RuntimeDependency::Path(path) if !out.join(path).join("Cargo.toml").is_file() => {
            format!("warning: there is no crate in the folder of the runtime, {path}\n")
        }
        RuntimeDependency::Version(version) if given.is_none() => format!(
            "note: this crate compiles once bindery-runtime {version} is on a registry, which it is not yet; until then run again with --runtime FOLDER\n"
        ),
        _ => String::new(),
    }
}

/// Whether this is a version requirement rather than a folder: `0.1.0`, `^1.2`, `=1.0.0-rc.1`.
fn is_version(text: &str) -> bool {
    let text = text.trim_start_matches(['=', '^', '~', '>', '<']).trim_start();
    let mut numbers = text.split(['-', '+']).next().unwrap_or_default().split('.');
    numbers.clone().count() <= 3
        && !text.contains(['/', '\\'])
        && numbers.all(|number| !number.is_empty() && number.chars().all(|one| one.is_ascii_digit()))
}

/// The way from one folder to another; an absolute one where they have nothing in common.
fn between(from: &Path, to: &Path) -> PathBuf {
    let (from, to) = (plain(from), plain(to));
    let shared = from.components().zip(to.components()).take_while(|(one, other)| one == other).count();
    let named = |path: &Path| path.components().take(shared).any(|step| matches!(step, Component::Normal(_)));
    if !named(&from) {
        return to;
    }
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

/// An absolute path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for step in absolute.components() {
        match step {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            step => plain.push(step),
        }
    }
    plain
}

/// Manifests are written with `/` on every platform.
fn slashes(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    let plain =
        path.chars().all(|one| one.is_alphanumeric() || matches!(one, '/' | '.' | '_' | '-' | '\\' | ':'));
    if plain { path.to_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_told_from_a_folder() {
        for version in ["0.1.0", "1", "^1.2", "=1.0.0-rc.1", "~0.3"] {
            assert!(is_version(version), "{version}");
        }
        for folder in ["../runtime", "runtime", "/opt/runtime", "..", ".", "", "1.2/runtime", "1.2.3.4"] {
            assert!(!is_version(folder), "{folder}");
        }
    }

    #[test]
    fn the_runtime_is_seen_from_the_crate() {
        let path = |from: &str, to: &str| slashes(&between(Path::new(from), Path::new(to)));
        assert_eq!(path("/srv/clients/one", "/srv/bindery/runtime"), "../../bindery/runtime");
        assert_eq!(path("/srv/out", "/srv/out/../bindery/./runtime"), "../bindery/runtime");
        assert_eq!(path("/opt/out", "/srv/runtime"), "/srv/runtime");
    }

    #[test]
    fn paths_survive_a_shell() {
        assert_eq!(quoted("/tmp/a-b_c/Cargo.toml"), "/tmp/a-b_c/Cargo.toml");
        assert_eq!(quoted("my crate/it's"), "'my crate/it'\\''s'");
    }
}
