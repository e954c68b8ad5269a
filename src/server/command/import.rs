//! Taking foreign records in, and taking a whole import back.
use super::undo;
use super::writing::Writing;
use crate::domain::command::{Act, ImportRow};
use crate::domain::contact::{self, Contact};
use crate::domain::deal::Deal;
use crate::domain::event::{Event, Fact, Subject, Why};
use crate::domain::field::TEXT_MAX;
use crate::domain::id::*;
use crate::domain::operator::{Permit, Reach};
use crate::domain::refusal::{Flaw, Refusal};
use crate::store::import::Made;
use crate::store::journal::Own;
use crate::store::{self, Conn, Stop, StoreError};
use crate::wire::Outcome;
use crate::wire::import::{Fate, RowOutcome};

/// Rows of one command: a transaction short enough that nobody waits for it.
const ROWS_AT_MOST: usize = 1000;

pub(super) fn begin(w: &mut Writing<'_>, act: &Act, file: &str) -> Result<Outcome, Stop> {
    let permit = w.permit(act, Reach::Own)?;
    let import = store::import::next_id(w.conn)?;
    let file: String = file.chars().take(200).collect();
    store::import::begin(w.conn, &permit, import, &file, w.now)?;
    w.facts.push(Fact::ImportBegun { import, file });
    w.subject = Some(Subject::Import(import));
    Ok(Outcome::ImportBegun { import })
}

pub(super) fn take(
    w: &mut Writing<'_>,
    act: &Act,
    import: ImportId,
    rows: &[ImportRow],
) -> Result<Outcome, Stop> {
    let permit = w.permit(act, Reach::Own)?;
    if rows.len() > ROWS_AT_MOST {
        return Err(Refusal::Invalid {
            field: "rows".into(),
            flaw: Flaw::TooLong { max: ROWS_AT_MOST },
        }
        .into());
    }
    store::import::load(w.conn, import)?.ok_or_else(|| Refusal::not_found("import", import.0))?;
    w.subject = Some(Subject::Import(import));
    let rows = rows
        .iter()
        .map(|row| row_in(w, &permit, import, row))
        .collect::<Result<_, Stop>>()?;
    Ok(Outcome::Imported { rows })
}

fn row_in(
    w: &mut Writing<'_>,
    permit: &Permit,
    import: ImportId,
    row: &ImportRow,
) -> Result<RowOutcome, Stop> {
    let line = i64::try_from(row.line).unwrap_or(i64::MAX);
    if let Some(made) = store::import::made(w.conn, import, line)? {
        return Ok(taken_before(w.conn, import, row.line, made)?);
    }
    let refused = |no: Refusal| RowOutcome {
        line: row.line,
        deal: Fate::Refused(Box::new(no)),
        contact: Fate::None,
    };
    // Everything is decided before anything is written: a refused row leaves nothing behind.
    let plan = match plan(w.conn, Some(import), row)? {
        Ok(plan) => plan,
        Err(no) => return Ok(refused(no)),
    };
    let mut new_deal = None;
    if let (Some(draft), None) = (&row.deal, &plan.known_deal) {
        let id = store::deal::next_id(w.conn)?;
        let stage = draft.stage.or_else(|| {
            let pipeline = draft
                .pipeline
                .map_or(w.shop.pipelines.first(), |id| w.shop.pipeline(id));
            pipeline.and_then(|p| p.stages.first()).map(|s| s.id)
        });
        let top = stage.map_or(Ok(0), |stage| store::deal::top(w.conn, stage))?;
        match Deal::create(id, draft, None, top, &[], w.scene()) {
            Ok((mut deal, _)) => {
                as_it_was(&mut deal, row);
                deal.external.clone_from(&row.external);
                new_deal = Some(deal);
            }
            Err(no) => return Ok(refused(no)),
        }
    }
    let why = Why::Imported {
        import,
        line: row.line,
    };
    let (contact, contact_fate, made_contact) = match plan.person {
        Person::None => (None, Fate::None, None),
        Person::Known { id, by, draft } => {
            let known = w.load_contact(id)?;
            let more = known.enrich(&draft);
            let told_more = (!more.is_empty()).then_some(id);
            w.change_contact(permit, &known, more, Some(why.clone()))?;
            (Some(id), Fate::Matched { id, by }, told_more)
        }
        Person::New(draft) => {
            let mut contact = Contact::create(store::contact::next_id(w.conn)?, draft, w.now)?;
            if let Some(at) = row.created_at {
                contact.created_at = at;
            }
            let id = contact.id;
            w.insert_contact(permit, contact)?;
            (Some(id), Fate::Created(Some(id)), Some(id))
        }
    };
    let (deal_fate, made_deal) = match (new_deal, plan.known_deal) {
        (Some(deal), _) => {
            let deal = Deal { contact, ..deal };
            let id = deal.id;
            w.insert_deal(permit, deal, Some(why))?;
            for text in row.notes.iter().filter(|t| !t.trim().is_empty()) {
                let text = text[..text.floor_char_boundary(TEXT_MAX)].to_owned();
                w.facts.push(Fact::DealNoted { deal: id, text });
            }
            (Fate::Created(Some(id)), Some(id))
        }
        (None, Some((id, by))) => (Fate::Matched { id, by }, None),
        (None, None) => (Fate::None, None),
    };
    store::import::record(
        w.conn,
        permit,
        import,
        Made {
            line,
            deal: made_deal,
            contact: made_contact,
        },
        matches!(contact_fate, Fate::Created(_)),
    )?;
    Ok(RowOutcome {
        line: row.line,
        deal: deal_fate,
        contact: contact_fate,
    })
}

