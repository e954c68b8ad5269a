//! One connection, synchronous, with typed values. A second engine would be a second arm here and nowhere else.
use super::home::Flaw;
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::cell::Cell;
use std::fmt;
use std::path::PathBuf;

/// A value to bind. Times are milliseconds, flags 0 and 1, money kopecks.
#[derive(Debug, Clone, Copy)]
pub enum V<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Blob(&'a [u8]),
}

impl From<i64> for V<'_> {
    fn from(value: i64) -> Self {
        V::Int(value)
    }
}

impl From<bool> for V<'_> {
    fn from(value: bool) -> Self {
        V::Int(value.into())
    }
}

impl<'a> From<&'a str> for V<'a> {
    fn from(value: &'a str) -> Self {
        V::Text(value)
    }
}

impl<'a> From<&'a String> for V<'a> {
    fn from(value: &'a String) -> Self {
        V::Text(value)
    }
}

impl<'a> From<&'a [u8]> for V<'a> {
    fn from(value: &'a [u8]) -> Self {
        V::Blob(value)
    }
}

impl<'a, T: Into<V<'a>>> From<Option<T>> for V<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(V::Null, Into::into)
    }
}

impl rusqlite::ToSql for V<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            V::Null => ValueRef::Null,
            V::Int(value) => ValueRef::Integer(*value),
            V::Text(value) => ValueRef::Text(value.as_bytes()),
            V::Blob(value) => ValueRef::Blob(value),
        }))
    }
}

/// SQL put together from pieces of this program's text only, never from anybody's input.
#[derive(Debug, Clone, Default)]
pub struct Sql(String);

impl Sql {
    pub fn new(text: &'static str) -> Sql {
        Sql(text.to_owned())
    }

    pub fn push(&mut self, text: &'static str) -> &mut Sql {
        self.0.push(' ');
        self.0.push_str(text);
        self
    }
}

/// A statement's text: a literal or a [`Sql`].
pub trait Statement {
    fn text(&self) -> &str;
}

impl Statement for &'static str {
    fn text(&self) -> &str {
        self
    }
}

impl Statement for &Sql {
    fn text(&self) -> &str {
        &self.0
    }
}

/// A row that was found.
pub struct Row<'r>(&'r rusqlite::Row<'r>);

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Row")
    }
}

impl Row<'_> {
    pub fn int(&self, column: usize) -> Result<i64, StoreError> {
        Ok(self.0.get(column)?)
    }

    pub fn int_opt(&self, column: usize) -> Result<Option<i64>, StoreError> {
        Ok(self.0.get(column)?)
    }

    pub fn flag(&self, column: usize) -> Result<bool, StoreError> {
        Ok(self.int(column)? != 0)
    }

    pub fn text(&self, column: usize) -> Result<String, StoreError> {
        Ok(self.0.get(column)?)
    }

    pub fn text_opt(&self, column: usize) -> Result<Option<String>, StoreError> {
        Ok(self.0.get(column)?)
    }

    pub fn blob(&self, column: usize) -> Result<Vec<u8>, StoreError> {
        Ok(self.0.get(column)?)
    }

    pub fn blob_opt(&self, column: usize) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.0.get(column)?)
    }

    /// A JSON column of our own making.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: usize) -> Result<T, StoreError> {
        let text = self.0.get_ref(column)?;
        let bytes = text
            .as_bytes()
            .map_err(|_| StoreError::Damaged("a text column holds something else"))?;
        serde_json::from_slice(bytes)
            .map_err(|_| StoreError::Damaged("a stored record does not read"))
    }
}

/// A connection to the file.
pub struct Conn {
    lite: rusqlite::Connection,
    writes: Cell<u64>,
}

impl fmt::Debug for Conn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Conn")
    }
}

impl Conn {
    pub(super) fn new(lite: rusqlite::Connection) -> Conn {
        lite.set_prepared_statement_cache_capacity(128);
        Conn {
            lite,
            writes: Cell::new(0),
        }
    }

    pub(super) fn lite(&self) -> &rusqlite::Connection {
        &self.lite
    }

    /// How many changing statements ran here: tells whether a failed job left something behind.
    pub(super) fn writes(&self) -> u64 {
        self.writes.get()
    }

