//! Operations: names, paths, parameters, bodies and replies of each method of each path.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::super::{Naming, Selectable};
use super::words::{documented, evidence, joined, plain};
use super::{Lowering, names};
use crate::contract::{Exchange, Operation, Reply, Retry, SessionUse, Status};
use crate::document::openapi;

/// An operation of the document that is to be generated.
struct Chosen<'a> {
    name: String,
    derived: bool,
    path: &'a str,
    method: &'static str,
    source: &'a openapi::Operation,
    at: usize,
}

/// The names of every operation, in document order.
pub(super) fn selectable(document: &openapi::Document) -> Vec<Selectable> {
    named(document).into_iter().map(|operation| Selectable(vec![operation.name])).collect()
}

/// All operations of the document, each with a name.
fn named(document: &openapi::Document) -> Vec<Chosen<'_>> {
    let mut chosen: Vec<Chosen<'_>> = Vec::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (_, _, source) in document.operations() {
        taken.extend(source.operation_id.clone());
    }
    for (path, method, source) in document.operations() {
        let at = document.operation_at(source);
        let given = source.operation_id.clone().filter(|id| !id.trim().is_empty());
        let derived = given.is_none();
        let name = given.unwrap_or_else(|| {
            let base = names::operation(method, path);
            let numbered = (2..).map(|number| format!("{base}{number}"));
            let mut candidates = std::iter::once(base.clone()).chain(numbered);
            candidates.find(|name| taken.insert(name.clone())).unwrap_or(base)
        });
        chosen.push(Chosen { name, derived, path, method, source, at });
    }
    chosen
}

