//! How a command ended, told to the person: what it did, what it left, why it was refused and what is missing for it.
use super::Desk;
use super::message::Fault;
use super::mirror::Settled;
use super::screen::Overlay;
use super::seat::Level;
use crate::domain::command::Act;
use crate::domain::event::Subject;
use crate::domain::id::ImportId;
use crate::domain::refusal::Refusal;
use crate::text;
use crate::wire::problem::{Code, Problem};
use crate::wire::{Done, Outcome};

#[derive(Debug)]
pub(super) struct TakingBack {
    import: ImportId,
    rows: u64,
    left: usize,
}

/// Rows of an import taken back by one command: few enough that whoever waits behind it doesn't notice.
const IMPORT_ROWS: u32 = 200;

impl Desk {
    /// A command came to its end: the screen that asked says so, else the desk.
    pub(super) fn settled(&mut self, settled: &Settled) {
        if let Ok(done) = &settled.result
            && let Outcome::Deal { card, .. } | Outcome::Asked { card, .. } = &done.outcome
        {
            // What was in its way is over.
            self.seat.hush_of(card.id, Level::Warning);
        }
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
                let words = text::desk::asked(lang, card.id.0);
                self.seat.say_of(card.id, Level::Info, words);
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
            Outcome::Deal { card, .. } => match act {
                Act::WithdrawApproval { .. } => {
                    let words = text::desk::withdrawn(lang, card.id.0);
                    self.seat.say_of(card.id, Level::Info, words);
                }
                Act::EditDeal { expects, .. } | Act::AssignDeal { expects, .. }
                    if *expects == card.version =>
                {
                    let words = text::desk::nothing_changed(lang, card.id.0);
                    self.seat.say_of(card.id, Level::Note, words);
                }
                _ => {}
            },
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
        if let Refusal::Gate {
            deal,
            stage,
            missing,
        } = refusal
            && matches!(settled.command.act, Act::MoveDeal { .. })
        {
            // The form says what is missing; only what fell with the move has to be told beside it.
            if settled.dropped > 0 {
                self.seat.say_of(*deal, Level::Error, words);
            } else {
                self.seat.keep(Level::Error, words);
            }
            self.seat.open(Overlay::Gate {
                deal: *deal,
                to: *stage,
                missing: missing.clone(),
            });
            return;
        }
        match settled.deal {
            Some(deal) => self.seat.say_of(deal, Level::Error, words),
            None => self.seat.say(Level::Error, words),
        };
    }

    pub(super) fn problem(&mut self, problem: &Problem) {
        let lang = self.seat.lang;
        let words = match problem.code {
            Code::StorageFull => text::desk::storage_full(lang).to_owned(),
            _ => text::desk::problem(lang, &problem.message, &problem.request),
        };
        self.seat.say(Level::Error, words);
    }
}
