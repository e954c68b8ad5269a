//! Has anything changed that can be seen? A frame of the feed about a card nobody looks at, or the confirmation of what
//! is on the screen already, must not cost a single byte.
use super::Board;
use super::template::MINUTE;
use crate::desk::mirror::Tile;
use crate::desk::seat::Seat;
use crate::domain::calendar::Millis;
use std::hash::{DefaultHasher, Hash, Hasher};

impl Board {
    /// A number that differs where the board would look different.
    pub(super) fn seen(&self, seat: &Seat) -> u64 {
        let board = &seat.mirror.board;
        let pending = &seat.mirror.pending;
        let layout = self.layout(seat);
        let mut hash = DefaultHasher::new();
        let stages = self.pipeline(seat).map_or(0, |p| p.stages.len());
        let shown = self.first..(self.first + layout.columns).min(stages);
        (
            self.overall(seat),
            self.first,
            self.column,
            self.deal,
            stages,
        )
            .hash(&mut hash);
        for column in shown {
            let Some(stage) = self.stage(seat, column) else {
                continue;
            };
            let top = self.top(stage);
            let above = board.window(stage).map_or(0, |w| w.above());
            let heading = board.heading(stage, pending);
            let heading = heading.map(|h| (h.count, h.sum, h.at_least));
            (stage, top, above, heading).hash(&mut hash);
            // One more than fits whole: its upper lines may be seen.
            for tile in board
                .shown(stage, pending)
                .iter()
                .skip(top)
                .take(layout.rows + 1)
            {
                look(tile, seat.now, &mut hash);
                pending.slow(tile.card.id).hash(&mut hash);
            }
        }
        hash.finish()
    }
}

/// Everything of a card that can be on the screen.
fn look(tile: &Tile, now: Millis, hash: &mut impl Hasher) {
    let card = &tile.card;
    let minutes = |ms: i64| ms.max(MINUTE) / MINUTE;
    let late = |due: Option<Millis>| due.map(|due| (due.0 / MINUTE, due < now));
    (card.id, card.stage, card.amount, card.kind, card.source).hash(hash);
    (&card.name, &card.title, &card.goods, &card.tags).hash(hash);
    (
        card.responsible,
        card.turn,
        card.closed_at,
        &card.lost_reason,
    )
        .hash(hash);
    (minutes(now.since(card.turn_since)), card.approval).hash(hash);
    (late(card.stage_due), late(card.next_at)).hash(hash);
}
