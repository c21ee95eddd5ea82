//! The program from outside: what it leaves in its folder, its switch, and its orderly end.

use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Longer than the slowest machine needs; only a program that is stuck takes it all.
const PATIENCE: Duration = Duration::from_secs(60);

/// The running program; it goes when this does.
struct Program(Child);

impl Program {
    fn start(folder: &Path, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bindery-sandbox"));
        command.arg("--dir").arg(folder).args(more).stdout(Stdio::piped());
        Self(command.spawn().unwrap())
    }

    /// Sends a signal by its name.
    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.0.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    fn end(&mut self) -> ExitStatus {
        until("the program ends", || self.0.try_wait().unwrap())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Asks again until there is an answer.
fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The description, once it is whole.
fn description(folder: &Path) -> Value {
    let text = until("a description", || std::fs::read_to_string(folder.join("sandbox.json")).ok());
    serde_json::from_str(&text).expect("it appears whole")
}

#[test]
fn a_stale_description_goes_a_new_one_comes_and_goes_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.json");
    for signal in ["TERM", "INT"] {
        // Not JSON: whoever read it would fail.
        std::fs::write(&file, "stale").unwrap();
        let mut program = Program::start(folder.path(), &[]);
        let text =
            until("a new description", || std::fs::read_to_string(&file).ok().filter(|text| text != "stale"));
        let description: Value = serde_json::from_str(&text).expect("it appears whole");
        assert_eq!(description["ca"], "ca.pem");
        assert!(folder.path().join("papi3-uat-client-ca.pem").exists());
        program.signal(signal);
        assert!(program.end().success(), "an orderly end by {signal}");
        assert!(!file.exists(), "{signal} removes the description");
    }
}

#[test]
fn the_switch_lets_a_sign_on_come_without_accounts() {
    let folder = tempfile::tempdir().unwrap();
    for (switches, code) in [(&["--large-account-lists"][..], "00"), (&[], "E12")] {
        let mut program = Program::start(folder.path(), switches);
        let description = description(folder.path());
        let uat = &description["papi3"]["uat"];
        let read =
            |name: &Value| std::fs::read_to_string(folder.path().join(name.as_str().unwrap())).unwrap();
        let identity =
            bindery_sandbox::Identity { certificate_pem: read(&uat["cert"]), key_pem: read(&uat["key"]) };
        let partner = i32::try_from(uat["partner_id"].as_i64().unwrap()).unwrap();
        let body = super::soap::start(partner, "123123123", "");
        let reply = tokio::runtime::Runtime::new().unwrap().block_on(super::raw::send_trusting(
            &read(&description["ca"]),
            Some(&identity),
            "POST",
            uat["sso"].as_str().unwrap(),
            &[("content-type", "text/xml; charset=utf-8")],
            &body,
        ));
        assert_eq!(reply.unwrap().text("ResponseCode"), Some(code));
        program.signal("TERM");
        program.end();
    }
}

#[test]
fn a_folder_that_cannot_be_is_named_and_the_program_ends() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file");
    std::fs::write(&file, "").unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_bindery-sandbox")).arg("--dir").arg(&file).output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("a-file"));
}

#[test]
fn a_folder_in_which_a_sandbox_runs_takes_no_second_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = Program::start(folder.path(), &[]);
    let before = description(folder.path());
    let second =
        Command::new(env!("CARGO_BIN_EXE_bindery-sandbox")).arg("--dir").arg(folder.path()).output().unwrap();
    assert!(!second.status.success());
    assert!(String::from_utf8_lossy(&second.stderr).contains("another sandbox runs in"), "{second:?}");
    assert_eq!(description(folder.path()), before);
    first.signal("TERM");
    assert!(first.end().success());
}

#[test]
fn the_start_line_names_the_environments() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(folder.path(), &["--webhooks", "http://127.0.0.1:9/hook"]);
    let described = description(folder.path());
    let mut line = String::new();
    let stdout = program.0.stdout.take().unwrap();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut line).unwrap();
    for (partner, environment, address) in [
        ("papi3", "uat", "sso"),
        ("papi3", "prod", "sso"),
        ("netspend", "cert", "base"),
        ("netspend", "prod", "base"),
    ] {
        let address = described[partner][environment][address].as_str().unwrap();
        assert!(line.contains(&format!("{} {address}", environment.to_uppercase())), "{line}");
    }
    program.signal("TERM");
    program.end();
}

#[test]
fn webhooks_go_to_loopback_only() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.pem");
    let missing = missing.to_str().unwrap();
    for (more, told) in [
        (&["--webhooks", "http://receiver.example:80/"][..], "127.0.0.1"),
        (&["--webhooks", "https://127.0.0.1:9/"], "--webhooks-ca"),
        (&["--webhooks", "https://127.0.0.1:9/", "--webhooks-ca", missing], "missing.pem"),
        (&["--webhooks-ca", missing], "--webhooks"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bindery-sandbox"));
        let output = command.arg("--dir").arg(folder.path().join("sandbox")).args(more).output().unwrap();
        assert!(!output.status.success());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(told), "{said}");
    }
}
