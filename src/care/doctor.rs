//! Everything that could be wrong with file, disk, clock and directory, a line each, with what to do.
//!
//! Beside a running server it asks the server; beside none it holds the directory while it looks. It changes nothing.
use crate::domain::calendar::Millis;
use crate::domain::event::Event;
use crate::link::{Link, LinkError};
use crate::store::StoreError;
use crate::store::home::{self, Flaw, Home};
use crate::store::snapshot::{self, Contents};
use crate::text::{self, Lang};
use crate::wire::deal::HistoryQuery;
use crate::wire::path;
use crate::wire::setup::Health;
use serde::Serialize;
use std::path::Path;

const MIB: u64 = 1 << 20;
/// Below this pult may stop taking writes any minute, bytes.
const FREE_BAD: u64 = 64 * MIB;
const FREE_WARN: u64 = 1024 * MIB;
/// The log is emptied at 16 MiB; much more means that something keeps it from being emptied.
const LOG_WARN: u64 = 64 * MIB;
const LOG_BAD: u64 = 512 * MIB;
/// Two clocks of one machine don't differ; over a line they do a little.
const CLOCK_APART: i64 = 5_000;
/// A journal may end this much after now: the clock was set back a little.
const CLOCK_AHEAD: i64 = 60_000;
/// 2025-01-01 and 2100-01-01: outside, the machine's clock was never set.
const YEARS: std::ops::Range<i64> = 1_735_689_600_000..4_102_444_800_000;
const DAY: i64 = 86_400_000;
const BACKUP_WARN: i64 = 2 * DAY;
const BACKUP_BAD: i64 = 14 * DAY;
/// A shop younger than this may be without a back-up.
const YOUNG: i64 = 1000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Ok,
    /// Works, but not for ever.
    Warn,
    /// Something is lost, open to others, or about to be.
    Bad,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub level: Level,
    /// The same word in every language and version: scripts look for it.
    pub check: &'static str,
    /// In words; where it is not well, with what to do.
    pub line: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    pub findings: Vec<Finding>,
}

impl Report {
    pub fn worst(&self) -> Level {
        let levels = self.findings.iter().map(|finding| finding.level);
        levels.max().unwrap_or(Level::Ok)
    }
}

/// Whom to examine.
#[derive(Debug, Clone, Copy)]
pub struct Patient<'a> {
    pub data: &'a Path,
    pub socket: &'a Path,
    /// Where a server may answer.
    pub link: Option<&'a Link>,
    /// This machine's clock.
    pub now: Millis,
    pub lang: Lang,
}

/// What is known of the shop, from whichever side.
#[derive(Debug, Default)]
struct Facts {
    sqlite: String,
    database: u64,
    log: u64,
    free: Option<u64>,
    schema: Option<i64>,
    journal: i64,
    until: Option<Millis>,
    backup: Option<Option<Millis>>,
}

struct Visit<'a> {
    patient: Patient<'a>,
    findings: Vec<Finding>,
}

/// Looks at everything.
pub async fn examine(patient: Patient<'_>) -> Report {
    let mut visit = Visit {
        patient,
        findings: Vec::new(),
    };
    let (facts, served) = match ask(patient.link).await {
        Ok(Some((health, until))) => (visit.answers(health, until), true),
        Ok(None) => {
            let facts = visit.stopped();
            let held = visit
                .findings
                .iter()
                .any(|f| f.level == Level::Bad && f.check == "server");
            (facts, held)
        }
        Err(error) => {
            visit.say(
                Level::Bad,
                "server",
                text::care::server_odd(
                    patient.lang,
                    &text::care::link_trouble(patient.lang, &error),
                ),
            );
            (Facts::default(), true)
        }
    };
    visit.shop(&facts);
    visit.clock(&facts);
    visit.directory();
    visit.rests(served);
    Report {
        findings: visit.findings,
    }
}

/// The server's own word; `None` where none runs.
async fn ask(link: Option<&Link>) -> Result<Option<(Health, Option<Millis>)>, LinkError> {
    let Some(link) = link else {
        return Ok(None);
    };
    let health: Health = match link.get(path::HEALTH, &()).await {
        Err(LinkError::Unreachable { .. }) => return Ok(None),
        answer => answer?,
    };
    let last = HistoryQuery {
        limit: Some(1),
        ..HistoryQuery::default()
    };
    let log: Vec<Event> = link.get(path::LOG, &last).await?;
    Ok(Some((health, log.first().map(|event| event.at))))
}

