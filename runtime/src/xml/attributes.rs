//! The attributes of one start tag: split, checked, and told apart from declarations.
//!
//! Written here rather than left to the tokenizer, which accepts `a="1"b="2"`, names that are none and `<` in values.

use super::error::Kind;
use super::{limits, name};

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

fn skip_space(text: &str) -> &str {
    text.trim_start_matches(super::escape::is_space)
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
