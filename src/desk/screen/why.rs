//! Why a deal is as it is: where it stands, since when and by whom, what was refused, and every choice pult made for
//! it, with the numbers it saw.
use super::Screen;
use super::deal::fault_words;
use super::story::{Story, Told, tell};
use crate::desk::action::{Action, Availability};
use crate::desk::cells;
use crate::desk::keymap::Context;
use crate::desk::message::{Fault, Reply, Request, RequestId};
use crate::desk::part::panel;
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::domain::approval::State;
use crate::domain::deal::Set;
use crate::domain::event::{Event, Fact};
use crate::domain::id::DealId;
use crate::domain::shop::Shop;
use crate::text::{self, history, time};
use crate::wire::deal::View;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

#[derive(Debug)]
pub(super) struct Why {
    deal: DealId,
    asked: Option<RequestId>,
    view: Option<Box<View>>,
    fault: Option<String>,
    story: Story,
}

impl Why {
    pub(super) fn new(deal: DealId) -> Why {
        Why {
            deal,
            asked: None,
            view: None,
            fault: None,
            story: Story::default(),
        }
    }

    fn told(&self, seat: &Seat, width: u16) -> Vec<Told> {
        let lang = seat.lang;
        let (view, shop) = match (&self.view, &self.fault, seat.mirror.shop.as_deref()) {
            (_, Some(fault), _) => return wrapped(fault, Role::Alarm, width),
            (Some(view), _, Some(shop)) => (view, shop),
            _ => return wrapped(text::part::loading(lang), Role::Faint, width),
        };
        let mut told = Vec::new();
        for (label, words, role) in now(view, shop, seat) {
            told.extend(wrapped(&format!("{label}: {words}"), role, width));
        }
        told.push((String::new(), Role::Text));
        let reasoned = |event: &&Event| !history::why(lang, event, shop).is_empty();
        let chosen: Vec<Event> = view.history.iter().filter(reasoned).cloned().collect();
        if chosen.is_empty() {
            told.extend(wrapped(text::deal::why_nothing(lang), Role::Faint, width));
        } else {
            told.extend(tell(&chosen, shop, seat.look(), width));
        }
        told
    }
}

fn wrapped(words: &str, role: Role, width: u16) -> Vec<Told> {
    let lines = cells::wrap(words, width);
    lines.into_iter().map(|line| (line, role)).collect()
}

/// Where the deal stands and what keeps it there: label, words, how they look.
fn now(view: &View, shop: &Shop, seat: &Seat) -> Vec<(String, String, Role)> {
    use text::deal as w;
    let (lang, when) = (seat.lang, seat.look().when);
    let say = history::Say::at(lang, when.now);
    let field = |name: &str| text::domain::field(lang, name);
    let moment = |at| time::moment(lang, at, when.now, when.zone);
    let deal = &view.deal;
    let mut told = Vec::new();

    let moved = view.history.iter().find(|event| came_to_its_stage(event));
    let stage = history::stage_name(deal.stage, shop);
    let mut stands = w::in_stage_since(lang, &stage, &moment(deal.stage_since));
    if let Some(event) = moved {
        stands = format!("{stands} · {}", history::who(lang, event, shop));
    }
    told.push((field("stage"), stands, Role::Text));

    let open = deal.closed_at.is_none();
    let (limit, role) = match deal.stage_due.filter(|_| open) {
        Some(due) if due < when.now => {
            let span = time::span(lang, when.now.since(due));
            (w::limit_over(lang, &span), Role::Alarm)
        }
        Some(due) => (time::from_now(lang, due, when.now), Role::Text),
        None => (w::no_limit(lang).to_owned(), Role::Faint),
    };
    told.push((field("stage_due"), limit, role));

    let span = time::span(lang, when.now.since(deal.turn_since));
    let turn = w::turn(lang, text::domain::turn(lang, deal.turn), &span);
    told.push((field("turn"), turn, Role::Text));

    let decided = |event: &&Event| matches!(event.fact, Fact::ApprovalDecided { .. });
    let no = view.history.iter().find(decided).filter(|event| {
        let Fact::ApprovalDecided { state, .. } = &event.fact else {
            return false;
        };
        *state == State::Refused
    });
    if let Some(event) = no {
        let words = history::line(say, event, shop);
        let who = history::who(lang, event, shop);
        let words = format!("{words} · {} · {who}", moment(event.at));
        told.push((field("approval"), words, Role::Warn));
    }
    if let Some(asked) = view.approval.as_ref().filter(|a| a.state == State::Open) {
        let stage = history::stage_name(asked.to, shop);
        let who = history::person(lang, asked.asked_by, shop);
        let words = w::waits_approval(lang, &stage, &who);
        told.push((field("approval"), words, Role::Warn));
    }
    told
}

fn came_to_its_stage(event: &Event) -> bool {
    match &event.fact {
        Fact::DealCreated { .. } => true,
        Fact::DealChanged { changes, .. } => {
            changes.iter().any(|c| matches!(c.after, Set::Stage(_)))
        }
        _ => false,
    }
}

impl Screen for Why {
    fn context(&self) -> Context {
        Context::List
    }

    fn offers(&self, _: &Seat) -> Vec<Action> {
        vec![
            Action::Close,
            Action::Up,
            Action::Down,
            Action::PageUp,
            Action::PageDown,
            Action::First,
            Action::Last,
        ]
    }

    fn can(&self, action: Action, seat: &Seat) -> Availability {
        match self.offers(seat).contains(&action) && action != Action::Close {
            true => Availability::Yes,
            // The desk closes what is on top.
            false => Availability::Absent,
        }
    }

    fn act(&mut self, action: Action, seat: &mut Seat) {
        if let Some(go) = super::go(action) {
            self.story.go(go);
        }
        seat.dirty();
    }

    fn reply(&mut self, id: RequestId, reply: &Result<Reply, Fault>, seat: &mut Seat) -> bool {
        if self.asked != Some(id) {
            return false;
        }
        self.asked = None;
        match reply {
            Ok(Reply::Deal(view)) => self.view = Some(view.clone()),
            Ok(_) => {}
            Err(fault) => self.fault = Some(fault_words(fault, seat)),
        }
        seat.dirty();
        true
    }

    fn refresh(&mut self, seat: &mut Seat) {
        self.asked = Some(seat.ask(Request::Deal(self.deal)));
    }

    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let look = seat.look();
        let width = area.width.min(76);
        let told = self.told(seat, width.saturating_sub(4));
        let height = u16::try_from(told.len())
            .unwrap_or(u16::MAX)
            .saturating_add(2);
        let place = cells::middle(area, width, height);
        let title = text::deal::why_title(seat.lang, self.deal.0);
        let inner = panel::framed(place, buf, look.theme, &title, true);
        self.story.draw_rows(&told, inner, buf, look);
        None
    }
}
