//! The loop around the desk: carries keys, answers and the live feed in, and what the desk wants out.
//!
//! Wait for one thing, take everything else that is there, draw once. Nothing ticks: an idle desk sleeps in the kernel.
use super::Call;
use super::connect::{self, Host};
use super::fault::Fault;
use crate::desk::keymap::Keymap;
use crate::desk::theme::{self, Theme};
use crate::desk::{
    self, Desk, Effect, FeedItem, Msg, Options, Reply, Request, RequestId, Tie, Timer,
};
use crate::domain::command::Command;
use crate::domain::id::{CommandId, Seq};
use crate::link::{Happening, Link, LinkError};
use crate::server::{Clock, SystemClock};
use crate::terminal::{self, Device, Event, Unfit};
use crate::text::{self, Lang};
use crate::wire::feed::NoticesSeen;
use crate::wire::path;
use rustix::io::Errno;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// First and longest pause between tries to reach the server.
const RETRY: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// What a desk needs to begin, besides the line.
#[derive(Debug)]
pub(super) struct Seat {
    pub lang: Lang,
    /// Where the person's own keymap and settings are.
    pub config: PathBuf,
    /// What keeps the desk from being stopped, as far as it is known now.
    pub tie: Option<Tie>,
    /// Sees to it that there is a server.
    pub host: Option<Arc<Host>>,
}

/// `pult` alone, `pult desk`: joins the shop's server, or runs one inside for as long as somebody sits here.
pub async fn run(call: &Call) -> Result<(), Fault> {
    let (link, host) = connect::desk(call).await?;
    let inside = match &host {
        Some(host) => host.inside().await,
        None => false,
    };
    let sat = sit(
        link,
        Seat {
            lang: call.lang,
            config: call.places.config.clone(),
            tie: inside.then_some(Tie::ServerInside),
            host: host.clone(),
        },
    )
    .await;
    if let Some(host) = host {
        host.close().await;
    }
    sat
}

/// Sits a person down: their keymap and theme, the terminal, then the loop.
pub(super) async fn sit(link: Link, seat: Seat) -> Result<(), Fault> {
    let own = seat.config.join("keymap.toml");
    let keymap = match std::fs::read_to_string(&own) {
        Ok(text) => Keymap::with(&own.display().to_string(), &text)
            .map_err(|error| Fault::usage(error.words(seat.lang)))?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Keymap::default(),
        Err(error) => return Err(Fault::file(seat.lang, &own, &error)),
    };
    let variable = |name| std::env::var(name).ok().filter(|v| !v.is_empty());
    let charset = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(variable)
        .unwrap_or_default()
        .to_lowercase();
    let (name, term) = (variable("PULT_THEME"), variable("TERM"));
    let theme = Theme::choose(theme::Wish {
        name: name.as_deref(),
        no_color: variable("NO_COLOR").is_some(),
        term: term.as_deref(),
        utf8: is_utf8(&charset),
    })
    .map_err(|error| {
        let known: Vec<&str> = Theme::names().collect();
        let typed = name.as_deref().unwrap_or_default();
        let line = text::cli::no_theme(seat.lang, typed, &known.join(", "));
        Fault::usage(match error.nearest {
            Some(near) => text::refusal::nearest(seat.lang, &line, near),
            None => line,
        })
    })?;
    let clock = SystemClock::default();
    let (device, events) =
        terminal::enter(terminal::Options::default()).map_err(|error| unfit(seat.lang, &error))?;
    let size = device
        .size()
        .map_err(|error| Fault::failed(text::system::io(seat.lang, &error)))?;
    let (desk, first) = Desk::new(Options {
        lang: seat.lang,
        size: (size.width, size.height),
        theme,
        keymap,
        now: clock.now(),
        next_id: Box::new(|| CommandId(uuid::Uuid::now_v7())),
        tie: seat.tie.or((!terminal::may_stop()).then_some(Tie::NoShell)),
    });
    let line = Line {
        link,
        host: seat.host,
    };
    let carried = carry(line, desk, first, &clock, device, events).await;
    if terminal::panicked() {
        return Err(Fault::failed(text::cli::broken(seat.lang)));
    }
    match carried {
        // The terminal went away while it was written to: the same end as being told so.
        Err(error) if error.raw_os_error() == Some(Errno::IO.raw_os_error()) => Ok(()),
        other => other.map_err(|error| Fault::failed(text::system::io(seat.lang, &error))),
    }
}

/// A locale that says nothing is taken for a modern terminal; one that names another charset is believed, and so is
/// the plain one of the standard, which knows ASCII only.
fn is_utf8(locale: &str) -> bool {
    let charset = locale.split_once('.').map(|(_, charset)| charset);
    match charset {
        Some(charset) => charset.contains("utf"),
        None => !matches!(locale, "c" | "posix"),
    }
}

