//! Working hours: the week by day names, holidays, days with hours of their own.
use super::complaint::{Noun, Trouble};
use super::file::Section;
use super::page::Page;
use super::place::At;
use crate::domain::calendar::{Spans, WorkHours, WorkHoursForm};
use crate::domain::text::{Kind, TermText};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The keys of the week, Monday first.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// What a folder says about hours. Empty lists and missing ones differ for a person: missing follows the shop.
#[derive(Debug)]
pub(super) struct Hours {
    zone: Option<String>,
    week: [Spans; 7],
    holidays: Option<BTreeSet<Date>>,
    short: Option<BTreeMap<Date, Spans>>,
}

impl Hours {
    pub(super) fn read(mut section: Section<'_>, zone: Option<At<String>>) -> Hours {
        let mut week: [Spans; 7] = Default::default();
        for (day, key) in DAYS.into_iter().enumerate() {
            if let Some(text) = section.any_text(key) {
                week[day] = read_spans(&section, &text);
            }
        }
        let holidays = section.has("holidays").then(|| {
            let days = section.days("holidays");
            days.iter()
                .filter_map(|day| read_date(&section, day))
                .collect()
        });
        let short = section.section("short").map(|section| {
            let mut short = BTreeMap::new();
            for key in section.keys() {
                let spans = section
                    .data(&key.value, "short")
                    .map(|text| read_spans(&section, &text));
                if let (Some(date), Some(spans)) = (read_date(&section, &key), spans) {
                    short.insert(date, spans);
                }
            }
            short
        });
        let zone = zone.map(|zone| {
            check_zone(&section, &zone);
            zone.value
        });
        section.finish();
        Hours {
            zone,
            week,
            holidays,
            short,
        }
    }

    /// `None` where a complaint was made.
    pub(super) fn build(self, shop: Option<&WorkHours>) -> Option<WorkHours> {
        let shop = shop.cloned().map(WorkHoursForm::from);
        let (zone, holidays, short) = match shop {
            Some(shop) => (shop.zone, shop.holidays, shop.short_days),
            None => (String::new(), BTreeSet::new(), BTreeMap::new()),
        };
        let form = WorkHoursForm {
            zone: self.zone.unwrap_or(zone),
            week: self.week,
            holidays: self.holidays.unwrap_or(holidays),
            short_days: self.short.unwrap_or(short),
        };
        WorkHours::try_from(form).ok()
    }
}

/// The longest working day of the week, in minutes; a whole day where the shop never works.
pub(super) fn day_minutes(hours: &WorkHours) -> i64 {
    let form = WorkHoursForm::from(hours.clone());
    let day = |spans: &Spans| -> i64 {
        spans
            .iter()
            .map(|(from, to)| i64::from(*to) - i64::from(*from))
            .sum()
    };
    match form.week.iter().map(day).max() {
        Some(longest) if longest > 0 => longest,
        _ => 24 * 60,
    }
}

/// The sections `[name]` and `[name.short]`. What a person shares with the shop is left out.
pub(super) fn write(page: &mut Page, name: &str, hours: &WorkHours, shop: Option<&WorkHours>) {
    let form = WorkHoursForm::from(hours.clone());
    let shop = shop.cloned().map(WorkHoursForm::from);
    page.section(name);
    if let Some(shop) = &shop
        && shop.zone != form.zone
    {
        page.text("zone", &form.zone);
    }
    for (day, spans) in DAYS.into_iter().zip(&form.week) {
        page.text(day, &spans_text(spans));
    }
    if shop.as_ref().is_none_or(|s| s.holidays != form.holidays) {
        let days: Vec<String> = form.holidays.iter().map(Date::to_string).collect();
        page.raw("holidays", &format!("[{}]", days.join(", ")));
    }
    if shop
        .as_ref()
        .is_none_or(|s| s.short_days != form.short_days)
    {
        page.section(&format!("{name}.short"));
        for (day, spans) in &form.short_days {
            page.text(&day.to_string(), &spans_text(spans));
        }
    }
}

