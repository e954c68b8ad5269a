//! `pult contact …`
use super::connect::Session;
use super::deal::{card_table, reading};
use super::fault::Fault;
use super::table::Table;
use super::{number, output, show};
use crate::domain::command::Act;
use crate::domain::contact::{Contact, Draft, Set};
use crate::domain::event::{Event, Fact};
use crate::domain::id::{CommandId, ContactId};
use crate::domain::phone::Phone;
use crate::text;
use crate::typed::{self, Reading};
use crate::wire::contact::{ListQuery, View};
use crate::wire::{Outcome, path};
use clap::{Args, Subcommand};
use serde::Serialize;

#[derive(Debug, Subcommand)]
pub enum Verb {
    List {
        #[arg(value_name = "TEXT")]
        text: Vec<String>,
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: u32,
    },
    Show {
        #[arg(value_name = "NUMBER", value_parser = number)]
        contact: i64,
    },
    New(New),
    Edit {
        #[arg(value_name = "NUMBER", value_parser = number)]
        contact: i64,
        #[arg(long, value_name = "FIELD=VALUE", required = true)]
        set: Vec<String>,
    },
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub struct New {
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "COMPANY")]
    company: Option<String>,
    #[arg(long, value_name = "PHONE")]
    phone: Vec<String>,
    #[arg(long, value_name = "EMAIL")]
    email: Vec<String>,
    #[arg(long, value_name = "CHANNEL:NAME")]
    identity: Vec<String>,
    #[arg(long, value_name = "ADDRESS")]
    address: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

pub async fn run(session: &mut Session<'_>, verb: Verb) -> Result<(), Fault> {
    match verb {
        Verb::List { text, limit } => {
            let contacts = listed(session, text.join(" "), limit).await?;
            shown(session, &contacts)
        }
        Verb::Show { contact } => {
            let view: View = session.one(path::CONTACT, contact).await?;
            one(session, &view)
        }
        Verb::New(new) => {
            let draft = draft(reading(session), new)?;
            let id = CommandId(uuid::Uuid::now_v7());
            let act = Act::CreateContact {
                draft: draft.clone(),
            };
            let outcome = session.act_as(id, act).await?.outcome;
            let Outcome::Contact { contact, .. } = outcome else {
                return show::outcome(session, &outcome);
            };
            let met = Met::new(session, contact, id, &draft).await?;
            if session.call().json {
                return output::json(&Told { outcome, met });
            }
            let line = match met.found {
                true => text::cli::contact_found(session.lang(), contact.0),
                false => text::cli::contact_created(session.lang(), contact.0),
            };
            output::lines([Some(line), met.line(session)].into_iter().flatten())
        }
        Verb::Edit { contact, set } => {
            let set = reading(session).contact_sets(&set)?;
            let view: View = session.one(path::CONTACT, contact).await?;
            let act = Act::EditContact {
                contact: ContactId(contact),
                expects: view.contact.version,
                set,
            };
            let outcome = session.outcome(act).await?;
            show::outcome(session, &outcome)
        }
    }
}

/// An outcome for machines, and whom it met.
#[derive(Debug, Serialize)]
struct Told {
    #[serde(flatten)]
    outcome: Outcome,
    #[serde(flatten)]
    met: Met,
}

/// Whether somebody was known already, and what was said of them and is not what is known.
#[derive(Debug, Serialize)]
pub(super) struct Met {
    pub found: bool,
    not_taken: Vec<Set>,
    #[serde(skip)]
    known: Contact,
}

impl Met {
    /// As the command of this id left it.
    pub async fn new(
        session: &mut Session<'_>,
        contact: ContactId,
        command: CommandId,
        draft: &Draft,
    ) -> Result<Met, Fault> {
        let view: View = session.one(path::CONTACT, contact.0).await?;
        let made = |event: &Event| {
            matches!(event.fact, Fact::ContactCreated { .. }) && event.command == command
        };
        Ok(Met {
            found: !view.history.iter().any(made),
            not_taken: view.contact.untaken(draft),
            known: view.contact,
        })
    }

    /// What was not taken over, in words.
    pub fn line(&self, session: &Session<'_>) -> Option<String> {
        let (lang, shop) = (session.lang(), &session.shop);
        let value = |set: &Set| text::history::contact_value(lang, set, shop).unwrap_or_default();
        let told = self.not_taken.iter().map(|set| {
            let field = text::domain::field(lang, set.field());
            text::cli::not_taken(lang, &field, &value(set), &value(&self.known.get(set)))
        });
        let told: Vec<String> = told.collect();
        (!told.is_empty()).then(|| told.join("; "))
    }
}

