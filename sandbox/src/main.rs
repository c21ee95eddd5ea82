//! The sandbox as a program: serves both partners until it is interrupted or told to end.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use bindery_sandbox::Sandbox;
use bindery_sandbox::netspend::Webhooks;
use clap::Parser;

/// PAPI3 and Netspend on loopback, with throwaway certificates.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Folder for sandbox.json, certificates and keys; made if need be
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Let PAPI3's StartSession come without accounts
    #[arg(long)]
    large_account_lists: bool,
    /// Post the webhooks of both Netspend environments to this address, http://127.0.0.1:PORT/...
    #[arg(long, value_name = "URL", value_parser = on_loopback)]
    webhooks: Option<String>,
}

fn on_loopback(url: &str) -> Result<String, &'static str> {
    let fits = Webhooks::accepts(url);
    fits.then(|| url.to_owned())
        .ok_or("webhooks go to http://127.0.0.1:PORT/... or http://localhost:PORT/... only")
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let causes = std::iter::successors(error.source(), |error| (**error).source());
            let causes: String = causes.map(|cause| format!(": {cause}")).collect();
            #[expect(clippy::print_stderr, reason = "whoever started the program wants to know why it ended")]
            {
                eprintln!("bindery-sandbox: {error}{causes}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder()
        .large_account_lists(arguments.large_account_lists)
        .start_in(&arguments.dir)
        .await?;
    if let Some(url) = &arguments.webhooks {
        for access in [sandbox.netspend_cert(), sandbox.netspend_prod()] {
            access.webhooks().deliver_to(url);
        }
    }
    #[expect(clippy::print_stdout, reason = "whoever started the program wants to know where it listens")]
    {
        println!(
            "PAPI3 UAT {} and PROD {}, Netspend CERT {} and PROD {}: see {}",
            sandbox.papi3_uat().sso,
            sandbox.papi3_prod().sso,
            sandbox.netspend_cert().base,
            sandbox.netspend_prod().base,
            arguments.dir.join("sandbox.json").display()
        );
    }
    told_to_end().await?;
    sandbox.finish().await;
    Ok(())
}

/// Waits for Ctrl-C, or for what service managers and `kill` send.
async fn told_to_end() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
