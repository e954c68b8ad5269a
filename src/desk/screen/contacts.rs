//! All contacts: typed for from the first letter, read page by page.
use super::{Overlay, Screen, go};
use crate::desk::action::{Action, Availability};
use crate::desk::cells;
use crate::desk::key::Input;
use crate::desk::keymap::Context;
use crate::desk::message::{Fault, Reply, Request, RequestId};
use crate::desk::part::edit::Edit;
use crate::desk::part::list::List;
use crate::desk::part::panel;
use crate::desk::part::table::{self, Column};
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::domain::contact::Contact;
use crate::domain::event::Subject;
use crate::domain::id::ContactId;
use crate::domain::phone;
use crate::text::{self, Lang, time};
use crate::wire::contact::ListQuery;
use crate::wire::feed::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// How long after the last letter the server is asked, in milliseconds.
const PAUSE: u64 = 80;
const PAGE: u32 = 100;

#[derive(Debug)]
pub(super) struct Contacts {
    query: Edit,
    /// Letters go to the query; else they are shortcuts.
    typing: bool,
    shown: Vec<Contact>,
    list: List<ContactId>,
    /// The present question and whether its answer goes behind what is shown.
    asked: Option<(RequestId, bool)>,
    pause: Option<u64>,
    /// There is no next page.
    whole: bool,
    read: bool,
    fault: Option<String>,
}

impl Default for Contacts {
    fn default() -> Self {
        Contacts {
            query: Edit::line(""),
            typing: true,
            shown: Vec::new(),
            list: List::default(),
            asked: None,
            pause: None,
            whole: false,
            read: false,
            fault: None,
        }
    }
}

impl Contacts {
    fn ids(&self) -> Vec<ContactId> {
        self.shown.iter().map(|c| c.id).collect()
    }

    fn ask(&mut self, behind: bool, seat: &mut Seat) {
        let text = self.query.text().trim().to_owned();
        let before = self.shown.last().filter(|_| behind).map(|c| c.id);
        let query = ListQuery {
            text: (!text.is_empty()).then_some(text),
            before,
            limit: Some(PAGE),
        };
        self.asked = Some((seat.ask(Request::Contacts(query)), behind));
    }

    fn open(&self, seat: &mut Seat) {
        if let Some(id) = self.list.selected() {
            seat.open(Overlay::Contact(id));
        }
    }

    fn columns(lang: Lang) -> Vec<Column> {
        use text::contact as w;
        vec![
            Column::share(w::name(lang), 14, 3),
            Column::cells(w::phone(lang), 18),
            Column::share(w::city(lang), 10, 1).spare(1),
            Column::cells(w::status(lang), 14).spare(2),
        ]
    }
}

impl Screen for Contacts {
    fn context(&self) -> Context {
        match self.typing {
            true => Context::Text,
            false => Context::List,
        }
    }

    fn offers(&self, _: &Seat) -> Vec<Action> {
        let mut offers = vec![Action::Open, Action::New];
        match self.typing {
            true => offers.push(Action::Close),
            false => offers.extend([Action::Edit, Action::Filter]),
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
        let none = || {
            let words = text::contact::nobody_selected(seat.lang);
            Availability::No(words.to_owned())
        };
        match action {
            Action::Open | Action::Edit if self.list.selected().is_none() => none(),
            action if self.offers(seat).contains(&action) => Availability::Yes,
            _ => Availability::Absent,
        }
    }

    fn word(&self, action: Action, seat: &Seat) -> &'static str {
        match action {
            Action::New => text::contact::new(seat.lang),
            Action::Filter => text::action::short::search(seat.lang),
            Action::Close => text::contact::to_list(seat.lang),
            action => action.short(seat.lang),
        }
    }

    fn act(&mut self, action: Action, seat: &mut Seat) {
        seat.dirty();
        match action {
            Action::Close => self.typing = false,
            Action::Filter => self.typing = true,
            Action::Open => self.open(seat),
            Action::New => seat.open(Overlay::NewContact),
            Action::Edit => {
                if let Some(id) = self.list.selected() {
                    seat.open(Overlay::EditContact(id));
                }
            }
            action => {
                if let Some(go) = go(action) {
                    let ids = self.ids();
                    self.list.go(go, &ids);
                }
            }
        }
    }

    fn input(&mut self, input: &Input, seat: &mut Seat) -> bool {
        if !self.typing {
            return false;
        }
        let before = self.query.text();
        let taken = match input {
            Input::Key(key) => self.query.key(*key),
            Input::Paste(text) => {
                self.query.paste(text);
                true
            }
            _ => false,
        };
        if self.query.text() != before {
            self.pause = Some(seat.timer(PAUSE));
        }
        if taken {
            seat.dirty();
        }
        taken
    }

    fn timer(&mut self, number: u64, seat: &mut Seat) -> bool {
        if self.pause != Some(number) {
            return false;
        }
        self.pause = None;
        self.ask(false, seat);
        true
    }

