//! The board: the stages of one pipeline side by side, the selected card, everything one key does to it.
//!
//! The selection is a card, not a place: it goes where the card goes. Only what is on the screen and a page around it
//! is ever asked for.
mod deal;
mod draw;
mod empty;
mod filter;
mod fit;
mod head;
mod layout;
mod scroll;
mod seen;
mod template;

use super::super::action::{Action, Availability};
use super::super::keymap::Context;
use super::super::message::{Fault, Reply, RequestId};
use super::super::mirror::Tile;
use super::super::seat::Seat;
use super::{Overlay, Screen};
use crate::domain::id::{DealId, StageId};
use crate::domain::pipeline::Pipeline;
use crate::text;
use crate::wire::board::Filter;
pub(in crate::desk) use deal::{act_on, can_act_on, move_to};
use layout::Layout;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use scroll::{Scroll, ask};
use template::Template;

#[derive(Debug, Default)]
pub struct Board {
    /// Index of the selected column among the pipeline's stages.
    column: usize,
    deal: Option<DealId>,
    /// The card the person chose, should a filter hide it: it is selected again when it is back.
    chosen: Option<DealId>,
    /// Where the selected card was seen last, should it go away.
    row: usize,
    /// Index of the leftmost column shown.
    first: usize,
    scrolls: Vec<Scroll>,
    /// The first or last card of this stage is to be selected when it is here.
    jump: Option<(StageId, End)>,
    template: Template,
    /// The shop files the template was read from.
    setup: Option<i64>,
    /// What is shown, in a number: another number is worth a frame.
    seen: u64,
    /// The filter that was looked through last.
    filter: Filter,
    /// The page under a new filter is on its way.
    refiltered: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Top,
    Foot,
}

