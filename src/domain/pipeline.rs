//! Pipelines, their stages, and what must hold before a deal may enter one.
use super::deal::{Deal, Turn};
use super::id::{DepartmentId, PipelineId, StageId};
use super::money::Kopecks;
use super::operator::Role;
use super::refusal::Refusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pipeline {
    pub id: PipelineId,
    pub key: String,
    pub name: String,
    pub stages: Vec<Stage>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stage {
    pub id: StageId,
    pub key: String,
    pub name: String,
    pub outcome: Outcome,
    /// What the customer is told about a deal that stands here.
    pub client_status: Option<String>,
    /// A deal may stay this long, in minutes of the shop's working time.
    pub limit_minutes: Option<i64>,
    /// At most this many deals at once.
    pub wip: Option<i64>,
    /// The department that owns deals here; entering hands the deal over.
    pub department: Option<DepartmentId>,
    /// Whose turn it is when a deal enters.
    pub turn: Option<Turn>,
    /// Entering for the first time records the responsible person as the one who took the deal to work.
    pub accepts: bool,
    pub gate: Gate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Open,
    Won,
    Lost,
}

/// The conditions of entering a stage. The default lets everyone in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Gate {
    pub needs: Vec<Need>,
    /// Only these roles may move a deal in. Empty: anyone.
    pub roles: Vec<Role>,
    /// Others ask; this role, or one above, approves.
    pub approval: Option<Role>,
}

/// One thing a gate asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    Contact,
    Phone,
    Email,
    Address,
    Source,
    Responsible,
    NextStep,
    Items,
    /// At least this much.
    Amount(Kopecks),
    LostReason,
    /// A field of the shop, by key.
    Custom(String),
}

/// What the gates ask about the deal's contact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reachable {
    pub phone: bool,
    pub email: bool,
    pub address: bool,
}

impl Stage {
    /// May this role make a deal right here? What the gate needs is not asked of a new deal; whose word it needs is.
    ///
    /// # Errors
    /// Names the roles that may.
    pub fn admits(&self, role: Role) -> Result<(), Refusal> {
        if !self.gate.roles.is_empty() && !self.gate.roles.iter().any(|r| role.covers(*r)) {
            return Err(Refusal::GateRole {
                stage: self.id,
                roles: self.gate.roles.clone(),
            });
        }
        match self.gate.approval.filter(|wanted| !role.covers(*wanted)) {
            Some(role) => Err(Refusal::NotAtOnce {
                stage: self.id,
                role,
            }),
            None => Ok(()),
        }
    }
}

impl Gate {
    /// What is missing, in the order of the shop file.
    pub fn missing(&self, deal: &Deal, contact: Reachable) -> Vec<Need> {
        self.needs
            .iter()
            .filter(|need| !need.met(deal, contact))
            .cloned()
            .collect()
    }
}

impl Need {
    fn met(&self, deal: &Deal, contact: Reachable) -> bool {
        match self {
            Need::Contact => deal.contact.is_some(),
            Need::Phone => contact.phone,
            Need::Email => contact.email,
            Need::Address => contact.address,
            Need::Source => deal.source.is_some(),
            Need::Responsible => deal.responsible.is_some(),
            Need::NextStep => deal.next_step.is_some(),
            Need::Items => !deal.items.is_empty(),
            Need::Amount(least) => deal.amount >= *least,
            Need::LostReason => deal.lost_reason.is_some(),
            Need::Custom(key) => deal.custom.contains_key(key),
        }
    }
}

impl Role {
    /// Does this role stand in for `other` at a gate?
    pub fn covers(self, other: Role) -> bool {
        self == other
            || self == Role::Owner
            || (self == Role::Supervisor && other == Role::Operator)
    }
}
