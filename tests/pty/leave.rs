//! Every way out of the real program: the terminal is as it was, the shop is closed, and it does not take long.

use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::device::assert_given_back;
use crate::grammar;
use crate::screen::Screen;
use crate::shop::{PULT, Shop};

/// What is promised where the terminal has gone.
const AT_ONCE: Duration = Duration::from_secs(2);
/// Far above what closing takes, far below what a loop that spins would take until it is ended.
const NO_SPIN: Duration = Duration::from_millis(600);

/// A small demo shop in a place that stays, with colleagues at work.
fn demo(shop: &Shop) -> (Screen, String) {
    let data = shop.data();
    let words = ["demo", "--deals", "30", "--speed", "5", "--data", &data];
    let (screen, settings) = shop.run(&words, &[], (80, 24));
    screen.wait_for("учебный");
    screen.wait_for("Enter открыть");
    (screen, settings)
}

/// One person, one desk, the server inside.
fn alone(shop: &Shop) -> (Screen, String) {
    let (screen, settings) = shop.run(&[], &[], (80, 24));
    screen.wait_for("все сделки");
    (screen, settings)
}

#[test]
fn by_any_key_that_quits() {
    let shop = Shop::new();
    let _server = shop.serve();
    shop.three_deals();
    for key in ["q", "й", "ctrl+c", "ctrl+q"] {
        let (mut screen, settings) = shop.desk();
        screen.keys(key);
        let ended = assert_given_back(&mut screen, &settings);
        assert_eq!(ended.status.exit_code(), 0, "{key}");
        let written = grammar::read(&screen.raw()).expect("nothing foreign");
        assert_eq!(written.titles, ["ПУЛЬТ", "ПУЛЬТ · Мой магазин"]);
    }
}

#[test]
fn by_any_signal_that_ends() {
    let shop = Shop::new();
    let _server = shop.serve();
    shop.three_deals();
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        let (mut screen, settings) = shop.desk();
        let start = Instant::now();
        screen.signal(signal);
        let ended = assert_given_back(&mut screen, &settings);
        assert!(
            start.elapsed() < AT_ONCE,
            "{signal:?}: {:?}",
            start.elapsed()
        );
        assert_eq!(ended.status.exit_code(), 0, "{signal:?}");
        grammar::read(&screen.raw()).expect("nothing foreign");
    }
}

/// How a desk may come to its end.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Key,
    Hangup,
    Terminate,
    Gone,
}

/// A server inside is closed with its desk, whatever the end: at once, without a spin, and clean.
fn closes(sit: fn(&Shop) -> (Screen, String)) {
    for end in [End::Key, End::Hangup, End::Terminate, End::Gone] {
        let shop = Shop::new();
        let (mut screen, settings) = sit(&shop);
        let (start, before) = (Instant::now(), screen.cpu());
        match end {
            End::Key => screen.keys("q"),
            End::Hangup => screen.signal(Signal::HUP),
            End::Terminate => screen.signal(Signal::TERM),
            End::Gone => screen.hang_up(),
        }
        let ended = if end == End::Gone {
            screen.wait_for_end()
        } else {
            assert_given_back(&mut screen, &settings)
        };
        let (took, cpu) = (start.elapsed(), ended.cpu - before);
        assert!(took < AT_ONCE, "{end:?}: {took:?}");
        assert!(cpu < NO_SPIN, "{end:?}: {cpu:?} of the processor");
        assert_eq!(ended.status.exit_code(), 0, "{end:?}");
        shop.assert_closed_clean();
    }
}

#[test]
fn a_server_inside_is_closed_with_its_desk() {
    closes(alone);
}

#[test]
fn a_demo_is_closed_with_its_desk() {
    closes(demo);
}

#[test]
fn a_demo_without_a_place_leaves_nothing_behind() {
    let shop = Shop::new();
    let (mut screen, _) = shop.run(&["demo", "--deals", "10"], &[], (80, 24));
    screen.wait_for("учебный");
    assert_eq!(shop.thrown_away(), 1);
    screen.hang_up();
    screen.wait_for_end();
    assert_eq!(shop.thrown_away(), 0);
}

