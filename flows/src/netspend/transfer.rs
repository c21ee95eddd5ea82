//! A transfer between two people: created once by the sender, received and accepted by the other side.
//!
//! ```text
//! sender:    begin ──> send ──> (webhook p2p_transfer.pended)
//! receiver:            add_receiver, if he was not known ──> accept ──> (webhook p2p_transfer.completed)
//! ```
//!
//! Each side acts in a person session of its own, by which Netspend knows who asks. A transfer that nobody accepts
//! expires; until then either side may cancel it.
//!
//! [`Transfers::send`] sends once. If its reply is lost, nothing can be read without the id that the reply would have
//! brought: but Netspend tells of the transfer by webhook, with sender, amount and receiver, so hand every event about
//! transfers to [`Transfers::heard`]. An event that fits two transfers in doubt settles neither.

use std::sync::Arc;

use partners::netspend::types::{
    CreateP2pTransferRequest, P2pTransfer, P2pTransferReceiver, P2pTransferStatus,
};
use partners::netspend::{DeviceState, Session, level};
use rust_decimal::Decimal;

use super::answer::{Case, Decision, Outcome, Thing};
use super::once::{decide, once, write, wrong};
use super::records::{Creation, Purpose, Record, RecordId, Records, RecordsError};
use super::{Error, Result};

/// The transfers of one set of records.
#[derive(Debug)]
pub struct Transfers<R> {
    records: Arc<R>,
}

impl<R> Clone for Transfers<R> {
    fn clone(&self) -> Self {
        Self { records: Arc::clone(&self.records) }
    }
}

/// How a transfer stands that was begun before.
#[derive(Debug)]
pub enum Found {
    /// It is there.
    Made(Box<P2pTransfer>),
    /// It was not sent. It may be.
    NotSent,
    /// It may be there: a webhook will tell, or a person looks and [decides](Transfers::decide).
    InDoubt(Case),
}

impl<R: Records> Transfers<R> {
    /// The transfers in these records.
    #[must_use]
    pub fn new(records: Arc<R>) -> Self {
        Self { records }
    }

    /// Writes a transfer down. Nothing is sent. Choose the id before anything else, and keep it: it finds the transfer
    /// again after a crash. A receiver who is not known yet is left out, and added later.
    ///
    /// # Errors
    /// [`Error::Amount`]; [`RecordsError::PossibleDuplicate`] while another transfer of this amount between these accounts is
    /// under way or in doubt.
    pub async fn begin(
        &self,
        id: RecordId,
        sender_account: &str,
        receiver_account: Option<&str>,
        amount: Decimal,
    ) -> Result<()> {
        if amount <= Decimal::ZERO || amount.normalize().scale() > 2 {
            return Err(Error::Amount);
        }
        let purpose = Purpose::Transfer {
            sender: sender_account.to_owned(),
            receiver: receiver_account.map(str::to_owned),
            amount: amount.normalize(),
            transfer: Creation::Intended,
        };
        Ok(self.records.insert(Record::new(id, purpose)).await?)
    }

    /// Creates the transfer, in the sender's session. It is sent once, whoever asks how often.
    ///
    /// # Errors
    /// [`Error::InDoubt`] after an attempt whose outcome is not known; [`Error::Call`] for a call that was certainly not
    /// sent.
    pub async fn send<D: DeviceState>(
        &self,
        session: &Session<level::Person, D>,
        id: RecordId,
    ) -> Result<Outcome<P2pTransfer>> {
        let mut record = self.record(id).await?;
        let Purpose::Transfer { sender, receiver, amount, .. } = &record.purpose else {
            return Err(Error::NoRecord(id));
        };
        let mut request = CreateP2pTransferRequest::new(*amount);
        request.sender_account_id = Some(sender.clone());
        request.receiver_account_id.clone_from(receiver);
        let call = session.create_p2p_transfer(&request);
        once(&*self.records, &mut record, Thing::Transfer, call, |made| made.id.as_deref()).await
    }

    /// How a transfer stands, by the records and, where it is there, by the partner.
    ///
    /// # Errors
    /// Those of the records and of reading the transfer.
    pub async fn find<D: DeviceState>(
        &self,
        session: &Session<level::Person, D>,
        id: RecordId,
    ) -> Result<Found> {
        match self.record(id).await?.creation(Thing::Transfer) {
            Some(Creation::Intended) => Ok(Found::NotSent),
            Some(Creation::Sent) => Ok(Found::InDoubt(Case { record: id, thing: Thing::Transfer })),
            Some(Creation::Made(transfer)) => {
                Ok(Found::Made(Box::new(session.get_p2p_transfer(transfer).await?)))
            }
            None => Err(Error::NoRecord(id)),
        }
    }

