//! `GET /v1/board`, `GET /v1/column`
use super::ask::Asked;
use super::peer::Caller;
use super::problem::Fault;
use super::route::App;
use crate::domain::calendar::Millis;
use crate::domain::fold::Query as Words;
use crate::domain::id::*;
use crate::store::{Conn, StoreError, board as rows, journal};
use crate::wire::board::{Column, ColumnQuery, Filter, Page, PageQuery, Sort, Total};
use crate::wire::problem::Code;
use axum::Json;
use axum::extract::State;

const CARDS_AT_MOST: u32 = 200;

pub(super) fn filter(wish: Filter, now: Millis) -> rows::Filter {
    rows::Filter {
        responsible: wish.responsible,
        source: wish.source,
        kind: wish.kind,
        turn: wish.turn,
        tag: wish.tag,
        text: wish
            .text
            .as_deref()
            .map(str::trim)
            .filter(|t| !t.is_empty())
            .map(Words::new),
        late: wish.late.then_some(now),
        no_next_step: wish.no_next_step,
        by_turn: wish.sort == Sort::Turn,
    }
}

fn column(
    conn: &Conn,
    stage: StageId,
    sieve: &rows::Sieve,
    at: rows::At,
    limit: u32,
) -> Result<Column, StoreError> {
    let (tally, at_least) = rows::tally(conn, stage, sieve)?;
    let (cards, more) = rows::window(conn, stage, sieve, at, limit.clamp(1, CARDS_AT_MOST))?;
    let total = Total {
        stage,
        count: tally.count,
        sum: tally.amount(),
        at_least,
    };
    Ok(Column { total, cards, more })
}

pub(super) async fn page(
    State(app): State<App>,
    _: Caller,
    Asked(query): Asked<PageQuery>,
) -> Result<Json<Page>, Fault> {
    let shop = app.shop();
    let pipeline = match query.pipeline {
        Some(id) => shop.pipeline(id),
        None => shop.pipelines.first(),
    }
    .ok_or_else(|| Fault::new(Code::NotFound, "no such pipeline"))?;
    let (id, stages) = (
        pipeline.id,
        pipeline.stages.iter().map(|s| s.id).collect::<Vec<_>>(),
    );
    let filter = filter(query.filter, app.door.clock.now());
    let page = app.door.store.read(move |conn| {
        let sieve = rows::Sieve::new(conn, filter)?;
        let columns = stages
            .iter()
            .map(|stage| column(conn, *stage, &sieve, rows::At::Top, query.limit))
            .collect::<Result<_, _>>()?;
        Ok(Page {
            pipeline: id,
            seq: journal::end(conn)?,
            columns,
        })
    });
    Ok(Json(page.await?))
}

pub(super) async fn window(
    State(app): State<App>,
    _: Caller,
    Asked(query): Asked<ColumnQuery>,
) -> Result<Json<Column>, Fault> {
    let filter = filter(query.filter, app.door.clock.now());
    let at = match (query.after, query.before, query.foot) {
        (Some(id), None, false) => rows::At::After(id),
        (None, Some(id), false) => rows::At::Before(id),
        (None, None, true) => rows::At::Foot,
        (None, None, false) => rows::At::Top,
        _ => {
            return Err(Fault::new(
                Code::Malformed,
                "give one of after, before and foot",
            ));
        }
    };
    let column = app.door.store.read(move |conn| {
        if let rows::At::After(id) | rows::At::Before(id) = at {
            // From a card that has left the column nobody knows where the window would be.
            let card = crate::store::deal::card(conn, id)?;
            if card.is_none_or(|card| card.deleted || card.stage != query.stage) {
                return Ok(None);
            }
        }
        let sieve = rows::Sieve::new(conn, filter)?;
        column(conn, query.stage, &sieve, at, query.limit).map(Some)
    });
    let gone = || Fault::new(Code::NotFound, "that card is not in this column any more");
    Ok(Json(column.await?.ok_or_else(gone)?))
}
