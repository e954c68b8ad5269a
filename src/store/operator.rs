//! What is kept about people beside the shop files: when they got work last, absences, passwords.
use super::conn::{Conn, StoreError, V};
use crate::domain::calendar::Millis;
use crate::domain::id::OperatorId;
use crate::domain::operator::{Absence, Permit};

/// Remembers that a person just got a deal.
pub fn gave(
    conn: &Conn,
    _permit: &Permit,
    operator: OperatorId,
    at: Millis,
) -> Result<(), StoreError> {
    conn.exec(
        "insert into given (operator, at) values ($1, $2) on conflict (operator) do update set at = excluded.at",
        &[operator.0.into(), at.0.into()],
    )?;
    Ok(())
}

pub fn last_given(conn: &Conn) -> Result<Vec<(OperatorId, Millis)>, StoreError> {
    conn.query(
        "select operator, at from given order by operator",
        &[],
        |row| Ok((OperatorId(row.int(0)?), Millis(row.int(1)?))),
    )
}

/// An absence that ends when it starts takes back the one with that start.
pub fn set_absence(conn: &Conn, _permit: &Permit, absence: &Absence) -> Result<(), StoreError> {
    if absence.from == absence.to {
        conn.exec(
            "delete from absence where operator = $1 and starts = $2",
            &[absence.operator.0.into(), absence.from.0.into()],
        )?;
        return Ok(());
    }
    conn.exec(
        "insert into absence (operator, starts, ends) values ($1, $2, $3) \
         on conflict (operator, starts) do update set ends = excluded.ends",
        &[
            absence.operator.0.into(),
            absence.from.0.into(),
            absence.to.0.into(),
        ],
    )?;
    Ok(())
}

/// Who is away now.
pub fn absent(conn: &Conn, now: Millis) -> Result<Vec<OperatorId>, StoreError> {
    conn.query(
        "select distinct operator from absence where starts <= $1 and ends > $1 order by operator",
        &[now.0.into()],
        |row| row.int(0).map(OperatorId),
    )
}

pub fn set_password(
    conn: &Conn,
    _permit: &Permit,
    operator: OperatorId,
    hash: &str,
    at: Millis,
) -> Result<(), StoreError> {
    conn.exec(
        "insert into password (operator, hash, at) values ($1, $2, $3) \
         on conflict (operator) do update set hash = excluded.hash, at = excluded.at",
        &[operator.0.into(), V::Text(hash), at.0.into()],
    )?;
    Ok(())
}

pub fn password(conn: &Conn, operator: OperatorId) -> Result<Option<String>, StoreError> {
    conn.one(
        "select hash from password where operator = $1",
        &[operator.0.into()],
        |row| row.text(0),
    )
}
