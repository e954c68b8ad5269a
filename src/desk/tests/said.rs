//! What is said above the hint line: once, about what is so now, and with the right mark.
use super::look::busy;
use crate::desk::message::{FeedItem, Msg};
use crate::desk::seat::Level;
use crate::desk::trial::{BORIS, Line, ME, NOW, Server, Trial, full, shop};
use crate::domain::command::Act;
use crate::domain::deal::Set;
use crate::domain::id::*;
use crate::domain::operator::Role;
use crate::text::Lang;
use crate::wire::feed::{Notice, NoticeKind};

fn desk(server: Server) -> Trial {
    Trial::new(Lang::Ru, (80, 24), server)
}

fn column(deals: i64) -> Server {
    let mut server = Server::new(shop());
    for id in 1..=deals {
        server.deal(id, 1, "Пётр", "Рычаг", 100);
    }
    server
}

fn toasts(trial: &Trial) -> Vec<&str> {
    trial.desk.seat.toasts().map(|s| s.text.as_str()).collect()
}

#[test]
fn the_same_is_not_said_twice_at_once() {
    let mut trial = desk(column(1));
    for words in ["раз", "два", "раз", "раз"] {
        trial.desk.seat.say(Level::Warning, words);
    }
    assert_eq!(toasts(&trial), ["два", "раз"]);
    trial.desk.seat.say(Level::Warning, "три");
    assert_eq!(toasts(&trial), ["раз", "три"], "two in a low window");
    assert_eq!(trial.desk.seat.said().count(), 5, "all is kept for the log");
}

#[test]
fn a_no_that_is_no_fault_has_no_mark_of_success() {
    let mut trial = desk(column(1));
    trial.press("g a n");
    assert!(trial.shows("• здесь это не делается"), "{}", trial.screen());
    trial.press("g x");
    assert!(trial.shows("• g x ничего не значит"), "{}", trial.screen());
}

#[test]
fn a_gates_form_speaks_alone() {
    let mut server = Server::new(shop());
    server.deal(1, 2, "Пётр", "", 0);
    let mut trial = desk(server);
    trial.press("l L");
    assert!(trial.shows("не хватает") && toasts(&trial).is_empty());
    trial.press("5 0 0 enter");
    assert_eq!(trial.stage(1), 3);
    assert_eq!(toasts(&trial), [""; 0]);
    assert_eq!(trial.desk.seat.said().count(), 1, "kept for the log");
}

#[test]
fn a_refusal_is_gone_once_the_deal_has_moved() {
    let mut server = column(1);
    server.shop.pipelines[0].stages[1].wip = Some(0);
    let mut trial = desk(server);
    trial.press("L");
    assert!(trial.shows("это предел стадии"), "{}", trial.screen());
    trial.server.shop.pipelines[0].stages[1].wip = None;
    trial.press("L");
    assert_eq!(trial.stage(1), 2);
    assert!(!trial.shows("это предел стадии"), "{}", trial.screen());
}

#[test]
fn a_withdrawn_request_is_said_and_takes_the_older_words_away() {
    let mut server = column(0);
    server.deal(5, 3, "Пётр", "Рычаг", 100);
    let mut trial = desk(server);
    trial.press("l l L");
    assert_eq!(toasts(&trial), ["№ 5: запрос на согласование отправлен"]);
    trial.server.asks(7, 5, 4, 0);
    trial.press("W");
    assert_eq!(toasts(&trial), ["№ 5: запрос на согласование отозван"]);
}

#[test]
fn one_approval_is_told_once() {
    let mut server = busy();
    full(&mut server);
    server.asks(7, 1042, 4, 12);
    let mut trial = desk(server);
    let mut frame = trial.other(Act::DecideApproval {
        approval: ApprovalId(7),
        verdict: crate::domain::approval::Verdict::Approve,
    });
    frame.notices = [NoticeKind::Approved, NoticeKind::Moved]
        .map(|kind| Notice {
            seq: frame.seq,
            at: NOW,
            to: ME,
            by: Some(BORIS),
            kind,
            deal: DealId(1042),
            reason: None,
        })
        .to_vec();
    trial.hear(frame);
    assert_eq!(toasts(&trial), ["№ 1042: согласовано (Борис)"]);
}

#[test]
fn without_a_link_an_undo_says_that_it_waits() {
    let mut trial = desk(column(1));
    trial.press("L");
    trial.line = Line::Cut;
    trial.message(Msg::Feed(FeedItem::Down));
    trial.press("u");
    assert!(trial.shows("отмена ждёт"), "{}", trial.screen());
}

#[test]
fn what_changes_nothing_says_so() {
    let mut server = column(1);
    server.shop.people[0].role = Role::Supervisor;
    let deal = server.deals.get_mut(&DealId(1)).unwrap();
    deal.apply(&Set::Responsible(Some(BORIS)));
    let mut trial = desk(server);
    trial.press("a б о р enter");
    assert!(trial.shows("• № 1: и так было"), "{}", trial.screen());
    assert!(trial.sent.is_empty());
}

#[test]
fn an_undo_says_what_came_back() {
    let mut trial = desk(column(1));
    trial.press(":");
    trial.write("метка срочно").press("enter u");
    assert!(
        trial.shows("отменено: правка сделки № 1 — метки: срочно → пусто"),
        "{}",
        trial.screen()
    );
    trial.press("U");
    assert!(
        trial.shows("возвращено: сделка № 1 — метки: срочно"),
        "{}",
        trial.screen()
    );
}

#[test]
fn an_undo_whose_changes_cannot_be_read_is_still_said() {
    let mut trial = desk(column(1));
    trial.press("L");
    trial.line = Line::Held;
    trial.press("u");
    trial.answer_one();
    trial.lose(false);
    assert!(toasts(&trial).contains(&"отменено: перевод сделки № 1"));
}
