//! The ends a desk can come to from outside: signals, a terminal that is gone, and a loop that does not end in time.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::process::Signal;
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::UnboundedSender;

use super::{Event, canvas, restore};
use crate::desk::key::Input;

/// How long the loop may take to end after it was told.
const PATIENCE: Duration = Duration::from_millis(1500);
/// How long the terminal may take to be given back when the loop has failed to end.
const LAST_WORDS: Duration = Duration::from_millis(200);
/// What a shell shows for a process ended by SIGHUP.
const EXIT: i32 = 129;

/// Tells the loop to end, and sees to it that the process does.
#[derive(Debug, Clone)]
pub struct Hangup {
    events: UnboundedSender<Event>,
    /// Closed when the loop has ended; taken by the first to tell.
    ended: Arc<Mutex<Option<Receiver<()>>>>,
}

impl Hangup {
    pub fn new(events: UnboundedSender<Event>, ended: Receiver<()>) -> Self {
        Self {
            events,
            ended: Arc::new(Mutex::new(Some(ended))),
        }
    }

    pub fn tell(&self) {
        // A loop that no longer listens has ended already.
        let _ = self.events.send(Event::Hangup);
        let ended = self
            .ended
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(ended) = ended {
            thread::spawn(move || {
                if ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                    leave();
                }
            });
        }
    }
}

/// Ends the process. A terminal that takes no output must not hold it up.
fn leave() {
    let (done, wait) = channel();
    thread::spawn(move || {
        restore();
        let _ = done.send(());
    });
    let _ = wait.recv_timeout(LAST_WORDS);
    std::process::exit(EXIT);
}

/// Is there a shell that would bring this process back once it is stopped? A parent of the same session, which put us
/// into a group of our own; the kernel, too, stops nobody else.
pub fn may_stop() -> bool {
    // Not rustix: in a container a session or a group may be led by a process outside, which the kernel calls 0, and
    // rustix takes 0 for impossible.
    use nix::unistd::{getpgid, getpgrp, getppid, getsid};
    let parent = getppid();
    parent.as_raw() != 0
        && getsid(Some(parent)) == getsid(None)
        && getpgid(Some(parent)).is_ok_and(|group| group != getpgrp())
}

/// Stops this process until it is continued; `continued` is what [`watch`] returned.
///
/// # Errors
/// Never on a system that has job control.
pub fn stop_here(continued: &Receiver<()>) -> io::Result<()> {
    while continued.try_recv().is_ok() {}
    rustix::process::kill_process(rustix::process::getpid(), Signal::STOP)?;
    // The stop reaches each thread in its own time: this one must not go on in between.
    let _ = continued.recv();
    Ok(())
}

/// Starts listening for signals, on a thread of its own so that a busy loop cannot delay them. What is returned
/// gets a word whenever the process is continued.
///
/// # Errors
/// The system refuses a handler or a thread.
pub fn watch(hangup: Hangup) -> io::Result<Receiver<()>> {
    let (tell_continued, continued) = channel();
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let entered = runtime.enter();
    let mut hung_up = signal(SignalKind::hangup())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut quit = signal(SignalKind::quit())?;
    let mut resized = signal(SignalKind::window_change())?;
    let mut stop = signal(SignalKind::from_raw(Signal::TSTP.as_raw()))?;
    let mut cont = signal(SignalKind::from_raw(Signal::CONT.as_raw()))?;
    drop(entered);
    thread::Builder::new().name("signals".into()).spawn(move || {
        runtime.block_on(async {
            loop {
                let event = tokio::select! {
                    // A hang-up comes with a continue: the end goes first.
                    biased;
                    _ = hung_up.recv() => Event::Hangup,
                    _ = terminate.recv() => Event::Hangup,
                    _ = interrupt.recv() => Event::Hangup,
                    _ = quit.recv() => Event::Hangup,
                    _ = stop.recv() => Event::Stop,
                    _ = cont.recv() => Event::Continue,
                    _ = resized.recv() => match canvas::size() {
                        Ok(size) => Event::Input(Input::Resize { width: size.width, height: size.height }),
                        Err(_) => continue,
                    },
                    () = hangup.events.closed() => return,
                };
                if event == Event::Continue {
                    let _ = tell_continued.send(());
                }
                if event == Event::Hangup {
                    hangup.tell();
                } else {
                    let _ = hangup.events.send(event);
                }
            }
        });
    })?;
    Ok(continued)
}
