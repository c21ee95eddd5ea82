//! The end user's date, time and zone, in the two forms that partners ask for.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::error::{Error, Kind, Result};
use crate::xml;

/// Where the end user's time comes from: a zone whose rules are known, or a report from the device itself.
#[derive(Clone)]
pub struct LocalClock(Source);

#[derive(Clone)]
enum Source {
    Zone(TimeZone),
    Reported(LocalTime),
}

/// A date and time with the zone it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalTime {
    /// RFC 3339 with milliseconds and a colon in the offset: `2020-08-24T11:21:56.603-07:00`.
    pub local_date_time: String,
    /// Abbreviation, offset and area: `PDT -07:00 America/Los_Angeles`.
    pub time_zone: String,
}

impl LocalClock {
    /// The clock of this machine, told in a zone of the IANA database, daylight saving included. The system's database
    /// is used where there is one, the bundled one elsewhere.
    ///
    /// # Errors
    /// [`Kind::Configuration`] if neither database knows the zone.
    pub fn in_zone(name: &str) -> Result<Self> {
        TimeZone::get(name).map(|zone| Self(Source::Zone(zone))).map_err(|_| {
            Error::new(Kind::Configuration, "the time zone is not one of the IANA database")
                .with_remedy("Name it by area and location, for example America/Los_Angeles.")
        })
    }

    /// What the device reported with this very request; it is passed on as it is.
    ///
    /// # Errors
    /// [`Kind::Configuration`] if the time is not RFC 3339 with an offset written with a colon (or `Z`), or the zone is
    /// not `ABBREVIATION +HH:MM`, with or without ` Area/Location`.
    pub fn reported(local_date_time: &str, time_zone: &str) -> Result<Self> {
        if !is_date_time(local_date_time) {
            return Err(Error::new(
                Kind::Configuration,
                "the reported date and time is not RFC 3339 with an offset",
            )
            .with_remedy("Write it like 2020-08-24T11:21:56.603-07:00, with a colon in the offset."));
        }
        if !is_zone(time_zone) {
            return Err(Error::new(
                Kind::Configuration,
                "the reported time zone is not in the partner's form",
            )
            .with_remedy("Write it like PDT -07:00 America/Los_Angeles; the last part may be left out."));
        }
        Ok(Self(Source::Reported(LocalTime {
            local_date_time: local_date_time.to_owned(),
            time_zone: time_zone.to_owned(),
        })))
    }

    /// The time now, or the time that was reported.
    pub fn now(&self) -> LocalTime {
        match &self.0 {
            Source::Zone(zone) => tell(Timestamp::now(), zone),
            Source::Reported(time) => time.clone(),
        }
    }
}

impl fmt::Debug for LocalClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            Source::Zone(_) => "LocalClock(zone)",
            Source::Reported(_) => "LocalClock(reported)",
        })
    }
}

fn tell(instant: Timestamp, zone: &TimeZone) -> LocalTime {
    let there = instant.to_zoned(zone.clone());
    let info = zone.to_offset_info(instant);
    let offset = there.strftime("%:z").to_string();
    let mut time_zone = format!("{} {offset}", info.abbreviation());
    if let Some(name) = zone.iana_name() {
        time_zone.push(' ');
        time_zone.push_str(name);
    }
    LocalTime { local_date_time: format!("{}{offset}", there.strftime("%Y-%m-%dT%H:%M:%S%.3f")), time_zone }
}

fn is_date_time(text: &str) -> bool {
    let has_offset =
        text.ends_with('Z') || text.len().checked_sub(6).and_then(|at| text.get(at..)).is_some_and(is_offset);
    // The codec's own rules for xs:dateTime, with four digits of the year and an offset on top: a parser of dates takes
    // more forms than the partner does.
    has_offset
        && text.as_bytes().get(10) == Some(&b'T')
        && text.len() <= 35
        && text.parse::<xml::DateTime>().is_ok()
        && text.parse::<Timestamp>().is_ok()
}

fn is_zone(text: &str) -> bool {
    let mut parts = text.split(' ');
    let abbreviation = parts.next().is_some_and(|part| {
        (1..=10).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'-')
    });
    let offset = parts.next().is_some_and(is_offset);
    let area = parts.next().is_none_or(|part| {
        (1..=64).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte))
    });
    abbreviation && offset && area && parts.next().is_none()
}

/// `+HH:MM` or `-HH:MM`, at most 18 hours.
fn is_offset(text: &str) -> bool {
    let [b'+' | b'-', h1, h2, b':', m1, m2] = text.as_bytes() else { return false };
    let number = |tens: &u8, ones: &u8| {
        (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + (ones - b'0'))
    };
    matches!((number(h1, h2), number(m1, m2)), (Some(0..=18), Some(0..=59)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_time_with_daylight_saving() {
        let clock = LocalClock::in_zone("America/Los_Angeles").unwrap();
        let Source::Zone(zone) = &clock.0 else { panic!("a zone") };
        let summer = tell("2020-08-24T18:21:56.603Z".parse().unwrap(), zone);
        assert_eq!(summer.local_date_time, "2020-08-24T11:21:56.603-07:00");
        assert_eq!(summer.time_zone, "PDT -07:00 America/Los_Angeles");
        let winter = tell("2020-12-24T18:21:56Z".parse().unwrap(), zone);
        assert_eq!(winter.local_date_time, "2020-12-24T10:21:56.000-08:00");
        assert_eq!(winter.time_zone, "PST -08:00 America/Los_Angeles");
    }

    #[test]
    fn what_it_tells_is_what_it_accepts() {
        for zone in ["America/Los_Angeles", "UTC", "Asia/Kathmandu", "America/Sao_Paulo"] {
            let now = LocalClock::in_zone(zone).unwrap().now();
            assert_eq!(
                LocalClock::reported(&now.local_date_time, &now.time_zone).unwrap().now(),
                now,
                "{now:?}"
            );
        }
    }

    #[test]
    fn passes_on_what_a_device_reported() {
        let clock =
            LocalClock::reported("2020-08-24T11:21:56.603Z", "PST -08:00 America/Redwood_Shores").unwrap();
        assert_eq!(clock.now().local_date_time, "2020-08-24T11:21:56.603Z");
        assert_eq!(clock.now().time_zone, "PST -08:00 America/Redwood_Shores");
    }

    #[test]
    fn refuses_other_forms_without_repeating_them() {
        for time in [
            "2020-08-24T11:21:56-0700",
            "2020-08-24 11:21:56-07:00",
            "2020-08-24T11:21:56",
            "2020-13-24T11:21:56Z",
            "2020-08-24T11Z",
            "2020-08-24T11:21Z",
            "2020-08-24T112156Z",
            "20200824T11:21:56Z",
            "2020-08-24T11:21:56,603Z",
            "2020-08-24T11:21:56.Z",
            "2020-02-30T11:21:56Z",
            "2020-08-24t11:21:56z",
            "2020-08-24T11:21:56-07:00[America/Los_Angeles]",
            "canary",
            "é",
            "",
        ] {
            let error = LocalClock::reported(time, "PDT -07:00").unwrap_err();
            assert_eq!(error.kind(), Kind::Configuration);
            assert!(!error.to_string().contains("canary"), "{time}: {error}");
        }
        for zone in
            ["PDT", "PDT -0700", "-07:00", "PDT -07:00  ", "PDT -07:00 A/B C", "PDT +19:00", "<b> -07:00"]
        {
            assert!(LocalClock::reported("2020-08-24T11:21:56Z", zone).is_err(), "{zone}");
        }
        assert!(LocalClock::in_zone("America/Redwood_Shores").is_err());
    }
}
