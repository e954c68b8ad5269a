//! The line to the shop: a running server, or one started inside for this call.
use super::fault::{Exit, Fault};
use super::{Call, login, token};
use crate::domain::calendar::Millis;
use crate::domain::command::{Act, Command};
use crate::domain::id::CommandId;
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use crate::link::{Link, LinkError};
use crate::server::serve::StartError;
use crate::server::{Config, Server, SystemClock};
use crate::setup;
use crate::store::{Options, Store, StoreError};
use crate::text::{self, Lang};
use crate::wire::problem::Code;
use crate::wire::{Done, Hello, Outcome, path};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// How long a call waits for another that is just opening or closing the same shop.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(50);

/// A server reached, and what it said of itself.
#[derive(Debug)]
pub struct Session<'a> {
    call: &'a Call,
    pub link: Link,
    pub hello: Hello,
    pub shop: Shop,
    /// The server that was started inside.
    own: Option<Server>,
}

impl<'a> Session<'a> {
    /// Joins the server of this call, or starts one where none runs and none was named.
    ///
    /// # Errors
    /// [`Exit::Unreachable`] where nobody answers; whatever keeps the shop from being opened.
    pub async fn open(call: &'a Call) -> Result<Session<'a>, Fault> {
        let ((link, hello, shop), own) = meet(call).await?;
        Ok(Session {
            call,
            link,
            hello,
            shop,
            own,
        })
    }

    pub fn lang(&self) -> Lang {
        self.call.lang
    }

    pub fn call(&self) -> &'a Call {
        self.call
    }

    /// The server's clock at the beginning of this call.
    pub fn now(&self) -> Millis {
        self.hello.now
    }

    /// For a desk, which stays: the line, and what keeps the shop served where this call may do that.
    pub fn settle(self) -> (Link, Option<Arc<Host>>) {
        let host = self.call.may_start_inside().then(|| Host {
            call: self.call.at(self.call.places.data.clone()),
            own: Mutex::new(self.own),
        });
        (self.link, host.map(Arc::new))
    }

    /// Stops what was started inside.
    pub async fn close(self) {
        if let Some(server) = self.own {
            server.stop().await;
        }
    }

    pub fn fault(&self, error: &LinkError) -> Fault {
        Fault::link(self.call.lang, error, Some(&self.shop))
    }

    /// A name or value of the command line that won't do.
    pub fn wrong(&self, no: &Refusal) -> Fault {
        Fault::wrong(self.call.lang, no, &self.shop)
    }

    pub async fn get<A: DeserializeOwned>(
        &mut self,
        path: &str,
        query: &impl Serialize,
    ) -> Result<A, Fault> {
        let waited = tokio::time::Instant::now();
        loop {
            match self.link.get(path, query).await {
                Err(error) if self.gone(&error) && waited.elapsed() < PATIENCE => {
                    self.again().await?;
                }
                answer => return answer.map_err(|error| self.fault(&error)),
            }
        }
    }

    pub async fn one<A: DeserializeOwned>(&mut self, path: &str, id: i64) -> Result<A, Fault> {
        let waited = tokio::time::Instant::now();
        loop {
            match self.link.one(path, id).await {
                Err(error) if self.gone(&error) && waited.elapsed() < PATIENCE => {
                    self.again().await?;
                }
                answer => return answer.map_err(|error| self.fault(&error)),
            }
        }
    }

    pub async fn post<A: DeserializeOwned>(
        &mut self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<A, Fault> {
        let waited = tokio::time::Instant::now();
        loop {
            match self.link.post(path, body).await {
                Err(error) if self.gone(&error) && waited.elapsed() < PATIENCE => {
                    self.again().await?;
                }
                answer => return answer.map_err(|error| self.fault(&error)),
            }
        }
    }

    /// Sends an act under a new id; should the answer be lost, once more under the same.
    pub async fn act(&mut self, act: Act) -> Result<Done, Fault> {
        let id = CommandId(uuid::Uuid::now_v7());
        self.post(path::COMMAND, &Command { id, act }).await
    }

    pub async fn outcome(&mut self, act: Act) -> Result<Outcome, Fault> {
        self.act(act).await.map(|done| done.outcome)
    }

    /// After a lost line: the server again where one answers, else one of our own.
    pub async fn rejoin(&mut self) -> Result<(), Fault> {
        if self.own.is_none() && self.call.may_start_inside() {
            self.again().await?;
        }
        Ok(())
    }

    /// The server was another program's own and ended with it: this call may go on with one of its own.
    fn gone(&self, error: &LinkError) -> bool {
        matches!(error, LinkError::Unreachable { .. })
            && self.own.is_none()
            && self.call.may_start_inside()
    }

    async fn again(&mut self) -> Result<(), Fault> {
        let (met, own) = meet(self.call).await?;
        self.own = own;
        (self.link, self.hello, self.shop) = met;
        Ok(())
    }
}

/// Keeps the shop served for as long as a desk sits at it: whoever ran the server may leave, and the next desk that
/// misses it runs one inside.
#[derive(Debug)]
pub struct Host {
    call: Call,
    own: Mutex<Option<Server>>,
}

impl Host {
    /// After a lost line: starts a server inside unless one answers. Whether the server is inside now.
    pub async fn see_to(&self) -> bool {
        let mut own = self.own.lock().await;
        if own.is_none() && !listens(&self.call.places.socket) {
            // Somebody else may be just as quick, or the file can't be opened: the desk tries again.
            *own = start(&self.call, serving(&self.call)).await.ok();
        }
        own.is_some()
    }

