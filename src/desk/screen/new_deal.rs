//! A new deal: who, what, how much. Whoever is typed is looked for at once, so that a known client stays one client.
use super::Overlay;
use super::deal::{fields, item};
use super::sheet::{After, Plan, Purpose, Sheet};
use crate::desk::message::{Fault, Reply, Request, RequestId};
use crate::desk::part::field::{Field, Kind, Value};
use crate::desk::part::form::{Form, Values};
use crate::desk::part::picker::Entry;
use crate::desk::seat::{Level, Seat};
use crate::domain::command::Act;
use crate::domain::contact::{Contact, Draft as Person, Who};
use crate::domain::deal::{Draft, Item, Set};
use crate::domain::id::ContactId;
use crate::domain::money::Kopecks;
use crate::domain::phone::{self, Phone};
use crate::text::{self, Lang};
use crate::wire::contact::ListQuery;
use crate::wire::{Done, Outcome};

/// How long after the last letter the server is asked, in milliseconds.
const PAUSE: u64 = 80;
/// Choice of the field "client": somebody new.
const NEW: i64 = 0;
const MATCHES: u32 = 8;

#[derive(Debug, Default)]
struct NewDeal {
    /// Whose deal it is, where that is known already.
    contact: Option<Box<Contact>>,
    looked_for: String,
    pause: Option<u64>,
    asked: Option<RequestId>,
    found: Vec<Contact>,
    rows: usize,
}

pub(super) fn sheet(seat: &Seat) -> Sheet {
    make(None, seat)
}

/// For a client whose card is open.
pub(super) fn sheet_for(contact: &Contact, seat: &Seat) -> Sheet {
    make(Some(contact), seat)
}

fn make(contact: Option<&Contact>, seat: &Seat) -> Sheet {
    use text::form::fields as w;
    let lang = seat.lang;
    let mut form = Form::new(text::form::new_deal(lang), Vec::new());
    match contact {
        Some(contact) => form.intro = contact.called(),
        None => {
            form.push(Field::new("phone", w::phone(lang), Kind::Phone));
            form.push(Field::new("name", w::name(lang), Kind::Text));
            let client = Kind::Choice(vec![Entry::new(NEW, w::new_client(lang))]);
            form.push(Field::new("client", w::client(lang), client).choice(Some(NEW)));
        }
    }
    let one = |key: &str| fields::fields(key, None, seat);
    for field in one("title") {
        form.push(field.hint(w::what_hint(lang)));
    }
    let mut purpose = NewDeal {
        contact: contact.map(|c| Box::new(c.clone())),
        ..NewDeal::default()
    };
    purpose.add_row(&mut form, lang);
    for key in ["amount", "source", "kind"] {
        for field in one(key) {
            form.push(field);
        }
    }
    form.push(Field::new("note", w::note(lang), Kind::Text));
    Sheet::new(form, purpose)
}

/// The number behind the keys of a row of goods.
fn row(n: usize) -> String {
    format!(".{n}")
}

impl NewDeal {
    fn add_row(&mut self, form: &mut Form, lang: Lang) {
        let n = self.rows;
        let last = |form: &Form| match n.checked_sub(1) {
            Some(before) => format!("{}{}", item::QUANTITY, row(before)),
            None => form
                .fields()
                .last()
                .map_or_else(String::new, |f| f.key.clone()),
        };
        let after = last(form);
        let at = form.fields().iter().position(|f| f.key == after);
        let at = at.map_or(form.fields().len(), |at| at + 1);
        for (k, field) in item::entry(lang, &row(n), None).into_iter().enumerate() {
            form.insert(at + k, field);
        }
        self.rows += 1;
    }

    /// The sum of the goods entered so far stands where a sum without goods is typed.
    fn total(&self, form: &mut Form, seat: &Seat) {
        let look = seat.look();
        let read = |key: &str, n: usize| {
            let field = form.field(&format!("{key}{}", row(n)))?;
            field.clone().value(look.lang, look.when).ok().flatten()
        };
        let sums = (0..self.rows).filter_map(|n| {
            let Some(Value::Money(price)) = read(item::PRICE, n) else {
                return None;
            };
            let quantity = match read(item::QUANTITY, n) {
                Some(Value::Quantity(quantity)) => quantity,
                _ => 1000,
            };
            let item = Item {
                name: String::new(),
                sku: None,
                price,
                quantity,
            };
            item.sum()
        });
        let sum = sums.fold(0i64, |all, sum| all.saturating_add(sum.0));
        let hint = match sum {
            0 => String::new(),
            sum => text::form::by_goods(look.lang, &Kopecks(sum).to_string()),
        };
        if let Some(field) = form.field_mut("amount") {
            field.set_hint(hint);
        }
    }

