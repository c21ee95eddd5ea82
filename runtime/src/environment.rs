//! That certificate, ids and addresses are of one environment: found by comparing, before any connection is made.
//!
//! A mix-up cannot be seen in one environment's entries alone, so those of all environments are compared: what two of
//! them share stands in the wrong place in one of them.

use crate::endpoint::Endpoint;
use crate::error::{Error, Kind, Result};
use crate::transport::{CertificatePin, Transport};

/// What belongs to one environment, as generated code hands it over.
#[derive(Debug)]
pub struct Belongings<'a> {
    /// The environment's short name.
    pub environment: &'static str,
    /// The addresses of its services, by the names of their fields.
    pub endpoints: Vec<(&'static str, &'a Endpoint)>,
    /// Ids that the partner gave out for it, by their names on the wire.
    pub ids: Vec<(&'static str, String)>,
    /// The client certificate that the partner issued for it.
    pub pin: CertificatePin,
}

/// Refuses two entries for one environment, and anything that two environments share. For generated code.
///
/// Addresses are compared by host and port: a service's path says nothing about the environment, and mutual TLS needs a
/// server of its own in each.
///
/// # Errors
/// [`Kind::Configuration`] for the first, [`Kind::Environment`] for the second.
pub fn keep_apart(partner: &'static str, all: &[Belongings<'_>]) -> Result<()> {
    for (at, one) in all.iter().enumerate() {
        for other in &all[at + 1..] {
            pair(one, other).map_err(|error| error.of(partner))?;
        }
    }
    Ok(())
}

fn pair(one: &Belongings<'_>, other: &Belongings<'_>) -> Result<()> {
    let (name, other_name) = (one.environment, other.environment);
    if name == other_name {
        return Err(Error::new(Kind::Configuration, format!("there are two profiles of {name}"))
            .with_remedy(
                "Give one profile for each environment; another institution has profiles of its own.",
            ));
    }
    let shared = |what: &str| {
        Err(Error::new(
            Kind::Environment,
            format!("the profiles of {name} and {other_name} have the same {what}"),
        )
        .with_remedy("Each environment has its own: correct the profile into which the other's was copied."))
    };
    if let Some((id, _)) = one.ids.iter().find(|id| other.ids.contains(id)) {
        return shared(id);
    }
    if one.pin == other.pin {
        return shared("certificate pin");
    }
    for (field, endpoint) in &one.endpoints {
        let server = |endpoint: &Endpoint| endpoint.url().origin();
        if let Some((other_field, _)) =
            other.endpoints.iter().find(|(_, other)| server(other) == server(endpoint))
        {
            return shared(&format!("server, in `{field}` and `{other_field}`"));
        }
    }
    Ok(())
}

/// Refuses a transport that does not present this environment's certificate, and says whose it presents if it is that
/// of another one. For generated code.
///
/// # Errors
/// [`Kind::Environment`]; [`Kind::Identity`] if it presents none.
pub fn check_identity(
    partner: &'static str,
    all: &[Belongings<'_>],
    wanted: &Belongings<'_>,
    transport: &Transport,
) -> Result<()> {
    let environment = wanted.environment;
    let give = format!("Build the transport with the identity of {environment}");
    let Some(pin) = transport.certificate_pin() else {
        let place = format!("the transport presents no certificate, and {environment} asks for one");
        return Err(Error::new(Kind::Identity, place).with_remedy(format!("{give}.")).of(partner));
    };
    if pin == wanted.pin {
        return Ok(());
    }
    let error = match all.iter().find(|one| one.pin == pin) {
        Some(owner) => {
            let place = format!(
                "the transport presents the certificate of {}, and the client is for {environment}",
                owner.environment
            );
            Error::new(Kind::Environment, place).with_remedy(format!("{give}."))
        }
        None => {
            let place = format!(
                "the transport presents a certificate with the pin {pin}, and the profile of {environment} expects {}",
                wanted.pin
            );
            let renewed = "if it was renewed for a new key, put its pin into the profile";
            Error::new(Kind::Environment, place).with_remedy(format!("{give}; {renewed}."))
        }
    };
    Err(error.of(partner))
}

/// There is no entry for the environment that a client is wanted for. For generated code.
pub fn unknown(partner: &'static str, environment: &'static str) -> Error {
    Error::new(Kind::Configuration, format!("there is no profile of {environment}"))
        .with_remedy("Give one to `Profiles::new`.")
        .of(partner)
}
