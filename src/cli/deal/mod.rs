//! `pult deal …`
mod list;

pub use list::card_table;

use super::connect::Session;
use super::fault::Fault;
use super::{number, output, show};
use crate::domain::command::Act;
use crate::domain::contact::{self, Who};
use crate::domain::deal::{self, Set};
use crate::domain::id::*;
use crate::text;
use crate::typed::{Reading, name, verb};
use crate::wire::deal::View;
use crate::wire::{Outcome, path};
use clap::{Args, Subcommand};
use list::{List, cards_shown, listed};
use serde::Serialize;

#[derive(Debug, Subcommand)]
pub enum Verb {
    List(List),
    Show {
        #[arg(value_name = "NUMBER", value_parser = number)]
        deal: i64,
    },
    New(Box<New>),
    Move {
        #[arg(value_name = "NUMBER", value_parser = number)]
        deal: i64,
        #[arg(value_name = "STAGE")]
        stage: String,
        #[arg(long, value_name = "FIELD=VALUE")]
        set: Vec<String>,
    },
    Edit {
        #[arg(value_name = "NUMBER", value_parser = number)]
        deal: i64,
        #[arg(long, value_name = "TEXT")]
        title: Option<String>,
        #[arg(long, value_name = "FIELD=VALUE", required_unless_present_any = ["title", "item"])]
        set: Vec<String>,
        #[arg(long, value_name = "ITEM")]
        item: Vec<String>,
    },
    Assign {
        #[arg(value_name = "NUMBER", value_parser = number)]
        deal: i64,
        #[arg(value_name = "PERSON", required_unless_present = "auto")]
        person: Option<String>,
        #[arg(long, conflicts_with = "person")]
        auto: bool,
    },
    Turn {
        #[arg(value_name = "NUMBER", value_parser = number)]
        deal: i64,
        #[arg(value_name = "WHOSE")]
        whose: String,
    },
    Step {
        #[arg(value_name = "NUMBER", value_parser = number)]
        deal: i64,
        #[arg(value_name = "TEXT @ WHEN", required = true)]
        step: Vec<String>,
    },
    Sum {
        #[arg(value_name = "NUMBER", value_parser = number)]
        deal: i64,
        #[arg(value_name = "SUM", required = true, allow_negative_numbers = true)]
        sum: Vec<String>,
    },
    Tag {
        #[arg(value_name = "NUMBER", value_parser = number)]
        deal: i64,
        #[arg(value_name = "TAG", required = true, allow_hyphen_values = true)]
        tags: Vec<String>,
    },
    Note {
        #[arg(value_name = "NUMBER", value_parser = number)]
        deal: i64,
        #[arg(value_name = "TEXT", required = true)]
        text: Vec<String>,
    },
    Trash {
        #[arg(value_name = "NUMBER", value_parser = number)]
        deal: i64,
    },
}

#[derive(Debug, Args)]
pub struct New {
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    #[arg(long, value_name = "NUMBER", value_parser = number, conflicts_with_all = ["name", "phone", "email", "company"])]
    contact: Option<i64>,
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "PHONE")]
    phone: Vec<String>,
    #[arg(long, value_name = "EMAIL")]
    email: Vec<String>,
    #[arg(long, value_name = "COMPANY")]
    company: Option<String>,
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    #[arg(long, value_name = "PERSON")]
    responsible: Option<String>,
    #[arg(
        long,
        value_name = "SUM",
        conflicts_with = "item",
        allow_negative_numbers = true
    )]
    amount: Option<String>,
    #[arg(long, value_name = "ITEM")]
    item: Vec<String>,
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,
}

