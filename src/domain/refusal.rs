//! Every no. A refusal names the rule and what to do; the words are made by the room `text`.
use super::calendar::Millis;
use super::command::ActKind;
use super::contact::Contact;
use super::deal::Deal;
use super::id::*;
use super::operator::{Reach, Role};
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
        /// How near the record is to who asked: where the role would do, this is what decided.
        #[serde(default)]
        reach: Option<Reach>,
        /// Who is responsible for the record.
        #[serde(default)]
        whose: Option<OperatorId>,
    },
    /// A copy as of this moment was opened to be looked at.
    OnlyLookedAt {
        until: Millis,
    },
    /// The server does not know who asks.
    Stranger {
        why: Stranger,
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
    /// A name that several things of the shop begin with.
    Ambiguous {
        what: String,
        value: String,
        /// Some of them.
        names: Vec<String>,
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
    /// Whoever asked took the question back.
    Withdrawn {
        approval: ApprovalId,
    },
    /// A deal can't be made where it could not be moved without approval.
    NotAtOnce {
        stage: StageId,
        role: Role,
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
        /// It would stay and mean something else: a field of another kind, a stage with another outcome.
        #[serde(default)]
        changed: bool,
    },
    /// The shop files are wrong; each complaint is one line with its place.
    SetupInvalid {
        complaints: Vec<String>,
    },
    /// Whoever no longer works here can't be given anything.
    PersonLeft {
        operator: OperatorId,
    },
    Deleted {
        noun: String,
        id: i64,
    },
}

/// Why the server does not know who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stranger {
    /// A login or a password that is wrong: which of them, nobody is told.
    Password,
    /// Too many wrong ones: so many seconds.
    Wait {
        seconds: i64,
    },
    NoLogin,
    LoginEnded,
    /// Nobody in this shop has this account of the system.
    Account {
        account: String,
    },
    /// Several people have it.
    SharedAccount {
        account: String,
    },
    NoOwner,
    /// The person no longer works here, or got another role.
    RightsChanged,
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
    /// The same no, with whose record it is.
    pub fn of(self, responsible: Option<OperatorId>) -> Refusal {
        match self {
            Refusal::NotAllowed {
                act, role, reach, ..
            } => Refusal::NotAllowed {
                act,
                role,
                reach,
                whose: responsible,
            },
            other => other,
        }
    }

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
