//! One row of a table into one record: each cell goes to the place its column names.

use super::cells::{
    cut, is_dash, is_nothing, is_rouble, items, kind, messengers, quantity, unmarked,
};
use super::columns::Column;
use super::mapping::Origin;
use super::record::{
    Complaint, ContactRecord, DealRecord, External, ItemRecord, MAX_CUSTOM, MAX_ITEMS, MAX_LINE,
    MAX_LIST, MAX_NOTE, MAX_TAG, Record, What,
};
use jiff::tz::TimeZone;

use crate::domain::calendar::{Millis, parse_timestamp};
use crate::domain::email::Email;
use crate::domain::money::{Kopecks, MoneyError};
use crate::domain::phone::{Phone, PhoneError};

/// Bytes of the offending text that a complaint repeats.
pub const SHOWN: usize = 120;

/// A record being filled from one row.
pub struct Draft<'a> {
    origin: Origin,
    zone: &'a TimeZone,
    line: u64,
    deal: DealRecord,
    contact: ContactRecord,
    names: Names,
    currency: String,
    amount_heading: String,
    item: Item,
    complaints: Vec<Complaint>,
    /// The heading of the cell being read.
    heading: String,
    /// Only cells about goods were filled.
    pub only_items: bool,
}

#[derive(Default)]
struct Names {
    last: Option<String>,
    first: Option<String>,
    middle: Option<String>,
}

#[derive(Default)]
struct Item {
    found: bool,
    is: ItemRecord,
}

impl<'a> Draft<'a> {
    pub fn new(origin: Origin, zone: &'a TimeZone, line: u64) -> Self {
        Self {
            origin,
            zone,
            line,
            deal: DealRecord::default(),
            contact: ContactRecord::default(),
            names: Names::default(),
            currency: String::new(),
            amount_heading: String::new(),
            item: Item::default(),
            complaints: Vec::new(),
            heading: String::new(),
            only_items: true,
        }
    }

    /// Takes one cell.
    pub fn take(&mut self, heading: &str, column: &Column, cell: &str) {
        let cell = unmarked(cell);
        if is_dash(cell) || *column == Column::Skip {
            return;
        }
        self.heading = cut(heading, MAX_LINE).0;
        self.only_items &= column.is_of_item();
        let told = |c: &Complaint| c.what == What::EncodingBroken;
        if cell.contains('\u{FFFD}') && !self.complaints.iter().any(told) {
            self.complain(What::EncodingBroken, cell);
        }
        match column {
            Column::DealId => {
                let id = self.external(cell);
                self.once(|draft| &mut draft.deal.external, id, cell);
            }
            Column::ContactId => {
                let id = self.external(cell);
                self.once(|draft| &mut draft.contact.external, id, cell);
            }
            Column::Phone => self.phones(cell),
            Column::Email => self.emails(cell),
            Column::Messenger(messenger) => {
                for (messenger, name) in messengers(*messenger, cell) {
                    let name = self.line_of(name);
                    self.many(|draft| &mut draft.contact.messengers, (messenger, name));
                }
            }
            Column::Tags => {
                for tag in cell
                    .split([',', ';', '\n'])
                    .map(str::trim)
                    .filter(|tag| !tag.is_empty())
                {
                    let tag = self.text_of(tag, MAX_TAG);
                    self.many(|draft| &mut draft.deal.tags, tag);
                }
            }
            Column::Note => {
                let note = self.text_of(cell, MAX_NOTE);
                self.many(|draft| &mut draft.deal.notes, note);
            }
            Column::Kind => match kind(cell) {
                Some(kind) => self.deal.kind = Some(kind),
                None => self.keep(cell),
            },
            Column::Amount => {
                self.amount_heading = self.heading.clone();
                let sum = self.sum(cell);
                self.once(|draft| &mut draft.deal.amount, sum, cell);
            }
            Column::Currency => self.currency = self.line_of(cell),
            Column::CreatedAt | Column::ChangedAt | Column::ClosedAt | Column::NextStepAt => {
                let moment = self.moment(cell);
                self.once(|draft| draft.moment_place(column), moment, cell);
            }
            Column::Items => {
                for item in items(cell).into_iter().take(MAX_ITEMS) {
                    let name = self.line_of(&item.name);
                    self.deal.items.push(ItemRecord { name, ..item });
                }
            }
            Column::ItemName => {
                self.item.found = true;
                self.item.is.name = self.line_of(cell);
            }
            Column::ItemSku => {
                self.item.found = true;
                self.item.is.sku = Some(self.line_of(cell));
            }
            Column::ItemPrice => self.item.is.price = self.sum(cell),
            Column::ItemQuantity => match quantity(cell) {
                Some(quantity) => self.item.is.quantity = quantity,
                None => self.refuse(What::QuantityUnreadable, cell),
            },
            Column::Utm(mark) => {
                let value = self.line_of(cell);
                self.kept(|draft| &mut draft.deal.utm, (mark.clone(), value));
            }
            Column::Custom(label) => {
                let value = self.text_of(cell, MAX_NOTE);
                self.kept(|draft| &mut draft.deal.custom, (label.clone(), value));
            }
            Column::ContactCustom(label) => {
                let value = self.text_of(cell, MAX_NOTE);
                self.kept(|draft| &mut draft.contact.custom, (label.clone(), value));
            }
            single => {
                let value = Some(self.line_of(cell));
                self.once(|draft| draft.line_place(single), value, cell);
            }
        }
    }

