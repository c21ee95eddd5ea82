//! The ledger: every movement of money, in the order in which it was made. Tests read it to see where the money went.

use std::collections::BTreeMap;
use std::fmt;

use bindery_runtime::generated::Decimal;
use bindery_runtime::generated::json::{Members, Value};
use partners::netspend::types::{
    self, TransactionAccountType as Pot, TransactionDirection as Direction, TransactionStatus as Status,
};

use super::answer::{self, Refusal};
use super::state::Turn;

/// How many transactions a page of a search has, where it is not told.
const PAGE: usize = 25;

/// One movement of money on one account. Debug does not show whose.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Posting {
    /// The transaction, as `getTransaction` has it.
    pub transaction_id: String,
    /// The account.
    pub account_id: String,
    /// Whether it moved on the account's savings.
    pub savings: bool,
    /// The card, if it was paid with one.
    pub card_id: Option<String>,
    /// What came in, in dollars; below zero, what went out.
    pub amount: Decimal,
    /// `type` of the transaction: `p2p_transfer`, `ach`, and others of the sandbox's own.
    pub kind: &'static str,
    /// The P2P transfer or other transfer that it belongs to.
    pub transfer_id: Option<String>,
    /// `completed`, `pending` or `released`. Only what is completed or pending counts for the balance.
    pub status: PostingStatus,
}

/// How far a [`Posting`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostingStatus {
    /// The money has moved.
    Completed,
    /// A purchase that was authorized: the money is set aside.
    Pending,
    /// A purchase that was given up: the money is back.
    Released,
}

impl fmt::Debug for Posting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Posting")
            .field("transaction_id", &self.transaction_id)
            .field("amount", &self.amount)
            .field("kind", &self.kind)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Posting {
    pub(super) fn view(&self) -> types::Transaction {
        let status = match self.status {
            PostingStatus::Completed => Status::Completed,
            PostingStatus::Pending => Status::Pending,
            PostingStatus::Released => Status::Released,
        };
        types::Transaction {
            id: Some(self.transaction_id.clone()),
            account_type: Some(if self.savings { Pot::Savings } else { Pot::Primary }),
            status: Some(status),
            type_: Some(types::TransactionType::from(self.kind.to_owned())),
            direction: Some(if self.amount.is_sign_negative() {
                Direction::Debit
            } else {
                Direction::Credit
            }),
            amount: Some(self.amount.abs()),
            description: None,
            unlisted: Members::default(),
        }
    }
}

/// Every posting, the balances that follow from them, and what is set aside for transfers under way.
#[derive(Default)]
pub(super) struct Ledger {
    postings: Vec<Posting>,
    /// By account, and whether it is the savings.
    balances: BTreeMap<(String, bool), Decimal>,
    /// By transfer: account and amount.
    holds: BTreeMap<String, (String, Decimal)>,
}

impl Ledger {
    /// What an account begins with. It is no transaction.
    pub(super) fn begin(&mut self, account: &str, amount: Decimal) {
        self.balances.insert((account.to_owned(), false), amount);
    }

    pub(super) fn postings(&self) -> &[Posting] {
        &self.postings
    }

    /// The balance of an account or its savings, without regard to what is set aside.
    pub(super) fn balance(&self, account: &str, savings: bool) -> Decimal {
        self.balances.get(&(account.to_owned(), savings)).copied().unwrap_or_default()
    }

    /// What can be spent of an account.
    fn available(&self, account: &str) -> Decimal {
        let held: Decimal =
            self.holds.values().filter(|(holder, _)| holder == account).map(|(_, amount)| amount).sum();
        self.balance(account, false) - held
    }

    /// Sets money aside for a transfer.
    pub(super) fn hold(&mut self, transfer: &str, account: &str, amount: Decimal) -> Result<(), Refusal> {
        if self.available(account) < amount {
            return Err(answer::INSUFFICIENT_FUNDS);
        }
        self.holds.insert(transfer.to_owned(), (account.to_owned(), amount));
        Ok(())
    }

    /// Lets go of what was set aside for a transfer.
    pub(super) fn let_go(&mut self, transfer: &str) {
        self.holds.remove(transfer);
    }

    fn find_mut(&mut self, id: &str) -> Option<&mut Posting> {
        self.postings.iter_mut().find(|posting| posting.transaction_id == id)
    }
}

/// One side of a movement.
pub(super) struct Side<'a> {
    pub(super) account: &'a str,
    pub(super) savings: bool,
}

/// A positive amount in whole cents.
pub(super) fn check_amount(amount: Decimal) -> Result<Decimal, Refusal> {
    let is_money = amount > Decimal::ZERO && amount.normalize().scale() <= 2;
    is_money.then_some(amount).ok_or(answer::AMOUNT_INVALID)
}

