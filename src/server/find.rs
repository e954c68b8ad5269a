//! `GET /v1/find`: one box for everything.
use super::ask::Asked;
use super::peer::Caller;
use super::problem::Fault;
use super::route::App;
use crate::domain::fold::Query as Words;
use crate::domain::id::*;
use crate::store::{self, Conn, StoreError};
use crate::wire::find::{Found, Hit, Query};
use axum::Json;
use axum::extract::State;

pub(super) async fn find(
    State(app): State<App>,
    _: Caller,
    Asked(query): Asked<Query>,
) -> Result<Json<Found>, Fault> {
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    Ok(Json(
        app.door
            .store
            .read(move |conn| everything(conn, &query.text, limit))
            .await?,
    ))
}

/// The deal of that number first, then people by number and name, then deals by words; newest first within each.
fn everything(conn: &Conn, text: &str, limit: u32) -> Result<Found, StoreError> {
    let words = Words::new(text);
    let mut hits = Vec::new();
    let mut deals: Vec<DealId> = Vec::new();
    let number = text.trim().trim_start_matches(['№', '#']).trim();
    if let Ok(number) = number.parse::<i64>() {
        deals.push(DealId(number));
    }
    let contacts = contact_ids(conn, &words, limit + 1)?;
    deals.extend(store::search::deals(conn, &words, limit + 1)?);
    // People first, but not so many that no deal is seen.
    let people = contacts.len().min(
        (limit as usize)
            .div_ceil(2)
            .max((limit as usize).saturating_sub(deals.len())),
    );
    let mut seen: Vec<DealId> = Vec::new();
    if let Some(card) = deals
        .first()
        .filter(|d| Ok(d.0) == number.parse())
        .map(|d| store::deal::card(conn, *d))
        .transpose()?
    {
        hits.extend(card.filter(|c| !c.deleted).map(|c| Hit::Deal(Box::new(c))));
        seen.push(deals[0]);
    }
    for id in &contacts[..people] {
        hits.extend(
            store::contact::load(conn, *id)?
                .filter(|c| !c.deleted)
                .map(|c| Hit::Contact(Box::new(c))),
        );
        // What somebody looks for behind a name is mostly the latest deal.
        if let Some(card) = store::board::list(conn, None, Some(*id), None, None, 1)?.pop()
            && !seen.contains(&card.id)
        {
            seen.push(card.id);
            hits.push(Hit::Deal(Box::new(card)));
        }
    }
    for id in deals {
        if hits.len() > limit as usize {
            break;
        }
        if !seen.contains(&id) {
            seen.push(id);
            hits.extend(
                store::deal::card(conn, id)?
                    .filter(|c| !c.deleted)
                    .map(|c| Hit::Deal(Box::new(c))),
            );
        }
    }
    let more = hits.len() > limit as usize || people < contacts.len();
    hits.truncate(limit as usize);
    Ok(Found { hits, more })
}

/// Contacts by pieces of a number, then by words.
pub(super) fn contact_ids(
    conn: &Conn,
    words: &Words,
    limit: u32,
) -> Result<Vec<ContactId>, StoreError> {
    let mut ids = match &words.digits {
        Some(digits) => store::search::contacts_by_digits(conn, digits, limit)?,
        None => Vec::new(),
    };
    for id in store::search::contacts(conn, words, limit)? {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids.truncate(limit as usize);
    Ok(ids)
}
