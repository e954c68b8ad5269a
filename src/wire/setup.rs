//! The shop files as the server keeps them.
use crate::domain::assign::Candidate;
use crate::domain::calendar::Millis;
use crate::domain::command::SetupFile;
use crate::domain::id::OperatorId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `GET /v1/setup` and `GET /v1/setup/{version}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Setup {
    pub version: i64,
    pub at: Millis,
    pub by: Option<OperatorId>,
    pub files: Vec<SetupFile>,
}

/// `POST /v1/setup/check`: would these files be taken? Each thing they leave out that deals still hold is answered
/// with the refusal it would get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// As in a command: a file left out stays as the shop has it.
    pub files: Vec<SetupFile>,
}

/// `GET /v1/staff`: people as the assignment sees them now.
pub type Staff = Vec<Candidate>;

/// `GET /v1/health`: how the file and its surroundings are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Health {
    pub sqlite: String,
    /// Bytes.
    pub database: u64,
    pub wal: u64,
    pub disk_free: u64,
    pub deals: i64,
    pub contacts: i64,
    pub journal: i64,
    pub schema: i64,
    pub clients: u32,
    pub started: Millis,
    pub now: Millis,
    pub last_backup: Option<Millis>,
}