fn unfit(lang: Lang, error: &Unfit) -> Fault {
    match error {
        Unfit::NoTerminal => Fault::usage(text::cli::no_terminal(lang)),
        Unfit::Dumb(term) => Fault::usage(text::cli::dumb_terminal(lang, term)),
        Unfit::Io(error) => Fault::failed(text::system::io(lang, error)),
    }
}

/// Runs a desk until the person leaves or the terminal is gone.
async fn carry(
    line: Line,
    mut desk: Desk,
    first: Vec<Effect>,
    clock: &dyn Clock,
    mut device: Device,
    mut events: UnboundedReceiver<Event>,
) -> io::Result<()> {
    let (post, mut inbox) = unbounded_channel();
    let mut carrier = Carrier::new(line, post);
    let mut over = carrier.all(first, &mut device)?;
    while !over {
        if desk.dirty() {
            device.draw(|area, buf| {
                desk.fit((area.width, area.height));
                desk.paint(area, buf)
            })?;
            desk.drawn();
        }
        let due = carrier.timers.values().min().copied();
        tokio::select! {
            biased;
            event = events.recv() => match event {
                Some(event) => over = carrier.event(event, &mut desk, clock, &mut device)?,
                None => over = true,
            },
            Some(message) = inbox.recv() => {
                over = carrier.all(desk.update(clock.now(), message), &mut device)?;
            }
            () = sleep_until(due) => {
                for timer in carrier.due() {
                    over |= carrier.all(desk.update(clock.now(), Msg::Timer(timer)), &mut device)?;
                }
            }
        }
        while !over && let Ok(event) = events.try_recv() {
            over = carrier.event(event, &mut desk, clock, &mut device)?;
        }
        while !over && let Ok(message) = inbox.try_recv() {
            over = carrier.all(desk.update(clock.now(), message), &mut device)?;
        }
    }
    Ok(())
}

async fn sleep_until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}

/// The way to the server, and who sees to it that there is one.
#[derive(Debug, Clone)]
struct Line {
    link: Link,
    host: Option<Arc<Host>>,
}

/// Does what the desk asks for.
struct Carrier {
    line: Line,
    post: UnboundedSender<Msg>,
    /// One after another, each answered before the next is sent: what was done first arrives first.
    commands: UnboundedSender<(RequestId, Command)>,
    timers: BTreeMap<Timer, Instant>,
    feed: Option<JoinHandle<()>>,
}

impl Drop for Carrier {
    fn drop(&mut self) {
        if let Some(feed) = self.feed.take() {
            feed.abort();
        }
    }
}

impl Carrier {
    fn new(line: Line, post: UnboundedSender<Msg>) -> Carrier {
        let (commands, mut queue) = unbounded_channel::<(RequestId, Command)>();
        let (link, answers) = (line.link.clone(), post.clone());
        tokio::spawn(async move {
            while let Some((id, command)) = queue.recv().await {
                let reply = link
                    .command(&command)
                    .await
                    .map(|done| Reply::Done(Box::new(done)))
                    .map_err(fault);
                if answers.send(Msg::Reply(id, reply)).is_err() {
                    return;
                }
            }
        });
        Carrier {
            line,
            post,
            commands,
            timers: BTreeMap::new(),
            feed: None,
        }
    }

    /// Whether the loop is over.
    fn event(
        &mut self,
        event: Event,
        desk: &mut Desk,
        clock: &dyn Clock,
        device: &mut Device,
    ) -> io::Result<bool> {
        match event {
            Event::Input(input) => {
                let effects = desk.update(clock.now(), Msg::Input(input));
                self.all(effects, device)
            }
            Event::Hangup => Ok(true),
            Event::Stop => device.stop().map(|()| false),
            Event::Continue => device.resume().map(|()| false),
        }
    }

    /// Whether the desk wants to end.
    fn all(&mut self, effects: Vec<Effect>, device: &mut Device) -> io::Result<bool> {
        let mut over = false;
        for effect in effects {
            match effect {
                Effect::Send(id, request) => {
                    let request = match *request {
                        Request::Command(command) => {
                            // The worker lives as long as this sender does.
                            let _ = self.commands.send((id, command));
                            continue;
                        }
                        other => other,
                    };
                    let (link, post) = (self.line.link.clone(), self.post.clone());
                    tokio::spawn(async move {
                        let reply = ask(&link, request).await.map_err(fault);
                        let _ = post.send(Msg::Reply(id, reply));
                    });
                }
                Effect::Timer(timer, after) => {
                    self.timers
                        .insert(timer, Instant::now() + Duration::from_millis(after));
                }
                Effect::Follow(seq) => {
                    if let Some(feed) = self.feed.replace(tokio::spawn(follow(
                        self.line.clone(),
                        seq,
                        self.post.clone(),
                    ))) {
                        feed.abort();
                    }
                }
                Effect::Title(title) => device.title(&title)?,
                Effect::Bell => device.bell()?,
                Effect::Copy(text) => {
                    device.copy(&text)?;
                }
                Effect::Suspend => device.stop()?,
                Effect::Redraw => device.lose(),
                Effect::Quit => over = true,
            }
        }
        Ok(over)
    }

