use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

fn at(zone: &str, wall: &str) -> Millis {
    let zone = TimeZone::get(zone).expect("a zone");
    let wall: DateTime = wall.parse().expect("a date and time");
    zone.to_timestamp(wall).expect("in range").into()
}

fn nsk(wall: &str) -> Millis {
    at("Asia/Novosibirsk", wall)
}

/// Weekdays 9–13 and 14–18, Saturday 10–15, 8 March off, 7 March short.
fn shop() -> WorkHours {
    let weekday = vec![(540, 780), (840, 1080)];
    let mut week: [Spans; 7] = Default::default();
    week[..5].fill(weekday);
    week[5] = vec![(600, 900)];
    let mut hours = WorkHours::new("Asia/Novosibirsk", week).expect("right hours");
    hours.holidays.insert(date(2027, 3, 8));
    hours.short_days.insert(date(2027, 3, 5), vec![(540, 720)]);
    hours
}

fn round_the_clock(zone: &str) -> WorkHours {
    WorkHours::new(zone, std::array::from_fn(|_| vec![(0, 1440)])).expect("right hours")
}

#[test]
fn knows_open_from_closed() {
    let shop = shop();
    for (wall, open) in [
        ("2026-11-23T08:59:59.999", false),
        ("2026-11-23T09:00", true),
        ("2026-11-23T12:59:59.999", true),
        ("2026-11-23T13:00", false),
        ("2026-11-23T14:00", true),
        ("2026-11-23T18:00", false),
        ("2026-11-28T10:00", true),
        ("2026-11-29T12:00", false),
        ("2027-03-08T12:00", false),
        ("2027-03-05T11:59", true),
        ("2027-03-05T12:00", false),
    ] {
        assert_eq!(shop.is_open(nsk(wall)), open, "{wall}");
    }
}

#[test]
fn counts_working_time_without_lunch_and_nights() {
    let shop = shop();
    let between = |a, b| shop.working_between(nsk(a), nsk(b));
    let monday = "2026-11-23T00:00";
    assert_eq!(between(monday, "2026-11-24T00:00"), 8 * HOUR);
    assert_eq!(between(monday, "2026-11-30T00:00"), 45 * HOUR);
    assert_eq!(between("2026-11-23T12:50", "2026-11-23T14:05"), 15 * MINUTE);
    assert_eq!(between("2026-11-23T19:00", "2026-11-24T08:00"), 0);
    assert_eq!(between("2026-11-24T00:00", monday), 0);
    // Friday short, weekend with a Saturday, Monday off.
    assert_eq!(between("2027-03-05T00:00", "2027-03-09T00:00"), 8 * HOUR);
}

#[test]
fn finds_deadlines_and_openings() {
    let shop = shop();
    let due = |wall, ms| shop.add_working(nsk(wall), ms);
    assert_eq!(
        due("2026-11-23T12:55", 10 * MINUTE),
        Some(nsk("2026-11-23T14:05"))
    );
    assert_eq!(
        due("2026-11-23T17:55", 10 * MINUTE),
        Some(nsk("2026-11-24T09:05"))
    );
    assert_eq!(due("2026-11-28T14:30", HOUR), Some(nsk("2026-11-30T09:30")));
    assert_eq!(
        due("2026-11-23T09:00", 8 * HOUR),
        Some(nsk("2026-11-23T18:00"))
    );
    assert_eq!(due("2026-11-29T03:00", 0), Some(nsk("2026-11-29T03:00")));
    assert_eq!(due("2026-11-29T03:00", i64::MAX), None);
    let next = |wall| shop.next_open(nsk(wall));
    assert_eq!(next("2026-11-23T10:15"), Some(nsk("2026-11-23T10:15")));
    assert_eq!(next("2026-11-23T13:00"), Some(nsk("2026-11-23T14:00")));
    assert_eq!(next("2026-11-28T15:00"), Some(nsk("2026-11-30T09:00")));
    assert_eq!(next("2027-03-06T15:00"), Some(nsk("2027-03-09T09:00")));
}

#[test]
fn a_shop_that_never_opens_gives_no_answer_and_no_hang() {
    let never = WorkHours::new("Europe/Moscow", Default::default()).expect("right hours");
    assert_eq!(never.next_open(Millis(0)), None);
    assert_eq!(never.add_working(Millis(0), 1), None);
    assert!(!never.is_open(Millis(0)));
    let two_centuries = Millis(200 * 365 * 24 * HOUR);
    assert_eq!(never.working_between(Millis(0), two_centuries), 0);
    let shop = round_the_clock("UTC");
    assert_eq!(shop.working_between(Millis(i64::MIN), Millis(i64::MIN)), 0);
    assert_eq!(
        shop.working_between(Millis(0), two_centuries),
        two_centuries.0
    );
    assert_eq!(shop.add_working(Millis(i64::MAX), 1), None);
}

