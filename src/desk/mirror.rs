//! What the desk knows of the server: the shop, this person, windows on the columns of one pipeline, and the changes
//! that are not confirmed yet. Never the whole board.
//!
//! Frames of the feed, answers and pages may come in any order and more than once: versions and journal numbers decide
//! what is newer. Forbidden in here: asking (that is the seat's) and drawing.
mod board;
mod order;
mod pending;
mod tile;
mod window;

pub use board::{Board, Doubt, Shown, Wanted};
pub use pending::{Pending, Waiting};
pub use tile::Tile;
pub use window::Window;

use super::message::{Fault, Reply, RequestId};
use crate::domain::calendar::Millis;
use crate::domain::card::Card;
use crate::domain::command::{Act, ActKind, Command};
use crate::domain::deal::Deal;
use crate::domain::id::{CommandId, DealId, OperatorId, Seq, Version};
use crate::domain::operator::{Actor, Operator};
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use crate::domain::text::{Kind, TermText};
use crate::wire::feed::Frame;
use crate::wire::problem::Code;
use crate::wire::{Done, Hello, Outcome};

/// A change that isn't confirmed after so many milliseconds is marked on its card.
pub const SLOW_MS: u64 = 150;
const OPENED_KEPT: usize = 16;

/// How the line to the server is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Link {
    /// Not yet heard of.
    #[default]
    Connecting,
    Up,
    Down,
}

#[derive(Debug, Default)]
pub struct Mirror {
    pub link: Link,
    pub me: Option<Operator>,
    pub shop: Option<Box<Shop>>,
    /// The shop's name, safe to print.
    pub shop_name: Option<TermText>,
    pub demo: bool,
    /// The moment of the copy that is looked at.
    pub copy_of: Option<Millis>,
    pub board: Board,
    pub pending: Pending,
    /// Open approvals this person may decide.
    pub approvals: i64,
    /// Notices not yet seen.
    pub notices: i64,
    /// Cards of deals opened from elsewhere than the board.
    opened: Vec<Tile>,
    /// This person's undone commands, for redo: the newest last.
    undone: Vec<CommandId>,
    /// Where in the journal the last undo ends: until the feed is there, its records' versions are not known.
    undone_at: Option<Seq>,
}

/// The end of a command.
#[derive(Debug)]
pub struct Settled {
    pub command: Command,
    /// Whose change it was.
    pub deal: Option<DealId>,
    pub result: Result<Done, Fault>,
    /// Changes of the same deal that were waiting behind it and fell with it.
    pub dropped: usize,
}

impl Mirror {
    pub fn actor(&self) -> Option<Actor> {
        self.me.as_ref().map(Actor::from)
    }

    pub fn my_id(&self) -> Option<OperatorId> {
        self.me.as_ref().map(|me| me.id)
    }

    pub(super) fn hello(&mut self, hello: &Hello) {
        self.link = Link::Up;
        self.me = Some(hello.me.clone());
        self.demo = hello.demo;
        self.copy_of = hello.copy_of;
        self.approvals = hello.approvals;
        self.notices = hello.notices;
        self.shop_name = Some(TermText::new(&hello.shop, Kind::Line));
    }

    pub(super) fn shop(&mut self, shop: Shop) {
        self.shop_name = Some(TermText::new(&shop.name, Kind::Line));
        self.shop = Some(Box::new(shop));
    }

    /// The deal's card as it is shown: with what is under way.
    pub fn card(&self, deal: DealId) -> Option<&Tile> {
        self.pending.ghost(deal).or_else(|| self.known(deal))
    }

    /// The deal's card as the server knows it.
    pub fn known(&self, deal: DealId) -> Option<&Tile> {
        let opened = self.opened.iter().find(|t| t.card.id == deal);
        let shown = self.board.tile(deal);
        match (shown, opened) {
            (Some(shown), Some(opened)) if opened.card.version > shown.card.version => Some(opened),
            (shown, opened) => shown.or(opened),
        }
    }

    /// The version of the deal the person sees.
    pub fn version(&self, deal: DealId) -> Option<Version> {
        self.known(deal).map(|t| t.card.version)
    }

    /// Keeps the card of a deal that was opened from elsewhere, so that the same keys work on it.
    pub fn remember(&mut self, card: Card) {
        let newer = |t: &Tile| t.card.id == card.id && t.card.version >= card.version;
        if self.opened.iter().any(newer) {
            return;
        }
        self.opened.retain(|t| t.card.id != card.id);
        self.opened.push(Tile::new(card));
        if self.opened.len() > OPENED_KEPT {
            self.opened.remove(0);
        }
    }

    /// A newer card from wherever: into its window, and where it was opened.
    fn fresh(&mut self, card: &Card, now: Millis) {
        if self.opened.iter().any(|t| t.card.id == card.id) {
            self.remember(card.clone());
        }
        self.board.apply_card(card.clone(), now);
    }

    pub(super) fn take(&mut self, command: Command, now: Millis) {
        let deal = match &command.act {
            Act::MoveDeal { deal, .. }
            | Act::EditDeal { deal, .. }
            | Act::AssignDeal { deal, .. }
            | Act::TrashDeal { deal, .. } => Some(*deal),
            _ => None,
        };
        let top = match &command.act {
            Act::MoveDeal { to, .. } => self.top(*to),
            _ => 0,
        };
        let ghost = deal.and_then(|deal| {
            let card = &self.card(deal)?.card;
            let shop = self.shop.as_deref()?;
            pending::foresee(card, &command.act, shop, self.me.as_ref(), top, now)
        });
        self.pending.push(command, ghost.map(Tile::new));
    }

