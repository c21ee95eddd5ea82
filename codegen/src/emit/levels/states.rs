//! What the types of handles are made of: levels, states of the device, and the handle itself.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::spelling::identifier;
use super::super::{documentation, names};
use super::Staircase;

impl<'a> Staircase<'_, 'a> {
    /// The module `level`.
    pub(super) fn markers(&self) -> TokenStream {
        let known = &self.levels.known;
        let types = known.iter().map(|level| {
            let (name, wire) = (identifier(&names::upper(&level.name)), &level.name);
            let source = match &level.source {
                Some(source) => format!("with the source `{source}`"),
                None => "without a source".to_owned(),
            };
            let docs = documentation::plain(&[format!("Sessions of the level `{wire}`: {source}.")]);
            quote! {
                #docs
                #[derive(Debug, Clone, Copy)]
                pub enum #name {}
                impl sealed::Sealed for #name {}
                impl Level for #name {
                    const NAME: &'static str = #wire;
                }
            }
        });
        let bounds = known.iter().filter(|level| self.at_least(&level.name) != "Level").map(|level| {
            let name = self.at_least(&level.name);
            let enough = self.levels.at_least(&level.name);
            let marks = enough.iter().map(|level| identifier(&names::upper(&level.name)));
            let words: Vec<String> = enough.iter().map(|level| format!("`{}`", level.name)).collect();
            let docs = documentation::plain(&[
                format!(
                    "Levels that do where a session of the level `{}` is needed: {}.",
                    level.name,
                    words.join(", ")
                ),
                String::new(),
                "That a session does what any it may have been promoted from does is inferred.".to_owned(),
            ]);
            quote! {
                #docs
                pub trait #name: Level {}
                #(impl #name for #marks {})*
            }
        });
        quote! {
            #[doc = " The levels of sessions, as types: no value of them exists. The list is closed."]
            pub mod level {
                mod sealed {
                    pub trait Sealed {}
                }
                #[doc = " Any level."]
                pub trait Level: sealed::Sealed {
                    #[doc = " The level in one word."]
                    const NAME: &'static str;
                }
                #(#types)*
                #(#bounds)*
            }
        }
    }

    /// The states of the device's keys.
    pub(super) fn device(&self) -> TokenStream {
        let (partner, reply) = (&self.spelling.contract.partner, &self.levels.device_reply_field);
        let pending = documentation::plain(&[format!(
            "The keys of the device are not known to be complete: nobody has told that the SDK opened the `{reply}` of the opening reply."
        )]);
        let ready = documentation::plain(&[format!(
            "The keys of the device are complete: `{partner}` can encrypt for it, and it can decrypt."
        )]);
        quote! {
            mod device {
                pub trait Sealed {}
            }
            #[doc = " Whether the keys of the device are complete. The list is closed."]
            pub trait DeviceState: device::Sealed {}
            #pending
            #[derive(Debug, Clone, Copy)]
            pub enum DevicePending {}
            impl device::Sealed for DevicePending {}
            impl DeviceState for DevicePending {}
            #ready
            #[derive(Debug, Clone, Copy)]
            pub enum DeviceReady {}
            impl device::Sealed for DeviceReady {}
            impl DeviceState for DeviceReady {}
        }
    }

    /// `Session`.
    pub(super) fn handle(&self) -> TokenStream {
        let docs = documentation::plain(&[
            format!(
                "A session, opened by `{}`: the operations that need one are its methods, those that its level may call.",
                self.rule.opened_by
            ),
            String::new(),
            "`L` is its level, `D` tells whether the keys of the device are complete. A clone is the same session and keeps".to_owned(),
            "its level: where the session was promoted through another handle, it goes on with the calls of that level.".to_owned(),
        ]);
        let ready = documentation::plain(&[
            format!(
                "The same session, now that the SDK in the device has opened the `{}` of the opening reply and reports that its",
                self.levels.device_reply_field
            ),
            "session is ready. Only the application knows: call it on its word.".to_owned(),
        ]);
        quote! {
            #docs
            pub struct Session<L: level::Level, D: DeviceState = DevicePending> {
                client: Client,
                keys: SessionKeys,
                state: rt::PhantomData<fn() -> (L, D)>,
            }
            impl<L: level::Level, D: DeviceState> Clone for Session<L, D> {
                fn clone(&self) -> Self {
                    Self { client: self.client.clone(), keys: self.keys.clone(), state: rt::PhantomData }
                }
            }
            impl<L: level::Level, D: DeviceState> rt::fmt::Debug for Session<L, D> {
                fn fmt(&self, formatter: &mut rt::fmt::Formatter<'_>) -> rt::fmt::Result {
                    formatter.debug_struct("Session").field("level", &L::NAME).finish_non_exhaustive()
                }
            }
            impl<L: level::Level, D: DeviceState> Session<L, D> {
                fn of(client: Client, keys: SessionKeys) -> Self {
                    Self { client, keys, state: rt::PhantomData }
                }
                #[doc = " The keys of this session."]
                #[must_use]
                pub fn keys(&self) -> &SessionKeys {
                    &self.keys
                }
            }
            impl<L: level::Level> Session<L, DevicePending> {
                #ready
                #[must_use]
                pub fn device_is_ready(self) -> Session<L, DeviceReady> {
                    Session::of(self.client, self.keys)
                }
            }
        }
    }
}
