//! A program in a pseudo-terminal, and the eye and the hands of whoever sits at it.
//!
//! Waiting is always for something: for a screen, for the end of the program. No step takes a fixed time, and every
//! wait has a deadline that is far beyond what a slow machine needs.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use pult::desk::key::{Code, Key};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

/// Far beyond what anything here needs.
pub const DEADLINE: Duration = Duration::from_secs(30);
/// The unit of times in /proc, on every Linux.
const TICK: Duration = Duration::from_millis(10);
/// The eye stumbles over text that wraps in a screen smaller than this.
const EYE_LEAST: u16 = 2;

/// How a program marks the two ends of a frame too large to arrive at once.
const FRAME: (&[u8], &[u8]) = (b"\x1b[?2026h", b"\x1b[?2026l");

/// How a program ended.
#[derive(Debug, Clone)]
pub struct Ended {
    pub status: ExitStatus,
    /// What it took of the processor over its whole life.
    pub cpu: Duration,
}

struct Seen {
    raw: Vec<u8>,
    eye: vt100::Parser,
    /// A frame has begun and its end has not come: what is on the screen is neither the old nor the new.
    torn: bool,
    ended: Option<Ended>,
    /// The reading thread is to let go of the terminal.
    hang_up: bool,
}

type Shared = Arc<(Mutex<Seen>, Condvar)>;

pub struct Screen {
    seen: Shared,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    tty: PathBuf,
    reader: Option<JoinHandle<()>>,
    pid: Pid,
}

impl Screen {
    /// Runs a program in a terminal of this size, with an environment of nothing but what is given and `TERM`.
    pub fn spawn(
        program: &Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
        columns: u16,
        rows: u16,
    ) -> Self {
        let pair = native_pty_system()
            .openpty(pty_size(columns, rows))
            .expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        for (name, value) in environment {
            command.env(name, value);
        }
        let mut child = pair.slave.spawn_command(command).expect("a program to run");
        let pid = child
            .process_id()
            .and_then(|id| Pid::from_raw(id as i32))
            .expect("a process");
        let tty = pair.master.tty_name().expect("a named terminal");
        let seen: Shared = Arc::new((
            Mutex::new(Seen {
                raw: Vec::new(),
                eye: vt100::Parser::new(rows.max(EYE_LEAST), columns.max(EYE_LEAST), 0),
                torn: false,
                ended: None,
                hang_up: false,
            }),
            Condvar::new(),
        ));
        let reader = pair.master.try_clone_reader().expect("a reader");
        let reader = thread::spawn({
            let seen = Arc::clone(&seen);
            move || watch(reader, &seen)
        });
        thread::spawn({
            let seen = Arc::clone(&seen);
            move || {
                // The dead are asked for their account before they are buried.
                let _ = waitid(
                    WaitId::Pid(pid),
                    WaitIdOptions::EXITED | WaitIdOptions::NOWAIT,
                );
                let cpu = cpu(pid);
                let status = child.wait().expect("the end of the program");
                lock(&seen).ended = Some(Ended { status, cpu });
                seen.1.notify_all();
            }
        });
        Self {
            seen,
            writer: Some(pair.master.take_writer().expect("a writer")),
            master: Some(pair.master),
            tty,
            reader: Some(reader),
            pid,
        }
    }

    /// As [`Screen::spawn`], but behind a shell, so that the settings of the terminal before the program can be read
    /// without haste. Returned with them.
    pub fn behind_a_shell(
        program: &Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
        columns: u16,
        rows: u16,
    ) -> (Self, String) {
        let script = format!("echo before; read go; exec '{}' \"$@\"", program.display());
        let arguments = [&["-c", &script, "sh"], arguments].concat();
        let mut screen = Self::spawn("/bin/sh".as_ref(), &arguments, environment, columns, rows);
        screen.wait_for("before");
        let settings = screen.settings();
        screen.keys("enter");
        (screen, settings)
    }

    /// Presses keys, named as in the keymap file and parted by blanks: `g b shift+right`. They arrive at once, so
    /// eight or more letters are a paste, as they would be from a person's terminal.
    pub fn keys(&mut self, words: &str) {
        let bytes: Vec<_> = words
            .split_whitespace()
            .flat_map(|word| encode(word.parse().expect("a key")))
            .collect();
        self.send(&bytes);
    }

