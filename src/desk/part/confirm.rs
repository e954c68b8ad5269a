//! A question answered by Enter or Esc, never by a letter: the key of "y" types «н».
use super::super::cells;
use super::super::theme::Role;
use super::Look;
use super::panel;
use crate::text;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    pub title: String,
    /// What will happen, to how many.
    pub question: String,
    /// What Enter does: "убрать в корзину".
    pub yes: String,
}

impl Confirm {
    pub fn draw(&self, window: Rect, buf: &mut Buffer, look: Look<'_>) {
        let theme = look.theme;
        let width = window.width.min(60);
        let lines = cells::wrap(&self.question, width.saturating_sub(4));
        let height = u16::try_from(lines.len())
            .unwrap_or(u16::MAX)
            .saturating_add(4);
        let place = cells::middle(window, width, height);
        let inner = panel::framed(place, buf, theme, &self.title, true);
        let inner = cells::first(cells::right_of(inner, 1), inner.width.saturating_sub(2));
        let answers = text::part::enter_yes(look.lang, &self.yes);
        let room = inner.height.saturating_sub(2).max(1);
        for (n, line) in (0..room).zip(&lines) {
            if let Some(row) = cells::row(inner, n) {
                cells::put(buf, theme, row, line, Role::Text);
            }
        }
        if let Some(row) =
            cells::row(inner, inner.height.saturating_sub(1)).filter(|r| r.y > inner.y)
        {
            let pieces = [
                (answers.as_str(), Role::HintKey),
                ("   ", Role::Text),
                (text::part::esc_no(look.lang), Role::HintWord),
            ];
            cells::put_row(buf, theme, row, &pieces);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial;
    use super::*;
    use crate::text::Lang;

    #[test]
    fn drawn_at_any_size() {
        let ask = Confirm {
            title: "Корзина".into(),
            question: "Убрать 3 сделки в корзину? Это можно отменить: u".into(),
            yes: "убрать".into(),
        };
        let drawn = |w, h| {
            trial::with_look(Lang::Ru, "default", |look| {
                let mut buf = Buffer::empty(Rect::new(0, 0, w, h));
                ask.draw(buf.area, &mut buf, look);
                trial::text(&buf)
            })
        };
        insta::assert_snapshot!(drawn(46, 8));
        for w in 0..70 {
            for h in 0..8 {
                drawn(w, h);
            }
        }
    }
}
