//! Deposits and withdrawals: savings, subaccounts, the partner's own; those of a subaccount are pending for a while.

use std::collections::BTreeMap;
use std::time::Duration;

use bindery_runtime::generated::Decimal;
use bindery_runtime::generated::json::Members;
use partners::netspend::types;

use super::answer::{self, Refusal};
use super::external::External;
use super::ledger::{Side, check_amount};
use super::state::Turn;

/// What moves money between accounts, and what is linked from outside.
#[derive(Default)]
pub(super) struct Transfers {
    all: BTreeMap<String, Transfer>,
    pub(super) external: External,
}

/// One deposit or withdrawal.
struct Transfer {
    /// The account or subaccount that it was made at.
    at: String,
    from: String,
    to: String,
    amount: Decimal,
    status: &'static str,
    kind: &'static str,
    /// When it is completed.
    due: Duration,
}

impl Transfers {
    /// Those that wait, with the time of their completion.
    pub(super) fn pending(&self) -> impl Iterator<Item = (Duration, &str)> {
        let pending = self.all.iter().filter(|(_, transfer)| transfer.status == "pending");
        pending.map(|(id, transfer)| (transfer.due, id.as_str()))
    }
}

impl Turn<'_> {
    /// getSavings.
    pub(super) fn savings(&mut self, account: &str) -> Result<types::Savings, Refusal> {
        self.check_account(account)?;
        let enrolled = self.state.account(account)?.savings;
        let balance = enrolled.then(|| self.state.ledger.balance(account, true));
        let status = if enrolled { "enrolled" } else { "not_enrolled" };
        Ok(types::Savings { status: Some(status.to_owned()), balance, unlisted: Members::default() })
    }

    /// enrollSavings: of an active account. Whether the savings terms were accepted is not looked at.
    pub(super) fn enroll_savings(&mut self, account: &str) -> Result<(), Refusal> {
        self.check_active(account)?;
        self.state.account_mut(account)?.savings = true;
        Ok(())
    }

    /// createSavingsDeposit and createSavingsWithdrawal: completed at once.
    pub(super) fn savings_transfer(
        &mut self,
        account: &str,
        amount: Decimal,
        deposit: bool,
    ) -> Result<types::Transfer, Refusal> {
        self.check_active(account)?;
        let amount = check_amount(amount)?;
        if !self.state.account(account)?.savings {
            return Err(answer::SAVINGS_NOT_ENROLLED);
        }
        let id = self.state.ids.next();
        if deposit {
            // Set aside and let go: what other transfers have set aside cannot be saved.
            self.state.ledger.hold(&id, account, amount)?;
            self.state.ledger.let_go(&id);
        } else if self.state.ledger.balance(account, true) < amount {
            return Err(answer::INSUFFICIENT_FUNDS);
        }
        let (from, to) = (!deposit, deposit);
        let kind = if deposit { "savings_deposit" } else { "savings_withdrawal" };
        self.post(&Side { account, savings: from }, -amount, kind, Some(&id));
        self.post(&Side { account, savings: to }, amount, kind, Some(&id));
        self.enter_transfer(&id, account, (account, account), amount, kind, None)
    }

    /// createAccountDeposit and createAccountWithdrawal: on behalf of the partner, completed at once.
    pub(super) fn account_transfer(
        &mut self,
        account: &str,
        amount: Decimal,
        deposit: bool,
    ) -> Result<types::Transfer, Refusal> {
        let kind = if deposit { "account_deposit" } else { "account_withdrawal" };
        let (id, amount) = self.move_outside(account, amount, deposit, kind)?;
        self.enter_transfer(&id, account, (account, account), amount, kind, None)
    }

    /// Money that comes in from outside the programme, or goes out; the id of the transfer.
    pub(super) fn move_outside(
        &mut self,
        account: &str,
        amount: Decimal,
        comes_in: bool,
        kind: &'static str,
    ) -> Result<(String, Decimal), Refusal> {
        self.check_active(account)?;
        let amount = check_amount(amount)?;
        let id = self.state.ids.next();
        if !comes_in {
            self.state.ledger.hold(&id, account, amount)?;
            self.state.ledger.let_go(&id);
        }
        let moved = if comes_in { amount } else { -amount };
        self.post(&Side { account, savings: false }, moved, kind, Some(&id));
        Ok((id, amount))
    }

    /// createSubaccountDeposit and createSubaccountWithdrawal: pending for a while.
    pub(super) fn subaccount_transfer(
        &mut self,
        subaccount: &str,
        amount: Decimal,
        deposit: bool,
    ) -> Result<types::Transfer, Refusal> {
        let parent = self.parent(subaccount)?;
        let amount = check_amount(amount)?;
        let id = self.state.ids.next();
        let (from, to) = if deposit { (&*parent, subaccount) } else { (subaccount, &*parent) };
        self.state.ledger.hold(&id, from, amount)?;
        let kind = if deposit { "subaccount_deposit" } else { "subaccount_withdrawal" };
        let due = self.now.elapsed + self.switches().transfer_time;
        self.enter_transfer(&id, subaccount, (from, to), amount, kind, Some(due))
    }

    /// The time of a pending transfer has come: the money moves.
    pub(super) fn complete_transfer(&mut self, id: &str) {
        self.state.ledger.let_go(id);
        let Some(transfer) = self.state.transfers.all.get_mut(id) else { return };
        transfer.status = "completed";
        let (from, to, amount, kind) =
            (transfer.from.clone(), transfer.to.clone(), transfer.amount, transfer.kind);
        self.post(&Side { account: &from, savings: false }, -amount, kind, Some(id));
        self.post(&Side { account: &to, savings: false }, amount, kind, Some(id));
    }

    /// getSavingsTransfer and getSubaccountTransfer.
    pub(super) fn transfer_of(&mut self, account: &str, id: &str) -> Result<types::Transfer, Refusal> {
        self.check_account(account)?;
        let transfer = self.state.transfers.all.get(id).filter(|transfer| transfer.at == account);
        let transfer = transfer.ok_or(answer::TRANSFER_NOT_FOUND)?;
        Ok(types::Transfer {
            id: Some(id.to_owned()),
            status: Some(transfer.status.to_owned()),
            amount: Some(transfer.amount),
            unlisted: Members::default(),
        })
    }

    /// cancelSubaccountTransfer.
    pub(super) fn cancel_transfer(&mut self, subaccount: &str, id: &str) -> Result<types::Transfer, Refusal> {
        self.parent(subaccount)?;
        self.transfer_of(subaccount, id)?;
        let transfer = self.state.transfers.all.get_mut(id).filter(|transfer| transfer.status == "pending");
        transfer.ok_or(answer::TRANSFER_NOT_PENDING)?.status = "cancelled";
        self.state.ledger.let_go(id);
        self.transfer_of(subaccount, id)
    }

    /// closeSubaccount. Netspend documentation: refused while a transfer is pending. What is left in it goes back to the
    /// primary account: the sandbox's own choice.
    pub(super) fn close_subaccount(&mut self, subaccount: &str) -> Result<(), Refusal> {
        let parent = self.parent(subaccount)?;
        let pending = |transfer: &Transfer| transfer.at == subaccount && transfer.status == "pending";
        if self.state.transfers.all.values().any(pending) {
            return Err(answer::PENDING_TRANSFER);
        }
        let rest = self.state.ledger.balance(subaccount, false);
        if rest > Decimal::ZERO {
            self.post(&Side { account: subaccount, savings: false }, -rest, "subaccount_withdrawal", None);
            self.post(&Side { account: &parent, savings: false }, rest, "subaccount_withdrawal", None);
        }
        self.state.account_mut(subaccount)?.closed = true;
        Ok(())
    }

    /// The primary account of a subaccount that is open.
    fn parent(&self, subaccount: &str) -> Result<String, Refusal> {
        self.check_account(subaccount)?;
        let account = self.state.account(subaccount)?;
        if account.closed {
            return Err(answer::ACCOUNT_CLOSED);
        }
        account.parent.clone().ok_or(answer::NOT_A_SUBACCOUNT)
    }

    fn enter_transfer(
        &mut self,
        id: &str,
        at: &str,
        (from, to): (&str, &str),
        amount: Decimal,
        kind: &'static str,
        due: Option<Duration>,
    ) -> Result<types::Transfer, Refusal> {
        let transfer = Transfer {
            at: at.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            amount,
            status: if due.is_some() { "pending" } else { "completed" },
            kind,
            due: due.unwrap_or(self.now.elapsed),
        };
        self.state.transfers.all.insert(id.to_owned(), transfer);
        self.transfer_of(at, id)
    }
}
