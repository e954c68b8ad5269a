//! `GET /v1/export/…`: whole records in bulk, for supervisors and owners.
use super::peer::Caller;
use super::problem::Fault;
use super::route::App;
use crate::domain::contact::Contact;
use crate::domain::id::*;
use crate::domain::operator::Role;
use crate::store;
use crate::wire::export::{Line, Query};
use crate::wire::problem::Code;
use axum::Json;
use axum::extract::{Query as Parameters, State};

const LINES_AT_MOST: u32 = 500;

/// Taking the shop's data away is a head's right. The log keeps who did and from where on.
fn allowed(caller: &Caller, what: &str, query: &Query) -> Result<(), Fault> {
    let operator = &caller.operator;
    if !matches!(operator.role, Role::Supervisor | Role::Owner) {
        return Err(Fault::new(
            Code::Forbidden,
            "only a supervisor or the owner may export",
        ));
    }
    if query.before.is_none() {
        tracing::info!(operator = operator.key, what, "export");
    }
    Ok(())
}

fn limit(query: &Query) -> u32 {
    query.limit.unwrap_or(LINES_AT_MOST).clamp(1, LINES_AT_MOST)
}

pub(super) async fn deals(
    State(app): State<App>,
    caller: Caller,
    Parameters(query): Parameters<Query>,
) -> Result<Json<Vec<Line>>, Fault> {
    allowed(&caller, "deals", &query)?;
    let lines = app.door.store.read(move |conn| {
        let before = query.before.map(DealId);
        let cards = store::board::list(conn, None, None, None, before, limit(&query))?;
        let mut lines = Vec::with_capacity(cards.len());
        for card in cards {
            let Some(deal) = store::deal::load(conn, card.id)? else {
                continue;
            };
            let contact = deal.contact.map(|id| store::contact::load(conn, id));
            lines.push(Line {
                contact: contact.transpose()?.flatten(),
                deal,
            });
        }
        Ok(lines)
    });
    Ok(Json(lines.await?))
}

pub(super) async fn contacts(
    State(app): State<App>,
    caller: Caller,
    Parameters(query): Parameters<Query>,
) -> Result<Json<Vec<Contact>>, Fault> {
    allowed(&caller, "contacts", &query)?;
    let contacts = app
        .door
        .store
        .read(move |conn| store::contact::newest(conn, query.before.map(ContactId), limit(&query)));
    Ok(Json(contacts.await?))
}
