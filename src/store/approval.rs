//! Moves that wait for a yes.
use super::conn::{Conn, Sql, StoreError};
use crate::domain::approval::{Approval, State};
use crate::domain::calendar::Millis;
use crate::domain::id::*;
use crate::domain::operator::Permit;

const COLUMNS: &str = "select id, deal, stage, asked_by, asked_at, state, decided_by, decided_at, reason from approval";

/// The next number, taken: a rolled back transaction gives it back.
pub fn next_id(conn: &Conn) -> Result<ApprovalId, StoreError> {
    conn.int(
        "update head set approval = approval + 1 where one = 1 returning approval",
        &[],
    )
    .map(ApprovalId)
}

pub fn load(conn: &Conn, id: ApprovalId) -> Result<Option<Approval>, StoreError> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("where id = $1");
    conn.one(&sql, &[id.0.into()], read)
}

/// Makes or replaces an approval.
pub fn put(conn: &Conn, _permit: &Permit, approval: &Approval) -> Result<(), StoreError> {
    conn.exec(
        "insert into approval (id, deal, stage, asked_by, asked_at, state, decided_by, decided_at, reason) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do update set state = excluded.state, \
         decided_by = excluded.decided_by, decided_at = excluded.decided_at, reason = excluded.reason",
        &[
            approval.id.0.into(),
            approval.deal.0.into(),
            approval.to.0.into(),
            approval.asked_by.map(|o| o.0).into(),
            approval.asked_at.0.into(),
            code(approval.state).into(),
            approval.decided_by.map(|o| o.0).into(),
            approval.decided_at.map(|t| t.0).into(),
            approval.reason.as_deref().into(),
        ],
    )?;
    Ok(())
}

/// Those that wait, oldest first.
pub fn open(conn: &Conn, limit: u32) -> Result<Vec<Approval>, StoreError> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("where state = 0 order by id limit $1");
    conn.query(&sql, &[i64::from(limit).into()], read)
}

pub fn open_count(conn: &Conn) -> Result<i64, StoreError> {
    conn.int("select count(*) from approval where state = 0", &[])
}

fn code(state: State) -> i64 {
    match state {
        State::Open => 0,
        State::Approved => 1,
        State::Refused => 2,
        State::Withdrawn => 3,
    }
}

fn read(row: &super::conn::Row<'_>) -> Result<Approval, StoreError> {
    Ok(Approval {
        id: ApprovalId(row.int(0)?),
        deal: DealId(row.int(1)?),
        to: StageId(row.int(2)?),
        asked_by: row.int_opt(3)?.map(OperatorId),
        asked_at: Millis(row.int(4)?),
        state: match row.int(5)? {
            0 => State::Open,
            1 => State::Approved,
            2 => State::Refused,
            3 => State::Withdrawn,
            _ => return Err(StoreError::Damaged("an unknown state of an approval")),
        },
        decided_by: row.int_opt(6)?.map(OperatorId),
        decided_at: row.int_opt(7)?.map(Millis),
        reason: row.text_opt(8)?,
    })
}
