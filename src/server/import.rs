//! `GET /v1/import`, `POST /v1/import/preview`
use super::ask::Body;
use super::command::preview_import;
use super::peer::Caller;
use super::problem::Fault;
use super::route::App;
use crate::domain::command::Act;
use crate::domain::id::ImportId;
use crate::domain::operator::{Reach, may};
use crate::store;
use crate::wire::import::{Import, Preview, RowOutcome};
use axum::Json;
use axum::extract::State;

pub(super) async fn list(State(app): State<App>, _: Caller) -> Result<Json<Vec<Import>>, Fault> {
    let imports = app
        .door
        .store
        .read(|conn| store::import::newest(conn, 100))
        .await?;
    let shown = imports.into_iter().map(|i| Import {
        id: i.id,
        file: i.file,
        at: i.at,
        by: i.operator,
        deals: i.deals,
        contacts: i.contacts,
        undone: i.undone,
    });
    Ok(Json(shown.collect()))
}

pub(super) async fn preview(
    State(app): State<App>,
    caller: Caller,
    Body(preview): Body<Preview>,
) -> Result<Json<Vec<RowOutcome>>, Fault> {
    may(
        &caller.actor(),
        &Act::Import {
            import: ImportId(0),
            rows: Vec::new(),
        },
        Reach::Own,
    )?;
    let (shop, now) = (app.shop(), app.door.clock.now());
    Ok(Json(
        app.door
            .store
            .read(move |conn| preview_import(conn, &shop, now, &preview.rows))
            .await?,
    ))
}
