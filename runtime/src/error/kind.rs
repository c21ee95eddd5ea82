//! The kinds of failure, and whether the partner may have seen the request.

use std::fmt;

/// What kind of failure a call, or the building of a client, ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The client was set up wrongly: an address, a limit, a time zone.
    Configuration,
    /// The client certificate or its key cannot be used: unreadable, mismatched, expired, world-writable.
    Identity,
    /// Certificate, ids and addresses are not all of one environment.
    Environment,
    /// No connection could be made: name, address, port, route.
    Connect,
    /// The partner refused our certificate, or asked for one and got none.
    PeerRefusedCertificate,
    /// We refused the partner's certificate.
    UntrustedPeer,
    /// The other side does not speak TLS.
    NotTls,
    /// The two sides share no TLS version or cipher, or broke the handshake off for a reason other than certificates.
    Handshake,
    /// A time limit passed.
    Timeout,
    /// The connection was lost while the call was under way.
    Interrupted,
    /// The partner sent us elsewhere; redirects are never followed.
    Redirect,
    /// An HTTP status that is not a success, with nothing more precise in the body.
    HttpStatus,
    /// The reply is not an envelope: an HTML page, another content type.
    NotSoap,
    /// The reply's media type, character set or content encoding is not one we read.
    UnsupportedMedia,
    /// A reply without a body where one is due.
    EmptyBody,
    /// A head, a body or a compression ratio beyond the limit.
    TooLarge,
    /// The reply ended early.
    Truncated,
    /// The reply breaks the rules of HTTP framing or compression.
    Malformed,
    /// The reply cannot be decoded: the error names path and offset.
    Decode,
    /// A reply, but to another operation.
    UnexpectedReply,
    /// A success, by a status whose body has another type than the one that the call returns: read it with
    /// [`Error::reply_as`](super::Error::reply_as).
    OtherSuccess,
    /// A SOAP fault.
    Fault,
    /// The partner's result code says no.
    Refused,
    /// The result code is there but empty.
    EmptyCode,
    /// The status says success and the body an error, or something else than was asked for.
    Contradiction,
    /// The request cannot be written: a character XML has no place for, an empty path parameter.
    Encode,
    /// The session is gone by our own clock, and may not be renewed silently. Nothing was sent.
    SessionGone,
    /// The session was ended on purpose; its handle opens no other. Nothing was sent.
    SessionEnded,
}

impl Kind {
    /// What happened, as the start of a sentence.
    pub(crate) fn summary(self) -> &'static str {
        match self {
            Self::Configuration => "the client is not set up correctly",
            Self::Identity => "the client certificate or its key cannot be used",
            Self::Environment => "certificate, ids and addresses are not all of one environment",
            Self::Connect => "no connection to the partner",
            Self::PeerRefusedCertificate => "the partner refused our certificate",
            Self::UntrustedPeer => "we do not trust the partner's certificate",
            Self::NotTls => "the other side does not speak TLS",
            Self::Handshake => "the TLS handshake failed",
            Self::Timeout => "a time limit passed",
            Self::Interrupted => "the connection was lost",
            Self::Redirect => "the partner answered with a redirect",
            Self::HttpStatus => "the partner answered with an HTTP error",
            Self::NotSoap => "the reply is not a SOAP envelope",
            Self::UnsupportedMedia => "the reply is in a form that is not read",
            Self::EmptyBody => "the reply is empty",
            Self::TooLarge => "the reply is too large",
            Self::Truncated => "the reply ended early",
            Self::Malformed => "the reply breaks the rules of HTTP",
            Self::Decode => "the reply cannot be decoded",
            Self::UnexpectedReply => "the reply belongs to another operation",
            Self::OtherSuccess => "the partner reported another kind of success",
            Self::Fault => "the partner answered with a SOAP fault",
            Self::Refused => "the partner refused",
            Self::EmptyCode => "the result code is empty",
            Self::Contradiction => "status and body of the reply contradict each other",
            Self::Encode => "the request cannot be written",
            Self::SessionGone => "the session is gone",
            Self::SessionEnded => "the session is over",
        }
    }

    /// What to do when nothing more precise is known.
    pub(crate) fn remedy(self) -> &'static str {
        match self {
            Self::Configuration => "Correct the setting named.",
            Self::Identity => "Provide a certificate and the private key that belongs to it.",
            Self::Environment => "Keep certificate, ids and addresses of each environment together.",
            Self::Connect => "Check the endpoint's host and port, DNS and the firewall.",
            Self::PeerRefusedCertificate => {
                "Check that the certificate is the one the partner registered for this environment and that it is in date."
            }
            Self::UntrustedPeer => "Check the endpoint and the certificate authorities given as trust.",
            Self::NotTls => "Check the port: it must be the one for https.",
            Self::Handshake => "The partner must offer TLS 1.2 or 1.3.",
            Self::Timeout => "Try later, or raise the limit named.",
            Self::Interrupted => "Find out whether the partner did the work before sending again.",
            Self::Redirect => "Configure the address the partner really serves.",
            Self::HttpStatus => "Check the endpoint and the partner's state.",
            Self::NotSoap => {
                "Check the endpoint: a gateway or a login page may stand in front of the service."
            }
            Self::UnsupportedMedia => "Ask the partner which form it sends.",
            Self::EmptyBody | Self::Truncated | Self::Malformed => {
                "Find out whether the partner did the work before sending again."
            }
            Self::TooLarge => "Raise the limit if such a reply is expected.",
            Self::Decode | Self::UnexpectedReply => {
                "Compare the reply with the contract; it may have changed."
            }
            Self::OtherSuccess => "The partner took the request: read what it said by `reply_as`.",
            Self::Fault => "See the fault's reason; the request or the partner's service is at fault.",
            Self::Refused => "See the partner's documentation of this code.",
            Self::EmptyCode => "Treat the outcome as unknown and ask the partner what happened.",
            Self::Contradiction => "Treat the outcome as unknown and ask the partner what happened.",
            Self::Encode => "Correct the field named.",
            Self::SessionGone => "Open a new session.",
            Self::SessionEnded => "Make a new session handle.",
        }
    }

    /// The kind as one word in `snake_case`, for logs and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Identity => "identity",
            Self::Environment => "environment",
            Self::Connect => "connect",
            Self::PeerRefusedCertificate => "peer_refused_certificate",
            Self::UntrustedPeer => "untrusted_peer",
            Self::NotTls => "not_tls",
            Self::Handshake => "handshake",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted",
            Self::Redirect => "redirect",
            Self::HttpStatus => "http_status",
            Self::NotSoap => "not_soap",
            Self::UnsupportedMedia => "unsupported_media",
            Self::EmptyBody => "empty_body",
            Self::TooLarge => "too_large",
            Self::Truncated => "truncated",
            Self::Malformed => "malformed",
            Self::Decode => "decode",
            Self::UnexpectedReply => "unexpected_reply",
            Self::OtherSuccess => "other_success",
            Self::Fault => "fault",
            Self::Refused => "refused",
            Self::EmptyCode => "empty_code",
            Self::Contradiction => "contradiction",
            Self::Encode => "encode",
            Self::SessionGone => "session_gone",
            Self::SessionEnded => "session_ended",
        }
    }
}

/// Whether the partner may have seen the request. It decides what may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sent {
    /// Certainly not: nothing of it left, or the partner provably did not read it.
    No,
    /// Perhaps: some of it left, and no reply came.
    Maybe,
    /// Certainly: a reply came.
    Yes,
}

impl fmt::Display for Sent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::No => "no",
            Self::Maybe => "maybe",
            Self::Yes => "yes",
        })
    }
}
