//! What the desk has just said, above the hint line at the right. It is only shown here: whoever says something also
//! keeps it for the log.
use super::super::cells;
use super::super::theme::Role;
use super::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A toast's words and how bad the news is ([`Role::Note`], [`Role::Ok`], [`Role::Warn`], [`Role::Alarm`]).
pub type Toast<'a> = (&'a str, Role);

/// Most rows one of them takes, and in a narrow window.
const ROWS: usize = 3;
const ROWS_NARROW: usize = 5;
const NARROW: u16 = 60;

/// Draws them upwards from the area's lower right corner, the newest lowest. `most_rows` is for all of them together.
pub fn draw<'a>(
    area: Rect,
    buf: &mut Buffer,
    look: Look<'_>,
    most_rows: u16,
    toasts: impl DoubleEndedIterator<Item = Toast<'a>>,
) {
    let theme = look.theme;
    let area = area.intersection(buf.area);
    let most = area.width.min(72);
    if most < 8 {
        return;
    }
    let most_of_one = match area.width < NARROW {
        true => ROWS_NARROW,
        false => ROWS,
    };
    let mut bottom = area.bottom();
    let top = area.bottom().saturating_sub(most_rows).max(area.y);
    for (text, role) in toasts.rev() {
        let mut lines = cells::wrap(text, most - 4);
        let rows = most_of_one.min(usize::from(bottom - top));
        if lines.len() > rows && rows > 0 {
            // What has no row is shown to be missing.
            let rest = lines.split_off(rows - 1).join(" ");
            lines.push(rest);
        }
        lines.truncate(rows);
        let wide = lines.iter().map(|l| cells::width(l)).max().unwrap_or(0);
        let wide = wide.min(most - 4) + 4;
        let high = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        if high == 0 {
            return;
        }
        bottom -= high;
        let place = Rect::new(
            area.right() - wide.min(area.width),
            bottom,
            wide.min(area.width),
            high,
        );
        cells::clear(buf, theme, place);
        let mark = match role {
            Role::Alarm => theme.glyphs.cross,
            Role::Warn => theme.glyphs.warn,
            Role::Ok => theme.glyphs.check,
            _ => theme.glyphs.bullet,
        };
        for (n, line) in (0..).zip(&lines) {
            let Some(row) = cells::row(place, n) else {
                break;
            };
            let mark = if n == 0 { mark } else { " " };
            let pieces = [
                (" ", role),
                (mark, role),
                (" ", role),
                (line.as_str(), role),
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
    fn the_newest_is_lowest_and_nothing_leaves_the_area() {
        let toasts = [
            ("сделка № 1042 двинута", Role::Ok),
            (
                "в «Отгружен» нельзя: не хватает — адрес клиента и ещё чего-то очень длинного",
                Role::Alarm,
            ),
        ];
        let drawn = |w, h| {
            trial::with_look(Lang::Ru, "default", |look| {
                let mut buf = Buffer::empty(Rect::new(0, 0, w, h));
                draw(buf.area, &mut buf, look, u16::MAX, toasts.into_iter());
                trial::text(&buf)
            })
        };
        insta::assert_snapshot!(drawn(50, 4));
        for w in 0..80 {
            for h in 0..5 {
                drawn(w, h);
            }
        }
    }
}
