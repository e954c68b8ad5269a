//! `GET /v1/contact…`
use super::ask::{Asked, Named};
use super::deal::HISTORY;
use super::peer::Caller;
use super::problem::Fault;
use super::route::App;
use crate::domain::contact::Contact;
use crate::domain::event::Event;
use crate::domain::fold::Query as Words;
use crate::domain::id::*;
use crate::domain::refusal::Refusal;
use crate::store::{self, Conn, StoreError};
use crate::wire::contact::{ListQuery, View};
use crate::wire::deal::HistoryQuery;
use axum::Json;
use axum::extract::State;

/// Deals whose entries are woven into a contact's history.
const DEALS: u32 = 50;

pub(super) async fn list(
    State(app): State<App>,
    _: Caller,
    Asked(query): Asked<ListQuery>,
) -> Result<Json<Vec<Contact>>, Fault> {
    let limit = query.limit.unwrap_or(50).clamp(1, 1000);
    let text = query.text.unwrap_or_default();
    let contacts = app.door.store.read(move |conn| {
        if text.trim().is_empty() {
            return store::contact::newest(conn, query.before, limit);
        }
        let ids = super::find::contact_ids(conn, &Words::new(&text), limit)?;
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            found.extend(store::contact::load(conn, id)?.filter(|c| !c.deleted));
        }
        Ok(found)
    });
    Ok(Json(contacts.await?))
}

pub(super) async fn view(
    State(app): State<App>,
    _: Caller,
    Named(id): Named<i64>,
) -> Result<Json<View>, Fault> {
    let id = ContactId(id);
    let view = app
        .door
        .store
        .read(move |conn| {
            let Some(contact) = store::contact::load(conn, id)? else {
                return Ok(None);
            };
            let deals = store::board::list(conn, None, Some(id), None, None, DEALS)?;
            let mut history = woven(conn, id, None, HISTORY + 1)?;
            let more = history.len() > HISTORY as usize;
            history.truncate(HISTORY as usize);
            Ok(Some(View {
                contact,
                deals,
                history,
                more,
            }))
        })
        .await?;
    Ok(Json(
        view.ok_or_else(|| Refusal::not_found("contact", id.0))?,
    ))
}

/// The contact's own entries and its deals', newest first.
fn woven(
    conn: &Conn,
    id: ContactId,
    before: Option<Seq>,
    limit: u32,
) -> Result<Vec<Event>, StoreError> {
    let mut events = store::journal::of_subject(conn, "contact", id.0, before, limit)?;
    for card in store::board::list(conn, None, Some(id), None, None, DEALS)? {
        events.extend(store::journal::of_subject(
            conn, "deal", card.id.0, before, limit,
        )?);
    }
    events.sort_by_key(|event| std::cmp::Reverse(event.seq));
    events.truncate(limit as usize);
    Ok(events)
}

pub(super) async fn history(
    State(app): State<App>,
    _: Caller,
    Named(id): Named<i64>,
    Asked(query): Asked<HistoryQuery>,
) -> Result<Json<Vec<Event>>, Fault> {
    let limit = query.limit.unwrap_or(HISTORY).clamp(1, 1000);
    Ok(Json(
        app.door
            .store
            .read(move |conn| woven(conn, ContactId(id), query.before, limit))
            .await?,
    ))
}
