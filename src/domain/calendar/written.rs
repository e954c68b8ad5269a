//! Dates as tables from other programs write them, and the pieces every written date is made of.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::Millis;
use super::typed::{DayError, YEARS};
use crate::domain::fold::fold;

/// Reads a date from a table of another program: `21.08.2026 17:05:11`, ISO with an offset or without, a
/// spreadsheet's day number. `None` where the table says that there is none yet.
pub fn parse_timestamp(text: &str, zone: &TimeZone) -> Result<Option<Millis>, DayError> {
    let text = text.trim().trim_start_matches('\'').trim();
    let folded = fold(text);
    let nothing = [
        "",
        "-",
        "не закрыта",
        "не закрыт",
        "не закрыто",
        "нет",
        "null",
        "none",
        "n/a",
        "not closed",
    ];
    if nothing.contains(&folded.as_str()) {
        return Ok(None);
    }
    if let Ok(exact) = text.parse::<Timestamp>() {
        return Ok(Some(exact.into()));
    }
    let wall = match text.parse::<DateTime>() {
        Ok(wall) => wall,
        Err(_) => match serial(text) {
            Some(wall) => wall?,
            None => written(&folded)?,
        },
    };
    if !YEARS.contains(&wall.year()) {
        return Err(DayError::TooFar);
    }
    let exact = zone.to_timestamp(wall).map_err(|_| DayError::TooFar)?;
    Ok(Some(exact.into()))
}

fn written(folded: &str) -> Result<DateTime, DayError> {
    let spaced = folded.replace(',', " ");
    let mut words: Vec<&str> = spaced.split_whitespace().collect();
    let time = take_time(&mut words)?;
    drop_year_word(&mut words);
    let [word] = words.as_slice() else {
        return Err(DayError::NotUnderstood);
    };
    let (year, month, day) = numeric(word).ok_or(DayError::NotUnderstood)?;
    let day = calendar_day(year.ok_or(DayError::NotUnderstood)?, month, day)?;
    Ok(day.to_datetime(time.unwrap_or(Time::midnight())))
}

/// Days since 30 December 1899. Only from 1970 to 2099: "2026" is a year and not a day of 1905.
fn serial(text: &str) -> Option<Result<DateTime, DayError>> {
    let number = text.replace(',', ".");
    let plain = number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let days: f64 = number.parse().ok().filter(|_| plain)?;
    if !(25_569.0..73_051.0).contains(&days) {
        return None;
    }
    // A spreadsheet keeps 17:05:11 as a fraction that is a hair off.
    let seconds = (days * 86_400.0).round() as i64;
    let origin = Date::constant(1899, 12, 30).at(0, 0, 0, 0);
    Some(
        origin
            .checked_add(seconds.seconds())
            .map_err(|_| DayError::TooFar),
    )
}

/// Takes `14:30`, `14:30:05` or `в 10` off the end.
pub(super) fn take_time(words: &mut Vec<&str>) -> Result<Option<Time>, DayError> {
    let preposition = |word: &&str| matches!(*word, "в" | "во" | "at" | "к" | "до");
    let Some(last) = words.last().copied() else {
        return Ok(None);
    };
    let before = words.len().checked_sub(2).map(|at| words[at]);
    let hour_only = before.as_ref().is_some_and(preposition) && number(last).is_some();
    let clock = last.contains(':') || (hour_only && last.len() <= 2);
    if !clock {
        return Ok(None);
    }
    let mut parts = [0i8; 3];
    let given: Vec<&str> = last.split(':').collect();
    if given.len() > 3 {
        return Err(DayError::NotUnderstood);
    }
    for (at, part) in given.iter().enumerate() {
        let value = number(part).filter(|_| part.len() <= 2);
        let value = value.ok_or(DayError::NotUnderstood)?;
        parts[at] = i8::try_from(value).map_err(|_| DayError::NoSuchTime)?;
    }
    let [hour, minute, second] = parts;
    let time = Time::new(hour, minute, second, 0).map_err(|_| DayError::NoSuchTime)?;
    words.pop();
    if words.last().is_some_and(preposition) {
        words.pop();
    }
    Ok(Some(time))
}

