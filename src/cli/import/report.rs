//! What an import found and did: line by line while it runs, in figures at its end.
use super::names::{Found, Seen};
use super::rows::Translator;
use crate::cli::connect::Session;
use crate::cli::fault::Fault;
use crate::cli::output;
use crate::cli::progress::Progress;
use crate::cli::table::Table;
use crate::domain::contact;
use crate::domain::id::ImportId;
use crate::domain::refusal::Refusal;
use crate::import::table::RowFault;
use crate::import::{Complaint, Import, Skipped, What, Why};
use crate::text::{self, Lang, import as w};
use crate::wire::import::{Fate, RowOutcome};
use serde::Serialize;

/// Problems kept for a machine; all of them are counted, and told to a person as they come.
const KEPT: usize = 1000;
/// Lines of a dry run that tell of what is there already.
const TOLD: u64 = 20;
/// Runs of lines that are named.
const RUNS: usize = 20;

#[derive(Debug, Serialize)]
pub struct Report {
    pub file: String,
    pub dry_run: bool,
    pub import: Option<ImportId>,
    /// False where it was stopped in between.
    pub finished: bool,
    pub created: Figures,
    pub matched: Figures,
    pub skipped: u64,
    pub refused: u64,
    pub warnings: u64,
    mapping: Vec<Mapped>,
    names: Vec<Name>,
    problems: Vec<Problem>,
    /// Problems that are not in the list.
    problems_more: u64,
    /// What a dry run found to be there already.
    matches: Vec<Match>,
    /// So many of them were met, where a person reads.
    #[serde(skip)]
    known_told: u64,
    /// Letters were said to be broken.
    #[serde(skip)]
    pub broken: bool,
    /// First and last of each run of lines that make something.
    created_lines: Vec<(u64, u64)>,
    /// The file could not be read to its end.
    #[serde(skip)]
    pub cut_short: bool,
    #[serde(skip)]
    aloud: bool,
    #[serde(skip)]
    bad: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Figures {
    pub deals: u64,
    pub contacts: u64,
}

/// The lines of this file where a row's deal and person came first, if not in this row.
#[derive(Debug, Default, Clone, Copy)]
pub struct Again {
    pub deal: Option<u64>,
    pub contact: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Match {
    line: u64,
    reason: String,
}

#[derive(Debug, Serialize)]
struct Mapped {
    column: String,
    meaning: String,
    certainty: crate::import::Certainty,
}

/// A foreign name and what it was taken for.
#[derive(Debug, Serialize)]
struct Name {
    what: &'static str,
    theirs: String,
    ours: Option<String>,
    sure: bool,
    times: u64,
    first_line: u64,
}

#[derive(Debug, Serialize)]
struct Problem {
    line: u64,
    column: Option<String>,
    reason: String,
}

impl Report {
    pub fn new(session: &Session<'_>, file: &str, dry_run: bool, reader: &Import) -> Report {
        let mapping = reader.mapping().columns.iter().map(|mapped| Mapped {
            column: mapped.heading.clone(),
            meaning: mapped.column.to_string(),
            certainty: mapped.certainty,
        });
        Report {
            file: file.to_owned(),
            dry_run,
            import: None,
            finished: false,
            created: Figures::default(),
            matched: Figures::default(),
            skipped: 0,
            refused: 0,
            warnings: 0,
            mapping: mapping.collect(),
            names: Vec::new(),
            problems: Vec::new(),
            problems_more: 0,
            matches: Vec::new(),
            known_told: 0,
            broken: false,
            created_lines: Vec::new(),
            cut_short: false,
            aloud: !session.call().json,
            bad: false,
        }
    }

    /// Nothing was wrong that a careful person would want to mend first.
    pub fn clean(&self) -> bool {
        !self.bad
    }

    /// The columns and what they are taken for.
    pub fn show_mapping(&self, lang: Lang) -> Result<(), Fault> {
        if !self.aloud {
            return Ok(());
        }
        let mut table = Table::new([w::column(lang), w::meaning(lang), w::certainty(lang)]);
        for mapped in &self.mapping {
            table.row([
                mapped.column.clone(),
                mapped.meaning.clone(),
                w::certain(lang, mapped.certainty).to_owned(),
            ]);
        }
        let mut lines = vec![self.file.clone()];
        lines.extend(table.lines());
        lines.push(String::new());
        output::lines(&lines)
    }

    pub fn complain(&mut self, lang: Lang, complaint: &Complaint, progress: &Progress) {
        self.warnings += 1;
        self.broken |= complaint.what == What::EncodingBroken;
        self.bad |= !matches!(complaint.what, What::UnknownColumn | What::HeadingTwice);
        let reason = w::complaint(lang, complaint);
        self.problem(complaint.line, complaint.column.clone(), reason, progress);
    }

