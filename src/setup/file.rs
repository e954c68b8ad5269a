//! A shop file as TOML with places: every value that is read knows where it stands, every key that nobody asked for
//! is complained about, with the nearest of those that were asked for.
//!
//! Reading goes on after a complaint, with something harmless in place of the wrong value, so that all complaints come
//! at once.
use super::complaint::{Shape, Trouble};
use super::place::{At, Log, Place};
use crate::domain::text::{Kind, TermText};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Longest name or line, in characters.
const TEXT_MAX: usize = 200;
/// Entries of one list.
const LIST_MAX: usize = 1000;

/// One table of a file while it is read. [`Section::finish`] complains about the keys nobody asked for.
#[derive(Debug)]
pub(super) struct Section<'a> {
    pub(super) log: &'a Log<'a>,
    table: &'a DeTable<'a>,
    /// Its heading.
    pub(super) place: Place,
    asked: Vec<&'static str>,
}

impl<'a> Section<'a> {
    pub(super) fn new(log: &'a Log<'a>, table: &'a DeTable<'a>, place: Place) -> Section<'a> {
        Section {
            log,
            table,
            place,
            asked: Vec::new(),
        }
    }

    pub(super) fn complain(&self, place: Place, what: Trouble) {
        self.log.complain(place, what);
    }

    fn at(&self, span: Range<usize>) -> Place {
        Place {
            file: self.place.file,
            at: span.start,
        }
    }

    fn get(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.push(key);
        self.table.get(key)
    }

    /// The place of a key's value; of the section where it has none.
    pub(super) fn place_of(&self, key: &str) -> Place {
        self.table
            .get(key)
            .map_or(self.place, |value| self.at(value.span()))
    }

    fn wrong(&self, key: &'static str, expected: Shape, value: &Spanned<DeValue<'_>>) {
        self.complain(
            self.at(value.span()),
            Trouble::WrongType {
                key,
                expected,
                found: shape(value.get_ref()),
            },
        );
    }

    fn clean(&self, key: &'static str, value: &Spanned<DeValue<'_>>) -> Option<At<String>> {
        let place = self.at(value.span());
        let DeValue::String(text) = value.get_ref() else {
            self.wrong(key, Shape::Text, value);
            return None;
        };
        let text = text.trim();
        if text.chars().nth(TEXT_MAX).is_some() {
            self.complain(place, Trouble::TooLong { key, max: TEXT_MAX });
            return None;
        }
        if TermText::new(text, Kind::Line).as_str() != text {
            self.complain(place, Trouble::Unprintable { key });
            return None;
        }
        Some(At {
            value: text.to_owned(),
            place,
        })
    }

    /// A text that may be empty.
    pub(super) fn any_text(&mut self, key: &'static str) -> Option<At<String>> {
        let value = self.get(key)?;
        self.clean(key, value)
    }

    pub(super) fn text(&mut self, key: &'static str) -> Option<At<String>> {
        let text = self.any_text(key)?;
        if text.value.is_empty() {
            self.complain(text.place, Trouble::Empty { key });
            return None;
        }
        Some(text)
    }

    /// A text that must be there. What is missing is complained about and stays empty.
    pub(super) fn need_text(&mut self, key: &'static str) -> At<String> {
        if !self.table.contains_key(key) {
            self.complain(self.place, Trouble::Missing { key });
        }
        self.text(key).unwrap_or(At {
            value: String::new(),
            place: self.place,
        })
    }

    /// The section's `key`: one word that other files and the command line say.
    pub(super) fn need_key(&mut self) -> At<String> {
        let key = self.need_text("key");
        if !key.value.is_empty() && !is_key(&key.value) {
            let value = key.value.clone();
            self.complain(key.place, Trouble::BadKey { value });
        }
        key
    }

    pub(super) fn flag(&mut self, key: &'static str) -> Option<At<bool>> {
        let value = self.get(key)?;
        let DeValue::Boolean(flag) = value.get_ref() else {
            self.wrong(key, Shape::Flag, value);
            return None;
        };
        Some(At {
            value: *flag,
            place: self.at(value.span()),
        })
    }

    pub(super) fn number(&mut self, key: &'static str, min: i64, max: i64) -> Option<i64> {
        let value = self.get(key)?;
        let DeValue::Integer(number) = value.get_ref() else {
            self.wrong(key, Shape::Number, value);
            return None;
        };
        let number = i64::from_str_radix(&number.as_str().replace('_', ""), number.radix());
        match number {
            Ok(number) if (min..=max).contains(&number) => Some(number),
            _ => {
                let place = self.at(value.span());
                self.complain(place, Trouble::OutOfRange { key, min, max });
                None
            }
        }
    }

    /// Is the key there at all?
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Missing, or an empty list.
    pub(super) fn is_blank(&self, key: &str) -> bool {
        let list = self.table.get(key).map(|value| value.get_ref());
        list.is_none_or(|value| value.as_array().is_some_and(|list| list.is_empty()))
    }

    /// Is it one `[key]` where `[[key]]` was wanted?
    pub(super) fn is_section(&self, key: &str) -> bool {
        self.table
            .get(key)
            .is_some_and(|value| value.get_ref().is_table())
    }

    /// Nothing more about this key.
    pub(super) fn skip(&mut self, key: &'static str) {
        self.asked.push(key);
    }

    fn list(&mut self, key: &'static str) -> &'a [Spanned<DeValue<'a>>] {
        let Some(value) = self.get(key) else {
            return &[];
        };
        let DeValue::Array(array) = value.get_ref() else {
            self.wrong(key, Shape::List, value);
            return &[];
        };
        if array.len() > LIST_MAX {
            let place = self.at(value.span());
            self.complain(place, Trouble::TooMany { key, max: LIST_MAX });
            return &[];
        }
        array
    }

    pub(super) fn texts(&mut self, key: &'static str) -> Vec<At<String>> {
        let list = self.list(key);
        let texts = list.iter().filter_map(|value| self.clean(key, value));
        texts
            .filter(|text| {
                let empty = text.value.is_empty();
                if empty {
                    self.complain(text.place, Trouble::Empty { key });
                }
                !empty
            })
            .collect()
    }

    /// Days, as TOML writes them or in quotes: still text.
    pub(super) fn days(&mut self, key: &'static str) -> Vec<At<String>> {
        let list = self.list(key);
        list.iter()
            .filter_map(|value| match value.get_ref() {
                DeValue::Datetime(day) => Some(At {
                    value: day.to_string(),
                    place: self.at(value.span()),
                }),
                _ => self.clean(key, value),
            })
            .collect()
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let text = self.text(key)?;
        self.choose(key, &text, words)
    }

    /// Some of a few words.
    pub(super) fn words<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Vec<T> {
        let texts = self.texts(key);
        texts
            .iter()
            .filter_map(|text| self.choose(key, text, words))
            .collect()
    }

    fn choose<T: Copy>(
        &self,
        key: &'static str,
        text: &At<String>,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let found = words.iter().find(|(word, _)| *word == text.value);
        if found.is_none() {
            let allowed: Vec<&'static str> = words.iter().map(|(word, _)| *word).collect();
            let near = self.log.nearest(&text.value, allowed.iter().copied());
            self.complain(
                text.place,
                Trouble::UnknownWord {
                    key,
                    value: text.value.clone(),
                    nearest: near.map(str::to_owned),
                    allowed,
                },
            );
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// `[key]`
    pub(super) fn section(&mut self, key: &'static str) -> Option<Section<'a>> {
        let value = self.get(key)?;
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(key, Shape::Section, value);
            return None;
        };
        Some(Section::new(self.log, table, self.at(value.span())))
    }

    /// `[[key]]`, at most `max` of them.
    pub(super) fn sections(&mut self, key: &'static str, max: usize) -> Vec<Section<'a>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let DeValue::Array(array) = value.get_ref() else {
            self.wrong(key, Shape::Sections, value);
            return Vec::new();
        };
        if array.len() > max {
            let place = self.at(value.span());
            self.complain(place, Trouble::TooMany { key, max });
        }
        let sections = array.iter().take(max).filter_map(|value| {
            let DeValue::Table(table) = value.get_ref() else {
                self.wrong(key, Shape::Section, value);
                return None;
            };
            Some(Section::new(self.log, table, self.at(value.span())))
        });
        sections.collect()
    }

    /// Every key of the section with its place, for sections whose keys are data.
    pub(super) fn keys(&self) -> Vec<At<String>> {
        let keys = self.table.keys();
        keys.map(|key| At {
            value: key.get_ref().to_string(),
            place: self.at(key.span()),
        })
        .collect()
    }

    /// The text of a key that is data.
    pub(super) fn data(&self, key: &str, named: &'static str) -> Option<At<String>> {
        self.clean(named, self.table.get(key)?)
    }

    pub(super) fn finish(self) {
        for (key, value) in self.table.iter() {
            let name = key.get_ref().as_ref();
            if self.asked.contains(&name) {
                continue;
            }
            let place = self.at(key.span());
            let key = TermText::new(name, Kind::Title).into_string();
            let near = self.log.nearest(name, self.asked.iter().copied());
            let sections = matches!(value.get_ref(), DeValue::Array(_) | DeValue::Table(_));
            let what = match near {
                None if is_secret(name) => Trouble::SecretKey { key },
                None if name == "stage" && sections && self.asked.contains(&"pipeline") => {
                    Trouble::StageWithoutPipeline
                }
                near => Trouble::UnknownKey {
                    key,
                    nearest: near.map(str::to_owned),
                },
            };
            self.complain(place, what);
        }
    }
}

fn shape(value: &DeValue<'_>) -> Shape {
    match value {
        DeValue::String(_) => Shape::Text,
        DeValue::Integer(_) => Shape::Number,
        DeValue::Float(_) => Shape::Fraction,
        DeValue::Boolean(_) => Shape::Flag,
        DeValue::Datetime(_) => Shape::Date,
        DeValue::Array(_) => Shape::List,
        DeValue::Table(_) => Shape::Section,
    }
}

/// Letters, digits, `-` and `_`, at most 40: it is typed on the command line.
pub(super) fn is_key(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= 40
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

fn is_secret(key: &str) -> bool {
    const SIGNS: [&str; 5] = ["password", "secret", "token", "api_key", "пароль"];
    let key = key.to_lowercase();
    SIGNS.iter().any(|sign| key.contains(sign))
}
