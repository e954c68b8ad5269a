//! Every fact. The journal keeps them in order; the feed, undo, history and time travel read them.
use super::approval::{Approval, State};
use super::assign::Candidate;
use super::calendar::Millis;
use super::command::ActKind;
use super::contact::{self, Contact};
use super::deal::{self, Deal};
use super::id::*;
use super::operator::Absence;
use super::task::{self, Task};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One field before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change<S> {
    pub before: S,
    pub after: S,
}

impl<S> Change<S> {
    pub fn inverse(self) -> Self {
        Change {
            before: self.after,
            after: self.before,
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    DealCreated {
        deal: Box<Deal>,
        why: Option<Why>,
    },
    DealChanged {
        deal: DealId,
        changes: Vec<deal::Change>,
        why: Option<Why>,
    },
    DealNoted {
        deal: DealId,
        text: String,
    },
    /// A note taken back; `note` is its journal number.
    NoteStruck {
        deal: DealId,
        note: Seq,
        struck: bool,
    },
    DealLate {
        deal: DealId,
        stage: StageId,
        due: Millis,
    },
    ContactCreated {
        contact: Box<Contact>,
    },
    ContactChanged {
        contact: ContactId,
        changes: Vec<contact::Change>,
        why: Option<Why>,
    },
    TaskCreated {
        task: Box<Task>,
    },
    TaskChanged {
        task: TaskId,
        deal: Option<DealId>,
        changes: Vec<task::Change>,
    },
    ApprovalAsked {
        approval: Approval,
    },
    ApprovalDecided {
        approval: ApprovalId,
        deal: DealId,
        to: StageId,
        state: State,
        reason: Option<String>,
        /// Who waits for the answer.
        #[serde(default)]
        asked_by: Option<OperatorId>,
    },
    ImportBegun {
        import: ImportId,
        file: String,
    },
    SetupApplied {
        version: i64,
    },
    AbsenceSet {
        absence: Absence,
    },
    PasswordSet {
        operator: OperatorId,
    },
    SessionsRevoked {
        operator: OperatorId,
    },
}

/// Why pult itself chose as it did, with the numbers it saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// An assignment rule chose the responsible person. `passed` are the rules before it that did not fit or had
    /// nobody there.
    Assigned {
        rule: String,
        setup: i64,
        seen: Vec<Candidate>,
        chosen: Option<OperatorId>,
        passed: Vec<String>,
    },
    /// No rule found anybody.
    Unassigned {
        passed: Vec<String>,
        setup: i64,
    },
    /// The stage belongs to another department.
    HandedOver {
        department: DepartmentId,
        setup: i64,
        seen: Vec<Candidate>,
        chosen: Option<OperatorId>,
    },
    /// Matched by this phone, e-mail or identity.
    Matched {
        by: String,
    },
    /// The first deal was won.
    FirstSale {
        deal: DealId,
    },
    Imported {
        import: ImportId,
        line: u64,
    },
    /// Took back this command.
    Undone {
        command: CommandId,
        act: ActKind,
    },
    Approved {
        approval: ApprovalId,
        asked_by: Option<OperatorId>,
    },
}

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Deal(DealId),
    Contact(ContactId),
    Task(TaskId),
    Import(ImportId),
    Operator(OperatorId),
    Shop,
}

impl Subject {
    /// The noun as the store and the history's address write it.
    pub fn noun(self) -> &'static str {
        match self {
            Subject::Deal(_) => "deal",
            Subject::Contact(_) => "contact",
            Subject::Task(_) => "task",
            Subject::Import(_) => "import",
            Subject::Operator(_) => "operator",
            Subject::Shop => "shop",
        }
    }

    pub fn number(self) -> i64 {
        match self {
            Subject::Deal(id) => id.0,
            Subject::Contact(id) => id.0,
            Subject::Task(id) => id.0,
            Subject::Import(id) => id.0,
            Subject::Operator(id) => id.0,
            Subject::Shop => 0,
        }
    }
}

impl Fact {
    pub fn subject(&self) -> Subject {
        match self {
            Fact::DealCreated { deal, .. } => Subject::Deal(deal.id),
            Fact::DealChanged { deal, .. }
            | Fact::DealNoted { deal, .. }
            | Fact::NoteStruck { deal, .. }
            | Fact::DealLate { deal, .. }
            | Fact::ApprovalDecided { deal, .. } => Subject::Deal(*deal),
            Fact::ApprovalAsked { approval } => Subject::Deal(approval.deal),
            Fact::ContactCreated { contact } => Subject::Contact(contact.id),
            Fact::ContactChanged { contact, .. } => Subject::Contact(*contact),
            Fact::TaskCreated { task } => Subject::Task(task.id),
            Fact::TaskChanged { task, .. } => Subject::Task(*task),
            Fact::ImportBegun { import, .. } => Subject::Import(*import),
            Fact::SetupApplied { .. } => Subject::Shop,
            Fact::AbsenceSet { absence } => Subject::Operator(absence.operator),
            Fact::PasswordSet { operator } | Fact::SessionsRevoked { operator } => {
                Subject::Operator(*operator)
            }
        }
    }
}

/// A journal entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    pub seq: Seq,
    pub at: Millis,
    /// `None` is pult itself.
    pub operator: Option<OperatorId>,
    pub command: CommandId,
    pub fact: Fact,
}
