//! The log on the screen.
use super::{Log, Tab};
use crate::desk::cells;
use crate::desk::part::panel;
use crate::desk::screen::story::{Story, Told, tell};
use crate::desk::seat::{Level, Seat};
use crate::desk::theme::Role;
use crate::domain::event::{Fact, Subject};
use crate::domain::id::Seq;
use crate::text::{self, Lang, history, time};
use crate::wire::feed::{Notice, NoticeKind};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

impl Log {
    pub(super) fn paint(&self, seat: &Seat, area: Rect, buf: &mut Buffer) {
        use text::log as w;
        let look = seat.look();
        let (lang, theme) = (look.lang, look.theme);
        let inner = panel::framed(area, buf, theme, text::desk::log(lang), true);
        let mut line = cells::right_of(cells::top(inner, 1), 1);
        for (tab, words) in self.tabs(seat) {
            let (words, role) = match tab == self.tab {
                true => (format!("[{words}]"), Role::TitleFocus),
                false => (format!(" {words} "), Role::Faint),
            };
            let used = cells::put(buf, theme, line, &words, role);
            line = cells::right_of(line, used + 1);
        }
        let body = cells::below(inner, 2);
        let empty = match self.tab {
            Tab::Journal if self.fault.is_some() => self.fault.as_deref(),
            Tab::Journal if !self.read => Some(text::part::loading(lang)),
            Tab::Journal if self.events.is_empty() => Some(w::empty(lang)),
            Tab::Notices if self.notice_ids().is_empty() => Some(w::no_notices(lang)),
            Tab::Said if seat.said().next().is_none() => Some(w::nothing_said(lang)),
            _ => None,
        };
        if let Some(words) = empty {
            cells::put(buf, theme, cells::right_of(body, 2), words, Role::Faint);
            return;
        }
        match self.tab {
            Tab::Journal => self.draw_journal(seat, body, buf),
            Tab::Notices => self.draw_notices(seat, body, buf),
            Tab::Said => self.draw_said(seat, body, buf),
        }
        if let Some((seq, story)) = &self.open {
            self.draw_open(story, *seq, seat, area, buf);
        }
    }

    fn tabs(&self, seat: &Seat) -> [(Tab, String); 3] {
        use text::log as w;
        let lang = seat.lang;
        let mut mine = w::notices(lang).to_owned();
        let unseen = seat.mirror.notices;
        if unseen > 0 {
            mine = format!("{mine} ({})", w::unseen(lang, unseen));
        }
        [
            (Tab::Journal, w::journal(lang).to_owned()),
            (Tab::Notices, mine),
            (Tab::Said, w::said(lang).to_owned()),
        ]
    }

    fn draw_journal(&self, seat: &Seat, area: Rect, buf: &mut Buffer) {
        let look = seat.look();
        let Some(shop) = seat.mirror.shop.as_deref() else {
            return;
        };
        let ids = self.journal_ids();
        self.journal
            .draw(area, buf, look, (&ids, 1), |seq, row, buf| {
                let Some(event) = self.events.iter().find(|e| e.seq == seq) else {
                    return;
                };
                let when = time::moment(look.lang, event.at, look.when.now, look.when.zone);
                let who = history::who(look.lang, event, shop);
                let say = history::Say::at(look.lang, look.when.now);
                let what = history::line(say, event, shop);
                let mut pieces = vec![(format!("{when} · {who} · "), Role::Note)];
                if let Some(about) = about(look.lang, &event.fact) {
                    pieces.push((about, Role::Accent));
                    pieces.push((" · ".to_owned(), Role::Note));
                }
                pieces.push((what, Role::Text));
                cells::put_row(buf, look.theme, row, &pieces);
            });
    }

