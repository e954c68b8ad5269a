//! What the card's own rows do.
use super::lines::Row;
use super::{DealCard, edit, item, task};
use crate::desk::action::Availability;
use crate::desk::screen::Overlay;
use crate::desk::seat::Seat;
use crate::domain::approval::State;
use crate::domain::command::{Act, ActKind};
use crate::domain::operator::{Reach, allowed};
use crate::domain::task::Set as TaskSet;
use crate::text;

impl DealCard {
    /// Enter on a row.
    pub(super) fn open(&mut self, row: Row, seat: &mut Seat) {
        let Some(view) = &self.view else {
            return;
        };
        let deal = &view.deal;
        let sheet = match row {
            Row::Field(n) => {
                let keys = edit::all_keys(seat);
                let Some(key) = keys.get(n) else {
                    return;
                };
                edit::one(deal, key, seat)
            }
            Row::Item(at) => item::sheet(deal, Some(at), seat),
            Row::Empty => {
                self.unfolded = !self.unfolded;
                return;
            }
            Row::AddItem => item::sheet(deal, None, seat),
            Row::Task(n) => task::sheet(self.id, view.tasks.get(n), seat),
            Row::AddTask => task::sheet(self.id, None, seat),
            Row::Contact => {
                if let Some(contact) = deal.contact {
                    seat.open(Overlay::Contact(contact));
                }
                return;
            }
            Row::Other(n) => {
                if let Some(card) = view.others.get(n) {
                    let (id, card) = (card.id, card.clone());
                    seat.mirror.remember(card);
                    seat.open(Overlay::Deal(id));
                }
                return;
            }
        };
        self.edit(sheet, seat);
    }

    pub(super) fn tick(&self, n: usize, seat: &mut Seat) {
        if let Some(task) = self.view.as_ref().and_then(|v| v.tasks.get(n)) {
            let done = match task.done_at {
                Some(_) => None,
                None => Some(seat.now),
            };
            seat.act(Act::EditTask {
                task: task.id,
                expects: task.version,
                set: vec![TaskSet::DoneAt(done)],
            });
        }
    }

    pub(super) fn can_decide(&self, seat: &Seat) -> Availability {
        let lang = seat.lang;
        let open = self
            .view
            .as_ref()
            .and_then(|v| v.approval.as_ref())
            .is_some_and(|a| a.state == State::Open);
        let may = seat
            .mirror
            .me
            .as_ref()
            .is_some_and(|me| allowed(me.role, ActKind::DecideApproval, Reach::Other));
        match (open, may) {
            (false, _) => Availability::No(text::deal::nothing_to_decide(lang).to_owned()),
            (true, false) => Availability::No(text::deal::cannot_decide(lang).to_owned()),
            (true, true) => Availability::Yes,
        }
    }
}
