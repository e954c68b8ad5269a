//! The windows of one pipeline under one filter, kept right by pages, frames and answers.
use super::pending::Pending;
use super::tile::Tile;
use super::window::{Asked, Side, Window, page_limit};
use crate::desk::message::RequestId;
use crate::domain::calendar::Millis;
use crate::domain::card::Card;
use crate::domain::id::{DealId, PipelineId, Seq, StageId};
use crate::domain::money::Kopecks;
use crate::wire::board::{ColumnQuery, Filter, Page, PageQuery, Total};
use crate::wire::feed::Frame;

/// What the last frame left to be asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Doubt {
    /// Only the server can say what is right now: read the board again soon.
    pub reread: bool,
    /// The same for the counts alone.
    pub recount: bool,
}

/// A column's heading with what is under way counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    pub count: i64,
    pub sum: Kopecks,
    /// Counting stopped: "at least".
    pub at_least: bool,
}

#[derive(Debug, Default)]
pub struct Board {
    /// `None`: the shop's first.
    pub pipeline: Option<PipelineId>,
    pub filter: Filter,
    /// Cards of a column that are on the screen.
    pub rows: usize,
    windows: Vec<Window>,
    /// The last journal number that is in the windows.
    seq: Option<Seq>,
    asked: Option<RequestId>,
    counting: Option<RequestId>,
    /// Heard while a question is open: its answer may be older.
    since: Vec<Frame>,
    doubt: Doubt,
}

impl Board {
    /// The first page is here.
    pub fn ready(&self) -> bool {
        !self.windows.is_empty()
    }

    /// The last journal number that is in the windows.
    pub fn seq(&self) -> Option<Seq> {
        self.seq
    }

    pub fn windows(&self) -> &[Window] {
        &self.windows
    }

    pub fn window(&self, stage: StageId) -> Option<&Window> {
        self.windows.iter().find(|w| w.stage == stage)
    }

    pub fn doubt(&self) -> Doubt {
        self.doubt
    }

    pub(super) fn tile(&self, deal: DealId) -> Option<&Tile> {
        self.windows
            .iter()
            .flat_map(Window::tiles)
            .find(|t| t.card.id == deal)
    }

    /// The column's cards as they are shown, with what is under way.
    pub fn shown<'a>(&'a self, stage: StageId, pending: &'a Pending) -> Vec<&'a Tile> {
        let Some(window) = self.window(stage) else {
            return Vec::new();
        };
        let mut tiles: Vec<&Tile> = window.tiles().iter().collect();
        for ghost in pending.ghosts() {
            tiles.retain(|t| t.card.id != ghost.card.id);
            if ghost.card.stage == stage && self.takes_ghost(ghost) {
                let sort = self.filter.sort;
                let place = super::order::key(&ghost.card, sort);
                let at = tiles.partition_point(|t| super::order::key(&t.card, sort) < place);
                tiles.insert(at, ghost);
            }
        }
        tiles
    }

    /// A ghost is shown even where the filter would not take it: the person wants to see where it went.
    fn takes_ghost(&self, ghost: &Tile) -> bool {
        !ghost.card.deleted
    }

    /// The column's count and sum as they are shown.
    pub fn heading(&self, stage: StageId, pending: &Pending) -> Option<Shown> {
        let window = self.window(stage)?;
        let mut shown = Shown {
            count: window.total.count,
            sum: window.total.sum,
            at_least: window.total.at_least,
        };
        for ghost in pending.ghosts() {
            let known = self.tile(ghost.card.id).map(|t| &t.card);
            if let Some(card) = known.filter(|c| c.stage == stage) {
                shown.count -= 1;
                shown.sum.0 -= card.amount.0;
            }
            let counted = known.is_some() || window.total.count > 0;
            if counted && ghost.card.stage == stage && !ghost.card.deleted {
                shown.count += 1;
                shown.sum.0 += ghost.card.amount.0;
            }
        }
        shown.count = shown.count.max(0);
        Some(shown)
    }

    /// The question for the whole board.
    pub fn query(&self) -> PageQuery {
        PageQuery {
            pipeline: self.pipeline,
            limit: page_limit(2 * self.rows),
            filter: self.filter.clone(),
        }
    }

