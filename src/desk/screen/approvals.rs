//! Moves that wait for a superior: what, who asks, since when, and the deal in short. One key says yes, one says no.
use super::deal::{fault_words, remember};
use super::facts::{self, Line};
use super::{Overlay, Screen, go};
use crate::desk::action::{Action, Availability};
use crate::desk::cells;
use crate::desk::keymap::Context;
use crate::desk::message::{Fault, Reply, Request, RequestId};
use crate::desk::part::list::List;
use crate::desk::part::panel;
use crate::desk::part::table::{self, Column};
use crate::desk::seat::{Level, Seat};
use crate::desk::theme::Role;
use crate::domain::approval::{Approval, State, Verdict};
use crate::domain::command::{Act, ActKind};
use crate::domain::id::{ApprovalId, CommandId};
use crate::domain::operator::{Reach, allowed};
use crate::text::{self, history, time};
use crate::wire::Done;
use crate::wire::deal::View;
use crate::wire::feed::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Rows of the deal in short, its frame included.
const PREVIEW: u16 = 11;

#[derive(Debug, Default)]
pub(super) struct Approvals {
    open: Option<Vec<Approval>>,
    list: List<ApprovalId>,
    asked: Option<RequestId>,
    again: bool,
    fault: Option<String>,
    /// The deal of the selected one.
    preview: Option<Box<View>>,
    preview_asked: Option<(RequestId, ApprovalId)>,
    /// Decisions under way: what was decided about which deal.
    sent: Vec<(CommandId, ApprovalId)>,
}

impl Approvals {
    fn ids(&self) -> Vec<ApprovalId> {
        let open = self.open.iter().flatten();
        let gone = |id: ApprovalId| self.sent.iter().any(|(_, sent)| *sent == id);
        open.map(|a| a.id).filter(|id| !gone(*id)).collect()
    }

    fn selected(&self) -> Option<&Approval> {
        let id = self.list.selected()?;
        self.open.iter().flatten().find(|a| a.id == id)
    }

    fn ask(&mut self, seat: &mut Seat) {
        if self.asked.is_some() {
            self.again = true;
        } else {
            self.asked = Some(seat.ask(Request::Approvals));
        }
    }

    fn may_decide(seat: &Seat) -> bool {
        let me = seat.mirror.me.as_ref();
        me.is_some_and(|me| allowed(me.role, ActKind::DecideApproval, Reach::Other))
    }

    fn preview_lines(&self, seat: &Seat) -> Vec<Line<()>> {
        let look = seat.look();
        let lang = look.lang;
        let (Some(view), Some(shop)) = (&self.preview, seat.mirror.shop.as_deref()) else {
            return Vec::new();
        };
        let deal = &view.deal;
        let field = |name: &str| text::domain::field(lang, name);
        let mut lines = Vec::new();
        let mut put = |name: &str, value: String, role| {
            if !value.is_empty() {
                lines.push(Line::pair(None, &field(name), value, role));
            }
        };
        put("title", deal.title.clone(), Role::Strong);
        put("amount", deal.amount.to_string(), Role::Strong);
        put("items", deal.goods(), Role::Text);
        let contact = view.contact.as_ref().map(|c| c.called());
        put("contact", contact.unwrap_or_default(), Role::Text);
        put(
            "responsible",
            history::person(lang, deal.responsible, shop),
            Role::Text,
        );
        let since = time::moment(lang, deal.stage_since, look.when.now, look.when.zone);
        let stage = history::stage_name(deal.stage, shop);
        put(
            "stage",
            text::deal::in_stage_since(lang, &stage, &since),
            Role::Text,
        );
        let step = deal.next_step.as_ref().map(|s| s.text.clone());
        put("next_step", step.unwrap_or_default(), Role::Text);
        if let Some(event) = view.history.first() {
            lines.push(Line::whole(
                None,
                history::line(history::Say::at(lang, look.when.now), event, shop),
                Role::Note,
                "",
            ));
        }
        lines
    }
}

