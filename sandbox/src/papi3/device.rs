//! What a request says of the end user's device. The sandbox keeps nothing of it, and checks its form.

use std::net::IpAddr;

use jiff::Timestamp;

use super::answer::{self, Refusal};

/// Three elements of the head that every request has, except AddAccounts.
#[derive(Clone, Default)]
pub(super) struct Device {
    /// DepositorIpAddress.
    pub(super) ip_address: String,
    /// LocalDateTime.
    pub(super) local_date_time: String,
    /// TimeZone.
    pub(super) time_zone: String,
}

impl Device {
    /// What is said must have the documented form; an element that is absent or empty says nothing. That E500 is the
    /// answer to another form is the sandbox's own choice.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        for (parameter, text, holds) in [
            ("DepositorIpAddress", &self.ip_address, is_ip_address as fn(&str) -> bool),
            ("LocalDateTime", &self.local_date_time, is_local_date_time),
            ("TimeZone", &self.time_zone, is_time_zone),
        ] {
            if !text.is_empty() && !holds(text) {
                return Err(answer::invalid(parameter));
            }
        }
        Ok(())
    }
}

fn is_ip_address(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

/// PAPI3 documentation: date and time with offset, and the offset's colon is mandatory.
fn is_local_date_time(text: &str) -> bool {
    let colon = text.len().checked_sub(3).and_then(|at| text.as_bytes().get(at));
    text.parse::<Timestamp>().is_ok() && (text.ends_with('Z') || colon == Some(&b':'))
}

/// PAPI3 documentation: abbreviation, offset, and perhaps area and location, with single spaces between.
fn is_time_zone(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    match words[..] {
        [name, offset] | [name, offset, _] => {
            words.iter().all(|word| !word.is_empty())
                && name.chars().all(char::is_alphabetic)
                && is_offset(offset)
        }
        _ => false,
    }
}

/// Sign, hours of one digit or two, as the examples have them, colon, minutes.
fn is_offset(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    text.strip_prefix(['+', '-']).and_then(|text| text.split_once(':')).is_some_and(|(hours, minutes)| {
        (1..=2).contains(&hours.len()) && minutes.len() == 2 && digits(hours) && digits(minutes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(device: &Device) -> Option<String> {
        device.check().err().map(|refusal| refusal.localized_text.into_owned())
    }

    #[test]
    fn the_forms_of_the_documentation_are_taken() {
        for local_date_time in [
            "",
            "2018-08-08T08:43:52.000-07:00",
            "2019-05-28T15:17:54.0000885-07:00",
            "2020-08-24T11:21:56.603Z",
        ] {
            let device = Device { local_date_time: local_date_time.to_owned(), ..Device::default() };
            assert_eq!(refused(&device), None, "{local_date_time}");
        }
        for time_zone in
            ["", "PDT -07:00 America/Los_Angeles", "PST -8:00 America/Redwood_Shores", "PST -08:00"]
        {
            let device = Device { time_zone: time_zone.to_owned(), ..Device::default() };
            assert_eq!(refused(&device), None, "{time_zone}");
        }
        for ip_address in ["", "192.0.2.1", "2001:db8::1"] {
            let device = Device { ip_address: ip_address.to_owned(), ..Device::default() };
            assert_eq!(refused(&device), None, "{ip_address}");
        }
    }

    #[test]
    fn other_forms_are_refused_by_name() {
        for local_date_time in [
            "2018-08-08T08:43:52.000-0700",
            "2018-08-08T08:43:52",
            "2018-08-08",
            "2018-08-08T08:43:52-07",
            "now",
        ] {
            let device = Device { local_date_time: local_date_time.to_owned(), ..Device::default() };
            assert_eq!(refused(&device).as_deref(), Some("LocalDateTime"), "{local_date_time}");
        }
        for time_zone in
            ["PDT", "PDT -0700", "-07:00 America/Los_Angeles", "PDT  -07:00", "PDT 07:00", "PDT -07:0a"]
        {
            let device = Device { time_zone: time_zone.to_owned(), ..Device::default() };
            assert_eq!(refused(&device).as_deref(), Some("TimeZone"), "{time_zone}");
        }
        let device = Device { ip_address: "localhost".to_owned(), ..Device::default() };
        assert_eq!(refused(&device).as_deref(), Some("DepositorIpAddress"));
    }
}
