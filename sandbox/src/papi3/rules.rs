//! What an institution's setup decides, and what the partner's documentation leaves open: the switches of PAPI3.

use std::time::Duration;

use super::limits::DepositLimits;

/// Which of the two documented flows the institution has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    /// Several checks in a batch. PAPI3 documentation: 00 to the first AddDepositItem of a batch means that the item is
    /// processed; 00 to a later one, that it is accepted. The summary counts the processed items and lists their
    /// numbers.
    #[default]
    Multi,
    /// One check in a batch. PAPI3 documentation: 00 to AddDepositItem means that the item is accepted; the summary's
    /// ItemNumbers hold 1 when it is processed, and 0 before.
    Single,
}

/// When the client certificate is asked for. The documentation does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClientCertificate {
    /// In the handshake, which fails without one. The sandbox's choice.
    #[default]
    AtHandshake,
    /// After the handshake. IIS asks for it by renegotiation once it has read the request, which rustls does not do on
    /// either side. What a client without renegotiation sees is this: the handshake succeeds without a certificate, and
    /// the request is answered with 403 and a page of HTML. A certificate that the client shows in the handshake is
    /// taken.
    Late,
}

/// What AddDepositItem does with an ItemNumber that the batch has already. The documentation does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RepeatedItem {
    /// E500 with `ItemNumber`. The sandbox's choice.
    #[default]
    Refused,
    /// 00, and the first item stays as it is.
    Ignored,
    /// 00, and the batch holds one item more: money that is there twice.
    Duplicated,
}

/// From where an open batch can be reached. The documentation does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BatchVisibility {
    /// From the session that made it; from any other one, DepositBatchId is invalid (E500). The sandbox's choice.
    #[default]
    OwnSession,
    /// From every session of the same account holder and PartnerId.
    AnySession,
}

/// What PostDepositBatch does with a batch that is posted already. The documentation does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecondPost {
    /// E500 with `DepositBatchId`. The sandbox's choice.
    #[default]
    Refused,
    /// 00 and the same TransactionSummary; nothing is credited.
    AnsweredAgain,
    /// 00, and the ledger has a second entry: money that is credited twice.
    Duplicated,
}

/// All of it.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) large_account_lists: bool,
    pub(crate) flow: Flow,
    pub(crate) several_checks: bool,
    pub(crate) processing_time: Duration,
    pub(crate) history_lag: Duration,
    pub(crate) deposit_limits: DepositLimits,
    pub(crate) client_certificate: ClientCertificate,
    pub(crate) repeated_item: RepeatedItem,
    pub(crate) batch_visibility: BatchVisibility,
    pub(crate) second_post: SecondPost,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            large_account_lists: false,
            flow: Flow::default(),
            several_checks: true,
            processing_time: Duration::ZERO,
            history_lag: Duration::ZERO,
            deposit_limits: DepositLimits::default(),
            client_certificate: ClientCertificate::default(),
            repeated_item: RepeatedItem::default(),
            batch_visibility: BatchVisibility::default(),
            second_post: SecondPost::default(),
        }
    }
}

impl Rules {
    /// Whether a batch may hold more than one check.
    pub(crate) fn takes_several_checks(&self) -> bool {
        self.flow == Flow::Multi && self.several_checks
    }
}
