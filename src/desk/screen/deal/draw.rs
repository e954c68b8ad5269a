//! The deal's card on the screen.
use super::{DealCard, Side, WIDE, lines};
use crate::desk::cells;
use crate::desk::part::panel;
use crate::desk::screen::facts;
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::domain::text::{Kind, TermText};
use crate::text;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Below this the frame's edge has room for the name and the sum only; the hint line says the way to the history.
const ROOM_FOR_BOTH: u16 = 60;

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
        let at = facts.and_then(|area| self.draw_facts(seat, area, buf));
        if let Some(area) = told {
            self.draw_story(seat, area, buf);
        }
        let sheet = self.sheet.as_ref()?;
        let over = facts.unwrap_or(area);
        // In its place: the field's own row is covered by the field of the form.
        sheet.draw_at(seat, over, at, buf)
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
        if (ROOM_FOR_BOTH..WIDE).contains(&seat.size.0) {
            format!("{key} {to}")
        } else {
            String::new()
        }
    }

    fn draw_facts(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<u16> {
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
        // The title gives way: it is on the card again, the sum and the way to the history are not.
        let room = area.width.saturating_sub(cells::width(&right) + 9);
        let title = TermText::new(&title, Kind::Line).fit(usize::from(room));
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
            return None;
        }
        let all = lines::lines(self.view.as_deref(), self.unfolded, seat);
        let selected = self.list.selected().filter(|_| focus);
        facts::draw(&all, selected, inner, buf, look)
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
        if let Some(view) = &self.view {
            self.story.draw(&view.history, view.more, seat, inner, buf);
        }
    }
}
