//! The one writer: a thread that takes whatever waits into one transaction and answers after the commit.
//!
//! No timer: a lone job commits at once, a crowd makes its own batch. The quick way runs the jobs one after another;
//! if one fails after it wrote something, the batch is rolled back and played again with a savepoint each, so that a
//! failure hurts only its own job.
use super::conn::{Conn, StoreError};
use crate::domain::refusal::Refusal;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

/// Jobs of one transaction.
const BATCH: usize = 64;

/// Why a job came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    #[error("refused: {0:?}")]
    Refused(Box<Refusal>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Stop::Refused(Box::new(refusal))
    }
}

trait Job: Send {
    /// Runs the job; whether it went well. A second run forgets the first.
    fn run(&mut self, conn: &Conn) -> bool;
    fn solo(&self) -> bool;
    /// Called once, after the transaction ended.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

struct Task<T, F, P> {
    work: F,
    publish: P,
    solo: bool,
    result: Option<Result<T, Stop>>,
    reply: oneshot::Sender<Result<T, Stop>>,
}

impl<T, F, P> Job for Task<T, F, P>
where
    T: Send,
    F: Fn(&Conn) -> Result<T, Stop> + Send,
    P: FnOnce(&T) + Send,
{
    fn run(&mut self, conn: &Conn) -> bool {
        let result = (self.work)(conn);
        let well = result.is_ok();
        self.result = Some(result);
        well
    }

    fn solo(&self) -> bool {
        self.solo
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (committed, self.result) {
            (Ok(()), Some(Ok(value))) => {
                (self.publish)(&value);
                Ok(value)
            }
            (_, Some(Err(stop))) => Err(stop),
            (Err(error), _) => Err(error.into()),
            (Ok(()), None) => Err(StoreError::Stopping.into()),
        };
        // Nobody waits any more: the client has gone, its command is done all the same.
        let _ = self.reply.send(answer);
    }
}

#[derive(Debug)]
pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Box<dyn Job>>>>,
    thread: Mutex<Option<std::thread::JoinHandle<()>>>,
    /// Set when the disk failed: no promise can be kept any more.
    dead: Arc<Mutex<Option<String>>>,
}

impl std::fmt::Debug for dyn Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

impl Writer {
    pub(super) fn start(conn: Conn) -> Result<Writer, StoreError> {
        let (queue, jobs) = mpsc::channel();
        let dead = Arc::new(Mutex::new(None));
        let told = dead.clone();
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || run(&conn, &jobs, &told))
            .map_err(|e| StoreError::Unusable(format!("no thread for the writer: {e}")))?;
        Ok(Writer {
            queue: Mutex::new(Some(queue)),
            thread: Mutex::new(Some(thread)),
            dead,
        })
    }

    pub(super) async fn submit<T, F, P>(&self, work: F, publish: P, solo: bool) -> Result<T, Stop>
    where
        T: Send + 'static,
        F: Fn(&Conn) -> Result<T, Stop> + Send + 'static,
        P: FnOnce(&T) + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Task {
            work,
            publish,
            solo,
            result: None,
            reply,
        });
        {
            let queue = self.queue.lock().unwrap_or_else(|e| e.into_inner());
            let queue = queue.as_ref().ok_or(StoreError::Stopping)?;
            queue.send(job).map_err(|_| self.why_dead())?;
        }
        match answer.await {
            Ok(result) => result,
            Err(_) => Err(self.why_dead().into()),
        }
    }

    fn why_dead(&self) -> StoreError {
        match &*self.dead.lock().unwrap_or_else(|e| e.into_inner()) {
            Some(why) => StoreError::Disk(why.clone()),
            None => StoreError::Stopping,
        }
    }

    pub(super) fn close(&self) {
        self.queue.lock().unwrap_or_else(|e| e.into_inner()).take();
        if let Some(thread) = self.thread.lock().unwrap_or_else(|e| e.into_inner()).take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

fn run(conn: &Conn, jobs: &mpsc::Receiver<Box<dyn Job>>, dead: &Mutex<Option<String>>) {
    let mut held: Option<Box<dyn Job>> = None;
    loop {
        let first = match held.take() {
            Some(job) => job,
            None => match jobs.recv() {
                Ok(job) => job,
                Err(_) => return,
            },
        };
        let mut batch = vec![first];
        while !batch[0].solo() && batch.len() < BATCH {
            match jobs.try_recv() {
                Ok(job) if job.solo() => {
                    held = Some(job);
                    break;
                }
                Ok(job) => batch.push(job),
                Err(_) => break,
            }
        }
        let outcome = transact(conn, &mut batch);
        let fatal = outcome
            .as_ref()
            .err()
            .filter(|e| e.is_fatal())
            .map(ToString::to_string);
        if let Some(why) = &fatal {
            *dead.lock().unwrap_or_else(|e| e.into_inner()) = Some(why.clone());
        }
        for job in batch {
            job.answer(match &outcome {
                Ok(()) => Ok(()),
                Err(StoreError::Full) => Err(StoreError::Full),
                Err(StoreError::Busy) => Err(StoreError::Busy),
                Err(other) => Err(StoreError::Disk(other.to_string())),
            });
        }
        if fatal.is_some() {
            return;
        }
    }
}

fn transact(conn: &Conn, batch: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    conn.batch("begin immediate")?;
    let mut dirty = false;
    for job in batch.iter_mut() {
        let before = conn.writes();
        if !job.run(conn) && conn.writes() != before {
            dirty = true;
            break;
        }
    }
    let played = if dirty {
        conn.batch("rollback").and_then(|()| replay(conn, batch))
    } else {
        Ok(())
    };
    match played
        .and_then(|()| crate::fail::point("before-commit"))
        .and_then(|()| conn.batch("commit"))
    {
        Ok(()) => Ok(()),
        Err(error) => {
            // A full disk may have ended the transaction already.
            if !conn.lite().is_autocommit() {
                conn.batch("rollback")?;
            }
            Err(error)
        }
    }
}

/// The same jobs, each behind a savepoint.
fn replay(conn: &Conn, batch: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    conn.batch("begin immediate")?;
    for job in batch {
        conn.batch("savepoint job")?;
        if job.run(conn) {
            conn.batch("release job")?;
        } else {
            conn.batch("rollback to job; release job")?;
        }
    }
    Ok(())
}
