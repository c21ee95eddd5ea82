//! A message without a value: its last element is empty.

use crate::xml::{El, Empty, Node, Reader, Result, Writer};

impl Empty for () {
    const EMPTY: Self = ();
}

/// Written as an empty element; whatever a partner puts into one is skipped.
impl Node for () {
    fn empty() -> Self {}

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        reader.skip()
    }

    fn write(&self, writer: &mut Writer, el: &'static El) -> Result<()> {
        writer.start(el)?;
        writer.end();
        Ok(())
    }
}
