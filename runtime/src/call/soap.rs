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
        self.prepare(operation).call(request).await
    }

    /// Sends a request to an operation that has no reply.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`](crate::error::Error).
    pub async fn send<Q: Node>(&self, operation: &'static Operation, request: &Q) -> Result<()> {
        self.prepare(operation).send(request).await
    }

    /// A call of an operation that has more than a request and a reply.
    pub fn prepare(&self, operation: &'static Operation) -> Call<'_> {
        let outgoing = Outgoing::new(self.description, operation, &self.endpoint).attaching(self.attaching);
        Call { port: self, outgoing }
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

/// A call in the making, with what stands beside its request.
pub struct Call<'a> {
    port: &'a Port,
    outgoing: Outgoing<'a>,
}

impl<'a> Call<'a> {
    /// The same with header blocks: those that the operation declares, and the values of those of the request.
    #[must_use]
    pub fn headers(mut self, headers: &'static Headers, blocks: &'a (dyn Node + Sync)) -> Self {
        self.outgoing = self.outgoing.declaring(headers, blocks);
        self
    }

    /// The same with attachments beside the envelope.
    #[must_use]
    pub fn attachments(mut self, attachments: &'a [Attachment]) -> Self {
        self.outgoing = self.outgoing.with_attachments(attachments);
        self
    }

    /// Sends the request and reads the reply.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`](crate::error::Error).
    pub async fn call<Q: Node, R: Node>(self, request: &Q) -> Result<R> {
        self.exchange(request, soap::decode).await
    }

    /// Sends the request and reads the reply, its header blocks, and what came beside its envelope.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`](crate::error::Error).
    pub async fn call_whole<Q: Node, R: Node, H: Node>(
        self,
        request: &Q,
    ) -> Result<(WithHeaders<R, H>, Vec<Attachment>)> {
        self.exchange(request, soap::decode_whole).await
    }

    /// Sends the request; there is no reply.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`](crate::error::Error).
    pub async fn send<Q: Node>(self, request: &Q) -> Result<()> {
        self.exchange(request, soap::accept).await
    }

    async fn exchange<Q: Node, T>(
        self,
        request: &Q,
        decode: impl Fn(&Outgoing<'_>, &Reply) -> Result<T>,
    ) -> Result<T> {
        let Self { port, outgoing } = self;
        let decode = |reply: Reply| {
            let decoded = decode(&outgoing, &reply);
            // The connection is a reply behind, or a proxy mixes replies up: the next call must not read what is left.
            if decoded.as_ref().is_err_and(|error| error.kind() == Kind::UnexpectedReply) {
                port.transport.renew();
            }
            decoded
        };
        let renew = || outgoing.is_sealed().then(|| outgoing.encode(request));
        call(port.line(outgoing.operation), || outgoing.encode(request), renew, decode).await
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
