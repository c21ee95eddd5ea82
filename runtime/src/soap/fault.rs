//! Reading a fault of either SOAP version.

use super::Version;
use super::envelope::{Names, lenient_text};
use crate::error::FaultReport;
use crate::xml::{Empty, Node, Raw, Reader, Result};

/// Reads the current element, which is a fault. Names are matched without their namespace: servers disagree on it.
pub(super) fn read(reader: &mut Reader<'_>, names: &'static Names, sent: Version) -> Result<FaultReport> {
    let mut fault = FaultReport {
        code: String::new(),
        subcode: None,
        reason: String::new(),
        detail: None,
        other_version: names.version != sent,
    };
    while reader.child_or(None)?.is_some() {
        match reader.local() {
            "faultcode" => fault.code = local_part(&lenient_text(reader)?),
            "faultstring" => fault.reason = lenient_text(reader)?,
            "Code" => read_code(reader, &mut fault)?,
            "Reason" => read_reason(reader, &mut fault)?,
            "detail" | "Detail" => fault.detail.get_or_insert(Raw::EMPTY).read(reader)?,
            _ => reader.skip()?,
        }
    }
    Ok(fault)
}

/// `Value`, and `Subcode` with a value of its own.
fn read_code(reader: &mut Reader<'_>, fault: &mut FaultReport) -> Result<()> {
    while reader.child_or(None)?.is_some() {
        match reader.local() {
            "Value" => fault.code = local_part(&lenient_text(reader)?),
            "Subcode" => {
                while reader.child_or(None)?.is_some() {
                    match reader.local() {
                        "Value" => fault.subcode = Some(local_part(&lenient_text(reader)?)),
                        _ => reader.skip()?,
                    }
                }
            }
            _ => reader.skip()?,
        }
    }
    Ok(())
}

/// The first `Text`; others are translations.
fn read_reason(reader: &mut Reader<'_>, fault: &mut FaultReport) -> Result<()> {
    while reader.child_or(None)?.is_some() {
        match reader.local() {
            "Text" if fault.reason.is_empty() => fault.reason = lenient_text(reader)?,
            _ => reader.skip()?,
        }
    }
    Ok(())
}

/// The local part of a qualified name in a text.
fn local_part(name: &str) -> String {
    let name = name.trim();
    name.rsplit_once(':').map_or(name, |(_, local)| local).to_owned()
}
