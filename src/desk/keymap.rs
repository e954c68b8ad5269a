//! Which key means which action, and where. The defaults are `assets/keymap.toml`; a user's file is laid over them.
//!
//! A key is matched by its character first and then by its place on the keyboard, so `р` is `h` and `?` stays `?`.
//! Forbidden in here: actions that are not in the table; data-changing actions on `.` or `,` (under the Russian layout
//! the key of `/` types them); two keys that the Russian layout would confuse.
mod read;

use super::action::Action;
use super::key::{Code, Key};
pub use read::{Flaw, KeymapError};

/// The file inside the program.
const DEFAULT: &str = include_str!("../../assets/keymap.toml");

/// A part of the keymap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// Works everywhere; where text is typed only its keys that type nothing.
    Global,
    Board,
    /// The card of one deal or contact.
    Deal,
    List,
    /// A form: the field with the cursor takes what is typed.
    Form,
    /// One line of text with a list below: palette, search, pickers.
    Text,
}

impl Context {
    pub const ALL: [Context; 6] = [
        Context::Global,
        Context::Board,
        Context::Deal,
        Context::List,
        Context::Form,
        Context::Text,
    ];

    /// The table's name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Context::Global => "global",
            Context::Board => "board",
            Context::Deal => "deal",
            Context::List => "list",
            Context::Form => "form",
            Context::Text => "text",
        }
    }

    /// Typed characters are text here.
    pub fn typing(self) -> bool {
        matches!(self, Context::Form | Context::Text)
    }
}

/// One way to call an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    pub context: Context,
    /// Pressed one after another.
    pub keys: Vec<Key>,
    pub action: Action,
}

/// What the keys pressed so far come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    Action(Action),
    /// The beginning of something.
    Prefix,
    None,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

impl Default for Keymap {
    fn default() -> Self {
        read::parse("keymap.toml", DEFAULT, &[]).expect("the built-in keymap is checked by a test")
    }
}

impl Keymap {
    /// The defaults with a user's file over them: an action named there has only the keys named there.
    ///
    /// # Errors
    /// The first mistake with file and line.
    pub fn with(file: &str, text: &str) -> Result<Keymap, KeymapError> {
        read::parse(file, text, &Keymap::default().bindings)
    }

    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// What these keys mean in this context: by character first, then by place on the keyboard.
    pub fn find(&self, context: Context, keys: &[Key]) -> Match {
        let by_character = self.search(context, keys, |key| key);
        if by_character != Match::None {
            return by_character;
        }
        self.search(context, keys, Key::latin)
    }

    fn search(&self, context: Context, keys: &[Key], read: impl Fn(Key) -> Key) -> Match {
        if context.typing() && keys.first().is_some_and(|key| key.typed().is_some()) {
            return Match::None;
        }
        let mut found = Match::None;
        for place in [context, Context::Global] {
            for binding in self.bindings.iter().filter(|b| b.context == place) {
                let begins = binding.keys.len() >= keys.len()
                    && binding.keys.iter().zip(keys).all(|(b, k)| *b == read(*k));
                if begins && binding.keys.len() == keys.len() {
                    return Match::Action(binding.action);
                }
                if begins {
                    found = Match::Prefix;
                }
            }
            if found != Match::None {
                break;
            }
        }
        found
    }

    /// What may follow these keys: for the hint line while a sequence is under way.
    pub fn continuations(&self, context: Context, keys: &[Key]) -> Vec<(Key, Action)> {
        let mut next: Vec<(Key, Action)> = Vec::new();
        for place in [context, Context::Global] {
            for binding in self.bindings.iter().filter(|b| b.context == place) {
                let follows = binding.keys.len() > keys.len()
                    && binding
                        .keys
                        .iter()
                        .zip(keys)
                        .all(|(b, k)| *b == *k || *b == k.latin());
                let key = binding.keys.get(keys.len()).copied();
                if let (true, Some(key)) = (follows, key)
                    && !next.iter().any(|(k, _)| *k == key)
                {
                    next.push((key, binding.action));
                }
            }
        }
        next
    }

    /// Every way to call the action here, this context's before the global ones, in the file's order.
    pub fn keys(&self, context: Context, action: Action) -> impl Iterator<Item = &[Key]> {
        [context, Context::Global]
            .into_iter()
            .take(if context == Context::Global { 1 } else { 2 })
            .flat_map(move |place| self.bindings.iter().filter(move |b| b.context == place))
            .filter(move |b| b.action == action)
            .filter(move |b| !context.typing() || b.keys[0].typed().is_none())
            .map(|b| b.keys.as_slice())
    }

    /// The action's first key as it is shown: "n", with the Russian letter beside it "n т".
    pub fn label(&self, context: Context, action: Action, twins: bool) -> Option<String> {
        self.keys(context, action)
            .next()
            .map(|keys| written(keys, twins))
    }
}

/// Keys as people read them: "Ctrl-P", "Shift+→", "n т", "g b / п и".
pub fn written(keys: &[Key], twins: bool) -> String {
    let mut out = String::new();
    for (n, key) in keys.iter().enumerate() {
        if n > 0 {
            out.push(' ');
        }
        write_key(&mut out, *key);
    }
    let russian: Option<Vec<char>> = keys
        .iter()
        .map(|key| match key.typed() {
            Some(c) if c.is_ascii_alphabetic() => Key::cyrillic_twin(c),
            _ => None,
        })
        .collect();
    if let (true, Some(russian)) = (twins, russian) {
        // A sequence is one way to press it or the other, never four keys in a row.
        if keys.len() > 1 {
            out.push_str(" /");
        }
        for c in russian {
            out.push(' ');
            out.push(c);
        }
    }
    out
}

fn write_key(out: &mut String, key: Key) {
    if key.ctrl {
        out.push_str("Ctrl-");
    }
    if key.alt {
        out.push_str("Alt-");
    }
    if key.shift {
        out.push_str("Shift-");
    }
    match key.code {
        Code::Char(' ') => out.push_str("Space"),
        Code::Char(c) if key.ctrl => out.extend(c.to_uppercase()),
        Code::Char(c) => out.push(c),
        Code::F(n) => {
            out.push('F');
            out.push_str(&n.to_string());
        }
        Code::Up => out.push('↑'),
        Code::Down => out.push('↓'),
        Code::Left => out.push('←'),
        Code::Right => out.push('→'),
        Code::Enter => out.push_str("Enter"),
        Code::Esc => out.push_str("Esc"),
        Code::Tab => out.push_str("Tab"),
        Code::BackTab => out.push_str("Shift-Tab"),
        Code::Backspace => out.push_str("Backspace"),
        Code::Delete => out.push_str("Del"),
        Code::Insert => out.push_str("Ins"),
        Code::Home => out.push_str("Home"),
        Code::End => out.push_str("End"),
        Code::PageUp => out.push_str("PgUp"),
        Code::PageDown => out.push_str("PgDn"),
    }
}
