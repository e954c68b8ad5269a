//! One deal, and lists of them.
use crate::domain::approval::Approval;
use crate::domain::card::Card;
use crate::domain::contact::Contact;
use crate::domain::deal::Deal;
use crate::domain::event::Event;
use crate::domain::id::*;
use crate::domain::task::Task;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `GET /v1/deal/{id}`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct View {
    pub deal: Deal,
    pub contact: Option<Contact>,
    pub approval: Option<Approval>,
    pub tasks: Vec<Task>,
    /// Other open deals of the same contact.
    pub others: Vec<Card>,
    /// Newest first; more by `GET /v1/deal/{id}/history`.
    pub history: Vec<Event>,
    pub more: bool,
    /// How long the deal stood in each stage, in the order it was there.
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    pub stage: StageId,
    /// Milliseconds; the present stage up to now.
    pub stayed: i64,
}

/// `GET /v1/deal`: newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListQuery {
    pub stage: Option<StageId>,
    pub contact: Option<ContactId>,
    /// Numbers smaller than this.
    pub before: Option<DealId>,
    pub responsible: Option<OperatorId>,
    pub limit: Option<u32>,
}

/// `GET /v1/…/history` and `GET /v1/log`: newest first, entries before this number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HistoryQuery {
    pub before: Option<Seq>,
    pub limit: Option<u32>,
}
