//! What a person does at the keyboard, in pult's own words, so that any device can stand in: a terminal, a test, an
//! SSH channel. A key has one value however it was reported, and a Cyrillic letter knows the Latin one on its key.
//!
//! Forbidden in here: naming a terminal library; deciding what a key means (that is the keymap's).

use std::fmt;
use std::str::FromStr;

/// One thing that came from the person or from the window they sit at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Key(Key),
    /// Text put in at once, lines parted by `\n`. It may hold anything; it must never be taken for keys.
    Paste(String),
    /// The new size of the window, in cells.
    Resize {
        width: u16,
        height: u16,
    },
    Mouse(Mouse),
    FocusGained,
    FocusLost,
}

/// What the mouse did, and over which cell (counted from the upper left corner, from zero).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    pub act: Act,
    pub x: u16,
    pub y: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Press(Button),
    Drag(Button),
    Release,
    WheelUp,
    WheelDown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Button {
    Left,
    Middle,
    Right,
}

/// A key with what was held down. Build it with [`Key::new`], which gives every key exactly one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub code: Code,
    pub ctrl: bool,
    pub alt: bool,
    /// Never set on a letter typed without Ctrl (the letter is upper case instead) nor on [`Code::BackTab`].
    pub shift: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    Char(char),
    F(u8),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
}

/// The names of the keymap file for the keys that are not one character.
const NAMES: [(Code, &str); 16] = [
    (Code::Char(' '), "space"),
    (Code::Enter, "enter"),
    (Code::Esc, "esc"),
    (Code::Tab, "tab"),
    (Code::Backspace, "backspace"),
    (Code::Delete, "delete"),
    (Code::Insert, "insert"),
    (Code::Up, "up"),
    (Code::Down, "down"),
    (Code::Left, "left"),
    (Code::Right, "right"),
    (Code::Home, "home"),
    (Code::End, "end"),
    (Code::PageUp, "pageup"),
    (Code::PageDown, "pagedown"),
    // Read only: it is written "shift+tab", the way people call it.
    (Code::BackTab, "backtab"),
];

/// The standard Russian PC layout over the US one, key by key: lower case, then with Shift.
const LAYOUT: [(&str, &str); 2] = [
    (
        "ёйцукенгшщзхъфывапролджэячсмитьбю",
        "`qwertyuiop[]asdfghjkl;'zxcvbnm,.",
    ),
    (
        "ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ",
        "~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>",
    ),
];

fn opposite(c: char, from_cyrillic: bool) -> Option<char> {
    LAYOUT.iter().find_map(|&(cyrillic, latin)| {
        let (from, to) = if from_cyrillic {
            (cyrillic, latin)
        } else {
            (latin, cyrillic)
        };
        let at = from.chars().position(|f| f == c)?;
        to.chars().nth(at)
    })
}

impl Key {
    /// The one value of this key: `H` and Shift+`h` are `H`; what a terminal reports by the same byte (Ctrl+I and Tab,
    /// Ctrl+M and Enter, Ctrl+`[` and Esc, Ctrl+`/` and Ctrl+`_`) is the same key here too.
    pub fn new(code: Code, ctrl: bool, alt: bool, shift: bool) -> Self {
        let plain = |code| Self {
            code,
            ctrl: false,
            alt,
            shift,
        };
        match code {
            Code::Char(c) if ctrl => match only(c.to_lowercase()).unwrap_or(c) {
                'i' => Self::new(Code::Tab, false, alt, shift),
                'm' => plain(Code::Enter),
                '[' => plain(Code::Esc),
                c => Self {
                    code: Code::Char(match c {
                        '/' => '_',
                        '@' => ' ',
                        c => c,
                    }),
                    ctrl,
                    alt,
                    shift,
                },
            },
            Code::Char(c) => {
                let upper = only(c.to_uppercase()).unwrap_or(c);
                let lower = only(c.to_lowercase()).unwrap_or(c);
                Self {
                    code: Code::Char(if shift { upper } else { c }),
                    ctrl,
                    alt,
                    shift: shift && upper == lower,
                }
            }
            Code::Tab | Code::BackTab => Self {
                code: if shift || code == Code::BackTab {
                    Code::BackTab
                } else {
                    Code::Tab
                },
                ctrl,
                alt,
                shift: false,
            },
            code => Self {
                code,
                ctrl,
                alt,
                shift,
            },
        }
    }

    /// A key with nothing held down.
    pub fn plain(code: Code) -> Self {
        Self::new(code, false, false, false)
    }

    /// The text this key types, if it types any.
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// The key in the same place of the Latin layout: `р` gives `h`, Ctrl+`з` gives Ctrl+`p`. Anything that is not a
    /// Russian letter is left as it is, so punctuation goes by its character.
    pub fn latin(self) -> Self {
        match self.code {
            Code::Char(c) => match opposite(c, true) {
                Some(latin) => Self::new(Code::Char(latin), self.ctrl, self.alt, self.shift),
                None => self,
            },
            _ => self,
        }
    }

    /// The Russian letter on the key of this Latin character, to be shown in hints.
    pub fn cyrillic_twin(c: char) -> Option<char> {
        opposite(c, false)
    }
}

/// The character of a case mapping that gives exactly one.
fn only(mut mapped: impl Iterator<Item = char>) -> Option<char> {
    let first = mapped.next()?;
    mapped.next().is_none().then_some(first)
}

/// A word of the keymap file that names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such key: {0:?}")]
pub struct NoSuchKey(pub String);

impl FromStr for Key {
    type Err = NoSuchKey;

    fn from_str(text: &str) -> Result<Self, NoSuchKey> {
        let (mut ctrl, mut alt, mut shift) = (false, false, false);
        let mut rest = text;
        // The last part is the key itself, also when it is the plus sign.
        while let Some((held, tail)) = rest.split_once('+').filter(|(_, tail)| !tail.is_empty()) {
            let flag = match held {
                "ctrl" => &mut ctrl,
                "alt" => &mut alt,
                "shift" => &mut shift,
                _ => return Err(NoSuchKey(text.into())),
            };
            if std::mem::replace(flag, true) {
                return Err(NoSuchKey(text.into()));
            }
            rest = tail;
        }
        let code = NAMES
            .iter()
            .find(|(_, name)| *name == rest)
            .map(|&(code, _)| code)
            .or_else(|| {
                let mut chars = rest.chars();
                let c = chars.next()?;
                let tail = chars.as_str();
                if tail.is_empty() {
                    return (!c.is_control() && c != ' ').then_some(Code::Char(c));
                }
                let n = tail.parse().ok().filter(|n| (1..=24).contains(n))?;
                (c == 'f' && !tail.starts_with(['0', '+'])).then_some(Code::F(n))
            })
            .ok_or_else(|| NoSuchKey(text.into()))?;
        Ok(Self::new(code, ctrl, alt, shift))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [
            (self.ctrl, "ctrl+"),
            (self.alt, "alt+"),
            (self.shift, "shift+"),
        ] {
            if held {
                f.write_str(name)?;
            }
        }
        match self.code {
            Code::F(n) => write!(f, "f{n}"),
            Code::BackTab => f.write_str("shift+tab"),
            code => match (NAMES.iter().find(|(named, _)| *named == code), code) {
                (Some((_, name)), _) => f.write_str(name),
                (None, Code::Char(c)) => write!(f, "{c}"),
                (None, _) => unreachable!("every key but a character has a name"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
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
}
