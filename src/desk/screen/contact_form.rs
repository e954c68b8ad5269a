//! A contact made or changed by hand.
use super::Overlay;
use super::sheet::{After, No, Plan, Purpose, Sheet};
use crate::desk::message::{Fault, Reply, Request, RequestId};
use crate::desk::part::field::{Field, Kind};
use crate::desk::part::form::{Form, Values};
use crate::desk::seat::{Level, Seat};
use crate::domain::command::Act;
use crate::domain::contact::{Address, Contact, Draft, Identity, Set};
use crate::domain::id::ContactId;
use crate::domain::refusal::Refusal;
use crate::text::{self, Lang};
use crate::wire::{Done, Outcome};

#[derive(Debug)]
struct EditContact {
    /// `None`: a new one.
    id: Option<ContactId>,
    contact: Option<Box<Contact>>,
    asked: Option<RequestId>,
    set: Vec<Set>,
}

/// A new one.
pub(super) fn new(seat: &Seat) -> Sheet {
    let form = Form::new(text::form::new_contact(seat.lang), fields(None, seat.lang));
    Sheet::new(form, purpose(None))
}

/// One that is there; it is read first.
pub(super) fn edit(id: ContactId, seat: &Seat) -> Sheet {
    let title = text::form::edit_contact(seat.lang, id.0);
    let form = Form::new(title, Vec::new()).intro(text::part::loading(seat.lang));
    Sheet::new(form, purpose(Some(id)))
}

fn purpose(id: Option<ContactId>) -> EditContact {
    EditContact {
        id,
        contact: None,
        asked: None,
        set: Vec::new(),
    }
}

fn fields(contact: Option<&Contact>, lang: Lang) -> Vec<Field> {
    use text::form::fields as w;
    let list =
        |of: fn(&Contact) -> &[String]| contact.map_or_else(String::new, |c| of(c).join(", "));
    let identities = contact.map_or_else(String::new, |c| {
        let said = c
            .identities
            .iter()
            .map(|i| format!("{} {}", i.channel, i.id));
        said.collect::<Vec<_>>().join(", ")
    });
    // The first address is edited here; the others stay.
    let address = contact.and_then(|c| c.addresses.first());
    let part = |of: fn(&Address) -> &str| address.map_or("", of);
    let text = |key: &str, label: &str, value: &str| Field::new(key, label, Kind::Text).text(value);
    vec![
        text("name", w::name(lang), contact.map_or("", |c| &c.name)),
        text(
            "company",
            w::company(lang),
            contact.and_then(|c| c.company.as_deref()).unwrap_or(""),
        ),
        text("phones", w::phones(lang), &list(|c| &c.phones)).hint(w::list_hint(lang)),
        text("emails", w::emails(lang), &list(|c| &c.emails)).hint(w::list_hint(lang)),
        text("identities", w::identities(lang), &identities).hint(w::channel_hint(lang)),
        text("city", w::city(lang), part(|a| &a.city)),
        text("line", w::address(lang), part(|a| &a.line)),
        text("postcode", w::postcode(lang), part(|a| &a.postcode)),
        Field::new("note", w::note(lang), Kind::Lines).text(contact.map_or("", |c| &c.note)),
    ]
}

fn entered(values: &Values, old: Option<&Contact>) -> Draft {
    let list = |key: &str| -> Vec<String> {
        let text = values.text(key);
        let parts = text.split([',', ';']).map(|p| p.trim().to_owned());
        parts.filter(|p| !p.is_empty()).collect()
    };
    let identities = list("identities").into_iter().map(|one| {
        let (channel, id) = one
            .split_once(char::is_whitespace)
            .unwrap_or(("telegram", &one));
        Identity {
            channel: channel.to_lowercase(),
            id: id.trim().to_owned(),
        }
    });
    let address = Address {
        city: values.text("city"),
        line: values.text("line"),
        postcode: values.text("postcode"),
    };
    let others = old.map_or(&[][..], |c| c.addresses.get(1..).unwrap_or(&[]));
    let first = (address != Address::default()).then_some(address);
    Draft {
        name: values.text("name"),
        company: Some(values.text("company")).filter(|c| !c.is_empty()),
        phones: list("phones"),
        emails: list("emails"),
        identities: identities.collect(),
        addresses: first.into_iter().chain(others.iter().cloned()).collect(),
        note: values.text("note"),
        external: None,
    }
}

impl EditContact {
    fn command(&self, contact: &Contact) -> Act {
        Act::EditContact {
            contact: contact.id,
            expects: contact.version,
            set: self.set.clone(),
        }
    }
}

impl Purpose for EditContact {
    fn begin(&mut self, _: &mut Form, seat: &mut Seat) {
        if let Some(id) = self.id {
            self.asked = Some(seat.ask(Request::Contact(id)));
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
            Ok(Reply::Contact(view)) => {
                form.intro = String::new();
                for field in fields(Some(&view.contact), seat.lang) {
                    form.push(field);
                }
                self.contact = Some(Box::new(view.contact.clone()));
            }
            Ok(_) => {}
            Err(fault) => form.fail("", super::deal::fault_words(fault, seat)),
        }
        true
    }

    fn plan(&mut self, values: &Values, _: &Seat) -> Plan {
        let draft = entered(values, self.contact.as_deref());
        if self.id.is_none() {
            return Plan::Act(Box::new(Act::CreateContact { draft }));
        }
        let Some(contact) = &self.contact else {
            return Plan::Nothing;
        };
        let set = [
            Set::Name(draft.name),
            Set::Company(draft.company),
            Set::Phones(draft.phones),
            Set::Emails(draft.emails),
            Set::Identities(draft.identities),
            Set::Addresses(draft.addresses),
            Set::Note(draft.note),
        ];
        self.set = set
            .into_iter()
            .filter(|set| contact.get(set) != *set)
            .collect();
        if self.set.is_empty() {
            Plan::Nothing
        } else {
            Plan::Act(Box::new(self.command(contact)))
        }
    }

    fn done(&mut self, _: &mut Form, done: &Done, seat: &mut Seat) -> After {
        if let (None, Outcome::Contact { contact, .. }) = (self.id, &done.outcome) {
            seat.say(Level::Info, text::form::contact_made(seat.lang, contact.0));
            return After::Open(Overlay::Contact(*contact));
        }
        After::Close
    }

    fn refused(&mut self, _: &mut Form, no: &Refusal, _: &mut Seat) -> No {
        let (Refusal::StaleContact { fresh, .. }, Some(old)) = (no, self.contact.take()) else {
            return No::Unsaid;
        };
        let clash = self
            .set
            .iter()
            .any(|set| fresh.get(set) != old.get(set) && fresh.get(set) != *set);
        let again = self.command(fresh);
        self.contact = Some(fresh.clone());
        if clash {
            No::Unsaid
        } else {
            No::Again(Box::new(again))
        }
    }
}
