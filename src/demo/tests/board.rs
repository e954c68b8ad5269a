//! Colleagues at a board that obeys the domain's rules.
use super::super::{Colleague, Customer, Office, Rng, View, deals};
use super::{NOW, shop};
use crate::domain::approval::Verdict;
use crate::domain::assign::Candidate;
use crate::domain::calendar::Millis;
use crate::domain::card::Card;
use crate::domain::command::{Act, ActKind};
use crate::domain::contact::{Contact, Who};
use crate::domain::deal::{Deal, Move, Scene, Spot};
use crate::domain::id::{ApprovalId, ContactId, DealId, OperatorId, StageId};
use crate::domain::operator::{Actor, allowed};
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use std::collections::BTreeMap;

struct Board<'a> {
    shop: &'a Shop,
    deals: BTreeMap<DealId, Deal>,
    contacts: BTreeMap<ContactId, Contact>,
    asked: BTreeMap<ApprovalId, StageId>,
    now: Millis,
}

impl Board<'_> {
    fn cards(&self) -> Vec<Card> {
        let open = self.deals.values().filter(|deal| deal.closed_at.is_none());
        open.map(|deal| self.card(deal)).collect()
    }

    fn card(&self, deal: &Deal) -> Card {
        let contact = deal.contact.and_then(|id| self.contacts.get(&id));
        Card::of(deal, &contact.map(Contact::called).unwrap_or_default())
    }

    fn staff(&self) -> Vec<Candidate> {
        let people = self.shop.people.iter().filter(|o| o.active);
        people
            .map(|o| Candidate {
                operator: o.id,
                department: o.department,
                load: 0,
                last_given: None,
                absent: false,
                at_work: true,
            })
            .collect()
    }

    fn obey(&mut self, by: OperatorId, act: &Act) -> Result<(), Refusal> {
        let actor = Actor::from(self.shop.operator(by).expect("works here"));
        let scene = Scene {
            shop: self.shop,
            actor: &actor,
            now: self.now,
        };
        let staff = self.staff();
        let find = |id: &DealId| self.deals.get(id).cloned().expect("on the board");
        let (mut deal, changes) = match act {
            Act::CreateDeal { draft } => {
                let Some(Who::Person(person)) = draft.who.clone() else {
                    panic!("{draft:?}");
                };
                let id = ContactId(self.contacts.len() as i64 + 1);
                let contact = Contact::create(id, person, self.now)?;
                assert!(
                    self.contacts
                        .values()
                        .all(|c| c.phones.first() != contact.phones.first())
                );
                self.contacts.insert(id, contact);
                let next = DealId(self.deals.keys().last().map_or(0, |id| id.0) + 1);
                let (deal, _) = Deal::create(next, draft, Some(id), 0, &staff, scene)?;
                (deal, Vec::new())
            }
            Act::EditDeal { deal, expects, set } => {
                let deal = find(deal);
                assert_eq!(deal.version, *expects);
                let changes = deal.edit(set.clone(), scene)?;
                (deal, changes)
            }
            Act::AssignDeal { deal, to, .. } => {
                let deal = find(deal);
                let set = vec![crate::domain::deal::Set::Responsible(*to)];
                let changes = deal.edit(set, scene)?;
                (deal, changes)
            }
            Act::MoveDeal {
                deal,
                expects,
                to,
                fill,
            } => {
                let mut deal = find(deal);
                assert_eq!(deal.version, *expects);
                let contact = deal.contact.and_then(|id| self.contacts.get(&id));
                let reached = contact.expect("known").reachable();
                match deal.relocate(*to, fill.clone(), reached, Spot::default(), &staff, scene)? {
                    Move::Go { changes, .. } => (deal, changes),
                    Move::Ask { changes } => {
                        let id = ApprovalId(self.asked.len() as i64 + 1000);
                        self.asked.insert(id, *to);
                        deal.approval = Some(id);
                        (deal, changes)
                    }
                }
            }
            Act::NoteDeal { deal, text } => {
                assert!(!text.is_empty());
                (find(deal), Vec::new())
            }
            Act::DecideApproval { approval, verdict } => {
                let held = self.deals.values().find(|d| d.approval == Some(*approval));
                let mut deal = held.cloned().expect("waits for a yes");
                deal.approval = None;
                if let Verdict::Refuse { reason } = verdict {
                    assert!(!reason.is_empty());
                }
                (deal, Vec::new())
            }
            other => panic!("{other:?}"),
        };
        if !matches!(act, Act::CreateDeal { .. } | Act::DecideApproval { .. }) {
            assert!(
                allowed(actor.role, act.kind(), deal.reach(&actor)),
                "{act:?}"
            );
        }
        for change in changes {
            deal.apply(&change.after);
        }
        deal.version.0 += 1;
        self.deals.insert(deal.id, deal);
        Ok(())
    }
}

