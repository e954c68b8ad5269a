//! One file on its way in, some rows at a time.
use super::names::Names;
use super::report::{Again, Report};
use super::rows::Translator;
use super::{Files, open};
use crate::cli::connect::Session;
use crate::cli::fault::{Exit, Fault};
use crate::cli::output;
use crate::cli::progress::{Progress, stop_on_ctrl_c};
use crate::domain::command::{Act, Command, ImportRow};
use crate::domain::id::{CommandId, ImportId};
use crate::domain::refusal::Refusal;
use crate::import::{Import, Origin, Persons, Record, What};
use crate::link::LinkError;
use crate::text::{self, import as w};
use crate::wire::import::{Import as Past, Preview, RowOutcome};
use crate::wire::problem::Code;
use crate::wire::{Done, Outcome, path};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::time::Duration;
use tokio::sync::watch;

/// Rows of one command: few enough that whoever waits behind it doesn't notice.
const ROWS: usize = 100;
/// Bytes of one command; the server takes 4 MiB.
const BYTES: usize = 3 << 20;
/// Pauses between tries of a batch that got no answer.
const PAUSES: [Duration; 5] = [
    Duration::from_millis(100),
    Duration::from_millis(500),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
];

/// Reads a file and takes it in, or with `--dry-run` finds out what that would do.
pub async fn file(
    session: &mut Session<'_>,
    origin: Origin,
    file: &Path,
    wish: &Files,
) -> Result<Report, Fault> {
    if wish.strict && !wish.dry_run {
        let report = pass(session, origin, file, wish, Target::Rehearsal).await?;
        if !report.clean() {
            report.show(session)?;
            return Ok(report);
        }
    }
    let target = match (wish.dry_run, wish.resume) {
        (true, _) => Target::Preview,
        (false, Some(id)) => Target::Import(Some(resumed(session, ImportId(id), file).await?)),
        (false, None) => Target::Import(None),
    };
    pass(session, origin, file, wish, target).await
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Preview,
    /// A preview nobody asked for: only what is wrong is told.
    Rehearsal,
    /// Begun with the first rows: a file that yields none leaves no import.
    Import(Option<ImportId>),
}

/// The file's own name: where it lay is nobody's business.
fn shown(file: &Path) -> String {
    file.file_name().map_or_else(
        || file.display().to_string(),
        |n| n.to_string_lossy().into_owned(),
    )
}

async fn begun(session: &mut Session<'_>, file: &str) -> Result<ImportId, Fault> {
    let file = file.to_owned();
    match session.outcome(Act::BeginImport { file }).await? {
        Outcome::ImportBegun { import } => Ok(import),
        other => Err(Fault::failed(format!("{other:?}"))),
    }
}

async fn resumed(session: &mut Session<'_>, id: ImportId, file: &Path) -> Result<ImportId, Fault> {
    let known: Vec<Past> = session.get(path::IMPORTS, &()).await?;
    match known.into_iter().find(|import| import.id == id) {
        None => Err(session.wrong(&Refusal::not_found("import", id.0))),
        Some(import) if import.file != shown(file) => Err(Fault::usage(w::resume_other(
            session.lang(),
            id.0,
            &import.file,
        ))),
        Some(import) if import.undone > 0 => Err(Fault::new(
            Exit::Refused,
            w::resume_undone(session.lang(), id.0),
        )),
        Some(_) => Ok(id),
    }
}

/// Once through the file.
async fn pass(
    session: &mut Session<'_>,
    origin: Origin,
    file: &Path,
    wish: &Files,
    target: Target,
) -> Result<Report, Fault> {
    let lang = session.lang();
    let (mut reader, remembered) = open(session, origin, file, wish)?;
    let dry_run = !matches!(target, Target::Import(_));
    let place = file.display().to_string();
    let mut report = Report::new(session, &place, dry_run, &reader);
    if target != Target::Rehearsal {
        report.show_mapping(lang)?;
    }
    let said = [
        wish.map.is_empty(),
        wish.stage.is_empty(),
        wish.person.is_empty(),
        wish.source.is_empty(),
    ];
    if said.contains(&false) {
        remembered.save(session.lang())?;
    }
    let shop = session.shop.clone();
    let names = Names::new(&shop, &remembered);
    let mut sending = Sending {
        translator: Translator::new(lang, &shop, origin, names),
        known: Known::default(),
        progress: Progress::share(lang, reader.progress().1),
        batch: Vec::new(),
        bytes: 0,
        target,
        file: shown(file),
        nothing: true,
    };
    // Of broken letters their own row tells more, if it is one that is used.
    let (broken, about): (Vec<_>, Vec<_>) = reader
        .complaints()
        .into_iter()
        .partition(|complaint| complaint.what == What::EncodingBroken);
    for complaint in about {
        report.complain(lang, &complaint, &sending.progress);
    }
    let stop = stop_on_ctrl_c();
    let sent = sending.all(session, &mut reader, &mut report, stop).await;
    if let (Some(complaint), false) = (broken.first(), report.broken) {
        report.complain(lang, complaint, &sending.progress);
    }
    sending.progress.finish();
    if let Target::Import(id) = sending.target {
        report.import = id;
    }
    report.take_names(session, &sending.translator);
    match (sent, report.import) {
        (Ok(()), _) => {}
        (Err(fault), Some(id)) => {
            let why = match fault.code {
                // Its own words would say that nothing was changed.
                Some(Code::StorageFull) => text::system::full(lang),
                _ => &fault.line,
            };
            let line = w::broken_off(lang, why, id.0, &report.taken_in(lang));
            return Err(Fault { line, ..fault });
        }
        (Err(fault), None) => return Err(fault),
    }
    if target == Target::Rehearsal {
        return Ok(report);
    }
    report.show(session)?;
    let line = match report.import {
        None if report.cut_short => w::cut_short(lang, &place),
        Some(id) if report.cut_short => w::cut_short_import(lang, &place, id.0),
        _ if sending.nothing => w::nothing_usable(lang, &place),
        Some(id) if !report.finished => w::stopped(lang, id.0),
        None if !report.finished => w::looked_partly(lang).to_owned(),
        _ => return Ok(report),
    };
    if session.call().json {
        output::json(&[&report])?;
    }
    Err(Fault::failed(line))
}

