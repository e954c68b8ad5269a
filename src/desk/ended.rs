//! How a command ended, told to the person: what it did, what it left, why it was refused and what is missing for it.
use super::Desk;
use super::message::{Fault, Reply, Request, RequestId};
use super::mirror::Settled;
use super::screen::Overlay;
use super::seat::Level;
use crate::domain::command::{Act, Command};
use crate::domain::event::Subject;
use crate::domain::id::{CommandId, ImportId, Seq};
use crate::domain::refusal::Refusal;
use crate::text;
use crate::wire::deal::HistoryQuery;
use crate::wire::problem::{Code, Problem};
use crate::wire::undo::Passed;
use crate::wire::{Done, Outcome};

#[derive(Debug)]
pub(super) struct TakingBack {
    import: ImportId,
    rows: u64,
    left: usize,
}

/// An undo of which the journal is asked what it changed.
#[derive(Debug)]
pub(super) struct TellingUndo {
    asked: RequestId,
    command: CommandId,
    words: String,
    subject: Option<Subject>,
    left: usize,
    passed: Vec<Passed>,
}

/// Entries of the journal that one undo writes, more than that are not told.
const UNDONE_ENTRIES: u32 = 20;
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
            Ok(done) => self.done(&settled.command, done),
            Err(Fault::Problem(problem)) => self.refused(settled, problem),
            Err(Fault::Lost) => {}
        }
    }

    fn done(&mut self, command: &Command, done: &Done) {
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
                // What the record was turned back to stands in the journal.
                let query = HistoryQuery {
                    before: Some(Seq(done.seq.0 + 1)),
                    limit: Some(UNDONE_ENTRIES),
                };
                let again = matches!(command.act, Act::Undo { command: Some(_) });
                let telling = TellingUndo {
                    asked: self.seat.ask(Request::Log(query)),
                    command: command.id,
                    words: match subject.filter(|_| again) {
                        Some(record) => text::desk::redone(lang, &text::log::subject(lang, record)),
                        None => {
                            text::desk::undone(lang, &text::domain::deed(lang, *what, *subject))
                        }
                    },
                    subject: *subject,
                    left: left.len(),
                    passed: passed.clone(),
                };
                self.hearing.telling.push(telling);
            }
            Outcome::ImportUndone {
                import,
                taken_back,
                remaining,
                left,
            } => self.import_undone(*import, *taken_back, *remaining, left.len()),
            Outcome::Deal { card, .. } => match &command.act {
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

    /// What an undo has changed is here, or will not come: says it. False: this is no such answer.
    pub(super) fn tell_undo(&mut self, id: RequestId, reply: &Result<Reply, Fault>) -> bool {
        let waiting = &mut self.hearing.telling;
        let Some(at) = waiting.iter().position(|t| t.asked == id) else {
            return false;
        };
        let telling = waiting.remove(at);
        let (lang, shop) = (self.seat.lang, self.seat.mirror.shop.as_deref());
        let mut words = telling.words;
        if let (Ok(Reply::History(events)), Some(shop)) = (reply, shop) {
            let say = text::history::Say::at(lang, self.seat.now);
            let mine = events.iter().rev().filter(|e| e.command == telling.command);
            let changes: Vec<String> = mine
                .flat_map(|event| text::history::lines(say, event, shop))
                .collect();
            if !changes.is_empty() {
                words = text::desk::undone_changes(lang, &words, &changes.join("; "));
            }
        }
        if telling.left > 0 {
            words = text::desk::undone_left(lang, &words, telling.left);
        }
        let level = match telling.passed.is_empty() {
            true => Level::Info,
            false => Level::Warning,
        };
        let passed = telling.passed.iter().map(|p| (p.act, p.subject, &p.why));
        words = text::refusal::passed_over(lang, &words, passed, shop);
        match telling.subject {
            Some(Subject::Deal(deal)) => self.seat.say_of(deal, level, words),
            _ => self.seat.say(level, words),
        };
        true
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
