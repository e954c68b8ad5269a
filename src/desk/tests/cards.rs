//! The cards of a deal and of a contact, and the forms on them, as a person meets them.
use super::look::busy;
use crate::desk::key::Input;
use crate::desk::message::{FeedItem, Msg};
use crate::desk::trial::{Line, ME, NOW, Server, Trial, full};
use crate::domain::approval::State;
use crate::domain::command::Act;
use crate::domain::deal::Set;
use crate::domain::event::Fact;
use crate::domain::id::*;
use crate::domain::money::Kopecks;
use crate::domain::operator::Role;
use crate::domain::pipeline::Need;
use crate::text::Lang;

fn shop() -> Server {
    let mut server = busy();
    full(&mut server);
    server
}

fn at_card(lang: Lang, size: (u16, u16)) -> Trial {
    let mut trial = Trial::new(lang, size, shop());
    trial.press("enter");
    trial
}

#[test]
fn the_deal_at_every_size() {
    insta::assert_snapshot!("deal_80x24", at_card(Lang::Ru, (80, 24)).screen());
    insta::assert_snapshot!("deal_160x48", at_card(Lang::Ru, (160, 48)).screen());
    insta::assert_snapshot!("deal_en_120x40", at_card(Lang::En, (120, 40)).screen());
    insta::assert_snapshot!("deal_40x15", at_card(Lang::Ru, (40, 15)).screen());
    let mut trial = at_card(Lang::Ru, (80, 24));
    trial.press("right");
    insta::assert_snapshot!("deal_story_80x24", trial.screen());
}

#[test]
fn a_field_is_edited_in_its_place() {
    let mut trial = at_card(Lang::Ru, (80, 24));
    trial.press("enter");
    insta::assert_snapshot!("field", trial.screen());
    trial.press("ctrl+u").write("Рычаг задний").press("enter");
    let deal = &trial.server.deals[&DealId(1042)];
    assert_eq!(deal.title, "Рычаг задний");
    assert!(trial.shows("Рычаг задний"));
    assert!(!trial.shows("сохраняю"));
}

#[test]
fn a_form_with_work_in_it_asks_before_it_closes() {
    let mut trial = at_card(Lang::Ru, (80, 24));
    trial.press("enter x esc");
    insta::assert_snapshot!("leaving", trial.screen());
    trial.press("esc");
    assert!(
        trial.shows("Рычаг передней подвескиx"),
        "{}",
        trial.screen()
    );
    trial.press("esc enter");
    assert!(!trial.shows("подвескиx"));
    assert!(trial.sent.is_empty());
    // The letters of yes and no answer nothing.
    trial.press("enter x esc y н т n");
    assert!(trial.shows("пропадёт"));
}

#[test]
fn somebody_else_wrote_another_field_first() {
    let mut trial = at_card(Lang::Ru, (80, 24));
    trial.press("enter").write("!");
    let frame = trial.other(Act::EditDeal {
        deal: DealId(1042),
        expects: trial.server.deals[&DealId(1042)].version,
        set: vec![Set::Kind(Some(crate::domain::deal::Kind::Wholesale))],
    });
    drop(frame);
    trial.press("enter");
    let deal = &trial.server.deals[&DealId(1042)];
    assert_eq!(deal.title, "Рычаг передней подвески!");
    assert_eq!(deal.kind, Some(crate::domain::deal::Kind::Wholesale));
}

#[test]
fn somebody_else_wrote_the_same_field_first() {
    let mut trial = at_card(Lang::Ru, (80, 24));
    trial.press("enter").write("!");
    let frame = trial.other(Act::EditDeal {
        deal: DealId(1042),
        expects: trial.server.deals[&DealId(1042)].version,
        set: vec![Set::Title("Балка".to_owned())],
    });
    drop(frame);
    trial.press("enter");
    assert_eq!(trial.server.deals[&DealId(1042)].title, "Балка");
    insta::assert_snapshot!("stale", trial.screen());
    trial.press("enter");
    let title = &trial.server.deals[&DealId(1042)].title;
    assert_eq!(title, "Рычаг передней подвески!", "mine, on purpose");
}

