//! Clients of a partner that issues a certificate for each environment: what belongs to one environment as one value,
//! all environments of an institution held against each other, and a client that is made from them only.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::head::Head;
use super::spelling::Spelling;

/// `Profile` and `Profiles`. `endpoints` and `ids` are their fields, as `Config` has them without environments.
pub(super) fn emit(
    spelling: &Spelling<'_>,
    head: &Head,
    endpoints: &TokenStream,
    ids: &TokenStream,
) -> TokenStream {
    let partner = &spelling.contract.partner;
    let services: Vec<&Ident> =
        (0..spelling.contract.services.len()).map(|at| spelling.service(at)).collect();
    let service_names = services.iter().map(ToString::to_string);
    let compared = head.client.iter().filter(|(wire, _)| head.ids.contains(*wire));
    let compared = compared.map(|(wire, (name, ..))| quote!((#wire, self.#name.to_string())));
    quote! {
        #[doc = " What belongs to one environment of one institution, together. Nothing is built in: all of it is the"]
        #[doc = " institution's own."]
        #[derive(Debug, Clone)]
        pub struct Profile {
            #[doc = " The environment."]
            pub environment: Environment,
            #endpoints
            #ids
            #[doc = " The public key of the client certificate that the partner issued for this environment, as"]
            #[doc = " `bindery csr` printed it."]
            pub pin: rt::CertificatePin,
        }
        impl Profile {
            fn belongings(&self) -> rt::environment::Belongings<'_> {
                rt::environment::Belongings {
                    environment: self.environment.as_str(),
                    endpoints: Vec::from([#((#service_names, &self.#services)),*]),
                    ids: Vec::from([#(#compared),*]),
                    pin: self.pin,
                }
            }
        }

        #[doc = " The environments of one institution, held against each other."]
        #[doc = ""]
        #[doc = " A mix-up cannot be seen in one profile alone, so give all that there are, also where a program calls"]
        #[doc = " one environment only. Another institution has profiles of its own."]
        #[derive(Debug, Clone)]
        pub struct Profiles(Vec<Profile>);
        impl Profiles {
            #[doc = " Takes the profiles, at most one for each environment."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " Two environments have the same id, certificate, or host and port in common: one of them has what"]
            #[doc = " belongs to the other. Or there are two profiles of one environment."]
            pub fn new(profiles: impl IntoIterator<Item = Profile>) -> rt::Result<Self> {
                let profiles = Self(profiles.into_iter().collect());
                rt::environment::keep_apart(#partner, &profiles.belongings())?;
                Ok(profiles)
            }
            #[doc = " The profile of an environment, if there is one."]
            #[must_use]
            pub fn get(&self, environment: Environment) -> Option<&Profile> {
                self.0.iter().find(|profile| profile.environment == environment)
            }
            fn belongings(&self) -> Vec<rt::environment::Belongings<'_>> {
                self.0.iter().map(Profile::belongings).collect()
            }
        }
    }
}

/// `Client::new` and what a client says of its environment. `ports` are the fields that hold its services, made from
/// a `transport` and a `profile`, and what begins anew with a client; `demands` hold the endpoints' policies against it.
pub(super) fn constructor(
    partner: &str,
    demands: &TokenStream,
    ports: &TokenStream,
    head: &Head,
) -> TokenStream {
    let values: Vec<_> = head.client.values().map(|(name, ..)| name).collect();
    quote! {
        impl Client {
            #[doc = " A client of one environment. Opens no connection yet."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " The transport presents no certificate, or another than that of the environment; or there is no"]
            #[doc = " profile of it."]
            pub fn new(
                transport: rt::Transport,
                profiles: &Profiles,
                environment: Environment,
            ) -> rt::Result<Self> {
                let Some(profile) = profiles.get(environment) else {
                    return Err(rt::environment::unknown(#partner, environment.as_str()));
                };
                rt::environment::check_identity(
                    #partner,
                    &profiles.belongings(),
                    &profile.belongings(),
                    &transport,
                )?;
                let profile = profile.clone();
                #demands
                Ok(Self {
                    #ports
                    #(#values: profile.#values,)*
                    environment,
                })
            }
            #[doc = " The environment that this client calls."]
            #[must_use]
            pub fn environment(&self) -> Environment {
                self.environment
            }
        }
    }
}
