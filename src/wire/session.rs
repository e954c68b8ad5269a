//! Logging in over TCP. Over the unix socket the kernel says who it is and none of this is needed.
use crate::domain::calendar::Millis;
use crate::domain::command::Secret;
use crate::domain::id::OperatorId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `POST /v1/session`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    pub login: String,
    pub password: Secret,
    /// Shown in the list of sessions: host and program.
    pub client: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Token {
    /// Sent as `Authorization: Bearer …`. 256 random bits.
    pub token: Secret,
    pub expires: Millis,
}

/// `GET /v1/session`: mine, and for an owner everybody's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Session {
    pub operator: OperatorId,
    pub client: String,
    pub created: Millis,
    pub seen: Millis,
    pub expires: Millis,
}
