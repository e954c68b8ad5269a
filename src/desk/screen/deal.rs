//! The card of one deal: its fields, goods, tasks, contact and other deals on the left, everything that ever happened to
//! it on the right. Where there is no room for both they are two sides of one card.
//!
//! Forbidden in here: rules. Whether something may be done is asked of the same functions the board asks.
mod acts;
mod draw;
pub(super) mod edit;
pub(super) mod fields;
pub(super) mod item;
mod lines;
pub(super) mod task;

use super::board::{act_on, can_act_on};
use super::sheet::{End, Sheet};
use super::story::Story;
use super::{Overlay, Screen};
use crate::desk::action::{Action, Availability};
use crate::desk::key::Input;
use crate::desk::keymap::Context;
use crate::desk::message::{Fault, Reply, Request, RequestId};
use crate::desk::mirror::card_of;
use crate::desk::part::list::{Go, List};
use crate::desk::seat::Seat;
use crate::domain::approval::Verdict;
use crate::domain::command::Act;
use crate::domain::event::Subject;
use crate::domain::id::{CommandId, DealId};
use crate::text;
use crate::wire::Done;
use crate::wire::deal::{HistoryQuery, View};
use crate::wire::feed::Frame;
use lines::Row;
pub(super) use lines::ways;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// From this width both sides are shown beside each other.
const WIDE: u16 = 100;
/// Entries of history asked for at once.
const PAGE: u32 = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Facts,
    Story,
}

#[derive(Debug)]
pub(super) struct DealCard {
    id: DealId,
    view: Option<Box<View>>,
    asked: Option<RequestId>,
    /// Something changed while the answer was on its way.
    again: bool,
    more_asked: Option<RequestId>,
    fault: Option<String>,
    side: Side,
    list: List<Row>,
    /// Fields without a value are shown too.
    unfolded: bool,
    story: Story,
    /// A field, a line of goods or a task being edited in place.
    sheet: Option<Sheet>,
}

/// Keeps the deal's card, so that the board's keys work on it.
pub(super) fn remember(view: &View, seat: &mut Seat) {
    let mut card = card_of(&view.deal, None);
    card.name = view
        .contact
        .as_ref()
        .map(|c| c.called())
        .unwrap_or_default();
    seat.mirror.remember(card);
}

/// A no or a silence in words.
pub(super) fn fault_words(fault: &Fault, seat: &Seat) -> String {
    let lang = seat.lang;
    match (fault, fault.refusal()) {
        (_, Some(no)) => text::refusal::refusal(lang, no, seat.mirror.shop.as_deref()),
        (Fault::Problem(problem), _) => {
            text::desk::problem(lang, &problem.message, &problem.request)
        }
        (Fault::Lost, _) => text::desk::lost(lang).to_owned(),
    }
}

impl DealCard {
    pub(super) fn new(id: DealId) -> DealCard {
        DealCard {
            id,
            view: None,
            asked: None,
            again: false,
            more_asked: None,
            fault: None,
            side: Side::Facts,
            list: List::default(),
            unfolded: false,
            story: Story::default(),
            sheet: None,
        }
    }

    fn ask(&mut self, seat: &mut Seat) {
        if self.asked.is_some() {
            self.again = true;
        } else {
            self.asked = Some(seat.ask(Request::Deal(self.id)));
        }
    }

    fn edit(&mut self, sheet: Sheet, seat: &mut Seat) {
        let mut sheet = sheet;
        sheet.begin(seat);
        self.sheet = Some(sheet);
        seat.dirty();
    }

    fn rows(&self, seat: &Seat) -> Vec<Row> {
        let lines = lines::lines(self.view.as_deref(), self.unfolded, seat);
        lines.iter().filter_map(|line| line.row).collect()
    }

    /// The row that has the keys.
    fn row(&self) -> Option<Row> {
        self.list.selected().filter(|_| self.side == Side::Facts)
    }

    fn step(&mut self, go: Go, seat: &mut Seat) {
        seat.dirty();
        match self.side {
            Side::Facts => {
                let rows = self.rows(seat);
                self.list.go(go, &rows);
            }
            Side::Story => {
                if self.story.go(go) {
                    self.read_on(seat);
                }
            }
        }
    }

    /// Reads the next page of the history.
    fn read_on(&mut self, seat: &mut Seat) {
        let Some(view) = self.view.as_ref().filter(|v| v.more) else {
            return;
        };
        if self.more_asked.is_some() {
            return;
        }
        let query = HistoryQuery {
            before: view.history.last().map(|e| e.seq),
            limit: Some(PAGE),
        };
        self.more_asked = Some(seat.ask(Request::DealHistory(self.id, query)));
    }

