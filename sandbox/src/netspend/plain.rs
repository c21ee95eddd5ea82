//! What stands inside encrypted data, field by field as Netspend names it. Debug shows none of it.

use std::fmt;

use bindery_runtime::Secret;
use serde::{Deserialize, Serialize};

/// What identifies a person: inside `encrypted_data` of `createPerson` and `updatePerson`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonData {
    /// Date of birth, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Secret>,
    /// Social security number or passport.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub government_id: Option<GovernmentId>,
}

impl PersonData {
    /// Date of birth and social security number.
    pub fn new(date_of_birth: impl Into<Secret>, ssn: impl Into<Secret>) -> Self {
        let government_id = GovernmentId { kind: "ssn".to_owned(), value: ssn.into() };
        Self { date_of_birth: Some(date_of_birth.into()), government_id: Some(government_id) }
    }
}

/// `government_id`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GovernmentId {
    /// `ssn`, `passport` or `non_us_passport`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The number.
    pub value: Secret,
}

/// The identity questions: inside `encrypted_data` of `getIdentityQuestions`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questions {
    /// In the order in which they are shown.
    pub questions: Vec<Question>,
}

impl fmt::Debug for Questions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Questions({})", self.questions.len())
    }
}

/// One identity question.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its id.
    pub id: String,
    /// What is shown.
    pub question: String,
    /// What can be chosen.
    pub answer_options: Vec<AnswerOption>,
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").finish_non_exhaustive()
    }
}

/// One of the answers to choose from.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerOption {
    /// Its id.
    pub answer_id: String,
    /// What is shown.
    pub text: String,
}

impl fmt::Debug for AnswerOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswerOption").finish_non_exhaustive()
    }
}

/// The answers to the identity questions: inside `encrypted_data` of `submitIdentityAnswers`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// One for each question.
    pub answers: Vec<Answer>,
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answers({})", self.answers.len())
    }
}

/// One answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The question.
    pub question_id: String,
    /// What was chosen.
    pub answer_id: String,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").finish_non_exhaustive()
    }
}

/// The images of a document: inside `encrypted_data` of `submitDocuments` and `submitIdentityScan`, base64.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentImages {
    /// `image/jpeg` and the like.
    pub front_image_content_type: String,
    /// The front, base64.
    pub front_image: Secret,
    /// Of the back, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_image_content_type: Option<String>,
    /// The back, base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_image: Option<Secret>,
}

/// The numbers of a card: inside `encrypted_data` of a card, and of `linkExternalCard`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardNumbers {
    /// The card number.
    pub pan: Secret,
    /// The security code.
    pub cvv2: Secret,
}

/// The security code that the holder reads off the card: inside `encrypted_data` of `verifyCard`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerificationValue {
    /// The code.
    pub verification_value: Secret,
}

/// The PIN: inside `encrypted_data` of `setCardPin`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Four digits.
    pub pin: Secret,
}
