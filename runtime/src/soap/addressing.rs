//! WS-Addressing: which action a message is of, which message it is, and which one a reply answers.

use uuid::Uuid;

use super::block::{self, Marks};
use crate::xml::{El, FIRST, Reader, Result, Writer};

/// WS-Addressing 1.0.
const NAMESPACE: &str = "http://www.w3.org/2005/08/addressing";
static NAMES: [&str; 1] = [NAMESPACE];
/// Where replies go that come on the same connection.
const ANONYMOUS: &str = "http://www.w3.org/2005/08/addressing/anonymous";

static ACTION: El = El::new(FIRST, "Action");
static MESSAGE_ID: El = El::new(FIRST, "MessageID");
static RELATES_TO: El = El::new(FIRST, "RelatesTo");
static REPLY_TO: El = El::new(FIRST, "ReplyTo");
static ADDRESS: El = El::new(FIRST, "Address");
static TO: El = El::new(FIRST, "To");

/// The actions of an operation.
#[derive(Debug)]
pub struct Addressing {
    /// That of its request.
    pub action: &'static str,
    /// That of its reply; empty where there is none.
    pub reply_action: &'static str,
}

/// The addressing of one request. All attempts of a call are the same message.
pub(crate) struct Letter {
    action: &'static str,
    id: String,
}

impl Letter {
    /// A new message.
    pub(crate) fn new(action: &'static str) -> Self {
        Self { action, id: Uuid::new_v4().urn().to_string() }
    }

    /// A message with a fixed identity, for tests.
    #[cfg(test)]
    pub(super) fn fixed(action: &'static str, id: &str) -> Self {
        Self { action, id: id.to_owned() }
    }

    /// Whether a reply to this identity is one to this message.
    pub(super) fn is(&self, id: &str) -> bool {
        self.id == id
    }

    /// Writes the blocks of a request to this address.
    pub(super) fn write(&self, writer: &mut Writer, to: &str) -> Result<()> {
        writer.in_terms_of(&NAMES, |writer| {
            important(writer, &ACTION, self.action)?;
            writer.text_element(&MESSAGE_ID, &self.id)?;
            writer.start(&REPLY_TO)?;
            writer.text_element(&ADDRESS, ANONYMOUS)?;
            writer.end();
            important(writer, &TO, to)
        })
    }
}

/// Writes the blocks of a reply.
pub(super) fn write_reply(writer: &mut Writer, action: &str, relates_to: &str) -> Result<()> {
    writer.in_terms_of(&NAMES, |writer| {
        if !action.is_empty() {
            writer.text_element(&ACTION, action)?;
        }
        writer.text_element(&RELATES_TO, relates_to)
    })
}

/// A block that the receiver must not pass over: what it says decides which work is done.
fn important(writer: &mut Writer, el: &'static El, text: &str) -> Result<()> {
    let root = writer.root();
    if let Some(marks) = Marks::of(root) {
        writer.announce(&marks.must_understand, block::must_understand(root).to_owned());
    }
    writer.text_element(el, text)
}

/// Whether the current element, a block, is one of WS-Addressing.
pub(super) fn is_block(reader: &Reader<'_>) -> bool {
    is_namespace(reader.uri())
}

/// Whether it is the namespace of WS-Addressing.
pub(super) fn is_namespace(uri: &str) -> bool {
    uri == NAMESPACE
}

/// The text of the current block if it is this one; otherwise it is passed over.
pub(super) fn text_of(reader: &mut Reader<'_>, local: &str) -> Result<Option<String>> {
    if is_block(reader) && reader.local() == local {
        return Ok(Some(reader.text()?.trim().to_owned()));
    }
    reader.skip()?;
    Ok(None)
}
