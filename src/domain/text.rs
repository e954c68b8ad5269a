//! The one type through which text from outside reaches a screen, a title, a log on a terminal or the command line.
//!
//! A terminal obeys what it is shown: escape sequences, direction marks and invisible characters in a customer's name
//! can move the cursor, hide words or answer on the operator's keyboard. Forbidden here: letting any of it through.
//! The original stays in the database; JSON is escaped by its writer, not cleaned by this.

use std::fmt;

use unicode_properties::{GeneralCategory, UnicodeEmoji, UnicodeGeneralCategory};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Stands where a direction mark was; one cell wide.
const DIRECTION: char = '\u{205e}';
const JOINER: char = '\u{200d}';
const EMOJI_STYLE: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';
const ELLIPSIS: char = '…';

/// ratatui keeps a whole grapheme in one cell, so one must not grow without end.
const GRAPHEME_BYTES: usize = 32;
const MARKS_PER_BASE: usize = 4;

/// What the text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One line: a name, a subject, an error. Line breaks and tabs become spaces.
    Line,
    /// Many lines: a message. Keeps `\n` and `\t`.
    Body,
    /// A window title or a notification.
    Title,
}

impl Kind {
    /// The most bytes of clean text.
    pub fn limit(self) -> usize {
        match self {
            Kind::Line => 4 << 10,
            Kind::Body => 256 << 10,
            Kind::Title => 256,
        }
    }
}

/// Text that is safe to print as it is.
///
/// No control characters (but `\n` and `\t` in a [`Kind::Body`]), no direction controls, nothing invisible, graphemes
/// of bounded size that begin with a visible character, bounded length. Cleaning clean text changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TermText {
    text: String,
    altered: bool,
}

impl TermText {
    pub fn new(text: &str, kind: Kind) -> TermText {
        if text.len() <= kind.limit() && text.chars().all(is_lone) {
            return TermText {
                text: text.to_owned(),
                altered: false,
            };
        }
        TermText::cleaned(text, kind)
    }

    fn cleaned(text: &str, kind: Kind) -> TermText {
        let mut cleaner = Cleaner::new(kind);
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            if cleaner.full {
                break;
            }
            if c == '\r' && rest.peek() == Some(&'\n') {
                continue;
            }
            cleaner.take(c);
        }
        cleaner.finish()
    }

    /// Bytes in no known encoding: what is not UTF-8 becomes U+FFFD.
    pub fn from_bytes(bytes: &[u8], kind: Kind) -> TermText {
        let text = String::from_utf8_lossy(bytes);
        let mut clean = TermText::new(&text, kind);
        clean.altered |= matches!(text, std::borrow::Cow::Owned(_));
        clean
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn into_string(self) -> String {
        self.text
    }

    /// Something was made visible, left out or cut, so a mark is due. Line breaks and tabs turned into spaces don't count.
    pub fn altered(&self) -> bool {
        self.altered
    }

    /// Cells on one line, counted grapheme by grapheme as the screen lays them out. A line break or a tab counts one.
    pub fn width(&self) -> usize {
        self.glyphs().map(|(_, cells)| cells).sum()
    }

    /// The graphemes with their cells on one line; a line break or a tab counts one.
    pub fn glyphs(&self) -> impl Iterator<Item = (&str, usize)> {
        glyphs(&self.text)
    }

    /// At most `cells` cells on one line, cut between graphemes with an `…` in place of what is left out.
    pub fn fit(&self, cells: usize) -> String {
        let mut out = String::new();
        let mut used = 0;
        // Where to cut if there turns out to be more than fits.
        let mut cut = 0;
        for (grapheme, width) in self.glyphs() {
            if used + width > cells {
                out.truncate(cut);
                if cells > 0 {
                    out.push(ELLIPSIS);
                }
                break;
            }
            out.push_str(if grapheme.starts_with(['\n', '\t']) {
                " "
            } else {
                grapheme
            });
            used += width;
            if used < cells {
                cut = out.len();
            }
        }
        out
    }

    /// Exactly `cells` cells: [`TermText::fit`] with spaces behind.
    pub fn pad(&self, cells: usize) -> String {
        let mut out = self.fit(cells);
        let used: usize = glyphs(&out).map(|(_, cells)| cells).sum();
        out.extend(std::iter::repeat_n(' ', cells.saturating_sub(used)));
        out
    }
}

