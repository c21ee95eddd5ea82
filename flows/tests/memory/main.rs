//! How much memory a deposit holds at its peak, beside a sandbox in a process of its own.

#![expect(clippy::print_stdout, reason = "a measurement speaks to whoever runs it")]

use std::error::Error;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bindery_sandbox::Sandbox;
use bytes::Bytes;
use partner_flows::{Check, Outcome, Visit, terms};
use peak_alloc::PeakAlloc;

#[path = "../checks/elsewhere.rs"]
mod elsewhere;
#[path = "../../examples/support/mod.rs"]
mod support;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Tells the second process that it is the sandbox, and where to describe it.
const SANDBOX: &str = "BINDERY_FLOWS_SANDBOX";

const IMAGE: usize = 4 << 20;

/// What test runners know the measurement by.
const NAME: &str = "a_deposit_holds_at_most_three_times_its_images";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Without the harness, which would hide the figure, a runner that asks for the list of tests is answered here.
    let asked = |word: &str| std::env::args().any(|argument| argument == word);
    if asked("--list") {
        if !asked("--ignored") {
            println!("{NAME}: test");
        }
        return Ok(());
    }
    if let Some(folder) = std::env::var_os(SANDBOX).map(PathBuf::from) {
        let sandbox = Sandbox::builder().start_in(&folder).await?;
        // Until whoever started us closes the pipe.
        tokio::task::spawn_blocking(|| std::io::stdin().read(&mut [0])).await??;
        sandbox.finish().await;
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let mut sandbox =
        Command::new(std::env::current_exe()?).env(SANDBOX, folder.path()).stdin(Stdio::piped()).spawn()?;
    while !folder.path().join("sandbox.json").exists() {
        if let Some(status) = sandbox.try_wait()? {
            return Err(format!("the sandbox ended: {status}").into());
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let measured = deposit(folder.path()).await;
    drop(sandbox.stdin.take());
    sandbox.wait()?;
    measured
}

async fn deposit(folder: &Path) -> Result<(), Box<dyn Error>> {
    let visit = Visit::new(elsewhere::client(folder)?, support::device()?, support::opening());
    terms::accept(&visit).await?;
    let deposits = support::deposits(&visit)?;
    visit.info().await?;

    let before = PeakAlloc.current_usage();
    PeakAlloc.reset_peak_usage();
    let image = |byte: u8| Bytes::from((0..IMAGE).map(|at| byte ^ (at % 251) as u8).collect::<Vec<u8>>());
    let check = Check::new(image(1), image(2), "20.11".parse()?)?;
    let mut deposit = deposits.begin(support::intent(vec![check])).await?;
    deposit.submit().await?;
    deposit.review().await?;
    let outcome = deposit.post().await?;
    let peak = PeakAlloc.peak_usage().saturating_sub(before);

    assert!(matches!(outcome, Outcome::Done(_)));
    let ratio = peak as f64 / (2 * IMAGE) as f64;
    println!(
        "a deposit of two images of {IMAGE} bytes holds at most {peak} bytes: {ratio:.2} times the images"
    );
    assert!(ratio <= 3.0, "more than three times the images");
    Ok(())
}
