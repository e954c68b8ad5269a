//! Names people type for what the shop knows: a stage, a person, a source.
//!
//! A key or a whole name is meant first, then the beginning of one, if only one begins so, then the same typed in the
//! other layout. Case, ё and quotes don't count. Whatever else was typed gets the nearest name there is.
use crate::domain::fold::{self, fold, swap_layout};
use crate::domain::id::*;
use crate::domain::operator::Operator;
use crate::domain::pipeline::{Pipeline, Stage};
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;

/// One thing a name may mean.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a, I> {
    pub id: I,
    pub key: &'a str,
    pub name: &'a str,
}

/// What is meant.
///
/// # Errors
/// [`Refusal::Unknown`] with the nearest name, [`Refusal::Ambiguous`] with those that were all begun.
pub fn find<I: Copy + PartialEq>(
    what: &str,
    typed: &str,
    candidates: &[Candidate<'_, I>],
) -> Result<I, Refusal> {
    let wanted = fold(typed);
    let exact = |wanted: &str| {
        let keyed = candidates.iter().find(|c| fold(c.key) == wanted);
        keyed.or_else(|| candidates.iter().find(|c| fold(c.name) == wanted))
    };
    let exact = candidates
        .iter()
        .find(|c| c.key == typed.trim())
        .or_else(|| exact(&wanted));
    if let Some(found) = exact {
        return Ok(found.id);
    }
    let begun = |wanted: &str| -> Vec<&Candidate<'_, I>> {
        let begins = |c: &&Candidate<'_, I>| !wanted.is_empty() && fold(c.name).starts_with(wanted);
        candidates.iter().filter(begins).collect()
    };
    let begun = match begun(&wanted) {
        none if none.is_empty() => begun(&fold(&swap_layout(typed))),
        some => some,
    };
    let unknown = |nearest: Option<String>| Refusal::Unknown {
        what: what.to_owned(),
        value: typed.to_owned(),
        nearest,
    };
    match begun.as_slice() {
        [one] => Ok(one.id),
        [] => Err(unknown(nearest(&wanted, candidates))),
        several => {
            let names: Vec<&str> = several.iter().take(3).map(|c| c.name).collect();
            Err(Refusal::Ambiguous {
                what: what.to_owned(),
                value: typed.to_owned(),
                names: names.into_iter().map(str::to_owned).collect(),
            })
        }
    }
}

fn nearest<I>(wanted: &str, candidates: &[Candidate<'_, I>]) -> Option<String> {
    let spellings = candidates.iter().flat_map(|c| {
        // "Петрова" is as good a try at "Анна Петрова" as the whole.
        let words = fold(c.name);
        let words = words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        [fold(c.name), fold(c.key)]
            .into_iter()
            .chain(words)
            .map(move |spelling| (spelling, c.name))
    });
    let spellings: Vec<(String, &str)> = spellings.collect();
    let near = fold::nearest(
        wanted,
        spellings.iter().map(|(spelling, _)| spelling.as_str()),
    )?;
    let found = spellings.iter().find(|(spelling, _)| spelling == near);
    found.map(|(_, name)| (*name).to_owned())
}

/// A stage by its name, or by "pipeline/stage" where two pipelines have one of that name. Those of `home` go first.
pub fn stage(shop: &Shop, typed: &str, home: Option<PipelineId>) -> Result<StageId, Refusal> {
    if let Some((pipeline_name, stage_name)) = typed.split_once('/')
        && let Ok(id) = pipeline(shop, pipeline_name)
        && let Some(found) = shop.pipeline(id)
    {
        return find("stage", stage_name, &stages([found]));
    }
    let home = home.and_then(|id| shop.pipeline(id));
    if let Some(id) = home.and_then(|home| find("stage", typed, &stages([home])).ok()) {
        return Ok(id);
    }
    find("stage", typed, &stages(&shop.pipelines))
}

fn stages<'a>(pipelines: impl IntoIterator<Item = &'a Pipeline>) -> Vec<Candidate<'a, StageId>> {
    let all = pipelines.into_iter().flat_map(|p| &p.stages);
    all.map(|Stage { id, key, name, .. }| Candidate { id: *id, key, name })
        .collect()
}

pub fn pipeline(shop: &Shop, typed: &str) -> Result<PipelineId, Refusal> {
    let all = shop.pipelines.iter();
    let all = all.map(|Pipeline { id, key, name, .. }| Candidate { id: *id, key, name });
    find("pipeline", typed, &all.collect::<Vec<_>>())
}