    /// The question for the counts alone.
    pub fn count_query(&self) -> PageQuery {
        PageQuery {
            limit: 1,
            ..self.query()
        }
    }

    pub fn asked(&mut self, id: RequestId) {
        self.asked = Some(id);
    }

    pub fn counting(&mut self, id: RequestId) {
        self.counting = Some(id);
    }

    /// A whole page is on its way.
    pub fn reading(&self) -> bool {
        self.asked.is_some()
    }

    pub(super) fn lost(&mut self, request: RequestId) {
        let gone = |id: RequestId| id == request;
        self.asked.take_if(|id| gone(*id));
        self.counting.take_if(|id| gone(*id));
        for window in &mut self.windows {
            window.asked.take_if(|asked| gone(asked.id));
        }
        if !self.open_questions() {
            self.since.clear();
        }
    }

    /// The page of a column that the screen is about to need: rows `first` to `first + rows` are on it.
    pub fn wants(&mut self, stage: StageId, first: usize, rows: usize) -> Option<Wanted> {
        if self.asked.is_some() {
            return None;
        }
        let (query, side) = self.window(stage)?.page(first, rows, &self.filter)?;
        Some(Wanted { query, side })
    }

    /// The column's top or its foot, for a jump there.
    pub fn wants_end(&self, stage: StageId, foot: bool, rows: usize) -> Option<Wanted> {
        let window = self.window(stage)?;
        let there = if foot {
            window.at_foot()
        } else {
            window.at_top()
        };
        if there {
            return None;
        }
        let side = if foot { Side::Foot } else { Side::Top };
        let query = window.end(side, rows, &self.filter);
        Some(Wanted { query, side })
    }

    pub fn column_asked(&mut self, id: RequestId, wanted: &Wanted) {
        if let Some(window) = self.find(wanted.query.stage) {
            window.asked = Some(Asked {
                id,
                side: wanted.side,
                limit: wanted.query.limit,
                cursor: wanted.query.after.or(wanted.query.before),
            });
        }
    }

    /// Lets go of what is far from the screen. Returns how many rows fell off the beginning.
    pub fn trim(&mut self, stage: StageId, first: usize, rows: usize) -> usize {
        self.windows
            .iter_mut()
            .find(|w| w.stage == stage && w.asked.is_none())
            .map_or(0, |w| w.trim(first, rows))
    }

    /// A page of the whole board. False: nobody waits for it any more.
    pub(in crate::desk) fn page(&mut self, id: RequestId, page: &Page, now: Millis) -> bool {
        if self.counting == Some(id) {
            self.counting = None;
            for column in &page.columns {
                if let Some(window) = self.find(column.total.stage) {
                    window.total = column.total;
                    window.total_seq = page.seq;
                }
            }
            return true;
        }
        if self.asked != Some(id) {
            return false;
        }
        self.asked = None;
        self.pipeline = Some(page.pipeline);
        self.seq = self.seq.max(Some(page.seq));
        self.windows = page
            .columns
            .iter()
            .map(|column| Window::new(column.clone(), page.seq))
            .collect();
        self.again(Some(page.seq), now);
        true
    }

    /// A page of one column. `None`: nobody waits for it any more.
    pub(in crate::desk) fn column(
        &mut self,
        id: RequestId,
        column: &crate::wire::board::Column,
        now: Millis,
    ) -> Option<StageId> {
        let at = self
            .windows
            .iter()
            .position(|w| w.asked.is_some_and(|asked| asked.id == id))?;
        let asked = self.windows[at].asked.take()?;
        let stage = self.windows[at].stage;
        // A card is in one column: the newer of two sightings is right.
        let mut gone: Vec<DealId> = Vec::new();
        for card in &column.cards {
            for window in self.windows.iter_mut().filter(|w| w.stage != stage) {
                if let Some(n) = window.position(card.id) {
                    if window.tiles()[n].card.version >= card.version {
                        gone.push(card.id);
                    } else {
                        window.remove(n);
                    }
                }
            }
        }
        self.windows[at].take(asked, column.clone(), |card| gone.contains(&card.id));
        if !self.filter.is_open() {
            self.windows[at].total = column.total;
        }
        self.again(None, now);
        Some(stage)
    }

