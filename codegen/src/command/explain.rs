//! `bindery explain`: what the code of a finding means, or which codes there are.

use super::Answer;
use crate::explain::{Entry, entries, find};
use crate::profile::nearest;

pub(super) fn run(code: Option<&str>) -> Answer {
    let Some(code) = code else {
        return Answer { out: list(), ..Answer::default() };
    };
    // A finding prints its code in brackets, and people copy these too.
    let code = code.trim().trim_start_matches('[').trim_end_matches(']').to_lowercase();
    match find(&code) {
        Some(entry) => Answer { out: told(entry), ..Answer::default() },
        None => Answer { err: unknown(&code), code: 2, ..Answer::default() },
    }
}

/// Every code with its meaning, one a line.
fn list() -> String {
    let width = entries().map(|entry| entry.code.len()).max().unwrap_or_default();
    entries().map(|entry| format!("{:<width$}  {}\n", entry.code, entry.meaning)).collect()
}

fn told(Entry { code, meaning, example, reason, remedy }: &Entry) -> String {
    format!("{code}\n\n{meaning}\n\nexample  {example}\nwhy      {reason}\nremedy   {remedy}\n")
}

fn unknown(code: &str) -> String {
    let near = nearest(code, entries().map(|entry| entry.code));
    let help = match near {
        Some(near) => format!("did you mean `{near}`? `bindery explain` lists all codes"),
        None => "`bindery explain` lists all codes".to_owned(),
    };
    format!("error: no finding has the code `{code}`\n  help: {help}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn a_code_is_explained_as_it_is_printed() {
        let answer = run(Some("[xml-doctype]"));
        assert_snapshot!(answer.out, @r#"
        xml-doctype

        The document has a DOCTYPE, which is refused.

        example  `<!DOCTYPE x [<!ENTITY lol "lol">]>`
        why      Entities can read files of the machine and expand without bound; no contract needs them.
        remedy   Remove the DOCTYPE and write out the entities that it defines.
        "#);
        assert_eq!((answer.code, answer.err), (0, String::new()));
    }

    #[test]
    fn an_unknown_code_has_a_nearest_one_and_without_one_all_are_listed() {
        let answer = run(Some("xml-doctyp"));
        assert_eq!((answer.code, answer.out.as_str()), (2, ""));
        assert_snapshot!(answer.err, @r"
        error: no finding has the code `xml-doctyp`
          help: did you mean `xml-doctype`? `bindery explain` lists all codes
        ");
        let listed = run(None).out;
        assert_eq!(listed.lines().count(), entries().count());
        assert!(listed.contains("\nxml-doctype  "), "{listed}");
    }
}
