//! How a deal came to where it stands: what people did with it, stage by stage, and when.
//!
//! Each deal fills the gate of every stage it enters, at that moment.
use super::answers::Matter;
use super::goods::Good;
use super::life::Life;
use super::office::Office;
use super::rng::Rng;
use super::route::Route;
use super::staff::Staff;
use super::week::{HOUR, MINUTE, Week};
use crate::domain::calendar::Millis;
use crate::domain::deal::{Kind, Set, Turn};
use crate::domain::id::StageId;
use crate::domain::pipeline::{Outcome, Reachable, Stage};
use crate::domain::shop::Shop;

/// An agenda is kept in steps of five minutes.
const AGENDA: i64 = 5 * MINUTE;

/// What the customer of one deal drives, where they live and whether they come themselves.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    pub route: &'a Route<'a>,
    pub car: usize,
    /// What they ask for first.
    pub good: &'a Good,
    pub town: &'static str,
    /// Somebody of the shop wrote the deal down; else it came by itself.
    pub by_hand: bool,
    /// Only what matters years later.
    pub brief: bool,
}

#[derive(Debug)]
pub struct Teller<'a> {
    pub shop: &'a Shop,
    pub now: Millis,
    pub office: Office,
    work: Week,
    /// The stage that is entered only with a superior's yes.
    guarded: Option<&'a Stage>,
}

impl<'a> Teller<'a> {
    pub fn new(seed: u64, shop: &'a Shop, now: Millis) -> Teller<'a> {
        let mut stages = shop.pipelines.iter().take(1).flat_map(|p| &p.stages);
        Teller {
            shop,
            now,
            office: Office::new(seed),
            work: Week::of_staff(),
            guarded: stages.find(|s| s.gate.approval.is_some() && s.outcome == Outcome::Open),
        }
    }

    /// From birth to now. Gives the stage for which a superior's yes has been asked, and when.
    pub fn tell(
        &self,
        life: &mut Life<'_>,
        case: Case<'_>,
        staff: &mut Staff<'_>,
        rng: &mut Rng,
    ) -> Option<(StageId, Millis)> {
        let times = self.times(case.route, life.deal.created_at, rng);
        life.begin(case.by_hand, staff, rng);
        let mut asked = None;
        for (at, stage) in case.route.stages.iter().enumerate() {
            if at > 0 {
                let fill = self.fill(life, stage, times[at], case, rng);
                let by = staff.mover(stage, life.deal.responsible);
                life.enter(stage, times[at], by, fill, staff, rng);
            }
            match times.get(at + 1) {
                Some(_) if case.brief => {}
                Some(next) => self.pass(life, stage, *next, staff, rng),
                None if stage.outcome == Outcome::Open => {
                    asked = self.stand(life, stage, case, rng)
                }
                None => self.rest(life, stage, rng),
            }
        }
        asked
    }

    pub fn matter<'m>(
        &'m self,
        life: &Life<'_>,
        stage: &'m Stage,
        at: Millis,
        case: Case<'m>,
    ) -> Matter<'m> {
        Matter {
            shop: self.shop,
            office: &self.office,
            car: case.car,
            good: case.good,
            town: case.town,
            stage: &stage.key,
            pickup: case.route.bent.pickup,
            responsible: life.deal.responsible,
            at,
        }
    }

    /// When each stage was entered.
    fn times(&self, route: &Route<'_>, created: Millis, rng: &mut Rng) -> Vec<Millis> {
        let there = self.work.between(created, self.now);
        let Some((last, passed)) = route.stages.split_last() else {
            return Vec::new();
        };
        let stays: Vec<i64> = passed.iter().map(|stage| past_stay(stage, rng)).collect();
        let all: i64 = stays.iter().sum::<i64>().max(1);
        let room = if last.outcome == Outcome::Open {
            there - present_stay(last, rng).min(there / 10 * 9)
        } else {
            all.min(there / 10 * 9)
        };
        let mut spent = 0;
        let mut times = Vec::with_capacity(route.stages.len());
        times.push(created);
        for stay in stays {
            spent += stay;
            let share = i128::from(room) * i128::from(spent) / i128::from(all);
            times.push(self.work.later(created, share as i64));
        }
        times
    }

    /// What is written into the gate's form and beside it.
    fn fill(
        &self,
        life: &Life<'_>,
        stage: &Stage,
        at: Millis,
        case: Case<'_>,
        rng: &mut Rng,
    ) -> Vec<Set> {
        let matter = self.matter(life, stage, at, case);
        let deal = &life.deal;
        let mut fill: Vec<Set> = Vec::new();
        if stage.outcome == Outcome::Lost {
            fill.push(Set::LostReason(Some(matter.lost_reason(rng))));
        } else if deal.items.is_empty() {
            let wholesale = deal.kind == Some(Kind::Wholesale);
            fill.push(Set::Items(self.office.basket(wholesale, case.good, rng)));
        }
        for (key, chance) in usual(&stage.key) {
            if let Some(field) = self.shop.field(key)
                && !deal.custom.contains_key(*key)
                && rng.chance(*chance)
            {
                fill.push(Set::Custom {
                    key: field.key.clone(),
                    value: Some(matter.value(field, rng)),
                });
            }
        }
        for need in stage.gate.missing(deal, REACHED) {
            if let Some(answer) = matter.answer(&need, rng)
                && fill.iter().all(|set| set.field() != answer.field())
            {
                fill.push(answer);
            }
        }
        fill
    }

    /// What happens in a stage that is left at `to`.
    fn pass(
        &self,
        life: &mut Life<'_>,
        stage: &Stage,
        to: Millis,
        staff: &Staff<'_>,
        rng: &mut Rng,
    ) {
        let from = life.deal.stage_since;
        let busy = self.work.between(from, to);
        let after = |percent: i64| self.work.later(from, busy / 100 * percent);
        if stage.key == "work" {
            if life.deal.kind != Some(Kind::Wholesale) && rng.chance(30) {
                let by = life.deal.responsible;
                if let Some(colleague) = staff.colleague(by, rng) {
                    life.edit(after(4), by, vec![Set::Responsible(Some(colleague))]);
                }
            }
            let (ours, theirs) = (rng.within(8, 40), rng.within(45, 90));
            self.talk(life, after(ours), after(theirs), rng);
        }
        if rng.chance(8) {
            let text = self.office.phrases.say("note", &stage.key, rng);
            life.note(after(95), life.deal.responsible, text);
        }
    }

    /// We answer, and perhaps they do.
    fn talk(&self, life: &mut Life<'_>, ours: Millis, theirs: Millis, rng: &mut Rng) {
        life.edit(ours, life.deal.responsible, vec![Set::Turn(Turn::Client)]);
        if rng.chance(50) {
            life.edit(theirs, None, vec![Set::Turn(Turn::Us)]);
        }
    }

    /// What happens where an open deal stands today.
    fn stand(
        &self,
        life: &mut Life<'_>,
        stage: &Stage,
        case: Case<'_>,
        rng: &mut Rng,
    ) -> Option<(StageId, Millis)> {
        let from = life.deal.stage_since;
        let busy = self.work.between(from, self.now);
        let after = |percent: i64| self.work.later(from, busy / 100 * percent);
        let by = life.deal.responsible;
        if matches!(stage.key.as_str(), "work" | "agreed") {
            let (ours, theirs) = (rng.within(5, 30), rng.within(40, 70));
            self.talk(life, after(ours), after(theirs), rng);
        }
        if rng.chance(45) {
            life.note(
                after(75),
                by,
                self.office.phrases.say("note", &stage.key, rng),
            );
        }
        let newly_come = case.route.stages.len() == 1;
        if rng.chance(if newly_come { 30 } else { 84 }) {
            let matter = self.matter(life, stage, self.now, case);
            let mut step = matter.next_step(rng);
            step.at = self.agenda(from, rng);
            life.edit(after(85), by, vec![Set::NextStep(Some(step))]);
        }
        let guarded = self.guarded?;
        let before = matches!(stage.key.as_str(), "agreed" | "awaiting");
        if !(before && case.route.bent.wholesale && rng.chance(50)) {
            return None;
        }
        let at = after(95);
        let fill = self.fill(life, guarded, at, case, rng);
        life.edit(at, by, fill);
        Some((guarded.id, at))
    }

    /// A last word about a deal that is over.
    fn rest(&self, life: &mut Life<'_>, stage: &Stage, rng: &mut Rng) {
        if rng.chance(35) {
            let at = Millis(life.deal.stage_since.0 + rng.within(1, 40) * MINUTE);
            let text = self.office.phrases.say("note", &stage.key, rng);
            life.note(at.min(self.now), life.deal.responsible, text);
        }
    }

    /// When the next step is due: mostly ahead, for every sixth deal it should have been done already.
    fn agenda(&self, from: Millis, rng: &mut Rng) -> Millis {
        let at = if rng.chance(84) {
            self.work
                .later(self.now, rng.wait(10 * MINUTE, 30 * HOUR))
                .0
                + AGENDA
        } else {
            self.now.0 - rng.wait(5 * MINUTE, (self.now.0 - from.0).max(6 * MINUTE))
        };
        Millis(at - at.rem_euclid(AGENDA))
    }
}

