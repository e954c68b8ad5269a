//! A deal as the board shows it.
use super::calendar::Millis;
use super::deal::{Deal, Kind, Turn};
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

impl Card {
    /// The card of a deal whose contact is called so.
    pub fn of(deal: &Deal, name: &str) -> Card {
        Card {
            id: deal.id,
            version: deal.version,
            pipeline: deal.pipeline,
            stage: deal.stage,
            place: deal.place,
            title: deal.title.clone(),
            contact: deal.contact,
            name: name.to_owned(),
            goods: deal.goods(),
            amount: deal.amount,
            kind: deal.kind,
            source: deal.source,
            tags: deal.tags.clone(),
            responsible: deal.responsible,
            department: deal.department,
            turn: deal.turn,
            turn_since: deal.turn_since,
            waited_us: deal.waited_us,
            stage_since: deal.stage_since,
            stage_due: deal.stage_due,
            next_at: deal.next_step.as_ref().map(|s| s.at),
            closed_at: deal.closed_at,
            lost_reason: deal.lost_reason.clone(),
            approval: deal.approval,
            deleted: deal.deleted,
        }
    }
}