    pub fn skip(&mut self, lang: Lang, skipped: &Skipped, progress: &Progress) {
        self.skipped += 1;
        self.bad |= matches!(skipped.why, Why::NothingUsable | Why::Unreadable(_));
        self.cut_short |= matches!(skipped.why, Why::Unreadable(RowFault::Stopped(_)));
        let reason = w::skip(lang, skipped);
        self.problem(skipped.line, None, reason, progress);
    }

    fn refuse(&mut self, session: &Session<'_>, line: u64, no: &Refusal, progress: &Progress) {
        self.refused += 1;
        self.bad = true;
        let reason = text::refusal::refusal(session.lang(), no, Some(&session.shop));
        self.problem(line, None, reason, progress);
    }

    fn problem(&mut self, line: u64, column: Option<String>, reason: String, progress: &Progress) {
        self.tell(line, &reason, progress);
        if self.problems.len() < KEPT {
            self.problems.push(Problem {
                line,
                column,
                reason,
            });
        } else {
            self.problems_more += 1;
        }
    }

    fn tell(&self, line: u64, reason: &str, progress: &Progress) {
        if self.aloud {
            let told = format!("{}:{line}: {reason}", self.file);
            // A dry run is asked for these lines; elsewhere they are beside the point.
            progress.aside(|| match self.dry_run {
                true => drop(output::text(&told)),
                false => output::complain(&told),
            });
        }
    }

    /// What a dry run would not make, because it is there or was made of an earlier line.
    fn known(&mut self, line: u64, reason: String, progress: &Progress) {
        if !self.aloud {
            return self.matches.push(Match { line, reason });
        }
        self.known_told += 1;
        if self.known_told <= TOLD {
            self.tell(line, &reason, progress);
        }
    }

    /// What came in, within a sentence.
    pub fn taken_in(&self, lang: Lang) -> String {
        w::created(lang, self.created.deals, self.created.contacts)
    }

    fn makes(&mut self, line: u64) {
        let room = self.created_lines.len() <= RUNS;
        match self.created_lines.last_mut() {
            Some((_, end)) if *end + 1 == line => *end = line,
            _ if room => self.created_lines.push((line, line)),
            _ => {}
        }
    }

    /// Counts what came of a row. In a preview rows don't see each other: `again` says that this row's deal or person
    /// came in an earlier line.
    pub fn count(
        &mut self,
        session: &Session<'_>,
        outcome: &RowOutcome,
        again: Again,
        progress: &Progress,
    ) {
        let (lang, line) = (session.lang(), outcome.line);
        let mut why = Vec::new();
        let mut makes = false;
        match (&outcome.deal, again.deal) {
            (Fate::Refused(no), _) => return self.refuse(session, line, no, progress),
            (Fate::Created(_), None) => {
                self.created.deals += 1;
                makes = true;
            }
            (Fate::Created(_), Some(first)) => {
                self.matched.deals += 1;
                why.push(w::deal_of_line(lang, first));
            }
            (Fate::Matched { id, by }, _) => {
                self.matched.deals += 1;
                why.push(w::deal_there(lang, id.0, shown(lang, by)));
            }
            (Fate::None, _) => {}
        }
        match (&outcome.contact, again.contact) {
            (Fate::Refused(no), _) => self.refuse(session, line, no, progress),
            (Fate::Created(_), None) => {
                self.created.contacts += 1;
                makes = true;
            }
            (Fate::Created(_), Some(first)) => {
                self.matched.contacts += 1;
                why.push(w::contact_of_line(lang, first));
            }
            (Fate::Matched { id, by }, _) => {
                self.matched.contacts += 1;
                why.push(w::contact_there(lang, id.0, shown(lang, by)));
            }
            (Fate::None, _) => {}
        }
        if makes {
            self.makes(line);
        }
        if self.dry_run && !why.is_empty() {
            self.known(line, why.join("; "), progress);
        }
    }