impl Visit<'_> {
    fn say(&mut self, level: Level, check: &'static str, line: impl Into<String>) {
        self.findings.push(Finding {
            level,
            check,
            line: line.into(),
        });
    }

    fn answers(&mut self, health: Health, until: Option<Millis>) -> Facts {
        let lang = self.patient.lang;
        self.say(
            Level::Ok,
            "server",
            text::care::server_up(
                lang,
                &text::time::span(lang, health.now.since(health.started).max(0)),
            ),
        );
        self.say(
            Level::Ok,
            "connections",
            text::care::connections(lang, health.clients),
        );
        self.beside();
        let apart = health.now.since(self.patient.now);
        if apart.abs() > CLOCK_APART {
            let span = text::time::span(lang, apart.abs());
            self.say(Level::Warn, "clock", text::care::clocks_apart(lang, &span));
        }
        Facts {
            sqlite: health.sqlite,
            database: health.database,
            log: health.wal,
            free: Some(health.disk_free),
            schema: Some(health.schema),
            journal: health.journal,
            until,
            backup: Some(health.last_backup),
        }
    }

    /// Beside a server the file is read as any reader of SQLite reads it: in a snapshot, harmless to writers.
    fn beside(&mut self) {
        let Patient { data, lang, .. } = self.patient;
        let file = data.join(home::FILE);
        match snapshot::running(&file) {
            Ok(contents) => self.contents(&contents),
            // Another account's, or another machine's.
            Err(StoreError::File { .. }) => {
                self.say(
                    Level::Warn,
                    "integrity",
                    text::care::not_checked(lang, &file.display().to_string()),
                );
            }
            Err(error) => self.say(
                Level::Bad,
                "integrity",
                text::care::store(lang, &file.display().to_string(), &error),
            ),
        }
    }

    fn contents(&mut self, contents: &Contents) {
        let lang = self.patient.lang;
        for fault in &contents.faults {
            self.say(Level::Bad, "integrity", text::care::fault(lang, fault));
        }
        if contents.faults.is_empty() {
            self.say(Level::Ok, "integrity", text::care::sound(lang));
        }
    }

    /// No server answers: the file itself is looked at, while the directory is held.
    fn stopped(&mut self) -> Facts {
        let Patient {
            data, socket, lang, ..
        } = self.patient;
        let mut facts = Facts {
            sqlite: snapshot::engine().to_owned(),
            ..Facts::default()
        };
        if data.symlink_metadata().is_err() {
            self.say(
                Level::Bad,
                "directory",
                text::care::no_directory(lang, &data.display().to_string()),
            );
            return facts;
        }
        facts.free = Some(home::free(data));
        let home = match Home::claim(data) {
            Ok(home) => home,
            Err(StoreError::Busy) => {
                let socket = socket.display().to_string();
                let line = match home::holder(data) {
                    Some(process) => text::care::held_by(lang, process, &socket),
                    None => text::care::held(lang, &socket),
                };
                self.say(Level::Bad, "server", line);
                return facts;
            }
            // Said among the directory's own lines.
            Err(StoreError::Place(_)) => return facts,
            Err(error) => {
                let data = data.display().to_string();
                self.say(
                    Level::Bad,
                    "directory",
                    text::care::store(lang, &data, &error),
                );
                return facts;
            }
        };
        self.say(Level::Ok, "server", text::care::server_down(lang));
        let file = home.file();
        if let Err(error) = home.log_in_place() {
            let file = file.display().to_string();
            self.say(
                Level::Bad,
                "integrity",
                text::care::store(lang, &file, &error),
            );
            return facts;
        }
        if !file.exists() {
            self.say(Level::Ok, "integrity", text::care::no_shop(lang));
            return facts;
        }
        let size = |path: &Path| path.metadata().map_or(0, |m| m.len());
        facts.database = size(&file);
        facts.log = size(&home::beside(&file, "-wal"));
        match snapshot::stopped(&file) {
            Ok(stopped) => {
                let contents = stopped.contents;
                self.contents(&contents);
                facts.schema = Some(contents.schema);
                facts.journal = contents.journal;
                facts.until = contents.until;
                facts.backup = Some(stopped.last_backup);
            }
            Err(error) => self.say(
                Level::Bad,
                "integrity",
                text::care::store(lang, &file.display().to_string(), &error),
            ),
        }
        facts
    }

    fn shop(&mut self, facts: &Facts) {
        let lang = self.patient.lang;
        if !facts.sqlite.is_empty() {
            let new = version(&facts.sqlite) >= snapshot::engine_least();
            let level = if new { Level::Ok } else { Level::Bad };
            let line = text::care::engine(lang, &facts.sqlite);
            self.say(level, "sqlite", line);
        }
        if let Some(schema) = facts.schema {
            let known = snapshot::schema_known();
            let level = if schema == known {
                Level::Ok
            } else {
                Level::Warn
            };
            self.say(level, "schema", text::care::schema(lang, schema, known));
        }
        if let Some(free) = facts.free {
            let (level, line) = match free {
                0..FREE_BAD => (
                    Level::Bad,
                    text::care::disk_full(lang, &text::care::size(lang, free)),
                ),
                FREE_BAD..FREE_WARN => (
                    Level::Warn,
                    text::care::disk_low(lang, &text::care::size(lang, free)),
                ),
                _ if free < facts.database.saturating_mul(2) => (
                    Level::Warn,
                    text::care::disk_tight(
                        lang,
                        &text::care::size(lang, free),
                        &text::care::size(lang, facts.database),
                    ),
                ),
                _ => (
                    Level::Ok,
                    text::care::disk(lang, &text::care::size(lang, free)),
                ),
            };
            self.say(level, "disk", line);
        }
        if facts.schema.is_some() {
            let size = text::care::size(lang, facts.log);
            let (level, line) = match facts.log {
                0..LOG_WARN => (Level::Ok, text::care::log(lang, &size)),
                LOG_WARN..LOG_BAD => (Level::Warn, text::care::log_long(lang, &size)),
                _ => (Level::Bad, text::care::log_long(lang, &size)),
            };
            self.say(level, "log", line);
        }
        if let Some(backup) = facts.backup {
            self.backup(backup, facts.journal);
        }
    }

    fn backup(&mut self, last: Option<Millis>, journal: i64) {
        let Patient { now, lang, .. } = self.patient;
        let (level, line) = match last {
            None if journal < YOUNG => (Level::Ok, text::care::no_backup(lang).to_owned()),
            None => (Level::Bad, text::care::no_backup(lang).to_owned()),
            Some(at) => {
                let age = now.since(at).max(0);
                let span = text::time::span(lang, age);
                match age {
                    0..BACKUP_WARN => (Level::Ok, text::care::backup(lang, &span)),
                    BACKUP_WARN..BACKUP_BAD => (Level::Warn, text::care::backup_old(lang, &span)),
                    _ => (Level::Bad, text::care::backup_old(lang, &span)),
                }
            }
        };
        self.say(level, "backup", line);
    }

    fn clock(&mut self, facts: &Facts) {
        let Patient { now, lang, .. } = self.patient;
        if !YEARS.contains(&now.0) {
            self.say(Level::Bad, "clock", text::care::clock_unset(lang));
        } else if let Some(ahead) = facts
            .until
            .map(|until| until.since(now))
            .filter(|ahead| *ahead > CLOCK_AHEAD)
        {
            let span = text::time::span(lang, ahead);
            self.say(Level::Bad, "clock", text::care::clock_behind(lang, &span));
        } else if !self.findings.iter().any(|f| f.check == "clock") {
            self.say(Level::Ok, "clock", text::care::clock_right(lang));
        }
    }

    fn directory(&mut self) {
        let Patient { data, lang, .. } = self.patient;
        let flaws = match home::flaws(data) {
            Ok(flaws) => flaws,
            // A colleague who may use the server, but not look into its directory: as it should be.
            Err(_) => return,
        };
        for flaw in &flaws {
            let level = match flaw {
                Flaw::OwnerAbove(..) | Flaw::Readable(_) | Flaw::SecondName(_)
                    if !flaw.forbids() =>
                {
                    Level::Warn
                }
                _ => Level::Bad,
            };
            self.say(level, "directory", text::care::flaw(lang, flaw));
        }
        if flaws.is_empty() {
            self.say(Level::Ok, "directory", text::care::private(lang));
        }
    }

    fn rests(&mut self, served: bool) {
        let Patient {
            data, socket, lang, ..
        } = self.patient;
        if data.join(home::FILE).exists() {
            if data.join(home::BALLAST).exists() {
                self.say(Level::Ok, "ballast", text::care::ballast(lang));
            } else if !served && home::free(data) >= home::BALLAST_ROOM {
                self.say(Level::Ok, "ballast", text::care::ballast_later(lang));
            } else {
                self.say(Level::Warn, "ballast", text::care::no_ballast(lang));
            }
        }
        if !served && socket.exists() {
            let socket = socket.display().to_string();
            self.say(
                Level::Warn,
                "socket",
                text::care::stale_socket(lang, &socket),
            );
        }
        // Beside a running server they may be a back-up's that is under way.
        for path in home::leftovers(data).iter().filter(|_| !served) {
            let path = path.display().to_string();
            self.say(Level::Warn, "leftover", text::care::leftover(lang, &path));
        }
    }
}

/// "3.51.3" as numbers; what is none counts as nothing.
fn version(text: &str) -> [u32; 3] {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    [(); 3].map(|()| parts.next().unwrap_or(0))
}