    /// The smallest place shown in a stage.
    fn top(&self, stage: crate::domain::id::StageId) -> i64 {
        let known = self
            .board
            .window(stage)
            .and_then(|w| w.tiles().first())
            .map(|t| t.card.place);
        let ghosts = self
            .pending
            .ghosts()
            .filter(|t| t.card.stage == stage)
            .map(|t| t.card.place);
        known.into_iter().chain(ghosts).min().unwrap_or(0)
    }

    pub(super) fn next_to_send(&self) -> Option<Command> {
        let told = |seq| self.board.seq().is_none_or(|known| known >= seq);
        (self.link == Link::Up && self.undone_at.is_none_or(told))
            .then(|| self.pending.next_to_send())
            .flatten()
    }

    pub(super) fn sent(&mut self, command: CommandId, request: RequestId) {
        if let Some(waiting) = self.pending.find(command) {
            waiting.request = Some(request);
        }
    }

    /// Nobody answered this question. A command will be sent again, a page asked for again.
    pub(super) fn lost(&mut self, request: RequestId) {
        self.pending.lost(request);
        self.board.lost(request);
    }

    /// A command should be confirmed by now. True: it isn't, and its card says so.
    pub(super) fn slow(&mut self, command: CommandId) -> bool {
        match self.pending.find(command) {
            Some(waiting) if !waiting.confirmed => {
                waiting.slow = true;
                true
            }
            _ => false,
        }
    }

    /// The answer to a command. `None`: not one of ours, or it will be sent again.
    pub(super) fn settle(
        &mut self,
        request: RequestId,
        reply: &Result<Reply, Fault>,
        now: Millis,
    ) -> Option<Settled> {
        let id = self.pending.asked_by(request)?;
        let result = match reply {
            Ok(Reply::Done(done)) => Ok((**done).clone()),
            Err(Fault::Problem(problem)) if problem.code == Code::Unavailable => {
                // It can't just now. The same id goes out again later.
                self.pending.find(id)?.request = None;
                return None;
            }
            Err(fault @ Fault::Problem(_)) => Err(fault.clone()),
            Err(Fault::Lost) | Ok(_) => return None,
        };
        let waiting = self.pending.remove(id)?;
        let mut dropped = 0;
        match &result {
            Ok(done) => self.done(&waiting, done, now),
            Err(fault) => {
                if let Some(deal) = waiting.deal {
                    dropped = self.pending.remove_of(deal).len();
                }
                if let Some(Refusal::StaleDeal { fresh, .. }) = fault.refusal()
                    && let Some(old) = self.known(fresh.id)
                {
                    let card = card_of(fresh, Some(&old.card));
                    self.fresh(&card, now);
                }
            }
        }
        Some(Settled {
            deal: waiting.deal,
            command: waiting.command,
            result,
            dropped,
        })
    }

    fn done(&mut self, waiting: &Waiting, done: &Done, now: Millis) {
        match &done.outcome {
            Outcome::Deal { card, totals } => {
                self.pending.build_on(card.id, card.version);
                self.fresh(card, now);
                self.board.apply_totals(totals, done.seq);
            }
            Outcome::Asked { card, .. } => {
                self.pending.build_on(card.id, card.version);
                self.fresh(card, now);
            }
            Outcome::Undone { .. } => {
                self.undone_at = Some(done.seq);
                if let Act::Undo { command: None } = &waiting.command.act {
                    self.undone.push(waiting.command.id);
                }
            }
            _ => {}
        }
        // A new act of one's own leaves nothing to redo.
        if !matches!(waiting.command.act, Act::Undo { .. }) {
            self.undone.clear();
        }
    }

    /// The undo that redo would take back.
    pub(super) fn redo(&mut self) -> Option<CommandId> {
        self.undone.pop()
    }

    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// A frame of the feed. What it leaves to be asked is in `board.doubt()` until the next.
    pub(super) fn apply(&mut self, frame: &Frame, now: Millis) {
        for card in &frame.cards {
            if self.opened.iter().any(|t| t.card.id == card.id) {
                self.remember(card.clone());
            }
            if let Some(waiting) = self.pending.find(frame.command)
                && waiting.deal == Some(card.id)
            {
                waiting.confirmed = true;
                waiting.ghost = None;
                waiting.slow = false;
                if waiting.request.is_none() {
                    // Its answer was lost: there is nothing more to wait for.
                    self.pending.remove(frame.command);
                }
                self.pending.build_on(card.id, card.version);
            }
            let mine = self.my_id().is_some() && frame.by == self.my_id();
            if mine && frame.act == ActKind::Undo {
                self.pending.build_on(card.id, card.version);
            }
        }
        self.board.apply(frame, now);
    }
}

/// A card from a deal that came without one; the old card knows what the contact is called.
pub fn card_of(deal: &Deal, old: Option<&Card>) -> Card {
    let known = old.filter(|old| old.contact == deal.contact);
    Card::of(deal, known.map_or("", |old| &old.name))
}
