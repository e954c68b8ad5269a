//! Numbers for what the files name: the old number to whatever kept its key or says what it `was`, a fresh one to the
//! rest, and never the number of something that vanished.
use crate::domain::id::{DepartmentId, OperatorId, PipelineId, SourceId, StageId};
use crate::domain::shop::Shop;

/// A folder that is right in itself. Its numbers are provisional: the places in the files.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub(super) shop: Shop,
    pub(super) was: Was,
}

/// The old keys of renamed entries, in the order of the provisional numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Was {
    pub(super) pipelines: Vec<Option<String>>,
    pub(super) stages: Vec<Option<String>>,
    pub(super) sources: Vec<Option<String>>,
    pub(super) departments: Vec<Option<String>>,
    pub(super) people: Vec<Option<String>>,
}

/// The final numbers of one list, by provisional number.
struct Numbers(Vec<i64>);

impl Numbers {
    fn of(&self, provisional: i64) -> i64 {
        usize::try_from(provisional - 1)
            .ok()
            .and_then(|at| self.0.get(at))
            .copied()
            .unwrap_or(provisional)
    }
}

/// The shop that the draft makes of `old`. Its version is one higher if anything changed.
///
/// People whom the draft leaves out stay as inactive: history names them.
pub fn resolve(old: Option<&Shop>, draft: Draft) -> Shop {
    let Draft { mut shop, was } = draft;
    let Some(old) = old else {
        shop.version = 1;
        shop.next_id = highest(&shop) + 1;
        return shop;
    };
    let mut next = old.next_id.max(highest(old) + 1);

    let departments = settle(
        shop.departments.iter().map(|d| d.key.as_str()),
        &was.departments,
        old.departments.iter().map(|d| (d.key.as_str(), d.id.0)),
        &mut next,
    );
    let people = settle(
        shop.people.iter().map(|p| p.key.as_str()),
        &was.people,
        old.people.iter().map(|p| (p.key.as_str(), p.id.0)),
        &mut next,
    );
    let sources = settle(
        shop.sources.iter().map(|s| s.key.as_str()),
        &was.sources,
        old.sources.iter().map(|s| (s.key.as_str(), s.id.0)),
        &mut next,
    );
    let pipelines = settle(
        shop.pipelines.iter().map(|p| p.key.as_str()),
        &was.pipelines,
        old.pipelines.iter().map(|p| (p.key.as_str(), p.id.0)),
        &mut next,
    );
    let department = |id: DepartmentId| DepartmentId(departments.of(id.0));

    let mut renamed_stages = was.stages.as_slice();
    for pipeline in &mut shop.pipelines {
        pipeline.id = PipelineId(pipelines.of(pipeline.id.0));
        let (renamed, rest) =
            renamed_stages.split_at(pipeline.stages.len().min(renamed_stages.len()));
        renamed_stages = rest;
        let known = old.pipeline(pipeline.id).map_or(&[][..], |p| &p.stages);
        let stages = settle(
            pipeline.stages.iter().map(|s| s.key.as_str()),
            renamed,
            known.iter().map(|s| (s.key.as_str(), s.id.0)),
            &mut next,
        );
        for (stage, id) in pipeline.stages.iter_mut().zip(stages.0) {
            stage.id = StageId(id);
            stage.department = stage.department.map(department);
        }
    }
    for source in &mut shop.sources {
        source.id = SourceId(sources.of(source.id.0));
    }
    for person in &mut shop.people {
        person.id = OperatorId(people.of(person.id.0));
        person.department = person.department.map(department);
    }
    for rule in &mut shop.assignment {
        for source in &mut rule.sources {
            *source = SourceId(sources.of(source.0));
        }
        for person in &mut rule.people {
            *person = OperatorId(people.of(person.0));
        }
        rule.pipeline = rule.pipeline.map(|id| PipelineId(pipelines.of(id.0)));
        rule.department = rule.department.map(department);
    }
    for department in &mut shop.departments {
        department.id = DepartmentId(departments.of(department.id.0));
    }
    keep_people(old, &mut shop);

    shop.version = old.version;
    shop.next_id = old.next_id;
    if shop != *old {
        shop.version += 1;
    }
    shop.next_id = next;
    shop
}

/// Those who left, behind those who stay.
fn keep_people(old: &Shop, shop: &mut Shop) {
    for person in &old.people {
        if shop.operator(person.id).is_some() {
            continue;
        }
        let mut left = person.clone();
        left.active = false;
        // The account may be somebody else's by now.
        left.unix = None;
        left.department = left.department.filter(|id| shop.department(*id).is_some());
        shop.people.push(left);
    }
}

fn settle<'a>(
    keys: impl Iterator<Item = &'a str>,
    was: &[Option<String>],
    old: impl Iterator<Item = (&'a str, i64)> + Clone,
    next: &mut i64,
) -> Numbers {
    let find = |key: &str| {
        old.clone()
            .find(|(known, _)| *known == key)
            .map(|(_, id)| id)
    };
    let mut was = was.iter();
    let numbers = keys.map(|key| {
        let was = was.next().and_then(Option::as_deref);
        find(key).or_else(|| find(was?)).unwrap_or_else(|| {
            *next += 1;
            *next - 1
        })
    });
    Numbers(numbers.collect())
}

fn highest(shop: &Shop) -> i64 {
    let pipelines = shop.pipelines.iter().map(|p| p.id.0);
    let stages = shop
        .pipelines
        .iter()
        .flat_map(|p| &p.stages)
        .map(|s| s.id.0);
    let sources = shop.sources.iter().map(|s| s.id.0);
    let departments = shop.departments.iter().map(|d| d.id.0);
    let people = shop.people.iter().map(|p| p.id.0);
    pipelines
        .chain(stages)
        .chain(sources)
        .chain(departments)
        .chain(people)
        .max()
        .unwrap_or(0)
}
