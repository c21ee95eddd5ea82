//! Built-in types as values: text, numbers, truth, bytes. None of this is generic, so it is compiled once.

use std::borrow::Cow;

use bytes::Bytes;
use rust_decimal::Decimal;

use super::content::Binary;
use super::error::{Kind, Result};
use super::escape;
use super::name::{El, Record};
use super::reader::Reader;
use super::value::{Empty, Node, Text};
use super::writer::Writer;

impl Empty for () {
    const EMPTY: Self = ();
}

/// An element of which nothing is expected: the reply of an operation that returns nothing.
impl Node for () {
    fn empty() -> Self {}

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        static NOTHING: Record = Record { els: &[], attrs: &[] };
        reader.record(&NOTHING, &mut [])
    }

    fn write(&self, writer: &mut Writer, el: &'static El) -> Result<()> {
        writer.text_element(el, "")
    }
}

impl Empty for String {
    const EMPTY: Self = String::new();
}

/// `xs:string`: kept to the last blank.
impl Node for String {
    fn empty() -> Self {
        Self::EMPTY
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        *self = reader.text()?.into_owned();
        Ok(())
    }

    fn write(&self, writer: &mut Writer, el: &'static El) -> Result<()> {
        writer.text_element(el, self)
    }
}

impl Text for String {
    fn set(&mut self, text: &str) -> bool {
        text.clone_into(self);
        true
    }

    fn get(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }

    fn type_name(&self) -> &'static str {
        "xs:string"
    }
}

/// A type whose text is plain: what it prints needs no escaping.
macro_rules! plain {
    ($($type:ty, $name:literal, $empty:expr, $parse:expr;)*) => {$(
        impl Empty for $type {
            const EMPTY: Self = $empty;
        }

        impl Text for $type {
            fn set(&mut self, text: &str) -> bool {
                let parse: fn(&str) -> Option<$type> = $parse;
                parse(escape::trim(text)).map(|value| *self = value).is_some()
            }

            fn get(&self) -> Option<Cow<'_, str>> {
                Some(Cow::Owned(self.to_string()))
            }

            fn type_name(&self) -> &'static str {
                $name
            }
        }

        impl Node for $type {
            fn empty() -> Self {
                Self::EMPTY
            }

            fn read(&mut self, reader: &mut Reader<'_>) -> Result<()> {
                reader.value(self)
            }

            fn write(&self, writer: &mut Writer, el: &'static El) -> Result<()> {
                writer.plain_element(el, format_args!("{self}"))
            }
        }
    )*};
}

plain! {
    bool, "xs:boolean", false, boolean;
    i8, "xs:byte", 0, |text| text.parse().ok();
    i16, "xs:short", 0, |text| text.parse().ok();
    i32, "xs:int", 0, |text| text.parse().ok();
    i64, "xs:long", 0, |text| text.parse().ok();
    u8, "xs:unsignedByte", 0, |text| text.parse().ok();
    u16, "xs:unsignedShort", 0, |text| text.parse().ok();
    u32, "xs:unsignedInt", 0, |text| text.parse().ok();
    u64, "xs:unsignedLong", 0, |text| text.parse().ok();
    Decimal, "xs:decimal", Decimal::ZERO, decimal;
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// Digits with at most one point and a sign: no exponent, no grouping. Refused, too, if it has more digits than a
/// [`Decimal`] holds, since rounding is not ours to do.
fn decimal(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let valid = whole.len() + fraction.len() > 0
        && whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
    valid.then(|| Decimal::from_str_exact(text.strip_suffix('.').unwrap_or(text)).ok()).flatten()
}

/// The two binary floating-point types, whose special values have names of their own.
macro_rules! float {
    ($($type:ty, $name:literal;)*) => {$(
        impl Empty for $type {
            const EMPTY: Self = 0.0;
        }

        impl Text for $type {
            fn set(&mut self, text: &str) -> bool {
                let text = escape::trim(text);
                let value = match text {
                    "INF" | "+INF" => Some(<$type>::INFINITY),
                    "-INF" => Some(<$type>::NEG_INFINITY),
                    "NaN" => Some(<$type>::NAN),
                    _ if text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) => text.parse().ok(),
                    _ => None,
                };
                value.map(|value| *self = value).is_some()
            }

            fn get(&self) -> Option<Cow<'_, str>> {
                Some(if self.is_infinite() {
                    Cow::Borrowed(if *self > 0.0 { "INF" } else { "-INF" })
                } else {
                    Cow::Owned(self.to_string())
                })
            }

            fn type_name(&self) -> &'static str {
                $name
            }
        }

        impl Node for $type {
            fn empty() -> Self {
                Self::EMPTY
            }

            fn read(&mut self, reader: &mut Reader<'_>) -> Result<()> {
                reader.value(self)
            }

            fn write(&self, writer: &mut Writer, el: &'static El) -> Result<()> {
                writer.value_element(el, self)
            }
        }
    )*};
}

