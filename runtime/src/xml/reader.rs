//! The reader: where it stands in a document, which element is current, and what surrounds it.

use std::collections::BTreeSet;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use super::attachment::Attachment;
use super::attributes::Attribute;
use super::error::{Error, Kind, Result};
use super::escape;
use super::event::{Piece, Pieces};
use super::limits;
use super::name::{self, El, NONE, Ns};
use super::namespaces::Namespaces;
use super::references::{Followed, Targets};

/// How a document is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions {
    /// Refuse what the contract does not have: unknown elements, attributes and text, another order, a single
    /// element that stands twice, an unknown `xsi:type`. For tests; partners add fields without notice, and so the
    /// default skips them.
    pub strict: bool,
}

/// Reads one document, element by element.
///
/// It borrows the text, so that reading allocates for values only. One element is *current*: the one whose start tag
/// was read last. Whoever takes an element ([`child_or`](Self::child_or), [`open`](Self::open)) has to read it to its
/// end: by [`text`](Self::text), [`skip`](Self::skip), a [`Node`](super::Node), or children until there are none.
pub struct Reader<'a> {
    pub(super) pieces: Pieces<'a>,
    pub(super) namespaces: Namespaces<'a>,
    pub(super) options: ReadOptions,
    pub(super) tag: Tag<'a>,
    pub(super) attributes: Vec<Attribute<'a>>,
    open: Vec<Open<'a>>,
    /// The current element was `<a/>`: its end comes without a piece.
    closing: bool,
    elements: usize,
    pub(super) skipped: usize,
    /// A value of a guessed type was taken for absent.
    pub(super) forgiven: bool,
    /// What references lead to, if they are followed, and those that are being followed.
    pub(super) targets: Option<Rc<Targets<'a>>>,
    pub(super) followed: Vec<Followed<'a>>,
    pub(super) followed_bytes: usize,
    /// What travels beside the document.
    pub(super) attachments: &'a [Attachment],
    /// The current element stands for one of them and is alone in a value.
    pub(super) is_include: bool,
    /// URIs that raw content shares.
    pub(super) shared_uris: BTreeSet<Arc<str>>,
}

/// The current start tag.
#[derive(Clone, Copy)]
pub(super) struct Tag<'a> {
    pub(super) prefix: &'a str,
    pub(super) local: &'a str,
    pub(super) ns: Ns,
    pub(super) offset: usize,
    pub(super) nil: Nil,
}

/// What an element says by `xsi:nil`. It is judged only where the element is used: what is skipped may say anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nil {
    /// It has a value, or says nothing of it.
    No,
    /// It has none.
    Yes,
    /// It says something that is no `xs:boolean`.
    Invalid,
}

/// An element that is open.
#[derive(Clone, Copy)]
struct Open<'a> {
    local: &'a str,
    /// Where the bindings end that hold outside of it, if it has some of its own.
    bindings: Option<usize>,
}

