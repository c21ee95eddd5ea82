//! Names that a document does not give: of operations without an id, of types written in place.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// The name of an operation without an `operationId`: `GET /people/{person_id}` is `getPeopleByPersonId`.
pub(super) fn operation(method: &str, path: &str) -> String {
    let words = path.split('/').filter(|segment| !segment.is_empty()).map(|segment| {
        let parts = segment.split_inclusive(['{', '}']).map(|part| match part.strip_suffix('}') {
            Some(parameter) => format!("By{}", parameter.to_upper_camel_case()),
            None => part.trim_end_matches('{').to_upper_camel_case(),
        });
        parts.collect::<String>()
    });
    format!("{method}{}", words.collect::<String>())
}

/// The short name of the one service, from the document's title.
pub(super) fn service(title: &str) -> String {
    let name = title.to_snake_case();
    let name: String =
        name.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect();
    match name.trim_matches('_') {
        "" => "api".to_owned(),
        name if name.starts_with(|first: char| first.is_ascii_digit()) => format!("api_{name}"),
        name => name.to_owned(),
    }
}

/// The path of a type below another one.
pub(super) fn below(path: &str, member: &str) -> String {
    format!("{path}/{}", member.replace('/', "~1"))
}

/// The name of a type written in place, from its path: `Account/kind` is `Account_kind`.
pub(super) fn inline(path: &str) -> String {
    path.trim_start_matches('/').replace("~1", "_").replace('/', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_named_after_method_and_path() {
        assert_eq!(operation("get", "/people/{person_id}"), "getPeopleByPersonId");
        assert_eq!(operation("put", "/cards/{card_id}/pin"), "putCardsByCardIdPin");
        assert_eq!(operation("post", "/"), "post");
        assert_eq!(operation("get", "/a-b/x.{format}"), "getABXByFormat");
    }

    #[test]
    fn services_are_named_after_the_title() {
        assert_eq!(service("Netspend Partner API"), "netspend_partner_api");
        assert_eq!(service("3D Secure"), "api_3d_secure");
        assert_eq!(service("※"), "api");
    }

    #[test]
    fn types_in_place_are_named_after_their_path() {
        assert_eq!(inline(&below("Account", "kind")), "Account_kind");
        assert_eq!(inline("/createSession/request"), "createSession_request");
        assert_ne!(below("a/b", "c"), below("a", "b/c"));
    }
}
