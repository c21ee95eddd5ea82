//! The header blocks that an operation declares, and replies that bring some beside their value.

use super::addressing::Addressing;
use super::envelope::{self, Names, Obstacle};
use crate::xml::{El, Reader};

/// What stands in the envelopes of an operation beside its request and reply.
#[derive(Debug)]
pub struct Headers {
    /// The blocks of its requests.
    pub request: &'static [El],
    /// The blocks of its replies.
    pub reply: &'static [El],
    /// The actions that its messages say in WS-Addressing, where the contract asks for it.
    pub addressing: Option<Addressing>,
}

/// No blocks at all.
pub static NO_HEADERS: Headers = Headers { request: &[], reply: &[], addressing: None };

/// A reply and the header blocks beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct WithHeaders<R, H> {
    /// The reply.
    pub reply: R,
    /// The blocks of its header.
    pub headers: H,
}

/// Passes over the header that is the current element, and shows each block to `listen`, which has to read it to its
/// end and says whether it understood it. A block that must be understood and is not is an obstacle.
pub(super) fn hear(
    reader: &mut Reader<'_>,
    names: &'static Names,
    mut listen: impl FnMut(&mut Reader<'_>) -> envelope::Outcome<bool>,
) -> envelope::Outcome<()> {
    while reader.child_or(None)?.is_some() {
        let demanded = names.demand(reader);
        if !listen(reader)? && demanded {
            return Err(Obstacle::MustUnderstand);
        }
    }
    Ok(())
}

/// Whether the current element is one of these blocks.
pub(super) fn is_one_of(reader: &Reader<'_>, blocks: &[El]) -> bool {
    blocks.iter().any(|block| reader.is(block))
}
