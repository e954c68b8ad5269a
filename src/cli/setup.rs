//! `pult setup check|diff|apply|export`: the shop as a folder of text files.
use super::connect::Session;
use super::fault::{Exit, Fault};
use super::{Call, output, show};
use crate::domain::command::{Act, SetupFile};
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use crate::setup::{self, Complaint};
use crate::text::{self, Lang, cli as w};
use crate::wire::setup::{Check, Setup as Kept};
use crate::wire::{Outcome, path};
use clap::Subcommand;
use serde::Serialize;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Files of one folder that are looked at.
const FILES_MAX: usize = 100;
/// The version a new shop begins with.
const FIRST: i64 = 1;
/// Beside exported files: the number of the version they are.
const NOTE: &str = ".pult-version";

#[derive(Debug, Subcommand)]
pub enum Verb {
    Check {
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    Diff {
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    Apply {
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        #[arg(long, value_name = "VERSION")]
        base: Option<i64>,
    },
    Export {
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        #[arg(long, value_name = "VERSION")]
        version: Option<i64>,
        #[arg(long)]
        force: bool,
    },
}

/// What a comparison says, for machines.
#[derive(Debug, Serialize)]
struct Difference {
    /// The version it was compared with.
    base: i64,
    lines: Vec<setup::DiffLine>,
    /// What would keep it from being put in force.
    refused: Vec<Refusal>,
}

pub async fn setup(call: &Call, verb: Verb) -> Result<(), Fault> {
    match verb {
        Verb::Check { dir } => check(call, &dir).await,
        verb => super::in_shop(call, async |s| run(s, verb).await).await,
    }
}

/// Looks at a folder. A file it leaves out stays as the shop has it, if there is a shop, else it is the standard one.
async fn check(call: &Call, dir: &Path) -> Result<(), Fault> {
    let given = folder(call, dir)?;
    let whole = setup::default_files();
    let whole = whole
        .iter()
        .all(|file| given.iter().any(|g| g.name == file.name));
    let shop = !call.may_start_inside() || call.places.data.join(crate::store::home::FILE).exists();
    let session = match shop {
        true => match Session::open(call).await {
            // A whole folder can be read where the shop can't be asked.
            Err(_) if whole => None,
            session => Some(session?),
        },
        false => None,
    };
    let Some(mut session) = session else {
        checked(call, dir, &given)?;
        return match call.json {
            true => output::json(&Vec::<Complaint>::new()),
            false => output::lines([
                w::setup_sound(call.lang, given.len()).as_str(),
                w::setup_alone(call.lang),
            ]),
        };
    };
    let done = check_beside(&mut session, dir, &given).await;
    session.close().await;
    done
}

/// Beside a shop: what deals still hold is known as well.
async fn check_beside(
    session: &mut Session<'_>,
    dir: &Path,
    given: &[SetupFile],
) -> Result<(), Fault> {
    let call = session.call();
    let kept: Kept = session.get(path::SETUP, &()).await?;
    let files = setup::overlay(&kept.files, given);
    checked(call, dir, &files)?;
    let refused = foreseen(session, files).await?;
    allowed(session, &refused)?;
    match call.json {
        true => output::json(&Vec::<Complaint>::new()),
        false => output::text(&w::setup_sound(call.lang, given.len())),
    }
}

/// What the files say themselves. For machines the complaints are the answer.
fn checked(call: &Call, dir: &Path, files: &[SetupFile]) -> Result<(), Fault> {
    let complaints = setup::parse(files).err().unwrap_or_default();
    if complaints.is_empty() {
        return Ok(());
    }
    if call.json {
        output::json(&complaints)?;
    }
    Err(Fault::said_if(call)(wrong(call, dir, &complaints)))
}

/// What putting these files in force would meet, before anybody tries.
async fn foreseen(session: &mut Session<'_>, files: Vec<SetupFile>) -> Result<Vec<Refusal>, Fault> {
    session.post(path::SETUP_CHECK, &Check { files }).await
}

fn allowed(session: &Session<'_>, refusals: &[Refusal]) -> Result<(), Fault> {
    let mut faults = refusals.iter().map(|no| session.refused(no));
    match faults.next() {
        None => Ok(()),
        Some(first) => Err(Fault {
            more: faults.map(|fault| fault.line).collect(),
            ..first
        }),
    }
}

async fn run(session: &mut Session<'_>, verb: Verb) -> Result<(), Fault> {
    let call = session.call();
    match verb {
        Verb::Check { dir } => check(call, &dir).await,
        Verb::Diff { dir } => {
            let (kept, files, shop) = proposed(session, &dir).await?;
            let lines = setup::diff(&session.shop, &shop);
            let refused = foreseen(session, files).await?;
            let whole = allowed(session, &refused);
            if call.json {
                let base = kept.version;
                output::json(&Difference {
                    base,
                    lines,
                    refused,
                })?;
            } else {
                output::lines(told(session, &lines))?;
            }
            whole.map_err(Fault::said_if(call))
        }
        Verb::Apply { dir, base } => {
            let (kept, files, shop) = proposed(session, &dir).await?;
            let lines = setup::diff(&session.shop, &shop);
            let same = files.iter().all(|file| kept.files.contains(file));
            if lines.is_empty() && same && files.len() == kept.files.len() {
                renote(&dir, kept.version);
                return match call.json {
                    true => {
                        output::json(&serde_json::json!({ "setup": { "version": kept.version } }))
                    }
                    false => output::lines(told(session, &lines)),
                };
            }
            let taken = match base {
                Some(base) => Some(base),
                None => noted(call, &dir)?,
            };
            let (place, current) = (dir.display().to_string(), kept.version);
            let behind = match taken {
                Some(base) if base == current => None,
                Some(base) => Some(w::setup_behind(call.lang, base, current, &place)),
                // Nobody but the program itself has written the first version: there is nobody's work to lose.
                None if current == FIRST => None,
                None => Some(w::setup_unknown_base(call.lang, current, &place)),
            };
            if let Some(line) = behind {
                return Err(Fault {
                    refusal: Some(Box::new(Refusal::StaleSetup { current })),
                    ..Fault::new(Exit::Refused, line)
                });
            }
            if !call.json {
                output::lines(told(session, &lines))?;
            }
            let act = Act::ApplySetup {
                base: kept.version,
                files,
            };
            let outcome = session.outcome(act).await?;
            if let Outcome::Setup { version } = outcome {
                renote(&dir, version);
            }
            show::outcome(session, &outcome)
        }
        Verb::Export {
            dir,
            version,
            force,
        } => {
            let kept: Kept = match version {
                Some(version) => session.one(path::SETUP_VERSION, version).await?,
                None => session.get(path::SETUP, &()).await?,
            };
            write(call, &dir, &kept, force)
        }
    }
}

/// What is in force, the files as they would be, and the shop they would make.
async fn proposed(
    session: &mut Session<'_>,
    dir: &Path,
) -> Result<(Kept, Vec<SetupFile>, Shop), Fault> {
    let call = session.call();
    let given = folder(call, dir)?;
    let kept: Kept = session.get(path::SETUP, &()).await?;
    let files = setup::overlay(&kept.files, &given);
    let draft = setup::parse(&files).map_err(|complaints| wrong(call, dir, &complaints))?;
    let shop = setup::resolve(Some(&session.shop), draft);
    Ok((kept, files, shop))
}

fn told(session: &Session<'_>, lines: &[setup::DiffLine]) -> Vec<String> {
    let lang = session.lang();
    if lines.is_empty() {
        return vec![w::setup_same(lang).to_owned()];
    }
    let lines = lines.iter();
    lines
        .map(|line| text::setup::diff_line(lang, line))
        .collect()
}

/// Every complaint on a line of its own, with a place an editor can jump to.
fn wrong(call: &Call, dir: &Path, complaints: &[Complaint]) -> Fault {
    let mut lines = complaints.iter().map(|complaint| {
        let words = text::setup::complaint(call.lang, complaint);
        dir.join(words).display().to_string()
    });
    let first = lines.next().unwrap_or_default();
    Fault {
        more: lines.collect(),
        ..Fault::failed(first)
    }
}

/// The TOML files of a folder, in the order of their names.
fn folder(call: &Call, dir: &Path) -> Result<Vec<SetupFile>, Fault> {
    let failed = |error: std::io::Error| Fault::file(call.lang, dir, &error);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let hidden = name.is_none_or(|name| name.starts_with('.'));
        if !hidden && path.extension().is_some_and(|e| e == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        return Err(Fault::usage(w::no_setup_files(
            call.lang,
            &dir.display().to_string(),
        )));
    }
    paths
        .iter()
        .take(FILES_MAX)
        .map(|path| read(call.lang, path))
        .collect()
}

fn read(lang: Lang, path: &Path) -> Result<SetupFile, Fault> {
    let failed = |error: std::io::Error| Fault::file(lang, path, &error);
    let kind = std::fs::metadata(path).map_err(failed)?;
    if !kind.is_file() {
        // Opening a pipe would wait for its other end.
        return Err(failed(std::io::ErrorKind::InvalidInput.into()));
    }
    let file = std::fs::File::open(path).map_err(failed)?;
    // One byte more than is allowed, so that what is too big is told as such by the parser.
    let mut bytes = Vec::new();
    file.take(setup::FILE_MAX as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let whole = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..whole).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let why = text::system::not_text(lang);
        Fault::failed(format!("{}:{line}: {why}", path.display()))
    })?;
    let name = path.file_name().unwrap_or_default();
    Ok(SetupFile {
        name: name.to_string_lossy().into_owned(),
        text,
    })
}

