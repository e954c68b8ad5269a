//! A deal as the board shows it.
use super::calendar::Millis;
use super::deal::{Kind, Turn};
use super::id::*;
use super::money::Kopecks;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the lines of [`super::shop::Shop::card`] may name: `{amount} · {source}`.
pub const SLOTS: [&str; 13] = [
    "number",
    "name",
    "title",
    "goods",
    "amount",
    "source",
    "kind",
    "turn",
    "waited",
    "responsible",
    "next",
    "due",
    "tags",
];

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Card {
    pub id: DealId,
    pub version: Version,
    pub pipeline: PipelineId,
    pub stage: StageId,
    pub place: i64,
    pub title: String,
    pub contact: Option<ContactId>,
    /// What the contact is called.
    pub name: String,
    /// The goods in one line.
    pub goods: String,
    pub amount: Kopecks,
    pub kind: Option<Kind>,
    pub source: Option<SourceId>,
    pub tags: Vec<String>,
    pub responsible: Option<OperatorId>,
    pub department: Option<DepartmentId>,
    pub turn: Turn,
    pub turn_since: Millis,
    pub waited_us: i64,
    pub stage_since: Millis,
    pub stage_due: Option<Millis>,
    pub next_at: Option<Millis>,
    pub closed_at: Option<Millis>,
    /// Why it was lost, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_reason: Option<String>,
    pub approval: Option<ApprovalId>,
    pub deleted: bool,
}
