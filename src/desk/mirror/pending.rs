//! Changes that were asked for and are not confirmed. The screen shows their result at once, as a ghost over the
//! card the server knows; a refusal only has to take the ghost away.
//!
//! Changes of one deal go out one after another, each with the version the one before left behind; an undo goes out alone,
//! and what follows it waits until the feed has told what it changed. All keep their id,
//! so sending again after a lost answer does nothing twice.
use super::tile::Tile;
use crate::desk::message::RequestId;
use crate::domain::calendar::Millis;
use crate::domain::card::Card;
use crate::domain::command::{Act, Command};
use crate::domain::deal::{Set, Turn};
use crate::domain::id::{CommandId, DealId, Version};
use crate::domain::operator::Operator;
use crate::domain::shop::Shop;

#[derive(Debug)]
pub struct Waiting {
    pub command: Command,
    pub deal: Option<DealId>,
    /// What the deal's card will look like.
    pub ghost: Option<Tile>,
    pub(super) request: Option<RequestId>,
    /// The feed has brought it; only the answer is missing.
    pub(super) confirmed: bool,
    /// Not confirmed for so long that the card says so.
    pub slow: bool,
}

#[derive(Debug, Default)]
pub struct Pending {
    queue: Vec<Waiting>,
}

impl Pending {
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    pub fn len(&self) -> usize {
        self.queue.len()
    }

    pub(super) fn push(&mut self, command: Command, ghost: Option<Tile>) {
        self.queue.push(Waiting {
            deal: deal_of(&command.act),
            command,
            ghost,
            request: None,
            confirmed: false,
            slow: false,
        });
    }

    /// The newest ghost of a deal.
    pub fn ghost(&self, deal: DealId) -> Option<&Tile> {
        self.queue
            .iter()
            .rev()
            .filter(|w| w.deal == Some(deal))
            .find_map(|w| w.ghost.as_ref())
    }

    /// The newest ghost of every deal that has one.
    pub fn ghosts(&self) -> impl Iterator<Item = &Tile> {
        self.queue.iter().enumerate().filter_map(|(n, waiting)| {
            let ghost = waiting.ghost.as_ref()?;
            let later = self.queue[n + 1..]
                .iter()
                .any(|w| w.deal == waiting.deal && w.ghost.is_some());
            (!later).then_some(ghost)
        })
    }

    /// Is a change of this deal late to be confirmed?
    pub fn slow(&self, deal: DealId) -> bool {
        self.queue.iter().any(|w| w.slow && w.deal == Some(deal))
    }

    /// Is any change of this deal under way?
    pub fn holds(&self, deal: DealId) -> bool {
        self.queue
            .iter()
            .any(|w| !w.confirmed && w.deal == Some(deal))
    }

    /// Is this change still on its way? False also for one that fell with a refused change before it.
    pub fn has(&self, command: CommandId) -> bool {
        self.queue.iter().any(|w| w.command.id == command)
    }

    pub(super) fn next_to_send(&self) -> Option<Command> {
        self.queue
            .iter()
            .enumerate()
            .find(|(n, w)| {
                // What an undo takes back is told by what came before it: it waits for all, and all wait for it.
                let undoes = |w: &Waiting| matches!(w.command.act, Act::Undo { .. });
                let behind = self.queue[..*n].iter().any(|before| {
                    let same = w.deal.is_some() && before.deal == w.deal;
                    !before.confirmed && (same || undoes(before) || undoes(w))
                });
                w.request.is_none() && !w.confirmed && !behind
            })
            .map(|(_, w)| w.command.clone())
    }

    pub(super) fn find(&mut self, command: CommandId) -> Option<&mut Waiting> {
        self.queue.iter_mut().find(|w| w.command.id == command)
    }

    pub(super) fn asked_by(&self, request: RequestId) -> Option<CommandId> {
        self.queue
            .iter()
            .find(|w| w.request == Some(request))
            .map(|w| w.command.id)
    }

