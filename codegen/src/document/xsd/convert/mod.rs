//! From xsd-parser's typed schemas to the plain model, declaration by declaration.
//!
//! Each function takes a typed declaration and the element of our own tree that it was read from: the former says what
//! is declared, the latter where, with which documentation and on which evidence.

mod simple;

use std::collections::BTreeMap;
use std::sync::Arc;

use xsd_parser::models::schema::xs::{
    AttributeGroupTypeContent, AttributeInnerType, AttributeUseType, ComplexBaseType, ComplexBaseTypeContent,
    ComplexContentContent, ElementType, ElementTypeContent, ExtensionTypeContent, FormChoiceType, GroupType,
    GroupTypeContent, RestrictionTypeContent, Schema, SchemaContent, SimpleContentContent,
};
use xsd_parser::models::schema::{MaxOccurs, QName as TypedName};

use super::super::xml::{Document, Element, QName};
use super::frontend::{Typed, index_of};
use super::text::{NO_NAMESPACE, Text, Texts};
use super::writer::written;
use super::{
    ArrayOf, At, AttributeDeclaration, AttributeUse, Complex, Content, ElementDeclaration, Facets, NAMESPACE,
    Namespaces, Note, Particle, Presence, Preset, Schemas, Term, Type, TypeDeclaration, TypeUse, Wildcard,
    note,
};
use crate::diagnostic::Diagnostics;

/// The namespace of `arrayType`, which schemas say of arrays.
const WSDL: &str = "http://schemas.xmlsoap.org/wsdl/";

/// The namespace of `expectedContentTypes`, which schemas say of bytes.
const MEDIA: &str = "http://www.w3.org/2005/05/xmlmime";

/// Converts all schemas.
pub(super) fn convert(
    documents: &[Document],
    texts: &Texts<'_>,
    typed: &Typed,
    into: &mut Schemas,
    diagnostics: &mut Diagnostics,
) {
    for (_, info) in typed.schemas() {
        let text = info.location.as_ref().and_then(|location| index_of(location.as_str()));
        if let Some(text) = text.and_then(|at| texts.schemas.get(at)) {
            Converter::new(documents, text, &info.schema, diagnostics).schema(&info.schema, text, into);
        }
    }
}

