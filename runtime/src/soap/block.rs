//! One block of an envelope's header: a value, whom it is for, and whether it must be understood.

use std::fmt;

use crate::xml::{El, Empty, NONE, Node, Ns, Reader, Result, SOAP11, SOAP12, Writer};

/// A block of a header. A value becomes one by `into()`; then it is for the last receiver, who may ignore it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Block<T> {
    /// What it says.
    pub value: T,
    /// A receiver that does not know the block must refuse the message (`mustUnderstand`).
    pub must_understand: bool,
    /// The URI of whom it is for: `actor` (SOAP 1.1) or `role` (1.2). Absent: the last receiver.
    pub role: Option<String>,
}

/// What it says may be a secret: only the marks are shown.
impl<T> fmt::Debug for Block<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Block")
            .field("must_understand", &self.must_understand)
            .finish_non_exhaustive()
    }
}

impl<T> Block<T> {
    /// The same, and a receiver that does not know it must refuse the message.
    #[must_use]
    pub fn required(self) -> Self {
        Self { must_understand: true, ..self }
    }

    /// The same for the receiver with this URI.
    #[must_use]
    pub fn for_role(self, role: impl Into<String>) -> Self {
        Self { role: Some(role.into()), ..self }
    }
}

impl<T> From<T> for Block<T> {
    fn from(value: T) -> Self {
        Self { value, must_understand: false, role: None }
    }
}

impl<T: Empty> Empty for Block<T> {
    const EMPTY: Self = Self { value: T::EMPTY, must_understand: false, role: None };
}

/// The marks of the two versions.
pub(super) static MARKS: [Marks; 2] = [
    Marks { ns: SOAP11, must_understand: El::new(SOAP11, "mustUnderstand"), role: El::new(SOAP11, "actor") },
    Marks { ns: SOAP12, must_understand: El::new(SOAP12, "mustUnderstand"), role: El::new(SOAP12, "role") },
];

/// The attributes that mark a block.
pub(super) struct Marks {
    ns: Ns,
    pub(super) must_understand: El,
    role: El,
}

impl Marks {
    /// Those of the envelope with this namespace.
    pub(super) fn of(ns: Ns) -> Option<&'static Self> {
        MARKS.iter().find(|marks| marks.ns == ns)
    }

    /// Whether the current element, a block, must be understood, and by us: the client and the server that plays a
    /// partner are both last receivers.
    pub(super) fn demand(&self, reader: &Reader<'_>) -> bool {
        self.says(reader) && self.role_of(reader).is_none_or(is_ours)
    }

    fn says(&self, reader: &Reader<'_>) -> bool {
        matches!(reader.attribute(&self.must_understand).map(str::trim), Some("1" | "true"))
    }

    fn role_of<'r>(&self, reader: &'r Reader<'_>) -> Option<&'r str> {
        reader.attribute(&self.role).map(str::trim).filter(|role| !role.is_empty())
    }
}

/// Whether a role is one of the last receiver's.
fn is_ours(role: &str) -> bool {
    matches!(
        role,
        "http://schemas.xmlsoap.org/soap/actor/next"
            | "http://www.w3.org/2003/05/soap-envelope/role/next"
            | "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver"
    )
}

impl<T: Node> Node for Block<T> {
    fn empty() -> Self {
        T::empty().into()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let marked = MARKS.iter().find(|marks| marks.says(reader));
        self.must_understand = marked.is_some();
        self.role = MARKS.iter().find_map(|marks| marks.role_of(reader)).map(str::to_owned);
        self.value.read(reader)
    }

    /// Marks as those of the envelope around it; outside of one there are none.
    fn write(&self, writer: &mut Writer, el: &'static El) -> Result<()> {
        if let Some(marks) = Marks::of(writer.root()) {
            if self.must_understand {
                writer.announce(&marks.must_understand, must_understand(marks.ns).to_owned());
            }
            if let Some(role) = &self.role {
                writer.announce(&marks.role, role.clone());
            }
        }
        self.value.write(writer, el)
    }

    fn weight(&self) -> usize {
        self.value.weight()
    }
}

/// How a version says yes: 1.1 allows `1` only, and of 1.2 `true` is the canonical form.
pub(super) fn must_understand(ns: Ns) -> &'static str {
    debug_assert!(ns != NONE);
    if ns == SOAP11 { "1" } else { "true" }
}
