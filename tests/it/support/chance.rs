//! Acts dealt by a seed: mostly legal, about the records that are there.
use super::Books;
use pult::demo::Rng;
use pult::domain::approval::{State, Verdict};
use pult::domain::calendar::Millis;
use pult::domain::command::Act;
use pult::domain::contact::{self, Who};
use pult::domain::deal::{self, Item, Kind, NextStep, Set, Turn};
use pult::domain::field::FieldValue;
use pult::domain::id::*;
use pult::domain::money::Kopecks;
use pult::domain::shop::Shop;
use pult::domain::task;

#[derive(Debug)]
pub struct Chance {
    pub rng: Rng,
    pub now: Millis,
}

impl Chance {
    pub fn new(seed: u64, number: u64, now: Millis) -> Chance {
        Chance {
            rng: Rng::new(seed, "chance", number),
            now,
        }
    }

    /// Something a person might do with what there is.
    pub fn act(&mut self, books: &Books, shop: &Shop) -> Act {
        let open: Vec<&deal::Deal> = books.deals.values().filter(|d| !d.deleted).collect();
        if open.len() < 4 {
            return self.create(shop);
        }
        let deal = *self.rng.pick(&open);
        let (id, expects) = (deal.id, deal.version);
        match self.rng.below(22) {
            0..=2 => self.create(shop),
            3..=6 => Act::EditDeal {
                deal: id,
                expects,
                set: self.wishes(shop),
            },
            7..=11 => {
                let stages: Vec<StageId> = shop.pipelines[0].stages.iter().map(|s| s.id).collect();
                Act::MoveDeal {
                    deal: id,
                    expects,
                    to: *self.rng.pick(&stages),
                    fill: self.fill(deal),
                }
            }
            12 => Act::AssignDeal {
                deal: id,
                expects,
                to: self.rng.chance(70).then(|| self.person(shop)),
            },
            13 | 14 => Act::NoteDeal {
                deal: id,
                text: self.words(),
            },
            15 => Act::TrashDeal { deal: id, expects },
            16 => Act::CreateContact {
                draft: self.customer(),
            },
            17 => match books.contacts.values().find(|c| !c.deleted) {
                Some(contact) => Act::EditContact {
                    contact: contact.id,
                    expects: contact.version,
                    set: vec![
                        contact::Set::Name(self.words()),
                        contact::Set::Note(self.words()),
                    ],
                },
                None => self.create(shop),
            },
            18 => Act::CreateTask {
                draft: task::Draft {
                    text: self.words(),
                    deal: Some(id),
                    assignee: self.rng.chance(50).then(|| self.person(shop)),
                    due: Some(Millis(self.now.0 + self.rng.within(0, 1_000_000))),
                },
            },
            19 => match books.tasks.values().last() {
                Some(task) => Act::EditTask {
                    task: task.id,
                    expects: task.version,
                    set: vec![
                        task::Set::DoneAt(task.done_at.is_none().then_some(self.now)),
                        task::Set::Text(self.words()),
                    ],
                },
                None => self.create(shop),
            },
            _ => match books.approvals.values().find(|a| a.state == State::Open) {
                Some(approval) if self.rng.chance(30) => Act::WithdrawApproval {
                    approval: approval.id,
                },
                Some(approval) => Act::DecideApproval {
                    approval: approval.id,
                    verdict: match self.rng.chance(50) {
                        true => Verdict::Approve,
                        false => Verdict::Refuse {
                            reason: self.words(),
                        },
                    },
                },
                None => self.create(shop),
            },
        }
    }

    pub fn create(&mut self, shop: &Shop) -> Act {
        let mut set = self.wishes(shop);
        if self.rng.chance(70) {
            set.push(self.goods());
        }
        Act::CreateDeal {
            draft: deal::Draft {
                who: self.rng.chance(80).then(|| Who::Person(self.customer())),
                set,
                note: self.rng.chance(20).then(|| self.words()),
                ..deal::Draft::default()
            },
        }
    }

    fn customer(&mut self) -> contact::Draft {
        let n = self.rng.below(60);
        contact::Draft {
            name: self.words(),
            phones: vec![format!("+7913555{:04}", n)],
            emails: match self.rng.chance(30) {
                true => vec![format!("k{n}@example.ru")],
                false => Vec::new(),
            },
            ..contact::Draft::default()
        }
    }

    fn goods(&mut self) -> Set {
        let items = (0..self.rng.within(1, 3)).map(|n| Item {
            name: format!("Рычаг {n}"),
            sku: Some(format!("GZ-{}", self.rng.below(500))),
            price: Kopecks(self.rng.within(100, 900_000)),
            quantity: self.rng.within(1, 9) * 500,
        });
        Set::Items(items.collect())
    }

    /// What any gate of the demo shop may ask.
    fn fill(&mut self, deal: &deal::Deal) -> Vec<Set> {
        let mut fill = vec![
            Set::Custom {
                key: "delivery".into(),
                value: Some(FieldValue::Text("СДЭК".into())),
            },
            Set::Custom {
                key: "track".into(),
                value: Some(FieldValue::Text(self.rng.below(1_000_000).to_string())),
            },
            Set::NextStep(Some(NextStep {
                text: self.words(),
                at: Millis(self.now.0 + self.rng.within(0, 9_000_000)),
            })),
            Set::LostReason(Some("Дорого".into())),
        ];
        if deal.items.is_empty() {
            fill.push(self.goods());
        }
        fill
    }

    fn wishes(&mut self, shop: &Shop) -> Vec<Set> {
        let mut set = Vec::new();
        for _ in 0..self.rng.within(1, 3) {
            set.push(match self.rng.below(9) {
                0 => Set::Title(self.words()),
                1 => Set::Kind(
                    *self
                        .rng
                        .pick(&[None, Some(Kind::Retail), Some(Kind::Wholesale)]),
                ),
                2 => Set::Tags(vec![self.words(), self.words()]),
                3 => Set::Turn(*self.rng.pick(&Turn::ALL)),
                4 => Set::NextStep(None),
                5 => {
                    let sources: Vec<SourceId> = shop.sources.iter().map(|s| s.id).collect();
                    Set::Source(Some(*self.rng.pick(&sources)))
                }
                6 => Set::Responsible(Some(self.person(shop))),
                7 => Set::Observer(Some(self.person(shop))),
                _ => self.goods(),
            });
        }
        set
    }

    fn person(&mut self, shop: &Shop) -> OperatorId {
        let people: Vec<OperatorId> = shop
            .people
            .iter()
            .filter(|p| p.active)
            .map(|p| p.id)
            .collect();
        *self.rng.pick(&people)
    }

    fn words(&mut self) -> String {
        const WORDS: [&str; 8] = [
            "рычаг",
            "Газель",
            "ёлка",
            "срочно",
            "опт",
            "самовывоз",
            "Валдай",
            "бампер",
        ];
        format!(
            "{} {} {}",
            self.rng.pick(&WORDS),
            self.rng.pick(&WORDS),
            self.rng.below(1000)
        )
    }
}
