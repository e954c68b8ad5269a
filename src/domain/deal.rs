//! The deal: one sale from the first contact to the parcel handed over.
//!
//! A deal is only ever changed by [`Change`]s: pairs of the same field before and after. The journal stores them, undo
//! turns them round, the feed sends what they leave behind.
mod edit;
mod relocate;
#[cfg(test)]
mod tests;

pub use edit::Draft;
pub use relocate::{Move, Spot};

use super::calendar::Millis;
use super::field::FieldValue;
use super::id::{
    ApprovalId, ContactId, DealId, DepartmentId, OperatorId, PipelineId, SourceId, StageId, Version,
};
use super::money::Kopecks;
use super::operator::{Actor, Reach};
use super::shop::Shop;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deal {
    pub id: DealId,
    pub version: Version,
    /// May be empty: the card then shows the goods.
    pub title: String,
    pub contact: Option<ContactId>,
    pub pipeline: PipelineId,
    pub stage: StageId,
    pub stage_since: Millis,
    /// When the stage's time limit runs out, by the shop's working hours.
    pub stage_due: Option<Millis>,
    /// Order within the column, smallest on top.
    pub place: i64,
    pub kind: Option<Kind>,
    pub source: Option<SourceId>,
    pub tags: Vec<String>,
    /// Fields of the shop, by key.
    pub custom: BTreeMap<String, FieldValue>,
    pub responsible: Option<OperatorId>,
    pub observer: Option<OperatorId>,
    pub co_executor: Option<OperatorId>,
    pub department: Option<DepartmentId>,
    /// «Принял в работу»: set by the server from the responsible person, never by hand.
    pub taken_by: Option<OperatorId>,
    pub next_step: Option<NextStep>,
    pub turn: Turn,
    pub turn_since: Millis,
    /// How long it waited for us before the present turn, in milliseconds.
    pub waited_us: i64,
    pub lost_reason: Option<String>,
    pub items: Vec<Item>,
    /// The sum of the items where there are any, else what a person entered.
    pub amount: Kopecks,
    pub created_at: Millis,
    pub changed_at: Millis,
    pub closed_at: Option<Millis>,
    /// A move that waits for a yes.
    pub approval: Option<ApprovalId>,
    pub deleted: bool,
    /// Where an imported deal came from: "amocrm:2050297".
    pub external: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Retail,
    Wholesale,
}

/// Whom the deal waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    Us,
    Client,
    Warehouse,
    Carrier,
    Bank,
}

impl Turn {
    pub const ALL: [Turn; 5] = [
        Turn::Us,
        Turn::Client,
        Turn::Warehouse,
        Turn::Carrier,
        Turn::Bank,
    ];

