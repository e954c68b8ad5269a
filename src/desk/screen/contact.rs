//! The card of one contact: every way to reach them, their deals, one history of everything.
use super::deal::{fault_words, ways};
use super::facts::{self, Line};
use super::sheet::{End, Sheet};
use super::story::Story;
use super::{Overlay, Screen, contact_form, go, new_deal};
use crate::desk::action::{Action, Availability};
use crate::desk::cells;
use crate::desk::key::Input;
use crate::desk::keymap::Context;
use crate::desk::message::{Fault, Reply, Request, RequestId};
use crate::desk::part::list::{Go, List};
use crate::desk::part::panel;
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::domain::event::Subject;
use crate::domain::id::{CommandId, ContactId};
use crate::text::{self, time};
use crate::wire::Done;
use crate::wire::contact::View;
use crate::wire::deal::HistoryQuery;
use crate::wire::feed::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

const WIDE: u16 = 100;
const PAGE: u32 = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    /// Everything about the person: Enter edits it.
    Person,
    Deal(usize),
    NewDeal,
}

#[derive(Debug)]
pub(super) struct ContactCard {
    id: ContactId,
    view: Option<Box<View>>,
    asked: Option<RequestId>,
    again: bool,
    more_asked: Option<RequestId>,
    fault: Option<String>,
    /// The history has the keys, not the facts.
    reading: bool,
    list: List<Row>,
    story: Story,
    sheet: Option<Sheet>,
}

impl ContactCard {
    pub(super) fn new(id: ContactId) -> ContactCard {
        ContactCard {
            id,
            view: None,
            asked: None,
            again: false,
            more_asked: None,
            fault: None,
            reading: false,
            list: List::default(),
            story: Story::default(),
            sheet: None,
        }
    }

    fn ask(&mut self, seat: &mut Seat) {
        if self.asked.is_some() {
            self.again = true;
        } else {
            self.asked = Some(seat.ask(Request::Contact(self.id)));
        }
    }

    fn lines(&self, seat: &Seat) -> Vec<Line<Row>> {
        use text::contact as w;
        let (Some(view), Some(shop)) = (&self.view, seat.mirror.shop.as_deref()) else {
            return Vec::new();
        };
        let look = seat.look();
        let lang = look.lang;
        let day = |at| time::day(lang, at, look.when.now, look.when.zone);
        let contact = &view.contact;
        let since = match contact.client_since {
            Some(at) => text::deal::client_since(lang, &day(at)),
            None => text::deal::lead(lang).to_owned(),
        };
        let mut lines = vec![
            Line::whole(Some(Row::Person), contact.called(), Role::Strong, since),
            Line::pair(
                None,
                w::known_since(lang),
                day(contact.created_at),
                Role::Text,
            ),
        ];
        if contact.deleted {
            lines.push(Line::whole(None, text::deal::in_bin(lang), Role::Warn, ""));
        }
        lines.push(Line::title(w::reach(lang)));
        for (name, value) in ways(contact, lang) {
            lines.push(Line::pair(None, &name, value, Role::Text));
        }
        lines.push(Line::title(w::deals(lang)));
        if view.deals.is_empty() {
            lines.push(Line::whole(None, w::no_deals(lang), Role::Faint, ""));
        }
        for (n, card) in view.deals.iter().enumerate() {
            let what = match card.title.is_empty() {
                true => &card.goods,
                false => &card.title,
            };
            let stage = text::history::stage_name(card.stage, shop);
            let said = format!("{} {what}", text::deal::number(lang, card.id.0));
            let role = match card.closed_at {
                Some(_) => Role::Faint,
                None => Role::Text,
            };
            let right = format!("{stage} · {}", card.amount);
            lines.push(Line::whole(Some(Row::Deal(n)), said, role, right));
        }
        let add = format!("+ {}", w::new_deal(lang));
        lines.push(Line::whole(Some(Row::NewDeal), add, Role::Faint, ""));
        lines
    }

    fn rows(&self, seat: &Seat) -> Vec<Row> {
        self.lines(seat)
            .iter()
            .filter_map(|line| line.row)
            .collect()
    }

