//! For tests: a person at a desk, a small server in memory, and a line between them that can be held up or cut.
mod records;
mod server;

use super::key::Input;
use super::keymap::Keymap;
use super::message::{Effect, Fault, FeedItem, Msg, Reply, Request, RequestId, Timer};
use super::theme::Theme;
use super::{Desk, Options};
use crate::domain::calendar::Millis;
use crate::domain::command::{Act, Command};
use crate::domain::id::*;
use crate::text::Lang;
use crate::wire::feed::Frame;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
pub(crate) use records::full;
pub(crate) use server::{Server, shop};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use unicode_width::UnicodeWidthStr;

/// 22 November 2026, 14:32 in Novosibirsk.
pub(crate) const NOW: Millis = Millis(1_795_332_720_000);
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const ME: OperatorId = OperatorId(1);
pub(crate) const BORIS: OperatorId = OperatorId(2);

/// How the line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// Every question is answered before the next key.
    Quick,
    /// Questions wait until [`Trial::answer`].
    Held,
    /// Nobody answers.
    Cut,
}

/// A person at a desk.
pub(crate) struct Trial {
    pub desk: Desk,
    pub server: Server,
    pub line: Line,
    pub now: Millis,
    pub waiting: VecDeque<(RequestId, Request)>,
    pub timers: Vec<Timer>,
    /// Everything else the desk wanted.
    pub effects: Vec<Effect>,
    /// Every command in the order it was sent.
    pub sent: Vec<Command>,
    /// On their way down the feed, in the journal's order.
    pub frames: VecDeque<Frame>,
    foreign: u64,
}

impl Trial {
    pub(crate) fn new(lang: Lang, size: (u16, u16), server: Server) -> Trial {
        Trial::themed(lang, size, "default", server)
    }

    pub(crate) fn themed(lang: Lang, size: (u16, u16), theme: &str, server: Server) -> Trial {
        let mut trial = Trial::unanswered(lang, size, theme, server);
        trial.line = Line::Quick;
        trial.answer();
        trial.message(Msg::Feed(FeedItem::Up));
        trial
    }

