//! What the desk hears from the server: answers, the live feed, and the timers around them.
use super::Desk;
use super::ended::{TakingBack, TellingUndo};
use super::message::{Effect, Fault, FeedItem, Reply, Request, RequestId, Timer};
use super::mirror::Link;
use super::seat::Level;
use crate::domain::command::ActKind;
use crate::domain::text::{Kind, TermText};
use crate::text;
use crate::wire::feed::{Frame, Notice, NoticeKind};
use crate::wire::problem::Code;

/// Between two tries to reach the server, in milliseconds: doubled up to the most.
const RETRY_FIRST: u64 = 500;
const RETRY_MOST: u64 = 8_000;
/// How stale counts under a filter may get while others work, in milliseconds.
const RECOUNT: u64 = 1_000;

/// What was asked and what is due.
#[derive(Debug, Default)]
pub(super) struct Hearing {
    hello: Option<RequestId>,
    shop: Option<RequestId>,
    /// Where to follow the feed from has been said.
    follows: bool,
    /// That the line is down was said by this toast.
    lost_said: Option<u64>,
    tries: u32,
    retrying: bool,
    recount_due: bool,
    reread_due: bool,
    /// An import that is being taken back, piece by piece.
    pub(super) taking_back: Option<TakingBack>,
    pub(super) telling: Vec<TellingUndo>,
}

impl Desk {
    /// The first questions, all at once: the board is there after one round trip.
    pub(super) fn begin(&mut self) {
        // How high a card is comes with the shop; a guess now saves a round trip.
        self.seat.mirror.board.rows = usize::from(self.seat.size.1 / 4);
        self.read_again();
        let into = self.seat.now.0.rem_euclid(60_000);
        self.seat
            .effect(Effect::Timer(Timer::Minute, (60_000 - into) as u64));
    }

    /// Everything that is shown, anew.
    fn read_again(&mut self) {
        self.hearing.hello = Some(self.seat.ask(Request::Hello));
        self.hearing.shop = Some(self.seat.ask(Request::Shop));
        self.stack.refresh(&mut self.seat);
    }

    pub(super) fn reply(&mut self, id: RequestId, reply: &Result<Reply, Fault>) {
        match reply {
            Ok(_) => self.hearing.tries = 0,
            Err(Fault::Lost) => self.lost(id),
            Err(Fault::Problem(_)) => {
                self.seat.mirror.board.refused(id);
            }
        }
        let now = self.seat.now;
        let mine = Some(id);
        match reply {
            Ok(Reply::Hello(hello)) if self.hearing.hello == mine => {
                self.hearing.hello = None;
                let was = self.seat.mirror.link;
                self.seat.mirror.hello(hello);
                self.seat.set_clock(hello.now);
                self.up(was);
                self.seat.dirty();
            }
            Ok(Reply::Shop(shop)) if self.hearing.shop == mine => {
                self.hearing.shop = None;
                self.seat.mirror.shop((**shop).clone());
                let name = TermText::new(&shop.name, Kind::Title);
                let title = format!("{} · {name}", text::desk::name(self.seat.lang));
                self.seat.effect(Effect::Title(title));
                self.seat.dirty();
            }
            Ok(Reply::Board(page)) => {
                let taken = self.seat.mirror.board.page(id, page, now);
                if taken && !std::mem::replace(&mut self.hearing.follows, true) {
                    self.seat.effect(Effect::Follow(page.seq));
                }
            }
            Err(Fault::Problem(problem))
                if [self.hearing.hello, self.hearing.shop].contains(&mine) =>
            {
                self.problem(problem);
            }
            _ => {}
        }
        if let Some(settled) = self.seat.mirror.settle(id, reply, now) {
            self.settled(&settled);
        } else if !self.tell_undo(id, reply) {
            for screen in self.stack.all_mut() {
                if screen.reply(id, reply, &mut self.seat) {
                    break;
                }
            }
        }
        if let Err(Fault::Problem(problem)) = reply
            && problem.code == Code::Unavailable
        {
            self.retry();
        }
        self.seat.send_waiting();
    }

    /// A question went unanswered: the line is down until somebody answers again.
    fn lost(&mut self, id: RequestId) {
        let was = self.seat.mirror.link;
        self.seat.mirror.lost(id);
        if self.hearing.hello == Some(id) {
            self.hearing.hello = None;
        }
        if self.hearing.shop == Some(id) {
            self.hearing.shop = None;
        }
        self.down(was);
        self.retry();
    }

    fn down(&mut self, was: Link) {
        if was == Link::Up {
            let words = text::desk::lost(self.seat.lang);
            self.hearing.lost_said = Some(self.seat.say(Level::Warning, words));
        }
        self.seat.mirror.link = Link::Down;
        self.seat.dirty();
    }

    fn retry(&mut self) {
        if std::mem::replace(&mut self.hearing.retrying, true) {
            return;
        }
        let wait = RETRY_FIRST << self.hearing.tries.min(8);
        self.hearing.tries += 1;
        self.seat
            .effect(Effect::Timer(Timer::Retry, wait.min(RETRY_MOST)));
    }