fn check_zone(section: &Section<'_>, zone: &At<String>) {
    if jiff::tz::TimeZone::get(&zone.value).is_ok() {
        return;
    }
    let known: Vec<String> = jiff::tz::db()
        .available()
        .map(|name| name.to_string())
        .collect();
    let city = |name: &str| name.rsplit('/').next().map(str::to_owned);
    // "Novosibirsk" without its continent is what people write.
    let by_city = known
        .iter()
        .find(|name| city(name).as_deref() == city(&zone.value).as_deref());
    let near = by_city.map(String::as_str).or_else(|| {
        section
            .log
            .nearest(&zone.value, known.iter().map(String::as_str))
    });
    section.complain(
        zone.place,
        Trouble::UnknownName {
            noun: Noun::Zone,
            value: zone.value.clone(),
            nearest: near.map(str::to_owned),
        },
    );
}

fn read_spans(section: &Section<'_>, text: &At<String>) -> Spans {
    parse_spans(&text.value).unwrap_or_else(|| {
        let value = text.value.clone();
        section.complain(text.place, Trouble::BadTime { value });
        Spans::new()
    })
}

fn read_date(section: &Section<'_>, text: &At<String>) -> Option<Date> {
    let date = parse_date(&text.value);
    if date.is_none() {
        let value = TermText::new(&text.value, Kind::Title).into_string();
        section.complain(text.place, Trouble::BadDate { value });
    }
    date
}

/// "2027-01-07" or "07.01.2027".
fn parse_date(text: &str) -> Option<Date> {
    if let Ok(date) = text.parse() {
        return (text.len() == 10).then_some(date);
    }
    let mut parts = text.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// "09:00-13:00, 14:00-18:00"; nothing is a day off.
fn parse_spans(text: &str) -> Option<Spans> {
    let mut spans = Spans::new();
    for span in text.split(',') {
        if span.trim().is_empty() {
            if text.trim().is_empty() {
                break;
            }
            return None;
        }
        let (from, to) = span.split_once(['-', '–', '—'])?;
        let (from, to) = (parse_minute(from)?, parse_minute(to)?);
        let after = spans.last().map_or(0, |(_, last)| *last);
        if from >= to || from < after {
            return None;
        }
        spans.push((from, to));
    }
    Some(spans)
}

/// "9", "9:30", "24:00" in minutes after midnight.
fn parse_minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':').unwrap_or((text.trim(), "00"));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour) || !digits(minute) || minute.len() != 2 || hour.len() > 2 {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let all = hour * 60 + minute;
    (minute < 60 && all <= 24 * 60).then_some(all)
}

pub(super) fn spans_text(spans: &Spans) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let spans: Vec<String> = spans
        .iter()
        .map(|(from, to)| format!("{}-{}", clock(*from), clock(*to)))
        .collect();
    spans.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_spans() {
        for (text, spans) in [
            ("", Some(vec![])),
            ("9-18", Some(vec![(540, 1080)])),
            (
                "09:00-13:00, 14:00–18:00",
                Some(vec![(540, 780), (840, 1080)]),
            ),
            ("00:00-24:00", Some(vec![(0, 1440)])),
            ("22:00-06:00", None),
            ("9:00-24:01", None),
            ("9:60-10:00", None),
            ("9:0-10:00", None),
            ("9-12,", None),
            ("9-12, 11-13", None),
            ("девять", None),
            ("9", None),
            ("-", None),
            ("+9-10", None),
        ] {
            assert_eq!(parse_spans(text), spans, "{text}");
        }
    }

    #[test]
    fn reads_dates() {
        let date = jiff::civil::date(2027, 1, 7);
        assert_eq!(parse_date("2027-01-07"), Some(date));
        assert_eq!(parse_date("07.01.2027"), Some(date));
        for bad in [
            "2027-02-30",
            "7 января",
            "01.13.2027",
            "07.01.27",
            "20270107",
        ] {
            assert_eq!(parse_date(bad), None, "{bad}");
        }
    }
}
