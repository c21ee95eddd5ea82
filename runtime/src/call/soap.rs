//! A SOAP service as generated clients call it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::{Line, call};
use crate::endpoint::Endpoint;
use crate::error::{Kind, Result};
use crate::exchange::Request;
use crate::retry::Budget;
use crate::soap::{self, Beside, Description, Operation};
use crate::transport::Transport;
use crate::xml::{Attaching, Attachment, Node};

/// One service at one endpoint. Cheap to clone.
#[derive(Clone)]
pub struct Port {
    transport: Transport,
    endpoint: Endpoint,
    description: &'static Description,
    attaching: Attaching,
    /// Shared by all clones: they call the same target.
    budget: Arc<Budget>,
}

impl Port {
    /// A service at this endpoint.
    pub fn new(transport: Transport, endpoint: Endpoint, description: &'static Description) -> Self {
        Self { transport, endpoint, description, attaching: Attaching::default(), budget: Arc::default() }
    }

    /// The same service, to which these binary values are sent beside the envelope (MTOM), if it takes them so.
    #[must_use]
    pub fn attaching(mut self, attaching: Attaching) -> Self {
        self.attaching = attaching;
        self
    }

    /// How long one call as a whole may take.
    pub fn deadline(&self) -> Duration {
        self.transport.limits().call
    }

    /// Sends a request and reads the reply.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`](crate::error::Error).
    pub async fn call<Q: Node, R: Node>(&self, operation: &'static Operation, request: &Q) -> Result<R> {
        self.exchange(operation, request, &[]).await.map(|(reply, _)| reply)
    }

    /// The same with attachments beside the envelope.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`](crate::error::Error).
    pub async fn call_with<Q: Node, R: Node>(
        &self,
        operation: &'static Operation,
        request: &Q,
        attachments: &[Attachment],
    ) -> Result<R> {
        self.exchange(operation, request, attachments).await.map(|(reply, _)| reply)
    }

    /// The same, with what comes beside the envelope of the reply.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`](crate::error::Error).
    pub async fn exchange<Q: Node, R: Node>(
        &self,
        operation: &'static Operation,
        request: &Q,
        attachments: &[Attachment],
    ) -> Result<(R, Vec<Attachment>)> {
        let encode = || self.encode(operation, request, attachments);
        let decode = |reply| {
            let decoded = soap::decode(self.description, operation, &reply);
            // The connection is a reply behind, or a proxy mixes replies up: the next call must not read what is left.
            if decoded.as_ref().is_err_and(|error| error.kind() == Kind::UnexpectedReply) {
                self.transport.renew();
            }
            decoded
        };
        call(self.line(operation), encode, decode).await
    }

    /// Sends a request to an operation that has no reply.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`](crate::error::Error).
    pub async fn send<Q: Node>(&self, operation: &'static Operation, request: &Q) -> Result<()> {
        self.send_with(operation, request, &[]).await
    }

    /// The same with attachments beside the envelope.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`](crate::error::Error).
    pub async fn send_with<Q: Node>(
        &self,
        operation: &'static Operation,
        request: &Q,
        attachments: &[Attachment],
    ) -> Result<()> {
        let encode = || self.encode(operation, request, attachments);
        let decode = |reply| soap::accept(self.description, operation, &reply);
        call(self.line(operation), encode, decode).await
    }

    fn encode<Q: Node>(
        &self,
        operation: &'static Operation,
        request: &Q,
        attachments: &[Attachment],
    ) -> Result<Request> {
        let beside = Beside { attaching: self.attaching, attachments };
        soap::encode(self.description, operation, &self.endpoint, request, beside)
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
