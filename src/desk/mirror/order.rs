//! What the server decides by SQL and the desk has to decide by a card in hand: does a filter take it, and where in the
//! column it stands.
use crate::domain::calendar::Millis;
use crate::domain::card::Card;
use crate::wire::board::{Filter, Sort};

impl Filter {
    /// No condition at all: the kept totals hold. The order doesn't count as one.
    pub fn is_open(&self) -> bool {
        *self
            == Filter {
                sort: self.sort,
                ..Filter::default()
            }
    }

    /// Does the filter take this card? `None`: only the server can tell.
    pub fn takes(&self, card: &Card, now: Millis) -> Option<bool> {
        let judged = self.responsible.is_none_or(|r| card.responsible == Some(r))
            && self.source.is_none_or(|s| card.source == Some(s))
            && self.kind.is_none_or(|k| card.kind == Some(k))
            && self.turn.is_none_or(|t| card.turn == t)
            && self.tag.as_ref().is_none_or(|t| card.tags.contains(t))
            && (!self.late || card.late(now))
            && (!self.no_next_step || (card.closed_at.is_none() && card.next_at.is_none()));
        match (judged, &self.text) {
            (false, _) => Some(false),
            (true, None) => Some(true),
            (true, Some(_)) => None,
        }
    }
}

impl Card {
    /// Past its stage's time limit or its next step's date.
    pub fn late(&self, now: Millis) -> bool {
        self.closed_at.is_none()
            && [self.stage_due, self.next_at]
                .into_iter()
                .flatten()
                .any(|due| due < now)
    }
}

/// What a column is ordered by, smallest on top. The server orders by the same.
pub(super) fn key(card: &Card, sort: Sort) -> (i64, i64, i64) {
    match sort {
        Sort::Place => (0, card.place, card.id.0),
        Sort::Turn => (card.turn.rank(), card.turn_since.0, card.id.0),
    }
}
