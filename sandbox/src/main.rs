//! The sandbox as a program: serves both partners until it is interrupted or told to end.

use std::error::Error;
use std::path::PathBuf;

use bindery_sandbox::Sandbox;
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
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let sandbox = Sandbox::builder()
        .large_account_lists(arguments.large_account_lists)
        .start_in(&arguments.dir)
        .await?;
    #[expect(clippy::print_stdout, reason = "whoever started the program wants to know where it listens")]
    {
        println!(
            "PAPI3 {} and {}, Netspend {} and {}: see {}",
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
