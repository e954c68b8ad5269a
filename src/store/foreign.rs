//! Files that are not ours to trust: copies, the file of a stopped server. Read only, and nothing in them is believed.
use super::conn::{Conn, StoreError};
use super::open::{MIGRATIONS, Options, common};
use rusqlite::OpenFlags;
use rusqlite::limits::Limit;
use std::path::Path;

/// Opens the file of a stopped server, with its log, for reading only.
pub(super) fn stopped(path: &Path) -> Result<Conn, StoreError> {
    open(path.as_os_str(), OpenFlags::empty())
}

/// Opens any database file for reading only, trusting nothing in it, touching nothing beside it.
pub(super) fn copy(path: &Path) -> Result<Conn, StoreError> {
    let mut address = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => address.push(char::from(*byte)),
            _ if byte.is_ascii_alphanumeric() => address.push(char::from(*byte)),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address.push_str("?immutable=1");
    open(address.as_ref(), OpenFlags::SQLITE_OPEN_URI)
}

fn open(path: &std::ffi::OsStr, flags: OpenFlags) -> Result<Conn, StoreError> {
    let lite = rusqlite::Connection::open_with_flags(
        path,
        flags | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    lite.pragma_update(None, "query_only", true)?;
    lite.pragma_update(None, "cell_size_check", true)?;
    // A made-up file may ask for much; ours stay far below.
    lite.set_limit(Limit::SQLITE_LIMIT_LENGTH, 64 << 20)?;
    common(&lite, &Options::default())?;
    Ok(Conn::new(lite))
}

/// The schema as this program makes it, up to number `n`: what a file of that number has to look like.
pub(super) fn expected_schema(n: i64) -> Result<Vec<(String, String, String)>, StoreError> {
    let conn = Conn::new(rusqlite::Connection::open_in_memory()?);
    for (_, text) in (1..=n).zip(MIGRATIONS) {
        conn.batch(text)?;
    }
    schema_of(&conn)
}

/// Every object with the text it was made by.
pub(super) fn schema_of(conn: &Conn) -> Result<Vec<(String, String, String)>, StoreError> {
    conn.query(
        "select type, name, coalesce(sql, '') from sqlite_schema where name not like 'sqlite\\_%' escape '\\' \
         order by type, name, 3",
        &[],
        |row| Ok((row.text(0)?, row.text(1)?, row.text(2)?)),
    )
}
