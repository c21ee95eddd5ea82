//! What stands inside the current element: text, nothing, or something to pass over.

use std::borrow::Cow;

use bytes::Bytes;

use super::attributes::RawAttributes;
use super::error::{Kind, Result};
use super::escape;
use super::event::Piece;
use super::limits;
use super::reader::{Nil, Reader};
use super::value::Text;

/// Binary data as it is found.
pub(super) enum Binary<'a> {
    /// Encoded in a text.
    Text(Cow<'a, str>),
    /// As it is, beside the document.
    Attached(Bytes),
}

impl<'a> Reader<'a> {
    /// The text of the current element, to its end tag: comments left out, CDATA and references resolved, line ends
    /// as `\n`, white space kept.
    ///
    /// # Errors
    /// [`Kind::ElementInText`], [`Kind::NilWithContent`], text over [`limits::TEXT`], malformed XML.
    pub fn text(&mut self) -> Result<Cow<'a, str>> {
        self.text_within(limits::TEXT, true)
    }

    /// The same for text that holds binary data: up to [`limits::BINARY`], and not looked at, since a decoder will
    /// refuse what does not belong there.
    pub(super) fn binary_text(&mut self) -> Result<Cow<'a, str>> {
        self.text_within(limits::BINARY, false)
    }

    /// Binary data of the current element: its text, or what travels beside the document in its place.
    pub(super) fn binary(&mut self) -> Result<Binary<'a>> {
        match self.binary_text() {
            Ok(text) => Ok(Binary::Text(text)),
            Err(error) if *error.kind() == Kind::ElementInText && std::mem::take(&mut self.is_include) => {
                self.included().map(Binary::Attached)
            }
            Err(error) => Err(error),
        }
    }

    fn text_within(&mut self, limit: usize, check: bool) -> Result<Cow<'a, str>> {
        let mut whole = Cow::Borrowed("");
        if self.is_closing() {
            if self.tag.nil != Nil::No {
                self.check_nil("")?;
            }
            self.close();
            return Ok(whole);
        }
        let depth = self.depth();
        loop {
            let piece = match self.next_piece()? {
                Piece::End => break,
                Piece::Text(text) | Piece::Literal(text) if whole.len() + text.len() > limit => {
                    return Err(self.error(Kind::Limit("length of a text")));
                }
                Piece::Text(text) if check => escape::clean(text, false),
                Piece::Literal(text) if check => escape::clean(text, true),
                Piece::Text(text) | Piece::Literal(text) => Ok(Cow::Borrowed(text)),
                Piece::Reference(reference) => {
                    let resolved = escape::resolve(reference).map_err(|kind| self.error(kind))?;
                    if whole.len() + resolved.len_utf8() > limit {
                        return Err(self.error(Kind::Limit("length of a text")));
                    }
                    whole.to_mut().push(resolved);
                    continue;
                }
                Piece::Aside(_) | Piece::Declaration => continue,
                Piece::Start { name, attributes, empty } => {
                    let error =
                        self.error(if self.is_nil() { Kind::NilWithContent } else { Kind::ElementInText });
                    // So that whoever forgives the error can pass over the element, or take it for binary content.
                    let is_alone = escape::is_blank(&whole);
                    self.enter(name, attributes, empty, None)?;
                    self.is_include =
                        is_alone && !self.attachments.is_empty() && self.stands_for_attachment();
                    return Err(error);
                }
                Piece::Finish => return Err(self.error(Kind::Truncated)),
            };
            let piece = piece.map_err(|kind| self.error(kind))?;
            if whole.is_empty() {
                whole = piece;
            } else {
                whole.to_mut().push_str(&piece);
            }
        }
        debug_assert_eq!(depth, self.depth(), "text has no children");
        if self.tag.nil != Nil::No {
            self.check_nil(&whole)?;
        }
        self.close();
        Ok(whole)
    }

    /// Whether an element that has been read to its end may say what it says by `xsi:nil`; if not, it is closed.
    #[cold]
    fn check_nil(&mut self, text: &str) -> Result<()> {
        let checked = match self.says_nil() {
            Ok(true) if !escape::is_blank(text) => Err(self.error(Kind::NilWithContent)),
            other => other.map(drop),
        };
        if checked.is_err() {
            self.close();
        }
        checked
    }

    /// Whether the current element says `xsi:nil="true"`.
    #[must_use]
    pub fn is_nil(&self) -> bool {
        self.tag.nil == Nil::Yes
    }

    /// The same where the element is used, so that an `xsi:nil` that is neither true nor false is an error.
    #[inline]
    pub(super) fn says_nil(&self) -> Result<bool> {
        if self.tag.nil == Nil::Invalid { Err(self.invalid_nil()) } else { Ok(self.is_nil()) }
    }

    #[cold]
    fn invalid_nil(&self) -> super::Error {
        self.error_below(Kind::InvalidValue("xs:boolean"), "@nil")
    }

    /// Reads the current element, which is nil, to its end.
    ///
    /// # Errors
    /// [`Kind::NilWithContent`] if it has any content.
    pub fn nothing(&mut self) -> Result<()> {
        self.text().map(drop)
    }

    /// Reads the current element as one value.
    ///
    /// # Errors
    /// Those of [`text`](Self::text), and [`Kind::InvalidValue`].
    pub fn value(&mut self, value: &mut dyn Text) -> Result<()> {
        let local = self.tag.local;
        let text = if value.bytes().is_some() {
            match self.binary() {
                Ok(Binary::Text(text)) => text,
                Ok(Binary::Attached(content)) => {
                    value.set_bytes(content);
                    return Ok(());
                }
                Err(error) => return Err(error),
            }
        } else {
            self.text()?
        };
        if value.set(&text) {
            Ok(())
        } else {
            Err(self.error_below(Kind::InvalidValue(value.type_name()), local))
        }
    }

    /// Passes over the current element with everything in it. Names and prefixes in it mean nothing, but it must be
    /// well-formed and within the limits. Its depth costs no stack.
    ///
    /// # Errors
    /// Malformed XML, or a limit.
    pub fn skip(&mut self) -> Result<()> {
        if self.closes() {
            return Ok(());
        }
        self.skip_rest(0)
    }

    /// Passes over what is left of the current element, `inside` elements below it.
    fn skip_rest(&mut self, inside: usize) -> Result<()> {
        let outside = self.depth();
        let mut depth = outside + inside;
        loop {
            let checked = match self.next_piece()? {
                Piece::Start { name, attributes, empty } => {
                    self.pass_start(depth, name, attributes)?;
                    depth += usize::from(!empty);
                    Ok(())
                }
                Piece::End if depth == outside => {
                    self.close();
                    return Ok(());
                }
                Piece::End => {
                    depth -= 1;
                    Ok(())
                }
                Piece::Text(text) => escape::clean(text, false).map(drop),
                Piece::Literal(text) => escape::clean(text, true).map(drop),
                Piece::Reference(reference) => escape::resolve(reference).map(drop),
                Piece::Aside(_) | Piece::Declaration => Ok(()),
                Piece::Finish => Err(Kind::Truncated),
            };
            checked.map_err(|kind| self.error(kind))?;
        }
    }

    /// Looks at a start tag that is passed over, with `depth` elements open around it.
    fn pass_start(&mut self, depth: usize, name: &str, attributes: &str) -> Result<()> {
        self.count(depth, name)?;
        let checked = if super::name::split(name).is_none() {
            Err(Kind::Syntax("an element's name is not a name"))
        } else if attributes.is_empty() {
            Ok(())
        } else {
            check_attributes(attributes)
        };
        checked.map_err(|kind| self.error(kind))
    }

    /// Passes over the current element because nobody knows it; an error in strict reading.
    pub(super) fn unknown(&mut self) -> Result<()> {
        if self.options.strict {
            return Err(self.error(Kind::Unknown));
        }
        self.skipped += 1;
        if self.skipped == 1 {
            // Once for a document: the first unknown element tells that the contract has changed.
            tracing::debug!(
                element = super::reader::shown(self.tag.local),
                "skipped an element that is not in the contract"
            );
        }
        self.skip()
    }

    /// The text of the current element, read to its end, where it is one; `None` if the element is nil, holds elements
    /// or is over [`limits::TEXT`]. For texts about an error, which must not hide the error itself.
    ///
    /// # Errors
    /// Malformed XML, or a limit of the document.
    pub fn lenient_text(&mut self) -> Result<Option<Cow<'a, str>>> {
        if self.tag.nil == Nil::Yes {
            return self.skip().map(|()| None);
        }
        let mut whole = Cow::Borrowed("");
        if self.closes() {
            return Ok(Some(whole));
        }
        loop {
            let piece = match self.next_piece()? {
                Piece::End => break,
                Piece::Text(text) => escape::clean(text, false),
                Piece::Literal(text) => escape::clean(text, true),
                Piece::Reference(reference) => escape::resolve(reference).map(|c| Cow::Owned(c.to_string())),
                Piece::Aside(_) | Piece::Declaration => continue,
                Piece::Start { name, attributes, empty } => {
                    self.pass_start(self.depth(), name, attributes)?;
                    return self.skip_rest(usize::from(!empty)).map(|()| None);
                }
                Piece::Finish => Err(Kind::Truncated),
            };
            let piece = piece.map_err(|kind| self.error(kind))?;
            if whole.len() + piece.len() > limits::TEXT {
                return self.skip_rest(0).map(|()| None);
            }
            if whole.is_empty() {
                whole = piece;
            } else {
                whole.to_mut().push_str(&piece);
            }
        }
        self.close();
        Ok(Some(whole))
    }

    /// Reads the current element to its end, keeping the text of some of its children only: how a result code is read
    /// before anything else, whatever the rest looks like.
    ///
    /// The names are local names in the current element's own namespace; a field that is absent or nil is `None`. The
    /// code comes back first, then the texts beside it in their order. Only the code is read strictly: of a text that
    /// stands twice the first counts, and one that cannot be read is `None`.
    ///
    /// # Errors
    /// Malformed XML up to the end of the element, a limit, a code that stands twice, holds elements or is nil and has
    /// content all the same.
    pub fn scan_code(&mut self, code: &str, texts: &[&str]) -> Result<(Option<String>, Vec<Option<String>>)> {
        let ns = self.tag.ns;
        let mut found_code: Option<Option<String>> = None;
        let mut found = vec![None; texts.len()];
        let mut seen = vec![false; texts.len()];
        while self.child_or(None)?.is_some() {
            let local = if self.tag.ns == ns { self.tag.local } else { "" };
            if local == code {
                if found_code.is_some() {
                    return Err(self.error(Kind::Duplicate));
                }
                let nil = self.says_nil()?;
                let text = self.text()?;
                found_code = Some((!nil).then(|| text.into_owned()));
                continue;
            }
            match texts.iter().position(|text| local == *text) {
                Some(at) if !seen[at] && !local.is_empty() => {
                    seen[at] = true;
                    found[at] = self.lenient_text()?.map(Cow::into_owned);
                }
                _ => self.skip()?,
            }
        }
        Ok((found_code.flatten(), found))
    }
}

/// Attributes of an element that is passed over: well-formed and not twice, no more.
fn check_attributes(behind: &str) -> std::result::Result<(), Kind> {
    let mut raw = RawAttributes::new(behind);
    let mut seen = Vec::new();
    while let Some((prefix, local, value)) = raw.next()? {
        escape::attribute_value(value)?;
        if seen.len() == limits::ATTRIBUTES + limits::NAMESPACES {
            return Err(Kind::Limit("number of attributes"));
        }
        seen.push((prefix, local));
    }
    // Sorted, so that an element with many attributes costs no more than its length.
    seen.sort_unstable();
    if seen.windows(2).any(|pair| pair[0] == pair[1]) { Err(Kind::DuplicateAttribute) } else { Ok(()) }
}