#[test]
fn a_terminal_that_goes_away_ends_the_desk_of_a_server_elsewhere() {
    let shop = Shop::new();
    let _server = shop.serve();
    shop.three_deals();
    let (mut screen, _) = shop.desk();
    let (start, before) = (Instant::now(), screen.cpu());
    screen.hang_up();
    let ended = screen.wait_for_end();
    assert!(start.elapsed() < AT_ONCE, "{:?}", start.elapsed());
    let cpu = ended.cpu - before;
    assert!(cpu < NO_SPIN, "{cpu:?} of the processor");
    assert_eq!(ended.status.exit_code(), 0);
}

/// In a session of its own no signal tells of the end: what is left is a terminal that can no longer be read.
#[test]
fn a_terminal_that_goes_away_without_a_word_ends_the_desk_too() {
    let shop = Shop::new();
    let _server = shop.serve();
    shop.three_deals();
    let socket = shop.socket();
    let script = format!("trap '' HUP; setsid -w '{PULT}' desk --socket '{socket}'; exit $?");
    let mut screen = shop.start(Path::new("/bin/sh"), &["-c", &script], (80, 24));
    screen.wait_for("▌Третья");
    let (start, before) = (Instant::now(), screen.cpu());
    screen.hang_up();
    let ended = screen.wait_for_end();
    assert!(start.elapsed() < AT_ONCE, "{:?}", start.elapsed());
    // The whole life is in it: what the children took is known only when they are dead.
    let cpu = ended.cpu - before;
    assert!(cpu < NO_SPIN * 2, "{cpu:?} of the processor");
    assert_eq!(ended.status.exit_code(), 0);
}

#[test]
fn a_storm_of_sizes_is_weathered() {
    let shop = Shop::new();
    let _server = shop.serve();
    shop.three_deals();
    let (mut screen, settings) = shop.desk();
    for (keys, shows) in [
        ("f5", "▌Третья"),
        ("enter", "№ 3 Третья"),
        ("ctrl+p", "Команды"),
    ] {
        screen.keys(keys);
        screen.wait_for(shows);
        for i in 0..150u16 {
            let sizes = [
                (1, 1),
                (0, 0),
                (1, 200),
                (30, 8),
                (29, 7),
                (200, 1),
                (80, 24),
                (300, 100),
            ];
            let (columns, rows) = sizes[usize::from(i) % sizes.len()];
            screen.resize(columns, rows);
        }
        screen.resize(1, 1);
        screen.resize(100, 30);
        screen.wait_for(shows);
    }
    screen.keys("esc");
    screen.wait_for("№ 3 Третья");
    screen.keys("esc");
    screen.wait_for("▌Третья");
    screen.keys("q");
    let ended = assert_given_back(&mut screen, &settings);
    assert_eq!(ended.status.exit_code(), 0);
    grammar::read(&screen.raw()).expect("nothing foreign");
}

/// Behind a plain `exec` there is no shell that could bring it back.
#[test]
fn it_is_not_stopped_where_nobody_could_continue_it() {
    let shop = Shop::new();
    let _server = shop.serve();
    shop.three_deals();
    let (mut screen, settings) = shop.desk();
    screen.keys("ctrl+z");
    screen.wait_for("приостановить нельзя");
    screen.keys("q");
    let ended = assert_given_back(&mut screen, &settings);
    assert_eq!(ended.status.exit_code(), 0);
}

#[test]
fn a_terminal_that_cannot_place_text_is_refused_in_words() {
    let shop = Shop::new();
    let _server = shop.serve();
    let socket = shop.socket();
    let dumb = [("TERM", "dumb")];
    let (mut screen, settings) = shop.run(&["desk", "--socket", &socket], &dumb, (80, 24));
    assert_eq!(screen.wait_for_end().status.exit_code(), 2);
    assert_eq!(screen.settings(), settings);
    assert!(!screen.raw().contains(&0x1b), "{}", screen.text());
}