#[test]
fn goods_are_added_changed_and_taken_out() {
    let mut trial = at_card(Lang::Ru, (80, 24));
    let items = |trial: &Trial| trial.server.deals[&DealId(1042)].items.clone();
    go_to(&mut trial, "добавить товар");
    trial.press("enter").write("Сайлентблок").press("enter");
    trial.write("350").press("enter").write("4").press("ctrl+s");
    assert_eq!(items(&trial).len(), 2);
    assert_eq!(items(&trial)[1].price, Kopecks(35_000));
    assert_eq!(items(&trial)[1].quantity, 4000);
    assert!(trial.shows("Сайлентблок ×4"));
    assert!(trial.shows("9\u{a0}800\u{a0}₽"), "the new sum");
    go_to(&mut trial, "Сайлентблок");
    trial.press("delete");
    assert_eq!(items(&trial).len(), 1);
    assert!(!trial.server.deals[&DealId(1042)].deleted);
}

#[test]
fn a_row_of_goods_goes_by_its_key_and_comes_back() {
    for keys in ["ctrl+x", "delete", "D", "В", "enter ctrl+x"] {
        let mut trial = at_card(Lang::Ru, (80, 24));
        let items = |trial: &Trial| trial.server.deals[&DealId(1042)].items.len();
        let before = items(&trial);
        go_to(&mut trial, "Рычаг ГАЗ");
        assert!(trial.shows("Ctrl-X убрать строку"), "{}", trial.screen());
        trial.press(keys);
        assert_eq!(items(&trial), before - 1, "{keys}: {}", trial.screen());
        assert!(!trial.shows("В корзину?"));
        trial.press("u");
        assert_eq!(items(&trial), before, "{keys}");
    }
}

#[test]
fn the_form_of_a_row_says_how_it_goes() {
    let mut trial = at_card(Lang::Ru, (80, 24));
    go_to(&mut trial, "Рычаг ГАЗ");
    trial.press("enter");
    assert!(trial.shows("Ctrl-X убрать строку"), "{}", trial.screen());
    trial.press("esc");
    go_to(&mut trial, "добавить товар");
    trial.press("enter");
    assert!(!trial.shows("убрать строку"), "a new row is not there yet");
}

#[test]
fn hints_of_a_form_fit_its_fields() {
    let mut trial = at_card(Lang::Ru, (80, 24));
    trial.press("c");
    assert!(!trial.shows("Tab"), "one field: {}", trial.screen());
    trial.press("esc N");
    assert!(trial.shows("Tab поле ниже"), "{}", trial.screen());
    trial.press("esc");
    go_to(&mut trial, "источник");
    trial.press("enter");
    for words in ["Enter сохранить", "Ctrl-Space выбрать", "Esc закрыть"] {
        assert!(trial.shows(words), "{words}: {}", trial.screen());
    }
}

#[test]
fn a_task_is_made_and_ticked_off() {
    let mut trial = at_card(Lang::Ru, (80, 24));
    go_to(&mut trial, "добавить задачу");
    trial.press("enter").write("позвонить").press("enter enter");
    trial.write("завтра 10:00").press("enter");
    let task = trial.server.records.tasks.last().unwrap().clone();
    assert_eq!((task.text.as_str(), task.assignee), ("позвонить", Some(ME)));
    assert!(task.due.is_some_and(|due| due > NOW));
    go_to(&mut trial, "проверить остаток");
    trial.press("x");
    assert!(trial.server.records.tasks[0].done_at.is_some());
}

/// Steps down until the selected line is this one.
fn go_to(trial: &mut Trial, line: &str) {
    trial.press("home");
    for _ in 0..60 {
        let here = trial.screen();
        let selected = here.lines().find(|l| l.contains('▌')).unwrap_or("");
        if selected.contains(line) {
            return;
        }
        trial.press("down");
    }
    panic!("no line {line:?}\n{}", trial.screen());
}

