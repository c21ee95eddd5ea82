//! Patterns of XML Schema as regular expressions that the runtime can check.
//!
//! The two languages look alike and are not: a pattern of XML Schema speaks of the whole text, knows the characters
//! of XML names and subtracts classes, and gives no meaning to `^` and `$`. Many schemas were written for checkers
//! that do give them one, and mean the ends of the text by them; there they are taken so.

use std::iter::Peekable;
use std::str::Chars;

/// What may begin the name of an element, and what may go on in it (XML 1.0, productions 4 and 4a).
const NAME_START: &str = r":A-Z_a-z\xC0-\xD6\xD8-\xF6\xF8-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}-\x{200D}\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}";
const NAME_MORE: &str = r"\-.0-9\xB7\x{300}-\x{36F}\x{203F}-\x{2040}";

/// The pattern as a regular expression of the crate `regex`, anchored at both ends. `None` if it is no pattern, or
/// uses what has no counterpart: blocks of Unicode that are rarely met, back references, look-around.
pub(crate) fn translate(pattern: &str) -> Option<String> {
    let mut text = String::from(r"\A(?:");
    let body = pattern.strip_prefix('^').unwrap_or(pattern);
    let body = match body.strip_suffix('$') {
        Some(rest) if !ends_escaped(rest) => rest,
        _ => body,
    };
    let mut characters = body.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.push_str(&escape(&mut characters, false)?),
            '[' => class(&mut characters, &mut text, 0)?,
            '.' => text.push_str(r"[^\n\r]"),
            '^' | '$' => {
                text.push('\\');
                text.push(character);
            }
            '(' if characters.peek() == Some(&'?') => return None,
            '(' => text.push_str("(?:"),
            // A second one would make the first lazy or possessive, which a pattern cannot say.
            '?' | '*' | '+' if characters.peek().is_some_and(|next| "?*+".contains(*next)) => return None,
            _ => text.push(character),
        }
    }
    text.push_str(r")\z");
    // The bound of the runtime's own compilation; what is over it there would not be checked.
    regex::Regex::new(&text).is_ok().then_some(text)
}

fn ends_escaped(text: &str) -> bool {
    text.chars().rev().take_while(|character| *character == '\\').count() % 2 == 1
}

/// What follows a backslash.
fn escape(characters: &mut Peekable<Chars<'_>>, inside: bool) -> Option<String> {
    let bracketed = |positive: bool, members: &str| match (inside, positive) {
        (true, true) => members.to_owned(),
        (_, positive) => format!("[{}{members}]", if positive { "" } else { "^" }),
    };
    Some(match characters.next()? {
        one @ ('n' | 'r' | 't' | 'd' | 'D') => format!("\\{one}"),
        's' => bracketed(true, r"\x20\t\n\r"),
        'S' => bracketed(false, r"\x20\t\n\r"),
        'w' => bracketed(false, r"\p{P}\p{Z}\p{C}"),
        'W' => bracketed(true, r"\p{P}\p{Z}\p{C}"),
        'i' => bracketed(true, NAME_START),
        'I' => bracketed(false, NAME_START),
        'c' => bracketed(true, &format!("{NAME_START}{NAME_MORE}")),
        'C' => bracketed(false, &format!("{NAME_START}{NAME_MORE}")),
        one @ ('p' | 'P') => category(characters, one == 'p', &bracketed)?,
        one if one.is_ascii_punctuation() => literal(one),
        one if !one.is_ascii_alphanumeric() => one.to_string(),
        _ => return None,
    })
}

/// `{L}`, `{Nd}`, `{IsBasicLatin}`.
fn category(
    characters: &mut Peekable<Chars<'_>>,
    positive: bool,
    bracketed: &dyn Fn(bool, &str) -> String,
) -> Option<String> {
    if characters.next()? != '{' {
        return None;
    }
    let mut name = String::new();
    loop {
        match characters.next()? {
            '}' => break,
            character => name.push(character),
        }
    }
    let Some(block) = name.strip_prefix("Is") else {
        return Some(format!("\\{}{{{name}}}", if positive { 'p' } else { 'P' }));
    };
    let members = match block {
        "BasicLatin" => r"\x00-\x7F",
        "Latin-1Supplement" => r"\x80-\xFF",
        "LatinExtended-A" => r"\x{100}-\x{17F}",
        "LatinExtended-B" => r"\x{180}-\x{24F}",
        "Greek" | "GreekandCoptic" => r"\x{370}-\x{3FF}",
        "Cyrillic" => r"\x{400}-\x{4FF}",
        _ => return None,
    };
    Some(bracketed(positive, members))
}

