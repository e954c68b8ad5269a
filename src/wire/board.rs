//! The board: columns are windows on the server's data.
use crate::domain::card::Card;
use crate::domain::deal::{Kind, Turn};
use crate::domain::id::*;
use crate::domain::money::Kopecks;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which deals, and in which order. Everything absent is no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Filter {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible: Option<OperatorId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<Turn>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// Words of title, goods or contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Only deals past their stage's time limit or their next step's date.
    #[serde(skip_serializing_if = "is_false")]
    pub late: bool,
    /// Only open deals without a next step.
    #[serde(skip_serializing_if = "is_false")]
    pub no_next_step: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub sort: Sort,
}

impl Filter {
    /// Every deal, in the usual order.
    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}

fn is_default(sort: &Sort) -> bool {
    *sort == Sort::Place
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Latest arrival on top.
    #[default]
    Place,
    /// Whoever waits for us first, longest first.
    Turn,
}

/// `GET /v1/board`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PageQuery {
    pub pipeline: Option<PipelineId>,
    /// Cards a column, 1–200.
    pub limit: u32,
    #[serde(
        default,
        with = "super::param",
        skip_serializing_if = "Filter::is_empty"
    )]
    #[schemars(with = "String")]
    pub filter: Filter,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Page {
    pub pipeline: PipelineId,
    /// The journal's end when this was read.
    pub seq: Seq,
    pub columns: Vec<Column>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Column {
    pub total: Total,
    pub cards: Vec<Card>,
    /// There are more below.
    pub more: bool,
}

/// Kept, not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Total {
    pub stage: StageId,
    pub count: i64,
    pub sum: Kopecks,
    /// The filter has no kept count and counting stopped here: "at least".
    pub at_least: bool,
}

/// `GET /v1/column`: a window of one column. Without a cursor: the top.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnQuery {
    pub stage: StageId,
    /// The window begins below this card…
    pub after: Option<DealId>,
    /// …or ends above this one…
    pub before: Option<DealId>,
    /// …or is the column's foot.
    #[serde(default)]
    pub foot: bool,
    pub limit: u32,
    #[serde(
        default,
        with = "super::param",
        skip_serializing_if = "Filter::is_empty"
    )]
    #[schemars(with = "String")]
    pub filter: Filter,
}
