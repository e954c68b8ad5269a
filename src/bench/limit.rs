//! What this machine can do at best, by the shortest program that does it: nothing of the shop is in here.
use super::Failed;
use super::sample::{Run, again};
use super::socket::Caller;
use rusqlite::Connection;
use std::io::{Read, Write};
use std::os::unix::fs::FileExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::time::Duration;

const BLOCK: usize = 4096;
const BLOCKS: u64 = 1024;

/// One block overwritten and made safe.
pub fn disk(dir: &Path, during: Duration) -> Result<Run, Failed> {
    let path = dir.join("limit.dat");
    let file = std::fs::File::create(&path)?;
    let block = [b'x'; BLOCK];
    for n in 0..BLOCKS {
        file.write_all_at(&block, n * BLOCK as u64)?;
    }
    file.sync_all()?;
    let run = again(during, |n| {
        file.write_all_at(&block, n as u64 % BLOCKS * BLOCK as u64)?;
        file.sync_data()
    })?;
    std::fs::remove_file(path)?;
    Ok(run)
}

/// A bare SQLite with a table of so many orders, full durability.
pub struct Bare {
    db: Connection,
    orders: u64,
}

impl std::fmt::Debug for Bare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bare")
            .field("orders", &self.orders)
            .finish_non_exhaustive()
    }
}

impl Bare {
    pub fn new(dir: &Path, orders: u64) -> Result<Bare, Failed> {
        let mut db = Connection::open(dir.join("limit.db"))?;
        db.pragma_update(None, "journal_mode", "wal")?;
        db.pragma_update(None, "synchronous", "full")?;
        db.execute_batch(
            "create table orders (id integer primary key, stage int, total int, at int, note text);
             create table event (id integer primary key, ord int, kind text, body text);
             create index orders_stage on orders (stage, id);",
        )?;
        let filling = db.transaction()?;
        {
            let mut insert =
                filling.prepare("insert into orders values (?1, ?1 % 6, ?1, ?1, 'note')")?;
            for id in 1..=orders {
                insert.execute([id as i64])?;
            }
        }
        filling.commit()?;
        Ok(Bare { db, orders })
    }

    /// Stage moves with their event, a commit each.
    pub fn moves(&self, during: Duration) -> Result<Run, Failed> {
        let mut begin = self.db.prepare("begin immediate")?;
        let mut commit = self.db.prepare("commit")?;
        let mut relocate = self
            .db
            .prepare("update orders set stage = (stage + 1) % 6 where id = ?1")?;
        let mut event = self
            .db
            .prepare("insert into event (ord, kind, body) values (?1, 'stage', '')")?;
        Ok(again(during, |n| -> rusqlite::Result<()> {
            // Spread over the table without a generator: a stride that shares no factor with most sizes.
            let id = (n as u64 * 7919 % self.orders + 1) as i64;
            begin.execute([])?;
            relocate.execute([id])?;
            event.execute([id])?;
            commit.execute([]).map(drop)
        })?)
    }

    /// Six columns of fifty rows.
    pub fn pages(&self, during: Duration) -> Result<Run, Failed> {
        let mut column = self
            .db
            .prepare("select id, total, at, note from orders where stage = ?1 and id >= ?2 order by id limit 50")?;
        Ok(again(during, |n| -> rusqlite::Result<()> {
            let from = (n as u64 * 7919 % self.orders) as i64;
            for stage in 0..6 {
                let rows = column.query_map([stage, from], |row| {
                    Ok((
                        row.get::<_, i64>(0)?,
                        row.get::<_, i64>(1)?,
                        row.get::<_, String>(3)?,
                    ))
                })?;
                for row in rows {
                    row?;
                }
            }
            Ok(())
        })?)
    }
}

/// A request and an answer over a unix socket with nothing behind it.
pub fn echo(dir: &Path, during: Duration, answer: usize) -> Result<Run, Failed> {
    let path = dir.join("limit.sock");
    let listener = UnixListener::bind(&path)?;
    let served = std::thread::spawn(move || -> std::io::Result<()> {
        let (mut stream, _) = listener.accept()?;
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {answer}\r\n\r\n");
        let whole = [head.into_bytes(), vec![b'x'; answer]].concat();
        let mut buffer = [0; 1 << 16];
        while stream.read(&mut buffer)? > 0 {
            stream.write_all(&whole)?;
        }
        Ok(())
    });
    let mut caller = Caller::new(&path)?;
    let run = again(during, |_| caller.get("/").map(drop))?;
    drop(caller);
    let _ = served.join();
    std::fs::remove_file(path)?;
    Ok(run)
}

/// An event of 200 bytes to that many connections, until the last has it.
pub fn fan_out(followers: usize, events: usize) -> Result<super::sample::Times, Failed> {
    let event = [b'e'; 200];
    let mut senders = Vec::new();
    let (told, heard) = std::sync::mpsc::channel();
    for _ in 0..followers {
        let (near, mut far) = UnixStream::pair()?;
        senders.push(near);
        let told = told.clone();
        std::thread::spawn(move || {
            let mut buffer = [0; 200];
            while far.read_exact(&mut buffer).is_ok() && told.send(()).is_ok() {}
        });
    }
    super::sample::times(events, |_| {
        for sender in &mut senders {
            sender.write_all(&event)?;
        }
        for _ in 0..followers {
            heard
                .recv()
                .map_err(|_| Failed::Odd("a follower fell silent"))?;
        }
        Ok(())
    })
}
