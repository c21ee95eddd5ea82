//! The one error of every call: what failed, where, whether the partner may have seen the request, and what to do.

mod kind;
mod verdict;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::codes::{Class, CodeRule};
use crate::json;

pub use kind::{Kind, Sent};
pub use verdict::FaultReport;
pub(crate) use verdict::Refusal;

/// The result of a call.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a call, or the building of a client, failed.
///
/// `Display` is one line: operation, code, name, what to do. It never shows a value from a message; texts that the
/// partner sent are behind accessors of their own ([`user_text`](Self::user_text), [`log_text`](Self::log_text),
/// [`fault`](Self::fault), [`reply_body`](Self::reply_body)). The technical chain is in `source()`.
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: Kind,
    sent: Sent,
    partner: Option<&'static str>,
    operation: Option<&'static str>,
    place: String,
    remedy: Option<Cow<'static, str>>,
    status: Option<u16>,
    refusal: Option<Refusal>,
    fault: Option<FaultReport>,
    body: Bytes,
    attempts: u32,
    elapsed: Duration,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// What callers may ask.
impl Error {
    /// What kind of failure it is.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The partner's name, where the failure belongs to a call or to a client.
    pub fn partner(&self) -> Option<&'static str> {
        self.0.partner
    }

    /// The operation's name on the wire, where the failure belongs to a call.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// Whether the partner may have seen the request.
    pub fn request_sent(&self) -> Sent {
        self.0.sent
    }

    /// Whether the request may have reached the partner, so that sending it again could do the work twice.
    pub fn may_have_been_sent(&self) -> bool {
        self.0.sent != Sent::No
    }

    /// Whether the session is gone and a new one must be opened, by the partner's own word or by our clock. Either way
    /// the call has done nothing.
    pub fn is_session_gone(&self) -> bool {
        self.0.kind == Kind::SessionGone || self.0.refusal.as_ref().is_some_and(Refusal::session_gone)
    }

    /// Whether the partner's answer is final: neither the same call nor a corrected one will do, and somebody else, say
    /// customer care, must go on. Only for result codes that the binding profile marks so (Netspend:
    /// `identity_verification_*`).
    pub fn is_terminal(&self) -> bool {
        self.rule().is_some_and(|rule| rule.terminal)
    }

    /// Whether the failure is of a passing nature: the same call may succeed later. A code that is described says so by
    /// its class; for a SOAP fault, an undescribed code and a bare status the HTTP status tells (408, 429, 502, 503, 504).
    ///
    /// This says nothing on whether repeating is harmless: a fault with status 503 is retryable although the partner has
    /// seen the request. Ask [`may_have_been_sent`](Self::may_have_been_sent) before sending anything that moves money
    /// again.
    pub fn is_retryable(&self) -> bool {
        match self.0.kind {
            Kind::Connect | Kind::Timeout | Kind::Interrupted => true,
            Kind::Refused if self.class() != Some(Class::Unknown) => self.class() == Some(Class::Temporary),
            Kind::HttpStatus | Kind::Refused | Kind::Fault => {
                matches!(self.0.status, Some(408 | 429 | 502 | 503 | 504))
            }
            _ => false,
        }
    }

    /// The HTTP status of the reply, where one came.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The partner's result code, trimmed.
    pub fn code(&self) -> Option<&str> {
        self.0.refusal.as_ref().map(|refusal| refusal.code.as_str())
    }

    /// What is known about the result code: name, class, remedy. Absent for a code nobody has described yet.
    pub fn rule(&self) -> Option<&'static CodeRule> {
        self.0.refusal.as_ref().and_then(|refusal| refusal.rule)
    }

    /// Whose move it is after the result code.
    pub fn class(&self) -> Option<Class> {
        self.0.refusal.as_ref().map(Refusal::class)
    }

    /// The text to show to the end user, where the partner sent one that is meant for them. After some operations it is
    /// held back, because following it could do harm (PAPI3: E99 after `PostDepositBatch` asks for a second deposit).
    pub fn user_text(&self) -> Option<&str> {
        let hidden_for = self.rule().map_or(&[][..], |rule| rule.text_hidden_for);
        let hidden = self.0.operation.is_some_and(|operation| hidden_for.contains(&operation));
        self.0.refusal.as_ref().filter(|_| !hidden).and_then(Refusal::user_text)
    }

    /// The name of the request's parameter that the partner rejected.
    pub fn parameter(&self) -> Option<&str> {
        self.0.refusal.as_ref().and_then(Refusal::parameter)
    }

    /// The partner's text for logs. It may quote the request: keep it where such data may be kept.
    pub fn log_text(&self) -> Option<&str> {
        self.0.refusal.as_ref().and_then(Refusal::log_text)
    }

    /// The SOAP fault, where the partner answered with one.
    pub fn fault(&self) -> Option<&FaultReport> {
        self.0.fault.as_ref()
    }

    /// The body of a REST reply that was an error, at most 64 KiB of it; empty otherwise. It may hold anything.
    pub fn reply_body(&self) -> &Bytes {
        &self.0.body
    }

    /// The body of such a reply as the type that the contract gives to its status; the documentation of an operation
    /// names these types. `None` if it has another form.
    pub fn reply_as<T: DeserializeOwned>(&self) -> Option<T> {
        json::read(&self.0.body).ok()
    }

    /// What to do, one sentence.
    pub fn remedy(&self) -> &str {
        match (&self.0.remedy, self.rule()) {
            (Some(remedy), _) => remedy,
            (None, Some(rule)) if !rule.remedy.is_empty() => rule.remedy,
            _ => self.0.kind.remedy(),
        }
    }

    /// How often the request was attempted.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the whole call took.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// A successful reply lacks what the following calls need, for example a session key. For generated code.
    pub fn incomplete_reply(partner: &'static str, operation: &'static str, field: &'static str) -> Self {
        Self::new(Kind::Decode, format!("the successful reply has no {field}")).sent(Sent::Yes).during(
            partner,
            operation,
            1,
            Duration::ZERO,
        )
    }
}

