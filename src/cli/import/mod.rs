//! `pult import …`: foreign files through the one door, a batch at a time, taken back as a whole.
//!
//! A file is one import and has one number. Its rows are read, translated and sent as they come, so its size doesn't
//! matter; every batch has its own command id and every row its line, so whatever is cut short can be gone on with.
mod names;
mod remembered;
mod report;
mod rows;
mod send;

use super::connect::Session;
use super::fault::Fault;
use super::table::Table as Shown;
use super::{number, output, undo};
use crate::domain::fold::fold;
use crate::domain::id::ImportId;
use crate::import::table::{Encoding, Table};
use crate::import::{Column, Import as Reader, MappingError, Origin, TableError};
use crate::text::{self, history, import as w, time};
use crate::wire::import::Import as Past;
use crate::wire::path;
use clap::{Args, Subcommand};
use remembered::Remembered;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Import {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[arg(long, value_name = "NUMBER", value_parser = number, required = true)]
    undo: Option<i64>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Amocrm(Files),
    Bitrix24(Files),
    Retailcrm(Files),
    Contacts(Files),
    Deals(Files),
    List,
    Undo {
        #[arg(value_name = "NUMBER", value_parser = number)]
        import: i64,
    },
}

#[derive(Debug, Args)]
pub struct Files {
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[arg(long)]
    dry_run: bool,
    #[arg(long)]
    strict: bool,
    #[arg(long, value_name = "COLUMN=MEANING")]
    map: Vec<String>,
    #[arg(long, value_name = "THEIRS=OURS")]
    stage: Vec<String>,
    #[arg(long, value_name = "THEIRS=OURS")]
    person: Vec<String>,
    #[arg(long, value_name = "THEIRS=OURS")]
    source: Vec<String>,
    #[arg(long, value_name = "SHEET")]
    sheet: Option<String>,
    #[arg(long, value_name = "ENCODING")]
    encoding: Option<String>,
    #[arg(long, value_name = "NUMBER", value_parser = number, conflicts_with = "dry_run")]
    resume: Option<i64>,
}

pub async fn run(session: &mut Session<'_>, import: Import) -> Result<(), Fault> {
    let (origin, files) = match (import.verb, import.undo) {
        (Some(Verb::List), _) => return list(session).await,
        (Some(Verb::Undo { import }), _) | (None, Some(import)) => {
            return undo::import(session, ImportId(import)).await;
        }
        (Some(Verb::Amocrm(files)), _) => (Origin::AmoCrm, files),
        (Some(Verb::Bitrix24(files)), _) => (Origin::Bitrix24, files),
        (Some(Verb::Retailcrm(files)), _) => (Origin::RetailCrm, files),
        (Some(Verb::Contacts(files)), _) => (Origin::Contacts, files),
        (Some(Verb::Deals(files)), _) => (Origin::Deals, files),
        (None, None) => return list(session).await,
    };
    // Everything that is wrong with the command line or a file is said before the first row of any goes in.
    for file in &files.files {
        open(session, origin, file, &files)?;
    }
    if files.resume.is_some() && files.files.len() > 1 {
        return Err(Fault::usage(w::resume_one(session.lang())));
    }
    let mut reports = Vec::new();
    for file in &files.files {
        reports.push(send::file(session, origin, file, &files).await?);
    }
    if session.call().json {
        output::json(&reports)?;
    }
    match reports.iter().all(report::Report::clean) || !files.strict {
        true => Ok(()),
        // What was wrong has been told line by line.
        false => {
            let fault = Fault::failed(w::strict_nothing(session.lang()));
            Err(Fault::said_if(session.call())(fault))
        }
    }
}

/// A file ready to be read, its columns named, and what is remembered about files like it.
fn open(
    session: &Session<'_>,
    origin: Origin,
    file: &std::path::Path,
    wish: &Files,
) -> Result<(Reader, Remembered), Fault> {
    let lang = session.lang();
    let place = file.display().to_string();
    let broken = |why: &TableError| Fault::failed(w::table_error(lang, &place, why));
    let encoding = match &wish.encoding {
        Some(name) => {
            Some(Encoding::named(name).ok_or_else(|| Fault::usage(w::no_encoding(lang, name)))?)
        }
        None => None,
    };
    let table =
        Table::open_as(file, wish.sheet.as_deref(), encoding).map_err(|why| broken(&why))?;
    let signature = crate::import::Mapping::signature(table.headings());
    let mut remembered = Remembered::load(session.call(), origin, &signature)?;
    let zone = session.shop.hours.zone().clone();
    let mut reader = Reader::of(origin, table, remembered.mapping(), zone);
    own_fields(session, &mut reader);
    for pair in &wish.map {
        Reader::map(&mut reader, pair).map_err(|why| mapping_fault(lang, &why))?;
    }
    remembered.columns = reader.mapping().columns.clone();
    for (pairs, kept) in [
        (&wish.stage, &mut remembered.stages),
        (&wish.person, &mut remembered.people),
        (&wish.source, &mut remembered.sources),
    ] {
        for pair in pairs {
            let (theirs, ours) = pair
                .rsplit_once('=')
                .ok_or_else(|| Fault::usage(text::cli::not_a_pair(lang, pair)))?;
            kept.insert(theirs.trim().to_owned(), ours.trim().to_owned());
        }
    }
    names::check(session, &remembered)?;
    Ok((reader, remembered))
}

/// A column nobody knows may be called as a field of this shop is.
fn own_fields(session: &Session<'_>, reader: &mut Reader) {
    let known = |heading: &str| {
        let wanted = fold(heading);
        let mut fields = session.shop.fields.iter();
        fields.any(|f| fold(&f.name) == wanted || fold(&f.key) == wanted)
    };
    let unknown: Vec<String> = reader
        .mapping()
        .unknown()
        .filter(|mapped| matches!(mapped.column, Column::Custom(_)) && known(&mapped.heading))
        .map(|mapped| format!("{0}=custom:{0}", mapped.heading))
        .collect();
    for pair in unknown {
        // A heading with an equals sign in it can't be named so; it stays unknown and is told.
        let _ = Reader::map(reader, &pair);
    }
}

fn mapping_fault(lang: text::Lang, why: &MappingError) -> Fault {
    let (line, nearest) = match why {
        MappingError::NotAPair { given } => (w::map_form(lang, given), &None),
        MappingError::NoSuchHeading { given, nearest } => (w::no_heading(lang, given), nearest),
        MappingError::NoSuchColumn(no) => (w::no_column(lang, &no.given), &no.nearest),
    };
    Fault::usage(match nearest {
        Some(near) => text::refusal::nearest(lang, &line, near),
        None => line,
    })
}

async fn list(session: &mut Session<'_>) -> Result<(), Fault> {
    let imports: Vec<Past> = session.get(path::IMPORTS, &()).await?;
    if session.call().json {
        return output::json(&imports);
    }
    let (lang, shop) = (session.lang(), &session.shop);
    if imports.is_empty() {
        return output::text(text::part::nothing_here(lang));
    }
    let headings = [
        ">№",
        w::when(lang),
        w::who(lang),
        w::to_deals(lang),
        w::to_contacts(lang),
        w::to_undone(lang),
        w::file(lang),
    ];
    let mut table = Shown::new(headings);
    for import in &imports {
        table.row([
            import.id.to_string(),
            time::moment(lang, import.at, session.now(), shop.hours.zone()),
            history::person(lang, import.by, shop),
            import.deals.to_string(),
            import.contacts.to_string(),
            import.undone.to_string(),
            import.file.clone(),
        ]);
    }
    output::lines(table.lines())
}
