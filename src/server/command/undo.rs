//! Taking a command back: its facts turned round, newest first, field by field.
//!
//! A field that somebody changed later is not trampled: the whole undo is refused and says who and what. The undo is
//! itself a command with facts, so it can be taken back too: that is redo.
use super::last::{Last, changed_since, has_way_back, last, others};
use super::writing::Writing;
use super::{approval, import, sale, task};
use crate::domain::approval::State;
use crate::domain::command::{Act, ActKind};
use crate::domain::contact;
use crate::domain::deal::{Change, Deal, Set};
use crate::domain::event::{Event, Fact, Why};
use crate::domain::id::*;
use crate::domain::operator::{Absence, Permit, Reach};
use crate::domain::refusal::Refusal;
use crate::store::command::Entry;
use crate::store::journal::Own;
use crate::store::{self, Conn, Stop, StoreError};
use crate::wire::Outcome;

/// Rows of an import taken back in one step.
const ROWS: u32 = 500;

pub(super) fn undo(
    w: &mut Writing<'_>,
    act: &Act,
    target: Option<CommandId>,
) -> Result<Outcome, Stop> {
    let (entry, passed) = match (target, w.actor.operator) {
        (Some(id), _) => (store::command::load(w.conn, id)?, Vec::new()),
        (None, Some(me)) => {
            let Last { entry, passed } = last(w.conn, me)?;
            // With nothing older to go on to, the reason is the answer.
            if let (None, Some(newest)) = (&entry, passed.first()) {
                return Err(newest.why.clone().into());
            }
            (entry, passed)
        }
        (None, None) => (None, Vec::new()),
    };
    let entry = entry.ok_or(Refusal::NothingToUndo)?;
    let own = entry.operator.is_some() && entry.operator == w.actor.operator;
    let permit = w.permit(act, if own { Reach::Own } else { Reach::Other })?;
    if entry.undone_by.is_some() {
        return Err(Refusal::AlreadyUndone.into());
    }
    if !has_way_back(entry.act) {
        return Err(Refusal::NoWayBack { act: entry.act }.into());
    }
    if let (ActKind::Import, Some(crate::domain::event::Subject::Import(id))) =
        (entry.act, entry.subject)
    {
        return import::undo(
            w,
            &Act::UndoImport {
                import: id,
                limit: ROWS,
            },
            id,
            ROWS,
        );
    }
    w.undoes = Some(entry.id);
    w.redoes = entry.act == ActKind::Undo;
    w.subject = entry.subject;
    for event in store::journal::between(w.conn, entry.first, entry.last)?
        .into_iter()
        .rev()
    {
        reverse(w, &permit, &entry, event)?;
    }
    Ok(Outcome::Undone {
        command: entry.id,
        act: entry.act,
        subject: entry.subject,
        left: Vec::new(),
        passed,
    })
}

fn reverse(w: &mut Writing<'_>, permit: &Permit, entry: &Entry, event: Event) -> Result<(), Stop> {
    let why = Why::Undone {
        command: entry.id,
        act: entry.act,
    };
    match event.fact {
        Fact::DealCreated { deal, .. } => unmake_deal(w, permit, deal.id, own(w, entry)),
        Fact::DealChanged {
            deal: id, changes, ..
        } => {
            let deal = w.load_deal(id)?;
            for change in &changes {
                if deal.get(&change.after) != change.after {
                    return Err(changed_since(
                        w.conn,
                        "deal",
                        id.0,
                        change.after.field(),
                        event.seq,
                    )?
                    .into());
                }
            }
            let back: Vec<Change> = changes.into_iter().rev().map(Change::inverse).collect();
            for change in &back {
                // The shop has no such stage any more: nobody would ever see the deal again.
                if let Set::Stage(stage) = change.after
                    && w.shop.stage(stage).is_none()
                {
                    return Err(Refusal::unknown("stage", stage).into());
                }
            }
            let lost = matches!(
                back[..],
                [Change {
                    after: Set::Deleted(false),
                    ..
                }]
            ) && w.shop.stage(deal.stage).is_none();
            if lost {
                return Err(Refusal::unknown("stage", deal.stage).into());
            }
            w.change_deal(permit, &deal, back, Some(why)).map(drop)
        }
        Fact::DealNoted { deal, .. } => {
            w.facts.push(Fact::NoteStruck {
                deal,
                note: event.seq,
                struck: true,
            });
            let deal = w.load_deal(deal)?;
            w.touch_deal(deal)
        }
        Fact::NoteStruck { deal, note, struck } => {
            w.facts.push(Fact::NoteStruck {
                deal,
                note,
                struck: !struck,
            });
            let deal = w.load_deal(deal)?;
            w.touch_deal(deal)
        }
        Fact::ContactCreated { contact } => unmake_contact(w, permit, contact.id, own(w, entry)),
        Fact::ContactChanged {
            contact: id,
            changes,
            why: came,
        } => {
            let contact = w.load_contact(id)?;
            for change in &changes {
                if contact.get(&change.after) != change.after {
                    return Err(changed_since(
                        w.conn,
                        "contact",
                        id.0,
                        change.after.field(),
                        event.seq,
                    )?
                    .into());
                }
            }
            let mut back: Vec<contact::Change> = changes
                .into_iter()
                .rev()
                .map(contact::Change::inverse)
                .collect();
            if let Some(Why::FirstSale { deal }) = came {
                for change in &mut back {
                    if change.after == contact::Set::ClientSince(None) {
                        // Another sale makes them a client all the same.
                        change.after = contact::Set::ClientSince(sale::other(w, id, deal)?);
                    }
                }
            }
            back.retain(|change| change.before != change.after);
            w.change_contact(permit, &contact, back, Some(why))
                .map(drop)
        }
        Fact::TaskCreated { task } => {
            let now = task::load(w, task.id)?;
            let gone = crate::domain::task::Change {
                before: crate::domain::task::Set::Deleted(now.deleted),
                after: crate::domain::task::Set::Deleted(true),
            };
            task::write(w, permit, &now, vec![gone]).map(drop)
        }
        Fact::TaskChanged {
            task: id, changes, ..
        } => {
            let now = task::load(w, id)?;
            for change in &changes {
                if now.get(&change.after) != change.after {
                    return Err(changed_since(w.conn, "task", id.0, "text", event.seq)?.into());
                }
            }
            let back = changes
                .into_iter()
                .rev()
                .map(crate::domain::task::Change::inverse)
                .collect();
            task::write(w, permit, &now, back).map(drop)
        }
        Fact::ApprovalAsked { approval } => {
            let now = store::approval::load(w.conn, approval.id)?
                .ok_or(StoreError::Damaged("an approval that is not there"))?;
            if now.state != State::Open {
                return Err(Refusal::AlreadyDecided {
                    approval: now.id,
                    by: now.decided_by,
                }
                .into());
            }
            approval::close(w, permit, now, State::Withdrawn, None)
        }
        Fact::ApprovalDecided {
            approval: id,
            deal,
            state,
            ..
        } => {
            let now = store::approval::load(w.conn, id)?
                .ok_or(StoreError::Damaged("an approval that is not there"))?;
            if now.state != state {
                return Err(Refusal::AlreadyDecided {
                    approval: id,
                    by: now.decided_by,
                }
                .into());
            }
            let (before, reason) = verdict_before(w.conn, id, deal, event.seq)?;
            approval::close(w, permit, now, before, reason)
        }
        Fact::SetupApplied { version } => super::setup::back(w, permit, version),
        // Moments, not states: there is nothing to turn round.
        Fact::DealLate { .. } | Fact::ImportBegun { .. } => Ok(()),
        Fact::AbsenceSet { absence } => {
            let before = absence_before(w.conn, &absence, event.seq)?;
            store::operator::set_absence(w.conn, permit, &before)?;
            w.facts.push(Fact::AbsenceSet { absence: before });
            Ok(())
        }
        Fact::PasswordSet { .. } | Fact::SessionsRevoked { .. } => {
            Err(Refusal::NoWayBack { act: entry.act }.into())
        }
    }
}