impl fmt::Display for TermText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl AsRef<str> for TermText {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// Clean text grapheme by grapheme. Words are asked of the Unicode tables only where they may matter: every key of an
/// operator lays a whole screen of text out anew.
fn glyphs(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut chars = rest.chars();
        let first = chars.next()?;
        let lone = is_lone(first) && chars.next().is_none_or(is_lone);
        let length = match lone {
            true => first.len_utf8(),
            false => rest.graphemes(true).next().map_or(0, str::len),
        };
        let (grapheme, behind) = rest.split_at(length);
        rest = behind;
        Some((grapheme, if lone { 1 } else { cells_of(grapheme) }))
    })
}

fn cells_of(grapheme: &str) -> usize {
    match grapheme {
        "\n" | "\t" => 1,
        _ => grapheme.width(),
    }
}

/// Takes characters one by one and decides on each by the grapheme before it. What it has let through it lets through
/// again, which is why cleaning twice changes nothing.
struct Cleaner {
    kind: Kind,
    out: String,
    /// The grapheme being built, not yet in `out`.
    cluster: String,
    /// A joiner or an emoji style waiting for the character that makes it valid.
    pending: Option<char>,
    /// The last end of a grapheme that leaves room for the ellipsis.
    cut: usize,
    full: bool,
    altered: bool,
}

impl Cleaner {
    fn new(kind: Kind) -> Cleaner {
        Cleaner {
            kind,
            out: String::new(),
            cluster: String::new(),
            pending: None,
            cut: 0,
            full: false,
            altered: false,
        }
    }

    fn take(&mut self, c: char) {
        if is_plain(c) {
            return self.put(c);
        }
        match class(c) {
            Class::Break => {
                let kept = self.kind == Kind::Body;
                self.put(if kept { '\n' } else { ' ' });
            }
            Class::Tab => {
                let kept = self.kind == Kind::Body;
                self.put(if kept { '\t' } else { ' ' });
            }
            Class::Control => {
                self.altered = true;
                for shown in caret(c).chars() {
                    self.put(shown);
                }
            }
            Class::Replace(by) => {
                self.altered |= by != c;
                self.put(by);
            }
            Class::Drop => self.altered = true,
            Class::Keep => self.put(c),
        }
    }

    /// A character that may stand in clean text, if it may stand here.
    fn put(&mut self, c: char) {
        if let Some(waiting) = self.pending.take() {
            if self.completes(waiting, c) {
                self.cluster.push(waiting);
                return self.cluster.push(c);
            }
            self.altered = true;
        }
        let single = self.cluster.chars().nth(1).is_none();
        let apart = self.cluster.is_empty()
            || self.cluster.starts_with(['\n', '\t'])
            || (single && self.cluster.starts_with(is_plain) && is_plain(c));
        if !apart && is_one_grapheme(&self.cluster, &[c]) {
            self.extend(c);
        } else if c == '\n' || c == '\t' || c.width().unwrap_or(0) > 0 && !is_mark(c) {
            self.flush();
            self.cluster.push(c);
        } else {
            // A mark without a base would sit on a neighbour: the border, the next column.
            self.altered = true;
        }
    }

    fn extend(&mut self, c: char) {
        let last = self.cluster.chars().next_back().unwrap_or(' ');
        if c == JOINER {
            let emoji = self.cluster.starts_with(is_emoji);
            if emoji && (is_emoji(last) || last == EMOJI_STYLE) {
                self.pending = Some(c);
            } else {
                self.altered = true;
            }
        } else if c == EMOJI_STYLE && is_keycap_base(last) {
            self.pending = Some(c);
        } else if c == EMOJI_STYLE && !is_emoji(last) {
            self.altered = true;
        } else {
            let marks = self.cluster.chars().filter(|c| is_mark(*c)).count();
            let fits = self.cluster.len() + c.len_utf8() <= GRAPHEME_BYTES;
            if fits && (marks < MARKS_PER_BASE || !is_mark(c)) {
                self.cluster.push(c);
            } else {
                self.altered = true;
            }
        }
    }