impl Screen for Approvals {
    fn context(&self) -> Context {
        Context::List
    }

    fn offers(&self, _: &Seat) -> Vec<Action> {
        vec![
            Action::Approve,
            Action::Refuse,
            Action::Open,
            Action::Withdraw,
            Action::Up,
            Action::Down,
            Action::PageUp,
            Action::PageDown,
            Action::First,
            Action::Last,
        ]
    }

    fn can(&self, action: Action, seat: &Seat) -> Availability {
        let no = |words: &str| Availability::No(words.to_owned());
        match action {
            Action::Approve | Action::Refuse if !Approvals::may_decide(seat) => {
                no(text::approval::only_superiors(seat.lang))
            }
            Action::Approve | Action::Refuse | Action::Open | Action::Withdraw
                if self.selected().is_none() =>
            {
                no(text::approval::selected_none(seat.lang))
            }
            action if self.offers(seat).contains(&action) => Availability::Yes,
            _ => Availability::Absent,
        }
    }

    fn act(&mut self, action: Action, seat: &mut Seat) {
        seat.dirty();
        if let Some(go) = go(action) {
            let ids = self.ids();
            self.list.go(go, &ids);
            return;
        }
        let Some(approval) = self.selected().cloned() else {
            return;
        };
        match action {
            Action::Approve => {
                let command = seat.act(Act::DecideApproval {
                    approval: approval.id,
                    verdict: Verdict::Approve,
                });
                self.sent.push((command, approval.id));
                let ids = self.ids();
                self.list.settle(&ids);
            }
            Action::Refuse => seat.open(Overlay::Refuse(approval.id)),
            Action::Withdraw => {
                seat.act(Act::WithdrawApproval {
                    approval: approval.id,
                });
            }
            Action::Open => seat.open(Overlay::Deal(approval.deal)),
            _ => {}
        }
    }

    fn settled(
        &mut self,
        command: CommandId,
        result: &Result<Done, Fault>,
        seat: &mut Seat,
    ) -> bool {
        let Some(at) = self.sent.iter().position(|(sent, _)| *sent == command) else {
            return false;
        };
        let (_, id) = self.sent.remove(at);
        let deal = self
            .open
            .iter()
            .flatten()
            .find(|a| a.id == id)
            .map(|a| a.deal);
        match (result, deal) {
            (Ok(_), Some(deal)) => {
                let words = text::approval::approved(seat.lang, deal.0);
                seat.say_of(deal, Level::Info, words);
            }
            (Ok(_), None) => {}
            (Err(fault), _) => {
                let words = fault_words(fault, seat);
                seat.say(Level::Error, words);
            }
        }
        if let (Ok(_), Some(open)) = (result, &mut self.open) {
            open.retain(|a| a.id != id);
        }
        let ids = self.ids();
        self.list.settle(&ids);
        self.ask(seat);
        seat.dirty();
        true
    }

    fn reply(&mut self, id: RequestId, reply: &Result<Reply, Fault>, seat: &mut Seat) -> bool {
        if let Some((_, of)) = self.preview_asked.filter(|(asked, _)| *asked == id) {
            self.preview_asked = None;
            if let (Ok(Reply::Deal(view)), true) = (reply, self.list.selected() == Some(of)) {
                remember(view, seat);
                self.preview = Some(view.clone());
                seat.dirty();
            }
            return true;
        }
        if self.asked != Some(id) {
            return false;
        }
        self.asked = None;
        match reply {
            Ok(Reply::Approvals(approvals)) => {
                let open = approvals.iter().filter(|a| a.state == State::Open);
                let mut open: Vec<Approval> = open.cloned().collect();
                // Whoever waits longest comes first.
                open.sort_by_key(|a| (a.asked_at, a.id));
                self.open = Some(open);
                self.fault = None;
                let ids = self.ids();
                self.list.settle(&ids);
                seat.mirror.approvals = i64::try_from(ids.len()).unwrap_or(i64::MAX);
            }
            Ok(_) => {}
            Err(fault) => self.fault = Some(fault_words(fault, seat)),
        }
        if std::mem::take(&mut self.again) {
            self.ask(seat);
        }
        seat.dirty();
        true
    }

