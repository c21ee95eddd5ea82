//! Money from and to outside: external cards and banks.

use std::collections::{BTreeMap, BTreeSet};

use bindery_runtime::generated::Decimal;
use bindery_runtime::generated::json::Members;
use partners::netspend::types;

use super::answer::{self, Refusal};
use super::ledger::check_amount;
use super::plain::CardNumbers;
use super::state::Turn;

/// The one bank that is linked with every account.
pub const TEST_BANK_LINK: &str = "sandbox-bank-link";

/// The amount, in cents, that verifies an external card.
pub const TEST_VERIFICATION_CENTS: i64 = 17;

/// What a transfer from or to an external card may be in all, and how often there may be one, in dollars and times.
const LIMIT: (i64, u32) = (500, 5);

/// What is linked.
#[derive(Default)]
pub(super) struct External {
    cards: BTreeMap<String, Linked>,
    /// By id: account and amount.
    quotes: BTreeMap<String, (String, Decimal)>,
    /// What was moved by external cards, by account.
    moved: BTreeMap<String, (Decimal, u32)>,
    /// Accounts that the partner told of, and how often: nothing follows from it.
    pub(super) events: BTreeSet<(String, String)>,
}

struct Linked {
    account: String,
    nickname: Option<String>,
    verified: bool,
}

