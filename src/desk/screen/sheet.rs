//! A form with a purpose: it reads its values, asks for the change, and closes when the change is done.
//!
//! Until the server has said yes the form stays, so that a no finds the typed text where it was. Forbidden in here:
//! what a particular form is about.
use super::Overlay;
use crate::desk::action::Action;
use crate::desk::key::Input;
use crate::desk::message::{Fault, Reply, RequestId};
use crate::desk::mirror::Link;
use crate::desk::part::confirm::Confirm;
use crate::desk::part::form::{Form, Step, Values};
use crate::desk::seat::{Level, Seat};
use crate::domain::command::Act;
use crate::domain::id::CommandId;
use crate::domain::refusal::Refusal;
use crate::text;
use crate::wire::Done;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::fmt;

/// What the values come to.
#[derive(Debug)]
pub(super) enum Plan {
    Act(Box<Act>),
    /// Nothing has to be changed.
    Nothing,
    /// Something is wrong with this field.
    Wrong(&'static str, String),
}

/// What a done command leads to.
#[derive(Debug)]
pub(super) enum After {
    Close,
    /// Closes, and this opens in its place.
    Open(Overlay),
    /// One more change of the same form.
    Act(Box<Act>),
}

/// What a no leads to.
#[derive(Debug)]
pub(super) enum No {
    /// It is to be said below the form.
    Unsaid,
    /// It stands at its field.
    Said,
    /// The same again, against what the record is now: nobody wrote what this form writes.
    Again(Box<Act>),
}

/// What a form is for.
pub(super) trait Purpose: fmt::Debug {
    fn plan(&mut self, values: &Values, seat: &Seat) -> Plan;

    fn done(&mut self, form: &mut Form, done: &Done, seat: &mut Seat) -> After {
        let _ = (form, done, seat);
        After::Close
    }

    fn refused(&mut self, form: &mut Form, no: &Refusal, seat: &mut Seat) -> No {
        let _ = (form, no, seat);
        No::Unsaid
    }

    /// It has just been opened: ask for what it needs to know.
    fn begin(&mut self, form: &mut Form, seat: &mut Seat) {
        let _ = (form, seat);
    }

    /// Something was typed or chosen.
    fn typed(&mut self, form: &mut Form, seat: &mut Seat) {
        let _ = (form, seat);
    }

    fn reply(
        &mut self,
        form: &mut Form,
        id: RequestId,
        reply: &Result<Reply, Fault>,
        seat: &mut Seat,
    ) -> bool {
        let _ = (form, id, reply, seat);
        false
    }

    fn timer(&mut self, form: &mut Form, number: u64, seat: &mut Seat) -> bool {
        let _ = (form, number, seat);
        false
    }

    /// Adds or removes a row, where the form has rows.
    fn row(&mut self, form: &mut Form, add: bool, seat: &Seat) {
        let _ = (form, add, seat);
    }

    fn has_rows(&self) -> bool {
        false
    }

    /// What the form is about can be taken out.
    fn can_remove(&self) -> bool {
        false
    }

    /// The change that takes it out.
    fn removal(&mut self) -> Option<Act> {
        None
    }
}

#[derive(Debug)]
pub(super) struct Sheet {
    pub form: Form,
    purpose: Box<dyn Purpose>,
    /// The change under way.
    sent: Option<CommandId>,
    /// Esc was pressed with work in hand.
    leaving: bool,
    /// Opens when the form has gone.
    then: Option<Overlay>,
}

/// Is the form still needed?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Stays,
    Over,
}

impl Sheet {
    pub(super) fn new(form: Form, purpose: impl Purpose + 'static) -> Sheet {
        Sheet {
            form,
            purpose: Box::new(purpose),
            sent: None,
            leaving: false,
            then: None,
        }
    }

    pub(super) fn begin(&mut self, seat: &mut Seat) {
        self.purpose.begin(&mut self.form, seat);
    }

