//! The line to the server, for the desk, the command line and the tests: ask, command, follow.
//!
//! Nothing is decided here. A command that got no answer may be sent again: its id makes that harmless.
mod feed;

pub use feed::{Feed, FeedError, Happening};

use crate::domain::command::Command;
use crate::domain::id::Seq;
use crate::wire::problem::Problem;
use crate::wire::{Done, path};
use reqwest::{Method, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A question that waits longer is given up; a command is sent again by whoever keeps it.
const PATIENCE: Duration = Duration::from_secs(30);

/// How to reach a server.
#[derive(Debug, Clone)]
pub struct Link {
    client: reqwest::Client,
    base: String,
    token: Option<String>,
    place: String,
}

#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// Nobody answers there, or the line broke. Whether a command was done is not known.
    #[error("no server at {place}: {why}")]
    Unreachable { place: String, why: io::Error },
    #[error("{}", .0.message)]
    Problem(Box<Problem>),
    /// The answer is not one of pult's.
    #[error("{0} answers, but not as pult does")]
    Garbled(String),
}

impl LinkError {
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            LinkError::Problem(problem) => Some(problem),
            _ => None,
        }
    }
}

impl Link {
    /// Over the unix socket: the kernel says who we are.
    ///
    /// # Errors
    /// Where the system gives no room for a client.
    pub fn unix(socket: &Path) -> Result<Link, LinkError> {
        let place = socket.display().to_string();
        let builder = local().unix_socket(PathBuf::from(socket));
        Ok(Link {
            client: built(builder, &place)?,
            base: "http://pult".into(),
            token: None,
            place,
        })
    }

    /// Over TCP with a token; `base` such as "http://127.0.0.1:7700".
    ///
    /// # Errors
    /// Where the system gives no room for a client.
    pub fn tcp(base: &str, token: Option<String>) -> Result<Link, LinkError> {
        let base = base.trim_end_matches('/').to_owned();
        Ok(Link {
            client: built(local().tcp_nodelay(true), &base)?,
            place: base.clone(),
            base,
            token,
        })
    }

    pub fn with_token(mut self, token: String) -> Link {
        self.token = Some(token);
        self
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// `GET path?query`
    pub async fn get<A: DeserializeOwned>(
        &self,
        path: &str,
        query: &impl Serialize,
    ) -> Result<A, LinkError> {
        self.answer(
            self.request(Method::GET, path)
                .query(query)
                .timeout(PATIENCE),
        )
        .await
    }

    /// `GET` of one record: the path's `{id}` is filled in.
    pub async fn one<A: DeserializeOwned>(&self, path: &str, id: i64) -> Result<A, LinkError> {
        self.about(path, id, &()).await
    }

    /// `GET` of something about one record.
    pub async fn about<A: DeserializeOwned>(
        &self,
        path: &str,
        id: i64,
        query: &impl Serialize,
    ) -> Result<A, LinkError> {
        let (before, after) = path.split_once('{').unwrap_or((path, "}"));
        let after = after.split_once('}').map_or("", |(_, rest)| rest);
        self.get(&format!("{before}{id}{after}"), query).await
    }

    pub async fn post<A: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<A, LinkError> {
        self.answer(
            self.request(Method::POST, path)
                .json(body)
                .timeout(PATIENCE),
        )
        .await
    }

    pub async fn delete<A: DeserializeOwned>(&self, path: &str) -> Result<A, LinkError> {
        self.answer(self.request(Method::DELETE, path).timeout(PATIENCE))
            .await
    }

    pub async fn command(&self, command: &Command) -> Result<Done, LinkError> {
        self.post(path::COMMAND, command).await
    }

    /// A body that is not JSON, in pieces, with its length.
    pub async fn download(&self, path: &str) -> Result<(Option<u64>, Download), LinkError> {
        let response = self.send(self.request(Method::GET, path)).await?;
        Ok((
            response.content_length(),
            Download {
                response,
                place: self.place.clone(),
            },
        ))
    }

    /// Follows what happens, from just after the given number; without one, from now.
    pub async fn feed(&self, since: Option<Seq>) -> Result<Feed, LinkError> {
        let mut request = self.request(Method::GET, path::FEED);
        if let Some(seq) = since {
            request = request.header("last-event-id", seq.to_string());
        }
        Ok(Feed::new(self.send(request).await?))
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, LinkError> {
        let response = request
            .send()
            .await
            .map_err(|error| self.unreachable(&error))?;
        if response.status().is_success() {
            return Ok(response);
        }
        let bytes = response
            .bytes()
            .await
            .map_err(|error| self.unreachable(&error))?;
        match serde_json::from_slice(&bytes) {
            Ok(problem) => Err(LinkError::Problem(Box::new(problem))),
            Err(_) => Err(LinkError::Garbled(self.place.clone())),
        }
    }

    async fn answer<A: DeserializeOwned>(&self, request: RequestBuilder) -> Result<A, LinkError> {
        let bytes = self
            .send(request)
            .await?
            .bytes()
            .await
            .map_err(|error| self.unreachable(&error))?;
        serde_json::from_slice(&bytes).map_err(|_| LinkError::Garbled(self.place.clone()))
    }

    /// Does a pult answer there? Whom it takes us for does not matter.
    pub async fn answers(&self, patience: Duration) -> bool {
        let asked = self.request(Method::GET, path::LIVE).timeout(patience);
        asked.send().await.is_ok()
    }

    fn unreachable(&self, error: &reqwest::Error) -> LinkError {
        LinkError::Unreachable {
            place: self.place.clone(),
            why: cause(error),
        }
    }
}

/// A download in progress.
#[derive(Debug)]
pub struct Download {
    response: Response,
    place: String,
}

impl Download {
    /// The next piece; `None` at the end.
    pub async fn piece(&mut self) -> Result<Option<Vec<u8>>, LinkError> {
        let piece = self.response.chunk().await;
        piece
            .map(|bytes| bytes.map(|b| b.to_vec()))
            .map_err(|error| LinkError::Unreachable {
                place: self.place.clone(),
                why: cause(&error),
            })
    }
}

/// What the system said: the innermost cause is the one that says something.
fn cause(error: &reqwest::Error) -> io::Error {
    if error.is_timeout() {
        return io::ErrorKind::TimedOut.into();
    }
    let mut cause: &dyn std::error::Error = error;
    loop {
        if let Some(found) = cause.downcast_ref::<io::Error>() {
            match found.raw_os_error() {
                Some(number) => return io::Error::from_raw_os_error(number),
                None if found.get_ref().is_none() => return found.kind().into(),
                None => {}
            }
        }
        match cause.source() {
            Some(inner) => cause = inner,
            None => return io::Error::other(cause.to_string()),
        }
    }
}

/// Is it an address a server may have: `http://host:port`?
pub fn is_address(typed: &str) -> bool {
    reqwest::Url::parse(typed)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn local() -> reqwest::ClientBuilder {
    // Without these a box without certificates can't even build the client, and a proxy variable in the environment
    // would carry local calls away.
    reqwest::Client::builder()
        .tls_certs_only([])
        .no_proxy()
        .pool_idle_timeout(None)
}

fn built(builder: reqwest::ClientBuilder, place: &str) -> Result<reqwest::Client, LinkError> {
    init();
    let unreachable = |error: reqwest::Error| LinkError::Unreachable {
        place: place.to_owned(),
        why: cause(&error),
    };
    builder.build().map_err(unreachable)
}

/// The one provider of cryptography; a client can't even be built before it is named.
pub fn init() {
    // A second call finds it named already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
