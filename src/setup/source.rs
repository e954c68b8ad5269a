//! `sources.toml`: where customers come from, and the numbers they dial.
use super::ENTRIES_MAX;
use super::complaint::{Noun, Trouble};
use super::file::Section;
use super::name::one_each;
use super::page::Page;
use super::place::{At, Log};
use crate::domain::id::SourceId;
use crate::domain::phone::Phone;
use crate::domain::shop::Shop;
use crate::domain::source::Source;

#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) key: At<String>,
    pub(super) was: Option<At<String>>,
    pub(super) name: At<String>,
    /// E.164.
    numbers: Vec<At<String>>,
    default: Option<At<bool>>,
}

pub(super) fn read(mut file: Section<'_>) -> Vec<Sheet> {
    let sections = file.sections("source", ENTRIES_MAX);
    let sheets = sections.into_iter().map(|mut section| {
        let sheet = Sheet {
            key: section.need_key(),
            was: section.text("was"),
            name: section.need_text("name"),
            numbers: read_numbers(&mut section),
            default: section.flag("default"),
        };
        section.finish();
        sheet
    });
    let sheets = sheets.collect();
    file.finish();
    sheets
}

fn read_numbers(section: &mut Section<'_>) -> Vec<At<String>> {
    let texts = section.texts("numbers");
    let numbers = texts.into_iter().filter_map(|text| {
        let At { value, place } = text;
        match Phone::parse(&value) {
            // Whoever dials an extension dialled the number before it.
            Ok(phone) if phone.ext.is_none() => Some(At {
                value: phone.e164,
                place,
            }),
            _ => {
                section.complain(place, Trouble::BadPhone { value });
                None
            }
        }
    });
    numbers.collect()
}

pub(super) fn link(log: &Log<'_>, sheets: Vec<Sheet>) -> Vec<Source> {
    one_each(log, Noun::Source, sheets.iter().map(|s| &s.key));
    one_each(log, Noun::Source, sheets.iter().map(|s| &s.name));
    one_each(log, Noun::Number, sheets.iter().flat_map(|s| &s.numbers));
    let mut defaults = sheets
        .iter()
        .filter_map(|s| s.default.as_ref())
        .filter(|d| d.value);
    if let Some(first) = defaults.next() {
        for second in defaults {
            let line = log.line(first.place).0;
            log.complain(second.place, Trouble::SecondDefault { line });
        }
    }
    (1..)
        .zip(sheets)
        .map(|(id, sheet)| Source {
            id: SourceId(id),
            key: sheet.key.value,
            name: sheet.name.value,
            numbers: sheet.numbers.into_iter().map(|n| n.value).collect(),
            default: sheet.default.is_some_and(|flag| flag.value),
        })
        .collect()
}

pub(super) fn write(shop: &Shop) -> String {
    let mut page = Page::default();
    for source in &shop.sources {
        page.entry("source");
        page.text("key", &source.key);
        page.text("name", &source.name);
        page.texts("numbers", source.numbers.iter().map(String::as_str));
        if source.default {
            page.raw("default", "true");
        }
    }
    page.finish()
}
