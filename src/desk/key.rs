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
mod tests;
