//! Which prefix means which namespace, at every depth of a document.

use std::borrow::Cow;

use super::error::Kind;
use super::name::{self, BUILT_IN, DECLARATIONS, FOREIGN, NONE, Ns, XML};

/// The bindings in scope: a stack that grows with declarations only, so that elements without any cost nothing.
#[derive(Clone)]
pub(super) struct Namespaces<'a> {
    names: &'static [&'static str],
    bindings: Vec<Binding<'a>>,
    /// What an element without a prefix belongs to.
    default: Ns,
    /// The prefix that was resolved last, and its namespace: documents use the same one again and again.
    last: Option<(&'a str, Ns)>,
    /// How many foreign namespaces have been told apart so far.
    foreign: u32,
}

/// The identity of a namespace among those in scope, foreign ones included: two prefixes mean the same namespace if
/// theirs is the same. That of a namespace with a number is its number.
pub(super) type Identity = u32;

#[derive(Clone, PartialEq)]
struct Binding<'a> {
    prefix: &'a str,
    ns: Ns,
    identity: Identity,
    uri: Cow<'a, str>,
}

impl<'a> Namespaces<'a> {
    pub(super) fn new(names: &'static [&'static str]) -> Self {
        Self { names, bindings: Vec::new(), default: NONE, last: None, foreign: 0 }
    }

    /// Whether every prefix means the same here and there.
    pub(super) fn means_the_same(&self, other: &Self) -> bool {
        self.bindings == other.bindings
    }

    /// How many bindings there are: what [`restore`](Self::restore) takes.
    pub(super) fn mark(&self) -> usize {
        self.bindings.len()
    }

    /// Binds a prefix (empty for the default namespace) until the scope ends.
    pub(super) fn bind(&mut self, prefix: &'a str, uri: Cow<'a, str>) -> Result<(), Kind> {
        let ns = name::number(self.names, &uri);
        if (prefix == "xml") != (ns == XML) || prefix == "xmlns" || uri == DECLARATIONS {
            return Err(Kind::Syntax("a reserved prefix or namespace is bound anew"));
        }
        if !prefix.is_empty() && uri.is_empty() {
            return Err(Kind::Syntax("a prefix is bound to no namespace"));
        }
        if prefix.is_empty() {
            self.default = ns;
        }
        self.last = None;
        let identity = if ns == FOREIGN { self.identity_of(&uri) } else { ns.into() };
        self.bindings.push(Binding { prefix, ns, identity, uri });
        Ok(())
    }

    /// That of the same URI in scope, else a new one, above all numbers.
    fn identity_of(&mut self, foreign: &str) -> Identity {
        let same = self.bindings.iter().find(|binding| binding.ns == FOREIGN && binding.uri == foreign);
        same.map(|binding| binding.identity).unwrap_or_else(|| {
            self.foreign += 1;
            Identity::from(FOREIGN) + self.foreign
        })
    }

    /// Whether a prefix is bound above the mark: by the very same tag.
    pub(super) fn declared_since(&self, mark: usize, prefix: &str) -> bool {
        self.bindings[mark..].iter().any(|binding| binding.prefix == prefix)
    }

    /// Ends the scope of all bindings above the mark.
    pub(super) fn restore(&mut self, mark: usize) {
        self.bindings.truncate(mark);
        self.last = None;
        self.default = self.find("").map_or(NONE, |binding| binding.ns);
    }

    /// The namespace that a prefix is bound to. An empty prefix is the default namespace.
    pub(super) fn resolve(&mut self, prefix: &'a str) -> Result<Ns, Kind> {
        if prefix.is_empty() {
            return Ok(self.default);
        }
        if let Some((last, ns)) = self.last
            && last == prefix
        {
            return Ok(ns);
        }
        let ns = self.look_up(prefix)?;
        self.last = Some((prefix, ns));
        Ok(ns)
    }

    /// The same without keeping the prefix, for prefixes inside of values.
    pub(super) fn look_up(&self, prefix: &str) -> Result<Ns, Kind> {
        match prefix {
            "" => Ok(self.default),
            "xml" => Ok(XML),
            _ => self.find(prefix).map(|binding| binding.ns).ok_or(Kind::UndeclaredPrefix),
        }
    }

    /// Whether a raw name is certainly this one. A `false` says nothing yet.
    #[inline]
    pub(super) fn certainly(&self, raw: &str, ns: Ns, local: &str) -> bool {
        if raw.len() == local.len() {
            return self.default == ns && raw == local;
        }
        let Some((prefix, last)) = self.last else { return false };
        last == ns
            && raw.len() == prefix.len() + 1 + local.len()
            && raw.ends_with(local)
            && raw.as_bytes()[prefix.len()] == b':'
            && raw.starts_with(prefix)
    }

    /// The URI that a prefix is bound to; empty for none.
    pub(super) fn uri(&self, prefix: &str) -> &str {
        if prefix == "xml" {
            BUILT_IN[usize::from(XML)]
        } else {
            self.find(prefix).map_or("", |binding| &binding.uri)
        }
    }

    /// The namespace that the prefix of an attribute is bound to. It leaves the prefix that was resolved last alone,
    /// since that is an element's. An attribute without a prefix has no namespace.
    pub(super) fn of_attribute(&self, prefix: &str) -> Result<(Ns, Identity), Kind> {
        match prefix {
            "" => Ok((NONE, NONE.into())),
            "xml" => Ok((XML, XML.into())),
            _ => {
                let found = self.find(prefix).ok_or(Kind::UndeclaredPrefix)?;
                Ok((found.ns, found.identity))
            }
        }
    }

    fn find(&self, prefix: &str) -> Option<&Binding<'a>> {
        #[cfg(test)]
        LOOK_UPS.set(LOOK_UPS.get() + 1);
        self.bindings.iter().rev().find(|binding| binding.prefix == prefix)
    }

    /// The URI of a namespace that has a number.
    pub(super) fn uri_of(&self, ns: Ns) -> &'static str {
        debug_assert!(ns != FOREIGN, "a foreign namespace has no number");
        name::uri(self.names, ns)
    }
}

