//! Making a deal and changing its fields.
use super::{Change, Deal, Item, Kind, NextStep, Scene, Set, Turn};
use crate::domain::assign::{self, Candidate};
use crate::domain::calendar::Millis;
use crate::domain::contact::Who;
use crate::domain::event::Why;
use crate::domain::field::TEXT_MAX;
use crate::domain::id::{ContactId, DealId, PipelineId, StageId, Version};
use crate::domain::money::Kopecks;
use crate::domain::refusal::{Flaw, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const TITLE_MAX: usize = 1024;
const TAGS_MAX: usize = 64;
const TAG_MAX: usize = 256;
const ITEMS_MAX: usize = 1000;
/// Ten trillion roubles: sums of whole columns still fit an `i64`.
const AMOUNT_MOST: Kopecks = Kopecks(1_000_000_000_000_000);
/// Room between neighbours of a column, so that a card can be put between two.
pub(super) const GAP: i64 = 1 << 20;

/// A deal to be made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Draft {
    /// The first pipeline where none is named.
    pub pipeline: Option<PipelineId>,
    /// The pipeline's first stage where none is named. What its gate needs is not asked: a deal may be born there by
    /// whoever could move one in without asking.
    pub stage: Option<StageId>,
    pub who: Option<Who>,
    pub set: Vec<Set>,
    /// First words of the history.
    pub note: Option<String>,
}

impl Deal {
    /// A new deal and, where the rules chose its responsible person, how.
    ///
    /// # Errors
    /// The refusals of [`Deal::edit`], or an unknown pipeline or stage.
    pub fn create(
        id: DealId,
        draft: &Draft,
        contact: Option<ContactId>,
        top: i64,
        staff: &[Candidate],
        scene: Scene<'_>,
    ) -> Result<(Deal, Option<Why>), Refusal> {
        let shop = scene.shop;
        let pipeline = match draft.pipeline {
            Some(id) => shop
                .pipeline(id)
                .ok_or_else(|| Refusal::unknown("pipeline", id))?,
            None => shop
                .pipelines
                .first()
                .ok_or_else(|| Refusal::unknown("pipeline", "—"))?,
        };
        let stage = match draft.stage {
            Some(id) => pipeline
                .stages
                .iter()
                .find(|s| s.id == id)
                .ok_or_else(|| Refusal::unknown("stage", id))?,
            None => pipeline
                .stages
                .first()
                .ok_or_else(|| Refusal::unknown("stage", "—"))?,
        };
        let mut deal = Deal {
            id,
            version: Version(1),
            title: String::new(),
            contact,
            pipeline: pipeline.id,
            stage: stage.id,
            stage_since: scene.now,
            stage_due: shop.deadline(stage, scene.now),
            place: top - GAP,
            kind: None,
            source: shop.sources.iter().find(|s| s.default).map(|s| s.id),
            tags: Vec::new(),
            custom: BTreeMap::new(),
            responsible: None,
            observer: None,
            co_executor: None,
            department: stage.department,
            taken_by: None,
            next_step: None,
            turn: stage.turn.unwrap_or(Turn::Us),
            turn_since: scene.now,
            waited_us: 0,
            lost_reason: None,
            items: Vec::new(),
            amount: Kopecks(0),
            created_at: scene.now,
            changed_at: scene.now,
            closed_at: shop.closes(stage).then_some(scene.now),
            approval: None,
            deleted: false,
            external: None,
        };
        for change in deal.edit(draft.set.clone(), scene)? {
            deal.apply(&change.after);
        }
        let mut why = None;
        if deal.responsible.is_none() {
            let (chosen, reason) = assign::choose(&deal, staff, scene);
            deal.responsible = chosen;
            why = reason;
        }
        if deal.department.is_none() {
            deal.department = deal
                .responsible
                .and_then(|r| shop.operator(r))
                .and_then(|o| o.department);
        }
        if stage.accepts {
            deal.taken_by = deal.responsible;
        }
        Ok((deal, why))
    }

    /// The changes that `set` makes now; values that are already so are left out.
    ///
    /// # Errors
    /// Names the first field that can't be so and what is wrong with it.
    pub fn edit(&self, set: Vec<Set>, scene: Scene<'_>) -> Result<Vec<Change>, Refusal> {
        let mut after = self.clone();
        let mut fields: Vec<Set> = Vec::new();
        let mut touch = |like: Set| {
            if !fields.iter().any(|f| f.field() == like.field()) {
                fields.push(like);
            }
        };
        for wish in set {
            let wish = checked(wish, scene)?;
            if matches!(wish, Set::Amount(_)) && !after.items.is_empty() {
                return Err(Refusal::Invalid {
                    field: "amount".into(),
                    flaw: Flaw::Computed,
                });
            }
            touch(wish.clone());
            match &wish {
                Set::Turn(turn) if *turn != after.turn => {
                    touch(Set::TurnSince(scene.now));
                    touch(Set::WaitedUs(0));
                    after.waited_us = after.waited_for_us(scene.now);
                    after.turn_since = scene.now;
                }
                Set::Items(items) if !items.is_empty() => {
                    touch(Set::Amount(Kopecks(0)));
                    after.amount = total(items)?;
                }
                Set::Items(_) => {}
                Set::Responsible(Some(person)) => {
                    let department = scene.shop.operator(*person).and_then(|o| o.department);
                    if department.is_some() {
                        touch(Set::Department(None));
                        after.department = department;
                    }
                }
                _ => {}
            }
            after.apply(&wish);
        }
        Ok(self.difference(&after, &fields))
    }