impl<'a> Reader<'a> {
    /// A reader at the start of a document.
    ///
    /// `names` are the namespaces of the contract: the first has the number [`FIRST`](super::FIRST).
    #[must_use]
    pub fn new(input: &'a str, names: &'static [&'static str], options: ReadOptions) -> Self {
        Self {
            pieces: Pieces::new(input.strip_prefix('\u{FEFF}').unwrap_or(input)),
            namespaces: Namespaces::new(names),
            options,
            tag: Tag { prefix: "", local: "", ns: NONE, offset: 0, nil: Nil::No },
            attributes: Vec::new(),
            open: Vec::with_capacity(8),
            closing: false,
            elements: 0,
            skipped: 0,
            forgiven: false,
            targets: None,
            attachments: &[],
            is_include: false,
            followed: Vec::new(),
            followed_bytes: 0,
            shared_uris: BTreeSet::new(),
        }
    }

    /// Goes on to the next child of the open element (at the start: to the root).
    ///
    /// `None`: there is none, and the element is closed. `Some(true)`: the child is current, and it is the wanted
    /// one. `Some(false)`: it is current, and is another (or none was wanted). Telling what is expected next makes
    /// the common case one comparison of the raw name.
    ///
    /// # Errors
    /// Malformed XML, or a limit.
    pub fn child_or(&mut self, want: Option<&'static El>) -> Result<Option<bool>> {
        if self.closing {
            self.close();
            return Ok(None);
        }
        loop {
            match self.next_piece()? {
                Piece::Start { name, attributes, empty } => {
                    return self.enter(name, attributes, empty, want).map(Some);
                }
                Piece::End => {
                    self.close();
                    return Ok(None);
                }
                Piece::Text(text) if escape::is_blank(text) => {}
                Piece::Text(text) => self.stray(escape::clean(text, false).map(drop))?,
                Piece::Literal(text) => self.stray(escape::clean(text, true).map(drop))?,
                Piece::Reference(reference) => self.stray(escape::resolve(reference).map(drop))?,
                Piece::Aside(_) | Piece::Declaration => {}
                Piece::Finish => return Err(self.error(Kind::Truncated)),
            }
        }
    }

    /// Enters the next child, which must be this one (at the start: the root).
    ///
    /// # Errors
    /// [`Kind::Missing`] if there is no further child, [`Kind::UnexpectedElement`] if it is another one.
    pub fn open(&mut self, want: &'static El) -> Result<()> {
        let parent = self.open.len();
        match self.child_or(Some(want))? {
            Some(true) => Ok(()),
            Some(false) => {
                let found = shown(self.tag.local).to_owned();
                self.open.truncate(parent);
                Err(self.error(Kind::UnexpectedElement { expected: want.name, found }))
            }
            None => Err(self.error_below(Kind::Missing, want.name)),
        }
    }

    /// Makes sure that nothing but comments and white space follows the root, which must have been read.
    ///
    /// # Errors
    /// [`Kind::Trailing`].
    pub fn finish(&mut self) -> Result<()> {
        if !self.open.is_empty() {
            return Err(self.error(Kind::Truncated));
        }
        loop {
            match self.next_piece()? {
                Piece::Finish => return Ok(()),
                Piece::Text(text) if escape::is_blank(text) => {}
                Piece::Aside(_) => {}
                _ => return Err(self.error(Kind::Trailing)),
            }
        }
    }

    /// Whether the current element is this one.
    #[must_use]
    pub fn is(&self, el: &El) -> bool {
        self.tag.ns == el.ns && self.tag.local == el.name
    }

    /// The local name of the current element.
    #[must_use]
    pub fn local(&self) -> &'a str {
        self.tag.local
    }

    /// The URI of the current element's namespace; empty for none.
    #[must_use]
    pub fn uri(&self) -> &str {
        if self.tag.ns == name::FOREIGN {
            self.namespaces.uri(self.tag.prefix)
        } else {
            self.namespaces.uri_of(self.tag.ns)
        }
    }

    /// The value of an attribute of the current element.
    #[must_use]
    pub fn attribute(&self, el: &El) -> Option<&str> {
        self.attribute_named(el.ns, el.name)
    }

