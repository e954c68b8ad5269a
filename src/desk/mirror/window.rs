//! A window on one column: some of its cards in their order, and what is known of the rest.
use super::order::key;
use super::tile::Tile;
use crate::desk::message::RequestId;
use crate::domain::card::Card;
use crate::domain::id::{DealId, Seq, StageId};
use crate::domain::money::Kopecks;
use crate::wire::board::{self, ColumnQuery, Filter, Sort, Total};

/// From which side a page is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Below,
    Above,
    /// The whole window anew, from the column's top or its foot.
    Top,
    Foot,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    pub stage: StageId,
    /// As the server counted them.
    pub total: Total,
    pub(super) total_seq: Seq,
    tiles: Vec<Tile>,
    /// Cards above the window, as far as is known. Zero: it begins at the column's top.
    above: i64,
    /// There are more below.
    more: bool,
    pub(super) asked: Option<Asked>,
    /// The server knows this card in the column no more: the feed is about to say so. Not asked from again.
    dead: Option<DealId>,
}

/// A page that is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) id: RequestId,
    pub(super) side: Side,
    pub(super) limit: u32,
    /// The card the page begins or ends at.
    pub(super) cursor: Option<DealId>,
}

impl Window {
    pub(super) fn new(column: board::Column, seq: Seq) -> Window {
        Window {
            stage: column.total.stage,
            total: column.total,
            total_seq: seq,
            tiles: column.cards.into_iter().map(Tile::new).collect(),
            above: 0,
            more: column.more,
            asked: None,
            dead: None,
        }
    }

    pub fn tiles(&self) -> &[Tile] {
        &self.tiles
    }

    pub fn above(&self) -> i64 {
        self.above
    }

    /// The window begins at the column's top.
    pub fn at_top(&self) -> bool {
        self.above == 0
    }

    /// The window ends at the column's foot.
    pub fn at_foot(&self) -> bool {
        !self.more
    }

    pub(super) fn position(&self, deal: DealId) -> Option<usize> {
        self.tiles.iter().position(|t| t.card.id == deal)
    }

    pub(super) fn remove(&mut self, at: usize) -> Tile {
        self.tiles.remove(at)
    }

    /// Puts the card in its place, if that is inside the window.
    pub(super) fn insert(&mut self, tile: Tile, sort: Sort) {
        let place = key(&tile.card, sort);
        let at = self
            .tiles
            .partition_point(|other| key(&other.card, sort) < place);
        if at == 0 && !self.at_top() {
            self.above += 1;
        } else if at < self.tiles.len() || !self.more {
            self.tiles.insert(at, tile);
        }
    }

    pub(super) fn replace(&mut self, at: usize, tile: Tile) {
        self.tiles[at] = tile;
    }

    pub(super) fn count(&mut self, cards: i64, sum: Kopecks) {
        self.total.count = (self.total.count + cards).max(0);
        self.total.sum = Kopecks(self.total.sum.0.saturating_add(sum.0));
    }

    /// The question that brings the rows the screen is about to need, if one is due.
    pub(super) fn page(
        &self,
        first: usize,
        rows: usize,
        filter: &Filter,
    ) -> Option<(ColumnQuery, Side)> {
        if self.asked.is_some() {
            return None;
        }
        let query = |after, before, side| {
            Some((
                ColumnQuery {
                    stage: self.stage,
                    after,
                    before,
                    foot: false,
                    limit: page_limit(rows),
                    filter: filter.clone(),
                },
                side,
            ))
        };
        let edge = |tile: Option<&Tile>| tile.map(|t| t.card.id);
        let alive = |id: &DealId| Some(*id) != self.dead;
        if self.tiles.is_empty() && (self.more || !self.at_top()) {
            return query(None, None, Side::Top);
        }
        if self.more && first + 2 * rows > self.tiles.len() {
            let last = edge(self.tiles.last()).filter(alive)?;
            return query(Some(last), None, Side::Below);
        }
        if !self.at_top() && first < rows {
            let first = edge(self.tiles.first()).filter(alive)?;
            return query(None, Some(first), Side::Above);
        }
        None
    }

    /// The server could not answer.
    pub(super) fn refused(&mut self) {
        if let Some(asked) = self.asked.take() {
            self.dead = asked.cursor;
        }
    }

    /// The question for the column's one end or the other.
    pub(super) fn end(&self, side: Side, rows: usize, filter: &Filter) -> ColumnQuery {
        ColumnQuery {
            stage: self.stage,
            after: None,
            before: None,
            foot: side == Side::Foot,
            limit: page_limit(2 * rows),
            filter: filter.clone(),
        }
    }

    /// Takes a page in. `known` says of a card whether a newer one is in another column.
    pub(super) fn take(
        &mut self,
        asked: Asked,
        column: board::Column,
        known: impl Fn(&Card) -> bool,
    ) {
        let side = asked.side;
        let whole = column.cards.len() >= asked.limit as usize;
        let mut fresh: Vec<Tile> = column
            .cards
            .into_iter()
            .filter(|card| !known(card))
            .map(Tile::new)
            .collect();
        match side {
            Side::Top | Side::Foot => {
                self.tiles = fresh;
                self.more = column.more;
                self.above = match side {
                    Side::Foot if whole => (column.total.count - self.tiles.len() as i64).max(0),
                    _ => 0,
                };
            }
            Side::Below => {
                fresh.retain(|t| self.position(t.card.id).is_none());
                self.tiles.append(&mut fresh);
                self.more = column.more;
            }
            Side::Above => {
                fresh.retain(|t| self.position(t.card.id).is_none());
                let moved = fresh.len();
                // Fewer than asked for: that was the top.
                self.above = if whole {
                    (self.above - moved as i64).max(1)
                } else {
                    0
                };
                fresh.append(&mut self.tiles);
                self.tiles = fresh;
            }
        }
    }

    /// Lets go of what is far from the rows on the screen. Returns how many rows fell off the beginning.
    pub(super) fn trim(&mut self, first: usize, rows: usize) -> usize {
        let keep = 4 * rows.max(4);
        let last = (first + rows + keep).min(self.tiles.len());
        if last < self.tiles.len() {
            self.tiles.truncate(last);
            self.more = true;
        }
        let gone = first.saturating_sub(keep);
        if gone > 0 {
            self.tiles.drain(..gone);
            self.above += gone as i64;
        }
        gone
    }
}

/// Cards to ask for where a page holds this many rows.
pub(super) fn page_limit(rows: usize) -> u32 {
    rows.clamp(10, 200) as u32
}
