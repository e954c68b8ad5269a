//! A move that waits for a superior's yes.
use super::calendar::Millis;
use super::id::{ApprovalId, DealId, OperatorId, StageId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Approval {
    pub id: ApprovalId,
    pub deal: DealId,
    pub to: StageId,
    pub asked_by: Option<OperatorId>,
    pub asked_at: Millis,
    pub state: State,
    pub decided_by: Option<OperatorId>,
    pub decided_at: Option<Millis>,
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Open,
    Approved,
    Refused,
    Withdrawn,
}

/// What a superior says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Approve,
    Refuse { reason: String },
}