    pub(super) fn attribute_named(&self, ns: Ns, local: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|attribute| attribute.local == local && attribute.ns == ns);
        found.map(|attribute| &*attribute.value)
    }

    /// How many unknown elements were skipped so far.
    #[must_use]
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// An error about the current element, at its start tag.
    #[cold]
    #[must_use]
    pub fn error(&self, kind: Kind) -> Error {
        let offset = match kind {
            Kind::InvalidValue(_)
            | Kind::Unknown
            | Kind::OutOfOrder
            | Kind::Duplicate
            | Kind::UnexpectedElement { .. } => self.tag.offset,
            _ => self.pieces.position(),
        };
        Error::new(kind, self.path(), offset)
    }

    /// An error about something below the open element: a name, or a path.
    #[cold]
    pub(super) fn error_below(&self, kind: Kind, name: &str) -> Error {
        let mut path = self.path();
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(name);
        Error::new(kind, path, self.tag.offset)
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for open in &self.open {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(shown(open.local));
        }
        path
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    pub(super) fn next_piece(&mut self) -> Result<Piece<'a>> {
        match self.pieces.next() {
            Ok(Piece::Aside(text))
                if text.bytes().any(|byte| byte < 0x20 || byte == 0xEF)
                    && !text.chars().all(escape::is_allowed) =>
            {
                Err(self.error(Kind::IllegalCharacter))
            }
            Ok(piece) => Ok(piece),
            Err(kind) => Err(self.error(*kind)),
        }
    }

    /// Whether the current element ends here because it is `<a/>`; if so, it is closed.
    pub(super) fn closes(&mut self) -> bool {
        let closing = self.closing;
        if closing {
            self.close();
        }
        closing
    }

    /// Whether the current element is `<a/>` and not closed yet.
    pub(super) fn is_closing(&self) -> bool {
        self.closing
    }

    /// Closes the open element: its end tag has been read.
    pub(super) fn close(&mut self) {
        self.closing = false;
        let closed = self.open.pop();
        if !self.followed.is_empty() {
            self.come_back();
        }
        if let Some(Open { bindings: Some(mark), .. }) = closed {
            self.namespaces.restore(mark);
        }
    }

    /// Says whether the current element is `<a/>`.
    pub(super) fn set_closing(&mut self, empty: bool) {
        self.closing = empty;
    }

    /// Text where only elements belong.
    #[cold]
    fn stray(&mut self, checked: std::result::Result<(), Kind>) -> Result<()> {
        checked.map_err(|kind| self.error(kind))?;
        if self.open.is_empty() {
            return Err(self.error(Kind::Syntax("text outside of the root element")));
        }
        if self.options.strict { Err(self.error(Kind::Unknown)) } else { Ok(()) }
    }

    /// Counts one more element; `depth` is how many are open around it.
    pub(super) fn count(&mut self, depth: usize, name: &str) -> Result<()> {
        self.elements += 1;
        let limit = if self.elements > limits::ELEMENTS {
            "number of elements"
        } else if depth >= limits::DEPTH {
            "depth of elements"
        } else if name.len() > limits::NAME {
            "length of a name"
        } else {
            return Ok(());
        };
        Err(self.error(Kind::Limit(limit)))
    }

    /// Makes an element current whose start tag was read.
    #[inline]
    pub(super) fn enter(
        &mut self,
        raw: &'a str,
        behind: &'a str,
        empty: bool,
        want: Option<&'static El>,
    ) -> Result<bool> {
        let hit = self.enter_tag(raw, behind, empty, want)?;
        if self.targets.is_some() {
            self.follow()?;
        }
        Ok(hit)
    }

    /// The same without following a reference.
    pub(super) fn enter_tag(
        &mut self,
        raw: &'a str,
        behind: &'a str,
        empty: bool,
        want: Option<&'static El>,
    ) -> Result<bool> {
        self.count(self.open.len(), raw)?;
        self.tag.offset = self.pieces.tag;
        self.tag.nil = Nil::No;
        self.attributes.clear();
        let mut bindings = None;
        if !behind.is_empty() {
            let mark = self.namespaces.mark();
            self.declare(behind)?;
            bindings = (self.namespaces.mark() > mark).then_some(mark);
        }
        self.closing = empty;
        if let Some(want) = want
            && self.namespaces.certainly(raw, want.ns, want.name)
        {
            self.tag.local = want.name;
            self.tag.ns = want.ns;
            self.open.push(Open { local: want.name, bindings });
            return Ok(true);
        }
        let Some((prefix, local)) = name::split(raw) else {
            return Err(self.error(Kind::Syntax("an element's name is not a name")));
        };
        let ns = self.namespaces.resolve(prefix).map_err(|kind| self.error(kind))?;
        self.tag = Tag { prefix, local, ns, ..self.tag };
        self.open.push(Open { local, bindings });
        Ok(want.is_some_and(|want| want.ns == ns && want.name == local))
    }
}

/// How far it has come, and nothing of the document: that may hold anything.
impl fmt::Debug for Reader<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Reader(byte {}, depth {})", self.pieces.position(), self.open.len())
    }
}

/// A name as it may be shown: names come from the other side, so not at any length.
pub(super) fn shown(name: &str) -> &str {
    name.char_indices().nth(64).map_or(name, |(end, _)| &name[..end])
}
