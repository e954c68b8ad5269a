//! Foreign text on a terminal: whatever is sent, what is printed stays in pult's own grammar and in its own cells.

use std::collections::HashSet;

use pult::domain::text::{Kind, TermText};

use crate::hostile::{CANARY, corpus, foreign_sequences};

const KINDS: [Kind; 3] = [Kind::Line, Kind::Body, Kind::Title];

#[test]
fn the_corpus_is_large_and_names_are_its_own() {
    let corpus = corpus();
    assert!(corpus.len() >= 300, "{}", corpus.len());
    let names: HashSet<&str> = corpus.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.len(), corpus.len());
}

#[test]
fn the_checker_knows_our_own_sequences() {
    for ours in [
        "",
        "Привет — 8\u{a0}400\u{a0}₽ ⁞\r\n\t\x08",
        "\x1b[m\x1b[0m\x1b[1;38;5;12m\x1b[38:2::1:2:3m\x1b[4:3m",
        "\x1b[H\x1b[10;20H\x1b[3A\x1b[B\x1b[2C\x1b[D\x1b[5G\x1b[7d\x1b[2J\x1b[K\x1b[4X",
        "\x1b[?25l\x1b[?25h\x1b[?1049h\x1b[?2004h\x1b[?2026h\x1b[?2026l\x1b[?1000;1002;1006h",
        "\x1b]0;пульт\x07\x1b]2;пульт 7\x1b\\\x1b]52;c;Q0FOQVJZ\x07\x1b7\x1b8",
    ] {
        assert_eq!(
            foreign_sequences(ours.as_bytes()),
            Vec::<String>::new(),
            "{ours:?}"
        );
    }
}

#[test]
fn the_checker_sees_what_is_not_ours() {
    for (foreign, count) in [
        ("\x1b[6n", 1),
        ("\x1b[?1003h", 1),
        ("\x1b[?25;5h", 1),
        ("\x1b[4h", 1),
        ("\x1b[>4;2m", 1),
        ("\x1b[1 q", 1),
        ("\x1b[21t\x1b[0c", 2),
        ("\x1b[31", 1),
        ("\x1b[31я", 1),
        ("\x1b", 1),
        ("a\x1bcb", 1),
        ("\x1b]0;open", 1),
        ("\x1b]0;a\nb\x07", 2),
        ("\x1b]8;;http://x\x07", 1),
        ("\x1b]52;c;?\x07", 1),
        ("\x1b]1;icon\x07", 1),
        ("\x1bP$qm\x1b\\", 2),
        ("\u{9b}31m", 1),
        ("a\u{7}\u{0}\u{7f}", 3),
    ] {
        assert_eq!(
            foreign_sequences(foreign.as_bytes()).len(),
            count,
            "{foreign:?}"
        );
    }
    assert_eq!(foreign_sequences(b"\x9b31m").len(), 1);
    assert_eq!(foreign_sequences("П".as_bytes()).len(), 0);
}

#[test]
fn uncleaned_the_corpus_would_be_seen() {
    let harmless = ["bidi", "invisible", "tower", "width", "long", "line"];
    let controls = ["0a", "0d", "09", "08"].map(|code| format!("control/{code}"));
    // These are sequences pult uses itself; only their place makes them foreign.
    let like_ours = |payload: &[u8]| payload.starts_with(b"\x1b");
    let mut seen = 0;
    for (name, payload) in corpus() {
        let family = name.split('/').next().unwrap_or_default();
        if harmless.contains(&family) || controls.contains(&name) || like_ours(&payload) {
            continue;
        }
        assert!(!foreign_sequences(&payload).is_empty(), "{name}");
        seen += 1;
    }
    assert!(seen >= 200, "{seen}");
}

#[test]
fn cleaned_the_whole_corpus_is_clean() {
    for (name, payload) in corpus() {
        for kind in KINDS {
            let clean = TermText::from_bytes(&payload, kind);
            let printed = clean.as_str();
            assert_eq!(
                foreign_sequences(printed.as_bytes()),
                Vec::<String>::new(),
                "{name}"
            );
            let controls = printed.chars().filter(|c| c.is_control());
            let kept = controls.filter(|c| kind != Kind::Body || !matches!(c, '\n' | '\t'));
            assert_eq!(kept.count(), 0, "{name}");
            assert_eq!(TermText::new(printed, kind).as_str(), printed, "{name}");
            // Cleaning shows the payload, it does not swallow it.
            let sent = String::from_utf8_lossy(&payload);
            if sent.contains(CANARY) && payload.len() < 200 {
                assert!(printed.contains(CANARY), "{name}: {printed:?}");
            }
        }
    }
}

#[test]
fn a_cell_never_breaks_its_borders() {
    for (name, payload) in corpus() {
        let clean = TermText::from_bytes(&payload, Kind::Line);
        for cells in [1, 2, 7, 20] {
            let row = format!("│{}│\x1b[K", clean.pad(cells));
            assert_eq!(
                foreign_sequences(row.as_bytes()),
                Vec::<String>::new(),
                "{name}"
            );
            let shown = TermText::new(&row.replace("\x1b[K", ""), Kind::Line);
            assert_eq!(shown.width(), cells + 2, "{name}");
            assert!(shown.as_str().ends_with('│'), "{name}");
        }
    }
}

/// The same seen by a terminal: the border stands in its column, title and clipboard were not touched.
#[test]
fn a_terminal_shows_the_borders_where_they_belong() {
    // This model of a terminal, like older real ones, draws joined and styled emoji by their parts.
    let apart =
        ["family", "style", "skins", "joined-row", "skin-row"].map(|n| format!("width/{n}"));
    for (name, payload) in corpus() {
        if apart.contains(&name) {
            continue;
        }
        let clean = TermText::from_bytes(&payload, Kind::Line);
        let mut terminal = vt100::Parser::new(2, 60, 0);
        // Nor does it draw the replacement character, which every real one does in one cell.
        let drawn = clean.pad(40).replace(char::REPLACEMENT_CHARACTER, "?");
        terminal.process(format!("│{drawn}│").as_bytes());
        let screen = terminal.screen();
        let at = |column| screen.cell(0, column).map(vt100::Cell::contents);
        assert_eq!(at(0), Some("│"), "{name}");
        assert_eq!(at(41), Some("│"), "{name}: {}", screen.contents());
        assert_eq!(screen.cursor_position(), (0, 42), "{name}");
        assert!(
            !screen.alternate_screen() && !screen.hide_cursor(),
            "{name}"
        );
    }
}