    /// Order by whose turn it is: who waits for us first, whom we can only wait for last.
    pub fn rank(self) -> i64 {
        match self {
            Turn::Us => 0,
            Turn::Warehouse => 1,
            Turn::Carrier => 2,
            Turn::Bank => 3,
            Turn::Client => 4,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NextStep {
    pub text: String,
    pub at: Millis,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub name: String,
    #[serde(default)]
    pub sku: Option<String>,
    /// For one unit.
    pub price: Kopecks,
    /// Thousandths of a unit: 2 pieces are 2000, half a metre is 500.
    pub quantity: i64,
}

/// One field with its value: what an edit asks for and what a change records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Set {
    Title(String),
    Contact(Option<ContactId>),
    Kind(Option<Kind>),
    Source(Option<SourceId>),
    Tags(Vec<String>),
    Custom {
        key: String,
        value: Option<FieldValue>,
    },
    Responsible(Option<OperatorId>),
    Observer(Option<OperatorId>),
    CoExecutor(Option<OperatorId>),
    Department(Option<DepartmentId>),
    NextStep(Option<NextStep>),
    Turn(Turn),
    LostReason(Option<String>),
    Items(Vec<Item>),
    Amount(Kopecks),
    // Only the server sets what follows.
    Pipeline(PipelineId),
    Stage(StageId),
    StageSince(Millis),
    StageDue(Option<Millis>),
    Place(i64),
    TakenBy(Option<OperatorId>),
    TurnSince(Millis),
    WaitedUs(i64),
    ClosedAt(Option<Millis>),
    Approval(Option<ApprovalId>),
    Deleted(bool),
}

pub type Change = super::event::Change<Set>;

impl Set {
    /// The field's name: in errors, `--set` and the journal.
    pub fn field(&self) -> &str {
        match self {
            Set::Title(_) => "title",
            Set::Contact(_) => "contact",
            Set::Kind(_) => "kind",
            Set::Source(_) => "source",
            Set::Tags(_) => "tags",
            Set::Custom { key, .. } => key,
            Set::Responsible(_) => "responsible",
            Set::Observer(_) => "observer",
            Set::CoExecutor(_) => "co_executor",
            Set::Department(_) => "department",
            Set::NextStep(_) => "next_step",
            Set::Turn(_) => "turn",
            Set::LostReason(_) => "lost_reason",
            Set::Items(_) => "items",
            Set::Amount(_) => "amount",
            Set::Pipeline(_) => "pipeline",
            Set::Stage(_) => "stage",
            Set::StageSince(_) => "stage_since",
            Set::StageDue(_) => "stage_due",
            Set::Place(_) => "place",
            Set::TakenBy(_) => "taken_by",
            Set::TurnSince(_) => "turn_since",
            Set::WaitedUs(_) => "waited_us",
            Set::ClosedAt(_) => "closed_at",
            Set::Approval(_) => "approval",
            Set::Deleted(_) => "deleted",
        }
    }

    /// May a person set this field directly?
    pub fn by_hand(&self) -> bool {
        !matches!(
            self,
            Set::Pipeline(_)
                | Set::Stage(_)
                | Set::StageSince(_)
                | Set::StageDue(_)
                | Set::Place(_)
                | Set::TakenBy(_)
                | Set::TurnSince(_)
                | Set::WaitedUs(_)
                | Set::ClosedAt(_)
                | Set::Approval(_)
                | Set::Deleted(_)
        )
    }
}

/// What a decision may look at besides the deal.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    pub shop: &'a Shop,
    pub actor: &'a Actor,
    pub now: Millis,
}

impl Deal {
    /// The present value of the field that `like` sets.
    pub fn get(&self, like: &Set) -> Set {
        match like {
            Set::Title(_) => Set::Title(self.title.clone()),
            Set::Contact(_) => Set::Contact(self.contact),
            Set::Kind(_) => Set::Kind(self.kind),
            Set::Source(_) => Set::Source(self.source),
            Set::Tags(_) => Set::Tags(self.tags.clone()),
            Set::Custom { key, .. } => Set::Custom {
                key: key.clone(),
                value: self.custom.get(key).cloned(),
            },
            Set::Responsible(_) => Set::Responsible(self.responsible),
            Set::Observer(_) => Set::Observer(self.observer),
            Set::CoExecutor(_) => Set::CoExecutor(self.co_executor),
            Set::Department(_) => Set::Department(self.department),
            Set::NextStep(_) => Set::NextStep(self.next_step.clone()),
            Set::Turn(_) => Set::Turn(self.turn),
            Set::LostReason(_) => Set::LostReason(self.lost_reason.clone()),
            Set::Items(_) => Set::Items(self.items.clone()),
            Set::Amount(_) => Set::Amount(self.amount),
            Set::Pipeline(_) => Set::Pipeline(self.pipeline),
            Set::Stage(_) => Set::Stage(self.stage),
            Set::StageSince(_) => Set::StageSince(self.stage_since),
            Set::StageDue(_) => Set::StageDue(self.stage_due),
            Set::Place(_) => Set::Place(self.place),
            Set::TakenBy(_) => Set::TakenBy(self.taken_by),
            Set::TurnSince(_) => Set::TurnSince(self.turn_since),
            Set::WaitedUs(_) => Set::WaitedUs(self.waited_us),
            Set::ClosedAt(_) => Set::ClosedAt(self.closed_at),
            Set::Approval(_) => Set::Approval(self.approval),
            Set::Deleted(_) => Set::Deleted(self.deleted),
        }
    }

