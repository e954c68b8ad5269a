//! The journal: every fact in order, without gaps, written in the transaction of its change.
use super::conn::{Conn, StoreError, V};
use crate::domain::calendar::Millis;
use crate::domain::event::{Event, Fact};
use crate::domain::id::*;
use crate::domain::operator::Permit;

/// Appends facts of one command; their events with the numbers they got.
pub fn append(
    conn: &Conn,
    permit: &Permit,
    command: CommandId,
    at: Millis,
    facts: Vec<Fact>,
) -> Result<Vec<Event>, StoreError> {
    crate::fail::point("before-journal")?;
    let mut next = reserve(conn, facts.len())?;
    let mut events = Vec::with_capacity(facts.len());
    for fact in facts {
        put(conn, permit, next, command, at, &fact)?;
        events.push(Event {
            seq: next,
            at,
            operator: permit.actor().operator,
            command,
            fact,
        });
        next.0 += 1;
    }
    Ok(events)
}

/// Takes so many numbers at the journal's end; the first of them. Every one has to be [`put`] in this transaction.
pub fn reserve(conn: &Conn, n: usize) -> Result<Seq, StoreError> {
    let end = conn.int(
        "update head set seq = seq + $1 where one = 1 returning seq",
        &[(n as i64).into()],
    )?;
    Ok(Seq(end - n as i64 + 1))
}

/// Writes a fact under a number that was taken for it.
pub fn put(
    conn: &Conn,
    permit: &Permit,
    seq: Seq,
    command: CommandId,
    at: Millis,
    fact: &Fact,
) -> Result<(), StoreError> {
    let subject = fact.subject();
    let text = serde_json::to_string(fact)
        .map_err(|_| StoreError::Damaged("a fact that can't be written"))?;
    conn.exec(
        "insert into journal (seq, at, operator, command, noun, number, fact) values ($1, $2, $3, $4, $5, $6, $7)",
        &[
            seq.0.into(),
            at.0.into(),
            permit.actor().operator.map(|o| o.0).into(),
            V::Blob(command.0.as_bytes()),
            subject.noun().into(),
            subject.number().into(),
            V::Text(&text),
        ],
    )?;
    Ok(())
}

/// The journal's end.
pub fn end(conn: &Conn) -> Result<Seq, StoreError> {
    conn.int("select seq from head where one = 1", &[]).map(Seq)
}

/// Entries between two numbers, both included, oldest first.
pub fn between(conn: &Conn, first: Seq, last: Seq) -> Result<Vec<Event>, StoreError> {
    conn.query(
        "select seq, at, operator, command, fact from journal where seq >= $1 and seq <= $2 order by seq",
        &[first.0.into(), last.0.into()],
        read,
    )
}

/// A record's own entries, newest first, below `before`.
pub fn of_subject(
    conn: &Conn,
    noun: &str,
    number: i64,
    before: Option<Seq>,
    limit: u32,
) -> Result<Vec<Event>, StoreError> {
    conn.query(
        "select seq, at, operator, command, fact from journal where noun = $1 and number = $2 and seq < $3 \
         order by seq desc limit $4",
        &[noun.into(), number.into(), before.map_or(i64::MAX, |s| s.0).into(), i64::from(limit).into()],
        read,
    )
}

/// What one row of an import changed about a record that was there before it, newest first.
pub fn of_import(
    conn: &Conn,
    noun: &str,
    number: i64,
    import: ImportId,
    line: i64,
) -> Result<Vec<Event>, StoreError> {
    let why = format!(
        "%\"why\":{{\"imported\":{{\"import\":{},\"line\":{line}}}}}}}}}",
        import.0
    );
    conn.query(
        "select seq, at, operator, command, fact from journal where noun = $1 and number = $2 \
         and fact like '{\"%_changed\":%' and fact like $3 order by seq desc",
        &[noun.into(), number.into(), V::Text(&why)],
        read,
    )
}

