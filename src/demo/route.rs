//! The way of a deal through the pipeline: where it stands today and which stages it has passed.
use super::rng::Rng;
use crate::domain::id::{DealId, PipelineId, StageId};
use crate::domain::pipeline::{Outcome, Stage};
use crate::domain::shop::Shop;

#[derive(Debug, Clone)]
pub struct Funnel<'a> {
    pub pipeline: PipelineId,
    open: Vec<&'a Stage>,
    /// Share of the open deals that stand at each, in thousandths; ends with 1000.
    upto: Vec<u64>,
    won: Option<&'a Stage>,
    lost: Option<&'a Stage>,
}

#[derive(Debug, Clone)]
pub struct Route<'a> {
    /// From the stage of birth to the present one.
    pub stages: Vec<&'a Stage>,
    pub bent: Bent,
}

/// Which of the branching ways a deal takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bent {
    pub wholesale: bool,
    /// Goods before money.
    pub credit: bool,
    /// The customer comes for it.
    pub pickup: bool,
    /// No second talk before the bill.
    pub quick: bool,
}

impl<'a> Funnel<'a> {
    /// The shop's first pipeline; `None` where it has no open stage.
    pub fn of(shop: &'a Shop) -> Option<Funnel<'a>> {
        let pipeline = shop.pipelines.first()?;
        let with = |outcome| pipeline.stages.iter().filter(move |s| s.outcome == outcome);
        let open: Vec<_> = with(Outcome::Open).collect();
        let shares: Vec<u64> = open.iter().map(|stage| share(&stage.key)).collect();
        let sum: u64 = shares.iter().sum();
        let mut before = 0;
        let upto = shares.iter().map(|share| {
            before += share;
            before * 1000 / sum
        });
        Some(Funnel {
            pipeline: pipeline.id,
            upto: upto.collect(),
            won: with(Outcome::Won).next(),
            lost: with(Outcome::Lost).next(),
            open,
        })
        .filter(|funnel| !funnel.open.is_empty())
    }

    /// The way of a deal that still needs work. `age` in thousandths: 0 came just now, 1000 is the oldest still open.
    pub fn open(&self, age: u64, bent: Bent, rng: &mut Rng) -> Route<'a> {
        // Some are quicker than others: the age blurred, folded back at both ends.
        let blurred = age as i64 + rng.within(-150, 150);
        let folded = if blurred > 999 {
            1998 - blurred
        } else {
            blurred.abs()
        };
        let at = self.upto.partition_point(|upto| *upto <= folded as u64);
        self.way(at.min(self.open.len() - 1), None, bent)
    }

    /// The way of a deal that is over.
    pub fn closed(&self, bent: Bent, rng: &mut Rng) -> Route<'a> {
        match (self.won, self.lost) {
            (Some(won), Some(_)) if rng.chance(63) => self.way(self.open.len(), Some(won), bent),
            (Some(won), None) => self.way(self.open.len(), Some(won), bent),
            (_, Some(lost)) => {
                // Most say no before they have seen a price, some when they should pay.
                let got_to = *rng.pick(&[0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 3]);
                self.way(got_to.min(self.open.len() - 1), Some(lost), bent)
            }
            (None, None) => self.way(self.open.len() - 1, None, bent),
        }
    }

    /// The same way with only the stages that matter years later.
    pub fn shortened(mut route: Route<'a>) -> Route<'a> {
        let matters = |stage: &Stage| {
            stage.accepts
                || stage.outcome != Outcome::Open
                || matches!(stage.key.as_str(), "paid" | "credit" | "shipped")
        };
        let mut first = true;
        route
            .stages
            .retain(|stage| std::mem::take(&mut first) || matters(stage));
        route
    }

    /// The stage behind this one, for a deal of this bent.
    pub fn behind(&self, stage: StageId, bent: Bent) -> Option<&'a Stage> {
        let at = self.open.iter().position(|s| s.id == stage)?;
        let mut ahead = self.open[at + 1..].iter().copied();
        ahead.find(|s| bent.passes(&s.key)).or(self.won)
    }

    pub fn first(&self) -> Option<&'a Stage> {
        self.open.first().copied()
    }

    pub fn lost(&self) -> Option<&'a Stage> {
        self.lost
    }

    /// Up to the `last`-th open stage, and then perhaps to an end.
    fn way(&self, last: usize, end: Option<&'a Stage>, bent: Bent) -> Route<'a> {
        let bent = match self.open.get(last).filter(|_| end.is_none()) {
            Some(target) => bent.towards(&target.key),
            None => bent,
        };
        let mut stages: Vec<&Stage> = Vec::with_capacity(self.open.len() + 1);
        for (at, stage) in self.open.iter().enumerate().take(last + 1) {
            if at == 0 || bent.passes(&stage.key) {
                stages.push(stage);
            }
        }
        stages.extend(end);
        Route { stages, bent }
    }
}

impl Bent {
    /// It is the deal's own, so that whoever looks at it later finds the same.
    pub fn of(seed: u64, deal: DealId) -> Bent {
        let mut rng = Rng::new(seed, "bent", deal.0 as u64);
        let wholesale = rng.chance(13);
        Bent {
            wholesale,
            credit: wholesale && rng.chance(40),
            pickup: rng.chance(30),
            quick: !wholesale && rng.chance(40),
        }
    }

    /// Bent so that the way leads to this stage.
    fn towards(self, stage: &str) -> Bent {
        let mut bent = self;
        match stage {
            "agreed" => bent.quick = false,
            "credit" => (bent.wholesale, bent.credit) = (true, true),
            "awaiting" | "paid" => bent.credit = false,
            "pickup" => bent.pickup = true,
            "shipped" => bent.pickup = false,
            _ => {}
        }
        bent
    }

    fn passes(self, stage: &str) -> bool {
        match stage {
            "agreed" => !self.quick,
            "credit" => self.credit,
            "awaiting" | "paid" => !self.credit,
            "pickup" => self.pickup,
            "shipped" => !self.pickup,
            _ => true,
        }
    }
}

/// How many of the open deals stand at a stage; a stage of the shop's own gets a middling share.
fn share(key: &str) -> u64 {
    match key {
        "new" => 11,
        "work" => 28,
        "agreed" => 10,
        "awaiting" => 11,
        "credit" => 3,
        "paid" => 9,
        "packing" => 8,
        "pickup" => 6,
        "shipped" => 24,
        _ => 9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bent_is_the_deals_own_and_all_kinds_occur() {
        let bents: Vec<Bent> = (0..1000).map(|id| Bent::of(7, DealId(id))).collect();
        assert_eq!(bents[3], Bent::of(7, DealId(3)));
        let count = |what: fn(&Bent) -> bool| bents.iter().filter(|b| what(b)).count();
        assert!((90..180).contains(&count(|b| b.wholesale)));
        assert!((250..350).contains(&count(|b| b.pickup)));
        assert!(count(|b| b.credit) > 20);
        assert_eq!(count(|b| b.credit && !b.wholesale), 0);
    }
}
