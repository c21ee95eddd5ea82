//! A SOAP service as generated clients call it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::{Line, call};
use crate::endpoint::Endpoint;
use crate::error::{Kind, Result};
use crate::exchange::Reply;
use crate::retry::Budget;
use crate::soap::{self, Description, Headers, Operation, Outgoing, WithHeaders};
use crate::transport::Transport;
use crate::xml::Node;

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

    /// How long one call as a whole may take.
    pub fn deadline(&self) -> Duration {
        self.transport.limits().call
    }

    /// Sends a request and reads the reply.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`](crate::error::Error).
    pub async fn call<Q: Node, R: Node>(&self, operation: &'static Operation, request: &Q) -> Result<R> {
        self.exchange(&self.outgoing(operation), request, soap::decode).await
    }

    /// Sends a request to an operation that has no reply.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`](crate::error::Error).
    pub async fn send<Q: Node>(&self, operation: &'static Operation, request: &Q) -> Result<()> {
        self.exchange(&self.outgoing(operation), request, soap::accept).await
    }

    /// [`call`](Self::call) of an operation that declares header blocks.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`](crate::error::Error).
    pub async fn call_with<Q: Node, R: Node>(
        &self,
        operation: &'static Operation,
        headers: &'static Headers,
        blocks: &(dyn Node + Sync),
        request: &Q,
    ) -> Result<R> {
        self.exchange(&self.outgoing(operation).declaring(headers, blocks), request, soap::decode).await
    }

    /// [`call_with`](Self::call_with), whose reply has header blocks, too.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`](crate::error::Error).
    pub async fn call_for<Q: Node, R: Node, H: Node>(
        &self,
        operation: &'static Operation,
        headers: &'static Headers,
        blocks: &(dyn Node + Sync),
        request: &Q,
    ) -> Result<WithHeaders<R, H>> {
        self.exchange(&self.outgoing(operation).declaring(headers, blocks), request, soap::decode_with).await
    }

    /// [`send`](Self::send) to an operation that declares header blocks.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`](crate::error::Error).
    pub async fn send_with<Q: Node>(
        &self,
        operation: &'static Operation,
        headers: &'static Headers,
        blocks: &(dyn Node + Sync),
        request: &Q,
    ) -> Result<()> {
        self.exchange(&self.outgoing(operation).declaring(headers, blocks), request, soap::accept).await
    }

    fn outgoing(&self, operation: &'static Operation) -> Outgoing<'_> {
        Outgoing::new(self.description, operation, &self.endpoint)
    }

    async fn exchange<Q: Node, T>(
        &self,
        outgoing: &Outgoing<'_>,
        request: &Q,
        decode: impl Fn(&Outgoing<'_>, &Reply) -> Result<T>,
    ) -> Result<T> {
        let decode = |reply: Reply| {
            let decoded = decode(outgoing, &reply);
            // The connection is a reply behind, or a proxy mixes replies up: the next call must not read what is left.
            if decoded.as_ref().is_err_and(|error| error.kind() == Kind::UnexpectedReply) {
                self.transport.renew();
            }
            decoded
        };
        let renew = || outgoing.is_sealed().then(|| outgoing.encode(request));
        call(self.line(outgoing.operation), || outgoing.encode(request), renew, decode).await
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
