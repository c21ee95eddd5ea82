//! Whose certificate it is to be: a distinguished name, from text as RFC 4514 writes it.

use rcgen::{DnType, DnValue};

use crate::diagnostic::Place;

/// The attributes that may be given: name, type, longest value in characters (X.520 and RFC 5280).
const ATTRIBUTES: [(&str, Attribute, usize); 7] = [
    ("CN", Attribute::CommonName, 64),
    ("O", Attribute::Organization, 64),
    ("OU", Attribute::OrganizationalUnit, 64),
    ("L", Attribute::Locality, 128),
    ("ST", Attribute::State, 128),
    ("C", Attribute::Country, 2),
    ("emailAddress", Attribute::EmailAddress, 255),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attribute {
    CommonName,
    Organization,
    OrganizationalUnit,
    Locality,
    State,
    Country,
    EmailAddress,
}

/// A distinguished name with one value for each attribute.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Subject(Vec<(Attribute, String)>);

/// What is wrong with the text, and at which byte.
#[derive(Debug)]
pub(super) struct Mistake {
    pub(super) message: String,
    offset: usize,
}

impl Mistake {
    fn at(offset: usize, message: impl Into<String>) -> Self {
        Self { message: message.into(), offset }
    }

    /// Where it is, in the text that was parsed.
    pub(super) fn place(&self, name: &str, text: &str) -> Place {
        Place::at(name, text, self.offset)
    }
}

impl Subject {
    /// Reads `CN=name,O=organisation,...`. A backslash takes the next character as it is, or two hexadecimal digits as a
    /// byte of UTF-8; blanks around a name or a value do not count unless they are escaped.
    pub(super) fn parse(text: &str) -> Result<Self, Mistake> {
        let mut attributes: Vec<(Attribute, String)> = Vec::new();
        let mut rest = Rest { text, at: 0 };
        loop {
            let start = rest.skip_blanks();
            let (name, attribute, longest) = rest.attribute()?;
            if attributes.iter().any(|(earlier, _)| *earlier == attribute) {
                return Err(Mistake::at(start, format!("{name} is given twice")));
            }
            let value_at = rest.skip_blanks();
            let value = rest.value()?;
            check(name, attribute, longest, &value).map_err(|message| Mistake::at(value_at, message))?;
            attributes.push((attribute, value));
            if rest.at == text.len() {
                break;
            }
            rest.at += 1;
        }
        if !attributes.iter().any(|(attribute, _)| *attribute == Attribute::CommonName) {
            return Err(Mistake::at(text.len(), "there is no CN, the name that the certificate is for"));
        }
        Ok(Self(attributes))
    }

    /// The attributes in the order in which they are encoded: RFC 4514 writes the last one first.
    pub(super) fn encoded(&self) -> Result<Vec<(DnType, DnValue)>, rcgen::Error> {
        self.0.iter().rev().map(|(attribute, value)| encoded(*attribute, value)).collect()
    }
}

/// RFC 5280: a country is a PrintableString and an e-mail address an IA5String; everything else is UTF-8.
fn encoded(attribute: Attribute, value: &str) -> Result<(DnType, DnValue), rcgen::Error> {
    let text = DnValue::Utf8String(value.to_owned());
    Ok(match attribute {
        Attribute::CommonName => (DnType::CommonName, text),
        Attribute::Organization => (DnType::OrganizationName, text),
        Attribute::OrganizationalUnit => (DnType::OrganizationalUnitName, text),
        Attribute::Locality => (DnType::LocalityName, text),
        Attribute::State => (DnType::StateOrProvinceName, text),
        Attribute::Country => (DnType::CountryName, DnValue::PrintableString(value.try_into()?)),
        Attribute::EmailAddress => {
            (DnType::CustomDnType(vec![1, 2, 840, 113_549, 1, 9, 1]), DnValue::Ia5String(value.try_into()?))
        }
    })
}

fn check(name: &str, attribute: Attribute, longest: usize, value: &str) -> Result<(), String> {
    if value.is_empty() {
        return Err(format!("{name} has no value"));
    }
    if value.chars().any(char::is_control) {
        return Err(format!("the value of {name} has a control character"));
    }
    if attribute == Attribute::Country {
        let is_code = value.len() == 2 && value.bytes().all(|one| one.is_ascii_uppercase());
        return if is_code { Ok(()) } else { Err("C is a country's code of two capital letters".to_owned()) };
    }
    if attribute == Attribute::EmailAddress && !(value.is_ascii() && value.contains('@')) {
        return Err(format!("the value of {name} is not an ASCII address with `@`"));
    }
    if value.chars().count() > longest {
        return Err(format!("the value of {name} has more than {longest} characters"));
    }
    Ok(())
}

/// What is still to be read.
struct Rest<'a> {
    text: &'a str,
    at: usize,
}

