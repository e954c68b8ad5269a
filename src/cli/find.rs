//! `pult find WORDS`: the desk's search.
use super::connect::Session;
use super::contact::contact_table;
use super::deal::card_table;
use super::fault::Fault;
use super::{output, show};
use crate::domain::refusal::{Flaw, Refusal};
use crate::text;
use crate::wire::find::{Found, Hit, Query};
use crate::wire::path;
use clap::Args;
use serde::Serialize;

#[derive(Debug, Args)]
pub struct Find {
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u32,
}

/// A hit as machines read it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Shown<'a> {
    Deal(show::Named<'a>),
    Contact(&'a crate::domain::contact::Contact),
}

/// Longest text that is looked for, bytes: an address holds no more.
const TEXT_MAX: usize = 4096;

pub(super) fn short(session: &Session<'_>, text: &str) -> Result<(), Fault> {
    match text.len() <= TEXT_MAX {
        true => Ok(()),
        false => Err(session.wrong(&Refusal::Invalid {
            field: "text".into(),
            flaw: Flaw::TooLong { max: TEXT_MAX },
        })),
    }
}

pub async fn run(session: &mut Session<'_>, find: Find) -> Result<(), Fault> {
    let text = find.words.join(" ");
    short(session, &text)?;
    let query = Query {
        text,
        limit: Some(find.limit),
    };
    let found: Found = session.get(path::FIND, &query).await?;
    if session.call().json {
        let hits: Vec<Shown<'_>> = found
            .hits
            .iter()
            .map(|hit| match hit {
                Hit::Deal(card) => Shown::Deal(show::Named::new(session, card)),
                Hit::Contact(contact) => Shown::Contact(contact),
            })
            .collect();
        return output::json(&hits);
    }
    if found.hits.is_empty() {
        return output::text(text::part::nothing_found(session.lang()));
    }
    let mut parts = Vec::new();
    let people = found.hits.iter().filter_map(|hit| match hit {
        Hit::Contact(contact) => Some(contact.as_ref()),
        Hit::Deal(_) => None,
    });
    let people = contact_table(session, people);
    if !people.is_empty() {
        parts.extend(people.lines());
    }
    let cards: Vec<_> = found
        .hits
        .iter()
        .filter_map(|hit| match hit {
            Hit::Deal(card) => Some(card.as_ref().clone()),
            Hit::Contact(_) => None,
        })
        .collect();
    if !cards.is_empty() {
        if !parts.is_empty() {
            parts.push(String::new());
        }
        parts.extend(card_table(session, &cards).lines());
    }
    if found.more {
        parts.push(text::cli::more_to_find(session.lang()).to_owned());
    }
    output::lines(&parts)
}
