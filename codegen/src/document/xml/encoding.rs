//! Bytes to text: UTF-8, UTF-16 by its byte order mark, and the encodings that are declared.

/// The text of a document, or a sentence about why there is none.
pub(super) fn decode(bytes: &[u8]) -> Result<String, String> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b'<', 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, b'<', ..] => utf16(bytes, u16::from_be_bytes),
        // Text that is UTF-8 is taken as such, whatever it declares: editors save it so and leave the declaration.
        _ => match declared(bytes) {
            Some(label) if std::str::from_utf8(bytes).is_err() => labelled(bytes, &label),
            _ => utf8(bytes),
        },
    }
}

/// What a file is that begins as no XML does.
pub(super) fn other_format(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x1F, 0x8B, ..] => Some("a gzip file"),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => Some("a zip archive"),
        [b'%', b'P', b'D', b'F', ..] => Some("a PDF"),
        _ => None,
    }
}

fn labelled(bytes: &[u8], label: &str) -> Result<String, String> {
    let Some(encoding) = encoding_rs::Encoding::for_label(label.as_bytes()) else {
        return Err(format!("its encoding {label:?} is not known"));
    };
    match encoding.decode_without_bom_handling(bytes) {
        (_, true) if encoding == encoding_rs::UTF_8 => utf8(bytes),
        (_, true) => Err(format!("it is not the {} that it declares", encoding.name())),
        (text, false) => Ok(text.into_owned()),
    }
}

fn utf8(bytes: &[u8]) -> Result<String, String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(format!("byte {} is not UTF-8", error.valid_up_to())),
    }
}

fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err("it is UTF-16 with an odd number of bytes".to_owned());
    }
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .collect::<Result<String, _>>()
        .map_err(|_| "it is UTF-16 with half a surrogate pair".to_owned())
}

/// The encoding that the XML declaration names, in lower case.
fn declared(bytes: &[u8]) -> Option<String> {
    const DECLARATION: usize = 200;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]);
    let declaration = head.strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next()?;
    Some(value[1..].split_once(quote)?.0.to_ascii_lowercase())
}
