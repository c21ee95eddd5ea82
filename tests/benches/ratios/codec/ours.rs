//! Our codec on the generated types, without the transport: from text to values, and from values to bytes. (A call also
//! checks that the bytes of a reply are text, which the other contenders leave out, too.)

use bindery_runtime::xml::{El, FIRST, Node, Ns, ReadOptions, Reader, Result, SOAP11, WriteOptions, Writer};

use super::{DEPOSIT, SIGN_ON};
use partners::papi3::deposit::AddDepositItemRequest;
use partners::papi3::sso::{StartSessionRequest, StartSessionResult};

/// The namespaces in the order of the generated tables, which are private to that crate.
static NAMES: [&str; 2] = [DEPOSIT, SIGN_ON];
const IN_DEPOSIT: Ns = FIRST;
const IN_SIGN_ON: Ns = FIRST + 1;

static ENVELOPE: [El; 2] = [El::new(SOAP11, "Envelope"), El::new(SOAP11, "Body")];
static REPLY: [El; 2] =
    [El::new(IN_SIGN_ON, "StartSessionResponse"), El::new(IN_SIGN_ON, "StartSessionResult")];
static REQUEST: [El; 2] = [El::new(IN_SIGN_ON, "StartSession"), El::new(IN_SIGN_ON, "request")];
static ADD_ITEM: [El; 2] = [El::new(IN_DEPOSIT, "AddDepositItem"), El::new(IN_DEPOSIT, "request")];

pub(super) fn read_reply(document: &str) -> Result<StartSessionResult> {
    read(document, &REPLY)
}

pub(super) fn read_request(document: &str) -> Result<StartSessionRequest> {
    read(document, &REQUEST)
}

pub(super) fn read_deposit(document: &str) -> Result<AddDepositItemRequest> {
    read(document, &ADD_ITEM)
}

pub(super) fn reply(value: &StartSessionResult) -> Result<Vec<u8>> {
    write(value, &REPLY)
}

pub(super) fn request(value: &StartSessionRequest) -> Result<Vec<u8>> {
    write(value, &REQUEST)
}

pub(super) fn deposit(value: &AddDepositItemRequest) -> Result<Vec<u8>> {
    write(value, &ADD_ITEM)
}

fn read<T: Node>(document: &str, path: &'static [El; 2]) -> Result<T> {
    let mut reader = Reader::new(document, &NAMES, ReadOptions::default());
    reader.open(&ENVELOPE[0])?;
    // A header may stand before the body.
    while reader.child_or(Some(&ENVELOPE[1]))? == Some(false) {
        reader.skip()?;
    }
    reader.open(&path[0])?;
    reader.open(&path[1])?;
    let mut value = T::empty();
    value.read(&mut reader)?;
    for _ in 0..3 {
        while reader.child_or(None)?.is_some() {
            reader.skip()?;
        }
    }
    reader.finish()?;
    Ok(value)
}

fn write(value: &dyn Node, path: &'static [El; 2]) -> Result<Vec<u8>> {
    let mut writer = Writer::new(&NAMES, WriteOptions::default());
    writer.start(&ENVELOPE[0])?;
    writer.start(&ENVELOPE[1])?;
    writer.start(&path[0])?;
    value.write(&mut writer, &path[1])?;
    for _ in 0..3 {
        writer.end();
    }
    Ok(writer.finish())
}
