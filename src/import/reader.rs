//! Rows into records: rows of one deal are put together, rows that yield nothing say why.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};

use super::draft::{Draft, SHOWN};
use super::headings::normal;
use super::mapping::{Mapping, Origin};
use super::print::Prints;
use super::record::{Complaint, MAX_ITEMS, MAX_LIST, MAX_WARNINGS, Record, Skipped, What, Why};
use super::table::{Row, RowError, Table};
use jiff::tz::TimeZone;

/// An iterator over the records of a table.
#[derive(Debug)]
pub struct Reader {
    pub table: Table,
    pub mapping: Mapping,
    origin: Origin,
    zone: TimeZone,
    /// The deal that the next row may go on with.
    pending: Option<Record>,
    ready: VecDeque<Result<Record, Skipped>>,
    /// 64 bits of each id so far, and the line where it came first.
    seen: HashMap<u64, u64>,
    hasher: RandomState,
    prints: Prints,
}

impl Reader {
    pub fn new(origin: Origin, table: Table, mapping: Mapping, zone: TimeZone) -> Self {
        Self {
            table,
            mapping,
            origin,
            zone,
            pending: None,
            ready: VecDeque::new(),
            seen: HashMap::new(),
            hasher: RandomState::new(),
            prints: Prints::default(),
        }
    }

    pub fn complaints(&self) -> Vec<Complaint> {
        let line = self.table.heading_line();
        let unknown = self.mapping.unknown().map(|mapped| Complaint {
            line,
            column: Some(mapped.heading.clone()),
            what: What::UnknownColumn,
            value: String::new(),
        });
        let broken = self
            .table
            .sniffed()
            .and_then(|sniffed| sniffed.first_bad_line);
        let broken = broken.map(|line| Complaint {
            line,
            column: None,
            what: What::EncodingBroken,
            value: String::new(),
        });
        let headings = &self.mapping.columns;
        let twice = headings.iter().enumerate().filter(|(at, mapped)| {
            let heading = normal(&mapped.heading);
            let earlier = &headings[..*at];
            line > 0 && earlier.iter().any(|one| normal(&one.heading) == heading)
        });
        let twice = twice.map(|(_, mapped)| Complaint {
            line,
            column: Some(mapped.heading.clone()),
            what: What::HeadingTwice,
            value: String::new(),
        });
        broken.into_iter().chain(twice).chain(unknown).collect()
    }

    /// In a file of contacts no guess names a column of a deal: it is there because a person said so.
    fn with_deals(&self) -> bool {
        self.origin == Origin::Deals || self.mapping.holds_deals()
    }

    fn take(&mut self, row: &Row) {
        if let Some(why) = self.useless(row) {
            return self.skip(row.line, why, Vec::new());
        }
        let mut draft = Draft::new(self.origin, &self.zone, row.line);
        for (mapped, cell) in self.mapping.columns.iter().zip(&row.cells) {
            draft.take(&mapped.heading, &mapped.column, cell);
        }
        let only_items = draft.only_items;
        let with_deals = self.with_deals();
        let mut record = match draft.finish(with_deals) {
            Ok(record) => record,
            Err(complaints) => return self.skip(row.line, Why::NothingUsable, complaints),
        };
        if let Some(ragged) = self.ragged(row) {
            record.warnings.insert(0, ragged);
        }
        let id = id(&record).map(str::to_owned);
        if with_deals && id.is_none() {
            record.print = self.prints.of(row);
        }
        if with_deals && let Some(pending) = &mut self.pending {
            let same = id.is_some() && self::id(pending) == id.as_deref();
            let goods = record
                .deal
                .as_ref()
                .is_some_and(|deal| !deal.items.is_empty());
            if goods && (same || only_items) {
                return go_on(pending, record);
            }
        }
        if let Some(id) = id {
            let first = *self
                .seen
                .entry(self.hasher.hash_one(&id))
                .or_insert(row.line);
            if first != row.line {
                let what = What::DuplicateOf { line: first };
                record.warnings.push(Complaint {
                    line: row.line,
                    column: None,
                    what,
                    value: id,
                });
            }
        }
        let before = if with_deals {
            self.pending.replace(record)
        } else {
            Some(record)
        };
        self.ready.extend(before.map(Ok));
    }

    fn skip(&mut self, line: u64, why: Why, complaints: Vec<Complaint>) {
        self.ready.extend(self.pending.take().map(Ok));
        self.ready.push_back(Err(Skipped {
            line,
            why,
            complaints,
        }));
    }

    fn useless(&self, row: &Row) -> Option<Why> {
        let mut filled = row.cells.iter().filter(|cell| !cell.is_empty());
        let Some(first) = filled.next() else {
            return Some(Why::EmptyRow);
        };
        let headings = self.table.headings();
        if self.table.heading_line() > 0
            && headings.len() > 1
            && row.cells.get(..headings.len()) == Some(headings)
        {
            return Some(Why::HeadingsAgain);
        }
        ["итого", "всего", "total"]
            .contains(&normal(first).as_str())
            .then_some(Why::Totals)
    }

    fn ragged(&self, row: &Row) -> Option<Complaint> {
        let expected = self.table.headings().len();
        let found = row.cells.len();
        let extra = row
            .cells
            .get(expected..)
            .unwrap_or_default()
            .iter()
            .find(|cell| !cell.is_empty());
        (found < expected || extra.is_some()).then(|| Complaint {
            line: row.line,
            column: None,
            what: What::RowRagged { expected, found },
            value: extra
                .map(|cell| super::cells::cut(cell, SHOWN).0)
                .unwrap_or_default(),
        })
    }
}

/// The id by which a record is known to its program.
fn id(record: &Record) -> Option<&str> {
    let deal = record.deal.as_ref().map(|deal| &deal.external);
    let contact = record.contact.as_ref().map(|contact| &contact.external);
    let external = deal.or(contact)?.as_ref()?;
    Some(&external.id)
}

/// Adds the goods of a row, and the phones and addresses it may have, to the deal begun above.
fn go_on(pending: &mut Record, more: Record) {
    let mut warnings = more.warnings;
    if let (Some(deal), Some(added)) = (&mut pending.deal, more.deal) {
        let room = MAX_ITEMS.saturating_sub(deal.items.len());
        if added.items.len() > room {
            let what = What::TooMany { limit: MAX_ITEMS };
            warnings.push(Complaint {
                line: more.line,
                column: None,
                what,
                value: String::new(),
            });
        }
        deal.items.extend(added.items.into_iter().take(room));
    }
    let room = MAX_WARNINGS.saturating_sub(pending.warnings.len());
    pending.warnings.extend(warnings.into_iter().take(room));
    let Some(added) = more.contact else { return };
    match &mut pending.contact {
        None => pending.contact = Some(added),
        Some(contact) if added.name.is_none() || added.name == contact.name => {
            join(&mut contact.phones, added.phones);
            join(&mut contact.emails, added.emails);
        }
        Some(_) => {}
    }
}

fn join<T: PartialEq>(list: &mut Vec<T>, more: Vec<T>) {
    for value in more {
        if list.len() < MAX_LIST && !list.contains(&value) {
            list.push(value);
        }
    }
}

impl Iterator for Reader {
    type Item = Result<Record, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            match self.table.next() {
                Some(Ok(row)) => self.take(&row),
                Some(Err(RowError { line, fault })) => {
                    self.skip(line, Why::Unreadable(fault), Vec::new())
                }
                None => return self.pending.take().map(Ok),
            }
        }
    }
}
