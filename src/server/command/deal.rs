//! Acts on deals.
use super::writing::Writing;
use crate::domain::approval::{Approval, State};
use crate::domain::assign;
use crate::domain::calendar::Millis;
use crate::domain::command::Act;
use crate::domain::contact::{Contact, Who};
use crate::domain::deal::{Change, Deal, Draft, Move, Set, Spot};
use crate::domain::event::{Fact, Subject, Why};
use crate::domain::field::TEXT_MAX;
use crate::domain::id::*;
use crate::domain::operator::{Permit, Reach, may};
use crate::domain::refusal::{Flaw, Refusal};
use crate::store::{self, Stop};
use crate::wire::Outcome;

pub(super) fn create(w: &mut Writing<'_>, act: &Act, draft: &Draft) -> Result<Outcome, Stop> {
    let permit = w.permit(act, Reach::Own)?;
    let id = store::deal::next_id(w.conn)?;
    let stage = draft.stage.or_else(|| {
        let pipeline = match draft.pipeline {
            Some(id) => w.shop.pipeline(id),
            None => w.shop.pipelines.first(),
        };
        pipeline.and_then(|p| p.stages.first()).map(|s| s.id)
    });
    if let Some((_, stage)) = stage.and_then(|id| w.shop.stage(id)) {
        stage.admits(w.actor.role)?;
    }
    let top = stage.map_or(Ok(0), |stage| store::deal::top(w.conn, stage))?;
    // Decided before the contact is touched: a refused deal leaves nobody behind.
    let (deal, why) = Deal::create(id, draft, None, top, &w.staff()?, w.scene())?;
    let contact = match &draft.who {
        Some(who) => Some(meet(w, &permit, who)?),
        None => None,
    };
    let contact = match contact {
        None => contact_there(w, &draft.set)?,
        met => met,
    };
    let deal = Deal { contact, ..deal };
    w.insert_deal(&permit, deal.clone(), why)?;
    if let Some(text) = &draft.note {
        w.facts.push(Fact::DealNoted {
            deal: id,
            text: note_text(text)?,
        });
    }
    w.deal_outcome(&deal)
}

/// The contact that is put on a deal, if one is: it has to be there.
fn contact_there(w: &Writing<'_>, set: &[Set]) -> Result<Option<ContactId>, Stop> {
    let wish = set.iter().rev().find_map(|s| match s {
        Set::Contact(contact) => Some(*contact),
        _ => None,
    });
    match wish.flatten() {
        Some(id) => w.live_contact(id).map(|contact| Some(contact.id)),
        None => Ok(None),
    }
}

/// Giving a deal to somebody is a right of its own, whichever act it comes with.
fn may_give_away(w: &Writing<'_>, deal: &Deal, set: &[Set]) -> Result<(), Refusal> {
    let given = |s: &Set| matches!(s, Set::Responsible(to) if *to != deal.responsible);
    if !set.iter().any(given) {
        return Ok(());
    }
    let act = Act::AssignDeal {
        deal: deal.id,
        expects: deal.version,
        to: None,
    };
    may(w.actor, &act, deal.reach(w.actor))
        .map(drop)
        .map_err(|no| no.of(deal.responsible))
}

/// The contact somebody is: known, recognised, or new.
pub(super) fn meet(w: &mut Writing<'_>, permit: &Permit, who: &Who) -> Result<ContactId, Stop> {
    let draft = match who {
        Who::Known(id) => return w.live_contact(*id).map(|contact| contact.id),
        Who::Person(draft) => draft.clone().tidy()?,
    };
    if let Some((id, by)) = store::contact::matching(w.conn, &draft)? {
        let contact = w.load_contact(id)?;
        let more = contact.enrich(&draft);
        w.change_contact(permit, &contact, more, Some(Why::Matched { by }))?;
        return Ok(id);
    }
    let contact = Contact::create(store::contact::next_id(w.conn)?, draft, w.now)?;
    let id = contact.id;
    w.insert_contact(permit, contact)?;
    Ok(id)
}

pub(super) fn edit(
    w: &mut Writing<'_>,
    act: &Act,
    id: DealId,
    expects: Version,
    set: &[Set],
) -> Result<Outcome, Stop> {
    let deal = w.load_deal(id)?;
    let permit = w.permit_deal(act, &deal)?;
    let deal = w.expect_deal(deal, expects)?;
    may_give_away(w, &deal, set)?;
    contact_there(w, set)?;
    let changes = deal.edit(set.to_vec(), w.scene())?;
    let after = w.change_deal(&permit, &deal, changes, None)?;
    w.deal_outcome(&after)
}

