//! Keys that come faster than a person types are a paste, even where the terminal does not say so: a pasted list of
//! two hundred lines must never become two hundred messages.
//!
//! Pure: time is an argument.

use std::time::{Duration, Instant};

use crate::desk::key::{Code, Input, Key};

/// So many text keys at once are a paste.
const LEAST: usize = 8;
/// Keys this close together may be the beginning of a burst: the later one waits for what follows.
const CLOSE: Duration = Duration::from_millis(3);
/// How long it waits.
const PATIENCE: Duration = Duration::from_millis(10);
/// What follows a burst this soon is the rest of it, however little.
const REST: Duration = Duration::from_millis(100);
/// A paste is handed on in pieces of so many characters.
const MOST: usize = 1 << 20;

#[derive(Debug, Default)]
pub struct Burst {
    held: Vec<Key>,
    last_key: Option<Instant>,
    last_burst: Option<Instant>,
}

impl Burst {
    /// How long to wait for more before [`Burst::settle`]; `None` when nothing is held back.
    pub fn patience(&self) -> Option<Duration> {
        (!self.held.is_empty()).then_some(PATIENCE)
    }

    /// Takes what one read brought; what is certain goes to `out`.
    pub fn sift(&mut self, inputs: &mut Vec<Input>, now: Instant, out: &mut Vec<Input>) {
        for input in inputs.drain(..) {
            match input {
                Input::Key(key) if text(key).is_some() => self.held.push(key),
                other => {
                    self.settle(now, out);
                    out.push(other);
                }
            }
        }
        let soon = |then: Option<Instant>, span| then.is_some_and(|then| now - then < span);
        let alone =
            self.held.len() == 1 && !soon(self.last_key, CLOSE) && !soon(self.last_burst, REST);
        if alone || self.held.len() >= MOST {
            self.settle(now, out);
        }
        if !self.held.is_empty() || alone {
            self.last_key = Some(now);
        }
    }

    /// Nothing more came: decides what the keys held back were.
    pub fn settle(&mut self, now: Instant, out: &mut Vec<Input>) {
        let Some(&first) = self.held.first() else {
            return;
        };
        // A key held down on a link that stutters is still that key.
        let repeated = first.code != Code::Enter && self.held.iter().all(|&key| key == first);
        let rest = self.last_burst.is_some_and(|then| now - then < REST);
        if rest || (self.held.len() >= LEAST && !repeated) {
            self.last_burst = Some(now);
            out.push(Input::Paste(self.held.drain(..).filter_map(text).collect()));
        } else {
            out.extend(self.held.drain(..).map(Input::Key));
        }
    }
}

/// What this key would be in a pasted text.
fn text(key: Key) -> Option<char> {
    let plain = !key.ctrl && !key.alt;
    match key.code {
        Code::Enter if plain => Some('\n'),
        Code::Char('j') if key.ctrl && !key.alt => Some('\n'),
        Code::Tab if plain => Some('\t'),
        _ => key.typed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds reads made of key names at the given millisecond, settling where the patience would have ended.
    fn sift(reads: &[(u64, &str)]) -> Vec<Input> {
        let start = Instant::now();
        let (mut burst, mut out, mut due) = (Burst::default(), Vec::new(), None);
        for &(ms, keys) in reads {
            let now = start + Duration::from_millis(ms);
            if let Some(due) = due.filter(|due| *due <= now) {
                burst.settle(due, &mut out);
            }
            let mut inputs = keys
                .split(' ')
                .map(|word| Input::Key(word.parse().expect("a key")))
                .collect();
            burst.sift(&mut inputs, now, &mut out);
            due = burst.patience().map(|patience| now + patience);
        }
        if let Some(due) = due {
            burst.settle(due, &mut out);
        }
        out
    }

    fn keys(words: &str) -> Vec<Input> {
        words
            .split(' ')
            .map(|word| Input::Key(word.parse().expect("a key")))
            .collect()
    }

    fn paste(text: &str) -> Input {
        Input::Paste(text.into())
    }

    #[test]
    fn a_burst_is_one_paste_with_its_newlines() {
        assert_eq!(
            sift(&[(0, "о д и н enter д в а ctrl+j т р и tab enter")]),
            [paste("один\nдва\nтри\t\n")]
        );
        assert_eq!(
            sift(&[(0, "a b c d e"), (6, "f g h enter")]),
            [paste("abcdefgh\n")]
        );
    }

    #[test]
    fn the_last_line_of_a_paste_does_not_become_keys() {
        assert_eq!(
            sift(&[(0, "a b c d e f g h enter"), (60, "o k enter")]),
            [paste("abcdefgh\n"), paste("ok\n")]
        );
        assert_eq!(
            sift(&[(0, "a b c d e f g h enter"), (200, "o")]),
            [vec![paste("abcdefgh\n")], keys("o")].concat()
        );
    }

    #[test]
    fn a_burst_written_key_by_key_is_seen_too() {
        let reads: Vec<_> = (0..9)
            .map(|i| (i, ["a", "b", "enter"][i as usize % 3]))
            .collect();
        assert_eq!(
            sift(&reads),
            [keys("a"), vec![paste("b\nab\nab\n")]].concat()
        );
    }

    #[test]
    fn typing_stays_keys() {
        assert_eq!(
            sift(&[(0, "a"), (30, "enter"), (60, "b")]),
            keys("a enter b")
        );
        assert_eq!(sift(&[(0, "g b"), (300, "d d")]), keys("g b d d"));
        let arrows = ["down"; 100].join(" ");
        assert_eq!(sift(&[(0, &arrows)]), keys(&arrows));
        let mixed = ["down", "up", "ctrl+p", "alt+x"].repeat(10).join(" ");
        assert_eq!(sift(&[(0, &mixed)]), keys(&mixed));
        let held = ["j"; 40].join(" ");
        assert_eq!(sift(&[(0, &held)]), keys(&held));
    }

    #[test]
    fn enter_held_down_submits_nothing() {
        let held = ["enter"; 20].join(" ");
        assert_eq!(sift(&[(0, &held)]), [paste(&"\n".repeat(20))]);
    }
}