impl Rest<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let one = self.peek()?;
        self.at += one.len_utf8();
        Some(one)
    }

    /// Goes to the next character that is no blank, and tells where that is.
    fn skip_blanks(&mut self) -> usize {
        while self.peek() == Some(' ') {
            self.at += 1;
        }
        self.at
    }

    /// The name of an attribute and the `=` behind it.
    fn attribute(&mut self) -> Result<(&'static str, Attribute, usize), Mistake> {
        let start = self.at;
        let length = self.text[start..].find([',', '=']).unwrap_or(self.text.len() - start);
        let name = self.text[start..start + length].trim_end();
        let Some(found) = ATTRIBUTES.into_iter().find(|(known, ..)| known.eq_ignore_ascii_case(name)) else {
            let known = ATTRIBUTES.map(|(name, ..)| name).join(", ");
            let what = if name.is_empty() {
                "a name is missing".to_owned()
            } else {
                format!("`{name}` is not known")
            };
            return Err(Mistake::at(start, format!("{what}: the attributes are {known}")));
        };
        self.at = start + length;
        if self.next() != Some('=') {
            return Err(Mistake::at(start, format!("{} has no `=` and no value", found.0)));
        }
        Ok(found)
    }

    /// A value, up to the next comma that is not escaped.
    fn value(&mut self) -> Result<String, Mistake> {
        let mut value: Vec<u8> = Vec::new();
        // Up to here the value stands, whatever blanks follow.
        let mut solid = 0;
        let start = self.at;
        loop {
            let at = self.at;
            match self.peek() {
                None | Some(',') => break,
                Some('\\') => {
                    self.at += 1;
                    self.escaped(at, &mut value)?;
                    solid = value.len();
                    continue;
                }
                Some('+') => {
                    return Err(Mistake::at(at, "`+` joins attributes, which is not supported: escape it"));
                }
                Some(one @ ('"' | ';' | '<' | '>')) => {
                    return Err(Mistake::at(at, format!("`{one}` must be escaped: `\\{one}`")));
                }
                Some('#') if at == start => {
                    return Err(Mistake::at(
                        at,
                        "a value that begins with `#` is encoded, which is not supported: escape it",
                    ));
                }
                Some(one) => {
                    value.extend_from_slice(one.encode_utf8(&mut [0; 4]).as_bytes());
                    if one != ' ' {
                        solid = value.len();
                    }
                    self.at += one.len_utf8();
                }
            }
        }
        value.truncate(solid);
        String::from_utf8(value).map_err(|_| Mistake::at(start, "the escaped bytes are not UTF-8"))
    }

    /// What follows a backslash: a special character, or two hexadecimal digits.
    fn escaped(&mut self, at: usize, value: &mut Vec<u8>) -> Result<(), Mistake> {
        match self.next() {
            Some(one @ (' ' | '"' | '#' | '+' | ',' | ';' | '<' | '=' | '>' | '\\')) => {
                value.push(one as u8);
                Ok(())
            }
            Some(high) => {
                let byte = high.to_digit(16).zip(self.next().and_then(|low| low.to_digit(16)));
                let byte = byte.and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
                value.push(byte.ok_or_else(|| {
                    Mistake::at(at, "after a backslash stands a special character or two hexadecimal digits")
                })?);
                Ok(())
            }
            None => Err(Mistake::at(at, "nothing stands after the backslash")),
        }
    }
}

#[cfg(test)]
mod tests;
