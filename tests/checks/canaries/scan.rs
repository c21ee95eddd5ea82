//! The mark, and all the ways in which it could be printed.

use std::fmt::Write as _;

/// What every hidden text is made of.
pub(super) const MARK: &str = "canary-4711-hidden";

/// How often the mark stands in a message, as text or as base64.
pub(super) fn count(text: &str) -> usize {
    text.matches(MARK).count() + text.matches(&base64_simd::STANDARD.encode_to_string(MARK)).count()
}

/// The mark as it would look: as text, in base64 at any offset, in hexadecimal, percent-encoded, as a list of bytes.
fn disguises() -> Vec<String> {
    let bytes = MARK.as_bytes();
    let each = |format: fn(u8) -> String| bytes.iter().map(|byte| format(*byte)).collect::<String>();
    let mut found = vec![
        // A part of it is as bad.
        "canary".to_owned(),
        "4711".to_owned(),
        each(|byte| format!("{byte:02x}")),
        each(|byte| format!("%{byte:02x}")),
        each(|byte| format!("\\x{byte:02x}")),
        bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", "),
        bytes.iter().rev().map(|byte| char::from(*byte)).collect(),
        MARK.replace('-', "%2d"),
    ];
    for offset in 0..3 {
        let shifted = [&[0; 2][..offset], bytes].concat();
        let encoded = base64_simd::STANDARD_NO_PAD.encode_to_string(&shifted);
        // The letters at the ends depend on what stands beside the mark.
        found.push(encoded[offset.min(1) * 4..encoded.len() - 2].to_owned());
    }
    let url: Vec<String> = found.iter().map(|text| text.replace('+', "-").replace('/', "_")).collect();
    found.extend(url);
    found
}

/// Fails if the mark is in a text, plain or in disguise.
#[track_caller]
pub(super) fn assert_clean(what: &str, text: &str) {
    let lower = text.to_lowercase();
    for disguise in disguises() {
        assert!(!text.contains(&disguise), "{what} prints `{disguise}`: {text}");
        assert!(!lower.contains(&disguise.to_lowercase()), "{what} prints `{disguise}`: {text}");
    }
}

/// An error with everything below it, in both printed forms.
pub(super) fn everything(error: &bindery_runtime::Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let _ = write!(text, " {cause} {cause:?} {cause:#?}");
        source = cause.source();
    }
    text
}

#[test]
fn the_mark_is_seen_in_every_disguise() {
    let seen = |text: String| std::panic::catch_unwind(|| assert_clean("this", &text)).is_err();
    for (before, after) in [("", ""), ("a", "b"), ("ab", "c"), ("abc", "de")] {
        let text = format!("{before}{MARK}{after}");
        assert!(seen(format!("{text:?}")));
        assert!(seen(base64_simd::STANDARD.encode_to_string(&text)), "{before} {after}");
        assert!(seen(base64_simd::URL_SAFE_NO_PAD.encode_to_string(&text)));
        assert!(seen(format!("{:?}", text.as_bytes())));
        assert!(seen(text.bytes().map(|byte| format!("{byte:02X}")).collect()));
        assert!(seen(text.bytes().map(|byte| format!("%{byte:02X}")).collect()));
    }
    assert!(!seen("nothing at all".to_owned()));
}