    /// The server refused this question for a page. False: it was none.
    pub(in crate::desk) fn refused(&mut self, id: RequestId) -> bool {
        let whole = self.asked.take_if(|asked| *asked == id).is_some();
        let counts = self.counting.take_if(|asked| *asked == id).is_some();
        let asks = |w: &&mut Window| w.asked.is_some_and(|asked| asked.id == id);
        let column = self.windows.iter_mut().find(asks);
        let page = column.is_some();
        if let Some(window) = column {
            window.refused();
        }
        whole || counts || page
    }

    /// Says again what was heard while the answer was on its way.
    fn again(&mut self, behind: Option<Seq>, now: Millis) {
        let frames = std::mem::take(&mut self.since);
        for frame in &frames {
            if behind.is_none_or(|seq| frame.seq > seq) {
                self.frame(frame, now);
            }
        }
        if self.open_questions() {
            self.since = frames;
        }
    }

    fn open_questions(&self) -> bool {
        self.asked.is_some() || self.windows.iter().any(|w| w.asked.is_some())
    }

    pub(super) fn apply(&mut self, frame: &Frame, now: Millis) {
        self.doubt = Doubt::default();
        if Some(frame.seq) <= self.seq {
            return;
        }
        self.seq = Some(frame.seq);
        if self.open_questions() {
            self.since.push(frame.clone());
        }
        self.frame(frame, now);
    }

    fn frame(&mut self, frame: &Frame, now: Millis) {
        if frame.many {
            self.doubt.reread = true;
        }
        for card in &frame.cards {
            self.apply_card(card.clone(), now);
        }
        self.apply_totals(&frame.totals, frame.seq);
    }

    pub(super) fn apply_totals(&mut self, totals: &[Total], seq: Seq) {
        if !self.filter.is_open() {
            return;
        }
        for total in totals {
            if let Some(window) = self.find(total.stage)
                && seq >= window.total_seq
            {
                window.total_seq = seq;
                if window.total != *total {
                    window.total = *total;
                }
            }
        }
    }

    /// Puts a newer card where it belongs. An older one changes nothing.
    pub(super) fn apply_card(&mut self, card: Card, now: Millis) {
        let old = self
            .windows
            .iter()
            .enumerate()
            .find_map(|(n, w)| w.position(card.id).map(|at| (n, at)));
        if let Some((n, at)) = old
            && self.windows[n].tiles()[at].card.version >= card.version
        {
            return;
        }
        let kept = !self.filter.is_open();
        if let Some((n, at)) = old {
            let window = &mut self.windows[n];
            let before = &window.tiles()[at].card;
            let stays = window.stage == card.stage
                && !card.deleted
                && super::order::key(before, self.filter.sort)
                    == super::order::key(&card, self.filter.sort)
                && self.filter.takes(&card, now) != Some(false);
            let amount = before.amount;
            if stays {
                self.doubt.reread |= self.filter.text.is_some();
                if kept {
                    window.count(0, Kopecks(card.amount.0 - amount.0));
                }
                self.windows[n].replace(at, Tile::new(card));
                return;
            }
            window.remove(at);
            if kept {
                window.count(-1, Kopecks(-amount.0));
            }
        }
        let ours = self.windows.iter().position(|w| w.stage == card.stage);
        let takes = self.filter.takes(&card, now);
        if kept && old.is_none() {
            // It may have been counted here, out of sight.
            self.doubt.recount = true;
        }
        if takes.is_none() && ours.is_some() {
            self.doubt.reread = true;
        }
        // What was taken before is taken until the server says otherwise.
        let taken = takes.unwrap_or(old.is_some());
        let Some(n) = ours.filter(|_| taken && !card.deleted) else {
            return;
        };
        let amount = card.amount;
        let window = &mut self.windows[n];
        window.insert(Tile::new(card), self.filter.sort);
        if kept && old.is_some() {
            window.count(1, amount);
        }
    }

    fn find(&mut self, stage: StageId) -> Option<&mut Window> {
        self.windows.iter_mut().find(|w| w.stage == stage)
    }
}

/// A question for a page of one column.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    pub query: ColumnQuery,
    side: Side,
}
