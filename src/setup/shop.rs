//! `shop.toml`: the shop's name, zone and hours, the card, the reasons of a lost deal.
use super::complaint::{Noun, Trouble};
use super::file::Section;
use super::hours::{self, Hours};
use super::name::one_each;
use super::page::Page;
use super::place::At;
use crate::domain::calendar::WorkHoursForm;
use crate::domain::card::SLOTS;
use crate::domain::shop::Shop;

/// More lines than any screen gives to a card.
const CARD_MAX: usize = 8;

#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    /// `None` where they were misread.
    pub(super) hours: Option<Hours>,
    pub(super) card: Vec<String>,
    pub(super) lost_reasons: Vec<String>,
    pub(super) next_step_wanted: bool,
}

pub(super) fn read(mut file: Section<'_>) -> Sheet {
    let name = file.need_text("name").value;
    let zone = file.need_text("zone");
    let zone = (!zone.value.is_empty()).then_some(zone);
    let card = file.texts("card");
    if card.len() > CARD_MAX {
        let place = file.place_of("card");
        let (key, max) = ("card", CARD_MAX);
        file.complain(place, Trouble::TooMany { key, max });
    } else if !file.has("card") {
        file.complain(file.place, Trouble::Missing { key: "card" });
    }
    for line in &card {
        check_template(&file, line);
    }
    let reasons = file.texts("lost_reasons");
    one_each(file.log, Noun::LostReason, &reasons);
    let next_step_wanted = file.flag("next_step_wanted").is_some_and(|f| f.value);
    let hours = file.section("hours");
    if !file.has("hours") {
        file.complain(file.place, Trouble::Missing { key: "hours" });
    }
    let hours = hours.map(|section| Hours::read(section, zone));
    file.finish();
    let texts = |list: Vec<At<String>>| list.into_iter().map(|text| text.value).collect();
    Sheet {
        name,
        hours,
        card: texts(card),
        lost_reasons: texts(reasons),
        next_step_wanted,
    }
}

/// `{slot}` must be one that a card has.
fn check_template(file: &Section<'_>, line: &At<String>) {
    let mut rest = line.value.as_str();
    while let Some(at) = rest.find(['{', '}']) {
        let inner = &rest[at + 1..];
        let end = inner
            .find(['{', '}'])
            .map(|end| (end, inner.as_bytes()[end]));
        let (true, Some((end, b'}'))) = (rest.as_bytes()[at] == b'{', end) else {
            file.complain(line.place, Trouble::BadTemplate);
            return;
        };
        let slot = &inner[..end];
        if !SLOTS.contains(&slot) {
            let near = file.log.nearest(slot, SLOTS);
            file.complain(
                line.place,
                Trouble::UnknownName {
                    noun: Noun::Slot,
                    value: slot.to_owned(),
                    nearest: near.map(str::to_owned),
                },
            );
        }
        rest = &inner[end + 1..];
    }
}

pub(super) fn write(shop: &Shop) -> String {
    let mut page = Page::default();
    page.text("name", &shop.name);
    page.text("zone", &WorkHoursForm::from(shop.hours.clone()).zone);
    page.raw("next_step_wanted", &shop.next_step_wanted.to_string());
    page.raw("card", &Page::list(&shop.card));
    page.raw("lost_reasons", &Page::list(&shop.lost_reasons));
    hours::write(&mut page, "hours", &shop.hours, None);
    page.finish()
}
