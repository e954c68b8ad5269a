//! How the shop is set up, to be looked at: people with their loads, the shop files, and a test of the keyboard.
//! Changing is done in the files.
mod files;
mod keys;
mod people;

use super::{Overlay, Screen, absence, go};
use crate::desk::action::{Action, Availability};
use crate::desk::cells;
use crate::desk::key::Input;
use crate::desk::keymap::Context;
use crate::desk::message::{Fault, Reply, Request, RequestId};
use crate::desk::part::list::List;
use crate::desk::part::panel;
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::domain::assign::Candidate;
use crate::domain::event::Subject;
use crate::domain::id::OperatorId;
use crate::text;
use crate::wire::feed::Frame;
use crate::wire::setup::Setup;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    People,
    Files,
    Keys,
}

const TABS: [Tab; 3] = [Tab::People, Tab::Files, Tab::Keys];

#[derive(Debug, Default)]
pub(super) struct Settings {
    tab: Tab,
    people: List<OperatorId>,
    staff: Vec<Candidate>,
    staff_asked: Option<RequestId>,
    setup: Option<Box<Setup>>,
    setup_asked: Option<RequestId>,
    files: files::Files,
    keys: keys::Test,
    fault: Option<String>,
}

impl Settings {
    fn step(&mut self, action: Action, seat: &Seat) {
        let Some(go) = go(action) else {
            return;
        };
        match self.tab {
            Tab::People => {
                let ids = people::ids(seat);
                self.people.go(go, &ids);
            }
            Tab::Files => self.files.go(go),
            Tab::Keys => {}
        }
    }

    /// The keyboard is being tested: every key only shows itself.
    fn testing(&self) -> bool {
        self.tab == Tab::Keys && self.keys.running
    }
}

impl Screen for Settings {
    fn context(&self) -> Context {
        match self.testing() {
            true => Context::Text,
            false => Context::List,
        }
    }

    fn offers(&self, _: &Seat) -> Vec<Action> {
        if self.testing() {
            return vec![Action::Close];
        }
        let mut offers = vec![Action::Right, Action::Left];
        offers.insert(0, Action::Open);
        if self.tab == Tab::People {
            offers.push(Action::Absence);
        }
        offers.extend([
            Action::Up,
            Action::Down,
            Action::PageUp,
            Action::PageDown,
            Action::First,
            Action::Last,
        ]);
        offers
    }

    fn can(&self, action: Action, seat: &Seat) -> Availability {
        if let (Action::Open | Action::Absence, Tab::People, false) =
            (action, self.tab, self.testing())
        {
            let words = text::settings::away_others(seat.lang);
            return match self.people.selected() {
                Some(of) if absence::may(of, seat) => Availability::Yes,
                _ => Availability::No(words.to_owned()),
            };
        }
        match self.testing() || self.offers(seat).contains(&action) {
            true => Availability::Yes,
            false => Availability::Absent,
        }
    }

    fn word(&self, action: Action, seat: &Seat) -> &'static str {
        use text::action::short as w;
        match (action, self.tab) {
            (Action::Open, Tab::Keys) => w::run(seat.lang),
            (Action::Open, Tab::Files) => w::next_file(seat.lang),
            (Action::Open, Tab::People) => w::absence(seat.lang),
            (Action::Left | Action::Right, _) => w::tab(seat.lang),
            _ => action.short(seat.lang),
        }
    }

    fn act(&mut self, action: Action, seat: &mut Seat) {
        seat.dirty();
        if self.testing() {
            match action {
                Action::Close => self.keys.running = false,
                action => self.keys.action(action, seat),
            }
            return;
        }
        let at = TABS.iter().position(|t| *t == self.tab).unwrap_or(0);
        match (action, self.tab) {
            (Action::Left, _) => self.tab = TABS[at.saturating_sub(1)],
            (Action::Right, _) => self.tab = TABS[(at + 1).min(TABS.len() - 1)],
            (Action::Open | Action::Absence, Tab::People) => {
                if let Some(of) = self.people.selected() {
                    seat.open(Overlay::Absence(of));
                }
            }
            (Action::Open, Tab::Keys) => self.keys.start(),
            (Action::Open, Tab::Files) => {
                let many = self.setup.as_ref().map_or(0, |s| s.files.len());
                self.files.next(many);
            }
            (action, _) => self.step(action, seat),
        }
    }

    fn input(&mut self, input: &Input, seat: &mut Seat) -> bool {
        let taken = self.testing() && self.keys.input(input, seat.lang);
        if taken {
            seat.dirty();
        }
        taken
    }

    fn reply(&mut self, id: RequestId, reply: &Result<Reply, Fault>, seat: &mut Seat) -> bool {
        if ![self.staff_asked, self.setup_asked].contains(&Some(id)) {
            return false;
        }
        match reply {
            Ok(Reply::Staff(staff)) => {
                self.staff.clone_from(staff);
                let ids = people::ids(seat);
                self.people.settle(&ids);
            }
            Ok(Reply::Setup(setup)) => self.setup = Some(setup.clone()),
            Ok(_) => {}
            Err(fault) => self.fault = Some(super::deal::fault_words(fault, seat)),
        }
        seat.dirty();
        true
    }

    fn heard(&mut self, frame: &Frame, seat: &mut Seat) {
        let people = |s: &Subject| matches!(s, Subject::Operator(_));
        let changed = frame.setup.is_some() || frame.touched.iter().any(people);
        if changed && self.setup.is_some() {
            self.refresh(seat);
        }
    }

    fn refresh(&mut self, seat: &mut Seat) {
        self.fault = None;
        self.staff_asked = Some(seat.ask(Request::Staff));
        self.setup_asked = Some(seat.ask(Request::Setup));
    }

    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        use text::settings as w;
        let look = seat.look();
        let (lang, theme) = (look.lang, look.theme);
        let title = text::desk::settings(lang);
        let inner = panel::framed(area, buf, theme, title, true);
        let mut line = cells::right_of(cells::top(inner, 1), 1);
        for tab in TABS {
            let name = match tab {
                Tab::People => w::people(lang),
                Tab::Files => w::files(lang),
                Tab::Keys => w::keys(lang),
            };
            let (words, role) = match tab == self.tab {
                true => (format!("[{name}]"), Role::TitleFocus),
                false => (format!(" {name} "), Role::Faint),
            };
            let used = cells::put(buf, theme, line, &words, role);
            line = cells::right_of(line, used + 1);
        }
        let body = cells::below(inner, 2);
        if let Some(fault) = &self.fault {
            cells::put(buf, theme, cells::right_of(body, 2), fault, Role::Alarm);
            return None;
        }
        match self.tab {
            Tab::People => people::draw(&self.people, &self.staff, seat, body, buf),
            Tab::Files => self.files.draw(self.setup.as_deref(), seat, body, buf),
            Tab::Keys => self.keys.draw(seat, body, buf),
        }
        None
    }
}
