//! A message as a tree of (namespace, name, attributes, text), read by an XML library that is not ours.
//!
//! Two messages that differ only in prefixes, also those of the types that they state, in where a namespace is declared, or in white space between elements
//! are the same tree. Anything else shows.

/// One element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    /// Namespace URI, empty for none.
    pub namespace: String,
    /// Local name.
    pub name: String,
    /// Attributes as (namespace, name, value), sorted.
    pub attributes: Vec<(String, String, String)>,
    /// The text of an element; of one with child elements, without the white space at its ends.
    pub text: String,
    /// Child elements in order.
    pub children: Vec<Element>,
}

impl Element {
    /// Reads a message.
    pub(crate) fn read(message: &[u8]) -> Self {
        let text = std::str::from_utf8(message).expect("the message is UTF-8");
        let document = roxmltree::Document::parse(text).expect("the message is well-formed");
        Self::of(document.root_element())
    }

    /// The first element below this one, at any depth, with this local name.
    pub(crate) fn find(&self, name: &str) -> Option<&Self> {
        if self.name == name {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.find(name))
    }

    fn of(node: roxmltree::Node<'_, '_>) -> Self {
        let children: Vec<Self> = node.children().filter(roxmltree::Node::is_element).map(Self::of).collect();
        let text: String =
            node.children().filter_map(|child| child.is_text().then(|| child.text()).flatten()).collect();
        let mut attributes: Vec<_> = node
            .attributes()
            .map(|attribute| {
                let namespace = attribute.namespace().unwrap_or_default().to_owned();
                let value = match attribute.name() {
                    "type" | "arrayType" if !namespace.is_empty() => meant(node, attribute.value()),
                    _ => attribute.value().to_owned(),
                };
                (namespace, attribute.name().to_owned(), value)
            })
            .collect();
        attributes.sort();
        Self {
            namespace: node.tag_name().namespace().unwrap_or_default().to_owned(),
            name: node.tag_name().name().to_owned(),
            attributes,
            text: if children.is_empty() { text } else { text.trim().to_owned() },
            children,
        }
    }
}

/// A qualified name with the namespace that its prefix stands for.
fn meant(node: roxmltree::Node<'_, '_>, value: &str) -> String {
    let (prefix, local) = match value.trim().split_once(':') {
        Some((prefix, local)) => (Some(prefix), local),
        None => (None, value.trim()),
    };
    let namespace = node.lookup_namespace_uri(prefix).unwrap_or_default();
    format!("{{{namespace}}}{local}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_and_white_space_do_not_count_and_order_does() {
        let one = Element::read(b"<a:x xmlns:a='urn:n'><a:y>1</a:y> <a:z/></a:x>");
        let other = Element::read(b"<x xmlns='urn:n'>\n<y>1</y><z></z></x>");
        let swapped = Element::read(b"<x xmlns='urn:n'><z/><y>1</y></x>");
        assert_eq!(one, other);
        assert_ne!(one, swapped);
    }
}
