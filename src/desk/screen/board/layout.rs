//! How much of the board fits: which columns, how wide, how many cards.
use ratatui::layout::Rect;

/// A column is at least this wide, with the line before it…
const NARROWEST: u16 = 23;
/// …and this wide where the window has room for many: a card that can be read is worth more than one column more.
const COMFORTABLE: u16 = 26;
/// Columns that are enough for an overview.
const MANY: u16 = 5;
/// From this many rows for cards on, there is room for a blank row between them.
const ROOMY: u16 = 26;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    /// Columns side by side.
    pub columns: usize,
    /// Whole cards below each other.
    pub rows: usize,
    /// Rows of a card with the blank one after it.
    pub pitch: u16,
    /// Rows a card's text takes.
    pub lines: u16,
    width: u16,
    height: u16,
}

impl Layout {
    /// `width` and `height` are the board's own, without the desk's frame.
    pub(super) fn new(width: u16, height: u16, stages: usize, lines: u16) -> Layout {
        // The pipeline line, the columns' heads and feet.
        let body = height.saturating_sub(3);
        let lines = lines.clamp(1, body.max(1));
        let pitch = lines + u16::from(body >= ROOMY);
        let room = width.saturating_sub(1);
        let fit = match room / COMFORTABLE {
            many if many >= MANY => many,
            few => (room / NARROWEST).min(MANY).max(few),
        };
        let fit = usize::from(fit.max(1));
        Layout {
            columns: fit.min(stages.max(1)),
            // The blank row after the last card may be missing.
            rows: usize::from((body + pitch - lines) / pitch).max(1),
            pitch,
            lines,
            width,
            height,
        }
    }

    /// The cells of a shown column from its left border on, without the right one; the last gets what is left over.
    pub(super) fn column(&self, area: Rect, n: usize) -> Rect {
        let columns = self.columns as u16;
        let n = n as u16;
        let room = self.width - 1;
        let left = room / columns * n + (room % columns).min(n);
        let right = room / columns * (n + 1) + (room % columns).min(n + 1);
        Rect {
            x: area.x + left,
            y: area.y + 1,
            width: right - left,
            height: self.height.saturating_sub(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_width_and_grow_with_it() {
        for (width, columns) in [
            (40, 1),
            (80, 3),
            (120, 5),
            (140, 5),
            (160, 6),
            (200, 7),
            (240, 9),
        ] {
            let layout = Layout::new(width, 22, 10, 4);
            assert_eq!(layout.columns, columns, "{width}");
            let area = Rect::new(0, 1, width, 22);
            let mut at = 0;
            for n in 0..columns {
                let column = layout.column(area, n);
                assert_eq!(column.x, at);
                at = column.right();
            }
            assert_eq!(at, width - 1);
        }
        assert_eq!(Layout::new(300, 40, 4, 4).columns, 4);
    }

    #[test]
    fn rows_fit_the_height() {
        // 80×24 without the desk's two lines.
        assert_eq!(Layout::new(80, 22, 10, 4).rows, 4);
        assert_eq!(Layout::new(40, 13, 10, 4).rows, 2);
        let tall = Layout::new(160, 46, 10, 4);
        assert_eq!((tall.rows, tall.pitch), (8, 5));
        assert_eq!(Layout::new(40, 5, 10, 4).rows, 1);
    }
}
