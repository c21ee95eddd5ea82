//! Simple types: restrictions with facets, lists and unions.

use xsd_parser::models::schema::xs::{
    Facet, Restriction, RestrictionContent, SimpleBaseType, SimpleBaseTypeContent,
};

use super::super::super::xml::Element;
use super::super::writer::written;
use super::super::{Facets, Simple, Type, TypeUse};
use super::{Converter, any_simple, inline_type};

impl Converter<'_> {
    /// A simple type.
    pub(super) fn simple(&mut self, typed: &SimpleBaseType, element: &Element) -> Simple {
        for (content, child) in typed.content.iter().zip(written(element)) {
            match content {
                SimpleBaseTypeContent::Annotation(_) => {}
                SimpleBaseTypeContent::Restriction(typed) => return self.simple_restriction(typed, child),
                SimpleBaseTypeContent::List(list) => {
                    let mut items = Vec::new();
                    items.extend(list.item_type.as_ref().map(|name| TypeUse::Named(self.name(name))));
                    if let (Some(inline), Some(child)) = (&list.simple_type, written(child).next()) {
                        let definition = Type::Simple(self.simple(inline, child));
                        items.push(inline_type(self.note(child), definition));
                    }
                    return Simple::List(items.into_iter().next().unwrap_or_else(any_simple));
                }
                SimpleBaseTypeContent::Union(union) => {
                    let mut members: Vec<TypeUse> = Vec::new();
                    for name in union.member_types.iter().flat_map(|names| &names.0) {
                        members.push(TypeUse::Named(self.name(name)));
                    }
                    for (inline, child) in union.simple_type.iter().zip(written(child)) {
                        let definition = Type::Simple(self.simple(inline, child));
                        members.push(inline_type(self.note(child), definition));
                    }
                    return Simple::Union(members);
                }
            }
        }
        Simple::Restriction { base: any_simple(), facets: Facets::default() }
    }

    fn simple_restriction(&mut self, typed: &Restriction, element: &Element) -> Simple {
        let mut base = typed.base.as_ref().map(|name| TypeUse::Named(self.name(name)));
        let mut facets = Facets::default();
        for (content, child) in typed.content.iter().zip(written(element)) {
            match content {
                RestrictionContent::SimpleType(inline) => {
                    let definition = Type::Simple(self.simple(inline, child));
                    base = Some(inline_type(self.note(child), definition));
                }
                RestrictionContent::Facet(facet) => self.facet(facet, child, &mut facets),
                RestrictionContent::Annotation(_) => {}
            }
        }
        Simple::Restriction { base: base.unwrap_or_else(any_simple), facets }
    }

    /// Adds a facet.
    pub(super) fn facet(&mut self, facet: &Facet, element: &Element, into: &mut Facets) {
        let (name, facet) = match facet {
            Facet::Enumeration(value) => {
                into.values.push((value.value.clone(), self.note(element)));
                return;
            }
            Facet::MinExclusive(facet) => ("minExclusive", facet),
            Facet::MinInclusive(facet) => ("minInclusive", facet),
            Facet::MaxExclusive(facet) => ("maxExclusive", facet),
            Facet::MaxInclusive(facet) => ("maxInclusive", facet),
            Facet::TotalDigits(facet) => ("totalDigits", facet),
            Facet::FractionDigits(facet) => ("fractionDigits", facet),
            Facet::Length(facet) => ("length", facet),
            Facet::MinLength(facet) => ("minLength", facet),
            Facet::MaxLength(facet) => ("maxLength", facet),
            Facet::WhiteSpace(facet) => ("whiteSpace", facet),
            Facet::Pattern(facet) => ("pattern", facet),
            Facet::ExplicitTimezone(facet) => ("explicitTimezone", facet),
            Facet::Assertion(_) => return,
        };
        into.limits.push((name, facet.value.clone()));
    }
}
