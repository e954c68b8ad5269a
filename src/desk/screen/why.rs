//! Why a deal is as it is: every choice pult made for it, with the numbers it saw.
use super::Screen;
use super::deal::fault_words;
use super::story::{Story, Told, tell};
use crate::desk::action::{Action, Availability};
use crate::desk::cells;
use crate::desk::keymap::Context;
use crate::desk::message::{Fault, Reply, Request, RequestId};
use crate::desk::part::panel;
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::domain::event::Event;
use crate::domain::id::DealId;
use crate::text;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

#[derive(Debug)]
pub(super) struct Why {
    deal: DealId,
    asked: Option<RequestId>,
    /// Those that have a reason, newest first.
    chosen: Option<Vec<Event>>,
    fault: Option<String>,
    story: Story,
}

impl Why {
    pub(super) fn new(deal: DealId) -> Why {
        Why {
            deal,
            asked: None,
            chosen: None,
            fault: None,
            story: Story::default(),
        }
    }

    fn told(&self, seat: &Seat, width: u16) -> Vec<Told> {
        let lang = seat.lang;
        let one = |words: &str, role| {
            let lines = cells::wrap(words, width);
            lines.into_iter().map(|l| (l, role)).collect()
        };
        match (&self.chosen, &self.fault, seat.mirror.shop.as_deref()) {
            (_, Some(fault), _) => one(fault, Role::Alarm),
            (Some(events), _, Some(shop)) if !events.is_empty() => {
                tell(events, shop, seat.look(), width)
            }
            (Some(_), ..) => one(text::deal::why_nothing(lang), Role::Text),
            (None, ..) => one(text::part::loading(lang), Role::Faint),
        }
    }
}

impl Screen for Why {
    fn context(&self) -> Context {
        Context::List
    }

    fn offers(&self, _: &Seat) -> Vec<Action> {
        vec![
            Action::Up,
            Action::Down,
            Action::PageUp,
            Action::PageDown,
            Action::First,
            Action::Last,
        ]
    }

    fn can(&self, action: Action, seat: &Seat) -> Availability {
        match self.offers(seat).contains(&action) {
            true => Availability::Yes,
            false => Availability::Absent,
        }
    }

    fn act(&mut self, action: Action, seat: &mut Seat) {
        if let Some(go) = super::go(action) {
            self.story.go(go);
        }
        seat.dirty();
    }

    fn reply(&mut self, id: RequestId, reply: &Result<Reply, Fault>, seat: &mut Seat) -> bool {
        if self.asked != Some(id) {
            return false;
        }
        self.asked = None;
        match (reply, seat.mirror.shop.as_deref()) {
            (Ok(Reply::Deal(view)), Some(shop)) => {
                let reasoned = view
                    .history
                    .iter()
                    .filter(|event| !text::history::why(seat.lang, event, shop).is_empty());
                self.chosen = Some(reasoned.cloned().collect());
            }
            (Err(fault), _) => self.fault = Some(fault_words(fault, seat)),
            _ => {}
        }
        seat.dirty();
        true
    }

    fn refresh(&mut self, seat: &mut Seat) {
        self.asked = Some(seat.ask(Request::Deal(self.deal)));
    }

    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let look = seat.look();
        let width = area.width.min(76);
        let told = self.told(seat, width.saturating_sub(4));
        let height = u16::try_from(told.len())
            .unwrap_or(u16::MAX)
            .saturating_add(2);
        let place = cells::middle(area, width, height);
        let title = text::deal::why_title(seat.lang, self.deal.0);
        let inner = panel::framed(place, buf, look.theme, &title, true);
        self.story.draw_rows(&told, inner, buf, look);
        None
    }
}