/// How the absence of that start was before a journal entry set it: one that ends when it starts is none.
fn absence_before(conn: &Conn, absence: &Absence, seq: Seq) -> Result<Absence, StoreError> {
    let none = Absence {
        to: absence.from,
        ..absence.clone()
    };
    let earlier = store::journal::of_subject(conn, "operator", absence.operator.0, Some(seq), 100)?;
    let set = earlier.into_iter().find_map(|event| match event.fact {
        Fact::AbsenceSet { absence: before } if before.from == absence.from => Some(before),
        _ => None,
    });
    Ok(set.unwrap_or(none))
}

/// How an approval stood before a journal entry decided it.
fn verdict_before(
    conn: &Conn,
    id: ApprovalId,
    deal: DealId,
    seq: Seq,
) -> Result<(State, Option<String>), StoreError> {
    let mut before = Some(seq);
    loop {
        let events = store::journal::of_subject(conn, "deal", deal.0, before, 100)?;
        before = events.last().map(|event| event.seq);
        if before.is_none() {
            return Err(StoreError::Damaged("an approval that nobody asked for"));
        }
        for event in events {
            match event.fact {
                Fact::ApprovalDecided {
                    approval,
                    state,
                    reason,
                    ..
                } if approval == id => return Ok((state, reason)),
                Fact::ApprovalAsked { approval } if approval.id == id => {
                    return Ok((State::Open, None));
                }
                _ => {}
            }
        }
    }
}

/// What a person takes back is not kept from them by their own later work.
fn own(w: &Writing<'_>, entry: &Entry) -> Own {
    Own {
        operator: w.actor.operator,
        command: Some(entry.id),
        import: None,
    }
}

/// Puts a made deal in the bin, unless somebody else has worked on it.
pub(super) fn unmake_deal(
    w: &mut Writing<'_>,
    permit: &Permit,
    id: DealId,
    own: Own,
) -> Result<(), Stop> {
    let deal: Deal = w.load_deal(id)?;
    if deal.deleted {
        return Ok(());
    }
    if let Some(approval) = deal.approval {
        return Err(Refusal::ApprovalPending { approval }.into());
    }
    if let Some(no) = others(w.conn, "deal", id.0, own)? {
        return Err(no.into());
    }
    let gone = Change {
        before: Set::Deleted(false),
        after: Set::Deleted(true),
    };
    w.change_deal(permit, &deal, vec![gone], None).map(drop)
}

/// The same for a contact; one that deals hang on stays.
pub(super) fn unmake_contact(
    w: &mut Writing<'_>,
    permit: &Permit,
    id: ContactId,
    own: Own,
) -> Result<(), Stop> {
    let contact = w.load_contact(id)?;
    if contact.deleted {
        return Ok(());
    }
    if store::contact::has_deals(w.conn, id)? {
        return Err(Refusal::ChangedSince {
            noun: "contact".into(),
            id: id.0,
            field: "contact".into(),
            by: None,
            at: contact.changed_at,
        }
        .into());
    }
    if let Some(no) = others(w.conn, "contact", id.0, own)? {
        return Err(no.into());
    }
    let gone = contact::Change {
        before: contact::Set::Deleted(false),
        after: contact::Set::Deleted(true),
    };
    w.change_contact(permit, &contact, vec![gone], None)
        .map(drop)
}
