//! A caller of the server as lean as can be, so that what is measured is the server: one connection, one question at a
//! time, no more understanding of HTTP than its own server's answers need.
use super::Failed;
use crate::domain::command::Command;
use crate::wire::problem::Problem;
use crate::wire::{Done, path};
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

/// A connection that is kept.
#[derive(Debug)]
pub struct Caller {
    stream: UnixStream,
    question: Vec<u8>,
    answer: Vec<u8>,
}

impl Caller {
    pub fn new(socket: &Path) -> Result<Caller, Failed> {
        Ok(Caller {
            stream: UnixStream::connect(socket)?,
            question: Vec::new(),
            answer: Vec::new(),
        })
    }

    /// The body of the answer.
    pub fn get(&mut self, path: &str) -> Result<&[u8], Failed> {
        self.question.clear();
        write!(self.question, "GET {path} HTTP/1.1\r\nhost: pult\r\n\r\n")?;
        match self.ask()? {
            (200, body) => Ok(body),
            (_, body) => Err(refused(body)),
        }
    }

    /// The refusal, where a rule said no.
    pub fn command(&mut self, command: &Command) -> Result<Done, Failed> {
        let body = serde_json::to_vec(command)?;
        self.question.clear();
        write!(
            self.question,
            "POST {} HTTP/1.1\r\nhost: pult\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            path::COMMAND,
            body.len()
        )?;
        self.question.extend(body);
        match self.ask()? {
            (200, body) => Ok(serde_json::from_slice(body)?),
            (_, body) => Err(refused(body)),
        }
    }

    fn ask(&mut self) -> Result<(u16, &[u8]), Failed> {
        self.stream.write_all(&self.question)?;
        self.answer.clear();
        let (mut piece, mut whole) = ([0; 1 << 16], None);
        while whole.is_none_or(|(_, all)| self.answer.len() < all) {
            match self.stream.read(&mut piece)? {
                0 => return Err(Failed::Odd("the server hung up")),
                n => self.answer.extend_from_slice(&piece[..n]),
            }
            whole = whole.or_else(|| whole_of(&self.answer));
        }
        let status = std::str::from_utf8(self.answer.get(9..12).unwrap_or_default()).ok();
        let status = status.and_then(|s| s.parse().ok()).unwrap_or_default();
        let head = whole.map_or(0, |(head, _)| head);
        Ok((status, &self.answer[head..]))
    }
}

fn refused(body: &[u8]) -> Failed {
    match serde_json::from_slice::<Problem>(body) {
        Ok(problem) => Failed::Refused(Box::new(problem)),
        Err(_) => Failed::Odd("an answer that is not the server's"),
    }
}

/// Length of the head, and of head and body.
fn whole_of(answer: &[u8]) -> Option<(usize, usize)> {
    let head = answer.windows(4).position(|w| w == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&answer[..head]).ok()?;
    let length: usize = text
        .lines()
        .find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse().ok())?
        })
        .unwrap_or(0);
    Some((head, head + length))
}
