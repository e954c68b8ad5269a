//! A terminal of another make reads our bytes and must end up with the screen we wanted.

use super::*;
use proptest::prelude::*;
use ratatui::buffer::{Cell, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::widgets::{Block, Widget};
use unicode_width::UnicodeWidthChar;

/// What a whole frame comes to. The eye below leaves U+FFFD out, so it is given a question mark for it.
fn frame(painter: &mut Painter, buffer: &Buffer, cursor: Option<Position>) -> String {
    painter.paint(&mut buffer.clone());
    let bytes = painter.finish(cursor).to_vec();
    painter.sent();
    String::from_utf8(bytes)
        .expect("UTF-8")
        .replace('\u{fffd}', "?")
}

/// Nothing but printable text and the commands pult itself uses.
fn in_grammar(text: &str) -> bool {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\r' | '\n' | '\x08' => {}
            '\x1b' => {
                let Some(body) = rest.strip_prefix('[') else {
                    return false;
                };
                let Some(end) = body.find(|c: char| !matches!(c, '0'..='9' | ';' | '?')) else {
                    return false;
                };
                let (parameters, end) = body.split_at(end);
                let ok = match &end[..end.chars().next().map_or(0, char::len_utf8)] {
                    "h" | "l" => ["?25", "?2026"].contains(&parameters),
                    "A" | "B" | "C" | "D" | "G" | "H" | "J" | "K" | "X" | "m" => {
                        !parameters.contains('?')
                    }
                    _ => false,
                };
                if !ok {
                    return false;
                }
                rest = &end[1..];
            }
            c if c.is_control() => return false,
            _ => {}
        }
    }
    true
}

fn colour(color: Color) -> vt100::Color {
    use vt100::Color::{Default, Idx, Rgb};
    match color {
        Color::Reset => Default,
        Color::Rgb(r, g, b) => Rgb(r, g, b),
        Color::Indexed(i) => Idx(i),
        Color::Red => Idx(1),
        Color::Gray => Idx(7),
        Color::DarkGray => Idx(8),
        Color::White => Idx(15),
        other => panic!("{other} is not drawn with here"),
    }
}

/// Says where the screen is not what the buffer asks for.
fn difference(wanted: &Buffer, screen: &vt100::Screen) -> Option<String> {
    let Rect { width, height, .. } = wanted.area;
    for y in 0..height {
        let mut x = 0;
        while x < width {
            let cell = &wanted[(x, y)];
            let symbol = if cell.symbol().is_empty() {
                " "
            } else {
                cell.symbol()
            };
            let hostile = symbol.chars().any(char::is_control);
            let room = width - x;
            let mut span = if hostile { 1 } else { symbol.cell_width() };
            let chars: Vec<_> = cell
                .symbol()
                .chars()
                .filter(|c| c.width().unwrap_or(0) > 0)
                .collect();
            let doubtful = chars.len() > 1 || symbol.contains('\u{fe0f}');
            let most = if doubtful {
                span.max(2 * chars.len() as u16)
            } else {
                span
            };
            let mut text = if hostile || span == 0 || most > room {
                "?"
            } else {
                symbol
            };
            if text == "?" {
                span = 1;
            }
            if (1..span).any(|i| ![" ", ""].contains(&wanted[(x + i, y)].symbol())) {
                (text, span) = (" ", 1);
            }
            let shown = screen.cell(y, x)?;
            let contents = if shown.has_contents() {
                shown.contents()
            } else {
                " "
            };
            let same_text = if doubtful {
                contents.chars().next() == text.chars().next()
            } else {
                contents == text
            };
            let marks = |m: Modifier| {
                [
                    Modifier::REVERSED,
                    Modifier::UNDERLINED,
                    Modifier::BOLD,
                    Modifier::DIM,
                    Modifier::ITALIC,
                ]
                .map(|one| m.contains(one))
            };
            let look = (colour(cell.fg), marks(cell.modifier));
            let seen = (
                shown.fgcolor(),
                [
                    shown.inverse(),
                    shown.underline(),
                    shown.bold(),
                    shown.dim(),
                    shown.italic(),
                ],
            );
            // On a blank that is neither reversed nor underlined only the background can be seen.
            let same_look = look == seen
                || (text == " " && look.1[..2] == [false; 2] && seen.1[..2] == [false; 2]);
            if !same_text || !same_look || shown.bgcolor() != colour(cell.bg) {
                return Some(format!(
                    "({x}, {y}): wanted {text:?} {cell:?}, shown {contents:?} {shown:?}"
                ));
            }
            x += span;
        }
    }
    None
}

