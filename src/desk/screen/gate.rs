//! What a stage still wants of a deal: one form with just that, and filling it completes the move.
//!
//! What belongs to the contact is written to the contact first, then the deal moves with the rest.
use super::deal::{fields, item, remember};
use super::sheet::{After, No, Plan, Purpose, Sheet};
use crate::desk::message::{Fault, Reply, Request, RequestId};
use crate::desk::part::field::{Field, Kind};
use crate::desk::part::form::{Form, Values};
use crate::desk::seat::{Level, Seat};
use crate::domain::command::Act;
use crate::domain::contact::{self, Address, Contact};
use crate::domain::deal::{Deal, Set};
use crate::domain::id::{ContactId, DealId, StageId, Version};
use crate::domain::pipeline::Need;
use crate::domain::refusal::Refusal;
use crate::text;
use crate::wire::{Done, Outcome};

#[derive(Debug)]
struct Gate {
    deal: DealId,
    to: StageId,
    missing: Vec<Need>,
    asked: Option<RequestId>,
    view: Option<(Box<Deal>, Option<Box<Contact>>)>,
    /// The version of the deal after what was already done.
    version: Option<Version>,
    /// What goes with the move.
    fill: Vec<Set>,
}

pub(super) fn sheet(deal: DealId, to: StageId, missing: Vec<Need>, seat: &Seat) -> Sheet {
    let lang = seat.lang;
    let stage = match seat.mirror.shop.as_deref() {
        Some(shop) => text::history::stage_name(to, shop),
        None => to.to_string(),
    };
    let form = Form::new(text::form::gate(lang, deal.0, &stage), Vec::new())
        .intro(text::part::loading(lang));
    let gate = Gate {
        deal,
        to,
        missing,
        asked: None,
        view: None,
        version: None,
        fill: Vec::new(),
    };
    Sheet::new(form, gate)
}

/// The deal's own field behind a need; `None` for what is the contact's or the goods'.
fn own(need: &Need) -> Option<&str> {
    match need {
        Need::Source => Some("source"),
        Need::Responsible => Some("responsible"),
        Need::NextStep => Some("next_step"),
        Need::Amount(_) => Some("amount"),
        Need::LostReason => Some("lost_reason"),
        Need::Custom(key) => Some(key),
        Need::Contact | Need::Phone | Need::Email | Need::Address | Need::Items => None,
    }
}

impl Gate {
    /// The fields for what is missing. What was already typed stays.
    fn fill(&self, form: &mut Form, seat: &Seat) {
        use text::form::fields as w;
        let lang = seat.lang;
        form.intro = text::form::gate_intro(lang).to_owned();
        let deal = self.view.as_ref().map(|(deal, _)| deal.as_ref());
        for need in &self.missing {
            let new: Vec<Field> = match need {
                Need::Contact => vec![
                    Field::new("name", w::name(lang), Kind::Text),
                    Field::new("phone", w::phone(lang), Kind::Phone).wanted(),
                ],
                Need::Phone => vec![Field::new("phone", w::phone(lang), Kind::Phone).wanted()],
                Need::Email => vec![Field::new("email", w::email(lang), Kind::Email).wanted()],
                Need::Address => vec![
                    Field::new("city", w::city(lang), Kind::Text).wanted(),
                    Field::new("address", w::address(lang), Kind::Text),
                ],
                Need::Items => item::entry(lang, "", None),
                need => {
                    let key = own(need).unwrap_or_default();
                    fields::fields(key, deal, seat)
                        .into_iter()
                        .map(|field| match need {
                            Need::Amount(least) => field
                                .wanted()
                                .hint(text::form::least(lang, &least.to_string())),
                            _ => field.wanted(),
                        })
                        .collect()
                }
            };
            for field in new {
                if form.field(&field.key).is_none() {
                    form.push(field);
                }
            }
        }
    }

    fn goes(&self, seat: &Seat) -> Act {
        let seen = self.view.as_ref().map(|(deal, _)| deal.version);
        let expects = self
            .version
            .or_else(|| seat.mirror.version(self.deal).max(seen))
            .unwrap_or(Version(0));
        Act::MoveDeal {
            deal: self.deal,
            expects,
            to: self.to,
            fill: self.fill.clone(),
        }
    }