pub(super) fn relocate(
    w: &mut Writing<'_>,
    act: &Act,
    id: DealId,
    expects: Version,
    to: StageId,
    fill: &[Set],
) -> Result<Outcome, Stop> {
    let deal = w.load_deal(id)?;
    let permit = w.permit_deal(act, &deal)?;
    let deal = w.expect_deal(deal, expects)?;
    may_give_away(w, &deal, fill)?;
    match decide_move(w, &deal, to, fill)? {
        Move::Go { changes, why } => {
            let after = w.change_deal(&permit, &deal, changes, why)?;
            w.deal_outcome(&after)
        }
        Move::Ask { mut changes } => {
            let approval = Approval {
                id: store::approval::next_id(w.conn)?,
                deal: id,
                to,
                asked_by: w.actor.operator,
                asked_at: w.now,
                state: State::Open,
                decided_by: None,
                decided_at: None,
                reason: None,
            };
            changes.push(Change {
                before: Set::Approval(None),
                after: Set::Approval(Some(approval.id)),
            });
            store::approval::put(w.conn, &permit, &approval)?;
            let after = w.change_deal(&permit, &deal, changes, None)?;
            let asked = approval.id;
            w.facts.push(Fact::ApprovalAsked { approval });
            let Outcome::Deal { card, .. } = w.deal_outcome(&after)? else {
                return Ok(Outcome::Plain);
            };
            Ok(Outcome::Asked {
                approval: asked,
                card,
            })
        }
    }
}

/// Asks the domain about a move, with what it has to know.
pub(super) fn decide_move(
    w: &Writing<'_>,
    deal: &Deal,
    to: StageId,
    fill: &[Set],
) -> Result<Move, Stop> {
    let contact = fill
        .iter()
        .find_map(|s| match s {
            Set::Contact(contact) => Some(*contact),
            _ => None,
        })
        .unwrap_or(deal.contact);
    let spot = Spot {
        top: store::deal::top(w.conn, to)?,
        count: store::total::of_stage(w.conn, to)?.count,
    };
    let hands_over = w
        .shop
        .stage(to)
        .is_some_and(|(_, stage)| stage.department.is_some());
    let staff = if hands_over { w.staff()? } else { Vec::new() };
    Ok(deal.relocate(
        to,
        fill.to_vec(),
        w.reachable(contact)?,
        spot,
        &staff,
        w.scene(),
    )?)
}

pub(super) fn assign(
    w: &mut Writing<'_>,
    act: &Act,
    id: DealId,
    expects: Version,
    to: Option<OperatorId>,
) -> Result<Outcome, Stop> {
    let deal = w.load_deal(id)?;
    let permit = w.permit_deal(act, &deal)?;
    let deal = w.expect_deal(deal, expects)?;
    let (chosen, why) = match to {
        Some(person) => (Some(person), None),
        None => assign::choose(&deal, &w.staff()?, w.scene()),
    };
    let changes = match chosen {
        Some(person) => deal.edit(vec![Set::Responsible(Some(person))], w.scene())?,
        None => Vec::new(),
    };
    let after = w.change_deal(&permit, &deal, changes, why)?;
    w.deal_outcome(&after)
}

fn note_text(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let invalid = |flaw| Refusal::Invalid {
        field: "note".into(),
        flaw,
    };
    if text.is_empty() {
        return Err(invalid(Flaw::Empty));
    }
    if text.len() > TEXT_MAX {
        return Err(invalid(Flaw::TooLong { max: TEXT_MAX }));
    }
    Ok(text.to_owned())
}

pub(super) fn note(
    w: &mut Writing<'_>,
    act: &Act,
    id: DealId,
    text: &str,
) -> Result<Outcome, Stop> {
    w.permit(act, Reach::Own)?;
    let deal = w.load_deal(id)?;
    w.facts.push(Fact::DealNoted {
        deal: id,
        text: note_text(text)?,
    });
    w.subject = Some(Subject::Deal(id));
    // Nothing of the card changes, but whoever looks at the deal has to hear of the note.
    w.touch_deal(deal.clone())?;
    w.deal_outcome(&deal)
}

pub(super) fn trash(
    w: &mut Writing<'_>,
    act: &Act,
    id: DealId,
    expects: Version,
) -> Result<Outcome, Stop> {
    let deal = w.load_deal(id)?;
    let permit = w.permit_deal(act, &deal)?;
    let deal = w.expect_deal(deal, expects)?;
    if let Some(approval) = deal.approval {
        return Err(Refusal::ApprovalPending { approval }.into());
    }
    let gone = Change {
        before: Set::Deleted(false),
        after: Set::Deleted(true),
    };
    let after = w.change_deal(&permit, &deal, vec![gone], None)?;
    w.deal_outcome(&after)
}

pub(super) fn raise_late(
    w: &mut Writing<'_>,
    act: &Act,
    id: DealId,
    due: Millis,
) -> Result<Outcome, Stop> {
    let permit = w.permit(act, Reach::Own)?;
    let deal = w.load_deal(id)?;
    if deal.stage_due != Some(due) || deal.deleted {
        // Moved on meanwhile: nothing to say.
        return Ok(Outcome::Plain);
    }
    store::deal::mark_late(w.conn, &permit, id)?;
    w.facts.push(Fact::DealLate {
        deal: id,
        stage: deal.stage,
        due,
    });
    w.touch_deal(deal)?;
    Ok(Outcome::Plain)
}
