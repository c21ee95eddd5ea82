//! From declarations to definitions.

use super::content::{Members, TextType};
use super::encoded;
use super::notes::add_sentence;
use super::particles::Item;
use super::simple::Text;
use super::{Home, Lowering};
use crate::contract::{Facets, Record, Scalar, Shape, TypeDefinition, TypeId, TypeRef};
use crate::document::xml::QName;
use crate::document::xsd::{self, Complex, Content, Type, TypeDeclaration, TypeUse};

/// The namespace of `swaRef`.
const SWA: &str = "http://ws-i.org/profiles/basic/1.1/xsd";

impl<'a> Lowering<'a> {
    /// The definition of a type.
    pub(super) fn definition(&mut self, home: &Home, declaration: &'a TypeDeclaration) -> TypeDefinition {
        let mut documentation = declaration.note.documentation.clone();
        let shape = match &declaration.definition {
            Type::Simple(simple) => {
                if home.id.module == SWA && home.id.path == "swaRef" {
                    self.warn(
                        "wsdl-swa-ref",
                        declaration.note.at,
                        "a value of type swaRef is the address of an attachment: it is kept as text"
                            .to_owned(),
                        "Declare the attachment as a part of the message, or ask for MTOM.",
                    );
                }
                let (shape, sentence) = self.simple_shape(simple, home);
                if let Shape::Scalar(_, facets) = &shape {
                    self.check_patterns(&facets.limits, declaration.note.at);
                }
                add_sentence(&mut documentation, sentence);
                shape
            }
            Type::Complex(complex) => self.complex_shape(home, declaration, complex),
        };
        TypeDefinition {
            id: home.id.clone(),
            name: home.name.clone(),
            documentation,
            evidence: self.evidence(&declaration.note),
            shape,
        }
    }

    fn complex_shape(
        &mut self,
        home: &Home,
        declaration: &'a TypeDeclaration,
        complex: &'a Complex,
    ) -> Shape {
        if complex.array.is_some() {
            self.warn(
                "wsdl-array",
                declaration.note.at,
                "an array of arrays, or one of several dimensions, is kept as XML".to_owned(),
                "Read and write its elements by hand.",
            );
            return Shape::Raw;
        }
        let members = self.members(home, complex);
        if let Some(text) = &members.text {
            return self.text_shape(text, complex, &members);
        }
        let items = self.items(&members.particles);
        // Nothing but wildcards for elements: no field could say more than the content as it came.
        let is_bare = !items.is_empty()
            && items.iter().all(|item| matches!(item, Item::Any(_)))
            && members.attributes.is_empty();
        if members.is_mixed || members.is_anything || is_bare {
            return Shape::Raw;
        }
        for item in &items {
            if let Item::Element(member) = item
                && member.declaration.is_abstract
            {
                self.report_abstract(&member.declaration.name, member.declaration.note.at);
            }
        }
        match self.element_fields(home, &items) {
            Some(mut fields) => {
                fields.extend(self.attribute_fields(&members));
                Shape::Record(Record { fields, keeps_unknown: false })
            }
            None => {
                self.warn(
                    "xsd-ambiguous-content",
                    declaration.note.at,
                    "two elements of one name have different types here: the content is kept as XML"
                        .to_owned(),
                    "Give both elements one type, or different names.",
                );
                Shape::Raw
            }
        }
    }

    fn text_shape(&mut self, text: &TextType<'a>, complex: &'a Complex, members: &Members<'a>) -> Shape {
        let mut text = match text {
            TextType::Simple(simple) => self.simple(simple),
            TextType::Name(name) => self.simple_by_name(name),
        };
        if let Content::TextRestriction(_, _, facets) = &complex.content {
            text = self.restricted(text, facets);
        }
        let fields = self.attribute_fields(members);
        match (text, fields.is_empty()) {
            (Text::Scalar(scalar, limits), true) => Shape::Scalar(scalar, Facets { limits }),
            (Text::Enumeration(enumeration), true) => Shape::Enumeration(enumeration),
            (Text::List(scalar), true) => Shape::List(TypeRef::Scalar(scalar)),
            (Text::Union, true) => Shape::Scalar(Scalar::Text, Facets::default()),
            (Text::Scalar(scalar, limits), false) => Shape::Content(scalar, Facets { limits }, fields),
            (Text::Enumeration(_) | Text::List(_) | Text::Union, false) => {
                Shape::Content(Scalar::Text, Facets::default(), fields)
            }
        }
    }

    fn simple_by_name(&self, name: &'a QName) -> Text {
        if encoded::is_simple(name) {
            return encoded::simple(name);
        }
        match self.documents.schemas.types.get(name).map(|found| &found.definition) {
            Some(Type::Simple(simple)) => self.simple(simple),
            _ => Text::Scalar(Scalar::Text, Vec::new()),
        }
    }

    /// The type of a field, a message or an alternative.
    pub(super) fn reference(
        &mut self,
        r#type: &'a TypeUse,
        home: &Home,
        documentation: &mut String,
    ) -> TypeRef {
        match r#type {
            TypeUse::Named(name) => self.named_reference(name, documentation),
            TypeUse::Inline(declaration) => match &declaration.definition {
                Type::Complex(_) => TypeRef::Named(self.place(home.clone(), declaration)),
                Type::Simple(_) => self.inline_simple_reference(r#type, declaration, home, documentation),
            },
        }
    }

    /// The same for a type by name.
    pub(super) fn named_reference(&mut self, name: &'a QName, documentation: &mut String) -> TypeRef {
        let is_any = name.is(xsd::NAMESPACE, "anyType");
        if is_any || encoded::is_encoding(name) && !encoded::is_simple(name) {
            return TypeRef::Scalar(Scalar::Any);
        }
        if encoded::is_simple(name) {
            return self.simple_name_reference(name, documentation);
        }
        match self.documents.schemas.types.get(name) {
            Some(declaration) if matches!(declaration.definition, Type::Complex(_)) => {
                TypeRef::Named(self.complex_reference(name, declaration))
            }
            _ => self.simple_name_reference(name, documentation),
        }
    }

    /// A complex type where it is used: itself, or it and all types derived from it.
    fn complex_reference(&mut self, name: &'a QName, declaration: &'a TypeDeclaration) -> TypeId {
        let concrete = |declaration: &TypeDeclaration| !matches!(&declaration.definition, Type::Complex(complex) if complex.is_abstract);
        let derived = self.derived.get(name).into_iter().flatten();
        let derived: Vec<(&'a QName, &'a TypeDeclaration)> = derived
            .filter_map(|name| Some((*name, self.documents.schemas.types.get(*name)?)))
            .filter(|(_, declaration)| concrete(declaration))
            .collect();
        if derived.is_empty() {
            return self.place(Home::of(name), declaration);
        }
        let home = Home::of(name);
        let id = TypeId::new(&*home.id.module, format!("{}/*", home.id.path));
        if self.types.contains_key(&id) {
            return id;
        }
        let mut ids = Vec::new();
        if concrete(declaration) {
            ids.push(self.place(home, declaration));
        }
        for (name, declaration) in derived {
            ids.push(self.place(Home::of(name), declaration));
        }
        let definition = TypeDefinition {
            id: id.clone(),
            name: format!("Any_{}", name.local),
            documentation: format!("{} or a type derived from it.", name.local),
            evidence: None,
            shape: if concrete(declaration) { Shape::Derived(ids) } else { Shape::DerivedOnly(ids) },
        };
        self.types.insert(id.clone(), definition);
        id
    }
}
