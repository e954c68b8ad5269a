//! The device: a terminal taken over and given back, keys in, frames out.
//!
//! A loop on top of it is short: [`enter`], then wait for an [`Event`], drain the rest, draw once. Nothing in here
//! wakes up by itself: two threads sleep in the kernel, one on the keyboard, one on signals. Forbidden in here:
//! knowing what is drawn or what a key means; text for people; any byte to the terminal that has not gone through
//! `mode`, the one place that knows whether the terminal is ours.

mod burst;
mod canvas;
mod clipboard;
mod decode;
mod glyph;
mod hangup;
mod input;
mod mode;
mod output;
mod pen;

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::desk::key::Input;
use hangup::Hangup;
use input::Reader;

pub use canvas::Canvas;
pub use clipboard::Copied;
pub use decode::{Decoder, Waiting};
pub use hangup::may_stop;
pub use mode::{Options, Unfit, panicked, restore};

/// What the device tells the loop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Input(Input),
    /// The terminal is gone or the process was asked to end (SIGHUP, SIGTERM, SIGINT, SIGQUIT, a panic elsewhere): end
    /// the loop and drop the [`Device`]. If that does not happen within 1.5 s the process is ended.
    Hangup,
    /// SIGTSTP: call [`Device::stop`].
    Stop,
    /// SIGCONT: call [`Device::resume`], since somebody may have used the terminal.
    Continue,
}

/// The terminal while it is ours. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct Device {
    canvas: Canvas,
    reader: Reader,
    title: String,
    continued: Receiver<()>,
    /// Tells the watch kept after a hang-up, by closing, that the loop has ended.
    _alive: Sender<()>,
}

/// Takes the terminal over and starts reading it.
///
/// # Errors
/// [`Unfit`] where there is no terminal that can place text; nothing has been changed then.
pub fn enter(options: Options) -> Result<(Device, UnboundedReceiver<Event>), Unfit> {
    let tty = mode::find()?;
    let (events, inbox) = unbounded_channel();
    let (alive, ended) = channel();
    let hangup = Hangup::new(events.clone(), ended);
    let erase = mode::take(tty.try_clone()?, options)?;
    let started = (|| {
        let continued = hangup::watch(hangup.clone())?;
        mode::restore_on_panic(hangup.clone());
        Ok(Device {
            canvas: Canvas::default(),
            reader: Reader::start(tty, erase, events, hangup)?,
            title: String::new(),
            continued,
            _alive: alive,
        })
    })();
    match started {
        Ok(device) => Ok((device, inbox)),
        Err(error) => {
            restore();
            Err(Unfit::Io(error))
        }
    }
}

impl Device {
    /// Shows a frame: one write, of nothing but what changed, and none at all if nothing did. `render` draws on a blank
    /// screen and says where the cursor is wanted, if it is.
    ///
    /// # Errors
    /// The terminal cannot be written to, or has been given back by [`restore`].
    pub fn draw(
        &mut self,
        render: impl FnOnce(Rect, &mut Buffer) -> Option<Position>,
    ) -> io::Result<()> {
        let frame = self.canvas.frame(canvas::size()?, render);
        let written = if frame.is_empty() {
            Ok(())
        } else {
            mode::write(frame)
        };
        self.canvas.sent();
        written
    }

    /// The size of the window, in cells.
    ///
    /// # Errors
    /// The terminal cannot be asked.
    pub fn size(&self) -> io::Result<Size> {
        canvas::size()
    }

    /// Forgets what is on the screen, so that the next frame paints all of it anew.
    pub fn lose(&mut self) {
        self.canvas.lose();
    }

    /// Gives the terminal back for a while, for another program to use it. Keys go to that program.
    pub fn suspend(&mut self) {
        self.reader.pause();
        restore();
    }

    /// Takes the terminal again after [`Device::suspend`], or makes sure of it after the process was stopped. The next
    /// frame paints everything.
    ///
    /// # Errors
    /// The terminal cannot be set.
    pub fn resume(&mut self) -> io::Result<()> {
        mode::retake()?;
        self.title.clear();
        self.canvas.lose();
        self.reader.resume();
        Ok(())
    }

    /// Stops the process, as Ctrl+Z does elsewhere, and comes back when it is continued.
    ///
    /// # Errors
    /// As [`Device::resume`].
    pub fn stop(&mut self) -> io::Result<()> {
        self.suspend();
        hangup::stop_here(&self.continued)?;
        self.resume()
    }

    /// Sets the window's title. For fixed words and counters only: a title can be read back by whoever follows us at
    /// this terminal, so no text from outside may get into it.
    ///
    /// # Errors
    /// As [`Device::draw`].
    pub fn title(&mut self, title: &str) -> io::Result<()> {
        if self.title == title {
            return Ok(());
        }
        title.clone_into(&mut self.title);
        mode::title(title)
    }

    /// Rings.
    ///
    /// # Errors
    /// As [`Device::draw`].
    pub fn bell(&mut self) -> io::Result<()> {
        mode::write(b"\x07")
    }

    /// Puts text on the clipboard of the person's terminal, also over SSH and out of tmux. Whether the terminal allows
    /// it cannot be known.
    ///
    /// # Errors
    /// As [`Device::draw`].
    pub fn copy(&mut self, text: &str) -> io::Result<Copied> {
        let (copied, sequence) = clipboard::sequence(text);
        if !sequence.is_empty() {
            mode::write(&sequence)?;
        }
        Ok(copied)
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        restore();
    }
}