/// Deals and people met in this file: a preview doesn't see its own rows.
#[derive(Debug, Default)]
struct Known {
    persons: Persons,
    hasher: RandomState,
    deals: HashMap<u64, u64>,
}

impl Known {
    /// Where this record's deal, its person came before.
    fn again(&mut self, record: &Record) -> Again {
        let external = record.deal.as_ref().and_then(|deal| deal.external.as_ref());
        let deal = external.map(|e| {
            let first = self.deals.entry(self.hasher.hash_one(&e.id));
            *first.or_insert(record.line)
        });
        let contact = record.contact.as_ref();
        let seen = contact.and_then(|c| self.persons.number(c, record.line));
        Again {
            deal: deal.filter(|first| *first != record.line),
            contact: seen.filter(|seen| !seen.new).map(|seen| seen.first_line),
        }
    }
}

struct Sending<'a> {
    translator: Translator<'a>,
    known: Known,
    progress: Progress,
    /// Rows that wait, and where each one's deal and person came before.
    batch: Vec<(ImportRow, Again)>,
    bytes: usize,
    target: Target,
    file: String,
    /// No row was fit to be sent.
    nothing: bool,
}

impl Sending<'_> {
    async fn all(
        &mut self,
        session: &mut Session<'_>,
        reader: &mut Import,
        report: &mut Report,
        mut stop: watch::Receiver<bool>,
    ) -> Result<(), Fault> {
        let lang = session.lang();
        while let Some(read) = reader.next() {
            let record = match read {
                Ok(record) => record,
                Err(skipped) => {
                    report.skip(lang, &skipped, &self.progress);
                    continue;
                }
            };
            for complaint in &record.warnings {
                report.complain(lang, complaint, &self.progress);
            }
            let again = match self.target {
                Target::Import(_) => Again::default(),
                _ => self.known.again(&record),
            };
            let row = self.translator.row(record);
            let bytes = serde_json::to_vec(&row).map_or(0, |json| json.len());
            if self.batch.len() >= ROWS || self.bytes + bytes > BYTES {
                self.flush(session, report, &mut stop).await?;
                self.progress.reach(reader.progress().0);
                if *stop.borrow() {
                    return Ok(());
                }
            }
            self.bytes += bytes;
            self.batch.push((row, again));
        }
        self.flush(session, report, &mut stop).await?;
        report.finished = !report.cut_short;
        Ok(())
    }

    async fn flush(
        &mut self,
        session: &mut Session<'_>,
        report: &mut Report,
        stop: &mut watch::Receiver<bool>,
    ) -> Result<(), Fault> {
        self.bytes = 0;
        let (rows, again): (Vec<ImportRow>, Vec<Again>) = self.batch.drain(..).unzip();
        if rows.is_empty() {
            return Ok(());
        }
        self.nothing = false;
        let outcomes: Vec<RowOutcome> = match self.target {
            Target::Import(import) => {
                let import = match import {
                    Some(import) => import,
                    None => begun(session, &self.file).await?,
                };
                self.target = Target::Import(Some(import));
                taken_in(session, import, rows, stop).await?
            }
            _ => {
                let preview = Preview { rows };
                session.post(path::IMPORT_PREVIEW, &preview).await?
            }
        };
        for (outcome, again) in outcomes.iter().zip(again) {
            report.count(session, outcome, again, &self.progress);
        }
        Ok(())
    }
}

/// Sends one batch until it is answered; its id makes every further try harmless.
async fn taken_in(
    session: &mut Session<'_>,
    import: ImportId,
    rows: Vec<ImportRow>,
    stop: &mut watch::Receiver<bool>,
) -> Result<Vec<RowOutcome>, Fault> {
    let command = Command {
        id: CommandId(uuid::Uuid::now_v7()),
        act: Act::Import { import, rows },
    };
    let mut pauses = PAUSES.iter();
    loop {
        let sent: Result<Done, LinkError> = session.link.command(&command).await;
        match sent {
            Ok(Done {
                outcome: Outcome::Imported { rows },
                ..
            }) => return Ok(rows),
            Ok(done) => return Err(Fault::failed(format!("{:?}", done.outcome))),
            Err(error) => {
                let later = match &error {
                    LinkError::Unreachable { .. } => true,
                    LinkError::Problem(problem) => problem.code == Code::Unavailable,
                    LinkError::Garbled(_) => false,
                };
                let fault = session.fault(&error);
                let Some(pause) = pauses.next().filter(|_| later) else {
                    return Err(fault);
                };
                tokio::select! {
                    () = tokio::time::sleep(*pause) => {}
                    Ok(_) = stop.wait_for(|asked| *asked) => return Err(fault),
                }
                if fault.exit == Exit::Unreachable {
                    session.rejoin().await?;
                }
            }
        }
    }
}
