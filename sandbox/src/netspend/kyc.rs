//! The identity check: its outcomes, the questions and the scan that cure them, and the review of what was handed in.

use std::time::Duration;

use bindery_runtime::generated::json::Members;
use partners::netspend::types::{self, KycStatus};

use super::answer::{self, Refusal};
use super::documents::DocumentRequest;
use super::plain::{AnswerOption, Answers, DocumentImages, Question, Questions};
use super::state::Turn;

/// A last name that decides what the checks find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TestLastName {
    /// `last_name`, exactly.
    pub last_name: &'static str,
    /// `kyc_status` after the check.
    pub kyc_status: &'static str,
    /// `ofac_status` after the check. Its values are the sandbox's own.
    pub ofac_status: &'static str,
    /// Whether identity questions are a cure.
    pub questions: bool,
    /// Whether an identity scan is a cure.
    pub scan: bool,
    /// Whether documents are a cure.
    pub documents: bool,
}

const fn name(
    last_name: &'static str,
    kyc_status: &'static str,
    ofac_status: &'static str,
    [questions, scan, documents]: [bool; 3],
) -> TestLastName {
    TestLastName { last_name, kyc_status, ofac_status, questions, scan, documents }
}

/// The last names that decide what the checks find; anybody else is approved.
pub const TEST_LAST_NAMES: [TestLastName; 6] = [
    name("Pending", "pending", "passed", [false, false, false]),
    name("Questions", "conditional", "passed", [true, false, false]),
    name("Scan", "conditional", "passed", [false, true, false]),
    name("Documents", "conditional", "passed", [false, false, true]),
    name("Rejected", "rejected", "passed", [true, true, true]),
    name("Sanctioned", "rejected", "failed", [false, false, false]),
];

/// What the identity of a person stands at.
pub(super) struct Kyc {
    pub(super) status: KycStatus,
    pub(super) ofac_status: &'static str,
    pub(super) cures: Cures,
    /// Until when the questions may be answered, once they were asked.
    asked_until: Option<Duration>,
    answered: bool,
    scan_id: Option<String>,
    /// When the review ends.
    pub(super) review_until: Option<Duration>,
    /// What is reviewed.
    pub(super) reviewed: Reviewed,
}

/// What a review is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Reviewed {
    #[default]
    Person,
    Scan,
    Documents,
}

/// The steps that can still cure a check.
#[derive(Clone, Copy, Default)]
pub(super) struct Cures {
    pub(super) questions: bool,
    pub(super) scan: bool,
    pub(super) documents: bool,
}

impl Default for Kyc {
    fn default() -> Self {
        Self {
            status: KycStatus::Unchecked,
            ofac_status: "unchecked",
            cures: Cures::default(),
            asked_until: None,
            answered: false,
            scan_id: None,
            review_until: None,
            reviewed: Reviewed::default(),
        }
    }
}

/// The questions that everybody is asked. An answer id ends in what the answer is worth.
fn questions() -> Questions {
    let question = |number: u32| Question {
        id: format!("question-{number}"),
        question: format!("Sandbox question {number}: which of these is right?"),
        answer_options: ["right", "wrong", "none"]
            .map(|worth| AnswerOption {
                answer_id: format!("question-{number}-{worth}"),
                text: format!("The {worth} one"),
            })
            .into(),
    };
    Questions { questions: (1..=3).map(question).collect() }
}

/// Whether a question is answered right; `None`, if it is not answered once with one of its options.
fn is_right(question: &Question, given: &Answers) -> Option<bool> {
    let mut chosen = given.answers.iter().filter(|answer| answer.question_id == question.id);
    let chosen = chosen.next().filter(|_| chosen.next().is_none())?;
    let option = question.answer_options.iter().find(|option| option.answer_id == chosen.answer_id)?;
    Some(option.answer_id.ends_with("-right"))
}