/// An old deal keeps its own times; its limits and turns are not counted from before it was ours.
fn as_it_was(deal: &mut Deal, row: &ImportRow) {
    if let Some(at) = row.created_at {
        deal.created_at = at;
        deal.stage_since = row.closed_at.unwrap_or(at);
        deal.stage_due = None;
    }
    if deal.closed_at.is_some() && row.closed_at.is_some() {
        deal.closed_at = row.closed_at;
    }
}

enum Person {
    None,
    Known {
        id: ContactId,
        by: String,
        draft: contact::Draft,
    },
    New(contact::Draft),
}

struct Plan {
    person: Person,
    known_deal: Option<(DealId, String)>,
}

/// Letters before the number of a deal in a table of ours.
const OWN_DEALS: &str = "deals:";
/// Moments are written down to the minute.
const MINUTE: i64 = 60_000;

/// A deal of ours in a file we wrote: of that number, and made in that minute, lest it be another shop's.
///
/// What this import made itself is another deal: it got its number here.
fn own_deal(
    conn: &Conn,
    import: Option<ImportId>,
    row: &ImportRow,
) -> Result<Option<(DealId, String)>, StoreError> {
    let external = row.external.as_deref().unwrap_or_default();
    let number = external.strip_prefix(OWN_DEALS);
    let number = number.map(|rest| rest.split(':').next().unwrap_or_default().parse());
    let (Some(Ok(number)), Some(made)) = (number, row.created_at) else {
        return Ok(None);
    };
    let number = DealId(number);
    if let Some(import) = import
        && store::import::made_deal(conn, import, number)?
    {
        return Ok(None);
    }
    let deal = store::deal::load(conn, number)?;
    let same = |deal: &Deal| !deal.deleted && deal.created_at.0 / MINUTE == made.0 / MINUTE;
    Ok(deal
        .filter(same)
        .map(|deal| (deal.id, format!("№ {}", deal.id))))
}

fn known_person(
    conn: &Conn,
    draft: &contact::Draft,
) -> Result<Option<(ContactId, String)>, StoreError> {
    match own_contact(conn, draft)? {
        None => store::contact::matching(conn, draft),
        own => Ok(own),
    }
}

