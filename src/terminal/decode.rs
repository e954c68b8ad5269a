//! The bytes a terminal sends, read into keys, pastes and mouse acts: the older xterm forms and those of rxvt, the
//! Linux console and `CSI u`, since we ask for none and meet all.
//!
//! Pure: bytes and the passing of time are given from outside, so an SSH channel can feed it as well as a tty.

use std::mem::take;

use crate::desk::key::{Act, Button, Code, Input, Key, Mouse};

const ESC: u8 = 0x1b;
const PASTE_END: &[u8] = b"\x1b[201~";
/// An escape sequence longer than this is not one of a keyboard.
const SEQUENCE_MOST: usize = 64;
/// A paste is handed on in pieces of this size (bytes), so that no paste can fill the memory.
const PASTE_MOST: usize = 4 << 20;
/// More inputs than this in the breath after a paste are not a person's.
const AFTER_MOST: usize = 1 << 16;

/// What has been read but means nothing yet, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    Nothing,
    /// An Esc, or the beginning of a sequence that starts with one.
    Sequence,
    /// The end of a paste.
    Paste,
    /// Whether what came right behind a paste was still of it.
    AfterPaste,
}

/// Keeps what was cut between two reads.
#[derive(Debug)]
pub struct Decoder {
    pending: Vec<u8>,
    paste: Option<Vec<u8>>,
    /// What came in one breath with the end of a paste. A text that carries the end mark ends its paste early where
    /// the terminal lets it, and the rest of it looks typed; the mark of the terminal's own, still to come, tells.
    after: Option<Vec<Input>>,
    /// The byte the tty calls erase; where it is 0x08, that byte is Backspace and not Ctrl+H.
    erase: u8,
}

/// One step over the front of the pending bytes.
enum Step {
    /// This many bytes are done with, and meant this.
    Took(usize, Option<Input>),
    PasteBegins(usize),
    /// An end without a paste.
    PasteEnds(usize),
    NeedMore,
}

impl Decoder {
    pub fn new(erase: u8) -> Self {
        Self {
            pending: Vec::new(),
            paste: None,
            after: None,
            erase,
        }
    }

    pub fn waiting(&self) -> Waiting {
        match (&self.paste, &self.after, self.pending.is_empty()) {
            (Some(_), _, _) => Waiting::Paste,
            (None, Some(_), _) => Waiting::AfterPaste,
            (None, None, false) => Waiting::Sequence,
            (None, None, true) => Waiting::Nothing,
        }
    }

