//! The checker: a copy of the database beside the clients' ledgers. It shares no code with the store.
use crate::ledger::{Answer, Books, nonce};
use crate::server::Place;
use pult::domain::command::{Act, Command};
use rusqlite::{Connection, OpenFlags, Result};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

/// The log is emptied at 16 MiB and cut back to 64.
const LOG_MAX: u64 = 80 << 20;

/// Copies file and log as they lie there, and looks whether they tell the ledgers' story. A line a fault.
pub fn after_crash(place: &Place, books: &Books) -> Vec<String> {
    let copy = tempfile::tempdir().expect("room for a copy");
    let file = copy.path().join("pult.db");
    std::fs::copy(place.file(), &file).expect("the file is there");
    if place.log().exists() {
        let length =
            std::fs::copy(place.log(), copy.path().join("pult.db-wal")).expect("the log is copied");
        if length > LOG_MAX {
            return vec![format!("the log has grown to {length} bytes")];
        }
    }
    of_file(&file, books, false)
}

/// The same of one file. A `copy` may lack what was done after it was made.
pub fn of_file(file: &Path, books: &Books, copy: bool) -> Vec<String> {
    let checked = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .and_then(|conn| Check::new(&conn, books, copy)?.all());
    checked.unwrap_or_else(|error| vec![format!("the database does not read: {error}")])
}

/// A row of the table of commands.
struct Entry {
    operator: Option<i64>,
    act: String,
    first: i64,
    last: i64,
}

/// A journal entry.
struct Line {
    seq: i64,
    command: Vec<u8>,
    kind: String,
    body: Value,
}

struct Check<'a> {
    conn: &'a Connection,
    books: &'a Books,
    copy: bool,
    end: i64,
    commands: HashMap<Vec<u8>, Entry>,
    lines: Vec<Line>,
    faults: Vec<String>,
}