    pub fn apply(&mut self, set: &Set) {
        match set {
            Set::Title(v) => self.title.clone_from(v),
            Set::Contact(v) => self.contact = *v,
            Set::Kind(v) => self.kind = *v,
            Set::Source(v) => self.source = *v,
            Set::Tags(v) => self.tags.clone_from(v),
            Set::Custom {
                key,
                value: Some(value),
            } => {
                self.custom.insert(key.clone(), value.clone());
            }
            Set::Custom { key, value: None } => {
                self.custom.remove(key);
            }
            Set::Responsible(v) => self.responsible = *v,
            Set::Observer(v) => self.observer = *v,
            Set::CoExecutor(v) => self.co_executor = *v,
            Set::Department(v) => self.department = *v,
            Set::NextStep(v) => self.next_step.clone_from(v),
            Set::Turn(v) => self.turn = *v,
            Set::LostReason(v) => self.lost_reason.clone_from(v),
            Set::Items(v) => self.items.clone_from(v),
            Set::Amount(v) => self.amount = *v,
            Set::Pipeline(v) => self.pipeline = *v,
            Set::Stage(v) => self.stage = *v,
            Set::StageSince(v) => self.stage_since = *v,
            Set::StageDue(v) => self.stage_due = *v,
            Set::Place(v) => self.place = *v,
            Set::TakenBy(v) => self.taken_by = *v,
            Set::TurnSince(v) => self.turn_since = *v,
            Set::WaitedUs(v) => self.waited_us = *v,
            Set::ClosedAt(v) => self.closed_at = *v,
            Set::Approval(v) => self.approval = *v,
            Set::Deleted(v) => self.deleted = *v,
        }
    }

    /// How near this deal is to the actor.
    pub fn reach(&self, actor: &Actor) -> Reach {
        let me = actor.operator;
        if me.is_none()
            || self.responsible.is_none()
            || [self.responsible, self.observer, self.co_executor].contains(&me)
        {
            Reach::Own
        } else if self.department.is_some() && self.department == actor.department {
            Reach::Team
        } else {
            Reach::Other
        }
    }

    /// How long the deal has waited for us in all, in milliseconds.
    pub fn waited_for_us(&self, now: Millis) -> i64 {
        let running = self.turn == Turn::Us && self.closed_at.is_none();
        self.waited_us
            + if running {
                (now.0 - self.turn_since.0).max(0)
            } else {
                0
            }
    }

    /// The goods in one short line: the first item and how many more.
    pub fn goods(&self) -> String {
        let Some(first) = self.items.first() else {
            return String::new();
        };
        let mut line = first.name.clone();
        if first.quantity != 1000 {
            line.push_str(" ×");
            line.push_str(&first.quantity_text());
        }
        if self.items.len() > 1 {
            line.push_str(&format!(" +{}", self.items.len() - 1));
        }
        line
    }
}

impl Item {
    /// Price times quantity, half a kopeck rounded up; `None` beyond the range of money.
    pub fn sum(&self) -> Option<Kopecks> {
        let thousandths = i128::from(self.price.0) * i128::from(self.quantity);
        i64::try_from((thousandths + 500).div_euclid(1000))
            .ok()
            .map(Kopecks)
    }

    /// "2", "0,5".
    pub fn quantity_text(&self) -> String {
        let (whole, part) = (self.quantity / 1000, self.quantity % 1000);
        if part == 0 {
            whole.to_string()
        } else {
            format!("{whole},{}", format!("{part:03}").trim_end_matches('0'))
        }
    }
}
