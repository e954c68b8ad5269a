//! Copies of the file while it is in use, and looking into a copy. SQLite's own backup; another engine has its own.
use super::conn::{Conn, StoreError};
use super::{journal, open, total};
use rusqlite::backup::{Backup, StepResult};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Pages copied at a time: long enough to be quick, short enough that nobody waits.
const PAGES: i32 = 512;

/// Copies everything committed to a new file; `progress(done, all)` in pages.
///
/// # Errors
/// Where the target exists: a back-up never overwrites one.
pub fn copy(conn: &Conn, to: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<(), StoreError> {
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(to)
        .map_err(|e| StoreError::Unusable(format!("{}: {e}", to.display())))?;
    let mut target = rusqlite::Connection::open(to)?;
    {
        let backup = Backup::new(conn.lite(), &mut target)?;
        loop {
            match backup.step(PAGES)? {
                StepResult::Done => break,
                StepResult::Busy | StepResult::Locked => std::thread::yield_now(),
                _ => {}
            }
            let at = backup.progress();
            progress(
                (at.pagecount - at.remaining).max(0) as u64,
                at.pagecount.max(0) as u64,
            );
        }
    }
    // A back-up is one file: no log beside it.
    target.pragma_update(None, "journal_mode", "delete")?;
    target.close().map_err(|(_, e)| e)?;
    let file = std::fs::File::open(to).map_err(|e| StoreError::Unusable(e.to_string()))?;
    file.sync_all()
        .map_err(|e| StoreError::Unusable(e.to_string()))
}

/// What a database file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    pub schema: i64,
    pub deals: i64,
    pub contacts: i64,
    pub journal: i64,
    /// What is wrong, a line each. Empty: sound.
    pub faults: Vec<String>,
}

/// Reads a whole database file and says what is in it and whether it holds together.
///
/// # Errors
/// Where it is no database at all, or of a newer pult.
pub fn inspect(path: &Path) -> Result<Contents, StoreError> {
    if !path.is_file() {
        return Err(StoreError::Unusable(format!(
            "{}: no such file",
            path.display()
        )));
    }
    contents(&open::open_foreign(path)?)
}

/// The same of an open connection.
pub fn contents(conn: &Conn) -> Result<Contents, StoreError> {
    let mut faults = Vec::new();
    let schema = open::schema(conn)?;
    if schema == 0 {
        return Err(StoreError::Unusable(
            "this is a database, but not one of pult's".into(),
        ));
    }
    for line in conn.query("pragma integrity_check(20)", &[], |row| row.text(0))? {
        if line != "ok" {
            faults.push(line);
        }
    }
    if faults.is_empty() {
        let strays = conn.query("pragma foreign_key_check", &[], |row| row.text(0))?;
        faults.extend(
            strays
                .into_iter()
                .map(|table| format!("foreign key: {table}")),
        );
        faults.extend(journal::check(conn)?);
        faults.extend(total::check(conn)?);
    }
    Ok(Contents {
        schema,
        deals: conn.int("select count(*) from deal where deleted = 0", &[])?,
        contacts: conn.int("select count(*) from contact where deleted = 0", &[])?,
        journal: conn.int("select count(*) from journal", &[])?,
        faults,
    })
}

/// Quick figures of the open file for `doctor`: deals, contacts, journal entries, schema.
pub fn figures(conn: &Conn) -> Result<(i64, i64, i64, i64), StoreError> {
    let deals = conn.int("select coalesce(sum(n), 0) from stage_total", &[])?;
    let contacts = conn.int("select contact from head where one = 1", &[])?;
    Ok((deals, contacts, journal::end(conn)?.0, open::schema(conn)?))
}

/// The engine's version.
pub fn engine() -> &'static str {
    rusqlite::version()
}
