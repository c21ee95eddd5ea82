//! A client of a sandbox in another process, from the folder that describes it.

use std::error::Error;
use std::path::Path;

use bindery_runtime::{Endpoint, Identity, Transport, Trust};
use partners::papi3;

/// A client of the UAT environment that is described in this folder.
pub(crate) fn client(folder: &Path) -> Result<papi3::Client, Box<dyn Error>> {
    let read = |name: &str| std::fs::read_to_string(folder.join(name));
    let described: serde_json::Value = serde_json::from_str(&read("sandbox.json")?)?;
    let uat = &described["papi3"]["uat"];
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let identity = Identity::pem(read(&text(&uat["cert"]))?, read(&text(&uat["key"]))?);
    let trust = Trust::pem(read(&text(&described["ca"]))?);
    let transport = Transport::builder().identity(identity).trust(trust).build()?;
    let profile = papi3::Profile {
        environment: papi3::Environment::Uat,
        sso: Endpoint::parse(&text(&uat["sso"]))?,
        deposit: Endpoint::parse(&text(&uat["deposit"]))?,
        partner_id: i32::try_from(uat["partner_id"].as_i64().unwrap_or_default())?,
        pin: transport.certificate_pin().ok_or("no certificate")?,
    };
    Ok(papi3::Client::new(transport, &papi3::Profiles::new([profile])?, papi3::Environment::Uat)?)
}
