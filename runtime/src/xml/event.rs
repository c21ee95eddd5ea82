//! The seam to the tokenizer: quick-xml's events, brought down to what the codec needs.
//!
//! Nothing else of this module knows quick-xml, so that another tokenizer can take its place here.

use std::borrow::Cow;

use quick_xml::errors::{Error as TokenError, IllFormedError};
use quick_xml::events::Event;

use super::attributes::check_declaration;
use super::error::Kind;
use super::name;

/// One piece of a document.
pub(super) enum Piece<'a> {
    /// A start tag: its raw name, what follows the name, and whether it is its own end (`<a/>`).
    Start { name: &'a str, attributes: &'a str, empty: bool },
    /// An end tag; it is the right one.
    End,
    /// Text between tags, without references.
    Text(&'a str),
    /// The inside of a CDATA section.
    Literal(&'a str),
    /// What is between `&` and `;`.
    Reference(&'a str),
    /// A comment or a processing instruction: its text.
    Aside(&'a str),
    /// The XML declaration.
    Declaration,
    /// The end of the input.
    Finish,
}

/// The pieces of one document.
pub(super) struct Pieces<'a> {
    input: &'a str,
    /// Where the input begins in the document.
    base: usize,
    tokens: quick_xml::Reader<&'a [u8]>,
    /// Where the last start tag begins.
    pub(super) tag: usize,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(input: &'a str) -> Self {
        let mut tokens = quick_xml::Reader::from_str(input);
        tokens.config_mut().check_comments = true;
        Self { input, base: 0, tokens, tag: 0 }
    }

    /// The pieces of a document from this byte on, where a start tag begins.
    pub(super) fn at(document: &'a str, from: usize) -> Self {
        Self { base: from, ..Self::new(&document[from..]) }
    }

    /// Bytes from the start of the input to the end of the last piece.
    pub(super) fn position(&self) -> usize {
        self.base + self.read()
    }

    /// Bytes of the input that have been read.
    fn read(&self) -> usize {
        usize::try_from(self.tokens.buffer_position()).unwrap_or(usize::MAX - self.base)
    }

    /// The next piece.
    #[inline]
    pub(super) fn next(&mut self) -> Result<Piece<'a>, Box<Kind>> {
        match self.tokens.read_event() {
            Ok(Event::Start(tag)) => {
                let (content, name) = (tag.len(), tag.name().as_ref().len());
                Ok(self.start(content, name, 1))
            }
            Ok(Event::Empty(tag)) => {
                let (content, name) = (tag.len(), tag.name().as_ref().len());
                Ok(self.start(content, name, 2))
            }
            Ok(Event::End(_)) => Ok(Piece::End),
            Ok(Event::Text(text)) => borrowed(text.into_inner()).map(Piece::Text),
            Ok(Event::CData(text)) => borrowed(text.into_inner()).map(Piece::Literal),
            Ok(Event::GeneralRef(reference)) => borrowed(reference.into_inner()).map(Piece::Reference),
            Ok(Event::Comment(text)) => borrowed(text.into_inner()).map(Piece::Aside),
            Ok(Event::PI(instruction)) => {
                let text = borrowed(instruction.into_inner())?;
                let target = text.split(super::escape::is_space).next().unwrap_or(text);
                if !name::is_name(target) || target.eq_ignore_ascii_case("xml") {
                    return Err(Box::new(Kind::Syntax("a processing instruction without a name of its own")));
                }
                Ok(Piece::Aside(text))
            }
            Ok(Event::Decl(declaration)) => {
                // With its `<?` and `?>` it may only be the very first thing.
                if self.position() != declaration.len() + 4 {
                    return Err(Box::new(Kind::Syntax("an XML declaration inside the document")));
                }
                check_declaration(&declaration[3..]).map_err(Box::new)?;
                Ok(Piece::Declaration)
            }
            Ok(Event::DocType(_)) => Err(Box::new(Kind::Doctype)),
            Ok(Event::Eof) => Ok(Piece::Finish),
            Err(error) => Err(Box::new(self.refused(&error))),
        }
    }

    /// The event borrows what it says from itself; the same bytes are taken from the input, whose lifetime they have.
    #[inline]
    fn start(&mut self, content: usize, name: usize, behind: usize) -> Piece<'a> {
        let end = self.read() - behind;
        let start = end - content;
        self.tag = self.base + start - 1;
        let (name, attributes) = self.input[start..end].split_at(name);
        Piece::Start { name, attributes, empty: behind == 2 }
    }

    #[cold]
    fn refused(&self, error: &TokenError) -> Kind {
        match error {
            TokenError::Syntax(_) => self.unfinished(),
            TokenError::IllFormed(
                IllFormedError::MismatchedEndTag { .. } | IllFormedError::UnmatchedEndTag(_),
            ) => Kind::Syntax("an end tag that closes no open element"),
            TokenError::IllFormed(IllFormedError::UnclosedReference) if self.read() >= self.input.len() => {
                Kind::Truncated
            }
            TokenError::IllFormed(IllFormedError::UnclosedReference) => {
                Kind::Syntax("a reference without its semicolon")
            }
            TokenError::IllFormed(IllFormedError::DoubleHyphenInComment) => Kind::Syntax("`--` in a comment"),
            TokenError::IllFormed(IllFormedError::MissingDoctypeName) => Kind::Doctype,
            _ => Kind::Syntax("markup that is no XML"),
        }
    }

    /// What is wrong with markup whose end the tokenizer did not find.
    fn unfinished(&self) -> Kind {
        let at = usize::try_from(self.tokens.error_position()).unwrap_or(usize::MAX);
        let rest = self.input.as_bytes().get(at..).unwrap_or_default();
        let starts = |with: &[u8]| rest.len() >= with.len() && rest[..with.len()].eq_ignore_ascii_case(with);
        if starts(b"<!DOCTYPE") {
            return Kind::Doctype;
        }
        let known: [&[u8]; 3] = [b"<!--", b"<![CDATA[", b"<!DOCTYPE"];
        if rest.starts_with(b"<!") && !known.iter().any(|markup| starts(markup) || markup.starts_with(rest)) {
            return Kind::Syntax("unknown markup after `<!`");
        }
        Kind::Truncated
    }
}

/// The text of an event, which always borrows from the input when the input is in memory.
fn borrowed(text: Cow<'_, str>) -> Result<&str, Box<Kind>> {
    match text {
        Cow::Borrowed(text) => Ok(text),
        Cow::Owned(_) => Err(Box::new(Kind::Syntax("markup that is no XML"))),
    }
}
