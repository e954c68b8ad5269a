//! Frames into bytes: what is on the screen is known, so only what differs is written, in the shortest words, one
//! buffer a frame. The price of a change of screen is the budget of a slow SSH line.
//!
//! Nothing that could be read as a command leaves here but our own commands: a cell with a control character in it,
//! or one that takes no room, is shown as U+FFFD. Pure: the bytes are handed to the caller.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::glyph::{Glyph, glyphs};
use super::pen::{Pen, keep_shorter};

/// Frames above this size (bytes) are bracketed, so that the terminal shows them at once.
const BRACKET_FROM: usize = 2048;
const BRACKET: (&[u8], &[u8]) = (b"\x1b[?2026h", b"\x1b[?2026l");
const HIDE: &[u8] = b"\x1b[?25l";
const SHOW: &[u8] = b"\x1b[?25h";
/// Room kept before the frame for what is known only after it.
const FRONT: usize = BRACKET.0.len() + HIDE.len();
/// A gap of unchanged cells wider than this is never cheaper to print again than to jump over.
const BRIDGE_MOST: u16 = 12;

/// Where the terminal's cursor is; a column of `None` is known to be in the row only.
type At = (Option<u16>, u16);

/// Knows what the terminal shows.
#[derive(Debug)]
pub struct Painter {
    shown: Buffer,
    /// Nothing is known of the screen: it is to be cleared first.
    lost: bool,
    pen: Pen,
    at: Option<At>,
    cursor: Option<Position>,
    frame: Vec<u8>,
    scratch: Vec<u8>,
}

impl Default for Painter {
    fn default() -> Self {
        Self {
            shown: Buffer::default(),
            lost: true,
            pen: Pen::default(),
            at: None,
            cursor: None,
            frame: vec![0; FRONT],
            scratch: Vec::new(),
        }
    }
}

impl Painter {
    /// Somebody else wrote to the screen: the next frame clears it and paints everything.
    pub fn lose(&mut self) {
        self.lost = true;
    }

    /// Writes down what turns the screen into `wanted`, and keeps it; what was shown before is left in its place.
    pub fn paint(&mut self, wanted: &mut Buffer) {
        // The first move of a frame is always to a fixed place: a stray message that moved the cursor heals here.
        self.at = None;
        if std::mem::take(&mut self.lost) {
            self.frame.extend(HIDE);
            self.cursor = None;
            self.shown = Buffer::default();
        }
        if wanted.area != self.shown.area {
            self.frame.extend(b"\x1b[m\x1b[H\x1b[2J");
            self.pen = Pen::default();
            self.at = Some((Some(0), 0));
            self.shown = Buffer::empty(wanted.area);
        }
        let width = usize::from(wanted.area.width);
        if width == 0 {
            return;
        }
        let shown = std::mem::take(&mut self.shown);
        let rows = shown.content.chunks_exact(width);
        for (y, (before, after)) in (0..).zip(rows.zip(wanted.content.chunks_exact(width))) {
            if before != after {
                self.row(y, &glyphs(before), &glyphs(after));
            }
        }
        self.shown = std::mem::replace(wanted, shown);
    }

    /// What is on the screen.
    pub fn shown(&self) -> &Buffer {
        &self.shown
    }

    /// The whole frame with the cursor where it is wanted (`None`: hidden). Empty if nothing changed.
    pub fn finish(&mut self, cursor: Option<Position>) -> &[u8] {
        let area = self.shown.area;
        let cursor = cursor.filter(|p| p.x < area.width && p.y < area.height);
        let mut front = FRONT;
        if let Some(Position { x, y }) = cursor
            && (self.frame.len() > FRONT || self.cursor != cursor)
        {
            travel(self.at, (x, y), area.width, &mut self.frame);
            if self.cursor.is_none() {
                self.frame.extend(SHOW);
            }
        }
        let mut before = |bytes: &[u8], frame: &mut Vec<u8>| {
            front -= bytes.len();
            frame[front..front + bytes.len()].copy_from_slice(bytes);
        };
        if cursor.is_none() && self.cursor.is_some() {
            before(HIDE, &mut self.frame);
        }
        if self.frame.len() > FRONT + BRACKET_FROM {
            before(BRACKET.0, &mut self.frame);
            self.frame.extend(BRACKET.1);
        }
        self.cursor = cursor;
        &self.frame[front..]
    }

    /// Makes room for the next frame once this one is written.
    pub fn sent(&mut self) {
        self.frame.truncate(FRONT);
        // One huge frame (a resize) must not be paid for ever after.
        self.frame.shrink_to(1 << 16);
    }

    fn row(&mut self, y: u16, old: &[Glyph<'_>], new: &[Glyph<'_>]) {
        let width = new.len();
        let Some(last) = (0..width).rev().find(|&x| old[x] != new[x]) else {
            return;
        };
        let blank_from = width - new.iter().rev().take_while(|g| g.erases()).count();
        // Past a glyph of doubtful width the terminal may have written over its neighbours: they are due again.
        let (mut x, mut due) = (0, 0);
        while x <= last.max(due.max(1) - 1) && x < width {
            let glyph = new[x];
            if old[x] == glyph && x >= due {
                x += glyph.width().max(1);
                continue;
            }
            if x >= blank_from && last.max(due) - x >= 3 {
                self.reach(x, y, new);
                self.frame.extend(b"\x1b[K");
                return;
            }
            if glyph.erases() {
                let run = new[x..].iter().take_while(|g| g.erases()).count();
                let n = (x..x + run)
                    .rev()
                    .find(|&i| old[i] != new[i] || i < due)
                    .map_or(1, |i| i - x + 1);
                let next = (x + n..=last).find(|&i| old[i] != new[i] && new[i].width() > 0);
                if self.erase(x, y, n, next, new) {
                    x += n;
                    continue;
                }
            }
            self.reach(x, y, new);
            if glyph.reach > 0 {
                // Where the terminal takes it for narrower than we do, what was there before must not show.
                let blanks = " ".repeat(glyph.width());
                self.frame.extend(blanks.as_bytes());
                command(&mut self.frame, x as u16 + 1, b'G');
                due = x + usize::from(glyph.reach);
            }
            self.frame.extend(glyph.text.as_bytes());
            x += glyph.width();
            let sure = glyph.reach == 0 && x < width;
            self.at = Some((sure.then_some(x as u16), y));
        }
    }

