//! From a location in a document to the names of files it may mean, without looking at any file.

use super::Refusal;
use super::catalog::Catalog;

/// Names to try in turn, relative to the common folder of all roots.
///
/// # Errors
/// [`Refusal::Outside`] or [`Refusal::Network`] for a location that must not be followed.
pub(super) fn candidates(
    location: &str,
    from: &str,
    catalog: &Catalog,
    roots: &[String],
) -> Result<Vec<String>, Refusal> {
    let location = location.trim();
    if let Some(name) = catalog.find(location) {
        return Ok(vec![name.to_owned()]);
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    match scheme(location) {
        // What a service publishes under an address is saved under the last part of it: `Service.svc?xsd=xsd0`.
        Some("http" | "https") => {
            let last = location.rsplit('/').next().unwrap_or_default();
            let mut names = spellings(last);
            names.retain(|name| !name.is_empty() && name != "..");
            Ok(names.into_iter().map(|name| join(folder, &name)).collect())
        }
        Some(_) => Err(Refusal::Outside),
        None if location.starts_with(['/', '\\']) => Err(Refusal::Outside),
        None => {
            let names: Option<Vec<String>> = spellings(&location.replace('\\', "/"))
                .iter()
                .map(|spelling| normal(&join(folder, spelling)))
                .collect();
            let names = names.ok_or(Refusal::Outside)?;
            if names.iter().all(|name| roots.iter().any(|root| is_below(name, root))) {
                Ok(names)
            } else {
                Err(Refusal::Outside)
            }
        }
    }
}

/// What to say where none of the candidates exists.
pub(super) fn nothing_at(location: &str, names: Vec<String>, catalog: &Catalog) -> Refusal {
    match scheme(location.trim()).filter(|_| catalog.find(location.trim()).is_none()) {
        Some(_) => Refusal::Network,
        None => Refusal::Missing(names.into_iter().next().unwrap_or_default()),
    }
}

/// A path without `.` and `..`; nothing where `..` climbs above the start.
pub(super) fn normal(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
}

/// The scheme of a location in lower case, where it has one. A single letter is one too: a Windows drive.
pub(super) fn scheme(location: &str) -> Option<&str> {
    let (scheme, _) = location.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    match is_scheme {
        true if scheme.eq_ignore_ascii_case("http") => Some("http"),
        true if scheme.eq_ignore_ascii_case("https") => Some("https"),
        true => Some(scheme),
        false => None,
    }
}

pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn is_below(name: &str, root: &str) -> bool {
    root.is_empty() || name.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'))
}

/// A location as it stands, and with its percent signs resolved.
fn spellings(location: &str) -> Vec<String> {
    let mut names = vec![location.to_owned()];
    if let Some(decoded) = percent_decoded(location)
        && decoded != location
    {
        names.push(decoded);
    }
    names
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        if first == b'%' && tail.len() >= 2 {
            let digits = std::str::from_utf8(&tail[..2]).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(first);
        }
    }
    String::from_utf8(bytes).ok().filter(|decoded| !decoded.contains('\0'))
}
