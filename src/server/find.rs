//! `GET /v1/find`: one box for everything.
use super::ask::Asked;
use super::peer::Caller;
use super::problem::Fault;
use super::route::App;
use crate::domain::card::Card;
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

/// The deal of that number first, then people by name (by phone, where nothing but digits was typed), then deals by
/// words, those still open before the others, then people by a number among the words; newest first within each.
fn everything(conn: &Conn, text: &str, limit: u32) -> Result<Found, StoreError> {
    let words = Words::new(text);
    let most = limit as usize;
    let number = text.trim().trim_start_matches(['№', '#']).trim();
    let mut hits = Hits::default();
    if let Ok(number) = number.parse::<i64>() {
        hits.deal(conn, DealId(number))?;
    }
    // «рычаг 3302» asks for goods; the people with such a number come last.
    let bare = !text.contains(char::is_alphabetic);
    let people = match bare {
        true => contact_ids(conn, &words, limit + 1)?,
        false => store::search::contacts(conn, &words, limit + 1)?,
    };
    let deals = store::search::deals(conn, &words, limit + 1)?;
    // People first, but not so many that no deal is seen.
    let first = people
        .len()
        .min(most.div_ceil(2).max(most.saturating_sub(deals.len())));
    for id in &people[..first] {
        hits.contact(conn, *id)?;
    }
    hits.deals(conn, &deals)?;
    if !bare && let Some(digits) = &words.digits {
        for id in store::search::contacts_by_digits(conn, digits, limit + 1)? {
            if hits.list.len() > most {
                break;
            }
            hits.contact(conn, id)?;
        }
    }
    let more = hits.list.len() > most || first < people.len();
    hits.list.truncate(most);
    Ok(Found {
        hits: hits.list,
        more,
    })
}

/// What was found, each once.
#[derive(Default)]
struct Hits {
    list: Vec<Hit>,
    deals: Vec<DealId>,
    contacts: Vec<ContactId>,
}

impl Hits {
    fn deal(&mut self, conn: &Conn, id: DealId) -> Result<(), StoreError> {
        if let Some(card) = store::deal::card(conn, id)? {
            self.card(card);
        }
        Ok(())
    }

    fn card(&mut self, card: Card) {
        if !card.deleted && !self.deals.contains(&card.id) {
            self.deals.push(card.id);
            self.list.push(Hit::Deal(Box::new(card)));
        }
    }

    fn deals(&mut self, conn: &Conn, ids: &[DealId]) -> Result<(), StoreError> {
        let mut closed = Vec::new();
        for id in ids {
            match store::deal::card(conn, *id)? {
                Some(card) if card.closed_at.is_some() => closed.push(card),
                Some(card) => self.card(card),
                None => {}
            }
        }
        for card in closed {
            self.card(card);
        }
        Ok(())
    }

    /// A person, and what somebody looks for behind a name: mostly the latest deal.
    fn contact(&mut self, conn: &Conn, id: ContactId) -> Result<(), StoreError> {
        if self.contacts.contains(&id) {
            return Ok(());
        }
        self.contacts.push(id);
        if let Some(contact) = store::contact::load(conn, id)?.filter(|c| !c.deleted) {
            self.list.push(Hit::Contact(Box::new(contact)));
        }
        if let Some(card) = store::board::list(conn, None, Some(id), None, None, 1)?.pop() {
            self.card(card);
        }
        Ok(())
    }
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
