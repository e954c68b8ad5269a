//! The journal tells everything: its facts make the same records as the rows are.
use crate::support::books::journal_after;
use crate::support::{Books, Chance, NOON, Shop, id};
use pult::domain::command::{Act, Command};
use pult::store::snapshot;

#[tokio::test]
async fn a_snapshot_and_what_came_after_is_the_present_whatever_the_snapshot() {
    let shop = Shop::open().await;
    let setup = shop.setup();
    let people: Vec<_> = setup
        .people
        .iter()
        .filter(|p| p.active)
        .map(|p| p.id)
        .collect();
    let mut chance = Chance::new(30, 0, NOON);
    let (mut snapshots, mut books, mut legal) = (vec![Books::default()], Books::default(), 0);
    for n in 0..2_400 {
        shop.turn_clock(chance.rng.within(0, 40_000));
        chance.now = pult::server::Clock::now(&*shop.clock);
        if n % 4 == 0 {
            books.catch_up(&shop.store);
        }
        let who = *chance.rng.pick(&people);
        let act = match chance.rng.below(12) {
            0 => Act::Undo { command: None },
            _ => chance.act(&books, &setup),
        };
        legal += usize::from(
            shop.passes(Some(who), Command { id: id(), act })
                .await
                .is_ok(),
        );
        if n % 40 == 0 {
            snapshots.push(shop.books());
        }
    }
    assert!(legal > 1_000, "only {legal} acts were legal");
    let present = shop.books();
    let journal = journal_after(&shop.store, 0);
    assert_eq!(journal.len() as i64, present.seq);
    // From the empty book on, every entry fits what was before it …
    let mut told = Books::default();
    let mut kept = snapshots.iter().peekable();
    for event in &journal {
        while kept.next_if(|s| s.seq == told.seq && **s == told).is_some() {}
        told.tell(event);
    }
    while kept.next_if(|s| **s == told).is_some() {}
    // … and no snapshot taken on the way was any different.
    assert!(kept.next().is_none(), "a snapshot differs from the journal");
    told.must_be(&present, "told from the beginning");
    for snapshot in snapshots {
        let mut told = snapshot.clone();
        for event in &journal[snapshot.seq as usize..] {
            told.tell(event);
        }
        told.must_be(&present, &format!("from {} on", snapshot.seq));
    }
    let faults = shop.store.read_now(snapshot::contents).unwrap().faults;
    assert!(faults.is_empty(), "{faults:?}");
    shop.close().await;
}
