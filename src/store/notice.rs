//! What people have to hear of: kept until seen.
use super::conn::{Conn, StoreError};
use crate::domain::calendar::Millis;
use crate::domain::id::*;
use crate::domain::notice::{self, Notice, NoticeKind};
use crate::domain::operator::Permit;

pub fn insert(conn: &Conn, _permit: &Permit, notice: &Notice) -> Result<(), StoreError> {
    let put = conn.exec(
        "insert into notice (operator, seq, deal, kind, at, author) values ($1, $2, $3, $4, $5, $6) \
         on conflict do nothing",
        &[
            notice.to.0.into(),
            notice.seq.0.into(),
            notice.deal.0.into(),
            code(notice.kind).into(),
            notice.at.0.into(),
            notice.by.map(|o| o.0).into(),
        ],
    )?;
    if put > 0 {
        conn.exec(
            "insert into notice_seen (operator, seq, unseen) values ($1, 0, 1) \
             on conflict (operator) do update set unseen = unseen + 1",
            &[notice.to.0.into()],
        )?;
    }
    Ok(())
}

pub fn newest(conn: &Conn, to: OperatorId, limit: u32) -> Result<Vec<Notice>, StoreError> {
    conn.query(
        "select seq, deal, kind, at, author, (select fact from journal j where j.seq = notice.seq) from notice \
         where operator = $1 order by seq desc, deal, kind limit $2",
        &[to.0.into(), i64::from(limit).into()],
        |row| {
            let kind = kind(row.int(2)?)?;
            let reason = match kind {
                NoticeKind::ApprovalRefused => notice::reason(&row.json(5)?),
                _ => None,
            };
            Ok(Notice {
                to,
                seq: Seq(row.int(0)?),
                deal: DealId(row.int(1)?),
                kind,
                at: Millis(row.int(3)?),
                by: row.int_opt(4)?.map(OperatorId),
                reason,
            })
        },
    )
}

pub fn unseen(conn: &Conn, to: OperatorId) -> Result<i64, StoreError> {
    let unseen = conn.one(
        "select unseen from notice_seen where operator = $1",
        &[to.0.into()],
        |row| row.int(0),
    )?;
    Ok(unseen.unwrap_or(0))
}

/// Everything up to this number was seen.
pub fn seen(conn: &Conn, to: OperatorId, up_to: Seq) -> Result<(), StoreError> {
    conn.exec(
        "insert into notice_seen (operator, seq, unseen) values ($1, $2, 0) on conflict (operator) do update set \
         seq = excluded.seq, unseen = (select count(*) from notice n where n.operator = $1 and n.seq > $2)",
        &[to.0.into(), up_to.0.into()],
    )?;
    Ok(())
}

const KINDS: [NoticeKind; 8] = [
    NoticeKind::MadeResponsible,
    NoticeKind::MadeObserver,
    NoticeKind::MadeCoExecutor,
    NoticeKind::Moved,
    NoticeKind::Late,
    NoticeKind::ApprovalAsked,
    NoticeKind::Approved,
    NoticeKind::ApprovalRefused,
];

fn code(kind: NoticeKind) -> i64 {
    KINDS
        .iter()
        .position(|k| *k == kind)
        .map_or(-1, |at| at as i64)
}

fn kind(code: i64) -> Result<NoticeKind, StoreError> {
    usize::try_from(code)
        .ok()
        .and_then(|at| KINDS.get(at).copied())
        .ok_or(StoreError::Damaged("an unknown kind of notice"))
}
