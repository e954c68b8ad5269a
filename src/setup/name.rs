//! Names and those who say them: each once, and none that nothing has.
use super::complaint::{Noun, Trouble};
use super::place::{At, Log, Place};
use crate::domain::fold::fold;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The keys and names of one list, in the order of the file. The number of an entry is its provisional id.
#[derive(Debug)]
pub(super) struct Names {
    noun: Noun,
    /// Key and name.
    known: Vec<(String, String)>,
}

impl Names {
    pub(super) fn new<'a>(
        noun: Noun,
        known: impl IntoIterator<Item = (&'a At<String>, &'a At<String>)>,
    ) -> Names {
        Names {
            noun,
            known: known
                .into_iter()
                .map(|(key, name)| (key.value.clone(), name.value.clone()))
                .collect(),
        }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.known.iter().any(|(known, _)| known == key)
    }

    /// The provisional id, from 1, of the entry with this key.
    pub(super) fn find(&self, log: &Log<'_>, key: &At<String>) -> Option<i64> {
        self.find_or(log, key, [])
    }

    /// The same, where other words would have been right too.
    pub(super) fn find_or(
        &self,
        log: &Log<'_>,
        wanted: &At<String>,
        others: impl IntoIterator<Item = &'static str>,
    ) -> Option<i64> {
        let found = (1..)
            .zip(&self.known)
            .find(|(_, (key, _))| *key == wanted.value);
        if let Some((number, _)) = found {
            return Some(number);
        }
        let said = fold(&wanted.value);
        // The name that people see is often written in place of the key.
        let by_name = self.known.iter().find(|(_, name)| fold(name) == said);
        let near = by_name.map(|(key, _)| key.as_str()).or_else(|| {
            let others = others.into_iter().map(|other: &str| other);
            let keys = self.known.iter().map(|(key, _)| key.as_str());
            log.nearest(&wanted.value, keys.chain(others))
        });
        log.complain(
            wanted.place,
            Trouble::UnknownName {
                noun: self.noun,
                value: wanted.value.clone(),
                nearest: near.map(str::to_owned),
            },
        );
        None
    }
}

/// Complains about what is said twice; case and ё make no difference. Empty ones were complained about already.
pub(super) fn one_each<'a>(
    log: &Log<'_>,
    noun: Noun,
    said: impl IntoIterator<Item = &'a At<String>>,
) {
    let mut first: HashMap<String, Place> = HashMap::new();
    for text in said.into_iter().filter(|text| !text.value.is_empty()) {
        match first.entry(fold(&text.value)) {
            Entry::Vacant(new) => {
                new.insert(text.place);
            }
            Entry::Occupied(known) => {
                let value = text.value.clone();
                let line = log.line(*known.get()).0;
                log.complain(text.place, Trouble::Duplicate { noun, value, line });
            }
        }
    }
}

/// An entry's old key: must be gone, and may not be claimed twice.
pub(super) fn renamed<'a>(
    log: &Log<'_>,
    noun: Noun,
    entries: impl IntoIterator<Item = (&'a At<String>, Option<&'a At<String>>)>,
) -> Vec<Option<String>> {
    let entries: Vec<_> = entries.into_iter().collect();
    one_each(log, noun, entries.iter().filter_map(|(_, was)| *was));
    for was in entries.iter().filter_map(|(_, was)| *was) {
        if entries.iter().any(|(key, _)| key.value == was.value) {
            let value = was.value.clone();
            log.complain(was.place, Trouble::WasStillThere { value });
        }
    }
    entries
        .into_iter()
        .map(|(_, was)| was.map(|was| was.value.clone()))
        .collect()
}
