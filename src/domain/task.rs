//! Tasks: something a person has to do by a time, mostly about a deal.
use super::calendar::Millis;
use super::field::TEXT_MAX;
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
    /// [`Refusal::Invalid`] for an empty or an endless text.
    pub fn create(
        id: TaskId,
        draft: Draft,
        author: Option<OperatorId>,
        now: Millis,
    ) -> Result<Task, Refusal> {
        let text = words(&draft.text)?;
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
        let (mut after, mut likes) = (self.clone(), Vec::<Set>::new());
        for wish in set {
            let wish = match wish {
                Set::Text(text) => Set::Text(words(&text)?),
                // Done stays done since when it was.
                Set::DoneAt(Some(_)) => Set::DoneAt(self.done_at.or(Some(now))),
                other => other,
            };
            after.apply(&wish);
            if !likes.iter().any(|like| self.get(like) == self.get(&wish)) {
                likes.push(wish);
            }
        }
        let changes = likes.iter().map(|like| Change {
            before: self.get(like),
            after: after.get(like),
        });
        Ok(changes.filter(|c| c.before != c.after).collect())
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

/// A task's text as it is kept.
fn words(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let flaw = match text.len() {
        0 => Flaw::Empty,
        n if n > TEXT_MAX => Flaw::TooLong { max: TEXT_MAX },
        _ => return Ok(text.to_owned()),
    };
    Err(Refusal::Invalid {
        field: "text".into(),
        flaw,
    })
}
