//! One deal's life, told as the journal tells it: each step is recorded with before and after, and the deal is what the
//! record leaves behind.
//!
//! It keeps to the rules of `domain::deal` without asking them, for speed; a test asks them about every step.
use super::rng::Rng;
use super::staff::Staff;
use crate::domain::approval::{Approval, State};
use crate::domain::assign;
use crate::domain::calendar::Millis;
use crate::domain::contact::{self, Contact};
use crate::domain::deal::{Change, Deal, Item, Scene, Set, Turn};
use crate::domain::event::{Fact, Why};
use crate::domain::id::{ApprovalId, OperatorId, StageId};
use crate::domain::money::Kopecks;
use crate::domain::operator::Actor;
use crate::domain::pipeline::{Outcome, Stage};
use crate::domain::shop::Shop;

/// Something that happened, before it has a number in the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    pub at: Millis,
    /// `None` is pult itself.
    pub operator: Option<OperatorId>,
    pub fact: Fact,
}

#[derive(Debug)]
pub struct Life<'a> {
    pub shop: &'a Shop,
    /// The present, and the rank among all deals: together they order the columns.
    pub now: Millis,
    pub rank: u64,
    pub deal: Deal,
    /// Only where this deal was the customer's first.
    pub newcomer: Option<Contact>,
    pub approval: Option<Approval>,
    pub history: Vec<Past>,
}

