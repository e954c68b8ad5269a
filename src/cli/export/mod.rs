//! `pult export deals|contacts FILE`: the shop's records as a table other programs read.
//!
//! Nothing in such a file may run: a spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and
//! names, titles and phones come from strangers.
mod columns;
mod file;

use super::connect::Session;
use super::fault::Fault;
use super::output;
use super::progress::Progress;
use crate::domain::contact::Contact;
use crate::text::export as w;
use crate::wire::export::{Line, Query};
use crate::wire::path;
use crate::wire::setup::Health;
use clap::{Args, Subcommand};
use file::{Cell, Sheet};
use serde::de::DeserializeOwned;
use std::path::PathBuf;

/// Records asked for at once.
const PAGE: u32 = 500;

#[derive(Debug, Subcommand)]
pub enum Verb {
    Deals(To),
    Contacts(To),
}

#[derive(Debug, Args)]
pub struct To {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long)]
    force: bool,
}

pub async fn run(session: &mut Session<'_>, verb: Verb) -> Result<(), Fault> {
    let lang = session.lang();
    let health: Health = session.get(path::HEALTH, &()).await?;
    let (to, total) = match &verb {
        Verb::Deals(to) => (to, health.deals),
        Verb::Contacts(to) => (to, health.contacts),
    };
    let file = to.file.clone();
    let progress = Progress::new(lang, total.unsigned_abs());
    let written = match verb {
        Verb::Deals(to) => deals(session, to, &progress).await,
        Verb::Contacts(to) => contacts(session, to, &progress).await,
    };
    progress.finish();
    let written = written?;
    let file = file.display().to_string();
    match session.call().json {
        true => output::json(&serde_json::json!({ "file": file, "rows": written })),
        false => output::text(&w::written(lang, &file, written)),
    }
}

async fn deals(session: &mut Session<'_>, to: To, progress: &Progress) -> Result<u64, Fault> {
    let (lang, shop) = (session.lang(), session.shop.clone());
    let headings = columns::deal_headings(lang, &shop);
    let sheet = sheet(session, &to, w::sheet_deals(lang), &headings)?;
    let cells = |line: &Line| (line.deal.id.0, columns::deal(lang, &shop, line));
    pages(session, path::EXPORT_DEALS, sheet, progress, cells).await
}

async fn contacts(session: &mut Session<'_>, to: To, progress: &Progress) -> Result<u64, Fault> {
    let lang = session.lang();
    let headings = columns::contact_headings(lang);
    let sheet = sheet(session, &to, w::sheet_contacts(lang), &headings)?;
    let cells = |contact: &Contact| (contact.id.0, columns::contact(contact));
    pages(session, path::EXPORT_CONTACTS, sheet, progress, cells).await
}

fn sheet(session: &Session<'_>, to: &To, name: &str, headings: &[String]) -> Result<Sheet, Fault> {
    let zone = session.shop.hours.zone().clone();
    Sheet::create(session.lang(), &to.file, to.force, name, headings, zone)
}

/// Writes a list down page by page, newest first; `cells` says a record's number and its row.
async fn pages<A: DeserializeOwned>(
    session: &mut Session<'_>,
    path: &str,
    mut sheet: Sheet,
    progress: &Progress,
    cells: impl Fn(&A) -> (i64, Vec<Cell>),
) -> Result<u64, Fault> {
    let mut before = None;
    loop {
        let query = Query {
            before,
            limit: Some(PAGE),
        };
        let page: Vec<A> = session.get(path, &query).await?;
        if page.is_empty() {
            return sheet.finish();
        }
        for record in &page {
            let (number, row) = cells(record);
            before = Some(number);
            sheet.row(row)?;
        }
        progress.advance(page.len() as u64);
    }
}
