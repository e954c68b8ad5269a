//! `pult setup check|diff|apply|export`: the shop as a folder of text files.
use super::connect::Session;
use super::fault::Fault;
use super::{Call, output, show};
use crate::domain::command::{Act, SetupFile};
use crate::domain::shop::Shop;
use crate::setup::{self, Complaint};
use crate::text::{self, cli as w};
use crate::wire::path;
use crate::wire::setup::Setup as Kept;
use clap::Subcommand;
use serde::Serialize;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Files of one folder that are looked at.
const FILES_MAX: usize = 100;

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
    if whole || !shop {
        return checked(call, dir, &given, given.len());
    }
    let mut session = Session::open(call).await?;
    let kept: Result<Kept, Fault> = session.get(path::SETUP, &()).await;
    session.close().await;
    checked(
        call,
        dir,
        &setup::overlay(&kept?.files, &given),
        given.len(),
    )
}

fn checked(call: &Call, dir: &Path, files: &[SetupFile], given: usize) -> Result<(), Fault> {
    let complaints = setup::parse(files).err().unwrap_or_default();
    if call.json {
        output::json(&complaints)?;
    }
    match complaints.is_empty() {
        false => Err(wrong(call, dir, &complaints)),
        true if call.json => Ok(()),
        true => output::text(&w::setup_sound(call.lang, given)),
    }
}

async fn run(session: &mut Session<'_>, verb: Verb) -> Result<(), Fault> {
    let call = session.call();
    match verb {
        Verb::Check { dir } => check(call, &dir).await,
        Verb::Diff { dir } => {
            let (kept, _, shop) = proposed(session, &dir).await?;
            let lines = setup::diff(&session.shop, &shop);
            if call.json {
                let base = kept.version;
                return output::json(&Difference { base, lines });
            }
            output::lines(told(session, &lines))
        }
        Verb::Apply { dir, base } => {
            let (kept, files, shop) = proposed(session, &dir).await?;
            let lines = setup::diff(&session.shop, &shop);
            let same = files.iter().all(|file| kept.files.contains(file));
            if lines.is_empty() && same && files.len() == kept.files.len() {
                return match call.json {
                    true => {
                        output::json(&serde_json::json!({ "setup": { "version": kept.version } }))
                    }
                    false => output::lines(told(session, &lines)),
                };
            }
            if !call.json {
                output::lines(told(session, &lines))?;
            }
            let act = Act::ApplySetup {
                base: base.unwrap_or(kept.version),
                files,
            };
            let outcome = session.outcome(act).await?;
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
            write(call, &dir, &kept.files, force)
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
    let failed = |error: std::io::Error| Fault::file(dir, &error);
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
        .map(|path| read(path))
        .collect()
}

fn read(path: &Path) -> Result<SetupFile, Fault> {
    let failed = |error: std::io::Error| Fault::file(path, &error);
    let kind = std::fs::metadata(path).map_err(failed)?;
    if !kind.is_file() {
        // Opening a pipe would wait for its other end.
        return Err(failed(std::io::ErrorKind::InvalidInput.into()));
    }
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut text = String::new();
    // One byte more than is allowed, so that what is too big is told as such by the parser.
    file.take(setup::FILE_MAX as u64 + 1)
        .read_to_string(&mut text)
        .map_err(failed)?;
    let name = path.file_name().unwrap_or_default();
    Ok(SetupFile {
        name: name.to_string_lossy().into_owned(),
        text,
    })
}

/// Writes files into a folder. One that is there and differs stays, unless told otherwise.
fn write(call: &Call, dir: &Path, files: &[SetupFile], force: bool) -> Result<(), Fault> {
    std::fs::create_dir_all(dir).map_err(|error| Fault::file(dir, &error))?;
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
        std::fs::write(path, &file.text).map_err(|error| Fault::file(path, &error))?;
    }
    let shown: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
    match call.json {
        true => output::json(&shown),
        false => output::lines(&shown),
    }
}
