//! Counts and sums that are kept in the same transaction, never counted: heads of columns and people's load.
use super::conn::{Conn, StoreError};
use super::deal::kind_code;
use crate::domain::deal::{Deal, Kind};
use crate::domain::id::*;
use crate::domain::money::Kopecks;

const SPLIT: &str = "select coalesce(sum(n), 0), coalesce(sum(amount), 0) from stage_split where stage = $1 \
    and ($2 is null or responsible = $2) and ($3 is null or source = $3) and ($4 is null or kind = $4)";

/// Count and sum of some deals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub count: i64,
    pub sum: i64,
}

impl Tally {
    pub fn amount(self) -> Kopecks {
        Kopecks(self.sum)
    }
}

/// What a deal counts under; 0 stands for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slot {
    stage: i64,
    responsible: i64,
    source: i64,
    kind: i64,
    amount: i64,
}

fn slot(deal: &Deal) -> Option<Slot> {
    (!deal.deleted).then(|| Slot {
        stage: deal.stage.0,
        responsible: deal.responsible.map_or(0, |o| o.0),
        source: deal.source.map_or(0, |s| s.0),
        kind: deal.kind.map_or(0, kind_code),
        amount: deal.amount.0,
    })
}

/// A deal came, went or changed.
pub(super) fn moved(
    conn: &Conn,
    before: Option<&Deal>,
    after: Option<&Deal>,
) -> Result<(), StoreError> {
    let (from, to) = (before.and_then(slot), after.and_then(slot));
    if from == to {
        return Ok(());
    }
    crate::fail::point("before-totals")?;
    if let Some(slot) = from {
        add(conn, slot, -1)?;
    }
    if let Some(slot) = to {
        add(conn, slot, 1)?;
    }
    Ok(())
}

fn add(conn: &Conn, slot: Slot, n: i64) -> Result<(), StoreError> {
    let amount = slot.amount * n;
    conn.exec(
        "insert into stage_total (stage, n, amount) values ($1, $2, $3) \
         on conflict (stage) do update set n = n + excluded.n, amount = amount + excluded.amount",
        &[slot.stage.into(), n.into(), amount.into()],
    )?;
    conn.exec(
        "insert into stage_split (stage, responsible, source, kind, n, amount) values ($1, $2, $3, $4, $5, $6) \
         on conflict (stage, responsible, source, kind) \
         do update set n = n + excluded.n, amount = amount + excluded.amount",
        &[
            slot.stage.into(),
            slot.responsible.into(),
            slot.source.into(),
            slot.kind.into(),
            n.into(),
            amount.into(),
        ],
    )?;
    Ok(())
}

/// A whole stage.
pub fn of_stage(conn: &Conn, stage: StageId) -> Result<Tally, StoreError> {
    let tally = conn.one(
        "select n, amount from stage_total where stage = $1",
        &[stage.0.into()],
        |row| {
            Ok(Tally {
                count: row.int(0)?,
                sum: row.int(1)?,
            })
        },
    )?;
    Ok(tally.unwrap_or_default())
}

/// A stage's deals of one person, source or kind; absent is any.
pub fn of_split(
    conn: &Conn,
    stage: StageId,
    responsible: Option<OperatorId>,
    source: Option<SourceId>,
    kind: Option<Kind>,
) -> Result<Tally, StoreError> {
    let values = [
        stage.0.into(),
        responsible.map(|o| o.0).into(),
        source.map(|s| s.0).into(),
        kind.map(kind_code).into(),
    ];
    let tally = conn.one(SPLIT, &values, |row| {
        Ok(Tally {
            count: row.int(0)?,
            sum: row.int(1)?,
        })
    })?;
    Ok(tally.unwrap_or_default())
}

/// Deals in the named stages by responsible person.
pub fn loads(conn: &Conn, stages: &[StageId]) -> Result<Vec<(OperatorId, i64)>, StoreError> {
    let mut loads: Vec<(OperatorId, i64)> = Vec::new();
    for stage in stages {
        conn.each(
            "select responsible, sum(n) from stage_split where stage = $1 and responsible <> 0 group by responsible \
             order by responsible",
            &[stage.0.into()],
            |row| {
                let (operator, n) = (OperatorId(row.int(0)?), row.int(1)?);
                match loads.iter_mut().find(|(o, _)| *o == operator) {
                    Some((_, load)) => *load += n,
                    None => loads.push((operator, n)),
                }
                Ok(())
            },
        )?;
    }
    Ok(loads)
}

/// How many deals use a source.
pub fn of_source(conn: &Conn, source: SourceId) -> Result<i64, StoreError> {
    conn.int(
        "select coalesce(sum(n), 0) from stage_split where source = $1",
        &[source.0.into()],
    )
}

/// How many deals belong to a department. Looks at every deal: for changes of the shop files only.
pub fn of_department(conn: &Conn, department: DepartmentId) -> Result<i64, StoreError> {
    conn.int(
        "select count(*) from deal where department = $1 and deleted = 0",
        &[department.0.into()],
    )
}

/// How many deals hold a value of a shop's own field. Looks at every deal: for changes of the shop files only.
pub fn of_field(conn: &Conn, key: &str) -> Result<i64, StoreError> {
    conn.int(
        "select count(*) from deal where deleted = 0 \
         and exists (select 1 from json_each(rest, '$.custom') where key = $1)",
        &[key.into()],
    )
}

/// Compares what is kept with what is there. A line a difference; for `verify` and `doctor`.
pub fn check(conn: &Conn) -> Result<Vec<String>, StoreError> {
    let mut wrong = Vec::new();
    let counted = conn.query(
        "select stage, count(*), coalesce(sum(amount), 0) from deal where deleted = 0 group by stage order by stage",
        &[],
        |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?)),
    )?;
    let kept = conn.query(
        "select stage, n, amount from stage_total where n <> 0 or amount <> 0 order by stage",
        &[],
        |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?)),
    )?;
    let split = conn.query(
        "select stage, sum(n), sum(amount) from stage_split group by stage having sum(n) <> 0 or sum(amount) <> 0 \
         order by stage",
        &[],
        |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?)),
    )?;
    if counted != kept {
        wrong.push(format!("stage totals: kept {kept:?}, counted {counted:?}"));
    }
    if counted != split {
        wrong.push(format!("stage splits: kept {split:?}, counted {counted:?}"));
    }
    // Both directions in one: what is kept and not there, what is there and not kept.
    let apart = conn.int(
        "with counted as (select stage, coalesce(responsible, 0) as responsible, coalesce(source, 0) as source, \
            coalesce(kind, 0) as kind, count(*) as n, sum(amount) as amount from deal where deleted = 0 \
            group by 1, 2, 3, 4), \
         kept as (select stage, responsible, source, kind, n, amount from stage_split where n <> 0 or amount <> 0) \
         select (select count(*) from (select * from counted except select * from kept)) \
              + (select count(*) from (select * from kept except select * from counted))",
        &[],
    )?;
    if apart > 0 && wrong.is_empty() {
        wrong.push(format!(
            "stage splits: {apart} lines differ from what is counted"
        ));
    }
    Ok(wrong)
}
