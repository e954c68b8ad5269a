//! Puts the shop to play with into an empty store.
//!
//! The rows go in as any others do, through the store's writing functions and with a permit; only the rules are not
//! asked again: the lives told here keep them already, and a test asks about every step.
use super::deals::{Customer, Sample, deals};
use crate::domain::calendar::Millis;
use crate::domain::command::Act;
use crate::domain::event::Subject;
use crate::domain::id::*;
use crate::domain::operator::{Actor, Permit, Reach, may};
use crate::domain::shop::Shop;
use crate::store::{self, Conn, Stop, Store};
use std::collections::HashMap;
use std::sync::Arc;

/// Deals of one transaction.
const CHUNK: usize = 2000;

/// How large a shop is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub deals: u64,
    /// At least so many of them still open.
    pub open: u64,
}

/// Fills the store; `progress(done)` after each chunk.
///
/// # Errors
/// The store's; what was committed before stays, the directory is a throw-away.
pub async fn fill(
    store: &Store,
    shop: Arc<Shop>,
    seed: u64,
    size: Size,
    now: Millis,
    mut progress: impl FnMut(u64),
) -> Result<(), Stop> {
    store
        .write(|conn| {
            store::search::expect_many(conn, true)?;
            Ok(store::setup::set_meta(conn, "demo", "1")?)
        })
        .await?;
    // The telling is made on a thread of its own, a chunk ahead of the writer.
    let (chunks, mut told) = tokio::sync::mpsc::channel::<Vec<Sample>>(2);
    let (teller_shop, teller) = (
        shop.clone(),
        std::thread::Builder::new().name("teller".into()),
    );
    let thread = teller.spawn(move || {
        let mut samples = deals(seed, size.deals, now, &teller_shop).busy(size.open);
        loop {
            let chunk: Vec<Sample> = samples.by_ref().take(CHUNK).collect();
            if chunk.is_empty() || chunks.blocking_send(chunk).is_err() {
                return;
            }
        }
    });
    let thread = thread.map_err(|e| store::StoreError::Unusable(e.to_string()))?;
    let (mut done, mut n) = (0, 0u64);
    while let Some(chunk) = told.recv().await {
        done += chunk.len() as u64;
        n += 1;
        let (shop, chunk) = (shop.clone(), Arc::new(chunk));
        store
            .write(move |conn| write(conn, &shop, seed, n, &chunk))
            .await?;
        progress(done);
    }
    // It ends when the channel does.
    let _ = thread.join();
    store
        .write(move |conn| {
            store::search::expect_many(conn, false)?;
            Ok(store::setup::finish_fill(conn, now)?)
        })
        .await
}

fn write(conn: &Conn, shop: &Shop, seed: u64, n: u64, chunk: &[Sample]) -> Result<(), Stop> {
    let act = Act::Import {
        import: ImportId(0),
        rows: Vec::new(),
    };
    let pult = may(&Actor::SYSTEM, &act, Reach::Own)?;
    let mut permits: HashMap<Option<OperatorId>, Permit> = HashMap::from([(None, pult.clone())]);
    for person in &shop.people {
        let note = Act::NoteDeal {
            deal: DealId(0),
            text: String::new(),
        };
        permits.insert(
            Some(person.id),
            may(&Actor::from(person), &note, Reach::Own)?,
        );
    }
    let entries = chunk.iter().map(|sample| sample.history.len()).sum();
    let first = store::journal::reserve(conn, entries)?;
    let (mut next, mut at) = (first, Millis(0));
    let command = CommandId(uuid::Builder::from_custom_bytes(bytes(seed, n)).into_uuid());
    for sample in chunk {
        let name = match &sample.customer {
            Customer::New(contact) => {
                store::contact::insert(conn, &pult, contact)?;
                contact.called()
            }
            Customer::Known(id) => store::deal::name_of(conn, Some(*id))?,
        };
        store::deal::insert(conn, &pult, &sample.deal, &name)?;
        if let Some(approval) = &sample.approval {
            store::approval::put(conn, &pult, approval)?;
        }
        for past in &sample.history {
            let permit = permits.get(&past.operator).unwrap_or(&pult);
            store::journal::put(conn, permit, next, command, past.at, &past.fact)?;
            next.0 += 1;
            at = at.max(past.at);
        }
    }
    let entry = store::command::Entry {
        id: command,
        at,
        operator: None,
        act: act.kind(),
        subject: None::<Subject>,
        first,
        last: Seq(next.0 - 1),
        undoes: None,
        undone_by: None,
    };
    Ok(store::command::insert(conn, &pult, &entry)?)
}

/// An id that the same seed makes again.
fn bytes(seed: u64, n: u64) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&seed.to_be_bytes());
    bytes[8..].copy_from_slice(&n.to_be_bytes());
    bytes
}