impl Life<'_> {
    /// The beginning: the customer is written down, the rules choose who is responsible.
    pub fn begin(&mut self, by_hand: bool, staff: &mut Staff<'_>, rng: &mut Rng) {
        let at = self.deal.created_at;
        self.deal.place = self.place(at);
        let scene = Scene {
            shop: self.shop,
            actor: &Actor::SYSTEM,
            now: at,
        };
        let (chosen, why) = assign::choose(&self.deal, &staff.seen, scene);
        self.deal.responsible = chosen;
        if self.deal.department.is_none() {
            self.deal.department = self.department(chosen);
        }
        if self
            .shop
            .stage(self.deal.stage)
            .is_some_and(|(_, stage)| stage.accepts)
        {
            self.deal.taken_by = chosen;
        }
        staff.gave(chosen, at, rng);
        let operator = chosen.filter(|_| by_hand);
        if let Some(contact) = &self.newcomer {
            self.history.push(Past {
                at,
                operator,
                fact: Fact::ContactCreated {
                    contact: Box::new(contact.clone()),
                },
            });
        }
        self.history.push(Past {
            at,
            operator,
            fact: Fact::DealCreated {
                deal: Box::new(self.deal.clone()),
                why,
            },
        });
    }

    pub fn note(&mut self, at: Millis, by: Option<OperatorId>, text: &str) {
        self.history.push(Past {
            at,
            operator: by,
            fact: Fact::DealNoted {
                deal: self.deal.id,
                text: text.to_owned(),
            },
        });
    }

    /// Somebody changes fields by hand.
    pub fn edit(&mut self, at: Millis, by: Option<OperatorId>, set: Vec<Set>) {
        let mut changes = Vec::with_capacity(set.len() + 2);
        self.fill(&mut changes, at, set);
        self.record(at, by, changes, None);
    }

    /// Somebody moves the deal. `fill` is what the gate's form got.
    pub fn enter(
        &mut self,
        stage: &Stage,
        at: Millis,
        by: Option<OperatorId>,
        fill: Vec<Set>,
        staff: &mut Staff<'_>,
        rng: &mut Rng,
    ) {
        let mut changes = Vec::with_capacity(fill.len() + 8);
        self.fill(&mut changes, at, fill);
        let waited = self.deal.waited_for_us(at);
        self.put(&mut changes, Set::Stage(stage.id));
        self.put(&mut changes, Set::StageSince(at));
        self.put(&mut changes, Set::StageDue(self.shop.deadline(stage, at)));
        self.put(&mut changes, Set::Place(self.place(at)));
        let closed = (stage.outcome != Outcome::Open).then(|| self.deal.closed_at.unwrap_or(at));
        let turn = stage.turn.unwrap_or(if closed.is_some() {
            self.deal.turn
        } else {
            Turn::Us
        });
        if turn != self.deal.turn || closed != self.deal.closed_at {
            self.put(&mut changes, Set::WaitedUs(waited));
            self.put(&mut changes, Set::Turn(turn));
            self.put(&mut changes, Set::TurnSince(at));
        }
        self.put(&mut changes, Set::ClosedAt(closed));
        let why = self.hand_over(&mut changes, stage, at, staff, rng);
        if stage.accepts && self.deal.taken_by.is_none() {
            let taken = self.deal.responsible.or(by);
            self.put(&mut changes, Set::TakenBy(taken));
            self.put(&mut changes, Set::Responsible(taken));
        }
        self.record(at, by, changes, why);
        if stage.outcome == Outcome::Won {
            self.first_sale(at);
        }
    }

    /// Somebody asks for a superior's yes to a move.
    pub fn ask(&mut self, approval: ApprovalId, to: StageId, at: Millis) {
        let asked = Approval {
            id: approval,
            deal: self.deal.id,
            to,
            asked_by: self.deal.responsible,
            asked_at: at,
            state: State::Open,
            decided_by: None,
            decided_at: None,
            reason: None,
        };
        let by = self.deal.responsible;
        let mut changes = Vec::new();
        self.put(&mut changes, Set::Approval(Some(approval)));
        self.record(at, by, changes, None);
        self.history.push(Past {
            at,
            operator: by,
            fact: Fact::ApprovalAsked {
                approval: asked.clone(),
            },
        });
        self.approval = Some(asked);
    }

    /// The department changes hands where the stage has another owner.
    fn hand_over(
        &mut self,
        changes: &mut Vec<Change>,
        stage: &Stage,
        at: Millis,
        staff: &mut Staff<'_>,
        rng: &mut Rng,
    ) -> Option<Why> {
        let department = stage
            .department
            .filter(|d| Some(*d) != self.deal.department)?;
        self.put(changes, Set::Department(Some(department)));
        if self.department(self.deal.responsible) == Some(department) {
            return None;
        }
        let scene = Scene {
            shop: self.shop,
            actor: &Actor::SYSTEM,
            now: at,
        };
        let (chosen, why) = assign::hand_over(department, &staff.seen, scene);
        if chosen.is_some() {
            self.put(changes, Set::Responsible(chosen));
            staff.gave(chosen, at, rng);
        }
        why
    }

    fn first_sale(&mut self, at: Millis) {
        let Some(contact) = self.newcomer.as_mut().filter(|c| c.client_since.is_none()) else {
            return;
        };
        let change = contact::Change {
            before: contact::Set::ClientSince(None),
            after: contact::Set::ClientSince(Some(at)),
        };
        contact.apply(&change.after);
        contact.changed_at = at;
        contact.version.0 += 1;
        self.history.push(Past {
            at,
            operator: None,
            fact: Fact::ContactChanged {
                contact: contact.id,
                changes: vec![change],
                why: Some(Why::FirstSale { deal: self.deal.id }),
            },
        });
    }

    fn fill(&mut self, changes: &mut Vec<Change>, at: Millis, set: Vec<Set>) {
        for set in set {
            match &set {
                Set::Turn(turn) if *turn != self.deal.turn => {
                    let waited = self.deal.waited_for_us(at);
                    self.put(changes, Set::WaitedUs(waited));
                    self.put(changes, Set::TurnSince(at));
                }
                Set::Items(items) if !items.is_empty() => {
                    self.put(changes, Set::Amount(total(items)));
                }
                Set::Responsible(person) => {
                    if let Some(department) = self.department(*person) {
                        self.put(changes, Set::Department(Some(department)));
                    }
                }
                _ => {}
            }
            self.put(changes, set);
        }
    }

    fn put(&mut self, changes: &mut Vec<Change>, after: Set) {
        let before = self.deal.get(&after);
        if before == after {
            return;
        }
        self.deal.apply(&after);
        match changes.iter_mut().find(|c| same_field(&c.after, &after)) {
            Some(earlier) => earlier.after = after,
            None => changes.push(Change { before, after }),
        }
    }

    fn record(
        &mut self,
        at: Millis,
        operator: Option<OperatorId>,
        mut changes: Vec<Change>,
        why: Option<Why>,
    ) {
        changes.retain(|change| change.before != change.after);
        if changes.is_empty() {
            return;
        }
        self.deal.changed_at = at;
        self.deal.version.0 += 1;
        self.history.push(Past {
            at,
            operator,
            fact: Fact::DealChanged {
                deal: self.deal.id,
                changes,
                why,
            },
        });
    }

    /// The latest arrival on top, and room to put others between.
    fn place(&self, since: Millis) -> i64 {
        ((self.now.0 - since.0) << 20) + (self.rank & 0xf_ffff) as i64
    }

    fn department(&self, of: Option<OperatorId>) -> Option<crate::domain::id::DepartmentId> {
        self.shop.operator(of?)?.department
    }
}

/// As comparing [`Set::field`], which is a word.
fn same_field(one: &Set, other: &Set) -> bool {
    match (one, other) {
        (Set::Custom { key: one, .. }, Set::Custom { key: other, .. }) => one == other,
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

/// What the items come to.
pub fn total(items: &[Item]) -> Kopecks {
    Kopecks::sum(items.iter().filter_map(Item::sum)).unwrap_or_default()
}
