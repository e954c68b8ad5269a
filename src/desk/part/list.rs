//! A list's pointer: it stays on its row by id while rows come, go and move, and says when more have to be read.
use super::super::cells;
use super::super::theme::Role;
use super::Look;
use super::panel;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::cell::Cell;

#[derive(Debug, Clone)]
pub struct List<I> {
    selected: Option<I>,
    /// Where the selected row was: its neighbour is taken when it goes.
    at: usize,
    marked: Vec<I>,
    /// Row shown on top; kept so that the list doesn't jump under the pointer.
    top: Cell<usize>,
    /// Rows of the last draw: how far a page goes.
    page: Cell<usize>,
}

/// A move of the pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Go {
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
}

impl<I> Default for List<I> {
    fn default() -> Self {
        List {
            selected: None,
            at: 0,
            marked: Vec::new(),
            top: Cell::new(0),
            page: Cell::new(10),
        }
    }
}

impl<I: Copy + PartialEq> List<I> {
    pub fn selected(&self) -> Option<I> {
        self.selected
    }

    pub fn select(&mut self, id: I, ids: &[I]) {
        if let Some(at) = ids.iter().position(|i| *i == id) {
            (self.selected, self.at) = (Some(id), at);
        }
    }

    /// The rows have changed: stays on the same one, else on its neighbour.
    pub fn settle(&mut self, ids: &[I]) {
        let still = ids.iter().position(|i| Some(*i) == self.selected);
        self.at = still.unwrap_or_else(|| self.at.min(ids.len().saturating_sub(1)));
        self.selected = ids.get(self.at).copied();
        self.marked.retain(|id| ids.contains(id));
    }

    /// True: the pointer has moved.
    pub fn go(&mut self, go: Go, ids: &[I]) -> bool {
        self.settle(ids);
        let last = ids.len().saturating_sub(1);
        let page = self.page.get().max(2) - 1;
        let to = match go {
            Go::Up => self.at.saturating_sub(1),
            Go::Down => (self.at + 1).min(last),
            Go::PageUp => self.at.saturating_sub(page),
            Go::PageDown => (self.at + page).min(last),
            Go::First => 0,
            Go::Last => last,
        };
        let moved = to != self.at;
        self.at = to;
        self.selected = ids.get(to).copied();
        moved
    }

    /// The pointer is near the end: it is time to read more.
    pub fn wants_more(&self, rows: usize) -> bool {
        self.at + self.page.get().max(10) >= rows
    }

    /// Marks or unmarks the selected row and goes on to the next.
    pub fn mark(&mut self, ids: &[I]) {
        self.settle(ids);
        let Some(id) = self.selected else {
            return;
        };
        match self.marked.iter().position(|m| *m == id) {
            Some(at) => {
                self.marked.remove(at);
            }
            None => self.marked.push(id),
        }
        self.go(Go::Down, ids);
    }

    pub fn marked(&self) -> &[I] {
        &self.marked
    }

    pub fn unmark(&mut self) {
        self.marked.clear();
    }

    /// Draws rows of `height` cells each. `row` draws one into its area, two cells right of the edge.
    pub fn draw(
        &self,
        area: Rect,
        buf: &mut Buffer,
        look: Look<'_>,
        (ids, height): (&[I], u16),
        mut row: impl FnMut(I, Rect, &mut Buffer),
    ) {
        let area = area.intersection(buf.area);
        let height = height.max(1);
        let rows = usize::from(area.height / height);
        if rows == 0 || area.width == 0 {
            return;
        }
        self.page.set(rows);
        let most = ids.len().saturating_sub(rows);
        let top = self
            .top
            .get()
            .clamp((self.at + 1).saturating_sub(rows), self.at)
            .min(most);
        self.top.set(top);
        let theme = look.theme;
        let scrolls = ids.len() > rows;
        for (n, id) in (0..).zip(ids.iter().skip(top).take(rows)) {
            let place = Rect {
                y: area.y + n * height,
                height,
                width: area.width - u16::from(scrolls),
                ..area
            };
            let here = Some(*id) == self.selected;
            if here {
                for y in 0..height {
                    if let Some(line) = cells::row(place, y) {
                        cells::put(buf, theme, line, theme.glyphs.pointer, Role::Accent);
                    }
                }
            }
            if self.marked.contains(id) {
                cells::put(
                    buf,
                    theme,
                    cells::right_of(place, 1),
                    theme.glyphs.marked,
                    Role::Marked,
                );
            }
            row(*id, cells::right_of(place, 2), buf);
            if here {
                cells::paint(buf, theme, place, Role::Selected);
            }
        }
        panel::scrollbar(
            Rect {
                height: u16::try_from(rows).unwrap_or(u16::MAX),
                ..area
            },
            buf,
            theme,
            top,
            ids.len(),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial;
    use super::*;
    use crate::text::Lang;
    use proptest::prelude::*;

    #[test]
    fn the_pointer_stays_on_its_row() {
        let mut list = List::default();
        list.settle(&[1, 2, 3]);
        list.go(Go::Down, &[1, 2, 3]);
        assert_eq!(list.selected(), Some(2));
        list.settle(&[9, 8, 2, 3]);
        assert_eq!(list.selected(), Some(2), "it moved down with its row");
        list.settle(&[9, 8, 3]);
        assert_eq!(list.selected(), Some(3), "its neighbour took its place");
        list.settle(&[9, 8]);
        assert_eq!(list.selected(), Some(8), "the last");
        list.settle(&[]);
        assert_eq!(list.selected(), None);
        assert!(!list.go(Go::Down, &[]));
    }

    #[test]
    fn drawn_with_marks_and_a_scrollbar() {
        let ids: Vec<i64> = (1..=9).collect();
        let mut list = List::default();
        list.settle(&ids);
        list.mark(&ids);
        list.go(Go::Last, &ids);
        list.go(Go::Up, &ids);
        list.mark(&ids);
        assert_eq!(list.marked(), [1, 8]);
        let drawn = trial::with_look(Lang::Ru, "ascii", |look| {
            let mut buf = Buffer::empty(Rect::new(0, 0, 12, 4));
            list.draw(buf.area, &mut buf, look, (&ids, 1), |id, area, buf| {
                cells::put(buf, look.theme, area, &format!("№ {id}"), Role::Text);
            });
            trial::text(&buf)
        });
        assert_eq!(
            drawn,
            "  № 6       \n  № 7       \n *№ 8       \n> № 9      #\n"
        );
    }

    proptest! {
        #[test]
        fn any_moves_any_rows(moves in proptest::collection::vec((0usize..7, 0usize..12), 0..30), w in 0u16..20, h in 0u16..9, rows in 1u16..4) {
            let go = [Go::Up, Go::Down, Go::PageUp, Go::PageDown, Go::First, Go::Last];
            let mut list = List::default();
            for (what, many) in moves {
                let ids: Vec<usize> = (0..many).collect();
                match go.get(what) {
                    Some(go) => { list.go(*go, &ids); }
                    None => list.mark(&ids),
                }
                prop_assert_eq!(list.selected().is_some(), many > 0);
                let mut seen = many == 0 || w == 0 || h < rows;
                trial::with_look(Lang::Ru, "mono", |look| {
                    let mut buf = Buffer::empty(Rect::new(0, 0, w, h));
                    list.draw(buf.area, &mut buf, look, (&ids, rows), |id, area, _| {
                        assert!(area.right() <= w && area.bottom() <= h);
                        seen |= Some(id) == list.selected();
                    });
                });
                prop_assert!(seen, "the selected row is in sight");
            }
        }
    }
}
