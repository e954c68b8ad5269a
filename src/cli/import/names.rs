//! Their names for our stages, people and sources: said by a person, the same, alike, or unknown.
use super::remembered::Remembered;
use crate::cli::connect::Session;
use crate::cli::fault::Fault;
use crate::domain::fold::{fold, nearest, words};
use crate::domain::id::*;
use crate::domain::pipeline::{Outcome, Pipeline};
use crate::domain::shop::Shop;
use crate::typed::name;
use std::collections::BTreeMap;

/// Names of one kind that are kept apart; a column of free text must not fill the memory.
const KEPT: usize = 1000;

/// How other programs call the end of a deal, folded.
const WON: [&str; 6] = [
    "успешно реализовано",
    "сделка успешна",
    "выполнен",
    "closed - won",
    "won",
    "deal won",
];
const LOST: [&str; 8] = [
    "закрыто и не реализовано",
    "сделка провалена",
    "анализ причины провала",
    "отменен",
    "closed - lost",
    "lost",
    "deal lost",
    "отмена",
];

/// What became of a foreign name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<I> {
    /// A person said so, or the names are the same.
    Sure(I),
    /// The names are alike.
    Alike(I),
    Unknown,
}

impl<I: Copy> Found<I> {
    pub fn id(self) -> Option<I> {
        match self {
            Found::Sure(id) | Found::Alike(id) => Some(id),
            Found::Unknown => None,
        }
    }
}

/// How often a name came and what it was taken for.
#[derive(Debug, Clone)]
pub struct Seen<I> {
    pub found: Found<I>,
    pub times: u64,
    pub first_line: u64,
}

/// All foreign names of one file.
#[derive(Debug)]
pub struct Names<'a> {
    shop: &'a Shop,
    said: &'a Remembered,
    pub stages: BTreeMap<(String, String), Seen<StageId>>,
    pub people: BTreeMap<String, Seen<OperatorId>>,
    pub sources: BTreeMap<String, Seen<SourceId>>,
}

/// Do all pairs a person gave name something the shop has?
pub fn check(session: &Session<'_>, said: &Remembered) -> Result<(), Fault> {
    let shop = &session.shop;
    let wrong = |no| session.wrong(&no);
    for ours in said.stages.values() {
        name::stage(shop, ours, None).map_err(wrong)?;
    }
    for ours in said.people.values() {
        name::person(shop, ours).map_err(wrong)?;
    }
    for ours in said.sources.values() {
        name::source(shop, ours).map_err(wrong)?;
    }
    Ok(())
}

impl<'a> Names<'a> {
    pub fn new(shop: &'a Shop, said: &'a Remembered) -> Names<'a> {
        Names {
            shop,
            said,
            stages: BTreeMap::new(),
            people: BTreeMap::new(),
            sources: BTreeMap::new(),
        }
    }

    /// Where a deal of their pipeline and stage goes.
    pub fn stage(&mut self, pipeline: &str, stage: &str, line: u64) -> Found<StageId> {
        let (shop, said) = (self.shop, self.said);
        let key = (pipeline.to_owned(), stage.to_owned());
        seen(&mut self.stages, key, line, || {
            let home = shop
                .pipelines
                .iter()
                .find(|p| same(&p.name, &p.key, pipeline));
            if let Some(ours) = pair(&said.stages, stage) {
                let home = home.map(|p| p.id);
                return name::stage(shop, ours, home).map_or(Found::Unknown, Found::Sure);
            }
            match home {
                Some(home) => stage_of([home], stage),
                None => stage_of(&shop.pipelines, stage),
            }
        })
    }

    pub fn person(&mut self, theirs: &str, line: u64) -> Found<OperatorId> {
        let (shop, said) = (self.shop, self.said);
        seen(&mut self.people, theirs.to_owned(), line, || {
            if let Some(ours) = pair(&said.people, theirs) {
                return name::person(shop, ours).map_or(Found::Unknown, Found::Sure);
            }
            // "Тестова Мария" and "Мария Тестова" are one person.
            let wanted = sorted_words(theirs);
            let mut found = shop
                .people
                .iter()
                .filter(|o| o.active)
                .filter(|o| o.key == theirs || sorted_words(&o.name) == wanted);
            match (found.next(), found.next()) {
                (Some(one), None) => Found::Sure(one.id),
                _ => Found::Unknown,
            }
        })
    }

    pub fn source(&mut self, theirs: &str, line: u64) -> Found<SourceId> {
        let (shop, said) = (self.shop, self.said);
        seen(&mut self.sources, theirs.to_owned(), line, || {
            if let Some(ours) = pair(&said.sources, theirs) {
                return name::source(shop, ours).map_or(Found::Unknown, Found::Sure);
            }
            let all = shop
                .sources
                .iter()
                .map(|s| (s.id, s.key.as_str(), s.name.as_str()));
            by_name(theirs, &all.collect::<Vec<_>>())
        })
    }
}