    fn step(&mut self, to: Go, seat: &mut Seat) {
        seat.dirty();
        if !self.reading {
            let rows = self.rows(seat);
            self.list.go(to, &rows);
        } else if self.story.go(to)
            && let Some(view) = self.view.as_ref().filter(|v| v.more)
            && self.more_asked.is_none()
        {
            let query = HistoryQuery {
                before: view.history.last().map(|e| e.seq),
                limit: Some(PAGE),
            };
            self.more_asked = Some(seat.ask(Request::ContactHistory(self.id, query)));
        }
    }

    fn edit(&mut self, mut sheet: Sheet, seat: &mut Seat) {
        sheet.begin(seat);
        self.sheet = Some(sheet);
    }

    fn end(&mut self, end: End, seat: &mut Seat) {
        if end == End::Over
            && let Some(overlay) = self.sheet.take().and_then(|mut sheet| sheet.then())
        {
            seat.open(overlay);
        }
    }

    fn new_deal(&mut self, seat: &mut Seat) {
        if let Some(view) = &self.view {
            let sheet = new_deal::sheet_for(&view.contact, seat);
            self.edit(sheet, seat);
        }
    }

    fn open(&mut self, seat: &mut Seat) {
        match self.list.selected() {
            Some(Row::Person) => self.edit(contact_form::edit(self.id, seat), seat),
            Some(Row::NewDeal) => self.new_deal(seat),
            Some(Row::Deal(n)) => {
                if let Some(card) = self.view.as_ref().and_then(|v| v.deals.get(n)) {
                    let (id, card) = (card.id, card.clone());
                    seat.mirror.remember(card);
                    seat.open(Overlay::Deal(id));
                }
            }
            None => {}
        }
    }

    fn touched(&self, frame: &Frame) -> bool {
        frame.many
            || frame.touched.contains(&Subject::Contact(self.id))
            || frame.cards.iter().any(|c| c.contact == Some(self.id))
    }

    fn draw_facts(&self, seat: &Seat, area: Rect, buf: &mut Buffer) {
        let look = seat.look();
        let lang = look.lang;
        let right = match seat.size.0 < WIDE {
            true => format!("{} {}", look.theme.glyphs.arrow, text::deal::history(lang)),
            false => String::new(),
        };
        let title = text::contact::card(lang, self.id.0);
        let inner = panel::framed_with(area, buf, look.theme, &title, &right, !self.reading);
        match (&self.view, &self.fault) {
            (None, fault) => {
                let (words, role) = match fault {
                    Some(fault) => (fault.as_str(), Role::Alarm),
                    None => (text::part::loading(lang), Role::Faint),
                };
                cells::put(buf, look.theme, inner, words, role);
            }
            _ => {
                let selected = self.list.selected().filter(|_| !self.reading);
                facts::draw(&self.lines(seat), selected, inner, buf, look);
            }
        }
    }

    fn draw_story(&self, seat: &Seat, area: Rect, buf: &mut Buffer) {
        let look = seat.look();
        let lang = look.lang;
        let right = match seat.size.0 < WIDE {
            true => format!("{} {}", look.theme.glyphs.back, text::contact::facts(lang)),
            false => String::new(),
        };
        let title = text::deal::history(lang);
        let inner = panel::framed_with(area, buf, look.theme, title, &right, self.reading);
        if let Some(view) = &self.view {
            self.story.draw(&view.history, view.more, seat, inner, buf);
        }
    }
}

impl Screen for ContactCard {
    fn context(&self) -> Context {
        match self.sheet {
            Some(_) => Context::Form,
            None => Context::List,
        }
    }

    fn offers(&self, seat: &Seat) -> Vec<Action> {
        if let Some(sheet) = &self.sheet {
            return sheet.offers();
        }
        let side = match self.reading {
            true => Action::Left,
            false => Action::Right,
        };
        let mut offers = match self.reading {
            true => Vec::new(),
            false => vec![Action::Open],
        };
        if seat.size.0 < WIDE {
            offers.push(side);
        }
        offers.extend([Action::Close, Action::New, Action::Edit]);
        for action in [
            Action::Up,
            Action::Down,
            Action::PageUp,
            Action::PageDown,
            Action::First,
            Action::Last,
            Action::Left,
            Action::Right,
        ] {
            if !offers.contains(&action) {
                offers.push(action);
            }
        }
        offers
    }