    fn end(&mut self, end: End, seat: &mut Seat) {
        if end == End::Over {
            if let Some(overlay) = self.sheet.take().and_then(|mut sheet| sheet.then()) {
                seat.open(overlay);
            }
            seat.dirty();
        }
    }

    /// Does this frame change what is shown?
    fn touched(&self, frame: &Frame) -> bool {
        let mine = |subject: &Subject| match subject {
            Subject::Deal(id) => *id == self.id,
            Subject::Contact(id) => {
                let view = self.view.as_ref();
                view.is_some_and(|v| v.deal.contact == Some(*id))
            }
            Subject::Task(_) => true,
            _ => false,
        };
        frame.many || frame.cards.iter().any(|c| c.id == self.id) || frame.touched.iter().any(mine)
    }
}

impl Screen for DealCard {
    fn context(&self) -> Context {
        match self.sheet {
            Some(_) => Context::Form,
            None => Context::Deal,
        }
    }

    fn offers(&self, seat: &Seat) -> Vec<Action> {
        if let Some(sheet) = &self.sheet {
            return sheet.offers();
        }
        let mut offers = match self.side {
            Side::Facts => vec![Action::Open],
            Side::Story => Vec::new(),
        };
        if let Some(Row::Item(_)) = self.row() {
            offers.push(Action::RemoveRow);
        }
        if seat.size.0 < WIDE {
            offers.push(match self.side {
                Side::Facts => Action::Right,
                Side::Story => Action::Left,
            });
        }
        offers.push(Action::Close);
        if self.can_decide(seat) == Availability::Yes {
            offers.extend([Action::Approve, Action::Refuse]);
        }
        offers.extend([
            Action::MoveRight,
            Action::MoveLeft,
            Action::MoveTo,
            Action::Note,
            Action::NextStep,
            Action::Edit,
            Action::Assign,
            Action::Turn,
            Action::OpenContact,
            Action::Why,
            Action::Mark,
            Action::New,
            Action::Copy,
            Action::Trash,
            Action::Withdraw,
            Action::AddItem,
            Action::AddTask,
            Action::Tags,
            Action::Up,
            Action::Down,
            Action::PageUp,
            Action::PageDown,
            Action::First,
            Action::Last,
        ]);
        for side in [Action::Left, Action::Right] {
            if !offers.contains(&side) {
                offers.push(side);
            }
        }
        offers
    }

    fn can(&self, action: Action, seat: &Seat) -> Availability {
        if let Some(sheet) = &self.sheet {
            return match sheet.offers().contains(&action) {
                true => Availability::Yes,
                false => Availability::Absent,
            };
        }
        match action {
            // The desk closes what is on top.
            Action::Close => Availability::Absent,
            Action::Open if self.side == Side::Story => Availability::Absent,
            Action::Approve | Action::Refuse => self.can_decide(seat),
            Action::Trash | Action::RemoveRow if matches!(self.row(), Some(Row::Item(_))) => {
                can_act_on(self.id, Action::Edit, seat)
            }
            Action::Mark => match self.list.selected() {
                Some(Row::Task(_)) => Availability::Yes,
                _ => Availability::Absent,
            },
            Action::Open
            | Action::Left
            | Action::Right
            | Action::Up
            | Action::Down
            | Action::PageUp
            | Action::PageDown
            | Action::First
            | Action::Last
            | Action::New => Availability::Yes,
            action => can_act_on(self.id, action, seat),
        }
    }

