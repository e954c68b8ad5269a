//! A row of cells as a terminal holds it: which cell shows what, which is the right half of its neighbour, and what
//! may not be shown at all.

use ratatui::buffer::{Cell, CellWidth};
use unicode_width::UnicodeWidthChar;

use super::pen::Pen;

const UNPRINTABLE: &str = "\u{fffd}";

/// What one cell of the screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph<'a> {
    /// Empty in a cell that a wide glyph to the left covers.
    pub text: &'a str,
    pen: Pen,
    width: u8,
    /// Zero where every terminal agrees on the width; otherwise how many cells one may have written over (emoji made
    /// of several characters, flags).
    pub reach: u8,
}

impl Glyph<'_> {
    pub fn width(&self) -> usize {
        self.width.into()
    }

    pub fn is_blank(&self) -> bool {
        self.text == " "
    }

    /// It can be had by erasing as well as by printing.
    pub fn erases(&self) -> bool {
        self.is_blank() && self.pen.erases()
    }

    /// The look to have when this is written, coming from another: a blank is content with any that looks the same.
    pub fn pen_after(&self, pen: Pen) -> Pen {
        if self.is_blank() && pen.on_blank() == self.pen {
            pen
        } else {
            self.pen
        }
    }
}

/// A row of cells, one glyph a cell.
pub fn glyphs(row: &[Cell]) -> Vec<Glyph<'_>> {
    let mut out = Vec::with_capacity(row.len());
    while out.len() < row.len() {
        let at = out.len();
        let (mut text, mut width, mut reach) = printable(row[at].symbol(), row.len() - at);
        // Whatever begins on the right half of a wide glyph (a frame drawn over it) is the later one and wins.
        if row[at + 1..at + width]
            .iter()
            .any(|covered| !matches!(covered.symbol(), " " | ""))
        {
            (text, width, reach) = (" ", 1, 0);
        }
        let pen = Pen::of(&row[at]);
        out.push(Glyph {
            text,
            pen: if text == " " { pen.on_blank() } else { pen },
            width: width as u8,
            reach: reach as u8,
        });
        out.resize(
            at + width,
            Glyph {
                text: "",
                pen,
                width: 0,
                reach: 0,
            },
        );
    }
    out
}

/// What may be printed for a symbol with so much room (cells), its width, and its reach if that is in doubt.
fn printable(symbol: &str, room: usize) -> (&str, usize, usize) {
    match symbol.as_bytes() {
        [] => return (" ", 1, 0),
        [0x20..=0x7e] => return (symbol, 1, 0),
        _ => {}
    }
    let mut chars = symbol.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && c.width() == Some(1)
        && !is_doubtful(c)
    {
        return (symbol, 1, 0);
    }
    let refused = (UNPRINTABLE, 1, 0);
    if symbol.chars().any(char::is_control) {
        return refused;
    }
    let width = usize::from(symbol.cell_width());
    let sum: usize = symbol.chars().map(|c| c.width().unwrap_or(0)).sum();
    let doubtful = sum != width || symbol.chars().any(is_doubtful);
    let reach = if doubtful {
        2 * symbol
            .chars()
            .filter(|c| c.width().unwrap_or(0) > 0)
            .count()
    } else {
        0
    };
    if width == 0 || width.max(reach) > room.min(usize::from(u8::MAX)) {
        return refused;
    }
    (symbol, width, reach)
}

/// Terminals differ on how wide what it is part of is.
fn is_doubtful(c: char) -> bool {
    matches!(
        c,
        '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{1f1e6}'..='\u{1f1ff}'
    )
}
