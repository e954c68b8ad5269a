//! A superior's no, with its reason.
use super::sheet::{After, Plan, Purpose, Sheet};
use crate::desk::part::field::{Field, Kind};
use crate::desk::part::form::{Form, Values};
use crate::desk::seat::{Level, Seat};
use crate::domain::approval::Verdict;
use crate::domain::command::Act;
use crate::domain::id::ApprovalId;
use crate::text;
use crate::wire::{Done, Outcome};

#[derive(Debug)]
struct Refuse {
    approval: ApprovalId,
}

pub(super) fn sheet(approval: ApprovalId, seat: &Seat) -> Sheet {
    let lang = seat.lang;
    let reason = Field::new("reason", text::form::fields::reason(lang), Kind::Text).wanted();
    let form = Form::new(text::form::refuse(lang), vec![reason]);
    Sheet::new(form, Refuse { approval })
}

impl Purpose for Refuse {
    fn plan(&mut self, values: &Values, _: &Seat) -> Plan {
        Plan::Act(Box::new(Act::DecideApproval {
            approval: self.approval,
            verdict: Verdict::Refuse {
                reason: values.text("reason"),
            },
        }))
    }

    fn done(&mut self, _: &mut Form, done: &Done, seat: &mut Seat) -> After {
        if let Outcome::Deal { card, .. } = &done.outcome {
            let words = text::approval::refused(seat.lang, card.id.0);
            seat.say_of(card.id, Level::Info, words);
        }
        After::Close
    }
}
