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
    /// Post the webhooks of both Netspend environments to this address, http://127.0.0.1:PORT/... or https://
    #[arg(long, value_name = "URL")]
    webhooks: Option<String>,
    /// Certificates (PEM) of the authorities that vouch for a receiver of webhooks over https
    #[arg(long, value_name = "FILE", requires = "webhooks")]
    webhooks_ca: Option<PathBuf>,
}

/// Where webhooks go, as it was asked for.
struct Told {
    url: String,
    ca_pem: Option<String>,
}

impl Told {
    fn read(arguments: &Arguments) -> Result<Option<Self>, Box<dyn Error>> {
        let Some(url) = arguments.webhooks.clone() else { return Ok(None) };
        let ca_pem = match &arguments.webhooks_ca {
            Some(file) => {
                let read = std::fs::read_to_string(file);
                Some(read.map_err(|error| format!("{} cannot be read: {error}", file.display()))?)
            }
            None => None,
        };
        let fits = match &ca_pem {
            Some(ca_pem) => Webhooks::accepts_over_tls(&url, ca_pem),
            None => Webhooks::accepts(&url),
        };
        let remedy = "webhooks go to http://127.0.0.1:PORT/... or http://localhost:PORT/... only, or to the same with \
                      https:// and --webhooks-ca, a file of PEM certificates";
        if fits { Ok(Some(Self { url, ca_pem })) } else { Err(remedy.into()) }
    }

    fn listens_to(&self, webhooks: &Webhooks<'_>) {
        match &self.ca_pem {
            Some(ca_pem) => webhooks.deliver_over_tls(&self.url, ca_pem),
            None => webhooks.deliver_to(&self.url),
        }
    }
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
    let told = Told::read(arguments)?;
    let sandbox = Sandbox::builder()
        .large_account_lists(arguments.large_account_lists)
        .start_in(&arguments.dir)
        .await?;
    if let Some(told) = told {
        for access in [sandbox.netspend_cert(), sandbox.netspend_prod()] {
            told.listens_to(&access.webhooks());
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
