//! A note into a deal's history.
use super::sheet::{Plan, Purpose, Sheet};
use crate::desk::part::field::{Field, Kind};
use crate::desk::part::form::{Form, Values};
use crate::desk::seat::Seat;
use crate::domain::command::Act;
use crate::domain::id::DealId;
use crate::text;

#[derive(Debug)]
struct Note {
    deal: DealId,
}

pub(super) fn sheet(deal: DealId, seat: &Seat) -> Sheet {
    let lang = seat.lang;
    let text = Field::new("text", text::form::fields::text(lang), Kind::Lines).wanted();
    let form = Form::new(text::form::note(lang, deal.0), vec![text]);
    Sheet::new(form, Note { deal })
}

impl Purpose for Note {
    fn plan(&mut self, values: &Values, _: &Seat) -> Plan {
        Plan::Act(Box::new(Act::NoteDeal {
            deal: self.deal,
            text: values.text("text"),
        }))
    }
}
