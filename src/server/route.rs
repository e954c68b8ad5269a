//! Every address on one page.
use super::ask::Body;
use super::command::{Door, shop_now};
use super::peer::{Accounts, Caller};
use super::problem::Fault;
use super::session::Guesses;
use super::{
    backup, board, contact, deal, export, feed, find, import, log, openapi, session, setup, task,
};
use crate::domain::calendar::Millis;
use crate::domain::command::Command;
use crate::domain::shop::Shop;
use crate::wire::problem::Code;
use crate::wire::{Done, path};
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use std::sync::Arc;

/// Largest body, bytes: a batch of an import.
const BODY: usize = 4 << 20;

/// What every handler may look at.
#[derive(Debug, Clone)]
pub struct App {
    pub door: Door,
    pub accounts: Arc<Accounts>,
    pub guesses: Arc<Guesses>,
    pub started: Millis,
}

impl App {
    pub fn shop(&self) -> Arc<Shop> {
        shop_now(&self.door.shop)
    }
}

pub fn router(app: App) -> Router {
    Router::new()
        .route(path::HELLO, get(log::hello))
        .route(path::COMMAND, post(command))
        .route(path::FEED, get(feed::follow))
        .route(path::SHOP, get(setup::shop))
        .route(path::BOARD, get(board::page))
        .route(path::COLUMN, get(board::window))
        .route(path::DEALS, get(deal::list))
        .route(path::DEAL, get(deal::view))
        .route(path::DEAL_HISTORY, get(deal::history))
        .route(path::CONTACTS, get(contact::list))
        .route(path::CONTACT, get(contact::view))
        .route(path::CONTACT_HISTORY, get(contact::history))
        .route(path::TASKS, get(task::list))
        .route(path::TASK, get(task::view))
        .route(path::APPROVALS, get(task::approvals))
        .route(path::FIND, get(find::find))
        .route(path::LOG, get(log::log))
        .route(path::NOTICES, get(log::notices).post(log::notices_seen))
        .route(path::UNDO, get(log::undo_next))
        .route(path::SETUP, get(setup::current))
        .route(path::SETUP_VERSION, get(setup::version))
        .route(path::SETUP_CHECK, post(setup::check))
        .route(path::STAFF, get(setup::people))
        .route(path::IMPORTS, get(import::list))
        .route(path::IMPORT_PREVIEW, post(import::preview))
        .route(path::EXPORT_DEALS, get(export::deals))
        .route(path::EXPORT_CONTACTS, get(export::contacts))
        .route(
            path::SESSION,
            get(session::list)
                .post(session::login)
                .delete(session::logout),
        )
        .route(path::BACKUP, get(backup::backup).post(backup::came))
        .route(path::HEALTH, get(setup::health))
        .route(path::OPENAPI, get(openapi::document))
        .route(path::LIVE, get(setup::live))
        .fallback(nowhere)
        .method_not_allowed_fallback(not_this_way)
        .layer(DefaultBodyLimit::max(BODY))
        .with_state(app)
}

async fn command(
    State(app): State<App>,
    caller: Caller,
    Body(command): Body<Command>,
) -> Result<Json<Done>, Fault> {
    Ok(Json(app.door.pass(caller.actor(), command).await?))
}

async fn not_this_way() -> Fault {
    Fault::new(
        Code::NotFound,
        "this address does not do that; GET /v1/openapi.json lists what each one does",
    )
}

async fn nowhere() -> Fault {
    Fault::new(
        Code::NotFound,
        "there is nothing at this address; GET /v1/openapi.json lists what there is",
    )
}
