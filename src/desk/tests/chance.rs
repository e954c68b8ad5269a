//! Whatever the order in which keys, answers and the feed come: in the end the desk shows what the server has.
use super::board::{column, desk};
use crate::desk::message::{FeedItem, Msg, Timer};
use crate::desk::trial::{Line, Trial};
use crate::domain::command::Act;
use crate::domain::id::{DealId, StageId};
use crate::wire::board::Filter;
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Step {
    Press(&'static str),
    /// Boris moves a deal, or gives it to somebody.
    Move(i64, i64),
    Give(i64, Option<i64>),
    Answer,
    Hear,
    /// The next question is lost on its way; or its answer, after the server did it.
    Lose(bool),
    Retry,
    Reset,
}

fn step() -> impl Strategy<Value = Step> {
    let key = prop::sample::select(vec![
        "L", "H", "h", "j", "k", "l", "pagedown", "pageup", "home", "end", "m d", "s", "i", "0",
    ]);
    prop_oneof![
        6 => key.prop_map(Step::Press),
        4 => (1..60i64, 1..9i64).prop_map(|(deal, to)| Step::Move(deal, to)),
        2 => (1..60i64, prop::option::of(1..3i64)).prop_map(|(deal, to)| Step::Give(deal, to)),
        6 => Just(Step::Answer),
        4 => Just(Step::Hear),
        1 => any::<bool>().prop_map(Step::Lose),
        1 => Just(Step::Retry),
        1 => Just(Step::Reset),
    ]
}

fn take(trial: &mut Trial, step: &Step) {
    match step {
        Step::Press(keys) => {
            trial.press(keys);
        }
        Step::Move(deal, to) => {
            let known = &trial.server.deals[&DealId(*deal)];
            // Where Boris would only be refused, he does nothing.
            if known.stage.0 != *to && known.approval.is_none() && ![2, 9].contains(to) {
                let frame = trial.other_moves(*deal, *to);
                trial.frames.push_back(frame);
            }
        }
        Step::Give(deal, to) => {
            let frame = trial.other(Act::EditDeal {
                deal: DealId(*deal),
                expects: trial.server.deals[&DealId(*deal)].version,
                set: vec![crate::domain::deal::Set::Responsible(
                    to.map(crate::domain::id::OperatorId),
                )],
            });
            trial.frames.push_back(frame);
        }
        Step::Answer => {
            trial.answer_one();
        }
        Step::Hear => {
            trial.hear_one();
        }
        Step::Lose(done) => trial.lose(*done),
        Step::Retry => trial.timer(Timer::Retry),
        Step::Reset => {
            trial.frames.clear();
            trial.message(Msg::Feed(FeedItem::Reset));
        }
    }
}

fn compare(trial: &Trial) {
    let mirror = &trial.desk.seat.mirror;
    assert!(mirror.pending.is_empty(), "{:?}", mirror.pending);
    let filter: &Filter = &mirror.board.filter;
    for stage in (1..=9).map(StageId) {
        let truth = trial.server.stage(stage, filter);
        let window = mirror.board.window(stage).unwrap();
        let shown: Vec<(DealId, i64)> = window
            .tiles()
            .iter()
            .map(|t| (t.card.id, t.card.version.0))
            .collect();
        let all: Vec<(DealId, i64)> = truth.iter().map(|c| (c.id, c.version.0)).collect();
        // A window is an unbroken piece of the column.
        let at = shown
            .first()
            .and_then(|first| all.iter().position(|c| c == first))
            .unwrap_or(0);
        assert_eq!(
            shown,
            all.get(at..at + shown.len()).unwrap_or_default(),
            "{stage:?} of {all:?}"
        );
        assert_eq!(window.at_foot(), at + shown.len() == all.len(), "{stage:?}");
        assert_eq!(window.at_top(), at == 0, "{stage:?}");
        assert_eq!(window.total.count, all.len() as i64, "{stage:?}");
        let sum: i64 = truth.iter().map(|c| c.amount.0).sum();
        assert_eq!(window.total.sum.0, sum, "{stage:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn in_the_end_the_desk_shows_what_the_server_has(steps in prop::collection::vec(step(), 1..60)) {
        let mut trial = desk(column(60));
        trial.line = Line::Held;
        for step in &steps {
            take(&mut trial, step);
        }
        // Everything arrives.
        trial.line = Line::Quick;
        trial.timer(Timer::Retry);
        trial.answer();
        trial.timer(Timer::Recount);
        trial.answer();
        compare(&trial);
    }
}
