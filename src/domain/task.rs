//! Tasks: something a person has to do by a time, mostly about a deal.
use super::calendar::Millis;
use super::id::{DealId, OperatorId, TaskId, Version};
use super::refusal::{Flaw, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Task {
    pub id: TaskId,
    pub version: Version,
    pub text: String,
    pub deal: Option<DealId>,
    pub assignee: Option<OperatorId>,
    pub author: Option<OperatorId>,
    pub due: Option<Millis>,
    pub created_at: Millis,
    pub done_at: Option<Millis>,
    pub deleted: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Draft {
    pub text: String,
    pub deal: Option<DealId>,
    pub assignee: Option<OperatorId>,
    pub due: Option<Millis>,
}

/// One field with its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Set {
    Text(String),
    Assignee(Option<OperatorId>),
    Due(Option<Millis>),
    /// `Some` is done; the server puts its own time.
    DoneAt(Option<Millis>),
    Deleted(bool),
}

pub type Change = super::event::Change<Set>;

impl Task {
    /// # Errors
    /// [`Refusal::Invalid`] for an empty text.
    pub fn create(
        id: TaskId,
        draft: Draft,
        author: Option<OperatorId>,
        now: Millis,
    ) -> Result<Task, Refusal> {
        let text = draft.text.trim().to_owned();
        if text.is_empty() {
            return Err(Refusal::Invalid {
                field: "text".into(),
                flaw: Flaw::Empty,
            });
        }
        Ok(Task {
            id,
            version: Version(1),
            text,
            deal: draft.deal,
            assignee: draft.assignee.or(author),
            author,
            due: draft.due,
            created_at: now,
            done_at: None,
            deleted: false,
        })
    }

    /// The changes that `set` would make now; those that change nothing are left out.
    pub fn decide(&self, set: Vec<Set>, now: Millis) -> Result<Vec<Change>, Refusal> {
        let mut changes = Vec::new();
        for after in set {
            let after = match after {
                Set::Text(text) if text.trim().is_empty() => {
                    return Err(Refusal::Invalid {
                        field: "text".into(),
                        flaw: Flaw::Empty,
                    });
                }
                Set::DoneAt(Some(_)) if self.done_at.is_none() => Set::DoneAt(Some(now)),
                Set::DoneAt(Some(_)) => continue,
                other => other,
            };
            let before = self.get(&after);
            if before != after {
                changes.push(Change { before, after });
            }
        }
        Ok(changes)
    }

    /// The present value of the field that `like` sets.
    pub fn get(&self, like: &Set) -> Set {
        match like {
            Set::Text(_) => Set::Text(self.text.clone()),
            Set::Assignee(_) => Set::Assignee(self.assignee),
            Set::Due(_) => Set::Due(self.due),
            Set::DoneAt(_) => Set::DoneAt(self.done_at),
            Set::Deleted(_) => Set::Deleted(self.deleted),
        }
    }

    pub fn apply(&mut self, set: &Set) {
        match set {
            Set::Text(text) => self.text.clone_from(text),
            Set::Assignee(assignee) => self.assignee = *assignee,
            Set::Due(due) => self.due = *due,
            Set::DoneAt(done) => self.done_at = *done,
            Set::Deleted(deleted) => self.deleted = *deleted,
        }
    }
}
