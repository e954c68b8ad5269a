//! The deal's card on the screen.
use super::lines::{self, Line, Shape};
use super::{DealCard, Side, WIDE, story};
use crate::desk::cells;
use crate::desk::part::{Look, chart, panel};
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::text;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Cells of the labels.
const LABEL: u16 = 17;

impl DealCard {
    pub(super) fn paint(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let (facts, told) = if area.width >= WIDE {
            let left = (area.width / 2).clamp(48, 80);
            (
                Some(cells::first(area, left)),
                Some(cells::right_of(area, left)),
            )
        } else if self.side == Side::Facts {
            (Some(area), None)
        } else {
            (None, Some(area))
        };
        if let Some(area) = facts {
            self.draw_facts(seat, area, buf);
        }
        if let Some(area) = told {
            self.draw_story(seat, area, buf);
        }
        let sheet = self.sheet.as_ref()?;
        let over = facts.unwrap_or(area);
        sheet.draw(seat, over, buf)
    }

    fn title(&self, seat: &Seat) -> (String, String) {
        let lang = seat.lang;
        let name = text::deal::title(lang, self.id.0);
        match &self.view {
            Some(view) => {
                let deal = &view.deal;
                let called = match deal.title.is_empty() {
                    true => deal.goods(),
                    false => deal.title.clone(),
                };
                let title = match called.is_empty() {
                    true => name,
                    false => format!("{} {called}", text::deal::number(lang, self.id.0)),
                };
                (title, deal.amount.to_string())
            }
            None => (name, String::new()),
        }
    }

    /// Whether the other side is to be reached from here.
    fn other_side(seat: &Seat, to: &str, key: &str) -> String {
        if seat.size.0 < WIDE {
            format!("{key} {to}")
        } else {
            String::new()
        }
    }

    fn draw_facts(&self, seat: &Seat, area: Rect, buf: &mut Buffer) {
        let look = seat.look();
        let (title, sum) = self.title(seat);
        let there = Self::other_side(
            seat,
            text::deal::history(seat.lang),
            look.theme.glyphs.arrow,
        );
        let right = match there.is_empty() {
            true => sum,
            false => format!("{sum} · {there}"),
        };
        let focus = self.side == Side::Facts;
        let inner = panel::framed_with(area, buf, look.theme, &title, &right, focus);
        let said = match (&self.view, &self.fault) {
            (None, Some(fault)) => Some((fault.as_str(), Role::Alarm)),
            (None, None) => Some((text::part::loading(seat.lang), Role::Faint)),
            _ => None,
        };
        if let Some((words, role)) = said {
            for (n, line) in (0..).zip(cells::wrap(words, inner.width)) {
                if let Some(row) = cells::row(inner, n) {
                    cells::put(buf, look.theme, row, &line, role);
                }
            }
            return;
        }
        let all = lines::lines(self.view.as_deref(), seat);
        let here = all
            .iter()
            .position(|l| l.row.is_some() && l.row == self.list.selected())
            .unwrap_or(0);
        let rows = usize::from(inner.height);
        // The first field brings what stands above it into sight.
        let first = all.iter().position(|l| l.row.is_some()).unwrap_or(0);
        let top = if here <= first {
            0
        } else {
            (here + 2)
                .saturating_sub(rows)
                .min(all.len().saturating_sub(rows))
        };
        for (n, line) in all.iter().enumerate().skip(top).take(rows) {
            let Some(row) = cells::row(inner, u16::try_from(n - top).unwrap_or(u16::MAX)) else {
                break;
            };
            let selected = focus && line.row.is_some() && n == here;
            draw_line(line, row, buf, look, selected);
        }
        panel::scrollbar(inner, buf, look.theme, top, all.len());
    }

    fn draw_story(&self, seat: &Seat, area: Rect, buf: &mut Buffer) {
        let look = seat.look();
        let lang = seat.lang;
        let focus = self.side == Side::Story;
        let there = Self::other_side(seat, text::deal::fields(lang), look.theme.glyphs.back);
        let title = match area.width == seat.size.0 {
            true => format!(
                "{} · {}",
                text::deal::number(lang, self.id.0),
                text::deal::history(lang)
            ),
            false => text::deal::history(lang).to_owned(),
        };
        let inner = panel::framed_with(area, buf, look.theme, &title, &there, focus);
        let (Some(view), Some(shop)) = (&self.view, seat.mirror.shop.as_deref()) else {
            return;
        };
        let text = cells::first(cells::right_of(inner, 1), inner.width.saturating_sub(2));
        let mut rows = story::tell(&view.history, shop, look, text.width);
        let end = match (rows.is_empty(), view.more) {
            (true, _) => text::deal::no_history(lang),
            (_, true) => text::deal::more_history(lang),
            _ => text::deal::whole_history(lang),
        };
        rows.push((String::new(), Role::Text));
        rows.push((end.to_owned(), Role::Faint));
        let room = usize::from(text.height);
        self.story_rows.set((rows.len(), room));
        let top = self.story_top.min(rows.len().saturating_sub(room));
        for (n, (line, role)) in (0..).zip(rows.iter().skip(top).take(room)) {
            if let Some(row) = cells::row(text, n) {
                cells::put(buf, look.theme, row, line, *role);
            }
        }
        panel::scrollbar(inner, buf, look.theme, top, rows.len());
    }
}

fn draw_line(line: &Line, row: Rect, buf: &mut Buffer, look: Look<'_>, selected: bool) {
    let theme = look.theme;
    let row = cells::first(row, row.width.saturating_sub(1));
    if selected {
        cells::put(buf, theme, row, theme.glyphs.pointer, Role::Accent);
    }
    let inner = cells::right_of(row, 1);
    match &line.shape {
        Shape::Title(title) => panel::rule(row, buf, theme, title, false),
        Shape::Pair(label, (value, role), right) => {
            let wide = LABEL.min(inner.width / 2);
            let place = cells::first(inner, wide.saturating_sub(1));
            cells::put(buf, theme, place, label, Role::Faint);
            both(cells::right_of(inner, wide), buf, look, value, *role, right);
        }
        Shape::Whole((text, role), right) => both(inner, buf, look, text, *role, right),
        Shape::Bar(stage, said, value, most) => {
            let wide = LABEL.min(inner.width / 3);
            let place = cells::first(inner, wide.saturating_sub(1));
            cells::put(buf, theme, place, stage, Role::Text);
            let rest = cells::right_of(inner, wide);
            let time = cells::first(rest, 12);
            cells::put(buf, theme, time, said, Role::Faint);
            let bar = cells::right_of(rest, 13);
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
