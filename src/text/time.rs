//! Times and durations as people read them in a busy shop: short, and exact where it matters.
use super::{Lang, words};
use crate::domain::calendar::Millis;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

words! {
    today: "сегодня", "today";
    yesterday: "вчера", "yesterday";
    tomorrow: "завтра", "tomorrow";
    minutes(n: i64): "{n} мин", "{n} min";
    hours(n: i64): "{n} ч", "{n} h";
    days(n: i64): "{n} д", "{n} d";
    under_a_minute: "меньше минуты", "under a minute";
    just_now: "только что", "just now";
    any_moment: "вот-вот", "any moment";
    ago(span: &str): "{span} назад", "{span} ago";
    ahead(span: &str): "через {span}", "in {span}";
}

const WEEKDAYS: [(&str, &str); 7] = [
    ("пн", "Mon"),
    ("вт", "Tue"),
    ("ср", "Wed"),
    ("чт", "Thu"),
    ("пт", "Fri"),
    ("сб", "Sat"),
    ("вс", "Sun"),
];
const MONTHS: [(&str, &str); 12] = [
    ("янв", "Jan"),
    ("фев", "Feb"),
    ("мар", "Mar"),
    ("апр", "Apr"),
    ("мая", "May"),
    ("июн", "Jun"),
    ("июл", "Jul"),
    ("авг", "Aug"),
    ("сен", "Sep"),
    ("окт", "Oct"),
    ("ноя", "Nov"),
    ("дек", "Dec"),
];

fn of<'a>(lang: Lang, (ru, en): (&'a str, &'a str)) -> &'a str {
    match lang {
        Lang::Ru => ru,
        Lang::En => en,
    }
}

/// A duration in its largest unit: "4 мин", "2 ч", "12 д". Milliseconds; a negative one counts as none.
pub(crate) fn span(lang: Lang, ms: i64) -> String {
    match ms / 60_000 {
        ..1 => under_a_minute(lang).to_owned(),
        m @ 1..60 => minutes(lang, m),
        m @ 60..1440 => hours(lang, m / 60),
        m => days(lang, m / 1440),
    }
}

/// A duration in its two largest units: "1 ч 20 мин", "3 д 4 ч".
pub(crate) fn span_exact(lang: Lang, ms: i64) -> String {
    let m = ms / 60_000;
    let (large, small) = match m {
        ..60 => return span(lang, ms),
        60..1440 => (
            hours(lang, m / 60),
            (m % 60 > 0).then(|| minutes(lang, m % 60)),
        ),
        _ => (
            days(lang, m / 1440),
            (m / 60 % 24 > 0).then(|| hours(lang, m / 60 % 24)),
        ),
    };
    match small {
        Some(small) => format!("{large} {small}"),
        None => large,
    }
}

/// "2 ч назад", "через 3 д".
pub(crate) fn from_now(lang: Lang, at: Millis, now: Millis) -> String {
    let apart = now.0.saturating_sub(at.0);
    if apart.saturating_abs() < 60_000 {
        let word = if apart >= 0 { just_now } else { any_moment };
        return word(lang).to_owned();
    }
    if at.0 <= now.0 {
        ago(lang, &span(lang, apart))
    } else {
        ahead(lang, &span(lang, apart.saturating_neg()))
    }
}

/// The day as far as it needs saying: "сегодня", "завтра", "пт 27 ноя", "27 ноя 2025".
pub(crate) fn day(lang: Lang, at: Millis, now: Millis, zone: &TimeZone) -> String {
    date(lang, at.local(zone).date(), now.local(zone).date())
}

fn date(lang: Lang, date: Date, today_is: Date) -> String {
    let apart = |days: i32| {
        today_is
            .checked_add(jiff::Span::new().days(days))
            .is_ok_and(|day| day == date)
    };
    if date == today_is {
        return today(lang).to_owned();
    }
    if apart(-1) {
        return yesterday(lang).to_owned();
    }
    if apart(1) {
        return tomorrow(lang).to_owned();
    }
    let month = of(lang, MONTHS[usize::from(date.month().unsigned_abs()) - 1]);
    if date.year() == today_is.year() {
        let weekday = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
        format!("{} {} {month}", of(lang, WEEKDAYS[weekday]), date.day())
    } else {
        format!("{} {month} {}", date.day(), date.year())
    }
}