impl<'a> Check<'a> {
    fn new(conn: &'a Connection, books: &'a Books, copy: bool) -> Result<Check<'a>> {
        let mut check = Check {
            conn,
            books,
            copy,
            end: conn.query_row("select seq from head", [], |row| row.get(0))?,
            commands: HashMap::new(),
            lines: Vec::new(),
            faults: Vec::new(),
        };
        let mut rows =
            conn.prepare("select id, operator, act, first_seq, last_seq from command")?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let entry = Entry {
                operator: row.get(1)?,
                act: row.get(2)?,
                first: row.get(3)?,
                last: row.get(4)?,
            };
            if check.commands.insert(row.get(0)?, entry).is_some() {
                check.faults.push("a command id stands twice".into());
            }
        }
        let mut rows = conn.prepare("select seq, command, fact from journal order by seq")?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let fact: String = row.get(2)?;
            let Ok(Value::Object(fact)) = serde_json::from_str(&fact) else {
                check
                    .faults
                    .push(format!("entry {} does not read", row.get::<_, i64>(0)?));
                continue;
            };
            let (kind, body) = fact.into_iter().next().unwrap_or_default();
            check.lines.push(Line {
                seq: row.get(0)?,
                command: row.get(1)?,
                kind,
                body,
            });
        }
        Ok(check)
    }

    fn fault(&mut self, line: String) {
        self.faults.push(line);
    }

    fn all(mut self) -> Result<Vec<String>> {
        self.build()?;
        self.journal();
        self.answers();
        self.effects();
        self.deals()?;
        self.totals()?;
        Ok(self.faults)
    }

    /// The file itself.
    fn build(&mut self) -> Result<()> {
        let line: String = self
            .conn
            .query_row("pragma integrity_check", [], |row| row.get(0))?;
        if line != "ok" {
            self.fault(format!("integrity: {line}"));
        }
        if self.conn.prepare("pragma foreign_key_check")?.exists([])? {
            self.fault("a foreign key points nowhere".into());
        }
        Ok(())
    }

    /// Numbers 1…n, each within the range of its command, the ranges without a hole.
    fn journal(&mut self) {
        let mut wrong = Vec::new();
        for (expected, line) in (1..).zip(&self.lines) {
            if line.seq != expected {
                wrong.push(format!(
                    "journal: {} stands where {expected} belongs",
                    line.seq
                ));
                break;
            }
        }
        if self.lines.last().map_or(0, |line| line.seq) != self.end {
            wrong.push(format!("journal: its head says {}", self.end));
        }
        for line in &self.lines {
            match self.commands.get(&line.command) {
                Some(entry) if (entry.first..=entry.last).contains(&line.seq) => {}
                Some(_) => wrong.push(format!("entry {} lies outside its command", line.seq)),
                None => wrong.push(format!("entry {} has no command", line.seq)),
            }
        }
        let mut ranges: Vec<(i64, i64)> = self
            .commands
            .values()
            .map(|e| (e.first, e.last))
            .filter(|(f, l)| l >= f)
            .collect();
        ranges.sort_unstable();
        let mut next = 1;
        for (first, last) in ranges {
            if first != next {
                wrong.push(format!("commands leave a hole or overlap at {next}"));
                break;
            }
            next = last + 1;
        }
        self.faults.extend(wrong);
    }

    /// Everything acknowledged is there as acknowledged; nothing refused, nothing never asked for.
    fn answers(&mut self) {
        let asked: HashMap<&[u8], &Command> = self
            .books
            .attempts
            .iter()
            .map(|c| (c.id.0.as_bytes().as_slice(), c))
            .collect();
        let mut wrong = Vec::new();
        // A command asked again may first have been told "not now" and then be done: the last answer counts.
        let mut last = HashMap::new();
        for told in &self.books.answers {
            if let (Some(Answer::Done { seq }), Answer::Done { seq: again }) =
                (last.get(&told.id), &told.answer)
                && seq != again
            {
                wrong.push(format!(
                    "{} was acknowledged as {seq} and as {again}",
                    told.id
                ));
            }
            last.insert(told.id, told.answer.clone());
        }
        for (id, answer) in last {
            let entry = self.commands.get(id.0.as_bytes().as_slice());
            match (answer, entry) {
                (Answer::Done { seq }, None) if self.copy && seq > self.end => {}
                // A command that changed nothing is answered with the journal's end.
                (Answer::Done { seq }, None) => {
                    wrong.push(format!("{id} was acknowledged ({seq}) and is lost"))
                }
                (Answer::Done { seq }, Some(entry)) if entry.last != seq => {
                    wrong.push(format!(
                        "{id} was acknowledged as {seq} and stands as {}",
                        entry.last
                    ));
                }
                (Answer::Refused | Answer::NotNow, Some(_)) => {
                    wrong.push(format!("{id} was refused and stands there"));
                }
                _ => {}
            }
        }
        for (id, entry) in &self.commands {
            let name = |act: &Act| serde_json::to_value(act.kind()).ok();
            match asked.get(id.as_slice()) {
                None if entry.operator.is_none() => {}
                None => wrong.push(format!("nobody asked for {}", hex(id))),
                Some(command) if name(&command.act) != Some(Value::String(entry.act.clone())) => {
                    wrong.push(format!("{} was another act", command.id));
                }
                Some(_) => {}
            }
        }
        self.faults.extend(wrong);
    }

    /// Each command has left its own mark, once, and no other.
    fn effects(&mut self) {
        let mut by_command: HashMap<&[u8], Vec<&Line>> = HashMap::new();
        for line in &self.lines {
            by_command.entry(&line.command).or_default().push(line);
        }
        let mut marks: HashSet<String> = HashSet::new();
        let mut wrong = Vec::new();
        for command in &self.books.attempts {
            let id = command.id;
            let lines = by_command
                .remove(id.0.as_bytes().as_slice())
                .unwrap_or_default();
            let Some(entry) = self.commands.get(id.0.as_bytes().as_slice()) else {
                continue;
            };
            if entry.last >= entry.first && lines.len() as i64 != entry.last - entry.first + 1 {
                wrong.push(format!(
                    "{id} has {} entries of {}",
                    lines.len(),
                    entry.last - entry.first + 1
                ));
            }
            let kind = match &command.act {
                Act::CreateDeal { .. } => "deal_created",
                Act::EditDeal { .. } | Act::MoveDeal { .. } => "deal_changed",
                Act::NoteDeal { .. } => "deal_noted",
                _ => continue,
            };
            let own: Vec<&&Line> = lines.iter().filter(|line| line.kind == kind).collect();
            // Moving to where it stands changes nothing.
            let [line] = own.as_slice() else {
                wrong.push(format!("{id} has {} entries of the kind {kind}", own.len()));
                continue;
            };
            let Some(nonce) = nonce(&command.act) else {
                continue;
            };
            if mark(line) != Some(nonce) {
                wrong.push(format!("{id} should have left {nonce}: {}", line.body));
            }
            if !marks.insert(nonce.to_owned()) {
                wrong.push(format!("{nonce} stands twice"));
            }
        }
        // What pult's own timers write has no mark.
        for line in by_command
            .into_values()
            .flatten()
            .filter(|line| line.kind != "deal_late")
        {
            wrong.push(format!("entry {} is nobody's: {}", line.seq, line.body));
        }
        self.faults.extend(wrong);
    }

    /// The rows are what the journal tells.
    fn deals(&mut self) -> Result<()> {
        #[derive(Default, Debug, PartialEq)]
        struct Deal {
            version: i64,
            title: String,
            stage: i64,
            amount: i64,
            deleted: bool,
        }
        let mut told: BTreeMap<i64, Deal> = BTreeMap::new();
        let mut wrong = Vec::new();
        for line in &self.lines {
            match line.kind.as_str() {
                "deal_created" => {
                    let deal = &line.body["deal"];
                    let int = |field: &str| deal[field].as_i64().unwrap_or_default();
                    let made = Deal {
                        version: 1,
                        title: deal["title"].as_str().unwrap_or_default().to_owned(),
                        stage: int("stage"),
                        amount: int("amount"),
                        deleted: false,
                    };
                    if told.insert(int("id"), made).is_some() {
                        wrong.push(format!("deal {} was made twice", int("id")));
                    }
                }
                "deal_changed" => {
                    let id = line.body["deal"].as_i64().unwrap_or_default();
                    let Some(deal) = told.get_mut(&id) else {
                        wrong.push(format!("deal {id} changes before it is made"));
                        continue;
                    };
                    deal.version += 1;
                    for change in line.body["changes"].as_array().into_iter().flatten() {
                        let after = &change["after"];
                        if let Some(title) = after["title"].as_str() {
                            deal.title = title.to_owned();
                        }
                        if let Some(stage) = after["stage"].as_i64() {
                            deal.stage = stage;
                        }
                        if let Some(amount) = after["amount"].as_i64() {
                            deal.amount = amount;
                        }
                        if let Some(deleted) = after["deleted"].as_bool() {
                            deal.deleted = deleted;
                        }
                    }
                }
                _ => {}
            }
        }
        let mut rows = self
            .conn
            .prepare("select id, version, title, stage, amount, deleted from deal")?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let stands = Deal {
                version: row.get(1)?,
                title: row.get(2)?,
                stage: row.get(3)?,
                amount: row.get(4)?,
                deleted: row.get::<_, i64>(5)? != 0,
            };
            match told.remove(&id) {
                None => wrong.push(format!("deal {id} was never made")),
                Some(told) if told != stands => {
                    wrong.push(format!("deal {id} is {stands:?}, told {told:?}"))
                }
                Some(_) => {}
            }
        }
        wrong.extend(told.into_keys().map(|id| format!("deal {id} is gone")));
        self.faults.extend(wrong);
        Ok(())
    }

    /// What is kept is what is counted.
    fn totals(&mut self) -> Result<()> {
        for (what, sql) in [
            (
                "stage totals",
                "with counted as (select stage, count(*) as n, sum(amount) as s from deal where deleted = 0 group by 1)
                 select count(*) from stage_total t full join counted c on c.stage = t.stage
                 where coalesce(t.n, 0) <> coalesce(c.n, 0) or coalesce(t.amount, 0) <> coalesce(c.s, 0)",
            ),
            (
                "stage splits",
                "with counted as (select stage, coalesce(responsible, 0) as r, coalesce(source, 0) as o,
                    coalesce(kind, 0) as k, count(*) as n, sum(amount) as s
                    from deal where deleted = 0 group by 1, 2, 3, 4)
                 select count(*) from stage_split t full join counted c
                 on c.stage = t.stage and c.r = t.responsible and c.o = t.source and c.k = t.kind
                 where coalesce(t.n, 0) <> coalesce(c.n, 0) or coalesce(t.amount, 0) <> coalesce(c.s, 0)",
            ),
        ] {
            let apart: i64 = self.conn.query_row(sql, [], |row| row.get(0))?;
            if apart > 0 {
                self.fault(format!("{what}: {apart} differ from what is counted"));
            }
        }
        Ok(())
    }
}

/// The nonce an entry carries.
fn mark(line: &Line) -> Option<&str> {
    match line.kind.as_str() {
        "deal_created" => line.body["deal"]["title"].as_str(),
        "deal_noted" => line.body["text"].as_str(),
        "deal_changed" => line.body["changes"]
            .as_array()?
            .iter()
            .find_map(|change| change["after"]["title"].as_str()),
        _ => None,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