    /// What the contact has to get first.
    fn of_contact(&self, values: &Values) -> Option<Act> {
        let text = |key: &str| Some(values.text(key)).filter(|t| !t.is_empty());
        let address = text("city").map(|city| Address {
            city,
            line: values.text("address"),
            postcode: String::new(),
        });
        let (phone, email) = (text("phone"), text("email"));
        if phone.is_none() && email.is_none() && address.is_none() {
            return None;
        }
        let known = self.view.as_ref().and_then(|(_, contact)| contact.as_ref());
        Some(match known {
            Some(contact) => {
                let more = |old: &[String], new: Option<String>| {
                    old.iter().cloned().chain(new).collect::<Vec<_>>()
                };
                let mut set = Vec::new();
                if phone.is_some() {
                    set.push(contact::Set::Phones(more(&contact.phones, phone)));
                }
                if email.is_some() {
                    set.push(contact::Set::Emails(more(&contact.emails, email)));
                }
                if let Some(address) = address {
                    let mut all = contact.addresses.clone();
                    all.push(address);
                    set.push(contact::Set::Addresses(all));
                }
                Act::EditContact {
                    contact: contact.id,
                    expects: contact.version,
                    set,
                }
            }
            None => Act::CreateContact {
                draft: contact::Draft {
                    name: values.text("name"),
                    phones: phone.into_iter().collect(),
                    emails: email.into_iter().collect(),
                    addresses: address.into_iter().collect(),
                    ..contact::Draft::default()
                },
            },
        })
    }

    fn has_contact(&self) -> bool {
        matches!(&self.view, Some((deal, _)) if deal.contact.is_some())
    }

    fn join(&self, contact: ContactId, seat: &Seat) -> Act {
        let seen = self.view.as_ref().map(|(deal, _)| deal.version);
        Act::EditDeal {
            deal: self.deal,
            expects: seat
                .mirror
                .version(self.deal)
                .max(seen)
                .unwrap_or(Version(0)),
            set: vec![Set::Contact(Some(contact))],
        }
    }
}

impl Purpose for Gate {
    fn begin(&mut self, _: &mut Form, seat: &mut Seat) {
        self.asked = Some(seat.ask(Request::Deal(self.deal)));
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
            Ok(Reply::Deal(view)) => {
                remember(view, seat);
                let contact = view.contact.clone().map(Box::new);
                self.view = Some((Box::new(view.deal.clone()), contact));
                self.fill(form, seat);
            }
            Ok(_) => {}
            Err(fault) => form.fail("", super::deal::fault_words(fault, seat)),
        }
        true
    }

    fn plan(&mut self, values: &Values, seat: &Seat) -> Plan {
        if let Some(missing) = fields::half_step(values) {
            return Plan::Wrong(missing, text::part::wanted(seat.lang).to_owned());
        }
        let Some(shop) = seat.mirror.shop.as_deref() else {
            return Plan::Nothing;
        };
        let deal = self.view.as_ref().map(|(deal, _)| deal.as_ref());
        self.fill = self
            .missing
            .iter()
            .filter_map(own)
            .filter_map(|key| fields::wish(key, values, deal, shop))
            .collect();
        if self.missing.contains(&Need::Items)
            && let Some(item) = item::entered(values, "")
        {
            self.fill.push(Set::Items(vec![item]));
        }
        Plan::Act(Box::new(match self.of_contact(values) {
            Some(first) => first,
            None => self.goes(seat),
        }))
    }

    fn done(&mut self, _: &mut Form, done: &Done, seat: &mut Seat) -> After {
        match &done.outcome {
            Outcome::Contact { contact, version } => {
                if let Some((_, Some(known))) = &mut self.view {
                    known.version = *version;
                }
                if self.has_contact() {
                    After::Act(Box::new(self.goes(seat)))
                } else {
                    After::Act(Box::new(self.join(*contact, seat)))
                }
            }
            Outcome::Deal { card, .. } if card.stage != self.to => {
                // The contact is on the deal now.
                self.version = Some(card.version);
                if let Some((deal, _)) = &mut self.view {
                    deal.contact = card.contact;
                }
                After::Act(Box::new(self.goes(seat)))
            }
            Outcome::Asked { card, .. } => {
                let words = text::desk::asked(seat.lang, card.id.0);
                seat.say_of(card.id, Level::Info, words);
                After::Close
            }
            _ => After::Close,
        }
    }

    fn refused(&mut self, form: &mut Form, no: &Refusal, seat: &mut Seat) -> No {
        match no {
            Refusal::Gate { missing, .. } => {
                self.missing = missing.clone();
                self.fill(form, seat);
                No::Unsaid
            }
            Refusal::StaleDeal { fresh, .. } => {
                self.version = Some(fresh.version);
                No::Again(Box::new(self.goes(seat)))
            }
            Refusal::StaleContact { fresh, .. } => {
                if let Some((_, known)) = &mut self.view {
                    *known = Some(fresh.clone());
                }
                No::Unsaid
            }
            Refusal::Invalid { field, .. } => {
                let key = match field.as_str() {
                    "phones" => "phone",
                    "emails" => "email",
                    "items" => item::NAME,
                    other => other,
                };
                let words = text::refusal::refusal(seat.lang, no, seat.mirror.shop.as_deref());
                form.fail(key, words);
                No::Said
            }
            _ => No::Unsaid,
        }
    }
}