/// A contact of ours in a file we wrote.
fn own_contact(
    conn: &Conn,
    draft: &contact::Draft,
) -> Result<Option<(ContactId, String)>, StoreError> {
    let external = draft.external.as_deref().unwrap_or_default();
    let Some(number) = contact::own_number(external) else {
        return Ok(None);
    };
    let known = store::contact::load(conn, number)?;
    let same = |known: &Contact| {
        let own = contact::own_external(number.0, &known.name, known.company.as_deref());
        !known.deleted && own == external
    };
    Ok(known
        .filter(same)
        .map(|known| (known.id, format!("№ {}", known.id))))
}

/// Who and what a row is about, by what is known now; or why the row can't be taken.
fn plan(
    conn: &Conn,
    import: Option<ImportId>,
    row: &ImportRow,
) -> Result<Result<Plan, Refusal>, StoreError> {
    let known_deal = match &row.external {
        Some(external) if row.deal.is_some() => match store::deal::by_external(conn, external)? {
            Some(id) => Some((id, external.clone())),
            None => own_deal(conn, import, row)?,
        },
        _ => None,
    };
    let person = match row
        .person
        .clone()
        .filter(|p| !p.is_empty())
        .map(contact::Draft::tidy)
    {
        None => Person::None,
        Some(Err(no)) => return Ok(Err(no)),
        Some(Ok(draft)) => match known_person(conn, &draft)? {
            Some((id, by)) => Person::Known { id, by, draft },
            // A deal we have has its customer; a name alone would make another one with each import of the file.
            None if known_deal.is_some() => Person::None,
            // The rules of a contact alone: no id is spent on asking.
            None => match Contact::create(
                ContactId(0),
                draft.clone(),
                crate::domain::calendar::Millis(0),
            ) {
                Ok(_) => Person::New(draft),
                Err(_) if row.deal.is_some() => Person::None,
                Err(no) => return Ok(Err(no)),
            },
        },
    };
    Ok(Ok(Plan { person, known_deal }))
}

/// What a command with these rows would do. Rows of one preview don't see each other: the importer joins them first.
pub(crate) fn preview(
    conn: &Conn,
    shop: &crate::domain::shop::Shop,
    now: crate::domain::calendar::Millis,
    rows: &[ImportRow],
) -> Result<Vec<RowOutcome>, StoreError> {
    let actor = crate::domain::operator::Actor::SYSTEM;
    let scene = crate::domain::deal::Scene {
        shop,
        actor: &actor,
        now,
    };
    rows.iter()
        .map(|row| {
            let refused = |no| RowOutcome {
                line: row.line,
                deal: Fate::Refused(Box::new(no)),
                contact: Fate::None,
            };
            let plan = match plan(conn, None, row)? {
                Ok(plan) => plan,
                Err(no) => return Ok(refused(no)),
            };
            let deal = match (&row.deal, plan.known_deal) {
                (_, Some((id, by))) => Fate::Matched { id, by },
                (Some(draft), None) => match Deal::create(DealId(0), draft, None, 0, &[], scene) {
                    Ok(_) => Fate::Created(None),
                    Err(no) => return Ok(refused(no)),
                },
                (None, None) => Fate::None,
            };
            let contact = match plan.person {
                Person::None => Fate::None,
                Person::Known { id, by, .. } => Fate::Matched { id, by },
                Person::New(_) => Fate::Created(None),
            };
            Ok(RowOutcome {
                line: row.line,
                deal,
                contact,
            })
        })
        .collect()
}

fn taken_before(
    conn: &Conn,
    import: ImportId,
    line: u64,
    made: Made,
) -> Result<RowOutcome, StoreError> {
    let contact = match made.contact {
        Some(id) if told_more(conn, import, made.line, id)?.is_empty() => Fate::Created(Some(id)),
        _ => Fate::None,
    };
    Ok(RowOutcome {
        line,
        deal: made.deal.map_or(Fate::None, |id| Fate::Created(Some(id))),
        contact,
    })
}

/// What a row told about a contact that was there before it; nothing where the row made the contact.
fn told_more(
    conn: &Conn,
    import: ImportId,
    line: i64,
    id: ContactId,
) -> Result<Vec<Event>, StoreError> {
    store::journal::of_import(conn, "contact", id.0, import, line)
}

