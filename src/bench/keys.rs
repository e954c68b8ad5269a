//! Bars at the terminal, without the terminal: from the key to the bytes that would be written, beside ratatui drawing
//! its list. The pseudo-terminal adds the same to both.
use super::floor::Floor;
use super::sample::Times;
use super::seat::{Frame, Seat, WINDOW};
use super::socket::Caller;
use super::{Failed, Pace};
use crate::desk::key::Key;
use crate::domain::command::{Act, Command};
use crate::domain::deal::Set;
use crate::domain::id::{CommandId, DealId};
use crate::text::Lang;
use crate::wire::deal::View;
use crate::wire::{Outcome, path};
use std::path::Path;
use std::time::Instant;

/// Bytes written and bytes needed, over many frames.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bytes {
    pub ours: usize,
    pub tight: usize,
    pub frames: usize,
}

impl Bytes {
    fn add(&mut self, frame: Frame) {
        self.ours += frame.bytes;
        self.tight += frame.tight;
        self.frames += 1;
    }

    pub fn each(self) -> (f64, f64) {
        let n = self.frames.max(1) as f64;
        (self.ours as f64 / n, self.tight as f64 / n)
    }
}

/// One program's keys.
#[derive(Debug, Default)]
pub struct Keys {
    pub step: Times,
    pub step_bytes: Bytes,
    pub carry: Times,
    pub carry_bytes: Bytes,
    /// A hundred keys at once.
    pub burst: Times,
}

#[derive(Debug, Default)]
pub struct Ours {
    pub keys: Keys,
    /// From the key that moves a card until the server's word is on the screen.
    pub confirmed: Times,
    pub burst_bytes: usize,
    /// A colleague moves a card that is seen; a colleague changes one that is not.
    pub seen: Bytes,
    pub unseen: Bytes,
    /// Letters it takes to write down all the desk knows: grows as its memory does.
    pub state: usize,
}

fn key(name: &str) -> Result<Key, Failed> {
    name.parse().map_err(|_| Failed::Odd("no key of this name"))
}

/// The list that ratatui draws.
pub fn floor(deals: u64, pace: Pace) -> Result<Keys, Failed> {
    let mut floor = Floor::new(deals, WINDOW)?;
    floor.draw()?;
    let mut keys = Keys::default();
    for n in 0..pace.times() {
        let start = Instant::now();
        floor.step(n / 40 % 2 == 0);
        let ours = floor.draw()?;
        keys.step.push(start.elapsed());
        keys.step_bytes.add(Frame {
            bytes: ours,
            tight: 0,
        });
    }
    for n in 0..pace.times() {
        let start = Instant::now();
        floor.carry(n % 2 == 0);
        let ours = floor.draw()?;
        keys.carry.push(start.elapsed());
        keys.carry_bytes.add(Frame {
            bytes: ours,
            tight: 0,
        });
    }
    for n in 0..pace.times() / 10 {
        let start = Instant::now();
        for _ in 0..100 {
            floor.step(n % 2 == 0);
        }
        floor.draw()?;
        keys.burst.push(start.elapsed());
    }
    Ok(keys)
}

pub async fn ours(socket: &Path, lang: Lang, pace: Pace) -> Result<Ours, Failed> {
    let mut seat = Seat::new(socket, lang).await?;
    let mut ours = Ours::default();
    let (down, up) = (key("down")?, key("up")?);
    // The second stage: its cards may go back to the first and come again.
    seat.press(&[key("right")?]);
    for n in 0..pace.times() {
        let (took, frame) = seat.press(&[if n / 40 % 2 == 0 { down } else { up }]);
        ours.keys.step.push(took);
        ours.keys.step_bytes.add(frame);
        seat.quiet().await?;
    }
    for n in 0..pace.times() / 10 {
        let (took, frame) = seat.press(&[if n % 2 == 0 { down } else { up }; 100]);
        ours.keys.burst.push(took);
        ours.burst_bytes = ours.burst_bytes.max(frame.bytes);
        seat.quiet().await?;
    }
    let (left, right) = (key("shift+left")?, key("shift+right")?);
    for n in 0..pace.times() {
        let start = Instant::now();
        let (took, frame) = seat.press(&[if n % 2 == 0 { left } else { right }]);
        ours.keys.carry.push(took);
        ours.keys.carry_bytes.add(frame);
        seat.quiet().await?;
        ours.confirmed.push(start.elapsed());
    }
    colleague(&mut seat, &mut ours, socket, pace).await?;
    ours.state = format!("{:?}", seat.desk()).len();
    Ok(ours)
}

/// Somebody else moves a card on this screen, then renames a deal that is nowhere on it.
async fn colleague(
    seat: &mut Seat,
    ours: &mut Ours,
    socket: &Path,
    pace: Pace,
) -> Result<(), Failed> {
    let mut caller = Caller::new(socket)?;
    let board = &seat.desk().mirror().board;
    let mut stages = board.windows().iter();
    let (Some(first), Some(second)) = (stages.next(), stages.next()) else {
        return Err(Failed::Odd("a board of fewer than two columns"));
    };
    let stages = [first.stage, second.stage];
    let mut card = second
        .tiles()
        .get(1)
        .ok_or(Failed::Odd("an empty column"))?
        .card
        .clone();
    for n in 0..pace.times() / 5 {
        let act = Act::MoveDeal {
            deal: card.id,
            expects: card.version,
            to: stages[n % 2],
            fill: Vec::new(),
        };
        let done = command(&mut caller, act)?;
        let Outcome::Deal { card: fresh, .. } = done.outcome else {
            return Err(Failed::Odd("a move that is no move"));
        };
        card = fresh;
        ours.seen.add(seat.heard_of(done.seq).await?);
    }
    let hidden = DealId(crate::demo::FIRST);
    let path = path::DEAL.replace("{id}", &hidden.to_string());
    for n in 0..pace.times() / 5 {
        let view: View = serde_json::from_slice(caller.get(&path)?)?;
        let act = Act::EditDeal {
            deal: hidden,
            expects: view.deal.version,
            set: vec![Set::Title(n.to_string())],
        };
        let done = command(&mut caller, act)?;
        ours.unseen.add(seat.heard_of(done.seq).await?);
    }
    Ok(())
}

fn command(caller: &mut Caller, act: Act) -> Result<crate::wire::Done, Failed> {
    caller.command(&Command {
        id: CommandId(uuid::Uuid::now_v7()),
        act,
    })
}
