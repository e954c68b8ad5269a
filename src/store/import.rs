//! Imports and what each of their rows made.
use super::conn::{Conn, StoreError};
use crate::domain::calendar::Millis;
use crate::domain::id::*;
use crate::domain::operator::Permit;

/// One run of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    pub id: ImportId,
    pub file: String,
    pub at: Millis,
    pub operator: Option<OperatorId>,
    pub deals: i64,
    pub contacts: i64,
    pub undone: i64,
}

/// What one row made; a contact that it only told more about is named too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    pub line: i64,
    pub deal: Option<DealId>,
    pub contact: Option<ContactId>,
}

/// The next number, taken: a rolled back transaction gives it back.
pub fn next_id(conn: &Conn) -> Result<ImportId, StoreError> {
    conn.int(
        "update head set import = import + 1 where one = 1 returning import",
        &[],
    )
    .map(ImportId)
}

pub fn load(conn: &Conn, id: ImportId) -> Result<Option<Import>, StoreError> {
    conn.one(
        "select id, file, at, operator, deals, contacts, undone from import where id = $1",
        &[id.0.into()],
        read,
    )
}

pub fn newest(conn: &Conn, limit: u32) -> Result<Vec<Import>, StoreError> {
    conn.query(
        "select id, file, at, operator, deals, contacts, undone from import order by id desc limit $1",
        &[i64::from(limit).into()],
        read,
    )
}

pub fn begin(
    conn: &Conn,
    permit: &Permit,
    id: ImportId,
    file: &str,
    at: Millis,
) -> Result<(), StoreError> {
    conn.exec(
        "insert into import (id, file, at, operator, deals, contacts, undone) values ($1, $2, $3, $4, 0, 0, 0)",
        &[id.0.into(), file.into(), at.0.into(), permit.actor().operator.map(|o| o.0).into()],
    )?;
    Ok(())
}

/// What this row made earlier, if it was taken in before.
pub fn made(conn: &Conn, import: ImportId, line: i64) -> Result<Option<Made>, StoreError> {
    conn.one(
        "select line, deal, contact from import_row where import = $1 and line = $2",
        &[import.0.into(), line.into()],
        read_made,
    )
}

/// Was this deal made by a row of this import?
pub fn made_deal(conn: &Conn, import: ImportId, deal: DealId) -> Result<bool, StoreError> {
    let there = conn.one(
        "select line from import_row where import = $1 and deal = $2 limit 1",
        &[import.0.into(), deal.0.into()],
        |row| row.int(0),
    )?;
    Ok(there.is_some())
}

pub fn record(
    conn: &Conn,
    _permit: &Permit,
    import: ImportId,
    made: Made,
    new_contact: bool,
) -> Result<(), StoreError> {
    conn.exec(
        "insert into import_row (import, line, deal, contact, undone) values ($1, $2, $3, $4, 0)",
        &[
            import.0.into(),
            made.line.into(),
            made.deal.map(|d| d.0).into(),
            made.contact.map(|c| c.0).into(),
        ],
    )?;
    conn.exec(
        "update import set deals = deals + $2, contacts = contacts + $3 where id = $1",
        &[
            import.0.into(),
            made.deal.is_some().into(),
            new_contact.into(),
        ],
    )?;
    Ok(())
}

/// The newest rows that are still to be taken back.
pub fn remaining(conn: &Conn, import: ImportId, limit: u32) -> Result<Vec<Made>, StoreError> {
    conn.query(
        "select line, deal, contact from import_row where import = $1 and undone = 0 order by line desc limit $2",
        &[import.0.into(), i64::from(limit).into()],
        read_made,
    )
}

pub fn remaining_count(conn: &Conn, import: ImportId) -> Result<i64, StoreError> {
    conn.int(
        "select count(*) from import_row where import = $1 and undone = 0",
        &[import.0.into()],
    )
}

/// The row was dealt with: taken back, or left because somebody changed it since.
pub fn mark_undone(
    conn: &Conn,
    _permit: &Permit,
    import: ImportId,
    line: i64,
) -> Result<(), StoreError> {
    conn.exec(
        "update import_row set undone = 1 where import = $1 and line = $2",
        &[import.0.into(), line.into()],
    )?;
    conn.exec(
        "update import set undone = undone + 1 where id = $1",
        &[import.0.into()],
    )?;
    Ok(())
}

fn read(row: &super::conn::Row<'_>) -> Result<Import, StoreError> {
    Ok(Import {
        id: ImportId(row.int(0)?),
        file: row.text(1)?,
        at: Millis(row.int(2)?),
        operator: row.int_opt(3)?.map(OperatorId),
        deals: row.int(4)?,
        contacts: row.int(5)?,
        undone: row.int(6)?,
    })
}

fn read_made(row: &super::conn::Row<'_>) -> Result<Made, StoreError> {
    Ok(Made {
        line: row.int(0)?,
        deal: row.int_opt(1)?.map(DealId),
        contact: row.int_opt(2)?.map(ContactId),
    })
}
