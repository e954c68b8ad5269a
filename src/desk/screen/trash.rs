//! Asks before a deal goes to the bin: what, how many, and that there is a way back.
use super::Screen;
use crate::desk::action::{Action, Availability};
use crate::desk::keymap::Context;
use crate::desk::part::confirm::Confirm;
use crate::desk::seat::Seat;
use crate::domain::command::Act;
use crate::domain::id::DealId;
use crate::text;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

#[derive(Debug)]
pub(super) struct Trash {
    deal: DealId,
}

impl Trash {
    pub(super) fn new(deal: DealId) -> Trash {
        Trash { deal }
    }
}

impl Screen for Trash {
    fn context(&self) -> Context {
        Context::Text
    }

    fn offers(&self, _: &Seat) -> Vec<Action> {
        vec![Action::Open]
    }

    fn can(&self, action: Action, _: &Seat) -> Availability {
        match action {
            Action::Open => Availability::Yes,
            _ => Availability::Absent,
        }
    }

    fn word(&self, _: Action, seat: &Seat) -> &'static str {
        text::deal::trash_yes(seat.lang)
    }

    fn act(&mut self, _: Action, seat: &mut Seat) {
        seat.close();
        if let Some(expects) = seat.mirror.version(self.deal) {
            seat.act(Act::TrashDeal {
                deal: self.deal,
                expects,
            });
        }
    }

    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let lang = seat.lang;
        Confirm {
            title: text::deal::trash_title(lang).to_owned(),
            question: text::deal::trash_question(lang, self.deal.0),
            yes: text::deal::trash_yes(lang).to_owned(),
        }
        .draw(area, buf, seat.look());
        None
    }
}
