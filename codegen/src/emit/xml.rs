//! The codec tables of a partner that speaks XML: one row per field, one static per operation.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proc_macro2::{Literal, TokenStream, TokenTree};
use quote::quote;

use super::print::Item;
use super::spelling::{From, Spelling, fields_of, identifier};
use super::{names, types};
use crate::contract::{
    Absent, Alternative, Contract, EvidenceMark, Exchange, Field, Kind, Message, Name, Occurs, Operation,
    Retry, Scalar, Shape, TypeDefinition, TypeId, TypeRef,
};
use crate::reach::{leaf, reachable};

/// The file `xml.rs`.
pub(super) fn emit(spelling: &Spelling<'_>) -> Vec<Item> {
    let received = received_types(spelling.contract);
    let tables: Vec<String> = spelling
        .contract
        .types
        .iter()
        .filter_map(|definition| rows(spelling, definition, received.contains(&definition.id)))
        .collect();
    let operations = spelling.contract.services.iter().enumerate().flat_map(|(service, declared)| {
        declared.operations.iter().enumerate().map(move |(at, operation)| (service, at, operation))
    });
    let statics: Vec<TokenStream> = operations
        .filter_map(|(service, at, operation)| operation_static(spelling, service, at, operation))
        .collect();
    let statics = quote!(#(#statics)*);
    let mut named = mentioned(statics.clone());
    for table in &tables {
        named.extend(mentioned(table.parse().unwrap_or_default()));
    }
    let mut items = vec![Item::Tokens(prelude(spelling, &named))];
    items.extend(tables.into_iter().map(Item::Rows));
    items.push(Item::Tokens(statics));
    items
}

/// Every identifier in some code.
pub(super) fn mentioned(code: TokenStream) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    let mut waiting = vec![code];
    while let Some(tokens) = waiting.pop() {
        for token in tokens {
            match token {
                TokenTree::Group(group) => waiting.push(group.stream()),
                TokenTree::Ident(name) => {
                    named.insert(name.to_string());
                }
                _ => {}
            }
        }
    }
    named
}

/// The name of an operation's static.
pub(super) fn static_name(spelling: &Spelling<'_>, service: usize, at: usize) -> proc_macro2::Ident {
    let name = names::shouting(&spelling.operation(service, at).to_string());
    let taken = ["NAMES", "UNQUALIFIED"].contains(&name.as_str())
        || spelling.namespaces().iter().any(|(_, constant)| *constant == name);
    identifier(&if taken { format!("{name}_OPERATION") } else { name })
}

fn prelude(spelling: &Spelling<'_>, named: &BTreeSet<String>) -> TokenStream {
    let namespaces: Vec<_> =
        spelling.namespaces().iter().filter(|(uri, _)| built_in(uri).is_none()).collect();
    let count = Literal::usize_unsuffixed(namespaces.len());
    let uris = namespaces.iter().map(|(uri, _)| uri);
    let constants = constants(spelling, named);
    let runtime = runtime(named);
    let modules = modules(spelling, |name| named.contains(name));
    let docs = super::documentation::plain(&[
        "The namespaces of this partner, in the order of the constants below.",
    ]);
    // Without operations, a caller reads and writes types by the table.
    let visibility =
        if spelling.contract.operations().next().is_some() { quote!(pub(super)) } else { quote!(pub) };
    quote! {
        #runtime
        #modules
        #docs
        #visibility static NAMES: [&str; #count] = [#(#uris),*];
        #constants
    }
}

