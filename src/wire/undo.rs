//! What `u` would take back.
use crate::domain::calendar::Millis;
use crate::domain::command::ActKind;
use crate::domain::event::Subject;
use crate::domain::id::CommandId;
use crate::domain::refusal::Refusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `GET /v1/undo`: the caller's last act that has a way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Next {
    pub command: CommandId,
    pub act: ActKind,
    pub subject: Option<Subject>,
    pub at: Millis,
}

/// A newer act of the caller's that undo had to leave as it is, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Passed {
    pub act: ActKind,
    pub subject: Option<Subject>,
    pub why: Refusal,
}
