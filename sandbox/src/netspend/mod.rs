//! Netspend as the sandbox plays it: accounts, people, cards and money behind one key and secret, and the SDK's part.
//!
//! [`Device`] does what the partner's SDK does in the user's device, and the structures beside it are what stands inside
//! encrypted data. [`Switches`] set what the documentation leaves open. The tables of test values are in the
//! documentation of the crate.

mod accounts;
mod addresses;
mod agreements;
mod answer;
mod call;
mod cards;
mod delivery;
mod device;
mod documents;
mod external;
mod http;
mod jose;
mod kyc;
mod ledger;
mod operations;
mod p2p;
mod people;
mod plain;
mod receiver;
mod seeds;
mod server;
mod services;
mod sessions;
mod state;
mod statements;
mod switches;
mod token;
mod transfers;
mod webhooks;
mod workflows;

use std::fmt;
use std::sync::Arc;

use bindery_runtime::generated::Decimal;
use uuid::Uuid;

pub use accounts::{TEST_CONTEXTS, TestContext};
pub use addresses::{TEST_POSTAL_CODES, TestPostalCode};
pub use cards::CARD_BRANDS;
pub use delivery::Webhooks;
pub use device::{Device, DeviceError};
pub use external::{TEST_BANK_LINK, TEST_VERIFICATION_CENTS};
pub use jose::{ContentEncryption, JoseError, KeyAlgorithm};
pub use kyc::{TEST_LAST_NAMES, TestLastName};
pub use ledger::{Posting, PostingStatus};
pub use operations::OPERATIONS;
pub use plain::{
    Answer, AnswerOption, Answers, CardNumbers, DocumentImages, GovernmentId, PersonData, Pin, Question,
    Questions, VerificationValue,
};
pub use seeds::{TEST_PEOPLE, TestPerson};
pub use switches::{Demand, DeviceData, ErrorBody, SuccessStatus, Switches};
pub use webhooks::{Attempt, WebhookFault, WebhookMessage};

pub(crate) use self::delivery::Postman;
use self::state::{Environment, Turn};
use crate::StartError;
use crate::clock::Clock;
use crate::faults::Faults;
use crate::listener::{Clients, Door, Listener};
use crate::panics::Panics;
use crate::pki::Leaf;

/// The two Netspend environments. Nothing of one is valid in the other.
#[derive(Clone, Copy)]
pub(crate) enum Name {
    Cert,
    Prod,
}

impl Name {
    fn lower(self) -> &'static str {
        match self {
            Self::Cert => "cert",
            Self::Prod => "prod",
        }
    }

    /// The environment's own seed, so that no id of one is an id of the other, nor one of PAPI3.
    fn own(self, seed: u64) -> u64 {
        let seed = seed.rotate_left(32);
        match self {
            Self::Cert => seed ^ 0x5e55,
            Self::Prod => !seed ^ 0x5e55,
        }
    }
}

/// Where one Netspend environment listens, and the key and secret that mint its access tokens.
#[derive(Clone)]
pub struct NetspendAccess {
    /// The address below which all paths lie.
    pub base: String,
    /// The API key.
    pub api_key: String,
    /// The API secret.
    pub api_secret: String,
    /// The key with which webhooks are signed.
    pub webhook_key: String,
    environment: Arc<Environment>,
    door: Door,
}

impl NetspendAccess {
    /// The ledger: every movement of money, in the order in which they were made.
    pub fn ledger(&self) -> Vec<Posting> {
        self.environment.read(|state| state.ledger.postings().to_vec())
    }

    /// What is on an account, in dollars; nothing, if there is no such account. What is set aside for a transfer under way is
    /// still in it.
    pub fn balance(&self, account_id: &str) -> Decimal {
        self.environment.read(|state| state.ledger.balance(account_id, false))
    }

    /// What is in the savings of an account, in dollars.
    pub fn savings(&self, account_id: &str) -> Decimal {
        self.environment.read(|state| state.ledger.balance(account_id, true))
    }

    /// Pays money into an account, as an employer would: by ACH, without a call of the client. The transaction's id.
    ///
    /// # Panics
    /// If there is no such account, it is not active, or the amount is not positive and in whole cents.
    pub fn pay_in(&self, account_id: &str, amount: Decimal) -> String {
        let posted = self.by_itself(|turn| {
            turn.move_outside(account_id, amount, true, "ach")?;
            Ok(turn.state.ledger.postings().last().map(|posting| posting.transaction_id.clone()))
        });
        posted.unwrap_or_default()
    }

