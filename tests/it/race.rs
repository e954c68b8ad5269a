//! Several people on the same few deals: everyone is told either that it is done, or how it is now.
use crate::support::{Person, Shop, id};
use pult::domain::card::Card;
use pult::domain::command::{Act, Command};
use pult::domain::deal::{Deal, Item, Set};
use pult::domain::event::Fact;
use pult::domain::id::*;
use pult::domain::money::Kopecks;
use pult::domain::pipeline::{Need, Outcome as StageOutcome};
use pult::domain::refusal::Refusal;
use pult::store::journal;
use pult::wire::Outcome;
use std::collections::BTreeMap;

/// Moves and edits in all. `PULT_RACE` sets another number: `.ci/run` takes the full 10 000.
const RACES: usize = 2_000;
const DEALS: usize = 4;
/// The people of the demo shop who may do anything to these deals: a right is not what is raced for.
const PEOPLE: [&str; 2] = ["olga", "vera"];

fn races() -> usize {
    std::env::var("PULT_RACE").map_or(RACES, |n| n.parse().expect("PULT_RACE is a number"))
}

/// What the deals have, so that no gate stands in the way.
fn offered(need: &Need) -> bool {
    matches!(need, Need::Responsible | Need::Items | Need::Amount(_))
}

/// What one person saw.
#[derive(Default)]
struct Tally {
    applied: BTreeMap<DealId, i64>,
    stale: u64,
}

/// Works through `turns`, always from the card last seen.
async fn work(
    me: Person,
    mut cards: Vec<Card>,
    stages: Vec<StageId>,
    turns: usize,
    seed: usize,
) -> Tally {
    let mut tally = Tally::default();
    for turn in 0..turns {
        let at = (turn * 7 + seed) % cards.len();
        let card = &cards[at];
        let (deal, expects) = (card.id, card.version);
        let act = if (turn + seed).is_multiple_of(2) {
            let to = stages.iter().copied().find(|s| *s != card.stage).unwrap();
            Act::MoveDeal {
                deal,
                expects,
                to,
                fill: vec![],
            }
        } else {
            let title = format!("правка {seed}-{turn}");
            Act::EditDeal {
                deal,
                expects,
                set: vec![Set::Title(title)],
            }
        };
        match me.link.command(&Command { id: id(), act }).await {
            Ok(done) => {
                let Outcome::Deal { card, .. } = done.outcome else {
                    panic!("{done:?}")
                };
                assert_eq!(
                    card.version,
                    Version(expects.0 + 1),
                    "applied, but not on what was seen"
                );
                *tally.applied.entry(deal).or_default() += 1;
                cards[at] = card;
            }
            Err(error) => {
                let refusal = error.problem().and_then(|p| p.refusal.clone());
                let Some(Refusal::StaleDeal { fresh, .. }) = refusal else {
                    panic!("{error:?}")
                };
                assert!(fresh.version > expects, "refused, but nothing newer shown");
                tally.stale += 1;
                cards[at] = Card {
                    version: fresh.version,
                    stage: fresh.stage,
                    ..card.clone()
                };
            }
        }
    }
    tally
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_racing_change_is_done_once_or_refused_with_the_fresh_deal() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let setup = shop.setup();
    let vera = setup.people.iter().find(|p| p.key == "vera").unwrap();
    let open = setup.pipelines[0].stages.iter().filter(|s| {
        s.outcome == StageOutcome::Open
            && s.gate.needs.iter().all(offered)
            && s.gate.roles.is_empty()
            && s.gate.approval.is_none()
            && s.wip.is_none()
            && (s.department.is_none() || s.department == vera.department)
    });
    let stages: Vec<StageId> = open.map(|s| s.id).collect();
    assert!(stages.len() >= 2, "two stages to move between: {stages:?}");
    for crowd in [2, 8] {
        let mut cards = Vec::new();
        for n in 0..DEALS {
            let set = vec![
                Set::Responsible(Some(vera.id)),
                Set::Items(vec![Item {
                    name: "Рычаг ГАЗ-3302".into(),
                    sku: None,
                    price: Kopecks(420_000),
                    quantity: 1000,
                }]),
            ];
            cards.push(owner.sells(&format!("спорная {n}"), set).await);
        }
        let turns = races() / 2 / crowd;
        let mut racing = tokio::task::JoinSet::new();
        for seed in 0..crowd {
            let me = match seed % 3 {
                0 => shop.owner(),
                n => shop.person(PEOPLE[n - 1]).await,
            };
            racing.spawn(work(me, cards.clone(), stages.clone(), turns, seed));
        }
        let (mut applied, mut stale) = (BTreeMap::<DealId, i64>::new(), 0);
        while let Some(tally) = racing.join_next().await {
            let tally = tally.unwrap();
            stale += tally.stale;
            for (deal, n) in tally.applied {
                *applied.entry(deal).or_default() += n;
            }
        }
        let sum: i64 = applied.values().sum();
        println!("{crowd} people: {sum} done, {stale} refused as stale");
        assert_eq!(sum.unsigned_abs() + stale, (turns * crowd) as u64);
        assert!(stale > 0, "nobody met anybody: this was no race");
        for card in &cards {
            books_agree(&shop, card.id, applied[&card.id]);
        }
    }
    shop.close().await;
}

/// The deal's version, its journal and what the people were told are one story.
fn books_agree(shop: &Shop, id: DealId, applied: i64) {
    let deal: Deal = shop.deal(id);
    assert_eq!(deal.version.0, 1 + applied, "deal {id}");
    let history = shop
        .store
        .read_now(|conn| journal::of_subject(conn, "deal", id.0, None, u32::MAX))
        .unwrap();
    let mut told: Option<Deal> = None;
    let mut changes = 0;
    for event in history.into_iter().rev() {
        match event.fact {
            Fact::DealCreated { deal, .. } => told = Some(*deal),
            Fact::DealChanged { changes: sets, .. } => {
                let told = told.as_mut().expect("changed before it was made");
                for change in sets {
                    assert_eq!(
                        told.get(&change.before),
                        change.before,
                        "deal {id}: a change on something else"
                    );
                    told.apply(&change.after);
                }
                changes += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(changes, applied, "deal {id}");
    let told = told.expect("a deal that was never made");
    assert_eq!(
        Deal {
            version: deal.version,
            changed_at: deal.changed_at,
            ..told
        },
        deal
    );
}
