//! From when to when somebody is not at work: they get no deals then.
use super::sheet::{After, Plan, Purpose, Sheet};
use crate::desk::part::field::{Field, Kind};
use crate::desk::part::form::{Form, Values};
use crate::desk::seat::{Level, Seat};
use crate::domain::command::{Act, ActKind};
use crate::domain::id::OperatorId;
use crate::domain::operator::{Absence as Away, Reach, allowed};
use crate::text;
use crate::wire::Done;

#[derive(Debug)]
struct Absence {
    operator: OperatorId,
}

/// May this person note when the other is not at work?
pub(super) fn may(of: OperatorId, seat: &Seat) -> bool {
    let me = seat.mirror.me.as_ref();
    me.is_some_and(|me| {
        let reach = match me.id == of {
            true => Reach::Own,
            false => Reach::Other,
        };
        allowed(me.role, ActKind::SetAbsence, reach)
    })
}

pub(super) fn sheet(operator: OperatorId, seat: &Seat) -> Sheet {
    use text::settings as w;
    let lang = seat.lang;
    let fields = vec![
        Field::new("from", w::away_from(lang), Kind::Date).hint(w::away_now(lang)),
        Field::new("to", w::away_to(lang), Kind::Date).wanted(),
    ];
    let form = Form::new(w::away_title(lang, &name(operator, seat)), fields);
    Sheet::new(form.intro(w::away_intro(lang)), Absence { operator })
}

fn name(operator: OperatorId, seat: &Seat) -> String {
    match seat.mirror.shop.as_deref() {
        Some(shop) => text::history::person(seat.lang, Some(operator), shop),
        None => String::new(),
    }
}

impl Purpose for Absence {
    fn plan(&mut self, values: &Values, seat: &Seat) -> Plan {
        let from = values.date("from").unwrap_or(seat.now);
        let Some(to) = values.date("to") else {
            return Plan::Nothing;
        };
        Plan::Act(Box::new(Act::SetAbsence {
            absence: Away {
                operator: self.operator,
                from,
                to,
            },
        }))
    }

    fn done(&mut self, _: &mut Form, _: &Done, seat: &mut Seat) -> After {
        let words = text::settings::away_noted(seat.lang, &name(self.operator, seat));
        seat.say(Level::Info, words);
        After::Close
    }
}
