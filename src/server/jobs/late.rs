//! Tells when a deal has outstayed its stage's time limit.
use crate::domain::command::{Act, Command};
use crate::domain::id::CommandId;
use crate::domain::operator::Actor;
use crate::server::command::Door;
use crate::store;
use std::time::Duration;

/// Longest sleep: a deal that got an earlier limit meanwhile is found by then.
const NAP: Duration = Duration::from_secs(30);
/// Told in one go before others get their turn.
const AT_ONCE: usize = 50;

/// Runs until its task is dropped.
pub async fn run(door: Door) {
    loop {
        let mut told = 0;
        let mut pause = NAP;
        loop {
            let now = door.clock.now();
            match door.store.read(store::deal::next_due).await {
                Ok(Some((deal, due))) if due <= now => {
                    let id = CommandId(uuid::Uuid::now_v7());
                    let raised = door
                        .pass(
                            Actor::SYSTEM,
                            Command {
                                id,
                                act: Act::RaiseLate { deal, due },
                            },
                        )
                        .await;
                    told += 1;
                    if raised.is_err() || told >= AT_ONCE {
                        pause = Duration::from_secs(1);
                        break;
                    }
                }
                Ok(Some((_, due))) => {
                    pause = pause.min(Duration::from_millis((due.0 - now.0).max(1) as u64));
                    break;
                }
                Ok(None) => break,
                Err(_) => return,
            }
        }
        tokio::time::sleep(pause).await;
    }
}