impl Board {
    fn pipeline<'a>(&self, seat: &'a Seat) -> Option<&'a Pipeline> {
        let shop = seat.mirror.shop.as_deref()?;
        match seat.mirror.board.pipeline {
            Some(id) => shop.pipeline(id),
            None => shop.pipelines.first(),
        }
    }

    fn stage(&self, seat: &Seat, column: usize) -> Option<StageId> {
        Some(self.pipeline(seat)?.stages.get(column)?.id)
    }

    fn layout(&self, seat: &Seat) -> Layout {
        let stages = self.pipeline(seat).map_or(1, |p| p.stages.len());
        let (width, height) = seat.size;
        Layout::new(
            width,
            height.saturating_sub(2),
            stages,
            self.template.height(),
        )
    }

    fn tiles<'a>(&self, seat: &'a Seat, column: usize) -> Vec<&'a Tile> {
        self.stage(seat, column)
            .map(|stage| seat.mirror.board.shown(stage, &seat.mirror.pending))
            .unwrap_or_default()
    }

    /// The person's choice: the card in this row of this column, or the nearest there is.
    fn select(&mut self, column: usize, row: usize, seat: &mut Seat) {
        self.point(column, row, seat);
        self.chosen = self.deal;
    }

    fn point(&mut self, column: usize, row: usize, seat: &mut Seat) {
        let tiles = self.tiles(seat, column);
        let row = row.min(tiles.len().saturating_sub(1));
        let deal = tiles.get(row).map(|t| t.card.id);
        (self.column, self.row, self.deal) = (column, row, deal);
        seat.dirty();
    }

    fn step(&mut self, action: Action, seat: &mut Seat) {
        let layout = self.layout(seat);
        let stages = self.pipeline(seat).map_or(0, |p| p.stages.len());
        let Some(stage) = self.stage(seat, self.column) else {
            return;
        };
        let row = self.row;
        match action {
            Action::Up => self.select(self.column, row.saturating_sub(1), seat),
            Action::Down => self.select(self.column, row + 1, seat),
            Action::PageUp => self.select(self.column, row.saturating_sub(layout.rows), seat),
            Action::PageDown => self.select(self.column, row + layout.rows, seat),
            Action::FirstColumn => self.select(0, 0, seat),
            Action::LastColumn => self.select(stages.saturating_sub(1), 0, seat),
            Action::First => self.end(stage, End::Top, seat),
            Action::Last => self.end(stage, End::Foot, seat),
            Action::Left | Action::Right => {
                let column = if action == Action::Left {
                    self.column.saturating_sub(1)
                } else {
                    (self.column + 1).min(stages.saturating_sub(1))
                };
                if column != self.column {
                    // The same height on the screen, not the same number.
                    let on_screen = row.saturating_sub(self.top(stage));
                    let there = self.stage(seat, column).map_or(0, |s| self.top(s));
                    self.select(column, there + on_screen, seat);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, stage: StageId, end: End, seat: &mut Seat) {
        let rows = self.layout(seat).rows;
        if let Some(wanted) = seat.mirror.board.wants_end(stage, end == End::Foot, rows) {
            self.jump = Some((stage, end));
            ask(seat, wanted);
            return;
        }
        let row = match end {
            End::Top => 0,
            End::Foot => usize::MAX,
        };
        self.select(self.column, row, seat);
    }

    /// Finds the selected card again, wherever it went; where it is gone, its neighbour is selected.
    fn follow(&mut self, seat: &mut Seat) {
        let Some(stages) = self.pipeline(seat).map(|p| p.stages.len()) else {
            return;
        };
        for deal in [self.chosen, self.deal].into_iter().flatten() {
            if let Some((column, row)) = self.find(deal, stages, seat) {
                (self.column, self.row, self.deal) = (column, row, Some(deal));
                return;
            }
        }
        let column = self.column.min(stages.saturating_sub(1));
        let tiles = self.tiles(seat, column);
        let row = self.row.min(tiles.len().saturating_sub(1));
        let deal = tiles.get(row).map(|t| t.card.id);
        (self.column, self.row, self.deal) = (column, row, deal);
    }

    fn find(&self, deal: DealId, stages: usize, seat: &Seat) -> Option<(usize, usize)> {
        let mut nearby = std::iter::once(self.column).chain(0..stages);
        nearby.find_map(|column| {
            let tiles = self.tiles(seat, column);
            let row = tiles.iter().position(|t| t.card.id == deal)?;
            Some((column, row))
        })
    }

    /// The pipeline's count and sum.
    fn overall(&self, seat: &Seat) -> (i64, i64, bool) {
        let board = &seat.mirror.board;
        let mut all = (0, 0i64, false);
        for window in board.windows() {
            if let Some(shown) = board.heading(window.stage, &seat.mirror.pending) {
                all.0 += shown.count;
                all.1 = all.1.saturating_add(shown.sum.0);
                all.2 |= shown.at_least;
            }
        }
        all
    }
}

impl Screen for Board {
    fn context(&self) -> Context {
        Context::Board
    }

    fn offers(&self, _: &Seat) -> Vec<Action> {
        vec![
            Action::Open,
            Action::MoveRight,
            Action::MoveTo,
            Action::New,
            Action::Assign,
            Action::Turn,
            Action::NextStep,
            Action::Note,
            Action::MoveLeft,
            Action::Undo,
            Action::Filter,
            Action::FilterReset,
            Action::FilterMine,
            Action::SortTurn,
            Action::Pipeline,
            Action::Edit,
            Action::OpenContact,
            Action::Withdraw,
            Action::Why,
            Action::Copy,
            Action::Trash,
            Action::Left,
            Action::Right,
            Action::Up,
            Action::Down,
            Action::PageUp,
            Action::PageDown,
            Action::First,
            Action::Last,
            Action::FirstColumn,
            Action::LastColumn,
        ]
    }

    fn can(&self, action: Action, seat: &Seat) -> Availability {
        let lang = seat.lang;
        let no = |words: &'static str| Availability::No(words.to_owned());
        match action {
            Action::Left
            | Action::Right
            | Action::Up
            | Action::Down
            | Action::PageUp
            | Action::PageDown
            | Action::First
            | Action::Last
            | Action::FirstColumn
            | Action::LastColumn
            | Action::New => Availability::Yes,
            Action::Filter | Action::FilterMine | Action::SortTurn
                if seat.mirror.board.ready()
                    && seat.mirror.board.filter.is_empty()
                    && self.overall(seat).0 == 0 =>
            {
                no(text::board::nothing_yet(lang))
            }
            Action::Filter | Action::FilterMine | Action::SortTurn => Availability::Yes,
            Action::FilterReset if seat.mirror.board.filter == Default::default() => {
                no(text::board::filter_is_open(lang))
            }
            Action::FilterReset => Availability::Yes,
            Action::Pipeline => match &seat.mirror.shop {
                Some(shop) if shop.pipelines.len() > 1 => Availability::Yes,
                _ => no(text::board::one_pipeline(lang)),
            },
            action => match self.deal {
                Some(deal) => can_act_on(deal, action, seat),
                None if deal::is_for_deals(action) => no(text::desk::nothing_selected(lang)),
                None => Availability::Absent,
            },
        }
    }

    fn act(&mut self, action: Action, seat: &mut Seat) {
        match action {
            Action::New => seat.open(Overlay::NewDeal),
            Action::Filter => seat.open(Overlay::Filter),
            Action::FilterReset | Action::FilterMine | Action::SortTurn => {
                filter::set(action, seat);
                self.refresh(seat);
            }
            Action::Pipeline => {
                self.next_pipeline(seat);
                self.refresh(seat);
            }
            action => match self.deal.filter(|_| deal::is_for_deals(action)) {
                Some(deal) => {
                    self.chosen = Some(deal);
                    act_on(deal, action, seat);
                    self.show_moved(deal, seat);
                }
                None => self.step(action, seat),
            },
        }
    }

    fn reply(&mut self, id: RequestId, reply: &Result<Reply, Fault>, seat: &mut Seat) -> bool {
        let Ok(Reply::Column(column)) = reply else {
            return false;
        };
        let now = seat.now;
        let Some(stage) = seat.mirror.board.column(id, column, now) else {
            return false;
        };
        seat.dirty();
        if let Some((wanted, end)) = self.jump.take_if(|(wanted, _)| *wanted == stage) {
            let column = self
                .pipeline(seat)
                .and_then(|p| p.stages.iter().position(|s| s.id == wanted));
            if let Some(column) = column.filter(|c| *c == self.column) {
                let row = match end {
                    End::Top => 0,
                    End::Foot => usize::MAX,
                };
                self.set_top(stage, 0, None);
                self.select(column, row, seat);
            }
        }
        true
    }

    fn deal(&self) -> Option<DealId> {
        self.deal
    }

    fn refresh(&mut self, seat: &mut Seat) {
        seat.read_board();
    }

    fn settle(&mut self, seat: &mut Seat) {
        if let Some(shop) = &seat.mirror.shop
            && self.setup != Some(shop.version)
        {
            self.setup = Some(shop.version);
            self.template = Template::new(&shop.card);
        }
        if !seat.mirror.board.ready() {
            return;
        }
        if let Some(stage) = seat.stage.take() {
            let stages = self.pipeline(seat).map(|p| &p.stages);
            let column = stages.and_then(|all| all.iter().position(|s| s.id == stage));
            if let Some(column) = column {
                self.select(column, 0, seat);
            }
        }
        self.follow(seat);
        self.look_at_what_passed(seat);
        self.scroll(seat);
        self.pages(seat);
        // Deep in a column: enough to find the selected card again.
        seat.mirror.board.rows = self.layout(seat).rows.max(self.row + 1);
        let seen = self.seen(seat);
        if seen != self.seen {
            self.seen = seen;
            seat.dirty();
        }
    }

    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        self.paint(seat, area, buf);
        None
    }
}

impl Board {
    /// After another filter the pointer is where cards are, if any are.
    fn look_at_what_passed(&mut self, seat: &mut Seat) {
        if seat.mirror.board.filter != self.filter {
            self.filter = seat.mirror.board.filter.clone();
            self.refiltered = true;
        }
        if !self.refiltered || seat.mirror.board.reading() {
            return;
        }
        self.refiltered = false;
        let stages = self.pipeline(seat).map_or(0, |p| p.stages.len());
        if self.chosen.is_some() && self.chosen == self.deal {
            return;
        }
        // Whatever took the chosen card's row is as good as any; the topmost is where the eye begins.
        let filled = |column: &usize| !self.tiles(seat, *column).is_empty();
        let mut columns = std::iter::once(self.column).chain(0..stages);
        if let Some(column) = columns.find(filled) {
            self.point(column, 0, seat);
        }
    }

    fn next_pipeline(&mut self, seat: &mut Seat) {
        let Some(shop) = seat.mirror.shop.as_deref() else {
            return;
        };
        let now = self.pipeline(seat).map(|p| p.id);
        let at = shop.pipelines.iter().position(|p| Some(p.id) == now);
        let next = at.map_or(0, |n| (n + 1) % shop.pipelines.len());
        seat.mirror.board.pipeline = shop.pipelines.get(next).map(|p| p.id);
        (self.column, self.row, self.first, self.deal) = (0, 0, 0, None);
        self.chosen = None;
        self.scrolls.clear();
        seat.dirty();
    }
}
