//! Who works here and what each role may do.
//!
//! [`may`] is the only place where a right is decided. It hands out a [`Permit`]; the store's writing functions ask
//! for one, so a change that nobody was asked about does not compile.
use super::calendar::{Millis, WorkHours};
use super::command::{Act, ActKind};
use super::id::{DepartmentId, OperatorId};
use super::refusal::Refusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Operator,
    Supervisor,
    Accountant,
    Owner,
}

impl Role {
    pub const ALL: [Role; 4] = [
        Role::Operator,
        Role::Supervisor,
        Role::Accountant,
        Role::Owner,
    ];

    /// The word of the shop file.
    pub fn key(self) -> &'static str {
        match self {
            Role::Operator => "operator",
            Role::Supervisor => "supervisor",
            Role::Accountant => "accountant",
            Role::Owner => "owner",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Operator {
    pub id: OperatorId,
    /// The login, and the word of the shop file.
    pub key: String,
    pub name: String,
    pub role: Role,
    pub department: Option<DepartmentId>,
    /// The account of the operating system that is this person over the unix socket.
    pub unix: Option<String>,
    /// Own hours where they differ from the shop's.
    pub hours: Option<WorkHours>,
    /// False for those who left: they keep their name in history and may do nothing.
    pub active: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Department {
    pub id: DepartmentId,
    pub key: String,
    pub name: String,
}

/// A time during which a person gets no work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Absence {
    pub operator: OperatorId,
    pub from: Millis,
    pub to: Millis,
}

/// Whose command it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// `None` is pult itself: timers, rules, imports' matching.
    pub operator: Option<OperatorId>,
    pub role: Role,
    pub department: Option<DepartmentId>,
}

impl Actor {
    pub const SYSTEM: Actor = Actor {
        operator: None,
        role: Role::Owner,
        department: None,
    };
}

impl From<&Operator> for Actor {
    fn from(operator: &Operator) -> Self {
        Actor {
            operator: Some(operator.id),
            role: operator.role,
            department: operator.department,
        }
    }
}

/// How near the touched record is to the actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Responsible, observer, co-executor or author; or nobody is responsible yet.
    Own,
    /// The same department.
    Team,
    Other,
}

impl Reach {
    pub const ALL: [Reach; 3] = [Reach::Own, Reach::Team, Reach::Other];
}

/// Proof that somebody may do this kind of thing. Only [`may`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    actor: Actor,
    act: ActKind,
}

impl Permit {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn act(&self) -> ActKind {
        self.act
    }
}

/// May this actor do this act to a record this near?
///
/// # Errors
/// [`Refusal::NotAllowed`] names the act, the role and how near the record was.
pub fn may(actor: &Actor, act: &Act, reach: Reach) -> Result<Permit, Refusal> {
    let kind = act.kind();
    // pult itself acts for nobody's advantage: its timers and rules are the shop's own.
    if actor.operator.is_none() || allowed(actor.role, kind, reach) {
        Ok(Permit {
            actor: actor.clone(),
            act: kind,
        })
    } else {
        Err(Refusal::NotAllowed {
            act: kind,
            role: actor.role,
            reach: Some(reach),
            whose: None,
        })
    }
}

/// The roles that may do this to a record this near.
pub fn roles(act: ActKind, reach: Reach) -> impl Iterator<Item = Role> {
    let all = Role::ALL.into_iter();
    all.filter(move |role| allowed(*role, act, reach))
}

/// The matrix of rights. No wildcard over acts: a new act does not compile before it has a row.
pub fn allowed(role: Role, act: ActKind, reach: Reach) -> bool {
    use Role::*;
    let near = reach != Reach::Other;
    match act {
        ActKind::CreateDeal | ActKind::CreateContact | ActKind::CreateTask | ActKind::NoteDeal => {
            true
        }
        ActKind::EditContact => true,
        // A colleague's deal can be read and noted by anyone, changed by the team and its heads.
        ActKind::EditDeal | ActKind::MoveDeal | ActKind::EditTask => {
            near || matches!(role, Supervisor | Owner)
        }
        ActKind::AssignDeal => reach == Reach::Own || matches!(role, Supervisor | Owner),
        ActKind::TrashDeal => {
            matches!(role, Supervisor | Owner) || (role == Operator && reach == Reach::Own)
        }
        ActKind::DecideApproval => matches!(role, Supervisor | Accountant | Owner),
        ActKind::WithdrawApproval => reach == Reach::Own || matches!(role, Supervisor | Owner),
        // Own acts only; a head may take back another's.
        ActKind::Undo => reach == Reach::Own || matches!(role, Supervisor | Owner),
        ActKind::BeginImport | ActKind::Import | ActKind::UndoImport => {
            matches!(role, Supervisor | Owner)
        }
        ActKind::ApplySetup => role == Owner,
        ActKind::SetAbsence => reach == Reach::Own || matches!(role, Supervisor | Owner),
        ActKind::SetPassword | ActKind::RevokeSessions => reach == Reach::Own || role == Owner,
        // Only pult's own timer.
        ActKind::RaiseLate => false,
    }
}
