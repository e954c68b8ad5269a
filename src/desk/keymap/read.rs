//! Reading a keymap file: every mistake with its file, line and the nearest right word.
use super::{Binding, Context, Keymap};
use crate::desk::action::Action;
use crate::desk::key::{Code, Key};
use crate::domain::fold::nearest;
use crate::text::{self, Lang};
use std::collections::HashMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A mistake in a keymap file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeymapError {
    pub file: String,
    /// From 1.
    pub line: usize,
    pub flaw: Flaw,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// Not TOML; the parser's own words.
    Syntax(String),
    UnknownContext {
        word: String,
        nearest: Option<String>,
    },
    UnknownAction {
        word: String,
        nearest: Option<String>,
    },
    UnknownKey(String),
    /// An action takes a list of texts.
    WrongShape,
    /// Both actions on one key in one place.
    Twice {
        keys: String,
        first: Action,
        second: Action,
    },
    /// The longer could never be typed.
    Hidden {
        keys: String,
        by: String,
    },
    /// On the Russian layout the key of one types the other.
    Layouts {
        one: String,
        other: String,
    },
    /// A search reflex types these under the Russian layout.
    Dangerous {
        keys: String,
        action: Action,
    },
    /// Where text is typed this key is text.
    Typed {
        keys: String,
    },
}

impl KeymapError {
    /// One line that says where and what.
    pub fn words(&self, lang: Lang) -> String {
        use text::desk::keymap as w;
        let near = |text: String, nearest: &Option<String>| match nearest {
            Some(word) => w::nearest(lang, &text, word),
            None => text,
        };
        let what = match &self.flaw {
            Flaw::Syntax(words) => words.clone(),
            Flaw::UnknownContext { word, nearest } => near(w::unknown_context(lang, word), nearest),
            Flaw::UnknownAction { word, nearest } => near(w::unknown_action(lang, word), nearest),
            Flaw::UnknownKey(word) => w::unknown_key(lang, word),
            Flaw::WrongShape => w::wrong_shape(lang).to_owned(),
            Flaw::Twice {
                keys,
                first,
                second,
            } => w::twice(lang, keys, first.name(), second.name()),
            Flaw::Hidden { keys, by } => w::hidden(lang, keys, by),
            Flaw::Layouts { one, other } => w::layouts(lang, one, other),
            Flaw::Dangerous { keys, action } => w::dangerous(lang, keys, action.name()),
            Flaw::Typed { keys } => w::typed(lang, keys),
        };
        format!("{}:{}: {what}", self.file, self.line)
    }
}

/// What the same key types: on the US layout, on the Russian one. Letters are told apart by their place and need no
/// row here.
const PUNCTUATION: [(char, char); 8] = [
    ('/', '.'),
    ('?', ','),
    ('@', '"'),
    ('#', '№'),
    ('$', ';'),
    ('^', ':'),
    ('&', '?'),
    ('|', '/'),
];

/// Reads `text` over `base`.
pub(super) fn parse(file: &str, text: &str, base: &[Binding]) -> Result<Keymap, KeymapError> {
    let error = |at: usize, flaw: Flaw| KeymapError {
        file: file.to_owned(),
        line: text.bytes().take(at).filter(|b| *b == b'\n').count() + 1,
        flaw,
    };
    let table = DeTable::parse(text).map_err(|e| {
        let at = e.span().map_or(0, |s| s.start);
        error(at, Flaw::Syntax(e.message().to_owned()))
    })?;
    let mut bindings: Vec<Binding> = base.to_vec();
    let mut places: HashMap<(Context, Vec<Key>), usize> = HashMap::new();
    for (word, value) in in_order(table.get_ref()) {
        let Some(context) = Context::ALL.into_iter().find(|c| c.name() == word.as_str()) else {
            let nearest = nearest(word.as_str(), Context::ALL.iter().map(|c| c.name()));
            let nearest = nearest.map(str::to_owned);
            return Err(error(
                word.start,
                Flaw::UnknownContext {
                    word: word.text,
                    nearest,
                },
            ));
        };
        let DeValue::Table(actions) = value.get_ref() else {
            return Err(error(word.start, Flaw::WrongShape));
        };
        for (word, value) in in_order(actions) {
            let Some(action) = Action::named(word.as_str()) else {
                let nearest = nearest(word.as_str(), Action::ALL.iter().map(|a| a.name()));
                let nearest = nearest.map(str::to_owned);
                return Err(error(
                    word.start,
                    Flaw::UnknownAction {
                        word: word.text,
                        nearest,
                    },
                ));
            };
            bindings.retain(|b| b.context != context || b.action != action);
            for (keys, span) in sequences(value).map_err(|(at, flaw)| error(at.start, flaw))? {
                places.insert((context, keys.clone()), span.start);
                bindings.push(Binding {
                    context,
                    keys,
                    action,
                });
            }
        }
    }
    check(&bindings).map_err(|(binding, flaw)| {
        let key = (binding.context, binding.keys);
        error(places.get(&key).copied().unwrap_or(0), flaw)
    })?;
    Ok(Keymap { bindings })
}

