//! The tide of a week: when customers write and when the shop works.
//!
//! A [`Week`] is a clock that runs fast in busy hours and slowly at night, so that one number ("nine units ago") lands
//! on a believable hour. It never stands still: later is always later, also on a Sunday night. Whole milliseconds only.
use crate::domain::calendar::Millis;

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;
/// Novosibirsk is seven hours ahead of UTC and turns no clocks. The first moment of 1970 was there a Thursday, 07:00.
const ZONE: i64 = 7 * HOUR;
const SINCE_MONDAY: i64 = 3 * DAY + ZONE;
const HOURS: usize = 7 * 24;

/// How busy each hour of the week is, Monday 00:00 first.
#[derive(Debug, Clone)]
pub struct Week {
    weight: [i64; HOURS],
    /// Weights of all hours before this one.
    before: [i64; HOURS],
    total: i64,
}

impl Week {
    /// Customers write from breakfast to bedtime, most of them on weekday mornings.
    pub fn of_customers() -> Week {
        Week::new(|day, hour| match (day, hour) {
            (0..=4, 9..=12) => 60,
            (0..=4, 13..=17) => 45,
            (0..=4, 18..=21) => 18,
            (0..=4, 7..=8) => 15,
            (5, 10..=16) => 28,
            (6, 10..=18) => 12,
            (5 | 6, 8..=21) => 8,
            _ => 1,
        })
    }

    /// The shop works 9 to 19, on Saturdays 10 to 16; now and then somebody stays late.
    pub fn of_staff() -> Week {
        Week::new(|day, hour| match (day, hour) {
            (0..=4, 9..=18) => 60,
            (5, 10..=15) => 60,
            (0..=4, 8 | 19) => 4,
            _ => 1,
        })
    }

    fn new(weigh: impl Fn(usize, usize) -> i64) -> Week {
        let mut week = Week {
            weight: [0; HOURS],
            before: [0; HOURS],
            total: 0,
        };
        for at in 0..HOURS {
            week.weight[at] = weigh(at / 24, at % 24);
            week.before[at] = week.total;
            week.total += week.weight[at];
        }
        week
    }

    /// What this clock shows: weight times milliseconds since the Monday before 1970.
    pub fn reading(&self, at: Millis) -> i64 {
        let local = at.0 + SINCE_MONDAY;
        let (weeks, rest) = (local.div_euclid(WEEK), local.rem_euclid(WEEK));
        let hour = (rest / HOUR) as usize;
        weeks * self.week() + self.before[hour] * HOUR + self.weight[hour] * (rest % HOUR)
    }

    /// The moment at which this clock shows `reading`.
    pub fn moment(&self, reading: i64) -> Millis {
        let whole = self.week();
        let (weeks, rest) = (reading.div_euclid(whole), reading.rem_euclid(whole));
        let hour = self.before.partition_point(|upto| upto * HOUR <= rest) - 1;
        let inside = (rest - self.before[hour] * HOUR) / self.weight[hour];
        Millis(weeks * WEEK + hour as i64 * HOUR + inside - SINCE_MONDAY)
    }

    /// A whole week on this clock.
    pub fn week(&self) -> i64 {
        self.total * HOUR
    }

    /// `busy` milliseconds of the busiest hours later.
    pub fn later(&self, from: Millis, busy: i64) -> Millis {
        self.moment(self.reading(from) + busy * 60)
    }

    /// What lies between two moments, in milliseconds of the busiest hours.
    pub fn between(&self, from: Millis, to: Millis) -> i64 {
        (self.reading(to) - self.reading(from)) / 60
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Monday, 5 January 2026, 00:00 in Novosibirsk.
    const MONDAY: i64 = 1_767_546_000_000;

    #[test]
    fn reading_and_moment_are_each_others_inverse() {
        for week in [Week::of_customers(), Week::of_staff()] {
            for step in 0..2_000 {
                let at = Millis(MONDAY + step * 1_234_567);
                assert_eq!(week.moment(week.reading(at)), at);
            }
        }
    }

    #[test]
    fn later_is_later_even_at_night() {
        let week = Week::of_staff();
        let sunday_night = Millis(MONDAY + 7 * DAY - HOUR);
        assert!(week.later(sunday_night, SECOND) > sunday_night);
    }

    #[test]
    fn an_evening_hour_of_work_ends_next_morning() {
        let week = Week::of_staff();
        let due = week.later(Millis(MONDAY + 18 * HOUR + 30 * MINUTE), HOUR);
        let morning = Millis(MONDAY + DAY + 9 * HOUR);
        assert!(
            due > Millis(morning.0 - HOUR) && due < Millis(morning.0 + 30 * MINUTE),
            "{due:?}"
        );
    }

    #[test]
    fn most_customers_come_by_day() {
        let week = Week::of_customers();
        let by_day = |day: i64| {
            week.between(
                Millis(MONDAY + day * DAY + 9 * HOUR),
                Millis(MONDAY + day * DAY + 18 * HOUR),
            )
        };
        let whole = week.between(Millis(MONDAY), Millis(MONDAY + 7 * DAY));
        let weekdays: i64 = (0..5).map(by_day).sum();
        assert!(weekdays * 100 > whole * 65);
        assert!(by_day(6) < by_day(5) && by_day(5) < by_day(4));
    }
}
