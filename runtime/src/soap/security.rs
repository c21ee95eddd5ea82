//! WS-Security: writing who sends a message and when, and what of it is understood in a reply.

use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;
use sha1::{Digest, Sha1};
use uuid::Uuid;

use super::block::{self, Marks};
use crate::endpoint::{Security, User};
use crate::xml::{El, FIRST, NONE, Ns, Reader, Result, Writer};

const EXTENSION: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const UTILITY: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
static NAMES: [&str; 2] = [EXTENSION, UTILITY];
const WSSE: Ns = FIRST;
const WSU: Ns = FIRST + 1;

const TEXT: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText";
const DIGEST: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest";
const BASE64: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";

static SECURITY: El = El::new(WSSE, "Security");
static USERNAME_TOKEN: El = El::new(WSSE, "UsernameToken");
static USERNAME: El = El::new(WSSE, "Username");
static PASSWORD: El = El::new(WSSE, "Password");
static NONCE: El = El::new(WSSE, "Nonce");
static TIMESTAMP: El = El::new(WSU, "Timestamp");
static CREATED: El = El::new(WSU, "Created");
static EXPIRES: El = El::new(WSU, "Expires");
static TYPE: El = El::new(NONE, "Type");
static ENCODING: El = El::new(NONE, "EncodingType");

/// The security header of one attempt: nonce and time are of this attempt only, since a server refuses one that it has
/// seen.
pub(super) struct Seal {
    security: Security,
    now: Timestamp,
    nonce: [u8; 16],
}

impl Seal {
    /// A seal of now.
    pub(super) fn new(security: &Security) -> Self {
        // 122 bits of it are from the system's source of randomness.
        Self { security: security.clone(), now: Timestamp::now(), nonce: Uuid::new_v4().into_bytes() }
    }

    /// A seal of a fixed time, for tests.
    #[cfg(test)]
    pub(super) fn fixed(security: Security, now: Timestamp, nonce: [u8; 16]) -> Self {
        Self { security, now, nonce }
    }

    /// Writes the header.
    pub(super) fn write(&self, writer: &mut Writer) -> Result<()> {
        let root = writer.root();
        writer.in_terms_of(&NAMES, |writer| {
            if let Some(marks) = Marks::of(root) {
                writer.announce(&marks.must_understand, block::must_understand(root).to_owned());
            }
            self.write_header(writer)
        })
    }

    fn write_header(&self, writer: &mut Writer) -> Result<()> {
        writer.start(&SECURITY)?;
        if let Some(fresh) = self.security.fresh {
            writer.start(&TIMESTAMP)?;
            writer.text_element(&CREATED, &shown(self.now))?;
            // The end of time is no time at which a message could be sent.
            let end = self.now.checked_add(fresh).unwrap_or(Timestamp::MAX);
            writer.text_element(&EXPIRES, &shown(end))?;
            writer.end();
        }
        if let Some(user) = &self.security.user {
            self.write_user(writer, user)?;
        }
        writer.end();
        Ok(())
    }

    fn write_user(&self, writer: &mut Writer, user: &User) -> Result<()> {
        writer.start(&USERNAME_TOKEN)?;
        writer.text_element(&USERNAME, &user.name)?;
        writer.start(&PASSWORD)?;
        if user.digest {
            let created = shown(self.now);
            let digest = Sha1::new()
                .chain_update(self.nonce)
                .chain_update(created.as_bytes())
                .chain_update(user.password.expose().as_bytes())
                .finalize();
            writer.attribute(&TYPE, DIGEST)?;
            writer.text(&base64_simd::STANDARD.encode_to_string(digest))?;
            writer.end();
            writer.start(&NONCE)?;
            writer.attribute(&ENCODING, BASE64)?;
            writer.text(&base64_simd::STANDARD.encode_to_string(self.nonce))?;
            writer.end();
            writer.text_element(&CREATED, &created)?;
        } else {
            writer.attribute(&TYPE, TEXT)?;
            writer.text(user.password.expose())?;
            writer.end();
        }
        writer.end();
        Ok(())
    }
}

/// A time as WS-Security has it: UTC to the millisecond.
fn shown(time: Timestamp) -> String {
    let mut text = String::new();
    // Writing into memory cannot fail.
    let _ = DateTimePrinter::new().precision(Some(3)).print_timestamp(&time, &mut text);
    text
}

/// Reads the current block if it is a security header, else passes over it; says whether it is one in which nothing
/// stands but the time. Such a one answers ours and is understood. That the time has passed is not held against a
/// reply: it came in answer to our request on a connection of ours, and a clock that is wrong must not turn work
/// that was done into an error.
pub(super) fn is_understood(reader: &mut Reader<'_>) -> Result<bool> {
    if reader.uri() != EXTENSION || reader.local() != "Security" {
        reader.skip()?;
        return Ok(false);
    }
    let mut only_time = true;
    while reader.child_or(None)?.is_some() {
        only_time &= reader.uri() == UTILITY && reader.local() == "Timestamp";
        reader.skip()?;
    }
    Ok(only_time)
}