    /// The line stands: what waited goes out, what was missed is read.
    fn up(&mut self, was: Link) {
        self.hearing.tries = 0;
        self.seat.mirror.link = Link::Up;
        if let Some(said) = self.hearing.lost_said.take() {
            self.seat.hush(said);
            self.seat
                .say(Level::Info, text::desk::back_online(self.seat.lang));
        }
        if self.hearing.shop.is_none() && self.seat.mirror.shop.is_none() {
            self.hearing.shop = Some(self.seat.ask(Request::Shop));
        }
        if was == Link::Down && !self.seat.mirror.board.reading() {
            self.stack.refresh(&mut self.seat);
        }
        self.seat.send_waiting();
        self.seat.dirty();
    }

    pub(super) fn feed(&mut self, item: FeedItem) {
        match item {
            FeedItem::Frame(frame) => self.frame(&frame),
            FeedItem::Reset => self.read_again(),
            FeedItem::Up => {
                let was = self.seat.mirror.link;
                if was != Link::Up {
                    if self.seat.mirror.me.is_none() && self.hearing.hello.is_none() {
                        self.hearing.hello = Some(self.seat.ask(Request::Hello));
                    }
                    self.up(was);
                }
            }
            FeedItem::Down => {
                let was = self.seat.mirror.link;
                if was == Link::Up {
                    self.down(was);
                }
            }
        }
    }

    fn frame(&mut self, frame: &Frame) {
        let now = self.seat.now;
        self.seat.mirror.apply(frame, now);
        let doubt = self.seat.mirror.board.doubt();
        if doubt.reread || doubt.recount {
            self.hearing.reread_due |= doubt.reread;
            if !self.hearing.recount_due {
                self.hearing.recount_due = true;
                self.seat.effect(Effect::Timer(Timer::Recount, RECOUNT));
            }
        }
        if frame.setup.is_some() {
            self.hearing.shop = Some(self.seat.ask(Request::Shop));
            self.hearing.reread_due = true;
        }
        let me = self.seat.mirror.my_id();
        for notice in frame.notices.iter().filter(|n| Some(n.to) == me) {
            self.notice(notice, frame);
        }
        let asks =
            frame.act == ActKind::MoveDeal && frame.cards.iter().any(|c| c.approval.is_some());
        if asks
            || matches!(
                frame.act,
                ActKind::DecideApproval | ActKind::WithdrawApproval | ActKind::Undo
            )
        {
            // How many wait now.
            self.hearing.hello = Some(self.seat.ask(Request::Hello));
        }
        for screen in self.stack.shown_mut() {
            screen.heard(frame, &mut self.seat);
        }
        self.seat.send_waiting();
    }

    fn notice(&mut self, notice: &Notice, frame: &Frame) {
        use text::desk::notice as w;
        let lang = self.seat.lang;
        self.seat.mirror.notices += 1;
        let decided = frame.act == ActKind::DecideApproval;
        if decided && notice.kind == NoticeKind::Moved {
            // That it was approved says it.
            return;
        }
        let who = notice
            .by
            .and_then(|by| self.seat.mirror.shop.as_ref()?.operator(by))
            .map_or_else(
                || text::domain::system(lang).to_owned(),
                |operator| operator.name.clone(),
            );
        let deal = notice.deal.0;
        let (level, words) = match notice.kind {
            NoticeKind::MadeResponsible => (Level::Note, w::responsible(lang, deal, &who)),
            NoticeKind::MadeObserver => (Level::Note, w::observer(lang, deal, &who)),
            NoticeKind::MadeCoExecutor => (Level::Note, w::co_executor(lang, deal, &who)),
            NoticeKind::Moved => (Level::Note, w::moved(lang, deal, &who)),
            NoticeKind::Late => (Level::Warning, w::late(lang, deal)),
            NoticeKind::ApprovalAsked => (Level::Warning, w::approval_asked(lang, deal, &who)),
            NoticeKind::Approved => (Level::Info, w::approved(lang, deal, &who)),
            NoticeKind::ApprovalRefused => match &notice.reason {
                Some(reason) => (Level::Warning, w::refused_because(lang, deal, reason, &who)),
                None => (Level::Warning, w::refused(lang, deal, &who)),
            },
        };
        self.seat.say_of(notice.deal, level, words);
    }

    pub(super) fn timer(&mut self, timer: Timer) {
        match timer {
            Timer::Minute => {
                let into = self.seat.now.0.rem_euclid(60_000);
                self.seat
                    .effect(Effect::Timer(Timer::Minute, (60_000 - into) as u64));
                if self.seat.mirror.board.filter.late {
                    self.hearing.reread_due = true;
                    self.recount();
                }
                self.seat.dirty();
            }
            Timer::Slow(command) => {
                if self.seat.mirror.slow(command) {
                    self.seat.dirty();
                }
            }
            Timer::Retry => {
                self.hearing.retrying = false;
                if self.seat.mirror.link != Link::Up {
                    self.hearing.hello = Some(self.seat.ask(Request::Hello));
                }
                self.seat.send_waiting();
            }
            Timer::Recount => {
                self.hearing.recount_due = false;
                self.recount();
            }
            Timer::Toast(number) => self.seat.hush(number),
            Timer::Screen(number) => {
                for screen in self.stack.all_mut() {
                    if screen.timer(number, &mut self.seat) {
                        break;
                    }
                }
            }
        }
    }

    fn recount(&mut self) {
        if std::mem::take(&mut self.hearing.reread_due) {
            self.stack.refresh(&mut self.seat);
        } else {
            let id = self
                .seat
                .ask(Request::Board(self.seat.mirror.board.count_query()));
            self.seat.mirror.board.counting(id);
        }
    }
}