    fn person(&self, values: &Values) -> Option<Who> {
        if let Some(contact) = &self.contact {
            return Some(Who::Known(contact.id));
        }
        match values.choice("client") {
            Some(id) if id != NEW => Some(Who::Known(ContactId(id))),
            _ => {
                let person = Person {
                    name: values.text("name"),
                    phones: Some(values.text("phone"))
                        .filter(|p| !p.is_empty())
                        .into_iter()
                        .collect(),
                    ..Person::default()
                };
                (!person.is_empty()).then_some(Who::Person(person))
            }
        }
    }

    fn offer(&self, form: &mut Form, lang: Lang) {
        let new = Entry::new(NEW, text::form::fields::new_client(lang));
        let known = self.found.iter().map(|contact| {
            let phone = contact.phones.first().map_or("", String::as_str);
            let pretty = phone::pretty(phone);
            Entry::new(contact.id.0, contact.called()).note(pretty)
        });
        let entries = std::iter::once(new).chain(known).collect();
        // The only client with this very number is meant.
        let typed = form.field("phone").map(Field::typed).unwrap_or_default();
        let number = Phone::parse(&typed).ok().map(|p| p.e164);
        let same: Vec<&Contact> = self
            .found
            .iter()
            .filter(|c| number.as_ref().is_some_and(|n| c.phones.contains(n)))
            .collect();
        let Some(field) = form.field_mut("client") else {
            return;
        };
        field.set_entries(entries);
        match same.as_slice() {
            [one] => field.set_choice(Some(one.id.0)),
            _ => {
                let chosen = field.chosen();
                if !self.found.iter().any(|c| Some(c.id.0) == chosen) {
                    field.set_choice(Some(NEW));
                }
            }
        }
    }
}

impl Purpose for NewDeal {
    fn typed(&mut self, form: &mut Form, seat: &mut Seat) {
        self.total(form, seat);
        let words = |key: &str| form.field(key).map(Field::typed).unwrap_or_default();
        let (phone, name) = (words("phone"), words("name"));
        let wanted = if phone.trim().is_empty() { name } else { phone };
        let wanted = wanted.trim().to_owned();
        if wanted == self.looked_for {
            return;
        }
        self.looked_for = wanted;
        if self.looked_for.chars().count() < 2 {
            (self.pause, self.asked) = (None, None);
            self.found.clear();
            self.offer(form, seat.lang);
        } else {
            self.pause = Some(seat.timer(PAUSE));
        }
    }

    fn timer(&mut self, _: &mut Form, number: u64, seat: &mut Seat) -> bool {
        if self.pause != Some(number) {
            return false;
        }
        self.pause = None;
        let query = ListQuery {
            text: Some(self.looked_for.clone()),
            before: None,
            limit: Some(MATCHES),
        };
        self.asked = Some(seat.ask(Request::Contacts(query)));
        true
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
        if let Ok(Reply::Contacts(found)) = reply {
            self.found.clone_from(found);
            self.offer(form, seat.lang);
        }
        true
    }

    fn row(&mut self, form: &mut Form, add: bool, seat: &Seat) {
        if add {
            let n = self.rows;
            self.add_row(form, seat.lang);
            form.focus(&format!("{}{}", item::NAME, row(n)));
        } else if self.rows > 1 {
            self.rows -= 1;
            for key in [item::NAME, item::PRICE, item::QUANTITY] {
                form.remove(&format!("{key}{}", row(self.rows)));
            }
        }
    }

    fn has_rows(&self) -> bool {
        true
    }

    fn plan(&mut self, values: &Values, seat: &Seat) -> Plan {
        let Some(shop) = seat.mirror.shop.as_deref() else {
            return Plan::Nothing;
        };
        let items: Vec<_> = (0..self.rows)
            .filter_map(|n| item::entered(values, &row(n)))
            .collect();
        let who = self.person(values);
        let title = values.text("title");
        if who.is_none() && title.is_empty() && items.is_empty() {
            let key = if values.has("phone") {
                "phone"
            } else {
                "title"
            };
            return Plan::Wrong(key, text::part::wanted(seat.lang).to_owned());
        }
        let mut set: Vec<Set> = ["title", "source", "kind"]
            .iter()
            .filter_map(|key| fields::wish(key, values, None, shop))
            .filter(|set| !matches!(set, Set::Kind(None)) && *set != Set::Title(String::new()))
            .collect();
        if items.is_empty() {
            set.extend(values.money("amount").map(Set::Amount));
        } else {
            set.push(Set::Items(items));
        }
        let draft = Draft {
            pipeline: seat.mirror.board.pipeline,
            stage: None,
            who,
            set,
            note: Some(values.text("note")).filter(|n| !n.is_empty()),
        };
        Plan::Act(Box::new(Act::CreateDeal { draft }))
    }

    fn done(&mut self, _: &mut Form, done: &Done, seat: &mut Seat) -> After {
        if let Outcome::Deal { card, .. } = &done.outcome {
            seat.say(Level::Info, text::form::deal_made(seat.lang, card.id.0));
            seat.mirror.remember(card.clone());
            return After::Open(Overlay::Deal(card.id));
        }
        After::Close
    }
}
