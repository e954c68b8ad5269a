//! A foreign record into the row the server takes in. What has no place with us becomes a note: nothing readable is lost.
use super::names::{Found, Names};
use crate::domain::command::ImportRow;
use crate::domain::contact::{self, Address, Identity};
use crate::domain::deal::{self, Item, NextStep, Set};
use crate::domain::field::{FieldKind, FieldSpec, FieldValue, TEXT_MAX};
use crate::domain::fold::fold;
use crate::domain::money::Kopecks;
use crate::domain::shop::Shop;
use crate::import::record::{ContactRecord, DealRecord, External, Kind, MAX_ITEMS, MAX_LIST};
use crate::import::{Messenger, Origin, Record};
use crate::text::{self, Lang, import as w};

#[derive(Debug)]
pub struct Translator<'a> {
    lang: Lang,
    shop: &'a Shop,
    origin: Origin,
    pub names: Names<'a>,
}

impl<'a> Translator<'a> {
    pub fn new(lang: Lang, shop: &'a Shop, origin: Origin, names: Names<'a>) -> Translator<'a> {
        Translator {
            lang,
            shop,
            origin,
            names,
        }
    }

    pub fn row(&mut self, record: Record) -> ImportRow {
        let Record {
            line,
            deal,
            contact,
            print,
            ..
        } = record;
        let with_deal = deal.is_some();
        let mut row = ImportRow {
            line,
            external: None,
            person: None,
            deal: None,
            created_at: None,
            closed_at: None,
            notes: Vec::new(),
        };
        if let Some(contact) = contact {
            row.created_at = contact.created_at;
            row.person = Some(self.person(contact, with_deal));
        }
        if let Some(deal) = deal {
            self.deal(deal, line, &mut row);
            row.external = row.external.or_else(|| Some(self.by_print(print)));
        }
        row
    }

    fn person(&self, contact: ContactRecord, with_deal: bool) -> contact::Draft {
        let name = contact.name.unwrap_or_default();
        let city = contact.city.unwrap_or_default();
        let mut note: Vec<String> = contact.notes;
        let mut left = Left(Vec::new());
        left.all(&contact.custom);
        if !with_deal {
            let kind = contact
                .kind
                .map(kind)
                .map(|k| text::domain::kind(self.lang, k));
            left.one("kind", kind.unwrap_or_default(), self.lang);
            left.one(
                "responsible",
                contact.responsible.as_deref().unwrap_or_default(),
                self.lang,
            );
            left.one(
                "source",
                contact.source.as_deref().unwrap_or_default(),
                self.lang,
            );
            left.one("tags", &contact.tags.join(", "), self.lang);
        }
        note.extend(left.notes());
        let address = contact.address.unwrap_or_default();
        let postcode = contact.postcode.unwrap_or_default();
        let mut draft = contact::Draft {
            company: contact.company,
            phones: contact.phones.into_iter().map(|phone| phone.e164).collect(),
            emails: contact
                .emails
                .iter()
                .map(|email| email.as_str().to_owned())
                .collect(),
            identities: contact.messengers.into_iter().map(identity).collect(),
            addresses: match city.is_empty() && address.is_empty() && postcode.is_empty() {
                true => Vec::new(),
                false => vec![Address {
                    city: city.clone(),
                    line: address,
                    postcode,
                }],
            },
            note: cut(note.join("\n")),
            external: None,
            name,
        };
        draft.external = contact.external.map(|id| told_apart(&id, Some(&draft)));
        if let (Some(own), None) = (&contact.own, &draft.external) {
            draft.external = self.by_own(own, &draft);
        }
        let unreachable = draft.phones.is_empty() && draft.emails.is_empty();
        if draft.external.is_none() && draft.identities.is_empty() && unreachable {
            draft.external = self.by_name(&draft, &city);
        }
        draft
    }

    /// Ours already, should the one of that number have that name.
    fn by_own(&self, own: &str, draft: &contact::Draft) -> Option<String> {
        let number = own.trim().parse().ok()?;
        Some(contact::own_external(
            number,
            &draft.name,
            draft.company.as_deref(),
        ))
    }

    /// Nothing but a name: the same name in the same city is the same person, here and in the next file.
    fn by_name(&self, draft: &contact::Draft, city: &str) -> Option<String> {
        let name = match draft.name.is_empty() {
            false => fold(&draft.name),
            true => fold(draft.company.as_deref().unwrap_or_default()),
        };
        let id = format!("{}:={name}|{}", self.origin.name(), fold(city));
        (!name.is_empty()).then(|| id.chars().take(contact::NAMED_MAX).collect())
    }

    /// Nothing to know the deal by: the same row in the next file is the same deal.
    fn by_print(&self, print: u128) -> String {
        format!("{}:={print:032x}", self.origin.name())
    }

    fn deal(&mut self, deal: DealRecord, line: u64, row: &mut ImportRow) {
        let mut set = Vec::new();
        let mut tags = deal.tags;
        let mut left = Left(Vec::new());
        let pipeline = deal.pipeline.unwrap_or_default();
        let stage = deal
            .stage
            .as_deref()
            .map(|s| self.names.stage(&pipeline, s, line));
        let stage = stage.and_then(Found::id);
        if let (None, Some(theirs)) = (stage, &deal.stage) {
            // A mark to find these deals by and move them all at once.
            match tags.len() < MAX_LIST {
                true => tags.push(theirs.clone()),
                false => left.one("stage", theirs, self.lang),
            }
        }
        let home = self
            .shop
            .pipelines
            .iter()
            .find(|p| fold(&p.name) == fold(&pipeline));
        if home.is_none() {
            left.one("pipeline", &pipeline, self.lang);
        }
        if let Some(title) = deal.title {
            set.push(Set::Title(title));
        }
        if let Some(theirs) = &deal.responsible {
            match self.names.person(theirs, line).id() {
                Some(person) => set.push(Set::Responsible(Some(person))),
                None => left.one("responsible", theirs, self.lang),
            }
        }
        if let Some(theirs) = &deal.source {
            match self.names.source(theirs, line).id() {
                Some(source) => set.push(Set::Source(Some(source))),
                None => left.one("source", theirs, self.lang),
            }
        }
        if let Some(of) = deal.kind {
            set.push(Set::Kind(Some(kind(of))));
        }
        if !tags.is_empty() {
            set.push(Set::Tags(tags));
        }
        match (deal.next_step, deal.next_step_at) {
            (Some(text), Some(at)) => set.push(Set::NextStep(Some(NextStep { text, at }))),
            (Some(text), None) => left.one("next_step", &text, self.lang),
            _ => {}
        }
        if let Some(reason) = deal.lost_reason {
            set.push(Set::LostReason(Some(reason)));
        }
        let mut items: Vec<Item> = deal
            .items
            .into_iter()
            .map(|item| Item {
                name: item.name,
                sku: item.sku,
                price: item.price.unwrap_or_default(),
                quantity: item.quantity.0,
            })
            .collect();
        match deal.amount {
            Some(amount) if items.is_empty() => set.push(Set::Amount(amount)),
            Some(amount) if !add_up(&mut items, amount, self.lang) => {
                left.0.push(w::their_amount(self.lang, &amount.to_string()));
            }
            _ => {}
        }
        if !items.is_empty() {
            set.push(Set::Items(items));
        }
        for (heading, value) in deal.custom {
            match self.custom(&heading, &value) {
                Some(one) if !set.iter().any(|s| s.field() == one.field()) => set.push(one),
                _ => left.all(&[(heading, value)]),
            }
        }
        let utm = deal
            .utm
            .into_iter()
            .map(|(mark, value)| (format!("utm_{mark}"), value));
        left.all(&utm.collect::<Vec<_>>());
        let place = stage.and_then(|id| self.shop.stage(id)).map(|(p, _)| p.id);
        let person = row.person.as_ref();
        row.external = deal.external.map(|id| told_apart(&id, person));
        row.created_at = deal.created_at;
        row.closed_at = deal.closed_at;
        row.notes = deal.notes;
        row.notes.extend(left.notes());
        row.deal = Some(deal::Draft {
            pipeline: place.or(home.map(|p| p.id)),
            stage,
            who: None,
            set,
            note: None,
        });
    }

    /// A column of a field the shop has, if the value suits it.
    fn custom(&self, heading: &str, value: &str) -> Option<Set> {
        let wanted = fold(heading);
        let spec = self
            .shop
            .fields
            .iter()
            .find(|f| fold(&f.name) == wanted || fold(&f.key) == wanted)?;
        let value = self.suited(spec, value.trim())?;
        spec.takes(&value).then(|| Set::Custom {
            key: spec.key.clone(),
            value: Some(value),
        })
    }

    fn suited(&self, spec: &FieldSpec, value: &str) -> Option<FieldValue> {
        Some(match &spec.kind {
            FieldKind::Text => FieldValue::Text(value.to_owned()),
            FieldKind::Number => {
                FieldValue::Number(value.replace([' ', '\u{a0}'], "").parse().ok()?)
            }
            FieldKind::Money => FieldValue::Money(Kopecks::parse(value).ok()?),
            FieldKind::Date => {
                let zone = self.shop.hours.zone();
                FieldValue::Date(crate::domain::calendar::parse_timestamp(value, zone).ok()??)
            }
            FieldKind::Flag => match fold(value).as_str() {
                "да" | "yes" | "1" | "true" | "истина" | "+" => FieldValue::Flag(true),
                "нет" | "no" | "0" | "false" | "ложь" | "-" => FieldValue::Flag(false),
                _ => return None,
            },
            FieldKind::Choice(choices) => {
                let wanted = fold(value);
                FieldValue::Text(choices.iter().find(|c| fold(c) == wanted)?.clone())
            }
        })
    }
}

