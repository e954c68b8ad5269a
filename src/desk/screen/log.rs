//! What happened and why, what I have to know, and everything the desk ever said: nothing is only a toast.
mod draw;

use super::story::Story;
use super::{Overlay, Screen, go};
use crate::desk::action::Action;
use crate::desk::keymap::Context;
use crate::desk::message::{Fault, Reply, Request, RequestId};
use crate::desk::part::list::List;
use crate::desk::seat::Seat;
use crate::domain::event::{Event, Subject};
use crate::domain::id::Seq;
use crate::text::{self, history};
use crate::wire::deal::HistoryQuery;
use crate::wire::feed::{Frame, Notices};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

const PAGE: u32 = 100;
/// How soon after something happened the list is read again, in milliseconds.
const PAUSE: u64 = 500;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Journal,
    Notices,
    Said,
}

#[derive(Debug)]
pub(super) struct Log {
    tab: Tab,
    events: Vec<Event>,
    whole: bool,
    read: bool,
    asked: Option<(RequestId, bool)>,
    pause: Option<u64>,
    notices: Option<Notices>,
    notices_asked: Option<RequestId>,
    fault: Option<String>,
    journal: List<Seq>,
    mine: List<Seq>,
    said: List<u64>,
    /// One entry with its reasons, over the list.
    open: Option<(Seq, Story)>,
}

impl Default for Log {
    fn default() -> Self {
        Log {
            tab: Tab::Journal,
            events: Vec::new(),
            whole: false,
            read: false,
            asked: None,
            pause: None,
            notices: None,
            notices_asked: None,
            fault: None,
            journal: List::default(),
            mine: List::default(),
            said: List::default(),
            open: None,
        }
    }
}

impl Log {
    fn ask(&mut self, behind: bool, seat: &mut Seat) {
        let query = HistoryQuery {
            before: self.events.last().filter(|_| behind).map(|e| e.seq),
            limit: Some(PAGE),
        };
        self.asked = Some((seat.ask(Request::Log(query)), behind));
    }

    fn ask_notices(&mut self, seat: &mut Seat) {
        self.notices_asked = Some(seat.ask(Request::Notices));
    }

    fn journal_ids(&self) -> Vec<Seq> {
        let told = self.events.iter().filter(|e| history::tells(e));
        told.map(|e| e.seq).collect()
    }

    fn notice_ids(&self) -> Vec<Seq> {
        let notices = self.notices.iter().flat_map(|n| &n.notices);
        notices.map(|n| n.seq).collect()
    }

    fn said_ids(seat: &Seat) -> Vec<u64> {
        seat.said().rev().map(|s| s.number).collect()
    }

    fn turn(&mut self, to: Tab, seat: &mut Seat) {
        self.tab = to;
        if to == Tab::Notices {
            self.see(seat);
        }
    }

    /// What is looked at is seen.
    fn see(&self, seat: &mut Seat) {
        let newest = self.notices.as_ref().filter(|n| n.unseen > 0);
        if let Some(newest) = newest.and_then(|n| n.notices.first()) {
            seat.mirror.notices = 0;
            let up_to = newest.seq;
            seat.ask(Request::NoticesSeen(up_to));
        }
    }

    fn step(&mut self, action: Action, seat: &mut Seat) {
        let Some(to) = go(action) else {
            return;
        };
        if let Some((_, story)) = &mut self.open {
            story.go(to);
            return;
        }
        match self.tab {
            Tab::Journal => {
                let ids = self.journal_ids();
                self.journal.go(to, &ids);
            }
            Tab::Notices => {
                let ids = self.notice_ids();
                self.mine.go(to, &ids);
            }
            Tab::Said => {
                let ids = Log::said_ids(seat);
                self.said.go(to, &ids);
            }
        }
    }

    fn selected_event(&self) -> Option<&Event> {
        let seq = self.journal.selected()?;
        self.events.iter().find(|e| e.seq == seq)
    }

