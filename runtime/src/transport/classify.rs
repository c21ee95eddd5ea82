//! What a failed connection means: whose certificate, which limit, and whether the request may have been seen.

use std::error::Error as StdError;
use std::io;

use rustls::{AlertDescription, CertificateError, InvalidMessage};

use super::limits::Limits;
use crate::error::{Error, Kind, Sent};

/// No head of a reply came.
pub(super) fn before_reply(error: reqwest::Error, limits: &Limits, has_identity: bool) -> Error {
    // The address may hold a query.
    let error = error.without_url();
    // What fails while connecting fails before a byte of the request is written.
    let sent = if error.is_connect() || error.is_builder() { Sent::No } else { Sent::Maybe };
    let found = if let Some(tls) = find::<rustls::Error>(&error) {
        of_tls(tls, has_identity).sent(sent_despite(tls, sent))
    } else if error.is_builder() {
        Error::new(Kind::Configuration, "the request cannot be made from this address")
    } else if error.is_connect() && error.is_timeout() {
        Error::new(Kind::Timeout, format!("no connection within {:?} (connect)", limits.connect))
    } else if error.is_connect() {
        Error::new(Kind::Connect, place_of_connect(&error))
    } else {
        of_exchange(&error, has_identity)
    };
    found.because(error)
}

/// The head of a reply came, its body did not come whole.
pub(super) fn in_body(error: reqwest::Error) -> Error {
    let error = error.without_url();
    let ended_early = find::<hyper::Error>(&error).is_some_and(hyper::Error::is_incomplete_message)
        || find::<io::Error>(&error).is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof);
    let found = if ended_early {
        Error::new(Kind::Truncated, "the connection closed before the end of its body")
    } else if find::<hyper::Error>(&error).is_some_and(hyper::Error::is_parse) {
        Error::new(Kind::Malformed, "the framing of its body")
    } else {
        Error::new(Kind::Interrupted, "while its body was read")
    };
    found.because(error)
}

/// A request was under way on a connection that worked so far.
fn of_exchange(error: &(dyn StdError + 'static), has_identity: bool) -> Error {
    match find::<hyper::Error>(error) {
        // The predicate for this is offered to servers only; a test notices if the text changes.
        Some(hyper) if hyper.is_parse() && hyper.to_string().contains("too large") => {
            Error::new(Kind::TooLarge, "its head").sent(Sent::Yes)
        }
        Some(hyper) if hyper.is_parse() => Error::new(Kind::Malformed, "its head").sent(Sent::Yes),
        // Of HTTP/1, the library says this only of a request that it gives back whole: the connection ended before the
        // request was taken from the queue.
        Some(hyper) if hyper.is_canceled() => {
            Error::new(Kind::Connect, "the partner closed it before the request was written").sent(Sent::No)
        }
        _ => {
            let lost = Error::new(Kind::Interrupted, "before a reply came").sent(Sent::Maybe);
            if has_identity {
                lost
            } else {
                lost.with_remedy(
                    "The partner may require a client certificate and none is configured; else find out whether it \
                     did the work before sending again.",
                )
            }
        }
    }
}

/// TLS 1.3 shows us a refusal only after we began to write. A server that misses the certificate has not read what we
/// wrote; of the other alerts only those during the handshake prove as much.
fn sent_despite(error: &rustls::Error, sent: Sent) -> Sent {
    match error {
        rustls::Error::AlertReceived(AlertDescription::CertificateRequired) => Sent::No,
        _ => sent,
    }
}

fn of_tls(error: &rustls::Error, has_identity: bool) -> Error {
    match error {
        rustls::Error::AlertReceived(alert) => of_alert(*alert, has_identity),
        rustls::Error::InvalidCertificate(reason) => of_peer_certificate(reason),
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            Error::new(Kind::NotTls, "it answered the TLS handshake with something else")
        }
        rustls::Error::PeerIncompatible(_) => Error::new(Kind::Handshake, "no common TLS version or cipher"),
        _ => Error::new(Kind::Handshake, "the other side broke the protocol"),
    }
}