/// Makes the goods come to the sum of the file: with us a deal costs what its goods cost. False where they cost more,
/// as with a discount.
fn add_up(items: &mut Vec<Item>, amount: Kopecks, lang: Lang) -> bool {
    let total = Kopecks::sum(items.iter().filter_map(Item::sum));
    let Some(rest) = total.and_then(|total| amount.checked_sub(total)) else {
        return false;
    };
    if rest.0 <= 0 {
        return rest.0 == 0;
    }
    // One line of goods without a price: the sum is its price, if it divides.
    if let [only] = items.as_mut_slice()
        && only.price.0 == 0
        && only.quantity > 0
        && amount
            .0
            .checked_mul(1000)
            .is_some_and(|thousand| thousand % only.quantity == 0)
    {
        only.price = Kopecks(amount.0 * 1000 / only.quantity);
        return true;
    }
    if items.len() >= MAX_ITEMS {
        return false;
    }
    items.push(Item {
        name: w::rest_of_amount(lang).to_owned(),
        sku: None,
        price: rest,
        quantity: 1000,
    });
    true
}

/// Lines of what found no place, to be one note.
struct Left(Vec<String>);

impl Left {
    fn one(&mut self, field: &str, value: &str, lang: Lang) {
        if !value.is_empty() {
            self.0
                .push(format!("{}: {value}", text::domain::field(lang, field)));
        }
    }

