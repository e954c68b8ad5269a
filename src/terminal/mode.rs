//! The modes of the terminal: taking it over, giving it back, and the one way to write to it.
//!
//! [`restore`] may be called by anybody at any time and as often as they like: the guard, the panic hook, the last
//! resort after a hang-up. After it not a byte gets through until the terminal is taken again.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use crossterm::Command;
use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange,
};
use crossterm::terminal::{EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::stdio::{stdin, stdout};
use rustix::termios::{
    OptionalActions, QueueSelector, SpecialCodeIndex, Termios, isatty, tcflush, tcgetattr,
    tcsetattr,
};

use super::hangup::Hangup;

/// What the desk asks of the terminal beyond keys. Asking for less is kinder: with the mouse on, the terminal's own
/// selecting of text needs Shift.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    pub mouse: bool,
    /// Tell when the window gains or loses the focus.
    pub focus: bool,
}

/// Why there can be no desk here.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    #[error("standard output is not a terminal")]
    NoTerminal,
    /// The value of TERM, empty where it is not set.
    #[error("a terminal of the kind {0:?} cannot place text")]
    Dumb(String),
    #[error("the terminal cannot be set: {0}")]
    Io(#[from] io::Error),
}

/// What is needed to give the terminal back.
struct Held {
    tty: OwnedFd,
    before: Termios,
    options: Options,
    titled: bool,
}

struct State {
    held: Option<Held>,
    /// How to take the terminal again after it was given back for a while.
    last: Option<(OwnedFd, Options)>,
}

static STATE: Mutex<State> = Mutex::new(State {
    held: None,
    last: None,
});

/// The mouse while a button is down, in cells of any number; crossterm's own words would have every movement told.
const MOUSE: (&str, &str) = ("\x1b[?1002h\x1b[?1006h", "\x1b[?1006l\x1b[?1002l");
/// The end of whatever sequence was cut short.
const CUT: &str = "\x1b\\";
const PLAIN: &str = "\x1b[m";
const SAVE_TITLE: &str = "\x1b[22;2t";
const GIVE_TITLE_BACK: &str = "\x1b[23;2t";

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The terminal to read from: standard input, or the controlling terminal where that is something else.
///
/// # Errors
/// Where text cannot be placed on what standard output is.
pub fn find() -> Result<OwnedFd, Unfit> {
    if !isatty(stdout()) {
        return Err(Unfit::NoTerminal);
    }
    let kind = std::env::var_os("TERM").unwrap_or_default();
    if kind.is_empty() || kind == "dumb" {
        return Err(Unfit::Dumb(kind.to_string_lossy().into_owned()));
    }
    if isatty(stdin()) {
        return Ok(stdin().try_clone_to_owned()?);
    }
    Ok(File::options()
        .read(true)
        .write(true)
        .open("/dev/tty")?
        .into())
}

/// Takes the terminal over; returns the byte its Backspace sends.
///
/// # Errors
/// The terminal cannot be set; it is left as it was.
pub fn take(tty: OwnedFd, options: Options) -> io::Result<u8> {
    let mut state = state();
    let before = tcgetattr(&tty)?;
    let erase = before.special_codes[SpecialCodeIndex::VERASE];
    state.last = Some((tty.try_clone()?, options));
    set_raw(&tty, &before)?;
    state.held = Some(Held {
        tty,
        before,
        options,
        titled: false,
    });
    send(format!("{}{}", ansi(EnterAlternateScreen), modes(options)).as_bytes())?;
    Ok(erase)
}

/// Takes the terminal again, or makes sure that it is still ours in every respect.
///
/// # Errors
/// The terminal cannot be set.
pub fn retake() -> io::Result<()> {
    let state = state();
    if let Some(held) = &state.held {
        set_raw(&held.tty, &held.before)?;
        return send(modes(held.options).as_bytes());
    }
    let Some((tty, options)) = &state.last else {
        return Err(given_back());
    };
    let (tty, options) = (tty.try_clone()?, *options);
    drop(state);
    take(tty, options).map(drop)
}

