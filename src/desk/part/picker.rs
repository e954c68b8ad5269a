//! Choosing one of many by typing a few letters of it, in either layout.
use super::super::cells;
use super::super::key::Input;
use super::super::theme::Role;
use super::Look;
use super::edit::Edit;
use crate::domain::fold::{fold, swap_layout};
use crate::text;
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<I> {
    pub id: I,
    pub label: String,
    /// Shown at the right: a key, a count.
    pub note: String,
    /// Found by these words too, though they are not shown.
    pub also: String,
    /// It can't be chosen now, and why.
    pub barred: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Picker<I> {
    entries: Vec<Entry<I>>,
    query: Edit,
    found: Vec<Found>,
    at: usize,
}

/// An entry that fits the query and which of its letters do.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    entry: usize,
    letters: Vec<usize>,
}

impl<I> Entry<I> {
    pub fn new(id: I, label: impl Into<String>) -> Entry<I> {
        Entry {
            id,
            label: label.into(),
            note: String::new(),
            also: String::new(),
            barred: None,
        }
    }

    pub fn note(self, note: impl Into<String>) -> Entry<I> {
        Entry {
            note: note.into(),
            ..self
        }
    }

    pub fn also(self, words: impl Into<String>) -> Entry<I> {
        Entry {
            also: words.into(),
            ..self
        }
    }

    pub fn barred(self, why: Option<String>) -> Entry<I> {
        Entry {
            barred: why,
            ..self
        }
    }
}

impl<I: Clone + PartialEq> Picker<I> {
    pub fn new(entries: Vec<Entry<I>>) -> Picker<I> {
        let mut picker = Picker {
            entries,
            query: Edit::line(""),
            found: Vec::new(),
            at: 0,
        };
        picker.search();
        picker
    }

    /// Puts the pointer on this entry, if it is there.
    pub fn select(&mut self, id: &I) {
        if let Some(at) = self.position(id) {
            self.at = at;
        }
    }

    fn position(&self, id: &I) -> Option<usize> {
        let is = |f: &Found| self.entries[f.entry].id == *id;
        self.found.iter().position(is)
    }

    /// Other entries for the same query; the pointer stays on the same one where it is still there.
    pub fn set_entries(&mut self, entries: Vec<Entry<I>>) {
        let chosen = self.chosen().map(|e| e.id.clone());
        self.entries = entries;
        self.search();
        if let Some(id) = chosen {
            self.select(&id);
        }
    }

    pub fn query(&self) -> String {
        self.query.text()
    }

    pub fn chosen(&self) -> Option<&Entry<I>> {
        self.found.get(self.at).map(|f| &self.entries[f.entry])
    }

    /// The fitting entries, best first.
    pub fn entries(&self) -> impl Iterator<Item = &Entry<I>> {
        self.found.iter().map(|f| &self.entries[f.entry])
    }

    /// Moves the pointer; from one end to the other at the ends.
    pub fn step(&mut self, by: isize) {
        let many = self.found.len();
        if many > 0 {
            let at = isize::try_from(self.at).unwrap_or(0) + by;
            let many = isize::try_from(many).unwrap_or(1);
            self.at = usize::try_from(at.rem_euclid(many)).unwrap_or(0);
        }
    }

    /// Moves the pointer by a page and stops at the ends.
    pub fn page(&mut self, rows: isize) {
        let last = self.found.len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(rows).min(last);
    }

    /// Types into the query. True: it was taken.
    pub fn input(&mut self, input: &Input) -> bool {
        let taken = match input {
            Input::Key(key) => self.query.key(*key),
            Input::Paste(text) => {
                self.query.paste(text);
                true
            }
            _ => false,
        };
        if taken {
            self.at = 0;
            self.search();
        }
        taken
    }

    fn search(&mut self) {
        let query = self.query.text();
        let pattern = |text: &str| {
            let folded = fold(text);
            (!folded.is_empty()).then(|| {
                Pattern::new(
                    &folded,
                    CaseMatching::Ignore,
                    Normalization::Never,
                    AtomKind::Fuzzy,
                )
            })
        };
        let patterns: Vec<(Pattern, String)> = [query.clone(), swap_layout(&query)]
            .into_iter()
            .filter_map(|text| Some((pattern(&text)?, fold(&text))))
            .collect();
        if patterns.is_empty() {
            let all = (0..self.entries.len()).map(|entry| Found {
                entry,
                letters: Vec::new(),
            });
            self.found = all.collect();
        } else {
            let mut matcher = Matcher::new(Config::DEFAULT);
            let mut scored: Vec<(u32, Found)> = Vec::new();
            for (n, entry) in self.entries.iter().enumerate() {
                let best = patterns
                    .iter()
                    .filter_map(|(p, words)| likeness(p, words, entry, &mut matcher))
                    .max_by_key(|(score, _)| *score);
                if let Some((score, letters)) = best {
                    scored.push((score, Found { entry: n, letters }));
                }
            }
            scored.sort_by_key(|(score, found)| (std::cmp::Reverse(*score), found.entry));
            self.found = scored.into_iter().map(|(_, found)| found).collect();
        }
        self.at = self.at.min(self.found.len().saturating_sub(1));
    }

    /// Rows it would like, the query's included.
    pub fn height(&self) -> u16 {
        u16::try_from(self.entries.len() + 2).unwrap_or(u16::MAX)
    }

