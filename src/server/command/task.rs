//! Acts on tasks.
use super::writing::Writing;
use crate::domain::command::Act;
use crate::domain::event::{Fact, Subject};
use crate::domain::id::*;
use crate::domain::operator::Reach;
use crate::domain::refusal::Refusal;
use crate::domain::task::{Draft, Set, Task};
use crate::store::{self, Stop};
use crate::wire::Outcome;

pub(super) fn create(w: &mut Writing<'_>, act: &Act, draft: &Draft) -> Result<Outcome, Stop> {
    let permit = w.permit(act, Reach::Own)?;
    if let Some(id) = draft.deal
        && w.load_deal(id)?.deleted
    {
        return Err(Refusal::Deleted {
            noun: "deal".into(),
            id: id.0,
        }
        .into());
    }
    if let Some(person) = draft.assignee {
        w.shop
            .operator(person)
            .filter(|o| o.active)
            .ok_or_else(|| Refusal::unknown("operator", person))?;
    }
    let task = Task::create(
        store::task::next_id(w.conn)?,
        draft.clone(),
        w.actor.operator,
        w.now,
    )?;
    store::task::put(w.conn, &permit, &task)?;
    let id = task.id;
    w.facts.push(Fact::TaskCreated {
        task: Box::new(task),
    });
    w.subject = Some(Subject::Task(id));
    Ok(Outcome::Task {
        task: id,
        version: Version(1),
    })
}

pub(super) fn edit(
    w: &mut Writing<'_>,
    act: &Act,
    id: TaskId,
    expects: Version,
    set: &[Set],
) -> Result<Outcome, Stop> {
    let task = load(w, id)?;
    let me = w.actor.operator;
    let reach = if task.assignee.is_none() || [task.assignee, task.author].contains(&me) {
        Reach::Own
    } else {
        let department = task
            .assignee
            .and_then(|o| w.shop.operator(o))
            .and_then(|o| o.department);
        if department.is_some() && department == w.actor.department {
            Reach::Team
        } else {
            Reach::Other
        }
    };
    let permit = w.permit(act, reach)?;
    if task.version != expects {
        return Err(Refusal::StaleTask {
            fresh: Box::new(task),
        }
        .into());
    }
    for wish in set {
        if let Set::Assignee(Some(person)) = wish {
            w.shop
                .operator(*person)
                .filter(|o| o.active)
                .ok_or_else(|| Refusal::unknown("operator", person))?;
        }
    }
    let changes = task.decide(set.to_vec(), w.now)?;
    let version = write(w, &permit, &task, changes)?;
    w.subject = Some(Subject::Task(id));
    Ok(Outcome::Task { task: id, version })
}

pub(super) fn load(w: &Writing<'_>, id: TaskId) -> Result<Task, Stop> {
    Ok(store::task::load(w.conn, id)?.ok_or_else(|| Refusal::not_found("task", id.0))?)
}

/// Writes changes to a task; its new version.
pub(super) fn write(
    w: &mut Writing<'_>,
    permit: &crate::domain::operator::Permit,
    before: &Task,
    changes: Vec<crate::domain::task::Change>,
) -> Result<Version, Stop> {
    if changes.is_empty() {
        return Ok(before.version);
    }
    let mut after = before.clone();
    for change in &changes {
        after.apply(&change.after);
    }
    after.version = Version(before.version.0 + 1);
    store::task::put(w.conn, permit, &after)?;
    w.facts.push(Fact::TaskChanged {
        task: before.id,
        deal: before.deal,
        changes,
    });
    Ok(after.version)
}
