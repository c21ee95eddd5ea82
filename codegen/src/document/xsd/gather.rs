//! Which schemas are reachable: from inline ones over imports and includes, and by the namespaces that are used.
//!
//! A location is followed with our own resolver. An import without a usable location, which is what .NET publishes,
//! means every schema of that namespace among the documents; so does a namespace that is used without any import.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::xml::{Document, Element};
use super::builtin::is_well_known;
use super::convert::array_of;
use super::stand_in::is_stand_in;
use super::{At, NAMESPACE};
use crate::diagnostic::{Diagnostics, Place};
use crate::sources::{Refusal, Sources};

/// Attributes of schemas that hold names of other declarations.
pub(super) const REFERENCES: [&str; 6] =
    ["type", "ref", "base", "itemType", "memberTypes", "substitutionGroup"];

/// One reachable schema.
#[derive(Debug, Clone)]
pub(super) struct Gathered<'a> {
    /// Index of its document.
    pub(super) document: usize,
    /// The `xs:schema` element.
    pub(super) schema: &'a Element,
    /// The namespace that its declarations are in. A schema without one takes that of the schema that includes it.
    pub(super) target: Option<Arc<str>>,
}

/// Whether a document has a schema of that namespace.
pub(super) fn declares(document: &Document, namespace: &str) -> bool {
    schemas_in(document).iter().any(|schema| schema.attribute("targetNamespace") == Some(namespace))
}

/// All schemas that are reachable, in the order of documents and of text.
pub(super) fn reachable<'a>(
    documents: &'a [Document],
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Vec<Gathered<'a>> {
    let files = documents.iter().enumerate().map(|(at, document)| (document.file.as_str(), at)).collect();
    let mut by_namespace: BTreeMap<&str, Vec<(usize, &Element)>> = BTreeMap::new();
    for (at, document) in documents.iter().enumerate() {
        for schema in schemas_in(document) {
            if let Some(namespace) = schema.attribute("targetNamespace") {
                by_namespace.entry(namespace).or_default().push((at, schema));
            }
        }
    }
    let mut gathering = Gathering {
        documents,
        sources,
        files,
        by_namespace,
        found: BTreeMap::new(),
        namespaces: BTreeSet::new(),
        waiting: Vec::new(),
        diagnostics,
    };
    let only_schemas = documents.iter().all(|document| is_schema(&document.root) || is_well_known(document));
    for (at, document) in documents.iter().enumerate() {
        if !is_schema(&document.root) {
            gathering.want_used_around(&document.root);
        }
        let is_own = !is_well_known(document) && (only_schemas || !is_schema(&document.root));
        if is_own || is_stand_in(document) {
            for schema in schemas_in(document) {
                gathering.add(at, schema, schema.attribute("targetNamespace").map(Arc::from));
            }
        }
    }
    while let Some(next) = gathering.waiting.pop() {
        gathering.follow(&next);
    }
    gathering.found.into_values().collect()
}

struct Gathering<'a, 'b> {
    documents: &'a [Document],
    sources: &'b Sources,
    files: BTreeMap<&'a str, usize>,
    by_namespace: BTreeMap<&'a str, Vec<(usize, &'a Element)>>,
    found: BTreeMap<(At, Option<Arc<str>>), Gathered<'a>>,
    namespaces: BTreeSet<String>,
    waiting: Vec<Gathered<'a>>,
    diagnostics: &'b mut Diagnostics,
}

