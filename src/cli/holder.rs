//! Who has the shop where this call can't: told by the number of the process, with what to do.
//!
//! Looks only; nobody is waited for or ended here.
use super::fault::{Exit, Fault};
use super::{Call, output};
use crate::config;
use crate::link::Link;
use crate::server::serve::StartError;
use crate::store::{StoreError, home};
use crate::text::{self, Lang};
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

/// After this long whoever sits there is told what is waited for.
const SILENCE: Duration = Duration::from_secs(1);
/// A server that is well answers at once; one asked only whether it is there must not keep anybody.
const PROBE: Duration = Duration::from_secs(2);

/// Tells a person what is waited for, should it take long.
pub async fn patiently<T>(call: &Call, work: impl Future<Output = T>) -> T {
    tokio::pin!(work);
    tokio::select! {
        done = &mut work => return done,
        () = tokio::time::sleep(SILENCE) => {}
    }
    if output::watched()
        && call.server.is_none()
        && let Some(id) = holder(call).await
    {
        output::complain(&text::cli::waiting(call.lang, id));
    }
    work.await
}

/// Somebody has the shop and says nothing.
pub async fn held(call: &Call) -> Fault {
    let holder = process(call.lang, holder(call).await);
    Fault::new(Exit::Unreachable, text::cli::held(call.lang, &holder))
}

fn process(lang: Lang, id: Option<i32>) -> String {
    match id {
        Some(id) => text::cli::process(lang, id),
        None => text::cli::some_process(lang).to_owned(),
    }
}

/// The number of the process that listens at the socket, else of the one that holds the directory.
async fn holder(call: &Call) -> Option<i32> {
    let listening = match tokio::net::UnixStream::connect(&call.places.socket).await {
        Ok(stream) => stream.peer_cred().ok().and_then(|peer| peer.pid()),
        Err(_) => None,
    };
    listening
        .or_else(|| home::holder(&call.places.data))
        .filter(|id| *id > 0 && id.unsigned_abs() != std::process::id())
}

/// A server is there, but not for this account.
pub fn barred(lang: Lang, socket: &Path) -> Fault {
    use std::os::unix::fs::MetadataExt;
    let seen = |path: &Path| path.metadata().ok().map(|meta| meta.gid());
    let group = seen(socket).or_else(|| seen(socket.parent()?));
    let group = group.and_then(|id| nix::unistd::Group::from_gid(id.into()).ok().flatten());
    let place = socket.display().to_string();
    let line = match group {
        Some(group) => text::cli::no_right_group(lang, &place, &group.name),
        None => text::cli::no_right(lang, &place),
    };
    Fault::new(Exit::Unreachable, line)
}

/// Why a server could not begin, in words.
pub async fn unstarted(call: &Call, error: &StartError) -> Fault {
    let lang = call.lang;
    match error {
        StartError::Store(StoreError::Busy) => taken(call).await,
        StartError::Store(StoreError::Full) => Fault::failed(text::cli::storage_full(lang)),
        StartError::Store(StoreError::Newer { found, known }) => {
            Fault::failed(text::cli::newer(lang, *found, *known))
        }
        StartError::Store(error) => Fault::failed(text::care::store(lang, &file_of(call), error)),
        StartError::Listen { what, error } if error.kind() == ErrorKind::AlreadyExists => {
            Fault::failed(text::cli::no_socket(lang, what))
        }
        StartError::Listen { what, error } => Fault::failed(text::cli::no_listen(
            lang,
            what,
            &text::system::io(lang, error),
        )),
        StartError::NotLoopback(address) => {
            Fault::usage(text::cli::not_loopback(lang, &address.to_string()))
        }
        other => Fault::failed(other.to_string()),
    }
}

fn file_of(call: &Call) -> String {
    call.places.data.join(home::FILE).display().to_string()
}

/// Another process has the shop: one that serves it, or one that says nothing.
async fn taken(call: &Call) -> Fault {
    let own = config::socket_of(&call.places.data);
    for socket in [&call.places.socket, &own] {
        let Ok(link) = Link::unix(socket) else {
            continue;
        };
        if link.answers(PROBE).await {
            let who = process(call.lang, holder(call).await);
            let socket = socket.display().to_string();
            return Fault::failed(text::cli::served(call.lang, &who, &socket));
        }
    }
    held(call).await
}
