//! The real program, typed at by a person or a script.
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A directory with a shop in it, and the program called in it.
#[derive(Debug)]
pub struct Shell {
    pub dir: tempfile::TempDir,
}

/// What a call said and how it ended.
#[derive(Debug)]
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Said {
    /// It went well, and nothing was wrong.
    pub fn fine(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
        self.out
    }

    /// The JSON document of a call that ended badly: the only one, and the words besides.
    pub fn error(self, code: i32) -> Value {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        let document: Value =
            serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out));
        let error = document["error"].clone();
        assert_eq!(error["exit"], code, "{document}");
        let words = error["message"].as_str().unwrap();
        assert!(self.err.contains(words), "{words} is not in {}", self.err);
        error
    }

    pub fn json(self) -> Value {
        let out = self.fine();
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"))
    }

    /// It ended so, and one line of stderr says the word.
    pub fn ends(self, code: i32, word: &str) -> String {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        assert_eq!(self.err.lines().count(), 1, "{}", self.err);
        assert!(self.err.contains(word), "no {word:?} in {}", self.err);
        self.err
    }
}

impl Shell {
    pub fn new() -> Shell {
        Shell {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The program with nothing of this machine's own settings.
    pub fn program(&self) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_pult"));
        program
            .env_clear()
            .env("HOME", self.dir.path())
            .env("PULT_DATA", self.path("data"))
            .env("PULT_CONFIG", self.path("config"))
            .env("LANG", "ru_RU.UTF-8")
            .current_dir(env!("CARGO_MANIFEST_DIR"));
        program
    }

    pub fn pult<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Said {
        self.pult_fed(args, "")
    }

    /// With something on stdin.
    pub fn pult_fed<'a>(&self, args: impl IntoIterator<Item = &'a str>, fed: &str) -> Said {
        let mut child = self
            .program()
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A program that wants nothing may be gone already.
        let _ = stdin.write_all(fed.as_bytes());
        drop(stdin);
        let done = child.wait_with_output().unwrap();
        Said {
            code: done.status.code(),
            out: String::from_utf8(done.stdout).unwrap(),
            err: String::from_utf8(done.stderr).unwrap(),
        }
    }

    /// `pult serve`, listening when this returns.
    pub fn serve(&self, more: &[&str]) -> Serving {
        let mut child = self
            .program()
            .arg("serve")
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        let lines = if more.contains(&"--listen") { 2 } else { 1 };
        for _ in 0..lines {
            assert!(
                out.read_line(&mut said).unwrap() > 0,
                "it said only {said:?}"
            );
        }
        Serving { child, out, said }
    }
}

/// A server until it is told to stop.
#[derive(Debug)]
pub struct Serving {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    /// Its first lines.
    pub said: String,
}

impl Serving {
    /// Where it listens over TCP.
    pub fn address(&self) -> String {
        let at = self.said.find("http://").unwrap();
        self.said[at..].trim().to_owned()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// From now on it holds everything and answers nothing.
    pub fn freeze(&self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::STOP).unwrap();
    }

    /// Asks it to stop and reads the rest.
    pub fn stop(mut self) -> (Option<i32>, String) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A file of another program, as it came.
pub fn vendor(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("tests/vendor").join(name).display().to_string()
}