#[test]
fn a_note_keeps_its_lines_and_stands_in_the_history() {
    let mut trial = Trial::new(Lang::Ru, (120, 30), shop());
    trial.press("enter c").write("первая").press("alt+enter");
    trial.message(Msg::Input(Input::Paste("вторая\nтретья".to_owned())));
    assert!(trial.sent.is_empty(), "a pasted line break submits nothing");
    trial.press("enter");
    let Act::NoteDeal { text, .. } = &trial.sent[0].act else {
        panic!("no note");
    };
    assert_eq!(text, "первая\nвторая\nтретья");
    assert!(trial.shows("вторая"));
}

#[test]
fn a_gate_asks_for_what_is_missing_and_then_the_deal_moves() {
    let mut server = shop();
    server.shop.pipelines[0].stages[1].gate.needs = vec![
        Need::NextStep,
        Need::Responsible,
        Need::Phone,
        Need::Amount(Kopecks(100_000)),
    ];
    let mut trial = Trial::new(Lang::Ru, (80, 24), server);
    // № 1036 has neither goods nor a contact.
    trial.press("end shift+right");
    insta::assert_snapshot!("gate", trial.screen());
    trial
        .write("перезвонить")
        .press("enter")
        .write("завтра")
        .press("enter");
    trial.write("анна").press("enter");
    trial.write("8 913 000-00-01").press("enter");
    trial.write("1500").press("enter");
    let deal = &trial.server.deals[&DealId(1036)];
    assert_eq!(deal.responsible, Some(ME));
    assert_eq!(deal.amount, Kopecks(150_000));
    assert_eq!(deal.contact, Some(ContactId(501)), "{:?}", trial.sent);
}

#[test]
fn a_new_deal_meets_a_known_client() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), shop());
    trial.press("n");
    trial.write("8 913 555 12 34").pause();
    insta::assert_snapshot!("new_deal", trial.screen());
    trial.press("ctrl+s");
    let Act::CreateDeal { draft } = &trial.sent[0].act else {
        panic!("no deal");
    };
    assert_eq!(
        draft.who,
        Some(crate::domain::contact::Who::Known(ContactId(12)))
    );
    assert!(
        trial.shows("Сделка № 20"),
        "its card is open: {}",
        trial.screen()
    );
}

#[test]
fn a_new_deal_with_two_lines_of_goods() {
    let mut trial = Trial::new(Lang::En, (80, 24), shop());
    trial.press("n").write("+7 999 000 11 22").press("enter");
    trial.write("Zed").press("enter enter enter");
    trial
        .write("Arm")
        .press("enter")
        .write("100")
        .press("ctrl+n");
    trial
        .write("Bolt")
        .press("enter")
        .write("5")
        .press("enter ctrl+u");
    trial.write("2,5").press("ctrl+s");
    let Act::CreateDeal { draft } = &trial.sent[0].act else {
        panic!("no deal: {}", trial.screen());
    };
    let Some(Set::Items(items)) = draft.set.iter().find(|s| matches!(s, Set::Items(_))) else {
        panic!("no goods");
    };
    assert_eq!(items.len(), 2);
    assert_eq!(items[1].quantity, 2500);
}

#[test]
fn a_superior_decides_on_the_card() {
    let mut server = shop();
    server.shop.people[0].role = Role::Supervisor;
    server.asks(7, 1042, 4, 12);
    let mut trial = Trial::new(Lang::Ru, (80, 24), server);
    trial.press("enter A");
    assert_eq!(trial.stage(1042), 4);
}

#[test]
fn an_operator_is_told_why_not() {
    let mut server = shop();
    server.asks(7, 1042, 4, 12);
    let mut trial = Trial::new(Lang::Ru, (80, 24), server);
    trial.press("enter A");
    assert!(trial.shows("только руководитель"));
    assert!(trial.sent.is_empty());
}

#[test]
fn typed_text_survives_a_line_that_is_down() {
    let mut trial = at_card(Lang::Ru, (80, 24));
    trial.press("enter").write("!");
    trial.line = Line::Cut;
    trial.press("enter");
    assert!(trial.shows("подвески!"), "{}", trial.screen());
    assert!(trial.shows("нет связи"));
}

