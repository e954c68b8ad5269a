//! Bars of writing: stage moves through the API by one and by many, and how soon everybody has heard of one.
use super::sample::{Run, Times, again};
use super::socket::Caller;
use super::{Failed, Pace};
use crate::domain::card::Card;
use crate::domain::command::{Act, Command};
use crate::domain::id::{CommandId, StageId};
use crate::wire::board::Page;
use crate::wire::{Outcome, path};
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

/// Moves cards to the stage before theirs and back, over and over.
#[derive(Debug)]
pub struct Mover {
    caller: Caller,
    cards: Vec<(Card, StageId, StageId)>,
    /// What was answered, to be looked for in the books afterwards.
    pub done: u64,
    pub refused: u64,
}

impl Mover {
    /// `n` movers with cards of their own; none where the shop has too few.
    pub fn some(socket: &Path, n: usize) -> Result<Vec<Mover>, Failed> {
        let mut caller = Caller::new(socket)?;
        let page: Page =
            serde_json::from_slice(caller.get(&format!("{}?limit=200", path::BOARD))?)?;
        let [first, second, ..] = &page.columns[..] else {
            return Err(Failed::Odd("a board of fewer than two columns"));
        };
        let (to, from) = (first.total.stage, second.total.stage);
        // Cards that may go back where they came from.
        let cards: Vec<_> = second
            .cards
            .iter()
            .filter(|c| c.approval.is_none() && c.responsible.is_some())
            .map(|c| (c.clone(), from, to))
            .collect();
        let each = (cards.len() / n.max(1)).min(8);
        if each == 0 {
            return Ok(Vec::new());
        }
        cards
            .chunks_exact(each)
            .take(n)
            .map(|mine| {
                Ok(Mover {
                    caller: Caller::new(socket)?,
                    cards: mine.to_vec(),
                    done: 0,
                    refused: 0,
                })
            })
            .collect()
    }

    pub fn turn(&mut self, n: usize) -> Result<(), Failed> {
        let at = n % self.cards.len();
        let (card, home, away) = &mut self.cards[at];
        let to = if card.stage == *home { *away } else { *home };
        let act = Act::MoveDeal {
            deal: card.id,
            expects: card.version,
            to,
            fill: Vec::new(),
        };
        let id = CommandId(uuid::Uuid::now_v7());
        match self.caller.command(&Command { id, act }) {
            Ok(done) => {
                self.done += 1;
                match done.outcome {
                    Outcome::Deal { card: fresh, .. } => *card = fresh,
                    _ => return Err(Failed::Odd("a move that is no move")),
                }
            }
            Err(Failed::Refused(_)) => self.refused += 1,
            Err(other) => return Err(other),
        }
        Ok(())
    }
}

#[derive(Debug)]
pub struct Moves {
    pub run: Run,
    pub refused: u64,
    /// Answered, and not in the books.
    pub lost: u64,
}

/// So many clients at once, each waiting for its answer before it goes on; `None` where the shop has too few cards for
/// each to have one.
pub fn moves(socket: &Path, clients: usize, pace: Pace) -> Result<Option<Moves>, Failed> {
    let mut asker = Caller::new(socket)?;
    let before = journal_end(&mut asker)?;
    let mut movers = Mover::some(socket, clients)?;
    if movers.is_empty() {
        return Ok(None);
    }
    let start = Instant::now();
    let runs: Vec<Result<Run, Failed>> = std::thread::scope(|scope| {
        let threads: Vec<_> = movers
            .iter_mut()
            .map(|mover| scope.spawn(|| again(pace.span(), |n| mover.turn(n))))
            .collect();
        let ended = threads.into_iter().map(|t| t.join());
        ended
            .map(|run| run.unwrap_or(Err(Failed::Odd("a client fell over"))))
            .collect()
    });
    let mut run = Run {
        took: start.elapsed(),
        ..Run::default()
    };
    for part in runs {
        run.times.extend(part?.times);
    }
    let (done, refused) = movers
        .iter()
        .fold((0, 0), |(d, r), m| (d + m.done, r + m.refused));
    // Each move is one entry of the journal: fewer than were answered were lost.
    let written = journal_end(&mut asker)? - before;
    Ok(Some(Moves {
        run,
        refused,
        lost: done.saturating_sub(written),
    }))
}

fn journal_end(caller: &mut Caller) -> Result<u64, Failed> {
    let page: Page = serde_json::from_slice(caller.get(&format!("{}?limit=1", path::BOARD))?)?;
    Ok(page.seq.0.unsigned_abs())
}

/// So many followers of the feed, each on a thread of its own; the channel hears of every frame each of them got.
pub fn follow(socket: &Path, followers: usize) -> Result<Receiver<Instant>, Failed> {
    let (told, heard) = channel();
    for _ in 0..followers {
        let mut stream = UnixStream::connect(socket)?;
        write!(stream, "GET {} HTTP/1.1\r\nhost: pult\r\n\r\n", path::FEED)?;
        let told = told.clone();
        // The first piece says that it stands.
        let mut piece = [0; 1 << 14];
        let mut seen = Vec::new();
        while !seen.ends_with(b": pult\n\n\r\n") {
            match stream.read(&mut piece)? {
                0 => return Err(Failed::Odd("the feed ended")),
                n => seen.extend_from_slice(&piece[..n]),
            }
        }
        std::thread::spawn(move || listen(stream, &told));
    }
    Ok(heard)
}

const MARK: &[u8] = b"event: frame\n";

fn listen(mut stream: UnixStream, told: &Sender<Instant>) {
    let mut piece = [0; 1 << 14];
    let mut rest: Vec<u8> = Vec::new();
    while let Ok(n @ 1..) = stream.read(&mut piece) {
        let now = Instant::now();
        rest.extend_from_slice(&piece[..n]);
        let frames = rest.windows(MARK.len()).filter(|w| *w == MARK).count();
        // A mark torn in two is found with the next piece.
        let kept = rest.len().saturating_sub(MARK.len() - 1);
        rest.drain(..kept);
        for _ in 0..frames {
            if told.send(now).is_err() {
                return;
            }
        }
    }
}

/// From a move's sending (its commit included) until the last of the followers has it.
pub fn heard_by_all(socket: &Path, followers: usize, turns: usize) -> Result<Times, Failed> {
    let heard = follow(socket, followers)?;
    let mut movers = Mover::some(socket, 1)?;
    let mover = movers
        .first_mut()
        .ok_or(Failed::Odd("an empty second column"))?;
    let mut took = Times::default();
    for n in 0..turns {
        let start = Instant::now();
        mover.turn(n)?;
        let mut last = start;
        for _ in 0..followers {
            last = last.max(
                heard
                    .recv()
                    .map_err(|_| Failed::Odd("the followers fell silent"))?,
            );
        }
        took.push(last - start);
    }
    Ok(took)
}
