//! For tests: keys from words, buffers as text, random people at the keyboard.
use super::super::key::{Code, Input, Key};
use super::super::theme::Theme;
use super::{Look, When};
use crate::domain::calendar::Millis;
use crate::text::Lang;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

/// "r enter ctrl+s": keys of the keymap file between blanks.
pub(crate) fn keys(words: &str) -> Vec<Key> {
    words
        .split_whitespace()
        .map(|word| word.parse().expect("a key"))
        .collect()
}

/// Every row with a line break behind it.
pub(crate) fn text(buf: &Buffer) -> String {
    let mut out = String::new();
    for y in buf.area.top()..buf.area.bottom() {
        let mut x = buf.area.left();
        while x < buf.area.right() {
            let symbol = buf[(x, y)].symbol();
            out.push_str(symbol);
            x += u16::try_from(symbol.width().max(1)).unwrap();
        }
        out.push('\n');
    }
    out
}

/// 22 November 2026, 14:32 in Novosibirsk: a Sunday.
pub(crate) const NOW: Millis = Millis(1_795_332_720_000);

pub(crate) fn zone() -> TimeZone {
    TimeZone::get("Asia/Novosibirsk").unwrap()
}

pub(crate) fn with_look<T>(lang: Lang, theme: &str, then: impl FnOnce(Look<'_>) -> T) -> T {
    let theme = Theme::named(theme).unwrap();
    let zone = zone();
    then(Look {
        theme: &theme,
        lang,
        when: When {
            now: NOW,
            zone: &zone,
        },
    })
}

pub(crate) fn key() -> impl Strategy<Value = Key> {
    let code = prop_oneof![
        4 => any::<char>().prop_filter("a control is no key", |c| !c.is_control()).prop_map(Code::Char),
        4 => proptest::char::range('а', 'я').prop_map(Code::Char),
        4 => proptest::char::range(' ', '~').prop_map(Code::Char),
        1 => (1u8..=12).prop_map(Code::F),
        8 => proptest::sample::select(vec![
            Code::Enter, Code::Esc, Code::Tab, Code::BackTab, Code::Backspace, Code::Delete,
            Code::Insert, Code::Up, Code::Down, Code::Left, Code::Right, Code::Home, Code::End,
            Code::PageUp, Code::PageDown,
        ]),
    ];
    (code, 0u8..8, 0u8..8, any::<bool>())
        .prop_map(|(code, ctrl, alt, shift)| Key::new(code, ctrl == 0, alt == 0, shift))
}

/// What somebody, or somebody's cat, does.
pub(crate) fn inputs(most: usize) -> impl Strategy<Value = Vec<Input>> {
    let input = prop_oneof![
        12 => key().prop_map(Input::Key),
        1 => any::<String>().prop_map(Input::Paste),
        1 => "[а-яa-z \\n\\t👨‍👩‍👧漢\\x1b]{0,40}".prop_map(Input::Paste),
    ];
    proptest::collection::vec(input, 0..most)
}

#[test]
fn the_clock_of_the_tests_stands_where_it_says() {
    let said = crate::text::time::typed(NOW, &zone());
    assert_eq!(said, "22.11.2026 14:32");
}