    pub(super) fn offers(&self) -> Vec<Action> {
        if self.leaving {
            return vec![Action::GoOn, Action::Close];
        }
        if self.list_is_open() {
            // The keys are the list's: it is chosen from, then the form goes on.
            return vec![
                Action::GoOn,
                Action::PreviousField,
                Action::NextField,
                Action::Close,
                Action::Choose,
                Action::Submit,
            ];
        }
        let mut offers = vec![Action::GoOn, Action::Submit, Action::Close];
        if self.form.fields().len() > 1 {
            offers.extend([Action::NextField, Action::PreviousField]);
        }
        if self.form.at_last() {
            // Enter says it already.
            offers.retain(|action| *action != Action::Submit);
            offers.push(Action::Submit);
        }
        let many_lines = self
            .form
            .focused()
            .is_some_and(|f| matches!(f.kind(), crate::desk::part::field::Kind::Lines));
        let choice = self
            .form
            .focused()
            .is_some_and(|f| matches!(f.kind(), crate::desk::part::field::Kind::Choice(_)));
        if many_lines {
            offers.insert(1, Action::NewLine);
        }
        if choice {
            offers.insert(1, Action::Choose);
        }
        if self.purpose.has_rows() {
            offers.push(Action::AddRow);
            offers.push(Action::RemoveRow);
        }
        if self.purpose.can_remove() {
            let close = offers.iter().position(|a| *a == Action::Close);
            offers.insert(close.map_or(0, |at| at + 1), Action::RemoveRow);
        }
        offers
    }

    fn list_is_open(&self) -> bool {
        let focused = self.form.focused();
        focused.is_some_and(crate::desk::part::field::Field::is_open)
    }

