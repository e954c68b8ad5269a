//! Where things stand in the files, and the list of what is wrong there.
use super::complaint::{Complaint, Trouble};
use crate::domain::fold::nearest;
use crate::domain::text::{Kind, TermText};
use std::cell::RefCell;

/// Nobody reads further; and a hostile file must not make a million suggestions.
const COMPLAINTS_MAX: usize = 200;

/// A point of one of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) file: usize,
    /// Bytes.
    pub(super) at: usize,
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) place: Place,
}

/// One file of the folder, or the standard one in its place.
#[derive(Debug)]
pub(super) struct Source<'d> {
    pub(super) name: &'d str,
    pub(super) text: &'d str,
    pub(super) standard: bool,
}

/// The complaints so far.
#[derive(Debug)]
pub(super) struct Log<'d> {
    pub(super) sources: Vec<Source<'d>>,
    complaints: RefCell<Vec<(Place, Trouble)>>,
}

impl<'d> Log<'d> {
    pub(super) fn new(sources: Vec<Source<'d>>) -> Log<'d> {
        Log {
            sources,
            complaints: RefCell::default(),
        }
    }

    pub(super) fn complain(&self, place: Place, what: Trouble) {
        if !self.full() && !self.standard(place) {
            self.complaints.borrow_mut().push((place, what));
        }
    }

    /// A standard file in the place of a missing one is right in itself. What it names and the folder hasn't is left
    /// out without a word: nobody wrote it.
    pub(super) fn standard(&self, place: Place) -> bool {
        self.sources.get(place.file).is_some_and(|s| s.standard)
    }

    fn full(&self) -> bool {
        self.complaints.borrow().len() >= COMPLAINTS_MAX
    }

    /// The nearest of `known`, unless nobody will read it.
    pub(super) fn nearest<'a>(
        &self,
        value: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        if self.full() {
            None
        } else {
            nearest(value, known)
        }
    }

    /// From 1; the column in characters.
    pub(super) fn line(&self, place: Place) -> (usize, usize) {
        let text = self.sources.get(place.file).map_or("", |s| s.text);
        let mut at = place.at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &text[..at];
        let start = before.rfind('\n').map_or(0, |n| n + 1);
        let lead = if start == 0 {
            before.trim_start_matches('\u{feff}')
        } else {
            &before[start..]
        };
        (before.matches('\n').count() + 1, lead.chars().count() + 1)
    }

    /// In the order of the files and their lines.
    pub(super) fn finish(&self) -> Vec<Complaint> {
        let mut complaints = self.complaints.take();
        complaints.sort_by_key(|(place, _)| *place);
        complaints.dedup();
        complaints
            .into_iter()
            .filter_map(|(place, what)| {
                let source = self.sources.get(place.file)?;
                let (line, column) = self.line(place);
                Some(Complaint {
                    file: TermText::new(source.name, Kind::Title).into_string(),
                    line,
                    column,
                    what,
                })
            })
            .collect()
    }
}
