//! Workflows: the steps that a person or an account still lacks.

use std::time::Duration;

use bindery_runtime::generated::json::Members;
use partners::netspend::types::{self, KycStatus, WorkflowName, WorkflowStepName};

use super::agreements::AGREEMENTS;
use super::answer::Refusal;
use super::kyc::Reviewed;
use super::people::Person;
use super::state::Turn;

fn step(name: WorkflowStepName, related_id: Option<&str>) -> types::WorkflowStep {
    types::WorkflowStep {
        step: Some(name),
        related_id: related_id.map(str::to_owned),
        unlisted: Members::default(),
    }
}

fn workflow(name: WorkflowName, steps: Vec<types::WorkflowStep>) -> types::Workflow {
    types::Workflow { name: Some(name), steps, unlisted: Members::default() }
}

/// Netspend documentation: what leads to an approved identity.
fn kyc_steps(person: &Person, now: Duration) -> Vec<types::WorkflowStep> {
    let kyc = &person.kyc;
    if kyc.status == KycStatus::Unchecked {
        return vec![step(WorkflowStepName::KycData, Some(&person.id))];
    }
    if person.is_approved() {
        return Vec::new();
    }
    if kyc.review_until.is_some() && kyc.reviewed == Reviewed::Scan {
        return vec![step(WorkflowStepName::IdentityReviewPending, Some(&person.id))];
    }
    let mut steps = Vec::new();
    if kyc.cures.questions {
        steps.push(step(WorkflowStepName::IdentityQuestions, Some(&person.id)));
    }
    if kyc.cures.scan {
        steps.push(step(WorkflowStepName::IdentityScan, Some(&person.id)));
    }
    let documents = person.documents.as_ref().filter(|request| kyc.cures.documents && now < request.until);
    if let Some(request) = documents {
        steps.push(step(WorkflowStepName::ProvideDocuments, Some(&request.id)));
    }
    steps
}

/// What leads to an active account, besides an approved identity.
fn consent_steps(person: &Person, is_dda: bool) -> Vec<types::WorkflowStep> {
    let missing = AGREEMENTS.iter().filter(|agreement| !person.agreements.contains(agreement.id));
    let mut steps: Vec<_> =
        missing.map(|agreement| step(WorkflowStepName::AcceptAgreement, Some(agreement.id))).collect();
    if is_dda && !person.expected_use {
        steps.push(step(WorkflowStepName::ExpectedUse, Some(&person.id)));
    }
    steps
}

impl Turn<'_> {
    /// listPersonWorkflows: both workflows, each with the steps that are left.
    pub(super) fn person_workflows(&mut self, id: &str) -> Result<types::WorkflowList, Refusal> {
        self.check_person(id)?;
        let person = self.state.person(id)?;
        let is_dda = self.state.account(&person.account)?.is_dda();
        let mut workflows = vec![workflow(WorkflowName::KycApprove, kyc_steps(person, self.now.elapsed))];
        if person.is_primary {
            workflows.push(workflow(WorkflowName::Activate, consent_steps(person, is_dda)));
        }
        Ok(types::WorkflowList { workflows, unlisted: Members::default() })
    }

    /// listAccountWorkflows.
    pub(super) fn list_account_workflows(&mut self, id: &str) -> Result<types::WorkflowList, Refusal> {
        self.check_account(id)?;
        Ok(types::WorkflowList { workflows: self.account_workflows(id), unlisted: Members::default() })
    }

    /// What an account lacks: its primary holder with an approved identity, who has accepted and answered everything. That
    /// DDA accounts name the step of the holder's identity as GPR accounts do is the sandbox's own choice.
    pub(super) fn account_workflows(&self, id: &str) -> Vec<types::Workflow> {
        let Ok(account) = self.state.account(id) else { return Vec::new() };
        if account.activated {
            return Vec::new();
        }
        let Some(primary) = self.state.primary(id) else {
            return vec![workflow(
                WorkflowName::Activate,
                vec![step(WorkflowStepName::PrimaryPersonKycApprove, Some(id))],
            )];
        };
        let mut steps = Vec::new();
        if !primary.is_approved() {
            steps.push(step(WorkflowStepName::PrimaryPersonKycApprove, Some(&primary.id)));
        }
        steps.extend(consent_steps(primary, account.is_dda()));
        vec![workflow(WorkflowName::Activate, steps)]
    }
}
