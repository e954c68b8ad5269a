//! How a cell is coloured and marked, and the shortest words that turn one such look into another.
//!
//! The sixteen named colours go out as the terminal's own, so the theme of the person's terminal holds.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Paint {
    /// The terminal's own foreground or background.
    #[default]
    Own,
    Index(u8),
    Rgb(u8, u8, u8),
}

/// A look: what the terminal is set to, or what a cell asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pen {
    fg: Paint,
    bg: Paint,
    marks: Modifier,
}

/// The number that sets each mark and the one that lifts it; one number may lift two.
const MARKS: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// What can be seen on a blank.
const SEEN_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT);

impl From<Color> for Paint {
    fn from(color: Color) -> Self {
        Self::Index(match color {
            Color::Reset => return Self::Own,
            Color::Rgb(r, g, b) => return Self::Rgb(r, g, b),
            Color::Indexed(i) => i,
            Color::Black => 0,
            Color::Red => 1,
            Color::Green => 2,
            Color::Yellow => 3,
            Color::Blue => 4,
            Color::Magenta => 5,
            Color::Cyan => 6,
            Color::Gray => 7,
            Color::DarkGray => 8,
            Color::LightRed => 9,
            Color::LightGreen => 10,
            Color::LightYellow => 11,
            Color::LightBlue => 12,
            Color::LightMagenta => 13,
            Color::LightCyan => 14,
            Color::White => 15,
        })
    }
}

impl Paint {
    fn write(self, base: u8, out: &mut Vec<u8>) {
        match self {
            Self::Own => parameter(out, base + 9),
            Self::Index(i @ 0..8) => parameter(out, base + i),
            Self::Index(i @ 8..16) => parameter(out, base + 52 + i),
            Self::Index(i) => [base + 8, 5, i].iter().for_each(|&n| parameter(out, n)),
            Self::Rgb(r, g, b) => [base + 8, 2, r, g, b]
                .iter()
                .for_each(|&n| parameter(out, n)),
        }
    }
}

impl Pen {
    pub fn of(cell: &Cell) -> Self {
        Self {
            fg: cell.fg.into(),
            bg: cell.bg.into(),
            marks: cell.modifier,
        }
    }

    /// The plainest look a blank of this look can have: one that differs only where it shows.
    pub fn on_blank(self) -> Self {
        if self.marks.intersects(SEEN_ON_BLANK) {
            return self;
        }
        Self {
            bg: self.bg,
            ..Self::default()
        }
    }

    /// A blank of this look can be had by erasing. Not with a colour behind it: not every terminal erases in colour.
    pub fn erases(self) -> bool {
        self.bg == Paint::Own && !self.marks.intersects(SEEN_ON_BLANK)
    }

    /// Writes the shortest sequence that turns `self` into `to`.
    pub fn turn(self, to: Self, out: &mut Vec<u8>) {
        if self == to {
            return;
        }
        let start = out.len();
        self.difference(to, out);
        let middle = out.len();
        to.afresh(out);
        keep_shorter(out, start, middle);
    }

    fn difference(self, to: Self, out: &mut Vec<u8>) {
        sequence(out, |out| {
            if self.fg != to.fg {
                to.fg.write(30, out);
            }
            if self.bg != to.bg {
                to.bg.write(40, out);
            }
            let mut left = self.marks;
            for (mark, _, off) in MARKS {
                if left.contains(mark) && !to.marks.contains(mark) {
                    parameter(out, off);
                    for (also, _, lifted) in MARKS {
                        left.set(also, left.contains(also) && lifted != off);
                    }
                }
            }
            for (mark, on, _) in MARKS {
                if to.marks.contains(mark) && !left.contains(mark) {
                    parameter(out, on);
                }
            }
        });
    }

    fn afresh(self, out: &mut Vec<u8>) {
        sequence(out, |out| {
            if self == Self::default() {
                return;
            }
            // An empty first parameter is the reset.
            out.push(b';');
            if self.fg != Paint::Own {
                self.fg.write(30, out);
            }
            if self.bg != Paint::Own {
                self.bg.write(40, out);
            }
            for (mark, on, _) in MARKS {
                if self.marks.contains(mark) {
                    parameter(out, on);
                }
            }
        });
    }
}

fn sequence(out: &mut Vec<u8>, parameters: impl FnOnce(&mut Vec<u8>)) {
    out.extend(b"\x1b[");
    parameters(out);
    out.pop_if(|last| *last == b';');
    out.push(b'm');
}

fn parameter(out: &mut Vec<u8>, n: u8) {
    super::output::number(out, n.into());
    out.push(b';');
}

/// Of two ways to say the same, written one after the other, keeps the shorter.
pub fn keep_shorter(out: &mut Vec<u8>, start: usize, middle: usize) {
    if out.len() - middle < middle - start {
        out.drain(start..middle);
    } else {
        out.truncate(middle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    fn turn(from: Style, to: Style) -> String {
        let pen = |style| Pen::of(Cell::EMPTY.clone().set_style(style));
        let mut out = Vec::new();
        pen(from).turn(pen(to), &mut out);
        String::from_utf8(out).expect("ASCII")
    }

    #[test]
    fn a_change_of_look_takes_the_fewest_bytes() {
        let plain = Style::new();
        for (from, to, bytes) in [
            (plain, plain, ""),
            (plain, plain.red(), "\x1b[31m"),
            (plain.red().bold(), plain, "\x1b[m"),
            (plain.red(), plain.red().reversed(), "\x1b[7m"),
            (plain.red().reversed(), plain.red(), "\x1b[27m"),
            (plain.on_red().bold().italic(), plain.blue(), "\x1b[;34m"),
            (plain.red().bold().dim(), plain.red().dim(), "\x1b[22;2m"),
            (
                plain.fg(Color::DarkGray),
                plain.bg(Color::White),
                "\x1b[;107m",
            ),
            (
                plain,
                plain.fg(Color::Indexed(9)).bg(Color::Indexed(200)),
                "\x1b[91;48;5;200m",
            ),
            (
                plain,
                plain.fg(Color::Rgb(1, 20, 255)),
                "\x1b[38;2;1;20;255m",
            ),
        ] {
            assert_eq!(turn(from, to), bytes, "{from:?} {to:?}");
        }
    }
}
