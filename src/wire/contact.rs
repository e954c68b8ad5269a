//! One contact, and lists of them.
use crate::domain::card::Card;
use crate::domain::contact::Contact;
use crate::domain::event::Event;
use crate::domain::id::ContactId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `GET /v1/contact/{id}`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct View {
    pub contact: Contact,
    /// Newest first, at most 50.
    pub deals: Vec<Card>,
    /// The contact's own and its deals', newest first.
    pub history: Vec<Event>,
    pub more: bool,
}

/// `GET /v1/contact`: with `text` the best matches, else the newest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ListQuery {
    pub text: Option<String>,
    /// Numbers smaller than this.
    pub before: Option<ContactId>,
    pub limit: Option<u32>,
}
