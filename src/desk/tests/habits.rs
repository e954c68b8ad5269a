//! What hands do by habit must do no harm: keys of movement in a list of letters, `q` over a card, typing blindly.
use super::look::busy;
use crate::desk::key::Input;
use crate::desk::message::{Effect, Msg};
use crate::desk::trial::{BORIS, ME, NOW, Server, Trial, full, shop};
use crate::domain::approval::State;
use crate::domain::command::ActKind;
use crate::domain::event::{Fact, Subject};
use crate::domain::id::*;
use crate::domain::refusal::Refusal;
use crate::text::Lang;
use crate::wire::feed::{Notice, NoticeKind};
use crate::wire::undo::Passed;

fn at(keys: &str) -> Trial {
    let mut server = busy();
    full(&mut server);
    let mut trial = Trial::new(Lang::Ru, (80, 24), server);
    trial.press(keys);
    trial
}

#[test]
fn letters_of_movement_never_choose() {
    for list in ["m", "t", "ь", "е"] {
        for key in "h j k l u g р о л д г п".split(' ') {
            let mut trial = at(list);
            trial.press(key);
            assert!(trial.sent.is_empty(), "{list} {key}: {:?}", trial.sent);
            assert!(trial.shows("№ 1042: "), "{list} {key} closed the list");
        }
    }
    // They move, and Enter chooses.
    let mut trial = at("m о j k enter");
    assert_eq!(trial.stage(1042), 2);
    trial.press("m j enter");
    assert_eq!(trial.stage(1042), 3);
}

#[test]
fn a_stage_has_the_same_letter_wherever_the_deal_is() {
    let mut trial = at("m");
    let letters = |trial: &Trial| -> Vec<String> {
        let screen = trial.screen();
        let names = ["Новый  ", "Заказ оплачен  ", "Отгружен", "Отказ"];
        let line = |name: &str| {
            screen
                .lines()
                .rfind(|l| l.contains(name))
                .unwrap()
                .to_owned()
        };
        let letter = |name: &str| {
            let line = line(name);
            let before = line.split(name).next().unwrap().trim_end();
            before.rsplit(['│', '▌']).next().unwrap().trim().to_owned()
        };
        names.map(letter).to_vec()
    };
    let first = letters(&trial);
    trial.press("esc L m");
    assert_eq!(letters(&trial), first);
}

#[test]
fn every_stage_has_a_key() {
    let mut server = busy();
    let names = "Новый/В работе/Согласован/Ждёт оплаты/Отсрочка/Заказ оплачен/Готово к самовывозу/Доставлен/Отказ";
    for (stage, name) in server.shop.pipelines[0]
        .stages
        .iter_mut()
        .zip(names.split('/'))
    {
        stage.name = name.to_owned();
    }
    let mut trial = Trial::new(Lang::Ru, (80, 24), server);
    trial.press("m");
    for words in ["т n  Отказ", "к r  Готово", "н y  Новый"] {
        assert!(trial.shows(words), "{words}: {}", trial.screen());
    }
}

#[test]
fn q_leaves_what_lies_on_top_before_it_leaves_the_program() {
    for (keys, q) in [
        ("enter", "q"),
        ("enter", "й"),
        ("m", "й"),
        ("f1", "q"),
        ("w", "q"),
    ] {
        let mut trial = at("");
        let before = trial.screen();
        trial.press(keys);
        assert_ne!(trial.screen(), before);
        trial.press(q);
        assert!(!trial.effects.contains(&Effect::Quit), "{keys} {q}");
        assert!(trial.shows("Азамат Жумабаев"), "{}", trial.screen());
        trial.press(q);
        assert!(trial.effects.contains(&Effect::Quit), "{keys} {q} {q}");
    }
}

#[test]
fn what_cannot_be_seen_is_not_typed_into() {
    let mut trial = at("n");
    let size = |trial: &mut Trial, width, height| {
        trial.message(Msg::Input(Input::Resize { width, height }));
    };
    size(&mut trial, 12, 6);
    let said = trial.screen().replace('\n', " ");
    assert_eq!(said.trim_end(), "окно мало: нужно хотя бы 30×8");
    trial.write("8913").press("ctrl+s esc tab");
    trial.message(Msg::Input(Input::Paste("777".to_owned())));
    size(&mut trial, 80, 24);
    assert!(trial.shows("Новая сделка"), "{}", trial.screen());
    assert!(
        !trial.shows("8913") && !trial.shows("777"),
        "{}",
        trial.screen()
    );
    size(&mut trial, 1, 1);
    trial.press("ctrl+q");
    assert!(trial.effects.contains(&Effect::Quit));
}

#[test]
fn the_palette_offers_what_was_meant_or_nothing() {
    let mut trial = at("ctrl+p");
    trial.write("ответить");
    assert!(trial.shows("ничего не нашлось"), "{}", trial.screen());
    trial.press("ctrl+u").write("двпр");
    assert!(trial.shows("двинуть карточку вправо"), "{}", trial.screen());
    trial.press("ctrl+u").write("козин");
    assert!(!trial.shows("корзину"), "{}", trial.screen());
}

#[test]
fn a_sequence_names_every_way_on_in_any_window() {
    for size in [(40, 15), (80, 24)] {
        let mut trial = Trial::new(Lang::Ru, size, busy());
        trial.press("g");
        for way in ["доска", "клиенты", "согласования", "настройки", "журнал"]
        {
            assert!(trial.shows(way), "{way}: {}", trial.screen());
        }
    }
}