    fn all(&mut self, pairs: &[(String, String)]) {
        let lines = pairs.iter().map(|(name, value)| format!("{name}: {value}"));
        self.0.extend(lines);
    }

    /// As few notes as hold it all.
    fn notes(self) -> Vec<String> {
        let mut notes: Vec<String> = Vec::new();
        for line in self.0.into_iter().map(cut) {
            match notes.last_mut() {
                Some(note) if note.len() + 1 + line.len() <= TEXT_MAX => {
                    note.push('\n');
                    note.push_str(&line);
                }
                _ => notes.push(line),
            }
        }
        notes
    }
}

/// What the domain takes of a note, between letters.
fn cut(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(TEXT_MAX));
    text
}

fn kind(kind: Kind) -> deal::Kind {
    match kind {
        Kind::Wholesale => deal::Kind::Wholesale,
        Kind::Retail => deal::Kind::Retail,
    }
}

fn identity((messenger, id): (Messenger, String)) -> Identity {
    let channel = match messenger {
        Messenger::Telegram => "telegram",
        Messenger::WhatsApp => "whatsapp",
        Messenger::Viber => "viber",
        Messenger::Vk => "vk",
        Messenger::Max => "max",
        Messenger::Skype => "skype",
        Messenger::Instagram => "instagram",
        Messenger::Other => "messenger",
    };
    // A column of all kinds says it in the cell: "telegram:anna".
    match (messenger, id.split_once(':')) {
        (Messenger::Other, Some((channel, name))) if !name.starts_with("//") => Identity {
            channel: channel.trim().to_lowercase(),
            id: name.trim().to_owned(),
        },
        _ => Identity {
            channel: channel.to_owned(),
            id,
        },
    }
}

