//! The line to the shop: a running server, or one started inside for this call.
use super::fault::{Exit, Fault};
use super::holder::{barred, held, patiently, unstarted};
use super::{Call, login, output, token};
use crate::domain::calendar::Millis;
use crate::domain::command::{Act, Command};
use crate::domain::id::CommandId;
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use crate::link::{Link, LinkError};
use crate::server::serve::StartError;
use crate::server::{Clock, Config, Server, SystemClock};
use crate::setup;
use crate::store::{Options, Store, StoreError};
use crate::text::{self, Lang};
use crate::wire::problem::Code;
use crate::wire::{Done, Hello, Outcome, path};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::Mutex;

/// How long a call waits for another that is just opening or closing the same shop, and for the first word of a
/// server on this machine.
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
        let Met {
            link,
            hello,
            read: shop,
            own,
        } = patiently(call, meet(call, read_shop)).await?;
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

    /// A rule's no that was foreseen.
    pub fn refused(&self, no: &Refusal) -> Fault {
        Fault::refused(self.call.lang, no, Some(&self.shop))
    }

    pub async fn get<A: DeserializeOwned>(
        &mut self,
        path: &str,
        query: &impl Serialize,
    ) -> Result<A, Fault> {
        self.ask(async |link| link.get(path, query).await).await
    }

    pub async fn one<A: DeserializeOwned>(&mut self, path: &str, id: i64) -> Result<A, Fault> {
        self.ask(async |link| link.one(path, id).await).await
    }

    pub async fn post<A: DeserializeOwned>(
        &mut self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<A, Fault> {
        self.ask(async |link| link.post(path, body).await).await
    }

    /// Asks until there is an answer, should the server end in between.
    async fn ask<A>(
        &mut self,
        question: impl AsyncFn(&Link) -> Result<A, LinkError>,
    ) -> Result<A, Fault> {
        let waited = tokio::time::Instant::now();
        loop {
            match question(&self.link).await {
                Err(error) if self.gone(&error) && waited.elapsed() < PATIENCE => {
                    self.again().await?;
                }
                answer => return answer.map_err(|error| self.fault(&error)),
            }
        }
    }

    /// Sends an act under a new id; should the answer be lost, once more under the same.
    pub async fn act(&mut self, act: Act) -> Result<Done, Fault> {
        self.act_as(CommandId(uuid::Uuid::now_v7()), act).await
    }

    /// The same under an id to find it by in the journal.
    pub async fn act_as(&mut self, id: CommandId, act: Act) -> Result<Done, Fault> {
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
        let met = meet(self.call, read_shop).await?;
        self.own = met.own;
        (self.link, self.hello, self.shop) = (met.link, met.hello, met.read);
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

/// For a desk, which stays: the line, and what keeps the shop served where this call may do that. What it shows it
/// reads itself.
///
/// # Errors
/// As [`Session::open`].
pub async fn desk(call: &Call) -> Result<(Link, Option<Arc<Host>>), Fault> {
    let met = patiently(call, meet(call, async |_| Ok(()))).await?;
    let host = call.may_start_inside().then(|| Host {
        call: call.at(call.places.data.clone()),
        own: Mutex::new(met.own),
    });
    Ok((met.link, host.map(Arc::new)))
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

/// A server that was reached, what it said of itself and what was read there first.
struct Met<T> {
    link: Link,
    hello: Hello,
    read: T,
    own: Option<Server>,
}

async fn read_shop(link: &Link) -> Result<Shop, LinkError> {
    link.get(path::SHOP, &()).await
}

/// Reaches a server and says who we are. One that was another call's own may end in between: then once more.
async fn meet<T>(
    call: &Call,
    first: impl AsyncFn(&Link) -> Result<T, LinkError>,
) -> Result<Met<T>, Fault> {
    let waited = tokio::time::Instant::now();
    loop {
        let (link, own) = reach(call).await?;
        let met = match introduce(call, link).await {
            Ok((link, hello)) => match first(&link).await {
                Ok(read) => Ok((link, hello, read)),
                Err(error) => Err(Fault::link(call.lang, &error, None)),
            },
            Err(error) => Err(error),
        };
        let error = match met {
            Ok((link, hello, read)) => {
                return Ok(Met {
                    link,
                    hello,
                    read,
                    own,
                });
            }
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

/// Says who we are: by the token of a login where there was one, else the kernel says it over the socket.
async fn introduce(call: &Call, link: Link) -> Result<(Link, Hello), Fault> {
    let fault = |error: LinkError| Fault::link(call.lang, &error, None);
    let token = match &call.server {
        Some(_) => token::kept(call, &login::place(call))?,
        None => token::noted(call, &login::place(call))?,
    };
    let (mut line, logged_in) = match token {
        Some(token) => (link.clone().with_token(token), true),
        None => (link.clone(), false),
    };
    let hello: Hello = match hello(call, &line).await? {
        Err(error) if logged_in && call.server.is_none() && stranger(&error) => {
            line = link;
            let hello = hello(call, &line).await?.map_err(fault)?;
            let who = &hello.me.name;
            output::complain(&text::cli::login_over(call.lang, who));
            hello
        }
        answer => answer.map_err(fault)?,
    };
    Ok((line, hello))
}

/// The login or the token is not known there any more.
fn stranger(error: &LinkError) -> bool {
    error.problem().is_some_and(|p| p.code == Code::Unknown)
}

/// The server's first word. On this machine it comes at once or, from a process that is stopped, never.
async fn hello(call: &Call, line: &Link) -> Result<Result<Hello, LinkError>, Fault> {
    let asked = line.get(path::HELLO, &());
    if call.server.is_some() {
        return Ok(asked.await);
    }
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(answer) => Ok(answer),
        Err(_) => Err(held(call).await),
    }
}

/// The line to the shop with whatever tells it who we are, for a look that must not fail; `None` where nobody answers.
pub async fn line(call: &Call) -> Result<Option<Link>, Fault> {
    let link = match &call.server {
        Some(base) => Link::tcp(base, None),
        None => Link::unix(&call.places.socket),
    };
    let link = link.map_err(|error| Fault::link(call.lang, &error, None))?;
    match introduce(call, link.clone()).await {
        Ok((link, _)) => Ok(Some(link)),
        Err(fault) if fault.exit == Exit::Unreachable => Ok(None),
        // It answers, and is asked again for what it says.
        Err(_) => Ok(Some(link)),
    }
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
        match UnixStream::connect(socket) {
            Ok(_) => return Ok((link, None)),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                return Err(barred(lang, socket));
            }
            Err(_) => {}
        }
        match start(call, serving(call)).await {
            Ok(server) => return Ok((link, Some(server))),
            // Somebody holds the shop and doesn't answer: just starting, just ending, or stuck.
            Err(StartError::Store(StoreError::Busy)) if waited.elapsed() < PATIENCE => {
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => return Err(unstarted(call, &error).await),
        }
    }
}

/// Does a program accept connections there?
fn listens(socket: &Path) -> bool {
    UnixStream::connect(socket).is_ok()
}

/// How a server for this call alone is set up.
fn serving(call: &Call) -> Config {
    Config {
        socket: call.places.socket.clone(),
        group: false,
        listen: None,
        copy_of: None,
        first_files: setup::default_files(),
    }
}

/// Opens the shop and serves it, on threads of the server's own.
///
/// # Errors
/// As [`Server::start`] and [`Store::open`].
pub async fn start(call: &Call, config: Config) -> Result<Server, StartError> {
    start_by(call, config, Arc::<SystemClock>::default()).await
}

/// [`start`] by another clock.
pub async fn start_by(
    call: &Call,
    config: Config,
    clock: Arc<dyn Clock>,
) -> Result<Server, StartError> {
    own_socket_dir(&config.socket)?;
    let data = call.places.data.clone();
    let server = async move {
        let opened = tokio::task::spawn_blocking(move || Store::open(&data, &Options::default()));
        let store = opened.await.map_err(|_| StoreError::Stopping)??;
        Server::start(store, clock, config).await
    };
    let started = threads()?.spawn(server).await;
    started.map_err(|_| StoreError::Stopping)?
}

/// What servers of this process run on: no person's key waits behind another's question.
fn threads() -> Result<&'static Runtime, StartError> {
    static THREADS: OnceLock<Runtime> = OnceLock::new();
    if let Some(threads) = THREADS.get() {
        return Ok(threads);
    }
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let built = builder.enable_all().build();
    let built = built.map_err(|error| StartError::Listen {
        what: "threads".to_owned(),
        error,
    })?;
    Ok(THREADS.get_or_init(|| built))
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
