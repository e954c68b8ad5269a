//! What a frame is drawn on. ratatui's widgets draw on it as on any buffer; its terminal, which would compare every two
//! frames cell by cell and keep both, is not asked: the painter knows what is on the screen.

use std::io;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

use super::output::Painter;

/// What a terminal that does not know its size is taken for, as everywhere.
const UNKNOWN: Size = Size::new(80, 24);
/// A window beyond this is used in its upper left part: the size is what the other side claims, the memory is ours.
const MOST: Size = Size::new(1000, 400);

/// The size of the window, in cells.
pub fn size() -> io::Result<Size> {
    let window = rustix::termios::tcgetwinsize(rustix::stdio::stdout())?;
    if window.ws_col == 0 || window.ws_row == 0 {
        return Ok(UNKNOWN);
    }
    Ok(Size::new(
        window.ws_col.min(MOST.width),
        window.ws_row.min(MOST.height),
    ))
}

/// A screen of which it is known what it shows. The device has one; so may any other shell around a desk.
#[derive(Debug, Default)]
pub struct Canvas {
    wanted: Buffer,
    painter: Painter,
}

impl Canvas {
    /// The bytes that bring a screen of this size to what `render` draws on a blank one; none if nothing changed.
    /// `render` says where the cursor is wanted, if it is. Call [`Canvas::sent`] once they are written.
    pub fn frame(
        &mut self,
        size: Size,
        render: impl FnOnce(Rect, &mut Buffer) -> Option<Position>,
    ) -> &[u8] {
        let area = Rect::from((Position::ORIGIN, size));
        if self.wanted.area == area {
            self.wanted.reset();
        } else {
            self.wanted = Buffer::empty(area);
        }
        let cursor = render(area, &mut self.wanted);
        self.painter.paint(&mut self.wanted);
        self.painter.finish(cursor)
    }

    /// Makes room for the next frame.
    pub fn sent(&mut self) {
        self.painter.sent();
    }

    /// Somebody else wrote to the screen: the next frame paints everything.
    pub fn lose(&mut self) {
        self.painter.lose();
    }

    /// What was drawn last.
    pub fn drawn(&self) -> &Buffer {
        self.painter.shown()
    }
}
