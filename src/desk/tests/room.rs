//! What stays where there is little room, in both languages and every set of characters.
use super::look::busy;
use crate::desk::trial::{ME, NOW, Server, Trial, full, shop};
use crate::domain::calendar::Millis;
use crate::domain::deal::Turn;
use crate::domain::id::{ApprovalId, DealId};
use crate::text::{self, Lang};

const SIZES: [(u16, u16); 5] = [(40, 15), (80, 24), (120, 40), (160, 48), (200, 50)];
const LANGS: [Lang; 2] = [Lang::Ru, Lang::En];
const THEMES: [&str; 2] = ["default", "ascii"];

/// A deal for each turn there is, each with everything that can be marked on a card.
fn marked() -> Server {
    let mut shop = shop();
    shop.next_step_wanted = true;
    let mut server = Server::new(shop);
    for (n, turn) in (1..).zip(Turn::ALL) {
        server.deal(n, 1, "Пётр Иванов", "Рычаг передней подвески", 1_234_567);
        let deal = server.deals.get_mut(&DealId(n)).unwrap();
        deal.turn = turn;
        deal.turn_since = Millis(NOW.0 - 18 * 3_600_000);
        deal.stage_due = Some(Millis(NOW.0 - 19 * 3_600_000));
        deal.approval = (n % 2 == 0).then_some(ApprovalId(n));
    }
    server
}

#[test]
fn whose_turn_it_is_and_for_how_long_never_leaves_a_card() {
    for lang in LANGS {
        for theme in THEMES {
            for (width, height) in SIZES {
                let mut trial = Trial::themed(lang, (width, height), theme, marked());
                let mut all = String::new();
                for _ in Turn::ALL {
                    all.push_str(&trial.screen());
                    trial.press("j");
                }
                let span = text::time::span(lang, 18 * 3_600_000);
                for turn in Turn::ALL {
                    let long = format!("{} {span}", text::domain::turn(lang, turn));
                    let short = format!("{} {span}", text::domain::turn_short(lang, turn));
                    assert!(
                        all.contains(&long) || all.contains(&short),
                        "{turn:?} at {width}: {all}"
                    );
                }
                let late = text::board::late_short(lang);
                let full = text::board::late_by(lang, "");
                let late = all.matches(late).count() + all.matches(full.trim()).count();
                assert!(late > 0, "{all}");
            }
        }
    }
}

#[test]
fn no_figure_is_cut_in_two() {
    for lang in LANGS {
        for width in 30..170 {
            let trial = Trial::new(lang, (width, 24), marked());
            let screen = trial.screen();
            let mut cards = screen.lines().skip(3).take(19);
            let cut = cards.find(|line| {
                let before = |at: usize| line[..at].chars().next_back();
                line.match_indices('…')
                    .any(|(at, _)| before(at).is_some_and(|c| c.is_ascii_digit()))
            });
            assert_eq!(cut, None, "{width}: {screen}");
        }
    }
}

#[test]
fn the_clock_and_the_screen_one_is_on_are_always_there() {
    for lang in LANGS {
        for width in 30..140 {
            for (keys, name) in [
                ("f2", text::desk::board(lang)),
                ("f12", text::desk::log(lang)),
            ] {
                let mut server = busy();
                full(&mut server);
                server.asks(7, 1042, 4, 12);
                server.shop.people[0].role = crate::domain::operator::Role::Supervisor;
                let mut trial = Trial::new(lang, (width, 24), server);
                trial.press(keys);
                let screen = trial.screen();
                let line = screen.lines().next().unwrap();
                assert!(line.ends_with(" 14:32"), "{width}: {line}");
                let here = line.split(['[', ']']).nth(1).unwrap_or_default();
                assert!(here.ends_with(name), "{width}: {line}");
            }
        }
    }
}

#[test]
fn what_waits_for_me_comes_before_the_shops_name() {
    let mut server = busy();
    full(&mut server);
    server.asks(7, 1042, 4, 12);
    server.shop.people[0].role = crate::domain::operator::Role::Supervisor;
    let mut trial = Trial::new(Lang::Ru, (80, 24), server);
    trial.press("g a f2");
    for words in ["[F2 Доска]", "g a Согласования 1", "F11 Настройки"] {
        assert!(trial.shows(words), "{words}: {}", trial.screen());
    }
    let screen = trial.screen();
    assert!(
        !screen.lines().next().unwrap().contains("Газель"),
        "{screen}"
    );
}

