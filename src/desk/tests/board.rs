//! Moving about and moving cards.
use crate::desk::message::Timer;
use crate::desk::trial::{BORIS, Line, NOW, Server, Trial, shop};
use crate::domain::command::Act;
use crate::domain::deal::Set;
use crate::domain::id::{DealId, StageId, Version};
use crate::domain::money::Kopecks;
use crate::text::Lang;

/// `many` deals in the first stage, numbers from 1; the newest has the highest number and is on top.
pub(super) fn column(many: i64) -> Server {
    let mut server = Server::new(shop());
    for id in 1..=many {
        server.deal(id, 1, &format!("Клиент {id}"), "товар", 100);
    }
    server
}

pub(super) fn desk(server: Server) -> Trial {
    Trial::new(Lang::Ru, (80, 24), server)
}

/// The number of the card with the bar beside it.
pub(super) fn selected(trial: &Trial) -> Option<i64> {
    let screen = trial.screen();
    let at = screen.find("▌№ ")? + "▌№ ".len();
    screen[at..].split(' ').next()?.parse().ok()
}

#[test]
fn a_card_moves_at_once_and_is_confirmed_behind_it() {
    let mut trial = desk(column(3));
    trial.line = Line::Held;
    trial.press("L");
    assert!(trial.shows("В работе 1/40"), "{}", trial.screen());
    assert!(trial.shows("Новый 2"));
    assert_eq!(trial.stage(3), 1, "nobody has answered yet");
    assert_eq!(
        selected(&trial),
        Some(3),
        "the selection goes with the card"
    );

    let at_once = trial.screen();
    trial.desk.drawn();
    trial.answer();
    assert_eq!(trial.stage(3), 2);
    assert_eq!(trial.screen(), at_once, "confirming changes nothing to see");
    assert!(!trial.desk.dirty(), "and costs no frame");
}

#[test]
fn only_a_late_confirmation_is_marked() {
    let mut trial = desk(column(1));
    trial.line = Line::Held;
    trial.press("L");
    assert!(!trial.shows("◌"));
    let slow = *trial
        .timers
        .iter()
        .find(|t| matches!(t, Timer::Slow(_)))
        .unwrap();
    trial.timer(slow);
    assert!(trial.shows("◌"), "{}", trial.screen());
    trial.answer();
    assert!(!trial.shows("◌"));
}

#[test]
fn a_refused_move_goes_back_and_says_why() {
    let mut server = column(2);
    server.shop.pipelines[0].stages[1].wip = Some(0);
    let mut trial = desk(server);
    trial.press("L");
    assert_eq!(trial.stage(2), 1);
    assert!(trial.shows("это предел стадии"), "{}", trial.screen());
    assert!(trial.shows("Новый 2"), "{}", trial.screen());
    assert_eq!(selected(&trial), Some(2));
    assert_eq!(trial.desk.seat.said().count(), 1, "kept for the log");
}

#[test]
fn a_gate_that_is_not_met_asks_for_just_what_is_missing() {
    let mut server = Server::new(shop());
    server.deal(1, 2, "Пётр", "", 0);
    let mut trial = desk(server);
    trial.press("l L");
    assert_eq!(trial.stage(1), 2);
    insta::assert_snapshot!("the_gate", trial.screen());
    // Filling it completes the move.
    trial.press("5 0 0 enter");
    assert_eq!(trial.stage(1), 3, "{}", trial.screen());
    assert!(trial.shows("500") && trial.shows("Согласован 1"));
    assert_eq!(selected(&trial), Some(1));
}

#[test]
fn a_stale_card_is_shown_afresh() {
    let mut trial = desk(column(1));
    // Boris was first and the feed has not said so yet.
    trial.other(Act::EditDeal {
        deal: DealId(1),
        expects: Version(1),
        set: vec![Set::Responsible(Some(BORIS)), Set::Items(Vec::new())],
    });
    trial.server.deals.get_mut(&DealId(1)).unwrap().amount = Kopecks(77_700);
    trial.press("L");
    assert!(trial.shows("Борис уже изменил"), "{}", trial.screen());
    assert!(
        trial.shows("777 ₽") || trial.shows("777\u{a0}₽"),
        "{}",
        trial.screen()
    );
    // And the next try knows the version.
    trial.press("L");
    assert_eq!(trial.stage(1), 2);
}

#[test]
fn quick_moves_of_one_card_go_one_after_another() {
    let mut trial = desk(column(1));
    trial.line = Line::Held;
    trial.press("L L");
    assert!(trial.shows("Согласован 1"), "{}", trial.screen());
    assert_eq!(trial.sent.len(), 1, "the second waits for the first");
    trial.answer();
    assert_eq!(trial.sent.len(), 2);
    assert_eq!(trial.stage(1), 3);
    assert!(matches!(
        trial.sent[1].act,
        Act::MoveDeal {
            expects: Version(2),
            to: StageId(3),
            ..
        }
    ));
}

#[test]
fn what_rests_on_a_refused_move_falls_with_it() {
    let mut server = column(1);
    server.shop.pipelines[0].stages[1].wip = Some(0);
    let mut trial = desk(server);
    trial.line = Line::Held;
    trial.press("L L");
    trial.answer();
    assert_eq!(trial.stage(1), 1);
    assert_eq!(trial.sent.len(), 1);
    assert!(trial.shows("отменено следом: 1"), "{}", trial.screen());
    assert!(trial.shows("Новый 1"));
}

