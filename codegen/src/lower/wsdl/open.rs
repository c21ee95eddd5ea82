//! Wildcards: what may stand where nothing is named.

use super::content::new_field;
use crate::contract::{Alternative, Facets, Field, Kind, Name, Occurs, Scalar, TypeRef};
use crate::document::xsd::{Namespaces, Wildcard};

/// What a wildcard allows.
#[derive(Debug, Clone)]
pub(super) struct Open {
    namespaces: Namespaces,
    processing: String,
}

impl Open {
    pub(super) fn of(wildcard: &Wildcard) -> Self {
        Self { namespaces: wildcard.namespaces.clone(), processing: wildcard.processing.clone() }
    }

    /// Anything: elements of a schema that is no part of the contract.
    pub(super) fn all() -> Self {
        Self { namespaces: Namespaces::All, processing: "lax".to_owned() }
    }

    /// What either of two wildcards allows.
    pub(super) fn either(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        let (one, other) = match (one, other) {
            (Some(one), Some(other)) => (one, other),
            (one, other) => return one.or(other),
        };
        let namespaces = match (one.namespaces, other.namespaces) {
            (one, other) if one == other => one,
            (Namespaces::Listed(mut one), Namespaces::Listed(other)) => {
                one.extend(other);
                one.sort();
                one.dedup();
                Namespaces::Listed(one)
            }
            _ => Namespaces::All,
        };
        Some(Self { namespaces, processing: one.processing })
    }

    /// The name of its field: a star and what is allowed.
    fn name(&self) -> Name {
        let (namespace, words) = match &self.namespaces {
            Namespaces::All => (None, String::new()),
            Namespaces::Other(own) => (own.as_deref().map(str::to_owned), "##other".to_owned()),
            Namespaces::Listed(uris) => {
                let word = |uri: &String| if uri.is_empty() { "##local".to_owned() } else { uri.clone() };
                (None, uris.iter().map(word).collect::<Vec<_>>().join(" "))
            }
        };
        Name { namespace, local: format!("*{words}") }
    }

    fn documentation(&self) -> String {
        let from = match &self.namespaces {
            Namespaces::All => "From any namespace.".to_owned(),
            Namespaces::Other(own) => {
                format!("From any namespace other than `{}`.", own.as_deref().unwrap_or_default())
            }
            Namespaces::Listed(uris) => {
                let shown =
                    |uri: &String| if uri.is_empty() { "none".to_owned() } else { format!("`{uri}`") };
                format!("From these namespaces: {}.", uris.iter().map(shown).collect::<Vec<_>>().join(", "))
            }
        };
        format!("{from} Processing: {}; their content is not checked.", self.processing)
    }

    /// The field for elements.
    pub(super) fn elements(&self) -> Field {
        self.field("any", Kind::Element, Scalar::AnyElement)
    }

    /// The field for attributes.
    pub(super) fn attributes(&self) -> Field {
        self.field("any_attributes", Kind::Attribute, Scalar::AnyAttribute)
    }

    fn field(&self, friendly: &str, kind: Kind, scalar: Scalar) -> Field {
        let mut field = new_field(self.name(), kind, TypeRef::Scalar(scalar));
        field.friendly = Some(friendly.to_owned());
        field.occurs = Occurs::Many;
        field.documentation = self.documentation();
        field
    }

    /// It as the last alternative of a choice.
    pub(super) fn alternative(&self) -> Alternative {
        Alternative {
            name: self.name(),
            r#type: TypeRef::Scalar(Scalar::AnyElement),
            facets: Facets::default(),
            documentation: self.documentation(),
        }
    }
}