    fn word(&self, action: Action, seat: &Seat) -> &'static str {
        use text::action::short as w;
        let lang = seat.lang;
        if let Some(sheet) = &self.sheet {
            return sheet.word(action, lang);
        }
        match (action, self.row()) {
            (Action::Left, _) => text::deal::to_fields(lang),
            (Action::Right, _) => text::deal::to_history(lang),
            (Action::Open, Some(Row::Empty)) => match self.unfolded {
                true => w::fold(lang),
                false => w::unfold(lang),
            },
            (Action::Open, Some(Row::AddItem | Row::AddTask)) => w::add(lang),
            (Action::Open, Some(Row::Field(_) | Row::Item(_) | Row::Task(_))) => w::edit(lang),
            (Action::Edit, Some(Row::Field(_))) => w::edit_field(lang),
            (Action::Edit, Some(Row::Item(_))) => w::edit_item(lang),
            (Action::Edit, Some(Row::Task(_))) => w::edit_task(lang),
            (Action::Trash, Some(Row::Item(_))) => w::remove_row(lang),
            (action, _) => action.short(lang),
        }
    }

    fn act(&mut self, action: Action, seat: &mut Seat) {
        if let Some(sheet) = &mut self.sheet {
            let end = sheet.act(action, seat);
            return self.end(end, seat);
        }
        if let Some(go) = super::go(action) {
            return self.step(go, seat);
        }
        match (action, self.row()) {
            (Action::Left, _) => self.side = Side::Facts,
            (Action::Right, _) => self.side = Side::Story,
            (Action::Open, Some(row)) => self.open(row, seat),
            (Action::Open, None) => {}
            (Action::Edit, Some(row @ (Row::Field(_) | Row::Item(_) | Row::Task(_)))) => {
                self.open(row, seat);
            }
            (Action::Trash | Action::RemoveRow, Some(Row::Item(at))) => {
                if let Some(view) = &self.view {
                    seat.act(item::without(&view.deal, at));
                }
            }
            (Action::Mark, Some(Row::Task(n))) => self.tick(n, seat),
            (Action::New, _) => {
                let contact = self.view.as_ref().and_then(|v| v.contact.clone());
                let sheet = match contact {
                    Some(contact) => super::new_deal::sheet_for(&contact, seat),
                    None => super::new_deal::sheet(seat),
                };
                self.edit(sheet, seat);
            }
            (Action::Approve, _) => {
                if let Some(approval) = self.view.as_ref().and_then(|v| v.approval.as_ref()) {
                    seat.act(Act::DecideApproval {
                        approval: approval.id,
                        verdict: Verdict::Approve,
                    });
                }
            }
            (Action::Refuse, _) => {
                if let Some(approval) = self.view.as_ref().and_then(|v| v.approval.as_ref()) {
                    seat.open(Overlay::Refuse(approval.id));
                }
            }
            (action, _) => act_on(self.id, action, seat),
        }
        seat.dirty();
    }

    fn input(&mut self, input: &Input, seat: &mut Seat) -> bool {
        match &mut self.sheet {
            Some(sheet) => sheet.input(input, seat),
            None => false,
        }
    }

    fn reply(&mut self, id: RequestId, reply: &Result<Reply, Fault>, seat: &mut Seat) -> bool {
        if self.more_asked == Some(id) {
            self.more_asked = None;
            if let (Ok(Reply::History(events)), Some(view)) = (reply, &mut self.view) {
                view.more = events.len() >= PAGE as usize;
                view.history.extend(events.iter().cloned());
                seat.dirty();
            }
            return true;
        }
        if self.asked == Some(id) {
            self.asked = None;
            match reply {
                Ok(Reply::Deal(view)) => {
                    remember(view, seat);
                    self.view = Some(view.clone());
                    self.fault = None;
                    let rows = self.rows(seat);
                    self.list.settle(&rows);
                }
                Ok(_) => {}
                Err(fault) => self.fault = Some(fault_words(fault, seat)),
            }
            if std::mem::take(&mut self.again) {
                self.ask(seat);
            }
            seat.dirty();
            return true;
        }
        match &mut self.sheet {
            Some(sheet) => sheet.reply(id, reply, seat),
            None => false,
        }
    }

    fn settled(
        &mut self,
        command: CommandId,
        result: &Result<Done, Fault>,
        seat: &mut Seat,
    ) -> bool {
        let Some(end) = self
            .sheet
            .as_mut()
            .and_then(|sheet| sheet.settled(command, result, seat))
        else {
            return false;
        };
        self.end(end, seat);
        self.ask(seat);
        true
    }

    fn heard(&mut self, frame: &Frame, seat: &mut Seat) {
        if self.touched(frame) {
            self.ask(seat);
        }
    }

    fn timer(&mut self, number: u64, seat: &mut Seat) -> bool {
        match &mut self.sheet {
            Some(sheet) => sheet.timer(number, seat),
            None => false,
        }
    }

    fn refresh(&mut self, seat: &mut Seat) {
        self.ask(seat);
    }

    fn settle(&mut self, seat: &mut Seat) {
        if let Some(sheet) = &mut self.sheet {
            sheet.settle(seat);
        }
    }

    fn deal(&self) -> Option<DealId> {
        Some(self.id)
    }

    fn holds_work(&self) -> bool {
        self.sheet.as_ref().is_some_and(Sheet::holds_work)
    }

    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        self.paint(seat, area, buf)
    }
}
