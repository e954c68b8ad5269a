//! The deals of the shop, one after another, oldest first.
//!
//! Only the regular customers are remembered; all else is made from the seed, the deal's rank and the present moment,
//! so a million of them pass through without staying.
use super::life::{Life, Past, total};
use super::people::Arrival;
use super::rng::{Rng, Weights};
use super::route::{Bent, Funnel, Route};
use super::staff::Staff;
use super::tale::{Case, Teller};
use super::week::Week;
use crate::domain::approval::Approval;
use crate::domain::calendar::Millis;
use crate::domain::contact::Contact;
use crate::domain::deal::{Deal, Kind, Turn};
use crate::domain::id::{ApprovalId, ContactId, DealId, Version};
use crate::domain::money::Kopecks;
use crate::domain::pipeline::{Need, Reachable};
use crate::domain::shop::Shop;
use std::collections::BTreeMap;

/// The first deal's number.
pub const FIRST: i64 = 1001;
/// Weeks since the shop opened its desk.
const WEEKS: i64 = 104;
/// Nearly all open deals are younger than this.
const RECENT_WEEKS: i64 = 3;

/// So many of the latest deals have every stage and word in their history; the others a short one, so that a million
/// deals don't come with ten million facts.
const TOLD_IN_FULL: u64 = 2000;

/// One deal with everything that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    pub deal: Deal,
    pub customer: Customer,
    /// The move that waits for a yes.
    pub approval: Option<Approval>,
    /// In order of time; replayed it gives the deal and the customer as they are here.
    pub history: Vec<Past>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Customer {
    New(Box<Contact>),
    /// Came with an earlier deal.
    Known(ContactId),
}

/// Somebody who has bought before.
#[derive(Debug, Clone, Copy)]
struct Regular {
    number: u32,
    wholesale: bool,
    since: Millis,
}

#[derive(Debug)]
pub struct Deals<'a> {
    seed: u64,
    count: u64,
    done: u64,
    /// The latest so many deals are those of the last weeks.
    recent: u64,
    teller: Teller<'a>,
    funnel: Option<Funnel<'a>>,
    sources: Weights,
    tide: Week,
    staff: Staff<'a>,
    regulars: Vec<Regular>,
    contacts: u64,
    approvals: i64,
    /// What some gate or other asks of the customer.
    asked: Reachable,
}

/// The same seed and count at another `now` is the same shop at another time; whole weeks later it is the very same,
/// shifted.
pub fn deals(seed: u64, count: u64, now: Millis, shop: &Shop) -> Deals<'_> {
    let open = 60 + count / 25;
    let gates = || {
        let stages = shop.pipelines.iter().flat_map(|p| &p.stages);
        stages.flat_map(|stage| &stage.gate.needs)
    };
    Deals {
        seed,
        count,
        done: 0,
        recent: (open * 5 / 4).min(count),
        teller: Teller::new(seed, shop, now),
        funnel: Funnel::of(shop),
        sources: Weights::new(shop.sources.iter().map(|source| customers_of(&source.key))),
        tide: Week::of_customers(),
        staff: Staff::of(shop, &mut Rng::new(seed, "staff", 0)),
        regulars: Vec::new(),
        contacts: 0,
        approvals: 0,
        asked: Reachable {
            phone: gates().any(|need| *need == Need::Phone),
            email: gates().any(|need| *need == Need::Email),
            address: gates().any(|need| *need == Need::Address),
        },
    }
}

impl Deals<'_> {
    /// At least so many still open, however small the shop: for boards to be compared they have to be as full.
    #[must_use]
    pub fn busy(mut self, open: u64) -> Self {
        self.recent = self.recent.max(open * 5 / 4).min(self.count);
        self
    }
}