    /// The timers that have run out, taken.
    fn due(&mut self) -> Vec<Timer> {
        let now = Instant::now();
        let due: Vec<Timer> = self
            .timers
            .iter()
            .filter(|(_, at)| **at <= now)
            .map(|(timer, _)| *timer)
            .collect();
        for timer in &due {
            self.timers.remove(timer);
        }
        due
    }
}

fn fault(error: LinkError) -> desk::Fault {
    match error {
        LinkError::Problem(problem) => desk::Fault::Problem(problem),
        LinkError::Unreachable { .. } | LinkError::Garbled(_) => desk::Fault::Lost,
    }
}

/// Every question a desk may have, put to the server.
pub(crate) async fn ask(link: &Link, request: Request) -> Result<Reply, LinkError> {
    Ok(match request {
        Request::Hello => Reply::Hello(link.get(path::HELLO, &()).await?),
        Request::Shop => Reply::Shop(link.get(path::SHOP, &()).await?),
        Request::Command(command) => Reply::Done(Box::new(link.command(&command).await?)),
        Request::Board(query) => Reply::Board(link.get(path::BOARD, &query).await?),
        Request::Column(query) => Reply::Column(link.get(path::COLUMN, &query).await?),
        Request::Deal(id) => Reply::Deal(link.one(path::DEAL, id.0).await?),
        Request::DealHistory(id, query) => {
            Reply::History(link.about(path::DEAL_HISTORY, id.0, &query).await?)
        }
        Request::Deals(query) => Reply::Deals(link.get(path::DEALS, &query).await?),
        Request::Contact(id) => Reply::Contact(link.one(path::CONTACT, id.0).await?),
        Request::ContactHistory(id, query) => {
            Reply::History(link.about(path::CONTACT_HISTORY, id.0, &query).await?)
        }
        Request::Contacts(query) => Reply::Contacts(link.get(path::CONTACTS, &query).await?),
        Request::Tasks(query) => Reply::Tasks(link.get(path::TASKS, &query).await?),
        Request::Find(query) => Reply::Found(link.get(path::FIND, &query).await?),
        Request::Log(query) => Reply::History(link.get(path::LOG, &query).await?),
        Request::Approvals => Reply::Approvals(link.get(path::APPROVALS, &()).await?),
        Request::Notices => Reply::Notices(link.get(path::NOTICES, &()).await?),
        Request::NoticesSeen(up_to) => {
            link.post::<()>(path::NOTICES, &NoticesSeen { up_to })
                .await?;
            Reply::Plain
        }
        Request::Undo => Reply::Undo(link.get(path::UNDO, &()).await?),
        Request::Setup => Reply::Setup(link.get(path::SETUP, &()).await?),
        Request::Staff => Reply::Staff(link.get(path::STAFF, &()).await?),
        Request::Health => Reply::Health(link.get(path::HEALTH, &()).await?),
    })
}

/// Follows the feed for as long as the desk lives, over every broken line.
async fn follow(line: Line, mut seq: Seq, post: UnboundedSender<Msg>) {
    let mut pause = RETRY.0;
    // Whoever asks for the feed has just been answered; a server gone since then must be told of too.
    let mut up = true;
    loop {
        if let Ok(mut feed) = line.link.feed(Some(seq)).await {
            (pause, up) = (RETRY.0, true);
            if post.send(Msg::Feed(FeedItem::Up)).is_err() {
                return;
            }
            while let Ok(Some(happening)) = feed.next().await {
                let item = match happening {
                    Happening::Frame(frame) => {
                        seq = frame.seq;
                        FeedItem::Frame(frame)
                    }
                    Happening::Reset(end) => {
                        seq = end;
                        FeedItem::Reset
                    }
                };
                if post.send(Msg::Feed(item)).is_err() {
                    return;
                }
            }
        }
        if up && post.send(Msg::Feed(FeedItem::Down)).is_err() {
            return;
        }
        up = false;
        // Up to a quarter less, so that fifty desks do not come back in the same moment.
        let spread = uuid::Uuid::new_v4().as_bytes()[0];
        tokio::time::sleep(pause.mul_f32(1.0 - f32::from(spread) / 1024.0)).await;
        pause = (pause * 2).min(RETRY.1);
        if let Some(host) = &line.host
            && host.see_to().await
            && post.send(Msg::Tied(Tie::ServerInside)).is_err()
        {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_utf8;

    #[test]
    fn the_plain_locale_and_old_charsets_are_no_utf8() {
        for locale in ["", "ru_ru", "ru_ru.utf-8", "c.utf8", "en_us.utf8"] {
            assert!(is_utf8(locale), "{locale}");
        }
        for locale in ["c", "posix", "ru_ru.koi8-r", "ru_ru.cp1251", "c.iso-8859-5"] {
            assert!(!is_utf8(locale), "{locale}");
        }
    }
}
