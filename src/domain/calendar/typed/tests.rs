use proptest::prelude::*;

use jiff::Timestamp;

use super::super::parse_timestamp;
use super::*;

fn zone() -> TimeZone {
    TimeZone::get("Asia/Novosibirsk").expect("a zone")
}

fn at(wall: &str) -> Millis {
    let wall: DateTime = wall.parse().expect("a date and time");
    zone().to_timestamp(wall).expect("in range").into()
}

/// A Saturday.
const NOW: &str = "2026-11-21T14:32";

fn typed(text: &str) -> Result<Typed, DayError> {
    parse_day(text, at(NOW), &zone())
}

#[test]
fn reads_days() {
    for (text, day) in [
        ("сегодня", "2026-11-21"),
        ("Завтра", "2026-11-22"),
        ("tomorrow", "2026-11-22"),
        ("послезавтра", "2026-11-23"),
        ("вчера", "2026-11-20"),
        ("пн", "2026-11-23"),
        ("в пятницу", "2026-11-27"),
        ("пт", "2026-11-27"),
        ("fri", "2026-11-27"),
        ("next fri", "2026-11-27"),
        ("сб", "2026-11-28"),
        ("во вторник", "2026-11-24"),
        ("25.11", "2026-11-25"),
        ("21.11", "2026-11-21"),
        ("20.11", "2027-11-20"),
        ("1.3", "2027-03-01"),
        ("29.02", "2028-02-29"),
        ("25/11", "2026-11-25"),
        ("25.11.26", "2026-11-25"),
        ("25.11.2026", "2026-11-25"),
        ("25.11.2026 г.", "2026-11-25"),
        ("25.11.2026г", "2026-11-25"),
        ("25-11-2026", "2026-11-25"),
        ("2026-11-25", "2026-11-25"),
        ("25 ноября", "2026-11-25"),
        ("25 ноября 2027", "2027-11-25"),
        ("1 мая", "2027-05-01"),
        ("1 марта 2027 года", "2027-03-01"),
        ("25 nov", "2026-11-25"),
        ("+3д", "2026-11-24"),
        ("3d", "2026-11-24"),
        ("через 3 дня", "2026-11-24"),
        ("через неделю", "2026-11-28"),
        ("in 2 weeks", "2026-12-05"),
        ("+1 мес.", "2026-12-21"),
        ("через год", "2027-11-21"),
    ] {
        let found = Typed {
            at: at(day),
            timed: false,
        };
        assert_eq!(typed(text), Ok(found), "{text:?}");
    }
}

#[test]
fn reads_moments() {
    for (text, moment) in [
        ("25.11.2026 14:30", "2026-11-25T14:30"),
        ("25.11.2026, 14:30", "2026-11-25T14:30"),
        ("2026-11-25 14:30", "2026-11-25T14:30"),
        ("2026-11-25T14:30:05", "2026-11-25T14:30:05"),
        ("завтра 10:30", "2026-11-22T10:30"),
        ("завтра в 10", "2026-11-22T10:00"),
        ("tomorrow at 9", "2026-11-22T09:00"),
        ("пт 9:05", "2026-11-27T09:05"),
        ("сегодня 9:00", "2026-11-21T09:00"),
        ("15:00", "2026-11-21T15:00"),
        ("в 15:00", "2026-11-21T15:00"),
        ("14:32", "2026-11-21T14:32"),
        ("14:31", "2026-11-22T14:31"),
        ("через 3 дня в 15:00", "2026-11-24T15:00"),
        ("25 ноября в 9:00", "2026-11-25T09:00"),
        ("+2ч", "2026-11-21T16:32"),
        ("2h", "2026-11-21T16:32"),
        ("через 2 часа", "2026-11-21T16:32"),
        ("через час", "2026-11-21T15:32"),
        ("in an hour", "2026-11-21T15:32"),
        ("через полчаса", "2026-11-21T15:02"),
        ("через полтора часа", "2026-11-21T16:02"),
        ("1ч 30м", "2026-11-21T16:02"),
        ("2h30m", "2026-11-21T17:02"),
        ("+40 мин", "2026-11-21T15:12"),
        ("1д 2ч", "2026-11-22T16:32"),
    ] {
        let found = Typed {
            at: at(moment),
            timed: true,
        };
        assert_eq!(typed(text), Ok(found), "{text:?}");
    }
}