    /// What the key does now, in a word.
    pub(super) fn word(&self, action: Action, lang: text::Lang) -> &'static str {
        use text::action::short as w;
        match action {
            Action::GoOn if self.leaving => text::form::leave_yes(lang),
            Action::Close if self.leaving => text::form::stay(lang),
            Action::GoOn if self.list_is_open() => w::choose(lang),
            Action::NextField if self.list_is_open() => w::down(lang),
            Action::PreviousField if self.list_is_open() => w::up(lang),
            Action::Close | Action::Choose if self.list_is_open() => text::form::close_list(lang),
            Action::GoOn if self.form.at_last() => w::submit(lang),
            action => action.short(lang),
        }
    }

    pub(super) fn holds_work(&self) -> bool {
        self.sent.is_none() && self.form.dirty()
    }

    pub(super) fn act(&mut self, action: Action, seat: &mut Seat) -> End {
        seat.dirty();
        if self.leaving {
            self.leaving = false;
            return match action {
                Action::GoOn | Action::Submit => End::Over,
                _ => End::Stays,
            };
        }
        match action {
            Action::RemoveRow if self.purpose.can_remove() => {
                if self.sent.is_none() {
                    self.sent = self.purpose.removal().map(|act| seat.act(act));
                }
                return End::Stays;
            }
            Action::AddRow | Action::RemoveRow => {
                let add = action == Action::AddRow;
                self.purpose.row(&mut self.form, add, seat);
                return End::Stays;
            }
            _ => {}
        }
        match self.form.act(action) {
            Step::On => {
                self.purpose.typed(&mut self.form, seat);
                End::Stays
            }
            Step::Submit => self.submit(seat),
            // What is under way is not lost by closing: it was sent, or waits to be.
            Step::Close if self.holds_work() => {
                self.leaving = true;
                End::Stays
            }
            Step::Close => End::Over,
        }
    }

    fn submit(&mut self, seat: &mut Seat) -> End {
        if self.sent.is_some() {
            return End::Stays;
        }
        let Some(values) = self.form.values(seat.look()) else {
            return End::Stays;
        };
        match self.purpose.plan(&values, seat) {
            Plan::Act(act) => {
                self.sent = Some(seat.act(*act));
                if seat.mirror.link != Link::Up {
                    seat.say(Level::Note, text::form::queued(seat.lang));
                }
                End::Stays
            }
            Plan::Nothing => {
                seat.say(Level::Note, text::form::nothing_changed(seat.lang));
                End::Over
            }
            Plan::Wrong(key, why) => {
                self.form.fail(key, why);
                End::Stays
            }
        }
    }

    pub(super) fn input(&mut self, input: &Input, seat: &mut Seat) -> bool {
        if self.leaving {
            return matches!(input, Input::Key(_) | Input::Paste(_));
        }
        // What is being saved is not changed under the server's hands.
        let taken = self.sent.is_some() || self.form.input(input);
        if taken {
            self.purpose.typed(&mut self.form, seat);
            seat.dirty();
        }
        taken
    }

    pub(super) fn reply(
        &mut self,
        id: RequestId,
        reply: &Result<Reply, Fault>,
        seat: &mut Seat,
    ) -> bool {
        let mine = self.purpose.reply(&mut self.form, id, reply, seat);
        if mine {
            seat.dirty();
        }
        mine
    }

    pub(super) fn timer(&mut self, number: u64, seat: &mut Seat) -> bool {
        self.purpose.timer(&mut self.form, number, seat)
    }

    /// `None`: the command was somebody else's.
    pub(super) fn settled(
        &mut self,
        command: CommandId,
        result: &Result<Done, Fault>,
        seat: &mut Seat,
    ) -> Option<End> {
        if self.sent != Some(command) {
            return None;
        }
        self.sent = None;
        seat.dirty();
        match result {
            Ok(done) => match self.purpose.done(&mut self.form, done, seat) {
                After::Close => Some(End::Over),
                After::Open(overlay) => {
                    self.then = Some(overlay);
                    Some(End::Over)
                }
                After::Act(act) => {
                    self.sent = Some(seat.act(*act));
                    Some(End::Stays)
                }
            },
            Err(fault) => {
                self.fault(fault, seat);
                Some(End::Stays)
            }
        }
    }

    /// A change that fell with a refused one before it is not waited for.
    pub(super) fn settle(&mut self, seat: &mut Seat) {
        if let Some(sent) = self.sent
            && !seat.mirror.pending.has(sent)
        {
            self.sent = None;
            self.form.fail("", text::deal::dropped(seat.lang));
            seat.dirty();
        }
        let status = match (self.sent, seat.mirror.link) {
            (None, _) => "",
            (Some(_), Link::Up) => text::form::saving(seat.lang),
            (Some(_), _) => text::form::saving_offline(seat.lang),
        };
        if self.form.status != status {
            self.form.status = status.to_owned();
            seat.dirty();
        }
    }

    fn fault(&mut self, fault: &Fault, seat: &mut Seat) {
        let lang = seat.lang;
        let Some(no) = fault.refusal() else {
            let words = match fault {
                Fault::Problem(problem) => {
                    text::desk::problem(lang, &problem.message, &problem.request)
                }
                Fault::Lost => text::desk::lost(lang).to_owned(),
            };
            self.form.fail("", words.clone());
            seat.keep(Level::Error, words);
            return;
        };
        let words = text::refusal::refusal(lang, no, seat.mirror.shop.as_deref());
        match self.purpose.refused(&mut self.form, no, seat) {
            No::Again(act) => {
                self.sent = Some(seat.act(*act));
                return;
            }
            No::Said => {}
            No::Unsaid => match no {
                Refusal::Invalid { field, .. } if self.form.field(field).is_some() => {
                    self.form.fail(field, words.clone());
                }
                _ => self.form.fail("", words.clone()),
            },
        }
        // It stands in the form.
        seat.keep(Level::Error, words);
    }

    /// What opens now that the form is gone.
    pub(super) fn then(&mut self) -> Option<Overlay> {
        self.then.take()
    }

    /// Draws the form in a frame in the middle of the area.
    pub(super) fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        self.draw_at(seat, area, None, buf)
    }

    /// [`Sheet::draw`], its first field on this row of the screen where there is room.
    pub(super) fn draw_at(
        &self,
        seat: &Seat,
        area: Rect,
        row: Option<u16>,
        buf: &mut Buffer,
    ) -> Option<Position> {
        let look = seat.look();
        let cursor = self.form.draw_framed(area, row, buf, look);
        if self.leaving {
            Confirm {
                title: text::form::leave_title(seat.lang).to_owned(),
                question: text::form::leave_question(seat.lang).to_owned(),
                yes: text::form::leave_yes(seat.lang).to_owned(),
            }
            .draw(area, buf, look);
            return None;
        }
        cursor
    }
}
