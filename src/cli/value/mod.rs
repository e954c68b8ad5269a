//! What people type behind `--set`, `--item`, `--due`: words into the domain's values.
mod contact;
mod deal;
mod item;

pub use contact::address;

use super::fault::Fault;
use super::name;
use crate::domain::calendar::{DayError, Millis, parse_day};
use crate::domain::deal::{Kind, Turn};
use crate::domain::field::FieldSpec;
use crate::domain::fold::fold;
use crate::domain::money::{Kopecks, MoneyError};
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use crate::import::columns;
use crate::text::{self, Lang};

/// What typed words are read against.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    pub lang: Lang,
    pub shop: &'a Shop,
    pub now: Millis,
}

impl Reading<'_> {
    pub fn kind(&self, typed: &str) -> Result<Kind, Fault> {
        let words = |kind: Kind| match kind {
            Kind::Retail => ["retail", "розница", text::domain::retail(self.lang)],
            Kind::Wholesale => ["wholesale", "опт", text::domain::wholesale(self.lang)],
        };
        self.word(
            "kind",
            typed,
            &Kind::ALL.map(|kind| (kind, words(kind).to_vec())),
        )
    }

    pub fn turn(&self, typed: &str) -> Result<Turn, Fault> {
        let key = |turn: Turn| match turn {
            Turn::Us => "us",
            Turn::Client => "client",
            Turn::Warehouse => "warehouse",
            Turn::Carrier => "carrier",
            Turn::Bank => "bank",
        };
        let words = |turn| vec![key(turn), text::domain::turn(self.lang, turn)];
        self.word("turn", typed, &Turn::ALL.map(|turn| (turn, words(turn))))
    }

    /// One of a few words.
    fn word<T: Copy>(
        &self,
        field: &str,
        typed: &str,
        words: &[(T, Vec<&str>)],
    ) -> Result<T, Fault> {
        let wanted = fold(typed);
        let found = words
            .iter()
            .find(|(_, words)| words.iter().any(|word| fold(word) == wanted));
        found.map(|(value, _)| *value).ok_or_else(|| {
            let known: Vec<&str> = words
                .iter()
                .filter_map(|(_, w)| w.first().copied())
                .collect();
            self.wrong(field, &text::cli::one_of(self.lang, &known.join(", ")))
        })
    }

    fn person(&self, value: &str) -> Result<Option<crate::domain::id::OperatorId>, Fault> {
        self.optional(value, |v| self.known(name::person(self.shop, v)))
    }

    /// An empty value empties the field.
    fn optional<T>(
        &self,
        value: &str,
        read: impl Fn(&str) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        let value = value.trim();
        (!value.is_empty()).then(|| read(value)).transpose()
    }

    fn pair<'p>(&self, pair: &'p str) -> Result<(&'p str, &'p str), Fault> {
        let (field, value) = pair
            .split_once('=')
            .ok_or_else(|| Fault::usage(text::cli::not_a_pair(self.lang, pair)))?;
        Ok((field.trim(), value.trim()))
    }

    fn no_field(&self, typed: &str, own: &[&str], shops: &[FieldSpec]) -> Fault {
        let names = own.iter().map(|f| (*f).to_owned());
        let shops = shops.iter().flat_map(|f| [f.key.clone(), f.name.clone()]);
        let words = own.iter().map(|f| text::domain::field(self.lang, f));
        let nearest = columns::nearest(&fold(typed), names.chain(shops).chain(words));
        let no = Refusal::Unknown {
            what: "field".into(),
            value: typed.to_owned(),
            nearest,
        };
        Fault::wrong(self.lang, &no, self.shop)
    }

    fn flag(&self, field: &str, value: &str) -> Result<bool, Fault> {
        let yes = vec!["yes", "да", "true", "1"];
        let no = vec!["no", "нет", "false", "0"];
        self.word(field, value, &[(true, yes), (false, no)])
    }

    fn choice(&self, field: &str, choices: &[String], value: &str) -> Result<String, Fault> {
        let candidates: Vec<name::Candidate<'_, usize>> = choices
            .iter()
            .enumerate()
            .map(|(id, choice)| name::Candidate {
                id,
                key: choice,
                name: choice,
            })
            .collect();
        let at = self.known(name::find(field, value, &candidates))?;
        Ok(choices.get(at).cloned().unwrap_or_default())
    }

    pub fn sum(&self, field: &str, typed: &str) -> Result<Kopecks, Fault> {
        use text::part as w;
        Kopecks::parse(typed).map_err(|why| {
            let word = match why {
                MoneyError::Empty => w::wanted(self.lang),
                MoneyError::NotANumber => w::not_a_sum(self.lang),
                MoneyError::Negative => w::below_zero(self.lang),
                MoneyError::TooLarge => w::too_large(self.lang),
                MoneyError::Ambiguous => w::thousands_or_kopecks(self.lang),
                MoneyError::RuinedByExcel => w::ruined(self.lang),
            };
            self.wrong(field, word)
        })
    }

    /// A day or a moment.
    pub fn day(&self, field: &str, typed: &str) -> Result<Millis, Fault> {
        use text::part as w;
        let read = parse_day(typed, self.now, self.shop.hours.zone());
        read.map(|typed| typed.at).map_err(|why| {
            let word = match why {
                DayError::Empty => w::wanted(self.lang),
                DayError::NotUnderstood => w::not_a_date(self.lang),
                DayError::NoSuchDay => w::no_such_day(self.lang),
                DayError::NoSuchTime => w::no_such_time(self.lang),
                DayError::TooFar => w::too_far(self.lang),
            };
            self.wrong(field, word)
        })
    }

    fn wrong(&self, field: &str, why: &str) -> Fault {
        let field = text::domain::field(self.lang, field);
        Fault::usage(text::refusal::invalid(self.lang, &field, why))
    }

    fn known<T>(&self, found: Result<T, Refusal>) -> Result<T, Fault> {
        found.map_err(|no| Fault::wrong(self.lang, &no, self.shop))
    }
}

/// Values between commas.
fn list(value: &str) -> Vec<String> {
    value
        .split(',')
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn with<T>(test: impl FnOnce(Reading<'_>) -> T) -> T {
        let shop = crate::setup::default_shop();
        test(Reading {
            lang: Lang::Ru,
            shop: &shop,
            now: Millis(1_795_000_000_000),
        })
    }
}