    fn heard(&mut self, frame: &Frame, seat: &mut Seat) {
        let about = matches!(
            frame.act,
            ActKind::DecideApproval | ActKind::WithdrawApproval | ActKind::MoveDeal | ActKind::Undo
        );
        let listed = |deal| self.open.iter().flatten().any(|a| a.deal == deal);
        let asks = frame
            .cards
            .iter()
            .any(|c| c.approval.is_some() || listed(c.id));
        if self.open.is_some() && (frame.many || (about && asks)) {
            self.ask(seat);
        }
    }

    fn refresh(&mut self, seat: &mut Seat) {
        self.ask(seat);
    }

    fn settle(&mut self, seat: &mut Seat) {
        let selected = self.selected().map(|a| (a.id, a.deal));
        let shown = self.preview.as_ref().map(|v| v.deal.id);
        match selected {
            Some((id, deal)) if shown != Some(deal) => {
                if self.preview_asked.is_none_or(|(_, of)| of != id) {
                    self.preview = None;
                    self.preview_asked = Some((seat.ask(Request::Deal(deal)), id));
                }
            }
            Some(_) => {}
            None => self.preview = None,
        }
    }

    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        use text::approval as w;
        let look = seat.look();
        let (lang, theme) = (look.lang, look.theme);
        let ids = self.ids();
        let count = match &self.open {
            Some(_) => ids.len().to_string(),
            None => String::new(),
        };
        let below = match area.height >= PREVIEW + 8 && self.selected().is_some() {
            true => PREVIEW,
            false => 0,
        };
        let upper = cells::top(area, area.height - below);
        let inner = panel::framed_with(upper, buf, theme, w::title(lang), &count, true);
        let said = match (&self.fault, &self.open) {
            (Some(fault), _) => Some((fault.as_str(), Role::Alarm)),
            (None, None) => Some((text::part::loading(lang), Role::Faint)),
            (None, Some(_)) if ids.is_empty() => Some((w::none(lang), Role::Faint)),
            _ => None,
        };
        if let Some((words, role)) = said {
            cells::put(buf, theme, cells::right_of(inner, 2), words, role);
            return None;
        }
        let columns = [
            Column::cells(w::deal(lang), 8),
            Column::share(w::to(lang), 16, 2),
            Column::cells(w::amount(lang), 12).right().spare(2),
            Column::share(w::who(lang), 10, 1).spare(3),
            Column::cells(w::when(lang), 14).spare(1),
        ];
        let head = cells::top(cells::right_of(inner, 2), 1);
        table::head(&columns, head, buf, look);
        let shop = seat.mirror.shop.as_deref();
        self.list.draw(
            cells::below(inner, 1),
            buf,
            look,
            (&ids, 1),
            |id, row, buf| {
                let approval = self.open.iter().flatten().find(|a| a.id == id);
                if let (Some(approval), Some(shop)) = (approval, shop) {
                    let stage = history::stage_name(approval.to, shop);
                    // Known where the deal was on the board or opened.
                    let known = seat.mirror.card(approval.deal);
                    let amount = known.map(|t| t.card.amount.to_string());
                    let values = [
                        (text::deal::number(lang, approval.deal.0), Role::Accent),
                        (stage, Role::Text),
                        (amount.unwrap_or_default(), Role::Text),
                        (history::person(lang, approval.asked_by, shop), Role::Text),
                        (
                            time::from_now(lang, approval.asked_at, look.when.now),
                            Role::Faint,
                        ),
                    ];
                    table::row(&columns, row, buf, look, &values);
                }
            },
        );
        if below > 0
            && let Some(approval) = self.selected()
        {
            let lower = cells::below(area, upper.height);
            let title = text::deal::title(lang, approval.deal.0);
            let inner = panel::framed(lower, buf, theme, &title, false);
            facts::draw(&self.preview_lines(seat), None, inner, buf, look);
        }
        None
    }
}
