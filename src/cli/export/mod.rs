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
use file::Sheet;
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
    let lang = session.lang();
    let headings = columns::deal_headings(lang, &session.shop);
    let zone = session.shop.hours.zone().clone();
    let name = w::sheet_deals(lang);
    let mut sheet = Sheet::create(lang, &to.file, to.force, name, &headings, zone)?;
    let mut before = None;
    loop {
        let query = Query {
            before,
            limit: Some(PAGE),
        };
        let lines: Vec<Line> = session.get(path::EXPORT_DEALS, &query).await?;
        let Some(last) = lines.last() else {
            return sheet.finish();
        };
        before = Some(last.deal.id.0);
        for line in &lines {
            sheet.row(columns::deal(lang, &session.shop, line))?;
        }
        progress.advance(lines.len() as u64);
    }
}

async fn contacts(session: &mut Session<'_>, to: To, progress: &Progress) -> Result<u64, Fault> {
    let lang = session.lang();
    let headings = columns::contact_headings(lang);
    let zone = session.shop.hours.zone().clone();
    let name = w::sheet_contacts(lang);
    let mut sheet = Sheet::create(lang, &to.file, to.force, name, &headings, zone)?;
    let mut before = None;
    loop {
        let query = Query {
            before,
            limit: Some(PAGE),
        };
        let contacts: Vec<Contact> = session.get(path::EXPORT_CONTACTS, &query).await?;
        let Some(last) = contacts.last() else {
            return sheet.finish();
        };
        before = Some(last.id.0);
        for contact in &contacts {
            sheet.row(columns::contact(contact))?;
        }
        progress.advance(contacts.len() as u64);
    }
}
