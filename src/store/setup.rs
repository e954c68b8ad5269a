//! Every version of the shop files, with what they meant.
use super::conn::{Conn, StoreError, V};
use crate::domain::calendar::Millis;
use crate::domain::command::SetupFile;
use crate::domain::id::OperatorId;
use crate::domain::operator::Permit;
use crate::domain::shop::Shop;

/// A version in the books.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub version: i64,
    pub at: Millis,
    pub operator: Option<OperatorId>,
    pub files: Vec<SetupFile>,
    pub shop: Shop,
}

/// The version in force: the last.
pub fn current(conn: &Conn) -> Result<Option<Kept>, StoreError> {
    conn.one(
        "select version, at, operator, files, shop from setup order by version desc limit 1",
        &[],
        read,
    )
}

pub fn version(conn: &Conn, version: i64) -> Result<Option<Kept>, StoreError> {
    conn.one(
        "select version, at, operator, files, shop from setup where version = $1",
        &[version.into()],
        read,
    )
}

pub fn insert(
    conn: &Conn,
    permit: &Permit,
    shop: &Shop,
    files: &[SetupFile],
    at: Millis,
) -> Result<(), StoreError> {
    let unwritable = |_| StoreError::Damaged("shop files that can't be written");
    let files = serde_json::to_string(files).map_err(unwritable)?;
    let text = serde_json::to_string(shop).map_err(unwritable)?;
    conn.exec(
        "insert into setup (version, at, operator, files, shop) values ($1, $2, $3, $4, $5)",
        &[
            shop.version.into(),
            at.0.into(),
            permit.actor().operator.map(|o| o.0).into(),
            V::Text(&files),
            V::Text(&text),
        ],
    )?;
    Ok(())
}

fn read(row: &super::conn::Row<'_>) -> Result<Kept, StoreError> {
    Ok(Kept {
        version: row.int(0)?,
        at: Millis(row.int(1)?),
        operator: row.int_opt(2)?.map(OperatorId),
        files: row.json(3)?,
        shop: row.json(4)?,
    })
}

/// A word the shop keeps for itself: "demo", "last_backup".
pub fn meta(conn: &Conn, key: &str) -> Result<Option<String>, StoreError> {
    conn.one(
        "select value from meta where key = $1",
        &[key.into()],
        |row| row.text(0),
    )
}

pub fn set_meta(conn: &Conn, key: &str, value: &str) -> Result<(), StoreError> {
    conn.exec(
        "insert into meta (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value",
        &[key.into(), value.into()],
    )?;
    Ok(())
}

/// After rows were put in with ids of their own: the next ids follow them, and nobody is told of limits that ran out
/// before the shop was there.
pub fn finish_fill(conn: &Conn, now: Millis) -> Result<(), StoreError> {
    conn.exec(
        "update head set deal = (select coalesce(max(id), 0) from deal), \
         contact = (select coalesce(max(id), 0) from contact), \
         task = (select coalesce(max(id), 0) from task), \
         approval = (select coalesce(max(id), 0) from approval) where one = 1",
        &[],
    )?;
    conn.exec(
        "update deal set late = 1 where late = 0 and stage_due is not null and stage_due <= $1 and deleted = 0",
        &[now.0.into()],
    )?;
    Ok(())
}
