//! What crosses the socket, used by both ends: addresses, questions, answers, feed frames.
//!
//! Reads are GETs named after the noun; every change is one POST to [`path::COMMAND`]. Nothing here does anything.
pub mod board;
pub mod contact;
pub mod deal;
pub mod export;
pub mod feed;
pub mod find;
pub mod import;
mod param;
pub mod problem;
pub mod session;
pub mod setup;
pub mod task;
pub mod undo;

use crate::domain::calendar::Millis;
use crate::domain::card::Card;
use crate::domain::command::ActKind;
use crate::domain::event::Subject;
use crate::domain::id::*;
use crate::domain::operator::Operator;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version both ends must share; the server also serves the one before.
pub const API: u32 = 1;

/// Every address, in one place.
pub mod path {
    pub const HELLO: &str = "/v1/hello";
    pub const COMMAND: &str = "/v1/command";
    pub const FEED: &str = "/v1/feed";
    pub const SHOP: &str = "/v1/shop";
    pub const BOARD: &str = "/v1/board";
    pub const COLUMN: &str = "/v1/column";
    pub const DEALS: &str = "/v1/deal";
    pub const DEAL: &str = "/v1/deal/{id}";
    pub const DEAL_HISTORY: &str = "/v1/deal/{id}/history";
    pub const CONTACTS: &str = "/v1/contact";
    pub const CONTACT: &str = "/v1/contact/{id}";
    pub const CONTACT_HISTORY: &str = "/v1/contact/{id}/history";
    pub const TASKS: &str = "/v1/task";
    pub const TASK: &str = "/v1/task/{id}";
    pub const APPROVALS: &str = "/v1/approval";
    pub const FIND: &str = "/v1/find";
    pub const LOG: &str = "/v1/log";
    pub const NOTICES: &str = "/v1/notice";
    pub const STAFF: &str = "/v1/staff";
    pub const UNDO: &str = "/v1/undo";
    pub const SETUP: &str = "/v1/setup";
    pub const SETUP_CHECK: &str = "/v1/setup/check";
    pub const SETUP_VERSION: &str = "/v1/setup/{version}";
    pub const IMPORTS: &str = "/v1/import";
    pub const IMPORT_PREVIEW: &str = "/v1/import/preview";
    pub const EXPORT_DEALS: &str = "/v1/export/deal";
    pub const EXPORT_CONTACTS: &str = "/v1/export/contact";
    pub const SESSION: &str = "/v1/session";
    pub const BACKUP: &str = "/v1/backup";
    pub const HEALTH: &str = "/v1/health";
    pub const OPENAPI: &str = "/v1/openapi.json";
    pub const LIVE: &str = "/healthz";
}

/// The first answer: who both are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hello {
    pub api: u32,
    /// The server's version, "0.1.0".
    pub version: String,
    pub shop: String,
    pub me: Operator,
    /// The journal's end.
    pub seq: Seq,
    /// The server's clock.
    pub now: Millis,
    /// A shop to play with: the desk says so.
    pub demo: bool,
    /// A copy as of this moment, only to be looked at: the desk says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<Millis>,
    /// Open approvals this person may decide.
    pub approvals: i64,
    /// Notices not yet seen.
    pub notices: i64,
}

/// The answer to a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Done {
    /// The last journal entry the command wrote; for a command that changed nothing, the journal's end.
    pub seq: Seq,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The deal as it is now.
    Deal {
        card: Card,
        totals: Vec<board::Total>,
    },
    /// The move waits for a yes.
    Asked {
        approval: ApprovalId,
        card: Card,
    },
    Contact {
        contact: ContactId,
        version: Version,
    },
    Task {
        task: TaskId,
        version: Version,
    },
    /// What was taken back. `left` are records that somebody changed since; they stay as they are. `passed` are newer
    /// acts of the same person that can't be taken back any more.
    Undone {
        command: CommandId,
        act: ActKind,
        subject: Option<Subject>,
        left: Vec<Subject>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        passed: Vec<undo::Passed>,
    },
    ImportBegun {
        import: ImportId,
    },
    Imported {
        rows: Vec<import::RowOutcome>,
    },
    ImportUndone {
        import: ImportId,
        taken_back: u32,
        remaining: u64,
        left: Vec<Subject>,
    },
    Setup {
        version: i64,
    },
    Plain,
}
