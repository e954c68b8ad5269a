//! A simulated colleague: looks at the board and does what a person at that desk would do next.
//!
//! Pure: it only names the act and how long the person takes; whoever drives it sends the act through the one door like
//! anybody's. It keeps its hands off everything the visitor is responsible for.
use super::answers::Matter;
use super::office::Office;
use super::rng::Rng;
use super::route::{Bent, Funnel};
use super::staff::sellers;
use super::week::{DAY, HOUR, MINUTE, SECOND};
use crate::domain::approval::Verdict;
use crate::domain::calendar::Millis;
use crate::domain::card::Card;
use crate::domain::command::Act;
use crate::domain::contact::Who;
use crate::domain::deal::{Draft, Kind, NextStep, Set, Turn};
use crate::domain::field::FieldValue;
use crate::domain::id::{DealId, OperatorId};
use crate::domain::operator::{Operator, Role};
use crate::domain::pipeline::{Need, Outcome, Stage};
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use std::collections::VecDeque;

/// Nobody works at the same few cards all the time.
const REMEMBERED: usize = 6;

/// What a colleague sees.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    pub office: &'a Office,
    pub shop: &'a Shop,
    /// The cards that are on the screen, any part of the board.
    pub cards: &'a [Card],
    /// The person who plays; their cards are theirs.
    pub visitor: Option<OperatorId>,
    pub now: Millis,
}

#[derive(Debug, Clone)]
pub struct Colleague {
    me: OperatorId,
    /// Cards just done, or that would not go on.
    left: VecDeque<DealId>,
    /// Callers written down so far.
    callers: u64,
}

impl Colleague {
    pub fn new(me: OperatorId) -> Colleague {
        Colleague {
            me,
            left: VecDeque::with_capacity(REMEMBERED),
            callers: 0,
        }
    }

    pub fn operator(&self) -> OperatorId {
        self.me
    }

    /// What this person does next, and in how many milliseconds. `None`: nothing to do here now.
    pub fn next(&mut self, view: View<'_>, rng: &mut Rng) -> Option<(i64, Act)> {
        let me = view.shop.operator(self.me).filter(|o| o.active)?;
        if Some(self.me) == view.visitor {
            return None;
        }
        if let Some(asked) = self.request(me, view) {
            let act = decide(asked, view, rng)?;
            self.leave(asked.id);
            return Some((rng.wait(8 * SECOND, 2 * MINUTE), act));
        }
        let sells = sellers(view.shop).any(|o| o.id == self.me);
        if sells && rng.chance(14) {
            return Some((
                rng.wait(20 * SECOND, 3 * MINUTE),
                self.write_down(view, rng),
            ));
        }
        let card = self.choose(me, view, rng)?;
        self.leave(card.id);
        let act = self.work_on(card, view, rng)?;
        let pause = match act {
            Act::NoteDeal { .. } => rng.wait(10 * SECOND, 90 * SECOND),
            Act::AssignDeal { .. } => rng.wait(3 * SECOND, 30 * SECOND),
            _ => rng.wait(5 * SECOND, 2 * MINUTE),
        };
        Some((pause, act))
    }

    /// What this person does about a no: the gate's form is filled in, anything else is left for now.
    pub fn insist(
        &mut self,
        act: &Act,
        refusal: &Refusal,
        view: View<'_>,
        rng: &mut Rng,
    ) -> Option<Act> {
        let (
            Act::MoveDeal {
                deal,
                expects,
                to,
                fill,
            },
            Refusal::Gate { missing, .. },
        ) = (act, refusal)
        else {
            return None;
        };
        let card = view.cards.iter().find(|card| card.id == *deal)?;
        let (_, stage) = view.shop.stage(*to)?;
        let matter = self.matter(card, stage, view);
        let mut fill = fill.clone();
        for need in missing {
            let answer = matter.answer(need, rng)?;
            if fill.iter().any(|set| set.field() == answer.field()) {
                return None;
            }
            fill.push(answer);
        }
        Some(Act::MoveDeal {
            deal: *deal,
            expects: *expects,
            to: *to,
            fill,
        })
    }

