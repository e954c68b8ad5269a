//! What must hold for every shop that is dealt out.
mod board;
mod dealt;
mod rules;

use crate::domain::calendar::Millis;
use crate::domain::shop::Shop;
use crate::setup;

/// Wednesday, 18 November 2026, 14:32 in Novosibirsk.
const NOW: Millis = Millis(1_794_987_120_000);

fn shop() -> Shop {
    match setup::parse(&super::shop()) {
        Ok(draft) => setup::resolve(None, draft),
        Err(complaints) => panic!("the demo shop's own files: {complaints:#?}"),
    }
}
