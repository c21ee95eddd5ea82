//! Text from a contract as documentation: data that cannot become code, a link or a doctest.

use proc_macro2::TokenStream;
use quote::quote;

use crate::contract::{Evidence, Parameter, Reply, Status, evidence_word};

/// The longest documentation that is carried over, in characters.
const LONGEST: usize = 4_000;

/// Doc attributes: the headline that we wrote, the contract's text, the evidence.
pub(super) fn lines(headline: &str, text: &str, evidence: Option<&Evidence>) -> TokenStream {
    let mut lines = vec![headline.to_owned()];
    let body = harmless(text);
    if !body.is_empty() {
        lines.push(String::new());
        lines.extend(body);
    }
    if let Some(evidence) = evidence {
        lines.push(String::new());
        let word = evidence_word(evidence.mark);
        let note = harmless(&evidence.note).join(" ");
        lines.push(if note.is_empty() {
            format!("Evidence: {word}.")
        } else {
            format!("Evidence: {word}. {note}")
        });
    }
    plain(&lines)
}

/// Doc attributes that list the parameters and replies of a resource, each with what the contract says about it.
pub(super) fn parts<'p>(
    parameters: impl IntoIterator<Item = &'p Parameter>,
    replies: &[Reply],
) -> TokenStream {
    let item = |name: &str, text: &str, evidence: Option<&Evidence>| {
        let mut words = vec![format!("- {name}:")];
        words.extend(harmless(text).into_iter().filter(|line| !line.is_empty()));
        words.extend(evidence.map(|evidence| {
            format!("Evidence: {}. {}", evidence_word(evidence.mark), harmless(&evidence.note).join(" "))
        }));
        words.join(" ").trim_end().to_owned()
    };
    let parameters = parameters.into_iter().map(|parameter| {
        let field = &parameter.field;
        let name: String = field.name.local.chars().filter(|one| *one != '`').collect();
        item(&format!("`{name}`"), &field.documentation, field.evidence.as_ref())
    });
    let replies = replies.iter().map(|reply| {
        let status = match reply.status {
            Status::Exactly(status) => status.to_string(),
            Status::Class(class) => format!("{class}xx"),
            Status::Other => "Any other status".to_owned(),
        };
        item(&status, &reply.documentation, None)
    });
    let mut lines = Vec::new();
    for (title, items) in
        [("# Parameters", parameters.collect::<Vec<_>>()), ("# Replies", replies.collect::<Vec<_>>())]
    {
        if !items.is_empty() {
            lines.extend([String::new(), title.to_owned(), String::new()]);
            lines.extend(items);
        }
    }
    plain(&lines)
}

/// Doc attributes of lines that we wrote ourselves, if around names of the contract.
pub(super) fn plain(lines: &[impl AsRef<str>]) -> TokenStream {
    let lines = lines.iter().map(|line| {
        let line: String =
            line.as_ref().chars().filter(|one| !one.is_control() && !turns_text(*one)).collect();
        let line = if line.is_empty() { String::new() } else { format!(" {line}") };
        quote!(#[doc = #line])
    });
    quote!(#(#lines)*)
}

/// The text without what Markdown or rustdoc would act upon: control characters, indentation (a code block), links,
/// tags, headings and fences.
pub(super) fn harmless(text: &str) -> Vec<String> {
    let text: String = text.chars().take(LONGEST).collect();
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        let words: Vec<String> = line.split_whitespace().map(harmless_word).collect();
        let mut line = words.join(" ");
        if line.starts_with(['#', '~', '>', '=', '-', '+', '*', '|']) || line.starts_with("```") {
            line.insert(0, '\\');
        }
        if !(line.is_empty() && lines.last().is_none_or(String::is_empty)) {
            lines.push(line);
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

fn harmless_word(word: &str) -> String {
    let word: String = word.chars().filter(|character| !character.is_control()).collect();
    if word.starts_with("http://") || word.starts_with("https://") {
        let address: String = word
            .chars()
            .take_while(|character| {
                !matches!(character, '<' | '>' | '`' | '"' | '[' | ']' | '(' | ')' | ',' | ';')
            })
            .collect();
        let address = address.trim_end_matches(['.', ':']);
        let rest = harmless_word_text(&word[address.len()..]);
        return format!("`{address}`{rest}");
    }
    harmless_word_text(&word)
}

/// Characters that change the direction of what follows: rustc refuses them in documentation, since they can make text
/// look like code.
fn turns_text(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn harmless_word_text(word: &str) -> String {
    let mut escaped = String::with_capacity(word.len());
    for (at, character) in word.char_indices() {
        // An underscore inside a word is no emphasis.
        let edge = at == 0 || at + character.len_utf8() == word.len();
        if matches!(character, '[' | ']' | '<' | '>' | '`' | '*' | '\\') || (character == '_' && edge) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped.replace("://", ":\\//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fault_g22_documentation_stays_text() {
        let tokens = lines(
            "Head.",
            "a \"]\n    indented */ \u{1b}[31m {{x}} ```\n# heading\n<script>[link](x) https://a.b/c.",
            None,
        );
        let file = syn::parse2::<syn::File>(quote!(#tokens struct X;)).unwrap();
        let syn::Item::Struct(item) = &file.items[0] else { panic!("a struct") };
        assert!(item.attrs.iter().all(|attribute| attribute.path().is_ident("doc")));
        assert_eq!(
            harmless("    indented */ \u{1b}[31m {{x}} ```\n# heading\n<script>[link](x) https://a.b/c."),
            [
                "indented \\*/ \\[31m {{x}} \\`\\`\\`",
                "\\# heading",
                "\\<script\\>\\[link\\](x) `https://a.b/c`."
            ]
        );
    }

    #[test]
    fn fault_g22_what_turns_text_round_is_dropped() {
        let text: String = ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}').collect();
        let tokens = lines(&format!("`a{text}b`."), &format!("שלום {text}x"), None);
        assert_eq!(tokens.to_string(), plain(&["`ab`.", "", "שלום x"]).to_string());
    }

    #[test]
    fn parameters_and_replies_say_how_well_they_are_known() {
        use crate::contract::{EvidenceMark, Occurs, Place, Scalar};
        let mut field = crate::profile::sample::field("person_id", Scalar::Text, Occurs::Required);
        field.documentation = "Who.\n\nNever <b>shown</b>.".to_owned();
        field.evidence = Some(Evidence { mark: EvidenceMark::Seen, note: "a guide".to_owned() });
        let reply = Reply {
            status: Status::Exactly(200),
            body: None,
            documentation: "Done.\n\nEvidence: inferred.".to_owned(),
        };
        let expected = plain(&[
            "",
            "# Parameters",
            "",
            "- `person_id`: Who. Never \\<b\\>shown\\</b\\>. Evidence: seen. a guide",
            "",
            "# Replies",
            "",
            "- 200: Done. Evidence: inferred.",
        ]);
        let tokens = parts(&[Parameter { place: Place::Path, field }], &[reply]);
        assert_eq!(tokens.to_string(), expected.to_string());
    }

    #[test]
    fn blank_runs_collapse_and_edges_are_trimmed() {
        assert_eq!(harmless("\n\n one\n\n\n two \n\n"), ["one", "", "two"]);
    }
}
