//! Transfers between two accounts of the programme: created, received, accepted, cancelled, expired; the money moves once.

use std::time::Duration;

use bindery_runtime::generated::Decimal;
use bindery_runtime::generated::json::Members;
use partners::netspend::types::{self, P2pTransferStatus as Status};

use super::answer::{self, Refusal};
use super::ledger::{Side, check_amount};
use super::state::{State, Turn};

/// One transfer.
pub(super) struct P2p {
    pub(super) id: String,
    sender: String,
    receiver: Option<String>,
    amount: Decimal,
    status: Status,
    expires: Duration,
}

impl P2p {
    /// When it expires, if it still waits.
    pub(super) fn expires(&self) -> Option<Duration> {
        (self.status == Status::Pending).then_some(self.expires)
    }
}

impl Turn<'_> {
    /// createP2pTransfer: the money is set aside, and the receiver may be named later.
    pub(super) fn create_p2p(
        &mut self,
        body: &types::CreateP2pTransferRequest,
    ) -> Result<types::P2pTransfer, Refusal> {
        let amount = check_amount(body.amount)?;
        let sender = body.sender_account_id.clone().or_else(|| self.own_account());
        let sender = sender.ok_or(answer::ACCOUNT_NOT_FOUND)?;
        // Netspend documentation: account active, which it is with an approved identity alone.
        self.check_active(&sender)?;
        let receiver = body.receiver_account_id.clone().filter(|id| !id.is_empty());
        if let Some(receiver) = &receiver {
            self.check_receiver(&sender, receiver)?;
        }
        let id = self.state.ids.next();
        self.state.ledger.hold(&id, &sender, amount)?;
        let expires = self.now.elapsed + self.switches().p2p_lifetime;
        let transfer = P2p { id: id.clone(), sender, receiver, amount, status: Status::Pending, expires };
        self.state.p2p.insert(id.clone(), transfer);
        self.event("p2p_transfer.pended", "p2p_transfer", &id);
        self.p2p_view(&id)
    }

    /// getP2pTransfer: by sender or receiver.
    pub(super) fn p2p_transfer(&mut self, id: &str) -> Result<types::P2pTransfer, Refusal> {
        self.check_side(id, true)?;
        self.p2p_view(id)
    }

    /// addP2pTransferReceiver: by the sender, or by whoever wants to be it.
    pub(super) fn add_receiver(&mut self, id: &str, receiver: &str) -> Result<types::P2pTransfer, Refusal> {
        let own = self.own_account();
        let transfer = self.state.transfer(id)?;
        let by_sender = own.as_ref() == Some(&transfer.sender);
        if !by_sender && own.as_deref() != Some(receiver) {
            return Err(answer::P2P_NOT_FOUND);
        }
        if transfer.status != Status::Pending {
            return Err(answer::P2P_NOT_PENDING);
        }
        if transfer.receiver.is_some() {
            return Err(answer::P2P_RECEIVER_INVALID);
        }
        let sender = transfer.sender.clone();
        self.check_receiver(&sender, receiver)?;
        self.state.transfer_mut(id)?.receiver = Some(receiver.to_owned());
        self.p2p_view(id)
    }

    /// acceptP2pTransfer: by the receiver, once. If one of the two accounts is not active any more, the transfer has
    /// failed.
    pub(super) fn accept_p2p(&mut self, id: &str) -> Result<types::P2pTransfer, Refusal> {
        self.check_side(id, false)?;
        let own = self.own_account();
        let transfer = self.state.transfer(id)?;
        if transfer.status != Status::Pending {
            return Err(answer::P2P_NOT_PENDING);
        }
        if own.is_none() || own != transfer.receiver {
            return Err(answer::P2P_RECEIVER_INVALID);
        }
        let (sender, amount) = (transfer.sender.clone(), transfer.amount);
        let receiver = own.unwrap_or_default();
        self.state.ledger.let_go(id);
        if !self.is_active(&sender) || !self.is_active(&receiver) {
            self.state.transfer_mut(id)?.status = Status::Failed;
            self.event("p2p_transfer.failed", "p2p_transfer", id);
            return self.p2p_view(id);
        }
        self.state.transfer_mut(id)?.status = Status::Completed;
        for (account, amount) in [(&sender, -amount), (&receiver, amount)] {
            self.post(&Side { account, savings: false }, amount, "p2p_transfer", Some(id));
        }
        self.event("p2p_transfer.completed", "p2p_transfer", id);
        self.p2p_view(id)
    }

    /// cancelP2pTransfer: by either, as long as it waits.
    pub(super) fn cancel_p2p(&mut self, id: &str) -> Result<types::P2pTransfer, Refusal> {
        self.check_side(id, false)?;
        if self.state.transfer(id)?.status != Status::Pending {
            return Err(answer::P2P_NOT_PENDING);
        }
        self.end_p2p(id, Status::Cancelled, "p2p_transfer.cancelled");
        self.p2p_view(id)
    }

    /// The time of a transfer is over.
    pub(super) fn expire_p2p(&mut self, id: &str) {
        self.end_p2p(id, Status::Expired, "p2p_transfer.expired");
    }

    fn end_p2p(&mut self, id: &str, status: Status, event: &'static str) {
        self.state.ledger.let_go(id);
        if let Some(transfer) = self.state.p2p.get_mut(id) {
            transfer.status = status;
        }
        self.event(event, "p2p_transfer", id);
    }

    pub(super) fn p2p_view(&self, id: &str) -> Result<types::P2pTransfer, Refusal> {
        let transfer = self.state.transfer(id)?;
        Ok(types::P2pTransfer {
            id: Some(transfer.id.clone()),
            status: Some(transfer.status.clone()),
            amount: Some(transfer.amount),
            sender_account_id: Some(transfer.sender.clone()),
            receiver_account_id: transfer.receiver.clone(),
            expiration_time: Some(self.date(transfer.expires)),
            unlisted: Members::default(),
        })
    }

    fn check_receiver(&mut self, sender: &str, receiver: &str) -> Result<(), Refusal> {
        if sender == receiver {
            return Err(answer::P2P_RECEIVER_INVALID);
        }
        self.state.account(receiver)?;
        self.is_active(receiver).then_some(()).ok_or(answer::ACCOUNT_INACTIVE)
    }

    fn is_active(&mut self, account: &str) -> bool {
        self.refresh(account);
        self.state.account(account).is_ok_and(super::accounts::Account::is_active)
    }

    /// Whether the call is made by one of the two sides. Whoever has the id of a transfer without a receiver may look at
    /// it.
    fn check_side(&self, id: &str, to_look: bool) -> Result<(), Refusal> {
        let transfer = self.state.transfer(id)?;
        let own = self.own_account();
        let is_side = own.as_ref() == Some(&transfer.sender) || (own.is_some() && own == transfer.receiver);
        let is_open = to_look && transfer.receiver.is_none();
        (is_side || is_open).then_some(()).ok_or(answer::P2P_NOT_FOUND)
    }
}

impl State {
    fn transfer(&self, id: &str) -> Result<&P2p, Refusal> {
        self.p2p.get(id).ok_or(answer::P2P_NOT_FOUND)
    }

    fn transfer_mut(&mut self, id: &str) -> Result<&mut P2p, Refusal> {
        self.p2p.get_mut(id).ok_or(answer::P2P_NOT_FOUND)
    }
}
