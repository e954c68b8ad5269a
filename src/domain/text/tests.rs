use proptest::prelude::*;

use super::*;

fn line(text: &str) -> String {
    TermText::new(text, Kind::Line).into_string()
}

#[test]
fn ordinary_text_is_untouched() {
    for text in [
        "Пётр Иванов",
        "Рычаг ГАЗ-3302 ×2, 8\u{a0}400\u{a0}₽ — «Ромашка» № 12",
        "naïve café Ångström",
        "e\u{301}",
        "你好 日本語 한국어 ไทย हिन्दी",
        "שלום مرحبا",
        "😀 👍🏽 👨‍👩‍👧‍👦 🏳️‍🌈 ❤️ 1️⃣ 🇷🇺 ©",
        "",
    ] {
        let clean = TermText::new(text, Kind::Line);
        assert_eq!(clean.as_str(), text);
        assert!(!clean.altered(), "{text}");
    }
}

#[test]
fn controls_become_visible() {
    assert_eq!(line("\u{1b}[31mred\u{7}"), "^[[31mred^G");
    assert_eq!(line("\0\u{7f}\u{8}"), "^@^?^H");
    assert_eq!(line("\u{9b}31m\u{85}\u{80}"), "<9B>31m<85><80>");
    assert_eq!(line("a\rb"), "a^Mb");
    assert_eq!(line("a\r\nb\tc\u{2028}d"), "a b c d");
    assert!(!TermText::new("a\r\nb", Kind::Line).altered());
    assert!(TermText::new("a\rb", Kind::Line).altered());
    let body = TermText::new("a\r\nb\tc\u{b}", Kind::Body);
    assert_eq!(body.as_str(), "a\nb\tc^K");
}

#[test]
fn direction_marks_become_visible() {
    assert_eq!(line("a\u{202e}b\u{2066}\u{200f}\u{61c}"), "a⁞b⁞⁞⁞");
    assert_eq!("⁞".width(), 1);
}

#[test]
fn the_invisible_is_dropped() {
    for c in [
        '\u{ad}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{2060}',
        '\u{2061}',
        '\u{2064}',
        '\u{feff}',
        '\u{fff9}',
        '\u{fffb}',
        '\u{e0001}',
        '\u{e0041}',
        '\u{e0100}',
        '\u{115f}',
        '\u{1160}',
        '\u{3164}',
        '\u{ffa0}',
        '\u{34f}',
        '\u{180e}',
        '\u{fe00}',
        '\u{fe0e}',
        '\u{fe0f}',
        '\u{17b4}',
        '\u{1d173}',
    ] {
        let clean = TermText::new(&format!("a{c}b"), Kind::Line);
        assert_eq!(clean.as_str(), "ab", "{:04X}", u32::from(c));
        assert!(clean.altered());
    }
    assert_eq!(
        line("\u{e000}\u{378}\u{10ffff}"),
        "\u{fffd}\u{fffd}\u{fffd}"
    );
}

#[test]
fn joiners_live_only_inside_emoji() {
    assert_eq!(line("👨\u{200d}a"), "👨a");
    assert_eq!(line("👨\u{200d}\u{200d}👩"), "👨\u{200d}👩");
    assert_eq!(line("👨\u{200d}"), "👨");
    assert_eq!(line("1\u{fe0f}2"), "12");
    assert_eq!(line("\u{200d}👩"), "👩");
    // A joined row too long for one cell falls into its parts.
    let row = ["👩"; 9].join("\u{200d}");
    let clean = line(&row);
    assert_eq!(clean.matches('👩').count(), 9);
    assert!(clean.graphemes(true).all(|g| g.len() <= GRAPHEME_BYTES));
}

#[test]
fn marks_are_few_and_never_alone() {
    let tower = format!("e{}", "\u{301}".repeat(1000));
    assert_eq!(line(&tower), format!("e{}", "\u{301}".repeat(4)));
    assert_eq!(line("\u{301}a"), "a");
    assert_eq!(line("\u{903}a"), "a");
    let body = TermText::new("a\n\u{301}b", Kind::Body);
    assert_eq!(body.as_str(), "a\nb");
    assert_eq!(line("\u{1161}x"), "x");
}

#[test]
fn a_grapheme_stays_small() {
    let skins = line(&format!("👍{}", "🏽".repeat(300)));
    assert_eq!(skins.len(), GRAPHEME_BYTES);
    let conjunct = line(&"क\u{94d}".repeat(300));
    assert!(conjunct.graphemes(true).all(|g| g.len() <= GRAPHEME_BYTES));
}

#[test]
fn length_is_capped_with_an_ellipsis() {
    for kind in [Kind::Line, Kind::Body, Kind::Title] {
        let long = TermText::new(&"я".repeat(300 << 10), kind);
        assert!(long.as_str().len() <= kind.limit());
        assert!(long.as_str().len() > kind.limit() - 6);
        assert!(long.as_str().ends_with('…') && long.altered());
        let exact = TermText::new(&"я".repeat(kind.limit() / 2), kind);
        assert!(!exact.altered());
    }
}

#[test]
fn bytes_are_read_leniently() {
    let c1 = TermText::from_bytes(b"a\x9b31m\xff", Kind::Line);
    assert_eq!(c1.as_str(), "a\u{fffd}31m\u{fffd}");
    assert!(c1.altered());
    assert!(!TermText::from_bytes("ё".as_bytes(), Kind::Line).altered());
}