    /// The fields among `likes` in which `after` differs from this deal.
    pub(super) fn difference(&self, after: &Deal, likes: &[Set]) -> Vec<Change> {
        likes
            .iter()
            .map(|like| Change {
                before: self.get(like),
                after: after.get(like),
            })
            .filter(|change| change.before != change.after)
            .collect()
    }
}

fn total(items: &[Item]) -> Result<Kopecks, Refusal> {
    let too_much = || Refusal::Invalid {
        field: "items".into(),
        flaw: Flaw::TooMuch,
    };
    items
        .iter()
        .try_fold(0i64, |sum, item| sum.checked_add(item.sum()?.0))
        .filter(|sum| *sum <= AMOUNT_MOST.0)
        .map(Kopecks)
        .ok_or_else(too_much)
}

/// The wish made tidy, or why it can't be.
fn checked(wish: Set, scene: Scene<'_>) -> Result<Set, Refusal> {
    let shop = scene.shop;
    if !wish.by_hand() {
        return Err(Refusal::ServerSet {
            field: wish.field().to_owned(),
        });
    }
    let invalid = |field: &str, flaw| {
        Err(Refusal::Invalid {
            field: field.to_owned(),
            flaw,
        })
    };
    match &wish {
        Set::Title(title) if title.len() > TITLE_MAX => {
            invalid("title", Flaw::TooLong { max: TITLE_MAX })
        }
        Set::Title(title) => Ok(Set::Title(title.trim().to_owned())),
        Set::Source(Some(id)) if shop.source(*id).is_none() => Err(Refusal::unknown("source", id)),
        Set::Department(Some(id)) if shop.department(*id).is_none() => {
            Err(Refusal::unknown("department", id))
        }
        Set::Responsible(Some(id)) | Set::Observer(Some(id)) | Set::CoExecutor(Some(id))
            if !shop.operator(*id).is_some_and(|o| o.active) =>
        {
            Err(Refusal::unknown("operator", id))
        }
        Set::Tags(tags) => {
            let mut tidy: Vec<String> = Vec::new();
            for tag in tags.iter().map(|t| t.trim()).filter(|t| !t.is_empty()) {
                if !tidy.iter().any(|t| t == tag) {
                    tidy.push(tag.to_owned());
                }
            }
            if tidy.len() > TAGS_MAX {
                return invalid("tags", Flaw::TooLong { max: TAGS_MAX });
            }
            if tidy.iter().any(|t| t.len() > TAG_MAX) {
                return invalid("tags", Flaw::TooLong { max: TAG_MAX });
            }
            Ok(Set::Tags(tidy))
        }
        Set::Custom { key, value } => {
            let Some(spec) = shop.field(key) else {
                return Err(Refusal::unknown("field", key));
            };
            match value {
                Some(value) if !spec.takes(value) => invalid(key, Flaw::WrongKind),
                _ => Ok(wish),
            }
        }
        Set::NextStep(Some(NextStep { text, .. })) if text.trim().is_empty() => {
            invalid("next_step", Flaw::Empty)
        }
        Set::NextStep(Some(NextStep { text, .. })) if text.len() > TEXT_MAX => {
            invalid("next_step", Flaw::TooLong { max: TEXT_MAX })
        }
        Set::LostReason(Some(reason)) if reason.trim().is_empty() => Ok(Set::LostReason(None)),
        Set::LostReason(Some(reason)) if reason.len() > TEXT_MAX => {
            invalid("lost_reason", Flaw::TooLong { max: TEXT_MAX })
        }
        Set::Amount(amount) if amount.0 < 0 => invalid("amount", Flaw::Negative),
        Set::Amount(amount) if *amount > AMOUNT_MOST => invalid("amount", Flaw::TooMuch),
        Set::Items(items) if items.len() > ITEMS_MAX => {
            invalid("items", Flaw::TooLong { max: ITEMS_MAX })
        }
        Set::Items(items) => {
            for item in items {
                if item.name.trim().is_empty() {
                    return invalid("items", Flaw::Empty);
                }
                if [Some(&item.name), item.sku.as_ref()]
                    .into_iter()
                    .flatten()
                    .any(|text| text.len() > TITLE_MAX)
                {
                    return invalid("items", Flaw::TooLong { max: TITLE_MAX });
                }
                if item.price.0 < 0 || item.quantity <= 0 {
                    return invalid("items", Flaw::Negative);
                }
            }
            total(items)?;
            Ok(wish)
        }
        _ => Ok(wish),
    }
}

impl Kind {
    pub const ALL: [Kind; 2] = [Kind::Retail, Kind::Wholesale];
}

impl NextStep {
    /// Is it overdue?
    pub fn late(&self, now: Millis) -> bool {
        self.at < now
    }
}
