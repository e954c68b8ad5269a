//! Windows of the board: a few rows by index, whatever the number of deals.
use super::conn::{Conn, Sql, StoreError, V};
use super::deal::{CARD, kind_code, read_card};
use super::total::{self, Tally};
use super::{deal, search};
use crate::domain::calendar::Millis;
use crate::domain::card::Card;
use crate::domain::deal::{Kind, Turn};
use crate::domain::fold::Query;
use crate::domain::id::*;

/// Which deals of a column, and in which order.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub responsible: Option<OperatorId>,
    pub source: Option<SourceId>,
    pub kind: Option<Kind>,
    pub turn: Option<Turn>,
    pub tag: Option<String>,
    pub text: Option<Query>,
    /// Past the stage's limit or the next step's date at this time.
    pub late: Option<Millis>,
    pub no_next_step: bool,
    pub by_turn: bool,
}

/// Where a window stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Top,
    After(DealId),
    Before(DealId),
    Foot,
}

/// Counting stops here where no count is kept.
pub const COUNTED_AT_MOST: i64 = 1000;
/// Rows looked through for a filter that has no index, before a window is given back short.
const TEXT_HITS: u32 = 1000;

impl Filter {
    /// Everything in it is kept as a count.
    fn is_kept(&self) -> bool {
        self.turn.is_none()
            && self.tag.is_none()
            && self.text.is_none()
            && self.late.is_none()
            && !self.no_next_step
    }

    fn is_empty(&self) -> bool {
        self.is_kept() && self.responsible.is_none() && self.source.is_none() && self.kind.is_none()
    }
}

/// Values bound by number, so that a piece of SQL can be pushed beside its value.
struct Bound<'a> {
    sql: Sql,
    values: Vec<V<'a>>,
}

/// `$1`, `$2` … as literals: pieces of SQL are this program's text only.
const PLACES: [&str; 16] = [
    "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15",
    "$16",
];

impl<'a> Bound<'a> {
    fn new(select: &'static str) -> Bound<'a> {
        Bound {
            sql: Sql::new(select),
            values: Vec::new(),
        }
    }

    fn and(&mut self, condition: &'static str, value: impl Into<V<'a>>) {
        self.sql.push("and").push(condition);
        self.bind(value);
    }

    fn bind(&mut self, value: impl Into<V<'a>>) {
        self.values.push(value.into());
        self.sql.push(PLACES[self.values.len() - 1]);
    }
}

fn conditions<'a>(bound: &mut Bound<'a>, stage: StageId, sieve: &'a Sieve) {
    let filter = &sieve.filter;
    bound.sql.push("where deleted = 0");
    bound.and("stage =", stage.0);
    if let Some(responsible) = filter.responsible {
        bound.and("responsible =", responsible.0);
    }
    if let Some(source) = filter.source {
        bound.and("source =", source.0);
    }
    if let Some(kind) = filter.kind {
        bound.and("kind =", kind_code(kind));
    }
    if let Some(turn) = filter.turn {
        bound.and("turn =", turn.rank());
    }
    if let Some(tag) = &filter.tag {
        bound.and(
            "exists (select 1 from json_each(rest, '$.tags') where value =",
            tag,
        );
        bound.sql.push(")");
    }
    if filter.text.is_some() {
        // The hits are found first, by the index of words, and handed over as one list.
        bound.and("id in (select value from json_each(", &sieve.texts);
        bound.sql.push("))");
    }
    if let Some(now) = filter.late {
        bound.sql.push("and closed_at is null");
        bound.and("(stage_due <", now.0);
        bound.sql.push("or next_at <");
        bound.bind(now.0);
        bound.sql.push(")");
    }
    if filter.no_next_step {
        bound.sql.push("and next_at is null and closed_at is null");
    }
}

/// A filter whose words have been looked up: once, however many columns are read through it.
#[derive(Debug)]
pub struct Sieve {
    filter: Filter,
    /// The ids that match the words, as a JSON list.
    texts: String,
    /// More may match than were looked up.
    unseen: bool,
}

impl Sieve {
    pub fn new(conn: &Conn, filter: Filter) -> Result<Sieve, StoreError> {
        let (texts, unseen) = match &filter.text {
            Some(query) => hits(conn, query)?,
            None => Default::default(),
        };
        Ok(Sieve {
            filter,
            texts,
            unseen,
        })
    }
}

