//! `GET /v1/backup`: a snapshot of everything committed, as one file, streamed. `POST /v1/backup`: it came whole.
use super::peer::Caller;
use super::problem::Fault;
use super::route::App;
use crate::domain::command::ActKind;
use crate::domain::operator::{Reach, Role};
use crate::domain::refusal::Refusal;
use crate::store::{self, StoreError, home};
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::io::Read;
use std::path::PathBuf;

const CHUNK: usize = 256 * 1024;

/// Removed when the stream ends, however it ends.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// The whole shop is the owner's to take away.
fn owners(caller: &Caller) -> Result<(), Refusal> {
    if caller.operator.role != Role::Owner {
        return Err(Refusal::NotAllowed {
            act: ActKind::ApplySetup,
            role: caller.operator.role,
            reach: Some(Reach::Own),
            whose: None,
        });
    }
    Ok(())
}

/// A copy is put together with the data or, where that disk is full, with the system's temporary files: a full disk is
/// no time to be without a copy.
async fn snapshot(app: &App) -> Result<Temporary, StoreError> {
    let data = app
        .door
        .store
        .path()
        .parent()
        .map(PathBuf::from)
        .unwrap_or_default();
    match copied(app, data).await {
        Err(StoreError::Full) => copied(app, std::env::temp_dir()).await,
        done => done,
    }
}

async fn copied(app: &App, dir: PathBuf) -> Result<Temporary, StoreError> {
    let name = format!("{}{}.tmp", home::SNAPSHOT, uuid::Uuid::now_v7().simple());
    let copied = app.door.store.read_outside(move |conn| {
        let temporary = Temporary(dir.join(name));
        store::snapshot::copy(conn, &temporary.0, &mut |_, _| {})?;
        Ok(temporary)
    });
    copied.await
}

/// Whoever took a copy says that it came whole and was read back: from now on there is one.
pub(super) async fn came(State(app): State<App>, caller: Caller) -> Result<Json<()>, Fault> {
    owners(&caller)?;
    let now = app.door.clock.now().0.to_string();
    let noted = app
        .door
        .store
        .write(move |conn| Ok(store::setup::set_meta(conn, "last_backup", &now)?));
    Ok(Json(noted.await?))
}

pub(super) async fn backup(State(app): State<App>, caller: Caller) -> Result<Response, Fault> {
    owners(&caller)?;
    let copied = snapshot(&app).await?;
    let unreadable = |error: std::io::Error| StoreError::File {
        path: copied.0.clone(),
        error,
    };
    let file = std::fs::File::open(&copied.0).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    // The file is ours alone and read in order: a small read blocks no longer than a page of the database does.
    let chunks = stream::unfold((file, copied), |(mut file, temporary)| async move {
        let mut chunk = vec![0; CHUNK];
        match file.read(&mut chunk) {
            Ok(0) => None,
            Ok(n) => {
                chunk.truncate(n);
                Some((Ok(Bytes::from(chunk)), (file, temporary)))
            }
            Err(error) => Some((Err(error), (file, temporary))),
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.sqlite3".to_owned()),
        (header::CONTENT_LENGTH, size.to_string()),
    ];
    Ok((headers, Body::from_stream(chunks)).into_response())
}