fn of_alert(alert: AlertDescription, has_identity: bool) -> Error {
    let refused = |place: &str, remedy: &'static str| {
        Error::new(Kind::PeerRefusedCertificate, place).with_remedy(remedy)
    };
    match alert {
        AlertDescription::CertificateRequired => {
            refused("it requires one and got none", "Give the transport an identity.")
        }
        AlertDescription::CertificateExpired => {
            refused("it says ours has expired", "Install the renewed certificate.")
        }
        AlertDescription::CertificateRevoked => {
            refused("it says ours is revoked", "Ask the partner for a new certificate.")
        }
        AlertDescription::UnknownCA => refused(
            "it does not know who issued ours",
            "Check that the certificate is for this environment and that its intermediates are in the file.",
        ),
        AlertDescription::UnsupportedCertificate
        | AlertDescription::BadCertificate
        | AlertDescription::CertificateUnknown
        | AlertDescription::AccessDenied => Error::new(Kind::PeerRefusedCertificate, alert_name(alert)),
        AlertDescription::HandshakeFailure if !has_identity => {
            Error::new(Kind::Handshake, alert_name(alert)).with_remedy(
                "The partner may require a client certificate and none is configured, or shares no TLS version or \
                 cipher with us.",
            )
        }
        _ => Error::new(Kind::Handshake, alert_name(alert)),
    }
}

fn alert_name(alert: AlertDescription) -> String {
    format!("TLS alert {alert:?}")
}

fn of_peer_certificate(reason: &CertificateError) -> Error {
    let (place, remedy) = match reason {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            ("it has expired", "The partner must renew it; check this machine's clock.")
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            ("it is not valid yet", "Check this machine's clock.")
        }
        CertificateError::UnknownIssuer => (
            "no trusted authority vouches for it",
            "Check the endpoint, or give the partner's own authority as trust; the partner may also omit an \
             intermediate certificate.",
        ),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            ("it is for another host", "Check the endpoint's host name.")
        }
        CertificateError::Revoked => ("it is revoked", "Ask the partner."),
        _ => ("it breaks the rules for certificates", "Ask the partner."),
    };
    Error::new(Kind::UntrustedPeer, place).with_remedy(remedy)
}

fn place_of_connect(error: &reqwest::Error) -> &'static str {
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => "nothing listens there",
        Some(
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted,
        ) => "it was closed during the TLS handshake",
        _ if error.is_dns() => "the host name is not known",
        _ => "it failed before TLS was set up",
    }
}

/// The first error of this type in the chain. I/O errors hide what they wrap, and wrap each other, so those are opened
/// before they are taken for what they say.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let found = wrapped.and_then(|wrapped| find::<T>(wrapped)).or_else(|| error.downcast_ref::<T>());
        if found.is_some() {
            return found;
        }
        next = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use hyper::client::conn::http1;
    use hyper_util::rt::TokioIo;

    use super::*;

    #[tokio::test]
    async fn a_request_that_no_connection_took_was_not_sent() {
        let (ours, theirs) = tokio::io::duplex(1024);
        let (mut sender, connection) = http1::handshake::<_, String>(TokioIo::new(ours)).await.unwrap();
        drop(connection);
        let request = http::Request::new("canary".to_owned());
        let error = sender.send_request(request).await.unwrap_err();
        let error = of_exchange(&error, true);
        assert_eq!((error.kind(), error.request_sent()), (Kind::Connect, Sent::No));
        drop(theirs);
    }

    #[tokio::test]
    async fn a_request_that_was_begun_may_have_been_sent() {
        let (ours, theirs) = tokio::io::duplex(1024);
        let (mut sender, connection) = http1::handshake::<_, String>(TokioIo::new(ours)).await.unwrap();
        let sending = sender.send_request(http::Request::new("canary".to_owned()));
        let talking = tokio::spawn(connection);
        drop(theirs);
        let error = sending.await.unwrap_err();
        let _ = talking.await;
        let error = of_exchange(&error, true);
        if error.request_sent() == Sent::No {
            assert_eq!(error.kind(), Kind::Connect);
        } else {
            assert_eq!((error.kind(), error.request_sent()), (Kind::Interrupted, Sent::Maybe));
        }
    }
}
