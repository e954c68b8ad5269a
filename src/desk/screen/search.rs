//! One box over everything: deals and contacts as they are typed for.
//!
//! Only the newest question counts: an answer to an older one is dropped.
use super::{Overlay, Screen};
use crate::desk::action::Action;
use crate::desk::cells;
use crate::desk::key::Input;
use crate::desk::keymap::Context;
use crate::desk::message::{Fault, Reply, Request, RequestId};
use crate::desk::part::edit::Edit;
use crate::desk::part::list::{Go, List};
use crate::desk::part::table::{self, Column};
use crate::desk::part::{Look, panel, picker};
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::domain::fold::fold;
use crate::domain::phone;
use crate::text;
use crate::wire::find::{Found, Hit, Query};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// How long after the last letter the server is asked, in milliseconds.
const PAUSE: u64 = 80;
const MOST: u32 = 40;

#[derive(Debug)]
pub(super) struct Search {
    query: Edit,
    pause: Option<u64>,
    asked: Option<RequestId>,
    /// `None`: nothing was looked for yet.
    found: Option<Found>,
    list: List<usize>,
    fault: Option<String>,
}

impl Search {
    pub(super) fn new(words: &str, seat: &mut Seat) -> Search {
        Search {
            query: Edit::line(words),
            pause: None,
            asked: (!words.is_empty()).then(|| ask(words.to_owned(), seat)),
            found: None,
            list: List::default(),
            fault: None,
        }
    }

    fn hits(&self) -> &[Hit] {
        self.found.as_ref().map_or(&[], |f| &f.hits)
    }

    fn ids(&self) -> Vec<usize> {
        (0..self.hits().len()).collect()
    }

    fn open(&self, seat: &mut Seat) {
        let Some(hit) = self.list.selected().and_then(|n| self.hits().get(n)) else {
            return;
        };
        seat.close();
        match hit {
            Hit::Deal(card) => {
                seat.mirror.remember((**card).clone());
                seat.open(Overlay::Deal(card.id));
            }
            Hit::Contact(contact) => seat.open(Overlay::Contact(contact.id)),
        }
    }

    fn values(hit: &Hit, seat: &Seat) -> [(String, Role); 4] {
        let lang = seat.lang;
        match hit {
            Hit::Deal(card) => {
                let what = match card.title.is_empty() {
                    true => &card.goods,
                    false => &card.title,
                };
                let stage = seat.mirror.shop.as_deref();
                let stage = stage.map(|s| text::history::stage_name(card.stage, s));
                [
                    (text::deal::number(lang, card.id.0), Role::Accent),
                    (named(&card.name, what), Role::Text),
                    (stage.unwrap_or_default(), Role::Faint),
                    (card.amount.to_string(), Role::Text),
                ]
            }
            Hit::Contact(contact) => {
                let phone = contact.phones.first().map_or("", String::as_str);
                let pretty = phone::pretty(phone);
                let city = contact.addresses.first().map_or("", |a| a.city.as_str());
                [
                    (text::search::contact(lang).to_owned(), Role::Note),
                    (contact.called(), Role::Text),
                    (city.to_owned(), Role::Faint),
                    (pretty, Role::Text),
                ]
            }
        }
    }

    fn draw_hits(&self, seat: &Seat, area: Rect, buf: &mut Buffer, look: Look<'_>) {
        let columns = [
            Column::cells("", 8),
            Column::share("", 16, 3),
            Column::share("", 8, 1).spare(1),
            Column::cells("", 18).right().spare(2),
        ];
        let words: Vec<String> = fold(&self.query.text())
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        let ids = self.ids();
        self.list.draw(area, buf, look, (&ids, 1), |n, row, buf| {
            let Some(hit) = self.hits().get(n) else {
                return;
            };
            let values = Search::values(hit, seat);
            let places = table::places(&columns, row);
            for ((column, place), (text, role)) in columns.iter().zip(places).zip(&values) {
                if column.right {
                    cells::put_right(buf, look.theme, place, text, *role);
                } else {
                    let shown = picker::pieces(text, &lit(text, &words), *role);
                    cells::put_row(buf, look.theme, place, &shown);
                }
            }
        });
    }
}

/// Whose deal it is and what it is about.
fn named(name: &str, what: &str) -> String {
    let both = [name, what].into_iter().filter(|part| !part.is_empty());
    both.collect::<Vec<_>>().join(" · ")
}

