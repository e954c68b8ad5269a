//! The thread that waits for the keyboard. It reads the tty itself, so it sees at once when the tty is gone, and it
//! knows how the bytes arrived: an Esc cut from its arrow by a slow link is put together again, and a burst that no
//! person can type is a paste, whether the terminal marks pastes or not.

use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use tokio::sync::mpsc::UnboundedSender;

use super::decode::{Decoder, Waiting};
use super::hangup::Hangup;
use super::{Event, burst::Burst};

/// How long the rest of a sequence may take; an Esc alone is delivered after this.
const SEQUENCE: Duration = Duration::from_millis(40);
/// How long a paste may pause before its end is given up.
const PASTE: Duration = Duration::from_secs(2);
/// What comes behind a paste with a pause shorter than this is looked at twice.
const AFTER_PASTE: Duration = Duration::from_millis(100);

const PAUSE: u8 = b'p';
const RESUME: u8 = b'r';

/// The device's hold on the reading thread, which ends when this is dropped.
#[derive(Debug)]
pub struct Reader {
    control: UnixStream,
    paused: bool,
}

impl Reader {
    /// Starts reading a tty in raw mode; `erase` is the byte its Backspace sends.
    ///
    /// # Errors
    /// The system refuses a thread or a socket pair.
    pub fn start(
        tty: OwnedFd,
        erase: u8,
        events: UnboundedSender<Event>,
        hangup: Hangup,
    ) -> io::Result<Self> {
        let (control, orders) = UnixStream::pair()?;
        thread::Builder::new()
            .name("keyboard".into())
            .spawn(move || {
                if read(&tty, orders, Decoder::new(erase), &events) == Over::TtyLost {
                    hangup.tell();
                }
            })?;
        Ok(Self {
            control,
            paused: false,
        })
    }

    /// Returns when the thread has its hands off the tty.
    pub fn pause(&mut self) {
        if !self.paused {
            self.paused = true;
            self.order(PAUSE);
        }
    }

    pub fn resume(&mut self) {
        if self.paused {
            self.paused = false;
            self.order(RESUME);
        }
    }

    fn order(&mut self, order: u8) {
        // A thread that has ended reads nothing, which is all that is asked.
        if self.control.write_all(&[order]).is_ok() {
            let _ = self.control.read(&mut [0]);
        }
    }
}

/// Why reading ended.
#[derive(Debug, PartialEq, Eq)]
enum Over {
    TtyLost,
    NotWanted,
}

fn read(
    tty: &OwnedFd,
    mut orders: UnixStream,
    mut decoder: Decoder,
    events: &UnboundedSender<Event>,
) -> Over {
    let mut burst = Burst::default();
    let (mut decoded, mut ready) = (Vec::new(), Vec::new());
    let mut buffer = [0; 4096];
    loop {
        let patience = match (burst.patience(), decoder.waiting()) {
            (Some(patience), _) => Some(patience),
            (None, Waiting::Nothing) => None,
            (None, Waiting::Sequence) => Some(SEQUENCE),
            (None, Waiting::Paste) => Some(PASTE),
            (None, Waiting::AfterPaste) => Some(AFTER_PASTE),
        };
        let (mut lost, mut ordered, mut bytes) = (false, false, 0);
        match wait(tty, &orders, patience) {
            Ok((keyboard, order)) => {
                ordered = !order.is_empty();
                if keyboard.contains(PollFlags::IN) {
                    match rustix::io::read(tty, &mut buffer) {
                        // In raw mode there is no end of input but the end of the tty.
                        Ok(0) => lost = true,
                        Ok(n) => bytes = n,
                        Err(Errno::INTR | Errno::AGAIN) => continue,
                        Err(_) => lost = true,
                    }
                } else {
                    lost = !keyboard.is_empty();
                }
            }
            Err(Errno::INTR) => continue,
            Err(_) => lost = true,
        }
        if bytes > 0 {
            decoder.feed(&buffer[..bytes], &mut decoded);
            burst.sift(&mut decoded, Instant::now(), &mut ready);
        } else if burst.patience().is_some() {
            burst.settle(Instant::now(), &mut ready);
        } else {
            decoder.give_up(&mut decoded);
            burst.sift(&mut decoded, Instant::now(), &mut ready);
        }
        for input in ready.drain(..) {
            if events.send(Event::Input(input)).is_err() {
                return Over::NotWanted;
            }
        }
        if lost {
            return Over::TtyLost;
        }
        if ordered && !obey(&mut orders) {
            return Over::NotWanted;
        }
    }
}

/// Waits while paused; false when the device is gone.
fn obey(orders: &mut UnixStream) -> bool {
    let mut order = [0];
    loop {
        if !matches!(orders.read(&mut order), Ok(1)) || orders.write_all(&order).is_err() {
            return false;
        }
        if order[0] == RESUME {
            return true;
        }
    }
}

/// What happened to the tty and to the orders; both empty when the time is over.
fn wait(
    tty: &OwnedFd,
    orders: &UnixStream,
    patience: Option<Duration>,
) -> Result<(PollFlags, PollFlags), Errno> {
    let mut fds = [
        PollFd::new(tty, PollFlags::IN),
        PollFd::new(orders, PollFlags::IN),
    ];
    let patience = patience.map(|p| Timespec {
        tv_sec: p.as_secs() as i64,
        tv_nsec: p.subsec_nanos().into(),
    });
    poll(&mut fds, patience.as_ref())?;
    Ok((fds[0].revents(), fds[1].revents()))
}