    fn reply(&mut self, id: RequestId, reply: &Result<Reply, Fault>, seat: &mut Seat) -> bool {
        let Some((_, behind)) = self.asked.filter(|(asked, _)| *asked == id) else {
            return false;
        };
        self.asked = None;
        match reply {
            Ok(Reply::Contacts(contacts)) => {
                self.read = true;
                self.fault = None;
                // What is searched for comes best first and has no next page.
                self.whole = contacts.len() < PAGE as usize || !self.query.is_empty();
                if !behind {
                    self.shown.clear();
                }
                let known = self.ids();
                let new = contacts.iter().filter(|c| !known.contains(&c.id));
                self.shown.extend(new.cloned());
                let ids = self.ids();
                self.list.settle(&ids);
            }
            Ok(_) => {}
            Err(fault) => self.fault = Some(super::deal::fault_words(fault, seat)),
        }
        seat.dirty();
        true
    }

    fn heard(&mut self, frame: &Frame, seat: &mut Seat) {
        let contacts = frame.touched.iter();
        let touched = contacts
            .filter(|s| matches!(s, Subject::Contact(_)))
            .count()
            > 0;
        if self.read && (touched || frame.many) && self.shown.len() <= PAGE as usize {
            self.ask(false, seat);
        }
    }

    fn refresh(&mut self, seat: &mut Seat) {
        self.ask(false, seat);
    }

    /// Whoever comes here looks for somebody.
    fn arrive(&mut self, seat: &mut Seat) {
        self.typing = true;
        if !self.query.is_empty() {
            self.query = Edit::line("");
            self.pause = None;
            self.ask(false, seat);
        }
        seat.dirty();
    }

    fn settle(&mut self, seat: &mut Seat) {
        if self.read
            && !self.whole
            && self.asked.is_none()
            && self.list.wants_more(self.shown.len())
        {
            self.ask(true, seat);
        }
    }

    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let look = seat.look();
        let (lang, theme) = (look.lang, look.theme);
        let title = text::contact::title(lang);
        let inner = panel::framed(area, buf, theme, title, true);
        let line = cells::first(
            cells::right_of(cells::top(inner, 1), 1),
            inner.width.saturating_sub(2),
        );
        // Where letters are shortcuts the line says by which of them it is come back to.
        let (mark, role) = match seat.keys(Context::List, Action::Filter) {
            Some(keys) if !self.typing => (keys, Role::HintKey),
            _ => (theme.glyphs.arrow.to_owned(), Role::Accent),
        };
        let used = cells::put(buf, theme, line, &mark, role) + 1;
        let place = cells::right_of(line, used);
        let cursor = match self.typing {
            true => self.query.draw(place, buf, theme, true),
            false => {
                cells::put(buf, theme, place, &self.query.text(), Role::Faint);
                None
            }
        };
        if self.query.is_empty() {
            cells::put(buf, theme, place, text::contact::search(lang), Role::Faint);
        }
        let columns = Contacts::columns(lang);
        let head = cells::top(cells::below(cells::right_of(inner, 2), 1), 1);
        table::head(&columns, head, buf, look);
        let body = cells::below(inner, 2);
        let said = match (&self.fault, self.shown.is_empty(), self.read) {
            (Some(fault), ..) => Some((fault.as_str(), Role::Alarm)),
            (None, true, false) => Some((text::part::loading(lang), Role::Faint)),
            (None, true, true) if self.query.is_empty() => {
                Some((text::contact::nobody_yet(lang), Role::Faint))
            }
            (None, true, true) => Some((text::contact::nobody_found(lang), Role::Faint)),
            _ => None,
        };
        if let Some((words, role)) = said {
            cells::put(
                buf,
                theme,
                cells::right_of(cells::top(body, 1), 2),
                words,
                role,
            );
            return cursor.filter(|_| self.typing);
        }
        let ids = self.ids();
        self.list.draw(body, buf, look, (&ids, 1), |id, row, buf| {
            let Some(contact) = self.shown.iter().find(|c| c.id == id) else {
                return;
            };
            let phone = contact.phones.first().map_or("", String::as_str);
            let phone = phone::pretty(phone);
            let city = contact.addresses.first().map_or("", |a| a.city.as_str());
            let (status, role) = match contact.client_since {
                Some(at) => {
                    let day = time::day(lang, at, look.when.now, look.when.zone);
                    (text::contact::since(lang, &day), Role::Ok)
                }
                None => (text::contact::lead(lang).to_owned(), Role::Faint),
            };
            let values = [
                (contact.called(), Role::Text),
                (phone, Role::Text),
                (city.to_owned(), Role::Faint),
                (status, role),
            ];
            table::row(&columns, row, buf, look, &values);
        });
        cursor.filter(|_| self.typing)
    }
}