pub async fn run(session: &mut Session<'_>, verb: Verb) -> Result<(), Fault> {
    match verb {
        Verb::List(list) => {
            let cards = listed(session, list).await?;
            cards_shown(session, &cards)
        }
        Verb::Show { deal } => {
            let view: View = session.one(path::DEAL, deal).await?;
            show::deal(session, &view)
        }
        Verb::New(new) => {
            let draft = draft(session, *new)?;
            created(session, draft).await
        }
        Verb::Move { deal, stage, set } => {
            let read = reading(session);
            let (of_contact, set): (Vec<String>, Vec<String>) =
                set.into_iter().partition(|pair| read.is_of_contact(pair));
            let of_contact = read.contact_sets(&of_contact)?;
            let view: View = session.one(path::DEAL, deal).await?;
            let contact = view.contact.clone();
            let mut subject = subject(view);
            let read = reading(session);
            let mut act = verb::Verb::Move.act(&subject, &stage, &read)?;
            let filled = read.deal_sets(&set, subject.next_step.as_ref())?;
            if !of_contact.is_empty() {
                // The gate asks the contact's own card: that is written first, as the desk's form does it.
                tell_contact(session, &subject, contact, of_contact).await?;
                subject = seen(session, deal).await?;
                act = verb::Verb::Move.act(&subject, &stage, &reading(session))?;
            }
            if let Act::MoveDeal { fill, .. } = &mut act {
                *fill = filled;
            }
            done(session, act).await
        }
        Verb::Edit {
            deal,
            title,
            set,
            item,
        } => {
            let known = seen(session, deal).await?;
            let read = reading(session);
            let mut sets: Vec<Set> = title.map(Set::Title).into_iter().collect();
            sets.extend(read.deal_sets(&set, known.next_step.as_ref())?);
            if !item.is_empty() {
                let items = item.iter().map(|item| read.item(item));
                sets.push(Set::Items(items.collect::<Result<_, _>>()?));
            }
            let act = Act::EditDeal {
                deal: known.deal,
                expects: known.version,
                set: sets,
            };
            done(session, act).await
        }
        Verb::Assign { deal, person, .. } => {
            let person = person.as_deref().unwrap_or(verb::AUTO[0]);
            typed(session, deal, verb::Verb::Assign, person).await
        }
        Verb::Turn { deal, whose } => typed(session, deal, verb::Verb::Turn, &whose).await,
        Verb::Step { deal, step } => typed(session, deal, verb::Verb::Step, &step.join(" ")).await,
        Verb::Sum { deal, sum } => typed(session, deal, verb::Verb::Sum, &sum.join(" ")).await,
        Verb::Tag { deal, tags } => typed(session, deal, verb::Verb::Tag, &tags.join(",")).await,
        Verb::Note { deal, text } => {
            let act = Act::NoteDeal {
                deal: DealId(deal),
                text: text.join(" "),
            };
            done(session, act).await
        }
        Verb::Trash { deal } => typed(session, deal, verb::Verb::Trash, "").await,
    }
}

/// Makes a deal, and says whose it is where they were known and called otherwise.
async fn created(session: &mut Session<'_>, draft: deal::Draft) -> Result<(), Fault> {
    let person = match &draft.who {
        Some(Who::Person(person)) => Some(person.clone()),
        _ => None,
    };
    let id = CommandId(uuid::Uuid::now_v7());
    let outcome = session.act_as(id, Act::CreateDeal { draft }).await?.outcome;
    let (Some(person), Outcome::Deal { card, .. }) = (person, &outcome) else {
        return show::outcome(session, &outcome);
    };
    let Some(contact) = card.contact else {
        return show::outcome(session, &outcome);
    };
    let met = super::contact::Met::new(session, contact, id, &person).await?;
    if session.call().json {
        return output::json(&Told {
            deal: show::Named::new(session, card),
            contact_met: &met,
        });
    }
    let lines = [Some(show::deal_line(session, card)), met.line(session)];
    output::lines(lines.into_iter().flatten())
}

/// A new deal for machines, and whom it met.
#[derive(Debug, Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    deal: show::Named<'a>,
    contact_met: &'a super::contact::Met,
}