#[test]
fn what_is_taken_for_lone_is() {
    let lone: Vec<char> = ('\0'..=char::MAX).filter(|&c| is_lone(c)).collect();
    assert!(lone.len() > 400);
    for &c in &lone {
        assert_eq!(c.width(), Some(1), "{c:?}");
        let text = c.to_string();
        assert_eq!(TermText::cleaned(&text, Kind::Line).as_str(), text);
        assert!(!is_mark(c), "{c:?}");
        for &d in &lone {
            assert!(!is_one_grapheme(&text, &[d]), "{c:?} {d:?}");
        }
    }
}

#[test]
fn fits_by_cells() {
    let fit = |text: &str, cells| TermText::new(text, Kind::Body).fit(cells);
    assert_eq!(fit("Иванов", 6), "Иванов");
    assert_eq!(fit("Иванов", 5), "Иван…");
    assert_eq!(fit("Иванов", 1), "…");
    assert_eq!(fit("Иванов", 0), "");
    assert_eq!(fit("日本語", 5), "日本…");
    assert_eq!(fit("日本語", 4), "日…");
    assert_eq!(fit("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
    assert_eq!(fit("a\nb", 3), "a b");
    assert_eq!(TermText::new("日本語", Kind::Line).pad(4), "日… ");
    assert_eq!(TermText::new("Ян", Kind::Line).pad(4), "Ян  ");
}

/// Where a hostile sender would choose from; a range named twice comes twice as often.
const HOSTILE: [(u32, u32); 22] = [
    (0, 0x9f),
    (0, 0x9f),
    (0x300, 0x36f),
    (0x600, 0x6ff),
    (0x900, 0x97f),
    (0xd4e, 0xe4e),
    (0x1100, 0x11ff),
    (0x1780, 0x180f),
    (0x2000, 0x206f),
    (0x2000, 0x206f),
    (0x2e80, 0x3164),
    (0xfe00, 0xfe0f),
    (0xff00, 0xffff),
    (0x11000, 0x11fff),
    (0x1f1e6, 0x1f1ff),
    (0x1f300, 0x1f6ff),
    (0x1f466, 0x1f469),
    (0x1f3fb, 0x1f3ff),
    (0x200d, 0x200d),
    (0x20e3, 0x20e3),
    (0xe0000, 0xe01ef),
    (0, 0x10ffff),
];

fn hostile() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<(u8, u32)>(), 0..40).prop_map(|picks| {
        let pick = |(which, at): (u8, u32)| {
            let (first, last) = HOSTILE[usize::from(which) % HOSTILE.len()];
            char::from_u32(first + at % (last - first + 1))
        };
        picks.into_iter().filter_map(pick).collect()
    })
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![Kind::Line, Kind::Body, Kind::Title])
}

fn check(text: &str, kind: Kind, cells: usize) -> Result<(), TestCaseError> {
    let clean = TermText::new(text, kind);
    for c in clean.as_str().chars() {
        let kept = kind == Kind::Body && (c == '\n' || c == '\t');
        prop_assert!(kept || !c.is_control(), "{c:?}");
        prop_assert!(
            !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'),
            "{c:?}"
        );
        prop_assert!(
            c == JOINER || c.general_category() != GeneralCategory::Format,
            "{c:?}"
        );
    }
    for grapheme in clean.as_str().graphemes(true) {
        prop_assert!(grapheme.len() <= GRAPHEME_BYTES, "{grapheme:?}");
        prop_assert!(cells_of(grapheme) > 0, "{grapheme:?}");
        let marks = grapheme
            .chars()
            .filter(|c| is_mark(*c) && *c != EMOJI_STYLE);
        prop_assert!(marks.count() <= MARKS_PER_BASE, "{grapheme:?}");
        if grapheme.contains(JOINER) {
            prop_assert!(grapheme.starts_with(is_emoji), "{grapheme:?}");
        }
    }
    prop_assert!(clean.as_str().len() <= kind.limit());
    let cut: Vec<&str> = clean.glyphs().map(|(grapheme, _)| grapheme).collect();
    prop_assert_eq!(cut, clean.as_str().graphemes(true).collect::<Vec<_>>());
    prop_assert_eq!(TermText::cleaned(text, kind), clean.clone());
    let again = TermText::new(clean.as_str(), kind);
    prop_assert_eq!(again.as_str(), clean.as_str());
    prop_assert!(!again.altered(), "{:?}", clean);
    prop_assert_eq!(again.width(), clean.width());
    let fitted = clean.fit(cells);
    let width = TermText::new(&fitted, Kind::Line).width();
    prop_assert!(width <= cells, "{cells}: {fitted:?}");
    prop_assert!(clean.width() > cells || width == clean.width());
    let padded = TermText::new(&clean.pad(cells), Kind::Line);
    prop_assert_eq!(padded.width(), cells);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn hostile_text_comes_out_clean(text in hostile(), kind in kinds(), cells in 0usize..24) {
        check(&text, kind, cells)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5000))]

    #[test]
    fn any_text_comes_out_clean(text in any::<String>(), kind in kinds(), cells in 0usize..24) {
        check(&text, kind, cells)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_bytes_come_out_clean(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let clean = TermText::from_bytes(&bytes, Kind::Line);
        check(clean.as_str(), Kind::Line, 10)?;
    }

    #[test]
    fn long_text_stays_within_its_limit(part in hostile(), kind in kinds(), cells in 0usize..24) {
        check(&part.repeat(100), kind, cells)?;
    }
}