struct Word {
    text: String,
    start: usize,
}

impl Word {
    fn as_str(&self) -> &str {
        &self.text
    }
}

/// The entries of a table as they stand in the file.
fn in_order<'a, 'i>(table: &'a DeTable<'i>) -> Vec<(Word, &'a Spanned<DeValue<'i>>)> {
    let mut entries: Vec<_> = table
        .iter()
        .map(|(key, value)| {
            let word = Word {
                text: key.get_ref().to_string(),
                start: key.span().start,
            };
            (word, value)
        })
        .collect();
    entries.sort_by_key(|(word, _)| word.start);
    entries
}

type Sequences = Vec<(Vec<Key>, Range<usize>)>;

fn sequences(value: &Spanned<DeValue<'_>>) -> Result<Sequences, (Range<usize>, Flaw)> {
    let DeValue::Array(list) = value.get_ref() else {
        return Err((value.span(), Flaw::WrongShape));
    };
    let mut all = Vec::new();
    for entry in list.iter() {
        let DeValue::String(text) = entry.get_ref() else {
            return Err((entry.span(), Flaw::WrongShape));
        };
        let keys = text
            .split_whitespace()
            .map(|word| {
                word.parse::<Key>()
                    // What a Russian letter means is its place, so it is kept as the Latin one.
                    .map(Key::latin)
                    .map_err(|_| (entry.span(), Flaw::UnknownKey(word.to_owned())))
            })
            .collect::<Result<Vec<Key>, _>>()?;
        if keys.is_empty() {
            return Err((entry.span(), Flaw::UnknownKey(text.to_string())));
        }
        all.push((keys, entry.span()));
    }
    Ok(all)
}

/// The house rules of keymaps. The error names the later of two bindings.
fn check(bindings: &[Binding]) -> Result<(), (Binding, Flaw)> {
    for (n, binding) in bindings.iter().enumerate() {
        let fail = |flaw| Err((binding.clone(), flaw));
        let keys = || super::written(&binding.keys, false);
        if binding.context.typing() && binding.keys[0].typed().is_some() {
            return fail(Flaw::Typed { keys: keys() });
        }
        let point = |key: &Key| matches!(key.code, Code::Char('.' | ','));
        if binding.action.changes() && binding.keys.iter().any(point) {
            return fail(Flaw::Dangerous {
                keys: keys(),
                action: binding.action,
            });
        }
        for earlier in &bindings[..n] {
            let meet = earlier.context == binding.context;
            if meet && earlier.action != binding.action {
                if earlier.keys == binding.keys {
                    return fail(Flaw::Twice {
                        keys: keys(),
                        first: earlier.action,
                        second: binding.action,
                    });
                }
                let shorter = earlier.keys.len().min(binding.keys.len());
                if earlier.keys[..shorter] == binding.keys[..shorter] {
                    let other = super::written(&earlier.keys, false);
                    let (long, short) = if binding.keys.len() > shorter {
                        (keys(), other)
                    } else {
                        (other, keys())
                    };
                    return fail(Flaw::Hidden {
                        keys: long,
                        by: short,
                    });
                }
            }
            // A context's key and a global one do meet: both layouts have to agree on which is meant.
            let near =
                meet || earlier.context == Context::Global || binding.context == Context::Global;
            if near
                && earlier.action != binding.action
                && (confused(&earlier.keys, &binding.keys)
                    || confused(&binding.keys, &earlier.keys))
            {
                return fail(Flaw::Layouts {
                    one: super::written(&earlier.keys, false),
                    other: keys(),
                });
            }
        }
    }
    Ok(())
}

/// Does somebody who means `us` type `russian` with the other layout on?
fn confused(us: &[Key], russian: &[Key]) -> bool {
    if us.len() != russian.len() || us == russian {
        return false;
    }
    us.iter().zip(russian).all(|(us, russian)| {
        let swapped = match us.code {
            Code::Char(c) => PUNCTUATION
                .iter()
                .find(|(latin, _)| *latin == c)
                .is_some_and(|(_, cyrillic)| {
                    *russian == Key::new(Code::Char(*cyrillic), us.ctrl, us.alt, us.shift)
                }),
            _ => false,
        };
        us == russian || swapped
    })
}
