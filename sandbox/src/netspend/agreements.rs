//! Agreements and the questions on the expected use: what a holder reads, accepts and answers before the account is
//! active.

use bindery_runtime::generated::json::Members;
use partners::netspend::types;

use super::accounts;
use super::answer::{self, Refusal};
use super::state::Turn;

/// One agreement.
pub(super) struct Agreement {
    pub(super) id: &'static str,
    kind: &'static str,
    description: &'static str,
}

/// Netspend documentation: the kinds that it names. Every account creation context has all of them.
pub(super) const AGREEMENTS: [Agreement; 3] = [
    Agreement { id: "agreement-terms", kind: "terms", description: "Sandbox terms: of nobody." },
    Agreement { id: "agreement-privacy", kind: "privacy", description: "Sandbox privacy notice: of nobody." },
    Agreement { id: "agreement-esign", kind: "esign", description: "Sandbox consent to e-mail: of nobody." },
];

impl Agreement {
    fn view(&self) -> types::Agreement {
        let file = types::AgreementFile {
            content_type: Some("text/html".to_owned()),
            url: Some(format!("https://sandbox.invalid/agreements/{}.html", self.id)),
            unlisted: Members::default(),
        };
        let document = types::AgreementDocument {
            type_: Some(self.kind.to_owned()),
            files: vec![file],
            unlisted: Members::default(),
        };
        types::Agreement {
            id: Some(self.id.to_owned()),
            type_: Some(self.kind.to_owned()),
            description: Some(self.description.to_owned()),
            documents: vec![document],
            unlisted: Members::default(),
        }
    }
}

fn list<'a>(agreements: impl Iterator<Item = &'a Agreement>) -> types::AgreementList {
    types::AgreementList {
        agreements: agreements.map(Agreement::view).collect(),
        description: None,
        unlisted: Members::default(),
    }
}

fn find(id: &str) -> Result<&'static Agreement, Refusal> {
    static KNOWN: [Agreement; 3] = AGREEMENTS;
    KNOWN.iter().find(|agreement| agreement.id == id).ok_or(answer::AGREEMENT_NOT_FOUND)
}

/// The questions on the expected use, each with the answers `no` and `yes`.
fn expected_use() -> types::ExpectedUseQuestions {
    let option = |id: &str| types::AnswerOption {
        answer_id: Some(id.to_owned()),
        text: Some(id.to_owned()),
        unlisted: Members::default(),
    };
    let question = |id: &str, question: &str| types::ExpectedUseQuestion {
        id: Some(id.to_owned()),
        question: Some(question.to_owned()),
        answer_options: vec![option("no"), option("yes")],
        unlisted: Members::default(),
    };
    types::ExpectedUseQuestions {
        questions: vec![
            question("use-cash", "Will cash be paid in?"),
            question("use-abroad", "Will the card be used abroad?"),
        ],
        unlisted: Members::default(),
    }
}

impl Turn<'_> {
    /// searchAgreements: those of a context, or of the context of the session's account.
    pub(super) fn search_agreements(
        &mut self,
        body: &types::SearchAgreementsRequest,
    ) -> Result<types::AgreementList, Refusal> {
        match (body.account_creation_context_id.as_deref(), self.own_account()) {
            (Some(id), _) => accounts::context(id).map(drop)?,
            (None, Some(_)) => {}
            (None, None) => return Err(answer::CONTEXT_NOT_FOUND),
        }
        Ok(list(AGREEMENTS.iter()))
    }

    /// getAgreement.
    pub(super) fn agreement(&mut self, id: &str) -> Result<types::Agreement, Refusal> {
        find(id).map(Agreement::view)
    }

    /// listPersonAgreements: those that are accepted.
    pub(super) fn accepted(&mut self, person: &str) -> Result<types::AgreementList, Refusal> {
        self.check_person(person)?;
        let person = self.state.person(person)?;
        Ok(list(AGREEMENTS.iter().filter(|agreement| person.agreements.contains(agreement.id))))
    }

    /// acceptAgreement: twice is as good as once.
    pub(super) fn accept_agreement(&mut self, person: &str, id: &str) -> Result<(), Refusal> {
        self.check_person(person)?;
        let agreement = find(id)?;
        let person = self.state.person_mut(person)?;
        person.agreements.insert(agreement.id);
        let account = person.account.clone();
        self.refresh(&account);
        Ok(())
    }

    /// getExpectedUse: DDA only.
    pub(super) fn expected_use(&mut self, person: &str) -> Result<types::ExpectedUseQuestions, Refusal> {
        self.check_person(person)?;
        let account = self.state.account(&self.state.person(person)?.account)?;
        account.is_dda().then(expected_use).ok_or(answer::EXPECTED_USE_NOT_ASKED)
    }

    /// submitExpectedUse: an answer to each question, as often as one likes.
    pub(super) fn submit_expected_use(
        &mut self,
        person: &str,
        body: &types::ExpectedUseAnswers,
    ) -> Result<(), Refusal> {
        let questions = self.expected_use(person)?.questions;
        let is_answered = |question: &types::ExpectedUseQuestion| {
            let mut given = body.answers.iter().filter(|one| question.id.as_ref() == Some(&one.question_id));
            let first = given.next().filter(|_| given.next().is_none());
            first.is_some_and(|answer| matches!(&*answer.answer_id, "no" | "yes"))
        };
        if body.answers.len() != questions.len() || !questions.iter().all(is_answered) {
            return Err(answer::ANSWERS_INVALID);
        }
        let person = self.state.person_mut(person)?;
        person.expected_use = true;
        let account = person.account.clone();
        self.refresh(&account);
        Ok(())
    }
}
