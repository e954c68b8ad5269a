//! A person at a desk with a real server behind the line: the desk itself and the terminal's own painter, and bytes
//! that go nowhere.
use super::{Failed, tight};
use crate::cli::ask;
use crate::desk::key::{Input, Key};
use crate::desk::keymap::Keymap;
use crate::desk::theme::Theme;
use crate::desk::{Desk, Effect, Fault, FeedItem, Msg, Options, Timer};
use crate::domain::id::{CommandId, Seq};
use crate::link::{Happening, Link, LinkError};
use crate::server::{Clock, SystemClock};
use crate::terminal::Canvas;
use crate::text::Lang;
use ratatui::layout::Size;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

/// The window that everything is measured in, cells.
pub const WINDOW: (u16, u16) = (160, 48);
/// A message that does not come in this time will not come.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a frame cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Frame {
    pub bytes: usize,
    /// What a tight encoding of the same change takes.
    pub tight: usize,
}

#[derive(Debug)]
pub struct Seat {
    desk: Desk,
    canvas: Canvas,
    link: Link,
    clock: SystemClock,
    post: UnboundedSender<Msg>,
    inbox: UnboundedReceiver<Msg>,
    feed: Option<JoinHandle<()>>,
    /// Questions on their way.
    open: usize,
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(feed) = self.feed.take() {
            feed.abort();
        }
    }
}

impl Seat {
    /// Sits down; the board is there and drawn.
    pub async fn new(socket: &Path, lang: Lang) -> Result<Seat, Failed> {
        let (post, inbox) = unbounded_channel();
        let clock = SystemClock::default();
        let theme = Theme::named("default").map_err(|_| Failed::Odd("no theme of this name"))?;
        let (desk, effects) = Desk::new(Options {
            lang,
            size: WINDOW,
            theme,
            keymap: Keymap::default(),
            now: clock.now(),
            tie: None,
            next_id: Box::new(|| CommandId(uuid::Uuid::now_v7())),
        });
        let mut seat = Seat {
            desk,
            canvas: Canvas::default(),
            link: Link::unix(socket)?,
            clock,
            post,
            inbox,
            feed: None,
            open: 0,
        };
        seat.carry(effects);
        seat.draw();
        seat.quiet().await?;
        Ok(seat)
    }

    /// Draws if there is anything new; the bytes of it.
    fn draw(&mut self) -> usize {
        if !self.desk.dirty() {
            return 0;
        }
        let size = Size::new(WINDOW.0, WINDOW.1);
        let desk = &self.desk;
        let bytes = self
            .canvas
            .frame(size, |area, buf| desk.paint(area, buf))
            .len();
        self.canvas.sent();
        self.desk.drawn();
        bytes
    }

    /// From the keys to the bytes, as the loop around the desk does it: all that is there, then one frame.
    pub fn press(&mut self, keys: &[Key]) -> (Duration, Frame) {
        let before = self.canvas.drawn().clone();
        let start = Instant::now();
        for key in keys {
            let effects = self
                .desk
                .update(self.clock.now(), Msg::Input(Input::Key(*key)));
            self.carry(effects);
        }
        let bytes = self.draw();
        let took = start.elapsed();
        (
            took,
            Frame {
                bytes,
                tight: tight::bytes(&before, self.canvas.drawn()),
            },
        )
    }

    /// Waits until every question is answered; one frame for each message, and what the dearest took.
    pub async fn quiet(&mut self) -> Result<Frame, Failed> {
        let mut dearest = Frame::default();
        while self.open > 0 {
            let frame = self.hear().await?;
            if frame.bytes > dearest.bytes {
                dearest = frame;
            }
        }
        Ok(dearest)
    }

    /// Waits for one message, takes the others that are there, draws once. What the clock has changed meanwhile is drawn
    /// before: it is not the message's doing.
    pub async fn hear(&mut self) -> Result<Frame, Failed> {
        let silent = Failed::Odd("the server fell silent");
        let message = tokio::time::timeout(PATIENCE, self.inbox.recv()).await;
        let Ok(Some(message)) = message else {
            return Err(silent);
        };
        self.desk
            .update(self.clock.now(), Msg::Timer(Timer::Minute));
        self.draw();
        let before = self.canvas.drawn().clone();
        self.take(message);
        while let Ok(message) = self.inbox.try_recv() {
            self.take(message);
        }
        let bytes = self.draw();
        Ok(Frame {
            bytes,
            tight: tight::bytes(&before, self.canvas.drawn()),
        })
    }

    /// Waits for the next frame of the feed.
    pub async fn heard_of(&mut self, seq: Seq) -> Result<Frame, Failed> {
        let mut dearest = Frame::default();
        while self.seen() < Some(seq) {
            let frame = self.hear().await?;
            if frame.bytes > dearest.bytes {
                dearest = frame;
            }
        }
        Ok(dearest)
    }

    /// The last journal number that is on the board.
    pub fn seen(&self) -> Option<Seq> {
        self.desk.mirror().board.seq()
    }

    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    fn take(&mut self, message: Msg) {
        if matches!(message, Msg::Reply(..)) {
            self.open -= 1;
        }
        let effects = self.desk.update(self.clock.now(), message);
        self.carry(effects);
    }

    fn carry(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(id, request) => {
                    self.open += 1;
                    let (link, post) = (self.link.clone(), self.post.clone());
                    tokio::spawn(async move {
                        let reply = ask(&link, *request).await.map_err(|error| match error {
                            LinkError::Problem(problem) => Fault::Problem(problem),
                            LinkError::Unreachable { .. } | LinkError::Garbled(_) => Fault::Lost,
                        });
                        // Nobody sits here any more.
                        let _ = post.send(Msg::Reply(id, reply));
                    });
                }
                Effect::Follow(seq) => {
                    let task = tokio::spawn(follow(self.link.clone(), seq, self.post.clone()));
                    if let Some(old) = self.feed.replace(task) {
                        old.abort();
                    }
                }
                // A measured desk has no window, no bell and no time to wait for.
                Effect::Timer(..)
                | Effect::Title(_)
                | Effect::Bell
                | Effect::Copy(_)
                | Effect::Suspend
                | Effect::Redraw
                | Effect::Quit => {}
            }
        }
    }
}

async fn follow(link: Link, seq: Seq, post: UnboundedSender<Msg>) {
    let Ok(mut feed) = link.feed(Some(seq)).await else {
        return;
    };
    let mut said = post.send(Msg::Feed(FeedItem::Up));
    while said.is_ok()
        && let Ok(Some(happening)) = feed.next().await
    {
        said = post.send(Msg::Feed(match happening {
            Happening::Frame(frame) => FeedItem::Frame(frame),
            Happening::Reset(_) => FeedItem::Reset,
        }));
    }
}
