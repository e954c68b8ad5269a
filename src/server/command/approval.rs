//! A superior's yes or no.
use super::deal::decide_move;
use super::writing::Writing;
use crate::domain::approval::{Approval, State, Verdict};
use crate::domain::command::Act;
use crate::domain::deal::{Change, Deal, Move, Set};
use crate::domain::event::{Fact, Why};
use crate::domain::id::*;
use crate::domain::operator::{Permit, Reach};
use crate::domain::refusal::{Flaw, Refusal};
use crate::store::{self, Stop};
use crate::wire::Outcome;

fn open(w: &Writing<'_>, id: ApprovalId) -> Result<Approval, Stop> {
    let approval =
        store::approval::load(w.conn, id)?.ok_or_else(|| Refusal::not_found("approval", id.0))?;
    if approval.state == State::Withdrawn {
        return Err(Refusal::Withdrawn { approval: id }.into());
    }
    if approval.state != State::Open {
        return Err(Refusal::AlreadyDecided {
            approval: id,
            by: approval.decided_by,
        }
        .into());
    }
    Ok(approval)
}

pub(super) fn decide(
    w: &mut Writing<'_>,
    act: &Act,
    id: ApprovalId,
    verdict: &Verdict,
) -> Result<Outcome, Stop> {
    let permit = w.permit(act, Reach::Other)?;
    let approval = open(w, id)?;
    let gate = w
        .shop
        .stage(approval.to)
        .and_then(|(_, stage)| stage.gate.approval);
    if let Some(role) = gate.filter(|role| !w.actor.role.covers(*role)) {
        return Err(Refusal::NeedsRole { role }.into());
    }
    let deal = w.load_deal(approval.deal)?;
    let free = Change {
        before: Set::Approval(deal.approval),
        after: Set::Approval(None),
    };
    match verdict {
        Verdict::Refuse { reason } => {
            if reason.trim().is_empty() {
                return Err(Refusal::Invalid {
                    field: "reason".into(),
                    flaw: Flaw::Empty,
                }
                .into());
            }
            let after = w.change_deal(&permit, &deal, vec![free], None)?;
            close(
                w,
                &permit,
                approval,
                State::Refused,
                Some(reason.trim().to_owned()),
            )?;
            w.deal_outcome(&after)
        }
        Verdict::Approve => {
            let freed = Deal {
                approval: None,
                ..deal.clone()
            };
            let Move::Go {
                mut changes,
                why: _,
            } = decide_move(w, &freed, approval.to, &[])?
            else {
                return Err(Refusal::NeedsRole {
                    role: gate.unwrap_or(w.actor.role),
                }
                .into());
            };
            changes.insert(0, free);
            let why = Why::Approved {
                approval: id,
                asked_by: approval.asked_by,
            };
            let after = w.change_deal(&permit, &deal, changes, Some(why))?;
            close(w, &permit, approval, State::Approved, None)?;
            w.deal_outcome(&after)
        }
    }
}

pub(super) fn withdraw(w: &mut Writing<'_>, act: &Act, id: ApprovalId) -> Result<Outcome, Stop> {
    let asked_by = store::approval::load(w.conn, id)?.and_then(|a| a.asked_by);
    let own = asked_by.is_some() && asked_by == w.actor.operator;
    let permit = w.permit(act, if own { Reach::Own } else { Reach::Other })?;
    let approval = open(w, id)?;
    let deal = w.load_deal(approval.deal)?;
    let free = Change {
        before: Set::Approval(deal.approval),
        after: Set::Approval(None),
    };
    let after = w.change_deal(&permit, &deal, vec![free], None)?;
    close(w, &permit, approval, State::Withdrawn, None)?;
    w.deal_outcome(&after)
}

/// Writes an approval's end, or by undo its new beginning.
pub(super) fn close(
    w: &mut Writing<'_>,
    permit: &Permit,
    approval: Approval,
    state: State,
    reason: Option<String>,
) -> Result<(), Stop> {
    let decided = state != State::Open;
    let closed = Approval {
        state,
        decided_by: w.actor.operator.filter(|_| decided),
        decided_at: decided.then_some(w.now),
        reason: reason.clone(),
        ..approval
    };
    store::approval::put(w.conn, permit, &closed)?;
    w.facts.push(Fact::ApprovalDecided {
        approval: closed.id,
        deal: closed.deal,
        to: closed.to,
        state,
        reason,
        asked_by: closed.asked_by,
    });
    Ok(())
}
