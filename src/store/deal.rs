//! Deals: rows to values and back, with everything that is kept beside them: totals, search words.
use super::conn::{Conn, Row, StoreError, V};
use super::{search, total};
use crate::domain::calendar::Millis;
use crate::domain::card::Card;
use crate::domain::deal::{Deal, Item, Kind, NextStep, Turn};
use crate::domain::field::FieldValue;
use crate::domain::id::*;
use crate::domain::money::Kopecks;
use crate::domain::operator::Permit;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The part of a deal nothing is sorted or counted by.
#[derive(Serialize, Deserialize)]
struct Rest<'a> {
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    tags: Cow<'a, [String]>,
    #[serde(default, skip_serializing_if = "is_empty")]
    custom: Cow<'a, BTreeMap<String, FieldValue>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next_step: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lost_reason: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    items: Cow<'a, [Item]>,
}

fn is_empty(fields: &BTreeMap<String, FieldValue>) -> bool {
    fields.is_empty()
}

const INSERT: &str = "insert into deal (id, version, pipeline, stage, place, title, contact, name, goods, amount, kind, \
    source, responsible, observer, co_executor, department, taken_by, turn, turn_since, waited_us, stage_since, \
    stage_due, next_at, closed_at, approval, deleted, created_at, changed_at, external, rest) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, \
    $24, $25, $26, $27, $28, $29, $30)";

const UPDATE: &str = "update deal set version = $2, pipeline = $3, stage = $4, place = $5, title = $6, contact = $7, \
    name = $8, goods = $9, amount = $10, kind = $11, source = $12, responsible = $13, observer = $14, \
    co_executor = $15, department = $16, taken_by = $17, turn = $18, turn_since = $19, waited_us = $20, \
    stage_since = $21, late = case when coalesce(stage_due, 0) = coalesce($22, 0) then late else 0 end, stage_due = $22, next_at = $23, \
    closed_at = $24, approval = $25, deleted = $26, created_at = $27, changed_at = $28, external = $29, rest = $30 \
    where id = $1";

const LOAD: &str = "select id, version, pipeline, stage, place, title, contact, amount, kind, source, responsible, \
    observer, co_executor, department, taken_by, turn, turn_since, waited_us, stage_since, stage_due, next_at, \
    closed_at, approval, deleted, created_at, changed_at, external, rest from deal where id = $1";

/// The columns of [`read_card`].
pub(super) const CARD: &str = "select id, version, pipeline, stage, place, title, contact, name, goods, amount, kind, \
    source, responsible, department, turn, turn_since, waited_us, stage_since, stage_due, next_at, closed_at, \
    approval, deleted, rest from deal";

fn write(conn: &Conn, sql: &'static str, deal: &Deal, name: &str) -> Result<usize, StoreError> {
    let rest = serde_json::to_string(&Rest {
        tags: Cow::Borrowed(&deal.tags),
        custom: Cow::Borrowed(&deal.custom),
        next_step: deal
            .next_step
            .as_ref()
            .map(|s| Cow::Borrowed(s.text.as_str())),
        lost_reason: deal.lost_reason.as_deref().map(Cow::Borrowed),
        items: Cow::Borrowed(&deal.items),
    })
    .map_err(|_| StoreError::Damaged("a deal that can't be written"))?;
    let goods = deal.goods();
    conn.exec(
        sql,
        &[
            deal.id.0.into(),
            deal.version.0.into(),
            deal.pipeline.0.into(),
            deal.stage.0.into(),
            deal.place.into(),
            V::Text(&deal.title),
            deal.contact.map(|c| c.0).into(),
            name.into(),
            V::Text(&goods),
            deal.amount.0.into(),
            deal.kind.map(kind_code).into(),
            deal.source.map(|s| s.0).into(),
            deal.responsible.map(|o| o.0).into(),
            deal.observer.map(|o| o.0).into(),
            deal.co_executor.map(|o| o.0).into(),
            deal.department.map(|d| d.0).into(),
            deal.taken_by.map(|o| o.0).into(),
            deal.turn.rank().into(),
            deal.turn_since.0.into(),
            deal.waited_us.into(),
            deal.stage_since.0.into(),
            deal.stage_due.map(|t| t.0).into(),
            deal.next_step.as_ref().map(|s| s.at.0).into(),
            deal.closed_at.map(|t| t.0).into(),
            deal.approval.map(|a| a.0).into(),
            deal.deleted.into(),
            deal.created_at.0.into(),
            deal.changed_at.0.into(),
            deal.external.as_deref().into(),
            V::Text(&rest),
        ],
    )
}

