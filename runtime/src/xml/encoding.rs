//! From bytes to text: which encoding a message is in, and what it says in it.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::error::{Error, Kind, Result};

/// Makes text of the bytes of a message.
///
/// What decides, in this order: a byte order mark; the `charset` of the content type (RFC 7303: it overrides what the
/// document says); the document's own declaration; else UTF-8. UTF-8, UTF-16, ISO-8859-1 and Windows-1252 are known;
/// the last two are read as one, as browsers do. A declaration of UTF-16 in a document of single bytes is not
/// believed: .NET writes one when a document was a string before.
///
/// UTF-8 is not copied.
///
/// # Errors
/// [`Kind::UnsupportedEncoding`], or [`Kind::MalformedText`] where the bytes are not in their encoding.
pub fn decode_text<'a>(bytes: &'a [u8], http_charset: Option<&str>) -> Result<Cow<'a, str>> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return decode(encoding, &bytes[length..], length);
    }
    let encoding = match http_charset {
        Some(label) => known(label.trim_matches([' ', '\t', '"', '\'']).as_bytes())?,
        None => declared(bytes)?,
    };
    decode(encoding, bytes, 0)
}

fn decode<'a>(encoding: &'static Encoding, bytes: &'a [u8], offset: usize) -> Result<Cow<'a, str>> {
    if encoding == UTF_8 {
        // The one case in which the place of the mistake is known.
        let checked = std::str::from_utf8(bytes).map(Cow::Borrowed);
        return checked.map_err(|error| {
            Error::new(Kind::MalformedText(encoding.name()), "", offset + error.valid_up_to())
        });
    }
    let decoded = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    decoded.ok_or_else(|| Error::new(Kind::MalformedText(encoding.name()), "", offset))
}

/// The encoding of a label, if it is one of the few.
fn known(label: &[u8]) -> Result<&'static Encoding> {
    let found = Encoding::for_label(label)
        .filter(|encoding| [UTF_8, UTF_16LE, UTF_16BE, WINDOWS_1252].contains(encoding));
    found.ok_or_else(|| Error::new(Kind::UnsupportedEncoding, "", 0))
}

/// The encoding that the document itself tells, by the look of its first bytes and by its declaration.
fn declared(bytes: &[u8]) -> Result<&'static Encoding> {
    match bytes {
        [b'<', 0, ..] => return Ok(UTF_16LE),
        [0, b'<', ..] => return Ok(UTF_16BE),
        // `<?xm` in EBCDIC.
        [0x4C, 0x6F, 0xA7, 0x94, ..] => return Err(Error::new(Kind::UnsupportedEncoding, "", 0)),
        _ => {}
    }
    let Some(label) = label(bytes) else { return Ok(UTF_8) };
    let encoding = known(label)?;
    Ok(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// What stands in quotes behind `encoding=` in the XML declaration.
fn label(bytes: &[u8]) -> Option<&[u8]> {
    let head = bytes.strip_prefix(b"<?xml")?;
    let head = &head[..head.windows(2).position(|pair| pair == b"?>")?];
    let at = head.windows(8).position(|window| window == b"encoding")?;
    let value = head[at + 8..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first().filter(|(quote, _)| matches!(quote, b'"' | b'\''))?;
    value.split(|byte| byte == quote).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(bytes: &[u8], charset: Option<&str>) -> Kind {
        decode_text(bytes, charset).unwrap_err().kind().clone()
    }

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn fault_a36_a_mark_of_utf_8_is_taken_off() {
        assert!(matches!(decode_text(b"\xEF\xBB\xBF<a/>", None).unwrap(), Cow::Borrowed("<a/>")));
    }

    #[test]
    fn fault_a37_utf_16_is_read_with_and_without_its_mark() {
        for to_bytes in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
            assert_eq!(decode_text(&utf16("\u{FEFF}<a>é€😀</a>", to_bytes), None).unwrap(), "<a>é€😀</a>");
            assert_eq!(decode_text(&utf16("<a>é</a>", to_bytes), None).unwrap(), "<a>é</a>");
        }
        assert_eq!(kind(b"\xFF\xFE<\0\x00\xD8", None), Kind::MalformedText("UTF-16LE"));
        assert_eq!(decode_text(b"<?xml version='1.0' encoding='utf-16'?><a/>", None).unwrap().len(), 43);
    }

    #[test]
    fn fault_a38_latin_1_is_read_as_declared() {
        let bytes = b"<?xml version=\"1.0\" encoding = 'ISO-8859-1' ?><a>\xE9</a>";
        assert!(decode_text(bytes, None).unwrap().ends_with("<a>é</a>"));
        assert_eq!(decode_text(b"<a>\x80</a>", Some("windows-1252")).unwrap(), "<a>€</a>");
    }

    #[test]
    fn fault_a40_the_content_type_overrides_the_declaration() {
        let bytes = b"<?xml version=\"1.0\" encoding=\"utf-8\"?><a>\xE9</a>";
        assert!(decode_text(bytes, Some("iso-8859-1")).unwrap().ends_with("<a>é</a>"));
        let bytes = "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>é</a>".as_bytes();
        assert!(decode_text(bytes, Some("\"UTF-8\"")).unwrap().ends_with("<a>é</a>"));
    }

    #[test]
    fn fault_a41_other_encodings_are_refused() {
        for label in ["utf-7", "ebcdic-cp-us", "x-unknown", "", "shift_jis", "iso-2022-jp", "replacement"] {
            assert_eq!(kind(b"<a/>", Some(label)), Kind::UnsupportedEncoding, "{label}");
        }
        assert_eq!(kind(b"<?xml version='1.0' encoding='UTF-7'?><a/>", None), Kind::UnsupportedEncoding);
        assert_eq!(kind(b"\x4C\x6F\xA7\x94\x93", None), Kind::UnsupportedEncoding);
    }

    #[test]
    fn bytes_that_are_no_utf_8_are_refused_at_their_place() {
        let error = decode_text(b"<a>\xE9</a>", None).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (&Kind::MalformedText("UTF-8"), 3));
    }
}
