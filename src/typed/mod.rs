//! What people type, read: names, values and verbs, alike on the command line and in the desk's own line.
//!
//! Forbidden in here: doing anything. A typed line becomes an act; sending it is its reader's.
mod contact;
mod deal;
mod item;
pub mod name;
pub mod verb;

pub use contact::address;

use crate::domain::calendar::{DayError, Millis, parse_day};
use crate::domain::deal::{Kind, Turn};
use crate::domain::field::FieldSpec;
use crate::domain::fold::{fold, nearest};
use crate::domain::money::{Kopecks, MoneyError};
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use crate::text::{self, Lang};

/// What was typed wrongly, in words for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip(pub String);

impl Slip {
    /// A name or value that the shop doesn't know.
    fn no(lang: Lang, no: &Refusal, shop: &Shop) -> Slip {
        Slip(text::refusal::refusal(lang, no, Some(shop)))
    }
}

/// What typed words are read against.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    pub lang: Lang,
    pub shop: &'a Shop,
    pub now: Millis,
}

impl Reading<'_> {
    pub fn kind(&self, typed: &str) -> Result<Kind, Slip> {
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

    pub fn turn(&self, typed: &str) -> Result<Turn, Slip> {
        let key = |turn: Turn| match turn {
            Turn::Us => "us",
            Turn::Client => "client",
            Turn::Warehouse => "warehouse",
            Turn::Carrier => "carrier",
            Turn::Bank => "bank",
        };
        let short = |turn: Turn| match turn {
            Turn::Us => ["мы", "наш", "нас"],
            Turn::Client => ["клиент", "клиента", "клиенту"],
            Turn::Warehouse => ["склад", "склада", "складу"],
            Turn::Carrier => ["перевозчик", "доставка", "доставку"],
            Turn::Bank => ["банк", "банка", "банку"],
        };
        // The first is what is offered.
        let words = |turn| {
            let mut words = vec![key(turn), text::domain::turn(self.lang, turn)];
            words.extend(short(turn));
            if self.lang == Lang::Ru {
                words.swap(0, 2);
            }
            words
        };
        self.word("turn", typed, &Turn::ALL.map(|turn| (turn, words(turn))))
    }

    /// One of a few words.
    fn word<T: Copy>(&self, field: &str, typed: &str, words: &[(T, Vec<&str>)]) -> Result<T, Slip> {
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

    fn person(&self, value: &str) -> Result<Option<crate::domain::id::OperatorId>, Slip> {
        self.optional(value, |v| self.known(name::person(self.shop, v)))
    }

    /// An empty value empties the field.
    fn optional<T>(
        &self,
        value: &str,
        read: impl Fn(&str) -> Result<T, Slip>,
    ) -> Result<Option<T>, Slip> {
        let value = value.trim();
        (!value.is_empty()).then(|| read(value)).transpose()
    }

    fn pair<'p>(&self, pair: &'p str) -> Result<(&'p str, &'p str), Slip> {
        let (field, value) = pair
            .split_once('=')
            .ok_or_else(|| Slip(text::cli::not_a_pair(self.lang, pair)))?;
        Ok((field.trim(), value.trim()))
    }

    fn no_field(&self, typed: &str, own: &[&str], shops: &[FieldSpec]) -> Slip {
        let words: Vec<String> = own
            .iter()
            .map(|f| text::domain::field(self.lang, f))
            .collect();
        let shops = shops.iter().flat_map(|f| [f.key.as_str(), &f.name]);
        let known = own.iter().copied().chain(shops);
        let near = nearest(typed, known.chain(words.iter().map(String::as_str)));
        let no = Refusal::Unknown {
            what: "field".into(),
            value: typed.to_owned(),
            nearest: near.map(str::to_owned),
        };
        Slip::no(self.lang, &no, self.shop)
    }

    fn flag(&self, field: &str, value: &str) -> Result<bool, Slip> {
        let yes = vec!["yes", "да", "true", "1"];
        let no = vec!["no", "нет", "false", "0"];
        self.word(field, value, &[(true, yes), (false, no)])
    }

    fn choice(&self, field: &str, choices: &[String], value: &str) -> Result<String, Slip> {
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

    pub fn sum(&self, field: &str, typed: &str) -> Result<Kopecks, Slip> {
        use text::part as w;
        if finer_than_kopecks(typed) {
            return Err(self.wrong(field, text::cli::finer_than_kopecks(self.lang)));
        }
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
    pub fn day(&self, field: &str, typed: &str) -> Result<Millis, Slip> {
        use text::part as w;
        let read = parse_day(typed, self.now, self.shop.hours.zone());
        if let (Ok(read), Some(day)) = (&read, without_year(typed))
            && read.at.0 - self.now.0 > NEXT_YEAR
        {
            return Err(self.wrong(field, &text::cli::past_day(self.lang, day)));
        }
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

    fn wrong(&self, field: &str, why: &str) -> Slip {
        let field = text::domain::field(self.lang, field);
        Slip(text::refusal::invalid(self.lang, &field, why))
    }

    fn known<T>(&self, found: Result<T, Refusal>) -> Result<T, Slip> {
        found.map_err(|no| Slip::no(self.lang, &no, self.shop))
    }
}

/// A day without its year that is further ahead than this was meant as one that has just passed, milliseconds.
const NEXT_YEAR: i64 = 300 * 24 * 60 * 60 * 1000;

/// The "25.11" in "25.11 15:00".
fn without_year(typed: &str) -> Option<&str> {
    let number = |text: &str| {
        (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let day = |word: &&str| {
        let parts: Vec<&str> = word.split(['.', '/']).collect();
        parts.len() == 2 && parts.into_iter().all(number)
    };
    typed.split_whitespace().find(day)
}

/// "4200,505": more digits than there are kopecks, which a sum of a table may have and one that is typed is a slip.
fn finer_than_kopecks(typed: &str) -> bool {
    let digits: String = typed
        .trim_end_matches(|c: char| !c.is_ascii_digit())
        .to_owned();
    let mut parts = digits.split([',', '.']);
    let (_, part, more) = (parts.next(), parts.next(), parts.next());
    let fine = |part: &str| {
        part.bytes().all(|byte| byte.is_ascii_digit()) && part.trim_end_matches('0').len() > 2
    };
    // "8,400" is asked about by itself.
    more.is_none() && part.is_some_and(fine) && Kopecks::parse(typed).is_ok()
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