/// The answer to a batch that came twice: what each row made, or why it makes nothing.
pub(super) fn again(
    conn: &Conn,
    shop: &crate::domain::shop::Shop,
    now: crate::domain::calendar::Millis,
    import: ImportId,
    rows: &[ImportRow],
) -> Result<Outcome, Stop> {
    let mut outcomes = Vec::with_capacity(rows.len());
    for row in rows {
        let line = i64::try_from(row.line).unwrap_or(i64::MAX);
        match store::import::made(conn, import, line)? {
            Some(made) => outcomes.push(taken_before(conn, import, row.line, made)?),
            None => outcomes.extend(preview(conn, shop, now, std::slice::from_ref(row))?),
        }
    }
    Ok(Outcome::Imported { rows: outcomes })
}

pub(super) fn undo(
    w: &mut Writing<'_>,
    act: &Act,
    import: ImportId,
    limit: u32,
) -> Result<Outcome, Stop> {
    let permit = w.permit(act, Reach::Own)?;
    store::import::load(w.conn, import)?.ok_or_else(|| Refusal::not_found("import", import.0))?;
    w.subject = Some(Subject::Import(import));
    // Whoever worked on an imported record since, its importer too, keeps it.
    let own = Own {
        import: Some(import),
        ..Own::default()
    };
    let mut left = Vec::new();
    let mut taken_back = 0;
    for made in store::import::remaining(w.conn, import, limit.clamp(1, ROWS_AT_MOST as u32))? {
        let mut kept = false;
        if let Some(id) = made.deal {
            match undo::unmake_deal(w, &permit, id, own) {
                Ok(()) => {}
                Err(Stop::Refused(_)) => {
                    left.push(Subject::Deal(id));
                    kept = true;
                }
                Err(other) => return Err(other),
            }
        }
        if let Some(id) = made.contact.filter(|_| kept)
            && told_more(w.conn, import, made.line, id)?.is_empty()
        {
            // Made by this row, it stays with its deal.
            left.push(Subject::Contact(id));
        }
        if let Some(id) = made.contact.filter(|_| !kept) {
            let told = told_more(w.conn, import, made.line, id)?;
            let back = match told.is_empty() {
                true => undo::unmake_contact(w, &permit, id, own),
                false => untell(w, &permit, id, told),
            };
            match back {
                Ok(()) => {}
                // Somebody uses the contact by now: it stays.
                Err(Stop::Refused(_)) => left.push(Subject::Contact(id)),
                Err(other) => return Err(other),
            }
        }
        store::import::mark_undone(w.conn, &permit, import, made.line)?;
        taken_back += u32::from(!kept);
    }
    let remaining = store::import::remaining_count(w.conn, import)?;
    Ok(Outcome::ImportUndone {
        import,
        taken_back,
        remaining: remaining.max(0) as u64,
        left,
    })
}

/// Takes back what a row told about a contact, unless somebody changed just that since.
fn untell(
    w: &mut Writing<'_>,
    permit: &Permit,
    id: ContactId,
    told: Vec<Event>,
) -> Result<(), Stop> {
    let known = w.load_contact(id)?;
    let changes = told.into_iter().flat_map(|event| match event.fact {
        Fact::ContactChanged { changes, .. } => changes,
        _ => Vec::new(),
    });
    let (same, other): (Vec<_>, Vec<_>) =
        changes.partition(|change| known.get(&change.after) == change.after);
    let back = same.into_iter().map(contact::Change::inverse).collect();
    w.change_contact(permit, &known, back, None)?;
    match other.first() {
        None => Ok(()),
        Some(change) => Err(Refusal::ChangedSince {
            noun: "contact".into(),
            id: id.0,
            field: change.after.field().into(),
            by: None,
            at: known.changed_at,
        }
        .into()),
    }
}

pub(super) fn undone_so_far(conn: &Conn, import: ImportId) -> Result<Outcome, Stop> {
    let remaining = store::import::remaining_count(conn, import)?.max(0) as u64;
    Ok(Outcome::ImportUndone {
        import,
        taken_back: 0,
        remaining,
        left: Vec::new(),
    })
}
