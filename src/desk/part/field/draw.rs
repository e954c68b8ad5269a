//! A field on the screen: its value, what is said below it, its open list.
use super::{Field, Kind};
use crate::desk::cells;
use crate::desk::part::{Look, panel};
use crate::desk::theme::Role;
use crate::text;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

impl Field {
    /// Rows it takes at this width: the value, and what has to be said below it.
    pub fn height(&self, width: u16, focus: bool) -> u16 {
        self.value_height(width) + self.below(width, focus)
    }

    fn value_height(&self, width: u16) -> u16 {
        match self.kind {
            Kind::Lines => self.edit.height(width).clamp(3, 8),
            _ => 1,
        }
    }

    /// Rows below the value for what it says. One is kept while typing, so that the form does not jump.
    fn below(&self, width: u16, focus: bool) -> u16 {
        let echoes = matches!(
            self.kind,
            Kind::Date | Kind::Money | Kind::Phone | Kind::Email | Kind::Number | Kind::Quantity
        );
        match &self.error {
            Some(why) => {
                let lines = cells::wrap(why, width.saturating_sub(2)).len().min(3);
                u16::try_from(lines).unwrap_or(1)
            }
            None => u16::from((focus && echoes) || self.cut),
        }
    }

    /// Draws the value and what is said below it.
    pub fn draw(
        &self,
        area: Rect,
        buf: &mut Buffer,
        look: Look<'_>,
        focus: bool,
    ) -> Option<Position> {
        let theme = look.theme;
        let rows = self.value_height(area.width);
        let place = cells::top(area, rows);
        let cursor = match &self.kind {
            Kind::Choice(entries) => {
                let chosen = entries.iter().find(|e| Some(e.id) == self.choice);
                let (word, role) = match chosen {
                    Some(entry) => (entry.label.as_str(), Role::Text),
                    None if self.hint.is_empty() => (text::part::nothing(look.lang), Role::Faint),
                    None => (self.hint.as_str(), Role::Faint),
                };
                self.draw_set(place, buf, look, focus, word, role)
            }
            Kind::Flag => {
                let word = match self.flag {
                    true => text::part::yes(look.lang),
                    false => text::part::no(look.lang),
                };
                self.draw_set(place, buf, look, focus, word, Role::Text)
            }
            _ => {
                let cursor = self.edit.draw(place, buf, theme, focus);
                if self.edit.is_empty() {
                    cells::put(buf, theme, place, &self.hint, Role::Faint);
                }
                cursor
            }
        };
        let below = cells::below(area, rows);
        match (&self.error, self.echo(look)) {
            (Some(why), _) => {
                cells::put(buf, theme, below, theme.glyphs.warn, Role::Alarm);
                let text = cells::right_of(below, 2);
                for (n, line) in (0..).zip(cells::wrap(why, text.width)) {
                    if let Some(row) = cells::row(text, n) {
                        cells::put(buf, theme, row, &line, Role::Alarm);
                    }
                }
            }
            (None, Some((said, role))) if self.below(area.width, focus) > 0 => {
                cells::put(buf, theme, below, &said, role);
            }
            _ => {}
        }
        cursor
    }

    fn draw_set(
        &self,
        area: Rect,
        buf: &mut Buffer,
        look: Look<'_>,
        focus: bool,
        word: &str,
        role: Role,
    ) -> Option<Position> {
        let theme = look.theme;
        if area.is_empty() {
            return None;
        }
        if focus {
            let (back, on) = (theme.glyphs.back, theme.glyphs.arrow);
            let shown = [(back, Role::Accent), (" ", role), (word, Role::Strong)];
            let used = cells::put_row(buf, theme, area, &shown);
            let rest = cells::right_of(area, used + 1);
            cells::put(buf, theme, rest, on, Role::Accent);
            Some(Position::new(area.x + 2.min(area.width - 1), area.y))
        } else {
            cells::put(buf, theme, area, word, role);
            None
        }
    }

    /// The open list, over what is below the field or above it where there is more room. `whole` is where it may go.
    pub fn draw_list(
        &self,
        field: Rect,
        whole: Rect,
        buf: &mut Buffer,
        look: Look<'_>,
    ) -> Option<Position> {
        let list = self.list.as_ref()?;
        let under = whole.bottom().saturating_sub(field.y + 1);
        let over = field.y.saturating_sub(whole.y);
        let wants = (list.height() + 2).min(12);
        let (y, height) = if under >= wants.min(6) || under >= over {
            (field.y + 1, wants.min(under))
        } else {
            let height = wants.min(over);
            (field.y - height, height)
        };
        let place = Rect {
            x: field.x,
            y,
            width: field.width,
            height,
        };
        let inner = panel::framed(place, buf, look.theme, "", true);
        list.draw(inner, buf, look)
    }
}