impl<'a> Gathering<'a, '_> {
    fn add(&mut self, document: usize, schema: &'a Element, target: Option<Arc<str>>) {
        let key = (At { document, offset: schema.offset }, target.clone());
        if let Entry::Vacant(free) = self.found.entry(key) {
            let gathered = Gathered { document, schema, target };
            self.waiting.push(gathered.clone());
            free.insert(gathered);
        }
    }

    /// Adds every schema of a namespace.
    fn want(&mut self, namespace: &str) {
        if namespace == NAMESPACE || !self.namespaces.insert(namespace.to_owned()) {
            return;
        }
        for (at, schema) in self.by_namespace.get(namespace).cloned().unwrap_or_default() {
            self.add(at, schema, Some(Arc::from(namespace)));
        }
    }

    /// Namespaces that the document around inline schemas imports or names in its messages.
    fn want_used_around(&mut self, root: &Element) {
        for child in root.elements() {
            if &*child.name.local == "import"
                && let Some(namespace) = child.attribute("namespace")
            {
                self.want(namespace);
            }
            for part in child.elements() {
                for attribute in ["element", "type"] {
                    if let Some(name) = part.attribute(attribute).and_then(|value| part.qualified(value))
                        && let Some(namespace) = name.namespace
                    {
                        self.want(&namespace);
                    }
                }
            }
        }
    }

    fn follow(&mut self, from: &Gathered<'a>) {
        for child in from.schema.elements().filter(|child| child.name.is_in(NAMESPACE)) {
            match &*child.name.local {
                "import" => self.import(from, child),
                // What is declared anew is found when the texts are written.
                "include" | "redefine" | "override" => self.include(from, child),
                _ => {}
            }
        }
        let mut used = BTreeSet::new();
        namespaces_used(from.schema, &mut used);
        for namespace in used {
            self.want(&namespace);
        }
    }

    fn import(&mut self, from: &Gathered<'a>, import: &'a Element) {
        let namespace = import.attribute("namespace");
        if let Some(namespace) = namespace {
            self.want(namespace);
        }
        let Some(location) = import.attribute("schemaLocation") else { return };
        let known = namespace
            .is_some_and(|namespace| namespace == NAMESPACE || self.by_namespace.contains_key(namespace));
        let file = &self.documents[from.document].file;
        match self.sources.resolve(file, location) {
            Ok(source) => {
                let file = source.file.clone();
                for (at, schema) in self.schemas_of(from, import, &file) {
                    self.add(at, schema, schema.attribute("targetNamespace").map(Arc::from));
                }
            }
            // A location is a hint; where the namespace is here already, an unusable one does no harm.
            Err(Refusal::Missing(_) | Refusal::Network) if known => {}
            Err(refusal) => self.refuse(from, import, location, &refusal),
        }
    }

    fn include(&mut self, from: &Gathered<'a>, include: &'a Element) {
        let Some(location) = include.attribute("schemaLocation") else { return };
        let file = &self.documents[from.document].file;
        match self.sources.resolve(file, location) {
            Ok(source) => {
                let file = source.file.clone();
                for (at, schema) in self.schemas_of(from, include, &file) {
                    let own: Option<Arc<str>> = schema.attribute("targetNamespace").map(Arc::from);
                    if own.is_some() && own != from.target {
                        self.diagnostics.error(
                            "xsd-include-namespace",
                            format!("{file} is included here but has another target namespace"),
                            Some(self.documents[from.document].place(include.offset)),
                            "Import it instead, or give both the same target namespace.",
                        );
                    } else {
                        self.add(at, schema, from.target.clone());
                    }
                }
            }
            Err(refusal) => self.refuse(from, include, location, &refusal),
        }
    }

    /// The schemas of an imported file; nothing if it was reported already that it is not XML.
    fn schemas_of(&mut self, from: &Gathered<'a>, import: &Element, file: &str) -> Vec<(usize, &'a Element)> {
        let Some(&at) = self.files.get(file) else { return Vec::new() };
        let schemas = schemas_in(&self.documents[at]);
        if schemas.is_empty() {
            self.diagnostics.error(
                "xsd-not-a-schema",
                format!("{file} is imported as a schema but holds none"),
                Some(self.documents[from.document].place(import.offset)),
                "Import the schema itself.",
            );
        }
        schemas.into_iter().map(|schema| (at, schema)).collect()
    }

    fn refuse(&mut self, from: &Gathered<'a>, import: &Element, location: &str, refusal: &Refusal) {
        let place = self.documents[from.document].place(import.offset);
        refuse_import(location, refusal, place, self.diagnostics);
    }
}

/// Reports an import that leads nowhere.
pub(in super::super) fn refuse_import(
    location: &str,
    refusal: &Refusal,
    place: Place,
    diagnostics: &mut Diagnostics,
) {
    let (code, what, help) = match refusal {
        Refusal::Missing(name) => (
            "wsdl-missing-import",
            format!("`{location}` is imported here, but there is no file {name}"),
            "Get the missing document and put it there, or map the location in a catalog.xml beside the documents.",
        ),
        Refusal::Outside => (
            "wsdl-import-outside-root",
            format!("`{location}` is imported here, which lies outside the folder of the documents"),
            "Put the document beside this one, name it as an input as well, or map the location in a catalog.xml.",
        ),
        Refusal::Network => (
            "wsdl-import-network",
            format!("`{location}` is imported here, but nothing is fetched over the network"),
            "Save the document beside this one and map the address to it in a catalog.xml there.",
        ),
        Refusal::Unreadable(why) => (
            "wsdl-import-unreadable",
            format!("`{location}` is imported here, but cannot be read: {why}"),
            "Make the file readable.",
        ),
    };
    diagnostics.error(code, what, Some(place), help);
}

/// The schemas of a document: its root, or what stands two levels below it.
fn schemas_in(document: &Document) -> Vec<&Element> {
    if is_schema(&document.root) {
        vec![&document.root]
    } else {
        document.root.elements().flat_map(Element::elements).filter(|element| is_schema(element)).collect()
    }
}

fn is_schema(element: &Element) -> bool {
    element.name.is(NAMESPACE, "schema")
}

fn namespaces_used(element: &Element, used: &mut BTreeSet<String>) {
    for attribute in REFERENCES {
        for word in element.attribute(attribute).unwrap_or_default().split_whitespace() {
            if let Some(namespace) = element.qualified(word).and_then(|name| name.namespace) {
                used.insert(namespace.to_string());
            }
        }
    }
    used.extend(array_of(element).and_then(|array| array.of.namespace).map(|uri| uri.to_string()));
    for child in element.elements() {
        namespaces_used(child, used);
    }
}
