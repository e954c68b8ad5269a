//! The live feed: one frame a command, in the order of commits, resumable by journal number.
use super::peer::Caller;
use super::problem::Fault;
use super::route::App;
use crate::domain::id::*;
use crate::store::{self, Conn, StoreError};
use crate::wire::feed::{FRAME, Frame, RESET};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt, stream};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{broadcast, watch};

/// Frames a slow follower may lag behind before it reads from the journal again.
const LAG: usize = 1024;
/// A follower further behind than this many commands is told to read everything anew.
const CATCH_UP: u32 = 500;
/// So that proxies and dead lines are noticed.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Where frames are published, and where streams learn that they have to end.
#[derive(Debug, Clone)]
pub struct Hub {
    frames: broadcast::Sender<Item>,
    stop: watch::Sender<bool>,
}

#[derive(Debug, Clone)]
enum Item {
    Frame { seq: Seq, bytes: Bytes },
    Kick(Arc<[OperatorId]>),
}

impl Default for Hub {
    fn default() -> Self {
        Hub {
            frames: broadcast::channel(LAG).0,
            stop: watch::channel(false).0,
        }
    }
}

impl Hub {
    /// Called on the writer's thread right after the commit.
    pub(super) fn publish(&self, frame: Option<&Frame>, kicked: &[OperatorId]) {
        if self.frames.receiver_count() == 0 {
            return;
        }
        if let Some(frame) = frame {
            let _ = self.frames.send(Item::Frame {
                seq: frame.seq,
                bytes: event(frame),
            });
        }
        if !kicked.is_empty() {
            let _ = self.frames.send(Item::Kick(kicked.into()));
        }
    }

    /// Ends every stream: the server is stopping.
    pub fn close(&self) {
        self.stop.send_replace(true);
    }

    pub fn followers(&self) -> usize {
        self.frames.receiver_count()
    }
}

fn event(frame: &Frame) -> Bytes {
    let json = serde_json::to_string(frame).unwrap_or_default();
    Bytes::from(format!(
        "event: {FRAME}\nid: {}\ndata: {json}\n\n",
        frame.seq
    ))
}

fn reset(seq: Seq) -> Bytes {
    Bytes::from(format!("event: {RESET}\nid: {seq}\ndata: {{}}\n\n"))
}

/// `GET /v1/feed`
pub(super) async fn follow(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let since = headers
        .get("last-event-id")
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse().ok())
        .map(Seq);
    // Subscribed before the journal is read: what comes between is met twice and told apart by its number.
    let live = app.door.hub.frames.subscribe();
    let stop = app.door.hub.stop.subscribe();
    let missed = missed(&app, since).await?;
    let from = Follower {
        app,
        me: caller.operator.id,
        live,
        stop,
        sent: missed.1,
        queue: missed.0,
    };
    let body = Body::from_stream(from.into_stream());
    Ok((
        [
            (header::CONTENT_TYPE, "text/event-stream"),
            (header::CACHE_CONTROL, "no-store"),
        ],
        body,
    )
        .into_response())
}

/// What a follower missed since a number, and the number it is at then.
async fn missed(app: &App, since: Option<Seq>) -> Result<(Vec<Bytes>, Seq), StoreError> {
    app.door
        .store
        .read(move |conn| {
            let end = store::journal::end(conn)?;
            let Some(since) = since else {
                return Ok((Vec::new(), end));
            };
            if since > end {
                return Ok((vec![reset(end)], end));
            }
            let entries = store::command::since(conn, since, CATCH_UP + 1)?;
            if entries.len() > CATCH_UP as usize {
                return Ok((vec![reset(end)], end));
            }
            let frames = entries
                .iter()
                .map(|entry| Ok(event(&again(conn, entry)?)))
                .collect::<Result<_, StoreError>>();
            Ok((frames?, end))
        })
        .await
}

