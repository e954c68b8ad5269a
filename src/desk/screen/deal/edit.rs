//! Changing fields of a deal: all of them, some, or one.
//!
//! Where somebody wrote first: fields nobody else touched are simply written again; a field that both touched shows
//! what it is now and keeps what was typed.
use super::fields;
use crate::desk::message::{Fault, Reply, Request, RequestId};
use crate::desk::part::form::{Form, Values};
use crate::desk::screen::sheet::{No, Plan, Purpose, Sheet};
use crate::desk::seat::Seat;
use crate::domain::command::Act;
use crate::domain::deal::{Deal, Set};
use crate::domain::id::{DealId, OperatorId};
use crate::domain::refusal::Refusal;
use crate::text;

#[derive(Debug)]
pub(in crate::desk::screen) struct EditDeal {
    id: DealId,
    keys: Vec<String>,
    /// As it was when the form was filled from it.
    deal: Option<Box<Deal>>,
    asked: Option<RequestId>,
    /// What was asked for last.
    set: Vec<Set>,
}

/// Every field a person may change.
pub(in crate::desk::screen) fn all_keys(seat: &Seat) -> Vec<String> {
    let own = fields::OWN.iter().map(|key| (*key).to_owned());
    let shop = seat.mirror.shop.iter().flat_map(|s| &s.fields);
    own.chain(shop.map(|f| f.key.clone())).collect()
}

/// The form for these fields; it reads the deal first.
pub(in crate::desk::screen) fn sheet(
    id: DealId,
    keys: Vec<String>,
    title: String,
    seat: &Seat,
) -> Sheet {
    let form = Form::new(title, Vec::new()).intro(text::part::loading(seat.lang));
    let purpose = EditDeal {
        id,
        keys,
        deal: None,
        asked: None,
        set: Vec::new(),
    };
    Sheet::new(form, purpose)
}

/// The form for one field of a deal that is already here.
pub(in crate::desk::screen) fn one(deal: &Deal, key: &str, seat: &Seat) -> Sheet {
    let name = fields::label(key, seat.lang, seat.mirror.shop.as_deref());
    let title = text::form::edit_field(seat.lang, deal.id.0, &name);
    let form = Form::new(title, fields::fields(key, Some(deal), seat));
    let purpose = EditDeal {
        id: deal.id,
        keys: vec![key.to_owned()],
        deal: Some(Box::new(deal.clone())),
        asked: None,
        set: Vec::new(),
    };
    Sheet::new(form, purpose)
}

impl EditDeal {
    fn fill(&mut self, deal: &Deal, form: &mut Form, seat: &Seat) {
        form.intro = String::new();
        for key in &self.keys {
            // A deal with goods has the sum of its goods.
            if key == "amount" && !deal.items.is_empty() && self.keys.len() > 1 {
                continue;
            }
            for field in fields::fields(key, Some(deal), seat) {
                form.push(field);
            }
        }
        self.deal = Some(Box::new(deal.clone()));
    }

    fn command(&self, deal: &Deal, set: Vec<Set>) -> Act {
        Act::EditDeal {
            deal: self.id,
            expects: deal.version,
            set,
        }
    }

    /// Somebody wrote first.
    fn stale(&mut self, fresh: &Deal, by: Option<OperatorId>, form: &mut Form, seat: &Seat) -> No {
        let lang = seat.lang;
        let (Some(old), Some(shop)) = (self.deal.take(), seat.mirror.shop.as_deref()) else {
            return No::Unsaid;
        };
        let who = match by {
            Some(_) => text::history::person(lang, by, shop),
            None => text::refusal::somebody(lang).to_owned(),
        };
        let mut clash = false;
        for key in &self.keys {
            let mine = self.set.iter().find(|set| set.field() == *key);
            let theirs = mine.map(|set| fresh.get(set));
            match (mine, theirs) {
                (Some(mine), Some(theirs)) if theirs != old.get(mine) && theirs != *mine => {
                    clash = true;
                    let said = match text::history::deal_value(lang, &theirs, shop) {
                        Some(value) => text::form::fresh(lang, &who, &value),
                        None => text::form::fresh_empty(lang, &who),
                    };
                    form.fail(key, said);
                }
                (Some(_), _) => {}
                (None, _) => {
                    for field in fields::fields(key, Some(fresh), seat) {
                        form.replace(field);
                    }
                }
            }
        }
        self.deal = Some(Box::new(fresh.clone()));
        if clash {
            No::Said
        } else {
            No::Again(Box::new(self.command(fresh, self.set.clone())))
        }
    }
}

impl Purpose for EditDeal {
    fn begin(&mut self, _: &mut Form, seat: &mut Seat) {
        if self.deal.is_none() {
            self.asked = Some(seat.ask(Request::Deal(self.id)));
        }
    }

    fn reply(
        &mut self,
        form: &mut Form,
        id: RequestId,
        reply: &Result<Reply, Fault>,
        seat: &mut Seat,
    ) -> bool {
        if self.asked != Some(id) {
            return false;
        }
        self.asked = None;
        match reply {
            Ok(Reply::Deal(view)) if self.deal.is_none() => {
                super::remember(view, seat);
                self.fill(&view.deal, form, seat);
            }
            Ok(_) => {}
            Err(fault) => form.fail("", super::fault_words(fault, seat)),
        }
        true
    }

    fn plan(&mut self, values: &Values, seat: &Seat) -> Plan {
        let lang = seat.lang;
        if let Some(missing) = fields::half_step(values) {
            return Plan::Wrong(missing, text::part::wanted(lang).to_owned());
        }
        let (Some(deal), Some(shop)) = (&self.deal, seat.mirror.shop.as_deref()) else {
            return Plan::Nothing;
        };
        let wishes = self.keys.iter().filter(|key| values.has(key));
        self.set = wishes
            .filter_map(|key| fields::wish(key, values, Some(deal), shop))
            .filter(|set| deal.get(set) != *set)
            .collect();
        if self.set.is_empty() {
            Plan::Nothing
        } else {
            Plan::Act(Box::new(self.command(deal, self.set.clone())))
        }
    }

    fn refused(&mut self, form: &mut Form, no: &Refusal, seat: &mut Seat) -> No {
        match no {
            Refusal::StaleDeal { fresh, by } => self.stale(fresh, *by, form, seat),
            _ => No::Unsaid,
        }
    }
}
