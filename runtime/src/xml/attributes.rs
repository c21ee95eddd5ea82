//! The attributes of one start tag: split, checked, and told apart from declarations.
//!
//! Written here rather than left to the tokenizer, which accepts `a="1"b="2"`, names that are none and `<` in values.

use std::borrow::Cow;

use super::error::{self, Kind};
use super::escape;
use super::limits;
use super::name::{self, NONE, Ns, XSI};
use super::namespaces::Identity;
use super::reader::{Nil, Reader};

/// Goes through what stands in a start tag behind the name: raw name and raw value of each attribute.
pub(super) struct RawAttributes<'a> {
    rest: &'a str,
}

impl<'a> RawAttributes<'a> {
    pub(super) fn new(behind_name: &'a str) -> Self {
        Self { rest: behind_name }
    }

    /// The next attribute as prefix, local name and raw value.
    pub(super) fn next(&mut self) -> Result<Option<(&'a str, &'a str, &'a str)>, Kind> {
        let start = skip_space(self.rest);
        if start.is_empty() {
            return Ok(None);
        }
        if start.len() == self.rest.len() {
            return Err(Kind::Syntax("no white space before an attribute"));
        }
        let end = start
            .bytes()
            .position(|byte| matches!(byte, b'=' | b' ' | b'\t' | b'\n' | b'\r'))
            .unwrap_or(start.len());
        let (raw, after) = start.split_at(end);
        let Some(value) = skip_space(after).strip_prefix('=') else {
            return Err(Kind::Syntax("an attribute without a value"));
        };
        let value = skip_space(value);
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            return Err(Kind::Syntax("an attribute without quotes"));
        };
        let Some((value, rest)) = value[1..].split_once(quote) else {
            return Err(Kind::Syntax("an attribute without its closing quote"));
        };
        self.rest = rest;
        if raw.len() > limits::NAME {
            return Err(Kind::Limit("length of a name"));
        }
        let Some((prefix, local)) = name::split(raw) else {
            return Err(Kind::Syntax("an attribute's name is not a name"));
        };
        Ok(Some((prefix, local, value)))
    }
}

/// An attribute of the current start tag; declarations are not among them.
pub(super) struct Attribute<'a> {
    pub(super) prefix: &'a str,
    pub(super) local: &'a str,
    pub(super) ns: Ns,
    identity: Identity,
    pub(super) value: Cow<'a, str>,
}

impl<'a> Reader<'a> {
    /// Reads what stands in a start tag behind the name: declarations first, since they hold for the tag itself.
    pub(super) fn declare(&mut self, behind: &'a str) -> error::Result<()> {
        let mark = self.namespaces.mark();
        let mut raw = RawAttributes::new(behind);
        while let Some((prefix, local, value)) = raw.next().map_err(|kind| self.error(kind))? {
            let value = escape::attribute_value(value).map_err(|kind| self.error(kind))?;
            let declared = if prefix == "xmlns" {
                Some(local)
            } else {
                (prefix.is_empty() && local == "xmlns").then_some("")
            };
            let Some(declared) = declared else {
                if self.attributes.len() == limits::ATTRIBUTES {
                    return Err(self.error(Kind::Limit("number of attributes")));
                }
                if value.len() > limits::TEXT {
                    return Err(self.error(Kind::Limit("length of an attribute")));
                }
                self.attributes.push(Attribute { prefix, local, ns: NONE, identity: 0, value });
                continue;
            };
            if self.namespaces.declared_since(mark, declared) {
                return Err(self.error(Kind::DuplicateAttribute));
            }
            if self.namespaces.mark() == limits::NAMESPACES {
                return Err(self.error(Kind::Limit("number of namespaces")));
            }
            if value.len() > limits::NAME {
                return Err(self.error(Kind::Limit("length of a name")));
            }
            self.namespaces.bind(declared, value).map_err(|kind| self.error(kind))?;
        }
        for at in 0..self.attributes.len() {
            self.resolve_attribute(at)?;
        }
        Ok(())
    }

    fn resolve_attribute(&mut self, at: usize) -> error::Result<()> {
        let Attribute { prefix, local, .. } = self.attributes[at];
        let (ns, identity) = self.namespaces.of_attribute(prefix).map_err(|kind| self.error(kind))?;
        let same = |known: &Attribute<'_>| known.identity == identity && known.local == local;
        if self.attributes[..at].iter().any(same) {
            return Err(self.error(Kind::DuplicateAttribute));
        }
        self.attributes[at].ns = ns;
        self.attributes[at].identity = identity;
        if ns == XSI && local == "nil" {
            self.tag.nil = match escape::trim(&self.attributes[at].value) {
                "true" | "1" => Nil::Yes,
                "false" | "0" => Nil::No,
                _ => Nil::Invalid,
            };
        }
        Ok(())
    }
}

/// Whether an XML declaration, without its target, is one: version, then encoding, then standalone.
pub(super) fn check_declaration(behind_target: &str) -> Result<(), Kind> {
    let mut raw = RawAttributes::new(behind_target);
    let mut before = None;
    while let Some((prefix, local, value)) = raw.next()? {
        let version = value
            .strip_prefix("1.")
            .is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit()));
        let valid = match (before, local) {
            (None, "version") => version,
            (Some("version"), "encoding") => {
                value.starts_with(|c: char| c.is_ascii_alphabetic())
                    && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
            }
            (Some("version" | "encoding"), "standalone") => matches!(value, "yes" | "no"),
            _ => false,
        };
        if !valid || !prefix.is_empty() {
            return Err(Kind::Syntax("an XML declaration that is none"));
        }
        before = Some(local);
    }
    if before.is_none() { Err(Kind::Syntax("an XML declaration that is none")) } else { Ok(()) }
}

fn skip_space(text: &str) -> &str {
    text.trim_start_matches(escape::is_space)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Result<Vec<(&str, &str, &str)>, Kind> {
        let mut found = Vec::new();
        let mut attributes = RawAttributes::new(text);
        while let Some(attribute) = attributes.next()? {
            found.push(attribute);
        }
        Ok(found)
    }

    #[test]
    fn attributes_are_split() {
        assert_eq!(all(" a=\"1\"\n p:b\t= '2>' ").unwrap(), [("", "a", "1"), ("p", "b", "2>")]);
        assert_eq!(all("  ").unwrap(), []);
        for wrong in [
            " a",
            " a=",
            " a=1",
            " a=\"1",
            " a=\"1\"b=\"2\"",
            " 1=\"\"",
            " a:b:c=\"\"",
            " =\"\"",
            " a b=\"1\"",
        ] {
            assert!(matches!(all(wrong), Err(Kind::Syntax(_))), "{wrong}");
        }
        assert_eq!(all(&format!(" {}=''", "a".repeat(2000))), Err(Kind::Limit("length of a name")));
    }
}
