//! What others do while somebody looks.
use super::board::{column, desk, selected};
use crate::desk::trial::{Line, Trial};
use crate::domain::command::Act;
use crate::domain::deal::Set;
use crate::domain::id::{DealId, StageId, Version};

#[test]
fn the_selection_follows_the_card_not_the_place() {
    let mut trial = desk(column(5));
    trial.press("j j");
    assert_eq!(selected(&trial), Some(3));
    let frame = trial.other_moves(5, 2);
    trial.hear(frame);
    assert_eq!(selected(&trial), Some(3));
    let frame = trial.other_moves(3, 2);
    trial.hear(frame);
    assert_eq!(selected(&trial), Some(3), "also into another column");
    trial.press("h");
    let frame = trial.other_moves(4, 2);
    trial.hear(frame);
    assert!(selected(&trial).is_some());
}

#[test]
fn others_coming_and_going_above_do_not_shift_what_is_shown() {
    let mut trial = desk(column(50));
    for _ in 0..12 {
        trial.press("j");
    }
    let cards = |trial: &Trial| -> Vec<String> {
        let rows = trial.screen();
        rows.lines()
            .skip(3)
            .take(16)
            .map(|l| l.chars().take(26).collect())
            .collect()
    };
    let before = cards(&trial);
    for deal in [50, 49, 48] {
        let frame = trial.other_moves(deal, 2);
        trial.hear(frame);
    }
    assert_eq!(cards(&trial), before);
    let frame = trial.other_moves(49, 1);
    trial.hear(frame);
    assert_eq!(cards(&trial), before);
}

#[test]
fn what_cannot_be_seen_costs_nothing() {
    let mut server = column(300);
    server.deal(1000, 8, "Вдали", "товар", 100);
    let mut trial = desk(server);
    trial.desk.drawn();
    // Between two columns beyond the right edge.
    let frame = trial.other_moves(1000, 7);
    trial.hear(frame);
    assert!(!trial.desk.dirty());
    assert!(trial.waiting.is_empty());
    // In another pipeline.
    let mut frame = trial.other_moves(1000, 8);
    frame.cards[0].pipeline.0 = 2;
    frame.cards[0].stage.0 = 21;
    frame.totals.clear();
    trial.hear(frame);
    assert!(!trial.desk.dirty());
    // Deep in a visible column, below the page that is held: only the edit is heard.
    let frame = trial.other(Act::EditDeal {
        deal: DealId(5),
        expects: Version(1),
        set: vec![Set::Tags(vec!["срочно".to_owned()])],
    });
    let mut unseen = frame;
    unseen.totals.clear();
    trial.hear(unseen);
    assert!(!trial.desk.dirty());
    // One that is on the screen.
    let frame = trial.other_moves(300, 2);
    trial.hear(frame);
    assert!(trial.desk.dirty());
}

#[test]
fn an_older_frame_changes_nothing() {
    let mut trial = desk(column(2));
    let first = trial.other_moves(2, 2);
    let second = trial.other_moves(2, 3);
    trial.hear(second.clone());
    assert!(trial.shows("Согласован 1"), "{}", trial.screen());
    let newest = trial.screen();
    trial.hear(first);
    trial.hear(second);
    assert_eq!(trial.screen(), newest);
}

#[test]
fn a_frame_heard_before_an_older_page_arrives_is_not_lost() {
    let mut trial = desk(column(100));
    trial.line = Line::Held;
    // A page is asked for and answered from before the move, but comes after the frame.
    for _ in 0..10 {
        trial.press("j");
    }
    let asked = trial.waiting.len();
    assert!(asked > 0);
    let old: Vec<_> = std::mem::take(&mut trial.waiting).into_iter().collect();
    let stale = trial.server.copy();
    // To where no window of this board could tell that it is newer.
    let frame = trial.other_moves(80, 21);
    trial.hear(frame);
    let fresh = std::mem::replace(&mut trial.server, stale);
    trial.waiting = old.into();
    trial.answer();
    trial.server = fresh;
    let shown: Vec<DealId> = {
        let mirror = &trial.desk.seat.mirror;
        let tiles = mirror.board.shown(StageId(1), &mirror.pending);
        tiles.iter().map(|t| t.card.id).collect()
    };
    assert!(!shown.contains(&DealId(80)), "{shown:?}");
    assert!(shown.contains(&DealId(81)), "the page was taken");
}

#[test]
fn an_older_answer_changes_nothing() {
    let mut trial = desk(column(2));
    trial.line = Line::Held;
    trial.press("L");
    let (_, request) = trial.waiting[0].clone();
    let mine = trial.answer_unheard(&request);
    let next = trial.other_moves(2, 3);
    trial.hear(mine);
    trial.hear(next);
    assert!(trial.shows("Согласован 1"), "{}", trial.screen());
    let newest = trial.screen();
    // The answer to my move took its time: it knows nothing of Boris's.
    trial.answer();
    assert_eq!(trial.screen(), newest);
}
