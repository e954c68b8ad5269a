//! `pult task …`
use super::connect::Session;
use super::deal::reading;
use super::fault::Fault;
use super::table::Table;
use super::{number, output, show};
use crate::domain::command::Act;
use crate::domain::id::*;
use crate::domain::task::{Draft, Set, Task};
use crate::text::{self, Lang, cli as w, history, time};
use crate::typed::name;
use crate::wire::task::ListQuery;
use crate::wire::{Outcome, path};
use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum Verb {
    List(List),
    New {
        #[arg(value_name = "TEXT", required = true)]
        text: Vec<String>,
        #[arg(long, value_name = "NUMBER", value_parser = number)]
        deal: Option<i64>,
        #[arg(long = "for", value_name = "PERSON")]
        assignee: Option<String>,
        #[arg(long, value_name = "WHEN")]
        due: Option<String>,
    },
    Done {
        #[arg(value_name = "NUMBER", value_parser = number)]
        task: i64,
        #[arg(long)]
        undo: bool,
    },
    Edit(Edit),
}

#[derive(Debug, Args)]
pub struct List {
    #[arg(long, conflicts_with = "assignee")]
    mine: bool,
    #[arg(long = "for", value_name = "PERSON")]
    assignee: Option<String>,
    #[arg(long, value_name = "NUMBER", value_parser = number)]
    deal: Option<i64>,
    #[arg(long)]
    done: bool,
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: u32,
}

#[derive(Debug, Args)]
pub struct Edit {
    #[arg(value_name = "NUMBER", value_parser = number)]
    task: i64,
    #[command(flatten)]
    wish: Wish,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub struct Wish {
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    #[arg(long = "for", value_name = "PERSON")]
    assignee: Option<String>,
    #[arg(long, value_name = "WHEN")]
    due: Option<String>,
}

pub async fn run(session: &mut Session<'_>, verb: Verb) -> Result<(), Fault> {
    match verb {
        Verb::List(list) => {
            let assignee = match &list.assignee {
                Some(typed) => Some(person(session, typed)?),
                None => list.mine.then_some(session.hello.me.id),
            };
            let query = ListQuery {
                assignee,
                deal: list.deal.map(DealId),
                done: list.done,
                limit: Some(list.limit),
            };
            let tasks: Vec<Task> = session.get(path::TASKS, &query).await?;
            shown(session, &tasks)
        }
        Verb::New {
            text,
            deal,
            assignee,
            due,
        } => {
            let assignee = assignee.map(|typed| person(session, &typed)).transpose()?;
            let due = due.map(|typed| reading(session).day("due", &typed));
            let draft = Draft {
                text: text.join(" "),
                deal: deal.map(DealId),
                assignee,
                due: due.transpose()?,
            };
            done(session, Act::CreateTask { draft }, w::task_created).await
        }
        Verb::Done { task, undo } => {
            let now = session.now();
            let said = if undo { w::task_reopened } else { w::task_done };
            let set = vec![Set::DoneAt((!undo).then_some(now))];
            edit(session, task, set, said).await
        }
        Verb::Edit(Edit { task, wish }) => {
            let mut set = Vec::new();
            set.extend(wish.text.map(Set::Text));
            if let Some(typed) = &wish.assignee {
                set.push(Set::Assignee(Some(person(session, typed)?)));
            }
            if let Some(typed) = wish.due {
                // An empty date takes the date away.
                let due = (!typed.trim().is_empty()).then(|| reading(session).day("due", &typed));
                set.push(Set::Due(due.transpose()?));
            }
            edit(session, task, set, w::task_changed).await
        }
    }
}

fn person(session: &Session<'_>, typed: &str) -> Result<OperatorId, Fault> {
    name::person(&session.shop, typed).map_err(|no| session.wrong(&no))
}

/// What is said of a task by its number.
type Said = fn(Lang, i64) -> String;

async fn edit(
    session: &mut Session<'_>,
    task: i64,
    set: Vec<Set>,
    said: Said,
) -> Result<(), Fault> {
    let known: Task = session.one(path::TASK, task).await?;
    let act = Act::EditTask {
        task: known.id,
        expects: known.version,
        set,
    };
    done(session, act, said).await
}

async fn done(session: &mut Session<'_>, act: Act, said: Said) -> Result<(), Fault> {
    let outcome = session.outcome(act).await?;
    match outcome {
        Outcome::Task { task, .. } if !session.call().json => {
            output::text(&said(session.lang(), task.0))
        }
        outcome => show::outcome(session, &outcome),
    }
}

fn shown(session: &Session<'_>, tasks: &[Task]) -> Result<(), Fault> {
    if session.call().json {
        return output::json(&tasks);
    }
    let (lang, shop) = (session.lang(), &session.shop);
    if tasks.is_empty() {
        return output::text(text::part::nothing_here(lang));
    }
    let field = |name| text::domain::field(lang, name);
    let headings = [
        ">№".to_owned(),
        field("due"),
        field("assignee"),
        format!(">{}", field("deal")),
        field("text"),
    ];
    let mut table = Table::new(headings.iter().map(String::as_str));
    for task in tasks {
        let due = match (task.done_at, task.due) {
            (Some(_), _) => text::cli::is_done(lang).to_owned(),
            (None, Some(due)) => time::moment(lang, due, session.now(), shop.hours.zone()),
            (None, None) => String::new(),
        };
        let assignee = task
            .assignee
            .map(|id| history::person(lang, Some(id), shop));
        table.row([
            task.id.to_string(),
            due,
            assignee.unwrap_or_default(),
            task.deal.map(|id| id.to_string()).unwrap_or_default(),
            task.text.clone(),
        ]);
    }
    output::lines(table.lines())
}
