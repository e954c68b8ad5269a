//! Every no. A refusal names the rule and what to do; the words are made by the room `text`.
use super::calendar::Millis;
use super::command::ActKind;
use super::contact::Contact;
use super::deal::Deal;
use super::id::*;
use super::operator::Role;
use super::pipeline::Need;
use super::task::Task;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    NotAllowed {
        act: ActKind,
        role: Role,
    },
    NotFound {
        noun: String,
        id: i64,
    },
    /// A name or id the shop doesn't know, and the nearest it does.
    Unknown {
        what: String,
        value: String,
        nearest: Option<String>,
    },
    /// Somebody wrote first; here is how it is now.
    StaleDeal {
        fresh: Box<Deal>,
        by: Option<OperatorId>,
    },
    StaleContact {
        fresh: Box<Contact>,
        by: Option<OperatorId>,
    },
    StaleTask {
        fresh: Box<Task>,
    },
    /// The shop files were changed since; `current` is their version now.
    StaleSetup {
        current: i64,
    },
    Gate {
        deal: DealId,
        stage: StageId,
        missing: Vec<Need>,
    },
    GateRole {
        stage: StageId,
        roles: Vec<Role>,
    },
    StageFull {
        stage: StageId,
        limit: i64,
    },
    AlreadyThere {
        stage: StageId,
    },
    ApprovalPending {
        approval: ApprovalId,
    },
    /// The contact has to be put on the deal before the move, so that its own data can be asked.
    ContactFirst,
    AlreadyDecided {
        approval: ApprovalId,
        by: Option<OperatorId>,
    },
    /// Approval is not theirs to give: the gate names this role.
    NeedsRole {
        role: Role,
    },
    Invalid {
        field: String,
        flaw: Flaw,
    },
    /// pult sets this field itself.
    ServerSet {
        field: String,
    },
    NothingToUndo,
    /// This kind of act has no way back, and why.
    NoWayBack {
        act: ActKind,
    },
    AlreadyUndone,
    /// Somebody changed the same field later; it is not trampled.
    ChangedSince {
        noun: String,
        id: i64,
        field: String,
        by: Option<OperatorId>,
        at: Millis,
    },
    /// Deals still stand in a stage (or use a source, a field …) that the new files leave out.
    InUse {
        what: String,
        name: String,
        deals: i64,
    },
    /// The shop files are wrong; each complaint is one line with its place.
    SetupInvalid {
        complaints: Vec<String>,
    },
    Deleted {
        noun: String,
        id: i64,
    },
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    Empty,
    /// Bytes of a text, entries of a list.
    TooLong {
        max: usize,
    },
    Negative,
    TooMuch,
    /// Worked out from the items; change those.
    Computed,
    /// A date where a number is wanted, a choice that isn't one.
    WrongKind,
    NotAPhone {
        value: String,
    },
    NotAnEmail {
        value: String,
    },
    WeakPassword {
        min: usize,
    },
    /// An absence that ends before it begins.
    EndsBeforeStart,
}

impl Refusal {
    pub fn unknown(what: &str, value: impl ToString) -> Refusal {
        Refusal::Unknown {
            what: what.to_owned(),
            value: value.to_string(),
            nearest: None,
        }
    }

    pub fn not_found(noun: &str, id: i64) -> Refusal {
        Refusal::NotFound {
            noun: noun.to_owned(),
            id,
        }
    }
}
