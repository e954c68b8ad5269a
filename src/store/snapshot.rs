//! Copies of the file while it is in use, and looking into a copy. SQLite's own backup; another engine has its own.
use super::conn::{Conn, NotWhole, StoreError};
use super::{approval, command, contact, deal, foreign, home, journal, open, setup, task, total};
use crate::domain::calendar::Millis;
use crate::domain::id::*;
use jiff::tz::TimeZone;
use rusqlite::backup::{Backup, StepResult};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Pages copied at a time: long enough to be quick, short enough that a progress bar moves.
const PAGES: i32 = 512;
/// Journal entries read at a time.
const ENTRIES: i64 = 1000;
/// Faults of one kind told one by one.
const FAULTS: usize = 20;

/// Copies everything committed to a new file; `progress(done, all)` in pages.
///
/// # Errors
/// Where the target exists: a back-up never overwrites one. What was begun is removed.
pub fn copy(conn: &Conn, to: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<(), StoreError> {
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(to)
        .map_err(|e| home::trouble(to, &e))?;
    let copied = fill(conn, to, progress);
    if copied.is_err() {
        let _ = std::fs::remove_file(to);
    }
    copied
}

fn fill(conn: &Conn, to: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<(), StoreError> {
    let mut target = rusqlite::Connection::open(to)?;
    // Synced once, at the end.
    target.pragma_update(None, "synchronous", "off")?;
    // Without a snapshot held, every commit met on the way would make the copy begin anew: in a busy shop, for ever.
    conn.batch("begin")?;
    let stepped = conn
        .int("select one from head", &[])
        .map(drop)
        .and_then(|()| steps(conn, &mut target, progress));
    conn.take_back()?;
    stepped?;
    crate::fail::point("snapshot-copied")?;
    // A back-up is one file: no log beside it.
    target.pragma_update(None, "journal_mode", "delete")?;
    target.close().map_err(|(_, e)| e)?;
    std::fs::File::open(to)
        .and_then(|file| file.sync_all())
        .map_err(|e| home::trouble(to, &e))
}

fn steps(
    conn: &Conn,
    target: &mut rusqlite::Connection,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), StoreError> {
    let backup = Backup::new(conn.lite(), target)?;
    loop {
        match backup.step(PAGES)? {
            StepResult::Done => return Ok(()),
            StepResult::Busy | StepResult::Locked => std::thread::yield_now(),
            _ => {}
        }
        let at = backup.progress();
        progress(
            u64::try_from(at.pagecount - at.remaining).unwrap_or(0),
            u64::try_from(at.pagecount).unwrap_or(0),
        );
    }
}

/// What a database file holds.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Contents {
    pub schema: i64,
    pub deals: i64,
    pub contacts: i64,
    pub journal: i64,
    /// The time of the journal's last entry; `None` where it is empty.
    pub until: Option<Millis>,
    /// The shop's own, UTC where its files don't read.
    #[serde(skip)]
    pub zone: TimeZone,
    /// What is wrong, a line each. Empty: sound.
    pub faults: Vec<String>,
}

/// Reads a whole database file and says what is in it and whether it holds together. Trusts nothing in it and writes
/// nothing beside it.
///
/// # Errors
/// Where it is no back-up at all, not one of pult's, or of a newer pult.
pub fn inspect(path: &Path) -> Result<Contents, StoreError> {
    let meta = path
        .symlink_metadata()
        .map_err(|e| home::trouble(path, &e))?;
    let refused = |why| {
        Err(StoreError::NotWhole {
            path: path.to_owned(),
            why,
        })
    };
    if !meta.is_file() {
        return refused(NotWhole::NoFile);
    }
    if let Some(why) = alone(path)? {
        return refused(why);
    }
    let conn = foreign::copy(path)?;
    let schema = match known(&conn)? {
        0 => return refused(NotWhole::NotOurs),
        schema => schema,
    };
    // Before anything in it is asked by name: a view or a trigger could lie under that name.
    if foreign::schema_of(&conn)? != foreign::expected_schema(schema)? {
        return refused(NotWhole::OtherTables);
    }
    contents(&conn)
}

/// What speaks against the whole shop being in this one file.
fn alone(path: &Path) -> Result<Option<NotWhole>, StoreError> {
    for ending in ["-wal", "-journal"] {
        if home::beside(path, ending)
            .metadata()
            .is_ok_and(|m| m.len() > 0)
        {
            return Ok(Some(NotWhole::LogBeside));
        }
    }
    let mut head = [0; 100];
    let read = std::fs::File::open(path)
        .and_then(|mut file| std::io::Read::read_exact(&mut file, &mut head));
    match read {
        Ok(()) if !head.starts_with(b"SQLite format 3\0") => Ok(Some(NotWhole::NoDatabase)),
        // How it is to be written: 2 is with a log beside it.
        Ok(()) if head[18] == 2 || head[19] == 2 => Ok(Some(NotWhole::WithoutLog)),
        Ok(()) => Ok(None),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Ok(Some(NotWhole::NoDatabase))
        }
        Err(error) => Err(home::trouble(path, &error)),
    }
}

/// The file's schema, 0 for a file that is not pult's.
fn known(conn: &Conn) -> Result<i64, StoreError> {
    let found = open::schema(conn)?;
    if found > open::KNOWN {
        return Err(StoreError::Newer {
            found,
            known: open::KNOWN,
        });
    }
    Ok(found)
}

