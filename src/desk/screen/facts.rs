//! The facts of a card as lines: some can be acted on, the rest say something.
use crate::desk::cells;
use crate::desk::part::{Look, chart, panel};
use crate::desk::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Cells of the labels.
const LABEL: u16 = 17;
/// Cells of a time: "under a minute".
const TIME: u16 = 14;

/// One line. With a row, Enter does something on it.
#[derive(Debug, Clone)]
pub(super) struct Line<R> {
    pub row: Option<R>,
    pub shape: Shape,
}

#[derive(Debug, Clone)]
pub(super) enum Shape {
    Title(String),
    /// A label and its value.
    Pair(String, (String, Role)),
    /// Text over the whole width, something at the right.
    Whole((String, Role), String),
    /// A label, a time, and how long that is beside the longest.
    Bar(String, String, i64, i64),
}

impl<R: Copy + PartialEq> Line<R> {
    pub fn title(text: &str) -> Line<R> {
        Line {
            row: None,
            shape: Shape::Title(text.to_owned()),
        }
    }

    pub fn pair(row: Option<R>, label: &str, value: impl Into<String>, role: Role) -> Line<R> {
        Line {
            row,
            shape: Shape::Pair(label.to_owned(), (value.into(), role)),
        }
    }

    pub fn whole(
        row: Option<R>,
        text: impl Into<String>,
        role: Role,
        right: impl Into<String>,
    ) -> Line<R> {
        Line {
            row,
            shape: Shape::Whole((text.into(), role), right.into()),
        }
    }
}

/// Draws the lines, scrolled so that the selected one is in sight, and says on which row of the screen that is.
pub(super) fn draw<R: Copy + PartialEq>(
    all: &[Line<R>],
    selected: Option<R>,
    area: Rect,
    buf: &mut Buffer,
    look: Look<'_>,
) -> Option<u16> {
    let here = |line: &Line<R>| line.row.is_some() && line.row == selected;
    let at = all.iter().position(here).unwrap_or(0);
    // The first row brings what stands above it into sight.
    let first = all.iter().position(|l| l.row.is_some()).unwrap_or(0);
    let rows = usize::from(area.height);
    let most = all.len().saturating_sub(rows);
    let top = match at <= first {
        true if first < rows => 0,
        _ => (at + 2).saturating_sub(rows).min(most),
    };
    for (n, line) in (0..).zip(all.iter().skip(top).take(rows)) {
        if let Some(row) = cells::row(area, n) {
            draw_line(line, row, buf, look, here(line));
        }
    }
    panel::scrollbar(area, buf, look.theme, top, all.len());
    let row = u16::try_from(at.checked_sub(top)?).ok()?;
    cells::row(area, row).map(|r| r.y)
}

fn draw_line<R>(line: &Line<R>, row: Rect, buf: &mut Buffer, look: Look<'_>, selected: bool) {
    let theme = look.theme;
    let row = cells::first(row, row.width.saturating_sub(1));
    if selected {
        cells::put(buf, theme, row, theme.glyphs.pointer, Role::Accent);
    }
    let inner = cells::right_of(row, 1);
    match &line.shape {
        Shape::Title(title) => panel::rule(row, buf, theme, title, false),
        Shape::Pair(label, (value, role)) => {
            let wide = LABEL.min(inner.width / 2);
            let place = cells::first(inner, wide.saturating_sub(1));
            cells::put(buf, theme, place, label, Role::Faint);
            both(cells::right_of(inner, wide), buf, look, value, *role, "");
        }
        Shape::Whole((text, role), right) => both(inner, buf, look, text, *role, right),
        Shape::Bar(stage, said, value, most) => {
            let wide = LABEL.min(inner.width / 3);
            let place = cells::first(inner, wide.saturating_sub(1));
            cells::put(buf, theme, place, stage, Role::Text);
            let rest = cells::right_of(inner, wide);
            let time = cells::first(rest, TIME);
            cells::put(buf, theme, time, said, Role::Faint);
            let bar = cells::right_of(rest, TIME + 1);
            chart::bar(bar, buf, theme, *value, *most, Role::Accent);
        }
    }
    if selected {
        cells::paint(buf, theme, row, Role::Selected);
    }
}

/// Something at the left, something at the right that goes first where there is no room.
fn both(area: Rect, buf: &mut Buffer, look: Look<'_>, text: &str, role: Role, right: &str) {
    let wide = cells::width(right);
    let room = match wide + 8 < area.width && wide > 0 {
        true => {
            cells::put_right(buf, look.theme, area, right, Role::Faint);
            area.width - wide - 2
        }
        false => area.width,
    };
    cells::put(buf, look.theme, cells::first(area, room), text, role);
}
