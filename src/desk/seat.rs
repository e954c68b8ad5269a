//! What every screen of one person shares: their language, the clock, the mirror of the server, the keymap, and the
//! ways to ask for something. A screen never returns effects: it asks the seat.
//!
//! Forbidden in here: anything about a particular screen.
use super::action::{Action, Availability};
use super::keymap::{Context, Keymap};
use super::message::{Effect, Request, RequestId, Tie, Timer};
use super::mirror::Mirror;
use super::part::{Look, When};
use super::screen::{Name, Overlay};
use super::theme::Theme;
use crate::domain::calendar::Millis;
use crate::domain::command::{Act, Command};
use crate::domain::id::{CommandId, DealId, StageId};
use crate::text::{self, Lang};
use jiff::tz::TimeZone;
use std::collections::VecDeque;
use std::fmt;

/// How much of what was said is kept for the log screen.
const SAID_KEPT: usize = 500;
/// How long a toast stays, in milliseconds, by how bad the news is.
const TOAST_INFO: u64 = 4_000;
const TOAST_BAD: u64 = 10_000;
/// How many of them are shown at once: in a low window they would hide what they speak of.
const TOASTS: usize = 4;
const TOASTS_LOW: usize = 2;
const LOW: u16 = 24;
/// Clocks this near to each other, in milliseconds, count as the same.
const CLOCK_TOLERANCE: i64 = 2_000;

/// How bad the news is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing was done, and nothing is wrong.
    Note,
    /// Something was done.
    Info,
    Warning,
    Error,
}

/// Something the desk told the person. Kept for the log screen, shown as a toast for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub number: u64,
    pub at: Millis,
    pub level: Level,
    /// The deal it speaks of.
    pub about: Option<DealId>,
    pub text: String,
}

/// What a screen wants of the desk around it.
#[derive(Debug)]
pub(super) enum Wish {
    Open(Overlay),
    Close,
    Go(Name),
    Perform(Action),
}

pub struct Seat {
    pub lang: Lang,
    /// By the server's clock: what everybody sees, whatever this machine's clock says.
    pub now: Millis,
    /// How far this machine's clock is behind the server's, in milliseconds.
    skew: i64,
    /// Width and height of the whole window, in cells.
    pub size: (u16, u16),
    pub theme: Theme,
    pub keymap: Keymap,
    /// The keyboard was last seen in the Russian layout: hints show those letters too.
    pub russian: bool,
    pub mirror: Mirror,
    /// What could be done when the palette or the help was opened over it, most useful first.
    pub offered: Vec<(Action, Availability)>,
    /// Where the keys of that were read.
    pub offered_in: Context,
    /// The board is to select this column.
    pub stage: Option<StageId>,
    /// What keeps the process from being stopped.
    pub(super) tie: Option<Tie>,
    /// Commands chosen in the palette, the last one first.
    pub recent: Vec<Action>,
    /// Lines run in the command line, the last one first.
    pub lines: Vec<String>,
    pub(super) said: VecDeque<Said>,
    /// Numbers of what is still shown above the hint line, oldest first.
    pub(super) toasts: Vec<u64>,
    pub(super) effects: Vec<Effect>,
    pub(super) wishes: VecDeque<Wish>,
    pub(super) dirty: bool,
    requests: u64,
    sayings: u64,
    timers: u64,
    next_id: Box<dyn FnMut() -> CommandId + Send>,
}

impl fmt::Debug for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seat")
            .field("lang", &self.lang)
            .field("now", &self.now)
            .field("size", &self.size)
            .field("mirror", &self.mirror)
            .finish_non_exhaustive()
    }
}

