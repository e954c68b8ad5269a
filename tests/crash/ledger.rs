//! What the clients write down, outside the server: what they are about to ask, and what they were told.
use pult::domain::command::{Act, Command};
use pult::domain::deal::Set;
use pult::domain::id::CommandId;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// What a client was told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// Done; the journal's number that came with it.
    Done { seq: i64 },
    /// A rule said no: nothing may be left of it.
    Refused,
    /// The server said that nothing was changed: a full disk.
    NotNow,
}

/// An answer in the books.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Told {
    pub id: CommandId,
    pub answer: Answer,
}

/// Two files that only grow. A line is on its way to the disk before the next thing happens.
#[derive(Debug)]
pub struct Ledger {
    dir: PathBuf,
    attempts: Mutex<File>,
    answers: Mutex<File>,
}

fn write(file: &Mutex<File>, line: &impl Serialize) {
    let mut bytes = serde_json::to_vec(line).expect("it can be written down");
    bytes.push(b'\n');
    let mut file = file.lock().expect("no client broke down");
    file.write_all(&bytes).expect("the ledger's disk has room");
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Vec<T> {
    let text = std::fs::read_to_string(path).expect("the ledger is there");
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("the ledger reads"))
        .collect()
}

impl Ledger {
    pub fn new(dir: &Path) -> Ledger {
        let open = |name: &str| {
            let file = OpenOptions::new()
                .create(true)
                .append(true)
                .open(dir.join(name));
            Mutex::new(file.expect("the ledger can be made"))
        };
        Ledger {
            dir: dir.to_owned(),
            attempts: open("attempts"),
            answers: open("answers"),
        }
    }

    /// Before a command is sent for the first time.
    pub fn attempt(&self, command: &Command) {
        write(&self.attempts, command);
    }

    /// After the answer came.
    pub fn answer(&self, id: CommandId, answer: Answer) {
        write(&self.answers, &Told { id, answer });
    }

    pub fn read(&self) -> Books {
        Books {
            attempts: read(&self.dir.join("attempts")),
            answers: read(&self.dir.join("answers")),
        }
    }
}

/// The ledger as read back.
#[derive(Debug, Clone)]
pub struct Books {
    pub attempts: Vec<Command>,
    pub answers: Vec<Told>,
}

/// The mark by which a command's effect is known, where it leaves one.
pub fn nonce(act: &Act) -> Option<&str> {
    match act {
        Act::CreateDeal { draft } => title(&draft.set),
        Act::EditDeal { set, .. } => title(set),
        Act::NoteDeal { text, .. } => Some(text),
        _ => None,
    }
}

fn title(set: &[Set]) -> Option<&str> {
    set.iter().find_map(|set| match set {
        Set::Title(title) => Some(title.as_str()),
        _ => None,
    })
}
