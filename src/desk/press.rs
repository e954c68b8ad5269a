//! From a key to what it does: keymap, availability, the screen on top, else what works everywhere.
use super::Desk;
use super::action::{Action, Availability};
use super::key::{Code, Input, Key};
use super::keymap::{Context, Match, written};
use super::message::Effect;
use super::mirror::Link;
use super::screen::{Name, Overlay};
use super::seat::Level;
use crate::domain::command::Act;
use crate::domain::id::DealId;
use crate::domain::refusal::Refusal;
use crate::text;

impl Desk {
    pub(super) fn input(&mut self, input: Input) {
        match input {
            Input::Key(key) => self.key(key),
            Input::Resize { width, height } => {
                self.seat.size = (width, height);
                self.seat.dirty();
            }
            Input::FocusGained | Input::FocusLost => {}
            Input::Paste(_) | Input::Mouse(_) if super::frame::too_small(self.seat.size) => {}
            Input::Paste(_) | Input::Mouse(_) => {
                self.stack.top_mut().input(&input, &mut self.seat);
            }
        }
    }

    fn key(&mut self, key: Key) {
        if super::frame::too_small(self.seat.size) {
            return self.blind(key);
        }
        let context = self.stack.top().context();
        if !context.typing() {
            self.notice_layout(key);
        }
        if !self.typed.is_empty() && key.code == Code::Esc {
            self.typed.clear();
            self.seat.dirty();
            return;
        }
        self.typed.push(key);
        match self.seat.keymap.find(context, &self.typed) {
            Match::Action(action) => {
                self.typed.clear();
                self.seat.dirty();
                self.press(action, key);
            }
            Match::Prefix => self.seat.dirty(),
            Match::None => {
                let keys = std::mem::take(&mut self.typed);
                if keys.len() > 1 {
                    let keys = written(&keys, false);
                    let words = text::desk::no_sequence(self.seat.lang, &keys);
                    self.seat.say(Level::Note, words);
                } else {
                    self.stack.top_mut().input(&Input::Key(key), &mut self.seat);
                }
            }
        }
    }

    /// Nothing can be seen, so nothing can be meant but leaving.
    fn blind(&mut self, key: Key) {
        self.typed.clear();
        let typed = key.typed().is_some();
        let text = self.stack.covered() || self.stack.top().context().typing();
        let meant = self.seat.keymap.find(Context::Global, &[key]);
        if meant == Match::Action(Action::Quit) && !(typed && text) {
            self.perform(Action::Quit);
        }
    }

    /// Hints show the letters of the layout that is on.
    fn notice_layout(&mut self, key: Key) {
        let Code::Char(c) = key.code else { return };
        let russian = match c {
            'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' => true,
            c if c.is_ascii_alphabetic() && !key.ctrl => false,
            _ => return,
        };
        if self.seat.russian != russian {
            self.seat.russian = russian;
            self.seat.dirty();
        }
    }

    fn press(&mut self, action: Action, key: Key) {
        let top = self.stack.top();
        // A letter leaves what lies on top; only where nothing does it leaves the program.
        let lies = self.stack.covered() || top.can(Action::Close, &self.seat) == Availability::Yes;
        let action = match action {
            Action::Quit if key.typed().is_some() && lies => Action::Close,
            action => action,
        };
        if top.context().typing() && top.can(action, &self.seat) == Availability::Absent {
            // A form without this action: the key belongs to its text, if to anything.
            let taken = self.stack.top_mut().input(&Input::Key(key), &mut self.seat);
            if taken {
                return;
            }
        }
        self.perform(action);
    }

    pub(super) fn perform(&mut self, action: Action) {
        if action != Action::Quit {
            self.warned = false;
        }
        if let Some(why) = self.only_looks(action) {
            self.seat.say(Level::Warning, why);
            return;
        }
        match self.stack.top().can(action, &self.seat) {
            Availability::Yes => self.stack.top_mut().act(action, &mut self.seat),
            Availability::No(why) => {
                match self.stack.top().deal() {
                    Some(deal) => self.seat.say_of(deal, Level::Warning, why),
                    None => self.seat.say(Level::Warning, why),
                };
            }
            Availability::Absent => self.everywhere(action),
        }
    }

    /// In a copy nothing begins that could not end.
    fn only_looks(&self, action: Action) -> Option<String> {
        let until = self.seat.mirror.copy_of.filter(|_| action.changes())?;
        let no = Refusal::OnlyLookedAt { until };
        let shop = self.seat.mirror.shop.as_deref();
        Some(text::refusal::refusal(self.seat.lang, &no, shop))
    }

    /// Can it be done now, by the screen on top or by the desk itself?
    pub(super) fn can(&self, action: Action) -> Availability {
        if let Some(why) = self.only_looks(action) {
            return Availability::No(why);
        }
        match self.stack.top().can(action, &self.seat) {
            Availability::Absent if EVERYWHERE.contains(&action) => self.can_everywhere(action),
            other => other,
        }
    }

