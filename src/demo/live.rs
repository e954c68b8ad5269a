//! Lets the simulated colleagues work: their acts go through the one door like anybody's.
use super::{Colleague, Office, Rng, View};
use crate::domain::command::Command;
use crate::domain::id::{CommandId, OperatorId};
use crate::domain::operator::{Actor, Role};
use crate::server::command::{Door, shop_now};
use crate::store::board::{At, Filter, Sieve, window};
use std::time::Duration;

/// Cards of each column a colleague looks over.
const SEEN: u32 = 12;
/// With nothing to do, a colleague looks again after this long.
const IDLE: Duration = Duration::from_secs(20);
/// A person's pause as told is real time; the demo's board should live while one watches.
const HASTE: f64 = 6.0;

/// Works until its task is dropped. `speed` 1 is lively, 10 is a rush.
pub async fn live(door: Door, seed: u64, speed: f64, visitor: Option<OperatorId>) {
    let shop = shop_now(&door.shop);
    let people = shop
        .people
        .iter()
        .filter(|p| p.active && p.role != Role::Owner && Some(p.id) != visitor);
    let mut working = tokio::task::JoinSet::new();
    for (n, person) in (0..).zip(people) {
        working.spawn(work(
            door.clone(),
            Colleague::new(person.id),
            seed,
            n,
            speed.max(0.01),
            visitor,
        ));
    }
    while working.join_next().await.is_some() {}
}

async fn work(
    door: Door,
    mut colleague: Colleague,
    seed: u64,
    n: u64,
    speed: f64,
    visitor: Option<OperatorId>,
) {
    let office = Office::new(seed);
    let mut rng = Rng::new(seed, "colleague", n);
    loop {
        let shop = shop_now(&door.shop);
        let stages: Vec<_> = shop
            .pipelines
            .iter()
            .flat_map(|p| &p.stages)
            .map(|s| s.id)
            .collect();
        let seen = door.store.read(move |conn| {
            let mut cards = Vec::new();
            let all = Sieve::new(conn, Filter::default())?;
            for stage in stages {
                cards.extend(window(conn, stage, &all, At::Top, SEEN)?.0);
            }
            Ok(cards)
        });
        let Ok(cards) = seen.await else { return };
        let view = View {
            office: &office,
            shop: &shop,
            cards: &cards,
            visitor,
            now: door.clock.now(),
        };
        let Some((pause, act)) = colleague.next(view, &mut rng) else {
            tokio::time::sleep(IDLE.div_f64(speed)).await;
            continue;
        };
        tokio::time::sleep(Duration::from_millis(pause.max(0) as u64).div_f64(HASTE * speed)).await;
        let Some(me) = shop.operator(colleague.operator()) else {
            return;
        };
        let send = |act| {
            door.pass(
                Actor::from(me),
                Command {
                    id: CommandId(uuid::Uuid::now_v7()),
                    act,
                },
            )
        };
        // Too late, or a gate: whoever can fill the form in does, else life goes on.
        if let Err(fault) = send(act.clone()).await
            && let Some(no) = &fault.refusal
            && let Some(insisting) = colleague.insist(&act, no, view, &mut rng)
        {
            let _ = send(insisting).await;
        }
    }
}
