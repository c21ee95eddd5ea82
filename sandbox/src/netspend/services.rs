//! What goes with an account and a card: overdraft, rewards, wallets, direct deposits, the micro apps' passcode.

use bindery_runtime::Secret;
use bindery_runtime::generated::json::Members;
use partners::netspend::types;

use super::answer::{self, Refusal};
use super::state::Turn;

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

impl Turn<'_> {
    /// getOverdraft. Netspend documentation: GPR accounts have none.
    pub(super) fn overdraft(&mut self, account: &str) -> Result<types::Overdraft, Refusal> {
        self.check_overdraft(account)?;
        let enrolled = self.state.account(account)?.overdraft;
        let status = if enrolled { "enrolled" } else { "not_enrolled" };
        Ok(types::Overdraft { status: text(status), unlisted: Members::default() })
    }

    /// enrollOverdraft and unenrollOverdraft. No transaction is refused or let through because of it.
    pub(super) fn set_overdraft(&mut self, account: &str, enrolled: bool) -> Result<(), Refusal> {
        self.check_overdraft(account)?;
        self.state.account_mut(account)?.overdraft = enrolled;
        Ok(())
    }

    fn check_overdraft(&mut self, account: &str) -> Result<(), Refusal> {
        self.check_active(account)?;
        let available = self.state.account(account)?.is_dda();
        available.then_some(()).ok_or(answer::OVERDRAFT_NOT_AVAILABLE)
    }

    /// enrollRewards.
    pub(super) fn enroll_rewards(&mut self, account: &str) -> Result<(), Refusal> {
        self.check_active(account)?;
        self.state.account_mut(account)?.rewards = true;
        Ok(())
    }

    /// listRewardOffers: one, for accounts that are enrolled.
    pub(super) fn reward_offers(&mut self, account: &str) -> Result<types::RewardOfferList, Refusal> {
        self.check_active(account)?;
        let offer = types::RewardOffer {
            id: text("sandbox-offer"),
            description: text("Nothing off at nobody's."),
            unlisted: Members::default(),
        };
        let offers = self.state.account(account)?.rewards.then_some(offer).into_iter().collect();
        Ok(types::RewardOfferList { offers, unlisted: Members::default() })
    }

    /// listRewards: nobody ever earned one.
    pub(super) fn rewards(&mut self, account: &str) -> Result<types::RewardList, Refusal> {
        self.check_active(account)?;
        Ok(types::RewardList { rewards: Vec::new(), unlisted: Members::default() })
    }

    /// getWalletProvisioning. Netspend documentation: virtual cards do not go into a wallet.
    pub(super) fn wallet_provisioning(&mut self, card: &str) -> Result<types::WalletProvisioning, Refusal> {
        self.check_card(card)?;
        let is_virtual = self.state.card(card)?.is_virtual();
        let provisioning = match is_virtual {
            true => types::WalletProvisioningKind::Neither,
            false => types::WalletProvisioningKind::Both,
        };
        Ok(types::WalletProvisioning { provisioning: Some(provisioning), unlisted: Members::default() })
    }

    /// createWalletToken: data that no wallet takes.
    pub(super) fn wallet_token(
        &mut self,
        card: &str,
        body: &types::CreateWalletTokenRequest,
    ) -> Result<types::WalletToken, Refusal> {
        self.check_card(card)?;
        let is_known = matches!(&*body.wallet_provider, "apple_pay" | "google_pay");
        if !is_known || self.state.card(card)?.is_virtual() {
            return Err(answer::WALLET_NOT_AVAILABLE);
        }
        let (pan_reference, token_reference) = (self.state.ids.next(), self.state.ids.next());
        let secret = |name: &str| Some(Secret::new(format!("sandbox.{name}.of.nobody")));
        Ok(types::WalletToken {
            card_id: text(card),
            wallet_provider: Some(body.wallet_provider.clone()),
            pan_reference_id: Some(pan_reference),
            token_reference_id: Some(token_reference),
            token_status: text("active"),
            activation_data: secret("activation.data"),
            ephemeral_public_key: secret("ephemeral.key"),
            encrypted_card_data: secret("card.data"),
            unlisted: Members::default(),
        })
    }

    /// createSdkAuthorizationCode: a passcode that no micro app asks for.
    pub(super) fn passcode(&mut self) -> Result<types::SdkAuthorizationCode, Refusal> {
        let passcode = Some(Secret::new(self.state.ids.next()));
        Ok(types::SdkAuthorizationCode { passcode, unlisted: Members::default() })
    }

    /// getDirectDepositInformation: of a bank that is none.
    pub(super) fn direct_deposit(
        &mut self,
        account: &str,
    ) -> Result<types::DirectDepositInformation, Refusal> {
        self.check_active(account)?;
        Ok(types::DirectDepositInformation {
            bank_name: text("Sandbox Bank of Nobody"),
            bank_address: text("1 Sandbox Way, Nowhere"),
            account_number: Some(format!("sandbox-{account}")),
            routing_number: text("000000000"),
            unlisted: Members::default(),
        })
    }
}
