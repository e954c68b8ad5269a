//! Which cards are shown, and in which order.
use super::board::{column, desk, selected};
use crate::desk::message::Timer;
use crate::desk::trial::BORIS;
use crate::domain::command::Act;
use crate::domain::id::{DealId, OperatorId, Version};

#[test]
fn the_filter_decides_by_the_card_in_hand() {
    let mut server = column(6);
    for id in [2, 4] {
        server.deals.get_mut(&DealId(id)).unwrap().responsible = Some(OperatorId(1));
    }
    let mut trial = desk(server);
    trial.press("i");
    assert!(
        trial.shows("фильтр: мои") && trial.shows("Новый 2"),
        "{}",
        trial.screen()
    );
    // Boris gives me one: it appears by itself.
    let frame = trial.other(Act::AssignDeal {
        deal: DealId(6),
        expects: Version(1),
        to: Some(OperatorId(1)),
    });
    trial.hear(frame);
    assert!(trial.shows("№ 6"), "{}", trial.screen());
    assert!(trial.timers.contains(&Timer::Recount));
    trial.timer(Timer::Recount);
    assert!(trial.shows("Новый 3"), "{}", trial.screen());
    // He takes one away: it goes.
    let frame = trial.other(Act::AssignDeal {
        deal: DealId(2),
        expects: Version(1),
        to: Some(BORIS),
    });
    trial.hear(frame);
    assert!(
        !trial.shows("№ 2 ") && trial.shows("Новый 2"),
        "{}",
        trial.screen()
    );
    trial.press("0");
    assert!(trial.shows("Новый 6"));
}

#[test]
fn filters_are_found_by_typing_in_either_layout() {
    for keys in ["f а в и т о enter", "а f d b n j enter"] {
        let mut trial = desk(column(4));
        trial.press(keys);
        assert!(trial.shows("фильтр: Авито"), "{}", trial.screen());
        assert!(trial.shows("Новый 2"));
        trial.press("F");
        assert!(trial.shows("все сделки") && trial.shows("Новый 4"));
    }
}

#[test]
fn words_in_the_filter_ask_the_server() {
    let mut trial = desk(column(12));
    trial.press("f К л и е н т space 7 enter");
    assert!(
        trial.shows("«Клиент 7»") && trial.shows("№ 7"),
        "{}",
        trial.screen()
    );
    assert!(!trial.shows("№ 12"));
}

#[test]
fn those_who_wait_longest_come_first() {
    let mut trial = desk(column(10));
    trial.press("s");
    assert_eq!(selected(&trial), Some(10), "the card stays selected");
    trial.press("home");
    let first = trial
        .server
        .deals
        .values()
        .min_by_key(|d| d.turn_since)
        .unwrap();
    assert_eq!(selected(&trial), Some(first.id.0));
}

#[test]
fn the_chosen_card_is_selected_again_when_the_filter_lets_it() {
    let mut server = column(6);
    for id in [2, 4] {
        server.deals.get_mut(&DealId(id)).unwrap().responsible = Some(OperatorId(1));
    }
    let mut trial = desk(server);
    trial.press("j j j");
    let chosen = selected(&trial).unwrap();
    assert!(![2, 4].contains(&chosen), "{chosen}");
    trial.press("i");
    // It is hidden: the topmost of what is left, wherever the pointer was.
    assert_eq!(selected(&trial), Some(4), "{}", trial.screen());
    trial.press("0");
    assert_eq!(selected(&trial), Some(chosen), "{}", trial.screen());
    // What was acted on is chosen too.
    trial.press("i t enter 0");
    assert_eq!(selected(&trial), Some(4), "{}", trial.screen());
}
