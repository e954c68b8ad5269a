//! Reading server-sent events as they come.
use crate::domain::id::Seq;
use crate::wire::feed::{FRAME, Frame, RESET};

/// What the feed says.
#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    Frame(Box<Frame>),
    /// Too much was missed: read everything again, then go on from here.
    Reset(Seq),
}

#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    #[error("the line broke: {0}")]
    Broken(String),
    #[error("the feed holds what is no frame")]
    Garbled,
}

/// A stream of happenings.
#[derive(Debug)]
pub struct Feed {
    response: reqwest::Response,
    buffer: Vec<u8>,
    /// Where the search for the next end of an event goes on.
    searched: usize,
}

/// Longer than any frame: what comes without an end is not ours.
const EVENT_AT_MOST: usize = 4 << 20;

impl Feed {
    pub(super) fn new(response: reqwest::Response) -> Feed {
        Feed {
            response,
            buffer: Vec::new(),
            searched: 0,
        }
    }

    /// The next happening; `None` when the server ended the stream.
    ///
    /// Safe to drop between calls: what was read is kept.
    pub async fn next(&mut self) -> Result<Option<Happening>, FeedError> {
        loop {
            if let Some(event) = self.event()? {
                return Ok(Some(event));
            }
            match self.response.chunk().await {
                Ok(Some(bytes)) => self.buffer.extend_from_slice(&bytes),
                Ok(None) => return Ok(None),
                Err(error) => return Err(FeedError::Broken(error.without_url().to_string())),
            }
        }
    }

    /// A happening that is here already.
    pub fn event(&mut self) -> Result<Option<Happening>, FeedError> {
        while let Some(end) =
            find(&self.buffer[self.searched..], b"\n\n").map(|at| at + self.searched)
        {
            let text: Vec<u8> = self.buffer.drain(..end + 2).collect();
            self.searched = 0;
            if let Some(event) = read(&text)? {
                return Ok(Some(event));
            }
        }
        self.searched = self.buffer.len().saturating_sub(1);
        if self.buffer.len() > EVENT_AT_MOST {
            return Err(FeedError::Garbled);
        }
        Ok(None)
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|w| w == what)
}

/// One event's lines; comments and unknown events are nothing.
fn read(text: &[u8]) -> Result<Option<Happening>, FeedError> {
    let text = std::str::from_utf8(text).map_err(|_| FeedError::Garbled)?;
    let field = |name: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
            .map(|value| value.trim_start())
    };
    match (field("event"), field("data"), field("id")) {
        (Some(FRAME), Some(data), _) => serde_json::from_str(data)
            .map(|frame| Some(Happening::Frame(frame)))
            .map_err(|_| FeedError::Garbled),
        (Some(RESET), _, Some(id)) => id
            .parse()
            .map(|id| Some(Happening::Reset(Seq(id))))
            .map_err(|_| FeedError::Garbled),
        _ => Ok(None),
    }
}