    fn act_open(&mut self, seat: &mut Seat) {
        match self.tab {
            Tab::Journal => {
                // First what it was in full, then the record it was about.
                if self.open.is_some() {
                    if let Some(event) = self.selected_event() {
                        match event.fact.subject() {
                            Subject::Deal(id) => seat.open(Overlay::Deal(id)),
                            Subject::Contact(id) => seat.open(Overlay::Contact(id)),
                            _ => {}
                        }
                    }
                } else if let Some(seq) = self.journal.selected() {
                    self.open = Some((seq, Story::default()));
                }
            }
            Tab::Notices => {
                let seq = self.mine.selected();
                let notices = self.notices.iter().flat_map(|n| &n.notices);
                let found = notices.into_iter().find(|n| Some(n.seq) == seq);
                if let Some(notice) = found {
                    seat.open(Overlay::Deal(notice.deal));
                }
            }
            Tab::Said => {}
        }
    }
}

impl Screen for Log {
    fn context(&self) -> Context {
        Context::List
    }

    fn offers(&self, _: &Seat) -> Vec<Action> {
        let mut offers = match self.open {
            Some(_) => vec![Action::Open, Action::Close],
            None => vec![Action::Open, Action::Right, Action::Left],
        };
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

    fn word(&self, action: Action, seat: &Seat) -> &'static str {
        use text::action::short as w;
        match action {
            Action::Left | Action::Right => w::tab(seat.lang),
            action => action.short(seat.lang),
        }
    }

    fn act(&mut self, action: Action, seat: &mut Seat) {
        seat.dirty();
        let tabs = [Tab::Journal, Tab::Notices, Tab::Said];
        let at = tabs.iter().position(|t| *t == self.tab).unwrap_or(0);
        match action {
            Action::Close => self.open = None,
            Action::Left if self.open.is_none() => self.turn(tabs[at.saturating_sub(1)], seat),
            Action::Right if self.open.is_none() => self.turn(tabs[(at + 1).min(2)], seat),
            Action::Open => self.act_open(seat),
            action => self.step(action, seat),
        }
    }

    fn reply(&mut self, id: RequestId, reply: &Result<Reply, Fault>, seat: &mut Seat) -> bool {
        if self.notices_asked == Some(id) {
            self.notices_asked = None;
            if let Ok(Reply::Notices(notices)) = reply {
                seat.mirror.notices = notices.unseen;
                self.notices = Some((**notices).clone());
                let ids = self.notice_ids();
                self.mine.settle(&ids);
                seat.dirty();
            }
            return true;
        }
        let Some((_, behind)) = self.asked.filter(|(asked, _)| *asked == id) else {
            return false;
        };
        self.asked = None;
        match reply {
            Ok(Reply::History(events)) => {
                self.read = true;
                self.fault = None;
                if !behind {
                    self.events.clear();
                }
                self.whole = events.len() < PAGE as usize;
                self.events.extend(events.iter().cloned());
                let ids = self.journal_ids();
                self.journal.settle(&ids);
            }
            Ok(_) => {}
            Err(fault) => self.fault = Some(super::deal::fault_words(fault, seat)),
        }
        seat.dirty();
        true
    }

    fn heard(&mut self, frame: &Frame, seat: &mut Seat) {
        // Read far back, the list stays as it is.
        if self.read && self.events.len() <= PAGE as usize && self.pause.is_none() {
            self.pause = Some(seat.timer(PAUSE));
        }
        let me = seat.mirror.my_id();
        if self.notices.is_some() && frame.notices.iter().any(|n| Some(n.to) == me) {
            self.ask_notices(seat);
        }
    }

    fn timer(&mut self, number: u64, seat: &mut Seat) -> bool {
        if self.pause != Some(number) {
            return false;
        }
        self.pause = None;
        self.ask(false, seat);
        true
    }

    fn refresh(&mut self, seat: &mut Seat) {
        self.ask(false, seat);
        self.ask_notices(seat);
    }

    fn settle(&mut self, seat: &mut Seat) {
        if self.tab == Tab::Said {
            let ids = Log::said_ids(seat);
            self.said.settle(&ids);
        }
        let near = self.journal.wants_more(self.events.len());
        if self.read && !self.whole && self.asked.is_none() && near {
            self.ask(true, seat);
        }
    }

    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        self.paint(seat, area, buf);
        None
    }
}