impl Iterator for Deals<'_> {
    type Item = Sample;

    fn next(&mut self) -> Option<Sample> {
        if self.done >= self.count {
            return None;
        }
        let rank = self.count - 1 - self.done;
        let mut rng = Rng::new(self.seed, "deal", self.done);
        let rng = &mut rng;
        let still_open = rank < self.recent && (rank * 10 < self.recent || rng.chance(80));
        let funnel = self.funnel.as_ref()?;
        let pipeline = funnel.pipeline;
        self.done += 1;
        let id = DealId(FIRST - 1 + self.done as i64);
        let bent = Bent::of(self.seed, id);
        let route = if still_open {
            funnel.open(rank * 1000 / self.recent, bent, rng)
        } else {
            funnel.closed(bent, rng)
        };
        let brief = rank >= self.recent.max(TOLD_IN_FULL);
        let route = if brief {
            Funnel::shortened(route)
        } else {
            route
        };
        let created = self.arrival(rank, rng);
        let shop = self.teller.shop;
        let form = || shop.sources.iter().find(|s| s.key == "site-wholesale");
        let source = match route.bent.wholesale && rng.chance(45) {
            true => form(),
            false => shop.sources.get(self.sources.draw(rng)),
        };
        let key = source.map_or("", |s| s.key.as_str());
        let (number, newcomer) = self.customer(&route, key, created, rank == 0, rng);
        let car = self.teller.office.car_of(number);
        let case = Case {
            route: &route,
            car,
            good: self.teller.office.catalogue.part(car, rng),
            town: self.teller.office.customers.town(number).name,
            by_hand: !comes_by_itself(key),
            brief,
        };
        let first = route.stages[0];
        let mut deal = Deal {
            id,
            version: Version(1),
            title: String::new(),
            contact: Some(ContactId(number as i64 + 1)),
            pipeline,
            stage: first.id,
            stage_since: created,
            stage_due: shop.deadline(first, created),
            place: 0,
            kind: match (route.bent.wholesale, key) {
                (true, _) => Some(Kind::Wholesale),
                (false, "site") => Some(Kind::Retail),
                _ => rng.chance(50).then_some(Kind::Retail),
            },
            source: source.map(|s| s.id),
            tags: Vec::new(),
            custom: BTreeMap::new(),
            responsible: None,
            observer: None,
            co_executor: None,
            department: first.department,
            taken_by: None,
            next_step: None,
            turn: first.turn.unwrap_or(Turn::Us),
            turn_since: created,
            waited_us: 0,
            lost_reason: None,
            items: Vec::new(),
            amount: Kopecks(0),
            created_at: created,
            changed_at: created,
            closed_at: None,
            approval: None,
            deleted: false,
            external: None,
        };
        self.wish(&mut deal, case, key == "site" || rng.chance(55), rng);
        let mut life = Life {
            shop,
            now: self.teller.now,
            rank,
            deal,
            newcomer,
            approval: None,
            history: Vec::with_capacity(10),
        };
        if let Some(field) = shop.field("car").filter(|_| rng.chance(85)) {
            let value = self
                .teller
                .matter(&life, first, created, case)
                .value(field, rng);
            life.deal.custom.insert(field.key.clone(), value);
        }
        if let Some((stage, at)) = self.teller.tell(&mut life, case, &mut self.staff, rng) {
            self.approvals += 1;
            life.ask(ApprovalId(self.approvals), stage, at);
        }
        if let (Some(contact), Some(number)) = (&life.newcomer, u32::try_from(number).ok())
            && let Some(since) = contact.client_since
        {
            self.regulars.push(Regular {
                number,
                wholesale: route.bent.wholesale,
                since,
            });
        }
        Some(Sample {
            customer: match life.newcomer {
                Some(contact) => Customer::New(Box::new(contact)),
                None => Customer::Known(ContactId(number as i64 + 1)),
            },
            deal: life.deal,
            approval: life.approval,
            history: life.history,
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.count - self.done).unwrap_or(usize::MAX);
        (left, Some(left))
    }
}