    /// A desk that has just asked its first questions.
    pub(crate) fn unanswered(lang: Lang, size: (u16, u16), theme: &str, server: Server) -> Trial {
        let ids = AtomicU64::new(0);
        let (desk, effects) = Desk::new(Options {
            lang,
            size,
            theme: Theme::named(theme).unwrap(),
            keymap: Keymap::default(),
            now: NOW,
            tie: None,
            next_id: Box::new(move || id(ids.fetch_add(1, Ordering::Relaxed))),
        });
        let mut trial = Trial {
            desk,
            server,
            line: Line::Held,
            now: NOW,
            waiting: VecDeque::new(),
            timers: Vec::new(),
            effects: Vec::new(),
            sent: Vec::new(),
            frames: VecDeque::new(),
            foreign: 1 << 40,
        };
        trial.take(effects);
        trial
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(id, request) => {
                    if let Request::Command(command) = &*request {
                        self.sent.push(command.clone());
                    }
                    self.waiting.push_back((id, *request));
                }
                Effect::Timer(timer, _) => {
                    self.timers.retain(|t| *t != timer);
                    self.timers.push(timer);
                }
                other => self.effects.push(other),
            }
        }
    }

    pub(crate) fn message(&mut self, message: Msg) {
        let effects = self.desk.update(self.now, message);
        self.take(effects);
        match self.line {
            Line::Quick => self.answer(),
            Line::Held => {}
            Line::Cut => self.cut(),
        }
    }

    /// Answers everything that was asked, then what that leads to; the feed says it afterwards.
    pub(crate) fn answer(&mut self) {
        while self.answer_one() {}
        while self.hear_one() {}
    }

    /// Answers the oldest question. What the feed says of it stays on its way. False: nothing was asked.
    pub(crate) fn answer_one(&mut self) -> bool {
        let Some((id, request)) = self.waiting.pop_front() else {
            return false;
        };
        let before = self.server.seq;
        let reply = self.server.answer(&request);
        if let (Request::Command(command), Ok(Reply::Done(done))) = (&request, &reply)
            && self.server.seq > before
        {
            self.frames.push_back(self.server.frame(ME, command, done));
        }
        let effects = self.desk.update(self.now, Msg::Reply(id, reply));
        self.take(effects);
        true
    }

    /// The feed says the oldest thing it has to say. False: there is nothing.
    pub(crate) fn hear_one(&mut self) -> bool {
        let Some(frame) = self.frames.pop_front() else {
            return false;
        };
        self.hear(frame);
        true
    }

    /// The oldest question is lost, or only its answer.
    pub(crate) fn lose(&mut self, done: bool) {
        let Some((id, request)) = self.waiting.pop_front() else {
            return;
        };
        if let (true, Request::Command(command)) = (done, &request) {
            let before = self.server.seq;
            if let Ok(done) = self.server.command(ME, command)
                && self.server.seq > before
            {
                let frame = self.server.frame(ME, command, &done);
                self.frames.push_back(frame);
            }
        }
        let effects = self.desk.update(self.now, Msg::Reply(id, Err(Fault::Lost)));
        self.take(effects);
    }

    /// The server does the command, and neither the answer nor the feed says so.
    pub(crate) fn answer_unheard(&mut self, request: &Request) -> Frame {
        let Request::Command(command) = request else {
            panic!("no command: {request:?}");
        };
        let done = self.server.command(ME, command).unwrap();
        self.server.frame(ME, command, &done)
    }

    fn cut(&mut self) {
        while let Some((id, _)) = self.waiting.pop_front() {
            let effects = self.desk.update(self.now, Msg::Reply(id, Err(Fault::Lost)));
            self.take(effects);
        }
    }

    pub(crate) fn hear(&mut self, frame: Frame) {
        self.message(Msg::Feed(FeedItem::frame(frame)));
    }

    /// Another person's command, done on the server. Its frame is returned, not yet heard.
    pub(crate) fn other(&mut self, act: Act) -> Frame {
        self.foreign += 1;
        let command = Command {
            id: id(self.foreign),
            act,
        };
        let done = self.server.command(BORIS, &command).unwrap();
        self.server.frame(BORIS, &command, &done)
    }

    /// Another person moves a deal.
    pub(crate) fn other_moves(&mut self, deal: i64, to: i64) -> Frame {
        let deal = DealId(deal);
        let expects = self.server.deals[&deal].version;
        self.other(Act::MoveDeal {
            deal,
            expects,
            to: StageId(to),
            fill: Vec::new(),
        })
    }

    /// Keys by their names in the keymap file, between blanks.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Trial {
        for word in keys.split_whitespace() {
            let key = word.parse().unwrap();
            self.message(Msg::Input(Input::Key(key)));
        }
        self
    }

    /// Types a text, letter by letter.
    pub(crate) fn type_in(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                ' ' => self.press("space"),
                c => self.press(&c.to_string()),
            };
        }
    }

    pub(crate) fn timer(&mut self, timer: Timer) {
        self.timers.retain(|t| *t != timer);
        self.message(Msg::Timer(timer));
    }

    /// What is on the screen, row by row.
    pub(crate) fn screen(&self) -> String {
        let (width, height) = self.desk.seat.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| self.desk.draw(frame)).unwrap();
        let buffer = terminal.backend().buffer();
        let mut out = String::new();
        for y in 0..height {
            let mut x = 0;
            let start = out.len();
            while x < width {
                let symbol = buffer[(x, y)].symbol();
                out.push_str(symbol);
                x += symbol.width().max(1) as u16;
            }
            out.truncate(start + out[start..].trim_end().len());
            out.push('\n');
        }
        out
    }

    pub(crate) fn shows(&self, text: &str) -> bool {
        self.screen().contains(text)
    }

    /// The stage where the server has this deal.
    pub(crate) fn stage(&self, deal: i64) -> i64 {
        self.server.deals[&DealId(deal)].stage.0
    }
}

fn id(n: u64) -> CommandId {
    CommandId(uuid::Uuid::from_u128(u128::from(n) + 1))
}
