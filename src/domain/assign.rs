//! Who gets a deal: rules by the deal's marks, then the least loaded of those who are there.
//!
//! The order is fixed so that it can be explained: fewest open deals and chats, then the one who got a deal longest
//! ago, then the smaller id. Absent people get nothing; people outside their hours only where nobody is at work.
use super::calendar::Millis;
use super::deal::{Deal, Kind, Scene};
use super::event::Why;
use super::id::{DepartmentId, OperatorId, PipelineId, SourceId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One line of the shop's assignment: the first that fits decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rule {
    pub name: String,
    /// Any of these; `None` in the list is a deal without the mark. Empty: any deal.
    pub kinds: Vec<Option<Kind>>,
    /// Any of these sources. Empty: any.
    pub sources: Vec<SourceId>,
    pub pipeline: Option<PipelineId>,
    pub people: Vec<OperatorId>,
    pub department: Option<DepartmentId>,
}

/// A person as the rules see them at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Candidate {
    pub operator: OperatorId,
    pub department: Option<DepartmentId>,
    /// Open deals and chats.
    pub load: i64,
    pub last_given: Option<Millis>,
    pub absent: bool,
    /// Within their working hours.
    pub at_work: bool,
}

impl Rule {
    fn fits(&self, deal: &Deal) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&deal.kind))
            && (self.sources.is_empty() || deal.source.is_some_and(|s| self.sources.contains(&s)))
            && self.pipeline.is_none_or(|p| p == deal.pipeline)
    }

    fn names(&self, candidate: &Candidate) -> bool {
        self.people.contains(&candidate.operator)
            || (self.department.is_some() && candidate.department == self.department)
    }
}

/// The responsible person of a new deal, and how it came to that.
pub fn choose(
    deal: &Deal,
    staff: &[Candidate],
    scene: Scene<'_>,
) -> (Option<OperatorId>, Option<Why>) {
    let mut passed = Vec::new();
    for rule in &scene.shop.assignment {
        if !rule.fits(deal) {
            passed.push(rule.name.clone());
            continue;
        }
        let seen: Vec<Candidate> = staff.iter().filter(|c| rule.names(c)).copied().collect();
        let chosen = least_loaded(&seen);
        if chosen.is_none() {
            passed.push(rule.name.clone());
            continue;
        }
        let why = Why::Assigned {
            rule: rule.name.clone(),
            setup: scene.shop.version,
            seen,
            chosen,
            passed,
        };
        return (chosen, Some(why));
    }
    (
        None,
        (!passed.is_empty()).then_some(Why::Unassigned {
            passed,
            setup: scene.shop.version,
        }),
    )
}

/// The person of a department who takes over a deal.
pub fn hand_over(
    department: DepartmentId,
    staff: &[Candidate],
    scene: Scene<'_>,
) -> (Option<OperatorId>, Option<Why>) {
    let seen: Vec<Candidate> = staff
        .iter()
        .filter(|c| c.department == Some(department))
        .copied()
        .collect();
    let chosen = least_loaded(&seen);
    (
        chosen,
        Some(Why::HandedOver {
            department,
            setup: scene.shop.version,
            seen,
            chosen,
        }),
    )
}

fn least_loaded(seen: &[Candidate]) -> Option<OperatorId> {
    let best = |at_work: bool| {
        seen.iter()
            .filter(|c| !c.absent && (c.at_work || !at_work))
            .min_by_key(|c| (c.load, c.last_given, c.operator))
            .map(|c| c.operator)
    };
    best(true).or_else(|| best(false))
}
