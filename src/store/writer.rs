//! The one writer: a thread that takes whatever waits into one transaction and answers after the commit.
//!
//! No timer: a lone job commits at once, a crowd makes its own batch. The quick way runs the jobs one after another;
//! if one fails after it wrote something, the batch is rolled back and played again with a savepoint each, so that a
//! failure hurts only its own job. A full disk hurts the whole batch: nothing of it is kept, and the next one is tried
//! as if nothing had been. A failing disk ends the writer: what it holds in memory can't be trusted any more.
use super::conn::{Conn, StoreError};
use crate::domain::refusal::Refusal;
use std::sync::{Mutex, mpsc};
use tokio::sync::{oneshot, watch};

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

/// How a job's run ended.
enum Ran {
    Well,
    /// Nothing of it may stay; the others are not concerned.
    Stopped,
    /// The disk is full or failing: SQLite may have ended the transaction under everybody.
    Broke(StoreError),
}

trait Job: Send {
    /// Runs the job. A second run forgets the first.
    fn run(&mut self, conn: &Conn) -> Ran;
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
    fn run(&mut self, conn: &Conn) -> Ran {
        let result = (self.work)(conn);
        let ran = match &result {
            Ok(_) => Ran::Well,
            Err(Stop::Store(StoreError::Full)) => Ran::Broke(StoreError::Full),
            Err(Stop::Store(StoreError::Disk(why))) => Ran::Broke(StoreError::Disk(why.clone())),
            Err(_) => Ran::Stopped,
        };
        self.result = Some(result);
        ran
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
    /// Ends with whether the file is whole without its log.
    thread: Mutex<Option<std::thread::JoinHandle<bool>>>,
    /// Set when the disk failed: no promise can be kept any more.
    dead: watch::Receiver<Option<String>>,
}

impl std::fmt::Debug for dyn Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

impl Writer {
    pub(super) fn start(conn: Conn) -> Result<Writer, StoreError> {
        let (queue, jobs) = mpsc::channel();
        let (told, dead) = watch::channel(None);
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || {
                let last_word = LastWord(told);
                run(&conn, &jobs, &last_word.0)
            })
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
        match &*self.dead.borrow() {
            Some(why) => StoreError::Disk(why.clone()),
            None => StoreError::Stopping,
        }
    }

    /// Waits for the day when no promise can be kept any more, and says why. On most days: for ever.
    pub(super) async fn failed(&self) -> String {
        let mut dead = self.dead.clone();
        let why = match dead.wait_for(Option::is_some).await {
            Ok(why) => why.clone(),
            Err(_) => None,
        };
        match why {
            Some(why) => why,
            None => std::future::pending().await,
        }
    }

    /// Ends it after what is queued; whether now the file alone holds everything.
    pub(super) fn close(&self) -> bool {
        self.queue.lock().unwrap_or_else(|e| e.into_inner()).take();
        let thread = self.thread.lock().unwrap_or_else(|e| e.into_inner()).take();
        thread.is_some_and(|thread| thread.join().unwrap_or(false))
    }
}

/// Tells of a writer that fell over its own feet.
struct LastWord(watch::Sender<Option<String>>);

impl Drop for LastWord {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.send_replace(Some("the writer broke down".into()));
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

fn run(
    conn: &Conn,
    jobs: &mpsc::Receiver<Box<dyn Job>>,
    dead: &watch::Sender<Option<String>>,
) -> bool {
    let mut held: Option<Box<dyn Job>> = None;
    loop {
        let first = match held.take() {
            Some(job) => job,
            None => match jobs.recv() {
                Ok(job) => job,
                // Whoever takes the file away without its log then loses nothing.
                Err(_) => return conn.checkpoint().unwrap_or(false),
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
        if outcome.is_ok() {
            // Only a death can be met here: what is committed is not taken back.
            let _ = crate::fail::point("after-commit");
        }
        let fatal = outcome
            .as_ref()
            .err()
            .filter(|e| e.is_fatal())
            .map(ToString::to_string);
        if let Some(why) = &fatal {
            dead.send_replace(Some(why.clone()));
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
            return false;
        }
    }
}

fn transact(conn: &Conn, batch: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    let done = play(conn, batch)
        .and_then(|()| crate::fail::point("before-commit"))
        .and_then(|()| conn.batch("commit"));
    if done.is_err() {
        conn.take_back()?;
    }
    done
}

/// Runs the jobs in a transaction that is left open.
fn play(conn: &Conn, batch: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    conn.batch("begin immediate")?;
    for job in batch.iter_mut() {
        let before = conn.writes();
        match job.run(conn) {
            Ran::Broke(error) => return Err(error),
            Ran::Stopped if conn.writes() != before => {
                conn.take_back()?;
                return replay(conn, batch);
            }
            Ran::Stopped | Ran::Well => {}
        }
    }
    Ok(())
}

/// The same jobs, each behind a savepoint.
fn replay(conn: &Conn, batch: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    conn.batch("begin immediate")?;
    for job in batch {
        conn.batch("savepoint job")?;
        match job.run(conn) {
            Ran::Well => conn.batch("release job")?,
            Ran::Stopped => conn.batch("rollback to job; release job")?,
            Ran::Broke(error) => return Err(error),
        }
    }
    Ok(())
}