/// Everything, newest first, below `before`.
pub fn newest(conn: &Conn, before: Option<Seq>, limit: u32) -> Result<Vec<Event>, StoreError> {
    conn.query(
        "select seq, at, operator, command, fact from journal where seq < $1 order by seq desc limit $2",
        &[before.map_or(i64::MAX, |s| s.0).into(), i64::from(limit).into()],
        read,
    )
}

/// The entry that changed a record last; notes and reminders change nothing.
pub fn last_change(conn: &Conn, noun: &str, number: i64) -> Result<Option<Event>, StoreError> {
    conn.one(
        "select seq, at, operator, command, fact from journal where noun = $1 and number = $2 \
         and (fact like '{\"%_changed\":%' or fact like '{\"%_created\":%') order by seq desc limit 1",
        &[noun.into(), number.into()],
        read,
    )
}

/// Whose work on a record does not count when somebody asks what others did to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Own {
    pub operator: Option<OperatorId>,
    pub command: Option<CommandId>,
    pub import: Option<ImportId>,
}

/// The latest work on a record besides the own, pult's, and what was taken back: whose and when.
pub fn others_work(
    conn: &Conn,
    noun: &str,
    number: i64,
    own: Own,
) -> Result<Option<(Option<OperatorId>, Millis)>, StoreError> {
    conn.one(
        "select j.operator, j.at from journal j join command c on c.id = j.command \
         where j.noun = $1 and j.number = $2 and j.operator is not null and ($3 is null or j.operator <> $3) \
         and c.undoes is null and c.undone_by is null \
         and ($4 is null or j.command <> $4) \
         and ($5 is null or c.noun is null or c.noun <> 'import' or c.number <> $5) \
         order by j.seq desc limit 1",
        &[
            noun.into(),
            number.into(),
            own.operator.map(|o| o.0).into(),
            own.command
                .as_ref()
                .map(|c| c.0.as_bytes().as_slice())
                .into(),
            own.import.map(|i| i.0).into(),
        ],
        |row| Ok((row.int_opt(0)?.map(OperatorId), Millis(row.int(1)?))),
    )
}

fn read(row: &super::conn::Row<'_>) -> Result<Event, StoreError> {
    Ok(Event {
        seq: Seq(row.int(0)?),
        at: Millis(row.int(1)?),
        operator: row.int_opt(2)?.map(OperatorId),
        command: command_id(&row.blob(3)?)?,
        fact: row.json(4)?,
    })
}

pub(super) fn command_id(bytes: &[u8]) -> Result<CommandId, StoreError> {
    uuid::Uuid::from_slice(bytes)
        .map(CommandId)
        .map_err(|_| StoreError::Damaged("a command id of another length"))
}

/// Looks for holes; a line each. For `verify` and `doctor`.
pub fn check(conn: &Conn) -> Result<Vec<String>, StoreError> {
    let (n, first, last) = conn
        .one(
            "select count(*), coalesce(min(seq), 1), coalesce(max(seq), 0) from journal",
            &[],
            |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?)),
        )?
        .unwrap_or_default();
    let head = end(conn)?.0;
    let mut wrong = Vec::new();
    if first != 1 || last != n || head != last {
        wrong.push(format!(
            "journal: {n} entries from {first} to {last}, head {head}"
        ));
    }
    let strays = conn.int(
        "select count(*) from command c where c.last_seq > $1 or c.first_seq > c.last_seq + 1",
        &[head.into()],
    )?;
    if strays > 0 {
        wrong.push(format!("journal: {strays} commands point past its end"));
    }
    let orphans = conn.int(
        "select count(*) from journal j left join command c on c.id = j.command \
         where c.id is null or j.seq < c.first_seq or j.seq > c.last_seq",
        &[],
    )?;
    let claimed = conn.int(
        "select coalesce(sum(last_seq - first_seq + 1), 0) from command where last_seq >= first_seq",
        &[],
    )?;
    if orphans > 0 || claimed != n {
        wrong.push(format!(
            "journal: {orphans} of {n} entries belong to no command; commands claim {claimed}"
        ));
    }
    Ok(wrong)
}