fn draft(read: Reading<'_>, new: New) -> Result<Draft, Fault> {
    let identities = new.identity.iter().map(|typed| read.identity(typed));
    let draft = Draft {
        name: new.name.unwrap_or_default(),
        company: new.company,
        phones: new.phone,
        emails: new.email,
        identities: identities.collect::<Result<_, _>>()?,
        addresses: new.address.iter().map(|a| typed::address(a)).collect(),
        note: new.note.unwrap_or_default(),
        external: None,
    };
    draft
        .tidy()
        .map_err(|no| Fault::wrong(read.lang, &no, read.shop))
}

async fn listed(
    session: &mut Session<'_>,
    text: String,
    limit: u32,
) -> Result<Vec<Contact>, Fault> {
    super::find::short(session, &text)?;
    let searched = !text.trim().is_empty();
    let mut query = ListQuery {
        text: searched.then_some(text),
        before: None,
        limit: Some(limit.min(200)),
    };
    let mut contacts: Vec<Contact> = session.get(path::CONTACTS, &query).await?;
    // The best matches are one page; the newest go on as far as was asked for.
    while !searched && contacts.len() < limit as usize {
        query.before = contacts.last().map(|c| c.id);
        let more: Vec<Contact> = session.get(path::CONTACTS, &query).await?;
        if more.is_empty() {
            break;
        }
        contacts.extend(more);
    }
    contacts.truncate(limit as usize);
    Ok(contacts)
}

fn shown(session: &Session<'_>, contacts: &[Contact]) -> Result<(), Fault> {
    if session.call().json {
        return output::json(&contacts);
    }
    if contacts.is_empty() {
        return output::text(text::part::nothing_found(session.lang()));
    }
    output::lines(contact_table(session, contacts).lines())
}

pub(super) fn contact_table<'c>(
    session: &Session<'_>,
    contacts: impl IntoIterator<Item = &'c Contact>,
) -> Table {
    let field = |name| text::domain::field(session.lang(), name);
    let headings = [
        ">№".to_owned(),
        field("name"),
        field("phones"),
        field("emails"),
        field("addresses"),
    ];
    let mut table = Table::new(headings.iter().map(String::as_str));
    for contact in contacts {
        table.row([
            contact.id.to_string(),
            called(contact),
            phones(contact),
            contact.emails.join(", "),
            addresses(contact),
        ]);
    }
    table
}

/// Name and company.
pub(super) fn called(contact: &Contact) -> String {
    match &contact.company {
        Some(company) if !contact.name.is_empty() => format!("{}, {company}", contact.name),
        _ => contact.called(),
    }
}

pub fn phones(contact: &Contact) -> String {
    let pretty = contact
        .phones
        .iter()
        .map(|phone| Phone::parse(phone).map_or_else(|_| phone.clone(), |p| p.pretty()));
    pretty.collect::<Vec<_>>().join(", ")
}

fn addresses(contact: &Contact) -> String {
    let all = contact.addresses.iter().map(|a| {
        let parts = [&a.postcode, &a.city, &a.line];
        let parts: Vec<&str> = parts
            .into_iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        parts.join(", ")
    });
    all.collect::<Vec<_>>().join("; ")
}

fn one(session: &Session<'_>, view: &View) -> Result<(), Fault> {
    if session.call().json {
        return output::json(view);
    }
    let lang = session.lang();
    let contact = &view.contact;
    let field = |name| text::domain::field(lang, name);
    let identities = contact
        .identities
        .iter()
        .map(|i| format!("{}:{}", i.channel, i.id))
        .collect::<Vec<_>>()
        .join(", ");
    let mut lines = vec![format!("№ {}  {}", contact.id, called(contact))];
    for (name, value) in [
        ("phones", phones(contact)),
        ("emails", contact.emails.join(", ")),
        ("identities", identities),
        ("addresses", addresses(contact)),
        ("note", contact.note.clone()),
    ] {
        if !value.is_empty() {
            lines.push(format!("{}: {value}", field(name)));
        }
    }
    if !view.deals.is_empty() {
        lines.push(String::new());
        lines.extend(card_table(session, &view.deals).lines());
    }
    lines.push(String::new());
    lines.extend(view.history.iter().map(|e| show::event_line(session, e)));
    if view.more {
        lines.push(text::cli::more_of_contact(lang, contact.id.0));
    }
    output::lines(&lines)
}