/// Any list numbers its rows from one: in a plain table a number means somebody only together with whom it stands
/// beside.
fn told_apart(id: &External, person: Option<&contact::Draft>) -> String {
    let plain = matches!(id.origin, Origin::Contacts | Origin::Deals);
    let who = person.filter(|_| plain).and_then(|person| {
        let reached = person.phones.first().or(person.emails.first());
        let named = Some(fold(&person.name)).filter(|name| !name.is_empty());
        reached.cloned().or(named)
    });
    match who {
        Some(who) => format!("{id}:{who}"),
        None => id.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(price: i64, quantity: i64) -> Item {
        Item {
            name: "Рычаг".into(),
            sku: None,
            price: Kopecks(price),
            quantity,
        }
    }

    fn added(items: &[Item], amount: i64) -> (bool, Option<Kopecks>, usize) {
        let mut items = items.to_vec();
        let whole = add_up(&mut items, Kopecks(amount), Lang::Ru);
        let total = Kopecks::sum(items.iter().filter_map(Item::sum));
        (whole, total, items.len())
    }

    #[test]
    fn what_found_no_place_fills_as_many_notes_as_it_takes() {
        let left = |n: usize| Left(vec!["ж".repeat(1000); n]).notes();
        assert_eq!(left(0), Vec::<String>::new());
        assert_eq!(left(8).len(), 1);
        let notes = left(20);
        assert_eq!(notes.len(), 3);
        assert!(notes.iter().all(|note| note.len() <= TEXT_MAX));
        assert_eq!(notes.join("\n").len(), 20 * 2001 - 1);
    }

    #[test]
    fn goods_come_to_the_sum_of_the_file() {
        let sum = |kopecks| Some(Kopecks(kopecks));
        assert_eq!(
            added(&[item(420_000, 2000)], 840_000),
            (true, sum(840_000), 1)
        );
        assert_eq!(added(&[item(0, 2000)], 840_000), (true, sum(840_000), 1));
        assert_eq!(added(&[item(0, 3000)], 1_000), (true, sum(1_000), 2));
        assert_eq!(
            added(&[item(0, 2000), item(0, 1000)], 5_000),
            (true, sum(5_000), 3)
        );
        assert_eq!(added(&[item(100, 1000)], 150), (true, sum(150), 2));
        assert_eq!(added(&[item(100, 1000)], 90), (false, sum(100), 1));
        assert_eq!(added(&[item(0, 2000)], i64::MAX), (true, sum(i64::MAX), 2));
    }
}
