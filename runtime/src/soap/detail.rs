//! What the contract declares of faults: typed details, and typed blocks in the header beside a fault.

use super::envelope;
use crate::error::Error;
use crate::xml::{Alternatives, Node, ReadOptions, Reader};

/// A type that a contract declares for faults, with the namespaces that its names are of. For generated code.
pub trait Declared: Node {
    /// The namespaces of the contract.
    fn names() -> &'static [&'static str];
}

/// Reading faults as the contract declares them.
impl Error {
    /// The detail of the SOAP fault as one of the faults that the operation declares: the first element in it that is
    /// one. The documentation of an operation names the type. `None` where the partner sent no fault, one without such
    /// a detail, or one in another form than declared; what it sent is in [`fault`](Self::fault).
    pub fn fault_as<T: Declared + Alternatives>(&self) -> Option<T> {
        let text = self.fault()?.envelope.as_deref()?;
        let mut reader = Reader::new(text, T::names(), ReadOptions::default());
        let names = envelope::enter(&mut reader).ok()?;
        reader.child_or(Some(&names.fault)).ok()?.filter(|is_fault| *is_fault)?;
        loop {
            reader.child_or(None).ok()??;
            if matches!(reader.local(), "detail" | "Detail") {
                break;
            }
            reader.skip().ok()?;
        }
        loop {
            reader.child_or(None).ok()??;
            if T::ALTS.iter().any(|declared| reader.is(declared)) {
                let mut value = T::empty();
                return value.read(&mut reader).ok().map(|()| value);
            }
            reader.skip().ok()?;
        }
    }

    /// The header beside the SOAP fault as the operation declares it. `None` where the partner sent no fault, or no
    /// header beside it that can be read.
    pub fn fault_headers_as<T: Declared>(&self) -> Option<T> {
        let text = self.fault()?.envelope.as_deref()?;
        let mut reader = Reader::new(text, T::names(), ReadOptions::default());
        let mut headers = None;
        let entered = envelope::enter_past(&mut reader, |reader, _| {
            let mut value = T::empty();
            value.read(reader)?;
            headers = Some(value);
            Ok(())
        });
        entered.ok().and(headers)
    }
}