    /// Runs a changing statement; the number of rows it touched.
    pub fn exec(&self, sql: impl Statement, values: &[V<'_>]) -> Result<usize, StoreError> {
        self.writes.set(self.writes.get() + 1);
        let mut statement = self.lite.prepare_cached(&numbered(sql.text()))?;
        Ok(statement.execute(rusqlite::params_from_iter(values))?)
    }

    pub fn query<T>(
        &self,
        sql: impl Statement,
        values: &[V<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.each(sql, values, |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Calls `read` for each row, in order, without keeping them.
    pub fn each(
        &self,
        sql: impl Statement,
        values: &[V<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.lite.prepare_cached(&numbered(sql.text()))?;
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            read(&Row(row))?;
        }
        Ok(())
    }

    /// The first row, if there is one. Also for `… returning`.
    pub fn one<T>(
        &self,
        sql: impl Statement,
        values: &[V<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.lite.prepare_cached(&numbered(sql.text()))?;
        if !statement.readonly() {
            self.writes.set(self.writes.get() + 1);
        }
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let found = read(&Row(row))?;
        // A `returning` statement has done its work only when it was stepped to its end.
        while rows.next()?.is_some() {}
        Ok(Some(found))
    }

    pub fn int(&self, sql: impl Statement, values: &[V<'_>]) -> Result<i64, StoreError> {
        self.one(sql, values, |row| row.int(0))?
            .ok_or(StoreError::Damaged("a row that must be there is missing"))
    }

    /// Rolls back, where SQLite has not done so itself: on a full or failing disk it ends the transaction.
    pub(super) fn take_back(&self) -> Result<(), StoreError> {
        if self.lite.is_autocommit() {
            return Ok(());
        }
        self.batch("rollback")
    }

    /// Moves the whole log into the file and empties it; whether nobody stood in the way.
    pub(super) fn checkpoint(&self) -> Result<bool, StoreError> {
        self.int("pragma wal_checkpoint(truncate)", &[])
            .map(|busy| busy == 0)
    }

    pub(super) fn batch(&self, sql: &'static str) -> Result<(), StoreError> {
        Ok(self.lite.execute_batch(sql)?)
    }
}

/// SQLite takes `$2` for a name and numbers names as it meets them; `?2` is the second value wherever it stands.
fn numbered(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let number = from.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        text.push(if number { '?' } else { '$' });
        rest = &from[1..];
    }
    text.push_str(rest);
    text
}

/// What can go wrong with the file.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing was changed; make room and try again.
    #[error("the disk is full")]
    Full,
    /// The disk failed while writing. Nothing may be trusted in memory any more: the process has to stop.
    #[error("the disk failed: {0}")]
    Disk(String),
    #[error(
        "the database is damaged: {0} (pult doctor looks closer, pult restore goes back to a back-up)"
    )]
    Damaged(&'static str),
    #[error("the database is held by another program")]
    Busy,
    #[error(
        "this database was written by a newer pult (schema {found}, this one knows {known}); use that one"
    )]
    Newer { found: i64, known: i64 },
    #[error("{0}")]
    Place(Flaw),
    /// SQLite would go on without the log and say nothing.
    #[error(
        "{} is missing, though pult was not closed (or a restore was broken off): what was committed last would be lost. \
         Put it back, or go back to a back-up (pult restore); to go on without it, knowing that: rm {}",
        log.display(), lock.display()
    )]
    LogMissing { log: PathBuf, lock: PathBuf },
    /// SQLite would play it over the file, whatever it holds.
    #[error(
        "{} lies there, though pult was closed with everything in its file: move it elsewhere; \
         if another program wrote to the shop since and this is its log: rm {}",
        log.display(), lock.display()
    )]
    LogStrange { log: PathBuf, lock: PathBuf },
    #[error(
        "{} is here, but {} is missing or empty: put the file back, or move its log elsewhere as well",
        log.display(), file.display()
    )]
    FileMissing { file: PathBuf, log: PathBuf },
    #[error("{}: {why}", path.display())]
    NotWhole { path: PathBuf, why: NotWhole },
    /// The system says no to a file or directory.
    #[error("{}: {error}", path.display())]
    File {
        path: PathBuf,
        error: std::io::Error,
    },
    /// The first bytes of a shop are gone: going on would begin a new one in their place.
    #[error(
        "{} is empty, though a shop was here: go back to a back-up (pult restore FILE); to begin anew, knowing that, move it and {} elsewhere",
        file.display(), beside.display()
    )]
    Emptied { file: PathBuf, beside: PathBuf },
    #[error("{0}")]
    Unusable(String),
    #[error("the server is stopping")]
    Stopping,
    #[error("{0}")]
    Sql(rusqlite::Error),
}

/// Why a file is not a whole shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotWhole {
    #[error("not a file")]
    NoFile,
    #[error("this is no database, or its beginning is damaged")]
    NoDatabase,
    #[error("this is a database, but not one of pult's")]
    NotOurs,
    #[error("its tables are not the ones pult makes")]
    OtherTables,
    #[error(
        "a log lies beside it, so this is the file of a running or broken-off pult and not a back-up; \
         pult backup makes a copy that is whole"
    )]
    LogBeside,
    #[error(
        "it was copied from a running pult without its log, so its last changes may be missing; \
         pult backup makes a copy that is whole"
    )]
    WithoutLog,
    #[error("file and log do not belong together; go back to a back-up (pult restore)")]
    Mixed,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::*;
        match error.sqlite_error_code() {
            Some(DiskFull) => StoreError::Full,
            Some(SystemIoFailure) => StoreError::Disk(error.to_string()),
            Some(DatabaseCorrupt | NotADatabase) => {
                StoreError::Damaged("SQLite can't read the file")
            }
            Some(DatabaseBusy | DatabaseLocked) => StoreError::Busy,
            _ => StoreError::Sql(error),
        }
    }
}

impl StoreError {
    /// After this error the process must not go on writing.
    pub fn is_fatal(&self) -> bool {
        matches!(self, StoreError::Disk(_) | StoreError::Damaged(_))
    }
}
