//! From content models and attributes to fields.

use std::collections::BTreeSet;

use super::notes::{self, add_sentence, evidence_sentence, preset_sentence};
use super::open::Open;
use super::particles::{Count, Flattening, Item, Member, as_one_choice};
use super::simple::Text;
use super::{Home, Lowering};
use crate::contract::{
    Absent, Alternative, Facets, Field, Kind, Name, Occurs, Scalar, Sensitivity, Shape, Source,
    TypeDefinition, TypeId, TypeRef,
};
use crate::document::xml::QName;
use crate::document::xsd::{
    At, AttributeDeclaration, AttributeUse, Complex, Content, Note, Particle, Presence, Preset, Simple, Type,
    TypeUse,
};

/// A complex type with everything that it inherits.
#[derive(Default)]
pub(super) struct Members<'a> {
    /// Content models in order, each with where it was declared.
    pub(super) particles: Vec<(Home, &'a Particle)>,
    /// Attributes in order, each with where it was declared.
    pub(super) attributes: Vec<Attribute<'a>>,
    /// Attributes that are not known beforehand.
    pub(super) open_attributes: Option<Open>,
    /// The simple type of its text, where it has no elements.
    pub(super) text: Option<TextType<'a>>,
    /// Text may stand between elements.
    pub(super) is_mixed: bool,
    /// Anything may stand in it.
    pub(super) is_anything: bool,
}

/// The text of a type without elements.
pub(super) enum TextType<'a> {
    /// A simple type by name.
    Name(&'a QName),
    /// A simple type on the spot.
    Simple(&'a Simple),
}

/// An attribute of a complex type.
pub(super) struct Attribute<'a> {
    declaration: &'a AttributeDeclaration,
    presence: Presence,
    preset: Option<&'a Preset>,
    note: &'a Note,
    home: Home,
}

