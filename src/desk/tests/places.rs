//! Contacts, search, palette, help, log, approvals and settings as a person meets them.
use super::look::busy;
use crate::desk::message::{Msg, Reply, Request};
use crate::desk::trial::{Line, ME, Server, Trial, full};
use crate::domain::command::Act;
use crate::domain::id::*;
use crate::domain::operator::Role;
use crate::text::Lang;

fn shop() -> Server {
    let mut server = busy();
    full(&mut server);
    server.contact(7, "Ольга Смирнова", "8 999 111-22-33");
    server.contact(
        3,
        "\u{202e}\u{1b}[31mЗлой\u{7} \u{200b}👨‍👩‍👧 клиент с именем на всю ширину экрана и дальше",
        "+49 30 901820",
    );
    server
}

fn at(keys: &str, size: (u16, u16)) -> Trial {
    let mut trial = Trial::new(Lang::Ru, size, shop());
    trial.press(keys);
    trial
}

#[test]
fn contacts_are_typed_for() {
    let mut trial = at("f6", (80, 24));
    insta::assert_snapshot!("contacts_80x24", trial.screen());
    trial.write("Ольга").pause();
    assert!(trial.shows("Ольга Смирнова"));
    assert!(!trial.shows("Злой"));
    trial.press("enter");
    assert!(trial.shows("Клиент № 7"));
    trial.press("esc esc e").write("!").press("ctrl+s");
    assert_eq!(trial.server.records.contacts[1].name, "Ольга Смирнова!");
}

#[test]
fn the_contacts_are_always_come_to_by_typing() {
    let mut trial = at("f6", (80, 24));
    trial.write("Пётр").press("esc");
    assert!(trial.shows("f а Пётр"), "{}", trial.screen());
    for way in ["f2 f6", "f6", "f"] {
        trial.press("esc");
        trial.press(way);
        trial.type_in("нюq");
        let found = trial.shows("нюq");
        assert!(found, "{way}: {}", trial.screen());
    }
    assert!(trial.sent.is_empty());
}

#[test]
fn a_contact_is_made() {
    let mut trial = at("f6 ctrl+n", (80, 24));
    trial
        .write("Новый")
        .press("tab tab")
        .write("8 903 123 45 67")
        .press("ctrl+s");
    assert_eq!(
        trial.server.records.contacts.last().unwrap().phones,
        ["+79031234567"]
    );
    assert!(trial.shows("+7 903 123-45-67"), "{}", trial.screen());
}

#[test]
fn search_asks_once_the_typing_rests_and_drops_old_answers() {
    let mut trial = at("/", (80, 24));
    insta::assert_snapshot!("search_empty", trial.screen());
    trial.line = Line::Held;
    trial.write("Оль").pause();
    trial.write("га").pause();
    let asked = |trial: &Trial| {
        let finds = trial.waiting.iter();
        finds.filter(|(_, r)| matches!(r, Request::Find(_))).count()
    };
    assert_eq!(asked(&trial), 2, "one for each rest");
    let (old, _) = trial.waiting[0].clone();
    let found = crate::wire::find::Found {
        hits: Vec::new(),
        more: false,
    };
    let reply = Reply::Found(Box::new(found));
    trial.waiting.pop_front();
    trial.message(Msg::Reply(old, Ok(reply)));
    assert!(!trial.shows("ничего не нашлось"), "that was for «Оль»");
    trial.line = Line::Quick;
    trial.answer();
    insta::assert_snapshot!("search_80x24", trial.screen());
    trial.press("down enter");
    assert!(trial.shows("Клиент № 7"), "{}", trial.screen());
}

#[test]
fn the_palette_knows_what_can_be_done_here_and_why_not() {
    let mut trial = at("ctrl+p", (80, 24));
    insta::assert_snapshot!("palette_80x24", trial.screen());
    trial.write("pfvtn");
    assert!(trial.shows("написать заметку"), "in the other layout");
    trial.press("enter");
    assert!(trial.shows("№ 1042: заметка"));
    trial.press("esc ctrl+p");
    let first = trial.screen();
    let first = first.lines().find(|l| l.contains('▌')).unwrap();
    assert!(first.contains("написать заметку"), "the last used first");
    trial.write("стадия отгр").press("enter");
    let here = trial.screen();
    let selected = here.lines().find(|l| l.contains('▌')).unwrap();
    assert!(selected.contains("№ 1001"), "{here}");
    trial.press("ctrl+p").write("сделки: борис").press("enter");
    assert_eq!(
        trial.desk.seat.mirror.board.filter.responsible,
        Some(OperatorId(2))
    );
}

