//! Time limits as people write them: "30m", "4h", "2d", "1d 4h"; in Russian letters too.
//!
//! All of it is working time. A day is one working day of the shop, so that "2d" means the day after tomorrow at this
//! hour and not six days of eight hours.

/// Working minutes nobody means.
const MINUTES_MOST: i64 = 10 * 366 * 24 * 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Duration {
    days: i64,
    minutes: i64,
}

impl Duration {
    pub(super) fn parse(text: &str) -> Option<Duration> {
        let mut duration = Duration {
            days: 0,
            minutes: 0,
        };
        let mut rest = text.trim();
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit())?;
            let number: i64 = rest[..digits].parse().ok()?;
            rest = rest[digits..].trim_start();
            let unit = rest
                .find(|c: char| !c.is_alphabetic())
                .unwrap_or(rest.len());
            match &rest[..unit] {
                "d" | "д" => duration.days = duration.days.checked_add(number)?,
                "h" | "ч" => {
                    let minutes = number.checked_mul(60)?;
                    duration.minutes = duration.minutes.checked_add(minutes)?;
                }
                "m" | "min" | "м" | "мин" => {
                    duration.minutes = duration.minutes.checked_add(number)?;
                }
                _ => return None,
            }
            rest = rest[unit..].trim_start();
        }
        (1..=MINUTES_MOST)
            .contains(&duration.minutes(24 * 60)?)
            .then_some(duration)
    }

    /// In minutes, with so many to a day.
    pub(super) fn minutes(self, day: i64) -> Option<i64> {
        self.days.checked_mul(day)?.checked_add(self.minutes)
    }

    /// As short as it goes: whole days first, then hours, then minutes.
    pub(super) fn text(minutes: i64, day: i64) -> String {
        let (days, rest) = (minutes / day, minutes % day);
        let parts = [(days, 'd'), (rest / 60, 'h'), (rest % 60, 'm')];
        let parts: Vec<String> = parts
            .iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, unit)| format!("{number}{unit}"))
            .collect();
        parts.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        for (text, minutes) in [
            ("30m", Some(30)),
            ("4h", Some(240)),
            ("2d", Some(960)),
            ("1d 4h", Some(720)),
            ("1h30m", Some(90)),
            ("4 ч", Some(240)),
            ("1д", Some(480)),
            ("45 мин", Some(45)),
            ("", None),
            ("0m", None),
            ("4", None),
            ("h", None),
            ("-4h", None),
            ("4 hours", None),
            ("99999999999999999999h", None),
            ("9223372036854775807d", None),
            ("1.5h", None),
        ] {
            let read = Duration::parse(text).and_then(|d| d.minutes(480));
            assert_eq!(read, minutes, "{text}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        for minutes in [1, 59, 60, 90, 479, 480, 481, 960, 100_000] {
            let text = Duration::text(minutes, 480);
            let read = Duration::parse(&text).and_then(|d| d.minutes(480));
            assert_eq!(read, Some(minutes), "{text}");
        }
        assert_eq!(Duration::text(960, 480), "2d");
        assert_eq!(Duration::text(810, 480), "1d 5h 30m");
    }
}
