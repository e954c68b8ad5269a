//! A form on the screen, scrolled so that the field with the cursor is in sight.
use super::Form;
use crate::desk::cells;
use crate::desk::part::field::{Field, Kind};
use crate::desk::part::{Look, panel};
use crate::desk::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Below this width a label stands above its value.
const NARROW: u16 = 44;

impl Form {
    /// Rows it takes inside a frame of this width.
    pub fn height(&self, width: u16) -> u16 {
        let intro = self.intro_rows(width).len();
        let fields: u16 = (0..self.fields.len())
            .map(|n| self.field_height(n, width))
            .sum();
        let error = self.error_rows(width).len();
        fields.saturating_add(u16::try_from(intro + error).unwrap_or(u16::MAX))
    }

    fn intro_rows(&self, width: u16) -> Vec<String> {
        if self.intro.is_empty() {
            return Vec::new();
        }
        let mut rows = cells::wrap(&self.intro, width);
        rows.push(String::new());
        rows
    }

    fn error_rows(&self, width: u16) -> Vec<String> {
        match &self.error {
            Some(error) => cells::wrap(error, width),
            None => Vec::new(),
        }
    }

    fn label_width(&self, width: u16) -> u16 {
        let widest = self.fields.iter().map(|f| cells::width(&f.label)).max();
        (widest.unwrap_or(0) + 2).min(width / 3)
    }

    fn field_height(&self, n: usize, width: u16) -> u16 {
        let field = &self.fields[n];
        if width < NARROW {
            1 + field.height(width.saturating_sub(2), n == self.at)
        } else {
            let room = width - self.label_width(width) - 2;
            field.height(room, n == self.at)
        }
    }

    /// Draws the fields, scrolled so that the one with the cursor is in sight.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, look: Look<'_>) -> Option<Position> {
        let theme = look.theme;
        let mut area = area.intersection(buf.area);
        let whole = area;
        let error = self.error_rows(area.width);
        let error_height = u16::try_from(error.len())
            .unwrap_or(u16::MAX)
            .min(area.height);
        for (n, line) in (0..).zip(error.iter().take(usize::from(error_height))) {
            if let Some(row) = cells::row(area, area.height - error_height + n) {
                cells::put(buf, theme, row, line, Role::Alarm);
            }
        }
        area.height -= error_height;
        let intro = self.intro_rows(area.width);
        let heights: Vec<u16> = (0..self.fields.len())
            .map(|n| self.field_height(n, area.width))
            .collect();
        let (skip, _) = self.scroll(area.width, area.height);
        let mut skip = u16::try_from(skip).unwrap_or(u16::MAX);
        // Whole fields scroll away, not halves.
        let mut y = area.y;
        for line in &intro {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            if let Some(row) = cells::row(area, y - area.y) {
                cells::put(buf, theme, row, line, Role::Note);
                y += 1;
            }
        }
        let mut cursor = None;
        let mut open = None;
        for (n, field) in self.fields.iter().enumerate() {
            if skip > 0 && n < self.at {
                skip = skip.saturating_sub(heights[n]);
                continue;
            }
            let left = area.bottom().saturating_sub(y);
            if left == 0 {
                break;
            }
            let place = Rect {
                y,
                height: heights[n].min(left),
                ..area
            };
            let (value, at) = self.draw_field(n, place, buf, look);
            if n == self.at {
                cursor = at;
                open = Some((field, value));
            }
            y += place.height;
        }
        if let Some((field, value)) = open
            && let Some(at) = field.draw_list(value, whole, buf, look)
        {
            cursor = Some(at);
        }
        cursor
    }

    fn draw_field(
        &self,
        n: usize,
        area: Rect,
        buf: &mut Buffer,
        look: Look<'_>,
    ) -> (Rect, Option<Position>) {
        let theme = look.theme;
        let field = &self.fields[n];
        let focus = n == self.at;
        let role = match (focus, field.error().is_some()) {
            (true, _) => Role::Accent,
            (false, true) => Role::Alarm,
            (false, false) => Role::Faint,
        };
        let mark = if focus { theme.glyphs.pointer } else { " " };
        cells::put(buf, theme, cells::first(area, 1), mark, Role::Accent);
        let inner = cells::right_of(area, 2);
        let value = if area.width < NARROW {
            cells::put(buf, theme, cells::top(inner, 1), &field.label, role);
            cells::below(inner, 1)
        } else {
            let wide = self.label_width(area.width);
            let label = cells::first(cells::top(inner, 1), wide - 1);
            cells::put(buf, theme, label, &field.label, role);
            cells::right_of(inner, wide)
        };
        (value, field.draw(value, buf, look, focus))
    }

    /// Draws the form in a frame as large as it needs: in the middle of the window, or with its first field on this
    /// row of the screen.
    pub fn draw_framed(
        &self,
        window: Rect,
        row: Option<u16>,
        buf: &mut Buffer,
        look: Look<'_>,
    ) -> Option<Position> {
        let long = |f: &Field| matches!(f.kind(), Kind::Lines);
        let most = if self.fields.iter().any(long) { 84 } else { 72 };
        let width = window
            .width
            .saturating_sub(2)
            .clamp(window.width.min(20), most);
        let lists = self
            .fields
            .iter()
            .any(|f| matches!(f.kind(), Kind::Choice(_)));
        let inner_width = width.saturating_sub(4);
        // An open list wants some rows below its field.
        let spare = if lists && self.focused().is_some_and(Field::is_open) {
            8
        } else {
            0
        };
        let height = self.height(inner_width).saturating_add(2 + spare);
        let mut place = cells::middle(window, width, height);
        if let Some(row) = row {
            let lowest = window.bottom().saturating_sub(place.height);
            place.y = row.saturating_sub(1).clamp(window.y, lowest.max(window.y));
        }
        let inner = panel::framed(place, buf, look.theme, &self.title, true);
        let padded = Rect {
            x: inner.x + u16::from(inner.width > 2),
            width: inner.width - 2 * u16::from(inner.width > 2),
            ..inner
        };
        let edge = cells::below(place, place.height.saturating_sub(1));
        if !self.status.is_empty() && inner.height < place.height {
            let said = format!(" {} ", self.status);
            let edge = cells::first(edge, edge.width.saturating_sub(2));
            cells::put_right(buf, look.theme, edge, &said, Role::Pending);
        }
        let cursor = self.draw(padded, buf, look);
        let error = u16::try_from(self.error_rows(padded.width).len()).unwrap_or(u16::MAX);
        let shown = cells::top(padded, padded.height.saturating_sub(error));
        let (from, all) = self.scroll(shown.width, shown.height);
        let bar = Rect {
            width: inner.right().saturating_sub(shown.x),
            ..shown
        };
        if !self.focused().is_some_and(Field::is_open) {
            panel::scrollbar(bar, buf, look.theme, from, all);
        }
        cursor
    }

    /// How many rows have scrolled away so that the field with the cursor is in sight, and how many there are.
    fn scroll(&self, width: u16, height: u16) -> (usize, usize) {
        let intro = self.intro_rows(width).len();
        let rows = |n: usize| usize::from(self.field_height(n, width));
        let all = intro + (0..self.fields.len()).map(rows).sum::<usize>();
        let end = match self.fields.is_empty() {
            true => 0,
            false => intro + (0..=self.at).map(rows).sum::<usize>(),
        };
        (end.saturating_sub(usize::from(height)), all)
    }
}
