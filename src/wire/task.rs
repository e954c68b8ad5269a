//! Lists of tasks.
use crate::domain::id::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `GET /v1/task`: by date, those without one last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ListQuery {
    pub assignee: Option<OperatorId>,
    pub deal: Option<DealId>,
    /// Also those that are done.
    pub done: bool,
    pub limit: Option<u32>,
}
