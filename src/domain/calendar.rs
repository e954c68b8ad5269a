//! Time in a shop: instants, working hours, and the dates people type.
//!
//! Forbidden here: asking what time it is. "Now" is always an argument; only the zone turns an instant into a day.

mod typed;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use typed::{DayError, Typed, parse_day};
pub use written::parse_timestamp;

/// An instant: milliseconds since 1970 in UTC.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// What lies outside the years −9999…9999 becomes the nearest instant inside.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
    }

    /// Clock and calendar on the wall of that zone.
    pub fn local(self, zone: &TimeZone) -> DateTime {
        zone.to_datetime(self.timestamp())
    }

    /// `self + ms`, stopping at the ends of `i64`.
    pub fn plus(self, ms: i64) -> Millis {
        Millis(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to `self`, stopping at the ends of `i64`.
    pub fn since(self, earlier: Millis) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl From<Timestamp> for Millis {
    fn from(timestamp: Timestamp) -> Millis {
        Millis(timestamp.as_millisecond())
    }
}

/// From and to in minutes after midnight; 1440 is the midnight at the end. A lunch break parts a day in two spans.
pub type Spans = Vec<(u16, u16)>;

const DAY_MINUTES: u16 = 24 * 60;
/// A deadline or an opening further away than this is no deadline: 20 years.
const HORIZON_DAYS: i32 = 20 * 366;

/// Why hours are not hours.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HoursError {
    #[error("unknown time zone {0:?}")]
    UnknownZone(String),
    #[error("a span ends before it begins or past midnight: {0}–{1} minutes")]
    BadSpan(u16, u16),
    #[error("spans of one day overlap or are out of order: {0}–{1} minutes")]
    Overlap(u16, u16),
}

/// When the shop works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "WorkHoursForm", into = "WorkHoursForm")]
pub struct WorkHours {
    zone: TimeZone,
    week: [Spans; 7],
    holidays: BTreeSet<Date>,
    short_days: BTreeMap<Date, Spans>,
}

/// [`WorkHours`] as written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkHoursForm {
    /// IANA name, `Asia/Novosibirsk`.
    pub zone: String,
    /// Monday first.
    pub week: [Spans; 7],
    #[serde(default)]
    #[schemars(with = "BTreeSet<String>")]
    pub holidays: BTreeSet<Date>,
    /// Days with hours of their own: short ones, moved ones. They go before holidays and the week.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Spans>")]
    pub short_days: BTreeMap<Date, Spans>,
}

impl TryFrom<WorkHoursForm> for WorkHours {
    type Error = HoursError;

    fn try_from(form: WorkHoursForm) -> Result<WorkHours, HoursError> {
        let zone =
            TimeZone::get(&form.zone).map_err(|_| HoursError::UnknownZone(form.zone.clone()))?;
        for spans in form.week.iter().chain(form.short_days.values()) {
            let mut free_from = 0;
            for &(from, to) in spans {
                if from >= to || to > DAY_MINUTES {
                    return Err(HoursError::BadSpan(from, to));
                }
                if from < free_from {
                    return Err(HoursError::Overlap(from, to));
                }
                free_from = to;
            }
        }
        Ok(WorkHours {
            zone,
            week: form.week,
            holidays: form.holidays,
            short_days: form.short_days,
        })
    }
}

impl From<WorkHours> for WorkHoursForm {
    fn from(hours: WorkHours) -> WorkHoursForm {
        WorkHoursForm {
            zone: hours.zone.iana_name().unwrap_or("UTC").to_owned(),
            week: hours.week,
            holidays: hours.holidays,
            short_days: hours.short_days,
        }
    }
}

impl WorkHours {
    /// Seven days Monday first, in a zone by its IANA name.
    pub fn new(zone: &str, week: [Spans; 7]) -> Result<WorkHours, HoursError> {
        WorkHours::try_from(WorkHoursForm {
            zone: zone.to_owned(),
            week,
            holidays: BTreeSet::new(),
            short_days: BTreeMap::new(),
        })
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The spans of that day on the wall clock; empty on a day off.
    pub fn spans(&self, day: Date) -> &[(u16, u16)] {
        if let Some(own) = self.short_days.get(&day) {
            return own;
        }
        if self.holidays.contains(&day) {
            return &[];
        }
        &self.week[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())]
    }

    /// Open at this instant; the closing instant itself is closed.
    pub fn is_open(&self, at: Millis) -> bool {
        let today = at.local(&self.zone).date();
        self.openings(today, today)
            .any(|(from, to)| from <= at && at < to)
    }

    /// Working milliseconds between two instants, 0 if `to` is not after `from`.
    pub fn working_between(&self, from: Millis, to: Millis) -> i64 {
        let days = (from.local(&self.zone).date(), to.local(&self.zone).date());
        self.openings(days.0, days.1)
            .map(|(open, close)| close.min(to).since(open.max(from)).max(0))
            .sum()
    }

    /// The instant by which `ms` of working time have passed since `from`; `from` itself if there is nothing to wait.
    /// `None` if that does not happen within 20 years.
    pub fn add_working(&self, from: Millis, ms: i64) -> Option<Millis> {
        let mut left = ms;
        if left <= 0 {
            return Some(from);
        }
        for (open, close) in self.ahead(from) {
            let start = open.max(from);
            let room = close.since(start).max(0);
            if left <= room {
                return Some(start.plus(left));
            }
            left -= room;
        }
        None
    }

    /// `at` if open then, else the next opening; `None` if there is none within 20 years.
    pub fn next_open(&self, at: Millis) -> Option<Millis> {
        self.ahead(at)
            .find(|(_, close)| *close > at)
            .map(|(open, _)| open.max(at))
    }

    fn ahead(&self, from: Millis) -> impl Iterator<Item = (Millis, Millis)> {
        let first = from.local(&self.zone).date();
        let last = first.saturating_add(jiff::Span::new().days(HORIZON_DAYS));
        self.openings(first, last)
    }

    /// Every span of those days as instants, in order.
    fn openings(&self, first: Date, last: Date) -> impl Iterator<Item = (Millis, Millis)> {
        std::iter::successors(Some(first), |day| day.tomorrow().ok())
            .take_while(move |day| *day <= last)
            .flat_map(move |day| self.spans(day).iter().map(move |span| (day, *span)))
            .map(|(day, (from, to))| (self.instant(day, from), self.instant(day, to)))
    }

    /// The instant the wall clock reaches that minute: the first time if it is shown twice, the jump if it is skipped.
    fn instant(&self, day: Date, minute: u16) -> Millis {
        let wall = match minute {
            DAY_MINUTES.. => day.tomorrow().unwrap_or(Date::MAX).at(0, 0, 0, 0),
            _ => {
                let clock = |part: u16| i8::try_from(part).unwrap_or_default();
                day.at(clock(minute / 60), clock(minute % 60), 0, 0)
            }
        };
        let timestamp = match self.zone.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(wall),
            AmbiguousOffset::Fold { before, .. } => before.to_timestamp(wall),
            // Read with the later offset the skipped minute lies just before the jump.
            AmbiguousOffset::Gap { after, .. } => after.to_timestamp(wall).map(|early| {
                let jump = self.zone.following(early).next();
                jump.map_or(early, |jump| jump.timestamp())
            }),
        };
        timestamp.unwrap_or(Timestamp::MAX).into()
    }
}

#[cfg(test)]
mod tests;