    /// Takes bytes as they came and adds what they mean to `out`.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<Input>) {
        self.pending.extend_from_slice(bytes);
        let pending = take(&mut self.pending);
        let mut rest = pending.as_slice();
        while !rest.is_empty() {
            if self.paste.is_some() {
                rest = self.pasted(rest, out);
                continue;
            }
            match self.step(rest) {
                Step::Took(n, input) => {
                    rest = &rest[n..];
                    match &mut self.after {
                        Some(after) if after.len() < AFTER_MOST => after.extend(input),
                        Some(_) => {}
                        None => out.extend(input),
                    }
                }
                Step::PasteBegins(n) => {
                    rest = &rest[n..];
                    // Nobody pastes twice in a breath: what was between was pasted too.
                    self.after = None;
                    self.paste = Some(Vec::new());
                }
                Step::PasteEnds(n) => {
                    rest = &rest[n..];
                    if let Some(after) = &mut self.after {
                        after.clear();
                    }
                }
                Step::NeedMore => {
                    self.pending = rest.to_vec();
                    return;
                }
            }
        }
    }

    /// Nothing more came for a while: what is pending is all there is. A paste whose end never comes must not swallow
    /// the keyboard for ever, so it ends here too.
    pub fn give_up(&mut self, out: &mut Vec<Input>) {
        let mut tail = take(&mut self.pending);
        if let Some(mut paste) = self.paste.take() {
            paste.append(&mut tail);
            out.push(Input::Paste(lines(&paste)));
            return;
        }
        out.extend(self.after.take().into_iter().flatten());
        out.extend(
            match tail.as_slice() {
                [ESC] => Some(Key::plain(Code::Esc)),
                [ESC, c @ (b'[' | b'O')] => {
                    Some(Key::new(Code::Char(*c as char), false, true, false))
                }
                _ => None,
            }
            .map(Input::Key),
        );
    }

    /// Takes bytes into the open paste; returns what comes after its end.
    fn pasted<'a>(&mut self, bytes: &'a [u8], out: &mut Vec<Input>) -> &'a [u8] {
        let paste = self.paste.get_or_insert_default();
        // The end mark may have been cut between two reads: look again at the last bytes of the one before.
        let from = paste.len().saturating_sub(PASTE_END.len() - 1);
        let had = paste.len();
        paste.extend_from_slice(bytes);
        let end = paste[from..]
            .windows(PASTE_END.len())
            .position(|w| w == PASTE_END);
        if let Some(at) = end.map(|at| at + from) {
            out.push(Input::Paste(lines(&paste[..at])));
            self.paste = None;
            self.after = Some(Vec::new());
            return &bytes[at + PASTE_END.len() - had..];
        }
        if paste.len() > PASTE_MOST {
            let keep = paste.split_off(paste.len() - (PASTE_END.len() - 1));
            out.push(Input::Paste(lines(paste)));
            *paste = keep;
        }
        &[]
    }

    fn step(&self, bytes: &[u8]) -> Step {
        match *bytes {
            [ESC] | [ESC, b'[' | b'O'] => Step::NeedMore,
            // Two presses of Esc, or a sequence after one: the first stands alone.
            [ESC, ESC, ..] => Step::Took(1, Some(Input::Key(Key::plain(Code::Esc)))),
            [ESC, b'[', ..] => control_sequence(bytes),
            [ESC, b'O', c, ..] => match shift_three(c) {
                Some(key) => Step::Took(3, Some(Input::Key(key))),
                None => Step::Took(
                    2,
                    Some(Input::Key(Key::new(Code::Char('O'), false, true, false))),
                ),
            },
            [ESC, ..] => match self.plain(&bytes[1..]) {
                Some((n, key)) => Step::Took(
                    n + 1,
                    key.map(|k| Input::Key(Key::new(k.code, k.ctrl, true, k.shift))),
                ),
                None => Step::NeedMore,
            },
            _ => match self.plain(bytes) {
                Some((n, key)) => Step::Took(n, key.map(Input::Key)),
                None => Step::NeedMore,
            },
        }
    }

    /// A key that is one character or control byte, and its length; `None` where the character is not whole yet.
    fn plain(&self, bytes: &[u8]) -> Option<(usize, Option<Key>)> {
        let first = bytes[0];
        let key = |code, ctrl| Some((1, Some(Key::new(code, ctrl, false, false))));
        match first {
            b'\r' => key(Code::Enter, false),
            b'\t' => key(Code::Tab, false),
            0x7f => key(Code::Backspace, false),
            0x08 if self.erase == 0x08 => key(Code::Backspace, false),
            0x00 => key(Code::Char(' '), true),
            0x01..=0x1a => key(Code::Char((first - 1 + b'a') as char), true),
            0x1c..=0x1f => key(Code::Char((first + 0x40) as char), true),
            0x20..=0x7e => key(Code::Char(first as char), false),
            _ => {
                let len = match first {
                    0xc2..=0xdf => 2,
                    0xe0..=0xef => 3,
                    0xf0..=0xf4 => 4,
                    _ => return Some((1, None)),
                };
                let (whole, bad) = match std::str::from_utf8(&bytes[..len.min(bytes.len())]) {
                    Ok(text) => (text.chars().next(), 0),
                    Err(e) => (None, e.error_len().unwrap_or(0)),
                };
                match whole {
                    Some(c) if c.is_control() => Some((len, None)),
                    Some(c) => Some((len, Some(Key::plain(Code::Char(c))))),
                    None if bad > 0 => Some((bad, None)),
                    None => None,
                }
            }
        }
    }
}

/// Pasted text as it is to be read: any end of line is `\n`, what is not UTF-8 is marked.
fn lines(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .replace("\r\n", "\n")
        .replace('\r', "\n")
}

/// `ESC O x`: the keypad and F1–F4 of xterm, Ctrl+arrow of rxvt.
fn shift_three(c: u8) -> Option<Key> {
    match c {
        b'A'..=b'D' | b'F' | b'H' | b'P'..=b'S' => letter(c).map(Key::plain),
        b'M' => Some(Key::plain(Code::Enter)),
        b'a'..=b'd' => {
            letter(c.to_ascii_uppercase()).map(|code| Key::new(code, true, false, false))
        }
        _ => None,
    }
}

/// The key named by the last letter of a sequence.
fn letter(c: u8) -> Option<Code> {
    Some(match c {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'F' => Code::End,
        b'H' => Code::Home,
        b'P'..=b'S' => Code::F(c - b'P' + 1),
        _ => return None,
    })
}

/// The key named by the number before `~`.
fn numbered(n: u32) -> Option<Code> {
    Some(match n {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => Code::F((n - 10) as u8),
        17..=21 => Code::F((n - 11) as u8),
        23..=26 => Code::F((n - 12) as u8),
        28 | 29 => Code::F((n - 13) as u8),
        31..=34 => Code::F((n - 14) as u8),
        _ => return None,
    })
}

/// The key with this code point, in the sequences that spell keys out.
fn point(n: u32) -> Option<Code> {
    Some(match n {
        8 | 127 => Code::Backspace,
        9 => Code::Tab,
        13 => Code::Enter,
        27 => Code::Esc,
        _ => Code::Char(char::from_u32(n).filter(|c| !c.is_control())?),
    })
}

