//! Parameters: what may travel in a path, a query or a header, and what is carried by the client already.

use super::Lowering;
use super::names::below;
use super::schema::{Lowered, field};
use super::words::{evidence, joined, plain};
use crate::contract::{Credential, Occurs, Parameter, Place, Scalar, TypeRef};
use crate::document::openapi::{self, ParameterSchemaOrContent, PathStyle, QueryStyle, Slot};

/// Headers that the client writes itself.
const OWN_HEADERS: [&str; 2] = ["accept", "content-type"];
/// Headers that belong to the connection or to the client's credentials.
const RESERVED_HEADERS: [&str; 8] =
    ["authorization", "cookie", "host", "content-length", "transfer-encoding", "connection", "te", "upgrade"];

/// What becomes of a parameter.
enum Fate {
    Kept(Box<Parameter>),
    /// Somebody else sends it.
    Carried,
    /// It cannot be sent.
    Lost,
}

impl<'a> Lowering<'a, '_> {
    /// The parameters of an operation; `None` if a required one cannot be sent, so that the operation cannot be called.
    pub(super) fn parameters(
        &mut self,
        source: &'a openapi::Operation,
        operation: &str,
        credentials: &[Credential],
    ) -> Option<Vec<Parameter>> {
        let carried = match self.document.security(source) {
            Some(_) => Self::carried_headers(credentials),
            None => Vec::new(),
        };
        let mut parameters = Vec::new();
        let mut callable = true;
        for parameter in source.parameters.iter().filter_map(openapi::ReferenceOr::as_item) {
            match self.parameter(parameter, operation, &carried) {
                Fate::Kept(parameter) => parameters.push(*parameter),
                Fate::Carried => {}
                Fate::Lost => callable &= !parameter.parameter_data_ref().required,
            }
        }
        if !callable {
            let message = format!(
                "the operation `{operation}` is left out: it cannot be called without such a parameter"
            );
            let at = self.document.operation_at(source);
            self.left_out(
                "openapi-operation",
                message,
                at,
                "Describe the parameter in a way that the bindings know.",
            );
        }
        callable.then_some(parameters)
    }

    /// The headers, in lower case, in which the operation's credentials travel.
    fn carried_headers(credentials: &[Credential]) -> Vec<String> {
        let header = |credential: &Credential| match credential {
            Credential::Header(name) => name.to_lowercase(),
            Credential::Bearer | Credential::Basic => "authorization".to_owned(),
        };
        credentials.iter().map(header).collect()
    }

    fn parameter(&mut self, parameter: &'a openapi::Parameter, operation: &str, carried: &[String]) -> Fate {
        let data = parameter.parameter_data_ref();
        let at = self.document.parameter_at(data);
        let name = data.name.as_str();
        let place = match parameter {
            openapi::Parameter::Path { .. } => Place::Path,
            openapi::Parameter::Query { .. } => Place::Query,
            openapi::Parameter::Header { .. } => Place::Header,
            openapi::Parameter::Cookie { .. } => {
                let message =
                    format!("the cookie `{name}` of `{operation}` is left out: the client keeps no cookies");
                self.left_out("openapi-cookie", message, at, "Ask the partner for a header.");
                return Fate::Lost;
            }
        };
        if place == Place::Header && self.is_reserved(name, at, carried) {
            return Fate::Carried;
        }
        let ParameterSchemaOrContent::Schema(schema) = &data.format else {
            let message = format!(
                "the parameter `{name}` of `{operation}` has a media type of its own; it is left out"
            );
            self.left_out("openapi-parameter-content", message, at, "Describe it with `schema`.");
            return Fate::Lost;
        };
        let mut lowered = self.lower(&[Slot::from(schema)], &below(&format!("/{operation}"), name));
        let sensitive = data.extensions.get("x-sensitive") == Some(&true.into());
        if sensitive || self.is_secret(&lowered.r#type) {
            lowered.r#type = TypeRef::Scalar(Scalar::Secret);
        } else if lowered.r#type == TypeRef::Scalar(Scalar::TextOrNumber) {
            // Outside JSON both are written alike.
            lowered.r#type = TypeRef::Scalar(Scalar::Text);
        } else if lowered.r#type == TypeRef::Scalar(Scalar::Number) {
            lowered.r#type = TypeRef::Scalar(Scalar::Decimal);
        }
        if let Err(problem) = self.fits(parameter, &lowered) {
            let message = format!("the parameter `{name}` of `{operation}` {problem}; it is left out");
            self.left_out(
                "openapi-parameter",
                message,
                at,
                "Describe it as a text, a number or (in a query) a list of these.",
            );
            return Fate::Lost;
        }
        // A secret that is part of a resource's own address has no other place; calls log the template, never the
        // address. A query has a choice, and everybody's logs have queries.
        if place == Place::Query && lowered.r#type == TypeRef::Scalar(Scalar::Secret) {
            let message = format!(
                "the parameter `{name}` of `{operation}` is sensitive, but queries are logged; it is left out"
            );
            self.left_out("openapi-secret-in-query", message, at, "Send it in a header or in the body.");
            return Fate::Lost;
        }
        Fate::Kept(Box::new(self.kept(data, place, lowered)))
    }

    /// Whether a header is none of the caller's business; says so once per header.
    fn is_reserved(&mut self, name: &str, at: usize, carried: &[String]) -> bool {
        let lower = name.to_lowercase();
        let sent = carried.contains(&lower) || OWN_HEADERS.contains(&lower.as_str());
        if !sent && !RESERVED_HEADERS.contains(&lower.as_str()) {
            return false;
        }
        if !self.said.insert(format!("{sent} header {lower}")) {
            return true;
        }
        if sent {
            let message = format!("the header `{name}` is no parameter: the client sends it");
            let place = Some(self.document.place(at));
            self.diagnostics.warn("openapi-reserved-header", message, place, "Remove the parameter.");
        } else {
            let message = format!("the header `{name}` is left out: callers may not set it");
            let help = "Declare it as a security scheme, or remove it.";
            self.left_out("openapi-reserved-header", message, at, help);
        }
        true
    }

    fn kept(&self, data: &openapi::ParameterData, place: Place, mut lowered: Lowered) -> Parameter {
        let list = matches!(lowered.r#type, TypeRef::ListOf(_));
        let required = data.required || place == Place::Path;
        // Null cannot be said outside a body: leaving the parameter out says it.
        lowered.nullable = false;
        lowered.words.read_only = false;
        lowered.words.write_only = false;
        let mut field = field(&data.name, lowered, required);
        if let (true, TypeRef::ListOf(item)) = (list && required, &field.r#type) {
            field.r#type = (**item).clone();
            field.occurs = Occurs::AtLeastOne;
        }
        let deprecated = if data.deprecated == Some(true) { "Deprecated." } else { "" };
        let description = plain(data.description.as_deref().unwrap_or_default());
        field.documentation = match description.as_str() {
            "" => joined(&[&field.documentation, deprecated]),
            _ if field.documentation.starts_with(&description) => joined(&[&field.documentation, deprecated]),
            _ => joined(&[&description, &field.documentation, deprecated]),
        };
        let text = |key: &str| data.extensions.get(key).and_then(serde_json::Value::as_str);
        field.evidence = evidence(text("x-evidence"), text("x-evidence-note")).or(field.evidence);
        Parameter { place, field }
    }

    /// Whether a parameter can be written as one text, or in a query as several.
    fn fits(&self, parameter: &openapi::Parameter, lowered: &Lowered) -> Result<(), &'static str> {
        let explode = parameter.parameter_data_ref().explode;
        match parameter {
            openapi::Parameter::Path { style, .. } if *style != PathStyle::Simple => {
                return Err("has a style that the bindings do not write");
            }
            openapi::Parameter::Query { style, .. } => {
                if let TypeRef::ListOf(item) = &lowered.r#type {
                    let repeated = *style == QueryStyle::Form && explode != Some(false);
                    return match (repeated, self.is_plain(item)) {
                        (true, true) => Ok(()),
                        (true, false) => Err("is a list of something else than texts or numbers"),
                        (false, _) => {
                            Err("joins its values in one text, a style that the bindings do not write")
                        }
                    };
                }
            }
            _ => {}
        }
        if self.is_plain(&lowered.r#type) { Ok(()) } else { Err("is neither a text nor a number") }
    }

    /// Whether a value of the type is one text, number or truth value.
    pub(super) fn is_plain(&self, r#type: &TypeRef) -> bool {
        match r#type {
            TypeRef::Scalar(scalar) => !matches!(scalar, Scalar::Any | Scalar::Base64 | Scalar::Encrypted),
            TypeRef::Named(id) => self
                .plain
                .get(&id.path)
                .is_some_and(|scalar| !matches!(scalar, Scalar::Base64 | Scalar::Encrypted)),
            TypeRef::ListOf(_) | TypeRef::MapOf(_) => false,
        }
    }

    fn is_secret(&self, r#type: &TypeRef) -> bool {
        match r#type {
            TypeRef::Scalar(scalar) => *scalar == Scalar::Secret,
            TypeRef::Named(id) => self.plain.get(&id.path) == Some(&Scalar::Secret),
            TypeRef::ListOf(item) => self.is_secret(item),
            TypeRef::MapOf(_) => false,
        }
    }
}
