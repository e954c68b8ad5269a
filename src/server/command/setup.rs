//! Putting shop files in force.
use super::writing::Writing;
use crate::domain::command::{Act, SetupFile};
use crate::domain::event::{Fact, Subject};
use crate::domain::operator::{Permit, Reach};
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use crate::store::{self, Stop, StoreError};
use crate::text::{self, Lang};
use crate::wire::Outcome;

pub(super) fn apply(
    w: &mut Writing<'_>,
    act: &Act,
    base: i64,
    files: &[SetupFile],
) -> Result<Outcome, Stop> {
    let permit = w.permit(act, Reach::Own)?;
    if base != w.shop.version {
        return Err(Refusal::StaleSetup {
            current: w.shop.version,
        }
        .into());
    }
    let shop = put(w, &permit, files, w.shop)?;
    Ok(Outcome::Setup { version: shop })
}

/// Puts the files of the version before `version` in force again, as a new version.
pub(super) fn back(w: &mut Writing<'_>, permit: &Permit, version: i64) -> Result<(), Stop> {
    if version != w.shop.version {
        return Err(Refusal::StaleSetup {
            current: w.shop.version,
        }
        .into());
    }
    let before = store::setup::version(w.conn, version - 1)?.ok_or(Refusal::NothingToUndo)?;
    // Everything gets the number it had then: deals in the bin and the history name it. What came since keeps its own,
    // and people stay, as those who left.
    let mut then = before.shop;
    then.next_id = then.next_id.max(w.shop.next_id);
    for person in &w.shop.people {
        if then.operator(person.id).is_none() {
            then.people.push(person.clone());
        }
    }
    put(w, permit, &before.files, &then).map(drop)
}

/// `old` says which numbers the files' names have.
fn put(w: &mut Writing<'_>, permit: &Permit, files: &[SetupFile], old: &Shop) -> Result<i64, Stop> {
    let draft = crate::setup::parse(files).map_err(|complaints| wrong(&complaints))?;
    let mut shop = crate::setup::resolve(Some(old), draft);
    shop.version = w.shop.version + 1;
    in_use(w, &shop)?;
    store::setup::insert(w.conn, permit, &shop, files, w.now)?;
    let version = shop.version;
    // Whoever left or got another role has to come in again.
    w.kicked = w
        .shop
        .people
        .iter()
        .filter(|was| {
            shop.operator(was.id)
                .is_none_or(|is| !is.active || is.role != was.role)
        })
        .map(|was| was.id)
        .collect();
    w.facts.push(Fact::SetupApplied { version });
    w.subject = Some(Subject::Shop);
    w.new_shop = Some(shop);
    Ok(version)
}

/// In the shop's language: the server doesn't know the reader's. Who wants another reads the files at home first.
fn wrong(complaints: &[crate::setup::Complaint]) -> Refusal {
    let line = |complaint| text::setup::complaint(Lang::Ru, complaint);
    Refusal::SetupInvalid {
        complaints: complaints.iter().map(line).collect(),
    }
}

/// A stage or source that deals still use can't vanish.
fn in_use(w: &Writing<'_>, new: &Shop) -> Result<(), Stop> {
    let refused = |what: &str, name: &str, deals| Refusal::InUse {
        what: what.into(),
        name: name.into(),
        deals,
    };
    for stage in w
        .shop
        .pipelines
        .iter()
        .flat_map(|p| &p.stages)
        .filter(|s| new.stage(s.id).is_none())
    {
        let deals = store::total::of_stage(w.conn, stage.id)?.count;
        if deals > 0 {
            return Err(refused("stage", &stage.name, deals).into());
        }
    }
    for source in w.shop.sources.iter().filter(|s| new.source(s.id).is_none()) {
        let deals = store::total::of_source(w.conn, source.id)?;
        if deals > 0 {
            return Err(refused("source", &source.name, deals).into());
        }
    }
    if !new
        .people
        .iter()
        .any(|p| p.active && p.role == crate::domain::operator::Role::Owner)
    {
        return Err(Refusal::InUse {
            what: "operator".into(),
            name: "owner".into(),
            deals: 0,
        }
        .into());
    }
    Ok(())
}

/// The set-up a new shop begins with.
pub(crate) fn first(
    conn: &store::Conn,
    files: &[SetupFile],
    now: crate::domain::calendar::Millis,
) -> Result<Shop, Stop> {
    let act = Act::ApplySetup {
        base: 0,
        files: Vec::new(),
    };
    let permit =
        crate::domain::operator::may(&crate::domain::operator::Actor::SYSTEM, &act, Reach::Own)?;
    let draft = crate::setup::parse(files).map_err(|complaints| wrong(&complaints))?;
    let mut shop = crate::setup::resolve(None, draft);
    shop.version = 1;
    store::setup::insert(conn, &permit, &shop, files, now)?;
    store::setup::current(conn)?
        .map(|kept| kept.shop)
        .ok_or_else(|| StoreError::Damaged("no set-up").into())
}
