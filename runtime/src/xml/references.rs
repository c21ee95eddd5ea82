//! Values that stand once and are referred to: `href="#id"` and `id="id"`, as bodies that are encoded by the rules of
//! SOAP have them.
//!
//! An index is made of the elements that have an id; then a reader that meets a reference goes on at the element it leads
//! to, and comes back at its end. So a value that is referred to twice is read twice, within the limits of one document:
//! what was followed counts towards the number of elements, and its bytes are limited on their own. A circle is refused.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::error::{Kind, Result};
use super::escape;
use super::event::{Piece, Pieces};
use super::limits;
use super::name::{FOREIGN, NONE};
use super::namespaces::Namespaces;
use super::reader::{Nil, ReadOptions, Reader};

/// The encoding of SOAP 1.2, whose attributes are `id` and `ref`. Those of SOAP 1.1 have no namespace.
const ENCODING_12: &str = "http://www.w3.org/2003/05/soap-encoding";

/// The elements of a document that can be referred to.
pub(crate) struct Targets<'a> {
    input: &'a str,
    by_id: BTreeMap<Cow<'a, str>, Target<'a>>,
}

struct Target<'a> {
    /// Where its start tag begins.
    from: usize,
    /// What prefixes mean around it.
    scope: Rc<Namespaces<'a>>,
}

/// A reference that is being followed.
pub(super) struct Followed<'a> {
    /// How many elements are open around the one that refers.
    depth: usize,
    /// Where the target's start tag begins.
    from: usize,
    /// Where to go on, and what prefixes mean there.
    pieces: Pieces<'a>,
    namespaces: Namespaces<'a>,
}

impl<'a> Targets<'a> {
    /// The elements of a document that have an id; nothing if there is no reference in it. The document is gone through
    /// to its end.
    ///
    /// # Errors
    /// Malformed XML, a limit, or an id that stands twice.
    pub(crate) fn find(input: &'a str, names: &'static [&'static str]) -> Result<Option<Rc<Self>>> {
        let input = input.strip_prefix('\u{FEFF}').unwrap_or(input);
        if !input.contains("href") && !input.contains("ref=") {
            return Ok(None);
        }
        let mut reader = Reader::new(input, names, ReadOptions::default());
        let mut by_id = BTreeMap::new();
        let mut last: Option<Rc<Namespaces<'a>>> = None;
        let mut scopes = 0;
        loop {
            match reader.next_piece()? {
                Piece::Start { name, attributes, empty } => {
                    let around = attributes.contains("id").then(|| reader.namespaces.clone());
                    reader.enter_tag(name, attributes, empty, None)?;
                    let id = reader.identity("id").map(|id| Cow::Owned(id.to_owned()));
                    if let (Some(id), Some(around)) = (id, around) {
                        let known = last.take().filter(|last| last.means_the_same(&around));
                        if known.is_none() {
                            scopes += 1;
                        }
                        if scopes > limits::NAMESPACES {
                            return Err(reader.error(Kind::Limit("number of scopes that are referred to")));
                        }
                        let scope = known.unwrap_or_else(|| Rc::new(around));
                        last = Some(Rc::clone(&scope));
                        let target = Target { from: reader.tag.offset, scope };
                        if by_id.insert(id, target).is_some() {
                            return Err(reader.error(Kind::Reference("an id that stands twice")));
                        }
                    }
                    reader.closes();
                }
                Piece::End => reader.close(),
                Piece::Finish => return Ok(Some(Rc::new(Self { input, by_id }))),
                _ => {}
            }
        }
    }
}

impl<'a> Reader<'a> {
    /// The same reader, which follows references from now on. It must read the document of the targets.
    pub(crate) fn following(mut self, targets: Option<Rc<Targets<'a>>>) -> Self {
        self.targets = targets;
        self
    }

    /// The current element's `id`, or what it refers to.
    fn identity(&self, local: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|attribute| {
            let encoding = attribute.ns != NONE && self.namespaces.uri(attribute.prefix) == ENCODING_12;
            match attribute.local {
                "id" => local == "id" && (attribute.ns == NONE || encoding),
                "href" => local == "ref" && attribute.ns == NONE,
                "ref" => local == "ref" && encoding,
                _ => false,
            }
        });
        found.map(|attribute| escape::trim(&attribute.value))
    }

    /// Whether the current element can be referred to.
    pub(crate) fn has_id(&self) -> bool {
        self.identity("id").is_some()
    }

    /// Goes on at the element that the current one refers to, if it refers to one.
    #[cold]
    pub(super) fn follow(&mut self) -> Result<()> {
        let Some(targets) = self.targets.clone() else { return Ok(()) };
        // An element that no table knows is passed over or kept as it is.
        if self.tag.ns == FOREIGN {
            return Ok(());
        }
        while let Some(reference) = self.identity("ref") {
            let id = reference.strip_prefix('#').unwrap_or(reference);
            let Some(target) = targets.by_id.get(id) else {
                return Err(self.error(Kind::Reference("a reference that leads nowhere")));
            };
            if self.followed.iter().any(|open| open.from == target.from) {
                return Err(self.error(Kind::Reference("a reference that leads back to itself")));
            }
            if self.followed_bytes > limits::FOLLOWED || self.followed.len() == limits::DEPTH {
                return Err(self.error(Kind::Limit("size of what references lead to")));
            }
            self.pass_empty()?;
            let pieces = std::mem::replace(&mut self.pieces, Pieces::at(targets.input, target.from));
            let namespaces = std::mem::replace(&mut self.namespaces, (*target.scope).clone());
            let depth = self.depth() - 1;
            self.followed.push(Followed { depth, from: target.from, pieces, namespaces });
            let Piece::Start { name, attributes, empty } = self.next_piece()? else {
                return Err(self.error(Kind::Reference("a reference that leads nowhere")));
            };
            self.count(depth, name)?;
            self.attributes.clear();
            self.tag.nil = Nil::No;
            self.declare(attributes)?;
            self.set_closing(empty);
        }
        Ok(())
    }

    /// Reads the current element, which refers to another one, to its end: there is nothing in it.
    fn pass_empty(&mut self) -> Result<()> {
        if self.is_closing() {
            return Ok(());
        }
        loop {
            match self.next_piece()? {
                Piece::End => return Ok(()),
                Piece::Text(text) if escape::is_blank(text) => {}
                Piece::Aside(_) => {}
                _ => return Err(self.error(Kind::Reference("a reference with a content of its own"))),
            }
        }
    }

    /// Comes back from what the element that was just closed referred to. What it declared itself goes out of scope.
    #[cold]
    pub(super) fn come_back(&mut self) {
        while self.followed.last().is_some_and(|open| open.depth == self.depth()) {
            if let Some(open) = self.followed.pop() {
                self.followed_bytes += self.pieces.position().saturating_sub(open.from);
                self.pieces = open.pieces;
                self.namespaces = open.namespaces;
            }
        }
    }
}
