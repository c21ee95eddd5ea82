//! Lays `[token]` over a contract: the operation that mints the partner's token must be one that a client can call on
//! its own, and its reply must hold a text and a number.

use super::apply::known;
use super::check::Check;
use super::lookup::{field_mut, operation_names, record, request_type, scalar_of, scalars};
use super::session::{is_single, is_text, reply_fields, required};
use super::{Profile, TokenRules};
use crate::contract::{Contract, Exchange, Occurs, Scalar, Source, Token, TypeId, TypeRef};

/// `[token]`
pub(super) fn token(profile: &Profile, contract: &mut Contract, check: &mut Check<'_>) {
    let Some(rules) = &profile.token else { return };
    if !known(check, "`minted_by` of [token]", "operation", &rules.minted_by, &operation_names(contract)) {
        return;
    }
    let fields = [&rules.token, &rules.lifetime];
    let Some(reply) = reply_fields(contract, check, &rules.minted_by, fields, "[token]") else { return };
    if !(can_mint(rules, contract, check) && types(rules, &reply, contract, check)) {
        return;
    }
    required(contract, &reply, &rules.token, false);
    // A reply that does not tell the lifetime (RFC 6749 allows it) must not stop every call.
    if let Some(lifetime) = field_mut(contract, &reply, &rules.lifetime.text) {
        lifetime.occurs = Occurs::Optional;
    }
    contract.rules.token = Some(Token {
        minted_by: rules.minted_by.text.clone(),
        token_field: rules.token.text.clone(),
        lifetime_field: rules.lifetime.text.clone(),
    });
}

/// Whether a client can mint a token without anything from its caller.
fn can_mint(rules: &TokenRules, contract: &Contract, check: &mut Check<'_>) -> bool {
    let name = &rules.minted_by.text;
    let Some((_, operation)) = contract.operations().find(|(_, operation)| operation.name == *name) else {
        return false;
    };
    let Exchange::Resource { parameters, body, .. } = &operation.exchange else {
        let message = format!("[token] is minted by `{name}`, which is no call by HTTP");
        check.misfit("profile-token-request", message, &rules.minted_by, "remove the section");
        return false;
    };
    let needed = match (parameters.first(), body) {
        (Some(parameter), _) => Some(parameter.field.name.local.clone()),
        (None, None) => None,
        (None, Some(_)) => match request_type(operation).and_then(|id| record(contract, id)) {
            None => Some("the body".to_owned()),
            Some(record) => {
                let needed = record.fields.iter().find(|field| {
                    field.source == Source::Caller
                        && matches!(field.occurs, Occurs::Required | Occurs::Filled | Occurs::AtLeastOne)
                });
                needed.map(|field| field.name.local.clone())
            }
        },
    };
    if let Some(needed) = &needed {
        let message =
            format!("[token] is minted by `{name}`, whose request needs `{needed}` from its caller");
        let help = "give it a constant in [head], or name an operation that needs nothing";
        check.misfit("profile-token-request", message, &rules.minted_by, help);
    }
    needed.is_none()
}

/// Makes the token a secret, and sees to it that its lifetime is a number.
fn types(rules: &TokenRules, reply: &TypeId, contract: &mut Contract, check: &mut Check<'_>) -> bool {
    use Scalar::{
        Int8, Int16, Int32, Int64, Integer, Text, TextOrNumber, Token, UInt8, UInt16, UInt32, UInt64,
    };
    let scalars = scalars(contract);
    let whole =
        [TextOrNumber, Text, Token, Integer, Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64];
    for (word, what) in [(&rules.token, "a single text"), (&rules.lifetime, "a whole number of seconds")] {
        let Some(field) = field_mut(contract, reply, &word.text) else { return false };
        let is_token = std::ptr::eq(word, &rules.token);
        let fits = |scalar: &Scalar| if is_token { is_text(*scalar) } else { whole.contains(scalar) };
        let scalar = scalar_of(&scalars, &field.r#type).filter(fits).filter(|_| is_single(&field.occurs));
        let Some(scalar) = scalar else {
            let message = format!("the field `{}` of the minting reply is not {what}", word.text);
            check.misfit("profile-token-type", message, word, "name another field, or correct it in [types]");
            return false;
        };
        field.r#type = TypeRef::Scalar(if is_token { Scalar::Secret } else { scalar });
    }
    true
}
