//! What Netspend's documentation leaves open, and what a test wants shorter: the switches.

use std::collections::BTreeMap;
use std::time::Duration;

use super::jose::{ContentEncryption, KeyAlgorithm};

/// Which session a call must come in. For most operations the documentation does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// None: the header `ns-session-id` is not looked at, and the call may name anything of the programme.
    Nothing,
    /// None, but if the header is there, it names a session that lives.
    Optional,
    /// A session of any kind.
    Any,
    /// An account's or a person's.
    Account,
    /// A person's.
    Person,
}

/// The statuses of success. The documentation shows 200, for the access token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SuccessStatus {
    /// 201 where something is created, 204 where nothing is told, otherwise 200. The sandbox's choice.
    #[default]
    AsContract,
    /// Always 200.
    Always200,
}

/// What a refusal has for a body. The documentation does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ErrorBody {
    /// `{"code": ..., "description": ...}`. The sandbox's choice.
    #[default]
    Json,
    /// A page of HTML, as gateways have it.
    Html,
    /// Plain text: the code and nothing else.
    Text,
    /// Nothing.
    Empty,
}

/// Which device data opens a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviceData {
    /// Any text. One that a [`super::Device`] made gives the session the keys of that device; any other gives a session
    /// without keys, in which nothing that is encrypted for the device can be read. A text in the form of a JWE that
    /// cannot be decrypted is refused.
    #[default]
    Any,
    /// Only what a [`super::Device`] made of this environment's keys.
    Encrypted,
}

/// The switches of Netspend; both environments have the same ones.
///
/// ```
/// use bindery_sandbox::netspend::{ErrorBody, Switches};
///
/// let switches = Switches { business_status: 409, error_body: ErrorBody::Html, ..Switches::default() };
/// let builder = bindery_sandbox::Sandbox::builder().netspend(switches);
/// ```
#[derive(Clone, Debug)]
pub struct Switches {
    /// The statuses of success.
    pub success_status: SuccessStatus,
    /// The status of a business error; 422 unless it is told otherwise.
    pub business_status: u16,
    /// The status of a call in a session of the wrong kind; 403 unless it is told otherwise.
    pub weak_session_status: u16,
    /// The body of a refusal.
    pub error_body: ErrorBody,
    /// Operations, by name, that demand another session than they do by themselves.
    pub demands: BTreeMap<&'static str, Demand>,
    /// Which device data opens a session.
    pub device_data: DeviceData,
    /// How long an access token lives, and says that it lives: the documented 86399 seconds.
    pub token_lifetime: Duration,
    /// How long a session may be idle: 15 minutes. The documentation has no number.
    pub idle_lifetime: Duration,
    /// How long a session lives that was opened with the expiration strategy `fixed`: an hour. The documentation has
    /// neither names nor numbers; any other strategy, or none, is the idle one.
    pub fixed_lifetime: Duration,
    /// How long identity questions can be answered: 5 minutes, as the error page says. A partner application counts down
    /// 10.
    pub question_time: Duration,
    /// How long a review takes, of an identity scan, of documents, of a person whose check is pending: a minute.
    pub review_time: Duration,
    /// How long requested documents are taken: 30 days. A request tells its end; how far away that is, was not seen.
    pub document_time: Duration,
    /// How long a transfer between two people waits for its receiver: 7 days.
    pub p2p_lifetime: Duration,
    /// How long a transfer of a subaccount is pending: a minute.
    pub transfer_time: Duration,
    /// The algorithm of the partner's key.
    pub key_algorithm: KeyAlgorithm,
    /// How the partner encrypts content for the device.
    pub content_encryption: ContentEncryption,
    /// How long the receiver of a webhook may take to answer, in real time: the documented 10 seconds.
    pub webhook_patience: Duration,
}

impl Default for Switches {
    fn default() -> Self {
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        Self {
            success_status: SuccessStatus::default(),
            business_status: 422,
            weak_session_status: 403,
            error_body: ErrorBody::default(),
            demands: BTreeMap::new(),
            device_data: DeviceData::default(),
            token_lifetime: Duration::from_secs(86_399),
            idle_lifetime: minutes(15),
            fixed_lifetime: minutes(60),
            question_time: minutes(5),
            review_time: minutes(1),
            document_time: minutes(30 * 24 * 60),
            p2p_lifetime: minutes(7 * 24 * 60),
            transfer_time: minutes(1),
            key_algorithm: KeyAlgorithm::default(),
            content_encryption: ContentEncryption::default(),
            webhook_patience: Duration::from_secs(10),
        }
    }
}

impl Switches {
    /// What an operation demands.
    pub(super) fn demand(&self, row: &super::operations::Row) -> Demand {
        self.demands.get(row.name).copied().unwrap_or(row.demand)
    }
}
