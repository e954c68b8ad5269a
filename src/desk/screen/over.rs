//! A sheet that lies over a screen by itself.
use super::Screen;
use super::sheet::{End, Sheet};
use crate::desk::action::{Action, Availability};
use crate::desk::key::Input;
use crate::desk::keymap::Context;
use crate::desk::message::{Fault, Reply, RequestId};
use crate::desk::seat::Seat;
use crate::domain::id::CommandId;
use crate::wire::Done;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

#[derive(Debug)]
pub(super) struct Over(Sheet);

impl Over {
    fn end(&mut self, end: End, seat: &mut Seat) {
        if end == End::Over {
            seat.close();
            if let Some(overlay) = self.0.then() {
                seat.open(overlay);
            }
        }
    }
}

impl Screen for Over {
    fn context(&self) -> Context {
        Context::Form
    }

    fn offers(&self, _: &Seat) -> Vec<Action> {
        self.0.offers()
    }

    fn can(&self, action: Action, _: &Seat) -> Availability {
        if self.0.offers().contains(&action) {
            Availability::Yes
        } else {
            Availability::Absent
        }
    }

    fn word(&self, action: Action, seat: &Seat) -> &'static str {
        self.0.word(action, seat.lang)
    }

    fn act(&mut self, action: Action, seat: &mut Seat) {
        let end = self.0.act(action, seat);
        self.end(end, seat);
    }

    fn input(&mut self, input: &Input, seat: &mut Seat) -> bool {
        self.0.input(input, seat)
    }

    fn reply(&mut self, id: RequestId, reply: &Result<Reply, Fault>, seat: &mut Seat) -> bool {
        self.0.reply(id, reply, seat)
    }

    fn settled(
        &mut self,
        command: CommandId,
        result: &Result<Done, Fault>,
        seat: &mut Seat,
    ) -> bool {
        match self.0.settled(command, result, seat) {
            Some(end) => {
                self.end(end, seat);
                true
            }
            None => false,
        }
    }

    fn timer(&mut self, number: u64, seat: &mut Seat) -> bool {
        self.0.timer(number, seat)
    }

    fn settle(&mut self, seat: &mut Seat) {
        self.0.settle(seat);
    }

    fn holds_work(&self) -> bool {
        self.0.holds_work()
    }

    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        self.0.draw(seat, area, buf)
    }
}

/// Opens a sheet over what is there.
pub(super) fn open(mut sheet: Sheet, seat: &mut Seat) -> Option<Box<dyn Screen>> {
    sheet.begin(seat);
    Some(Box::new(Over(sheet)))
}