    pub async fn inside(&self) -> bool {
        self.own.lock().await.is_some()
    }

    /// Stops what was started inside.
    pub async fn close(&self) {
        if let Some(server) = self.own.lock().await.take() {
            server.stop().await;
        }
    }
}

type Met = (Link, Hello, Shop);

/// Reaches a server and says who we are. One that was another call's own may end in between: then once more.
async fn meet(call: &Call) -> Result<(Met, Option<Server>), Fault> {
    let waited = tokio::time::Instant::now();
    loop {
        let (link, own) = reach(call).await?;
        let error = match introduce(call, link).await {
            Ok(met) => return Ok((met, own)),
            Err(error) => error,
        };
        let ended = own.is_none() && error.exit == Exit::Unreachable && call.may_start_inside();
        if let Some(server) = own {
            server.stop().await;
        }
        if !ended || waited.elapsed() >= PATIENCE {
            return Err(error);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Says who we are: the kernel does it over the socket, a kept token where that is not enough.
async fn introduce(call: &Call, link: Link) -> Result<(Link, Hello, Shop), Fault> {
    let fault = |error: LinkError| Fault::link(call.lang, &error, None);
    let place = login::place(call);
    let mut link = match &call.server {
        Some(_) => with_token(call, link, &place)?,
        None => link,
    };
    let hello = match link.get(path::HELLO, &()).await {
        // Several people behind one account, for instance.
        Err(error) if error.problem().is_some_and(|p| p.code == Code::Unknown) => {
            link = with_token(call, link, &place)?;
            link.get(path::HELLO, &()).await
        }
        answer => answer,
    };
    let hello = hello.map_err(fault)?;
    let shop = link.get(path::SHOP, &()).await.map_err(fault)?;
    Ok((link, hello, shop))
}

fn with_token(call: &Call, link: Link, place: &str) -> Result<Link, Fault> {
    Ok(match token::kept(call, place)? {
        Some(token) => link.with_token(token),
        None => link,
    })
}

/// A line that answers, and the server where it is our own.
async fn reach(call: &Call) -> Result<(Link, Option<Server>), Fault> {
    let lang = call.lang;
    if let Some(base) = &call.server {
        let link = Link::tcp(base, None).map_err(|error| Fault::link(lang, &error, None))?;
        return Ok((link, None));
    }
    let socket = &call.places.socket;
    let link = Link::unix(socket).map_err(|error| Fault::link(lang, &error, None))?;
    if !call.may_start_inside() {
        return Ok((link, None));
    }
    let waited = tokio::time::Instant::now();
    loop {
        if listens(socket) {
            return Ok((link, None));
        }
        match start(call, serving(call)).await {
            Ok(server) => return Ok((link, Some(server))),
            // Somebody holds the shop and doesn't answer: just starting, just ending, or stuck.
            Err(StartError::Store(StoreError::Busy)) if waited.elapsed() < PATIENCE => {
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => return Err(unstarted(lang, &error)),
        }
    }
}

/// Does a program accept connections there?
fn listens(socket: &Path) -> bool {
    std::os::unix::net::UnixStream::connect(socket).is_ok()
}

/// How a server for this call alone is set up.
fn serving(call: &Call) -> Config {
    Config {
        socket: call.places.socket.clone(),
        group: false,
        listen: None,
        first_files: setup::default_files(),
    }
}

/// Opens the shop and serves it.
///
/// # Errors
/// As [`Server::start`] and [`Store::open`].
pub async fn start(call: &Call, config: Config) -> Result<Server, StartError> {
    own_socket_dir(&config.socket)?;
    let data = call.places.data.clone();
    let opened = tokio::task::spawn_blocking(move || Store::open(&data, &Options::default())).await;
    let store = opened.map_err(|_| StoreError::Stopping)??;
    Server::start(store, Arc::<SystemClock>::default(), config).await
}

/// The directory of a socket outside the data must be ours: in a shared one somebody else could have made it first.
fn own_socket_dir(socket: &Path) -> Result<(), StartError> {
    use std::os::unix::fs::MetadataExt;
    let Some(dir) = socket.parent() else {
        return Ok(());
    };
    let me = rustix::process::geteuid().as_raw();
    match std::fs::symlink_metadata(dir) {
        Ok(found) if found.is_dir() && found.uid() != me && found.mode() & 0o022 != 0 => {
            Err(StartError::Listen {
                what: dir.display().to_string(),
                error: std::io::ErrorKind::PermissionDenied.into(),
            })
        }
        _ => Ok(()),
    }
}

/// Why a server could not begin, in words.
pub fn unstarted(lang: Lang, error: &StartError) -> Fault {
    match error {
        StartError::Store(StoreError::Busy) => Fault::new(Exit::Unreachable, text::cli::held(lang)),
        StartError::Store(StoreError::Full) => Fault::failed(text::cli::storage_full(lang)),
        StartError::Store(StoreError::Newer { found, known }) => {
            Fault::failed(text::cli::newer(lang, *found, *known))
        }
        StartError::Store(error) => Fault::failed(text::care::store(lang, "pult.db", error)),
        StartError::Listen { what, error } => {
            Fault::failed(text::cli::no_listen(lang, what, &error.to_string()))
        }
        StartError::NotLoopback(address) => {
            Fault::usage(text::cli::not_loopback(lang, &address.to_string()))
        }
        other => Fault::failed(other.to_string()),
    }
}