/// "25.11.2026 г.", "25 ноября 2026 года", but not "2 года".
pub(super) fn drop_year_word(words: &mut Vec<&str>) {
    if let [.., date, "г" | "г." | "года"] = words.as_slice()
        && date.len() >= 4
    {
        words.pop();
    }
}

pub(super) fn number(text: &str) -> Option<i32> {
    let plain = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

pub(super) fn calendar_day(year: i32, month: i32, day: i32) -> Result<Date, DayError> {
    let day = match (i16::try_from(year), i8::try_from(month), i8::try_from(day)) {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
        _ => None,
    };
    day.ok_or(DayError::NoSuchDay)
}

/// Year (if written), month and day of `25.11`, `25/11/26`, `25-11-2026`, `2026-11-25`.
pub(super) fn numeric(word: &str) -> Option<(Option<i32>, i32, i32)> {
    let word = word.trim_end_matches('.').trim_end_matches('г');
    let separator = word.chars().find(|c| matches!(c, '.' | '/' | '-'))?;
    let mut parts = Vec::new();
    for part in word.trim_end_matches('.').split(separator) {
        parts.push((number(part)?, part.len()));
    }
    match *parts.as_slice() {
        [(year, 4), (month, ..=2), (day, ..=2)] => Some((Some(year), month, day)),
        [(day, ..=2), (month, ..=2), (year, 4)] => Some((Some(year), month, day)),
        [(day, ..=2), (month, ..=2), (year, 2)] => Some((Some(2000 + year), month, day)),
        // "25-11" may as well be a range.
        [(day, ..=2), (month, ..=2)] if separator != '-' => Some((None, month, day)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> TimeZone {
        TimeZone::get("Asia/Novosibirsk").expect("a zone")
    }

    fn at(wall: &str) -> Millis {
        let wall: DateTime = wall.parse().expect("a date and time");
        zone().to_timestamp(wall).expect("in range").into()
    }

    #[test]
    fn reads_dates_of_other_programs() {
        for (text, wall) in [
            ("21.08.2026 17:05:11", "2026-08-21T17:05:11"),
            ("21.08.2026 17:05", "2026-08-21T17:05"),
            ("21.08.2026, 17:05", "2026-08-21T17:05"),
            ("21.08.2026", "2026-08-21"),
            ("21.08.26", "2026-08-21"),
            ("21/08/2026 7:05", "2026-08-21T07:05"),
            ("'21.08.2026", "2026-08-21"),
            ("2026-08-21 17:05:11", "2026-08-21T17:05:11"),
            ("2026-08-21T17:05:11", "2026-08-21T17:05:11"),
            ("2026-08-21T17:05:11+07:00", "2026-08-21T17:05:11"),
            ("2026-08-21T17:05:11+0700", "2026-08-21T17:05:11"),
            ("2026-08-21 17:05:11+07", "2026-08-21T17:05:11"),
            ("2026-08-21T10:05:11Z", "2026-08-21T17:05:11"),
            ("2026-08-21T10:05:11.250Z", "2026-08-21T17:05:11.250"),
            ("2026-08-21", "2026-08-21"),
            ("20260821", "2026-08-21"),
            ("21.08.2026 г.", "2026-08-21"),
            ("45890.5", "2025-08-21T12:00"),
            ("45890,5", "2025-08-21T12:00"),
            ("45890", "2025-08-21"),
            ("45890.7119328704", "2025-08-21T17:05:11"),
        ] {
            assert_eq!(
                parse_timestamp(text, &zone()),
                Ok(Some(at(wall))),
                "{text:?}"
            );
        }
        for text in ["", " ", "не закрыта", "Не закрыта", "—", "-", "null"] {
            assert_eq!(parse_timestamp(text, &zone()), Ok(None), "{text:?}");
        }
        use DayError::*;
        for (text, why) in [
            ("завтра", NotUnderstood),
            ("21.08", NotUnderstood),
            ("2026", NotUnderstood),
            ("2026082", NotUnderstood),
            ("1e5", NotUnderstood),
            ("31.02.2026", NoSuchDay),
            ("21.08.2026 25:00", NoSuchTime),
            ("21.08.0026", TooFar),
        ] {
            assert_eq!(parse_timestamp(text, &zone()), Err(why), "{text:?}");
        }
    }
}
