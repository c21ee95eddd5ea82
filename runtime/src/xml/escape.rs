//! Characters: which are allowed, what a reference stands for, and how text is escaped.

use std::borrow::Cow;

use super::error::Kind;

/// White space of XML: blank, tab, line feed, carriage return.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Whether a text is nothing but white space.
pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
}

/// Without white space at both ends.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// Whether XML 1.0 allows the character.
pub(super) fn is_allowed(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Classes of bytes that need a closer look. Each looks at sixteen bytes at a time, which the compiler turns into
/// vector instructions (but not if `&&` stands where `&` does), and into a table for what is shorter.
macro_rules! classes {
    ($($(#[$docs:meta])* $name:ident: $($also:literal)*, but not $($except:literal)*;)*) => {$(
        $(#[$docs])*
        fn $name(bytes: &[u8]) -> bool {
            const fn class(byte: u8) -> bool {
                (byte < 0x20) $(& (byte != $except))* $(| (byte == $also))*
            }
            const TABLE: [bool; 256] = {
                let mut table = [false; 256];
                let mut byte = 0;
                while byte < 256 {
                    table[byte] = class(byte as u8);
                    byte += 1;
                }
                table
            };
            let found = |chunk: &[u8; 16]| chunk.iter().fold(false, |found, &byte| found | class(byte));
            let Some(last) = bytes.last_chunk::<16>() else {
                return bytes.iter().fold(false, |found, &byte| found | TABLE[usize::from(byte)]);
            };
            // The last sixteen bytes may overlap with what was seen: cheaper than one by one.
            bytes.as_chunks().0.iter().any(found) || found(last)
        }
    )*};
}

classes! {
    /// In text: control characters, the first byte of U+FFFE and U+FFFF, and the bracket that may begin `]]>`.
    looks_in_text: b']' 0xEF, but not b'\t' b'\n';
    /// In the value of an attribute.
    looks_in_attribute: b'&' b'<' 0xEF, but not;
    /// In text that is written.
    looks_written: b'<' b'>' b'&' 0xEF, but not b'\t' b'\n';
    /// In the value of an attribute that is written.
    looks_written_in_attribute: b'<' b'>' b'&' b'"' 0xEF, but not;
}

/// A piece of text as it stood between tags: checked, and its line ends made `\n`. `cdata` tells that `]]>` cannot
/// stand in it.
pub(super) fn clean(text: &str, cdata: bool) -> Result<Cow<'_, str>, Kind> {
    if !looks_in_text(text.as_bytes()) {
        return Ok(Cow::Borrowed(text));
    }
    if !text.chars().all(is_allowed) {
        return Err(Kind::IllegalCharacter);
    }
    if !cdata && text.contains("]]>") {
        return Err(Kind::Syntax("`]]>` in text"));
    }
    Ok(if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    })
}

/// What a reference stands for, given what is between `&` and `;`.
pub(super) fn resolve(reference: &str) -> Result<char, Kind> {
    match reference {
        "lt" => return Ok('<'),
        "gt" => return Ok('>'),
        "amp" => return Ok('&'),
        "apos" => return Ok('\''),
        "quot" => return Ok('"'),
        _ => {}
    }
    let Some(number) = reference.strip_prefix('#') else { return Err(Kind::UnknownEntity) };
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hexadecimal| (hexadecimal, 16));
    if !digits.starts_with(|c: char| c.is_digit(radix)) {
        return Err(Kind::Syntax("a character reference without a number"));
    }
    let code = u32::from_str_radix(digits, radix).map_err(|_| Kind::IllegalCharacter)?;
    char::from_u32(code).filter(|c| is_allowed(*c)).ok_or(Kind::IllegalCharacter)
}

/// The value of an attribute as it stood between its quotes: references resolved, white space made blanks.
pub(super) fn attribute_value(raw: &str) -> Result<Cow<'_, str>, Kind> {
    if !looks_in_attribute(raw.as_bytes()) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '&' => {
                let Some((reference, after)) = rest.split_once(';') else {
                    return Err(Kind::Syntax("a reference without its semicolon"));
                };
                value.push(resolve(reference)?);
                rest = after;
            }
            '<' => return Err(Kind::Syntax("`<` in an attribute")),
            '\r' => {
                rest = rest.strip_prefix('\n').unwrap_or(rest);
                value.push(' ');
            }
            '\t' | '\n' => value.push(' '),
            c if is_allowed(c) => value.push(c),
            _ => return Err(Kind::IllegalCharacter),
        }
    }
    Ok(Cow::Owned(value))
}

