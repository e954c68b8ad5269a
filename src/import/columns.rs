//! What a column of a foreign file means, under names that stay stable: people type them in `--map` and they are
//! remembered in TOML.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::fold::nearest;

/// Letters of a heading or label that are kept.
const MAX_LABEL: usize = 120;

/// The meaning of one column.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Column {
    DealId,
    ContactId,
    Title,
    Pipeline,
    Stage,
    Amount,
    Currency,
    /// The whole name in one cell.
    ContactName,
    FirstName,
    LastName,
    MiddleName,
    Company,
    /// One or several phones.
    Phone,
    /// One or several addresses.
    Email,
    City,
    Address,
    Postcode,
    /// The number a contact had where pult itself wrote the file.
    OwnId,
    Messenger(Messenger),
    Responsible,
    Source,
    Tags,
    /// Wholesale or retail.
    Kind,
    CreatedAt,
    ChangedAt,
    ClosedAt,
    LostReason,
    Note,
    NextStep,
    NextStepAt,
    /// All goods of the deal in one cell: `name x 2; name x 1`.
    Items,
    ItemName,
    ItemPrice,
    ItemQuantity,
    ItemSku,
    /// An advertising mark: `source`, `medium`, `campaign`…
    Utm(String),
    /// Kept with the deal (with the contact in a file of contacts) under this label.
    Custom(String),
    /// Kept with the contact under this label.
    ContactCustom(String),
    Skip,
}

/// Where else a person can be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Messenger {
    Telegram,
    WhatsApp,
    Viber,
    Vk,
    Max,
    Skype,
    Instagram,
    Other,
}

/// Names of the columns that need no label.
pub const PLAIN: &[(&str, Column)] = &[
    ("deal-id", Column::DealId),
    ("contact-id", Column::ContactId),
    ("title", Column::Title),
    ("pipeline", Column::Pipeline),
    ("stage", Column::Stage),
    ("amount", Column::Amount),
    ("currency", Column::Currency),
    ("name", Column::ContactName),
    ("first-name", Column::FirstName),
    ("last-name", Column::LastName),
    ("middle-name", Column::MiddleName),
    ("company", Column::Company),
    ("phone", Column::Phone),
    ("email", Column::Email),
    ("city", Column::City),
    ("address", Column::Address),
    ("postcode", Column::Postcode),
    ("pult-id", Column::OwnId),
    ("responsible", Column::Responsible),
    ("source", Column::Source),
    ("tags", Column::Tags),
    ("kind", Column::Kind),
    ("created", Column::CreatedAt),
    ("changed", Column::ChangedAt),
    ("closed", Column::ClosedAt),
    ("lost-reason", Column::LostReason),
    ("note", Column::Note),
    ("next-step", Column::NextStep),
    ("next-step-at", Column::NextStepAt),
    ("items", Column::Items),
    ("item", Column::ItemName),
    ("item-price", Column::ItemPrice),
    ("item-quantity", Column::ItemQuantity),
    ("item-sku", Column::ItemSku),
    ("telegram", Column::Messenger(Messenger::Telegram)),
    ("whatsapp", Column::Messenger(Messenger::WhatsApp)),
    ("viber", Column::Messenger(Messenger::Viber)),
    ("vk", Column::Messenger(Messenger::Vk)),
    ("max", Column::Messenger(Messenger::Max)),
    ("skype", Column::Messenger(Messenger::Skype)),
    ("instagram", Column::Messenger(Messenger::Instagram)),
    ("messenger", Column::Messenger(Messenger::Other)),
    ("skip", Column::Skip),
];

type FromLabel = fn(String) -> Column;

/// Names that a label follows after a colon: `custom:Size`.
const LABELLED: &[(&str, FromLabel)] = &[
    ("utm", Column::Utm),
    ("custom", Column::Custom),
    ("contact-custom", Column::ContactCustom),
];

impl Column {
    pub fn custom(label: &str) -> Self {
        Self::Custom(label.chars().take(MAX_LABEL).collect())
    }

    pub fn contact_custom(label: &str) -> Self {
        Self::ContactCustom(label.chars().take(MAX_LABEL).collect())
    }

    /// Only a deal has this: in a file of contacts such a column is kept as a custom one.
    pub fn is_of_deal(&self) -> bool {
        matches!(
            self,
            Self::DealId
                | Self::Title
                | Self::Pipeline
                | Self::Stage
                | Self::Amount
                | Self::Currency
                | Self::ClosedAt
                | Self::LostReason
                | Self::NextStep
                | Self::NextStepAt
                | Self::Utm(_)
        ) || self.is_of_item()
    }

    /// One of the goods: such cells may go on in the rows below.
    pub fn is_of_item(&self) -> bool {
        matches!(
            self,
            Self::Items | Self::ItemName | Self::ItemPrice | Self::ItemQuantity | Self::ItemSku
        )
    }
}

impl fmt::Display for Column {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Utm(label) => write!(formatter, "utm:{label}"),
            Self::Custom(label) => write!(formatter, "custom:{label}"),
            Self::ContactCustom(label) => write!(formatter, "contact-custom:{label}"),
            plain => {
                let named = PLAIN.iter().find(|(_, column)| column == plain);
                formatter.write_str(named.map_or("skip", |(name, _)| name))
            }
        }
    }
}

/// There is no column of this name; the name meant, perhaps.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no column is called {given}")]
pub struct NoSuchColumn {
    pub given: String,
    pub nearest: Option<String>,
}

impl FromStr for Column {
    type Err = NoSuchColumn;

    fn from_str(name: &str) -> Result<Self, NoSuchColumn> {
        let trimmed = name.trim();
        if let Some((kind, label)) = trimmed.split_once(':')
            && let Some((_, make)) = LABELLED
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(kind.trim()))
            && !label.trim().is_empty()
        {
            return Ok(make(label.trim().chars().take(MAX_LABEL).collect()));
        }
        let lower = trimmed.to_lowercase();
        if let Some((_, column)) = PLAIN.iter().find(|(known, _)| *known == lower) {
            return Ok(column.clone());
        }
        let labelled: Vec<String> = LABELLED
            .iter()
            .map(|(name, _)| format!("{name}:"))
            .collect();
        let known = PLAIN.iter().map(|(name, _)| *name);
        let near = nearest(&lower, known.chain(labelled.iter().map(String::as_str)));
        Err(NoSuchColumn {
            nearest: near.map(str::to_owned),
            given: name.to_owned(),
        })
    }
}

impl TryFrom<String> for Column {
    type Error = NoSuchColumn;

    fn try_from(name: String) -> Result<Self, NoSuchColumn> {
        name.parse()
    }
}

impl From<Column> for String {
    fn from(column: Column) -> Self {
        column.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back() {
        for (name, column) in PLAIN {
            assert_eq!(name.parse::<Column>().unwrap(), *column);
            assert_eq!(column.to_string(), *name);
        }
        for text in [
            "utm:source",
            "custom:Размер: см",
            "contact-custom:Должность",
        ] {
            assert_eq!(text.parse::<Column>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_wrong_name_offers_the_nearest() {
        let nearest = |name: &str| name.parse::<Column>().unwrap_err().nearest;
        assert_eq!(nearest("phon").as_deref(), Some("phone"));
        assert_eq!(nearest("emial").as_deref(), Some("email"));
        assert_eq!(nearest("custm").as_deref(), Some("custom:"));
        assert_eq!(nearest("custom:").as_deref(), Some("custom:"));
        assert_eq!(nearest("вертолёт"), None);
    }
}
