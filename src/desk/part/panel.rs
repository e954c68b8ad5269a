//! A framed area with a title on its edge and a count at the right.
use super::super::cells;
use super::super::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Clears the area, frames it and returns what is inside. An area too small for a frame is used whole.
pub fn framed(area: Rect, buf: &mut Buffer, theme: &Theme, title: &str, focus: bool) -> Rect {
    framed_with(area, buf, theme, title, "", focus)
}

/// [`framed`] with words at the right of the upper edge.
pub fn framed_with(
    area: Rect,
    buf: &mut Buffer,
    theme: &Theme,
    title: &str,
    right: &str,
    focus: bool,
) -> Rect {
    let area = area.intersection(buf.area);
    cells::clear(buf, theme, area);
    if area.width < 4 || area.height < 3 {
        return area;
    }
    let (line, name) = if focus {
        (Role::BorderFocus, Role::TitleFocus)
    } else {
        (Role::Border, Role::Title)
    };
    let style = theme.style(line);
    let glyphs = &theme.glyphs;
    let (right_x, bottom) = (area.right() - 1, area.bottom() - 1);
    for x in area.left() + 1..right_x {
        cells::set(buf, x, area.y, glyphs.horizontal, 1, style);
        cells::set(buf, x, bottom, glyphs.horizontal, 1, style);
    }
    for y in area.top() + 1..bottom {
        cells::set(buf, area.x, y, glyphs.vertical, 1, style);
        cells::set(buf, right_x, y, glyphs.vertical, 1, style);
    }
    let corners = [
        (area.x, area.y),
        (right_x, area.y),
        (area.x, bottom),
        (right_x, bottom),
    ];
    for ((x, y), corner) in corners.into_iter().zip(glyphs.corners) {
        cells::set(buf, x, y, corner, 1, style);
    }
    let edge = Rect {
        x: area.x + 1,
        y: area.y,
        width: area.width - 2,
        height: 1,
    };
    let mut left_used = 0;
    if !title.is_empty() {
        let shown = format!(" {title} ");
        left_used = cells::put(buf, theme, edge, &shown, name);
    }
    let free = cells::right_of(edge, left_used + 1);
    if !right.is_empty() && cells::width(right) + 2 <= free.width {
        cells::put_right(buf, theme, free, &format!(" {right} "), Role::Faint);
    }
    Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width - 2,
        height: area.height - 2,
    }
}

/// A line across the inside of a frame, with words on it.
pub fn rule(area: Rect, buf: &mut Buffer, theme: &Theme, title: &str, focus: bool) {
    let style = theme.style(Role::Border);
    for x in area.left()..area.right() {
        cells::set(buf, x, area.y, theme.glyphs.horizontal, 1, style);
    }
    if !title.is_empty() && area.width > 4 {
        let role = if focus { Role::TitleFocus } else { Role::Title };
        let place = cells::right_of(area, 1);
        cells::put(buf, theme, place, &format!(" {title} "), role);
    }
}

/// Shows at the right edge of the area which part of a longer text is seen.
pub fn scrollbar(area: Rect, buf: &mut Buffer, theme: &Theme, from: usize, all: usize) {
    let rows = usize::from(area.height);
    if rows == 0 || area.width == 0 || all <= rows {
        return;
    }
    let size = (rows * rows / all).max(1);
    let most = all - rows;
    let start = (rows - size) * from.min(most) / most;
    let x = area.right() - 1;
    for n in start..start + size {
        let y = area.y + u16::try_from(n).unwrap_or(u16::MAX);
        cells::set(buf, x, y, theme.glyphs.thumb, 1, theme.style(Role::Faint));
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial;
    use super::*;

    #[test]
    fn drawn() {
        let theme = Theme::named("default").unwrap();
        let mut buf = Buffer::empty(Rect::new(0, 0, 24, 5));
        let inner = framed_with(buf.area, &mut buf, &theme, "Новый", "12 · 84 т", false);
        rule(
            cells::row(inner, 1).unwrap(),
            &mut buf,
            &theme,
            "Ещё",
            false,
        );
        scrollbar(inner, &mut buf, &theme, 9, 12);
        assert_eq!(inner, Rect::new(1, 1, 22, 3));
        insta::assert_snapshot!(trial::text(&buf));
    }

    #[test]
    fn too_small_for_a_frame() {
        let theme = Theme::named("default").unwrap();
        for (w, h) in [(0, 0), (3, 9), (9, 2), (4, 3)] {
            let mut buf = Buffer::empty(Rect::new(0, 0, w, h));
            let inner = framed(buf.area, &mut buf, &theme, "Title", true);
            assert!(inner.width <= w && inner.height <= h);
        }
    }
}