impl<'a> Lowering<'a> {
    /// What a complex type consists of, base types first.
    pub(super) fn members(&mut self, home: &Home, complex: &'a Complex) -> Members<'a> {
        let mut members = match &complex.content {
            Content::Empty | Content::Elements(_) => Members::default(),
            Content::Extension(base, _) => self.base_members(base),
            Content::Restriction(base, _) => {
                // A restriction says again which elements and which wildcard remain; named attributes remain unless it
                // forbids them.
                Members {
                    particles: Vec::new(),
                    is_anything: false,
                    open_attributes: None,
                    ..self.base_members(base)
                }
            }
            Content::TextExtension(base) | Content::TextRestriction(base, _, _) => self.base_members(base),
        };
        match &complex.content {
            Content::Elements(own)
            | Content::Extension(_, Some(own))
            | Content::Restriction(_, Some(own)) => {
                members.particles.push((home.clone(), own));
            }
            Content::TextRestriction(_, Some(inline), _) => {
                if let Type::Simple(simple) = &inline.definition {
                    members.text = Some(TextType::Simple(simple));
                }
            }
            _ => {}
        }
        members.is_mixed |= complex.is_mixed;
        for one in &complex.attributes {
            self.add_attribute(one, home, &mut members);
        }
        // What is said last holds, and what is forbidden last is not there.
        let mut known = BTreeSet::new();
        let mut kept: Vec<Attribute<'a>> = members.attributes.into_iter().rev().collect();
        kept.retain(|attribute| known.insert(&attribute.declaration.name));
        kept.retain(|attribute| attribute.presence != Presence::Prohibited);
        kept.reverse();
        members.attributes = kept;
        members
    }

    fn base_members(&mut self, base: &'a QName) -> Members<'a> {
        if base.is(crate::document::xsd::NAMESPACE, "anyType") {
            return Members { is_anything: true, ..Members::default() };
        }
        match self.documents.schemas.types.get(base).map(|found| &found.definition) {
            Some(Type::Complex(complex)) => self.members(&Home::of(base), complex),
            Some(Type::Simple(_)) | None => {
                Members { text: Some(TextType::Name(base)), ..Members::default() }
            }
        }
    }

    fn add_attribute(&mut self, one: &'a AttributeUse, home: &Home, into: &mut Members<'a>) {
        let attribute = match one {
            AttributeUse::Own(declaration, presence) => Attribute {
                declaration,
                presence: *presence,
                preset: declaration.preset.as_ref(),
                note: &declaration.note,
                home: home.clone(),
            },
            AttributeUse::Reference(name, presence, preset, note) => {
                let Some(declaration) = self.documents.schemas.attributes.get(name) else { return };
                Attribute {
                    declaration,
                    presence: *presence,
                    preset: preset.as_ref().or(declaration.preset.as_ref()),
                    note,
                    home: Home::inside("attribute:", name),
                }
            }
            AttributeUse::Group(name, _) => {
                let home = Home::inside("attributes:", name);
                for one in self.documents.schemas.attribute_groups.get(name).into_iter().flatten() {
                    self.add_attribute(one, &home, into);
                }
                return;
            }
            AttributeUse::Any(wildcard) => {
                into.open_attributes = Open::either(into.open_attributes.take(), Some(Open::of(wildcard)));
                return;
            }
        };
        into.attributes.push(attribute);
    }

    /// The fields for attributes.
    pub(super) fn attribute_fields(&mut self, members: &Members<'a>) -> Vec<Field> {
        let mut fields = Vec::new();
        for attribute in &members.attributes {
            let local = &attribute.declaration.name.local;
            let mut documentation = attribute.note.documentation.clone();
            add_sentence(&mut documentation, &preset_sentence(attribute.preset));
            let home = attribute.home.part(&format!("@{local}"), local);
            let r#type = match &attribute.declaration.r#type {
                Some(r#type) => self.simple_reference(r#type, &home, &mut documentation),
                None => TypeRef::Scalar(crate::contract::Scalar::Text),
            };
            let is_required = attribute.presence == Presence::Required;
            let mut field = new_field(notes::name(&attribute.declaration.name), Kind::Attribute, r#type);
            field.occurs = if is_required { Occurs::Required } else { Occurs::Optional };
            field.facets.limits.extend(
                attribute
                    .declaration
                    .r#type
                    .as_ref()
                    .map(|r#type| self.own_limits(r#type))
                    .unwrap_or_default(),
            );
            field.documentation = documentation;
            field.evidence = self.evidence(attribute.note);
            fields.push(field);
        }
        fields.extend(members.open_attributes.as_ref().map(Open::attributes));
        fields
    }

    /// What may stand in an element, flattened.
    pub(super) fn items(&mut self, particles: &[(Home, &'a Particle)]) -> Vec<Item<'a>> {
        let mut flattening =
            Flattening { documents: self.documents, substitutes: &self.substitutes, items: Vec::new() };
        for (home, particle) in particles {
            flattening.add(particle, home, Count::ONE);
        }
        let mut items = merge_neighbours(flattening.items);
        if !has_distinct_names(&items) {
            items = as_one_choice(items);
        }
        items
    }

    /// The fields for elements; nothing if two elements of one name and different types make that impossible.
    pub(super) fn element_fields(&mut self, home: &Home, items: &[Item<'a>]) -> Option<Vec<Field>> {
        if !has_distinct_names(items) {
            return None;
        }
        let mut fields = Vec::new();
        let mut choices = 0;
        for item in items {
            match item {
                Item::Element(member) => fields.push(self.element_field(member)),
                Item::Choice(members, count, open) => {
                    choices += 1;
                    fields.push(self.choice_field(home, members, *count, open.as_ref(), choices));
                }
                Item::Any(open) => fields.push(open.elements()),
            }
        }
        Some(fields)
    }

    fn element_field(&mut self, member: &Member<'a>) -> Field {
        let declaration = member.declaration;
        let mut documentation = self.member_documentation(member);
        let home = self.home_of(member);
        if let Some(array) = self.soap_array(&declaration.r#type).filter(|_| !member.count.is_repeated) {
            let r#type = self.named_reference(array.of, &mut documentation);
            let is_always = member.count.is_required && !declaration.nillable;
            let empty = if is_always { Absent::Empty } else { Absent::Omitted };
            let mut field = new_field(notes::name(&declaration.name), Kind::Element, r#type);
            field.occurs = Occurs::Wrapped { item: array.item, empty };
            field.states = Some(array.stated);
            field.documentation = documentation;
            return field;
        }
        let item = self.array_item(&declaration.r#type, &declaration.name, &home);
        let null_items;
        let facets;
        let (occurs, r#type) = match item {
            Some(item) if !member.count.is_repeated && !declaration.nillable => {
                let empty = if member.count.is_required { Absent::Empty } else { Absent::Omitted };
                let name = notes::name(&item.declaration.name);
                null_items = item.declaration.nillable && self.may_be_null(&declaration.name, &item);
                let item_home = self.home_of(&item);
                facets = self.facets(&item.declaration.r#type, &item);
                let r#type = self.reference(&item.declaration.r#type, &item_home, &mut documentation);
                if let Some(evidence) = self.member_evidence(&item) {
                    let subject = format!("Evidence for the item {}", name.local);
                    add_sentence(&mut documentation, &evidence_sentence(&subject, &evidence));
                }
                (Occurs::Wrapped { item: name, empty }, r#type)
            }
            _ => {
                null_items = member.count.is_repeated
                    && declaration.nillable
                    && self.may_be_null(&declaration.name, member);
                facets = self.facets(&declaration.r#type, member);
                let r#type = self.reference(&declaration.r#type, &home, &mut documentation);
                (occurs(member.count, declaration.nillable), r#type)
            }
        };
        let mut field = new_field(notes::name(&declaration.name), Kind::Element, r#type);
        field.occurs = occurs;
        field.null_items = null_items;
        field.facets = facets;
        field.states = self.stated(&declaration.r#type);
        field.media.clone_from(&declaration.media);
        if let Some(media) = &declaration.media {
            add_sentence(&mut documentation, &format!("Media types: {media}."));
        }
        field.documentation = documentation;
        field.evidence = self.member_evidence(member);
        field
    }

    /// The limits of a field: those of its type where it has no name, and how many values there are. In a list inside an
    /// element of its own, both are those of the item.
    fn facets(&self, r#type: &'a TypeUse, member: &Member<'a>) -> Facets {
        let mut limits = self.own_limits(r#type);
        if let Some((least, most)) = member.bounds {
            let least = if member.count.is_required { least } else { 0 };
            limits.extend((least > 1).then(|| ("minOccurs".to_owned(), least.to_string())));
            limits.extend(most.map(|most| ("maxOccurs".to_owned(), most.to_string())));
        }
        Facets { limits }
    }

    /// Whether null is to be told apart from every value of an item. Where a blank value can stand for it, as .NET has it
    /// for each list of texts and objects, that is said once for all lists instead.
    fn may_be_null(&mut self, list: &QName, item: &Member<'a>) -> bool {
        let declaration = item.declaration;
        let is_simple = self.complex_named(&declaration.r#type).is_none();
        let scalar = match self.simple_use(&declaration.r#type) {
            Text::Scalar(scalar, _) if is_simple => scalar,
            _ => Scalar::Text,
        };
        let has_blank = matches!(scalar, Scalar::Text | Scalar::Token | Scalar::Any);
        if has_blank {
            self.null_items.push((list.local.to_string(), declaration.note.at));
        }
        !has_blank
    }

    fn complex_named(&self, r#type: &'a TypeUse) -> Option<&'a Complex> {
        let definition = match r#type {
            TypeUse::Named(name) => &self.documents.schemas.types.get(name)?.definition,
            TypeUse::Inline(declaration) => &declaration.definition,
        };
        match definition {
            Type::Complex(complex) => Some(complex),
            Type::Simple(_) => None,
        }
    }

    fn choice_field(
        &mut self,
        home: &Home,
        members: &[Member<'a>],
        count: Count,
        open: Option<&Open>,
        number: usize,
    ) -> Field {
        let suffix = if number == 1 { String::new() } else { number.to_string() };
        let choice = home.part(&format!("|{number}"), &format!("choice{suffix}"));
        let id = self.choice_type(&choice, members, open);
        let name = Name { namespace: None, local: format!("choice{suffix}") };
        let mut field = new_field(name, Kind::Group, TypeRef::Named(id));
        field.occurs = occurs(count, false);
        let names: Vec<&str> = members.iter().map(|member| &*member.declaration.name.local).collect();
        field.documentation = format!("One of {}.", names.join(", "));
        field
    }

    /// Makes the type for one of several elements.
    pub(super) fn choice_type(&mut self, home: &Home, members: &[Member<'a>], open: Option<&Open>) -> TypeId {
        let mut alternatives: Vec<Alternative> = members
            .iter()
            .map(|member| {
                let mut documentation = self.member_documentation(member);
                let own = self.home_of(member);
                let r#type = self.reference(&member.declaration.r#type, &own, &mut documentation);
                let facets = Facets { limits: self.own_limits(&member.declaration.r#type) };
                Alternative { name: notes::name(&member.declaration.name), r#type, facets, documentation }
            })
            .collect();
        alternatives.extend(open.map(Open::alternative));
        let definition = TypeDefinition {
            id: home.id.clone(),
            name: home.name.clone(),
            documentation: String::new(),
            evidence: None,
            shape: Shape::Choice(alternatives),
        };
        self.types.insert(home.id.clone(), definition);
        home.id.clone()
    }

    /// Where the anonymous type of an element lives.
    pub(super) fn home_of(&self, member: &Member<'a>) -> Home {
        match member.reference {
            Some(_) => member.home.clone(),
            None => {
                let local = &member.declaration.name.local;
                member.home.part(local, local)
            }
        }
    }

    fn member_documentation(&self, member: &Member<'a>) -> String {
        let own = &member.declaration.note.documentation;
        let mut documentation = match member.reference {
            Some(note) if !note.documentation.is_empty() => note.documentation.clone(),
            _ => own.clone(),
        };
        add_sentence(&mut documentation, &preset_sentence(member.declaration.preset.as_ref()));
        if member.is_alternative {
            add_sentence(
                &mut documentation,
                "Belongs to one of several alternatives: set the elements of one only.",
            );
        }
        documentation
    }

    fn member_evidence(&mut self, member: &Member<'a>) -> Option<crate::contract::Evidence> {
        match member.reference {
            Some(note) if note.evidence.is_some() => self.evidence(note),
            _ => self.evidence(&member.declaration.note),
        }
    }

    /// The item of a type that is nothing but a list: one repeated element and no attributes. `own` is where the
    /// field's anonymous type lives.
    pub(super) fn array_item(&self, r#type: &'a TypeUse, field: &QName, own: &Home) -> Option<Member<'a>> {
        let (home, declaration) = match r#type {
            TypeUse::Named(name) => {
                if self.derived.get(name).is_some_and(|derived| !derived.is_empty()) {
                    return None;
                }
                (Home::of(name), self.documents.schemas.types.get(name)?)
            }
            TypeUse::Inline(declaration) => (own.clone(), &**declaration),
        };
        let Type::Complex(complex) = &declaration.definition else { return None };
        let Content::Elements(particle) = &complex.content else { return None };
        if complex.is_abstract || complex.is_mixed || !complex.attributes.is_empty() {
            return None;
        }
        let mut flattening =
            Flattening { documents: self.documents, substitutes: &self.substitutes, items: Vec::new() };
        flattening.add(particle, &home, Count::ONE);
        match (flattening.items.pop(), flattening.items.is_empty()) {
            // The item has to share the list's namespace: the codec knows one for both.
            (Some(Item::Element(member)), true)
                if member.count.is_repeated && member.declaration.name.namespace == field.namespace =>
            {
                Some(member)
            }
            _ => None,
        }
    }

    /// Reports an element that can only be replaced by others, of which there are none.
    pub(super) fn report_abstract(&mut self, name: &QName, at: At) {
        let message =
            format!("the element `{}` is abstract and nothing can stand for it: it is left out", name.local);
        self.left_out(
            "xsd-abstract-element",
            at,
            message,
            "Add the document with the elements that stand for it.",
        );
    }
}

/// How many values a field has.
fn occurs(count: Count, nillable: bool) -> Occurs {
    match (count.is_repeated, count.is_required, nillable) {
        (true, false, _) => Occurs::Many,
        (true, true, _) => Occurs::AtLeastOne,
        (false, true, false) => Occurs::Required,
        (false, false, false) => Occurs::Optional,
        (false, true, true) => Occurs::RequiredNillable,
        (false, false, true) => Occurs::Nillable,
    }
}

pub(super) fn new_field(name: Name, kind: Kind, r#type: TypeRef) -> Field {
    Field {
        name,
        friendly: None,
        kind,
        r#type,
        occurs: Occurs::Required,
        source: Source::Caller,
        sensitivity: Sensitivity::Hidden,
        null_items: false,
        facets: Facets::default(),
        media: None,
        states: None,
        unique: false,
        documentation: String::new(),
        evidence: None,
    }
}

/// Elements of one name and type that stand side by side are one that repeats, and so are wildcards.
fn merge_neighbours(items: Vec<Item<'_>>) -> Vec<Item<'_>> {
    let mut merged: Vec<Item<'_>> = Vec::new();
    for item in items {
        if let (Some(Item::Element(before)), Item::Element(member)) = (merged.last_mut(), &item)
            && before.is_same(member)
        {
            before.count.is_required |= member.count.is_required;
            before.count.is_repeated = true;
            before.bounds = None;
            continue;
        }
        if let (Some(Item::Any(before)), Item::Any(open)) = (merged.last_mut(), &item) {
            if let Some(both) = Open::either(Some(before.clone()), Some(open.clone())) {
                *before = both;
            }
            continue;
        }
        merged.push(item);
    }
    merged
}

fn has_distinct_names(items: &[Item<'_>]) -> bool {
    let mut names = std::collections::BTreeSet::new();
    items.iter().all(|item| match item {
        Item::Element(member) => names.insert(&member.declaration.name),
        Item::Choice(members, ..) => members.iter().all(|member| names.insert(&member.declaration.name)),
        Item::Any(_) => true,
    })
}