#[test]
fn colleagues_keep_the_board_alive_and_off_the_visitors_cards() {
    let shop = shop();
    let mut board = Board {
        shop: &shop,
        deals: BTreeMap::new(),
        contacts: BTreeMap::new(),
        asked: BTreeMap::new(),
        now: NOW,
    };
    for sample in deals(7, 600, NOW, &shop) {
        if let Customer::New(contact) = sample.customer {
            board.contacts.insert(contact.id, *contact);
        }
        board.asked.extend(sample.approval.map(|a| (a.id, a.to)));
        board.deals.insert(sample.deal.id, sample.deal);
    }
    let visitor = shop
        .people
        .iter()
        .find(|o| o.key == "dina")
        .expect("Dina")
        .id;
    let before = board.deals.clone();
    let office = Office::new(7);
    let mut rng = Rng::new(7, "day", 0);
    let mut people: Vec<Colleague> = shop.people.iter().map(|o| Colleague::new(o.id)).collect();
    let mut done: BTreeMap<ActKind, u32> = BTreeMap::new();
    let (mut refused, mut insisted) = (0, 0);
    for step in 0..2500 {
        board.now.0 += 50_000;
        let at = step % people.len();
        let colleague = &mut people[at];
        let cards = board.cards();
        let view = View {
            office: &office,
            shop: &shop,
            cards: &cards,
            visitor: Some(visitor),
            now: board.now,
        };
        let Some((pause, act)) = colleague.next(view, &mut rng) else {
            continue;
        };
        assert!((1_000..600_000).contains(&pause), "{pause}");
        let by = colleague.operator();
        assert_ne!(by, visitor);
        match board.obey(by, &act) {
            Ok(()) => *done.entry(act.kind()).or_default() += 1,
            Err(refusal) => match colleague.insist(&act, &refusal, view, &mut rng) {
                Some(again) => {
                    board.obey(by, &again).expect("the form is filled in");
                    insisted += 1;
                }
                None => refused += 1,
            },
        }
    }
    for kind in [
        ActKind::CreateDeal,
        ActKind::EditDeal,
        ActKind::MoveDeal,
        ActKind::AssignDeal,
        ActKind::NoteDeal,
        ActKind::DecideApproval,
    ] {
        assert!(
            done.get(&kind).is_some_and(|n| *n > 2),
            "{kind:?} in {done:?}"
        );
    }
    assert!(insisted > 5, "{insisted}");
    let all: u32 = done.values().sum();
    assert!(
        all > 400 && refused * 20 < all,
        "{refused} refused of {all}: {done:?}"
    );
    for (id, deal) in before
        .iter()
        .filter(|(_, d)| d.responsible == Some(visitor))
    {
        assert_eq!(board.deals.get(id), Some(deal), "the visitor's own");
    }
    let moved = before
        .values()
        .filter(|d| board.deals[&d.id].stage != d.stage)
        .count();
    assert!(moved > 20, "{moved}");
    assert!(board.asked.len() > 1);
}

#[test]
fn the_head_answers_requests_but_not_the_visitors() {
    let shop = shop();
    let samples = deals(7, 2000, NOW, &shop);
    let asked: Vec<Deal> = samples
        .filter(|sample| sample.approval.is_some())
        .map(|sample| sample.deal)
        .collect();
    let board = Board {
        shop: &shop,
        deals: asked.iter().map(|deal| (deal.id, deal.clone())).collect(),
        contacts: BTreeMap::new(),
        asked: BTreeMap::new(),
        now: NOW,
    };
    let head = shop
        .people
        .iter()
        .find(|o| o.key == "olga")
        .expect("Olga")
        .id;
    let office = Office::new(7);
    let mut rng = Rng::new(7, "request", 0);
    let mut act = |cards: &[Card], visitor| {
        let view = View {
            office: &office,
            shop: &shop,
            cards,
            visitor,
            now: NOW,
        };
        Colleague::new(head)
            .next(view, &mut rng)
            .map(|(_, act)| act)
    };
    let card = &board.cards()[..1];
    let Some(Act::DecideApproval { approval, .. }) = act(card, None) else {
        panic!("a request waits");
    };
    assert_eq!(Some(approval), card[0].approval);
    assert_eq!(act(card, card[0].responsible), None);
}
