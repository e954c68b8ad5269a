//! A shop in a directory of its own, the program called in it, and a person who sits down at its desk. Nothing of this
//! machine's own settings gets in, nothing gets out.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Instant;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::screen::{DEADLINE, Screen};

/// The real program.
pub const PULT: &str = env!("CARGO_BIN_EXE_pult");

pub struct Shop {
    dir: tempfile::TempDir,
}

/// Everything that can be read of a shop by the command line. Two of these are equal where nothing was changed.
#[derive(Debug, PartialEq)]
pub struct State {
    pub deals: Value,
    pub journal: Vec<Value>,
}

impl Shop {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        for name in ["home", "tmp"] {
            fs::create_dir(dir.path().join(name)).expect("a directory");
        }
        Self { dir }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn socket(&self) -> String {
        self.path("run/pult.sock").display().to_string()
    }

    pub fn data(&self) -> String {
        self.path("data").display().to_string()
    }

    /// Where the program puts what it throws away.
    pub fn thrown_away(&self) -> usize {
        fs::read_dir(self.path("tmp")).expect("a directory").count()
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        let place = |name: &str| self.path(name).display().to_string();
        vec![
            ("HOME", place("home")),
            ("XDG_CONFIG_HOME", place("home/config")),
            ("XDG_DATA_HOME", place("home/share")),
            ("XDG_CACHE_HOME", place("home/cache")),
            ("XDG_STATE_HOME", place("home/state")),
            ("XDG_RUNTIME_DIR", place("tmp")),
            ("TMPDIR", place("tmp")),
            ("PULT_DATA", self.data()),
            ("LANG", "ru_RU.UTF-8".into()),
            ("RUST_BACKTRACE", "0".into()),
        ]
    }

    fn program(&self) -> Command {
        let mut program = Command::new(PULT);
        program
            .env_clear()
            .envs(self.environment())
            .stdin(Stdio::null());
        program
    }

    /// One call of the command line that goes well: what it said.
    pub fn pult(&self, words: &[&str]) -> String {
        let done = self.program().args(words).output().expect("the program");
        assert!(
            done.status.success(),
            "{words:?}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
        String::from_utf8(done.stdout).expect("UTF-8")
    }

    /// One call that a rule refuses: what it said.
    pub fn refused(&self, words: &[&str]) -> String {
        let done = self.program().args(words).output().expect("the program");
        assert_eq!(done.status.code(), Some(3), "{words:?}");
        String::from_utf8(done.stderr).expect("UTF-8")
    }

    /// One call to the running server, its answer for programs.
    pub fn ask(&self, words: &[&str]) -> Value {
        let socket = self.socket();
        let said = self.pult(&[words, &["--json", "--socket", &socket]].concat());
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
    }

    pub fn state(&self) -> State {
        let Value::Array(journal) = self.ask(&["log", "--limit", "200"]) else {
            panic!("a journal is a list")
        };
        State {
            deals: self.ask(&["deal", "list", "--limit", "200"]),
            journal,
        }
    }

    /// Asks until the deal is in the stage of this name: what a desk has sent may still be on its way.
    pub fn wait_for_stage(&self, deal: i64, stage: &str) {
        let until = Instant::now() + DEADLINE;
        loop {
            let deals = self.ask(&["deal", "list"]);
            let mut cards = deals.as_array().into_iter().flatten();
            if cards.any(|card| card["id"] == deal && card["stage_name"] == stage) {
                return;
            }
            assert!(
                Instant::now() < until,
                "{deal} never came to {stage}: {deals}"
            );
        }
    }

    /// `pult serve`, listening when this returns.
    pub fn serve(&self) -> Server {
        let mut child = self
            .program()
            .args(["serve", "--socket", &self.socket()])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut out = BufReader::new(child.stdout.take().expect("piped"));
        let mut said = String::new();
        out.read_line(&mut said).expect("its words");
        assert!(said.contains(&self.socket()), "{said:?}");
        Server { child, out }
    }

    /// Three deals in the first stage: 3 on top, 2 and 1 below.
    pub fn three_deals(&self) {
        for goods in ["Первая", "Вторая", "Третья"] {
            self.ask(&["deal", "new", "--item", &format!("{goods} ×1=100")]);
        }
    }

    /// Runs the program in a terminal; with the settings of the terminal before.
    pub fn run(
        &self,
        arguments: &[&str],
        more: &[(&str, &str)],
        (columns, rows): (u16, u16),
    ) -> (Screen, String) {
        let environment = self.environment();
        let environment = together(&environment, more);
        Screen::behind_a_shell(PULT.as_ref(), arguments, &environment, columns, rows)
    }

    /// Runs another program in a terminal, with what [`Shop::run`] has around it.
    pub fn start(&self, program: &Path, arguments: &[&str], (columns, rows): (u16, u16)) -> Screen {
        let environment = self.environment();
        let environment = together(&environment, &[("PATH", "/usr/bin:/bin")]);
        Screen::spawn(program, arguments, &environment, columns, rows)
    }

    /// A desk that has joined the server and shows this.
    pub fn desk_in(
        &self,
        more: &[(&str, &str)],
        size: (u16, u16),
        shows: &str,
    ) -> (Screen, String) {
        let socket = self.socket();
        let (screen, settings) = self.run(&["desk", "--socket", &socket], more, size);
        screen.wait_for(shows);
        (screen, settings)
    }

    /// [`Shop::desk_in`] Russian, 80×24, the card on top selected.
    pub fn desk(&self) -> (Screen, String) {
        let (screen, settings) = self.desk_in(&[], (80, 24), "▌Третья");
        screen.wait_for("Enter открыть");
        (screen, settings)
    }

    /// The database was closed as it should be: nothing is left in the log beside it, and it is sound.
    pub fn assert_closed_clean(&self) {
        let log = fs::metadata(self.path("data/pult.db-wal")).map_or(0, |log| log.len());
        assert_eq!(log, 0, "bytes left in the write-ahead log");
        assert!(
            !self.path("data/run/pult.sock").exists(),
            "a socket nobody listens on"
        );
        self.pult(&["doctor"]);
    }
}

fn together<'a>(
    some: &'a [(&'a str, String)],
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let some = some.iter().map(|(name, value)| (*name, value.as_str()));
    some.chain(more.iter().copied()).collect()
}

/// A server until it is killed.
pub struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Server {
    /// As `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().expect("a process to kill");
        self.child.wait().expect("its end");
    }

    pub fn stop(mut self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("a process to tell");
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).expect("its last words");
        assert!(self.child.wait().expect("its end").success(), "{rest}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
