//! Whole records in bulk, for a file. Only for those who may take the shop's data away.
use crate::domain::contact::Contact;
use crate::domain::deal::Deal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `GET /v1/export/deal` and `GET /v1/export/contact`: newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Query {
    /// Numbers smaller than this.
    pub before: Option<i64>,
    /// 1–500.
    pub limit: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    pub deal: Deal,
    pub contact: Option<Contact>,
}