fn set_raw(tty: &OwnedFd, before: &Termios) -> io::Result<()> {
    let mut raw = before.clone();
    raw.make_raw();
    Ok(tcsetattr(tty, OptionalActions::Now, &raw)?)
}

fn ansi(command: impl Command) -> String {
    let mut out = String::new();
    command
        .write_ansi(&mut out)
        .expect("a String takes whatever is written to it");
    out
}

fn modes(options: Options) -> String {
    let mut out = ansi(Hide) + &ansi(EnableBracketedPaste);
    if options.mouse {
        out += MOUSE.0;
    }
    if options.focus {
        out += &ansi(EnableFocusChange);
    }
    out
}

/// What was never set does no harm to lift. The cursor comes last.
fn leave() -> String {
    [
        CUT,
        &ansi(EndSynchronizedUpdate),
        PLAIN,
        MOUSE.1,
        &ansi(DisableFocusChange),
        &ansi(DisableBracketedPaste),
        &ansi(LeaveAlternateScreen),
        &ansi(Show),
    ]
    .concat()
}

/// Gives the terminal back as it was. Does nothing if it is not ours.
pub fn restore() {
    let mut state = state();
    let Some(held) = state.held.take() else {
        return;
    };
    let title = if held.titled { GIVE_TITLE_BACK } else { "" };
    // Nobody is left to hear of an error: a terminal that is gone needs no restoring.
    let _ = send(format!("{title}{}", leave()).as_bytes());
    // The rest of a paste must not be typed into the shell.
    let _ = tcflush(&held.tty, QueueSelector::IFlush);
    let _ = tcsetattr(&held.tty, OptionalActions::Now, &held.before);
}

/// Writes all of this to the terminal, in one piece as far as the terminal takes it.
///
/// # Errors
/// The terminal cannot be written to or is not ours any more.
pub fn write(bytes: &[u8]) -> io::Result<()> {
    // Kept during the write, so that nothing can come after a restore.
    let state = state();
    if state.held.is_none() {
        return Err(given_back());
    }
    send(bytes)
}

/// Sets the window's title, the old one being kept for [`restore`].
///
/// # Errors
/// As [`write()`].
pub fn title(title: &str) -> io::Result<()> {
    let mut state = state();
    let Some(held) = &mut state.held else {
        return Err(given_back());
    };
    let save = if held.titled { "" } else { SAVE_TITLE };
    held.titled = true;
    let title: String = title
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    send(format!("{save}\x1b]2;{title}\x07").as_bytes())
}

fn given_back() -> io::Error {
    io::Error::new(
        io::ErrorKind::NotConnected,
        "the terminal has been given back",
    )
}

fn send(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(stdout(), bytes) {
            Ok(n) => bytes = &bytes[n..],
            Err(Errno::INTR) => {}
            // Another program of the same terminal made it non-blocking.
            Err(Errno::AGAIN) => {
                let out = stdout();
                let mut fds = [PollFd::from_borrowed_fd(out.as_fd(), PollFlags::OUT)];
                match poll(&mut fds, None) {
                    Ok(_) | Err(Errno::INTR) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

static PANICKED: AtomicBool = AtomicBool::new(false);

/// Some thread has panicked since [`restore_on_panic`]: however quietly the loop has ended, it did not end well.
pub fn panicked() -> bool {
    PANICKED.load(Ordering::SeqCst)
}

/// From now on a panic in any thread gives the terminal back before its message is printed, and hangs up: what a
/// program with a broken part shows is not to be trusted.
pub fn restore_on_panic(hangup: Hangup) {
    static HOOK: Once = Once::new();
    static LINE: Mutex<Option<Hangup>> = Mutex::new(None);
    *LINE.lock().unwrap_or_else(PoisonError::into_inner) = Some(hangup);
    HOOK.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            PANICKED.store(true, Ordering::SeqCst);
            restore();
            let line = LINE.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(line) = line {
                line.tell();
            }
            report(panic);
        }));
    });
}