/// What the deal's own customer has told; whoever did not, never gets further than the first stage.
const REACHED: Reachable = Reachable {
    phone: true,
    email: true,
    address: true,
};

/// Fields that people fill in when a stage is entered, and for how many deals of a hundred.
fn usual(stage: &str) -> &'static [(&'static str, u64)] {
    match stage {
        "work" => &[("vin", 35), ("year", 50)],
        "agreed" => &[("delivery", 70)],
        "awaiting" | "credit" => &[("delivery", 95)],
        "packing" => &[("places", 90)],
        "shipped" => &[("track", 96)],
        _ => &[],
    }
}

/// How long a deal was in a stage, in busy milliseconds: mostly within its limit.
fn past_stay(stage: &Stage, rng: &mut Rng) -> i64 {
    match stage.limit_minutes {
        Some(limit) => rng.wait(MINUTE, limit * MINUTE * 3 / 2),
        None => rng.wait(20 * MINUTE, 40 * HOUR),
    }
}

/// How long it has stood where it stands, in busy milliseconds: every fifth too long.
fn present_stay(stage: &Stage, rng: &mut Rng) -> i64 {
    match stage.limit_minutes.map(|limit| limit * MINUTE) {
        Some(limit) if rng.chance(80) => rng.within(limit / 40, limit / 10 * 9),
        Some(limit) => limit + rng.wait(limit / 10, limit * 4),
        None => rng.wait(10 * MINUTE, 40 * HOUR),
    }
}