/// The ids that match the words, as a JSON list: deals themselves and those of matching contacts; and whether
/// there may be more.
fn hits(conn: &Conn, query: &Query) -> Result<(String, bool), StoreError> {
    let mut ids: Vec<i64> = search::deals(conn, query, TEXT_HITS)?
        .into_iter()
        .map(|d| d.0)
        .collect();
    let mut contacts = search::contacts(conn, query, TEXT_HITS)?;
    if let Some(digits) = &query.digits {
        contacts.extend(search::contacts_by_digits(conn, digits, TEXT_HITS)?);
        ids.extend(digits.parse::<i64>().ok());
    }
    let mut more = ids.len() >= TEXT_HITS as usize || contacts.len() >= TEXT_HITS as usize;
    for contact in contacts {
        let before = ids.len();
        conn.each(
            "select id from deal where contact = $1 order by id desc limit 100",
            &[contact.0.into()],
            |row| {
                ids.push(row.int(0)?);
                Ok(())
            },
        )?;
        more |= ids.len() - before >= 100;
    }
    let ids = serde_json::to_string(&ids).map_err(|_| StoreError::Damaged("a list of numbers"))?;
    Ok((ids, more))
}

/// Some cards of a column in order, and whether there are more below.
pub fn window(
    conn: &Conn,
    stage: StageId,
    sieve: &Sieve,
    at: At,
    limit: u32,
) -> Result<(Vec<Card>, bool), StoreError> {
    let filter = &sieve.filter;
    let cursor = match at {
        At::After(id) | At::Before(id) => deal::card(conn, id)?,
        At::Top | At::Foot => None,
    };
    let mut bound = Bound::new(CARD);
    conditions(&mut bound, stage, sieve);
    let backwards = matches!(at, At::Before(_) | At::Foot);
    if let Some(card) = &cursor {
        let (turn, since) = (card.turn.rank(), card.turn_since.0);
        match (filter.by_turn, backwards) {
            (false, false) => bound.and("(place, id) > (", card.place),
            (false, true) => bound.and("(place, id) < (", card.place),
            (true, false) => bound.and("(turn, turn_since, id) > (", turn),
            (true, true) => bound.and("(turn, turn_since, id) < (", turn),
        }
        bound.sql.push(",");
        if filter.by_turn {
            bound.bind(since);
            bound.sql.push(",");
        }
        bound.bind(card.id.0);
        bound.sql.push(")");
    }
    bound.sql.push(match (filter.by_turn, backwards) {
        (false, false) => "order by place, id limit",
        (false, true) => "order by place desc, id desc limit",
        (true, false) => "order by turn, turn_since, id limit",
        (true, true) => "order by turn desc, turn_since desc, id desc limit",
    });
    bound.bind(i64::from(limit) + 1);
    let mut cards = conn.query(&bound.sql, &bound.values, read_card)?;
    let more = cards.len() > limit as usize;
    cards.truncate(limit as usize);
    if backwards {
        cards.reverse();
    }
    // Going up, "more below" is certain wherever the window had a cursor to end at.
    Ok((
        cards,
        if backwards {
            matches!(at, At::Before(_))
        } else {
            more
        },
    ))
}

/// A column's count and sum, and whether counting stopped early.
pub fn tally(conn: &Conn, stage: StageId, sieve: &Sieve) -> Result<(Tally, bool), StoreError> {
    let filter = &sieve.filter;
    if filter.is_empty() {
        return Ok((total::of_stage(conn, stage)?, false));
    }
    if filter.is_kept() {
        return Ok((
            total::of_split(conn, stage, filter.responsible, filter.source, filter.kind)?,
            false,
        ));
    }
    let mut bound =
        Bound::new("select count(*), coalesce(sum(amount), 0) from (select amount from deal");
    conditions(&mut bound, stage, sieve);
    bound.sql.push("limit");
    bound.bind(COUNTED_AT_MOST);
    bound.sql.push(")");
    let tally = conn
        .one(&bound.sql, &bound.values, |row| {
            Ok(Tally {
                count: row.int(0)?,
                sum: row.int(1)?,
            })
        })?
        .unwrap_or_default();
    Ok((tally, sieve.unseen || tally.count >= COUNTED_AT_MOST))
}

/// Deals newest first, below `before`, of one stage or contact or of all.
pub fn list(
    conn: &Conn,
    stage: Option<StageId>,
    contact: Option<ContactId>,
    responsible: Option<OperatorId>,
    before: Option<DealId>,
    limit: u32,
) -> Result<Vec<Card>, StoreError> {
    let mut bound = Bound::new(CARD);
    bound.sql.push("where deleted = 0");
    bound.and("id <", before.map_or(i64::MAX, |d| d.0));
    if let Some(stage) = stage {
        bound.and("stage =", stage.0);
    }
    if let Some(contact) = contact {
        bound.and("contact =", contact.0);
    }
    if let Some(responsible) = responsible {
        bound.and("responsible =", responsible.0);
    }
    bound.sql.push("order by id desc limit");
    bound.bind(i64::from(limit));
    conn.query(&bound.sql, &bound.values, read_card)
}
