//! Dates as people type them into a field.
//!
//! What is left out means the next time it comes: `25.11` and `пт` never lie in the past.

use jiff::Span;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Millis;
use super::written::{calendar_day, drop_year_word, number, numeric, take_time};
use crate::domain::fold::fold;

/// A day or a moment somebody typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Typed {
    /// The moment, or the beginning of the day.
    pub at: Millis,
    /// Whether a time of day was given.
    pub timed: bool,
}

/// Why a text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayError {
    #[error("no date given")]
    Empty,
    #[error("not understood as a date")]
    NotUnderstood,
    #[error("there is no such day in the calendar")]
    NoSuchDay,
    #[error("there is no such time of day")]
    NoSuchTime,
    #[error("too far from today")]
    TooFar,
}

/// Years a shop has to do with; anything else is a slip.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1970..=2199;

/// Reads what people type into a date field: `завтра`, `пт 15:00`, `25.11`, `25 ноября`, `2026-11-25 14:30`, `15:00`,
/// `+3д`, `2h`, `через 2 часа`, `tomorrow`, `next fri`. Days and longer are counted in days, hours from `now`.
pub fn parse_day(text: &str, now: Millis, zone: &TimeZone) -> Result<Typed, DayError> {
    let folded = fold(text);
    if folded.is_empty() {
        return Err(DayError::Empty);
    }
    let local = now.local(zone);
    // ISO puts a T between the day and the time.
    let spaced = match folded.split_once('t') {
        Some((day, time)) if numeric(day).is_some() => format!("{day} {time}"),
        _ => folded.replace(',', " "),
    };
    let mut words: Vec<&str> = spaced.split_whitespace().collect();
    let time = take_time(&mut words)?;
    drop_year_word(&mut words);
    if let (true, Some(time)) = (words.is_empty(), time) {
        let ahead = local.date().to_datetime(time) >= local;
        let day = if ahead {
            Ok(local.date())
        } else {
            local.date().tomorrow()
        };
        return moment(day.map_err(|_| DayError::TooFar)?.to_datetime(time), zone);
    }
    if let ["в" | "во" | "на" | "on" | "next" | "к" | "до", rest @ ..] = words.as_slice() {
        words = rest.to_vec();
    }
    if let Some(ahead) = relative(&words)? {
        let span = ahead.days().ok_or(DayError::TooFar)?;
        let day = local
            .date()
            .checked_add(span)
            .map_err(|_| DayError::TooFar)?;
        return match (ahead.minutes, time) {
            (0, time) => finish(day, time, zone),
            (_, Some(_)) => Err(DayError::NotUnderstood),
            (minutes, None) => {
                let mut then = moment(day.to_datetime(local.time()), zone)?;
                // Without days it is counted from now, which may be in the repeated hour of a clock change.
                if day == local.date() {
                    then.at = now;
                }
                then.at = then.at.plus(i64::from(minutes) * 60_000);
                Ok(then)
            }
        };
    }
    finish(day(&words, local.date())?, time, zone)
}

fn finish(day: Date, time: Option<Time>, zone: &TimeZone) -> Result<Typed, DayError> {
    if !YEARS.contains(&day.year()) {
        return Err(DayError::TooFar);
    }
    if let Some(time) = time {
        return moment(day.to_datetime(time), zone);
    }
    let start = day.to_zoned(zone.clone()).map_err(|_| DayError::TooFar)?;
    Ok(Typed {
        at: start.timestamp().into(),
        timed: false,
    })
}

fn moment(wall: DateTime, zone: &TimeZone) -> Result<Typed, DayError> {
    let exact = zone.to_timestamp(wall).map_err(|_| DayError::TooFar)?;
    Ok(Typed {
        at: exact.into(),
        timed: true,
    })
}

/// How far ahead; months and days keep the time of day, minutes are exact.
#[derive(Default)]
struct Ahead {
    months: i32,
    days: i32,
    minutes: i32,
}

impl Ahead {
    fn add(&mut self, unit: &str, count: i32) -> Option<()> {
        let (months, days, minutes) = match unit {
            "м" | "мин" | "минут" | "минуту" | "минуты" | "m" | "min" | "mins" | "minute"
            | "minutes" => (0, 0, 1),
            "полчаса" => (0, 0, 30),
            "ч" | "час" | "часа" | "часов" | "h" | "hr" | "hour" | "hours" => {
                (0, 0, 60)
            }
            "д" | "дн" | "день" | "дня" | "дней" | "d" | "day" | "days" => (0, 1, 0),
            "н" | "нед" | "неделя" | "неделю" | "недели" | "недель" | "w" | "week" | "weeks" => {
                (0, 7, 0)
            }
            "мес" | "месяц" | "месяца" | "месяцев" | "mo" | "month" | "months" => {
                (1, 0, 0)
            }
            "г" | "год" | "года" | "лет" | "y" | "year" | "years" => (12, 0, 0),
            _ => return None,
        };
        // Counts have four digits at most, and there are at most a few of them.
        self.months = self.months.saturating_add(months * count);
        self.days = self.days.saturating_add(days * count);
        self.minutes = self.minutes.saturating_add(minutes * count);
        Some(())
    }

    fn days(&self) -> Option<Span> {
        let span = Span::new().try_months(self.months).ok()?;
        span.try_days(self.days).ok()
    }
}