    pub(super) fn remove(&mut self, command: CommandId) -> Option<Waiting> {
        let at = self.queue.iter().position(|w| w.command.id == command)?;
        Some(self.queue.remove(at))
    }

    /// What rests on a refused change goes with it.
    pub(super) fn remove_of(&mut self, deal: DealId) -> Vec<Waiting> {
        self.queue
            .extract_if(.., |w| w.deal == Some(deal) && !w.confirmed)
            .collect()
    }

    /// The deal's next change builds on this version.
    pub(super) fn build_on(&mut self, deal: DealId, version: Version) {
        let next = self
            .queue
            .iter_mut()
            .find(|w| w.deal == Some(deal) && !w.confirmed && w.request.is_none());
        if let Some(expects) = next.and_then(|w| expects(&mut w.command.act)) {
            *expects = version;
        }
    }

    /// Nobody answered: it will be sent again, unless the feed has brought it.
    pub(super) fn lost(&mut self, request: RequestId) {
        for waiting in &mut self.queue {
            if waiting.request == Some(request) {
                waiting.request = None;
            }
        }
        self.queue.retain(|w| !w.confirmed || w.request.is_some());
    }
}

fn deal_of(act: &Act) -> Option<DealId> {
    match act {
        Act::EditDeal { deal, .. }
        | Act::MoveDeal { deal, .. }
        | Act::AssignDeal { deal, .. }
        | Act::NoteDeal { deal, .. }
        | Act::TrashDeal { deal, .. } => Some(*deal),
        _ => None,
    }
}

fn expects(act: &mut Act) -> Option<&mut Version> {
    match act {
        Act::EditDeal { expects, .. }
        | Act::MoveDeal { expects, .. }
        | Act::AssignDeal { expects, .. }
        | Act::TrashDeal { expects, .. } => Some(expects),
        _ => None,
    }
}

/// The card as the act will leave it, as far as can be told here. `top` is the smallest place of the stage moved to.
pub(super) fn foresee(
    card: &Card,
    act: &Act,
    shop: &Shop,
    me: Option<&Operator>,
    top: i64,
    now: Millis,
) -> Option<Card> {
    let mut after = card.clone();
    match act {
        Act::MoveDeal { to, fill, .. } => {
            let (pipeline, stage) = shop.stage(*to)?;
            let asks = stage
                .gate
                .approval
                .is_some_and(|role| !me.is_some_and(|me| me.role.covers(role)));
            if asks || card.approval.is_some() {
                return None;
            }
            put(&mut after, fill, now);
            after.pipeline = pipeline.id;
            after.stage = *to;
            after.place = top.saturating_sub(1);
            after.stage_since = now;
            after.stage_due = shop.deadline(stage, now);
            after.closed_at = shop.closes(stage).then(|| after.closed_at.unwrap_or(now));
            let ours = if after.closed_at.is_some() {
                after.turn
            } else {
                Turn::Us
            };
            turn(&mut after, stage.turn.unwrap_or(ours), now);
        }
        Act::EditDeal { set, .. } => put(&mut after, set, now),
        Act::AssignDeal { to: Some(to), .. } => after.responsible = Some(*to),
        Act::TrashDeal { .. } => after.deleted = true,
        _ => return None,
    }
    (after != *card).then_some(after)
}

fn turn(card: &mut Card, turn: Turn, now: Millis) {
    if card.turn != turn {
        card.turn = turn;
        card.turn_since = now;
    }
}

fn put(card: &mut Card, set: &[Set], now: Millis) {
    for set in set {
        match set {
            Set::Title(v) => card.title.clone_from(v),
            Set::Kind(v) => card.kind = *v,
            Set::Source(v) => card.source = *v,
            Set::Tags(v) => card.tags.clone_from(v),
            Set::Responsible(v) => card.responsible = *v,
            Set::Department(v) => card.department = *v,
            Set::NextStep(v) => card.next_at = v.as_ref().map(|s| s.at),
            Set::Turn(v) => turn(card, *v, now),
            Set::Amount(v) => card.amount = *v,
            _ => {}
        }
    }
}