/// Appends text, escaped for a place between tags.
pub(super) fn push_text(out: &mut Vec<u8>, text: &str) -> Result<(), Kind> {
    if !looks_written(text.as_bytes()) {
        out.extend_from_slice(text.as_bytes());
        return Ok(());
    }
    push_escaped(out, text, false)
}

/// Appends text, escaped for a place between double quotes.
pub(super) fn push_attribute(out: &mut Vec<u8>, text: &str) -> Result<(), Kind> {
    if !looks_written_in_attribute(text.as_bytes()) {
        out.extend_from_slice(text.as_bytes());
        return Ok(());
    }
    push_escaped(out, text, true)
}

fn push_escaped(out: &mut Vec<u8>, text: &str, quoted: bool) -> Result<(), Kind> {
    let mut copied = 0;
    for (at, c) in text.char_indices() {
        let escaped: &[u8] = match c {
            '<' => b"&lt;",
            '>' => b"&gt;",
            '&' => b"&amp;",
            '\r' => b"&#13;",
            '"' if quoted => b"&quot;",
            '\t' if quoted => b"&#9;",
            '\n' if quoted => b"&#10;",
            c if is_allowed(c) => continue,
            _ => return Err(Kind::IllegalCharacter),
        };
        out.extend_from_slice(&text.as_bytes()[copied..at]);
        out.extend_from_slice(escaped);
        copied = at + 1;
    }
    out.extend_from_slice(&text.as_bytes()[copied..]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, quoted: bool) -> String {
        let mut out = Vec::new();
        let pushed = if quoted { push_attribute(&mut out, text) } else { push_text(&mut out, text) };
        pushed.unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn text_is_escaped_where_it_must_be() {
        assert_eq!(written("a < b && c > d \"'\t\n\r", false), "a &lt; b &amp;&amp; c &gt; d \"'\t\n&#13;");
        assert_eq!(written("\"<>&'\t\n\r", true), "&quot;&lt;&gt;&amp;'&#9;&#10;&#13;");
        let long = "0123456789abcdef0123456789abcdef".repeat(3);
        assert_eq!(written(&long, false), long);
        assert_eq!(written(&format!("{long}<é\u{FFFD}"), false), format!("{long}&lt;é\u{FFFD}"));
        assert_eq!(written(&format!("{long}&{long}"), false), format!("{long}&amp;{long}"));
    }

    #[test]
    fn characters_outside_of_xml_are_refused_when_written() {
        for wrong in [
            "\0",
            "\u{1}",
            "\u{B}",
            "\u{1F}",
            "\u{FFFE}",
            "\u{FFFF}",
            "0123456789abcdef0123456789abcdef\u{7}",
        ] {
            assert_eq!(push_text(&mut Vec::new(), wrong), Err(Kind::IllegalCharacter), "{wrong:?}");
            assert_eq!(push_attribute(&mut Vec::new(), wrong), Err(Kind::IllegalCharacter), "{wrong:?}");
        }
    }

    #[test]
    fn line_ends_are_normalised_and_only_then_copied() {
        assert!(matches!(clean("plain\n\ttext é", false), Ok(Cow::Borrowed(_))));
        assert_eq!(clean("a\r\nb\rc\n", false).unwrap(), "a\nb\nc\n");
        assert_eq!(clean("a]b", false).unwrap(), "a]b");
        assert_eq!(clean("a]]>b", false), Err(Kind::Syntax("`]]>` in text")));
        assert_eq!(clean("\u{FFFE}", true), Err(Kind::IllegalCharacter));
    }

    #[test]
    fn references_stand_for_one_allowed_character() {
        assert_eq!(resolve("#x20AC"), Ok('€'));
        assert_eq!(resolve("#10"), Ok('\n'));
        for wrong in ["#0", "#x0", "#xD800", "#x110000", "#xFFFE", "#99999999999999"] {
            assert_eq!(resolve(wrong), Err(Kind::IllegalCharacter), "{wrong}");
        }
        for wrong in ["#", "#x", "#+5", "#X41", "#-1"] {
            assert!(matches!(resolve(wrong), Err(Kind::Syntax(_))), "{wrong}");
        }
        assert_eq!(resolve("nbsp"), Err(Kind::UnknownEntity));
    }

    #[test]
    fn attributes_are_normalised() {
        assert!(matches!(attribute_value("plain"), Ok(Cow::Borrowed(_))));
        assert_eq!(attribute_value("a\r\nb\tc&#10;&quot;").unwrap(), "a b c\n\"");
        assert_eq!(attribute_value("a<b"), Err(Kind::Syntax("`<` in an attribute")));
        assert_eq!(attribute_value("a&b"), Err(Kind::Syntax("a reference without its semicolon")));
    }
}