struct Converter<'a> {
    documents: &'a [Document],
    document: usize,
    target: Option<Arc<str>>,
    elements_qualified: bool,
    attributes_qualified: bool,
    namespaces: BTreeMap<Vec<u8>, Option<Arc<str>>>,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Converter<'a> {
    fn new(
        documents: &'a [Document],
        text: &Text<'_>,
        schema: &Schema,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        let target = schema.target_namespace.as_deref().filter(|target| *target != NO_NAMESPACE);
        Self {
            documents,
            document: text.document,
            target: target.map(Arc::from),
            elements_qualified: matches!(schema.element_form_default, FormChoiceType::Qualified),
            attributes_qualified: matches!(schema.attribute_form_default, FormChoiceType::Qualified),
            namespaces: BTreeMap::new(),
            diagnostics,
        }
    }

    fn schema(&mut self, schema: &Schema, text: &Text<'_>, into: &mut Schemas) {
        let declarations =
            schema.content.iter().filter(|content| !matches!(content, SchemaContent::Import(_)));
        for (content, component) in declarations.zip(&text.components) {
            let element = component.element;
            let name = QName { namespace: self.target.clone(), local: component.name.clone() };
            match content {
                SchemaContent::SimpleType(typed) => {
                    let definition = Type::Simple(self.simple(typed, element));
                    into.types.insert(name, TypeDeclaration { note: self.note(element), definition });
                }
                SchemaContent::ComplexType(typed) => {
                    let definition = Type::Complex(self.complex(typed, element));
                    into.types.insert(name, TypeDeclaration { note: self.note(element), definition });
                }
                SchemaContent::Element(typed) => {
                    let declaration = self.element(typed, element, name.clone());
                    into.elements.insert(name, declaration);
                }
                SchemaContent::Attribute(typed) => {
                    let declaration = self.attribute(&typed.inner, element, name.clone());
                    into.attributes.insert(name, declaration);
                }
                SchemaContent::Group(typed) => {
                    let particle = self.group(typed, element);
                    into.groups.insert(name, particle);
                }
                SchemaContent::AttributeGroup(typed) => {
                    let mut uses = Vec::new();
                    for (content, element) in typed.content.iter().zip(written(element)) {
                        match content {
                            AttributeGroupTypeContent::Attribute(typed) => {
                                uses.extend(self.attribute_use(&typed.inner, element));
                            }
                            AttributeGroupTypeContent::AttributeGroup(typed) => {
                                uses.extend(self.attribute_group_use(typed.ref_.as_ref(), element));
                            }
                            AttributeGroupTypeContent::AnyAttribute(_) => {
                                uses.push(AttributeUse::Any(self.wildcard(element)));
                            }
                            AttributeGroupTypeContent::Annotation(_) => {}
                        }
                    }
                    into.attribute_groups.insert(name, uses);
                }
                _ => {}
            }
        }
    }

    fn note(&self, element: &Element) -> Note {
        note::of(element, self.document)
    }

    fn at(&self, element: &Element) -> At {
        At { document: self.document, offset: element.offset }
    }

    fn left_out(&mut self, code: &'static str, message: &str, element: &Element, help: &str) {
        let place = self.documents[self.document].place(element.offset);
        self.diagnostics.left_out(code, message, Some(place), help);
    }

    fn name(&mut self, name: &TypedName) -> QName {
        let namespace = name.namespace().and_then(|namespace| {
            let bytes: &[u8] = &namespace.0;
            if let Some(known) = self.namespaces.get(bytes) {
                return known.clone();
            }
            let text = String::from_utf8_lossy(bytes);
            let namespace = Some(Arc::from(&*text)).filter(|_| text != NO_NAMESPACE);
            self.namespaces.insert(bytes.to_vec(), namespace.clone());
            namespace
        });
        QName { namespace, local: Arc::from(&*String::from_utf8_lossy(name.local_name())) }
    }

    fn element(&mut self, typed: &ElementType, element: &Element, name: QName) -> ElementDeclaration {
        let mut r#type = typed.type_.as_ref().map(|name| TypeUse::Named(self.name(name)));
        for (content, child) in typed.content.iter().zip(written(element)) {
            match content {
                ElementTypeContent::SimpleType(inline) => {
                    let definition = Type::Simple(self.simple(inline, child));
                    r#type = Some(inline_type(self.note(child), definition));
                }
                ElementTypeContent::ComplexType(inline) => {
                    let definition = Type::Complex(self.complex(inline, child));
                    r#type = Some(inline_type(self.note(child), definition));
                }
                _ => self.left_out(
                    "xsd-alternative",
                    "types by condition (xs:alternative) are not supported: the element's own type is used",
                    child,
                    "Give the element a base type with derived types.",
                ),
            }
        }
        let substitutes =
            typed.substitution_group.as_ref().map(|heads| heads.0.iter().map(|head| self.name(head)));
        let substitutes = substitutes.map(Iterator::collect).unwrap_or_default();
        ElementDeclaration {
            name,
            r#type: r#type.unwrap_or_else(|| TypeUse::Named(QName::new(Some(NAMESPACE), "anyType"))),
            nillable: typed.nillable.unwrap_or_default(),
            is_abstract: typed.abstract_,
            preset: preset(typed.default.as_ref(), typed.fixed.as_ref()),
            media: element.attribute_in(MEDIA, "expectedContentTypes").map(|media| media.trim().to_owned()),
            substitutes,
            note: self.note(element),
        }
    }

    fn particle(&self, least: usize, most: MaxOccurs, term: Term, element: &Element) -> Particle {
        let most = match most {
            MaxOccurs::Unbounded => None,
            MaxOccurs::Bounded(most) => Some(most as u64),
        };
        Particle { least: least as u64, most, term, at: self.at(element) }
    }

    /// The content of a named group.
    fn group(&mut self, typed: &GroupType, element: &Element) -> Particle {
        let mut parts = self.parts(typed, element);
        match parts.pop() {
            Some(only) if parts.is_empty() => only,
            last => {
                parts.extend(last);
                self.particle(1, MaxOccurs::Bounded(1), Term::Sequence(parts), element)
            }
        }
    }

    fn parts(&mut self, typed: &GroupType, element: &Element) -> Vec<Particle> {
        let mut parts = Vec::new();
        for (content, child) in typed.content.iter().zip(written(element)) {
            parts.push(match content {
                GroupTypeContent::Annotation(_) => continue,
                GroupTypeContent::Element(typed) => {
                    let term = match &typed.ref_ {
                        Some(name) => Term::Reference(self.name(name), self.note(child)),
                        None => Term::Element(Box::new(self.local_element(typed, child))),
                    };
                    self.particle(typed.min_occurs, typed.max_occurs, term, child)
                }
                GroupTypeContent::Group(typed) => self.model(Model::Group, typed, child),
                GroupTypeContent::All(typed) => self.model(Model::All, typed, child),
                GroupTypeContent::Choice(typed) => self.model(Model::Choice, typed, child),
                GroupTypeContent::Sequence(typed) => self.model(Model::Sequence, typed, child),
                GroupTypeContent::Any(any) => {
                    let term = Term::Any(self.wildcard(child));
                    self.particle(any.min_occurs, any.max_occurs, term, child)
                }
            });
        }
        parts
    }

    fn local_element(&mut self, typed: &ElementType, element: &Element) -> ElementDeclaration {
        let is_qualified = match typed.form {
            Some(form) => matches!(form, FormChoiceType::Qualified),
            None => self.elements_qualified,
        };
        let namespace = self.target.clone().filter(|_| is_qualified);
        let local = Arc::from(element.attribute("name").unwrap_or_default().trim());
        self.element(typed, element, QName { namespace, local })
    }

    /// A wildcard by its own words. A reference to an element of the schema of schemas is one without any.
    fn wildcard(&self, element: &Element) -> Wildcard {
        let words: Vec<&str> = element.attribute("namespace").unwrap_or("##any").split_whitespace().collect();
        let own = self.target.as_deref().unwrap_or_default();
        let namespaces = match words.as_slice() {
            [] | ["##any"] => Namespaces::All,
            ["##other"] => Namespaces::Other(self.target.clone()),
            words => {
                let uri = |word: &&str| match *word {
                    "##local" => String::new(),
                    "##targetNamespace" => own.to_owned(),
                    uri => uri.to_owned(),
                };
                let mut listed: Vec<String> = words.iter().map(uri).collect();
                listed.sort();
                listed.dedup();
                Namespaces::Listed(listed)
            }
        };
        let processing = element.attribute("processContents").unwrap_or("strict").trim().to_owned();
        Wildcard { namespaces, processing, at: self.at(element) }
    }

    fn model(&mut self, model: Model, typed: &GroupType, element: &Element) -> Particle {
        let term = match (model, &typed.ref_) {
            (_, Some(name)) => Term::Group(self.name(name)),
            (Model::Choice, None) => Term::Choice(self.parts(typed, element)),
            (Model::All, None) => Term::All(self.parts(typed, element)),
            (Model::Sequence | Model::Group, None) => Term::Sequence(self.parts(typed, element)),
        };
        self.particle(typed.min_occurs, typed.max_occurs, term, element)
    }

    fn complex(&mut self, typed: &ComplexBaseType, element: &Element) -> Complex {
        use ComplexBaseTypeContent as C;
        let mut complex = Complex {
            is_abstract: typed.abstract_,
            is_mixed: typed.mixed.unwrap_or_default(),
            ..Complex::default()
        };
        for (content, child) in typed.content.iter().zip(written(element)) {
            match content {
                C::Group(typed) => {
                    complex.content = Content::Elements(self.model(Model::Group, typed, child));
                }
                C::All(typed) => complex.content = Content::Elements(self.model(Model::All, typed, child)),
                C::Choice(typed) => {
                    complex.content = Content::Elements(self.model(Model::Choice, typed, child));
                }
                C::Sequence(typed) => {
                    complex.content = Content::Elements(self.model(Model::Sequence, typed, child));
                }
                C::Attribute(typed) => complex.attributes.extend(self.attribute_use(&typed.inner, child)),
                C::AttributeGroup(typed) => {
                    complex.attributes.extend(self.attribute_group_use(typed.ref_.as_ref(), child));
                }
                C::AnyAttribute(_) => complex.attributes.push(AttributeUse::Any(self.wildcard(child))),
                C::ComplexContent(typed) => {
                    complex.is_mixed |= typed.mixed.unwrap_or_default();
                    for (content, child) in typed.content.iter().zip(written(child)) {
                        match content {
                            ComplexContentContent::Extension(typed) => {
                                let base = self.name(&typed.base);
                                let own = self.extension(&typed.content, child, &mut complex);
                                complex.content = Content::Extension(base, own);
                            }
                            ComplexContentContent::Restriction(typed) => {
                                let base = self.name(&typed.base);
                                let own = self.restriction(&typed.content, child, &mut complex).own;
                                complex.content = Content::Restriction(base, own);
                            }
                            ComplexContentContent::Annotation(_) => {}
                        }
                    }
                }
                C::SimpleContent(typed) => {
                    for (content, child) in typed.content.iter().zip(written(child)) {
                        match content {
                            SimpleContentContent::Extension(typed) => {
                                let base = self.name(&typed.base);
                                self.extension(&typed.content, child, &mut complex);
                                complex.content = Content::TextExtension(base);
                            }
                            SimpleContentContent::Restriction(typed) => {
                                let base = self.name(&typed.base);
                                let parts = self.restriction(&typed.content, child, &mut complex);
                                complex.content =
                                    Content::TextRestriction(base, parts.inline.map(Box::new), parts.facets);
                            }
                            SimpleContentContent::Annotation(_) => {}
                        }
                    }
                }
                C::OpenContent(_) => self.open_content(child),
                C::Annotation(_) | C::Assert(_) => {}
            }
        }
        complex
    }

    fn open_content(&mut self, element: &Element) {
        self.left_out(
            "xsd-open-content",
            "xs:openContent is not supported: elements that are not listed are skipped",
            element,
            "Use xs:any where other elements may stand.",
        );
    }

    fn extension(
        &mut self,
        contents: &[ExtensionTypeContent],
        element: &Element,
        complex: &mut Complex,
    ) -> Option<Particle> {
        use ExtensionTypeContent as C;
        let mut own = None;
        for (content, child) in contents.iter().zip(written(element)) {
            match content {
                C::Group(typed) => own = Some(self.model(Model::Group, typed, child)),
                C::All(typed) => own = Some(self.model(Model::All, typed, child)),
                C::Choice(typed) => own = Some(self.model(Model::Choice, typed, child)),
                C::Sequence(typed) => own = Some(self.model(Model::Sequence, typed, child)),
                C::Attribute(typed) => complex.attributes.extend(self.attribute_use(&typed.inner, child)),
                C::AttributeGroup(typed) => {
                    complex.attributes.extend(self.attribute_group_use(typed.ref_.as_ref(), child));
                }
                C::AnyAttribute(_) => complex.attributes.push(AttributeUse::Any(self.wildcard(child))),
                C::OpenContent(_) => self.open_content(child),
                C::Annotation(_) | C::Assert(_) => {}
            }
        }
        own
    }

    fn restriction(
        &mut self,
        contents: &[RestrictionTypeContent],
        element: &Element,
        complex: &mut Complex,
    ) -> RestrictionParts {
        use RestrictionTypeContent as C;
        let mut parts = RestrictionParts::default();
        for (content, child) in contents.iter().zip(written(element)) {
            match content {
                C::Group(typed) => parts.own = Some(self.model(Model::Group, typed, child)),
                C::All(typed) => parts.own = Some(self.model(Model::All, typed, child)),
                C::Choice(typed) => parts.own = Some(self.model(Model::Choice, typed, child)),
                C::Sequence(typed) => parts.own = Some(self.model(Model::Sequence, typed, child)),
                C::Attribute(typed) => {
                    complex.array = complex.array.take().or_else(|| array_of(child));
                    complex.attributes.extend(self.attribute_use(&typed.inner, child));
                }
                C::AttributeGroup(typed) => {
                    complex.attributes.extend(self.attribute_group_use(typed.ref_.as_ref(), child));
                }
                C::AnyAttribute(_) => complex.attributes.push(AttributeUse::Any(self.wildcard(child))),
                C::SimpleType(inline) => {
                    let definition = Type::Simple(self.simple(inline, child));
                    parts.inline = Some(TypeDeclaration { note: self.note(child), definition });
                }
                C::Facet(facet) => self.facet(facet, child, &mut parts.facets),
                C::OpenContent(_) => self.open_content(child),
                C::Annotation(_) | C::Assert(_) => {}
            }
        }
        parts
    }

    fn attribute(
        &mut self,
        typed: &AttributeInnerType,
        element: &Element,
        name: QName,
    ) -> AttributeDeclaration {
        let r#type = match (&typed.type_, &typed.simple_type, written(element).next()) {
            (Some(name), _, _) => Some(TypeUse::Named(self.name(name))),
            (None, Some(inline), Some(child)) => {
                let definition = Type::Simple(self.simple(inline, child));
                Some(inline_type(self.note(child), definition))
            }
            _ => None,
        };
        let preset = preset(typed.default.as_ref(), typed.fixed.as_ref());
        AttributeDeclaration { name, r#type, preset, note: self.note(element) }
    }

    fn attribute_use(&mut self, typed: &AttributeInnerType, element: &Element) -> Option<AttributeUse> {
        let presence = match typed.use_ {
            AttributeUseType::Optional => Presence::Optional,
            AttributeUseType::Required => Presence::Required,
            AttributeUseType::Prohibited => Presence::Prohibited,
        };
        if let Some(name) = &typed.ref_ {
            let preset = preset(typed.default.as_ref(), typed.fixed.as_ref());
            return Some(AttributeUse::Reference(self.name(name), presence, preset, self.note(element)));
        }
        let is_qualified = match typed.form {
            Some(form) => matches!(form, FormChoiceType::Qualified),
            None => self.attributes_qualified,
        };
        let namespace = self.target.clone().filter(|_| is_qualified);
        let local = Arc::from(element.attribute("name")?.trim());
        Some(AttributeUse::Own(self.attribute(typed, element, QName { namespace, local }), presence))
    }

    fn attribute_group_use(&mut self, name: Option<&TypedName>, element: &Element) -> Option<AttributeUse> {
        let name = self.name(name?);
        Some(AttributeUse::Group(name, self.at(element)))
    }
}

