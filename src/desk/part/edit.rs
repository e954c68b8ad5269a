//! Text being typed: one line or many, with undo, by words, from the clipboard.
//!
//! The text is kept by `tui_textarea`; the drawing is ours, because what is typed or pasted may hold anything. A paste
//! is text and nothing else: no line break in it ever submits.
use super::super::cells;
use super::super::key::{Code, Key};
use super::super::theme::{Role, Theme};
use crate::domain::field::TEXT_MAX;
use crate::domain::text::{Kind, TermText};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use tui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation;

#[derive(Debug, Clone)]
pub struct Edit {
    area: TextArea<'static>,
    many: bool,
    secret: bool,
}

/// One row as it is shown: its graphemes and where the cursor is, in cells.
#[derive(Debug, Default)]
struct Row {
    shown: Vec<(String, u16)>,
    cursor: Option<u16>,
}

impl Edit {
    /// A single line.
    pub fn line(text: &str) -> Edit {
        Edit::new(text, false)
    }

    /// Text of many lines.
    pub fn lines(text: &str) -> Edit {
        Edit::new(text, true)
    }

    /// A password: shown as dots.
    pub fn secret() -> Edit {
        Edit {
            secret: true,
            ..Edit::line("")
        }
    }

    fn new(text: &str, many: bool) -> Edit {
        let mut edit = Edit {
            area: TextArea::default(),
            many,
            secret: false,
        };
        edit.set(text);
        edit
    }

    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    pub fn is_empty(&self) -> bool {
        self.area.is_empty()
    }

    pub fn takes_lines(&self) -> bool {
        self.many
    }

    /// Replaces the text; the cursor goes behind it.
    pub fn set(&mut self, text: &str) {
        let lines = self.clean(text).split('\n').map(str::to_owned).collect();
        self.area = TextArea::new(lines);
        self.area.move_cursor(CursorMove::Bottom);
        self.area.move_cursor(CursorMove::End);
    }

    /// Inserts at the cursor, as far as there is room for it. The answer tells whether all of it went in.
    pub fn paste(&mut self, text: &str) -> bool {
        let clean = self.clean(text);
        let room = TEXT_MAX.saturating_sub(self.text().len());
        let end = clean
            .grapheme_indices(true)
            .map(|(at, g)| at + g.len())
            .take_while(|end| *end <= room)
            .last()
            .unwrap_or(0);
        self.area.insert_str(&clean[..end]);
        end == clean.len()
    }

    pub fn new_line(&mut self) {
        if self.many && self.text().len() < TEXT_MAX {
            self.area.insert_newline();
        }
    }

    /// Takes an editing key. False: it means nothing here and is somebody else's.
    pub fn key(&mut self, key: Key) -> bool {
        if let Some(c) = key.typed() {
            if !c.is_control() && self.text().len() + c.len_utf8() <= TEXT_MAX {
                self.area.insert_char(c);
            }
            return true;
        }
        let by_word = key.ctrl || key.alt;
        let latin = key.latin();
        match latin.code {
            Code::Backspace if by_word => self.area.delete_word(),
            Code::Backspace => self.area.delete_char(),
            Code::Delete if by_word => self.area.delete_next_word(),
            Code::Delete => self.area.delete_next_char(),
            Code::Left if by_word => return self.go(CursorMove::WordBack),
            Code::Left => return self.go(CursorMove::Back),
            Code::Right if by_word => return self.go(CursorMove::WordForward),
            Code::Right => return self.go(CursorMove::Forward),
            Code::Home => return self.go(CursorMove::Head),
            Code::End => return self.go(CursorMove::End),
            Code::Up if self.many && self.area.cursor().0 > 0 => return self.go(CursorMove::Up),
            Code::Down if self.many && self.area.cursor().0 + 1 < self.area.lines().len() => {
                return self.go(CursorMove::Down);
            }
            Code::Char(c) if key.ctrl && !key.alt => match c {
                'a' => return self.go(CursorMove::Head),
                'e' => return self.go(CursorMove::End),
                'w' | 'h' => self.area.delete_word(),
                'u' => self.area.delete_line_by_head(),
                'k' => self.area.delete_line_by_end(),
                'y' => self.area.paste(),
                'z' | '_' => self.area.undo(),
                _ => return false,
            },
            _ => return false,
        };
        true
    }