impl Deals<'_> {
    /// When the deal of this rank came. The shop grows: the nearer to now, the denser.
    fn arrival(&self, rank: u64, rng: &mut Rng) -> Millis {
        // Ranks in fractions of 2¹⁶, each deal somewhere within its own.
        let at = i128::from(rank << 16) + i128::from(rng.below(1 << 16));
        let recent = i128::from(self.recent << 16);
        let week = i128::from(self.tide.week());
        let (first, last) = (week * i128::from(RECENT_WEEKS), week * i128::from(WEEKS));
        let ago = if at < recent {
            first * (5 * at * recent + 95 * at * at) / (100 * recent * recent)
        } else {
            let (at, all) = (at - recent, (i128::from(self.count) << 16) - recent);
            first + (last - first) * (40 * at * all + 60 * at * at) / (100 * all * all)
        };
        self.tide
            .moment(self.tide.reading(self.teller.now) - ago as i64)
    }

    /// A third come again; the others are new and get the next number. The `last` one of all is on top of the board: a
    /// newcomer's first move must not be stopped for want of a phone.
    fn customer(
        &mut self,
        route: &Route<'_>,
        source: &str,
        at: Millis,
        last: bool,
        rng: &mut Rng,
    ) -> (u64, Option<Contact>) {
        if rng.chance(34) && !last && !self.regulars.is_empty() {
            for _ in 0..6 {
                let known = *rng.pick(&self.regulars);
                if known.wholesale == route.bent.wholesale && known.since < at {
                    return (u64::from(known.number), None);
                }
            }
        }
        let number = self.contacts;
        self.contacts += 1;
        let channel = Some(source).filter(|key| is_messenger(key));
        let only_wrote = route.stages.len() == 1 && channel.is_some() && !route.bent.wholesale;
        let mut contact = self.teller.office.customers.contact(
            number,
            Arrival {
                at,
                channel,
                company: route.bent.wholesale,
                phone: last || !(only_wrote && rng.chance(30)),
                email: self.asked.email,
                address: self.asked.address,
            },
        );
        if rng.chance(6) {
            contact.note = self
                .teller
                .office
                .phrases
                .say("contact", "any", rng)
                .to_owned();
        }
        (number, Some(contact))
    }

    /// What the customer wants, in goods or in words.
    fn wish(&self, deal: &mut Deal, case: Case<'_>, in_goods: bool, rng: &mut Rng) {
        let wholesale = deal.kind == Some(Kind::Wholesale);
        let name = self.teller.office.catalogue.cars[case.car].name;
        let good = case.good;
        if in_goods {
            deal.items = self.teller.office.basket(wholesale, good, rng);
            deal.amount = total(&deal.items);
        } else {
            deal.title = self.teller.office.phrases.ask("one", good.part, name, rng);
            if rng.chance(35) {
                deal.amount = good.price;
            }
        }
        if wholesale && rng.chance(40) {
            deal.title = self.teller.office.phrases.ask("many", good.part, name, rng);
        }
        if rng.chance(18) {
            let kind = if wholesale { "wholesale" } else { "retail" };
            deal.tags
                .push(self.teller.office.phrases.say("tag", kind, rng).to_owned());
        }
        if deal.amount.0 > 6_000_000 {
            deal.observer = self.staff.head();
        }
    }
}

/// How many of a hundred customers come from a source; one of the shop's own gets a few.
fn customers_of(source: &str) -> u64 {
    match source {
        "site" => 26,
        "avito" => 20,
        "phone" => 16,
        "whatsapp" => 13,
        "telegram" => 8,
        "2gis" | "drom" => 6,
        "vk" | "email" | "walk-in" => 3,
        "site-wholesale" | "manual" | "repeat" => 0,
        _ => 2,
    }
}

fn is_messenger(source: &str) -> bool {
    matches!(
        source,
        "telegram" | "whatsapp" | "vk" | "avito" | "max" | "viber"
    )
}

/// Nobody of the shop writes these down.
fn comes_by_itself(source: &str) -> bool {
    is_messenger(source) || matches!(source, "site" | "site-wholesale" | "email" | "drom")
}