float! {
    f32, "xs:float";
    f64, "xs:double";
}

impl Empty for Bytes {
    const EMPTY: Self = Bytes::new();
}

/// `xs:base64Binary`: up to [`limits::BINARY`](super::limits::BINARY) of text, white space tolerated; or what travels
/// beside the document.
impl Node for Bytes {
    fn empty() -> Self {
        Self::EMPTY
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let local = reader.local();
        let text = match reader.binary()? {
            Binary::Text(text) => text,
            Binary::Attached(content) => {
                *self = content;
                return Ok(());
            }
        };
        let decoded = decode_base64(&text);
        *self = decoded.ok_or_else(|| reader.error_below(Kind::InvalidValue("xs:base64Binary"), local))?;
        Ok(())
    }

    fn write(&self, writer: &mut Writer, el: &'static El) -> Result<()> {
        writer.base64_element(el, self)
    }

    fn weight(&self) -> usize {
        base64_simd::STANDARD.encoded_length(self.len())
    }
}

impl Text for Bytes {
    fn set(&mut self, text: &str) -> bool {
        decode_base64(text).map(|value| *self = value).is_some()
    }

    fn get(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Owned(base64_simd::STANDARD.encode_to_string(self)))
    }

    fn type_name(&self) -> &'static str {
        "xs:base64Binary"
    }

    fn bytes(&self) -> Option<&Self> {
        Some(self)
    }

    fn set_bytes(&mut self, content: Self) {
        *self = content;
    }
}

/// Decodes as it stands, which is nearly always enough; only a failure makes it look for white space to drop.
fn decode_base64(text: &str) -> Option<Bytes> {
    let decoded = base64_simd::STANDARD.decode_to_vec(text).or_else(|_| {
        let dense: Vec<u8> =
            text.bytes().filter(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).collect();
        base64_simd::STANDARD.decode_to_vec(dense)
    });
    decoded.ok().map(Bytes::from)
}

/// `xs:hexBinary`: bytes that are written as hexadecimal digits, in capitals.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Hex(pub Bytes);

impl Empty for Hex {
    const EMPTY: Self = Self(Bytes::new());
}

impl Node for Hex {
    fn empty() -> Self {
        Self::EMPTY
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let local = reader.local();
        let text = reader.binary_text()?;
        if self.set(&text) {
            Ok(())
        } else {
            Err(reader.error_below(Kind::InvalidValue("xs:hexBinary"), local))
        }
    }

    fn write(&self, writer: &mut Writer, el: &'static El) -> Result<()> {
        writer.value_element(el, self)
    }
}

impl Text for Hex {
    fn set(&mut self, text: &str) -> bool {
        let digits = escape::trim(text).as_bytes();
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let pair = |pair: &[u8]| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        };
        let bytes: Option<Vec<u8>> = digits.chunks(2).map(pair).collect();
        bytes.map(|bytes| self.0 = bytes.into()).is_some()
    }

    fn get(&self) -> Option<Cow<'_, str>> {
        let digit = |value: u8| char::from(b"0123456789ABCDEF"[usize::from(value)]);
        Some(Cow::Owned(self.0.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()))
    }

    fn type_name(&self) -> &'static str {
        "xs:hexBinary"
    }
}