fn any_style() -> impl Strategy<Value = Style> {
    let colours = [
        Color::Reset,
        Color::Reset,
        Color::Red,
        Color::Gray,
        Color::DarkGray,
        Color::White,
        Color::Indexed(3),
        Color::Indexed(200),
        Color::Rgb(1, 2, 250),
    ];
    let marks = [
        Modifier::empty(),
        Modifier::empty(),
        Modifier::BOLD,
        Modifier::DIM,
        Modifier::ITALIC,
        Modifier::UNDERLINED,
        Modifier::REVERSED,
    ];
    let colour = proptest::sample::select(colours.to_vec());
    let mark = proptest::sample::select(marks.to_vec());
    (colour.clone(), colour, mark.clone(), mark)
        .prop_map(|(fg, bg, one, two)| Style::new().fg(fg).bg(bg).add_modifier(one | two))
}

const WORDS: [&str; 16] = [
    "a",
    "Пётр Иванов",
    "№ 1042",
    "日本語",
    "е\u{301}и\u{306}",
    "        ",
    "                    ",
    "│",
    "👩\u{200d}💻 x",
    "🇷🇺",
    "☎\u{fe0f}.",
    "✅",
    "12 400 ₽",
    "한",
    "ｶﾞ",
    "wx\u{200b}y",
];
const SYMBOLS: [&str; 8] = [
    "\u{1b}[2J",
    "\u{7}",
    "\u{9b}31m",
    "a\nb",
    "",
    "\u{301}",
    "日",
    "\u{202e}",
];

type Stroke = (u16, u16, usize, Style, u8);

fn any_strokes() -> impl Strategy<Value = Vec<Stroke>> {
    let stroke = (0u16..40, 0u16..9, 0usize..WORDS.len(), any_style(), 0u8..12);
    proptest::collection::vec(stroke, 0..25)
}

/// Draws over what is there, as widgets do, so that wide glyphs are cut and frames laid over.
fn draw(buffer: &mut Buffer, strokes: &[Stroke]) {
    let area = buffer.area;
    for &(x, y, word, style, kind) in strokes {
        if x >= area.width || y >= area.height {
            continue;
        }
        match kind {
            0 => buffer.set_style(Rect::new(x, y, 9, 3).intersection(area), style),
            1 => {
                buffer[(x, y)]
                    .set_symbol(SYMBOLS[word % SYMBOLS.len()])
                    .set_style(style);
            }
            2 => buffer.content[usize::from(y * area.width)..][..usize::from(area.width)]
                .fill(Cell::EMPTY),
            3 => {
                let popup = Rect::new(x, y, 7, 3).intersection(area);
                Block::bordered().style(style).render(popup, buffer);
            }
            _ => {
                buffer.set_string(x, y, WORDS[word], style);
            }
        }
    }
    for cell in &mut buffer.content {
        if cell.modifier.contains(Modifier::BOLD) {
            cell.modifier -= Modifier::DIM; // the eye cannot see both
        }
    }
}

