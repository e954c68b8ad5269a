//! How the board looks in windows of every kind.
use crate::desk::message::Timer;
use crate::desk::trial::{Line, NOW, Server, Trial, shop};
use crate::domain::calendar::Millis;
use crate::domain::deal::Turn;
use crate::domain::id::{ApprovalId, DealId};
use crate::domain::money::Kopecks;
use crate::text::Lang;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn busy() -> Server {
    let mut server = Server::new(shop());
    let people = [
        (1042, 1, "Пётр Иванов", "Рычаг ГАЗ-3302", 8400),
        (1041, 1, "Ольга", "Фара левая", 3200),
        (1040, 1, "Азамат Жумабаев", "Сцепление Valeo", 15900),
        (1039, 1, "ИП Смирнов", "Ступица", 4100),
        (1037, 1, "Виктор", "Тормозные колодки", 2150),
        (1036, 1, "Лена", "", 0),
        (1038, 2, "ООО «Вектор»", "Двигатель ЗМЗ-405", 64000),
        (1017, 3, "Мария К.", "Радиатор", 12400),
        (1009, 5, "А. Сидоров", "Генератор", 5150),
        (1001, 7, "Иван", "Коробка передач", 38200),
    ];
    for (id, stage, name, goods, roubles) in people.into_iter().rev() {
        server.deal(id, stage, name, goods, roubles);
    }
    let deal = |server: &mut Server, id: i64, change: &dyn Fn(&mut crate::domain::deal::Deal)| {
        change(server.deals.get_mut(&DealId(id)).unwrap());
    };
    deal(&mut server, 1038, &|d| d.turn = Turn::Client);
    deal(&mut server, 1041, &|d| {
        d.stage_due = Some(Millis(NOW.0 - 7_200_000));
    });
    deal(&mut server, 1017, &|d| d.approval = Some(ApprovalId(3)));
    server
}

#[test]
fn russian_80x24() {
    let trial = Trial::new(Lang::Ru, (80, 24), busy());
    insta::assert_snapshot!(trial.screen());
}

#[test]
fn russian_160x48() {
    let trial = Trial::new(Lang::Ru, (160, 48), busy());
    insta::assert_snapshot!(trial.screen());
}

#[test]
fn english_120x40() {
    let trial = Trial::new(Lang::En, (120, 40), busy());
    insta::assert_snapshot!(trial.screen());
}

#[test]
fn a_window_that_has_changed_untold_is_painted_as_it_is() {
    let sizes = [(1, 1), (1, 200), (200, 1), (30, 8), (40, 15), (300, 100)];
    for keys in ["", "enter", "ctrl+p", "n"] {
        for told in sizes {
            let mut trial = Trial::new(Lang::Ru, told, busy());
            if !keys.is_empty() {
                trial.press(keys);
            }
            for (width, height) in sizes {
                let area = Rect::new(0, 0, width, height);
                trial.desk.fit((width, height));
                trial.desk.paint(area, &mut Buffer::empty(area));
            }
        }
    }
}

#[test]
fn one_column_40x15() {
    let mut trial = Trial::new(Lang::Ru, (40, 15), busy());
    insta::assert_snapshot!("one_column", trial.screen());
    trial.press("l");
    insta::assert_snapshot!("one_column_the_next", trial.screen());
}

#[test]
fn ascii_80x24() {
    let trial = Trial::themed(Lang::En, (80, 24), "ascii", busy());
    let screen = trial.screen();
    insta::assert_snapshot!(screen);
    let ours = |c: char| !c.is_ascii() && !c.is_alphabetic() && !"№×·₽«»…\u{a0}".contains(c);
    assert_eq!(screen.chars().find(|c| ours(*c)), None);
}

#[test]
fn an_empty_board_says_what_to_do() {
    let trial = Trial::new(Lang::Ru, (80, 24), Server::new(shop()));
    insta::assert_snapshot!(trial.screen());
}

#[test]
fn a_filter_without_cards_says_how_to_get_out() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), busy());
    trial.press("i");
    insta::assert_snapshot!(trial.screen());
    trial.press("0");
    assert!(trial.shows("Пётр Иванов"));
}

#[test]
fn the_stage_letters() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), busy());
    trial.press("m");
    insta::assert_snapshot!(trial.screen());
}

#[test]
fn the_filter_menu() {
    let mut trial = Trial::new(Lang::Ru, (80, 24), busy());
    trial.press("f");
    insta::assert_snapshot!(trial.screen());
}

#[test]
fn before_the_first_answer_and_without_a_server() {
    let mut trial = Trial::unanswered(Lang::Ru, (80, 24), "default", busy());
    assert!(trial.shows("подключаюсь к серверу"));
    trial.line = Line::Cut;
    trial.timer(Timer::Minute);
    assert!(trial.shows("нет связи"));
    trial.line = Line::Quick;
    trial.timer(Timer::Retry);
    assert!(trial.shows("Пётр Иванов"), "{}", trial.screen());
}

#[test]
fn hostile_text_stays_in_its_cells() {
    let mut server = Server::new(shop());
    for (n, name) in [
        "\u{1b}[2J\u{1b}]0;owned\u{7}",
        "\u{202e}evil\u{202c}",
        "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
        "👩‍👩‍👧‍👦 семья с очень длинным именем и фамилией",
        "line\nbreak\r\ttab",
        "漢字漢字漢字漢字漢字漢字漢字漢字",
    ]
    .into_iter()
    .enumerate()
    {
        server.deal(n as i64 + 1, 1, name, name, 100);
    }
    for size in [(80, 24), (40, 15), (31, 9), (200, 60)] {
        let mut trial = Trial::new(Lang::Ru, size, server.copy());
        trial.press("j j j");
        let screen = trial.screen();
        assert!(!screen.contains('\u{1b}') && !screen.contains('\u{202e}'));
        assert_eq!(screen.lines().count(), usize::from(size.1));
    }
}

#[test]
fn no_window_is_too_small_to_draw() {
    for width in [1, 2, 5, 29, 30, 31, 38, 46, 47, 61] {
        for height in [1, 2, 7, 8, 9, 10, 13, 25] {
            Trial::new(Lang::Ru, (width, height), busy()).screen();
        }
    }
}

#[test]
fn a_full_stage_says_so_without_colour() {
    let mut server = busy();
    server.shop.pipelines[0].stages[0].wip = Some(5);
    let trial = Trial::themed(Lang::Ru, (80, 24), "mono", server);
    assert!(trial.shows("Новый 6/5! ·"), "{}", trial.screen());
}

#[test]
fn sums_of_columns_are_short() {
    use crate::text::board::short_sum;
    let sum = |roubles: i64| short_sum(Lang::Ru, Kopecks(roubles * 100));
    assert_eq!(sum(84_000), "84 т");
    assert_eq!(sum(1_284_500), "1,28 млн");
    assert_eq!(sum(950), "950 ₽");
    assert_eq!(short_sum(Lang::En, Kopecks(128_450_000)), "1,28 m");
}