impl Seat {
    pub(super) fn new(options: super::Options) -> Seat {
        Seat {
            lang: options.lang,
            now: options.now,
            skew: 0,
            size: options.size,
            theme: options.theme,
            keymap: options.keymap,
            russian: options.lang == Lang::Ru,
            mirror: Mirror::default(),
            offered: Vec::new(),
            offered_in: Context::Board,
            stage: None,
            tie: options.tie,
            recent: Vec::new(),
            lines: Vec::new(),
            said: VecDeque::new(),
            toasts: Vec::new(),
            effects: Vec::new(),
            wishes: VecDeque::new(),
            dirty: true,
            requests: 0,
            sayings: 0,
            timers: 0,
            next_id: options.next_id,
        }
    }

    /// Can it be done now, of what the desk does itself whatever screen is on top?
    pub(super) fn can(&self, action: Action) -> Availability {
        let lang = self.lang;
        match (action, self.tie) {
            (Action::Redo, _) if !self.mirror.can_redo() => {
                Availability::No(text::desk::nothing_to_redo(lang).to_owned())
            }
            (Action::Suspend, Some(Tie::ServerInside)) => {
                Availability::No(text::desk::server_inside(lang).to_owned())
            }
            (Action::Suspend, Some(Tie::NoShell)) => {
                Availability::No(text::desk::no_shell(lang).to_owned())
            }
            _ => Availability::Yes,
        }
    }

    /// `now` by this machine's clock.
    pub(super) fn tick(&mut self, now: Millis) {
        self.now = now.plus(self.skew);
    }

    /// The server said what time it is. A small difference is the way the answer took.
    pub(super) fn set_clock(&mut self, server: Millis) {
        let off = server.since(self.now);
        if off.abs() > CLOCK_TOLERANCE {
            self.skew += off;
            self.now = server;
        }
    }

    /// Asks the server; the answer comes to [`super::screen::Screen::reply`] with this number.
    pub fn ask(&mut self, request: Request) -> RequestId {
        self.requests += 1;
        let id = RequestId(self.requests);
        self.effects.push(Effect::Send(id, Box::new(request)));
        id
    }

    /// Asks for a change. What can be shown at once is shown at once; the end of it comes to
    /// [`super::screen::Screen::settled`]. Waits its turn behind earlier changes of the same deal, and for the server
    /// where there is no connection.
    pub fn act(&mut self, act: Act) -> CommandId {
        let command = Command {
            id: (self.next_id)(),
            act,
        };
        let id = command.id;
        self.mirror.take(command, self.now);
        self.send_waiting();
        self.dirty = true;
        id
    }

    /// Sends every waiting command whose turn it is.
    pub(super) fn send_waiting(&mut self) {
        while let Some(command) = self.mirror.next_to_send() {
            let id = command.id;
            let request = self.ask(Request::Command(command));
            self.mirror.sent(id, request);
            self.effects
                .push(Effect::Timer(Timer::Slow(id), super::mirror::SLOW_MS));
        }
    }

    /// Calls [`super::screen::Screen::timer`] with the returned number after this many milliseconds.
    pub fn timer(&mut self, after_ms: u64) -> u64 {
        self.timers += 1;
        self.effects
            .push(Effect::Timer(Timer::Screen(self.timers), after_ms));
        self.timers
    }

    /// Reads the board's columns anew, under the filter that is set.
    pub fn read_board(&mut self) {
        let id = self.ask(Request::Board(self.mirror.board.query()));
        self.mirror.board.asked(id);
        self.dirty = true;
    }

    /// The shop's time zone; before the shop is known, the world's.
    pub fn zone(&self) -> &TimeZone {
        const UTC: &TimeZone = &TimeZone::UTC;
        self.mirror
            .shop
            .as_ref()
            .map_or(UTC, |shop| shop.hours.zone())
    }