#[test]
fn help_shows_both_letters() {
    let mut trial = at("f1", (80, 24));
    insta::assert_snapshot!("help_80x24", trial.screen());
    trial.press("pagedown");
    insta::assert_snapshot!("help_below", trial.screen());
    trial.press("esc");
    assert!(!trial.shows("в обеих раскладках"));
}

#[test]
fn the_log_keeps_what_happened_and_what_was_said() {
    let mut trial = at("y f12", (80, 24));
    insta::assert_snapshot!("log_80x24", trial.screen());
    trial.press("end enter");
    insta::assert_snapshot!("log_entry", trial.screen());
    trial.press("esc right");
    assert!(trial.shows("вашу сделку двинули"));
    assert_eq!(trial.desk.seat.mirror.notices, 0, "seen");
    trial.press("right");
    assert!(trial.shows("номер 1042 скопирован"));
}

#[test]
fn a_hidden_log_asks_for_nothing() {
    let mut trial = at("f12 f2", (80, 24));
    trial.line = Line::Held;
    let frame = trial.other_moves(1041, 2);
    trial.hear(frame);
    trial.pause();
    let asks = trial
        .waiting
        .iter()
        .any(|(_, r)| matches!(r, Request::Log(_)));
    assert!(!asks);
}

#[test]
fn approvals_are_decided_in_one_key() {
    let mut server = shop();
    server.shop.people[0].role = Role::Supervisor;
    server.asks(7, 1042, 4, 12);
    server.asks(8, 1041, 4, 3);
    let mut trial = Trial::new(Lang::Ru, (80, 24), server);
    trial.press("g a");
    insta::assert_snapshot!("approvals_80x24", trial.screen());
    trial.press("A");
    assert_eq!(trial.stage(1042), 4);
    assert!(trial.shows("№ 1042: согласовано"));
    trial.press("R").write("нет предоплаты").press("enter");
    let reason = trial.server.records.approvals[1].reason.as_deref();
    assert_eq!(reason, Some("нет предоплаты"));
}

#[test]
fn approvals_by_cyrillic_keys_alone() {
    let mut server = shop();
    server.shop.people[0].role = Role::Supervisor;
    server.asks(7, 1042, 4, 12);
    let mut trial = Trial::new(Lang::Ru, (80, 24), server);
    trial.press("п ф Ф");
    assert_eq!(trial.stage(1042), 4);
}

#[test]
fn settings_are_looked_at_and_keys_tested() {
    let mut trial = at("f11", (80, 24));
    insta::assert_snapshot!("settings_people", trial.screen());
    trial.press("right");
    insta::assert_snapshot!("settings_files", trial.screen());
    trial.press("enter");
    assert!(trial.shows("key = \"anna\""));
    trial.press("right enter р f2 ctrl+x");
    insta::assert_snapshot!("settings_keys", trial.screen());
    assert!(trial.sent.is_empty());
    trial.press("esc f2");
    assert!(trial.shows("Продажи"));
}

#[test]
fn in_a_narrow_low_window() {
    for keys in [
        "f6", "/", "ctrl+p", "f1", "f12", "g a", "f11", "enter", "n", "w",
    ] {
        let trial = at(keys, (40, 15));
        insta::assert_snapshot!(
            format!("narrow_{}", keys.replace(['+', ' ', '/'], "_")),
            trial.screen()
        );
    }
}

#[test]
fn in_a_wide_window_in_english() {
    let mut trial = Trial::new(Lang::En, (160, 48), shop());
    for keys in ["f6", "f12", "f11"] {
        trial.press(keys);
        insta::assert_snapshot!(format!("wide_{keys}"), trial.screen());
    }
}

