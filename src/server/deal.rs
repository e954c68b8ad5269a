//! `GET /v1/deal…`
use super::ask::{Asked, Named};
use super::peer::Caller;
use super::problem::Fault;
use super::route::App;
use crate::domain::calendar::Millis;
use crate::domain::card::Card;
use crate::domain::deal::{Deal, Set};
use crate::domain::event::{Event, Fact};
use crate::domain::id::*;
use crate::domain::refusal::Refusal;
use crate::store::{self, Conn, StoreError};
use crate::wire::deal::{HistoryQuery, ListQuery, Step, View};
use axum::Json;
use axum::extract::State;

/// Entries of history sent with a record.
pub(super) const HISTORY: u32 = 50;
const LIST_AT_MOST: u32 = 1000;

pub(super) async fn list(
    State(app): State<App>,
    _: Caller,
    Asked(query): Asked<ListQuery>,
) -> Result<Json<Vec<Card>>, Fault> {
    let limit = query.limit.unwrap_or(50).clamp(1, LIST_AT_MOST);
    let cards = app.door.store.read(move |conn| {
        store::board::list(
            conn,
            query.stage,
            query.contact,
            query.responsible,
            query.before,
            limit,
        )
    });
    Ok(Json(cards.await?))
}

pub(super) async fn view(
    State(app): State<App>,
    _: Caller,
    Named(id): Named<i64>,
) -> Result<Json<View>, Fault> {
    let (id, now) = (DealId(id), app.door.clock.now());
    let view = app
        .door
        .store
        .read(move |conn| {
            let Some(deal) = store::deal::load(conn, id)? else {
                return Ok(None);
            };
            let contact = deal
                .contact
                .map(|c| store::contact::load(conn, c))
                .transpose()?
                .flatten();
            let others = match deal.contact {
                Some(contact) => store::board::list(conn, None, Some(contact), None, None, 20)?,
                None => Vec::new(),
            };
            let mut history = store::journal::of_subject(conn, "deal", id.0, None, HISTORY + 1)?;
            let more = history.len() > HISTORY as usize;
            history.truncate(HISTORY as usize);
            let view = View {
                approval: deal
                    .approval
                    .map(|a| store::approval::load(conn, a))
                    .transpose()?
                    .flatten(),
                tasks: store::task::list(conn, None, Some(id), true, 50)?,
                others: others
                    .into_iter()
                    .filter(|c| c.id != id && c.closed_at.is_none())
                    .collect(),
                steps: steps(conn, &deal, now)?,
                contact,
                history,
                more,
                deal,
            };
            Ok(Some(view))
        })
        .await?;
    Ok(Json(view.ok_or_else(|| Refusal::not_found("deal", id.0))?))
}

/// The stages a deal went through and how long it stayed, from its journal.
fn steps(conn: &Conn, deal: &Deal, now: Millis) -> Result<Vec<Step>, StoreError> {
    let mut steps: Vec<Step> = Vec::new();
    let mut since = deal.created_at;
    let mut at = None;
    let mut events = store::journal::of_subject(conn, "deal", deal.id.0, None, 1000)?;
    events.reverse();
    for event in events {
        match event.fact {
            Fact::DealCreated { deal, .. } => {
                at = Some(deal.stage);
                since = deal.stage_since;
            }
            Fact::DealChanged { changes, .. } => {
                for change in changes {
                    if let (Set::Stage(from), Set::Stage(to)) = (change.before, change.after) {
                        steps.push(Step {
                            stage: from,
                            stayed: (event.at.0 - since.0).max(0),
                        });
                        since = event.at;
                        at = Some(to);
                    }
                }
            }
            _ => {}
        }
    }
    let until = deal
        .closed_at
        .filter(|closed| *closed >= since)
        .unwrap_or(now);
    steps.push(Step {
        stage: at.unwrap_or(deal.stage),
        stayed: (until.0 - since.0).max(0),
    });
    Ok(steps)
}

pub(super) async fn history(
    State(app): State<App>,
    _: Caller,
    Named(id): Named<i64>,
    Asked(query): Asked<HistoryQuery>,
) -> Result<Json<Vec<Event>>, Fault> {
    let limit = query.limit.unwrap_or(HISTORY).clamp(1, LIST_AT_MOST);
    let events = app
        .door
        .store
        .read(move |conn| store::journal::of_subject(conn, "deal", id, query.before, limit));
    Ok(Json(events.await?))
}
