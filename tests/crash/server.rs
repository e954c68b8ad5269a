//! The real program in a process of its own.
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

/// Where a shop of the rig lives. The socket lies elsewhere: its disk may be full.
#[derive(Debug)]
pub struct Place {
    pub data: PathBuf,
    pub socket: PathBuf,
}

impl Place {
    pub fn new(dir: &Path) -> Place {
        Place {
            data: dir.join("data"),
            socket: dir.join("run/pult.sock"),
        }
    }

    pub fn file(&self) -> PathBuf {
        self.data.join("pult.db")
    }

    pub fn log(&self) -> PathBuf {
        self.data.join("pult.db-wal")
    }
}

/// The program with its arguments, in a known language and away from the person's own places.
pub fn program(place: &Place) -> Command {
    settled(Command::new(env!("CARGO_BIN_EXE_pult")), place)
}

/// The same behind another program that runs it (`sh`).
pub fn settled(mut command: Command, place: &Place) -> Command {
    command
        .env_remove("PULT_FAIL")
        .env_remove("PULT_FAIL_MET")
        .env_remove("NOTIFY_SOCKET")
        .env("PULT_DATA", &place.data)
        .env("PULT_CONFIG", place.socket.with_file_name("config"))
        .env("PULT_LANG", "en")
        .stdin(Stdio::null());
    command
}

/// A server that said it serves.
#[derive(Debug)]
pub struct Running {
    child: Child,
    pub socket: PathBuf,
}

/// A server that did not come up.
#[derive(Debug)]
pub struct Fallen {
    pub status: ExitStatus,
    pub said: String,
}

/// Starts a server and waits until it serves, or has ended.
pub fn start(place: &Place, environment: &[(&str, &str)]) -> Result<Running, Fallen> {
    start_as(program(place), place, environment)
}

pub fn start_as(
    mut command: Command,
    place: &Place,
    environment: &[(&str, &str)],
) -> Result<Running, Fallen> {
    let mut child = command
        .arg("serve")
        .arg("--socket")
        .arg(&place.socket)
        .envs(environment.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut out = BufReader::new(child.stdout.take().expect("piped"));
    let mut line = String::new();
    out.read_line(&mut line).expect("its words are read");
    if line.is_empty() {
        let mut said = String::new();
        let mut err = child.stderr.take().expect("piped");
        err.read_to_string(&mut said)
            .expect("its complaint is read");
        let status = child.wait().expect("it can be waited for");
        return Err(Fallen { status, said });
    }
    Ok(Running {
        child,
        socket: place.socket.clone(),
    })
}

impl Running {
    /// As the power switch does, for the process. What it complained of.
    pub fn kill(mut self) -> String {
        // It may have died by itself a moment before.
        let _ = self.child.kill();
        let mut said = String::new();
        let mut err = self.child.stderr.take().expect("piped");
        err.read_to_string(&mut said)
            .expect("its complaint is read");
        self.child.wait().expect("it can be waited for");
        said
    }

    /// Waits for an end of its own making.
    pub fn end(mut self) -> Fallen {
        let mut said = String::new();
        let mut err = self.child.stderr.take().expect("piped");
        err.read_to_string(&mut said)
            .expect("its complaint is read");
        let status = self.child.wait().expect("it can be waited for");
        Fallen { status, said }
    }

    #[cfg(feature = "failpoints")]
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("it can be asked").is_some()
    }

    /// The polite way: SIGTERM.
    pub fn stop(mut self) {
        let id = self.child.id().cast_signed();
        let id = rustix::process::Pid::from_raw(id).expect("a child has a number");
        rustix::process::kill_process(id, rustix::process::Signal::TERM).expect("it can be told");
        let status = self.child.wait().expect("it can be waited for");
        assert!(
            status.success(),
            "a server that was asked to stop: {status}"
        );
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One call of the program to its end.
pub fn call(place: &Place, arguments: &[&std::ffi::OsStr], environment: &[(&str, &str)]) -> Output {
    program(place)
        .args(arguments)
        .envs(environment.iter().copied())
        .output()
        .expect("the program starts")
}