impl Turn<'_> {
    /// linkExternalCard. The numbers are read, and forgotten.
    pub(super) fn link_card(
        &mut self,
        account: &str,
        body: &types::LinkExternalCardRequest,
    ) -> Result<types::ExternalCard, Refusal> {
        self.check_active(account)?;
        let _: CardNumbers = self.decrypt(&body.encrypted_data)?;
        let id = self.state.ids.next();
        let card = Linked { account: account.to_owned(), nickname: body.nickname.clone(), verified: false };
        let view = view(&id, &card);
        self.state.transfers.external.cards.insert(id, card);
        Ok(view)
    }

    /// listExternalCards.
    pub(super) fn external_cards(&mut self, account: &str) -> Result<types::ExternalCardList, Refusal> {
        self.check_account(account)?;
        let cards = self.state.transfers.external.cards.iter().filter(|(_, card)| card.account == account);
        let external_cards = cards.map(|(id, card)| view(id, card)).collect();
        Ok(types::ExternalCardList { external_cards, unlisted: Members::default() })
    }

    fn linked(&mut self, id: &str) -> Result<&mut Linked, Refusal> {
        let card = self.state.transfers.external.cards.get(id).ok_or(answer::EXTERNAL_CARD_NOT_FOUND)?;
        self.check_account(&card.account).map_err(|_| answer::EXTERNAL_CARD_NOT_FOUND)?;
        self.state.transfers.external.cards.get_mut(id).ok_or(answer::EXTERNAL_CARD_NOT_FOUND)
    }

    /// verifyExternalCard: by the amount of a small transfer.
    pub(super) fn verify_external(&mut self, id: &str, amount: Decimal) -> Result<(), Refusal> {
        let card = self.linked(id)?;
        if amount != Decimal::new(TEST_VERIFICATION_CENTS, 2) {
            return Err(answer::EXTERNAL_CARD_NOT_VERIFIED);
        }
        card.verified = true;
        Ok(())
    }

    /// unlinkExternalCard.
    pub(super) fn unlink_card(&mut self, id: &str) -> Result<(), Refusal> {
        self.linked(id)?;
        self.state.transfers.external.cards.remove(id);
        Ok(())
    }

    /// createExternalCardTransfer and createExternalCardWithdrawal: completed at once.
    pub(super) fn external_transfer(
        &mut self,
        account: &str,
        body: &types::CreateExternalCardTransferRequest,
        comes_in: bool,
    ) -> Result<types::ExternalCardTransfer, Refusal> {
        self.check_account(account)?;
        let amount = check_amount(body.amount)?;
        let card = self.linked(&body.source_id)?;
        if card.account != account {
            return Err(answer::EXTERNAL_CARD_NOT_FOUND);
        }
        if !card.verified {
            return Err(answer::EXTERNAL_CARD_NOT_VERIFIED);
        }
        let external = &self.state.transfers.external;
        if let Some(quote) = &body.m2m_fee_request_id {
            let known = external.quotes.get(quote);
            let fits = known.is_some_and(|(owner, quoted)| owner == account && *quoted == amount);
            fits.then_some(()).ok_or(answer::FEE_QUOTE_NOT_FOUND)?;
        }
        let (moved, times) = external.moved.get(account).copied().unwrap_or_default();
        if moved + amount > Decimal::from(LIMIT.0) || times >= LIMIT.1 {
            return Err(answer::TRANSFER_LIMIT_EXCEEDED);
        }
        let kind = if comes_in { "external_card_transfer" } else { "external_card_withdrawal" };
        let (id, _) = self.move_outside(account, amount, comes_in, kind)?;
        self.state.transfers.external.moved.insert(account.to_owned(), (moved + amount, times + 1));
        if !comes_in {
            self.event("account.external_card_withdrawal.completed", "external_card", &id);
        }
        let posting = self.state.ledger.postings().last();
        let transaction_id = posting.map(|posting| posting.transaction_id.clone());
        Ok(types::ExternalCardTransfer { transaction_id, unlisted: Members::default() })
    }

    /// createExternalCardFeeQuote: half a dollar, which nobody takes.
    pub(super) fn fee_quote(
        &mut self,
        account: &str,
        amount: Decimal,
    ) -> Result<types::ExternalCardFeeQuote, Refusal> {
        self.check_account(account)?;
        let amount = check_amount(amount)?;
        let id = self.state.ids.next();
        self.state.transfers.external.quotes.insert(id.clone(), (account.to_owned(), amount));
        Ok(types::ExternalCardFeeQuote {
            id,
            amount: Some(Decimal::new(50, 2)),
            currency: Some("USD".to_owned()),
            memo: Some("A fee of the sandbox.".to_owned()),
            unlisted: Members::default(),
        })
    }

    /// listExternalCardLimits: one limit, over all time.
    pub(super) fn external_limits(&mut self, account: &str) -> Result<types::ExternalCardLimitList, Refusal> {
        self.check_account(account)?;
        let (moved, times) = self.state.transfers.external.moved.get(account).copied().unwrap_or_default();
        let limit = types::ExternalCardLimit {
            period: Some("lifetime".to_owned()),
            max_amount: Some(Decimal::from(LIMIT.0)),
            max_transfer: Some(i64::from(LIMIT.1)),
            remaining_amount: Some(Decimal::from(LIMIT.0) - moved),
            remaining_transfer: Some(i64::from(LIMIT.1 - times)),
            unlisted: Members::default(),
        };
        Ok(types::ExternalCardLimitList { limits: vec![limit], unlisted: Members::default() })
    }

    /// createExternalBankDeposit and createExternalBankWithdrawal: by ACH, completed at once.
    pub(super) fn bank_transfer(
        &mut self,
        account: &str,
        body: &types::BankTransferRequest,
        comes_in: bool,
    ) -> Result<types::Transfer, Refusal> {
        self.check_account(account)?;
        if body.bank_link_id != TEST_BANK_LINK {
            return Err(answer::BANK_LINK_NOT_FOUND);
        }
        let (id, amount) = self.move_outside(account, body.amount, comes_in, "ach")?;
        Ok(types::Transfer {
            id: Some(id),
            status: Some("completed".to_owned()),
            amount: Some(amount),
            unlisted: Members::default(),
        })
    }

    /// reportAccountEvent: taken note of.
    pub(super) fn report_event(&mut self, account: &str, kind: &str) -> Result<(), Refusal> {
        self.check_account(account)?;
        self.state.transfers.external.events.insert((account.to_owned(), kind.to_owned()));
        Ok(())
    }
}

fn view(id: &str, card: &Linked) -> types::ExternalCard {
    let status = if card.verified { "verified" } else { "unverified" };
    types::ExternalCard {
        id: Some(id.to_owned()),
        nickname: card.nickname.clone(),
        status: Some(status.to_owned()),
        unlisted: Members::default(),
    }
}