    fn word(&self, action: Action, seat: &Seat) -> &'static str {
        use text::action::short as w;
        let lang = seat.lang;
        if let Some(sheet) = &self.sheet {
            return sheet.word(action, lang);
        }
        match (action, self.list.selected()) {
            (Action::Left, _) => text::contact::to_facts(lang),
            (Action::Right, _) => text::deal::to_history(lang),
            (Action::Open, Some(Row::Person)) => w::edit(lang),
            (Action::Open, Some(Row::NewDeal)) => text::contact::new_deal(lang),
            (Action::New, _) => text::contact::new_deal(lang),
            (action, _) => action.short(lang),
        }
    }

    fn can(&self, action: Action, seat: &Seat) -> Availability {
        // The desk closes what is on top; a form its own list first.
        if action == Action::Close && self.sheet.is_none() {
            return Availability::Absent;
        }
        match self.offers(seat).contains(&action) {
            true => Availability::Yes,
            false => Availability::Absent,
        }
    }

    fn act(&mut self, action: Action, seat: &mut Seat) {
        seat.dirty();
        if let Some(sheet) = &mut self.sheet {
            let end = sheet.act(action, seat);
            return self.end(end, seat);
        }
        if let Some(to) = go(action) {
            return self.step(to, seat);
        }
        match action {
            Action::Left => self.reading = false,
            Action::Right => self.reading = true,
            Action::Edit => self.edit(contact_form::edit(self.id, seat), seat),
            Action::New => self.new_deal(seat),
            Action::Open if !self.reading => self.open(seat),
            _ => {}
        }
    }

    fn input(&mut self, input: &Input, seat: &mut Seat) -> bool {
        match &mut self.sheet {
            Some(sheet) => sheet.input(input, seat),
            None => false,
        }
    }

    fn reply(&mut self, id: RequestId, reply: &Result<Reply, Fault>, seat: &mut Seat) -> bool {
        if self.more_asked == Some(id) {
            self.more_asked = None;
            if let (Ok(Reply::History(events)), Some(view)) = (reply, &mut self.view) {
                view.more = events.len() >= PAGE as usize;
                view.history.extend(events.iter().cloned());
                seat.dirty();
            }
            return true;
        }
        if self.asked == Some(id) {
            self.asked = None;
            match reply {
                Ok(Reply::Contact(view)) => {
                    self.view = Some(view.clone());
                    self.fault = None;
                    let rows = self.rows(seat);
                    self.list.settle(&rows);
                }
                Ok(_) => {}
                Err(fault) => self.fault = Some(fault_words(fault, seat)),
            }
            if std::mem::take(&mut self.again) {
                self.ask(seat);
            }
            seat.dirty();
            return true;
        }
        match &mut self.sheet {
            Some(sheet) => sheet.reply(id, reply, seat),
            None => false,
        }
    }

    fn settled(
        &mut self,
        command: CommandId,
        result: &Result<Done, Fault>,
        seat: &mut Seat,
    ) -> bool {
        let sheet = self.sheet.as_mut();
        let Some(end) = sheet.and_then(|sheet| sheet.settled(command, result, seat)) else {
            return false;
        };
        self.end(end, seat);
        self.ask(seat);
        true
    }

    fn heard(&mut self, frame: &Frame, seat: &mut Seat) {
        if self.touched(frame) {
            self.ask(seat);
        }
    }

    fn timer(&mut self, number: u64, seat: &mut Seat) -> bool {
        match &mut self.sheet {
            Some(sheet) => sheet.timer(number, seat),
            None => false,
        }
    }

    fn refresh(&mut self, seat: &mut Seat) {
        self.ask(seat);
    }

    fn settle(&mut self, seat: &mut Seat) {
        if let Some(sheet) = &mut self.sheet {
            sheet.settle(seat);
        }
    }

    fn holds_work(&self) -> bool {
        self.sheet.as_ref().is_some_and(Sheet::holds_work)
    }

    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        if area.width >= WIDE {
            let left = (area.width / 2).clamp(48, 80);
            self.draw_facts(seat, cells::first(area, left), buf);
            self.draw_story(seat, cells::right_of(area, left), buf);
        } else if self.reading {
            self.draw_story(seat, area, buf);
        } else {
            self.draw_facts(seat, area, buf);
        }
        self.sheet.as_ref()?.draw(seat, area, buf)
    }
}
