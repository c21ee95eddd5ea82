//! Who has accepted the terms of use.

use std::collections::BTreeSet;

use super::answer::Refusal;
use super::sessions::Who;
use super::state::{Holder, Now, State};

/// The text of GetTerms: of nobody.
pub(super) const TEXT: &str = "Sandbox terms of use: nothing that is deposited here is money.";

/// PAPI3 documentation: acceptance is kept by AccountHolderNumber, so it outlives the session.
#[derive(Default)]
pub(super) struct Terms {
    accepted: BTreeSet<Holder>,
}

impl Terms {
    /// IsTermsAcceptanceRequired.
    pub(super) fn are_required(&self, holder: &Holder) -> bool {
        !self.accepted.contains(holder)
    }
}

impl State {
    /// GetTerms: the text, whether it was accepted before or not.
    pub(super) fn terms(&mut self, who: &Who, now: Now) -> Result<&'static str, Refusal> {
        self.in_session(who, now, |_, _| Ok(TEXT))
    }

    /// AcceptTerms: from now on they are accepted.
    pub(super) fn accept_terms(&mut self, who: &Who, now: Now) -> Result<(), Refusal> {
        self.in_session(who, now, |session, stores| {
            stores.terms.accepted.insert(session.holder.clone());
            Ok(())
        })
    }
}