#[test]
fn a_day_of_a_clock_change_is_shorter_or_longer() {
    let zone = "Europe/Berlin";
    let always = round_the_clock(zone);
    let day = |from, to| always.working_between(at(zone, from), at(zone, to));
    assert_eq!(day("2026-03-28T00:00", "2026-03-29T00:00"), 24 * HOUR);
    assert_eq!(day("2026-03-29T00:00", "2026-03-30T00:00"), 23 * HOUR);
    assert_eq!(day("2026-10-25T00:00", "2026-10-26T00:00"), 25 * HOUR);
    assert_eq!(day("2026-01-01T00:00", "2027-01-01T00:00"), 365 * 24 * HOUR);

    // 2:00–3:00 does not exist on that night, 2:30–5:00 is what is left of it.
    let night = |spans: Spans| {
        let hours = WorkHours::new(zone, std::array::from_fn(|_| spans.clone()));
        hours
            .expect("right hours")
            .working_between(at(zone, "2026-03-29T00:00"), at(zone, "2026-03-29T12:00"))
    };
    assert_eq!(night(vec![(120, 180)]), 0);
    assert_eq!(night(vec![(150, 300)]), 2 * HOUR);
    assert_eq!(night(vec![(60, 150)]), HOUR);
    assert_eq!(night(vec![(60, 300)]), 3 * HOUR);

    // 2:00–3:00 comes twice on this one, and a span in it begins with the first.
    let twice = WorkHours::new(zone, std::array::from_fn(|_| vec![(120, 180)]));
    let worked = twice
        .expect("right hours")
        .working_between(at(zone, "2026-10-25T00:00"), at(zone, "2026-10-25T12:00"));
    assert_eq!(worked, 2 * HOUR);

    let deadline = always.add_working(at(zone, "2026-03-29T01:30"), HOUR);
    assert_eq!(deadline, Some(at(zone, "2026-03-29T03:30")));
}

#[test]
fn refuses_wrong_hours() {
    let with = |spans: Spans| {
        let mut week: [Spans; 7] = Default::default();
        week[0] = spans;
        WorkHours::new("Europe/Moscow", week).err()
    };
    assert_eq!(with(vec![(540, 1080)]), None);
    assert_eq!(with(vec![(600, 600)]), Some(HoursError::BadSpan(600, 600)));
    assert_eq!(with(vec![(0, 1441)]), Some(HoursError::BadSpan(0, 1441)));
    assert_eq!(
        with(vec![(540, 800), (780, 1080)]),
        Some(HoursError::Overlap(780, 1080))
    );
    assert_eq!(
        WorkHours::new("Novosibirsk", Default::default()),
        Err(HoursError::UnknownZone("Novosibirsk".to_owned()))
    );
}

#[test]
fn is_written_down_and_read_back() {
    let json = serde_json::to_string(&shop()).expect("serializes");
    assert!(json.contains("\"Asia/Novosibirsk\"") && json.contains("2027-03-08"));
    assert_eq!(
        serde_json::from_str::<WorkHours>(&json).expect("reads back"),
        shop()
    );
    let wrong = json.replace("Novosibirsk", "Nowhere");
    assert!(serde_json::from_str::<WorkHours>(&wrong).is_err());
}

fn instants() -> impl Strategy<Value = Millis> {
    // 2026 to 2030, around both kinds of clock change.
    (1_767_225_600_000i64..1_893_456_000_000).prop_map(Millis)
}

fn zones() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "Asia/Novosibirsk",
        "Europe/Berlin",
        "UTC",
        "America/New_York",
    ])
}

proptest! {
    #[test]
    fn a_deadline_is_exactly_its_working_time_away(
        from in instants(), ms in 1i64..200 * HOUR, zone in zones(),
    ) {
        let shop = WorkHours { zone: TimeZone::get(zone).expect("a zone"), ..shop() };
        let due = shop.add_working(from, ms).expect("a deadline");
        prop_assert_eq!(shop.working_between(from, due), ms);
        prop_assert!(shop.is_open(Millis(due.0 - 1)));
    }

    #[test]
    fn working_time_adds_up(a in instants(), b in instants(), c in instants(), zone in zones()) {
        let mut all = [a, b, c];
        all.sort();
        let shop = WorkHours { zone: TimeZone::get(zone).expect("a zone"), ..shop() };
        let [a, b, c] = all;
        prop_assert_eq!(
            shop.working_between(a, b) + shop.working_between(b, c),
            shop.working_between(a, c)
        );
    }

    #[test]
    fn round_the_clock_is_plain_subtraction(a in instants(), b in instants(), zone in zones()) {
        let (a, b) = (a.min(b), a.max(b));
        prop_assert_eq!(round_the_clock(zone).working_between(a, b), b.since(a));
    }

    #[test]
    fn the_next_opening_is_open_and_nothing_before_it(from in instants(), zone in zones()) {
        let shop = WorkHours { zone: TimeZone::get(zone).expect("a zone"), ..shop() };
        let next = shop.next_open(from).expect("an opening");
        prop_assert!(shop.is_open(next));
        prop_assert_eq!(shop.working_between(from, next), 0);
    }
}