/// A class, from behind its bracket to the closing one.
fn class(characters: &mut Peekable<Chars<'_>>, text: &mut String, depth: usize) -> Option<()> {
    if depth > 16 {
        return None;
    }
    text.push('[');
    if characters.next_if_eq(&'^').is_some() {
        text.push('^');
    }
    let mut first = true;
    loop {
        match characters.next()? {
            ']' if !first => break,
            '\\' => text.push_str(&escape(characters, true)?),
            '-' if characters.peek() == Some(&'[') => {
                characters.next();
                text.push_str("--");
                class(characters, text, depth + 1)?;
            }
            // At an end of the class it stands for itself.
            '-' if first || characters.peek() == Some(&']') => text.push_str(r"\-"),
            '-' => text.push('-'),
            one => text.push_str(&literal(one)),
        }
        first = false;
    }
    text.push(']');
    Some(())
}

/// A character that stands for itself, inside a class and outside.
fn literal(character: char) -> String {
    if character.is_ascii_punctuation() && !"_<>\"'%,/:;=@`!".contains(character) {
        format!("\\{character}")
    } else {
        character.to_string()
    }
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::translate;

    #[track_caller]
    fn check(pattern: &str, yes: &[&str], no: &[&str]) {
        let translated = translate(pattern).unwrap_or_else(|| panic!("{pattern} is not translated"));
        let regex = Regex::new(&translated).unwrap_or_else(|error| panic!("{translated}: {error}"));
        for text in yes {
            assert!(regex.is_match(text), "{pattern} ({translated}) allows {text:?}");
        }
        for text in no {
            assert!(!regex.is_match(text), "{pattern} ({translated}) does not allow {text:?}");
        }
    }

    #[test]
    fn a_pattern_speaks_of_the_whole_text() {
        check("[A-Z]{3}", &["USD"], &["USDX", "xUSD", "USD\n", "usd", ""]);
        check("a|bc", &["a", "bc"], &["ac", "abc", "b"]);
        check("(0[1-9]|1[0-2])", &["01", "12"], &["13", "1", "012"]);
        check("", &[""], &["a"]);
        check(".*", &["", "a b"], &["a\nb"]);
        check(r"\d{4}-\d{2}", &["2026-11"], &["2026-1"]);
    }

    #[test]
    fn the_ends_of_the_text_may_be_written_out() {
        check("^[0-9]+$", &["12"], &["^12$", "a"]);
        check(r"[0-9]+\$", &["12$"], &["12"]);
        check("a^b$c", &["a^b$c"], &["ab"]);
    }

    #[test]
    fn classes_are_subtracted_and_hold_what_means_more_elsewhere() {
        check("[a-z-[aeiou]]+", &["xyz"], &["abc"]);
        check("[^0-9]", &["a", "."], &["1"]);
        check("[-+.]", &["-", "+", "."], &[","]);
        check("[a-]", &["a", "-"], &["b"]);
        check("[&&~~|#]+", &["&~|#"], &["-"]);
        check(r"[\w\-\.]+", &["a-b.c"], &["a b"]);
        check(r"[\i-[:]][\c-[:]]*", &["name-1", "_x"], &["1x", "a:b", "-"]);
        check(r"[^\s]+", &["ab"], &["a b"]);
        check(r"\S+", &["ab"], &["a b"]);
        check(r"[\S]+", &["ab"], &["a b"]);
    }

    #[test]
    fn categories_and_common_blocks_are_known() {
        check(r"\p{Lu}\p{L}*", &["Äb"], &["äb", "A1"]);
        check(r"[\p{IsBasicLatin}-[<>]]*", &["abc"], &["a<b", "ä"]);
        check(r"\P{IsBasicLatin}", &["ä"], &["a"]);
    }

    #[test]
    fn what_has_no_counterpart_is_not_guessed() {
        for pattern in
            [r"\bword", "(?i)abc", "a*?", "a++", r"\p{IsOgham}", "[a", "(a", "a)", r"\", "a{2", r"\p{L", "[]"]
        {
            assert_eq!(translate(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn a_hostile_pattern_is_refused_and_none_is_slow() {
        assert_eq!(translate(&"(a{1000}){1000}".repeat(20)), None);
        assert_eq!(translate(&"[a-".repeat(100_000)), None);
        check("(a+)+b", &["aaab"], &[&"a".repeat(50_000)]);
    }

    proptest::proptest! {
        #[test]
        fn no_pattern_panics(pattern in r"[\[\]\\^$.|?*+(){}a-z0-9,& -]{0,40}") {
            let _ = translate(&pattern);
        }
    }
}