/// "14:30".
pub(crate) fn clock(at: Millis, zone: &TimeZone) -> String {
    hour_and_minute(at.local(zone))
}

fn hour_and_minute(at: DateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// Day and time of day: "пт 27 ноя 09:00"; what is today needs no day: "14:30". Midnight is a whole day and has no
/// time.
pub(crate) fn moment(lang: Lang, at: Millis, now: Millis, zone: &TimeZone) -> String {
    let local = at.local(zone);
    let day = day(lang, at, now, zone);
    if (local.hour(), local.minute(), local.second()) == (0, 0, 0) {
        day
    } else if local.date() == now.local(zone).date() {
        hour_and_minute(local)
    } else {
        format!("{day} {}", hour_and_minute(local))
    }
}

/// The moment in full, to be typed back into a field: "27.11.2026 09:00".
pub(crate) fn typed(at: Millis, zone: &TimeZone) -> String {
    let local = at.local(zone);
    let day = format!("{:02}.{:02}.{}", local.day(), local.month(), local.year());
    if (local.hour(), local.minute()) == (0, 0) {
        day
    } else {
        format!("{day} {}", hour_and_minute(local))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_day;

    fn zone() -> TimeZone {
        TimeZone::get("Asia/Novosibirsk").unwrap()
    }

    fn at(text: &str) -> Millis {
        let local: DateTime = text.parse().unwrap();
        Millis(zone().to_timestamp(local).unwrap().as_millisecond())
    }

    #[test]
    fn durations_in_the_largest_unit() {
        let min = 60_000;
        for (ms, short, exact) in [
            (-5, "меньше минуты", "меньше минуты"),
            (59_999, "меньше минуты", "меньше минуты"),
            (4 * min, "4 мин", "4 мин"),
            (80 * min, "1 ч", "1 ч 20 мин"),
            (120 * min, "2 ч", "2 ч"),
            (3 * 1440 * min + 4 * 60 * min, "3 д", "3 д 4 ч"),
        ] {
            assert_eq!(span(Lang::Ru, ms), short);
            assert_eq!(span_exact(Lang::Ru, ms), exact);
        }
    }

    #[test]
    fn days_are_said_as_far_as_they_need_saying() {
        let now = at("2026-11-22T14:32:00");
        let said = |text| moment(Lang::Ru, at(text), now, &zone());
        assert_eq!(said("2026-11-22T09:05:00"), "09:05");
        assert_eq!(said("2026-11-22T00:00:00"), "сегодня");
        assert_eq!(said("2026-11-21T23:59:00"), "вчера 23:59");
        assert_eq!(said("2026-11-23T00:00:00"), "завтра");
        assert_eq!(said("2026-11-27T15:00:00"), "пт 27 ноя 15:00");
        assert_eq!(said("2025-05-09T10:00:00"), "9 мая 2025 10:00");
        assert_eq!(
            moment(Lang::En, at("2026-11-27T15:00:00"), now, &zone()),
            "Fri 27 Nov 15:00"
        );
        assert_eq!(
            from_now(Lang::Ru, at("2026-11-22T12:32:00"), now),
            "2 ч назад"
        );
        assert_eq!(from_now(Lang::En, at("2026-11-25T14:32:00"), now), "in 3 d");
        assert_eq!(
            from_now(Lang::Ru, Millis(now.0 - 59_999), now),
            "только что"
        );
        assert_eq!(from_now(Lang::Ru, Millis(now.0 + 5_000), now), "вот-вот");
    }

    #[test]
    fn what_stands_in_a_field_is_read_back_the_same() {
        let now = at("2026-11-22T14:32:00");
        for text in ["2026-11-27T15:00:00", "2026-12-01T00:00:00"] {
            let read = parse_day(&typed(at(text), &zone()), now, &zone()).unwrap();
            assert_eq!(read.at, at(text));
        }
    }
}
