//! Document requests: what is asked of a person, what was handed in, how it is judged.

use std::time::Duration;

use bindery_runtime::generated::json::Members;
use partners::netspend::types::{
    self, DocumentRequestStatus as Status, DocumentRequestStatusReason as Reason,
};

use super::answer::{self, Refusal};
use super::kyc::Reviewed;
use super::plain::DocumentImages;
use super::state::Turn;

/// Netspend documentation: the workflow that needs the documents, and so their purpose.
const PURPOSE: &str = "kyc_approve";

/// Seen in a partner's application: what a document may be.
const CONTENT_TYPES: [&str; 7] = [
    "application/msword",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "image/bmp",
    "image/gif",
    "image/jpeg",
    "image/png",
];

/// One request.
pub(super) struct DocumentRequest {
    pub(super) id: String,
    pub(super) status: Status,
    reason: Reason,
    /// How often documents were handed in.
    submissions: u32,
    /// Until when they are taken.
    pub(super) until: Duration,
}

impl DocumentRequest {
    pub(super) fn new(id: String, until: Duration) -> Self {
        Self { id, status: Status::Open, reason: Reason::Required, submissions: 0, until }
    }

    fn view(&self, expiration_time: String) -> types::DocumentRequest {
        types::DocumentRequest {
            workflow: Some(PURPOSE.to_owned()),
            document_request_id: Some(self.id.clone()),
            expiration_time: Some(expiration_time),
            status: Some(self.status.clone()),
            status_reason: Some(self.reason.clone()),
            document_description: Some(types::DocumentDescription {
                must_contain: vec![types::RequiredEvidence::IdentityVerification],
                unlisted: Members::default(),
            }),
            accepted_content_types: CONTENT_TYPES.map(str::to_owned).into(),
            unlisted: Members::default(),
        }
    }
}

impl Turn<'_> {
    /// listDocumentRequests.
    pub(super) fn document_requests(&mut self, person: &str) -> Result<types::DocumentRequestList, Refusal> {
        self.check_person(person)?;
        let request = self.state.person(person)?.documents.as_ref();
        let view = |request: &DocumentRequest| request.view(self.date(request.until));
        let requested_documents = request.map(view).into_iter().collect();
        Ok(types::DocumentRequestList { requested_documents, unlisted: Members::default() })
    }

    /// submitDocuments and replaceDocuments: the first answers an open request, the second one that is no longer open.
    pub(super) fn hand_in(
        &mut self,
        (person, request): (&str, &str),
        body: &types::SubmitDocumentsRequest,
        is_first: bool,
    ) -> Result<types::DocumentRequest, Refusal> {
        self.check_person(person)?;
        let known = self.state.person(person)?.documents.as_ref();
        let known = known.filter(|known| known.id == request).ok_or(answer::DOCUMENT_REQUEST_NOT_FOUND)?;
        match (is_first, known.status == Status::Open) {
            (true, false) => return Err(answer::DOCUMENT_REQUEST_NOT_OPEN),
            (false, true) => return Err(answer::DOCUMENT_REQUEST_OPEN),
            _ if self.now.elapsed >= known.until => return Err(answer::DOCUMENT_REQUEST_EXPIRED),
            _ => {}
        }
        let until = self.date(known.until);
        if body.purpose != PURPOSE || body.documents.is_empty() {
            return Err(answer::DOCUMENT_INVALID);
        }
        for document in &body.documents {
            let images: DocumentImages = self.decrypt(&document.encrypted_data)?;
            let types = [Some(images.front_image_content_type), images.back_image_content_type];
            if types.iter().flatten().any(|given| !CONTENT_TYPES.contains(&given.as_str())) {
                return Err(answer::DOCUMENT_INVALID);
            }
        }
        self.begin_review(person, Reviewed::Documents);
        let known = self.state.person_mut(person)?.documents.as_mut();
        let known = known.ok_or(answer::DOCUMENT_REQUEST_NOT_FOUND)?;
        known.status = Status::ReviewInProgress;
        known.reason = Reason::UnderReview;
        known.submissions += 1;
        Ok(known.view(until))
    }

    /// The end of a review: accepted, but for the first documents of a person whose identity was rejected.
    pub(super) fn judge_documents(&mut self, person: &str) {
        let Some(known) = self.state.people.get_mut(person) else { return };
        let rejected = known.kyc.status == types::KycStatus::Rejected;
        let Some(request) = &mut known.documents else { return };
        request.status = Status::Complete;
        if rejected && request.submissions < 2 {
            request.reason = Reason::Rejected;
        } else {
            request.reason = Reason::Accepted;
            self.approve(person);
        }
        self.event("person.kyc.documents.modified", "person", person);
    }
}