/// The file of a server that is stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    pub contents: Contents,
    pub last_backup: Option<Millis>,
}

/// As [`contents`], with a check of the file's build that is quick.
///
/// # Errors
/// Where the file can't be opened, or is of a newer pult.
pub fn stopped(path: &Path) -> Result<Stopped, StoreError> {
    let conn = foreign::stopped(path)?;
    if known(&conn)? == 0 {
        return Err(StoreError::NotWhole {
            path: path.to_owned(),
            why: NotWhole::NotOurs,
        });
    }
    Ok(Stopped {
        contents: examine(&conn, "pragma quick_check(20)", false)?,
        last_backup: setup::meta(&conn, "last_backup")?
            .and_then(|at| at.parse().ok())
            .map(Millis),
    })
}

/// As [`stopped`], beside the server that writes the file: one snapshot, which keeps nobody from anything.
///
/// # Errors
/// [`StoreError::File`] where this account can't read it.
pub fn running(path: &Path) -> Result<Contents, StoreError> {
    // Not opened by ourselves: closing it would drop the locks of a server in this process.
    rustix::fs::access(path, rustix::fs::Access::READ_OK)
        .map_err(|e| home::trouble(path, &e.into()))?;
    let conn = foreign::stopped(path)?;
    conn.batch("begin")?;
    let contents = examine(&conn, "pragma quick_check(20)", false);
    conn.batch("commit")?;
    contents
}

/// What the file of an open connection holds, every record read.
pub fn contents(conn: &Conn) -> Result<Contents, StoreError> {
    examine(conn, "pragma integrity_check(20)", true)
}

fn examine(conn: &Conn, check: &'static str, records: bool) -> Result<Contents, StoreError> {
    let schema = known(conn)?;
    let mut faults: Vec<String> = conn.query(check, &[], |row| row.text(0))?;
    faults.retain(|line| line != "ok");
    if faults.is_empty() {
        let strays = conn.query("pragma foreign_key_check", &[], |row| row.text(0))?;
        faults.extend(
            strays
                .into_iter()
                .map(|table| format!("foreign key: {table}")),
        );
        faults.extend(journal::check(conn)?);
        faults.extend(total::check(conn)?);
        if records {
            faults.extend(unreadable(conn)?);
        }
    }
    // In a damaged file what can't be counted counts as nothing: the faults say why.
    let count = |sql: &'static str| match conn.int(sql, &[]) {
        Err(_) if !faults.is_empty() => Ok(0),
        counted => counted,
    };
    let until = count("select coalesce(max(at), -1) from journal")?;
    Ok(Contents {
        schema,
        deals: count("select count(*) from deal where deleted = 0")?,
        contacts: count("select count(*) from contact where deleted = 0")?,
        journal: count("select count(*) from journal")?,
        until: (until >= 0).then_some(Millis(until)),
        zone: match setup::current(conn) {
            Ok(Some(kept)) => kept.shop.hours.zone().clone(),
            _ => TimeZone::UTC,
        },
        faults,
    })
}

/// Records that don't read: damage that leaves the file's build as it was.
fn unreadable(conn: &Conn) -> Result<Vec<String>, StoreError> {
    let mut wrong = Vec::new();
    let mut each = |noun: &str,
                    sql: &'static str,
                    reads: &dyn Fn(i64) -> Result<bool, StoreError>|
     -> Result<(), StoreError> {
        let mut told = 0;
        for id in conn.query(sql, &[], |row| row.int(0))? {
            if !matches!(reads(id), Ok(true)) && told < FAULTS {
                told += 1;
                wrong.push(format!("{noun} {id} does not read"));
            }
        }
        Ok(())
    };
    each("deal", "select id from deal", &|id| {
        deal::load(conn, DealId(id)).map(|found| found.is_some_and(|deal| deal.id.0 == id))
    })?;
    each("contact", "select id from contact", &|id| {
        contact::load(conn, ContactId(id)).map(|found| found.is_some())
    })?;
    each("task", "select id from task", &|id| {
        task::load(conn, TaskId(id)).map(|found| found.is_some())
    })?;
    each("approval", "select id from approval", &|id| {
        approval::load(conn, ApprovalId(id)).map(|found| found.is_some())
    })?;
    each("shop files", "select version from setup", &|n| {
        setup::version(conn, n).map(|found| found.is_some_and(|kept| kept.shop.version == n))
    })?;
    each(
        "command",
        "select first_seq from command where last_seq >= first_seq",
        &|first| command::since(conn, Seq(first - 1), 1).map(|found| found.len() == 1),
    )?;
    let end = journal::end(conn)?.0;
    let mut first = 1;
    while first <= end {
        let last = first.saturating_add(ENTRIES - 1).min(end);
        if journal::between(conn, Seq(first), Seq(last)).is_err() {
            wrong.push(format!(
                "journal: an entry between {first} and {last} does not read"
            ));
        }
        first = last + 1;
    }
    Ok(wrong)
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

/// The oldest engine whose log can't be damaged by a checkpoint that meets a writer: major, minor, patch.
pub fn engine_least() -> [u32; 3] {
    let n = open::SQLITE_LEAST.unsigned_abs();
    [n / 1_000_000, n / 1000 % 1000, n % 1000]
}

/// The newest schema this program knows.
pub fn schema_known() -> i64 {
    open::KNOWN
}