#[test]
fn a_filter_and_the_way_out_of_it_are_always_in_sight() {
    for lang in LANGS {
        for size in [(40, 15), (60, 20), (80, 24)] {
            let mut trial = Trial::new(lang, size, busy());
            for id in [1042, 1041] {
                trial.server.deals.get_mut(&DealId(id)).unwrap().responsible = Some(ME);
            }
            trial.press("i s");
            let menu = match lang {
                Lang::Ru => ["розничный", "опоздавшие"],
                Lang::En => ["retail", "late"],
            };
            for word in menu {
                trial.press("f").write(word).press("enter");
            }
            let screen = trial.screen();
            let line = screen.lines().nth(1).unwrap();
            let (mine, reset) = match lang {
                Lang::Ru => ("мои", "сбросить"),
                Lang::En => ("mine", "reset"),
            };
            assert!(
                line.contains(mine) && line.contains(reset),
                "{size:?}: {line}"
            );
            assert!(!line.contains('…'), "{size:?}: {line}");
            let count = line.contains(char::is_numeric) && !line.ends_with(reset);
            assert!(count, "{size:?}: {line}");
        }
    }
}

#[test]
fn after_a_filter_the_pointer_is_where_cards_are() {
    let mut server = busy();
    server.deals.get_mut(&DealId(1017)).unwrap().responsible = Some(ME);
    let mut trial = Trial::new(Lang::Ru, (80, 24), server);
    trial.press("i");
    assert!(trial.shows("▌№ 1017"), "{}", trial.screen());
    trial.press("enter");
    assert!(trial.shows("№ 1017 Радиатор"), "{}", trial.screen());
}

#[test]
fn a_lost_card_says_why() {
    let mut server = busy();
    let deal = server.deals.get_mut(&DealId(1042)).unwrap();
    deal.closed_at = Some(NOW);
    deal.lost_reason = Some("дорого".to_owned());
    let deal = server.deals.get_mut(&DealId(1041)).unwrap();
    deal.closed_at = Some(NOW);
    let trial = Trial::new(Lang::Ru, (80, 24), server);
    assert!(trial.shows("▌отказ: дорого"), "{}", trial.screen());
    assert!(trial.shows("закрыта 14:32"), "{}", trial.screen());
    let mut trial = trial;
    trial.press("enter");
    assert!(trial.shows("14:32 · дорого"), "{}", trial.screen());
}

#[test]
fn a_card_in_the_bin_says_how_to_get_it_out() {
    let mut server = busy();
    full(&mut server);
    server.deals.get_mut(&DealId(1042)).unwrap().deleted = true;
    let mut trial = Trial::new(Lang::Ru, (80, 24), server);
    trial.press("f12 enter enter");
    let screen = trial.screen();
    let line = screen.lines().find(|l| l.contains("в корзине")).unwrap();
    assert_eq!(line.matches("в корзине").count(), 1, "{screen}");
    assert!(line.contains("отмена (u)"), "{screen}");
}

#[test]
fn a_long_title_leaves_the_sum_and_the_way_to_the_history() {
    let mut server = busy();
    full(&mut server);
    let deal = server.deals.get_mut(&DealId(1042)).unwrap();
    deal.title =
        "Рычаг передней подвески нижний левый в сборе с шаровой опорой и сайлентблоками".into();
    for (width, height) in [(40, 15), (80, 24)] {
        let mut trial = Trial::new(Lang::Ru, (width, height), server.copy());
        trial.press("enter");
        let screen = trial.screen();
        let head = screen.lines().nth(1).unwrap();
        let there = match width < 60 {
            true => "8\u{a0}400\u{a0}₽ ╮",
            false => "8\u{a0}400\u{a0}₽ · → История",
        };
        assert!(head.contains(there), "{screen}");
        assert!(head.contains("№ 1042 Рычаг пере"), "{screen}");
        assert!(screen.contains("→ история") || width > 60, "{screen}");
        assert!(screen.contains("Пётр Иванов"), "{screen}");
        assert!(screen.contains("+7 913 555-12-34"), "{screen}");
    }
}

#[test]
fn toasts_leave_the_fields_of_a_small_form_free() {
    let mut server = busy();
    full(&mut server);
    let mut trial = Trial::new(Lang::Ru, (40, 15), server);
    trial.press("n");
    let before = trial.screen();
    for n in 0..3 {
        let words = format!("сообщение {n}, которое не уместится ни в одну строку такого окна");
        trial.desk.seat.say(crate::desk::seat::Level::Error, words);
    }
    let after = trial.screen();
    let changed = before.lines().zip(after.lines()).filter(|(b, a)| b != a);
    assert_eq!(changed.count(), 1, "{after}");
    assert!(after.contains("× сообщение 2"), "{after}");
}

