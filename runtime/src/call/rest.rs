//! A REST service as generated clients call it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::{Line, call};
use crate::endpoint::Endpoint;
use crate::error::Result;
use crate::rest::{self, Description, Operation, Request};
use crate::retry::Budget;
use crate::transport::Transport;

/// One service at one endpoint. Cheap to clone.
#[derive(Clone)]
pub struct Port {
    transport: Transport,
    endpoint: Endpoint,
    description: &'static Description,
    /// Shared by all clones: they call the same target.
    budget: Arc<Budget>,
}

impl Port {
    /// A service at this endpoint.
    pub fn new(transport: Transport, endpoint: Endpoint, description: &'static Description) -> Self {
        Self { transport, endpoint, description, budget: Arc::default() }
    }

    pub(super) fn partner(&self) -> &'static str {
        self.description.partner
    }

    /// The time for one call as a whole.
    pub(super) fn deadline(&self) -> Duration {
        self.transport.limits().call
    }

    /// Starts a request for one of its operations.
    pub fn request(&self, operation: &'static Operation) -> Request {
        Request::new(operation)
    }

    /// Sends the request and reads the reply's body.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`](crate::error::Error).
    pub async fn call<R: DeserializeOwned>(&self, request: Request) -> Result<R> {
        let operation = request.operation();
        let encode = || request.encode(&self.endpoint);
        let decode = |reply| rest::decode(self.description, operation, reply);
        call(self.line(operation), encode, || None, decode).await
    }

    /// Sends the request; any status of success will do, and the body is not read.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`](crate::error::Error).
    pub async fn run(&self, request: Request) -> Result<()> {
        let operation = request.operation();
        let encode = || request.encode(&self.endpoint);
        let decode = |reply| rest::accept(self.description, reply);
        call(self.line(operation), encode, || None, decode).await
    }

    fn line(&self, operation: &'static Operation) -> Line<'_> {
        Line {
            transport: &self.transport,
            budget: &self.budget,
            partner: self.description.partner,
            operation: operation.name,
            retry: operation.retry,
        }
    }
}

impl fmt::Debug for Port {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Port({} {} at {})",
            self.description.partner, self.description.service, self.endpoint
        )
    }
}
