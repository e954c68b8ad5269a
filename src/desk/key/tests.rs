use super::*;
use proptest::prelude::*;

fn key(text: &str) -> Key {
    text.parse().expect("a key")
}

#[test]
fn the_words_of_the_keymap_file_come_back_as_written() {
    for word in [
        "shift+right",
        "ctrl+p",
        "H",
        "alt+x",
        "alt+H",
        "f2",
        "f24",
        "space",
        "ctrl+space",
        "shift+tab",
        "+",
        "ctrl++",
        "?",
        "ctrl+alt+shift+up",
        "р",
        "ctrl+shift+p",
        "backspace",
        "pagedown",
    ] {
        assert_eq!(key(word).to_string(), word);
    }
}

#[test]
fn one_key_has_one_value() {
    assert_eq!(key("shift+h"), key("H"));
    assert_eq!(key("shift+р"), key("Р"));
    assert_eq!(key("alt+shift+h"), key("alt+H"));
    assert_eq!(key("ctrl+P"), key("ctrl+p"));
    assert_eq!(key("ctrl+i"), key("tab"));
    assert_eq!(key("ctrl+shift+i"), key("shift+tab"));
    assert_eq!(key("backtab"), key("shift+tab"));
    assert_eq!(key("ctrl+m"), key("enter"));
    assert_eq!(key("ctrl+["), key("esc"));
    assert_eq!(key("ctrl+/"), key("ctrl+_"));
    assert_ne!(key("ctrl+shift+p"), key("ctrl+p"));
}

#[test]
fn what_is_no_key_is_refused() {
    for word in [
        "",
        " ",
        "g b",
        "f0",
        "f25",
        "f02",
        "f+1",
        "Ctrl+p",
        "ctrl",
        "ctrl+",
        "hyper+x",
        "ctrl+ctrl+x",
        "Enter",
        "\u{1b}",
    ] {
        assert_eq!(
            word.parse::<Key>(),
            Err(NoSuchKey(word.into())),
            "{word:?} was taken for a key"
        );
    }
}

#[test]
fn a_russian_letter_stands_for_the_latin_one_on_its_key() {
    for (russian, latin) in [
        ("р", "h"),
        ("Р", "H"),
        ("ctrl+з", "ctrl+p"),
        ("alt+ч", "alt+x"),
        ("alt+Ч", "alt+X"),
        ("х", "["),
        ("Ъ", "}"),
        ("ж", ";"),
        ("э", "'"),
        ("б", ","),
        ("ю", "."),
        ("ё", "`"),
        ("ctrl+ш", "tab"),
        ("ctrl+х", "esc"),
    ] {
        assert_eq!(key(russian).latin(), key(latin), "{russian}");
    }
    for same in ["h", ".", ",", "/", ":", "№", "shift+right", "f2", "é"] {
        assert_eq!(key(same).latin(), key(same), "{same}");
    }
}

#[test]
fn the_layout_holds_every_letter_once() {
    for (cyrillic, latin) in LAYOUT {
        assert_eq!(cyrillic.chars().count(), 33);
        assert_eq!(latin.chars().count(), 33);
    }
    for c in ('а'..='я').chain('А'..='Я').chain(['ё', 'Ё']) {
        let latin = opposite(c, true).expect("on the layout");
        assert_eq!(Key::cyrillic_twin(latin), Some(c));
    }
    assert_eq!(Key::cyrillic_twin('h'), Some('р'));
    assert_eq!(Key::cyrillic_twin('1'), None);
}

fn any_key() -> impl Strategy<Value = Key> {
    let code = prop_oneof![
        any::<char>()
            .prop_filter("a control is no key", |c| !c.is_control())
            .prop_map(Code::Char),
        (1u8..=24).prop_map(Code::F),
        proptest::sample::select(NAMES.map(|(code, _)| code).to_vec()),
    ];
    (code, any::<bool>(), any::<bool>(), any::<bool>())
        .prop_map(|(code, ctrl, alt, shift)| Key::new(code, ctrl, alt, shift))
}

proptest! {
    #[test]
    fn every_key_can_be_written_down_and_read_back(key in any_key()) {
        prop_assert_eq!(key.to_string().parse::<Key>(), Ok(key));
        prop_assert_eq!(Key::new(key.code, key.ctrl, key.alt, key.shift), key);
    }
}
