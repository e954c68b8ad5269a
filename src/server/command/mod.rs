//! The one door for changes: permit, decide, one transaction, publish.
//!
//! [`Door::pass`] is called for people, for timers and for tests alike. Inside the writer's transaction [`run`] loads
//! what the act is about, asks the domain, writes rows and journal, and makes the frame every desk will get.
mod approval;
mod contact;
mod deal;
mod import;
mod last;
mod operator;
mod sale;
mod setup;
mod task;
mod undo;
mod writing;

use super::clock::Clock;
use super::feed::Hub;
use super::problem::Fault;
use crate::domain::calendar::Millis;
use crate::domain::command::{Act, ActKind, Command};
use crate::domain::event::Subject;
use crate::domain::id::*;
use crate::domain::operator::Actor;
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use crate::store::{Conn, Stop, Store, StoreError};
use crate::wire::feed::Frame;
use crate::wire::{Done, Outcome};
pub(super) use import::preview as preview_import;
pub(super) use last::last as last_undoable;
pub(super) use setup::{first as first_setup, would_refuse};
use std::sync::{Arc, RwLock};
use writing::Writing;
pub(super) use writing::{staff, totals};

/// The set-up in force, shared by everybody.
pub type SharedShop = Arc<RwLock<Arc<Shop>>>;

/// The shop as it is now.
pub fn shop_now(shop: &SharedShop) -> Arc<Shop> {
    shop.read().unwrap_or_else(|e| e.into_inner()).clone()
}

#[derive(Debug, Clone)]
pub struct Door {
    pub store: Store,
    pub shop: SharedShop,
    pub clock: Arc<dyn Clock>,
    pub(super) hub: Hub,
    /// A copy as of this moment: it is looked at and not changed.
    pub copy_of: Option<Millis>,
}

/// What a transaction leaves to be done after its commit.
#[derive(Debug)]
pub(super) struct Receipt {
    done: Done,
    frame: Option<Frame>,
    /// The shop files changed.
    shop: Option<Arc<Shop>>,
    /// These people's connections end now.
    kicked: Vec<OperatorId>,
}

impl Door {
    /// Does a command, or answers the retry of one that was done.
    ///
    /// # Errors
    /// A rule's refusal, or the store's trouble; in both cases nothing was changed.
    pub async fn pass(&self, actor: Actor, command: Command) -> Result<Done, Fault> {
        if let Some(until) = self.copy_of {
            return Err(Refusal::OnlyLookedAt { until }.into());
        }
        let (shop, clock) = (self.shop.clone(), self.clock.clone());
        let command = operator::prepare(&actor, command).await?;
        // Either may put other shop files in force, by which whatever comes after has to be judged.
        let solo = matches!(command.act, Act::ApplySetup { .. } | Act::Undo { .. });
        let (hub, told) = (self.hub.clone(), self.shop.clone());
        let receipt = self
            .store
            .write_then(
                move |conn| {
                    let shop = shop_now(&shop);
                    run(conn, &shop, &actor, &command, clock.now())
                },
                move |receipt: &Receipt| {
                    if let Some(shop) = &receipt.shop {
                        *told.write().unwrap_or_else(|e| e.into_inner()) = shop.clone();
                    }
                    hub.publish(receipt.frame.as_ref(), &receipt.kicked);
                },
                solo,
            )
            .await?;
        Ok(receipt.done)
    }
}