#[test]
fn a_move_that_needs_approval_waits_on_its_card() {
    let mut server = Server::new(shop());
    server.deal(1, 3, "Пётр", "Рычаг", 100);
    let mut trial = desk(server);
    trial.press("l l L");
    assert!(trial.shows("согласуют"), "{}", trial.screen());
    assert_eq!(trial.stage(1), 3);
    trial.press("L");
    assert!(trial.shows("ход этой сделки ждёт согласования"));
    assert_eq!(trial.sent.len(), 1, "nothing more was asked");
}

#[test]
fn a_letter_sends_a_card_to_any_stage() {
    for (lang, keys) in [
        (Lang::Ru, "ь с"),
        (Lang::En, "m c"),
        (Lang::Ru, "m down down enter"),
    ] {
        let mut trial = Trial::new(lang, (80, 24), column(1));
        trial.press(keys);
        assert_eq!(trial.stage(1), 3, "{keys}");
    }
    let mut trial = desk(column(1));
    trial.press("m esc");
    assert_eq!(trial.stage(1), 1);
    assert!(trial.shows("Новый 1"));
}

#[test]
fn whose_turn_and_whose_deal() {
    let mut trial = desk(column(1));
    trial.press("t к");
    assert!(trial.shows("ждёт клиента"), "{}", trial.screen());
    trial.press("a б о р enter");
    let deal = &trial.server.deals[&DealId(1)];
    assert_eq!(deal.responsible, Some(BORIS));
}

#[test]
fn a_long_column_is_read_in_pages_and_let_go_again() {
    let mut trial = desk(column(500));
    let held = |trial: &Trial| {
        let window = trial.desk.seat.mirror.board.window(StageId(1)).unwrap();
        window.tiles().len()
    };
    assert!(held(&trial) <= 20, "{}", held(&trial));
    for _ in 0..60 {
        trial.press("pagedown");
    }
    assert_eq!(selected(&trial), Some(500 - 240));
    assert!(held(&trial) < 60, "{}", held(&trial));
    assert!(trial.shows("↑237"), "{}", trial.screen());
    trial.press("end");
    assert_eq!(selected(&trial), Some(1), "{}", trial.screen());
    assert!(held(&trial) < 60);
    for _ in 0..30 {
        trial.press("up");
    }
    assert_eq!(selected(&trial), Some(31));
    trial.press("home");
    assert_eq!(selected(&trial), Some(500));
    assert!(trial.shows("↓496"), "{}", trial.screen());
}

#[test]
fn every_card_of_a_long_column_is_met_once_on_the_way_down() {
    let mut trial = desk(column(120));
    let mut met = vec![selected(&trial).unwrap()];
    for _ in 0..119 {
        trial.press("j");
        met.push(selected(&trial).unwrap());
    }
    assert_eq!(met, (1..=120).rev().collect::<Vec<i64>>());
    for _ in 0..119 {
        trial.press("k");
        met.push(selected(&trial).unwrap());
    }
    assert_eq!(met[120..], (2..=120).collect::<Vec<i64>>());
}

#[test]
fn another_pipeline() {
    let mut server = column(2);
    server.deal(9, 21, "Вопрошающий", "товар", 100);
    let mut trial = desk(server);
    trial.press("p");
    assert!(
        trial.shows("Поддержка") && trial.shows("Вопрошающий"),
        "{}",
        trial.screen()
    );
    assert_eq!(selected(&trial), Some(9));
    trial.press("p");
    assert!(trial.shows("Продажи") && trial.shows("Клиент 2"));
}

#[test]
fn columns_scroll_sideways() {
    let mut trial = desk(column(1));
    trial.press("l l l l");
    assert!(
        trial.shows(" ←2 ") && trial.shows(" 4→ "),
        "{}",
        trial.screen()
    );
    assert!(trial.shows("Заказ опл"), "{}", trial.screen());
    trial.press("right right right right right");
    assert!(
        !trial.shows("→ ╯") && trial.shows("Отказ"),
        "{}",
        trial.screen()
    );
    for _ in 0..8 {
        trial.press("h");
    }
    assert!(trial.shows("Новый 1"));
}

#[test]
fn the_clock_and_the_waits_go_on_by_the_minute() {
    let mut trial = desk(column(1));
    assert!(
        trial.shows("14:32") && trial.shows("ждёт нас 1 мин"),
        "{}",
        trial.screen()
    );
    trial.desk.drawn();
    trial.now.0 = NOW.0 + 60_000;
    trial.timer(Timer::Minute);
    assert!(trial.desk.dirty());
    assert!(
        trial.shows("14:33") && trial.shows("ждёт нас 2 мин"),
        "{}",
        trial.screen()
    );
    assert!(
        trial.timers.contains(&Timer::Minute),
        "and asks for the next"
    );
}

#[test]
fn undo_and_redo() {
    let mut trial = desk(column(1));
    trial.press("L u");
    assert_eq!(trial.stage(1), 1);
    assert!(
        trial.shows("отменено: перевод сделки № 1 — стадия: В работе → Новый"),
        "{}",
        trial.screen()
    );
    assert!(trial.shows("Новый 1"));
    trial.press("U");
    assert_eq!(trial.stage(1), 2);
    assert!(trial.shows("возвращено") && trial.shows("В работе 1/40"));
    trial.press("U");
    assert!(trial.shows("возвращать нечего"));
    trial.press("u");
    assert_eq!(trial.stage(1), 1);
}
