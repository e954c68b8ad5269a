//! What the first glance meets: the board, in every language, size, colour and border.

use crate::grammar;
use crate::screen::Screen;
use crate::shop::Shop;

const SIZES: [(u16, u16); 3] = [(80, 24), (160, 48), (40, 15)];

/// Words that must be on the board, and words of the other language that must not.
const RUSSIAN: [&str; 4] = ["F2 Доска", "Shift-→ двинуть", "нет шага", "сделки"];
const ENGLISH: [&str; 4] = ["F2 Board", "Shift-→ move", "no step", "deals"];

#[test]
fn the_board_stands_in_both_languages_and_every_size() {
    let shop = Shop::new();
    let _server = shop.serve();
    shop.three_deals();
    shop.ask(&[
        "deal",
        "new",
        "--item",
        "Четвёртая ×1=100",
        "--stage",
        "В работе",
    ]);
    for (locale, words, other) in [
        ("ru_RU.UTF-8", RUSSIAN, ENGLISH),
        ("en_GB.UTF-8", ENGLISH, RUSSIAN),
    ] {
        for size in SIZES {
            let (mut screen, _) = shop.desk_in(&[("LANG", locale)], size, "▌Третья");
            wait_for_whole(&screen, size);
            // The board may be there before the feed is: until then the top line says so.
            for word in words {
                screen.wait_for(word);
            }
            let text = screen.text();
            for word in other {
                assert!(!text.contains(word), "{word:?} at {size:?}:\n{text}");
            }
            // One column fits into forty; the second is one step away.
            let both = text.contains("Четвёртая");
            assert_eq!(both, size.0 > 40, "{text}");
            screen.keys("right");
            screen.wait_for("▌Четвёртая");
            screen.keys("q");
            assert_eq!(screen.wait_for_end().status.exit_code(), 0);
            grammar::read(&screen.raw()).expect("nothing foreign");
        }
    }
}

/// The board reaches from edge to edge: frame above and below the cards, hints in the last row.
fn wait_for_whole(screen: &Screen, (columns, rows): (u16, u16)) {
    screen.wait_until("a whole board", |s| {
        let lines: Vec<String> = s.rows(0, columns).collect();
        let frame = |line: &str, ends: [char; 2]| {
            let whole = line.chars().count() == usize::from(columns);
            whole && line.starts_with(ends[0]) && line.ends_with(ends[1])
        };
        let last = usize::from(rows) - 1;
        let framed = frame(&lines[2], ['╭', '╮']) && frame(&lines[last - 1], ['╰', '╯']);
        framed && lines[last].contains("Ctrl-P") && s.hide_cursor() && s.alternate_screen()
    });
}

/// Sees most of what there is to see, then leaves.
fn walk(screen: &mut Screen, words: [&str; 7]) {
    let [palette, help, deal, settings, log, contacts, search] = words;
    for (keys, shows) in [
        ("ctrl+p", palette),
        ("esc", "Третья"),
        ("f1", help),
        ("esc", "Третья"),
        ("enter", deal),
        ("esc", "Новый 3"),
        ("g s", settings),
        ("g l", log),
        ("g c", contacts),
        ("ctrl+f", search),
    ] {
        screen.keys(keys);
        screen.wait_for(shows);
    }
    // What lies behind a panel shows below it.
    screen.keys("esc");
    screen.wait_until("no search", |s| !s.contents().contains(search));
    screen.keys("f2");
    screen.wait_for("Третья");
    screen.keys("q");
    assert_eq!(screen.wait_for_end().status.exit_code(), 0);
}

#[test]
fn no_colour_is_not_one_colour() {
    let shop = Shop::new();
    let _server = shop.serve();
    shop.three_deals();
    for (more, coloured) in [
        (&[][..], true),
        (&[("NO_COLOR", "1")], false),
        (&[("NO_COLOR", "1"), ("PULT_THEME", "light")], false),
        (&[("PULT_THEME", "mono")], false),
        // Set but empty is not set, says the convention.
        (&[("NO_COLOR", "")], true),
    ] {
        let (mut screen, _) = shop.desk_in(more, (80, 24), "Третья");
        walk(&mut screen, RUSSIAN_WALK);
        let written = grammar::read(&screen.raw()).expect("nothing foreign");
        assert_eq!(
            written.has_colour(),
            coloured,
            "{more:?}: {:?}",
            written.looks
        );
    }
}

const RUSSIAN_WALK: [&str; 7] = [
    "Команды",
    "Клавиши",
    "№ 3 Третья",
    "Настройки",
    "Журнал",
    "Клиенты",
    "Поиск",
];
const ENGLISH_WALK: [&str; 7] = [
    "Commands",
    "Keys",
    "№ 3 Третья",
    "Settings",
    "Log",
    "Contacts",
    "Search",
];

#[test]
fn where_there_is_only_ascii_every_frame_is_ascii() {
    let shop = Shop::new();
    let _server = shop.serve();
    shop.three_deals();
    for more in [
        &[("LANG", "en_GB.UTF-8"), ("PULT_THEME", "ascii")][..],
        &[("LANG", "en_GB.ISO-8859-5")],
        &[("LANG", "en_GB.KOI8-R"), ("NO_COLOR", "1")],
    ] {
        let (mut screen, _) = shop.desk_in(more, (80, 24), "Третья");
        screen.wait_for(">Третья");
        walk(&mut screen, ENGLISH_WALK);
        let written = grammar::read(&screen.raw()).expect("nothing foreign");
        // Words are shown as they are; what we draw with is not.
        let drawn = |c: &char| matches!(c, '\u{2022}'..='\u{2027}' | '\u{2190}'..='\u{2bff}');
        let drawn: String = written.printed.chars().filter(drawn).collect();
        assert_eq!(drawn, "", "{more:?}\n{}", written.printed);
    }
}