    /// Shows a card in a shop: the purchase is pending. The transaction's id.
    ///
    /// # Panics
    /// If there is no such card, there is not as much on the account, or the amount is not positive and in whole cents.
    pub fn pay_by_card(&self, card_id: &str, amount: Decimal) -> String {
        self.by_itself(|turn| turn.pend(card_id, amount))
    }

    /// Completes a pending purchase.
    ///
    /// # Panics
    /// If there is no such pending purchase.
    pub fn complete_purchase(&self, transaction_id: &str) {
        self.by_itself(|turn| turn.settle(transaction_id, true));
    }

    /// Completes a part of a pending purchase, as a shop does that ships in parts: the rest stays pending. The id of the
    /// part, which is a transaction of its own.
    ///
    /// # Panics
    /// If there is no such pending purchase, or the amount is not positive, in whole cents, and less than what is pending.
    pub fn complete_purchase_partially(&self, transaction_id: &str, amount: Decimal) -> String {
        self.by_itself(|turn| turn.settle_partially(transaction_id, amount))
    }

    /// Gives what is pending of a purchase up: that money is back.
    ///
    /// # Panics
    /// If there is no such pending purchase.
    pub fn release_purchase(&self, transaction_id: &str) {
        self.by_itself(|turn| turn.settle(transaction_id, false));
    }

    /// How often an operation was carried out, refusals and late duplicates included. Requests that a fault kept from being
    /// carried out are not in it: [`Faults::arrived`] counts those too.
    ///
    /// # Panics
    /// On a name that is none of [`OPERATIONS`].
    pub fn calls(&self, operation: &str) -> u64 {
        self.environment.calls(operations::named(operation).name)
    }

    /// How many access tokens were minted.
    pub fn tokens_minted(&self) -> usize {
        self.environment.read(|state| state.tokens.minted())
    }

    /// Ends every access token before its time.
    pub fn revoke_tokens(&self) {
        self.environment.read(|state| state.tokens.revoke());
    }

    /// How many sessions were opened.
    pub fn sessions_opened(&self) -> usize {
        self.environment.read(|state| state.sessions.opened())
    }

    /// Resets the next connections, that many, before a word of TLS is spoken: provably nothing was seen of their
    /// requests. Connections that are open already stay.
    pub fn reset_connections(&self, connections: u32) {
        self.door.close_for(connections);
    }

    /// The script of what goes wrong with calls.
    pub fn faults(&self) -> &Faults {
        &self.environment.faults
    }

    /// The webhooks.
    pub fn webhooks(&self) -> Webhooks<'_> {
        Webhooks { environment: &self.environment }
    }

    /// Something that happens without a call of the client.
    fn by_itself<T>(&self, work: impl FnOnce(&mut Turn<'_>) -> Result<T, answer::Refusal>) -> T {
        let done = self.environment.by_itself(work);
        done.unwrap_or_else(|refusal| panic!("{}: {}", refusal.code, refusal.description))
    }
}

impl fmt::Debug for NetspendAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NetspendAccess").field("base", &self.base).finish_non_exhaustive()
    }
}

/// Starts one environment with a key and secret of its own. It serves as long as the listener lives, and posts webhooks as
/// long as the postman does.
pub(crate) async fn start(
    name: Name,
    server: &Leaf,
    clock: Clock,
    switches: &Switches,
    seed: u64,
    panics: &Panics,
) -> Result<(NetspendAccess, Listener, Postman), StartError> {
    let lower = name.lower();
    let api_key = format!("sandbox-{lower}-key-{}", Uuid::new_v4().simple());
    let api_secret = format!("sandbox-{lower}-secret-{}", Uuid::new_v4().simple());
    let webhook_key = format!("sandbox-{lower}-webhook-{}", Uuid::new_v4().simple());
    let keys = [&*api_key, &api_secret, &webhook_key];
    let environment = Arc::new(Environment::new(keys, clock, switches.clone(), name.own(seed)));
    let router = http::router(environment.clone());
    let listener = Listener::start(server, Clients::Anyone, router, panics).await?;
    let access = NetspendAccess {
        base: format!("{}{}", listener.base(), http::BASE),
        api_key,
        api_secret,
        webhook_key,
        environment: environment.clone(),
        door: listener.door(),
    };
    Ok((access, listener, Postman::start(environment)))
}

#[cfg(test)]
mod tests;