    /// The place of a column that is one line of text.
    fn line_place(&mut self, column: &Column) -> &mut Option<String> {
        match column {
            Column::Title => &mut self.deal.title,
            Column::Pipeline => &mut self.deal.pipeline,
            Column::Stage => &mut self.deal.stage,
            Column::Responsible => &mut self.deal.responsible,
            Column::Source => &mut self.deal.source,
            Column::LostReason => &mut self.deal.lost_reason,
            Column::NextStep => &mut self.deal.next_step,
            Column::ContactName => &mut self.contact.name,
            Column::FirstName => &mut self.names.first,
            Column::LastName => &mut self.names.last,
            Column::MiddleName => &mut self.names.middle,
            Column::Company => &mut self.contact.company,
            Column::Postcode => &mut self.contact.postcode,
            Column::OwnId => &mut self.contact.own,
            Column::City => &mut self.contact.city,
            _ => &mut self.contact.address,
        }
    }

    fn moment_place(&mut self, column: &Column) -> &mut Option<Millis> {
        match column {
            Column::CreatedAt => &mut self.deal.created_at,
            Column::ChangedAt => &mut self.deal.changed_at,
            Column::ClosedAt => &mut self.deal.closed_at,
            _ => &mut self.deal.next_step_at,
        }
    }

    /// The first value of a place stays, another one is kept under its heading.
    fn once<T: PartialEq>(
        &mut self,
        place: impl Fn(&mut Self) -> &mut Option<T>,
        value: Option<T>,
        cell: &str,
    ) {
        let Some(value) = value else { return };
        match place(self) {
            empty @ None => *empty = Some(value),
            Some(there) if *there == value => {}
            Some(_) => self.keep(cell),
        }
    }

    fn external(&mut self, cell: &str) -> Option<External> {
        Some(External {
            origin: self.origin,
            id: self.line_of(cell),
        })
    }

    fn phones(&mut self, cell: &str) {
        if is_nothing(cell) {
            return;
        }
        let mut wrong = None;
        for phone in Phone::parse_many(cell) {
            match phone {
                Ok(phone) => self.many(|draft| &mut draft.contact.phones, phone),
                Err(error) => wrong = Some(error),
            }
        }
        match wrong {
            Some(PhoneError::RuinedByExcel) => self.refuse_for_contact(What::PhoneRuined, cell),
            Some(error) => self.refuse_for_contact(What::PhoneInvalid(error), cell),
            None => {}
        }
    }

    fn emails(&mut self, cell: &str) {
        if is_nothing(cell) {
            return;
        }
        let mut wrong = None;
        for email in Email::parse_many(cell) {
            match email {
                Ok(email) => self.many(|draft| &mut draft.contact.emails, email),
                Err(error) => wrong = Some(error),
            }
        }
        if let Some(error) = wrong {
            self.refuse_for_contact(What::EmailInvalid(error), cell);
        }
    }

    fn sum(&mut self, cell: &str) -> Option<Kopecks> {
        if is_nothing(cell) {
            return None;
        }
        match Kopecks::parse(cell) {
            Ok(sum) => Some(sum),
            Err(MoneyError::Negative) => {
                self.refuse(What::SumNegative, cell);
                None
            }
            Err(error) => {
                self.refuse(What::SumUnreadable(error), cell);
                None
            }
        }
    }

    fn moment(&mut self, cell: &str) -> Option<Millis> {
        if is_nothing(cell) {
            return None;
        }
        parse_timestamp(cell, self.zone).unwrap_or_else(|_| {
            self.refuse(What::DateUnreadable, cell);
            None
        })
    }

    fn line_of(&mut self, cell: &str) -> String {
        self.text_of(cell, MAX_LINE)
    }

