//! Tokens of TCP clients: only their digests are kept.
use super::conn::{Conn, StoreError};
use crate::domain::calendar::Millis;
use crate::domain::id::OperatorId;

/// A session in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub operator: OperatorId,
    pub client: String,
    pub created: Millis,
    pub seen: Millis,
    pub expires: Millis,
}

const COLUMNS: &str = "select operator, client, created, seen, expires from session";

pub fn insert(conn: &Conn, digest: &[u8], session: &Session) -> Result<(), StoreError> {
    conn.exec(
        "insert into session (digest, operator, client, created, seen, expires) values ($1, $2, $3, $4, $5, $6)",
        &[
            digest.into(),
            session.operator.0.into(),
            (&session.client).into(),
            session.created.0.into(),
            session.seen.0.into(),
            session.expires.0.into(),
        ],
    )?;
    conn.exec(
        "delete from session where expires <= $1",
        &[session.created.0.into()],
    )?;
    Ok(())
}

pub fn load(conn: &Conn, digest: &[u8], now: Millis) -> Result<Option<Session>, StoreError> {
    let mut sql = super::conn::Sql::new(COLUMNS);
    sql.push("where digest = $1 and expires > $2");
    conn.one(&sql, &[digest.into(), now.0.into()], read)
}

/// Somebody's, or everybody's, latest first.
pub fn list(
    conn: &Conn,
    operator: Option<OperatorId>,
    now: Millis,
) -> Result<Vec<Session>, StoreError> {
    let mut sql = super::conn::Sql::new(COLUMNS);
    sql.push("where expires > $1 and ($2 is null or operator = $2) order by seen desc, operator");
    conn.query(&sql, &[now.0.into(), operator.map(|o| o.0).into()], read)
}

pub fn touch(conn: &Conn, digest: &[u8], now: Millis) -> Result<(), StoreError> {
    conn.exec(
        "update session set seen = $2 where digest = $1",
        &[digest.into(), now.0.into()],
    )
    .map(drop)
}

pub fn remove(conn: &Conn, digest: &[u8]) -> Result<(), StoreError> {
    conn.exec("delete from session where digest = $1", &[digest.into()])
        .map(drop)
}

pub fn revoke(conn: &Conn, operator: OperatorId) -> Result<usize, StoreError> {
    conn.exec(
        "delete from session where operator = $1",
        &[operator.0.into()],
    )
}

fn read(row: &super::conn::Row<'_>) -> Result<Session, StoreError> {
    Ok(Session {
        operator: OperatorId(row.int(0)?),
        client: row.text(1)?,
        created: Millis(row.int(2)?),
        seen: Millis(row.int(3)?),
        expires: Millis(row.int(4)?),
    })
}
