//! Whether the value of a facet is one: what is none would be a limit that nobody meant.

/// What a facet's value has to be, where this one is not it.
pub(super) fn wanted(facet: &str, value: &str) -> Option<&'static str> {
    let value = value.trim();
    let is_count = || !value.is_empty() && value.bytes().all(|digit| digit.is_ascii_digit());
    let (wanted, fits) = match facet {
        "length" | "minLength" | "maxLength" | "totalDigits" | "fractionDigits" => {
            ("a number from 0 up", is_count())
        }
        // Some documents capitalise the words.
        "whiteSpace" => (
            "`preserve`, `replace` or `collapse`",
            ["preserve", "replace", "collapse"].iter().any(|word| value.eq_ignore_ascii_case(word)),
        ),
        _ => return None,
    };
    (!fits).then_some(wanted)
}