    /// Pastes as the terminal would in the mode the program has asked for.
    pub fn paste(&mut self, text: &str) {
        let text = text.replace('\n', "\r");
        let marked = self.look(vt100::Screen::bracketed_paste);
        self.send(
            if marked {
                format!("\x1b[200~{text}\x1b[201~")
            } else {
                text
            }
            .as_bytes(),
        );
    }

    pub fn send(&mut self, bytes: &[u8]) {
        let writer = self
            .writer
            .as_mut()
            .expect("a terminal that is still there");
        writer
            .write_all(bytes)
            .expect("a terminal that takes input");
        writer.flush().expect("a terminal that takes input");
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).expect("a process to signal");
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        lock(&self.seen)
            .eye
            .screen_mut()
            .set_size(rows.max(EYE_LEAST), columns.max(EYE_LEAST));
        let master = self
            .master
            .as_ref()
            .expect("a terminal that is still there");
        master.resize(pty_size(columns, rows)).expect("a new size");
    }

    /// The terminal goes away, as when its window is closed or the connection is cut.
    pub fn hang_up(&mut self) {
        lock(&self.seen).hang_up = true;
        // The reading thread sleeps in the kernel and holds the terminal open; a byte of output wakes it.
        let mut inside = fs::OpenOptions::new()
            .write(true)
            .custom_flags(rustix::fs::OFlags::NOCTTY.bits() as i32)
            .open(&self.tty)
            .expect("the inner side of the terminal");
        inside.write_all(b"\0").expect("a byte of output");
        self.reader.take().map(JoinHandle::join);
        drop(inside);
        self.writer = None;
        self.master = None;
    }

    /// What the program has taken of the processor so far.
    pub fn cpu(&self) -> Duration {
        cpu(self.pid)
    }

    /// Asks something of what is on the screen now.
    pub fn look<T>(&self, question: impl FnOnce(&vt100::Screen) -> T) -> T {
        question(lock(&self.seen).eye.screen())
    }

    pub fn text(&self) -> String {
        self.look(vt100::Screen::contents)
    }

    /// Everything the program has written.
    pub fn raw(&self) -> Vec<u8> {
        lock(&self.seen).raw.clone()
    }

    /// The settings of the terminal, to be compared.
    pub fn settings(&self) -> String {
        let master = self
            .master
            .as_ref()
            .expect("a terminal that is still there");
        format!("{:?}", master.get_termios())
    }

    /// Waits until this text is somewhere on the screen.
    pub fn wait_for(&self, text: &str) {
        self.wait_until(text, |screen| screen.contents().contains(text));
    }

    /// Waits until the screen is as asked; `what` says so when it never is.
    pub fn wait_until(&self, what: &str, asked: impl Fn(&vt100::Screen) -> bool) {
        let seen = self.wait(|seen| !seen.torn && asked(seen.eye.screen()) || seen.ended.is_some());
        let screen = seen.eye.screen();
        assert!(
            asked(screen),
            "never came: {what}\nthe program: {:?}\nthe screen:\n{}\nraw: {:?}",
            seen.ended,
            screen.contents(),
            String::from_utf8_lossy(&seen.raw)
        );
    }

    /// Waits for the end of the program and of its output.
    pub fn wait_for_end(&mut self) -> Ended {
        let ended = self.wait(|seen| seen.ended.is_some()).ended.clone();
        let ended = ended.unwrap_or_else(|| panic!("it never ended; the screen:\n{}", self.text()));
        self.reader.take().map(JoinHandle::join);
        ended
    }

    /// Waits until the program has been stopped by job control.
    pub fn wait_for_stop(&self) {
        let until = Instant::now() + DEADLINE;
        let asked = WaitIdOptions::STOPPED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
        while waitid(WaitId::Pid(self.pid), asked).is_ok_and(|stop| stop.is_none()) {
            assert!(Instant::now() < until, "it never stopped:\n{}", self.text());
            thread::yield_now();
        }
    }

    fn wait(&self, over: impl Fn(&Seen) -> bool) -> MutexGuard<'_, Seen> {
        let until = Instant::now() + DEADLINE;
        let mut seen = lock(&self.seen);
        while !over(&seen) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            seen = self
                .seen
                .1
                .wait_timeout(seen, left)
                .expect("no panic elsewhere")
                .0;
        }
        seen
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if lock(&self.seen).ended.is_none() {
            let _ = kill_process(self.pid, Signal::KILL);
        }
    }
}