#[test]
fn the_top_line_shows_only_keys_that_work() {
    let mut trial = at("f6");
    assert!(!trial.shows("g a"), "typed for: {}", trial.screen());
    trial.press("esc");
    assert!(trial.shows("g a Согласования"), "{}", trial.screen());
}

#[test]
fn hints_say_what_enter_does() {
    for (keys, words) in [
        ("m", "Enter двинуть"),
        ("t", "Enter выбрать"),
        ("a", "Enter выбрать"),
        ("delete", "Enter убрать"),
        ("enter", "Enter изменить"),
        ("enter end", "Enter открыть"),
        ("o", "Enter изменить"),
        ("n", "Enter дальше"),
        ("enter enter", "Enter сохранить"),
        (
            "e tab tab space",
            "Enter выбрать  Shift-Tab выше  Tab ниже  Esc закрыть список",
        ),
    ] {
        let trial = at(keys);
        assert!(trial.shows(words), "{keys}: {}", trial.screen());
    }
    let story = at("o right");
    let hints = story.screen();
    let hints = hints.lines().last().unwrap();
    assert!(hints.contains("← клиент  Esc закрыть"), "{hints}");
    assert_eq!(hints.matches('←').count(), 1, "{hints}");
}

#[test]
fn nothing_of_goods_is_not_an_amount() {
    let mut trial = at("enter");
    for _ in 0..20 {
        if trial.screen().contains("▌+ добавить товар") {
            break;
        }
        trial.press("down");
    }
    trial
        .press("enter")
        .write("Болт")
        .press("enter enter ctrl+u")
        .write("0");
    trial.press("ctrl+s");
    assert!(
        trial.shows("! должно быть больше нуля"),
        "{}",
        trial.screen()
    );
    assert!(trial.sent.is_empty());
}

fn notice(trial: &mut Trial, kind: NoticeKind, reason: Option<&str>) {
    let mut frame = trial.other_moves(1041, 2);
    frame.notices = vec![Notice {
        seq: frame.seq,
        at: NOW,
        to: ME,
        by: Some(BORIS),
        kind,
        deal: DealId(1042),
        reason: reason.map(str::to_owned),
    }];
    trial.hear(frame);
}

#[test]
fn a_refused_approval_says_why() {
    let mut server = busy();
    full(&mut server);
    let refused = Fact::ApprovalDecided {
        approval: ApprovalId(3),
        deal: DealId(1042),
        to: StageId(4),
        state: State::Refused,
        reason: Some("нет предоплаты".to_owned()),
        asked_by: Some(ME),
    };
    server.journal(1, Some(BORIS), refused);
    let mut trial = Trial::new(Lang::Ru, (80, 24), server);
    notice(
        &mut trial,
        NoticeKind::ApprovalRefused,
        Some("нет предоплаты"),
    );
    assert!(
        trial.shows("№ 1042: в согласовании отказано: нет предоплаты (Борис)"),
        "{}",
        trial.screen()
    );
    // On the card, and among what was for me.
    trial.press("esc home enter");
    let card = trial.screen();
    let line = card.lines().find(|l| l.contains("согласование ")).unwrap();
    assert!(line.contains("отказано"), "{card}");
    trial.press("esc f12 right");
    assert!(trial.shows("отказано — дорого"), "{}", trial.screen());
}

#[test]
fn undo_says_what_it_had_to_leave() {
    let mut server = Server::new(shop());
    server.deal(5, 1, "Пётр", "Рычаг", 100);
    let mut trial = Trial::new(Lang::Ru, (120, 30), server);
    trial.press("L");
    trial.server.passed = vec![Passed {
        act: ActKind::MoveDeal,
        subject: Some(Subject::Deal(DealId(2937))),
        why: Refusal::AlreadyDecided {
            approval: ApprovalId(4),
            by: Some(BORIS),
        },
    }];
    trial.press("u");
    let said = trial
        .screen()
        .replace('│', " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(
        said.contains("! отменено: перевод сделки № 5 — стадия: В работе → Новый; не отменено «двинуть сделку» № 2937:"),
        "{}",
        trial.screen()
    );
    assert!(said.contains("уже решено: Борис"), "{said}");
}

#[test]
fn a_refused_undo_names_the_record() {
    let shop = shop();
    let since = |noun: &str, field: &str| Refusal::ChangedSince {
        noun: noun.to_owned(),
        id: 2937,
        field: field.to_owned(),
        by: Some(BORIS),
        at: NOW,
    };
    let said = |no| crate::text::refusal::refusal(Lang::Ru, &no, Some(&shop));
    assert_eq!(
        said(since("deal", "version")),
        "№ 2937 не вернуть: позже с этим уже работали (Борис)"
    );
    assert_eq!(
        said(since("deal", "stage")),
        "№ 2937 не вернуть: Борис позже изменил(а) «стадия»"
    );
    assert_eq!(
        said(since("contact", "contact")),
        "клиент № 2937 не вернуть: на этом клиенте есть сделки"
    );
}

/// An import may be of any size: it goes back piece by piece, and `u` means all of it.
#[test]
fn undo_takes_a_whole_import_back() {
    let mut server = Server::new(shop());
    server.deal(1, 1, "Пётр", "Рычаг", 100);
    server.imported = 1230;
    let mut trial = Trial::new(Lang::Ru, (100, 24), server);
    trial.press("u");
    assert_eq!(trial.server.imported, 0);
    assert!(
        trial.shows("загрузка № 4 отменяется, осталось строк: 730"),
        "{}",
        trial.screen()
    );
    assert!(trial.shows("загрузка № 4 отменена, строк: 1107"));
    assert!(
        trial.shows("изменённых оставлено: 123"),
        "{}",
        trial.screen()
    );
}
