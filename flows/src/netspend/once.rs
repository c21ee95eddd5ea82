//! A creation that is made once: written down, sent, and written down again, whatever came of it.

use super::answer::{Case, Decision, Fate, Outcome, Thing};
use super::records::{Creation, Record, RecordId, Records, RecordsError};
use super::{Error, Result};

/// Creates what a record intends, if nobody has sent it yet.
///
/// # Errors
/// [`Error::InDoubt`] after it was sent before, [`Error::WrongStep`] when it is there or the record is settled,
/// [`Error::Call`] for a call that was certainly not sent, and the records' own.
pub(super) async fn once<T>(
    records: &impl Records,
    record: &mut Record,
    thing: Thing,
    call: impl Future<Output = bindery_runtime::Result<T>>,
    id: impl Fn(&T) -> Option<&str>,
) -> Result<Outcome<T>> {
    let case = Case { record: record.id, thing };
    match record.creation(thing) {
        Some(Creation::Intended) if !record.settled => {}
        Some(Creation::Sent) => return Err(Error::InDoubt { record: record.id, thing }),
        Some(Creation::Made(_)) => return Err(wrong(record.id, "what it would create is there")),
        _ => return Err(wrong(record.id, "it has come to an end, or is for something else")),
    }
    write(records, record, record.with(thing, Creation::Sent)).await?;
    match call.await {
        Ok(made) => match id(&made).filter(|id| !id.is_empty()).map(str::to_owned) {
            Some(id) if told(records, record, thing, &id).await => Ok(Outcome::Done(made)),
            // It is there, and cannot be written down, or under which id is not known.
            _ => Ok(Outcome::Unknown(case)),
        },
        Err(error) => match Fate::of(&error) {
            Fate::NotSent => {
                write(records, record, record.with(thing, Creation::Intended)).await?;
                Err(error.into())
            }
            Fate::Refused => {
                write(records, record, record.with(thing, Creation::Intended)).await?;
                Ok(Outcome::Refused(error))
            }
            Fate::Unknown => {
                tracing::warn!(partner = "netspend", record = %record.id, ?thing, "a creation is in doubt: {error}");
                Ok(Outcome::Unknown(case))
            }
        },
    }
}

/// Writes down what was created, unless a webhook has told it meanwhile; whether it is written down now.
async fn told(records: &impl Records, record: &mut Record, thing: Thing, id: &str) -> bool {
    let made = Creation::Made(id.to_owned());
    match write(records, record, record.with(thing, made.clone())).await {
        Ok(()) => true,
        Err(Error::Records(RecordsError::Overtaken)) => match records.get(record.id).await {
            Ok(Some(stored)) if stored.creation(thing) == Some(&made) => {
                *record = stored;
                true
            }
            _ => false,
        },
        Err(error) => {
            tracing::error!(partner = "netspend", record = %record.id, ?thing, "what was created is not recorded: {error}");
            false
        }
    }
}

/// Writes what a person found out about a creation that is in doubt.
pub(super) async fn decide(
    records: &impl Records,
    id: RecordId,
    thing: Thing,
    decision: Decision,
) -> Result<Record> {
    let mut record = records.get(id).await?.ok_or(Error::NoRecord(id))?;
    match record.creation(thing) {
        Some(Creation::Sent) => {}
        Some(_) => return Err(wrong(id, "nothing of this kind is in doubt")),
        None => return Err(Error::NoRecord(id)),
    }
    let now = match decision {
        Decision::Made(id) => Creation::Made(id),
        Decision::NotMade => Creation::Intended,
    };
    let next = record.with(thing, now);
    write(records, &mut record, next).await?;
    Ok(record)
}

pub(super) async fn write(records: &impl Records, record: &mut Record, next: Record) -> Result<()> {
    records.replace(next.clone()).await?;
    *record = next;
    Ok(())
}

pub(super) fn wrong(record: RecordId, needed: &'static str) -> Error {
    Error::WrongStep { record, needed }
}
