//! Text into cells: the only place that writes words onto the screen.
//!
//! Everything passes [`TermText`] here, so that a screen cannot forget it, and is measured grapheme by grapheme, so that
//! nothing reaches beyond its area. Forbidden elsewhere in the desk: writing symbols of text into a buffer.
use super::theme::{Role, Theme};
use crate::domain::text::{Kind, TermText};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// A tab shown in running text.
const TAB: &str = "    ";

/// Cells this text takes on one line.
pub fn width(text: &str) -> u16 {
    u16::try_from(line(text).width()).unwrap_or(u16::MAX)
}

fn line(text: &str) -> TermText {
    TermText::new(text, Kind::Line)
}

/// Writes one line into the upper row of the area, cut with an ellipsis where it doesn't fit. Returns the cells used.
pub fn put(buf: &mut Buffer, theme: &Theme, area: Rect, text: &str, role: Role) -> u16 {
    put_styled(buf, theme, area, text, theme.style(role))
}

/// [`put`] in a style of its own.
pub fn put_styled(buf: &mut Buffer, theme: &Theme, area: Rect, text: &str, style: Style) -> u16 {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return 0;
    }
    let clean = line(text);
    let whole = clean.width() <= usize::from(area.width);
    let room = area.width - u16::from(!whole);
    let mut used = 0;
    for (grapheme, wide) in clean.glyphs() {
        let wide = u16::try_from(wide).unwrap_or(u16::MAX);
        if wide > room - used {
            break;
        }
        if wide > 0 {
            // As wide in every theme; where marks are ASCII, this one is too.
            let symbol = match grapheme {
                "…" => theme.glyphs.ellipsis,
                other => other,
            };
            set(buf, area.x + used, area.y, symbol, wide, style);
            used += wide;
        }
    }
    if !whole {
        set(buf, area.x + used, area.y, theme.glyphs.ellipsis, 1, style);
        used += 1;
    }
    used
}

/// Writes at the right edge.
pub fn put_right(buf: &mut Buffer, theme: &Theme, area: Rect, text: &str, role: Role) -> u16 {
    let wide = width(text).min(area.width);
    let right = Rect {
        x: area.x + (area.width - wide),
        width: wide,
        ..area
    };
    put(buf, theme, right, text, role)
}

/// Writes in the middle.
pub fn put_centred(buf: &mut Buffer, theme: &Theme, area: Rect, text: &str, role: Role) -> u16 {
    let wide = width(text).min(area.width);
    let middle = Rect {
        x: area.x + (area.width - wide) / 2,
        width: wide,
        ..area
    };
    put(buf, theme, middle, text, role)
}

/// Writes pieces behind each other; the last that has room is cut. Returns the cells used.
pub fn put_row<T: AsRef<str>>(
    buf: &mut Buffer,
    theme: &Theme,
    area: Rect,
    pieces: &[(T, Role)],
) -> u16 {
    let mut used = 0;
    for (text, role) in pieces {
        if used >= area.width {
            break;
        }
        used += put(buf, theme, right_of(area, used), text.as_ref(), *role);
    }
    used
}

/// The grapheme as it may be shown, and its cells. For text that is being edited, where each one has to keep its place.
pub fn shown(grapheme: &str) -> (String, u16) {
    let clean = line(grapheme);
    let wide = u16::try_from(clean.width()).unwrap_or(u16::MAX);
    (clean.into_string(), wide)
}

/// Puts one grapheme of [`shown`].
pub fn set(buf: &mut Buffer, x: u16, y: u16, symbol: &str, wide: u16, style: Style) {
    let Some(cell) = buf.cell_mut((x, y)) else {
        return;
    };
    cell.set_symbol(symbol).set_style(style);
    // The rest of a wide grapheme must not keep what was there before.
    for behind in x + 1..x.saturating_add(wide) {
        if let Some(cell) = buf.cell_mut((behind, y)) {
            cell.reset();
            cell.set_style(style);
        }
    }
}

/// Blank cells in the theme's text style. What an overlay lies on is gone, also half-covered wide graphemes.
pub fn clear(buf: &mut Buffer, theme: &Theme, area: Rect) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        if area.x > buf.area.x
            && let Some(cell) = buf.cell_mut((area.x - 1, y))
            && cell.symbol().width() > 1
        {
            cell.set_symbol(" ");
        }
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
                cell.set_style(theme.style(Role::Text));
            }
        }
    }
}

/// Lays a style over what is there: the selected row.
pub fn paint(buf: &mut Buffer, theme: &Theme, area: Rect, role: Role) {
    buf.set_style(area, theme.style(role));
}

/// Running text in lines of at most `width` cells, broken between words, inside a word only where it is longer than a
/// line. An empty text is one empty line.
pub fn wrap(text: &str, width: u16) -> Vec<String> {
    let width = usize::from(width.max(1));
    let clean = TermText::new(text, Kind::Body);
    let mut lines = Vec::new();
    for paragraph in clean.as_str().split('\n') {
        let paragraph = paragraph.replace('\t', TAB);
        let mut current = String::new();
        let mut used = 0;
        for word in paragraph.split_inclusive(' ').flat_map(word_and_blank) {
            let wide = word.width();
            if used + wide <= width {
                current.push_str(word);
                used += wide;
                continue;
            }
            if word.trim().is_empty() {
                // A blank at the end of a line is the end of the line.
                lines.push(std::mem::take(&mut current));
                used = 0;
                continue;
            }
            if wide <= width {
                lines.push(current.trim_end().to_owned());
                current = word.to_owned();
                used = wide;
                continue;
            }
            for grapheme in word.graphemes(true) {
                if used + grapheme.width() > width && !current.is_empty() {
                    lines.push(std::mem::take(&mut current));
                    used = 0;
                }
                current.push_str(grapheme);
                used += grapheme.width();
            }
        }
        lines.push(current);
    }
    lines
}

