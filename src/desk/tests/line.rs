//! The line to the server: slow, cut, back again.
use crate::desk::message::{Effect, FeedItem, Msg, Request, Timer};
use crate::desk::trial::{Line, Server, Trial, shop};
use crate::text::Lang;

fn two() -> Server {
    let mut server = Server::new(shop());
    server.deal(1, 1, "Пётр", "Рычаг", 100);
    server.deal(2, 1, "Ольга", "Фара", 100);
    server
}

#[test]
fn the_board_is_asked_for_at_once_with_all_the_rest() {
    let trial = Trial::unanswered(Lang::Ru, (80, 24), "default", two());
    let asked: Vec<&Request> = trial.waiting.iter().map(|(_, request)| request).collect();
    assert!(
        matches!(
            asked[..],
            [Request::Hello, Request::Shop, Request::Board(_)]
        ),
        "{asked:?}"
    );
}

#[test]
fn the_feed_is_followed_from_where_the_page_was_read() {
    let trial = Trial::new(Lang::Ru, (80, 24), two());
    let follows: Vec<&Effect> = trial
        .effects
        .iter()
        .filter(|e| matches!(e, Effect::Follow(_)))
        .collect();
    assert_eq!(follows, [&Effect::Follow(crate::domain::id::Seq(100))]);
}

#[test]
fn changes_wait_in_order_and_go_out_again_with_the_same_id() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), two());
    trial.line = Line::Cut;
    trial.press("L");
    assert!(
        trial.shows("нет связи · ждут отправки: 1"),
        "{}",
        trial.screen()
    );
    trial.press("h L");
    assert!(trial.shows("ждут отправки: 2") && trial.shows("В работе 2/40"));
    assert_eq!(trial.sent.len(), 1, "nothing is sent into a dead line");
    trial.timer(Timer::Retry);
    assert!(trial.shows("нет связи"));
    trial.line = Line::Quick;
    trial.timer(Timer::Retry);
    assert!(trial.shows("связь восстановлена"), "{}", trial.screen());
    assert_eq!((trial.stage(1), trial.stage(2)), (2, 2));
    assert_eq!(trial.sent.len(), 3);
    assert_eq!(trial.sent[0].id, trial.sent[1].id);
    assert_ne!(trial.sent[1].id, trial.sent[2].id);
}

#[test]
fn a_lost_answer_does_nothing_twice() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), two());
    trial.line = Line::Held;
    trial.press("L");
    // It was done, and the answer got lost.
    let (id, request) = trial.waiting[0].clone();
    trial.answer_unheard(&request);
    trial.waiting.clear();
    trial.message(Msg::Reply(id, Err(crate::desk::Fault::Lost)));
    trial.line = Line::Quick;
    trial.timer(Timer::Retry);
    assert_eq!(trial.stage(2), 2);
    assert_eq!(trial.server.seq, 101, "one journal entry");
    assert!(
        trial.shows("В работе 1/40") && trial.shows("Новый 1"),
        "{}",
        trial.screen()
    );
    assert!(!trial.shows("нет связи"), "{}", trial.screen());
}

#[test]
fn the_feed_may_bring_ones_own_change_before_the_answer() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), two());
    trial.line = Line::Held;
    trial.press("L L");
    let (_, request) = trial.waiting[0].clone();
    let frame = trial.answer_unheard(&request);
    trial.hear(frame);
    assert_eq!(trial.sent.len(), 2, "the next need not wait for the answer");
    let shown = trial.screen();
    trial.answer();
    assert_eq!(trial.stage(2), 3);
    assert_eq!(trial.screen(), shown);
    assert!(trial.desk.seat.mirror.pending.is_empty());
}

#[test]
fn a_reset_reads_everything_again() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), two());
    trial.press("j");
    // Missed while away.
    trial.other_moves(2, 3);
    trial.message(Msg::Feed(FeedItem::Reset));
    assert!(trial.shows("Согласован 1"), "{}", trial.screen());
    assert!(trial.shows("▌№ 1"), "the selection stays");
}

#[test]
fn a_dead_feed_says_so_and_coming_back_reads_what_was_missed() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), two());
    trial.message(Msg::Feed(FeedItem::Down));
    assert!(trial.shows("нет связи"));
    trial.other_moves(1, 2);
    trial.message(Msg::Feed(FeedItem::Up));
    assert!(!trial.shows("ПУЛЬТ  нет связи"), "{}", trial.screen());
    assert!(trial.shows("В работе 1/40"), "{}", trial.screen());
}

#[test]
fn an_idle_desk_asks_for_one_timer_a_minute_and_nothing_else() {
    let trial = Trial::new(Lang::Ru, (80, 24), two());
    assert_eq!(trial.timers, [Timer::Minute]);
    assert!(trial.waiting.is_empty());
}

#[test]
fn the_clock_is_the_servers() {
    let mut server = two();
    server.now.0 += 3 * 3_600_000;
    let mut trial = Trial::new(Lang::Ru, (80, 24), server);
    assert!(trial.shows("17:32"), "{}", trial.screen());
    trial.now.0 += 60_000;
    trial.timer(Timer::Minute);
    assert!(trial.shows("17:33"), "{}", trial.screen());
}

#[test]
fn an_undo_waits_for_all_before_it_and_all_behind_wait_for_it() {
    use crate::domain::command::ActKind::{MoveDeal, Undo};
    let mut trial = Trial::new(Lang::Ru, (80, 24), two());
    trial.line = Line::Cut;
    trial.press("L L u t down enter");
    assert_eq!(trial.sent.len(), 1, "nothing is sent into a dead line");
    trial.line = Line::Quick;
    trial.timer(Timer::Retry);
    let kinds: Vec<_> = trial.sent.iter().map(|c| c.act.kind()).collect();
    let turned = crate::domain::command::ActKind::EditDeal;
    assert_eq!(kinds, [MoveDeal, MoveDeal, MoveDeal, Undo, turned]);
    // The second move came back, the first stands, and the turn found the version the undo left behind.
    assert_eq!(trial.stage(2), 2);
    assert!(!trial.shows("уже изменил"), "{}", trial.screen());
}
