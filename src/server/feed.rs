//! The live feed: one frame a command, in the order of commits, resumable by journal number.
use super::peer::Caller;
use super::problem::Fault;
use super::route::App;
use crate::domain::calendar::Millis;
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
    // Whoever was put out between the knock and the subscription was not told so.
    let expires = caller.still_known(&app).await?;
    let (backlog, sent) = missed(&app, since).await?;
    let from = Follower {
        app,
        caller,
        expires,
        line: Line { live, sent },
        stop,
        next: Next::Follow,
    };
    let body = Body::from_stream(from.into_stream(backlog));
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
    caller: Caller,
    expires: Option<Millis>,
    line: Line,
    stop: watch::Receiver<bool>,
    next: Next,
}

/// What comes in live, and up to where it was passed on.
struct Line {
    live: broadcast::Receiver<Item>,
    sent: Seq,
}

/// What has to happen before the next frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Follow,
    /// Too slow for what is kept in memory: the journal has it all.
    CatchUp,
    /// Put out.
    End,
}

impl Follower {
    fn into_stream(
        self,
        backlog: Vec<Bytes>,
    ) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
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
            let now = self.app.door.clock.now();
            if *self.stop.borrow() || self.expires.is_some_and(|end| end <= now) {
                return None;
            }
            match self.next {
                Next::Follow => {}
                Next::End => return None,
                Next::CatchUp => {
                    self.next = Next::Follow;
                    // The word that puts somebody out may be among what was missed.
                    self.expires = self.caller.still_known(&self.app).await.ok()?;
                    let (frames, end) = missed(&self.app, Some(self.line.sent)).await.ok()?;
                    self.line.sent = end;
                    if !frames.is_empty() {
                        return Some(frames.concat().into());
                    }
                }
            }
            let item = tokio::select! {
                item = self.line.live.recv() => item,
                _ = self.stop.changed() => return None,
                () = tokio::time::sleep(KEEP_ALIVE) => return Some(Bytes::from_static(b":\n\n")),
            };
            match item {
                Ok(Item::Frame { seq, bytes }) if seq > self.line.sent => {
                    self.line.sent = seq;
                    let (bytes, next) = self.line.gather(bytes, self.caller.operator.id);
                    self.next = next;
                    return Some(bytes);
                }
                Ok(Item::Frame { .. }) => {}
                Ok(Item::Kick(who)) if who.contains(&self.caller.operator.id) => return None,
                Ok(Item::Kick(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
                Err(broadcast::error::RecvError::Lagged(_)) => self.next = Next::CatchUp,
            }
        }
    }
}

impl Line {
    /// Everything that is waiting goes in one write.
    fn gather(&mut self, first: Bytes, me: OperatorId) -> (Bytes, Next) {
        use broadcast::error::TryRecvError;
        let mut all: Option<Vec<u8>> = None;
        let next = loop {
            match self.live.try_recv() {
                Ok(Item::Frame { seq, bytes }) if seq > self.sent => {
                    self.sent = seq;
                    all.get_or_insert_with(|| first.to_vec())
                        .extend_from_slice(&bytes);
                }
                Ok(Item::Kick(who)) if who.contains(&me) => break Next::End,
                Ok(_) => {}
                Err(TryRecvError::Lagged(_)) => break Next::CatchUp,
                Err(TryRecvError::Empty | TryRecvError::Closed) => break Next::Follow,
            }
        };
        (all.map_or(first, Bytes::from), next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(seq: i64) -> Item {
        Item::Frame {
            seq: Seq(seq),
            bytes: Bytes::from(format!("{seq} ")),
        }
    }

    async fn first(line: &mut Line) -> Bytes {
        match line.live.recv().await {
            Ok(Item::Frame { seq, bytes }) => {
                line.sent = seq;
                bytes
            }
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn what_is_lost_between_two_looks_is_read_from_the_journal() {
        let (frames, live) = broadcast::channel(4);
        let mut line = Line { live, sent: Seq(0) };
        for seq in 1..=4 {
            frames.send(frame(seq)).unwrap();
        }
        let one = first(&mut line).await;
        for seq in 5..=9 {
            frames.send(frame(seq)).unwrap();
        }
        let (bytes, next) = line.gather(one, OperatorId(1));
        assert_eq!(
            (bytes, next, line.sent),
            (Bytes::from("1 "), Next::CatchUp, Seq(1))
        );
    }

    #[tokio::test]
    async fn what_waits_goes_in_one_write_up_to_the_word_that_puts_out() {
        let (frames, live) = broadcast::channel(16);
        let mut line = Line { live, sent: Seq(0) };
        for seq in [1, 2, 2, 3] {
            frames.send(frame(seq)).unwrap();
        }
        frames.send(Item::Kick([OperatorId(7)].into())).unwrap();
        frames.send(frame(4)).unwrap();
        frames.send(Item::Kick([OperatorId(1)].into())).unwrap();
        frames.send(frame(5)).unwrap();
        let one = first(&mut line).await;
        let (bytes, next) = line.gather(one, OperatorId(1));
        assert_eq!((bytes, next), (Bytes::from("1 2 3 4 "), Next::End));
    }
}
