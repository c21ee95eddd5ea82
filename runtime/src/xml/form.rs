//! The kinds of text that is kept as it was written, and which text is valid for each.

use super::lexical::Form;

macro_rules! forms {
    ($($(#[$docs:meta])* $kind:ident, $type:literal, $is_valid:expr;)*) => {$(
        $(#[$docs])*
        #[derive(Debug)]
        pub enum $kind {}

        impl Form for $kind {
            const TYPE: &'static str = $type;

            fn is_valid(text: &str) -> bool {
                let is_valid: fn(&str) -> bool = $is_valid;
                is_valid(text)
            }
        }
    )*};
}

forms! {
    /// `xs:dateTime`.
    DateTime, "xs:dateTime", |text| text.split_once('T').is_some_and(|(day, rest)| date(day) && time_with_zone(rest));
    /// `xs:date`.
    Date, "xs:date", |text| without_zone(text).any(date);
    /// `xs:time`.
    Time, "xs:time", time_with_zone;
    /// `xs:duration`.
    Duration, "xs:duration", duration;
    /// `xs:gYear`, `xs:gYearMonth`, `xs:gMonthDay`, `xs:gDay`, `xs:gMonth`.
    PartialDate, "xs:gYearMonth", |text| without_zone(text).any(partial_date);
    /// `xs:integer`.
    Integer, "xs:integer", |text| digits(text.strip_prefix(['+', '-']).unwrap_or(text));
    /// `xs:token` and what is derived from it.
    Token, "xs:token", |_| true;
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Exactly two digits, within bounds.
fn two(text: &str, low: u8, high: u8) -> bool {
    text.len() == 2 && digits(text) && text.parse().is_ok_and(|number: u8| (low..=high).contains(&number))
}

fn year(text: &str) -> bool {
    let number = text.strip_prefix('-').unwrap_or(text);
    digits(number) && number.len() >= 4 && (number.len() == 4 || !number.starts_with('0'))
}

fn leap(year: &str) -> bool {
    // The last four digits tell, whatever stands before them.
    let last: u16 = year[year.len() - 4..].parse().unwrap_or(0);
    last.is_multiple_of(4) && (!last.is_multiple_of(100) || last.is_multiple_of(400))
}

fn date(text: &str) -> bool {
    let mut parts = text.rsplitn(3, '-');
    let (Some(day), Some(month), Some(of)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    year(of) && two(month, 1, 12) && two(day, 1, last_day(month, leap(of)))
}

fn last_day(month: &str, leap: bool) -> u8 {
    match month {
        "04" | "06" | "09" | "11" => 30,
        "02" => 28 + u8::from(leap),
        _ => 31,
    }
}

fn time(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = whole.split(':');
    let (Some(hour), Some(minute), Some(second), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let midnight = whole == "24:00:00" && fraction.bytes().all(|byte| byte == b'0');
    digits(fraction) && (midnight || two(hour, 0, 23) && two(minute, 0, 59) && two(second, 0, 59))
}

fn zone(text: &str) -> bool {
    let Some((hour, minute)) = text.strip_prefix(['+', '-']).and_then(|offset| offset.split_once(':')) else {
        return text == "Z";
    };
    text == "+14:00" || text == "-14:00" || two(hour, 0, 13) && two(minute, 0, 59)
}

fn time_with_zone(text: &str) -> bool {
    let end = text.find(['Z', '+', '-']).unwrap_or(text.len());
    time(&text[..end]) && (end == text.len() || zone(&text[end..]))
}

/// The text as it is, and without its zone if it ends in one: a hyphen may belong to either.
fn without_zone(text: &str) -> impl Iterator<Item = &str> {
    let cut = if text.ends_with('Z') { 1 } else { 6 };
    let split = text.len().checked_sub(cut).and_then(|at| text.split_at_checked(at));
    let zoned = split.filter(|(_, tail)| zone(tail)).map(|(head, _)| head);
    std::iter::once(text).chain(zoned)
}

fn partial_date(text: &str) -> bool {
    if let Some(day) = text.strip_prefix("---") {
        return two(day, 1, 31);
    }
    if let Some(rest) = text.strip_prefix("--") {
        let (month, day) = rest.split_once('-').unwrap_or((rest, "01"));
        return two(month, 1, 12) && two(day, 1, last_day(month, true));
    }
    match text.rsplit_once('-') {
        Some((of, month)) if !of.is_empty() => year(of) && two(month, 1, 12),
        _ => year(text),
    }
}

fn duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('-').unwrap_or(text).strip_prefix('P') else { return false };
    let (days, times) = rest.split_once('T').map_or((rest, None), |(days, times)| (days, Some(times)));
    let some = !days.is_empty() || times.is_some();
    some && units(days, "YMD") && times.is_none_or(|times| !times.is_empty() && units(times, "HMS"))
}

/// Numbers, each followed by one of the units, in their order; seconds may have a fraction.
fn units(text: &str, units: &str) -> bool {
    let (mut rest, mut left) = (text, units);
    while let Some(end) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        let (number, unit) = (&rest[..end], &rest[end..=end]);
        let Some(at) = left.find(unit) else { return false };
        let valid = match number.split_once('.') {
            Some((whole, fraction)) => unit == "S" && digits(whole) && digits(fraction),
            None => digits(number),
        };
        if !valid {
            return false;
        }
        left = &left[at + 1..];
        rest = &rest[end + 1..];
    }
    rest.is_empty()
}
