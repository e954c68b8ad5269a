//! Opening the file: directory, lock, pragmas, migrations, and the store that hands out its connections.
use super::conn::{Conn, StoreError, V};
use super::writer::{Stop, Writer};
use rusqlite::OpenFlags;
use sha2::{Digest, Sha256};
use std::fs::{DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};

/// The database's name in the data directory.
pub const FILE: &str = "pult.db";
/// Freed when the disk is so full that the file can't even be opened.
const BALLAST: &str = "ballast";
const BALLAST_BYTES: u64 = 4 << 20;
/// The first SQLite whose log can't be damaged by a checkpoint that meets a writer.
const SQLITE_LEAST: i32 = 3_051_003;

/// Numbered, forward only. A released text is never edited: its digest is kept in every database.
const MIGRATIONS: &[&str] = &[include_str!("migrations/0001_first.sql")];

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
    _lock: File,
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
        private_dir(dir)?;
        let lock = lock(dir)?;
        let path = dir.join(FILE);
        let conn = match open_writer(&path, options) {
            Ok(conn) => conn,
            // On a full disk the log's index can't grow and the file won't open at all.
            Err(StoreError::Full | StoreError::Disk(_)) if dir.join(BALLAST).exists() => {
                std::fs::remove_file(dir.join(BALLAST)).map_err(|e| unusable(dir, &e))?;
                open_writer(&path, options)?
            }
            Err(error) => return Err(error),
        };
        migrate(&conn, dir)?;
        keep_ballast(dir);
        let readers = (0..options.readers.max(1))
            .map(|_| open_reader(&path, options))
            .collect::<Result<_, _>>()?;
        let writer = Writer::start(conn)?;
        let inner = Inner {
            writer,
            readers: Mutex::new(readers),
            returned: Condvar::new(),
            path,
            _lock: lock,
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
        self.inner.writer.close();
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

fn open_writer(path: &Path, options: &Options) -> Result<Conn, StoreError> {
    if !path.exists() {
        // Made by us with its mode, so that no other account can read it for a moment.
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(|e| unusable(path, &e))?;
    }
    let mode = path.metadata().map_err(|e| unusable(path, &e))?.mode();
    if mode & 0o077 != 0 {
        let path = path.display();
        return Err(StoreError::Unusable(format!(
            "{path} can be read by others; run: chmod 600 {path}"
        )));
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

fn open_reader(path: &Path, options: &Options) -> Result<Conn, StoreError> {
    let lite = rusqlite::Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    lite.pragma_update(None, "query_only", true)?;
    common(&lite, options)?;
    Ok(Conn::new(lite))
}

fn common(lite: &rusqlite::Connection, options: &Options) -> Result<(), StoreError> {
    lite.busy_timeout(std::time::Duration::from_secs(5))?;
    lite.pragma_update(None, "foreign_keys", true)?;
    lite.pragma_update(None, "trusted_schema", false)?;
    lite.pragma_update(None, "mmap_size", 0)?;
    lite.pragma_update(None, "cache_size", -options.cache_kib)?;
    lite.pragma_update(None, "temp_store", "memory")?;
    Ok(())
}

/// Opens any database file for reading only, trusting nothing in it: a back-up, a copy, the file of a stopped server.
pub(super) fn open_foreign(path: &Path) -> Result<Conn, StoreError> {
    let lite = rusqlite::Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    lite.pragma_update(None, "query_only", true)?;
    lite.pragma_update(None, "cell_size_check", true)?;
    common(&lite, &Options::default())?;
    Ok(Conn::new(lite))
}

/// Brings the schema up to date, one transaction each, after a copy of the file as it was.
fn migrate(conn: &Conn, dir: &Path) -> Result<(), StoreError> {
    let known = MIGRATIONS.len() as i64;
    let found = schema(conn)?;
    if found > known {
        return Err(StoreError::Newer { found, known });
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
            super::snapshot::copy(
                conn,
                &dir.join(format!("before-schema-{n}.db")),
                &mut |_, _| {},
            )?;
        }
        conn.batch("begin immediate")?;
        let done = conn.lite().execute_batch(text).map_err(StoreError::from).and_then(|()| {
            conn.exec(
                "insert into migration (n, digest, at) values ($1, $2, cast(strftime('%s', 'now') as integer) * 1000)",
                &[n.into(), V::Text(&digest)],
            )
        });
        match done {
            Ok(_) => conn.batch("commit")?,
            Err(error) => {
                conn.batch("rollback")?;
                return Err(error);
            }
        }
    }
    Ok(())
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

fn private_dir(dir: &Path) -> Result<(), StoreError> {
    if !dir.exists() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(dir)
            .map_err(|e| unusable(dir, &e))?;
    }
    let meta = dir.metadata().map_err(|e| unusable(dir, &e))?;
    if !meta.is_dir() {
        return Err(StoreError::Unusable(format!(
            "{} is not a directory",
            dir.display()
        )));
    }
    if meta.uid() != rustix::process::geteuid().as_raw() {
        return Err(StoreError::Unusable(format!(
            "{} belongs to another account; start pult as its owner or name another directory with --data",
            dir.display()
        )));
    }
    if meta.mode() & 0o022 != 0 {
        let dir = dir.display();
        return Err(StoreError::Unusable(format!(
            "{dir} can be changed by others; run: chmod 700 {dir}"
        )));
    }
    Ok(())
}

fn lock(dir: &Path) -> Result<File, StoreError> {
    let path = dir.join("lock");
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(|e| unusable(&path, &e))?;
    rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive)
        .map_err(|_| StoreError::Busy)?;
    Ok(file)
}

fn keep_ballast(dir: &Path) {
    let path = dir.join(BALLAST);
    if path.exists() {
        return;
    }
    // Written, not only sized: a hole frees nothing. No room for it is no reason not to start.
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .and_then(|mut file| {
            std::io::copy(
                &mut std::io::Read::take(std::io::repeat(0x5a), BALLAST_BYTES),
                &mut file,
            )
        });
    if written.is_err() {
        std::fs::remove_file(&path).ok();
    }
}

fn unusable(path: &Path, error: &std::io::Error) -> StoreError {
    if error.kind() == std::io::ErrorKind::StorageFull {
        return StoreError::Full;
    }
    StoreError::Unusable(format!("{}: {error}", path.display()))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
