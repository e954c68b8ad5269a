//! The server's life: open, listen, answer, stop within ten seconds.
use super::clock::Clock;
use super::command::{Door, SharedShop};
use super::feed::Hub;
use super::peer::Peer;
use super::route::{App, router};
use super::{command, jobs};
use crate::domain::calendar::Millis;
use crate::domain::command::SetupFile;
use crate::store::{self, Stop, Store, StoreError};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

/// Connections at once; more wait in the kernel's queue.
const CONNECTIONS: usize = 2048;
/// A client has this long for its headers.
const HEADERS: Duration = Duration::from_secs(10);
/// After the signal, what is under way has this long.
const DRAIN: Duration = Duration::from_secs(8);

#[derive(Debug, Clone)]
pub struct Config {
    pub socket: PathBuf,
    /// Let the socket's group in as well: a team on one box.
    pub group: bool,
    pub listen: Option<std::net::SocketAddr>,
    /// Serves a copy as of this moment, to be looked at: every change is refused.
    pub copy_of: Option<Millis>,
    /// The shop files of a new shop.
    pub first_files: Vec<SetupFile>,
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    pub door: Door,
    pub socket: PathBuf,
    pub address: Option<std::net::SocketAddr>,
    stop: watch::Sender<bool>,
    done: tokio::task::JoinHandle<()>,
}

/// Why a server can't begin.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the shop files are wrong: {0}")]
    Setup(String),
    #[error("{what}: {error}")]
    Listen { what: String, error: io::Error },
    #[error(
        "{0} is not this machine alone: listen on 127.0.0.1 and let nginx or SSH carry it, never in clear text"
    )]
    NotLoopback(std::net::SocketAddr),
}

impl Server {
    /// Begins to serve a store.
    ///
    /// # Errors
    /// In words: the socket or address can't be had, the first shop files are wrong.
    pub async fn start(
        store: Store,
        clock: Arc<dyn Clock>,
        config: Config,
    ) -> Result<Server, StartError> {
        let shop = load_shop(&store, clock.as_ref(), config.first_files.clone()).await?;
        let unix = bind(&config.socket, config.group).map_err(|error| StartError::Listen {
            what: config.socket.display().to_string(),
            error,
        })?;
        let tcp = match config.listen {
            Some(address) if !address.ip().is_loopback() => {
                return Err(StartError::NotLoopback(address));
            }
            Some(address) => {
                Some(
                    TcpListener::bind(address)
                        .await
                        .map_err(|error| StartError::Listen {
                            what: address.to_string(),
                            error,
                        })?,
                )
            }
            None => None,
        };
        let address = tcp.as_ref().and_then(|l| l.local_addr().ok());
        let started = clock.now();
        let door = Door {
            store,
            shop,
            clock,
            hub: Hub::default(),
            copy_of: config.copy_of,
        };
        let app = App {
            door: door.clone(),
            accounts: Arc::default(),
            guesses: Arc::default(),
            started,
        };
        let (stop, stopped) = watch::channel(false);
        let done = tokio::spawn(accept(app, unix, tcp, stopped));
        Ok(Server {
            door,
            socket: config.socket,
            address,
            stop,
            done,
        })
    }

    /// Ends it: no new connections, streams closed, what is under way finished, the file closed.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        self.door.hub.close();
        let _ = self.done.await;
        let store = self.door.store.clone();
        let _ = tokio::task::spawn_blocking(move || store.close()).await;
        let _ = std::fs::remove_file(&self.socket);
    }
}

async fn load_shop(
    store: &Store,
    clock: &dyn Clock,
    first: Vec<SetupFile>,
) -> Result<SharedShop, StartError> {
    if let Some(kept) = store.read(store::setup::current).await? {
        return Ok(Arc::new(RwLock::new(Arc::new(kept.shop))));
    }
    let now = clock.now();
    let shop = store
        .write(move |conn| command::first_setup(conn, &first, now))
        .await
        .map_err(|stop| match stop {
            Stop::Store(error) => StartError::Store(error),
            Stop::Refused(no) => StartError::Setup(crate::text::refusal::refusal(
                crate::text::Lang::En,
                &no,
                None,
            )),
        })?;
    Ok(Arc::new(RwLock::new(Arc::new(shop))))
}