impl Turn<'_> {
    /// The check itself: the last name decides.
    pub(super) fn check_identity(&mut self, id: &str) {
        let review = self.now.elapsed + self.switches().review_time;
        let documents_until = self.now.elapsed + self.switches().document_time;
        let request = self.state.ids.next();
        let Some(person) = self.state.people.get_mut(id) else { return };
        let known = TEST_LAST_NAMES.into_iter().find(|known| known.last_name == person.names.last);
        let Some(known) = known else {
            person.kyc.status = KycStatus::Approved;
            person.kyc.ofac_status = "passed";
            return;
        };
        person.kyc.status = KycStatus::from(known.kyc_status.to_owned());
        person.kyc.ofac_status = known.ofac_status;
        person.kyc.cures = Cures { questions: known.questions, scan: known.scan, documents: known.documents };
        if known.documents {
            person.documents = Some(DocumentRequest::new(request, documents_until));
        }
        if person.kyc.status == KycStatus::Pending {
            person.kyc.review_until = Some(review);
        }
    }

    /// getIdentityQuestions: the time begins to run with the first reading.
    pub(super) fn identity_questions(&mut self, id: &str) -> Result<types::IdentityQuestions, Refusal> {
        self.check_person(id)?;
        let limit = self.now.elapsed + self.switches().question_time;
        let kyc = &self.state.person(id)?.kyc;
        let in_time = kyc.asked_until.is_none_or(|until| self.now.elapsed < until);
        if !kyc.cures.questions || kyc.answered || !in_time {
            return Err(answer::QUESTIONS_NOT_AVAILABLE);
        }
        let encrypted_data = Some(self.encrypt(&questions())?);
        self.state.person_mut(id)?.kyc.asked_until.get_or_insert(limit);
        Ok(types::IdentityQuestions { encrypted_data, unlisted: Members::default() })
    }

    /// submitIdentityAnswers: one attempt. What is no message for the partner is none.
    pub(super) fn submit_identity_answers(
        &mut self,
        id: &str,
        body: &types::IdentityAnswers,
    ) -> Result<types::Person, Refusal> {
        self.check_person(id)?;
        let kyc = &self.state.person(id)?.kyc;
        if kyc.answered {
            return Err(answer::ANSWERS_ALREADY_SUBMITTED);
        }
        if kyc.asked_until.is_none_or(|until| self.now.elapsed >= until) {
            return Err(answer::QUESTIONS_NOT_AVAILABLE);
        }
        let given: Answers = self.decrypt(&body.encrypted_data)?;
        let asked = questions();
        let right: Option<Vec<bool>> =
            asked.questions.iter().map(|question| is_right(question, &given)).collect();
        let right = right.filter(|right| right.len() == given.answers.len());
        let all_right = right.ok_or(answer::ANSWERS_INVALID)?.into_iter().all(|right| right);
        let kyc = &mut self.state.person_mut(id)?.kyc;
        kyc.answered = true;
        kyc.cures.questions = false;
        if all_right {
            self.approve(id);
        } else {
            kyc.status = KycStatus::Rejected;
        }
        self.view_person(id)
    }

    /// getIdentityScan: the same id until the images are there.
    pub(super) fn identity_scan(&mut self, id: &str) -> Result<types::IdentityScan, Refusal> {
        self.check_person(id)?;
        let scan = self.state.ids.next();
        let kyc = &mut self.state.person_mut(id)?.kyc;
        if !kyc.cures.scan || kyc.review_until.is_some() {
            return Err(answer::SCAN_NOT_AVAILABLE);
        }
        let scan = kyc.scan_id.get_or_insert(scan).clone();
        Ok(types::IdentityScan { identity_scan_id: Some(scan), unlisted: Members::default() })
    }

    /// submitIdentityScan: the review begins.
    pub(super) fn submit_identity_scan(
        &mut self,
        id: &str,
        body: &types::SubmitIdentityScanRequest,
    ) -> Result<(), Refusal> {
        self.check_person(id)?;
        let kyc = &self.state.person(id)?.kyc;
        let is_asked = kyc.cures.scan && kyc.review_until.is_none();
        if !is_asked || kyc.scan_id.as_deref() != Some(&*body.identity_scan_id) {
            return Err(answer::SCAN_NOT_AVAILABLE);
        }
        let _: DocumentImages = self.decrypt(&body.encrypted_data)?;
        self.begin_review(id, Reviewed::Scan);
        Ok(())
    }

    pub(super) fn begin_review(&mut self, id: &str, reviewed: Reviewed) {
        let until = self.now.elapsed + self.switches().review_time;
        if let Some(person) = self.state.people.get_mut(id) {
            person.kyc.reviewed = reviewed;
            person.kyc.review_until = Some(until);
        }
    }

    /// The end of a review. A scan, and what a person with a pending check is checked for, is accepted; documents are
    /// judged in their own file.
    pub(super) fn finish_review(&mut self, id: &str) {
        let Some(person) = self.state.people.get_mut(id) else { return };
        person.kyc.review_until = None;
        match person.kyc.reviewed {
            Reviewed::Person => self.approve(id),
            Reviewed::Scan => {
                person.kyc.cures.scan = false;
                self.approve(id);
                self.event("person.kyc.identity_scan.modified", "person", id);
            }
            Reviewed::Documents => self.judge_documents(id),
        }
    }

    /// The identity is approved, and nothing is left to cure.
    pub(super) fn approve(&mut self, id: &str) {
        let Some(person) = self.state.people.get_mut(id) else { return };
        person.kyc.status = KycStatus::Approved;
        person.kyc.cures = Cures::default();
        let account = person.account.clone();
        self.refresh(&account);
    }
}