/// The next number, taken: a rolled back transaction gives it back.
pub fn next_id(conn: &Conn) -> Result<DealId, StoreError> {
    conn.int(
        "update head set deal = deal + 1 where one = 1 returning deal",
        &[],
    )
    .map(DealId)
}

pub fn load(conn: &Conn, id: DealId) -> Result<Option<Deal>, StoreError> {
    conn.one(LOAD, &[id.0.into()], |row| {
        let rest: Rest<'static> = row.json(27)?;
        let next_at = row.int_opt(20)?;
        Ok(Deal {
            id: DealId(row.int(0)?),
            version: Version(row.int(1)?),
            pipeline: PipelineId(row.int(2)?),
            stage: StageId(row.int(3)?),
            place: row.int(4)?,
            title: row.text(5)?,
            contact: row.int_opt(6)?.map(ContactId),
            amount: Kopecks(row.int(7)?),
            kind: row.int_opt(8)?.map(kind_of).transpose()?,
            source: row.int_opt(9)?.map(SourceId),
            responsible: row.int_opt(10)?.map(OperatorId),
            observer: row.int_opt(11)?.map(OperatorId),
            co_executor: row.int_opt(12)?.map(OperatorId),
            department: row.int_opt(13)?.map(DepartmentId),
            taken_by: row.int_opt(14)?.map(OperatorId),
            turn: turn_of(row.int(15)?)?,
            turn_since: Millis(row.int(16)?),
            waited_us: row.int(17)?,
            stage_since: Millis(row.int(18)?),
            stage_due: row.int_opt(19)?.map(Millis),
            next_step: next_at.map(|at| NextStep {
                text: rest.next_step.unwrap_or_default().into_owned(),
                at: Millis(at),
            }),
            closed_at: row.int_opt(21)?.map(Millis),
            approval: row.int_opt(22)?.map(ApprovalId),
            deleted: row.flag(23)?,
            created_at: Millis(row.int(24)?),
            changed_at: Millis(row.int(25)?),
            external: row.text_opt(26)?,
            tags: rest.tags.into_owned(),
            custom: rest.custom.into_owned(),
            lost_reason: rest.lost_reason.map(Cow::into_owned),
            items: rest.items.into_owned(),
        })
    })
}

/// Puts a new deal in, with its totals and search words. `name` is what its contact is called.
pub fn insert(conn: &Conn, _permit: &Permit, deal: &Deal, name: &str) -> Result<(), StoreError> {
    write(conn, INSERT, deal, name)?;
    total::moved(conn, None, Some(deal))?;
    search::put_deal(conn, deal)
}

/// Puts a changed deal back. `before` is the row as it was loaded in this transaction.
pub fn update(
    conn: &Conn,
    _permit: &Permit,
    before: &Deal,
    after: &Deal,
    name: &str,
) -> Result<(), StoreError> {
    write(conn, UPDATE, after, name)?;
    total::moved(conn, Some(before), Some(after))?;
    if search::deal_words(before) != search::deal_words(after) || before.deleted != after.deleted {
        search::put_deal(conn, after)?;
    }
    Ok(())
}

/// The smallest place of a column, 0 where it is empty.
pub fn top(conn: &Conn, stage: StageId) -> Result<i64, StoreError> {
    let top = conn.one(
        "select place from deal where stage = $1 and deleted = 0 order by place, id limit 1",
        &[stage.0.into()],
        |row| row.int(0),
    )?;
    Ok(top.unwrap_or(0))
}

pub fn by_external(conn: &Conn, external: &str) -> Result<Option<DealId>, StoreError> {
    conn.one(
        "select id from deal where external = $1 and deleted = 0",
        &[external.into()],
        |row| row.int(0).map(DealId),
    )
}