fn lock(seen: &Shared) -> MutexGuard<'_, Seen> {
    seen.0.lock().unwrap_or_else(PoisonError::into_inner)
}

fn watch(mut reader: Box<dyn Read + Send>, seen: &Shared) {
    let mut buffer = [0; 65536];
    // A character that was cut between two reads.
    let mut cut = Vec::new();
    // The end of the program closes the terminal's other side, which is an error to read.
    while let Ok(n @ 1..) = reader.read(&mut buffer) {
        let mut now = lock(seen);
        if now.hang_up {
            return;
        }
        let from = now.raw.len().saturating_sub(FRAME.0.len() - 1);
        now.raw.extend_from_slice(&buffer[..n]);
        now.torn = {
            let last = |mark: &[u8]| now.raw[from..].windows(mark.len()).rposition(|w| w == mark);
            match (last(FRAME.0), last(FRAME.1)) {
                (None, None) => now.torn,
                (begun, ended) => begun > ended,
            }
        };
        cut.extend_from_slice(&buffer[..n]);
        let whole = match std::str::from_utf8(&cut) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => cut.len(),
        };
        let text: Vec<u8> = cut.drain(..whole).collect();
        now.eye.process(&drawable(text));
        seen.1.notify_all();
    }
}

/// The eye knows no replacement character, which every real terminal draws in one cell.
fn drawable(text: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(text) {
        Ok(text) => text.replace(char::REPLACEMENT_CHARACTER, "?").into(),
        Err(error) => error.into_bytes(),
    }
}

fn pty_size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        ..PtySize::default()
    }
}

/// What a process, also a dead one that is not yet buried, has taken of the processor, with the children it has buried.
fn cpu(pid: Pid) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_pid())).unwrap_or_default();
    // After the name, which may hold anything: state is the first, the times are the 12th to the 15th.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u32 = fields
        .split_whitespace()
        .skip(11)
        .take(4)
        .filter_map(|ticks| ticks.parse::<u32>().ok())
        .sum();
    TICK * ticks
}

/// The bytes an xterm sends for a key.
fn encode(key: Key) -> Vec<u8> {
    let modifiers = 1 + u8::from(key.shift) + 2 * u8::from(key.alt) + 4 * u8::from(key.ctrl);
    let lettered = |letter: char| match modifiers {
        1 => format!("\x1b[{letter}"),
        m => format!("\x1b[1;{m}{letter}"),
    };
    let numbered = |n: u8| match modifiers {
        1 => format!("\x1b[{n}~"),
        m => format!("\x1b[{n};{m}~"),
    };
    let escaped = |text: String| if key.alt { format!("\x1b{text}") } else { text };
    match key.code {
        Code::Char(c) if key.ctrl => escaped(char::from(c as u8 & 0x1f).to_string()),
        Code::Char(c) => escaped(c.to_string()),
        Code::Enter => escaped("\r".into()),
        Code::Tab => escaped("\t".into()),
        Code::Esc => escaped("\x1b".into()),
        Code::Backspace => escaped("\x7f".into()),
        Code::BackTab => lettered('Z'),
        Code::Up => lettered('A'),
        Code::Down => lettered('B'),
        Code::Right => lettered('C'),
        Code::Left => lettered('D'),
        Code::Home => lettered('H'),
        Code::End => lettered('F'),
        Code::Insert => numbered(2),
        Code::Delete => numbered(3),
        Code::PageUp => numbered(5),
        Code::PageDown => numbered(6),
        Code::F(n @ 1..=4) if modifiers == 1 => format!("\x1bO{}", char::from(b'P' + n - 1)),
        Code::F(n @ 1..=4) => lettered(char::from(b'P' + n - 1)),
        Code::F(n @ 5) => numbered(n + 10),
        Code::F(n @ 6..=10) => numbered(n + 11),
        Code::F(n @ 11..=14) => numbered(n + 12),
        Code::F(n @ 15..=16) => numbered(n + 13),
        Code::F(n) => numbered(n + 14),
    }
    .into_bytes()
}