/// One command inside the writer's transaction.
fn run(
    conn: &Conn,
    shop: &Shop,
    actor: &Actor,
    command: &Command,
    now: Millis,
) -> Result<Receipt, Stop> {
    if let Some(entry) = crate::store::command::load(conn, command.id)? {
        if entry.operator != actor.operator {
            return Err(Refusal::unknown("command", command.id).into());
        }
        let done = retried(conn, shop, now, &entry, command)?;
        return Ok(Receipt {
            done,
            frame: None,
            shop: None,
            kicked: Vec::new(),
        });
    }
    let mut writing = Writing::new(conn, shop, actor, command.id, now);
    let outcome = match &command.act {
        Act::CreateDeal { draft } => deal::create(&mut writing, &command.act, draft)?,
        Act::EditDeal { deal, expects, set } => {
            deal::edit(&mut writing, &command.act, *deal, *expects, set)?
        }
        Act::MoveDeal {
            deal,
            expects,
            to,
            fill,
        } => deal::relocate(&mut writing, &command.act, *deal, *expects, *to, fill)?,
        Act::AssignDeal { deal, expects, to } => {
            deal::assign(&mut writing, &command.act, *deal, *expects, *to)?
        }
        Act::NoteDeal { deal, text } => deal::note(&mut writing, &command.act, *deal, text)?,
        Act::TrashDeal { deal, expects } => {
            deal::trash(&mut writing, &command.act, *deal, *expects)?
        }
        Act::RaiseLate { deal, due } => deal::raise_late(&mut writing, &command.act, *deal, *due)?,
        Act::CreateContact { draft } => contact::create(&mut writing, &command.act, draft)?,
        Act::EditContact {
            contact,
            expects,
            set,
        } => contact::edit(&mut writing, &command.act, *contact, *expects, set)?,
        Act::CreateTask { draft } => task::create(&mut writing, &command.act, draft)?,
        Act::EditTask { task, expects, set } => {
            task::edit(&mut writing, &command.act, *task, *expects, set)?
        }
        Act::DecideApproval { approval, verdict } => {
            approval::decide(&mut writing, &command.act, *approval, verdict)?
        }
        Act::WithdrawApproval { approval } => {
            approval::withdraw(&mut writing, &command.act, *approval)?
        }
        Act::Undo { command: target } => undo::undo(&mut writing, &command.act, *target)?,
        Act::BeginImport { file } => import::begin(&mut writing, &command.act, file)?,
        Act::Import { import, rows } => import::take(&mut writing, &command.act, *import, rows)?,
        Act::UndoImport { import, limit } => {
            import::undo(&mut writing, &command.act, *import, *limit)?
        }
        Act::ApplySetup { base, files } => setup::apply(&mut writing, &command.act, *base, files)?,
        Act::SetAbsence { absence } => operator::set_absence(&mut writing, &command.act, absence)?,
        Act::SetPassword { operator, password } => {
            operator::set_password(&mut writing, &command.act, *operator, password)?
        }
        Act::RevokeSessions { operator } => {
            operator::revoke(&mut writing, &command.act, *operator)?
        }
    };
    writing.finish(&command.act, outcome)
}

/// The answer to a command that came twice: what it did is looked up, nothing is done again.
fn retried(
    conn: &Conn,
    shop: &Shop,
    now: Millis,
    entry: &crate::store::command::Entry,
    command: &Command,
) -> Result<Done, Stop> {
    // Taking back an import by `Undo` stands in the books as what it is.
    let same = entry.act == command.act.kind()
        || (entry.act == ActKind::UndoImport && matches!(command.act, Act::Undo { .. }));
    if !same {
        return Err(Refusal::unknown("command", command.id).into());
    }
    let damaged = || {
        Stop::from(StoreError::Damaged(
            "a command points to a record that is not there",
        ))
    };
    let outcome = match (&command.act, entry.subject) {
        (Act::Import { import, rows }, _) => import::again(conn, shop, now, *import, rows)?,
        (Act::UndoImport { import, .. }, _) => import::undone_so_far(conn, *import)?,
        (Act::BeginImport { .. }, Some(Subject::Import(import))) => Outcome::ImportBegun { import },
        (Act::Undo { .. }, Some(Subject::Import(import))) if entry.undoes.is_none() => {
            import::undone_so_far(conn, import)?
        }
        (Act::Undo { .. }, subject) => match entry.undoes {
            Some(undone) => {
                let act = crate::store::command::load(conn, undone)?
                    .ok_or_else(damaged)?
                    .act;
                Outcome::Undone {
                    command: undone,
                    act,
                    subject,
                    left: Vec::new(),
                    passed: Vec::new(),
                }
            }
            None => Outcome::Plain,
        },
        (Act::ApplySetup { .. }, _) => Outcome::Setup {
            version: crate::store::setup::current(conn)?
                .ok_or_else(damaged)?
                .version,
        },
        (_, Some(Subject::Deal(id))) => {
            let card = crate::store::deal::card(conn, id)?.ok_or_else(damaged)?;
            let totals = writing::totals(conn, [card.stage])?;
            match card.approval {
                Some(approval) if matches!(command.act, Act::MoveDeal { .. }) => {
                    Outcome::Asked { approval, card }
                }
                _ => Outcome::Deal { card, totals },
            }
        }
        (_, Some(Subject::Contact(id))) => {
            let contact = crate::store::contact::load(conn, id)?.ok_or_else(damaged)?;
            Outcome::Contact {
                contact: id,
                version: contact.version,
            }
        }
        (_, Some(Subject::Task(id))) => {
            let task = crate::store::task::load(conn, id)?.ok_or_else(damaged)?;
            Outcome::Task {
                task: id,
                version: task.version,
            }
        }
        _ => Outcome::Plain,
    };
    Ok(Done {
        seq: entry.last,
        outcome,
    })
}