    /// The query on top, a line, the entries below.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, look: Look<'_>) -> Option<Position> {
        let theme = look.theme;
        let prompt = cells::put(
            buf,
            theme,
            cells::first(area, 1),
            theme.glyphs.arrow,
            Role::Accent,
        ) + 1;
        let line = cells::top(cells::right_of(area, prompt), 1);
        let cursor = self.query.draw(line, buf, theme, true);
        if let Some(counts) = cells::row(area, 1) {
            let said = text::part::of(look.lang, self.found.len(), self.entries.len());
            cells::put_right(buf, theme, counts, &said, Role::Faint);
        }
        self.draw_entries(cells::below(area, 2), buf, look);
        cursor
    }

    /// Only the entries.
    pub fn draw_entries(&self, area: Rect, buf: &mut Buffer, look: Look<'_>) {
        self.draw_pointed(area, buf, look, true);
    }

    /// Only the entries, with or without the pointer.
    pub fn draw_pointed(&self, area: Rect, buf: &mut Buffer, look: Look<'_>, pointed: bool) {
        let theme = look.theme;
        if area.is_empty() {
            return;
        }
        if self.found.is_empty() {
            let none = text::part::nothing_found(look.lang);
            cells::put(buf, theme, cells::right_of(area, 2), none, Role::Faint);
            return;
        }
        let rows = usize::from(area.height);
        let from = (self.at + 1)
            .saturating_sub(rows)
            .max(self.at.saturating_sub(rows / 2))
            .min(self.found.len().saturating_sub(rows));
        for (n, found) in self.found.iter().enumerate().skip(from).take(rows) {
            let Some(row) = cells::row(area, u16::try_from(n - from).unwrap_or(u16::MAX)) else {
                break;
            };
            let entry = &self.entries[found.entry];
            let here = pointed && n == self.at;
            if here {
                cells::put(buf, theme, row, theme.glyphs.pointer, Role::Accent);
            }
            let rest = cells::right_of(row, 2);
            let note = entry.barred.as_ref().unwrap_or(&entry.note);
            let role = if entry.barred.is_some() {
                Role::Faint
            } else {
                Role::HintKey
            };
            let half = rest.width / 2;
            let most = if entry.barred.is_some() {
                half
            } else {
                half.max(14)
            };
            let room = cells::width(note).min(most).min(rest.width);
            let note_area = cells::right_of(rest, rest.width - room);
            cells::put(buf, theme, note_area, note, role);
            let gap = u16::from(room > 0) * 2;
            let label = cells::first(rest, rest.width.saturating_sub(room + gap));
            let plain = match (here, entry.barred.is_some()) {
                (_, true) => Role::Faint,
                (true, _) => Role::Strong,
                _ => Role::Text,
            };
            cells::put_row(
                buf,
                theme,
                label,
                &pieces(&entry.label, &found.letters, plain),
            );
            if here {
                cells::paint(buf, theme, row, Role::Selected);
            }
        }
    }
}

/// More than any likeness of letters.
const READ: u32 = 1 << 20;

/// How well the entry fits and which letters of its label do.
fn likeness<I>(
    pattern: &Pattern,
    words: &str,
    entry: &Entry<I>,
    matcher: &mut Matcher,
) -> Option<(u32, Vec<usize>)> {
    let folded = fold(&entry.label);
    let whole = if entry.also.is_empty() {
        folded.clone()
    } else {
        format!("{folded} {}", fold(&entry.also))
    };
    if !words.split_whitespace().all(|word| is_meant(word, &whole)) {
        return None;
    }
    let mut chars = Vec::new();
    let mut letters = Vec::new();
    let score = pattern.indices(Utf32Str::new(&whole, &mut chars), matcher, &mut letters)?;
    // What is read comes before what is only found.
    let read = words.split_whitespace().all(|word| is_meant(word, &folded));
    let score = score + if read { READ } else { 0 };
    // Folding rarely changes the count of letters; where it does none is marked rather than a wrong one.
    let count = entry.label.chars().count();
    let mut letters: Vec<usize> = if folded.chars().count() == count {
        letters
            .iter()
            .map(|at| *at as usize)
            .filter(|at| *at < count)
            .collect()
    } else {
        Vec::new()
    };
    letters.sort_unstable();
    letters.dedup();
    Some((score, letters))
}

/// Letters strewn over a text are in almost any text: what is chosen by Enter has to be meant. So the typed word stands
/// there as it is, or piece by piece where each piece begins a word.
fn is_meant(word: &str, text: &str) -> bool {
    if text.contains(word) {
        return true;
    }
    let mut before = None;
    // How many letters of the word can have been found by the letter just read, and that as the last of them.
    let word: Vec<char> = word.chars().collect();
    let mut found = vec![false; word.len() + 1];
    let mut ever = vec![false; word.len() + 1];
    ever[0] = true;
    for c in text.chars() {
        let begins = !before.is_some_and(char::is_alphanumeric);
        let mut now = vec![false; word.len() + 1];
        for n in 0..word.len() {
            now[n + 1] = word[n] == c && (found[n] || (begins && ever[n]));
        }
        for (ever, now) in ever.iter_mut().zip(&now) {
            *ever |= *now;
        }
        found = now;
        before = Some(c);
    }
    ever[word.len()]
}

/// The label in runs of letters that were and were not found.
pub(in crate::desk) fn pieces(label: &str, letters: &[usize], plain: Role) -> Vec<(String, Role)> {
    let mut pieces: Vec<(String, Role)> = Vec::new();
    for (n, c) in label.chars().enumerate() {
        let role = if letters.binary_search(&n).is_ok() {
            Role::Match
        } else {
            plain
        };
        match pieces.last_mut() {
            Some((run, last)) if *last == role => run.push(c),
            _ => pieces.push((c.to_string(), role)),
        }
    }
    pieces
}

#[cfg(test)]
mod tests;
