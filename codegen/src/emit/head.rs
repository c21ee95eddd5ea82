//! The part of a request that its caller does not write: what the client, the device's clock and the session fill in.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::spelling::{From, Spelling, identifier};
use super::{documentation, names};
use crate::contract::{EvidenceMark, Exchange, Field, Occurs, Scalar, Source, TypeRef};

/// What the clients of one contract fill in.
#[derive(Default)]
pub(super) struct Head {
    /// Values of the configuration, by wire name: identifier, type and documentation.
    pub(super) client: BTreeMap<String, (Ident, TokenStream, TokenStream)>,
    /// Values of the end user's device, likewise.
    pub(super) device: BTreeMap<String, (Ident, TokenStream, TokenStream)>,
    /// Which values of the configuration are texts or numbers, which can be compared; by wire name.
    pub(super) ids: BTreeSet<String>,
    /// Whether anything asks the device's clock.
    pub(super) clock: bool,
}

impl Head {
    /// Collects the head of all requests. What a value is documented with is what the best known of its fields says.
    pub(super) fn of(spelling: &Spelling<'_>) -> Self {
        let (mut client, mut device, mut clock) = (BTreeMap::new(), BTreeMap::new(), false);
        for (_, operation) in spelling.contract.operations() {
            let Exchange::Envelope { request, .. } = &operation.exchange else { continue };
            let Some((_, fields)) = request.value.as_ref().and_then(|value| spelling.record(value)) else {
                continue;
            };
            for field in fields {
                let values: &mut BTreeMap<&str, Vec<&Field>> = match field.source {
                    Source::Client => &mut client,
                    Source::Device => &mut device,
                    Source::LocalDateTime | Source::TimeZone => {
                        clock = true;
                        continue;
                    }
                    _ => continue,
                };
                values.entry(&field.name.local).or_default().push(field);
            }
        }
        let endpoints = (0..spelling.contract.services.len()).map(|at| spelling.service(at).to_string());
        let mut scope = names::Scope::reserving(&["transport", "environment", "pin"]);
        endpoints.for_each(|endpoint| {
            scope.claim(endpoint, "");
        });
        let comparable = |fields: &Vec<&Field>| {
            let scalars = fields.iter().filter_map(|field| match field.r#type {
                TypeRef::Scalar(scalar) => Some(scalar),
                _ => None,
            });
            scalars.into_iter().any(|scalar| scalar == Scalar::Text || is_copy(scalar))
        };
        let ids = client.iter().filter(|(_, fields)| comparable(fields)).map(|(name, _)| (*name).to_owned());
        let ids = ids.collect();
        let client = values(spelling, client, scope);
        let device = values(spelling, device, names::Scope::reserving(&["clock"]));
        Self { client, device, ids, clock }
    }

    /// Whether calls need to know the end user's device.
    pub(super) fn has_device(&self) -> bool {
        self.clock || !self.device.is_empty()
    }

    /// Whether filling this request asks the device.
    pub(super) fn asks_device(&self, spelling: &Spelling<'_>, request: Option<&TypeRef>) -> bool {
        request.and_then(|request| spelling.record(request)).is_some_and(|(_, fields)| {
            fields.iter().any(|field| {
                matches!(field.source, Source::Device | Source::LocalDateTime | Source::TimeZone)
            })
        })
    }

    /// The statements that fill one request. `client`, `device` and `keys` are expressions for where the values are.
    pub(super) fn fill(
        &self,
        spelling: &Spelling<'_>,
        request: &TypeRef,
        client: &TokenStream,
        device: &TokenStream,
        keys: &TokenStream,
    ) -> TokenStream {
        let Some((id, fields)) = spelling.record(request) else { return quote!() };
        let asks_clock =
            fields.iter().any(|field| matches!(field.source, Source::LocalDateTime | Source::TimeZone));
        let clock = asks_clock.then(|| quote!(let now = #device.clock.now();));
        let statements = fields.iter().enumerate().filter_map(|(at, field)| {
            let value = self.value(spelling, field, client, device, keys)?;
            let name = spelling.field(id, at);
            // A later field may take the clock's text as well.
            let again = fields[at + 1..].iter().any(|other| other.source == field.source);
            let from_clock = matches!(field.source, Source::LocalDateTime | Source::TimeZone);
            let value = if again && from_clock { quote!(#value.clone()) } else { value };
            let value = match field.occurs {
                Occurs::Optional | Occurs::RequiredNillable => quote!(Some(#value)),
                Occurs::Nillable => quote!(rt::xml::Nillable::Value(#value)),
                _ => value,
            };
            Some(quote!(request.#name = #value;))
        });
        quote!(#clock #(#statements)*)
    }

    fn value(
        &self,
        spelling: &Spelling<'_>,
        field: &Field,
        client: &TokenStream,
        device: &TokenStream,
        keys: &TokenStream,
    ) -> Option<TokenStream> {
        let TypeRef::Scalar(scalar) = field.r#type else { return None };
        Some(match &field.source {
            Source::Caller | Source::Blank => return None,
            Source::Client => copy(&self.client, field, scalar, client),
            Source::Device => copy(&self.device, field, scalar, device),
            Source::LocalDateTime => quote!(now.local_date_time),
            Source::TimeZone => quote!(now.time_zone),
            Source::Constant(text) => constant(scalar, text)?,
            Source::Session(key) => {
                let key = key_name(spelling, key)?;
                if scalar == Scalar::Secret {
                    quote!(#keys.#key.clone())
                } else {
                    quote!(#keys.#key.expose().to_owned())
                }
            }
        })
    }
}

/// The values that are given once, by wire name.
fn values(
    spelling: &Spelling<'_>,
    fields: BTreeMap<&str, Vec<&Field>>,
    mut scope: names::Scope,
) -> BTreeMap<String, (Ident, TokenStream, TokenStream)> {
    let mark = |field: &Field| field.evidence.as_ref().map_or(EvidenceMark::Guess, |evidence| evidence.mark);
    fields
        .into_iter()
        .filter_map(|(local, fields)| {
            let field = fields.into_iter().min_by_key(|field| mark(field))?;
            let wire = field.friendly.as_deref().unwrap_or(local);
            let name = identifier(&scope.claim(names::snake(wire), "_value"));
            let docs = documentation::lines(
                &format!("`{local}` of every request."),
                &field.documentation,
                field.evidence.as_ref(),
            );
            Some((local.to_owned(), (name, spelling.value_type(&field.r#type, From::Role), docs)))
        })
        .collect()
}

fn copy(
    values: &BTreeMap<String, (Ident, TokenStream, TokenStream)>,
    field: &Field,
    scalar: Scalar,
    from: &TokenStream,
) -> TokenStream {
    let name = values.get(&field.name.local).map(|(name, ..)| name);
    if is_copy(scalar) { quote!(#from.#name) } else { quote!(#from.#name.clone()) }
}

/// Built-ins that are handed over by value.
pub(super) fn is_copy(scalar: Scalar) -> bool {
    matches!(
        scalar,
        Scalar::Boolean
            | Scalar::Int8
            | Scalar::Int16
            | Scalar::Int32
            | Scalar::Int64
            | Scalar::UInt8
            | Scalar::UInt16
            | Scalar::UInt32
            | Scalar::UInt64
            | Scalar::Decimal
            | Scalar::Number
            | Scalar::Float32
            | Scalar::Float64
    )
}

/// A constant of the profile as an expression; nothing where the text is no value of the type (the profile's check
/// has reported that before).
pub(super) fn constant(scalar: Scalar, text: &str) -> Option<TokenStream> {
    Some(match scalar {
        Scalar::Text => quote!(#text.to_owned()),
        Scalar::Boolean => {
            let value: bool = text.parse().ok()?;
            quote!(#value)
        }
        Scalar::Int8 | Scalar::Int16 | Scalar::Int32 | Scalar::Int64 => {
            let value = proc_macro2::Literal::i64_unsuffixed(text.parse().ok()?);
            quote!(#value)
        }
        Scalar::UInt8 | Scalar::UInt16 | Scalar::UInt32 | Scalar::UInt64 => {
            let value = proc_macro2::Literal::u64_unsuffixed(text.parse().ok()?);
            quote!(#value)
        }
        _ => return None,
    })
}

/// The identifier of a session key, by the reply field that brings it.
fn key_name(spelling: &Spelling<'_>, reply_field: &str) -> Option<Ident> {
    let session = spelling.contract.rules.session.as_ref()?;
    let key = session.keys.iter().find(|key| key.reply_field == reply_field)?;
    Some(identifier(&names::snake(&key.reply_field)))
}
