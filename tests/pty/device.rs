//! The terminal is given back whatever happens, and what is typed arrives as it was meant.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::echo;
use crate::screen::{Ended, Screen};

/// Far above what the echo desk needs, far below what a loop that spins would take until it is ended.
const NO_SPIN: Duration = Duration::from_millis(500);

#[test]
#[ignore = "not a test: the program the others run"]
fn echo_desk() {
    if std::env::var_os(echo::SWITCH).is_some() {
        echo::run();
    }
}

const ARGUMENTS: [&str; 4] = ["device::echo_desk", "--exact", "--ignored", "--nocapture"];

fn spawn(environment: &[(&str, &str)]) -> Screen {
    let program = std::env::current_exe().expect("this program");
    let environment = [&[(echo::SWITCH, "1")], environment].concat();
    Screen::spawn(&program, &ARGUMENTS, &environment, 80, 24)
}

/// The echo desk, ready for keys, and the settings its terminal had before.
fn desk() -> (Screen, String) {
    let program = std::env::current_exe().expect("this program");
    let switch = [(echo::SWITCH, "1")];
    let (screen, settings) = Screen::behind_a_shell(&program, &ARGUMENTS, &switch, 80, 24);
    screen.wait_for("ready.");
    assert!(screen.look(|s| s.alternate_screen() && s.hide_cursor() && s.bracketed_paste()));
    assert_ne!(screen.settings(), settings, "not in raw mode");
    (screen, settings)
}