/// A frame made from the books: the records as they are now, which is never older than they were then.
fn again(conn: &Conn, entry: &store::command::Entry) -> Result<Frame, StoreError> {
    let mut frame = Frame {
        seq: entry.last,
        at: entry.at,
        by: entry.operator,
        command: entry.id,
        act: entry.act,
        cards: Vec::new(),
        totals: Vec::new(),
        touched: Vec::new(),
        many: entry.last.0 - entry.first.0 > 40,
        setup: None,
        // Kept in the books: whoever comes back asks for the unseen.
        notices: Vec::new(),
    };
    if frame.many {
        return Ok(frame);
    }
    for event in store::journal::between(conn, entry.first, entry.last)? {
        use crate::domain::event::{Fact, Subject};
        if let Fact::SetupApplied { version } = event.fact {
            frame.setup = Some(version);
        }
        match event.fact.subject() {
            Subject::Deal(id) if !frame.cards.iter().any(|c| c.id == id) => {
                frame.cards.extend(store::deal::card(conn, id)?);
            }
            Subject::Deal(_) => {}
            other if !frame.touched.contains(&other) => frame.touched.push(other),
            _ => {}
        }
        if let Fact::DealChanged { changes, .. } = &event.fact {
            for change in changes {
                if let crate::domain::deal::Set::Stage(stage) = change.before {
                    frame.totals.extend(super::command::totals(conn, [stage])?);
                }
            }
        }
    }
    let stages: Vec<StageId> = frame.cards.iter().map(|c| c.stage).collect();
    frame.totals.extend(super::command::totals(conn, stages)?);
    Ok(frame)
}

struct Follower {
    app: App,
    me: OperatorId,
    live: broadcast::Receiver<Item>,
    stop: watch::Receiver<bool>,
    sent: Seq,
    queue: Vec<Bytes>,
}

impl Follower {
    fn into_stream(mut self) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
        let backlog = std::mem::take(&mut self.queue);
        // An empty comment first: the client knows that it is connected.
        let head = stream::iter(std::iter::once(Bytes::from_static(b": pult\n\n")).chain(backlog));
        let tail = stream::unfold(self, |mut me| async move {
            let bytes = me.next().await?;
            Some((bytes, me))
        });
        head.chain(tail).map(Ok)
    }

    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if *self.stop.borrow() {
                return None;
            }
            let item = tokio::select! {
                item = self.live.recv() => item,
                _ = self.stop.changed() => return None,
                () = tokio::time::sleep(KEEP_ALIVE) => return Some(Bytes::from_static(b":\n\n")),
            };
            match item {
                Ok(Item::Frame { seq, bytes }) if seq > self.sent => {
                    self.sent = seq;
                    return Some(self.gather(bytes));
                }
                Ok(Item::Frame { .. }) => {}
                Ok(Item::Kick(who)) if who.contains(&self.me) => return None,
                Ok(Item::Kick(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
                // Too slow for what is kept in memory: the journal has it all.
                Err(broadcast::error::RecvError::Lagged(_)) => {
                    let (frames, end) = missed(&self.app, Some(self.sent)).await.ok()?;
                    self.sent = end;
                    return Some(frames.concat().into());
                }
            }
        }
    }

    /// Everything that is waiting goes in one write.
    fn gather(&mut self, first: Bytes) -> Bytes {
        let mut all: Option<Vec<u8>> = None;
        while let Ok(item) = self.live.try_recv() {
            match item {
                Item::Frame { seq, bytes } if seq > self.sent => {
                    self.sent = seq;
                    all.get_or_insert_with(|| first.to_vec())
                        .extend_from_slice(&bytes);
                }
                Item::Frame { .. } => {}
                // Put off to the next turn by stopping at it.
                Item::Kick(who) => {
                    if who.contains(&self.me) {
                        self.stop = watch::channel(true).1;
                        break;
                    }
                }
            }
        }
        all.map_or(first, Bytes::from)
    }
}
