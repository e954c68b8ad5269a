//! `GET /v1/task…`, `GET /v1/approval`
use super::ask::{Asked, Named};
use super::peer::Caller;
use super::problem::Fault;
use super::route::App;
use crate::domain::approval::Approval;
use crate::domain::id::TaskId;
use crate::domain::refusal::Refusal;
use crate::domain::task::Task;
use crate::store;
use crate::wire::task::ListQuery;
use axum::Json;
use axum::extract::State;

pub(super) async fn list(
    State(app): State<App>,
    _: Caller,
    Asked(query): Asked<ListQuery>,
) -> Result<Json<Vec<Task>>, Fault> {
    let limit = query.limit.unwrap_or(100).clamp(1, 1000);
    let tasks = app
        .door
        .store
        .read(move |conn| store::task::list(conn, query.assignee, query.deal, query.done, limit));
    Ok(Json(tasks.await?))
}

pub(super) async fn view(
    State(app): State<App>,
    _: Caller,
    Named(id): Named<i64>,
) -> Result<Json<Task>, Fault> {
    let task = app
        .door
        .store
        .read(move |conn| store::task::load(conn, TaskId(id)))
        .await?;
    Ok(Json(task.ok_or_else(|| Refusal::not_found("task", id))?))
}

pub(super) async fn approvals(
    State(app): State<App>,
    _: Caller,
) -> Result<Json<Vec<Approval>>, Fault> {
    Ok(Json(
        app.door
            .store
            .read(|conn| store::approval::open(conn, 500))
            .await?,
    ))
}
