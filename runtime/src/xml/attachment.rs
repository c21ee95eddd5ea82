//! Binary content that travels beside the document: `xop:Include` in place of base64 (XOP, as MTOM uses it).

use bytes::Bytes;

use super::error::{Kind, Result};
use super::escape;
use super::name::{El, NONE, card};
use super::reader::Reader;
use super::writer::Writer;

/// The namespace of `Include`.
const XOP: &str = "http://www.w3.org/2004/08/xop/include";

/// Which binary values leave a document that is written, to travel beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Attaching {
    /// None: all of them are base64.
    None,
    /// Those that the contract says are media of their own (`xmime:expectedContentTypes`).
    #[default]
    Marked,
    /// All of at least this many bytes.
    AtLeast(usize),
}

/// Binary content that travels beside a document.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// What the document calls it: a content id, without angle brackets.
    pub id: String,
    /// Its media type.
    pub media_type: String,
    /// The content.
    pub content: Bytes,
}

/// Its size only: what it holds was never reviewed.
impl std::fmt::Debug for Attachment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Attachment({} bytes)", self.content.len())
    }
}

impl<'a> Reader<'a> {
    /// The same reader, which finds binary content among these.
    pub(crate) fn beside(mut self, attachments: &'a [Attachment]) -> Self {
        self.attachments = attachments;
        self
    }

    /// Whether the current element stands for binary content that travels beside the document.
    pub(super) fn stands_for_attachment(&self) -> bool {
        self.local() == "Include" && self.uri() == XOP
    }

    /// The content that the current `Include` stands for; then nothing more may stand in the element around it.
    pub(super) fn included(&mut self) -> Result<Bytes> {
        static HREF: El = El::new(NONE, "href");
        let reference = self.attribute(&HREF).map(escape::trim).and_then(|href| href.strip_prefix("cid:"));
        let id = reference.map(decoded);
        let found = id.and_then(|id| self.attachments.iter().find(|one| one.id.as_bytes() == id));
        let Some(content) = found.map(|one| one.content.clone()) else {
            return Err(self.error(Kind::Reference("no attachment is what the element refers to")));
        };
        self.skip()?;
        if self.child_or(None)?.is_some() {
            return Err(self.error(Kind::ElementInText));
        }
        Ok(content)
    }
}

/// The bytes of an address whose unusual characters are escaped with `%`.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let escaped = (*first == b'%').then(|| behind.get(..2)).flatten();
        let byte = escaped.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &behind[2..] } else { behind };
    }
    bytes
}

impl Writer {
    /// The same writer, which leaves these binary values out of the document. They are taken with
    /// [`finish_attached`](Self::finish_attached).
    pub(crate) fn attaching(mut self, attaching: Attaching) -> Self {
        self.attaching = attaching;
        self
    }

    /// What was written, and what travels beside it.
    pub(crate) fn finish_attached(mut self) -> (Vec<u8>, Vec<Attachment>) {
        let attachments = std::mem::take(&mut self.attachments);
        (self.finish(), attachments)
    }

    /// Whether large binary values of an element stay in the document.
    pub(super) fn keeps(&self, el: &El) -> bool {
        match self.attaching {
            Attaching::None => true,
            Attaching::Marked => el.flags & card::ATTACHED == 0,
            Attaching::AtLeast(_) => false,
        }
    }

    /// Whether a binary value of an element travels beside the document.
    pub(super) fn attaches(&self, el: &El, bytes: &[u8]) -> bool {
        match self.attaching {
            Attaching::None => false,
            Attaching::Marked => el.flags & card::ATTACHED != 0 && !bytes.is_empty(),
            Attaching::AtLeast(size) => {
                bytes.len() >= size.max(1) || el.flags & card::ATTACHED != 0 && !bytes.is_empty()
            }
        }
    }

    /// Writes an element that stands for binary content, and keeps the content.
    pub(super) fn include_element(&mut self, el: &'static El, content: &Bytes) -> Result<()> {
        self.start(el)?;
        self.include(content);
        self.end();
        Ok(())
    }

    /// The same inside the open element.
    pub(super) fn include(&mut self, content: &Bytes) {
        let id = format!("{}@bindery", self.attachments.len() + 1);
        self.close_tag();
        self.out.extend_from_slice(b"<xop:Include xmlns:xop=\"");
        self.out.extend_from_slice(XOP.as_bytes());
        self.out.extend_from_slice(b"\" href=\"cid:");
        self.out.extend_from_slice(id.as_bytes());
        self.out.extend_from_slice(b"\"/>");
        let media_type = "application/octet-stream".to_owned();
        self.attachments.push(Attachment { id, media_type, content: content.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn escapes_in_addresses_are_resolved_where_they_are_some() {
        for (text, id) in [("1@bindery", "1@bindery"), ("a%40b%2Fc", "a@b/c"), ("50%", "50%"), ("%zz", "%zz")]
        {
            assert_eq!(decoded(text), id.as_bytes(), "{text}");
        }
    }
}
