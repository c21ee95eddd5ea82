//! `bindery csr`: the private key of one environment, and the request that its certificate is issued from.
//!
//! PAPI3 documentation: a certificate is issued from a request, one for UAT and one for PROD, which are not
//! interchangeable; the request is made where the key is to stay.

mod files;
mod pair;
mod subject;

use std::fs;
use std::path::Path;

use zeroize::Zeroizing;

use super::arguments::Csr;
use super::{Answer, findings};
use crate::diagnostic::{Diagnostic, Severity};
use files::NotKept;
use subject::Subject;

pub(super) fn run(arguments: &Csr, directory: &Path, graphical: bool) -> Answer {
    match make(arguments, directory) {
        Ok(out) => Answer { out, ..Answer::default() },
        Err(finding) => {
            let err = findings(std::iter::once(&*finding), graphical);
            Answer { err: format!("{err}nothing was written\n"), code: 2, ..Answer::default() }
        }
    }
}

fn make(arguments: &Csr, directory: &Path) -> Result<String, Box<Diagnostic>> {
    let subject = Subject::parse(&arguments.subject).map_err(|mistake| {
        let place = Some(mistake.place("--subject", &arguments.subject));
        let finding = finding("csr-subject", mistake.message, "write it as `CN=name,O=organisation,C=US`");
        Box::new(Diagnostic { place, ..*finding })
    })?;
    let passphrase = passphrase(arguments, directory)?;
    let environment = arguments.environment.name();
    let folder = directory.join(&arguments.out);
    let (key, request) = (format!("{environment}.key"), format!("{environment}.csr"));
    // Said before the work is done; what counts is that the files are put in place without replacing any.
    files::absent(&folder, [&key, &request]).map_err(not_kept)?;
    let pair = pair::make(&subject, passphrase.as_deref().map(String::as_str)).map_err(|error| {
        finding("csr-not-made", format!("the key and its request cannot be made: {error}"), "")
    })?;
    files::keep(&folder, [(&key, &pair.key_pem), (&request, &pair.request_pem)]).map_err(not_kept)?;

    let shown = |name: &str| arguments.out.join(name).display().to_string();
    let (key, request, certificate) = (shown(&key), shown(&request), shown(&format!("{environment}.pem")));
    // Where there are no modes, the folder's rights decide.
    let owner = if cfg!(unix) { ", readable by its owner only" } else { "" };
    let sealed = if passphrase.is_some() { ", encrypted with the passphrase" } else { "" };
    let pin = &pair.pin;
    Ok(format!(
        "wrote  {key}  the private key{owner}{sealed}: it stays here\n\
         wrote  {request}  the certificate request\n\
         pin    {pin}\n\
         \n\
         next   1. Put the pin into the profile of {environment}: it names this key, and stays the same when the certificate comes.\n       \
         2. Send {request} to the partner; never the key.\n       \
         3. Save the certificate that comes back, in PEM, as {certificate} beside the key.\n       \
         Each environment needs a request of its own.\n"
    ))
}

/// The passphrase of the key, if one is wanted. It never stands on the command line, which other users can see.
fn passphrase(arguments: &Csr, directory: &Path) -> Result<Option<Zeroizing<String>>, Box<Diagnostic>> {
    let (text, from) = if let Some(file) = &arguments.passphrase_file {
        let from = format!("the file {}", file.display());
        let text = fs::read_to_string(directory.join(file)).map_err(|error| {
            let message = format!("the passphrase cannot be read from {from}: {error}");
            finding("csr-passphrase", message, "name a text file that this process may read")
        })?;
        (Zeroizing::new(text), from)
    } else if let Some(name) = &arguments.passphrase_env {
        let from = format!("the environment variable {name}");
        let text = std::env::var(name).map_err(|_| {
            let message = format!("the passphrase cannot be read from {from}");
            finding("csr-passphrase", message, "set it to the passphrase, in UTF-8")
        })?;
        (Zeroizing::new(text), from)
    } else {
        return Ok(None);
    };
    // An editor ends the line; that end is not part of what was chosen.
    let line = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
    if line.is_empty() || line.contains(['\n', '\r']) {
        let message = format!("the passphrase in {from} is empty or has several lines");
        return Err(finding(
            "csr-passphrase",
            message,
            "write one line; without a passphrase, leave the option out",
        ));
    }
    Ok(Some(Zeroizing::new(line.to_owned())))
}

fn finding(code: &'static str, message: String, help: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic { severity: Severity::Error, code, message, place: None, help: help.to_owned() })
}

fn not_kept(error: NotKept) -> Box<Diagnostic> {
    let help = match &error {
        NotKept::Exists(_) => {
            "a key is never overwritten; name another folder, or move the old files away if nothing uses them"
        }
        NotKept::Refused { .. } => "see to the folder and run the command again",
    };
    finding("csr-not-kept", error.to_string(), help)
}

#[cfg(test)]
mod tests;
