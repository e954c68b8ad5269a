//! Acts on contacts.
use super::writing::Writing;
use crate::domain::command::Act;
use crate::domain::contact::{Contact, Draft, Set};
use crate::domain::event::{Subject, Why};
use crate::domain::id::*;
use crate::domain::operator::Reach;
use crate::domain::refusal::Refusal;
use crate::store::{self, Stop};
use crate::wire::Outcome;

/// A contact that is recognised is completed, not doubled.
pub(super) fn create(w: &mut Writing<'_>, act: &Act, draft: &Draft) -> Result<Outcome, Stop> {
    let permit = w.permit(act, Reach::Own)?;
    let draft = draft.clone().tidy()?;
    if let Some((id, by)) = store::contact::matching(w.conn, &draft)? {
        let known = w.load_contact(id)?;
        let more = known.enrich(&draft);
        let after = w.change_contact(&permit, &known, more, Some(Why::Matched { by }))?;
        w.subject = Some(Subject::Contact(id));
        return Ok(Outcome::Contact {
            contact: id,
            version: after.version,
        });
    }
    let contact = Contact::create(store::contact::next_id(w.conn)?, draft, w.now)?;
    let (id, version) = (contact.id, contact.version);
    w.insert_contact(&permit, contact)?;
    w.subject = Some(Subject::Contact(id));
    Ok(Outcome::Contact {
        contact: id,
        version,
    })
}

pub(super) fn edit(
    w: &mut Writing<'_>,
    act: &Act,
    id: ContactId,
    expects: Version,
    set: &[Set],
) -> Result<Outcome, Stop> {
    let permit = w.permit(act, Reach::Own)?;
    let contact = w.load_contact(id)?;
    if contact.version != expects {
        let by = store::journal::last_change(w.conn, "contact", id.0)?.and_then(|e| e.operator);
        return Err(Refusal::StaleContact {
            fresh: Box::new(contact),
            by,
        }
        .into());
    }
    if contact.deleted {
        return Err(Refusal::Deleted {
            noun: "contact".into(),
            id: id.0,
        }
        .into());
    }
    let changes = contact.edit(set.to_vec())?;
    let after = w.change_contact(&permit, &contact, changes, None)?;
    w.subject = Some(Subject::Contact(id));
    Ok(Outcome::Contact {
        contact: id,
        version: after.version,
    })
}
