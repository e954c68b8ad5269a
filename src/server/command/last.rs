//! Which of a person's acts `u` takes back: the last one that still can be.
//!
//! An act that others have answered or built upon is passed over and named with its reason, so that it never stands
//! in the way of the older ones. Forbidden in here: changing anything.
use crate::domain::approval::State;
use crate::domain::calendar::Millis;
use crate::domain::command::ActKind;
use crate::domain::event::{Event, Fact, Subject};
use crate::domain::id::*;
use crate::domain::refusal::Refusal;
use crate::store::command::Entry;
use crate::store::journal::Own;
use crate::store::{self, Conn, StoreError};
use crate::wire::undo::Passed;

/// How far back `u` looks for something that has a way back.
const LOOK_BACK: u32 = 50;

/// The act that would be taken back, and the newer ones that no longer can be, newest first.
#[derive(Debug, Default)]
pub(crate) struct Last {
    pub entry: Option<Entry>,
    pub passed: Vec<Passed>,
}

/// Acts without a way back, and acts that are taken back in their own way.
pub(super) fn has_way_back(act: ActKind) -> bool {
    !matches!(
        act,
        ActKind::SetPassword
            | ActKind::RevokeSessions
            | ActKind::RaiseLate
            | ActKind::UndoImport
            | ActKind::BeginImport
    )
}

/// The person's last act that can be taken back.
pub(crate) fn last(conn: &Conn, operator: OperatorId) -> Result<Last, StoreError> {
    let mut found = Last::default();
    for entry in store::command::recent(conn, operator, LOOK_BACK)? {
        let idle = entry.last < entry.first;
        if idle || !has_way_back(entry.act) {
            continue;
        }
        if let (ActKind::Import, Some(Subject::Import(import))) = (entry.act, entry.subject) {
            if store::import::remaining_count(conn, import)? == 0 {
                continue;
            }
        } else if let Some(why) = overtaken(conn, &entry)? {
            found.passed.push(Passed {
                act: entry.act,
                subject: entry.subject,
                why,
            });
            continue;
        }
        found.entry = Some(entry);
        break;
    }
    Ok(found)
}

/// Why the act can't be taken back any more: somebody has answered it or worked on since.
fn overtaken(conn: &Conn, entry: &Entry) -> Result<Option<Refusal>, StoreError> {
    let own = Own {
        operator: entry.operator,
        command: Some(entry.id),
        import: None,
    };
    // What a later fact of the same act wrote again is turned back before the earlier one.
    let mut later: Vec<(Subject, String)> = Vec::new();
    for event in store::journal::between(conn, entry.first, entry.last)?
        .into_iter()
        .rev()
    {
        let subject = event.fact.subject();
        let no = match &event.fact {
            Fact::DealCreated { deal, .. } => others(conn, "deal", deal.id.0, own)?,
            Fact::ContactCreated { contact } => others(conn, "contact", contact.id.0, own)?,
            Fact::DealChanged {
                deal: id, changes, ..
            } => {
                let Some(deal) = store::deal::load(conn, *id)? else {
                    continue;
                };
                let fields = changes
                    .iter()
                    .map(|c| (c.after.field(), deal.get(&c.after) == c.after));
                differs(conn, "deal", id.0, fields, subject, &mut later, &event)?
            }
            Fact::ContactChanged {
                contact: id,
                changes,
                ..
            } => {
                let Some(contact) = store::contact::load(conn, *id)? else {
                    continue;
                };
                let fields = changes
                    .iter()
                    .map(|c| (c.after.field(), contact.get(&c.after) == c.after));
                differs(conn, "contact", id.0, fields, subject, &mut later, &event)?
            }
            Fact::ApprovalAsked { approval } => answered(conn, approval.id, State::Open)?,
            Fact::ApprovalDecided {
                approval, state, ..
            } => answered(conn, *approval, *state)?,
            _ => None,
        };
        if no.is_some() {
            return Ok(no);
        }
    }
    Ok(None)
}

/// The first of the fields that is not any more what the act made it.
fn differs<'a>(
    conn: &Conn,
    noun: &str,
    id: i64,
    fields: impl Iterator<Item = (&'a str, bool)>,
    subject: Subject,
    later: &mut Vec<(Subject, String)>,
    event: &Event,
) -> Result<Option<Refusal>, StoreError> {
    for (field, same) in fields {
        let known = later.iter().any(|(s, f)| *s == subject && f == field);
        if !known && !same {
            return changed_since(conn, noun, id, field, event.seq).map(Some);
        }
        later.push((subject, field.to_owned()));
    }
    Ok(None)
}

fn answered(conn: &Conn, id: ApprovalId, left: State) -> Result<Option<Refusal>, StoreError> {
    let now = store::approval::load(conn, id)?
        .ok_or(StoreError::Damaged("an approval that is not there"))?;
    Ok((now.state != left).then_some(Refusal::AlreadyDecided {
        approval: id,
        by: now.decided_by,
    }))
}

/// Work of somebody else's on a record that stands in the way, be it only a note.
pub(super) fn others(
    conn: &Conn,
    noun: &str,
    id: i64,
    own: Own,
) -> Result<Option<Refusal>, StoreError> {
    let work = store::journal::others_work(conn, noun, id, own)?;
    Ok(work.map(|(by, at)| Refusal::ChangedSince {
        noun: noun.into(),
        id,
        field: "version".into(),
        by,
        at,
    }))
}

/// The refusal that names who changed the field after the given entry.
pub(super) fn changed_since(
    conn: &Conn,
    noun: &str,
    id: i64,
    field: &str,
    after: Seq,
) -> Result<Refusal, StoreError> {
    let later = store::journal::of_subject(conn, noun, id, None, 100)?
        .into_iter()
        .filter(|event| event.seq > after)
        .find(|event| match &event.fact {
            Fact::DealChanged { changes, .. } => changes.iter().any(|c| c.after.field() == field),
            Fact::ContactChanged { changes, .. } => {
                changes.iter().any(|c| c.after.field() == field)
            }
            _ => noun == "task",
        });
    let (by, at) = later.map_or((None, Millis(0)), |event| (event.operator, event.at));
    Ok(Refusal::ChangedSince {
        noun: noun.into(),
        id,
        field: field.to_owned(),
        by,
        at,
    })
}