/// The constants of those namespaces that some code names.
pub(super) fn constants(spelling: &Spelling<'_>, named: &BTreeSet<String>) -> TokenStream {
    let unqualified = named.contains("UNQUALIFIED").then(|| {
        quote!(
            const UNQUALIFIED: rt::xml::Ns = rt::xml::NONE;
        )
    });
    let mut next: usize = 0;
    let constants = spelling.namespaces().iter().map(|(uri, name)| {
        let number = built_in(uri).unwrap_or_else(|| {
            let offset = (next > 0).then(|| Literal::usize_unsuffixed(next)).map(|at| quote!(+ #at));
            next += 1;
            quote!(rt::xml::FIRST #offset)
        });
        let is_named = named.contains(&name.to_string());
        is_named.then(|| quote!(const #name: rt::xml::Ns = #number;))
    });
    quote!(#unqualified #(#constants)*)
}

/// The number of a namespace that every document may use, and that is in no partner's table.
fn built_in(uri: &str) -> Option<TokenStream> {
    match uri {
        "http://www.w3.org/XML/1998/namespace" => Some(quote!(rt::xml::XML)),
        "http://www.w3.org/2001/XMLSchema-instance" => Some(quote!(rt::xml::XSI)),
        "http://schemas.xmlsoap.org/soap/envelope/" => Some(quote!(rt::xml::SOAP11)),
        "http://www.w3.org/2003/05/soap-envelope" => Some(quote!(rt::xml::SOAP12)),
        _ => None,
    }
}

/// The import of the runtime, where some code names it.
pub(super) fn runtime(named: &BTreeSet<String>) -> TokenStream {
    if named.contains("rt") {
        quote!(
            use bindery_runtime::generated as rt;
        )
    } else {
        quote!()
    }
}

/// The modules of types that some code names, as the files by role import them.
pub(super) fn used_modules(spelling: &Spelling<'_>, by: &TokenStream) -> TokenStream {
    let named = mentioned(by.clone());
    modules(spelling, |name| named.contains(name))
}

fn modules(spelling: &Spelling<'_>, is_wanted: impl Fn(&str) -> bool) -> TokenStream {
    let modules: Vec<_> = spelling
        .contract
        .modules
        .iter()
        .filter(|module| !spelling.contract.types_of(&module.name).is_empty())
        .map(|module| spelling.module(&module.name))
        .filter(|name| is_wanted(&name.to_string()))
        .collect();
    if modules.is_empty() { quote!() } else { quote!(use super::{#(#modules),*};) }
}

fn rows(spelling: &Spelling<'_>, definition: &TypeDefinition, is_received: bool) -> Option<String> {
    let path = spaceless(&spelling.path(&definition.id, From::Role));
    let fields = fields_of(&definition.shape);
    Some(match &definition.shape {
        Shape::Record(_) => {
            let own = fields.iter().find(|field| field.kind == Kind::Element).map(|field| &field.name);
            let namespace =
                own.map_or_else(|| "UNQUALIFIED".to_owned(), |name| spaceless(&spelling.namespace(name)));
            let mut text = format!("rt::xml::record! {{ {path} in {namespace} {{\n");
            for (at, field) in fields.iter().enumerate().filter(|(_, field)| field.kind != Kind::Attribute) {
                let lenient = is_received && is_lenient(spelling, definition, field);
                text.push_str(&element_row(spelling, definition, at, field, &namespace, lenient));
            }
            text.push('}');
            text.push_str(&attribute_rows(spelling, definition, fields));
            text.push_str(" }\n");
            text
        }
        Shape::Content(..) => {
            format!("rt::xml::content! {{ {path}: value{} }}\n", attribute_rows(spelling, definition, fields))
        }
        Shape::Enumeration(enumeration) => {
            let variants = types::enumeration_variants(enumeration);
            let mut text = format!("rt::xml::open_enum! {{ {path} {{\n");
            for (value, variant) in enumeration.values.iter().zip(variants) {
                let _ = writeln!(text, "    {variant} = {:?},", value.value);
            }
            text.push_str("} }\n");
            text
        }
        Shape::Choice(alternatives) => {
            let variants =
                types::variant_names(alternatives.iter().map(|alternative| alternative.name.local.as_str()));
            let mut rows: Vec<_> = alternatives.iter().zip(variants).enumerate().collect();
            // Reading starts from the first row, which therefore holds no box.
            let plain = |(at, (alternative, _)): &(usize, (&Alternative, _))| {
                !spelling.is_boxed(&definition.id, *at) && !alternative.name.local.starts_with('*')
            };
            if let Some(plain) = rows.iter().position(plain) {
                rows[..=plain].rotate_right(1);
            }
            let own = rows.first().map_or_else(
                || "UNQUALIFIED".to_owned(),
                |(_, (first, _))| spaceless(&spelling.namespace(&first.name)),
            );
            let mut text = format!("rt::xml::choice! {{ {path} in {own} {{\n");
            for (at, (alternative, variant)) in rows {
                let mut value = spaceless(&spelling.value_type(&alternative.r#type, From::Role));
                if spelling.is_boxed(&definition.id, at) {
                    value = format!("Box<{value}>");
                }
                let elsewhere = elsewhere(spelling, &alternative.name, &own);
                let _ = writeln!(text, "    {variant}({value}): {:?}{elsewhere},", alternative.name.local);
            }
            text.push_str("} }\n");
            text
        }
        Shape::Derived(derived) | Shape::DerivedOnly(derived) => {
            let variants = types::variant_names(derived.iter().map(|id| id.path.as_str()));
            let own = spelling.contract.modules.iter().find(|module| module.name == definition.id.module);
            let own =
                Name { namespace: own.and_then(|module| module.namespace.clone()), local: String::new() };
            let own = spaceless(&spelling.namespace(&own));
            let only = if matches!(definition.shape, Shape::DerivedOnly(_)) { " abstract" } else { "" };
            let mut text = format!("rt::xml::derived! {{ {path} in {own}{only} {{\n");
            let mut rows: Vec<_> = derived.iter().zip(variants).enumerate().collect();
            // The first row holds no box; where the base is abstract, any may be the first.
            if let Some(plain) = rows.iter().position(|(at, _)| !spelling.is_boxed(&definition.id, *at)) {
                rows[..=plain].rotate_right(1);
            }
            for (_, (id, variant)) in rows {
                let value = spaceless(&spelling.path(id, From::Role));
                let module = spelling.contract.modules.iter().find(|module| module.name == id.module);
                let name = Name {
                    namespace: module.and_then(|module| module.namespace.clone()),
                    local: id.path.clone(),
                };
                let elsewhere = elsewhere(spelling, &name, &own);
                let _ = writeln!(text, "    {variant}({value}): {:?}{elsewhere},", id.path);
            }
            text.push_str("} }\n");
            text
        }
        Shape::Scalar(..) | Shape::List(_) | Shape::Raw => return None,
    })
}

/// The types that replies hold.
fn received_types(contract: &Contract) -> BTreeSet<TypeId> {
    let replies = contract.operations().filter_map(|(_, operation)| match &operation.exchange {
        Exchange::Envelope { reply, .. } => leaf(reply.as_ref()?.value.as_ref()?),
        Exchange::Resource { .. } => None,
    });
    reachable(contract, replies)
}

/// Whether a field of a reply is of a simple type that nobody has seen on the wire. What is not a value of it must not
/// turn a reply to work that was done into an error. A field that is required is known well enough to be missed.
fn is_lenient(spelling: &Spelling<'_>, definition: &TypeDefinition, field: &Field) -> bool {
    let evidence = field.evidence.as_ref().or(definition.evidence.as_ref());
    let guessed = evidence
        .is_some_and(|evidence| matches!(evidence.mark, EvidenceMark::Inferred | EvidenceMark::Guess));
    let scalar = match (&field.r#type, spelling.shape(&field.r#type)) {
        (TypeRef::Scalar(scalar), _) | (_, Some(Shape::Scalar(scalar, _))) => Some(scalar),
        _ => None,
    };
    guessed
        && field.kind == Kind::Element
        && field.occurs == Occurs::Optional
        && scalar.is_some_and(|scalar| !matches!(scalar, Scalar::Secret | Scalar::Any))
}

/// `account: "Account" many,` and its relatives.
fn element_row(
    spelling: &Spelling<'_>,
    definition: &TypeDefinition,
    at: usize,
    field: &Field,
    own: &str,
    lenient: bool,
) -> String {
    let name = spelling.field(&definition.id, at);
    let wire = match (&field.kind, &field.r#type) {
        (Kind::Group, TypeRef::Named(choice)) => alternatives_of(spelling, choice),
        _ => field.name.local.clone(),
    };
    let mut row = format!("    {name}: {wire:?} {}", cardinality(field));
    if field.unique {
        row.push_str(" + unique");
    }
    if lenient {
        row.push_str(" + lenient");
    }
    if field.media.is_some() {
        row.push_str(" + attached");
    }
    let choice = match (&field.kind, &field.r#type) {
        (Kind::Group, TypeRef::Named(choice)) => Some(choice),
        _ => None,
    };
    if choice.is_none() {
        row.push_str(&elsewhere(spelling, &field.name, own));
    }
    if let Occurs::Wrapped { item, .. } = &field.occurs {
        let _ = write!(row, " {:?}{}", item.local, elsewhere(spelling, item, own));
    }
    if let Some(items) = field.states.as_ref().and_then(|stated| stated.items.as_ref()) {
        let _ = write!(row, " each {:?} @ {}", items.local, spaceless(&spelling.namespace(items)));
    }
    if let Some(choice) = choice {
        let _ = write!(row, " of {}", spaceless(&spelling.path(choice, From::Role)));
    }
    if let Some(stated) = &field.states {
        let name = &stated.r#type;
        let _ = write!(row, " as {:?} @ {}", name.local, spaceless(&spelling.namespace(name)));
    }
    row.push_str(",\n");
    row
}

fn alternatives_of(spelling: &Spelling<'_>, choice: &TypeId) -> String {
    let names: Vec<&str> = match spelling.contract.find(choice).map(|definition| &definition.shape) {
        Some(Shape::Choice(alternatives)) => {
            alternatives.iter().map(|alternative| alternative.name.local.as_str()).collect()
        }
        _ => Vec::new(),
    };
    names.join("|")
}

fn attribute_rows(spelling: &Spelling<'_>, definition: &TypeDefinition, fields: &[Field]) -> String {
    let rows: Vec<String> = fields
        .iter()
        .enumerate()
        .filter(|(_, field)| field.kind == Kind::Attribute)
        .map(|(at, field)| {
            let name = spelling.field(&definition.id, at);
            let elsewhere = elsewhere(spelling, &field.name, "UNQUALIFIED");
            format!("    {name}: {:?} {}{elsewhere},\n", field.name.local, cardinality(field))
        })
        .collect();
    if rows.is_empty() { String::new() } else { format!(" attrs {{\n{}}}", rows.concat()) }
}

/// ` @ OTHER` where a name does not live in the record's own namespace.
fn elsewhere(spelling: &Spelling<'_>, name: &Name, own: &str) -> String {
    let namespace = spaceless(&spelling.namespace(name));
    if namespace == own { String::new() } else { format!(" @ {namespace}") }
}

fn cardinality(field: &Field) -> &'static str {
    let is_array = field.states.as_ref().is_some_and(|stated| stated.items.is_some());
    match &field.occurs {
        Occurs::Wrapped { empty: Absent::Omitted, .. } if is_array => "opt_array",
        Occurs::Wrapped { .. } if is_array => "array",
        Occurs::Required => "req",
        Occurs::Optional => "opt",
        Occurs::Filled => "fill",
        Occurs::Nillable => "nil",
        Occurs::RequiredNillable => "req_nil",
        Occurs::Many if field.null_items => "many + nil",
        Occurs::AtLeastOne if field.null_items => "some + nil",
        Occurs::Many => "many",
        Occurs::AtLeastOne => "some",
        Occurs::Wrapped { empty: Absent::Omitted, .. } if field.null_items => "opt_null_items",
        Occurs::Wrapped { .. } if field.null_items => "null_items",
        Occurs::Wrapped { empty: Absent::Omitted, .. } => "opt_items",
        Occurs::Wrapped { empty: Absent::Empty, .. } => "items",
        Occurs::Wrapped { empty: Absent::BlankItem, .. } => "blank",
    }
}

fn operation_static(
    spelling: &Spelling<'_>,
    service: usize,
    at: usize,
    operation: &Operation,
) -> Option<TokenStream> {
    let Exchange::Envelope { action, version, request, reply, .. } = &operation.exchange else { return None };
    let name = static_name(spelling, service, at);
    let wire = &operation.name;
    let version = if version == "1.2" { quote!(V12) } else { quote!(V11) };
    let request = path(spelling, request);
    let reply = reply.as_ref().map(|reply| path(spelling, reply)).unwrap_or_default();
    let retry = retry(operation.retry);
    let docs = super::documentation::plain(&[format!("`{}`.", operation.name)]);
    Some(quote! {
        #docs
        pub(super) static #name: rt::soap::Operation = rt::soap::Operation {
            name: #wire,
            action: #action,
            version: rt::soap::Version::#version,
            request: &[#(#request),*],
            reply: &[#(#reply),*],
            retry: #retry,
        };
    })
}

fn path(spelling: &Spelling<'_>, message: &Message) -> Vec<TokenStream> {
    message
        .path
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let (namespace, local) = (spelling.namespace(name), &name.local);
            let encoded = (message.encoded && at == 0).then(|| quote!(.encoded()));
            quote!(rt::xml::El::new(#namespace, #local) #encoded)
        })
        .collect()
}

/// A retry class as the runtime spells it.
pub(super) fn retry(retry: Retry) -> TokenStream {
    match retry {
        Retry::Never => quote!(rt::Retry::Never),
        Retry::Safe => quote!(rt::Retry::Safe),
        Retry::OnceIfAmbiguous => quote!(rt::Retry::OnceIfAmbiguous),
        Retry::ReconcileFirst => quote!(rt::Retry::ReconcileFirst),
    }
}

/// Tokens of a path as a person writes them.
fn spaceless(tokens: &TokenStream) -> String {
    tokens.to_string().replace(' ', "")
}
