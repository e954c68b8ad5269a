//! ratatui's back end as pult needs it: it knows the size of the window and where the cursor is wanted. ratatui's own
//! difference between two frames is not asked for; the painter knows the screen better.

use std::io;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// What a terminal that does not know its size is taken for, as everywhere.
const UNKNOWN: Size = Size::new(80, 24);
/// A window beyond this is used in its upper left part: the size is what the other side claims, the memory is ours.
const MOST: Size = Size::new(1000, 400);

#[derive(Debug, Default)]
pub struct Canvas {
    position: Position,
    visible: bool,
}

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

impl Canvas {
    /// Where the last frame wants the cursor, if it wants one.
    pub fn cursor(&self) -> Option<Position> {
        self.visible.then_some(self.position)
    }
}

impl Backend for Canvas {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, _: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.visible = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.visible = true;
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.position)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.position = position.into();
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: size()?,
            pixels: Size::ZERO,
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