/// For generated code.
impl Error {
    /// A field of a request that must say something was given an empty text. Nothing was sent.
    pub fn empty_field(partner: &'static str, operation: &'static str, field: &'static str) -> Self {
        Self::new(Kind::Encode, format!("the field {field} is empty")).during(
            partner,
            operation,
            0,
            Duration::ZERO,
        )
    }

    /// A reply of success says in this field something else than the request asked for.
    pub fn contradicting_reply(partner: &'static str, operation: &'static str, field: &'static str) -> Self {
        Self::new(Kind::Contradiction, format!("the reply has another {field} than was asked for"))
            .sent(Sent::Yes)
            .with_remedy("Do not go on with this session; open a new one.")
            .during(partner, operation, 1, Duration::ZERO)
    }
}

/// How the runtime builds one: a kind and a place, then what else is known.
impl Error {
    /// A failure of this kind; `place` says where, in our words, and holds no value from a message.
    pub(crate) fn new(kind: Kind, place: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            sent: Sent::No,
            partner: None,
            operation: None,
            place: place.into(),
            remedy: None,
            status: None,
            refusal: None,
            fault: None,
            body: Bytes::new(),
            attempts: 0,
            elapsed: Duration::ZERO,
            source: None,
        }))
    }

    /// The partner's result code says no.
    pub(crate) fn refused(refusal: Refusal) -> Self {
        let mut error = Self::new(Kind::Refused, "").sent(Sent::Yes);
        error.0.refusal = Some(refusal);
        error
    }

    /// The partner answered with a fault.
    pub(crate) fn faulted(fault: FaultReport) -> Self {
        let mut error = Self::new(Kind::Fault, "").sent(Sent::Yes);
        error.0.fault = Some(fault);
        error
    }

    pub(crate) fn with_remedy(mut self, remedy: impl Into<Cow<'static, str>>) -> Self {
        self.0.remedy = Some(remedy.into());
        self
    }

    pub(crate) fn with_kind(mut self, kind: Kind) -> Self {
        self.0.kind = kind;
        self
    }

    pub(crate) fn sent(mut self, sent: Sent) -> Self {
        self.0.sent = sent;
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_body(mut self, body: Bytes) -> Self {
        self.0.body = body;
        self
    }

    /// The cause; it must not hold a value from a message.
    pub(crate) fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    /// Says of which call it is; the call path adds this at its end.
    pub(crate) fn during(
        mut self,
        partner: &'static str,
        operation: &'static str,
        attempts: u32,
        elapsed: Duration,
    ) -> Self {
        self.0.partner = Some(partner);
        self.0.operation = Some(operation);
        self.0.attempts = attempts;
        self.0.elapsed = elapsed;
        self
    }

    /// Says that the call was not even sent: the operation before it, which opens its session, failed like this.
    pub(crate) fn before(mut self, opening: &str) -> Self {
        let place = std::mem::take(&mut self.0.place);
        let colon = if place.is_empty() { "" } else { ": " };
        self.0.place = format!("{opening} was to open a session first{colon}{place}");
        self.0.sent = Sent::No;
        self
    }

    /// The same error for another caller that waited for the same work.
    pub(crate) fn share(&self) -> Self {
        Self(self.0.clone())
    }

    /// Says of which partner's client it is, where there is no call yet.
    pub(crate) fn of(mut self, partner: &'static str) -> Self {
        self.0.partner = Some(partner);
        self
    }

    /// Where it failed, in our words.
    pub(crate) fn place(&self) -> &str {
        &self.0.place
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.partner, self.0.operation) {
            (Some(partner), Some(operation)) => write!(formatter, "{partner} {operation}: ")?,
            (Some(name), None) | (None, Some(name)) => write!(formatter, "{name}: ")?,
            (None, None) => {}
        }
        if let Some(refusal) = &self.0.refusal {
            formatter.write_str(refusal.printable_code())?;
            if let Some(rule) = refusal.rule {
                write!(formatter, " {}", rule.name)?;
            }
            formatter.write_str(", ")?;
        }
        formatter.write_str(self.0.kind.summary())?;
        if let Some(fault) = &self.0.fault {
            write!(formatter, " {}", fault.printable_code())?;
        }
        if let Some(status) = self.0.status {
            write!(formatter, " (HTTP {status})")?;
        }
        if !self.0.place.is_empty() {
            write!(formatter, ": {}", self.0.place)?;
        }
        write!(formatter, ". {}", self.remedy())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Error");
        shown.field("kind", &self.0.kind).field("request_sent", &self.0.sent);
        shown.field("message", &format_args!("{self}"));
        if let Some(source) = &self.0.source {
            shown.field("source", source);
        }
        shown.finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests;
