//! Opening the file: pragmas, migrations, and the store that hands out its connections.
use super::conn::{Conn, NotWhole, StoreError, V};
use super::home::{self, Home, Log};
use super::writer::{Stop, Writer};
use rusqlite::OpenFlags;
use sha2::{Digest, Sha256};
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};

/// The first SQLite whose log can't be damaged by a checkpoint that meets a writer.
pub(super) const SQLITE_LEAST: i32 = 3_051_003;

/// Numbered, forward only. A released text is never edited: its digest is kept in every database.
pub(super) const MIGRATIONS: &[&str] = &[include_str!("migrations/0001_first.sql")];

#[derive(Debug, Clone)]
pub struct Options {
    /// Reading connections.
    pub readers: usize,
    /// SQLite's page cache for each connection, KiB.
    pub cache_kib: i64,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            readers: 3,
            cache_kib: 8 * 1024,
        }
    }
}

/// The open file. Clones share it.
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    writer: Writer,
    readers: Mutex<Vec<Conn>>,
    returned: Condvar,
    path: PathBuf,
    /// Held while the file is open: one process owns the database.
    home: Home,
}

impl Inner {
    fn close(&self) {
        if self.writer.close()
            && let Err(error) = self.home.promise(Log::Gone)
        {
            tracing::warn!(%error, "the lock file can't be written");
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

impl Store {
    /// Opens the shop in `dir`, makes it where there is none, and brings an older one up to date.
    ///
    /// # Errors
    /// In words that say what to do: held by another program, written by a newer pult, damaged, no room, wrong modes.
    pub fn open(dir: &Path, options: &Options) -> Result<Store, StoreError> {
        if rusqlite::version_number() < SQLITE_LEAST {
            return Err(StoreError::Unusable(format!(
                "SQLite {} is too old",
                rusqlite::version()
            )));
        }
        let home = Home::claim(dir)?;
        home.log_in_place()?;
        home.sweep();
        home.promise(Log::Either)?;
        let (conn, readers) = match connect(&home, options) {
            Err(error) if home.is_short(&error) && home.drop_ballast() => {
                tracing::warn!("the disk is full: the ballast's room was taken to start");
                connect(&home, options)?
            }
            // SQLite says only that something could not be written.
            Err(error) if home.is_short(&error) => return Err(StoreError::Full),
            other => other?,
        };
        // Only once it is there, on the disk as well: a start that is cut off must not be told to look for it.
        home.sync()?;
        home.promise(Log::There)?;
        home.keep_ballast();
        let inner = Inner {
            writer: Writer::start(conn)?,
            readers: Mutex::new(readers),
            returned: Condvar::new(),
            path: home.file(),
            home,
        };
        Ok(Store {
            inner: Arc::new(inner),
        })
    }

    /// Queues a job for the writer; the answer comes after its transaction is on the disk.
    ///
    /// The job may run twice and must not keep anything from its first run.
    pub async fn write<T, F>(&self, job: F) -> Result<T, Stop>
    where
        T: Send + 'static,
        F: Fn(&Conn) -> Result<T, Stop> + Send + 'static,
    {
        self.inner.writer.submit(job, |_| {}, false).await
    }

    /// As [`Store::write`]; `publish` runs on the writer's thread right after the commit, in the order of commits.
    /// A `solo` job gets a transaction of its own, after which everybody sees what it published.
    pub async fn write_then<T, F, P>(&self, job: F, publish: P, solo: bool) -> Result<T, Stop>
    where
        T: Send + 'static,
        F: Fn(&Conn) -> Result<T, Stop> + Send + 'static,
        P: FnOnce(&T) + Send + 'static,
    {
        self.inner.writer.submit(job, publish, solo).await
    }

    /// Reads on this thread, in one snapshot.
    pub fn read_now<T>(
        &self,
        read: impl FnOnce(&Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let lent = Lent::take(&self.inner);
        let conn = lent.conn.as_ref().ok_or(StoreError::Stopping)?;
        conn.batch("begin")?;
        let found = read(conn);
        conn.batch("commit")?;
        found
    }

    /// Reads on a thread made for waiting.
    pub async fn read<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Conn) -> Result<T, StoreError> + Send + 'static,
    {
        let store = self.clone();
        tokio::task::spawn_blocking(move || store.read_now(read))
            .await
            .map_err(|_| StoreError::Stopping)?
    }

    /// Reads for long, on a connection of its own and without a snapshot: a back-up.
    pub async fn read_outside<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Conn) -> Result<T, StoreError> + Send + 'static,
    {
        let path = self.inner.path.clone();
        tokio::task::spawn_blocking(move || read(&open_reader(&path, &Options::default())?))
            .await
            .map_err(|_| StoreError::Stopping)?
    }

    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// Ends the writer after what is queued. Later writes are refused with [`StoreError::Stopping`].
    pub fn close(&self) {
        self.inner.close();
    }

    /// Waits until the disk has failed in a way that lets nothing in memory be trusted, and says how. The process has
    /// to stop then; its next start recovers. Waits for ever where all is well.
    pub async fn failed(&self) -> String {
        self.inner.writer.failed().await
    }
}

/// A reader, given back when dropped.
struct Lent<'a> {
    inner: &'a Inner,
    conn: Option<Conn>,
}

impl<'a> Lent<'a> {
    fn take(inner: &'a Inner) -> Lent<'a> {
        let mut free = inner.readers.lock().unwrap_or_else(|e| e.into_inner());
        loop {
            match free.pop() {
                Some(conn) => {
                    return Lent {
                        inner,
                        conn: Some(conn),
                    };
                }
                None => free = inner.returned.wait(free).unwrap_or_else(|e| e.into_inner()),
            }
        }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            self.inner
                .readers
                .lock()
                .unwrap_or_else(|e| e.into_inner())
                .push(conn);
            self.inner.returned.notify_one();
        }
    }
}

/// The writer and the readers of a file of this program's schema.
fn connect(home: &Home, options: &Options) -> Result<(Conn, Vec<Conn>), StoreError> {
    let path = home.file();
    let conn = open_writer(&path, options)?;
    match conn.checkpoint() {
        // What a killed server left goes into the file now. Where there is no room it is as safe in the log.
        Ok(_) | Err(StoreError::Full) => {}
        Err(error) => return Err(error),
    }
    migrate(&conn, home)?;
    booked(&conn, &path)?;
    let readers = (0..options.readers.max(1))
        .map(|_| open_reader(&path, options))
        .collect::<Result<_, _>>()?;
    Ok((conn, readers))
}

fn open_writer(path: &Path, options: &Options) -> Result<Conn, StoreError> {
    if !path.exists() {
        // Made by us with its mode, so that no other account can read it for a moment.
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(|e| home::trouble(path, &e))?;
    }
    let lite = rusqlite::Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    lite.pragma_update(None, "journal_mode", "wal")?;
    // Our acknowledgement deletes the only other copy, so every commit is on the disk before it.
    lite.pragma_update(None, "synchronous", "full")?;
    lite.pragma_update(None, "wal_autocheckpoint", 4000)?;
    lite.pragma_update(None, "journal_size_limit", 64 << 20)?;
    common(&lite, options)?;
    Ok(Conn::new(lite))
}

/// Does the journal end where its head says? Tells a file and a log of different shops or days.
fn booked(conn: &Conn, path: &Path) -> Result<(), StoreError> {
    let head = super::journal::end(conn)?.0;
    let last = conn.int("select coalesce(max(seq), 0) from journal", &[])?;
    let command = conn.int("select coalesce(max(last_seq), 0) from command", &[])?;
    if head != last || command > head {
        return Err(StoreError::NotWhole {
            path: path.to_owned(),
            why: NotWhole::Mixed,
        });
    }
    Ok(())
}

fn open_reader(path: &Path, options: &Options) -> Result<Conn, StoreError> {
    let lite = rusqlite::Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    lite.pragma_update(None, "query_only", true)?;
    common(&lite, options)?;
    Ok(Conn::new(lite))
}

pub(super) fn common(lite: &rusqlite::Connection, options: &Options) -> Result<(), StoreError> {
    lite.busy_timeout(std::time::Duration::from_secs(5))?;
    lite.pragma_update(None, "foreign_keys", true)?;
    lite.pragma_update(None, "trusted_schema", false)?;
    lite.pragma_update(None, "mmap_size", 0)?;
    lite.pragma_update(None, "cache_size", -options.cache_kib)?;
    lite.pragma_update(None, "temp_store", "memory")?;
    Ok(())
}

/// The newest schema this program knows.
pub(super) const KNOWN: i64 = MIGRATIONS.len() as i64;

/// Brings the schema up to date, one transaction each, after a copy of the file as it was.
fn migrate(conn: &Conn, home: &Home) -> Result<(), StoreError> {
    let found = schema(conn)?;
    if found > KNOWN {
        return Err(StoreError::Newer {
            found,
            known: KNOWN,
        });
    }
    if found == 0 && conn.int("select count(*) from sqlite_schema", &[])? > 0 {
        return Err(StoreError::NotWhole {
            path: home.file(),
            why: NotWhole::NotOurs,
        });
    }
    for (n, text) in (1..).zip(MIGRATIONS) {
        let digest = hex(&Sha256::digest(text.as_bytes()));
        if n <= found {
            let kept = conn.one(
                "select digest from migration where n = $1",
                &[n.into()],
                |row| row.text(0),
            )?;
            if kept.as_ref() != Some(&digest) {
                return Err(StoreError::Damaged(
                    "its schema was made by a different text than this program's",
                ));
            }
            continue;
        }
        if found > 0 {
            keep_before(conn, home, n)?;
        }
        conn.batch("begin immediate")?;
        let done = conn
            .batch(text)
            .and_then(|()| {
                conn.exec(
                    "insert into migration (n, digest, at) \
                     values ($1, $2, cast(strftime('%s', 'now') as integer) * 1000)",
                    &[n.into(), V::Text(&digest)],
                )
            })
            .and_then(|_| crate::fail::point("before-migrated"))
            .and_then(|()| conn.batch("commit"));
        if let Err(error) = done {
            conn.take_back()?;
            return Err(error);
        }
        crate::fail::point("after-migrated")?;
    }
    Ok(())
}

/// The file as it was before schema `n`. A copy that an earlier, broken-off start made holds the same: it is replaced,
/// but only by a whole one.
fn keep_before(conn: &Conn, home: &Home, n: i64) -> Result<(), StoreError> {
    let kept = home.dir().join(format!("before-schema-{n}.db"));
    let part = home::beside(&kept, ".part");
    super::snapshot::copy(conn, &part, &mut |_, _| {})?;
    crate::fail::point("before-kept")?;
    std::fs::rename(&part, &kept).map_err(|e| home::trouble(&kept, &e))?;
    home.sync()
}

/// The schema's number, 0 for an empty file.
pub(super) fn schema(conn: &Conn) -> Result<i64, StoreError> {
    let there = conn.int(
        "select count(*) from sqlite_schema where type = 'table' and name = 'migration'",
        &[],
    )? > 0;
    if there {
        conn.int("select coalesce(max(n), 0) from migration", &[])
    } else {
        Ok(0)
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
