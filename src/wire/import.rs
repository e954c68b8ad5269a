//! What became of imported rows, and past imports.
use crate::domain::calendar::Millis;
use crate::domain::command::ImportRow;
use crate::domain::id::*;
use crate::domain::refusal::Refusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RowOutcome {
    pub line: u64,
    pub deal: Fate<DealId>,
    pub contact: Fate<ContactId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fate<I> {
    /// In a preview the id is not known yet.
    Created(Option<I>),
    /// Was there already; `by` is the phone, e-mail or foreign id that told.
    Matched {
        id: I,
        by: String,
    },
    Refused(Box<Refusal>),
    /// The row holds none.
    None,
}

/// `POST /v1/import/preview`: what a command with these rows would do. Changes nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Preview {
    pub rows: Vec<ImportRow>,
}

/// `GET /v1/import`: newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Import {
    pub id: ImportId,
    pub file: String,
    pub at: Millis,
    pub by: Option<OperatorId>,
    pub deals: i64,
    pub contacts: i64,
    /// Records already taken back.
    pub undone: i64,
}
