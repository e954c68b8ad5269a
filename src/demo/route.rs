//! The way of a deal through the pipeline: where it stands today and which stages it has passed.
use super::rng::Rng;
use crate::domain::id::PipelineId;
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
    pub wholesale: bool,
    /// The customer comes for it.
    pub pickup: bool,
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
    pub fn open(&self, age: u64, rng: &mut Rng) -> Route<'a> {
        // Some are quicker than others: the age blurred, folded back at both ends.
        let blurred = age as i64 + rng.within(-150, 150);
        let folded = if blurred > 999 {
            1998 - blurred
        } else {
            blurred.abs()
        };
        let at = self.upto.partition_point(|upto| *upto <= folded as u64);
        let at = at.min(self.open.len() - 1);
        self.way(at, None, rng)
    }

    /// The way of a deal that is over.
    pub fn closed(&self, rng: &mut Rng) -> Route<'a> {
        match (self.won, self.lost) {
            (Some(won), Some(_)) if rng.chance(63) => self.way(self.open.len(), Some(won), rng),
            (Some(won), None) => self.way(self.open.len(), Some(won), rng),
            (_, Some(lost)) => {
                // Most say no before they have seen a price, some when they should pay.
                let got_to = *rng.pick(&[0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 3]);
                self.way(got_to.min(self.open.len() - 1), Some(lost), rng)
            }
            (None, None) => self.way(self.open.len() - 1, None, rng),
        }
    }

    /// Up to the `last`-th open stage, and then perhaps to an end.
    fn way(&self, last: usize, end: Option<&'a Stage>, rng: &mut Rng) -> Route<'a> {
        let target = self.open.get(last).map_or("", |stage| stage.key.as_str());
        let wholesale = target == "credit" || rng.chance(13);
        let credit = target == "credit"
            || (wholesale && !matches!(target, "invoice" | "paid") && rng.chance(45));
        let pickup = target == "pickup" || (target != "shipped" && rng.chance(30));
        let quick = target != "agreed" && !wholesale && rng.chance(40);
        let mut stages: Vec<&Stage> = Vec::with_capacity(self.open.len() + 1);
        for (at, stage) in self.open.iter().enumerate().take(last + 1) {
            let on_the_way = match stage.key.as_str() {
                "agreed" => !quick,
                "credit" => credit,
                "invoice" | "paid" => !credit,
                "pickup" => pickup,
                "shipped" => !pickup,
                _ => true,
            };
            if on_the_way || at == 0 || (at == last && end.is_none()) {
                stages.push(stage);
            }
        }
        stages.extend(end);
        Route {
            stages,
            wholesale,
            pickup,
        }
    }
}

/// How many of the open deals stand at a stage; a stage of the shop's own gets a middling share.
fn share(key: &str) -> u64 {
    match key {
        "new" => 11,
        "work" => 28,
        "agreed" => 10,
        "invoice" => 11,
        "credit" => 3,
        "paid" => 9,
        "packing" => 8,
        "pickup" => 6,
        "shipped" => 24,
        _ => 9,
    }
}