/// The socket inside a directory that nobody else may enter, made before the socket is: no moment is open.
fn bind(socket: &Path, group: bool) -> io::Result<UnixListener> {
    if let Some(dir) = socket
        .parent()
        .filter(|d| !d.as_os_str().is_empty() && !d.exists())
    {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(if group { 0o750 } else { 0o700 })
            .create(dir)?;
    }
    if let Ok(there) = socket.symlink_metadata() {
        // Nobody's file is in the way of a socket: whoever mistook the option keeps what is there.
        if !there.file_type().is_socket() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        // The lock on the data directory says that no server of ours lives; the socket is a dead one's.
        if std::os::unix::net::UnixStream::connect(socket).is_ok() {
            return Err(io::Error::new(
                io::ErrorKind::AddrInUse,
                "another program listens there",
            ));
        }
        std::fs::remove_file(socket)?;
    }
    let listener = UnixListener::bind(socket)?;
    std::fs::set_permissions(
        socket,
        std::fs::Permissions::from_mode(if group { 0o660 } else { 0o600 }),
    )?;
    Ok(listener)
}

async fn accept(
    app: App,
    unix: UnixListener,
    tcp: Option<TcpListener>,
    mut stop: watch::Receiver<bool>,
) {
    // Nothing becomes late in a copy: its time stands still.
    let late = match app.door.copy_of {
        Some(_) => tokio::spawn(std::future::ready(())),
        None => tokio::spawn(jobs::late::run(app.door.clone())),
    };
    let router = router(app);
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut open = JoinSet::new();
    while !*stop.borrow() {
        let Ok(place) = places.clone().acquire_owned().await else {
            break;
        };
        tokio::select! {
            _ = stop.changed() => break,
            Some(_) = open.join_next(), if !open.is_empty() => {}
            accepted = unix.accept() => match accepted {
                Ok((stream, _)) => {
                    let Ok(peer) = stream.peer_cred() else { continue };
                    let stop = stop.clone();
                    let serve = connection(router.clone(), Peer::Account(peer.uid()), stream, stop);
                    open.spawn(async move { serve.await; drop(place) });
                }
                Err(error) => breathe(&error).await,
            },
            accepted = next_tcp(tcp.as_ref()) => match accepted {
                Ok((stream, address)) => {
                    // Without it every small answer waits for the other side's acknowledgement.
                    let _ = stream.set_nodelay(true);
                    let stop = stop.clone();
                    let serve = connection(router.clone(), Peer::Address(address.ip()), stream, stop);
                    open.spawn(async move { serve.await; drop(place) });
                }
                Err(error) => breathe(&error).await,
            },
        }
    }
    late.abort();
    let _ = tokio::time::timeout(DRAIN, async { while open.join_next().await.is_some() {} }).await;
    open.shutdown().await;
    // It holds the store: only when it is gone may another process open the file.
    let _ = late.await;
}

async fn next_tcp(
    tcp: Option<&TcpListener>,
) -> io::Result<(tokio::net::TcpStream, std::net::SocketAddr)> {
    match tcp {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}

/// Out of descriptors: not a reason to spin.
async fn breathe(error: &io::Error) {
    tracing::warn!(%error, "accept");
    tokio::time::sleep(Duration::from_millis(100)).await;
}

async fn connection(
    router: axum::Router,
    peer: Peer,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    mut stop: watch::Receiver<bool>,
) {
    let service = TowerToHyperService::new(router.layer(axum::Extension(peer)));
    let serving = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(serving);
    tokio::select! {
        _ = &mut serving => return,
        // The guard it gives must not live across the next await.
        () = async { let _ = stop.wait_for(|stop| *stop).await; } => {}
    }
    serving.as_mut().graceful_shutdown();
    let _ = serving.await;
}
