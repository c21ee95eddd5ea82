//! How much of a document is read: bounds that no honest message meets.

/// Elements inside one another. A value of a recursive type at this depth is read, compared, cloned, written and
/// dropped on a stack of 512 KiB.
pub const DEPTH: usize = 128;
/// Elements in one document.
pub const ELEMENTS: usize = 250_000;
/// Attributes on one element, namespace declarations not counted.
pub const ATTRIBUTES: usize = 128;
/// Namespace declarations in scope at one place.
pub const NAMESPACES: usize = 128;
/// Bytes of the name of an element or attribute, prefix included, and of a namespace URI.
pub const NAME: usize = 1024;
/// Bytes of one text or attribute.
pub const TEXT: usize = 256 * 1024;
/// Bytes of all elements that references lead to, each as often as it is read.
pub const FOLLOWED: usize = 64 * 1024 * 1024;
/// Bytes of one text that holds binary data (an image in base64).
pub const BINARY: usize = 32 * 1024 * 1024;