    /// What the parts of a screen draw themselves with.
    pub fn look(&self) -> Look<'_> {
        Look {
            theme: &self.theme,
            lang: self.lang,
            when: When {
                now: self.now,
                zone: self.zone(),
            },
        }
    }

    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Something shown has changed.
    pub fn dirty(&mut self) {
        self.dirty = true;
    }

    pub fn open(&mut self, overlay: Overlay) {
        self.wishes.push_back(Wish::Open(overlay));
    }

    /// Closes the topmost overlay.
    pub fn close(&mut self) {
        self.wishes.push_back(Wish::Close);
    }

    pub fn go(&mut self, name: Name) {
        self.wishes.push_back(Wish::Go(name));
    }

    /// As if the action's key had been pressed, after what was asked before this.
    pub fn perform(&mut self, action: Action) {
        self.wishes.push_back(Wish::Perform(action));
    }

    /// Says it above the hint line for a while, and keeps it for the log screen. Returns its number.
    pub fn say(&mut self, level: Level, text: impl Into<String>) -> u64 {
        let number = self.keep(level, text);
        self.show(number, level);
        number
    }

    /// [`Seat::say`] of one deal: what was last said of it makes room.
    pub fn say_of(&mut self, deal: DealId, level: Level, text: impl Into<String>) -> u64 {
        self.hush_of(deal, Level::Note);
        let number = self.say(level, text);
        if let Some(said) = self.said.back_mut() {
            said.about = Some(deal);
        }
        number
    }

    /// Keeps for the log screen what stands on the screen already.
    pub fn keep(&mut self, level: Level, text: impl Into<String>) -> u64 {
        self.sayings += 1;
        self.said.push_back(Said {
            number: self.sayings,
            at: self.now,
            level,
            about: None,
            text: text.into(),
        });
        if self.said.len() > SAID_KEPT {
            self.said.pop_front();
        }
        self.sayings
    }

    /// The same words are not shown twice.
    fn show(&mut self, number: u64, level: Level) {
        let words = self.said.back().map(|said| said.text.clone());
        let said = &self.said;
        let again = |n: u64| {
            said.iter()
                .any(|s| s.number == n && Some(&s.text) == words.as_ref())
        };
        self.toasts.retain(|n| !again(*n));
        self.toasts.push(number);
        let most = match self.size.1 > LOW {
            true => TOASTS,
            false => TOASTS_LOW,
        };
        let over = self.toasts.len().saturating_sub(most);
        self.toasts.drain(..over);
        let stay = match level {
            Level::Note | Level::Info => TOAST_INFO,
            Level::Warning | Level::Error => TOAST_BAD,
        };
        self.effects.push(Effect::Timer(Timer::Toast(number), stay));
        self.dirty = true;
    }

    /// Takes a toast away; the log keeps it.
    pub fn hush(&mut self, number: u64) {
        let before = self.toasts.len();
        self.toasts.retain(|n| *n != number);
        self.dirty |= self.toasts.len() != before;
    }

    /// Takes away what was said of a deal that is this bad or worse.
    pub fn hush_of(&mut self, deal: DealId, from: Level) {
        let of = |s: &&Said| s.about == Some(deal) && s.level >= from;
        let gone: Vec<u64> = self.toasts().filter(of).map(|s| s.number).collect();
        for number in gone {
            self.hush(number);
        }
    }

    /// All that was said, oldest first.
    pub fn said(&self) -> impl DoubleEndedIterator<Item = &Said> {
        self.said.iter()
    }

    /// What is shown above the hint line now, oldest first.
    pub fn toasts(&self) -> impl DoubleEndedIterator<Item = &Said> {
        self.toasts
            .iter()
            .filter_map(|number| self.said.iter().find(|s| s.number == *number))
    }

    /// The keys of an action as the hint line writes them: "n т".
    pub fn keys(&self, context: Context, action: Action) -> Option<String> {
        self.keymap
            .label(context, action, self.russian)
            .map(|keys| self.plain(keys))
    }

    /// Keys as this theme can show them.
    pub fn plain(&self, mut keys: String) -> String {
        if self.theme.is_ascii() {
            for (arrow, word) in [('↑', "Up"), ('↓', "Down"), ('←', "Left"), ('→', "Right")]
            {
                keys = keys.replace(arrow, word);
            }
        }
        keys
    }
}
