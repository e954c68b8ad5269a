//! Which part of the columns is on the screen, and the pages around it.
use super::Board;
use crate::desk::message::Request;
use crate::desk::mirror::Wanted;
use crate::desk::seat::Seat;
use crate::domain::id::{DealId, StageId};

/// How far a column is scrolled: to this card, so that others coming and going above don't shift what is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scroll {
    stage: StageId,
    top: usize,
    anchor: Option<DealId>,
}

impl Board {
    pub(super) fn top(&self, stage: StageId) -> usize {
        self.scrolls
            .iter()
            .find(|s| s.stage == stage)
            .map_or(0, |s| s.top)
    }

    pub(super) fn set_top(&mut self, stage: StageId, top: usize, anchor: Option<DealId>) {
        let anchor = anchor.filter(|_| top > 0);
        match self.scrolls.iter_mut().find(|s| s.stage == stage) {
            Some(scroll) => (scroll.top, scroll.anchor) = (top, anchor),
            None if top > 0 => self.scrolls.push(Scroll { stage, top, anchor }),
            None => {}
        }
    }

    /// Scrolls so that the selection is seen and nothing else moves without need.
    pub(super) fn scroll(&mut self, seat: &mut Seat) {
        let layout = self.layout(seat);
        let stages = self.pipeline(seat).map_or(1, |p| p.stages.len());
        let last = self.column + 1;
        self.first = self
            .first
            .min(self.column)
            .max(last.saturating_sub(layout.columns))
            .min(stages.saturating_sub(layout.columns));
        for column in self.first..(self.first + layout.columns).min(stages) {
            let Some(stage) = self.stage(seat, column) else {
                continue;
            };
            let tiles = self.tiles(seat, column);
            let scroll = self.scrolls.iter().find(|s| s.stage == stage);
            let mut top = scroll.map_or(0, |s| s.top);
            if let Some(anchor) = scroll.and_then(|s| s.anchor) {
                top = tiles
                    .iter()
                    .position(|t| t.card.id == anchor)
                    .unwrap_or(top);
            }
            if column == self.column {
                top = top
                    .min(self.row)
                    .max((self.row + 1).saturating_sub(layout.rows));
            }
            let end = tiles.len().saturating_sub(layout.rows);
            let foot = seat.mirror.board.window(stage).is_none_or(|w| w.at_foot());
            if foot {
                top = top.min(end);
            }
            let anchor = tiles.get(top).map(|t| t.card.id);
            self.set_top(stage, top, anchor);
        }
    }

    /// Asks for the pages around what is shown, and lets go of what is far from it.
    pub(super) fn pages(&mut self, seat: &mut Seat) {
        let layout = self.layout(seat);
        let stages = self.pipeline(seat).map_or(0, |p| p.stages.len());
        for column in self.first..(self.first + layout.columns).min(stages) {
            let Some(stage) = self.stage(seat, column) else {
                continue;
            };
            let top = self.top(stage);
            let gone = seat.mirror.board.trim(stage, top, layout.rows);
            if gone > 0 {
                let anchor = self.tiles(seat, column).get(top - gone).map(|t| t.card.id);
                self.set_top(stage, top - gone, anchor);
                if column == self.column {
                    self.row -= gone.min(self.row);
                }
            }
            let top = self.top(stage);
            if let Some(wanted) = seat.mirror.board.wants(stage, top, layout.rows) {
                ask(seat, wanted);
            }
        }
    }

    /// A card that was just moved stands on top of its new column: that has to be in the window.
    pub(super) fn show_moved(&mut self, deal: DealId, seat: &mut Seat) {
        let Some(stage) = seat.mirror.pending.ghost(deal).map(|t| t.card.stage) else {
            return;
        };
        let rows = self.layout(seat).rows;
        if let Some(wanted) = seat.mirror.board.wants_end(stage, false, rows) {
            ask(seat, wanted);
        }
    }
}

pub(super) fn ask(seat: &mut Seat, wanted: Wanted) {
    let id = seat.ask(Request::Column(wanted.query.clone()));
    seat.mirror.board.column_asked(id, &wanted);
}
