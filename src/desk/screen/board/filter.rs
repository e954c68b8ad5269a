//! The board's filter: what its keys set, and how it is said.
use crate::desk::action::Action;
use crate::desk::seat::Seat;
use crate::text;
use crate::wire::board::{Filter, Sort};

pub(super) fn set(action: Action, seat: &mut Seat) {
    let me = seat.mirror.my_id();
    let filter = &mut seat.mirror.board.filter;
    match action {
        Action::FilterReset => *filter = Filter::default(),
        Action::FilterMine => {
            filter.responsible = if filter.responsible == me { None } else { me };
        }
        Action::SortTurn => {
            filter.sort = match filter.sort {
                Sort::Place => Sort::Turn,
                Sort::Turn => Sort::Place,
            };
        }
        _ => return,
    }
    seat.dirty();
}

/// "мои", "ждёт нас", "опоздавшие"; nothing where there is no condition and the usual order.
pub(super) fn words(seat: &Seat) -> Vec<String> {
    let lang = seat.lang;
    let filter = &seat.mirror.board.filter;
    let shop = seat.mirror.shop.as_deref();
    let mut words: Vec<String> = Vec::new();
    if let Some(person) = filter.responsible {
        if Some(person) == seat.mirror.my_id() {
            words.push(text::board::mine(lang).to_owned());
        } else if let Some(person) = shop.and_then(|s| s.operator(person)) {
            words.push(person.name.clone());
        }
    }
    if let Some(source) = filter.source.and_then(|id| shop?.source(id)) {
        words.push(source.name.clone());
    }
    if let Some(kind) = filter.kind {
        words.push(text::domain::kind(lang, kind).to_owned());
    }
    if let Some(turn) = filter.turn {
        words.push(text::domain::turn(lang, turn).to_owned());
    }
    if let Some(tag) = &filter.tag {
        words.push(format!("#{tag}"));
    }
    if let Some(text) = &filter.text {
        words.push(format!("«{text}»"));
    }
    if filter.late {
        words.push(text::board::late(lang).to_owned());
    }
    if filter.no_next_step {
        words.push(text::board::no_next_step(lang).to_owned());
    }
    if filter.sort == Sort::Turn {
        words.push(text::board::sorted_by_turn(lang).to_owned());
    }
    words
}

/// The first so many of the conditions, and how many more there are: "мои, +2".
pub(super) fn said(words: &[String], shown: usize) -> String {
    let mut said: Vec<String> = words.iter().take(shown).cloned().collect();
    if let more @ 1.. = words.len().saturating_sub(shown) {
        said.push(format!("+{more}"));
    }
    said.join(", ")
}