/// The ways elements are put together.
#[derive(Debug, Clone, Copy)]
enum Model {
    Group,
    All,
    Choice,
    Sequence,
}

/// What a restriction says besides attributes.
#[derive(Default)]
struct RestrictionParts {
    own: Option<Particle>,
    inline: Option<TypeDeclaration>,
    facets: Facets,
}

/// What an attribute's declaration says of the items of an array: `tns:Item[]`.
pub(super) fn array_of(attribute: &Element) -> Option<ArrayOf> {
    let text = attribute.attribute_in(WSDL, "arrayType")?.trim();
    let (name, dimensions) = text.split_at(text.find('[')?);
    Some(ArrayOf { of: attribute.qualified(name)?, dimensions: dimensions.to_owned() })
}

fn inline_type(note: Note, definition: Type) -> TypeUse {
    TypeUse::Inline(Box::new(TypeDeclaration { note, definition }))
}

fn any_simple() -> TypeUse {
    TypeUse::Named(QName::new(Some(NAMESPACE), "anySimpleType"))
}

fn preset(default: Option<&String>, fixed: Option<&String>) -> Option<Preset> {
    match (default, fixed) {
        (_, Some(value)) => Some(Preset::Fixed(value.clone())),
        (Some(value), None) => Some(Preset::Default(value.clone())),
        (None, None) => None,
    }
}