/// The earliest end of a contact's deals in these stages, but for one.
pub fn first_closed(
    conn: &Conn,
    contact: ContactId,
    but: DealId,
    stages: &[StageId],
) -> Result<Option<Millis>, StoreError> {
    let ends = conn.query(
        "select stage, closed_at from deal where contact = $1 and id <> $2 and deleted = 0 and closed_at is not null \
         order by closed_at",
        &[contact.0.into(), but.0.into()],
        |row| Ok((StageId(row.int(0)?), Millis(row.int(1)?))),
    )?;
    let first = ends.into_iter().find(|(stage, _)| stages.contains(stage));
    Ok(first.map(|(_, at)| at))
}

/// What a deal's contact is called on its card.
pub fn name_of(conn: &Conn, contact: Option<ContactId>) -> Result<String, StoreError> {
    let Some(contact) = contact else {
        return Ok(String::new());
    };
    let name = conn.one(
        "select called from contact where id = $1",
        &[contact.0.into()],
        |row| row.text(0),
    )?;
    Ok(name.unwrap_or_default())
}

/// The stage's limit ran out and nobody was told yet: the earliest.
pub fn next_due(conn: &Conn) -> Result<Option<(DealId, Millis)>, StoreError> {
    conn.one(
        "select id, stage_due from deal where late = 0 and stage_due is not null and deleted = 0 \
         order by stage_due limit 1",
        &[],
        |row| Ok((DealId(row.int(0)?), Millis(row.int(1)?))),
    )
}

/// Remembers that lateness was told.
pub fn mark_late(conn: &Conn, _permit: &Permit, deal: DealId) -> Result<(), StoreError> {
    conn.exec("update deal set late = 1 where id = $1", &[deal.0.into()])
        .map(drop)
}

pub fn card(conn: &Conn, id: DealId) -> Result<Option<Card>, StoreError> {
    let mut sql = super::conn::Sql::new(CARD);
    sql.push("where id = $1");
    conn.one(&sql, &[id.0.into()], read_card)
}

#[derive(Deserialize)]
struct Beside {
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    lost_reason: Option<String>,
}

pub(super) fn read_card(row: &Row<'_>) -> Result<Card, StoreError> {
    let beside: Beside = row.json(23)?;
    Ok(Card {
        id: DealId(row.int(0)?),
        version: Version(row.int(1)?),
        pipeline: PipelineId(row.int(2)?),
        stage: StageId(row.int(3)?),
        place: row.int(4)?,
        title: row.text(5)?,
        contact: row.int_opt(6)?.map(ContactId),
        name: row.text(7)?,
        goods: row.text(8)?,
        amount: Kopecks(row.int(9)?),
        kind: row.int_opt(10)?.map(kind_of).transpose()?,
        source: row.int_opt(11)?.map(SourceId),
        responsible: row.int_opt(12)?.map(OperatorId),
        department: row.int_opt(13)?.map(DepartmentId),
        turn: turn_of(row.int(14)?)?,
        turn_since: Millis(row.int(15)?),
        waited_us: row.int(16)?,
        stage_since: Millis(row.int(17)?),
        stage_due: row.int_opt(18)?.map(Millis),
        next_at: row.int_opt(19)?.map(Millis),
        closed_at: row.int_opt(20)?.map(Millis),
        approval: row.int_opt(21)?.map(ApprovalId),
        deleted: row.flag(22)?,
        tags: beside.tags,
        lost_reason: beside.lost_reason,
    })
}

pub(super) fn kind_code(kind: Kind) -> i64 {
    match kind {
        Kind::Retail => 1,
        Kind::Wholesale => 2,
    }
}

fn kind_of(code: i64) -> Result<Kind, StoreError> {
    match code {
        1 => Ok(Kind::Retail),
        2 => Ok(Kind::Wholesale),
        _ => Err(StoreError::Damaged("an unknown kind of deal")),
    }
}

/// Columns are sorted by it, so it is kept as its rank.
fn turn_of(rank: i64) -> Result<Turn, StoreError> {
    let turn = Turn::ALL.into_iter().find(|turn| turn.rank() == rank);
    turn.ok_or(StoreError::Damaged("an unknown turn"))
}
