//! A test of the keyboard: what arrives here, and what it means on the board.
use crate::desk::action::Action;
use crate::desk::cells;
use crate::desk::key::Input;
use crate::desk::keymap::{Context, Match, written};
use crate::desk::screen::story::Told;
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::text::{self, Lang};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::VecDeque;

const KEPT: usize = 40;

#[derive(Debug, Default)]
pub(super) struct Test {
    pub running: bool,
    /// Newest first.
    came: VecDeque<Came>,
}

#[derive(Debug)]
enum Came {
    Key(crate::desk::key::Key),
    /// A key with a meaning of its own: only that is known here.
    Action(Action),
    Said(String),
}

impl Test {
    pub(super) fn start(&mut self) {
        self.running = true;
        self.came.clear();
    }

    fn note(&mut self, came: Came) {
        self.came.push_front(came);
        self.came.truncate(KEPT);
    }

    pub(super) fn action(&mut self, action: Action, _: &Seat) {
        self.note(Came::Action(action));
    }

    pub(super) fn input(&mut self, input: &Input, lang: Lang) -> bool {
        match input {
            Input::Key(key) => self.note(Came::Key(*key)),
            Input::Paste(text) => {
                let words = text::settings::pasted(lang, text.chars().count());
                self.note(Came::Said(words));
            }
            _ => return false,
        }
        true
    }

    fn told(came: &Came, seat: &Seat) -> Told {
        use text::settings as w;
        let lang = seat.lang;
        match came {
            Came::Said(words) => (words.clone(), Role::Text),
            Came::Action(action) => {
                let keys = seat.keys(Context::Text, *action).unwrap_or_default();
                let means = w::means(lang, action.words(lang));
                (format!("{keys} · {means}"), Role::Text)
            }
            Came::Key(key) => {
                let mut said = match key.typed() {
                    Some(c) => w::typed(lang, &c.to_string()),
                    None => written(&[*key], false),
                };
                let latin = key.latin();
                if latin != *key {
                    let twin = w::twin(lang, &written(&[latin], false));
                    said = format!("{said} · {twin}");
                }
                if let Match::Action(action) = seat.keymap.find(Context::Board, &[*key]) {
                    said = format!("{said} · {}", w::means(lang, action.words(lang)));
                }
                (said, Role::Text)
            }
        }
    }

    pub(super) fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) {
        use text::settings as w;
        let look = seat.look();
        let inner = cells::right_of(area, 1);
        let words = match self.running {
            true => w::press(look.lang),
            false => w::press_start(look.lang),
        };
        let mut at = 0;
        for line in cells::wrap(words, inner.width) {
            if let Some(row) = cells::row(inner, at) {
                cells::put(buf, look.theme, row, &line, Role::Note);
            }
            at += 1;
        }
        for (n, came) in (at + 1..).zip(&self.came) {
            let Some(row) = cells::row(inner, n) else {
                return;
            };
            let (line, role) = Test::told(came, seat);
            let role = match n == at + 1 {
                true => Role::Strong,
                false => role,
            };
            cells::put(buf, look.theme, row, &line, role);
        }
    }
}