    fn text_of(&mut self, cell: &str, limit: usize) -> String {
        let (text, whole) = cut(cell, limit);
        if !whole {
            self.complain(What::TextCut { limit }, cell);
        }
        text
    }

    /// Adds to a list what is not in it yet.
    fn many<T: PartialEq>(&mut self, list: impl Fn(&mut Self) -> &mut Vec<T>, value: T) {
        self.at_most(MAX_LIST, list, value);
    }

    /// The same for what is kept under its heading.
    fn kept(
        &mut self,
        list: impl Fn(&mut Self) -> &mut Vec<(String, String)>,
        value: (String, String),
    ) {
        self.at_most(MAX_CUSTOM, list, value);
    }

    fn at_most<T: PartialEq>(
        &mut self,
        limit: usize,
        list: impl Fn(&mut Self) -> &mut Vec<T>,
        value: T,
    ) {
        let there = list(self);
        if there.contains(&value) {
            return;
        }
        let what = What::TooMany { limit };
        if there.len() < limit {
            there.push(value);
        } else if !self.complaints.iter().any(|told| told.what == what) {
            self.complain(what, "");
        }
    }

    fn complain(&mut self, what: What, value: &str) {
        let column = Some(self.heading.clone());
        self.complaints.push(Complaint {
            line: self.line,
            column,
            what,
            value: cut(value, SHOWN).0,
        });
    }

    /// Complains and keeps the text with the deal.
    fn refuse(&mut self, what: What, cell: &str) {
        self.complain(what, cell);
        self.keep(cell);
    }

    fn refuse_for_contact(&mut self, what: What, cell: &str) {
        self.complain(what, cell);
        let kept = (self.heading.clone(), cut(cell, MAX_NOTE).0);
        self.kept(|draft| &mut draft.contact.custom, kept);
    }

    fn keep(&mut self, cell: &str) {
        let kept = (self.heading.clone(), cut(cell, MAX_NOTE).0);
        self.kept(|draft| &mut draft.deal.custom, kept);
    }

    /// The record, with a deal in it or the contact alone.
    ///
    /// # Errors
    /// There is nothing to make either of; what was wrong.
    pub fn finish(mut self, with_deal: bool) -> Result<Record, Vec<Complaint>> {
        let parts = [
            self.names.last.take(),
            self.names.first.take(),
            self.names.middle.take(),
        ];
        let joined = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        if self.contact.name.is_none() && !joined.is_empty() {
            self.contact.name = Some(cut(&joined, MAX_LINE).0);
        }
        if self.item.found {
            self.deal.items.push(std::mem::take(&mut self.item.is));
        } else if self.deal.amount.is_none() {
            // A price without goods is what the deal costs.
            self.deal.amount = self
                .item
                .is
                .price
                .and_then(|price| price.share(self.item.is.quantity.0, 1000));
        }
        if let Some(amount) = self.deal.amount
            && !is_rouble(&self.currency)
        {
            let roubles = (amount.0 / 100, amount.0 % 100);
            let text = format!("{}.{:02} {}", roubles.0, roubles.1, self.currency);
            self.deal.amount = None;
            self.heading = std::mem::take(&mut self.amount_heading);
            self.refuse(What::CurrencyForeign, &text);
        }
        let contact = &self.contact;
        let person = contact.name.is_some()
            || contact.company.is_some()
            || !contact.phones.is_empty()
            || !contact.emails.is_empty()
            || !contact.messengers.is_empty();
        let deal = &self.deal;
        let usable = person
            || with_deal
                && (deal.external.is_some()
                    || deal.title.is_some()
                    || deal.amount.is_some()
                    || !deal.items.is_empty());
        if !usable {
            return Err(self.complaints);
        }
        if !with_deal {
            self.give_to_contact();
        }
        let told = self.contact != ContactRecord::default();
        Ok(Record {
            line: self.line,
            deal: with_deal.then_some(self.deal),
            contact: told.then_some(self.contact),
            print: 0,
            warnings: self.complaints,
        })
    }

    /// In a file of contacts what a deal would hold is the contact's.
    fn give_to_contact(&mut self) {
        let deal = std::mem::take(&mut self.deal);
        let contact = &mut self.contact;
        contact.kind = deal.kind;
        contact.responsible = deal.responsible;
        contact.source = deal.source;
        contact.tags = deal.tags;
        contact.notes = deal.notes;
        contact.created_at = deal.created_at;
        contact.changed_at = deal.changed_at;
        contact.custom.extend(deal.custom);
    }
}