    /// A request for a yes that is mine to give.
    fn request<'v>(&self, me: &Operator, view: View<'v>) -> Option<&'v Card> {
        let mine = matches!(me.role, Role::Supervisor | Role::Owner);
        let mut asked = view.cards.iter().filter(|card| {
            mine && card.approval.is_some() && !card.deleted && !self.off(card, view)
        });
        asked.next()
    }

    /// Not mine to touch, or just touched.
    fn off(&self, card: &Card, view: View<'_>) -> bool {
        (view.visitor.is_some() && card.responsible == view.visitor) || self.left.contains(&card.id)
    }

    fn leave(&mut self, deal: DealId) {
        if self.left.len() == REMEMBERED {
            self.left.pop_front();
        }
        self.left.push_back(deal);
    }

    /// Of my open cards, or nobody's in my department, one of those that have waited longest.
    fn choose<'v>(&self, me: &Operator, view: View<'v>, rng: &mut Rng) -> Option<&'v Card> {
        let mut mine: Vec<&Card> = view
            .cards
            .iter()
            .filter(|card| card.closed_at.is_none() && !card.deleted && card.approval.is_none())
            .filter(|card| match card.responsible {
                Some(somebody) => somebody == me.id,
                None => card.department.is_some() && card.department == me.department,
            })
            .filter(|card| !self.off(card, view))
            .collect();
        mine.sort_by_key(|card| (card.turn != Turn::Us, card.turn_since, card.id));
        let near = mine.len().min(6);
        (near > 0).then(|| *rng.pick(&mine[..near]))
    }

    /// Somebody has called or come in.
    fn write_down(&mut self, view: View<'_>, rng: &mut Rng) -> Act {
        let number = self.me.0 as u64 * 100_000 + self.callers;
        self.callers += 1;
        let wholesale = rng.chance(12);
        let (person, car) = view.office.caller(number, wholesale, view.now);
        let mut set = vec![Set::Kind(Some(if wholesale {
            Kind::Wholesale
        } else {
            Kind::Retail
        }))];
        let by_hand = |key: &str| matches!(key, "phone" | "2gis");
        let sources: Vec<_> = view
            .shop
            .sources
            .iter()
            .filter(|s| by_hand(&s.key))
            .collect();
        if !sources.is_empty() {
            set.push(Set::Source(Some(rng.pick(&sources).id)));
        }
        let name = view.office.catalogue.cars[car].name;
        let field = view.shop.field("car");
        let value = FieldValue::Text(name.to_owned());
        if let Some(field) = field.filter(|field| field.takes(&value)) {
            set.push(Set::Custom {
                key: field.key.clone(),
                value: Some(value),
            });
        }
        let good = view.office.catalogue.part(car, rng);
        if rng.chance(60) {
            set.push(Set::Items(view.office.basket(wholesale, good, rng)));
        } else {
            let asked = view.office.phrases.ask("one", good.part, name, rng);
            set.push(Set::Title(asked));
        }
        let note = rng
            .chance(40)
            .then(|| view.office.phrases.say("note", "new", rng).to_owned());
        Act::CreateDeal {
            draft: Draft {
                pipeline: None,
                stage: None,
                who: Some(Who::Person(person)),
                set,
                note,
            },
        }
    }

    fn work_on(&self, card: &Card, view: View<'_>, rng: &mut Rng) -> Option<Act> {
        let (_, stage) = view.shop.stage(card.stage)?;
        let funnel = Funnel::of(view.shop)?;
        let waited = view.now.0 - card.turn_since.0;
        if funnel.first().is_some_and(|first| first.id == stage.id) {
            return self.advance(card, &funnel, view, rng);
        }
        if card.turn == Turn::Us {
            return match rng.below(100) {
                0..40 => Some(self.answer(card, stage, view, rng)),
                40..60 => Some(note(card, stage, view, rng)),
                60..64 => self.pass_on(card, view, rng),
                _ => self.advance(card, &funnel, view, rng),
            };
        }
        // We wait for somebody. The longer, the likelier that something comes of it.
        match rng.below(100) {
            0..30 => Some(note(card, stage, view, rng)),
            30..45 if card.turn == Turn::Client => Some(Act::EditDeal {
                deal: card.id,
                expects: card.version,
                set: vec![Set::Turn(Turn::Us)],
            }),
            45..53 if card.turn == Turn::Client && waited > DAY => {
                self.give_up(card, &funnel, view, rng)
            }
            53..63 => Some(self.remind(card, stage, view, rng)),
            _ if waited > 20 * MINUTE => self.advance(card, &funnel, view, rng),
            _ => Some(note(card, stage, view, rng)),
        }
    }

    fn advance(
        &self,
        card: &Card,
        funnel: &Funnel<'_>,
        view: View<'_>,
        rng: &mut Rng,
    ) -> Option<Act> {
        let to = funnel.behind(card.stage, self.bent(card, view))?;
        Some(self.go(card, to, view, rng))
    }

    fn give_up(
        &self,
        card: &Card,
        funnel: &Funnel<'_>,
        view: View<'_>,
        rng: &mut Rng,
    ) -> Option<Act> {
        Some(self.go(card, funnel.lost()?, view, rng))
    }

    /// A move, with what the card shows to be missing. The rest is asked by the gate.
    fn go(&self, card: &Card, to: &Stage, view: View<'_>, rng: &mut Rng) -> Act {
        let matter = self.matter(card, to, view);
        let mut fill: Vec<Set> = Vec::new();
        if to.outcome == Outcome::Lost {
            fill.push(Set::LostReason(Some(matter.lost_reason(rng))));
        } else if card.goods.is_empty() {
            let wholesale = card.kind == Some(Kind::Wholesale);
            fill.push(Set::Items(view.office.basket(wholesale, matter.good, rng)));
        }
        for need in &to.gate.needs {
            let open = match need {
                Need::Source => card.source.is_none(),
                Need::Responsible => card.responsible.is_none(),
                Need::NextStep => card.next_at.is_none(),
                _ => false,
            };
            if open {
                fill.extend(matter.answer(need, rng));
            }
        }
        Act::MoveDeal {
            deal: card.id,
            expects: card.version,
            to: to.id,
            fill,
        }
    }

    /// We have written or called: now it is theirs, and a date is set.
    fn answer(&self, card: &Card, stage: &Stage, view: View<'_>, rng: &mut Rng) -> Act {
        let mut set = vec![Set::Turn(Turn::Client)];
        if card.next_at.is_none_or(|at| at < view.now) {
            set.push(Set::NextStep(Some(self.step(card, stage, view, rng))));
        }
        Act::EditDeal {
            deal: card.id,
            expects: card.version,
            set,
        }
    }

    fn remind(&self, card: &Card, stage: &Stage, view: View<'_>, rng: &mut Rng) -> Act {
        Act::EditDeal {
            deal: card.id,
            expects: card.version,
            set: vec![Set::NextStep(Some(self.step(card, stage, view, rng)))],
        }
    }

    fn step(&self, card: &Card, stage: &Stage, view: View<'_>, rng: &mut Rng) -> NextStep {
        let mut step = self.matter(card, stage, view).next_step(rng);
        step.at.0 = view.now.0 + rng.wait(HOUR / 2, 2 * DAY);
        step
    }

    /// The retail desk hands over what is not its own.
    fn pass_on(&self, card: &Card, view: View<'_>, rng: &mut Rng) -> Option<Act> {
        let others: Vec<_> = sellers(view.shop)
            .filter(|o| o.id != self.me && Some(o.id) != view.visitor)
            .collect();
        (!others.is_empty()).then(|| Act::AssignDeal {
            deal: card.id,
            expects: card.version,
            to: Some(rng.pick(&others).id),
        })
    }

    fn bent(&self, card: &Card, view: View<'_>) -> Bent {
        let bent = Bent::of(view.office.seed, card.id);
        let wholesale = card.kind == Some(Kind::Wholesale);
        Bent {
            wholesale,
            credit: wholesale && bent.credit,
            ..bent
        }
    }

    fn matter<'v>(&self, card: &Card, stage: &'v Stage, view: View<'v>) -> Matter<'v> {
        let number = card
            .contact
            .map_or(0, |contact| (contact.0 - 1).max(0) as u64);
        let catalogue = &view.office.catalogue;
        let asked = catalogue.named(&card.title);
        let car = asked.map_or_else(|| view.office.car_of(number), |good| good.car);
        Matter {
            shop: view.shop,
            office: view.office,
            car,
            good: asked.unwrap_or_else(|| catalogue.part(car, &mut Rng::new(0, "guess", number))),
            town: "",
            stage: &stage.key,
            pickup: self.bent(card, view).pickup,
            responsible: Some(self.me),
            at: view.now,
        }
    }
}

fn note(card: &Card, stage: &Stage, view: View<'_>, rng: &mut Rng) -> Act {
    Act::NoteDeal {
        deal: card.id,
        text: view.office.phrases.say("note", &stage.key, rng).to_owned(),
    }
}

fn decide(card: &Card, view: View<'_>, rng: &mut Rng) -> Option<Act> {
    let verdict = if rng.chance(75) {
        Verdict::Approve
    } else {
        Verdict::Refuse {
            reason: view.office.phrases.say("refuse", "any", rng).to_owned(),
        }
    };
    Some(Act::DecideApproval {
        approval: card.approval?,
        verdict,
    })
}
