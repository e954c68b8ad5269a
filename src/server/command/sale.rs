//! The first won deal makes a client of a lead; taking the win back makes a lead again, unless another sale stands.
use super::writing::Writing;
use crate::domain::calendar::Millis;
use crate::domain::contact::{Change, Set};
use crate::domain::deal::Deal;
use crate::domain::event::Why;
use crate::domain::id::{ContactId, DealId, StageId};
use crate::domain::operator::Permit;
use crate::domain::pipeline::Outcome;
use crate::store::{self, Stop, StoreError};

fn won(w: &Writing<'_>, deal: &Deal) -> bool {
    let stage = w.shop.stage(deal.stage);
    !deal.deleted && stage.is_some_and(|(_, stage)| stage.outcome == Outcome::Won)
}

/// A deal was made or changed: what that means for its contact.
pub(super) fn changed(
    w: &mut Writing<'_>,
    permit: &Permit,
    before: Option<&Deal>,
    after: &Deal,
) -> Result<(), Stop> {
    let was = before.is_some_and(|deal| won(w, deal));
    let is = won(w, after);
    let Some(id) = after.contact.filter(|_| was != is) else {
        return Ok(());
    };
    let contact = w.load_contact(id)?;
    let since = match (is, w.undoes) {
        // An imported sale may be older than the one we knew.
        (true, None) => {
            let at = after.closed_at.unwrap_or(w.now);
            Some(contact.client_since.map_or(at, |known| known.min(at)))
        }
        // The facts of what is taken back say when somebody became a client; here only a sale that stood in for
        // another one vanishes. A won deal that is opened again by hand leaves a client a client.
        (false, Some(_))
            if !w.redoes && contact.client_since == before.and_then(|d| d.closed_at) =>
        {
            other(w, id, after.id)?
        }
        _ => return Ok(()),
    };
    if since == contact.client_since {
        return Ok(());
    }
    let change = Change {
        before: Set::ClientSince(contact.client_since),
        after: Set::ClientSince(since),
    };
    let why = Why::FirstSale { deal: after.id };
    w.change_contact(permit, &contact, vec![change], Some(why))?;
    Ok(())
}

/// When the contact's first sale but this one was made.
pub(super) fn other(
    w: &Writing<'_>,
    contact: ContactId,
    but: DealId,
) -> Result<Option<Millis>, StoreError> {
    let won: Vec<StageId> = w
        .shop
        .pipelines
        .iter()
        .flat_map(|p| &p.stages)
        .filter(|s| s.outcome == Outcome::Won)
        .map(|s| s.id)
        .collect();
    store::deal::first_closed(w.conn, contact, but, &won)
}
