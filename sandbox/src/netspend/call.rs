//! One call on its way from request to reply: carried out at its time, refused as the switches have it.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bindery_runtime::generated::json::Members;
use bindery_runtime::generated::rest::{Answer, Incoming};
use partners::netspend::server;
use partners::netspend::types;

use super::answer::Refusal;
use super::operations;
use super::state::{Environment, Turn};
use super::switches::{ErrorBody, SuccessStatus};
use crate::clock::Now;
use crate::wire::PROXY_PAGE;

/// Carries out a request at a time. Nothing in it waits for anything.
pub(super) fn answer(environment: &Environment, incoming: &Incoming, now: Now) -> Answer {
    let call = Call { environment, now };
    let answering = pin!(server::dispatch(&call, incoming));
    let mut answer = match answering.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => Answer::empty(500),
    };
    if environment.switches.success_status == SuccessStatus::Always200 && matches!(answer.status, 201 | 204) {
        answer.status = 200;
    }
    answer
}

impl Environment {
    /// A refusal as the switches have it.
    pub(super) fn refuse(&self, refusal: Refusal) -> Answer {
        let status = refusal.status(&self.switches);
        let body = |content_type, body: &str| Answer {
            status,
            content_type: Some(content_type),
            body: body.as_bytes().to_vec(),
        };
        match self.switches.error_body {
            ErrorBody::Empty => Answer::empty(status),
            ErrorBody::Html => body("text/html; charset=utf-8", PROXY_PAGE),
            ErrorBody::Text => body("text/plain; charset=utf-8", refusal.code),
            ErrorBody::Json => {
                let error = types::ErrorBody {
                    code: Some(refusal.code.to_owned()),
                    description: Some(refusal.description.to_owned()),
                    unlisted: Members::default(),
                };
                Answer::json(status, &error)
            }
        }
    }
}

/// One call, the environment that answers, and the time at which it does.
pub(super) struct Call<'a> {
    environment: &'a Environment,
    now: Now,
}

impl Call<'_> {
    pub(super) fn turn<T>(
        &self,
        incoming: &Incoming,
        work: impl FnOnce(&mut Turn<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Answer> {
        let row = operations::find(&incoming.method, &incoming.path).ok_or_else(|| Answer::empty(404))?;
        self.environment.turn(row, incoming, self.now, work)
    }
}