impl<'a> Lowering<'a, '_> {
    /// The operations to generate, in document order.
    pub(super) fn operations(&mut self, naming: &Naming) -> Vec<Operation> {
        let mut chosen = named(self.document);
        chosen.retain(|operation| naming.asks_for(&Selectable(vec![operation.name.clone()])));
        self.check_names(&chosen);
        self.check_paths(&chosen);
        self.note_ignored(&chosen);
        chosen.iter().filter_map(|operation| self.operation(operation)).collect()
    }

    fn check_names(&mut self, chosen: &[Chosen<'a>]) {
        let mut seen: BTreeMap<&str, &Chosen<'a>> = BTreeMap::new();
        for operation in chosen {
            let Chosen { name, path, at, .. } = operation;
            let method = operation.method.to_uppercase();
            if operation.derived {
                let message = format!("{method} {path} has no `operationId`; it is called `{name}`");
                let place = Some(self.document.place(*at));
                self.diagnostics.warn("openapi-no-operation-id", message, place, "Give it an `operationId`.");
            }
            if let Some(other) = seen.insert(name, operation) {
                let line = self.document.place(other.at).line;
                let first = other.method.to_uppercase();
                let message = format!(
                    "`operationId: {name}` is given twice: to {first} {} (line {line}) and {method} {path}",
                    other.path
                );
                let place = Some(self.document.place(*at));
                self.diagnostics.error(
                    "openapi-duplicate-operation-id",
                    message,
                    place,
                    "Give each operation its own.",
                );
            }
        }
    }

    /// Refuses paths that differ in the names of their parameters only, and templates that do not fit the parameters.
    fn check_paths(&mut self, chosen: &[Chosen<'a>]) {
        let mut seen: BTreeMap<String, &Chosen<'a>> = BTreeMap::new();
        for operation in chosen {
            let Chosen { path, at, source, .. } = operation;
            let method = operation.method.to_uppercase();
            let place = Some(self.document.place(*at));
            let Some((skeleton, expected)) = template(path) else {
                let message = format!("the path {path} has unbalanced braces or a parameter without a name");
                self.diagnostics.error("openapi-path", message, place, "Write parameters as `{name}`.");
                continue;
            };
            match seen.get(&skeleton) {
                Some(other) if other.path != *path => {
                    let line = self.document.place(other.at).line;
                    let message =
                        format!("the paths {} (line {line}) and {path} match the same addresses", other.path);
                    self.diagnostics.error(
                        "openapi-equal-paths",
                        message,
                        place.clone(),
                        "Merge them into one path.",
                    );
                }
                Some(_) => {}
                None => drop(seen.insert(skeleton, operation)),
            }
            let declared: Vec<&str> = source
                .parameters
                .iter()
                .filter_map(openapi::ReferenceOr::as_item)
                .filter(|parameter| matches!(parameter, openapi::Parameter::Path { .. }))
                .map(|parameter| parameter.parameter_data_ref().name.as_str())
                .collect();
            let repeated = expected.iter().enumerate().any(|(index, name)| expected[..index].contains(name));
            let missing =
                expected.iter().filter(|name| !declared.contains(name)).map(|name| ("not declared", *name));
            let extra = declared
                .iter()
                .filter(|name| !expected.contains(name))
                .map(|name| ("not in the path", *name));
            for (problem, name) in missing.chain(extra) {
                let message = format!("{method} {path}: the path parameter `{name}` is {problem}");
                let help = "Let the braces of the path and the parameters with `in: path` agree.";
                self.diagnostics.error("openapi-path-parameter", message, place.clone(), help);
            }
            if repeated {
                let message = format!("{method} {path}: a path parameter occurs twice");
                self.diagnostics.error("openapi-path-parameter", message, place, "Give each its own name.");
            }
        }
    }

    /// Says once what is ignored in many operations.
    fn note_ignored(&mut self, chosen: &[Chosen<'a>]) {
        let document = self.document;
        let with = |test: &dyn Fn(&openapi::Operation) -> bool| {
            let found: Vec<&Chosen<'a>> = chosen.iter().filter(|operation| test(operation.source)).collect();
            found.first().map(|first| (found.len(), document.place(first.at)))
        };
        if let Some((count, place)) = with(&|operation| document.has_reply_extras(operation)) {
            let message = format!(
                "headers and links of replies are not read ({count} operations declare some, this is the first)"
            );
            self.diagnostics.warn(
                "openapi-reply-headers",
                message,
                Some(place),
                "Nothing, if you do not need them.",
            );
        }
        if let Some((count, place)) = with(&|operation| document.has_own_servers(operation)) {
            let message = format!(
                "servers of single operations are ignored ({count} operations have some, this is the first)"
            );
            let help = "The client's configuration says where the partner is; call such operations by a client of its own.";
            self.diagnostics.warn("openapi-own-servers", message, Some(place), help);
        }
    }

    /// One operation; `None` if it is left out.
    fn operation(&mut self, chosen: &Chosen<'a>) -> Option<Operation> {
        let Chosen { name, path, method, source, at, .. } = chosen;
        self.document.report_operation(source, self.diagnostics);
        if path.contains(['?', '#']) {
            let message =
                format!("the path {path} holds a query or a fragment; the operation `{name}` is left out");
            self.left_out("openapi-path-query", message, *at, "Declare query parameters with `in: query`.");
            return None;
        }
        let credentials = self.credentials(source);
        let parameters = self.parameters(source, name, &credentials)?;
        let body = self.body(source, name, *at)?;
        let replies = self.replies(source, name, *at);
        let text = |key: &str| source.extensions.get(key).and_then(Json::as_str);
        let words = [source.summary.as_deref(), source.description.as_deref()]
            .map(|text| plain(text.unwrap_or_default()));
        let deprecated = if source.deprecated { "Deprecated." } else { "" };
        let description = if words[1].starts_with(&words[0]) { "" } else { words[0].as_str() };
        Some(Operation {
            name: name.clone(),
            friendly: None,
            documentation: joined(&[description, words[1].as_str(), deprecated]),
            evidence: evidence(text("x-evidence"), text("x-evidence-note")),
            inferred: source.extensions.get("x-inferred-feature") == Some(&Json::Bool(true)),
            session: SessionUse::None,
            session_need: None,
            // RFC 9110: these methods change nothing.
            retry: if ["get", "head", "options"].contains(method) { Retry::Safe } else { Retry::Never },
            recovered_by: None,
            exchange: Exchange::Resource {
                method: method.to_uppercase(),
                path: (*path).to_owned(),
                credentials,
                parameters,
                body: body.content,
                body_required: body.required,
                replies,
            },
        })
    }

    fn replies(&mut self, source: &'a openapi::Operation, name: &str, at: usize) -> Vec<Reply> {
        let mut replies = Vec::new();
        let listed = source.responses.responses.iter().map(|(status, reply)| {
            let status = match status {
                openapi::StatusCode::Code(code) => Status::Exactly(*code),
                openapi::StatusCode::Range(class) => Status::Class(*class),
            };
            (status, reply)
        });
        let other = source.responses.default.iter().map(|reply| (Status::Other, reply));
        for (status, reply) in listed.chain(other) {
            let Some(reply) = reply.as_item() else { continue };
            let body = self.reply_body(reply, name, status);
            let text = |key: &str| reply.extensions.get(key).and_then(Json::as_str);
            let mark = evidence(text("x-evidence"), text("x-evidence-note"));
            let mark = mark.map(|evidence| documented(&evidence)).unwrap_or_default();
            let documentation = joined(&[&plain(&reply.description), &mark]);
            // Where no success is listed, `default` is one.
            if status == Status::Other && !replies.iter().any(|reply: &Reply| is_success(reply.status)) {
                replies.push(Reply {
                    status: Status::Class(2),
                    body: body.clone(),
                    documentation: documentation.clone(),
                });
            }
            replies.push(Reply { status, body, documentation });
        }
        let successes: Vec<&Reply> = replies.iter().filter(|reply| is_success(reply.status)).collect();
        let of = |reply: &Reply| reply.body.as_ref().map(|(_, r#type)| r#type.clone());
        let read = successes.iter().find(|reply| reply.body.is_some()).or(successes.first());
        if let Some(read) = read.filter(|read| successes.iter().any(|other| of(other) != of(read))) {
            let message = format!(
                "`{name}` has several types of success; the one of {} is returned",
                shown(read.status)
            );
            let help = "Nothing, if the partner sends only that one; another is an error whose body `reply_as` reads.";
            self.diagnostics.warn(
                "openapi-several-success-types",
                message,
                Some(self.document.place(at)),
                help,
            );
        }
        replies
    }
}

pub(super) fn is_success(status: Status) -> bool {
    matches!(status, Status::Exactly(200..=299) | Status::Class(2))
}

/// A status for messages and for the paths of types.
pub(super) fn shown(status: Status) -> String {
    match status {
        Status::Exactly(code) => code.to_string(),
        Status::Class(class) => format!("{class}XX"),
        Status::Other => "default".to_owned(),
    }
}

/// A path without the names of its parameters, and these names; `None` if the braces do not match.
fn template(path: &str) -> Option<(String, Vec<&str>)> {
    let mut skeleton = String::new();
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        if before.contains('}') || name.is_empty() || name.contains(['{', '/']) {
            return None;
        }
        skeleton.push_str(before);
        skeleton.push_str("{}");
        names.push(name);
        rest = after;
    }
    if rest.contains('}') {
        return None;
    }
    skeleton.push_str(rest);
    Some((skeleton, names))
}