    fn draw_notices(&self, seat: &Seat, area: Rect, buf: &mut Buffer) {
        let look = seat.look();
        let ids = self.notice_ids();
        self.mine.draw(area, buf, look, (&ids, 1), |seq, row, buf| {
            let mut notices = self.notices.iter().flat_map(|n| &n.notices);
            if let Some(notice) = notices.find(|n| n.seq == seq) {
                let when = time::moment(look.lang, notice.at, look.when.now, look.when.zone);
                let (words, role) = said_of(look.lang, notice);
                let by = match (notice.by, seat.mirror.shop.as_deref()) {
                    (Some(_), Some(shop)) => {
                        format!(" · {}", history::person(look.lang, notice.by, shop))
                    }
                    _ => String::new(),
                };
                let pieces = [
                    (format!("{when} "), Role::Note),
                    (words, role),
                    (by, Role::Note),
                ];
                cells::put_row(buf, look.theme, row, &pieces);
            }
        });
    }

    fn draw_said(&self, seat: &Seat, area: Rect, buf: &mut Buffer) {
        let look = seat.look();
        let ids = Log::said_ids(seat);
        self.said
            .draw(area, buf, look, (&ids, 1), |number, row, buf| {
                let mut all = seat.said();
                if let Some(said) = all.find(|s| s.number == number) {
                    let when = time::moment(look.lang, said.at, look.when.now, look.when.zone);
                    let (mark, role) = match said.level {
                        Level::Note | Level::Info => (look.theme.glyphs.bullet, Role::Text),
                        Level::Warning => (look.theme.glyphs.warn, Role::Warn),
                        Level::Error => (look.theme.glyphs.cross, Role::Alarm),
                    };
                    let pieces = [
                        (format!("{when} "), Role::Note),
                        (format!("{mark} "), role),
                        (said.text.clone(), role),
                    ];
                    cells::put_row(buf, look.theme, row, &pieces);
                }
            });
    }

    fn draw_open(&self, story: &Story, seq: Seq, seat: &Seat, area: Rect, buf: &mut Buffer) {
        let look = seat.look();
        let (Some(event), Some(shop)) = (
            self.events.iter().find(|e| e.seq == seq),
            seat.mirror.shop.as_deref(),
        ) else {
            return;
        };
        let width = area.width.min(80);
        let rows: Vec<Told> = tell(
            std::slice::from_ref(event),
            shop,
            look,
            width.saturating_sub(4),
        );
        let height = u16::try_from(rows.len() + 2).unwrap_or(u16::MAX);
        let place = cells::middle(area, width, height);
        let title = text::log::subject(look.lang, event.fact.subject());
        let inner = panel::framed(place, buf, look.theme, &title, true);
        story.draw_rows(&rows, inner, buf, look);
    }
}

/// Whose entry it is, where the entry itself doesn't say. A task is known by its deal.
fn about(lang: Lang, fact: &Fact) -> Option<String> {
    let subject = match fact {
        Fact::TaskCreated { task } => Subject::Deal(task.deal?),
        Fact::TaskChanged { deal, .. } => Subject::Deal((*deal)?),
        fact => fact.subject(),
    };
    match subject {
        Subject::Operator(_) | Subject::Shop => None,
        subject => Some(text::log::subject(lang, subject)),
    }
}

fn said_of(lang: Lang, notice: &Notice) -> (String, Role) {
    use text::log as w;
    let deal = notice.deal.0;
    match notice.kind {
        NoticeKind::MadeResponsible => (w::responsible(lang, deal), Role::Text),
        NoticeKind::MadeObserver => (w::observer(lang, deal), Role::Text),
        NoticeKind::MadeCoExecutor => (w::co_executor(lang, deal), Role::Text),
        NoticeKind::Moved => (w::moved(lang, deal), Role::Text),
        NoticeKind::Late => (w::late(lang, deal), Role::Warn),
        NoticeKind::ApprovalAsked => (w::approval_asked(lang, deal), Role::Warn),
        NoticeKind::Approved => (w::approved(lang, deal), Role::Ok),
        NoticeKind::ApprovalRefused => match &notice.reason {
            Some(reason) => (w::refused_because(lang, deal, reason), Role::Warn),
            None => (w::refused(lang, deal), Role::Warn),
        },
    }
}