/// Does to a deal what a verb and the words behind it say.
async fn typed(
    session: &mut Session<'_>,
    deal: i64,
    verb: verb::Verb,
    words: &str,
) -> Result<(), Fault> {
    let subject = seen(session, deal).await?;
    let act = verb.act(&subject, words, &reading(session))?;
    done(session, act).await
}

async fn done(session: &mut Session<'_>, act: Act) -> Result<(), Fault> {
    let outcome = session.outcome(act).await?;
    show::outcome(session, &outcome)
}

/// The deal as it is now: what follows is about this version of it.
async fn seen(session: &mut Session<'_>, deal: i64) -> Result<verb::Subject, Fault> {
    session.one(path::DEAL, deal).await.map(subject)
}

fn subject(view: View) -> verb::Subject {
    verb::Subject {
        deal: view.deal.id,
        version: view.deal.version,
        pipeline: view.deal.pipeline,
        tags: view.deal.tags,
        next_step: view.deal.next_step,
    }
}

/// Writes what a gate asks of the contact; a deal without one gets one.
async fn tell_contact(
    session: &mut Session<'_>,
    deal: &verb::Subject,
    known: Option<contact::Contact>,
    set: Vec<contact::Set>,
) -> Result<(), Fault> {
    if let Some(known) = known {
        let act = Act::EditContact {
            contact: known.id,
            expects: known.version,
            set: set.into_iter().map(|set| known.added(set)).collect(),
        };
        return session.act(act).await.map(drop);
    }
    let draft = contact::Draft::of(set);
    let outcome = session.outcome(Act::CreateContact { draft }).await?;
    let Outcome::Contact { contact, .. } = outcome else {
        return Ok(());
    };
    let act = Act::EditDeal {
        deal: deal.deal,
        expects: deal.version,
        set: vec![Set::Contact(Some(contact))],
    };
    session.act(act).await.map(drop)
}

pub(super) fn reading<'a>(session: &'a Session<'_>) -> Reading<'a> {
    Reading {
        lang: session.lang(),
        shop: &session.shop,
        now: session.now(),
    }
}

fn draft(session: &Session<'_>, new: New) -> Result<deal::Draft, Fault> {
    let read = reading(session);
    let known = |no| session.wrong(&no);
    let mut set = Vec::new();
    if let Some(title) = new.title {
        set.push(Set::Title(title));
    }
    if let Some(source) = &new.source {
        let source = name::source(&session.shop, source).map_err(known)?;
        set.push(Set::Source(Some(source)));
    }
    if let Some(kind) = &new.kind {
        set.push(Set::Kind(Some(read.kind(kind)?)));
    }
    if let Some(person) = &new.responsible {
        let person = name::person(&session.shop, person).map_err(known)?;
        set.push(Set::Responsible(Some(person)));
    }
    if let Some(amount) = &new.amount {
        set.push(Set::Amount(read.sum("amount", amount)?));
    }
    if !new.item.is_empty() {
        let items = new.item.iter().map(|item| read.item(item));
        set.push(Set::Items(items.collect::<Result<_, _>>()?));
    }
    if !new.tag.is_empty() {
        set.push(Set::Tags(new.tag));
    }
    set.extend(read.deal_sets(&new.set, None)?);
    let stage = new
        .stage
        .map(|typed| name::stage(&session.shop, &typed, None));
    let stage = stage.transpose().map_err(known)?;
    let person = contact::Draft {
        name: new.name.unwrap_or_default(),
        company: new.company,
        phones: new.phone,
        emails: new.email,
        ..contact::Draft::default()
    };
    let who = match new.contact {
        Some(id) => Some(Who::Known(ContactId(id))),
        None if person.is_empty() => None,
        None => Some(Who::Person(person.tidy().map_err(known)?)),
    };
    if who.is_none() && set.is_empty() && new.note.is_none() {
        return Err(Fault::usage(text::cli::empty_deal(session.lang())));
    }
    Ok(deal::Draft {
        pipeline: stage
            .and_then(|id| session.shop.stage(id))
            .map(|(p, _)| p.id),
        stage,
        who,
        set,
        note: new.note,
    })
}