    fn completes(&self, waiting: char, c: char) -> bool {
        let right = match waiting {
            // A skin tone modifies what it follows and joins nothing.
            JOINER => is_emoji(c) && !matches!(c, '\u{1f3fb}'..='\u{1f3ff}'),
            _ => c == KEYCAP,
        };
        let bytes = self.cluster.len() + waiting.len_utf8() + c.len_utf8();
        right && bytes <= GRAPHEME_BYTES && is_one_grapheme(&self.cluster, &[waiting, c])
    }

    fn flush(&mut self) {
        let limit = self.kind.limit();
        if self.full || self.out.len() + self.cluster.len() > limit {
            self.full = true;
        } else {
            self.out.push_str(&self.cluster);
            if self.out.len() + ELLIPSIS.len_utf8() <= limit {
                self.cut = self.out.len();
            }
        }
        self.cluster.clear();
    }

    fn finish(mut self) -> TermText {
        self.altered |= self.pending.is_some();
        self.flush();
        if self.full {
            self.altered = true;
            self.out.truncate(self.cut);
            self.out.push(ELLIPSIS);
        }
        TermText {
            text: self.out,
            altered: self.altered,
        }
    }
}

enum Class {
    Keep,
    Break,
    Tab,
    Control,
    Replace(char),
    Drop,
}

fn class(c: char) -> Class {
    use GeneralCategory as G;
    match c {
        '\n' | '\u{2028}' | '\u{2029}' => return Class::Break,
        '\t' => return Class::Tab,
        JOINER | EMOJI_STYLE => return Class::Keep,
        // Direction marks, embeddings, overrides, isolates.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            return Class::Replace(DIRECTION);
        }
        // Invisible though not of category Cf: grapheme joiner, Hangul fillers, Khmer inherent vowels, Mongolian and
        // other variation selectors, every tag.
        '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{fe00}'..='\u{fe0e}'
        | '\u{e0000}'..='\u{e0fff}' => return Class::Drop,
        _ => {}
    }
    match c.general_category() {
        G::Control => Class::Control,
        G::Format => Class::Drop,
        G::PrivateUse | G::Unassigned | G::Surrogate => Class::Replace(char::REPLACEMENT_CHARACTER),
        _ => Class::Keep,
    }
}

/// `^[` for escape and its like, `<9B>` for the eight-bit ones.
fn caret(c: char) -> String {
    match u32::from(c) {
        code @ 0..0x20 => format!("^{}", char::from_u32(code + 0x40).unwrap_or('?')),
        0x7f => "^?".to_owned(),
        code => format!("<{code:02X}>"),
    }
}

/// Most of the text in a Russian shop; stands for itself and joins with no other plain character.
fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | 'А'..='я' | 'ё' | 'Ё')
}

/// Nearly all of it: one cell wide, clean, and a grapheme of its own between two of its kind.
fn is_lone(c: char) -> bool {
    is_plain(c)
        || matches!(
            c,
            '\u{a0}'..='\u{ac}'
                | '\u{ae}'..='ÿ'
                | 'Ѐ'..='Џ'
                | 'ѐ'..='џ'
                | '–' | '—' | '‘' | '’' | '“' | '”' | '„' | '•' | '…' | '€' | '₽' | '№' | '−'
                | '←'..='↓'
                | '─'..='▟'
        )
}

fn is_mark(c: char) -> bool {
    use GeneralCategory as G;
    !is_plain(c)
        && matches!(
            c.general_category(),
            G::NonspacingMark | G::SpacingMark | G::EnclosingMark
        )
}

fn is_emoji(c: char) -> bool {
    !c.is_ascii() && c.is_emoji_char()
}

fn is_keycap_base(c: char) -> bool {
    matches!(c, '0'..='9' | '#' | '*')
}

fn is_one_grapheme(start: &str, more: &[char]) -> bool {
    let mut joined = String::with_capacity(GRAPHEME_BYTES + 8);
    joined.push_str(start);
    joined.extend(more);
    joined.graphemes(true).nth(1).is_none()
}

#[cfg(test)]
mod tests;