/// Which letters of the text were typed.
fn lit(text: &str, words: &[String]) -> Vec<usize> {
    let folded: Vec<char> = fold(text).chars().collect();
    if folded.len() != text.chars().count() {
        return Vec::new();
    }
    let mut letters: Vec<usize> = Vec::new();
    for word in words {
        let word: Vec<char> = word.chars().collect();
        for (at, _) in folded
            .windows(word.len().max(1))
            .enumerate()
            .filter(|(_, w)| *w == word)
        {
            letters.extend(at..at + word.len());
        }
    }
    letters.sort_unstable();
    letters.dedup();
    letters
}

fn ask(text: String, seat: &mut Seat) -> RequestId {
    seat.ask(Request::Find(Query {
        text,
        limit: Some(MOST),
    }))
}

impl Screen for Search {
    fn context(&self) -> Context {
        Context::Text
    }

    fn offers(&self, _: &Seat) -> Vec<Action> {
        vec![
            Action::Open,
            Action::Up,
            Action::Down,
            Action::PageUp,
            Action::PageDown,
        ]
    }

    fn act(&mut self, action: Action, seat: &mut Seat) {
        let ids = self.ids();
        let to = match action {
            Action::Up => Go::Up,
            Action::Down => Go::Down,
            Action::PageUp => Go::PageUp,
            Action::PageDown => Go::PageDown,
            _ => return self.open(seat),
        };
        self.list.go(to, &ids);
        seat.dirty();
    }

    fn input(&mut self, input: &Input, seat: &mut Seat) -> bool {
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
            self.asked = None;
            if self.query.text().trim().is_empty() {
                (self.pause, self.found) = (None, None);
            } else {
                self.pause = Some(seat.timer(PAUSE));
            }
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
        self.asked = Some(ask(self.query.text(), seat));
        seat.dirty();
        true
    }

    fn reply(&mut self, id: RequestId, reply: &Result<Reply, Fault>, seat: &mut Seat) -> bool {
        if self.asked != Some(id) {
            return false;
        }
        self.asked = None;
        match reply {
            Ok(Reply::Found(found)) => {
                self.fault = None;
                self.found = Some((**found).clone());
                self.list = List::default();
                let ids = self.ids();
                self.list.settle(&ids);
            }
            Ok(_) => {}
            Err(fault) => self.fault = Some(super::deal::fault_words(fault, seat)),
        }
        seat.dirty();
        true
    }

    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let look = seat.look();
        let (lang, theme) = (look.lang, look.theme);
        let hits = u16::try_from(self.hits().len()).unwrap_or(u16::MAX);
        let height = hits.saturating_add(5).clamp(8, area.height.max(8));
        let place = cells::middle(area, area.width.min(96), height);
        // The box stays where it is while hits come and go.
        let place = Rect {
            y: area.y,
            height,
            ..place
        };
        let place = place.intersection(area);
        let count = match &self.found {
            Some(found) => {
                let n = i64::try_from(found.hits.len()).unwrap_or(i64::MAX);
                let plus = if found.more { "+" } else { "" };
                format!("{}{plus}", text::search::found(lang, n))
            }
            None => String::new(),
        };
        let title = text::search::title(lang);
        let inner = panel::framed_with(place, buf, theme, title, &count, true);
        let line = cells::top(inner, 1);
        cells::put(buf, theme, line, theme.glyphs.arrow, Role::Accent);
        let typed = cells::right_of(line, 2);
        let cursor = self.query.draw(typed, buf, theme, true);
        if self.query.is_empty() {
            cells::put(buf, theme, typed, text::search::hint(lang), Role::Faint);
        }
        let body = cells::below(inner, 2);
        let said = match (&self.fault, &self.found) {
            (Some(fault), _) => Some((fault.as_str(), Role::Alarm)),
            (None, None) if self.asked.is_some() => {
                Some((text::search::searching(lang), Role::Faint))
            }
            (None, Some(found)) if found.hits.is_empty() => {
                Some((text::search::nothing(lang), Role::Faint))
            }
            _ => None,
        };
        match said {
            Some((words, role)) => {
                cells::put(buf, theme, cells::right_of(body, 2), words, role);
            }
            None => {
                let more = self.found.as_ref().is_some_and(|f| f.more);
                let rows = body.height.saturating_sub(u16::from(more));
                self.draw_hits(seat, cells::top(body, rows), buf, look);
                if let Some(row) = cells::row(body, rows).filter(|_| more) {
                    let words = text::search::more(lang);
                    cells::put(buf, theme, cells::right_of(row, 2), words, Role::Faint);
                }
            }
        }
        cursor
    }
}