proptest! {
    #[test]
    fn another_terminal_shows_what_was_wanted(
        width in 1u16..40,
        height in 1u16..9,
        frames in proptest::collection::vec((any_strokes(), any::<bool>(), proptest::option::of((0u16..45, 0u16..10))), 1..5),
    ) {
        let area = Rect::new(0, 0, width, height);
        let mut painter = Painter::default();
        let mut eye = vt100::Parser::new(height, width, 0);
        let mut buffer = Buffer::empty(area);
        for (strokes, anew, cursor) in frames {
            if anew {
                buffer.reset();
            }
            draw(&mut buffer, &strokes);
            let cursor = cursor.map(Position::from);
            let bytes = frame(&mut painter, &buffer, cursor);
            eye.process(bytes.as_bytes());
            prop_assert_eq!(difference(&buffer, eye.screen()), None, "after {:?}", bytes);
            prop_assert!(in_grammar(&bytes), "{:?}", bytes);
            match cursor.filter(|c| area.contains(*c)) {
                Some(Position { x, y }) => {
                    prop_assert!(!eye.screen().hide_cursor());
                    prop_assert_eq!(eye.screen().cursor_position(), (y, x));
                }
                None => prop_assert!(eye.screen().hide_cursor() || !bytes.contains("\x1b[?25h")),
            }
            prop_assert_eq!(frame(&mut painter, &buffer, cursor), "", "a frame that changes nothing");
        }
    }

    #[test]
    fn no_symbol_gets_through_as_a_command(symbols in proptest::collection::vec(".{0,6}|\\PC{1,3}|[\\x00-\\x9f]{1,4}", 1..30)) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 10, 3));
        for (cell, symbol) in buffer.content.iter_mut().zip(&symbols) {
            cell.set_symbol(symbol);
        }
        let bytes = frame(&mut Painter::default(), &buffer, None);
        prop_assert!(in_grammar(&bytes), "{:?}", bytes);
    }
}

#[test]
fn the_cursor_is_shown_and_hidden_only_when_that_changes() {
    let mut painter = Painter::default();
    let mut buffer = Buffer::with_lines(["поле:  ", ""]);
    let at = |x| Some(Position { x, y: 0 });
    assert!(frame(&mut painter, &buffer, at(6)).ends_with("\x1b[?25h"));
    buffer.set_string(5, 0, "я", Style::new());
    assert_eq!(frame(&mut painter, &buffer, at(6)), "\x1b[;6Hя");
    assert_eq!(frame(&mut painter, &buffer, at(2)), "\x1b[;3H");
    assert_eq!(frame(&mut painter, &buffer, at(2)), "");
    assert_eq!(frame(&mut painter, &buffer, None), "\x1b[?25l");
    assert_eq!(frame(&mut painter, &buffer, None), "");
    frame(&mut painter, &buffer, at(2));
    painter.lose();
    assert!(frame(&mut painter, &buffer, None).starts_with("\x1b[?25l\x1b[m\x1b[H\x1b[2J"));
}

#[test]
fn a_large_frame_is_bracketed_and_a_small_one_is_not() {
    let mut painter = Painter::default();
    let small = frame(&mut painter, &Buffer::with_lines(["a"]), None);
    let large = frame(
        &mut painter,
        &Buffer::with_lines(vec!["x".repeat(100); 30]),
        None,
    );
    assert!(!small.contains("2026"), "{small:?}");
    assert!(large.starts_with("\x1b[?2026h") && large.ends_with("\x1b[?2026l"));
    assert_eq!(large.matches("2026").count(), 2);
}

#[test]
fn no_size_is_too_small() {
    let mut painter = Painter::default();
    for (width, height) in [(0, 0), (1, 1), (0, 5), (5, 0), (1, 1), (80, 24), (0, 0)] {
        let buffer = Buffer::empty(Rect::new(0, 0, width, height));
        frame(&mut painter, &buffer, Some(Position::ORIGIN));
        assert_eq!(frame(&mut painter, &buffer, Some(Position::ORIGIN)), "");
    }
}
