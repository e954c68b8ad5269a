//! The live feed: one frame a command, in the journal's order. Its SSE id is the command's last journal number.
use super::board::Total;
use crate::domain::calendar::Millis;
use crate::domain::card::Card;
use crate::domain::command::ActKind;
use crate::domain::event::Subject;
use crate::domain::id::*;
pub use crate::domain::notice::{Notice, NoticeKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// SSE event names.
pub const FRAME: &str = "frame";
/// The follower is too far behind: read everything again, then follow from the id of this event.
pub const RESET: &str = "reset";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Frame {
    pub seq: Seq,
    pub at: Millis,
    pub by: Option<OperatorId>,
    pub command: CommandId,
    pub act: ActKind,
    /// Deals as they are now. Empty where there are too many: see `many`.
    pub cards: Vec<Card>,
    /// The stages whose totals changed, as they are now.
    pub totals: Vec<Total>,
    /// Other records that changed.
    pub touched: Vec<Subject>,
    /// Too much changed to say: read again what is shown.
    pub many: bool,
    /// The shop files changed: this version is in force.
    pub setup: Option<i64>,
    /// Who has to know.
    pub notices: Vec<Notice>,
}

/// `GET /v1/notice`: newest first. `POST /v1/notice` with the newest seen marks all up to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Notices {
    pub unseen: i64,
    pub notices: Vec<Notice>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticesSeen {
    pub up_to: Seq,
}