#[cfg(test)]
thread_local! {
    /// How many prefixes have been looked for: what a test of effort counts.
    pub(super) static LOOK_UPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::name::{FIRST, SOAP11};

    const NAMES: &[&str] = &["urn:a", "urn:b"];

    #[test]
    fn a_prefix_means_what_the_innermost_declaration_says() {
        let mut scope = Namespaces::new(NAMES);
        scope.bind("p", "urn:a".into()).unwrap();
        scope.bind("", "urn:b".into()).unwrap();
        assert_eq!((scope.resolve("p"), scope.resolve("")), (Ok(FIRST), Ok(FIRST + 1)));
        let mark = scope.mark();
        scope.bind("p", BUILT_IN[usize::from(SOAP11)].into()).unwrap();
        scope.bind("", "".into()).unwrap();
        assert_eq!((scope.resolve("p"), scope.resolve("")), (Ok(SOAP11), Ok(NONE)));
        scope.restore(mark);
        assert_eq!((scope.resolve("p"), scope.resolve("")), (Ok(FIRST), Ok(FIRST + 1)));
        assert_eq!(scope.resolve("q"), Err(Kind::UndeclaredPrefix));
        assert_eq!(scope.resolve("xml"), Ok(XML));
    }

    #[test]
    fn certainty_needs_the_whole_name() {
        let mut scope = Namespaces::new(NAMES);
        scope.bind("p", "urn:a".into()).unwrap();
        assert!(!scope.certainly("p:Id", FIRST, "Id"), "not resolved yet");
        scope.resolve("p").unwrap();
        assert!(scope.certainly("p:Id", FIRST, "Id"));
        for (raw, ns, local) in
            [("p:Id", FIRST + 1, "Id"), ("q:Id", FIRST, "Id"), ("p:Jd", FIRST, "Id"), ("Id", FIRST, "Id")]
        {
            assert!(!scope.certainly(raw, ns, local), "{raw}");
        }
        assert!(scope.certainly("Id", NONE, "Id"));
        assert!(!scope.certainly("éxId", FIRST, "Id"));
    }

    #[test]
    fn reserved_names_stay_reserved() {
        let mut scope = Namespaces::new(NAMES);
        for (prefix, uri) in
            [("xml", "urn:a"), ("xmlns", "urn:a"), ("p", BUILT_IN[1]), ("p", DECLARATIONS), ("p", "")]
        {
            assert!(matches!(scope.bind(prefix, uri.into()), Err(Kind::Syntax(_))), "{prefix}={uri}");
        }
        scope.bind("xml", BUILT_IN[1].into()).unwrap();
    }
}
