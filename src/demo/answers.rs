//! What people write into a gate's form: an answer for each thing a stage asks for.
use super::goods::Good;
use super::office::Office;
use super::rng::Rng;
use super::week::DAY;
use crate::domain::calendar::Millis;
use crate::domain::deal::{NextStep, Set};
use crate::domain::field::{FieldKind, FieldSpec, FieldValue};
use crate::domain::id::OperatorId;
use crate::domain::money::Kopecks;
use crate::domain::pipeline::Need;
use crate::domain::shop::Shop;

/// What the answers are about.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    pub shop: &'a Shop,
    pub office: &'a Office,
    pub car: usize,
    /// What was asked for first.
    pub good: &'a Good,
    pub town: &'a str,
    /// The stage to be entered, by key.
    pub stage: &'a str,
    /// The customer comes for it.
    pub pickup: bool,
    pub responsible: Option<OperatorId>,
    pub at: Millis,
}

impl Matter<'_> {
    /// The answer to one need, where it is the deal's and not the customer's to give.
    pub fn answer(&self, need: &Need, rng: &mut Rng) -> Option<Set> {
        match need {
            // The customer has told these or has not; nobody makes them up.
            Need::Contact | Need::Phone | Need::Email | Need::Address => None,
            Need::Source => Some(Set::Source(self.shop.sources.first().map(|s| s.id))),
            Need::Responsible => {
                let anybody = || self.shop.people.iter().find(|o| o.active).map(|o| o.id);
                Some(Set::Responsible(self.responsible.or_else(anybody)))
            }
            Need::NextStep => Some(Set::NextStep(Some(self.next_step(rng)))),
            Need::Items => Some(Set::Items(self.office.basket(false, self.good, rng))),
            Need::Amount(least) => Some(Set::Amount(Kopecks(least.0.max(100_000)))),
            Need::LostReason => Some(Set::LostReason(Some(self.lost_reason(rng)))),
            Need::Custom(key) => {
                let value = self.value(self.shop.field(key)?, rng);
                Some(Set::Custom {
                    key: key.clone(),
                    value: Some(value),
                })
            }
        }
    }

    pub fn lost_reason(&self, rng: &mut Rng) -> String {
        match self.shop.lost_reasons.as_slice() {
            [] => self.office.phrases.say("note", "lost", rng).to_owned(),
            reasons => rng.pick(reasons).clone(),
        }
    }

    /// Something to do within the next days.
    pub fn next_step(&self, rng: &mut Rng) -> NextStep {
        NextStep {
            text: self.office.phrases.say("step", self.stage, rng).to_owned(),
            at: Millis(self.at.0 + rng.wait(DAY / 48, 3 * DAY)),
        }
    }

    /// A likely value of a field of the shop.
    pub fn value(&self, field: &FieldSpec, rng: &mut Rng) -> FieldValue {
        match (&field.kind, field.key.as_str()) {
            (FieldKind::Choice(choices), _) => FieldValue::Text(self.choice(choices, rng)),
            (FieldKind::Text, "vin") => FieldValue::Text(vin(rng)),
            (FieldKind::Text, "track") => {
                FieldValue::Text(format!("10{:08}", rng.below(100_000_000)))
            }
            (FieldKind::Text, "car") => {
                FieldValue::Text(self.office.catalogue.cars[self.car].name.to_owned())
            }
            (FieldKind::Text, "city") => FieldValue::Text(self.town.to_owned()),
            (FieldKind::Text, _) => {
                FieldValue::Text(self.office.phrases.say("note", "any", rng).to_owned())
            }
            (FieldKind::Number, "year") => FieldValue::Number(rng.within(2004, 2024)),
            (FieldKind::Number, "places") => FieldValue::Number(rng.wait(1, 5)),
            (FieldKind::Number, _) => FieldValue::Number(rng.within(1, 10)),
            (FieldKind::Money, _) => FieldValue::Money(Kopecks(rng.within(3, 40) * 10_000)),
            (FieldKind::Date, _) => FieldValue::Date(Millis(self.at.0 + rng.within(1, 6) * DAY)),
            (FieldKind::Flag, _) => FieldValue::Flag(true),
        }
    }

    fn choice(&self, choices: &[String], rng: &mut Rng) -> String {
        let own = self.office.catalogue.cars[self.car].name;
        if let Some(car) = choices.iter().find(|choice| *choice == own) {
            return car.clone();
        }
        let comes = |choice: &&String| choice.contains("амовывоз");
        match choices.iter().find(comes) {
            Some(pickup) if self.pickup => pickup.clone(),
            Some(pickup) if choices.len() > 1 => loop {
                let other = rng.pick(choices);
                if other != pickup {
                    break other.clone();
                }
            },
            _ if choices.is_empty() => String::new(),
            _ => rng.pick(choices).clone(),
        }
    }
}

/// Seventeen signs without I, O and Q, as on the plate under the windscreen.
fn vin(rng: &mut Rng) -> String {
    const SIGNS: &[u8] = b"ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
    let mut vin = String::from(*rng.pick(&["X96", "XTH", "XTT", "XTC", "Z6F", "ZFA"]));
    for place in 3..17 {
        // The last six count the cars.
        let signs = if place < 11 { SIGNS } else { &SIGNS[23..] };
        vin.push(char::from(*rng.pick(signs)));
    }
    vin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vin_looks_like_one() {
        let mut rng = Rng::new(1, "vin", 0);
        for _ in 0..200 {
            let vin = vin(&mut rng);
            assert_eq!(vin.len(), 17, "{vin}");
            assert!(!vin.contains(['I', 'O', 'Q']), "{vin}");
            assert!(vin[11..].bytes().all(|b| b.is_ascii_digit()), "{vin}");
        }
    }
}