#[test]
fn a_burst_is_read_by_the_log_once() {
    let mut trial = at("f12", (80, 24));
    let frames = [1041, 1040].map(|deal| trial.other_moves(deal, 2));
    trial.line = Line::Held;
    for frame in frames {
        trial.hear(frame);
    }
    let asks = |trial: &Trial| {
        let all = trial.waiting.iter();
        all.filter(|(_, r)| matches!(r, Request::Log(_))).count()
    };
    assert_eq!(asks(&trial), 0, "it waits for more");
    trial.pause();
    assert_eq!(asks(&trial), 1);
}

#[test]
fn whoever_waits_longest_for_an_approval_comes_first() {
    let mut server = shop();
    server.asks(7, 1042, 4, 12);
    server.asks(8, 1041, 4, 500);
    let trial = {
        let mut trial = Trial::new(Lang::Ru, (80, 24), server);
        trial.press("g a");
        trial
    };
    let screen = trial.screen();
    assert!(screen.contains("▌ № 1041"), "{screen}");
    assert!(screen.contains("8\u{a0}400\u{a0}₽"), "{screen}");
}

#[test]
fn a_hit_keeps_the_name_apart_from_what_is_wanted() {
    let mut trial = at("/", (80, 24));
    trial.write("Пётр").pause();
    assert!(trial.shows("Пётр Иванов · Рычаг"), "{}", trial.screen());
}

#[test]
fn the_palette_is_found_by_the_words_people_say() {
    for (typed, first) in [
        ("товар", "добавить товар в сделку"),
        ("добавить", "добавить товар в сделку"),
        ("задача", "поставить задачу по сделке"),
        ("метк", "изменить метки сделки"),
        ("метка", "изменить метки сделки"),
        ("tag", "изменить метки сделки"),
        ("наблюдатель", "изменить сделку"),
        ("отпуск", "отметить отсутствие"),
        ("absence", "отметить отсутствие"),
        ("удалить", "убрать сделку в корзину"),
        ("перевести", "двинуть карточку"),
    ] {
        for keys in ["ctrl+p", "enter ctrl+p"] {
            let mut trial = at(keys, (80, 24));
            trial.write(typed);
            let screen = trial.screen();
            let chosen = screen.lines().find(|line| line.contains("│▌"));
            let chosen = chosen.unwrap_or_default();
            assert!(chosen.contains(first), "{typed}: {screen}");
        }
    }
}

#[test]
fn goods_tasks_and_tags_from_the_board_and_from_the_card() {
    for before in ["", "enter"] {
        let mut trial = at(before, (80, 24));
        trial.press("+").write("Сайлентблок").press("ctrl+s");
        trial.press("Е").write("позвонить").press("ctrl+s");
        trial.press("и").write(", новая").press("ctrl+s");
        let deal = &trial.server.deals[&DealId(1042)];
        assert_eq!(deal.items.last().unwrap().name, "Сайлентблок");
        assert_eq!(deal.tags, ["срочно", "опт", "новая"], "{before}");
        assert_eq!(trial.server.records.tasks.last().unwrap().text, "позвонить");
    }
}

#[test]
fn an_absence_is_noted_by_oneself_and_by_a_superior_for_others() {
    let noted = |trial: &Trial| match &trial.sent.last()?.act {
        Act::SetAbsence { absence } => Some(absence.operator),
        _ => None,
    };
    let mut trial = at("f11 enter", (80, 24));
    assert!(trial.shows("Отсутствие: Анна"), "{}", trial.screen());
    trial.press("enter").write("завтра").press("enter");
    assert_eq!(noted(&trial), Some(ME), "{}", trial.screen());
    assert!(
        trial.shows("отсутствие отмечено: Анна"),
        "{}",
        trial.screen()
    );
    trial.press("down enter");
    assert!(trial.shows("отмечает руководитель"), "{}", trial.screen());
    let mut server = shop();
    server.shop.people[0].role = Role::Supervisor;
    let mut trial = Trial::new(Lang::Ru, (80, 24), server);
    trial.press("f11 down o");
    assert!(trial.shows("Отсутствие: Борис"), "{}", trial.screen());
}