/// Looks a name up once and counts it ever after.
fn seen<K: Ord, I: Copy>(
    kept: &mut BTreeMap<K, Seen<I>>,
    key: K,
    line: u64,
    look: impl FnOnce() -> Found<I>,
) -> Found<I> {
    if let Some(known) = kept.get_mut(&key) {
        known.times += 1;
        return known.found;
    }
    let found = look();
    if kept.len() < KEPT {
        let first_line = line;
        kept.insert(
            key,
            Seen {
                found,
                times: 1,
                first_line,
            },
        );
    }
    found
}

fn pair<'m>(said: &'m BTreeMap<String, String>, theirs: &str) -> Option<&'m str> {
    let wanted = fold(theirs);
    let found = said.iter().find(|(known, _)| fold(known) == wanted);
    found.map(|(_, ours)| ours.as_str())
}

fn same(name: &str, key: &str, theirs: &str) -> bool {
    let wanted = fold(theirs);
    !wanted.is_empty() && (fold(name) == wanted || fold(key) == wanted)
}

fn sorted_words(name: &str) -> Vec<String> {
    let folded = fold(name);
    let mut all: Vec<String> = words(&folded).map(str::to_owned).collect();
    all.sort();
    all
}

fn stage_of<'p>(
    pipelines: impl IntoIterator<Item = &'p Pipeline> + Clone,
    theirs: &str,
) -> Found<StageId> {
    let stages = || pipelines.clone().into_iter().flat_map(|p| &p.stages);
    let all: Vec<_> = stages()
        .map(|s| (s.id, s.key.as_str(), s.name.as_str()))
        .collect();
    let end = |outcome: Outcome| stages().find(|s| s.outcome == outcome).map(|s| s.id);
    let wanted = fold(theirs);
    let ended = if WON.contains(&wanted.as_str()) {
        end(Outcome::Won)
    } else if LOST.contains(&wanted.as_str()) {
        end(Outcome::Lost)
    } else {
        None
    };
    match by_name(theirs, &all) {
        Found::Sure(id) => Found::Sure(id),
        alike => ended.map_or(alike, Found::Sure),
    }
}

/// The same name, or the one name that is like it.
fn by_name<I: Copy>(theirs: &str, ours: &[(I, &str, &str)]) -> Found<I> {
    if let Some((id, ..)) = ours.iter().find(|(_, key, name)| same(name, key, theirs)) {
        return Found::Sure(*id);
    }
    let wanted = fold(theirs);
    let long = |text: &str| text.chars().count() >= 5;
    if !long(&wanted) {
        return Found::Unknown;
    }
    let mut begun = ours.iter().filter(|(_, _, name)| {
        let name = fold(name);
        long(&name) && (name.starts_with(&wanted) || wanted.starts_with(&name))
    });
    match (begun.next(), begun.next()) {
        (Some((id, ..)), None) => return Found::Alike(*id),
        (Some(_), Some(_)) => return Found::Unknown,
        (None, _) => {}
    }
    let near = nearest(&wanted, ours.iter().map(|(_, _, name)| *name));
    let found = near.and_then(|near| ours.iter().find(|(_, _, name)| *name == near));
    found.map_or(Found::Unknown, |(id, ..)| Found::Alike(*id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(said: &Remembered, pipeline: &str, stage: &str) -> (String, bool) {
        let shop = crate::setup::default_shop();
        let found = Names::new(&shop, said).stage(pipeline, stage, 2);
        let name = found
            .id()
            .map_or(String::new(), |id| shop.stage(id).unwrap().1.name.clone());
        (name, matches!(found, Found::Sure(_)))
    }

    #[test]
    fn stages_of_other_programs_find_ours() {
        let none = Remembered::default();
        let found = |name: &str| stage(&none, "Розница", name);
        assert_eq!(found("Ждет оплаты"), ("Ждёт оплаты".into(), true));
        assert_eq!(found("Согласование"), ("Согласован".into(), false));
        assert_eq!(found("Успешно реализовано"), ("Доставлен".into(), true));
        assert_eq!(found("Закрыто и не реализовано"), ("Отказ".into(), true));
        assert_eq!(found("Переговоры"), (String::new(), false));
    }

    #[test]
    fn what_a_person_said_goes_first() {
        let mut said = Remembered::default();
        said.stages.insert("переговоры".into(), "В работе".into());
        assert_eq!(stage(&said, "", "Переговоры"), ("В работе".into(), true));
    }

    #[test]
    fn a_name_is_counted_and_looked_up_once() {
        let shop = crate::setup::default_shop();
        let said = Remembered::default();
        let mut names = Names::new(&shop, &said);
        for line in 2..12 {
            names.person("Мария Тестова", line);
        }
        names.person("владелец", 12);
        let maria = &names.people["Мария Тестова"];
        assert_eq!((maria.times, maria.first_line), (10, 2));
        assert_eq!(maria.found, Found::Unknown);
        assert!(names.people["владелец"].found.id().is_some());
    }
}
