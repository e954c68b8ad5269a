//! The desk: the screen as a value. `update(message)` changes it, `draw(frame)` shows it.
//!
//! | file | its one idea |
//! |---|---|
//! | [`message`] | what the desk hears, what it asks for |
//! | [`action`], [`keymap`], [`key`] | what a person can do, by which keys |
//! | [`mirror`] | what the desk knows of the server, and what it asked for that is not confirmed |
//! | [`seat`] | what all screens of one person share |
//! | [`screen`] | what a screen is, and each of them |
//! | [`part`] | what screens are put together from |
//! | [`theme`], [`cells`] | how it looks; text into cells |
//!
//! Forbidden in here: a terminal, a socket, a clock, async. Whatever the desk wants done it returns as an effect.
pub mod action;
pub mod cells;
mod ended;
mod frame;
mod hear;
pub mod key;
pub mod keymap;
pub mod message;
pub mod mirror;
pub mod part;
mod press;
pub mod screen;
pub mod seat;
mod stack;
#[cfg(test)]
mod tests;
pub mod theme;
#[cfg(test)]
pub(crate) mod trial;

use crate::domain::calendar::Millis;
use crate::domain::id::CommandId;
use crate::text::{self, Lang};
use key::Key;
use keymap::Keymap;
pub use message::{Effect, Fault, FeedItem, Msg, Reply, Request, RequestId, Tie, Timer};
use seat::{Seat, Wish};
use stack::Stack;
use std::fmt;
use theme::Theme;

/// What a desk starts from.
pub struct Options {
    pub lang: Lang,
    /// Width and height of the window, in cells.
    pub size: (u16, u16),
    pub theme: Theme,
    pub keymap: Keymap,
    pub now: Millis,
    /// Makes the ids of commands, each different.
    pub next_id: Box<dyn FnMut() -> CommandId + Send>,
    /// What keeps the process from being stopped, if anything does.
    pub tie: Option<Tie>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("lang", &self.lang)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

/// The whole full-screen program but for its devices.
#[derive(Debug)]
pub struct Desk {
    seat: Seat,
    stack: Stack,
    /// Keys of a sequence under way.
    typed: Vec<Key>,
    /// The person was told what quitting would lose.
    warned: bool,
    hearing: hear::Hearing,
}

impl Desk {
    pub fn new(options: Options) -> (Desk, Vec<Effect>) {
        let seat = Seat::new(options);
        let mut desk = Desk {
            stack: Stack::new(&seat),
            seat,
            typed: Vec::new(),
            warned: false,
            hearing: hear::Hearing::default(),
        };
        desk.seat
            .effect(Effect::Title(text::desk::name(desk.seat.lang).to_owned()));
        desk.begin();
        desk.settle();
        let effects = std::mem::take(&mut desk.seat.effects);
        (desk, effects)
    }

    /// Takes one message in. `now` is the time it came, by this machine's clock.
    pub fn update(&mut self, now: Millis, message: Msg) -> Vec<Effect> {
        self.seat.tick(now);
        match message {
            Msg::Input(input) => self.input(input),
            Msg::Reply(id, reply) => self.reply(id, &reply),
            Msg::Feed(item) => self.feed(item),
            Msg::Timer(timer) => self.timer(timer),
            Msg::Tied(tie) => self.seat.tie = Some(tie),
        }
        self.settle();
        std::mem::take(&mut self.seat.effects)
    }

    /// Has anything shown changed since [`Desk::drawn`]?
    pub fn dirty(&self) -> bool {
        self.seat.dirty
    }

    /// What is on the screen now is what [`Desk::draw`] draws.
    pub fn drawn(&mut self) {
        self.seat.dirty = false;
    }

    /// The window, in cells, as it is at this moment: it may have changed before that is told. To be called before
    /// [`Desk::paint`], which lays out by it.
    pub fn fit(&mut self, size: (u16, u16)) {
        self.seat.size = size;
    }

    /// What it knows of the server.
    pub fn mirror(&self) -> &mirror::Mirror {
        &self.seat.mirror
    }

    pub fn draw(&self, frame: &mut ratatui::Frame<'_>) {
        let area = frame.area();
        if let Some(cursor) = self.paint(area, frame.buffer_mut()) {
            frame.set_cursor_position(cursor);
        }
    }

    /// Follows the wishes of the screens until there are none, then lets them ask for what they miss.
    fn settle(&mut self) {
        while let Some(wish) = self.seat.wishes.pop_front() {
            match wish {
                Wish::Open(overlay) => self.stack.open(overlay, &mut self.seat),
                Wish::Close => {
                    self.stack.close(&mut self.seat);
                }
                Wish::Go(name) => self.stack.go(name, &mut self.seat),
                Wish::Perform(action) => self.perform(action),
            }
        }
        for screen in self.stack.all_mut() {
            screen.settle(&mut self.seat);
        }
    }
}
