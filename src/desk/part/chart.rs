//! Pictures in cells: bars and sparklines, exact to an eighth of a cell, in ASCII where there is nothing finer.
use super::super::cells;
use super::super::theme::{Role, Theme};
use super::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A horizontal bar of `value` where `most` would fill the area.
pub fn bar(area: Rect, buf: &mut Buffer, theme: &Theme, value: i64, most: i64, role: Role) {
    let area = cells::top(area.intersection(buf.area), 1);
    if value <= 0 || most <= 0 || area.is_empty() {
        return;
    }
    let eighths = eighths(value, most, area.width);
    // What is there at all is seen.
    let eighths = eighths.max(1);
    let widths = theme.glyphs.widths;
    for n in 0..area.width {
        let part = eighths.saturating_sub(n * 8).min(8);
        if part > 0 {
            let symbol = widths[usize::from(part) - 1];
            cells::set(buf, area.x + n, area.y, symbol, 1, theme.style(role));
        }
    }
}

fn eighths(value: i64, most: i64, cells: u16) -> u16 {
    let all = i128::from(cells) * 8;
    let part = i128::from(value.clamp(0, most)) * all / i128::from(most.max(1));
    u16::try_from(part).unwrap_or(u16::MAX)
}

/// The values as a row of columns, the last at the right edge. Where there are more than cells the oldest are left out.
pub fn spark(area: Rect, buf: &mut Buffer, theme: &Theme, values: &[i64], role: Role) {
    let area = cells::top(area.intersection(buf.area), 1);
    let shown = &values[values.len().saturating_sub(usize::from(area.width))..];
    let most = shown.iter().copied().max().unwrap_or(0);
    for (x, value) in (area.x..).zip(shown) {
        if most <= 0 || *value <= 0 {
            continue;
        }
        let height = eighths(*value, most, 1).clamp(1, 8);
        let symbol = theme.glyphs.heights[usize::from(height) - 1];
        cells::set(buf, x, area.y, symbol, 1, theme.style(role));
    }
}

/// One bar of a bar chart.
#[derive(Debug, Clone)]
pub struct Bar {
    pub label: String,
    pub value: i64,
    /// The value as it is said.
    pub said: String,
    pub role: Role,
}

/// Labelled bars below each other, all to one scale.
pub fn bars(area: Rect, buf: &mut Buffer, look: Look<'_>, bars: &[Bar]) {
    let theme = look.theme;
    let widest = |of: fn(&Bar) -> &str| bars.iter().map(|b| cells::width(of(b))).max().unwrap_or(0);
    let label = widest(|b| &b.label).min(area.width / 2);
    let said = widest(|b| &b.said).min(area.width.saturating_sub(label) / 2);
    let most = bars.iter().map(|b| b.value).max().unwrap_or(0);
    for (n, one) in (0..).zip(bars) {
        let Some(row) = cells::row(area, n) else {
            return;
        };
        cells::put(buf, theme, cells::first(row, label), &one.label, Role::Text);
        let rest = cells::right_of(row, label + 1);
        cells::put_right(buf, theme, cells::first(rest, said), &one.said, Role::Faint);
        bar(
            cells::right_of(rest, said + 1),
            buf,
            theme,
            one.value,
            most,
            one.role,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial;
    use super::*;
    use crate::text::Lang;

    fn shown(theme: &str, w: u16, h: u16, draw: impl Fn(&mut Buffer, Look<'_>)) -> String {
        trial::with_look(Lang::Ru, theme, |look| {
            let mut buf = Buffer::empty(Rect::new(0, 0, w, h));
            draw(&mut buf, look);
            trial::text(&buf)
        })
    }

    #[test]
    fn bars_are_exact_to_an_eighth() {
        let at = |value| {
            shown("default", 4, 1, move |buf, look| {
                bar(buf.area, buf, look.theme, value, 32, Role::Accent);
            })
        };
        assert_eq!(at(0), "    \n");
        assert_eq!(at(1), "▏   \n");
        assert_eq!(at(12), "█▌  \n");
        assert_eq!(at(32), "████\n");
        assert_eq!(at(999), "████\n");
    }

    #[test]
    fn sparks_and_bars() {
        let spark_of = |theme| {
            shown(theme, 5, 1, |buf, look| {
                spark(buf.area, buf, look.theme, &[9, 0, 1, 4, 8, 2], Role::Accent);
            })
        };
        assert_eq!(spark_of("default"), " ▁▄█▂\n");
        assert!(spark_of("ascii").is_ascii());
        let stages = [("Новый", 12), ("В работе", 31), ("Отгружен", 4)];
        let stages: Vec<Bar> = stages
            .iter()
            .map(|(label, value)| Bar {
                label: (*label).into(),
                value: *value,
                said: value.to_string(),
                role: Role::Accent,
            })
            .collect();
        insta::assert_snapshot!(shown("default", 30, 3, |buf, look| bars(
            buf.area, buf, look, &stages
        )));
        for w in 0..30 {
            shown("ascii", w, 2, |buf, look| {
                bars(buf.area, buf, look, &stages)
            });
        }
        shown("ascii", 9, 1, |buf, look| {
            bar(buf.area, buf, look.theme, i64::MAX, i64::MAX, Role::Text);
            spark(buf.area, buf, look.theme, &[i64::MIN, i64::MAX], Role::Text);
        });
    }
}
