//! What the desk hears from the server: answers, the live feed, and the timers around them.
use super::Desk;
use super::message::{Effect, Fault, FeedItem, Reply, Request, RequestId, Timer};
use super::mirror::{Link, Settled};
use super::screen::Overlay;
use super::seat::Level;
use crate::domain::command::{Act, ActKind};
use crate::domain::event::Subject;
use crate::domain::id::ImportId;
use crate::domain::refusal::Refusal;
use crate::domain::text::{Kind, TermText};
use crate::text;
use crate::wire::feed::{Frame, Notice, NoticeKind};
use crate::wire::problem::{Code, Problem};
use crate::wire::{Done, Outcome};

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
    taking_back: Option<TakingBack>,
}

#[derive(Debug)]
struct TakingBack {
    import: ImportId,
    rows: u64,
    left: usize,
}

/// Rows of an import taken back by one command: few enough that whoever waits behind it doesn't notice.
const IMPORT_ROWS: u32 = 200;

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
        } else {
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
            self.notice(notice);
        }
        if matches!(
            frame.act,
            ActKind::DecideApproval | ActKind::WithdrawApproval
        ) && self.seat.mirror.approvals > 0
        {
            self.hearing.hello = Some(self.seat.ask(Request::Hello));
        }
        for screen in self.stack.shown_mut() {
            screen.heard(frame, &mut self.seat);
        }
        self.seat.send_waiting();
    }

    fn notice(&mut self, notice: &Notice) {
        use text::desk::notice as w;
        let lang = self.seat.lang;
        self.seat.mirror.notices += 1;
        if notice.kind == NoticeKind::ApprovalAsked {
            self.seat.mirror.approvals += 1;
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
            NoticeKind::MadeResponsible => (Level::Info, w::responsible(lang, deal, &who)),
            NoticeKind::MadeObserver => (Level::Info, w::observer(lang, deal, &who)),
            NoticeKind::MadeCoExecutor => (Level::Info, w::co_executor(lang, deal, &who)),
            NoticeKind::Moved => (Level::Info, w::moved(lang, deal, &who)),
            NoticeKind::Late => (Level::Warning, w::late(lang, deal)),
            NoticeKind::ApprovalAsked => (Level::Warning, w::approval_asked(lang, deal, &who)),
            NoticeKind::Approved => (Level::Info, w::approved(lang, deal, &who)),
            NoticeKind::ApprovalRefused => match &notice.reason {
                Some(reason) => (Level::Warning, w::refused_because(lang, deal, reason, &who)),
                None => (Level::Warning, w::refused(lang, deal, &who)),
            },
        };
        self.seat.say(level, words);
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

    /// A command came to its end: the screen that asked says so, else the desk.
    fn settled(&mut self, settled: &Settled) {
        for screen in self.stack.all_mut() {
            if screen.settled(settled.command.id, &settled.result, &mut self.seat) {
                return;
            }
        }
        match &settled.result {
            Ok(done) => self.done(&settled.command.act, done),
            Err(Fault::Problem(problem)) => self.refused(settled, problem),
            Err(Fault::Lost) => {}
        }
    }

    fn done(&mut self, act: &Act, done: &Done) {
        let lang = self.seat.lang;
        match &done.outcome {
            Outcome::Asked { card, .. } => {
                self.seat
                    .say(Level::Info, text::desk::asked(lang, card.id.0));
            }
            Outcome::Undone {
                act: what,
                subject,
                left,
                passed,
                ..
            } => {
                let what = text::domain::act(lang, *what);
                let mut words = match (act, subject) {
                    (Act::Undo { command: Some(_) }, _) => text::desk::redone(lang).to_owned(),
                    (_, Some(Subject::Deal(deal))) => text::desk::undone_of(lang, what, deal.0),
                    _ => text::desk::undone(lang, what),
                };
                if !left.is_empty() {
                    words = text::desk::undone_left(lang, &words, left.len());
                }
                let level = match passed.is_empty() {
                    true => Level::Info,
                    false => Level::Warning,
                };
                let passed = passed.iter().map(|p| (p.act, p.subject, &p.why));
                let shop = self.seat.mirror.shop.as_deref();
                words = text::refusal::passed_over(lang, &words, passed, shop);
                self.seat.say(level, words);
            }
            Outcome::ImportUndone {
                import,
                taken_back,
                remaining,
                left,
            } => self.import_undone(*import, *taken_back, *remaining, left.len()),
            _ => {}
        }
    }

    /// A piece of an import was taken back: goes on until nothing is left of it.
    fn import_undone(&mut self, import: ImportId, rows: u32, remaining: u64, left: usize) {
        let lang = self.seat.lang;
        let before = self.hearing.taking_back.take();
        let before = before.filter(|before| before.import == import);
        let moved = rows > 0 || left > 0;
        let (all_rows, all_left) = before
            .as_ref()
            .map_or((0, 0), |before| (before.rows, before.left));
        let (all_rows, all_left) = (all_rows + u64::from(rows), all_left + left);
        if remaining > 0 && moved {
            if before.is_none() {
                let words = text::desk::import_goes(lang, import.0, remaining);
                self.seat.say(Level::Info, words);
            }
            self.hearing.taking_back = Some(TakingBack {
                import,
                rows: all_rows,
                left: all_left,
            });
            self.seat.act(Act::UndoImport {
                import,
                limit: IMPORT_ROWS,
            });
            return;
        }
        let mut words = text::desk::import_gone(lang, import.0, all_rows);
        if all_left > 0 {
            words = text::desk::import_left(lang, &words, all_left);
        }
        self.seat.say(Level::Info, words);
    }

    fn refused(&mut self, settled: &Settled, problem: &Problem) {
        let lang = self.seat.lang;
        let shop = self.seat.mirror.shop.as_deref();
        let Some(refusal) = &problem.refusal else {
            self.problem(problem);
            return;
        };
        let mut words = text::refusal::refusal(lang, refusal, shop);
        if settled.dropped > 0 {
            words = text::desk::dropped(lang, &words, settled.dropped);
        }
        self.seat.say(Level::Error, words);
        if let Refusal::Gate {
            deal,
            stage,
            missing,
        } = refusal
            && matches!(settled.command.act, Act::MoveDeal { .. })
        {
            self.seat.open(Overlay::Gate {
                deal: *deal,
                to: *stage,
                missing: missing.clone(),
            });
        }
    }

    fn problem(&mut self, problem: &Problem) {
        let lang = self.seat.lang;
        let words = match problem.code {
            Code::StorageFull => text::desk::storage_full(lang).to_owned(),
            _ => text::desk::problem(lang, &problem.message, &problem.request),
        };
        self.seat.say(Level::Error, words);
    }
}
