//! Commands that were done: for harmless retries and for undo.
use super::conn::{Conn, StoreError, V};
use super::journal::command_id;
use crate::domain::calendar::Millis;
use crate::domain::command::ActKind;
use crate::domain::event::Subject;
use crate::domain::id::*;
use crate::domain::operator::Permit;

/// A command in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: CommandId,
    pub at: Millis,
    pub operator: Option<OperatorId>,
    pub act: ActKind,
    pub subject: Option<Subject>,
    pub first: Seq,
    pub last: Seq,
    pub undoes: Option<CommandId>,
    pub undone_by: Option<CommandId>,
}

const COLUMNS: &str = "select id, at, operator, act, noun, number, first_seq, last_seq, undoes, undone_by from command";

pub fn insert(conn: &Conn, permit: &Permit, entry: &Entry) -> Result<(), StoreError> {
    let act = act_name(permit.act());
    conn.exec(
        "insert into command (id, at, operator, act, noun, number, first_seq, last_seq, undoes) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            V::Blob(entry.id.0.as_bytes()),
            entry.at.0.into(),
            entry.operator.map(|o| o.0).into(),
            V::Text(&act),
            entry.subject.map(|s| s.noun()).into(),
            entry.subject.map(|s| s.number()).into(),
            entry.first.0.into(),
            entry.last.0.into(),
            entry
                .undoes
                .as_ref()
                .map(|c| c.0.as_bytes().as_slice())
                .into(),
        ],
    )?;
    if let Some(undone) = entry.undoes {
        conn.exec(
            "update command set undone_by = $2 where id = $1",
            &[V::Blob(undone.0.as_bytes()), V::Blob(entry.id.0.as_bytes())],
        )?;
        // A redo frees what it brings back to be undone again.
        conn.exec(
            "update command set undone_by = null where id = (select undoes from command where id = $1)",
            &[V::Blob(undone.0.as_bytes())],
        )?;
    }
    Ok(())
}

pub fn load(conn: &Conn, id: CommandId) -> Result<Option<Entry>, StoreError> {
    let mut sql = super::conn::Sql::new(COLUMNS);
    sql.push("where id = $1");
    conn.one(&sql, &[V::Blob(id.0.as_bytes())], read)
}

/// The person's last commands that nobody took back and that are no undo themselves, newest first.
pub fn recent(conn: &Conn, operator: OperatorId, limit: u32) -> Result<Vec<Entry>, StoreError> {
    let mut sql = super::conn::Sql::new(COLUMNS);
    sql.push("where operator = $1 and undone_by is null and undoes is null order by last_seq desc limit $2");
    conn.query(&sql, &[operator.0.into(), i64::from(limit).into()], read)
}

/// Commands whose entries lie above `after`, oldest first: what a follower missed.
pub fn since(conn: &Conn, after: Seq, limit: u32) -> Result<Vec<Entry>, StoreError> {
    let mut sql = super::conn::Sql::new(COLUMNS);
    sql.push("where first_seq > $1 and last_seq >= first_seq order by first_seq limit $2");
    conn.query(&sql, &[after.0.into(), i64::from(limit).into()], read)
}

fn read(row: &super::conn::Row<'_>) -> Result<Entry, StoreError> {
    let act = serde_json::from_value(serde_json::Value::String(row.text(3)?))
        .map_err(|_| StoreError::Damaged("an act this program does not know"))?;
    let number = row.int_opt(5)?.unwrap_or_default();
    Ok(Entry {
        id: command_id(&row.blob(0)?)?,
        at: Millis(row.int(1)?),
        operator: row.int_opt(2)?.map(OperatorId),
        act,
        subject: row.text_opt(4)?.and_then(|noun| subject(&noun, number)),
        first: Seq(row.int(6)?),
        last: Seq(row.int(7)?),
        undoes: row.blob_opt(8)?.as_deref().map(command_id).transpose()?,
        undone_by: row.blob_opt(9)?.as_deref().map(command_id).transpose()?,
    })
}

fn act_name(act: ActKind) -> String {
    match serde_json::to_value(act) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

fn subject(noun: &str, number: i64) -> Option<Subject> {
    Some(match noun {
        "deal" => Subject::Deal(DealId(number)),
        "contact" => Subject::Contact(ContactId(number)),
        "task" => Subject::Task(TaskId(number)),
        "import" => Subject::Import(ImportId(number)),
        "operator" => Subject::Operator(OperatorId(number)),
        "shop" => Subject::Shop,
        _ => return None,
    })
}