/// The blank behind a word apart from the word.
fn word_and_blank(word: &str) -> impl Iterator<Item = &str> {
    let (word, blank) = match word.strip_suffix(' ') {
        Some(bare) => (bare, " "),
        None => (word, ""),
    };
    [word, blank].into_iter().filter(|w| !w.is_empty())
}

/// The row `n` rows below the area's top, if it is inside.
pub fn row(area: Rect, n: u16) -> Option<Rect> {
    (n < area.height).then(|| Rect {
        y: area.y + n,
        height: 1,
        ..area
    })
}

/// What is left of the area right of its first `cells` columns.
pub fn right_of(area: Rect, cells: u16) -> Rect {
    let cells = cells.min(area.width);
    Rect {
        x: area.x + cells,
        width: area.width - cells,
        ..area
    }
}

/// What is left of the area below its first `rows` rows.
pub fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    }
}

/// The first `cells` columns of the area.
pub fn first(area: Rect, cells: u16) -> Rect {
    Rect {
        width: area.width.min(cells),
        ..area
    }
}

/// The first `rows` rows of the area.
pub fn top(area: Rect, rows: u16) -> Rect {
    Rect {
        height: area.height.min(rows),
        ..area
    }
}

/// A box of this size in the middle of the area, smaller where there is no room.
///
/// One that would leave a cell or two at its sides takes those too: two frames beside each other read as neither.
pub fn middle(area: Rect, width: u16, height: u16) -> Rect {
    let width = if area.width.saturating_sub(width) < 4 {
        area.width
    } else {
        width
    };
    let height = height.min(area.height);
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn theme() -> Theme {
        Theme::named("default").unwrap()
    }

    fn shows(width: u16, write: impl Fn(&mut Buffer, &Theme, Rect)) -> String {
        let area = Rect::new(0, 0, width, 1);
        let mut buf = Buffer::empty(area);
        write(&mut buf, &theme(), area);
        let mut text = String::new();
        let mut skip = 0;
        for x in 0..width {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buf[(x, 0)].symbol();
            text.push_str(symbol);
            skip = symbol.width().saturating_sub(1);
        }
        text
    }

    #[test]
    fn text_is_cut_by_cells_with_an_ellipsis() {
        let put = |text: &'static str| {
            shows(6, |buf, theme, area| {
                put(buf, theme, area, text, Role::Text);
            })
        };
        assert_eq!(put("рычаг"), "рычаг ");
        assert_eq!(put("рычаги"), "рычаги");
        assert_eq!(put("рычаг ГАЗ"), "рычаг…");
        assert_eq!(put("漢字漢字"), "漢字… ");
        assert_eq!(put("a\x1b[2Jb"), "a^[[2…");
    }

    #[test]
    fn right_and_middle() {
        let right = |text| {
            shows(5, |buf, theme, area| {
                put_right(buf, theme, area, text, Role::Text);
            })
        };
        assert_eq!(right("ab"), "   ab");
        assert_eq!(right("abcdef"), "abcd…");
        let centred = shows(5, |buf, theme, area| {
            put_centred(buf, theme, area, "a", Role::Text);
        });
        assert_eq!(centred, "  a  ");
    }

    #[test]
    fn an_overlay_leaves_no_half_of_a_wide_grapheme() {
        let text = shows(6, |buf, theme, area| {
            put(buf, theme, area, "漢字漢", Role::Text);
            clear(buf, theme, Rect::new(3, 0, 2, 1));
        });
        assert_eq!(text, "漢    ");
    }

    #[test]
    fn wrapping_breaks_between_words() {
        assert_eq!(
            wrap("Рычаг в наличии, отправим", 10),
            ["Рычаг в", "наличии,", "отправим"]
        );
        assert_eq!(wrap("стоит «Новый», да", 13), ["стоит", "«Новый», да"]);
        assert_eq!(wrap("a\n\nb", 5), ["a", "", "b"]);
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
    }

    proptest! {
        #[test]
        fn nothing_is_written_outside(text in any::<String>(), x in 0u16..20, wide in 0u16..20) {
            let whole = Rect::new(0, 0, 20, 3);
            let mut buf = Buffer::filled(whole, ratatui::buffer::Cell::new("#"));
            let used = put(&mut buf, &theme(), Rect::new(x, 1, wide, 1), &text, Role::Text);
            prop_assert!(used <= wide.min(20 - x));
            for at in whole.positions() {
                let inside = at.y == 1 && at.x >= x && at.x < x + used;
                prop_assert!(inside || buf[at].symbol() == "#", "{at:?} {used}");
            }
        }

        #[test]
        fn wrapped_lines_fit_and_keep_the_words(text in "[a-zа-я漢 \n]{0,60}", wide in 2u16..20) {
            let lines = wrap(&text, wide);
            prop_assert!(lines.iter().all(|l| l.width() <= usize::from(wide)), "{lines:?}");
            let letters = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