#[test]
fn the_contact_of_the_deal() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), shop());
    trial.press("o");
    insta::assert_snapshot!("contact_80x24", trial.screen());
    trial.press("e").write(" мл.").press("ctrl+s");
    assert_eq!(trial.server.records.contacts[0].name, "Пётр Иванов мл.");
    assert!(trial.shows("Пётр Иванов мл."));
}

#[test]
fn why_this_person() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), shop());
    trial.press("w");
    insta::assert_snapshot!("why", trial.screen());
    trial.press("esc");
    assert!(!trial.shows("розница"));
}

#[test]
fn a_deal_goes_to_the_bin_by_enter_only() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), shop());
    trial.press("delete y н");
    assert!(trial.sent.is_empty());
    insta::assert_snapshot!("trash", trial.screen());
    trial.press("esc delete enter");
    assert!(trial.server.deals[&DealId(1042)].deleted);
}

#[test]
fn what_is_to_be_done_is_in_sight_and_what_is_empty_is_folded() {
    let mut trial = at_card(Lang::Ru, (80, 24));
    for words in [
        "следующий шаг",
        "Рычаг ГАЗ-3302 ×1",
        "проверить остаток",
        "не заполнено:",
    ] {
        assert!(trial.shows(words), "{words}: {}", trial.screen());
    }
    assert!(!trial.shows("соисполнитель   "), "{}", trial.screen());
    go_to(&mut trial, "не заполнено:");
    assert!(trial.shows("Enter развернуть"), "{}", trial.screen());
    trial.press("enter");
    go_to(&mut trial, "соисполнитель   ");
    trial.press("enter");
    trial.write("бор").press("enter ctrl+s");
    let deal = &trial.server.deals[&DealId(1042)];
    assert_eq!(deal.co_executor, Some(crate::desk::trial::BORIS));
}

#[test]
fn a_new_deal_shows_what_its_goods_come_to() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), shop());
    trial.press("n tab tab tab tab");
    trial
        .write("Рычаг")
        .press("enter")
        .write("1 500")
        .press("enter ctrl+u");
    trial.write("2");
    assert!(
        trial.shows("по товарам: 3\u{a0}000\u{a0}₽"),
        "{}",
        trial.screen()
    );
}

#[test]
fn saving_without_a_link_says_that_it_waits() {
    let mut trial = at_card(Lang::Ru, (80, 24));
    trial.press("c").write("перезвонил");
    trial.line = Line::Cut;
    trial.message(Msg::Feed(FeedItem::Down));
    trial.press("ctrl+s");
    assert!(
        trial.shows("ждёт связи, сохранится само"),
        "{}",
        trial.screen()
    );
    assert!(trial.shows("изменение ждёт"), "{}", trial.screen());
}

#[test]
fn why_it_stands_where_it_stands() {
    let mut server = shop();
    let refused = Fact::ApprovalDecided {
        approval: ApprovalId(3),
        deal: DealId(1042),
        to: StageId(4),
        state: State::Refused,
        reason: Some("нет предоплаты".to_owned()),
        asked_by: Some(ME),
    };
    server.journal(1, Some(crate::desk::trial::BORIS), refused);
    let mut trial = Trial::new(Lang::Ru, (80, 24), server);
    trial.press("w");
    for words in [
        "стадия: ",
        " · Борис",
        "срок стадии: ",
        "чей ход: ",
        "в согласовании отказано",
        "розница",
    ] {
        assert!(trial.shows(words), "{words}: {}", trial.screen());
    }
}

#[test]
fn a_client_of_whom_only_a_phone_is_known_is_called_by_it() {
    let mut server = shop();
    server.records.contacts[0].name = String::new();
    let mut trial = Trial::new(Lang::Ru, (80, 24), server);
    trial.press("o");
    assert!(trial.shows("▌+7 913 555-12-34"), "{}", trial.screen());
}
