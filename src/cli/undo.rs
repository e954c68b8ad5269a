//! `pult undo`: takes the last act back, or the named one; an import as a whole.
use super::connect::Session;
use super::fault::Fault;
use super::progress::{Progress, stop_on_ctrl_c};
use super::{number, output, show};
use crate::domain::command::{Act, ActKind};
use crate::domain::event::{Event, Subject};
use crate::domain::id::{CommandId, ImportId, Seq};
use crate::domain::refusal::Refusal;
use crate::text::{self, cli as w};
use crate::wire::deal::HistoryQuery;
use crate::wire::import::Import;
use crate::wire::undo::Next;
use crate::wire::{Outcome, path};
use clap::Args;
use serde::Serialize;

/// Rows taken back by one command: few enough that whoever waits behind it doesn't notice.
const ROWS: u32 = 200;

#[derive(Debug, Args)]
pub struct Undo {
    #[arg(value_name = "COMMAND", conflicts_with = "last")]
    command: Option<String>,
    #[arg(long)]
    last: bool,
}

/// What became of an import that was taken back.
#[derive(Debug, Serialize)]
struct TakenBack {
    import: ImportId,
    /// Lines of its file.
    taken_back: u64,
    /// Of those it had made.
    deals: i64,
    contacts: i64,
    /// Records somebody worked on since; they stay.
    left: Vec<Subject>,
}

pub async fn run(session: &mut Session<'_>, undo: Undo) -> Result<(), Fault> {
    let command = match undo.command {
        Some(typed) => match typed.trim().parse() {
            Ok(id) => Some(CommandId(id)),
            Err(_) => Some(logged(session, &typed).await?),
        },
        None => None,
    };
    if command.is_none() {
        let next: Option<Next> = session.get(path::UNDO, &()).await?;
        if let Some(Next {
            act: ActKind::Import,
            subject: Some(Subject::Import(id)),
            ..
        }) = next
        {
            return import(session, id).await;
        }
    }
    let outcome = session.outcome(Act::Undo { command }).await?;
    match outcome {
        // The named command was a batch of an import: the rest goes with it.
        Outcome::ImportUndone { .. } => {
            let next: Option<Next> = session.get(path::UNDO, &()).await?;
            match next.and_then(|next| next.subject) {
                Some(Subject::Import(id)) => import(session, id).await,
                _ => show::outcome(session, &outcome),
            }
        }
        outcome => show::outcome(session, &outcome),
    }
}

/// The act behind a number of the log.
async fn logged(session: &mut Session<'_>, typed: &str) -> Result<CommandId, Fault> {
    let wrong = Fault::usage(w::not_an_act(session.lang(), typed));
    let Ok(number) = number(typed) else {
        return Err(wrong);
    };
    let query = HistoryQuery {
        before: Some(Seq(number.saturating_add(1))),
        limit: Some(1),
    };
    let events: Vec<Event> = session.get(path::LOG, &query).await?;
    let there = events.into_iter().find(|event| event.seq.0 == number);
    there.map(|event| event.command).ok_or(wrong)
}

/// Takes a whole import back, some rows at a time.
pub async fn import(session: &mut Session<'_>, id: ImportId) -> Result<(), Fault> {
    let lang = session.lang();
    let known: Vec<Import> = session.get(path::IMPORTS, &()).await?;
    let known = known.into_iter().find(|import| import.id == id);
    let before = known.as_ref().map_or(0, |import| import.undone);
    let stop = stop_on_ctrl_c();
    let mut bar: Option<(Progress, u64)> = None;
    let (mut all_left, mut lines, mut stopped) = (Vec::new(), 0, false);
    loop {
        let act = Act::UndoImport {
            import: id,
            limit: ROWS,
        };
        let Outcome::ImportUndone {
            taken_back,
            remaining,
            left,
            ..
        } = session.outcome(act).await?
        else {
            break;
        };
        let (progress, total) = bar.get_or_insert_with(|| {
            let total = remaining + u64::from(ROWS);
            (Progress::new(lang, total), total)
        });
        progress.reach(total.saturating_sub(remaining));
        let stuck = taken_back == 0 && left.is_empty();
        lines += u64::from(taken_back);
        all_left.extend(left);
        if remaining == 0 || stuck {
            break;
        }
        if *stop.borrow() {
            stopped = true;
            break;
        }
    }
    if let Some((progress, _)) = bar {
        progress.finish();
    }
    if stopped {
        return Err(Fault::failed(text::import::undo_stopped(lang, id.0)));
    }
    if before > 0 && lines == 0 && all_left.is_empty() {
        return Err(session.refused(&Refusal::AlreadyUndone));
    }
    let (deals, contacts) = known.map_or((0, 0), |import| (import.deals, import.contacts));
    let stay = |noun| {
        let of = all_left
            .iter()
            .filter(|left: &&Subject| left.noun() == noun);
        i64::try_from(of.count()).unwrap_or(i64::MAX)
    };
    let all = TakenBack {
        import: id,
        taken_back: lines,
        deals: (deals - stay("deal")).max(0),
        contacts: (contacts - stay("contact")).max(0),
        left: all_left,
    };
    if session.call().json {
        return output::json(&all);
    }
    let mut lines = vec![w::import_undone(lang, all.deals, all.contacts)];
    if !all.left.is_empty() {
        let mut left: Vec<String> = all
            .left
            .iter()
            .take(20)
            .map(|subject| {
                format!(
                    "{} {}",
                    text::domain::field(lang, subject.noun()),
                    subject.number()
                )
            })
            .collect();
        if all.left.len() > left.len() {
            left.push("…".to_owned());
        }
        lines.push(w::rows_left(lang, all.left.len(), &left.join(", ")));
    }
    output::lines(&lines)
}
