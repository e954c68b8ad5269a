//! `pult undo`: takes the last act back, or the named one; an import as a whole.
use super::connect::Session;
use super::fault::Fault;
use super::{output, progress::Progress, show};
use crate::domain::command::{Act, ActKind};
use crate::domain::event::Subject;
use crate::domain::id::{CommandId, ImportId};
use crate::domain::refusal::Refusal;
use crate::text::{self, cli as w};
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
    taken_back: u64,
    /// Records somebody changed since; they stay.
    left: Vec<Subject>,
}

pub async fn run(session: &mut Session<'_>, undo: Undo) -> Result<(), Fault> {
    let command = match undo.command {
        Some(typed) => match typed.trim().parse() {
            Ok(id) => Some(CommandId(id)),
            Err(_) => return Err(Fault::usage(w::not_an_act(session.lang(), &typed))),
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

/// Takes a whole import back, some rows at a time.
pub async fn import(session: &mut Session<'_>, id: ImportId) -> Result<(), Fault> {
    let lang = session.lang();
    let known: Vec<Import> = session.get(path::IMPORTS, &()).await?;
    let total = known
        .iter()
        .find(|import| import.id == id)
        .map_or(0, |import| import.deals.max(import.contacts));
    let before = known.iter().find(|import| import.id == id);
    let before = before.map_or(0, |import| import.undone);
    let progress = Progress::new(lang, total.unsigned_abs());
    let mut all = TakenBack {
        import: id,
        taken_back: 0,
        left: Vec::new(),
    };
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
        all.taken_back += u64::from(taken_back);
        progress.advance(u64::from(taken_back) + left.len() as u64);
        let stuck = taken_back == 0 && left.is_empty();
        all.left.extend(left);
        if remaining == 0 || stuck {
            break;
        }
    }
    progress.finish();
    if before > 0 && all.taken_back == 0 && all.left.is_empty() {
        return Err(session.refused(&Refusal::AlreadyUndone));
    }
    if session.call().json {
        return output::json(&all);
    }
    let mut lines = vec![w::rows_undone(lang, all.taken_back)];
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
