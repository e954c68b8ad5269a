//! Who has to hear of a fact.
use super::calendar::Millis;
use super::deal::{Deal, Set};
use super::event::{Event, Fact, Why};
use super::id::*;
use super::operator::Role;
use super::shop::Shop;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something a person should hear of, also later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    pub seq: Seq,
    pub at: Millis,
    pub to: OperatorId,
    pub by: Option<OperatorId>,
    pub kind: NoticeKind,
    pub deal: DealId,
    /// What a refusal was given as its reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    MadeResponsible,
    MadeObserver,
    MadeCoExecutor,
    /// A colleague moved a deal of mine.
    Moved,
    /// A deal of mine is past its stage's time limit.
    Late,
    ApprovalAsked,
    Approved,
    ApprovalRefused,
}

/// The notices an event about this deal gives rise to. Nobody is told of their own doing.
pub fn of(event: &Event, deal: &Deal, shop: &Shop) -> Vec<Notice> {
    let mut told: Vec<(OperatorId, NoticeKind)> = Vec::new();
    let mut tell = |to: Option<OperatorId>, kind| {
        if let Some(to) =
            to.filter(|to| Some(*to) != event.operator && !told.contains(&(*to, kind)))
        {
            told.push((to, kind));
        }
    };
    let party = [deal.responsible, deal.observer, deal.co_executor];
    match &event.fact {
        // Hundreds at once, most of them long over: nobody wants to hear of each.
        Fact::DealCreated {
            why: Some(Why::Imported { .. }),
            ..
        } => {}
        Fact::DealCreated { .. } => {
            tell(deal.responsible, NoticeKind::MadeResponsible);
            tell(deal.observer, NoticeKind::MadeObserver);
            tell(deal.co_executor, NoticeKind::MadeCoExecutor);
        }
        Fact::DealChanged { changes, .. } => {
            for change in changes {
                match &change.after {
                    Set::Responsible(now) => tell(*now, NoticeKind::MadeResponsible),
                    Set::Observer(now) => tell(*now, NoticeKind::MadeObserver),
                    Set::CoExecutor(now) => tell(*now, NoticeKind::MadeCoExecutor),
                    Set::Stage(_) => party.iter().for_each(|to| tell(*to, NoticeKind::Moved)),
                    _ => {}
                }
            }
        }
        Fact::DealLate { .. } => party.iter().for_each(|to| tell(*to, NoticeKind::Late)),
        Fact::ApprovalAsked { approval } => {
            let wanted = shop
                .stage(approval.to)
                .and_then(|(_, stage)| stage.gate.approval);
            for person in shop
                .people
                .iter()
                .filter(|p| p.active && p.role != Role::Operator)
            {
                if wanted.is_some_and(|role| person.role.covers(role)) {
                    tell(Some(person.id), NoticeKind::ApprovalAsked);
                }
            }
        }
        Fact::ApprovalDecided {
            state, asked_by, ..
        } => {
            let kind = match state {
                super::approval::State::Approved => NoticeKind::Approved,
                super::approval::State::Refused => NoticeKind::ApprovalRefused,
                _ => return Vec::new(),
            };
            tell(*asked_by, kind);
            party.iter().for_each(|to| tell(*to, kind));
        }
        _ => {}
    }
    told.into_iter()
        .map(|(to, kind)| Notice {
            seq: event.seq,
            at: event.at,
            to,
            by: event.operator,
            kind,
            deal: deal.id,
            reason: reason(&event.fact).filter(|_| kind == NoticeKind::ApprovalRefused),
        })
        .collect()
}

/// Why an approval was refused, where this is how it ended.
pub fn reason(fact: &Fact) -> Option<String> {
    match fact {
        Fact::ApprovalDecided { reason, .. } => reason.clone(),
        _ => None,
    }
}