#[test]
fn refuses_with_the_reason() {
    use DayError::*;
    for (text, why) in [
        ("", Empty),
        ("  ", Empty),
        ("когда-нибудь", NotUnderstood),
        ("25", NotUnderstood),
        ("25-11", NotUnderstood),
        ("+3", NotUnderstood),
        ("+", NotUnderstood),
        ("3 3d", NotUnderstood),
        ("через", NotUnderstood),
        ("через 3 попугая", NotUnderstood),
        ("час", NotUnderstood),
        ("2ч 15:00", NotUnderstood),
        ("-3д", NotUnderstood),
        ("1:2:3:4", NotUnderstood),
        ("25.11.2026 14:3x", NotUnderstood),
        ("31.02", NoSuchDay),
        ("31.02.2026", NoSuchDay),
        ("00.11", NoSuchDay),
        ("25.13.2026", NoSuchDay),
        ("32 ноября", NoSuchDay),
        ("25:00", NoSuchTime),
        ("завтра 14:60", NoSuchTime),
        ("завтра в 24", NoSuchTime),
        ("9999 лет", TooFar),
        ("9999y", TooFar),
        ("01.01.1800", TooFar),
    ] {
        assert_eq!(typed(text), Err(why), "{text:?}");
    }
}

#[test]
fn an_hour_is_an_hour_over_a_clock_change() {
    let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
    let before = Millis::from("2026-03-29T00:30:00Z".parse::<Timestamp>().expect("exact"));
    let later = parse_day("+1ч", before, &berlin).expect("a moment");
    assert_eq!(later.at.since(before), 3_600_000);
    let next_day = parse_day("1д 1ч", before, &berlin).expect("a moment");
    assert_eq!(next_day.at.since(before), 24 * 3_600_000);
    // 2:30 for the second time that night.
    let repeated = Millis::from("2026-10-25T01:30:00Z".parse::<Timestamp>().expect("exact"));
    let later = parse_day("+1ч", repeated, &berlin).expect("a moment");
    assert_eq!(later.at.since(repeated), 3_600_000);
    // The skipped 2:30 becomes 3:30.
    let skipped = parse_day("29.03.2026 2:30", before, &berlin).expect("a moment");
    assert_eq!(skipped.at.since(before), 3_600_000);
}

proptest! {
    #[test]
    fn no_text_panics(
        text in any::<String>(),
        near in "(через|in|в|пт|завтра|[0-9+.:/ -]|мая|ч|д|лет|[a-z]){0,8}",
    ) {
        for text in [text, near] {
            let _ = typed(&text);
            let _ = parse_timestamp(&text, &zone());
        }
    }

    #[test]
    fn a_written_date_reads_back(
        (y, m, d) in (2000i16..2100, 1i8..=12, 1i8..=28),
        (h, min, s) in (0i8..24, 0i8..60, 0i8..60),
    ) {
        let wall = format!("{y:04}-{m:02}-{d:02}T{h:02}:{min:02}:{s:02}");
        let russian = format!("{d:02}.{m:02}.{y:04} {h:02}:{min:02}:{s:02}");
        prop_assert_eq!(parse_timestamp(&russian, &zone()), Ok(Some(at(&wall))));
        let field = Typed { at: at(&wall), timed: true };
        prop_assert_eq!(typed(&russian), Ok(field));
        prop_assert_eq!(typed(&wall), Ok(field));
    }
}