fn held(code: Code, modifiers: u32) -> Key {
    let bits = modifiers.saturating_sub(1);
    Key::new(code, bits & 4 != 0, bits & (2 | 8 | 32) != 0, bits & 1 != 0)
}

/// `ESC [ …`, from its first byte.
fn control_sequence(bytes: &[u8]) -> Step {
    // The Linux console sends F1–F5 as ESC [ [ A…E.
    if bytes[2] == b'[' {
        return match bytes.get(3) {
            None => Step::NeedMore,
            Some(c @ b'A'..=b'E') => {
                Step::Took(4, Some(Input::Key(Key::plain(Code::F(c - b'A' + 1)))))
            }
            Some(_) => Step::Took(3, None),
        };
    }
    let private = matches!(bytes[2], b'<'..=b'?');
    let Some(len) = bytes[2..].iter().position(|&b| {
        // rxvt ends the shifted form of a numbered key with a dollar sign.
        !matches!(b, 0x20..=0x3f) || (b == b'$' && !private)
    }) else {
        return if bytes.len() > SEQUENCE_MOST {
            Step::Took(bytes.len(), None)
        } else {
            Step::NeedMore
        };
    };
    let (body, end) = (&bytes[2..2 + len], bytes[2 + len]);
    if !matches!(end, 0x40..=0x7e | b'$') {
        // Something else began in the middle: what was before it is void.
        return Step::Took(2 + len, None);
    }
    let took = 3 + len;
    if body.first() == Some(&b'<') {
        return Step::Took(took, mouse(&body[1..], end).map(Input::Mouse));
    }
    if end == b'M' && body.is_empty() {
        // The oldest mouse report: three bytes follow, none of them a control. We ask for the newer form; skip it.
        let report = bytes[took..].iter().take(3).take_while(|&&b| b >= b' ');
        return match (report.count(), bytes.len() - took) {
            (n, got) if n == got && n < 3 => Step::NeedMore,
            (n, _) => Step::Took(took + n, None),
        };
    }
    if private {
        return Step::Took(took, None);
    }
    // The first number of each parameter; the others name the key on other layouts.
    let number = |at: usize| -> u32 {
        let part = body.split(|&b| b == b';').nth(at).unwrap_or_default();
        let digits = part.split(|&b| b == b':').next().unwrap_or_default();
        std::str::from_utf8(digits)
            .ok()
            .and_then(|d| d.parse().ok())
            .unwrap_or(0)
    };
    let key = match end {
        b'~' if number(0) == 200 => return Step::PasteBegins(took),
        b'~' if number(0) == 201 => return Step::PasteEnds(took),
        b'~' if number(0) == 27 => point(number(2)).map(|code| held(code, number(1))),
        b'~' => numbered(number(0)).map(|code| held(code, number(1))),
        b'^' => numbered(number(0)).map(|code| held(code, 1 + 4)),
        b'$' => numbered(number(0)).map(|code| held(code, 1 + 1)),
        b'@' => numbered(number(0)).map(|code| held(code, 1 + 4 + 1)),
        b'u' => point(number(0)).map(|code| held(code, number(1))),
        b'Z' => Some(held(Code::BackTab, number(1))),
        b'I' => return Step::Took(took, Some(Input::FocusGained)),
        b'O' => return Step::Took(took, Some(Input::FocusLost)),
        b'a'..=b'd' => letter(end.to_ascii_uppercase()).map(|code| held(code, 1 + 1)),
        _ => letter(end).map(|code| held(code, number(1))),
    };
    Step::Took(took, key.map(Input::Key))
}

/// `ESC [ < buttons ; column ; row` and `M` for down or `m` for up.
fn mouse(body: &[u8], end: u8) -> Option<Mouse> {
    let mut numbers = std::str::from_utf8(body).ok()?.split(';').map(str::parse);
    let mut next = || numbers.next()?.ok();
    let (bits, x, y): (u16, u16, u16) = (next()?, next()?, next()?);
    let button = match bits & 3 {
        0 => Some(Button::Left),
        1 => Some(Button::Middle),
        2 => Some(Button::Right),
        _ => None,
    };
    let act = match (bits & 64 != 0, bits & 32 != 0, end) {
        (true, _, b'M') if bits & 3 == 0 => Act::WheelUp,
        (true, _, b'M') if bits & 3 == 1 => Act::WheelDown,
        (false, true, b'M') => Act::Drag(button?),
        (false, false, b'M') => Act::Press(button?),
        (false, false, b'm') => Act::Release,
        _ => return None,
    };
    Some(Mouse {
        act,
        x: x.checked_sub(1)?,
        y: y.checked_sub(1)?,
    })
}

#[cfg(test)]
mod tests;
