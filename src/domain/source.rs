//! Where a customer came from.
use super::id::SourceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    pub id: SourceId,
    pub key: String,
    pub name: String,
    /// Numbers that belong to this source, E.164: whoever dials one came from here.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// Given to a deal that was made by hand and names none.
    #[serde(default)]
    pub default: bool,
}
