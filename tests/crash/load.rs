//! Clients that never stop asking. What got no answer is asked again under the same id when the server is back.
use crate::dice::Dice;
use crate::ledger::{Answer, Ledger};
use pult::domain::card::Card;
use pult::domain::command::{Act, Command};
use pult::domain::deal::{Draft, Item, Set};
use pult::domain::id::*;
use pult::domain::money::Kopecks;
use pult::domain::refusal::Refusal;
use pult::link::{Link, LinkError};
use pult::wire::Outcome;
use pult::wire::problem::Code;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Notify;

/// Answers counted over all clients; tells when enough came.
#[derive(Debug, Default)]
pub struct Count {
    answers: AtomicU64,
    enough: AtomicU64,
    reached: Notify,
}

impl Count {
    pub fn until(enough: u64) -> Arc<Count> {
        Arc::new(Count {
            enough: AtomicU64::new(enough),
            ..Count::default()
        })
    }

    fn one_more(&self) {
        if self.answers.fetch_add(1, Ordering::SeqCst) + 1 == self.enough.load(Ordering::SeqCst) {
            self.reached.notify_one();
        }
    }

    pub async fn reached(&self) {
        self.reached.notified().await;
    }

    pub fn so_far(&self) -> u64 {
        self.answers.load(Ordering::SeqCst)
    }
}

/// What became of a command.
#[derive(Debug, PartialEq, Eq)]
pub enum Fate {
    Answered,
    /// The disk is full, said the server.
    NotNow,
    /// No answer: whether it was done is not known.
    Lost,
}

/// One client with what it knows.
#[derive(Debug)]
pub struct Client {
    name: usize,
    dice: Dice,
    made: usize,
    /// Cards as last seen.
    cards: Vec<Card>,
    /// Done, and may be taken back.
    done: Vec<CommandId>,
    /// Asked, without an answer.
    pending: Option<Command>,
    stages: Vec<StageId>,
    ledger: Arc<Ledger>,
}

impl Client {
    pub fn new(name: usize, seed: u64, ledger: Arc<Ledger>) -> Client {
        Client {
            name,
            dice: Dice::new(seed ^ (name as u64 + 1).wrapping_mul(0x1234_5678_9abc_def1)),
            made: 0,
            cards: Vec::new(),
            done: Vec::new(),
            pending: None,
            stages: Vec::new(),
            ledger,
        }
    }

    pub fn waits(&self) -> bool {
        self.pending.is_some()
    }

    /// Asks until the server is gone, says that its disk is full, or `turns` are over.
    pub async fn work(&mut self, socket: &Path, count: &Count, turns: usize) -> Fate {
        let link = Link::unix(socket).expect("a client can be made");
        if self.stages.is_empty() {
            match link
                .get::<pult::domain::shop::Shop>(pult::wire::path::SHOP, &())
                .await
            {
                Ok(shop) => self.stages = free_stages(&shop),
                Err(_) => return Fate::Lost,
            }
        }
        for _ in 0..turns {
            let command = match self.pending.take() {
                Some(command) => command,
                None => {
                    let command = self.next();
                    self.ledger.attempt(&command);
                    command
                }
            };
            match self.ask(&link, &command).await {
                Fate::Answered => count.one_more(),
                fate => {
                    self.pending = Some(command);
                    return fate;
                }
            }
        }
        Fate::Answered
    }

    async fn ask(&mut self, link: &Link, command: &Command) -> Fate {
        match link.command(command).await {
            Ok(done) => {
                self.ledger
                    .answer(command.id, Answer::Done { seq: done.seq.0 });
                if let Outcome::Deal { card, .. } = done.outcome {
                    self.seen(card);
                }
                if !matches!(command.act, Act::CreateDeal { .. } | Act::Undo { .. }) {
                    self.done.push(command.id);
                }
                Fate::Answered
            }
            Err(LinkError::Problem(problem)) => match (problem.code, problem.refusal) {
                (Code::StorageFull, _) => {
                    self.ledger.answer(command.id, Answer::NotNow);
                    Fate::NotNow
                }
                // The writer has stopped; what happened to this one it doesn't say.
                (Code::Unavailable, _) => Fate::Lost,
                (_, Some(refusal)) => {
                    self.ledger.answer(command.id, Answer::Refused);
                    if let Refusal::StaleDeal { fresh, .. } = refusal
                        && let Some(card) = self.cards.iter_mut().find(|c| c.id == fresh.id)
                    {
                        (card.version, card.stage) = (fresh.version, fresh.stage);
                    }
                    Fate::Answered
                }
                (code, None) => panic!("the server answers {code:?}: {}", problem.message),
            },
            Err(LinkError::Unreachable { .. }) => Fate::Lost,
            // A frame that was cut in the middle reads as nothing of ours.
            Err(LinkError::Garbled(_)) => Fate::Lost,
        }
    }

    fn seen(&mut self, card: Card) {
        match self.cards.iter_mut().find(|known| known.id == card.id) {
            Some(known) => *known = card,
            None => self.cards.push(card),
        }
    }

    fn next(&mut self) -> Command {
        self.made += 1;
        let nonce = format!("n{}-{}", self.name, self.made);
        let id = CommandId(uuid::Uuid::now_v7());
        let act = if self.cards.is_empty() || self.dice.once_in(5) {
            Act::CreateDeal {
                draft: Draft {
                    set: vec![
                        Set::Title(nonce),
                        Set::Items(vec![Item {
                            name: "Рычаг".into(),
                            sku: None,
                            price: Kopecks(100 + self.dice.below(1_000_000) as i64),
                            quantity: 1000,
                        }]),
                    ],
                    ..Draft::default()
                },
            }
        } else {
            // The latest ones: where others are at work too is no matter, deals are shared by their makers only.
            let near = self.cards.len().min(6);
            let card = &self.cards[self.cards.len() - 1 - self.dice.below(near)];
            let (deal, expects) = (card.id, card.version);
            match self.dice.below(6) {
                0 | 1 => Act::EditDeal {
                    deal,
                    expects,
                    set: vec![Set::Title(nonce)],
                },
                2 | 3 => Act::MoveDeal {
                    deal,
                    expects,
                    to: *self.dice.pick(&self.stages),
                    fill: vec![],
                },
                4 if !self.done.is_empty() => {
                    let at = self.done.len() - 1 - self.dice.below(self.done.len().min(4));
                    Act::Undo {
                        command: Some(self.done[at]),
                    }
                }
                _ => Act::NoteDeal { deal, text: nonce },
            }
        };
        Command { id, act }
    }
}

/// Stages that ask for nothing these deals don't have.
fn free_stages(shop: &pult::domain::shop::Shop) -> Vec<StageId> {
    use pult::domain::pipeline::{Need, Outcome};
    let stages = shop.pipelines[0].stages.iter().filter(|stage| {
        let needs = &stage.gate.needs;
        stage.outcome == Outcome::Open
            && stage.gate.approval.is_none()
            && stage.gate.roles.is_empty()
            && needs
                .iter()
                .all(|n| matches!(n, Need::Amount(_) | Need::Items | Need::Responsible))
    });
    stages.map(|stage| stage.id).collect()
}
