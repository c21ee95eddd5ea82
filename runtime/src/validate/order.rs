//! Which of two values is the greater, told from their texts: numbers of any size, dates and times.

use std::cmp::Ordering;

use jiff::Span;
use jiff::civil::DateTime;

/// Compares two numbers, or two moments. `None` if they are neither, or if only one of two moments has a zone.
pub(super) fn order(one: &str, other: &str) -> Option<Ordering> {
    if let (Some(one), Some(other)) = (Number::of(one), Number::of(other)) {
        return Some(one.order(&other));
    }
    if let (Some(one), Some(other)) = (float(one), float(other)) {
        return one.partial_cmp(&other);
    }
    let (one, one_zoned) = moment(one)?;
    let (other, other_zoned) = moment(other)?;
    (one_zoned == other_zoned).then(|| one.cmp(&other))
}

/// How many digits of a number count, and how many of those stand behind the point.
pub(super) fn digits(text: &str) -> Option<(usize, usize)> {
    let number = Number::of(text)?;
    Some((number.whole.len() + number.fraction.len(), number.fraction.len()))
}

/// A number in digits, without the zeros that say nothing.
struct Number<'t> {
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
}

impl<'t> Number<'t> {
    fn of(text: &'t str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if unsigned.len() <= usize::from(unsigned.contains('.')) || !digits(whole) || !digits(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let negative = text.starts_with('-') && !(whole.is_empty() && fraction.is_empty());
        Some(Self { negative, whole, fraction })
    }

    fn order(&self, other: &Self) -> Ordering {
        let size = |number: &Self| (number.whole.len(), number.whole.to_owned(), number.fraction.to_owned());
        match (self.negative, other.negative) {
            (false, false) => size(self).cmp(&size(other)),
            (true, true) => size(other).cmp(&size(self)),
            (negative, _) => {
                if negative {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
        }
    }
}

fn float(text: &str) -> Option<f64> {
    match text {
        "INF" | "+INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        _ if text.starts_with(|one: char| one.is_ascii_digit() || "+-.".contains(one)) => text.parse().ok(),
        _ => None,
    }
}

/// A date, a time of day or both, or a part of a date, as a point in time; and whether it has a zone. What a text
/// leaves out is the same for both sides, so only what they say is compared.
fn moment(text: &str) -> Option<(DateTime, bool)> {
    let (local, offset) = zoned(text)?;
    let whole = if local.contains('T') {
        local.to_owned()
    } else if local.contains(':') {
        format!("1972-12-31T{local}")
    } else if let Some(day) = local.strip_prefix("---") {
        format!("1972-12-{day}T00:00:00")
    } else if let Some(rest) = local.strip_prefix("--") {
        let day = if rest.contains('-') { "" } else { "-01" };
        format!("1972-{rest}{day}T00:00:00")
    } else {
        let rest = ["-01-01", "-01", ""].get(local.matches('-').count())?;
        format!("{local}{rest}T00:00:00")
    };
    let moment: DateTime = whole.parse().ok()?;
    let minutes = offset.unwrap_or(0);
    Some((moment.checked_sub(Span::new().minutes(minutes)).ok()?, offset.is_some()))
}

/// The text without its zone, and the zone in minutes east.
fn zoned(text: &str) -> Option<(&str, Option<i64>)> {
    if let Some(local) = text.strip_suffix('Z') {
        return Some((local, Some(0)));
    }
    let Some((local, zone)) = text.len().checked_sub(6).and_then(|at| text.split_at_checked(at)) else {
        return Some((text, None));
    };
    let Some((hours, minutes)) = zone
        .strip_prefix(['+', '-'])
        .and_then(|zone| zone.split_once(':'))
        .filter(|(hours, _)| hours.len() == 2)
    else {
        return Some((text, None));
    };
    let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
    Some((local, Some(if zone.starts_with('-') { -minutes } else { minutes })))
}
