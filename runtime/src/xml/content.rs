//! What stands inside the current element: text, nothing, or something to pass over.

use std::borrow::Cow;

use super::attributes::RawAttributes;
use super::error::{Kind, Result};
use super::escape;
use super::event::Piece;
use super::limits;
use super::reader::Reader;
use super::value::Text;

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

    fn text_within(&mut self, limit: usize, check: bool) -> Result<Cow<'a, str>> {
        let mut whole = Cow::Borrowed("");
        if self.closes() {
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
                    whole.to_mut().push(resolved);
                    continue;
                }
                Piece::Aside(_) | Piece::Declaration => continue,
                Piece::Start { .. } => return Err(self.error(Kind::ElementInText)),
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
        if self.tag.nil && !escape::is_blank(&whole) {
            return Err(self.error(Kind::NilWithContent));
        }
        self.close();
        Ok(whole)
    }

    /// Whether the current element says `xsi:nil="true"`.
    #[must_use]
    pub fn is_nil(&self) -> bool {
        self.tag.nil
    }

    /// Reads the current element, which is nil, to its end.
    ///
    /// # Errors
    /// [`Kind::NilWithContent`] if it has any content.
    pub fn nothing(&mut self) -> Result<()> {
        match self.text() {
            Err(error) if *error.kind() == Kind::ElementInText => Err(self.error(Kind::NilWithContent)),
            other => other.map(drop),
        }
    }

    /// Reads the current element as one value.
    ///
    /// # Errors
    /// Those of [`text`](Self::text), and [`Kind::InvalidValue`].
    pub fn value(&mut self, value: &mut dyn Text) -> Result<()> {
        let local = self.tag.local;
        let text = self.text()?;
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
        let mut depth = self.depth();
        let outside = depth;
        loop {
            let checked = match self.next_piece()? {
                Piece::Start { name, attributes, empty } => {
                    self.count(depth, name)?;
                    depth += usize::from(!empty);
                    if super::name::split(name).is_none() {
                        Err(Kind::Syntax("an element's name is not a name"))
                    } else if attributes.is_empty() {
                        Ok(())
                    } else {
                        check_attributes(attributes)
                    }
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

    /// Reads the current element to its end, keeping the text of the named children only: how a result code is read
    /// before anything else, whatever the rest looks like.
    ///
    /// The names are local names in the current element's own namespace; a field that is absent or nil is `None`.
    ///
    /// # Errors
    /// Malformed XML up to the end of the element, a limit, a named field that stands twice or holds elements.
    pub fn scan_fields(&mut self, names: &[&str]) -> Result<Vec<Option<String>>> {
        let ns = self.tag.ns;
        let mut found = vec![None; names.len()];
        let mut seen = vec![false; names.len()];
        while self.child_or(None)?.is_some() {
            let wanted = names.iter().position(|name| self.tag.ns == ns && self.tag.local == *name);
            match wanted {
                Some(at) if seen[at] => return Err(self.error(Kind::Duplicate)),
                Some(at) => {
                    seen[at] = true;
                    let nil = self.tag.nil;
                    let text = self.text()?;
                    found[at] = (!nil).then(|| text.into_owned());
                }
                None => self.skip()?,
            }
        }
        Ok(found)
    }
}

/// Attributes of an element that is passed over: well-formed and not twice, no more.
fn check_attributes(behind: &str) -> std::result::Result<(), Kind> {
    let mut raw = RawAttributes::new(behind);
    let mut seen = Vec::new();
    while let Some((prefix, local, value)) = raw.next()? {
        escape::attribute_value(value)?;
        if seen.contains(&(prefix, local)) {
            return Err(Kind::DuplicateAttribute);
        }
        if seen.len() == limits::ATTRIBUTES + limits::NAMESPACES {
            return Err(Kind::Limit("number of attributes"));
        }
        seen.push((prefix, local));
    }
    Ok(())
}
