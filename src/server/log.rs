//! `GET /v1/hello`, `/v1/log`, `/v1/notice`, `/v1/undo`
use super::ask::{Asked, Body};
use super::peer::Caller;
use super::problem::Fault;
use super::route::App;
use crate::domain::event::Event;
use crate::store;
use crate::wire::deal::HistoryQuery;
use crate::wire::feed::{Notices, NoticesSeen};
use crate::wire::undo::Next;
use crate::wire::{API, Hello};
use axum::Json;
use axum::extract::State;

pub(super) async fn hello(State(app): State<App>, caller: Caller) -> Result<Json<Hello>, Fault> {
    let (me, now) = (caller.operator, app.door.clock.now());
    let (shop, copy_of) = (app.shop(), app.door.copy_of);
    let hello = app.door.store.read(move |conn| {
        Ok(Hello {
            api: API,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            shop: shop.name.clone(),
            seq: store::journal::end(conn)?,
            now,
            demo: store::setup::meta(conn, "demo")?.is_some(),
            copy_of,
            approvals: store::approval::open_count(conn)?,
            notices: store::notice::unseen(conn, me.id)?,
            me,
        })
    });
    Ok(Json(hello.await?))
}

pub(super) async fn log(
    State(app): State<App>,
    _: Caller,
    Asked(query): Asked<HistoryQuery>,
) -> Result<Json<Vec<Event>>, Fault> {
    let limit = query.limit.unwrap_or(100).clamp(1, 1000);
    Ok(Json(
        app.door
            .store
            .read(move |conn| store::journal::newest(conn, query.before, limit))
            .await?,
    ))
}

pub(super) async fn notices(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Notices>, Fault> {
    let me = caller.operator.id;
    let notices = app.door.store.read(move |conn| {
        Ok(Notices {
            unseen: store::notice::unseen(conn, me)?,
            notices: store::notice::newest(conn, me, 200)?,
        })
    });
    Ok(Json(notices.await?))
}

pub(super) async fn notices_seen(
    State(app): State<App>,
    caller: Caller,
    Body(seen): Body<NoticesSeen>,
) -> Result<Json<()>, Fault> {
    let me = caller.operator.id;
    app.door
        .store
        .write(move |conn| Ok(store::notice::seen(conn, me, seen.up_to)?))
        .await?;
    Ok(Json(()))
}

pub(super) async fn undo_next(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Option<Next>>, Fault> {
    let me = caller.operator.id;
    let last = app
        .door
        .store
        .read(move |conn| super::command::last_undoable(conn, me))
        .await?;
    Ok(Json(last.entry.map(|e| Next {
        command: e.id,
        act: e.act,
        subject: e.subject,
        at: e.at,
    })))
}
