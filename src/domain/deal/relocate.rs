//! Moving a deal to another stage.
use super::edit::GAP;
use super::{Change, Deal, Scene, Set, Turn};
use crate::domain::assign::{self, Candidate};
use crate::domain::event::Why;
use crate::domain::id::StageId;
use crate::domain::pipeline::{Outcome, Reachable};
use crate::domain::refusal::Refusal;

/// What the target column looks like now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spot {
    /// The smallest place in the column; 0 where it is empty.
    pub top: i64,
    /// Deals standing there.
    pub count: i64,
}

/// What a wish to move comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Move {
    /// It happens.
    Go {
        changes: Vec<Change>,
        why: Option<Why>,
    },
    /// A superior has to say yes; what was filled in is kept meanwhile.
    Ask { changes: Vec<Change> },
}

impl Deal {
    /// Decides a move. `fill` is what the person entered in the gate's form; it is applied together with the move.
    ///
    /// # Errors
    /// The gate's refusal lists everything that is missing.
    pub fn relocate(
        &self,
        to: StageId,
        fill: Vec<Set>,
        contact: Reachable,
        spot: Spot,
        staff: &[Candidate],
        scene: Scene<'_>,
    ) -> Result<Move, Refusal> {
        let shop = scene.shop;
        let (pipeline, stage) = shop
            .stage(to)
            .ok_or_else(|| Refusal::unknown("stage", to))?;
        if to == self.stage {
            return Err(Refusal::AlreadyThere { stage: to });
        }
        if let Some(approval) = self.approval {
            return Err(Refusal::ApprovalPending { approval });
        }
        let mut changes = self.edit(fill, scene)?;
        let mut after = self.clone();
        for change in &changes {
            after.apply(&change.after);
        }
        if after.contact.is_some() && after.contact != self.contact {
            // The filled-in contact was not the one we were told about: its own card answers.
            return Err(Refusal::ContactFirst);
        }
        let missing = stage.gate.missing(&after, contact);
        if !missing.is_empty() {
            return Err(Refusal::Gate {
                deal: self.id,
                stage: to,
                missing,
            });
        }
        if !stage.gate.roles.is_empty()
            && !stage.gate.roles.iter().any(|r| scene.actor.role.covers(*r))
        {
            return Err(Refusal::GateRole {
                stage: to,
                roles: stage.gate.roles.clone(),
            });
        }
        if let Some(limit) = stage.wip.filter(|limit| spot.count >= *limit) {
            return Err(Refusal::StageFull { stage: to, limit });
        }
        if stage
            .gate
            .approval
            .is_some_and(|role| !scene.actor.role.covers(role))
        {
            return Ok(Move::Ask { changes });
        }

        let mut likes: Vec<Set> = changes.drain(..).map(|c| c.after).collect();
        let mut put = |after: &mut Deal, set: Set| {
            after.apply(&set);
            if !likes.iter().any(|l| l.field() == set.field()) {
                likes.push(set);
            }
        };
        put(&mut after, Set::Pipeline(pipeline.id));
        put(&mut after, Set::Stage(to));
        put(&mut after, Set::StageSince(scene.now));
        put(&mut after, Set::StageDue(shop.deadline(stage, scene.now)));
        put(&mut after, Set::Place(spot.top - GAP));
        let closed = (stage.outcome != Outcome::Open).then(|| after.closed_at.unwrap_or(scene.now));
        let turn = stage.turn.unwrap_or(if closed.is_some() {
            after.turn
        } else {
            Turn::Us
        });
        if turn != after.turn || closed != after.closed_at {
            put(&mut after, Set::WaitedUs(self.waited_for_us(scene.now)));
            put(&mut after, Set::Turn(turn));
            put(&mut after, Set::TurnSince(scene.now));
        }
        put(&mut after, Set::ClosedAt(closed));
        let mut why = None;
        if let Some(department) = stage.department.filter(|d| Some(*d) != after.department) {
            put(&mut after, Set::Department(Some(department)));
            let theirs = after
                .responsible
                .and_then(|r| shop.operator(r))
                .and_then(|o| o.department);
            if theirs != Some(department) {
                let (chosen, reason) = assign::hand_over(department, staff, scene);
                if chosen.is_some() {
                    put(&mut after, Set::Responsible(chosen));
                }
                why = reason;
            }
        }
        if stage.accepts && after.taken_by.is_none() {
            let taken = after.responsible.or(scene.actor.operator);
            put(&mut after, Set::TakenBy(taken));
            if after.responsible.is_none() {
                put(&mut after, Set::Responsible(taken));
            }
        }
        Ok(Move::Go {
            changes: self.difference(&after, &likes),
            why,
        })
    }
}
