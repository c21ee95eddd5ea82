//! How long a call waits before it is sent again.

use std::time::{Duration, SystemTime};

/// The longest pause before the second attempt; it doubles with each further one.
const SHORT: Duration = Duration::from_millis(100);
/// The same after a partner that said it has too much to do: 429 and 503.
const LONG: Duration = Duration::from_secs(1);
/// No pause of our own choice is longer.
const LONGEST: Duration = Duration::from_secs(20);

/// The pause after attempt number `attempt`, which failed with this status if any came. It is drawn evenly from nothing
/// to its upper end, so that callers who failed together do not come back together. What the partner `told` in
/// `Retry-After` is its lower end.
pub(crate) fn pause(attempt: u32, status: Option<u16>, told: Option<Duration>) -> Duration {
    let first = if matches!(status, Some(429 | 503)) { LONG } else { SHORT };
    let end = first.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1))).min(LONGEST);
    end.mul_f64(fastrand::f64()).max(told.unwrap_or_default())
}

/// What `Retry-After` says: seconds, or the date after which to come again. `None` where it says neither.
pub(crate) fn told(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_have_an_end() {
        for (attempt, status, end) in [
            (1, None, SHORT),
            (2, Some(502), 2 * SHORT),
            (1, Some(503), LONG),
            (2, Some(429), 2 * LONG),
            (50, Some(503), LONGEST),
        ] {
            let pauses: Vec<Duration> = (0..200).map(|_| pause(attempt, status, None)).collect();
            assert!(pauses.iter().all(|pause| *pause <= end), "{attempt} {status:?}");
            assert!(pauses.iter().any(|pause| *pause > end / 2), "{attempt} {status:?}");
            assert!(pauses.iter().any(|pause| *pause < end / 2), "{attempt} {status:?}");
        }
    }

    #[test]
    fn what_the_partner_told_is_waited_for_at_least() {
        assert_eq!(pause(1, Some(503), Some(Duration::from_secs(7))), Duration::from_secs(7));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = SystemTime::UNIX_EPOCH;
        assert_eq!(told(" 120 ", now), Some(Duration::from_secs(120)));
        assert_eq!(told("Thu, 01 Jan 1970 00:00:30 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(
            told("Thu, 01 Jan 1970 00:00:30 GMT", now + Duration::from_secs(60)),
            Some(Duration::ZERO)
        );
        for neither in ["", "soon", "-1", "1.5"] {
            assert_eq!(told(neither, now), None, "{neither}");
        }
    }
}
