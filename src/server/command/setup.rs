//! Putting shop files in force.
use super::writing::Writing;
use crate::domain::command::{Act, SetupFile};
use crate::domain::event::{Fact, Subject};
use crate::domain::operator::{Permit, Reach};
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use crate::setup::{self, Gone, How};
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
    let kept = store::setup::current(w.conn)?.ok_or(StoreError::Damaged("no set-up"))?;
    let files = setup::overlay(&kept.files, files);
    Ok(Outcome::Setup {
        version: put(w, &permit, &files, w.shop)?,
    })
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
    let draft = setup::parse(files).map_err(|complaints| wrong(&complaints))?;
    let mut shop = setup::resolve(Some(old), draft);
    shop.version = w.shop.version + 1;
    if let Some(no) = in_use(w.conn, w.shop, &shop)?.into_iter().next() {
        return Err(no.into());
    }
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
fn wrong(complaints: &[setup::Complaint]) -> Refusal {
    let line = |complaint| text::setup::complaint(Lang::Ru, complaint);
    Refusal::SetupInvalid {
        complaints: complaints.iter().map(line).collect(),
    }
}

/// Every refusal that putting these files in force would meet, besides a version that is stale.
pub(in crate::server) fn would_refuse(
    conn: &store::Conn,
    old: &Shop,
    files: &[SetupFile],
) -> Result<Vec<Refusal>, StoreError> {
    let kept = store::setup::current(conn)?.ok_or(StoreError::Damaged("no set-up"))?;
    match setup::parse(&setup::overlay(&kept.files, files)) {
        Ok(draft) => in_use(conn, old, &setup::resolve(Some(old), draft)),
        Err(complaints) => Ok(vec![wrong(&complaints)]),
    }
}

/// What deals still use can't vanish.
fn in_use(conn: &store::Conn, old: &Shop, new: &Shop) -> Result<Vec<Refusal>, StoreError> {
    let mut held = Vec::new();
    for gone in setup::vanished(old, new) {
        let deals = match &gone.what {
            // Its stages come first and say all there is to say.
            Gone::Pipeline(_) => 0,
            Gone::Stage(id) => store::total::of_stage(conn, *id)?.count,
            Gone::Source(id) => store::total::of_source(conn, *id)?,
            Gone::Department(id) => store::total::of_department(conn, *id)?,
            Gone::Field(key) => store::total::of_field(conn, key)?,
        };
        if deals > 0 {
            held.push(Refusal::InUse {
                what: gone.what.noun().to_owned(),
                name: gone.name,
                deals,
                changed: gone.how != How::Removed,
            });
        }
    }
    Ok(held)
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
    let draft = setup::parse(files).map_err(|complaints| wrong(&complaints))?;
    let mut shop = setup::resolve(None, draft);
    shop.version = 1;
    store::setup::insert(conn, &permit, &shop, files, now)?;
    store::setup::current(conn)?
        .map(|kept| kept.shop)
        .ok_or_else(|| StoreError::Damaged("no set-up").into())
}
