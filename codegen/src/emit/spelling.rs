//! Every name of a contract as Rust spells it, decided once before anything is emitted.
//!
//! Emitters ask here and never build an identifier themselves, so that a type's definition, its codec rows, the
//! client and the server cannot disagree.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::names::{self, Scope};
use super::{cycles, reach};
use crate::contract::{
    Contract, Exchange, Field, Kind, Name, Occurs, Parameter, Place, Record, Scalar, Shape, Source,
    TypeDefinition, TypeId, TypeRef,
};

/// The module that holds the types of a contract without namespaces.
pub(super) const SINGLE_MODULE: &str = "types";

/// Modules that every partner has; a namespace's module may not take their names.
const ROLES: [&str; 8] = ["client", "server", "codes", "elements", "xml", "json", "webhook", "rt"];

/// Methods of every client and every session handle; an operation may not take their names.
const METHODS: [&str; 18] = [
    "new",
    "attaching",
    "bearer",
    "mint_token",
    "environment",
    "session",
    "resume",
    "open_session",
    "with_session_clock",
    "opening",
    "keys",
    "renew",
    "hold",
    "release",
    "rotate",
    "promote",
    "device_is_ready",
    "of",
];

/// All spellings of one contract.
pub(super) struct Spelling<'a> {
    /// The contract itself.
    pub(super) contract: &'a Contract,
    types: BTreeMap<&'a TypeId, Ident>,
    modules: BTreeMap<&'a str, Ident>,
    fields: BTreeMap<(&'a TypeId, usize), Ident>,
    boxed: BTreeSet<(&'a TypeId, usize)>,
    operations: BTreeMap<(usize, usize), Ident>,
    arguments: BTreeMap<(usize, usize), Vec<Ident>>,
    services: Vec<Ident>,
    namespaces: Vec<(String, Ident)>,
    namespace_at: BTreeMap<String, usize>,
    sent: BTreeSet<&'a TypeId>,
    inferred: BTreeSet<&'a TypeId>,
}

impl<'a> Spelling<'a> {
    /// Decides every name.
    pub(super) fn of(contract: &'a Contract) -> Self {
        let mut scope = Scope::reserving(&ROLES);
        let modules = contract
            .modules
            .iter()
            .map(|module| {
                let name = if module.name.is_empty() { SINGLE_MODULE } else { &module.name };
                (module.name.as_str(), identifier(&scope.claim(names::snake(name), "_types")))
            })
            .collect();
        let mut scopes: BTreeMap<&str, Scope> = BTreeMap::new();
        // Named types first: an anonymous type makes way for a named one, never the other way round.
        let mut in_order: Vec<&TypeDefinition> = contract.types.iter().collect();
        in_order.sort_by_key(|definition| (definition.id.path.contains('/'), &definition.id));
        let types = in_order
            .into_iter()
            .map(|definition| {
                let scope = scopes.entry(definition.id.module.as_str()).or_default();
                let word = if definition.id.path.starts_with('/') { "Element" } else { "Type" };
                (&definition.id, identifier(&scope.claim(names::upper(&definition.name), word)))
            })
            .collect();
        let mut fields = BTreeMap::new();
        for definition in &contract.types {
            let mut scope = match definition.shape {
                Shape::Content(..) => Scope::reserving(&["value"]),
                Shape::Record(Record { keeps_unknown: true, .. }) => Scope::reserving(&["unlisted"]),
                _ => Scope::default(),
            };
            for (at, field) in fields_of(&definition.shape).iter().enumerate() {
                let wire = field_name(contract, field);
                let word = if field.kind == Kind::Attribute { "_attribute" } else { "_" };
                fields.insert((&definition.id, at), identifier(&scope.claim(names::snake(wire), word)));
            }
        }
        let (mut operations, mut arguments) = (BTreeMap::new(), BTreeMap::new());
        let mut scope = Scope::reserving(&METHODS);
        let levels = contract.rules.session.iter().flat_map(|session| &session.levels);
        for level in levels.flat_map(|levels| &levels.known) {
            for method in ["open_{}_session", "resume_{}_session", "promote_to_{}"] {
                scope.claim(method.replace("{}", &level.name), "_");
            }
        }
        for (service_at, service) in contract.services.iter().enumerate() {
            for (at, operation) in service.operations.iter().enumerate() {
                let wire = operation.friendly.as_deref().unwrap_or(&operation.name);
                let name = scope.claim(names::snake(wire), &format!("_{}", service.name));
                operations.insert((service_at, at), identifier(&name));
                arguments.insert((service_at, at), argument_names(&operation.exchange));
            }
        }
        let mut scope = Scope::reserving(&["transport", "environment", "pin"]);
        let services = contract
            .services
            .iter()
            .map(|service| identifier(&scope.claim(names::snake(&service.name), "_endpoint")))
            .collect();
        let namespaces = namespaces(contract);
        let namespace_at = namespaces.iter().enumerate().map(|(at, (uri, _))| (uri.clone(), at)).collect();
        Self {
            contract,
            types,
            modules,
            fields,
            boxed: cycles::boxed_fields(contract),
            operations,
            arguments,
            services,
            namespaces,
            namespace_at,
            sent: reach::sent_types(contract),
            inferred: reach::inferred_types(contract),
        }
    }

    /// The name of a type in its own module.
    pub(super) fn type_name(&self, id: &TypeId) -> &Ident {
        &self.types[id]
    }

    /// The name of a module of types.
    pub(super) fn module(&self, name: &str) -> &Ident {
        &self.modules[name]
    }

    /// The path of a type as seen from a file of the partner: `sso::Account`, or `Account` inside `sso` itself.
    pub(super) fn path(&self, id: &TypeId, from: From<'_>) -> TokenStream {
        let name = &self.types[id];
        let module = &self.modules[id.module.as_str()];
        match from {
            From::Module(own) if own == id.module => quote!(#name),
            From::Module(_) => quote!(super::#module::#name),
            From::Role => quote!(#module::#name),
        }
    }

    /// The name of a field.
    pub(super) fn field(&self, id: &'a TypeId, at: usize) -> &Ident {
        &self.fields[&(id, at)]
    }

    /// Whether a field is boxed, because its type contains the record itself.
    pub(super) fn is_boxed(&self, id: &'a TypeId, at: usize) -> bool {
        self.boxed.contains(&(id, at))
    }

    /// Whether a caller builds values of a type.
    pub(super) fn is_sent(&self, id: &TypeId) -> bool {
        self.sent.contains(id)
    }

    /// The condition of a type that only inferred operations mention.
    pub(super) fn gate(&self, id: &TypeId) -> Option<TokenStream> {
        self.inferred.contains(id).then(|| quote!(#[cfg(feature = "inferred")]))
    }

    /// The name of an operation's function.
    pub(super) fn operation(&self, service: usize, at: usize) -> &Ident {
        &self.operations[&(service, at)]
    }

    /// The names of the arguments that a resource's parameters are, in their order.
    pub(super) fn arguments(&self, service: usize, at: usize) -> &[Ident] {
        &self.arguments[&(service, at)]
    }

    /// The name of a service's endpoint in the client's configuration.
    pub(super) fn service(&self, at: usize) -> &Ident {
        &self.services[at]
    }

    /// The Rust type of one value.
    pub(super) fn value_type(&self, reference: &TypeRef, from: From<'_>) -> TokenStream {
        match reference {
            TypeRef::Scalar(scalar) => self.scalar(*scalar),
            TypeRef::Named(id) => self.path(id, from),
            TypeRef::ListOf(inner) => {
                let inner = self.value_type(inner, from);
                quote!(Vec<#inner>)
            }
            TypeRef::MapOf(inner) => {
                let inner = self.value_type(inner, from);
                quote!(rt::json::Map<#inner>)
            }
        }
    }

    /// The Rust type of a field, its occurrence included.
    pub(super) fn field_type(&self, id: &'a TypeId, at: usize, field: &Field, from: From<'_>) -> TokenStream {
        let mut value = self.value_type(&field.r#type, from);
        if self.is_boxed(id, at) {
            value = quote!(Box<#value>);
        }
        if field.null_items {
            value = quote!(Option<#value>);
        }
        match &field.occurs {
            Occurs::Required | Occurs::Filled => value,
            Occurs::Optional | Occurs::RequiredNillable => quote!(Option<#value>),
            Occurs::Nillable if field.kind == Kind::Member => quote!(rt::json::Patch<#value>),
            Occurs::Nillable => quote!(rt::xml::Nillable<#value>),
            Occurs::Many | Occurs::AtLeastOne | Occurs::Wrapped { .. } => quote!(Vec<#value>),
        }
    }

    /// The Rust type of a built-in.
    pub(super) fn scalar(&self, scalar: Scalar) -> TokenStream {
        let json = self.is_json();
        match scalar {
            Scalar::Text => quote!(String),
            Scalar::Token if json => quote!(String),
            Scalar::Token => quote!(rt::xml::Token),
            Scalar::Secret => quote!(rt::Secret),
            Scalar::Encrypted => quote!(rt::Encrypted),
            Scalar::Boolean => quote!(bool),
            Scalar::Int8 => quote!(i8),
            Scalar::Int16 => quote!(i16),
            Scalar::Int32 => quote!(i32),
            Scalar::Int64 => quote!(i64),
            Scalar::UInt8 => quote!(u8),
            Scalar::UInt16 => quote!(u16),
            Scalar::UInt32 => quote!(u32),
            Scalar::UInt64 => quote!(u64),
            Scalar::Integer if json => quote!(i128),
            Scalar::Integer => quote!(rt::xml::Integer),
            Scalar::Decimal => quote!(rt::Decimal),
            Scalar::Number => quote!(rt::json::Number),
            Scalar::Float32 => quote!(f32),
            Scalar::Float64 => quote!(f64),
            Scalar::DateTime | Scalar::Date | Scalar::Time | Scalar::Duration | Scalar::PartialDate
                if json =>
            {
                quote!(String)
            }
            Scalar::DateTime => quote!(rt::xml::DateTime),
            Scalar::Date => quote!(rt::xml::Date),
            Scalar::Time => quote!(rt::xml::Time),
            Scalar::Duration => quote!(rt::xml::Duration),
            Scalar::PartialDate => quote!(rt::xml::PartialDate),
            Scalar::Base64 if json => quote!(rt::json::Base64),
            Scalar::Base64 => quote!(rt::Bytes),
            Scalar::Hex => quote!(rt::xml::Hex),
            Scalar::TextOrNumber => quote!(rt::json::TextOrNumber),
            Scalar::Any if json => quote!(rt::json::Value),
            Scalar::Any => quote!(rt::xml::Raw),
            Scalar::AnyElement => quote!(rt::xml::RawElement),
            Scalar::AnyAttribute => quote!(rt::xml::RawAttribute),
        }
    }

    /// Whether values travel as JSON rather than in envelopes.
    pub(super) fn is_json(&self) -> bool {
        self.contract
            .operations()
            .any(|(_, operation)| matches!(operation.exchange, Exchange::Resource { .. }))
    }

    /// The shape behind a reference to a type of the contract.
    pub(super) fn shape(&self, reference: &TypeRef) -> Option<&'a Shape> {
        let TypeRef::Named(id) = reference else { return None };
        self.contract.find(id).map(|definition| &definition.shape)
    }

    /// The record behind a reference, if it is one.
    pub(super) fn record(&self, reference: &'a TypeRef) -> Option<(&'a TypeId, &'a [Field])> {
        let TypeRef::Named(id) = reference else { return None };
        match &self.contract.find(id)?.shape {
            Shape::Record(record) => Some((id, &record.fields)),
            _ => None,
        }
    }

    /// The index of a namespace in the partner's table: `SSO`.
    pub(super) fn namespace(&self, name: &Name) -> TokenStream {
        let at = name.namespace.as_ref().and_then(|namespace| self.namespace_at.get(namespace));
        let constant = at.map(|at| &self.namespaces[*at].1);
        constant.map_or_else(|| quote!(UNQUALIFIED), |constant| quote!(#constant))
    }

    /// All namespaces that element names use, each with the constant that names its place in the table.
    pub(super) fn namespaces(&self) -> &[(String, Ident)] {
        &self.namespaces
    }
}

/// Where a path is written.
#[derive(Debug, Clone, Copy)]
pub(super) enum From<'a> {
    /// In a module of types.
    Module(&'a str),
    /// In one of the files by role, which import the modules.
    Role,
}

/// An identifier from a name that [`names`] made.
pub(super) fn identifier(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The fields of a shape.
pub(super) fn fields_of(shape: &Shape) -> &[Field] {
    match shape {
        Shape::Record(record) => &record.fields,
        Shape::Content(_, _, attributes) => attributes,
        _ => &[],
    }
}

/// The names of the arguments of one operation. The words that emitted functions use themselves are taken.
fn argument_names(exchange: &Exchange) -> Vec<Ident> {
    let Exchange::Resource { parameters, .. } = exchange else { return Vec::new() };
    let mut scope = Scope::reserving(&["request", "body", "value", "server", "incoming", "reply"]);
    let name = |parameter: &Parameter| {
        let word = match parameter.place {
            Place::Path => "_path",
            Place::Query => "_query",
            Place::Header => "_header",
        };
        let wire = parameter.field.friendly.as_deref().unwrap_or(&parameter.field.name.local);
        identifier(&scope.claim(names::snake(wire), word))
    };
    parameters.iter().map(name).collect()
}

/// All namespaces that element names use: the modules' own first, then foreign ones in their own order.
fn namespaces(contract: &Contract) -> Vec<(String, Ident)> {
    let mut own: Vec<(String, Ident)> = contract
        .modules
        .iter()
        .filter_map(|module| Some((module.namespace.clone()?, identifier(&names::shouting(&module.name)))))
        .collect();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for definition in &contract.types {
        for field in fields_of(&definition.shape) {
            used.extend(field.name.namespace.as_deref());
            if let Some(stated) = &field.states {
                used.extend(stated.r#type.namespace.as_deref());
                used.extend(stated.items.as_ref().and_then(|items| items.namespace.as_deref()));
            }
            if let Occurs::Wrapped { item, .. } = &field.occurs {
                used.extend(item.namespace.as_deref());
            }
        }
        if let Shape::Choice(alternatives) = &definition.shape {
            used.extend(alternatives.iter().filter_map(|alternative| alternative.name.namespace.as_deref()));
        }
    }
    used.extend(contract.roots.iter().filter_map(|root| root.name.namespace.as_deref()));
    for (_, operation) in contract.operations() {
        if let Exchange::Envelope { request, reply, .. } = &operation.exchange {
            let path = request.path.iter().chain(reply.iter().flat_map(|reply| &reply.path));
            used.extend(path.filter_map(|name| name.namespace.as_deref()));
        }
    }
    let known: BTreeSet<String> = own.iter().map(|(namespace, _)| namespace.clone()).collect();
    for (number, namespace) in used.into_iter().enumerate() {
        if !known.contains(namespace) {
            own.push((namespace.to_owned(), identifier(&format!("FOREIGN_{number}"))));
        }
    }
    own
}

/// Whether whoever makes the call provides this field.
pub(super) fn from_caller(field: &Field) -> bool {
    field.source == Source::Caller
}

/// The name that a field's identifier is built from: a friendly one, its own, or, for alternatives that have none,
/// that of their choice.
fn field_name<'a>(contract: &'a Contract, field: &'a Field) -> &'a str {
    match (&field.friendly, &field.r#type) {
        (Some(friendly), _) => friendly,
        (None, TypeRef::Named(id)) if field.kind == Kind::Group && field.name.local.is_empty() => {
            contract.find(id).map_or("", |choice| &choice.name)
        }
        _ => &field.name.local,
    }
}