    /// Takes what a webhook tells of a transfer: the record that it belongs to, if it can be told.
    ///
    /// It settles a record in doubt if it is the only one of this sender, receiver and amount. An event about a transfer
    /// that nobody here sent, or that several may have sent, settles nothing.
    ///
    /// # Errors
    /// Those of the records; let the event be handed on again.
    pub async fn heard(&self, transfer: &P2pTransfer) -> Result<Option<RecordId>> {
        let Some(id) = transfer.id.as_deref().filter(|id| !id.is_empty()) else { return Ok(None) };
        if let Some(owner) = self.records.owner(id).await? {
            return Ok(Some(owner));
        }
        let unsettled = self.records.unsettled().await?;
        let mut fitting = unsettled.into_iter().filter(|record| may_be(record, transfer));
        let (Some(mut record), None) = (fitting.next(), fitting.next()) else { return Ok(None) };
        let next = record.with(Thing::Transfer, Creation::Made(id.to_owned()));
        match write(&*self.records, &mut record, next).await {
            // Its own reply came meanwhile.
            Err(Error::Records(RecordsError::Overtaken)) => Ok(self.records.owner(id).await?),
            written => written.map(|()| Some(record.id)),
        }
    }

    /// Writes what a person found out about a transfer in doubt. The transfer's id, if it is there.
    ///
    /// # Errors
    /// [`Error::WrongStep`] unless it is in doubt.
    pub async fn decide(&self, id: RecordId, decision: Decision) -> Result<()> {
        decide(&*self.records, id, Thing::Transfer, decision).await.map(drop)
    }

    /// Gives up a transfer that was not sent.
    ///
    /// # Errors
    /// [`Error::WrongStep`] for one that was.
    pub async fn give_up(&self, id: RecordId) -> Result<()> {
        let mut record = self.record(id).await?;
        if record.creation(Thing::Transfer) != Some(&Creation::Intended) {
            return Err(wrong(id, "it was sent; cancel it at the partner"));
        }
        let next = record.ended();
        write(&*self.records, &mut record, next).await
    }

    /// Transfers that were begun, and are neither there nor given up: what to look at after a crash.
    ///
    /// # Errors
    /// Those of the records.
    pub async fn unsettled(&self) -> Result<Vec<Record>> {
        let mut records = self.records.unsettled().await?;
        records.retain(|record| record.creation(Thing::Transfer).is_some());
        Ok(records)
    }

    async fn record(&self, id: RecordId) -> Result<Record> {
        self.records.get(id).await?.ok_or(Error::NoRecord(id))
    }
}

/// Whether a record in doubt may be the one that a transfer came of.
fn may_be(record: &Record, told: &P2pTransfer) -> bool {
    match &record.purpose {
        Purpose::Transfer { sender, receiver, amount, transfer: Creation::Sent } => {
            told.sender_account_id.as_ref() == Some(sender)
                && told.amount == Some(*amount)
                && (receiver.is_none() || told.receiver_account_id == *receiver)
        }
        _ => false,
    }
}

/// Adds the receiver of a transfer that was created without one. In the session of either side.
///
/// Where the answer leaves open whether it was done, the transfer is read, and what it says counts.
///
/// # Errors
/// Those of the call, if the transfer does not have this receiver. It may be made again: a receiver is added once.
pub async fn add_receiver<D: DeviceState>(
    session: &Session<level::Person, D>,
    transfer: &str,
    receiver_account: &str,
) -> Result<P2pTransfer> {
    let added =
        session.add_p2p_transfer_receiver(transfer, &P2pTransferReceiver::new(receiver_account)).await;
    let is_there = |told: &P2pTransfer| told.receiver_account_id.as_deref() == Some(receiver_account);
    settled(session, transfer, added, is_there).await
}

/// Accepts a transfer, in the receiver's session: the money moves, once.
///
/// Where the answer leaves open whether it was done, the transfer is read, and what it says counts.
///
/// # Errors
/// Those of the call, if the transfer is not completed. It may be made again: a transfer that is completed is not pending
/// any more and cannot complete a second time.
pub async fn accept<D: DeviceState>(
    session: &Session<level::Person, D>,
    transfer: &str,
) -> Result<P2pTransfer> {
    let accepted = session.accept_p2p_transfer(transfer).await;
    settled(session, transfer, accepted, |told| told.status == Some(P2pTransferStatus::Completed)).await
}

/// Cancels a transfer that waits, in the session of either side.
///
/// Where the answer leaves open whether it was done, the transfer is read, and what it says counts.
///
/// # Errors
/// Those of the call, if the transfer is not cancelled. It may be made again.
pub async fn cancel<D: DeviceState>(
    session: &Session<level::Person, D>,
    transfer: &str,
) -> Result<P2pTransfer> {
    let cancelled = session.cancel_p2p_transfer(transfer).await;
    settled(session, transfer, cancelled, |told| told.status == Some(P2pTransferStatus::Cancelled)).await
}

/// The answer of a change; after an error, the transfer as it reads, if that shows that the change was made.
async fn settled<D: DeviceState>(
    session: &Session<level::Person, D>,
    transfer: &str,
    answer: bindery_runtime::Result<P2pTransfer>,
    is_done: impl Fn(&P2pTransfer) -> bool,
) -> Result<P2pTransfer> {
    match answer {
        Ok(told) => Ok(told),
        Err(error) if !error.may_have_been_sent() => Err(error.into()),
        Err(error) => match session.get_p2p_transfer(transfer).await {
            Ok(told) if is_done(&told) => Ok(told),
            _ => Err(error.into()),
        },
    }
}
