//! The shop's people as the assignment rules would have seen them at the time.
use super::rng::Rng;
use crate::domain::assign::Candidate;
use crate::domain::calendar::Millis;
use crate::domain::id::{DepartmentId, OperatorId};
use crate::domain::operator::{Operator, Role};
use crate::domain::pipeline::Stage;
use crate::domain::shop::Shop;

/// Nobody's desk is ever quite empty.
const LEAST_LOAD: i64 = 4;

#[derive(Debug, Clone)]
pub struct Staff<'a> {
    shop: &'a Shop,
    pub seen: Vec<Candidate>,
}

impl<'a> Staff<'a> {
    pub fn of(shop: &'a Shop, rng: &mut Rng) -> Staff<'a> {
        let seen = shop.people.iter().filter(|o| o.active).map(|o| Candidate {
            operator: o.id,
            department: o.department,
            load: rng.within(LEAST_LOAD, LEAST_LOAD * 3),
            last_given: None,
            absent: false,
            at_work: true,
        });
        Staff {
            shop,
            seen: seen.collect(),
        }
    }

    /// Somebody got a deal; meanwhile somebody has finished one.
    pub fn gave(&mut self, to: Option<OperatorId>, at: Millis, rng: &mut Rng) {
        if let Some(person) = self.seen.iter_mut().find(|c| Some(c.operator) == to) {
            person.load += 1;
            person.last_given = Some(at);
        }
        let finished = rng.below(self.seen.len() as u64) as usize;
        if let Some(person) = self.seen.get_mut(finished) {
            person.load -= i64::from(person.load > LEAST_LOAD);
        }
        // The busiest works off what the dice leave lying.
        if let Some(busiest) = self.seen.iter_mut().max_by_key(|c| c.load) {
            busiest.load -= i64::from(busiest.load > LEAST_LOAD * 6);
        }
    }

    /// Who moves a deal into this stage: the responsible person where the gate lets them, else the first it lets.
    pub fn mover(&self, stage: &Stage, responsible: Option<OperatorId>) -> Option<OperatorId> {
        let lets = |role: Role| {
            let gate = &stage.gate;
            (gate.roles.is_empty() || gate.roles.iter().any(|r| role.covers(*r)))
                && gate.approval.is_none_or(|r| role.covers(r))
        };
        let role = responsible
            .and_then(|id| self.shop.operator(id))
            .map(|o| o.role);
        if role.is_some_and(lets) {
            return responsible;
        }
        let mut people = self.shop.people.iter().filter(|o| o.active);
        people.find(|o| lets(o.role)).map(|o| o.id)
    }

    /// The first who is the head of the others.
    pub fn head(&self) -> Option<OperatorId> {
        let mut people = self.shop.people.iter().filter(|o| o.active);
        people.find(|o| o.role == Role::Supervisor).map(|o| o.id)
    }

    /// Another who sells, where there is one.
    pub fn colleague(&self, of: Option<OperatorId>, rng: &mut Rng) -> Option<OperatorId> {
        let others: Vec<_> = sellers(self.shop).filter(|o| Some(o.id) != of).collect();
        (!others.is_empty()).then(|| rng.pick(&others).id)
    }
}

/// Operators whose department owns no stage: they take deals from the first word to the payment.
pub fn sellers(shop: &Shop) -> impl Iterator<Item = &Operator> {
    let owns = |department: Option<DepartmentId>| {
        let mut stages = shop.pipelines.iter().flat_map(|p| &p.stages);
        department.is_some() && stages.any(|stage| stage.department == department)
    };
    let people = shop.people.iter();
    people.filter(move |o| o.active && o.role == Role::Operator && !owns(o.department))
}
