//! What one key does to a deal, from the board and from its card alike.
use crate::desk::action::{Action, Availability};
use crate::desk::message::Effect;
use crate::desk::screen::Overlay;
use crate::desk::seat::{Level, Seat};
use crate::domain::card::Card;
use crate::domain::command::{Act, ActKind};
use crate::domain::id::{DealId, StageId};
use crate::domain::operator::{Reach, allowed};
use crate::text;

pub(super) fn is_for_deals(action: Action) -> bool {
    matches!(
        action,
        Action::Open
            | Action::MoveLeft
            | Action::MoveRight
            | Action::MoveTo
            | Action::Edit
            | Action::Assign
            | Action::Turn
            | Action::NextStep
            | Action::Note
            | Action::Trash
            | Action::OpenContact
            | Action::Withdraw
            | Action::Why
            | Action::Copy
    )
}

/// Can this be done to the deal now? Only what is certain is refused here; the rest the server decides.
pub(in crate::desk) fn can_act_on(deal: DealId, action: Action, seat: &Seat) -> Availability {
    let lang = seat.lang;
    let no = |words: &'static str| Availability::No(words.to_owned());
    if !is_for_deals(action) {
        return Availability::Absent;
    }
    let Some(card) = seat.mirror.card(deal).map(|t| &t.card) else {
        return no(text::desk::nothing_selected(lang));
    };
    let kind = match action {
        Action::MoveLeft | Action::MoveRight | Action::MoveTo => Some(ActKind::MoveDeal),
        Action::Edit | Action::Turn | Action::NextStep => Some(ActKind::EditDeal),
        Action::Assign => Some(ActKind::AssignDeal),
        Action::Note => Some(ActKind::NoteDeal),
        Action::Trash => Some(ActKind::TrashDeal),
        _ => None,
    };
    if let (Some(kind), Some(me)) = (kind, &seat.mirror.me)
        // Observers count as near and a card doesn't name them, so only what nobody of the role may is certain.
        && !allowed(me.role, kind, Reach::Own)
    {
        return Availability::No(text::refusal::not_for_role(lang, kind, me.role));
    }
    match action {
        Action::MoveLeft | Action::MoveRight | Action::MoveTo if card.approval.is_some() => {
            no(text::board::waits_approval(lang))
        }
        Action::MoveLeft if neighbour(card, Action::MoveLeft, seat).is_none() => {
            no(text::board::no_stage_left(lang))
        }
        Action::MoveRight if neighbour(card, Action::MoveRight, seat).is_none() => {
            no(text::board::no_stage_right(lang))
        }
        Action::Withdraw if card.approval.is_none() => no(text::board::no_approval(lang)),
        Action::OpenContact if card.contact.is_none() => no(text::board::no_contact(lang)),
        _ => Availability::Yes,
    }
}

/// Does it, or opens what asks for the rest.
pub(in crate::desk) fn act_on(deal: DealId, action: Action, seat: &mut Seat) {
    let Some(card) = seat.mirror.card(deal).map(|t| t.card.clone()) else {
        return;
    };
    match action {
        Action::MoveLeft | Action::MoveRight => {
            if let Some(to) = neighbour(&card, action, seat) {
                move_to(deal, to, seat);
            }
        }
        Action::MoveTo => seat.open(Overlay::Stages(deal)),
        Action::Open => seat.open(Overlay::Deal(deal)),
        Action::Edit => seat.open(Overlay::EditDeal(deal)),
        Action::Assign => seat.open(Overlay::Assign(deal)),
        Action::Turn => seat.open(Overlay::Turn(deal)),
        Action::NextStep => seat.open(Overlay::NextStep(deal)),
        Action::Note => seat.open(Overlay::Note(deal)),
        Action::Trash => seat.open(Overlay::Trash(deal)),
        Action::Why => seat.open(Overlay::Why(deal)),
        Action::OpenContact => {
            if let Some(contact) = card.contact {
                seat.open(Overlay::Contact(contact));
            }
        }
        Action::Withdraw => {
            if let Some(approval) = card.approval {
                seat.act(Act::WithdrawApproval { approval });
            }
        }
        Action::Copy => {
            seat.effect(Effect::Copy(deal.to_string()));
            seat.say(Level::Info, text::board::copied(seat.lang, deal.0));
        }
        _ => {}
    }
}

/// Moves the deal at once on the screen and asks the server for it.
pub(in crate::desk) fn move_to(deal: DealId, to: StageId, seat: &mut Seat) {
    if let Some(expects) = seat.mirror.version(deal) {
        seat.act(Act::MoveDeal {
            deal,
            expects,
            to,
            fill: Vec::new(),
        });
    }
}

/// The stage beside the card's.
fn neighbour(card: &Card, action: Action, seat: &Seat) -> Option<StageId> {
    let shop = seat.mirror.shop.as_deref()?;
    let (pipeline, _) = shop.stage(card.stage)?;
    let at = pipeline.stages.iter().position(|s| s.id == card.stage)?;
    let there = match action {
        Action::MoveLeft => at.checked_sub(1)?,
        _ => at + 1,
    };
    pipeline.stages.get(there).map(|s| s.id)
}
