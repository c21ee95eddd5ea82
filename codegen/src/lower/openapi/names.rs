//! Names that a document does not give: of operations without an id, of types written in place.

use std::collections::BTreeSet;

use heck::{ToLowerCamelCase, ToSnakeCase, ToUpperCamelCase};

/// The name of an operation without an `operationId`: `GET /people/{person_id}` is `getPeopleByPersonId`.
pub(super) fn operation(method: &str, path: &str) -> String {
    let words = path.split('/').filter(|segment| !segment.is_empty()).map(|segment| {
        let parts = segment.split_inclusive(['{', '}']).map(|part| match part.strip_suffix('}') {
            Some(parameter) => format!("By{}", parameter.to_upper_camel_case()),
            None => part.trim_end_matches('{').to_upper_camel_case(),
        });
        parts.collect::<String>()
    });
    format!("{method}{}", words.collect::<String>()).to_lower_camel_case()
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

/// Makes the names of types written in place; no two types of a contract get names that differ in case or punctuation only.
#[derive(Debug, Default)]
pub(super) struct TypeNames {
    taken: BTreeSet<String>,
}

impl TypeNames {
    /// Takes the name of a schema component.
    pub(super) fn take(&mut self, name: &str) {
        self.taken.insert(name.to_upper_camel_case());
    }

    /// A name for the type at a path: `Account/kind` is `Account_kind`.
    pub(super) fn inline(&mut self, path: &str) -> String {
        let base = path.trim_start_matches('/').replace("~1", "_").replace('/', "_");
        let mut name = base.clone();
        let mut number = 1;
        while !self.taken.insert(name.to_upper_camel_case()) {
            number += 1;
            name = format!("{base}_{number}");
        }
        name
    }
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
    fn types_in_place_keep_clear_of_components() {
        let mut names = TypeNames::default();
        names.take("AccountKind");
        assert_eq!(names.inline("Account/kind"), "Account_kind_2");
        assert_eq!(names.inline("/createSession/request"), "createSession_request");
    }
}