impl Turn<'_> {
    /// Enters a movement on one account and tells of it.
    pub(super) fn post(
        &mut self,
        side: &Side<'_>,
        amount: Decimal,
        kind: &'static str,
        transfer: Option<&str>,
    ) -> String {
        let posting = Posting {
            transaction_id: self.state.ids.next(),
            account_id: side.account.to_owned(),
            savings: side.savings,
            card_id: None,
            amount,
            kind,
            transfer_id: transfer.map(str::to_owned),
            status: PostingStatus::Completed,
        };
        self.enter(posting, "transaction.completed")
    }

    fn enter(&mut self, posting: Posting, event: &'static str) -> String {
        let id = posting.transaction_id.clone();
        let place = (posting.account_id.clone(), posting.savings);
        *self.state.ledger.balances.entry(place).or_default() += posting.amount;
        self.state.ledger.postings.push(posting);
        self.event(event, "transaction", &id);
        id
    }

    /// A purchase that a card was shown for.
    pub(super) fn pend(&mut self, card: &str, amount: Decimal) -> Result<String, Refusal> {
        let account = self.state.card(card)?.account.clone();
        let amount = check_amount(amount)?;
        if self.state.ledger.available(&account) < amount {
            return Err(answer::INSUFFICIENT_FUNDS);
        }
        let posting = Posting {
            transaction_id: self.state.ids.next(),
            account_id: account,
            savings: false,
            card_id: Some(card.to_owned()),
            amount: -amount,
            kind: "purchase",
            transfer_id: None,
            status: PostingStatus::Pending,
        };
        Ok(self.enter(posting, "transaction.pended"))
    }

    /// Completes a part of a purchase; the rest stays pending. The part is a transaction of its own, of which nothing is
    /// told: the event is about the purchase. How Netspend divides one is not documented.
    pub(super) fn settle_partially(&mut self, transaction: &str, part: Decimal) -> Result<String, Refusal> {
        let part = check_amount(part)?;
        let id = self.state.ids.next();
        let ledger = &mut self.state.ledger;
        let pending = ledger.find_mut(transaction).filter(|one| one.status == PostingStatus::Pending);
        let pending = pending.ok_or(answer::TRANSACTION_NOT_FOUND)?;
        if part >= -pending.amount {
            return Err(answer::AMOUNT_INVALID);
        }
        // The money was set aside as a whole, so that the balance stays.
        pending.amount += part;
        let status = PostingStatus::Completed;
        let completed = Posting { transaction_id: id.clone(), amount: -part, status, ..pending.clone() };
        ledger.postings.push(completed);
        self.event("transaction.partially_settled", "transaction", transaction);
        Ok(id)
    }

    /// The end of a purchase: completed, or given up.
    pub(super) fn settle(&mut self, transaction: &str, completed: bool) -> Result<(), Refusal> {
        let ledger = &mut self.state.ledger;
        let posting = ledger.find_mut(transaction).ok_or(answer::TRANSACTION_NOT_FOUND)?;
        if posting.status != PostingStatus::Pending {
            return Err(answer::TRANSACTION_NOT_FOUND);
        }
        if completed {
            posting.status = PostingStatus::Completed;
            self.event("transaction.completed", "transaction", transaction);
            return Ok(());
        }
        posting.status = PostingStatus::Released;
        let (place, amount) = ((posting.account_id.clone(), false), posting.amount);
        *ledger.balances.entry(place).or_default() -= amount;
        self.event("transaction.released", "transaction", transaction);
        Ok(())
    }

    /// getTransaction.
    pub(super) fn transaction(&mut self, id: &str) -> Result<types::Transaction, Refusal> {
        let posting = self.state.ledger.postings.iter().find(|posting| posting.transaction_id == id);
        let posting = posting.ok_or(answer::TRANSACTION_NOT_FOUND)?;
        self.check_account(&posting.account_id).map_err(|_| answer::TRANSACTION_NOT_FOUND)?;
        Ok(posting.view())
    }

    /// searchTransactions: of an account or a card, the latest first. How pages are asked for is not documented: `page`,
    /// from 1, and `page_size` are the sandbox's own, as are `page`, `page_size` and `total` of the reply.
    pub(super) fn search_transactions(
        &mut self,
        body: &types::SearchTransactionsRequest,
    ) -> Result<types::TransactionList, Refusal> {
        match (&body.account_id, &body.card_id) {
            (Some(account), _) => self.check_account(account)?,
            (None, Some(card)) => self.check_card(card)?,
            (None, None) => return Err(answer::SEARCH_INVALID),
        }
        let fits = |posting: &&Posting| {
            let transaction = posting.view();
            let place = body.account_id.as_ref().is_none_or(|account| posting.account_id == *account)
                && body.card_id.as_ref().is_none_or(|card| posting.card_id.as_ref() == Some(card));
            let same = body.account_type.is_none() || body.account_type == transaction.account_type;
            let status = body.status.is_none() || body.status == transaction.status;
            let kind = body.type_.is_none() || body.type_ == transaction.type_;
            let direction = body.direction.is_none() || body.direction == transaction.direction;
            place && same && status && kind && direction
        };
        let number = |name: &str, default: usize| match body.unlisted.get(name).map(Value::as_u64) {
            None => Ok(default),
            Some(Some(number @ 1..=1_000_000)) => Ok(usize::try_from(number).unwrap_or(default)),
            Some(_) => Err(answer::SEARCH_INVALID),
        };
        let (page, size) = (number("page", 1)?, number("page_size", PAGE)?);
        let found: Vec<&Posting> = self.state.ledger.postings.iter().rev().filter(fits).collect();
        let transactions = found.iter().skip((page - 1).saturating_mul(size)).take(size);
        let mut unlisted = Members::default();
        for (name, number) in [("page", page), ("page_size", size), ("total", found.len())] {
            unlisted.0.insert(name.to_owned(), number.into());
        }
        let transactions = transactions.map(|posting| posting.view()).collect();
        Ok(types::TransactionList { transactions, unlisted })
    }
}