    fn go(&mut self, to: CursorMove) -> bool {
        self.area.move_cursor(to);
        true
    }

    fn clean(&self, text: &str) -> String {
        let kind = if self.many { Kind::Body } else { Kind::Line };
        TermText::new(text, kind).into_string()
    }

    /// Rows the text takes at this width.
    pub fn height(&self, width: u16) -> u16 {
        if self.many {
            u16::try_from(self.rows(width).len()).unwrap_or(u16::MAX)
        } else {
            1
        }
    }

    /// Draws the part of the text around the cursor. With `focus` tells where the cursor stands.
    pub fn draw(
        &self,
        area: Rect,
        buf: &mut Buffer,
        theme: &Theme,
        focus: bool,
    ) -> Option<Position> {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return None;
        }
        let role = if focus { Role::FieldFocus } else { Role::Field };
        let style = theme.style(role);
        for n in 0..area.height {
            for x in area.left()..area.right() {
                cells::set(buf, x, area.y + n, " ", 1, style);
            }
        }
        let rows = self.rows(area.width);
        let with_cursor = rows.iter().position(|r| r.cursor.is_some()).unwrap_or(0);
        let shown_rows = usize::from(area.height);
        let from = if focus {
            (with_cursor + 1).saturating_sub(shown_rows)
        } else {
            0
        };
        let mut cursor = None;
        for (y, row) in (area.y..).zip(rows.iter().skip(from).take(shown_rows)) {
            // One line scrolls sideways so that the cursor stays in sight.
            let skip = match row.cursor {
                Some(at) if focus && !self.many && at >= area.width => at + 1 - area.width,
                _ => 0,
            };
            let mut x = 0;
            for (symbol, wide) in &row.shown {
                if x >= skip && x - skip + wide <= area.width && *wide > 0 {
                    cells::set(buf, area.x + x - skip, y, symbol, *wide, style);
                }
                x = x.saturating_add(*wide);
            }
            if !focus && !self.many && x > area.width {
                cells::set(buf, area.right() - 1, y, theme.glyphs.ellipsis, 1, style);
            }
            if let (true, Some(at)) = (focus, row.cursor) {
                cursor = Some(Position::new(area.x + (at - skip).min(area.width - 1), y));
            }
        }
        cursor
    }

    /// The text laid out in rows: a single line is one row however long, many lines are broken between words.
    fn rows(&self, width: u16) -> Vec<Row> {
        // The cursor behind the last letter needs a cell too.
        let width = if self.many {
            width.max(2) - 1
        } else {
            u16::MAX
        };
        let cursor = self.area.cursor();
        let mut rows = Vec::new();
        for (n, line) in self.area.lines().iter().enumerate() {
            let mut row = Row::default();
            let mut used = 0u16;
            let mut chars = 0;
            // Where a break between words is possible: how many graphemes and cells stand before it.
            let mut gap: Option<(usize, u16)> = None;
            for grapheme in line.graphemes(true) {
                let here =
                    cursor.0 == n && (chars..chars + grapheme.chars().count()).contains(&cursor.1);
                let (symbol, wide) = match grapheme {
                    _ if self.secret => ("*".to_owned(), 1),
                    "\t" => (" ".to_owned(), 1),
                    _ => cells::shown(grapheme),
                };
                // One blank may hang over the edge: the break is behind it.
                let hangs = symbol == " " && used == width;
                if used.saturating_add(wide) > width && !row.shown.is_empty() && !hangs {
                    let (keep, cells_before) = gap.take().unwrap_or((row.shown.len(), used));
                    let mut next = Row {
                        shown: row.shown.split_off(keep),
                        cursor: None,
                    };
                    if let Some(at) = row.cursor.filter(|at| *at >= cells_before) {
                        row.cursor = None;
                        next.cursor = Some(at - cells_before);
                    }
                    rows.push(std::mem::replace(&mut row, next));
                    used -= cells_before;
                }
                if here {
                    row.cursor = Some(used);
                }
                let blank = symbol == " ";
                row.shown.push((symbol, wide));
                used = used.saturating_add(wide);
                if blank {
                    gap = Some((row.shown.len(), used));
                }
                chars += grapheme.chars().count();
            }
            if cursor.0 == n && cursor.1 >= chars {
                row.cursor = Some(used);
            }
            rows.push(row);
        }
        rows
    }
}

#[cfg(test)]
mod tests;
