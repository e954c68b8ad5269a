//! Tasks.
use super::conn::{Conn, Sql, StoreError, V};
use crate::domain::calendar::Millis;
use crate::domain::id::*;
use crate::domain::operator::Permit;
use crate::domain::task::Task;

const COLUMNS: &str =
    "select id, version, text, deal, assignee, author, due, created_at, done_at, deleted from task";

/// The next number, taken: a rolled back transaction gives it back.
pub fn next_id(conn: &Conn) -> Result<TaskId, StoreError> {
    conn.int(
        "update head set task = task + 1 where one = 1 returning task",
        &[],
    )
    .map(TaskId)
}

pub fn load(conn: &Conn, id: TaskId) -> Result<Option<Task>, StoreError> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("where id = $1");
    conn.one(&sql, &[id.0.into()], read)
}

/// Makes or replaces a task.
pub fn put(conn: &Conn, _permit: &Permit, task: &Task) -> Result<(), StoreError> {
    conn.exec(
        "insert into task (id, version, text, deal, assignee, author, due, created_at, done_at, deleted) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id) do update set version = excluded.version, \
         text = excluded.text, deal = excluded.deal, assignee = excluded.assignee, due = excluded.due, \
         done_at = excluded.done_at, deleted = excluded.deleted",
        &[
            task.id.0.into(),
            task.version.0.into(),
            V::Text(&task.text),
            task.deal.map(|d| d.0).into(),
            task.assignee.map(|o| o.0).into(),
            task.author.map(|o| o.0).into(),
            task.due.map(|t| t.0).into(),
            task.created_at.0.into(),
            task.done_at.map(|t| t.0).into(),
            task.deleted.into(),
        ],
    )?;
    Ok(())
}

/// By date, those without one last.
pub fn list(
    conn: &Conn,
    assignee: Option<OperatorId>,
    deal: Option<DealId>,
    done: bool,
    limit: u32,
) -> Result<Vec<Task>, StoreError> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("where deleted = 0 and ($1 is null or assignee = $1) and ($2 is null or deal = $2)");
    sql.push("and ($3 = 1 or done_at is null) order by due is null, due, id limit $4");
    conn.query(
        &sql,
        &[
            assignee.map(|o| o.0).into(),
            deal.map(|d| d.0).into(),
            done.into(),
            i64::from(limit).into(),
        ],
        read,
    )
}

fn read(row: &super::conn::Row<'_>) -> Result<Task, StoreError> {
    Ok(Task {
        id: TaskId(row.int(0)?),
        version: Version(row.int(1)?),
        text: row.text(2)?,
        deal: row.int_opt(3)?.map(DealId),
        assignee: row.int_opt(4)?.map(OperatorId),
        author: row.int_opt(5)?.map(OperatorId),
        due: row.int_opt(6)?.map(Millis),
        created_at: Millis(row.int(7)?),
        done_at: row.int_opt(8)?.map(Millis),
        deleted: row.flag(9)?,
    })
}