/// Waits for the end and looks whether the terminal is as it was.
pub fn assert_given_back(screen: &mut Screen, settings: &str) -> Ended {
    let ended = screen.wait_for_end();
    let raw = String::from_utf8_lossy(&screen.raw()).into_owned();
    let (_, after) = raw.rsplit_once("\x1b[?1049l").expect("the main screen");
    assert!(after.starts_with("\x1b[?25h"), "{after:?}");
    assert!(
        !after[6..].contains('\x1b'),
        "written after the terminal was given back: {after:?}"
    );
    for off in [
        "\x1b[m",
        "\x1b[?1002l",
        "\x1b[?1006l",
        "\x1b[?1004l",
        "\x1b[?2004l",
    ] {
        let tail = &raw[raw.rfind("\x1b[?2026l").expect("the farewell")..];
        assert!(tail.contains(off), "{off:?} is missing in {tail:?}");
    }
    screen.look(|s| {
        assert!(!s.alternate_screen() && !s.hide_cursor() && !s.bracketed_paste());
        assert_eq!(s.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert_eq!(
            (s.fgcolor(), s.bold(), s.inverse()),
            (vt100::Color::Default, false, false)
        );
    });
    assert_eq!(screen.settings(), settings);
    ended
}

#[test]
fn given_back_at_the_end() {
    let (mut screen, settings) = desk();
    screen.keys("q");
    assert_eq!(
        assert_given_back(&mut screen, &settings).status.exit_code(),
        0
    );
}

#[test]
fn given_back_before_a_panic_speaks() {
    for (key, words, code) in [
        ("!", "a panic in the loop", &[101][..]),
        // Told to end, or no longer able to draw: whichever it meets first.
        ("@", "a panic elsewhere", &[4, 3]),
    ] {
        let (mut screen, settings) = desk();
        screen.keys(key);
        let ended = assert_given_back(&mut screen, &settings);
        let ended = ended.status.exit_code();
        assert!(code.contains(&ended), "{key}: {ended}");
        assert!(screen.text().contains(words), "{}", screen.text());
    }
}

#[test]
fn given_back_on_every_signal_that_ends() {
    for signal in [Signal::TERM, Signal::INT, Signal::QUIT, Signal::HUP] {
        let (mut screen, settings) = desk();
        screen.signal(signal);
        assert_eq!(
            assert_given_back(&mut screen, &settings).status.exit_code(),
            0
        );
    }
}

#[test]
fn given_back_by_the_last_resort() {
    let (mut screen, settings) = desk();
    screen.keys("d");
    screen.wait_for("key d");
    screen.signal(Signal::TERM);
    assert_eq!(
        assert_given_back(&mut screen, &settings).status.exit_code(),
        129
    );
}

#[test]
fn a_terminal_that_goes_away_ends_the_desk_at_once() {
    let (mut screen, _) = desk();
    let start = Instant::now();
    screen.hang_up();
    let ended = screen.wait_for_end();
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
    assert!(ended.cpu < NO_SPIN, "it span: {:?}", ended.cpu);
}

#[test]
fn a_terminal_that_goes_away_ends_a_desk_that_hangs() {
    let (mut screen, _) = desk();
    screen.keys("d");
    screen.wait_for("key d");
    screen.hang_up();
    let ended = screen.wait_for_end();
    assert_eq!(ended.status.exit_code(), 129);
    assert!(ended.cpu < NO_SPIN, "it span: {:?}", ended.cpu);
}

#[test]
fn given_back_while_stopped_and_painted_anew_after() {
    for by_key in [false, true] {
        let (mut screen, settings) = desk();
        screen.keys("a");
        screen.wait_for("key a");
        if by_key {
            screen.keys("z");
        } else {
            screen.signal(Signal::TSTP);
        }
        screen.wait_for_stop();
        screen.wait_until("the main screen", |s| {
            !s.alternate_screen() && !s.hide_cursor()
        });
        assert_eq!(screen.settings(), settings);
        screen.signal(Signal::CONT);
        screen.wait_for("continued.");
        screen.wait_for("key a");
        assert_ne!(screen.settings(), settings);
        screen.keys("q");
        assert_given_back(&mut screen, &settings);
    }
}

#[test]
fn keys_arrive_as_they_were_meant() {
    let (mut screen, _) = desk();
    for (bytes, words) in [
        ("\x1bч", "key alt+ч is alt+x."),
        ("\x1bOB", "key down is down."),
        ("\x1b[1;2C", "key shift+right is shift+right."),
        ("Р", "key Р is H."),
        ("\x03", "key ctrl+c is ctrl+c."),
        ("\x1b", "key esc is esc."),
        (
            "\x1b[<0;10;5M",
            "Mouse(Mouse { act: Press(Left), x: 9, y: 4 }).",
        ),
        ("\x1b[I", "FocusGained."),
    ] {
        screen.send(bytes.as_bytes());
        screen.wait_for(words);
    }
}

#[test]
fn an_esc_cut_from_its_arrow_is_the_arrow() {
    let (mut screen, _) = desk();
    screen.send(b"\x1b");
    screen.send(b"[A");
    screen.wait_for("key up");
    assert!(!screen.text().contains("esc"), "{}", screen.text());
}

#[test]
fn a_paste_is_one_thing_with_marks_or_without() {
    let text = "строка\n".repeat(200);
    let (mut screen, _) = desk();
    screen.paste(&text);
    screen.wait_for("paste of 200 lines, 2600 bytes.");
    screen.send(text.replace('\n', "\r").as_bytes());
    screen.wait_until("the second paste", |s| {
        s.contents().matches("of 200 lines, 2600 bytes.").count() == 2
    });
    screen.wait_for("keys 0");
}

#[test]
fn a_hundred_arrows_at_once_are_a_hundred_keys() {
    let (mut screen, _) = desk();
    let shown = screen.raw().len();
    screen.keys(&"down ".repeat(100));
    screen.wait_for("keys 100");
    assert!(
        screen.raw().len() - shown < 1500,
        "{} bytes",
        screen.raw().len() - shown
    );
}

#[test]
fn a_storm_of_sizes_is_weathered() {
    let (mut screen, settings) = desk();
    for i in 0..300u16 {
        let (columns, rows) = [
            (1, 1),
            (0, 0),
            (1, 500),
            (20, 5),
            (500, 1),
            (80, 24),
            (1000, 400),
        ][usize::from(i) % 7];
        screen.resize(columns, rows);
    }
    screen.resize(100, 30);
    screen.wait_for("100x30");
    screen.keys("q");
    assert_given_back(&mut screen, &settings);
}

#[test]
fn the_title_is_given_back_and_the_clipboard_gets_no_enter() {
    let (mut screen, settings) = desk();
    screen.keys("t c");
    screen.wait_for("key c");
    screen.keys("q");
    assert_given_back(&mut screen, &settings);
    let raw = String::from_utf8_lossy(&screen.raw()).into_owned();
    assert!(raw.contains("\x1b[22;2t\x1b]2;pult 7\x07"), "{raw:?}");
    assert!(raw.contains("\x1b[23;2t\x1b\\"), "{raw:?}");
    assert!(
        raw.contains("\x1b]52;c;0YHQutC+0L/QuNGA0L7QstCw0L3Qvg==\x07"),
        "{raw:?}"
    );
}

#[test]
fn where_there_is_no_terminal_it_says_so() {
    let mut screen = spawn(&[("TERM", "dumb")]);
    assert_eq!(screen.wait_for_end().status.exit_code(), 2);
    assert!(
        screen
            .text()
            .contains("unfit: a terminal of the kind \"dumb\""),
        "{}",
        screen.text()
    );
    assert!(!screen.raw().contains(&0x1b));

    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(ARGUMENTS)
        .env(echo::SWITCH, "1")
        .stdin(Stdio::null())
        .output()
        .expect("a program to run");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&output.stderr)
            .contains("unfit: standard output is not a terminal")
    );
}