    /// Can the desk do it, whatever screen is on top?
    fn can_everywhere(&self, action: Action) -> Availability {
        let top = self.stack.top();
        match action {
            // Of the deal that is selected or open, wherever that is.
            Action::AddItem | Action::AddTask | Action::Tags => match top.deal() {
                Some(_) => Availability::Yes,
                None if top.context() == Context::Board => {
                    Availability::No(text::desk::nothing_selected(self.seat.lang).to_owned())
                }
                None => Availability::Absent,
            },
            action => self.seat.can(action),
        }
    }

    /// Notes what can be done here and now, for what is about to lie over it.
    fn offer(&mut self) {
        let top = self.stack.top();
        let mut actions = top.offers(&self.seat);
        actions.extend(EVERYWHERE.into_iter().filter(|a| *a != Action::Close));
        let mut offered: Vec<(Action, Availability)> = Vec::new();
        for action in actions {
            if !offered.iter().any(|(a, _)| *a == action) {
                offered.push((action, self.can(action)));
            }
        }
        self.seat.offered_in = top.context();
        self.seat.offered = offered;
    }

    fn everywhere(&mut self, action: Action) {
        let can = self.can_everywhere(action);
        let deal = self.stack.top().deal();
        let seat = &mut self.seat;
        if let Availability::No(why) = can {
            seat.say(Level::Warning, why);
            return;
        }
        if let Some(overlay) = deal.and_then(|deal| of_deal(action, deal)) {
            return self.stack.open(overlay, seat);
        }
        match action {
            Action::GoBoard => self.stack.go(Name::Board, seat),
            Action::GoContacts => self.stack.go(Name::Contacts, seat),
            Action::GoApprovals => self.stack.go(Name::Approvals, seat),
            Action::GoSettings => self.stack.go(Name::Settings, seat),
            Action::GoLog => self.stack.go(Name::Log, seat),
            Action::Help | Action::Palette | Action::Prompt => {
                self.offer();
                let overlay = match action {
                    Action::Help => Overlay::Help,
                    Action::Prompt => Overlay::Prompt(self.stack.top().deal()),
                    _ => Overlay::Palette,
                };
                self.stack.open(overlay, &mut self.seat);
            }
            Action::Absence => {
                if let Some(me) = seat.mirror.my_id() {
                    self.stack.open(Overlay::Absence(me), seat);
                }
            }
            Action::Search => self.stack.open(Overlay::Search(String::new()), seat),
            Action::Close => {
                if !self.stack.close(seat) && !seat.toasts.is_empty() {
                    seat.toasts.clear();
                }
            }
            Action::Undo => {
                seat.act(Act::Undo { command: None });
                if seat.mirror.link != Link::Up {
                    seat.say(Level::Note, text::desk::undo_waits(seat.lang));
                }
            }
            Action::Redo => {
                if let Some(undo) = seat.mirror.redo() {
                    seat.act(Act::Undo {
                        command: Some(undo),
                    });
                }
            }
            Action::Redraw => {
                seat.effect(Effect::Redraw);
                seat.dirty();
            }
            Action::Suspend => seat.effect(Effect::Suspend),
            Action::Quit => self.quit(),
            _ => {
                seat.say(Level::Note, text::desk::not_here(seat.lang));
            }
        }
    }

    /// Says once what would be lost.
    fn quit(&mut self) {
        let lang = self.seat.lang;
        let waiting = self.seat.mirror.pending.len();
        let loss = if self.stack.holds_work() {
            Some(text::desk::quit_work(lang).to_owned())
        } else if waiting > 0 {
            Some(text::desk::quit_waiting(lang, waiting))
        } else {
            None
        };
        match loss {
            Some(words) if !self.warned => {
                self.warned = true;
                self.seat.say(Level::Warning, words);
            }
            _ => self.seat.effect(Effect::Quit),
        }
    }
}

/// What opens for the deal that is selected or open, whatever the screen.
fn of_deal(action: Action, deal: DealId) -> Option<Overlay> {
    Some(match action {
        Action::AddItem => Overlay::AddItem(deal),
        Action::AddTask => Overlay::AddTask(deal),
        Action::Tags => Overlay::Tags(deal),
        _ => return None,
    })
}

/// What the desk does itself where the screen on top doesn't.
pub(super) const EVERYWHERE: [Action; 19] = [
    Action::GoBoard,
    Action::GoContacts,
    Action::GoApprovals,
    Action::GoSettings,
    Action::GoLog,
    Action::Help,
    Action::Palette,
    Action::Search,
    Action::Prompt,
    Action::AddItem,
    Action::AddTask,
    Action::Tags,
    Action::Absence,
    Action::Close,
    Action::Undo,
    Action::Redo,
    Action::Redraw,
    Action::Suspend,
    Action::Quit,
];
