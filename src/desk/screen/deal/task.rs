//! A task of a deal: made, changed, ticked off.
use super::fields::people;
use crate::desk::part::field::{Field, Kind};
use crate::desk::part::form::{Form, Values};
use crate::desk::screen::sheet::{No, Plan, Purpose, Sheet};
use crate::desk::seat::Seat;
use crate::domain::command::Act;
use crate::domain::id::{DealId, OperatorId};
use crate::domain::refusal::Refusal;
use crate::domain::task::{Draft, Set, Task};
use crate::text;

#[derive(Debug)]
struct EditTask {
    deal: DealId,
    /// `None`: a new one.
    task: Option<Box<Task>>,
    set: Vec<Set>,
}

pub(in crate::desk::screen) fn sheet(deal: DealId, task: Option<&Task>, seat: &Seat) -> Sheet {
    use text::form::fields as w;
    let lang = seat.lang;
    let mine = seat.mirror.my_id();
    let who = match task {
        Some(task) => task.assignee,
        None => mine,
    };
    let all = seat.mirror.shop.as_deref().map(|shop| people(shop, who));
    let mut fields = vec![
        Field::new("text", w::text(lang), Kind::Text)
            .wanted()
            .text(task.map_or("", |t| &t.text)),
        Field::new(
            "assignee",
            text::domain::field(lang, "assignee"),
            Kind::Choice(all.unwrap_or_default()),
        )
        .choice(who.map(|id| id.0)),
        Field::new("due", text::domain::field(lang, "due"), Kind::Date)
            .date(task.and_then(|t| t.due), seat.look().when),
    ];
    if let Some(task) = task {
        fields.push(Field::new("done", w::done(lang), Kind::Flag).flag(task.done_at.is_some()));
    }
    let title = match task {
        Some(_) => text::form::edit_task(lang),
        None => text::form::new_task(lang),
    };
    let purpose = EditTask {
        deal,
        task: task.map(|t| Box::new(t.clone())),
        set: Vec::new(),
    };
    Sheet::new(Form::new(title, fields), purpose)
}

impl Purpose for EditTask {
    fn plan(&mut self, values: &Values, seat: &Seat) -> Plan {
        let text = values.text("text");
        let assignee = values.choice("assignee").map(OperatorId);
        let due = values.date("due");
        let Some(task) = &self.task else {
            return Plan::Act(Box::new(Act::CreateTask {
                draft: Draft {
                    text,
                    deal: Some(self.deal),
                    assignee,
                    due,
                },
            }));
        };
        let done = match (values.flag("done"), task.done_at) {
            (true, None) => Some(seat.now),
            (true, at) => at,
            (false, _) => None,
        };
        let set = [
            Set::Text(text),
            Set::Assignee(assignee),
            Set::Due(due),
            Set::DoneAt(done),
        ];
        self.set = set.into_iter().filter(|s| task.get(s) != *s).collect();
        if self.set.is_empty() {
            return Plan::Nothing;
        }
        Plan::Act(Box::new(Act::EditTask {
            task: task.id,
            expects: task.version,
            set: self.set.clone(),
        }))
    }

    fn refused(&mut self, _: &mut Form, no: &Refusal, _: &mut Seat) -> No {
        let (Refusal::StaleTask { fresh }, Some(old)) = (no, &self.task) else {
            return No::Unsaid;
        };
        let clash = self
            .set
            .iter()
            .any(|s| fresh.get(s) != old.get(s) && fresh.get(s) != *s);
        let act = Act::EditTask {
            task: fresh.id,
            expects: fresh.version,
            set: self.set.clone(),
        };
        self.task = Some(fresh.clone());
        if clash {
            No::Unsaid
        } else {
            No::Again(Box::new(act))
        }
    }
}