    /// Takes over which names were met.
    pub fn take_names(&mut self, session: &Session<'_>, translator: &Translator<'_>) {
        let shop = &session.shop;
        let names = &translator.names;
        for ((pipeline, stage), seen) in &names.stages {
            let theirs = match pipeline.is_empty() {
                true => stage.clone(),
                false => format!("{pipeline}/{stage}"),
            };
            let ours = seen.found.id().and_then(|id| shop.stage(id));
            let ours = ours.map(|(_, stage)| stage.name.clone());
            self.names.push(Name::new("stage", theirs, ours, seen));
        }
        for (theirs, seen) in &names.people {
            let ours = seen.found.id().and_then(|id| shop.operator(id));
            let ours = ours.map(|o| o.name.clone());
            self.names
                .push(Name::new("responsible", theirs.clone(), ours, seen));
        }
        for (theirs, seen) in &names.sources {
            let ours = seen.found.id().and_then(|id| shop.source(id));
            let ours = ours.map(|s| s.name.clone());
            self.names
                .push(Name::new("source", theirs.clone(), ours, seen));
        }
    }

    /// The figures at the end.
    pub fn show(&self, session: &Session<'_>) -> Result<(), Fault> {
        if !self.aloud {
            return Ok(());
        }
        let lang = session.lang();
        let mut lines = Vec::new();
        if self.known_told > TOLD {
            lines.push(w::more_known(lang, self.known_told - TOLD));
        }
        if !self.names.is_empty() {
            lines.extend(self.name_table(session));
            lines.push(String::new());
        }
        let Figures { deals, contacts } = self.created;
        lines.extend(self.import.map(|id| w::begun(lang, id.0)));
        lines.push(match self.dry_run {
            true => w::would(lang, deals, contacts),
            false => w::created(lang, deals, contacts),
        });
        if self.dry_run && !self.created_lines.is_empty() {
            lines.push(w::of_lines(lang, &self.runs()));
        }
        lines.push(w::matched(lang, self.matched.deals, self.matched.contacts));
        let nothing_new = self.created == Figures::default() && self.refused == 0;
        if self.matched != Figures::default() && nothing_new {
            lines.push(w::nothing_new(lang).to_owned());
        }
        for (n, line) in [
            (self.skipped, w::skipped_rows(lang, self.skipped)),
            (self.refused, w::refused_rows(lang, self.refused)),
            (self.warnings, w::with_warnings(lang, self.warnings)),
        ] {
            if n > 0 {
                lines.push(line);
            }
        }
        if let Some(id) = self.import {
            lines.push(w::undo_hint(lang, id.0));
        }
        output::lines(&lines)
    }

    /// `2–14, 16, 18–20`.
    fn runs(&self) -> String {
        let runs = self.created_lines.iter().take(RUNS);
        let mut runs: Vec<String> = runs
            .map(|(first, last)| match first == last {
                true => first.to_string(),
                false => format!("{first}–{last}"),
            })
            .collect();
        if self.created_lines.len() > RUNS {
            runs.push("…".to_owned());
        }
        runs.join(", ")
    }

    fn name_table(&self, session: &Session<'_>) -> Vec<String> {
        let lang = session.lang();
        let first = session
            .shop
            .pipelines
            .first()
            .and_then(|p| p.stages.first());
        let first = first.map_or("", |stage| stage.name.as_str());
        let times = format!(">{}", w::times(lang));
        let mut table = Table::new(["", w::theirs(lang), &times, w::ours(lang)]);
        for name in &self.names {
            let ours = match (&name.ours, name.what) {
                (Some(ours), _) if name.sure => ours.clone(),
                (Some(ours), _) => w::alike(lang, ours),
                (None, "stage") => w::stage_first(lang, first),
                (None, "responsible") => w::nobody_note(lang).to_owned(),
                (None, _) => w::only_note(lang).to_owned(),
            };
            table.row([
                text::domain::field(lang, name.what),
                name.theirs.clone(),
                name.times.to_string(),
                ours,
            ]);
        }
        let unsure = |what: &&str| self.names.iter().any(|n| n.what == *what && !n.sure);
        let hints = [
            ("stage", "--stage"),
            ("responsible", "--person"),
            ("source", "--source"),
        ];
        let hints = hints.iter().filter(|(what, _)| unsure(what));
        let hints = hints.map(|(_, option)| w::map_hint(lang, option));
        table.lines().into_iter().chain(hints).collect()
    }
}

/// What a record was recognised by; ids that were made up say what of.
fn shown(lang: Lang, by: &str) -> &str {
    match by.split_once(":=") {
        Some((_, made_up)) if made_up.contains('|') => w::by_name(lang),
        Some(_) => w::by_row(lang),
        None if contact::own_number(by).is_some() => w::by_name(lang),
        None => by,
    }
}

impl Name {
    fn new<I>(what: &'static str, theirs: String, ours: Option<String>, seen: &Seen<I>) -> Name {
        Name {
            what,
            theirs,
            ours,
            sure: matches!(seen.found, Found::Sure(_)),
            times: seen.times,
            first_line: seen.first_line,
        }
    }
}