pub fn source(shop: &Shop, typed: &str) -> Result<SourceId, Refusal> {
    let all = shop.sources.iter().map(|s| Candidate {
        id: s.id,
        key: &s.key,
        name: &s.name,
    });
    find("source", typed, &all.collect::<Vec<_>>())
}

/// Somebody who works here, by login, name or account; those who left can't be given anything.
pub fn person(shop: &Shop, typed: &str) -> Result<OperatorId, Refusal> {
    let here = among(shop, typed, true);
    match (&here, among(shop, typed, false)) {
        (Err(_), Ok(operator)) => Err(Refusal::PersonLeft { operator }),
        _ => here,
    }
}

/// Somebody who works here or did: what they left behind is looked for as well.
pub fn anybody(shop: &Shop, typed: &str) -> Result<OperatorId, Refusal> {
    match person(shop, typed) {
        Err(Refusal::PersonLeft { operator }) => Ok(operator),
        known => known,
    }
}

fn among(shop: &Shop, typed: &str, active: bool) -> Result<OperatorId, Refusal> {
    let there: Vec<&Operator> = shop.people.iter().filter(|o| o.active == active).collect();
    let keyed = there.iter().find(|o| o.key == typed.trim());
    let account = || {
        there
            .iter()
            .find(|o| o.unix.as_deref() == Some(typed.trim()))
    };
    if let Some(found) = keyed.or_else(account) {
        return Ok(found.id);
    }
    let all = there.iter().map(|o| Candidate {
        id: o.id,
        key: &o.key,
        name: &o.name,
    });
    find("person", typed, &all.collect::<Vec<_>>())
}

pub fn department(shop: &Shop, typed: &str) -> Result<DepartmentId, Refusal> {
    let all = shop.departments.iter().map(|d| Candidate {
        id: d.id,
        key: &d.key,
        name: &d.name,
    });
    find("department", typed, &all.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop() -> Shop {
        crate::setup::default_shop()
    }

    fn stage_name(typed: &str) -> Result<String, Option<String>> {
        let shop = shop();
        match stage(&shop, typed, None) {
            Ok(id) => Ok(shop.stage(id).unwrap().1.name.clone()),
            Err(Refusal::Unknown { nearest, .. }) => Err(nearest),
            Err(Refusal::Ambiguous { names, .. }) => Err(Some(names.join(", "))),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_stage_is_found_by_key_name_or_beginning() {
        assert_eq!(stage_name("new").as_deref(), Ok("Новый"));
        assert_eq!(stage_name("НОВЫЙ").as_deref(), Ok("Новый"));
        assert_eq!(stage_name("«заказ опл").as_deref(), Ok("Заказ оплачен"));
        assert_eq!(stage_name("Продажи/Новый").as_deref(), Ok("Новый"));
    }

    #[test]
    fn a_slip_gets_the_nearest_name() {
        assert_eq!(
            stage_name("Заказ оплочен"),
            Err(Some("Заказ оплачен".into()))
        );
        assert_eq!(stage_name("вертолёт"), Err(None));
        assert_eq!(stage_name(""), Err(None));
    }

    #[test]
    fn a_beginning_of_two_names_is_not_guessed() {
        let Err(Some(names)) = stage_name("от") else {
            panic!("«от» begins both Отгружен and Отказ")
        };
        assert!(
            names.contains("Отгружен") && names.contains("Отказ"),
            "{names}"
        );
    }

    #[test]
    fn a_person_goes_by_login_name_or_account_and_one_who_left_is_told_as_such() {
        let mut shop = shop();
        let mut kostya = shop.people[0].clone();
        kostya.id = OperatorId(77);
        kostya.key = "kostya".into();
        kostya.name = "Костя".into();
        kostya.unix = Some("ksmirnov".into());
        shop.people.push(kostya);
        for typed in ["kostya", "костя", "ksmirnov", "Кос"] {
            assert_eq!(person(&shop, typed), Ok(OperatorId(77)), "{typed}");
        }
        shop.people.last_mut().unwrap().active = false;
        let operator = OperatorId(77);
        for typed in ["kostya", "костя"] {
            assert_eq!(person(&shop, typed), Err(Refusal::PersonLeft { operator }));
            assert_eq!(anybody(&shop, typed), Ok(operator));
        }
    }
}