/// `+2ч`, `через 3 дня`, `2h30m`, `in an hour`. `None` if the text is not of that kind.
fn relative(words: &[&str]) -> Result<Option<Ahead>, DayError> {
    let text = words.join(" ");
    let marked = ["через ", "in ", "+"]
        .iter()
        .find_map(|mark| text.strip_prefix(mark));
    // Without a mark it may still be some other way to write a date.
    let other = || match marked {
        Some(_) => Err(DayError::NotUnderstood),
        None => Ok(None),
    };
    let mut ahead = Ahead::default();
    let mut any = false;
    let mut count = None;
    for piece in pieces(marked.unwrap_or(&text)) {
        match (piece, number(piece)) {
            (_, Some(value)) if count.is_none() => count = Some(value),
            ("a" | "an" | "один" | "одну", None) if count.is_none() => count = Some(1),
            ("полтора", None) if count.is_none() => {
                ahead.minutes += 30;
                count = Some(1);
            }
            (unit, None) => {
                // A unit alone counts one, but only when marked: "через час".
                let Some(times) = count.take().or(marked.map(|_| 1)) else {
                    return other();
                };
                if ahead.add(unit, times).is_none() {
                    return other();
                }
                any = true;
            }
            _ => return other(),
        }
    }
    if any && count.is_none() {
        Ok(Some(ahead))
    } else {
        other()
    }
}

/// Runs of digits and runs of letters; any other character is a piece of its own, so that it is not understood.
fn pieces(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        _ if c.is_ascii_digit() => 0,
        _ if c.is_alphabetic() => 1,
        _ => 2,
    };
    let mut parts = Vec::new();
    for word in text.split([' ', '.']).filter(|word| !word.is_empty()) {
        let mut start = 0;
        let mut last = None;
        for (at, c) in word.char_indices() {
            if last.is_some_and(|last| last != kind(c)) {
                parts.push(&word[start..at]);
                start = at;
            }
            last = Some(kind(c));
        }
        parts.push(&word[start..]);
    }
    parts
}

fn day(words: &[&str], today: Date) -> Result<Date, DayError> {
    let ahead = |days: i32| {
        let then = today.checked_add(Span::new().days(days));
        then.map_err(|_| DayError::TooFar)
    };
    match words {
        ["сегодня" | "today"] => ahead(0),
        ["завтра" | "tomorrow" | "tmr"] => ahead(1),
        ["послезавтра"] | ["day", "after", "tomorrow"] => ahead(2),
        ["вчера" | "yesterday"] => ahead(-1),
        ["позавчера"] => ahead(-2),
        [word] => match (weekday(word), numeric(word)) {
            (Some(day), _) => ahead(match today.weekday().until(day) {
                // Today has a word of its own.
                0 => 7,
                days => i32::from(days),
            }),
            (None, Some((Some(year), month, day))) => calendar_day(year, month, day),
            (None, Some((None, month, day))) => coming(month, day, today),
            (None, None) => Err(DayError::NotUnderstood),
        },
        [day, month] => {
            let (month, day) = (month_named(month)?, small(day)?);
            coming(month, day, today)
        }
        [day, month, year] => {
            let year = number(year).filter(|_| year.len() == 4);
            let year = year.ok_or(DayError::NotUnderstood)?;
            calendar_day(year, month_named(month)?, small(day)?)
        }
        _ => Err(DayError::NotUnderstood),
    }
}

fn small(day: &str) -> Result<i32, DayError> {
    number(day).ok_or(DayError::NotUnderstood)
}

/// The next such day from today on; 29 February may be years away.
fn coming(month: i32, day: i32, today: Date) -> Result<Date, DayError> {
    (0..=8)
        .filter_map(|years| calendar_day(i32::from(today.year()) + years, month, day).ok())
        .find(|day| *day >= today)
        .ok_or(DayError::NoSuchDay)
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word.trim_end_matches('.') {
        "пн" | "понедельник" | "понедельника" | "mon" | "monday" => {
            Weekday::Monday
        }
        "вт" | "вторник" | "вторника" | "tue" | "tuesday" => Weekday::Tuesday,
        "ср" | "среда" | "среду" | "среды" | "wed" | "wednesday" => {
            Weekday::Wednesday
        }
        "чт" | "четверг" | "четверга" | "thu" | "thursday" => Weekday::Thursday,
        "пт" | "пятница" | "пятницу" | "пятницы" | "fri" | "friday" => {
            Weekday::Friday
        }
        "сб" | "суббота" | "субботу" | "субботы" | "sat" | "saturday" => {
            Weekday::Saturday
        }
        "вс" | "воскресенье" | "воскресенья" | "sun" | "sunday" => {
            Weekday::Sunday
        }
        _ => return None,
    })
}

const MONTHS: [(&str, &str); 12] = [
    ("янв", "jan"),
    ("фев", "feb"),
    ("мар", "mar"),
    ("апр", "apr"),
    ("ма", "may"),
    ("июн", "jun"),
    ("июл", "jul"),
    ("авг", "aug"),
    ("сен", "sep"),
    ("окт", "oct"),
    ("ноя", "nov"),
    ("дек", "dec"),
];

fn month_named(word: &str) -> Result<i32, DayError> {
    let named = |(russian, english): &(&str, &str)| match *russian {
        "ма" => matches!(word, "мая" | "май") || word == *english,
        _ => word.starts_with(russian) || word.starts_with(english),
    };
    (1..)
        .zip(&MONTHS)
        .find(|(_, names)| named(names))
        .map(|(number, _)| number)
        .ok_or(DayError::NotUnderstood)
}

#[cfg(test)]
mod tests;
