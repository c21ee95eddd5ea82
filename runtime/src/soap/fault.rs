//! Reading a fault of either SOAP version.

use super::Version;
use super::envelope::Names;
use crate::error::FaultReport;
use crate::xml::{Empty, Node, Raw, Reader, Result};

/// A fault of which nothing has been read, in an envelope with these names, to a request of the version `sent`.
pub(super) fn empty(names: &'static Names, sent: Version) -> FaultReport {
    FaultReport {
        code: String::new(),
        subcodes: Vec::new(),
        reason: String::new(),
        role: None,
        detail: None,
        other_version: names.version != sent,
        envelope: None,
    }
}

/// Reads the current element, which is a fault. Names are matched without their namespace: servers disagree on it. Of
/// what stands twice the first counts.
pub(super) fn read(reader: &mut Reader<'_>, fault: &mut FaultReport) -> Result<()> {
    while reader.child_or(None)?.is_some() {
        match reader.local() {
            "faultcode" if fault.code.is_empty() => fault.code = local_part(&text(reader)?),
            "faultstring" if fault.reason.is_empty() => fault.reason = text(reader)?,
            "faultactor" | "Role" if fault.role.is_none() => fault.role = Some(text(reader)?),
            "Code" => read_code(reader, fault)?,
            "Reason" => read_reason(reader, fault)?,
            "detail" | "Detail" if fault.detail.is_none() => fault.detail.insert(Raw::EMPTY).read(reader)?,
            _ => reader.skip()?,
        }
    }
    Ok(())
}

/// `Value`, and `Subcode` with a value of its own and, it may be, a further subcode. Of several values on one level the
/// first counts.
fn read_code(reader: &mut Reader<'_>, fault: &mut FaultReport) -> Result<()> {
    // How many subcodes the open element is inside of.
    let mut inside = 0;
    loop {
        if reader.child_or(None)?.is_none() {
            if inside == 0 {
                return Ok(());
            }
            inside -= 1;
            continue;
        }
        match reader.local() {
            "Value" if inside == 0 && fault.code.is_empty() => fault.code = local_part(&text(reader)?),
            "Value" if inside > fault.subcodes.len() => fault.subcodes.push(local_part(&text(reader)?)),
            "Subcode" => inside += 1,
            _ => reader.skip()?,
        }
    }
}

/// The first `Text`; others are translations.
fn read_reason(reader: &mut Reader<'_>, fault: &mut FaultReport) -> Result<()> {
    while reader.child_or(None)?.is_some() {
        match reader.local() {
            "Text" if fault.reason.is_empty() => fault.reason = text(reader)?,
            _ => reader.skip()?,
        }
    }
    Ok(())
}

/// The text of the current element; empty if it cannot be read, since a text of a fault must not hide the fault.
fn text(reader: &mut Reader<'_>) -> Result<String> {
    Ok(reader.lenient_text()?.unwrap_or_default().into_owned())
}

/// The local part of a qualified name in a text.
fn local_part(name: &str) -> String {
    let name = name.trim();
    name.rsplit_once(':').map_or(name, |(_, local)| local).to_owned()
}
