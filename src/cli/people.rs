//! `pult people`: who works here, and what the assignment sees of them.
use super::connect::Session;
use super::deal::reading;
use super::fault::Fault;
use super::table::Table;
use super::{output, show};
use crate::domain::command::Act;
use crate::domain::operator::Absence;
use crate::text::{self, cli as w};
use crate::typed::name;
use crate::wire::path;
use crate::wire::setup::Staff;
use clap::{Args, Subcommand};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct Person<'a> {
    #[serde(flatten)]
    operator: &'a crate::domain::operator::Operator,
    load: i64,
    absent: bool,
    at_work: bool,
}

#[derive(Debug, Args)]
pub struct People {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    List,
    Away {
        #[arg(value_name = "PERSON")]
        person: String,
        #[arg(long, value_name = "WHEN")]
        from: Option<String>,
        #[arg(long, value_name = "WHEN")]
        to: String,
    },
}

pub async fn run(session: &mut Session<'_>, people: People) -> Result<(), Fault> {
    match people.verb {
        None | Some(Verb::List) => list(session).await,
        Some(Verb::Away { person, from, to }) => {
            let operator = name::person(&session.shop, &person);
            let read = reading(session);
            let absence = Absence {
                operator: operator.map_err(|no| session.wrong(&no))?,
                from: match from {
                    Some(typed) => read.day("absence", &typed)?,
                    None => session.now(),
                },
                to: read.day("absence", &to)?,
            };
            let outcome = session.outcome(Act::SetAbsence { absence }).await?;
            show::outcome(session, &outcome)
        }
    }
}

async fn list(session: &mut Session<'_>) -> Result<(), Fault> {
    let staff: Staff = session.get(path::STAFF, &()).await?;
    let lang = session.lang();
    let people: Vec<Person<'_>> = session
        .shop
        .people
        .iter()
        .map(|operator| {
            let seen = staff.iter().find(|c| c.operator == operator.id);
            Person {
                operator,
                load: seen.map_or(0, |c| c.load),
                absent: seen.is_some_and(|c| c.absent),
                at_work: seen.is_some_and(|c| c.at_work),
            }
        })
        .collect();
    if session.call().json {
        return output::json(&people);
    }
    let headings = [
        w::login_name(lang).to_owned(),
        text::domain::field(lang, "name"),
        w::role(lang).to_owned(),
        text::domain::field(lang, "department"),
        format!(">{}", w::load(lang)),
        w::state(lang).to_owned(),
    ];
    let mut table = Table::new(headings.iter().map(String::as_str));
    for person in &people {
        let department = person.operator.department;
        let department = department.and_then(|id| session.shop.department(id));
        let state = match person {
            Person { operator, .. } if !operator.active => w::left(lang),
            Person { absent: true, .. } => w::absent(lang),
            Person { at_work: true, .. } => w::at_work(lang),
            _ => w::off_hours(lang),
        };
        table.row([
            person.operator.key.clone(),
            person.operator.name.clone(),
            text::domain::role(lang, person.operator.role).to_owned(),
            department.map_or_else(String::new, |d| d.name.clone()),
            person.load.to_string(),
            state.to_owned(),
        ]);
    }
    output::lines(table.lines())
}