#[test]
fn what_a_form_was_refused_for_is_gone_once_it_is_saved() {
    let mut server = busy();
    full(&mut server);
    let mut trial = Trial::new(Lang::Ru, (80, 24), server);
    trial.press("enter enter").write("!");
    let deal = trial.server.deals.get_mut(&DealId(1042)).unwrap();
    deal.title = "Балка".to_owned();
    deal.version.0 += 1;
    trial.press("enter");
    assert!(trial.shows("теперь «Балка»"), "{}", trial.screen());
    assert_eq!(trial.desk.seat.toasts().count(), 0, "the form says it");
    trial.press("enter");
    assert!(!trial.shows("теперь «Балка»"), "{}", trial.screen());
}

#[test]
fn bookkeeping_is_no_entry_of_the_history() {
    use crate::domain::deal::{Change, Set};
    use crate::domain::event::Fact;
    let mut server = busy();
    full(&mut server);
    let waits = Fact::DealChanged {
        deal: DealId(1042),
        changes: vec![Change {
            before: Set::Approval(None),
            after: Set::Approval(Some(ApprovalId(3))),
        }],
        why: None,
    };
    server.journal(1, Some(ME), waits);
    let mut trial = Trial::new(Lang::Ru, (160, 48), server);
    trial.press("enter");
    assert!(!trial.shows("без видимых изменений"), "{}", trial.screen());
    let entries = trial.screen().matches(" · Анна").count();
    trial.press("esc f12");
    assert!(!trial.shows("без видимых изменений"), "{}", trial.screen());
    assert_eq!(entries, 1, "the note only");
}

#[test]
fn the_people_of_the_shop_are_read_along_one_line() {
    let wide: &[&str] = &["на работе", "отсутствует", "30 мин назад"];
    for (size, seen) in [((80, 24), &wide[..2]), ((160, 48), wide)] {
        let mut server = busy();
        full(&mut server);
        server.shop.people[1].name = "Константин Константинопольский".into();
        let mut trial = Trial::new(Lang::Ru, size, server);
        trial.press("f11");
        for words in seen {
            assert!(trial.shows(words), "{words}: {}", trial.screen());
        }
    }
}

#[test]
fn frames_do_not_stand_a_cell_apart() {
    for (size, keys) in [
        ((80, 24), "ctrl+p"),
        ((40, 15), "n"),
        ((40, 15), "w"),
        ((80, 24), "f1"),
    ] {
        let mut server = busy();
        full(&mut server);
        let mut trial = Trial::new(Lang::Ru, size, server);
        trial.press(keys);
        let screen = trial.screen();
        for pair in ["││", "╭│", "│╮", "╰╰", "╯╯"] {
            assert!(!screen.contains(pair), "{pair} of {keys}: {screen}");
        }
    }
}

#[test]
fn a_counter_moves_nothing_on_the_top_line() {
    for (width, name) in [(80, "F11 Настройки"), (120, "F12 Журнал")] {
        let mut server = busy();
        full(&mut server);
        let mut trial = Trial::new(Lang::Ru, (width, 24), server);
        let before = trial.screen();
        let before = before.lines().next().unwrap();
        assert!(before.contains(name), "{before}");
        trial.desk.seat.mirror.approvals = 3;
        let after = trial.screen();
        let after = after.lines().next().unwrap();
        assert!(after.contains("g a Согласования 3"), "{after}");
        let chars = |line: &str| line[..line.find(name).unwrap()].chars().count();
        assert_eq!(chars(before), chars(after), "{before}\n{after}");
        trial.press("f6");
        let there = trial.screen();
        assert_eq!(
            chars(before),
            chars(there.lines().next().unwrap()),
            "{there}"
        );
    }
}

#[test]
fn a_form_that_goes_on_below_has_a_scroll_mark() {
    let mut trial = Trial::new(Lang::Ru, (40, 15), busy());
    trial.press("n");
    assert!(trial.shows("┃│"), "{}", trial.screen());
    let mut trial = Trial::new(Lang::Ru, (80, 24), busy());
    trial.press("n");
    assert!(!trial.shows("┃│"), "{}", trial.screen());
}

#[test]
fn a_card_in_a_narrow_window_says_the_limit() {
    let mut server = marked();
    server.deals.get_mut(&DealId(1)).unwrap().stage_due = Some(Millis(NOW.0 + 3 * 3_600_000));
    let mut trial = Trial::new(Lang::Ru, (40, 15), server);
    trial.press("end enter");
    assert!(
        trial.shows("срок стадии      через 3 ч"),
        "{}",
        trial.screen()
    );
}
