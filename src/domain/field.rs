//! Fields a shop adds to its deals, and their values.
use super::calendar::Millis;
use super::money::Kopecks;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldSpec {
    /// The word of the shop file and of `--set`.
    pub key: String,
    pub name: String,
    pub kind: FieldKind,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    /// Whole numbers.
    Number,
    Money,
    Date,
    Flag,
    /// One of these.
    Choice(Vec<String>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldValue {
    Text(String),
    Number(i64),
    Money(Kopecks),
    Date(Millis),
    Flag(bool),
}

/// Longest text a field takes, in bytes.
pub const TEXT_MAX: usize = 16 * 1024;

impl FieldSpec {
    /// Does the value suit this field?
    pub fn takes(&self, value: &FieldValue) -> bool {
        match (&self.kind, value) {
            (FieldKind::Text, FieldValue::Text(text)) => text.len() <= TEXT_MAX,
            (FieldKind::Number, FieldValue::Number(_))
            | (FieldKind::Money, FieldValue::Money(_))
            | (FieldKind::Date, FieldValue::Date(_))
            | (FieldKind::Flag, FieldValue::Flag(_)) => true,
            (FieldKind::Choice(choices), FieldValue::Text(text)) => choices.contains(text),
            _ => false,
        }
    }
}
