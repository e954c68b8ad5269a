//! The command line: the shell's verbs, typed for the selected deal.
use super::look::busy;
use crate::desk::trial::{Trial, full};
use crate::domain::command::Act;
use crate::domain::deal::Set;
use crate::domain::id::DealId;
use crate::domain::money::Kopecks;
use crate::text::Lang;

fn desk(size: (u16, u16)) -> Trial {
    let mut server = busy();
    full(&mut server);
    Trial::new(Lang::Ru, size, server)
}

fn typed(line: &str) -> Trial {
    let mut trial = desk((80, 24));
    trial.press(":");
    trial.type_in(line);
    trial.press("enter");
    trial
}

#[test]
fn a_line_does_to_the_selected_deal_what_it_says() {
    let trial = typed("сумма 3 500");
    let set = vec![Set::Amount(Kopecks(350_000))];
    assert!(
        matches!(&trial.sent[0].act, Act::EditDeal { deal: DealId(1042), set: sent, .. } if *sent == set),
        "{:?}",
        trial.sent
    );
    assert_eq!(typed("перевести заказ опл").stage(1042), 5);
    // The wrong layout, the beginning of a verb, a field by its name.
    assert_eq!(typed("gthtdtcnb pfrfp jgk").stage(1042), 5);
    assert_eq!(typed("перев заказ опл").stage(1042), 5);
    assert!(matches!(
        &typed("источник=авито").sent[0].act,
        Act::EditDeal { set, .. } if matches!(set[0], Set::Source(Some(_)))
    ));
}

#[test]
fn it_opens_in_both_layouts_and_a_number_opens_a_deal() {
    let mut trial = desk((80, 24));
    trial.press("Ж");
    assert!(trial.shows("Командная строка"), "{}", trial.screen());
    trial.type_in("1038");
    trial.press("enter");
    assert!(trial.shows("№ 1038"), "{}", trial.screen());
    assert!(!trial.shows("Командная строка"));
}

#[test]
fn a_wrong_line_stays_with_what_is_wrong_and_nothing_is_sent() {
    for (line, words) in [
        ("сумма много", "сумма"),
        ("перевести заказ оплочен", "может быть, «Заказ"),
        ("фывфыв", "не знаю команды «фывфыв»"),
    ] {
        let trial = typed(line);
        assert!(trial.sent.is_empty(), "{:?}", trial.sent);
        assert!(
            trial.shows(line) && trial.shows(words),
            "{}",
            trial.screen()
        );
    }
}

#[test]
fn a_bare_verb_opens_its_form_and_a_key_goes_by_its_word() {
    assert!(typed("заметка").shows("№ 1042: заметка"));
    let mut trial = desk((80, 24));
    trial.press("L");
    trial.press(":");
    trial.type_in("отменить");
    trial.press("enter");
    assert!(
        matches!(trial.sent[1].act, Act::Undo { .. }),
        "{:?}",
        trial.sent
    );
}

#[test]
fn it_completes_and_remembers() {
    let mut trial = desk((80, 24));
    trial.press(":");
    trial.type_in("пер");
    trial.press("tab");
    trial.type_in("опл");
    assert!(trial.shows("Ждёт оплаты"), "{}", trial.screen());
    trial.press("down enter");
    assert_eq!(trial.sent.len(), 1, "{}", trial.screen());
    trial.press(":");
    assert!(trial.shows("перевести "), "{}", trial.screen());
}

#[test]
fn words_to_find_go_to_the_search() {
    let trial = typed("найти рычаг");
    assert!(
        trial.shows("Поиск") && trial.shows("рычаг"),
        "{}",
        trial.screen()
    );
    assert!(!trial.shows("ищу"), "{}", trial.screen());
}