/// The version the files of a folder were taken from, where that was noted and can be read.
fn noted(call: &Call, dir: &Path) -> Result<Option<i64>, Fault> {
    let path = dir.join(NOTE);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(text.trim().parse().ok()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Fault::file(call.lang, &path, &error)),
    }
}

fn note(call: &Call, dir: &Path, version: i64) -> Result<(), Fault> {
    let path = dir.join(NOTE);
    std::fs::write(&path, format!("{version}\n"))
        .map_err(|error| Fault::file(call.lang, &path, &error))
}

/// The files are now those of this version. A folder that takes no note is told so the next time.
fn renote(dir: &Path, version: i64) {
    let _ = std::fs::write(dir.join(NOTE), format!("{version}\n"));
}

/// Writes files into a folder. One that is there and differs stays, unless told otherwise.
fn write(call: &Call, dir: &Path, kept: &Kept, force: bool) -> Result<(), Fault> {
    let files = &kept.files;
    std::fs::create_dir_all(dir).map_err(|error| Fault::file(call.lang, dir, &error))?;
    let mut paths = Vec::new();
    for file in files {
        let path = dir.join(&file.name);
        let there = std::fs::read(&path).ok();
        if !force && there.is_some_and(|text| text != file.text.as_bytes()) {
            return Err(Fault::usage(w::would_overwrite(
                call.lang,
                &path.display().to_string(),
            )));
        }
        paths.push(path);
    }
    for (file, path) in files.iter().zip(&paths) {
        std::fs::write(path, &file.text).map_err(|error| Fault::file(call.lang, path, &error))?;
    }
    note(call, dir, kept.version)?;
    let shown: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
    match call.json {
        true => output::json(&shown),
        false => output::lines(&shown),
    }
}