    /// Erases `n` cells if that is shorter than printing blanks, the way to the next change included.
    fn erase(
        &mut self,
        x: usize,
        y: u16,
        n: usize,
        next: Option<usize>,
        new: &[Glyph<'_>],
    ) -> bool {
        let jump = |n: usize| 2 + usize::from(n > 1) * digits(n) + 1;
        let erasing = 3 + digits(n) + next.map_or(0, |next| jump(next - x));
        let printing = n + next
            .filter(|&next| next > x + n)
            .map_or(0, |next| jump(next - x - n));
        if erasing >= printing {
            return false;
        }
        self.reach(x, y, new);
        command(&mut self.frame, n as u16, b'X');
        true
    }

    /// Brings the cursor to a glyph and takes the pen it asks for.
    fn reach(&mut self, x: usize, y: u16, new: &[Glyph<'_>]) {
        let glyph = &new[x];
        if self.at != Some((Some(x as u16), y)) {
            let start = self.frame.len();
            travel(self.at, (x as u16, y), new.len() as u16, &mut self.frame);
            let jumped = self.frame.len() - start + self.price(self.pen, glyph);
            if let Some(bridge) = self.bridge(x, y, new)
                && bridge < jumped
            {
                self.frame.truncate(start);
                let from = self.at.and_then(|(column, _)| column).unwrap_or(0);
                for glyph in &new[usize::from(from)..x] {
                    self.take(glyph);
                    self.frame.extend(glyph.text.as_bytes());
                }
            }
            self.at = Some((Some(x as u16), y));
        }
        self.take(glyph);
    }

    /// The bytes it takes to come to `x` by printing again what is between, if that can be done.
    fn bridge(&mut self, x: usize, y: u16, new: &[Glyph<'_>]) -> Option<usize> {
        let from = self.at.filter(|&(_, row)| row == y)?.0?;
        if x as u16 <= from || x as u16 - from > BRIDGE_MOST {
            return None;
        }
        let (mut pen, mut bytes) = (self.pen, 0);
        for glyph in &new[usize::from(from)..x] {
            if glyph.reach > 0 {
                return None;
            }
            bytes += self.price(pen, glyph) + glyph.text.len();
            pen = glyph.pen_after(pen);
        }
        Some(bytes + self.price(pen, &new[x]))
    }

    fn price(&mut self, pen: Pen, glyph: &Glyph<'_>) -> usize {
        self.scratch.clear();
        pen.turn(glyph.pen_after(pen), &mut self.scratch);
        self.scratch.len()
    }

    fn take(&mut self, glyph: &Glyph<'_>) {
        let pen = glyph.pen_after(self.pen);
        self.pen.turn(pen, &mut self.frame);
        self.pen = pen;
    }
}

/// Writes the shortest way from a place that may be known to another.
fn travel(from: Option<At>, (x, y): (u16, u16), width: u16, out: &mut Vec<u8>) {
    if from == Some((Some(x), y)) {
        return;
    }
    let start = out.len();
    out.extend(b"\x1b[");
    if y > 0 {
        number(out, y + 1);
    }
    if x > 0 {
        out.push(b';');
        number(out, x + 1);
    }
    out.push(b'H');
    let Some((column, row)) = from else { return };
    let middle = out.len();
    out.push(b'\r');
    down(row, y, out);
    right(0, x, out);
    keep_shorter(out, start, middle);
    // In the last column the cursor may hang over the edge: no step can be counted from there.
    if let Some(column) = column.filter(|&c| c < width) {
        let middle = out.len();
        down(row, y, out);
        right(column, x, out);
        keep_shorter(out, start, middle);
    }
}

fn down(from: u16, to: u16, out: &mut Vec<u8>) {
    match to.abs_diff(from) {
        0 => {}
        n if to < from => command(out, n, b'A'),
        // No row below the last is ever asked for, so a line feed cannot scroll.
        n @ 1..=3 => out.extend(&b"\n\n\n"[..n.into()]),
        n => command(out, n, b'B'),
    }
}

fn right(from: u16, to: u16, out: &mut Vec<u8>) {
    match to.abs_diff(from) {
        0 => {}
        n if to > from => command(out, n, b'C'),
        n @ 1..=3 => out.extend(&b"\x08\x08\x08"[..n.into()]),
        n => {
            let start = out.len();
            command(out, n, b'D');
            let middle = out.len();
            command(out, to + 1, b'G');
            keep_shorter(out, start, middle);
        }
    }
}

/// A control sequence with one number, which is left out where it is one.
fn command(out: &mut Vec<u8>, n: u16, end: u8) {
    out.extend(b"\x1b[");
    if n != 1 {
        number(out, n);
    }
    out.push(end);
}

pub fn number(out: &mut Vec<u8>, n: u16) {
    if n >= 10 {
        number(out, n / 10);
    }
    out.push(b'0' + (n % 10) as u8);
}

fn digits(n: usize) -> usize {
    n.max(1).ilog10() as usize + 1
}

#[cfg(test)]
mod price;
#[cfg(test)]
mod tests;
