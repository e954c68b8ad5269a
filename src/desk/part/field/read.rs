//! What was typed into a field, as what it means, and how that is said back.
use super::{Field, Kind, Value};
use crate::desk::part::{Look, When};
use crate::desk::theme::Role;
use crate::domain::calendar::{DayError, parse_day};
use crate::domain::email::Email;
use crate::domain::money::{Kopecks, MoneyError};
use crate::domain::phone::Phone;
use crate::text::{self, Lang};

impl Field {
    /// What it holds; `None` where nothing is entered.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn value(&self, lang: Lang, when: When<'_>) -> Result<Option<Value>, String> {
        use text::part as w;
        let typed = self.edit.text();
        let typed = typed.trim();
        if self.is_empty() {
            return match self.wanted {
                true => Err(w::wanted(lang).to_owned()),
                false => Ok(None),
            };
        }
        let value = match &self.kind {
            Kind::Text | Kind::Lines => Value::Text(typed.to_owned()),
            Kind::Secret => Value::Text(self.edit.text()),
            Kind::Phone => match Phone::parse(typed) {
                Ok(_) => Value::Text(typed.to_owned()),
                Err(_) => return Err(w::not_a_phone(lang).to_owned()),
            },
            Kind::Email => match Email::parse(typed) {
                Ok(_) => Value::Text(typed.to_owned()),
                Err(_) => return Err(w::not_an_email(lang).to_owned()),
            },
            Kind::Money => Value::Money(Kopecks::parse(typed).map_err(|why| sum(lang, why))?),
            Kind::Number => match typed.replace([' ', '\u{a0}'], "").parse() {
                Ok(number) => Value::Number(number),
                Err(_) => return Err(w::not_a_number(lang).to_owned()),
            },
            Kind::Quantity => match quantity(typed) {
                Some(thousandths @ 1..) => Value::Quantity(thousandths),
                Some(_) => return Err(w::above_zero(lang).to_owned()),
                None => return Err(w::not_a_number(lang).to_owned()),
            },
            Kind::Date => match parse_day(typed, when.now, when.zone) {
                Ok(read) => Value::Date(read.at),
                Err(why) => return Err(day(lang, why).to_owned()),
            },
            Kind::Flag => Value::Flag(self.flag),
            Kind::Choice(_) => match self.choice {
                Some(id) => Value::Choice(id),
                None => return Ok(None),
            },
        };
        Ok(Some(value))
    }

    /// How it is understood, where that is not plain from what was typed.
    pub(super) fn echo(&self, look: Look<'_>) -> Option<(String, Role)> {
        if self.cut {
            return Some((text::part::paste_cut(look.lang).to_owned(), Role::Warn));
        }
        if self.edit.text().trim().is_empty() {
            return None;
        }
        match self.value(look.lang, look.when) {
            Ok(Some(Value::Date(at))) => {
                let when = look.when;
                let day = text::time::moment(look.lang, at, when.now, when.zone);
                let far = text::time::from_now(look.lang, at, when.now);
                Some((format!("= {day} · {far}"), Role::Ok))
            }
            Ok(Some(Value::Money(sum))) => Some((format!("= {sum}"), Role::Ok)),
            Ok(Some(Value::Text(typed))) if matches!(self.kind, Kind::Phone) => {
                let pretty = Phone::parse(&typed).ok()?.pretty();
                (pretty != typed).then(|| (format!("= {pretty}"), Role::Ok))
            }
            Ok(_) => None,
            Err(why) => Some((why, Role::Faint)),
        }
    }
}

/// "8400,50": a sum as it is typed.
pub(super) fn bare_sum(sum: Kopecks) -> String {
    let (roubles, kopecks) = (sum.0 / 100, sum.0 % 100);
    match kopecks {
        0 => roubles.to_string(),
        _ => format!("{roubles},{:02}", kopecks.abs()),
    }
}

/// "2", "0,5", "1.25": thousandths of a unit.
fn quantity(typed: &str) -> Option<i64> {
    let plain = typed.replace([' ', '\u{a0}'], "").replace(',', ".");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if part.len() > 3 || !digits(part) || !digits(whole) || (whole.is_empty() && part.is_empty()) {
        return None;
    }
    let whole: i64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let part: i64 = format!("{part:0<3}").parse().ok()?;
    whole.checked_mul(1000)?.checked_add(part)
}

fn sum(lang: Lang, why: MoneyError) -> String {
    use text::part as w;
    let word = match why {
        MoneyError::Empty => w::wanted(lang),
        MoneyError::NotANumber => w::not_a_sum(lang),
        MoneyError::Negative => w::below_zero(lang),
        MoneyError::TooLarge => w::too_large(lang),
        MoneyError::Ambiguous => w::thousands_or_kopecks(lang),
        MoneyError::RuinedByExcel => w::ruined(lang),
    };
    word.to_owned()
}

fn day(lang: Lang, why: DayError) -> &'static str {
    use text::part as w;
    match why {
        DayError::Empty => w::wanted(lang),
        DayError::NotUnderstood => w::not_a_date(lang),
        DayError::NoSuchDay => w::no_such_day(lang),
        DayError::NoSuchTime => w::no_such_time(lang),
        DayError::TooFar => w::too_far(lang),
    }
}
