//! The one table: a figure, the limit of the same run beside it, and whether the bar holds.
use crate::text::{Lang, bench as words};
use serde::Serialize;
use std::io::{self, Write};
use std::time::Duration;

/// A figure with its unit.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    Ms(f64),
    /// 50th and 99th of a hundred.
    MsMs(f64, f64),
    PerSecond(f64),
    Bytes(f64),
    Mb(f64),
    Count(f64),
    Seconds(f64),
}

impl From<Duration> for Figure {
    fn from(took: Duration) -> Figure {
        Figure::Ms(took.as_secs_f64() * 1e3)
    }
}

impl From<&super::sample::Times> for Figure {
    fn from(times: &super::sample::Times) -> Figure {
        let ms = |took: Duration| took.as_secs_f64() * 1e3;
        Figure::MsMs(ms(times.p50()), ms(times.p99()))
    }
}

impl Figure {
    /// What a ratio is made of.
    fn value(self) -> f64 {
        match self {
            Figure::MsMs(v, _)
            | Figure::Ms(v)
            | Figure::PerSecond(v)
            | Figure::Bytes(v)
            | Figure::Mb(v)
            | Figure::Count(v)
            | Figure::Seconds(v) => v,
        }
    }

    fn write(self, lang: Lang) -> String {
        let number = |v: f64| match v {
            v if v.fract() == 0.0 || v >= 1000.0 => format!("{v:.0}"),
            v if v >= 100.0 => format!("{v:.1}"),
            v if v >= 0.1 => format!("{v:.2}"),
            v => format!("{v:.3}"),
        };
        match self {
            Figure::Ms(v) => words::ms(lang, &number(v)),
            Figure::MsMs(a, b) => words::ms(lang, &format!("{} / {}", number(a), number(b))),
            Figure::PerSecond(v) => words::per_second(lang, &number(v.round())),
            Figure::Bytes(v) => words::bytes(lang, &number(v.round())),
            Figure::Mb(v) => words::mb(lang, &number(v)),
            Figure::Count(v) => number(v),
            Figure::Seconds(v) => words::seconds(lang, &number(v)),
        }
    }
}

/// What a ratio must be.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    AtMost(f64),
    AtLeast(f64),
    /// Told, not judged.
    None,
}

#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The bar's number in the plan; 0 where there is none.
    pub bar: u8,
    pub what: String,
    pub ours: Figure,
    pub limit: Option<Figure>,
    /// Ours to the limit, unless said otherwise.
    pub ratio: Option<f64>,
    pub target: Target,
}

impl Row {
    /// A figure beside its limit; the ratio is judged.
    pub fn beside(
        bar: u8,
        what: String,
        ours: impl Into<Figure>,
        limit: impl Into<Figure>,
        target: Target,
    ) -> Row {
        let (ours, limit) = (ours.into(), limit.into());
        Row {
            bar,
            what,
            ours,
            limit: Some(limit),
            ratio: Some(ours.value() / limit.value().max(1e-9)),
            target,
        }
    }

    /// A figure that is judged as it is.
    pub fn alone(bar: u8, what: String, ours: impl Into<Figure>, target: Target) -> Row {
        let ours = ours.into();
        Row {
            bar,
            what,
            ours,
            limit: None,
            ratio: None,
            target,
        }
    }

    /// `None`: nothing is asked of it.
    pub fn holds(&self) -> Option<bool> {
        let judged = self.ratio.unwrap_or(self.ours.value());
        match self.target {
            Target::AtMost(most) => Some(judged <= most),
            Target::AtLeast(least) => Some(judged >= least),
            Target::None => None,
        }
    }
}

/// A row a line, columns under each other.
pub fn write(rows: &[Row], lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = vec![words::HEADS.map(|head| head(lang).to_owned())];
    for row in rows {
        lines.push([
            if row.bar == 0 {
                String::new()
            } else {
                row.bar.to_string()
            },
            row.what.clone(),
            row.ours.write(lang),
            row.limit.map(|limit| limit.write(lang)).unwrap_or_default(),
            row.ratio
                .map(|ratio| format!("{ratio:.2}"))
                .unwrap_or_default(),
            match row.target {
                Target::AtMost(v) => format!("≤ {v}"),
                Target::AtLeast(v) => format!("≥ {v}"),
                Target::None => String::new(),
            },
            match row.holds() {
                Some(true) => words::holds(lang).to_owned(),
                Some(false) => words::fails(lang).to_owned(),
                None => String::new(),
            },
        ]);
    }
    let wide = |n: usize| lines.iter().map(|line| line[n].chars().count()).max();
    let widths: [usize; 7] = std::array::from_fn(|n| wide(n).unwrap_or(0));
    for line in &lines {
        let mut text = String::new();
        for (n, (cell, width)) in line.iter().zip(widths).enumerate() {
            let right = (2..6).contains(&n);
            text.push_str(&match right {
                true => format!("{cell:>width$}  "),
                false => format!("{cell:<width$}  "),
            });
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_judged_by_its_ratio() {
        let row = |target| Row::beside(4, "key".into(), Figure::Ms(3.0), Figure::Ms(2.0), target);
        assert_eq!(row(Target::AtMost(1.5)).holds(), Some(true));
        assert_eq!(row(Target::AtMost(1.4)).holds(), Some(false));
        assert_eq!(row(Target::AtLeast(1.6)).holds(), Some(false));
        let lost = Row::alone(17, "lost".into(), Figure::Count(1.0), Target::AtMost(0.0));
        assert_eq!(lost.holds(), Some(false));
    }

    #[test]
    fn columns_stand_under_each_other() {
        let rows = [
            Row::alone(3, "open".into(), Figure::Ms(12.25), Target::None),
            Row::beside(
                18,
                "page".into(),
                Figure::MsMs(0.5, 1.0),
                Figure::Ms(0.25),
                Target::AtMost(4.0),
            ),
        ];
        let mut out = Vec::new();
        write(&rows, Lang::En, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let ends: Vec<_> = text
            .lines()
            .skip(1)
            .map(|l| l.find(" ms").unwrap())
            .collect();
        assert_eq!(ends[0], ends[1], "{text}");
    }
}
