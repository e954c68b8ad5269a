//! `GET /v1/shop`, `/v1/setup…`, `/v1/staff`, `/v1/health`
use super::ask::{Body, Named};
use super::command::{staff, would_refuse};
use super::peer::Caller;
use super::problem::Fault;
use super::route::App;
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use crate::store::{self, StoreError};
use crate::wire::setup::{Check, Health, Setup, Staff};
use axum::Json;
use axum::extract::State;

pub(super) async fn shop(State(app): State<App>, _: Caller) -> Json<Shop> {
    Json((*app.shop()).clone())
}

fn shown(kept: store::setup::Kept) -> Setup {
    Setup {
        version: kept.version,
        at: kept.at,
        by: kept.operator,
        files: kept.files,
    }
}

pub(super) async fn current(State(app): State<App>, _: Caller) -> Result<Json<Setup>, Fault> {
    let kept = app.door.store.read(store::setup::current).await?;
    Ok(Json(shown(kept.ok_or(StoreError::Damaged("no set-up"))?)))
}

pub(super) async fn version(
    State(app): State<App>,
    _: Caller,
    Named(n): Named<i64>,
) -> Result<Json<Setup>, Fault> {
    let kept = app
        .door
        .store
        .read(move |conn| store::setup::version(conn, n))
        .await?;
    Ok(Json(shown(
        kept.ok_or_else(|| Refusal::not_found("setup", n))?,
    )))
}

pub(super) async fn check(
    State(app): State<App>,
    _: Caller,
    Body(check): Body<Check>,
) -> Result<Json<Vec<Refusal>>, Fault> {
    let shop = app.shop();
    let found = app
        .door
        .store
        .read(move |conn| would_refuse(conn, &shop, &check.files));
    Ok(Json(found.await?))
}

pub(super) async fn people(State(app): State<App>, _: Caller) -> Result<Json<Staff>, Fault> {
    let (shop, now) = (app.shop(), app.door.clock.now());
    Ok(Json(
        app.door
            .store
            .read(move |conn| staff(conn, &shop, now))
            .await?,
    ))
}

pub(super) async fn health(State(app): State<App>, _: Caller) -> Result<Json<Health>, Fault> {
    let path = app.door.store.path().to_owned();
    let (started, now, clients) = (app.started, app.door.clock.now(), app.door.hub.followers());
    let health = app.door.store.read(move |conn| {
        let (deals, contacts, journal, schema) = store::snapshot::figures(conn)?;
        let size = |path: &std::path::Path| path.metadata().map_or(0, |m| m.len());
        let mut wal = path.clone().into_os_string();
        wal.push("-wal");
        let free = rustix::fs::statvfs(&path).map_or(0, |s| s.f_bavail * s.f_frsize);
        Ok(Health {
            sqlite: store::snapshot::engine().to_owned(),
            database: size(&path),
            wal: size(wal.as_ref()),
            disk_free: free,
            deals,
            contacts,
            journal,
            schema,
            clients: u32::try_from(clients).unwrap_or(u32::MAX),
            started,
            now,
            last_backup: store::setup::meta(conn, "last_backup")?
                .and_then(|at| at.parse().ok())
                .map(crate::domain::calendar::Millis),
        })
    });
    Ok(Json(health.await?))
}

/// `GET /healthz`: fails when the writer is stuck or dead. Says nothing else: anybody may ask.
pub(super) async fn live(State(app): State<App>) -> Result<&'static str, Fault> {
    app.door.store.write(|_| Ok(())).await?;
    Ok("ok\n")
}
