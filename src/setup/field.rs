//! `fields.toml`: what this shop wants to know of a deal beyond what every deal has.
use super::ENTRIES_MAX;
use super::complaint::{Noun, Trouble};
use super::file::Section;
use super::name::one_each;
use super::page::Page;
use super::pipeline::{is_need, word_of};
use super::place::{At, Log};
use crate::domain::field::{FieldKind, FieldSpec};
use crate::domain::shop::Shop;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Text,
    Number,
    Money,
    Date,
    Flag,
    Choice,
}

const KINDS: [(&str, Word); 6] = [
    ("text", Word::Text),
    ("number", Word::Number),
    ("money", Word::Money),
    ("date", Word::Date),
    ("flag", Word::Flag),
    ("choice", Word::Choice),
];

/// What `--set` and the gates call the fields of every deal.
const RESERVED: [&str; 26] = [
    "title",
    "contact",
    "kind",
    "source",
    "tags",
    "responsible",
    "observer",
    "co_executor",
    "department",
    "next_step",
    "turn",
    "lost_reason",
    "items",
    "amount",
    "pipeline",
    "stage",
    "stage_since",
    "stage_due",
    "place",
    "taken_by",
    "turn_since",
    "waited_us",
    "closed_at",
    "approval",
    "deleted",
    "custom",
];

#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) key: At<String>,
    pub(super) name: At<String>,
    kind: Word,
    choices: Vec<At<String>>,
}

pub(super) fn read(mut file: Section<'_>) -> Vec<Sheet> {
    let sections = file.sections("field", ENTRIES_MAX);
    let sheets: Vec<Sheet> = sections.into_iter().map(read_field).collect();
    file.finish();
    sheets
}

fn read_field(mut section: Section<'_>) -> Sheet {
    let key = section.need_key();
    if RESERVED.contains(&key.value.as_str()) || is_need(&key.value) {
        let value = key.value.clone();
        section.complain(key.place, Trouble::ReservedKey { value });
    }
    let name = section.need_text("name");
    let kind = section.word("kind", &KINDS);
    let choices = section.texts("choices");
    let (key_name, place) = ("choices", section.place_of("choices"));
    if kind == Some(Word::Choice) {
        if !section.has(key_name) {
            section.complain(place, Trouble::Missing { key: key_name });
        } else if section.is_blank(key_name) {
            section.complain(place, Trouble::Empty { key: key_name });
        }
    } else if section.has(key_name) && (kind.is_some() || !section.has("kind")) {
        let with = "kind = \"choice\"";
        section.complain(
            place,
            Trouble::Unfitting {
                key: key_name,
                with,
            },
        );
    }
    section.finish();
    Sheet {
        key,
        name,
        kind: kind.unwrap_or(Word::Text),
        choices,
    }
}

pub(super) fn link(log: &Log<'_>, sheets: Vec<Sheet>) -> Vec<FieldSpec> {
    one_each(log, Noun::Field, sheets.iter().map(|s| &s.key));
    one_each(log, Noun::Field, sheets.iter().map(|s| &s.name));
    let mut fields = Vec::new();
    for sheet in sheets {
        one_each(log, Noun::Choice, &sheet.choices);
        fields.push(FieldSpec {
            key: sheet.key.value,
            name: sheet.name.value,
            kind: match sheet.kind {
                Word::Text => FieldKind::Text,
                Word::Number => FieldKind::Number,
                Word::Money => FieldKind::Money,
                Word::Date => FieldKind::Date,
                Word::Flag => FieldKind::Flag,
                Word::Choice => {
                    FieldKind::Choice(sheet.choices.into_iter().map(|c| c.value).collect())
                }
            },
        });
    }
    fields
}

/// The word of the file for a field's kind.
fn kind_word(kind: &FieldKind) -> &'static str {
    let word = match kind {
        FieldKind::Text => Word::Text,
        FieldKind::Number => Word::Number,
        FieldKind::Money => Word::Money,
        FieldKind::Date => Word::Date,
        FieldKind::Flag => Word::Flag,
        FieldKind::Choice(_) => Word::Choice,
    };
    word_of(&KINDS, word).unwrap_or_default()
}

pub(super) fn write(shop: &Shop) -> String {
    let mut page = Page::default();
    for field in &shop.fields {
        page.entry("field");
        page.text("key", &field.key);
        page.text("name", &field.name);
        page.text("kind", kind_word(&field.kind));
        if let FieldKind::Choice(choices) = &field.kind {
            page.texts("choices", choices.iter().map(String::as_str));
        }
    }
    page.finish()
}
