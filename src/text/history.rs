//! What happened, in words: every fact of the journal, every change before and after, every reason.
//!
//! Written without verbs that would have to know whether the person is a man or a woman.
mod reason;

use super::{Lang, domain, time, words};
use crate::domain::approval::State;
use crate::domain::calendar::Millis;
use crate::domain::contact;
use crate::domain::deal;
use crate::domain::event::{Event, Fact};
use crate::domain::field::FieldValue;
use crate::domain::id::{DepartmentId, OperatorId, StageId};
use crate::domain::shop::Shop;
use crate::domain::task;
pub(crate) use reason::why;

words! {
    created_as(what: &str): "создана: {what}", "created: {what}";
    in_stage(stage: &str): "в «{stage}»", "in {stage}";
    changed(field: &str, before: &str, after: &str): "{field}: {before} → {after}", "{field}: {before} → {after}";
    set(field: &str, after: &str): "{field}: {after}", "{field}: {after}";
    emptied(field: &str, before: &str): "{field}: {before} → пусто", "{field}: {before} → empty";
    touched: "без видимых изменений", "nothing visible changed";
    /// Of a deal or a task; of a contact.
    trashed: "убрана в корзину", "put in the bin";
    restored: "возвращена из корзины", "taken out of the bin";
    contact_trashed: "убран в корзину", "put in the bin";
    contact_restored: "возвращён из корзины", "taken out of the bin";
    note(text: &str): "заметка: {text}", "note: {text}";
    note_struck: "заметка отменена", "a note was taken back";
    note_restored: "заметка возвращена", "a note was put back";
    /// Before a note that was taken back.
    struck(text: &str): "(отменена) {text}", "(taken back) {text}";
    late(stage: &str, due: &str): "срок стадии «{stage}» вышел {due}", "the time limit of {stage} ran out on {due}";
    contact_created(name: &str): "создан: {name}", "created: {name}";
    task_created(text: &str): "задача: {text}", "task: {text}";
    task_for(text: &str, who: &str): "{text}, кому: {who}", "{text}, for {who}";
    task_due(text: &str, due: &str): "{text}, срок {due}", "{text}, due {due}";
    task_done: "задача сделана", "task done";
    task_open_again: "задача снова открыта", "task open again";
    approval_asked(stage: &str): "запрошено согласование: перевод в «{stage}»", "approval asked: move to {stage}";
    approved(stage: &str): "согласовано: перевод в «{stage}»", "approved: move to {stage}";
    refused(stage: &str): "в согласовании отказано: перевод в «{stage}»", "approval refused: move to {stage}";
    refused_because(stage: &str, reason: &str): "в согласовании отказано: перевод в «{stage}» — {reason}", "approval refused: move to {stage} — {reason}";
    withdrawn(stage: &str): "запрос согласования отозван: перевод в «{stage}»", "request for approval withdrawn: move to {stage}";
    import_begun(file: &str): "файл {file}", "file {file}";
    setup_applied(version: i64): "настройка магазина: версия {version}", "shop files: version {version}";
    no_absence(who: &str, from: &str): "отсутствие снято: {who}, с {from}", "no absence after all: {who}, from {from}";
    absence(who: &str, from: &str, to: &str): "отсутствие: {who}, с {from} по {to}", "absence: {who}, from {from} to {to}";
    password(who: &str): "пароль сменён: {who}", "password changed: {who}";
    revoked(who: &str): "входы завершены: {who}", "sessions revoked: {who}";
    yes: "да", "yes";
    no: "нет", "no";
    nobody: "никто", "nobody";
}

/// How it is said: the language, and for a screen that has a now, moments as it says them elsewhere.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Say {
    lang: Lang,
    now: Option<Millis>,
}

impl Say {
    pub(crate) fn at(lang: Lang, now: Millis) -> Say {
        Say {
            lang,
            now: Some(now),
        }
    }

    fn moment(self, at: Millis, shop: &Shop) -> String {
        match self.now {
            Some(now) => time::moment(self.lang, at, now, shop.hours.zone()),
            None => time::typed(at, shop.hours.zone()),
        }
    }
}

impl From<Lang> for Say {
    fn from(lang: Lang) -> Say {
        Say { lang, now: None }
    }
}

/// One line: what happened, with every visible change.
pub(crate) fn line(say: impl Into<Say>, event: &Event, shop: &Shop) -> String {
    let say = say.into();
    match lines(say, event, shop) {
        said if said.is_empty() => touched(say.lang).to_owned(),
        said => said.join("; "),
    }
}

/// What happened, one change a line; empty for pult's own bookkeeping of which another entry tells, see [`tells`].
pub(crate) fn lines(say: impl Into<Say>, event: &Event, shop: &Shop) -> Vec<String> {
    let say = say.into();
    let lang = say.lang;
    let stage = |id: StageId| stage_name(id, shop);
    let one = |text: String| vec![text];
    match &event.fact {
        Fact::DealCreated { deal, .. } => {
            let called = match deal.title.is_empty() {
                true => deal.goods(),
                false => deal.title.clone(),
            };
            let mut what: Vec<String> = Vec::new();
            if !called.is_empty() {
                what.push(called);
            }
            if deal.amount.0 != 0 {
                what.push(deal.amount.to_string());
            }
            what.push(in_stage(lang, &stage(deal.stage)));
            if let Some(who) = deal.responsible {
                what.push(person(lang, Some(who), shop));
            }
            one(created_as(lang, &what.join(", ")))
        }
        Fact::DealChanged { changes, .. } => {
            let pairs = changes
                .iter()
                .filter(|c| deal_change_is_shown(c, changes))
                .map(|c| deal_change(say, c, shop));
            pairs.collect()
        }
        Fact::DealNoted { text, .. } => one(note(lang, text)),
        Fact::NoteStruck { struck: true, .. } => one(note_struck(lang).to_owned()),
        Fact::NoteStruck { .. } => one(note_restored(lang).to_owned()),
        Fact::DealLate { stage: at, due, .. } => {
            one(late(lang, &stage(*at), &say.moment(*due, shop)))
        }
        Fact::ContactCreated { contact } => one(contact_created(lang, &contact.called())),
        Fact::ContactChanged { changes, .. } => {
            let said = changes.iter().map(|c| contact_change(say, c, shop));
            said.collect()
        }
        Fact::TaskCreated { task } => {
            let mut text = task_created(lang, &task.text);
            if task.assignee.is_some() {
                text = task_for(lang, &text, &person(lang, task.assignee, shop));
            }
            if let Some(due) = task.due {
                text = task_due(lang, &text, &say.moment(due, shop));
            }
            one(text)
        }
        Fact::TaskChanged { changes, .. } => {
            let said = changes.iter().map(|c| task_change(say, c, shop));
            said.collect()
        }
        Fact::ApprovalAsked { approval } => one(approval_asked(lang, &stage(approval.to))),
        Fact::ApprovalDecided {
            to, state, reason, ..
        } => {
            let to = stage(*to);
            one(match (state, reason) {
                (State::Open, _) => approval_asked(lang, &to),
                (State::Approved, _) => approved(lang, &to),
                (State::Refused, Some(reason)) => refused_because(lang, &to, reason),
                (State::Refused, None) => refused(lang, &to),
                (State::Withdrawn, _) => withdrawn(lang, &to),
            })
        }
        Fact::ImportBegun { file, .. } => one(import_begun(lang, file)),
        Fact::SetupApplied { version } => one(setup_applied(lang, *version)),
        Fact::AbsenceSet { absence: away } if away.from == away.to => one(no_absence(
            lang,
            &person(lang, Some(away.operator), shop),
            &say.moment(away.from, shop),
        )),
        Fact::AbsenceSet { absence: away } => one(absence(
            lang,
            &person(lang, Some(away.operator), shop),
            &say.moment(away.from, shop),
            &say.moment(away.to, shop),
        )),
        Fact::PasswordSet { operator } => one(password(lang, &person(lang, Some(*operator), shop))),
        Fact::SessionsRevoked { operator } => {
            one(revoked(lang, &person(lang, Some(*operator), shop)))
        }
    }
}

/// Is there anything in it for a person to read? That a deal waits for an approval, or no longer does, is told by the
/// approval's own entry.
pub(crate) fn tells(event: &Event) -> bool {
    match &event.fact {
        Fact::DealChanged { changes, .. } => {
            changes.iter().any(|c| deal_change_is_shown(c, changes))
        }
        Fact::ContactChanged { changes, .. } => !changes.is_empty(),
        Fact::TaskChanged { changes, .. } => !changes.is_empty(),
        _ => true,
    }
}

/// Who did it: a name, or pult itself.
pub(crate) fn who(lang: Lang, event: &Event, shop: &Shop) -> String {
    match event.operator {
        Some(_) => person(lang, event.operator, shop),
        None => domain::system(lang).to_owned(),
    }
}

/// A person's name; nobody is said as such.
pub(crate) fn person(lang: Lang, id: Option<OperatorId>, shop: &Shop) -> String {
    match id {
        None => nobody(lang).to_owned(),
        Some(id) => shop
            .operator(id)
            .map_or_else(|| format!("№ {id}"), |o| o.name.clone()),
    }
}

/// A stage's name.
pub(crate) fn stage_name(id: StageId, shop: &Shop) -> String {
    shop.stage(id)
        .map_or_else(|| format!("№ {id}"), |(_, stage)| stage.name.clone())
}

fn department_name(id: DepartmentId, shop: &Shop) -> String {
    shop.department(id)
        .map_or_else(|| format!("№ {id}"), |d| d.name.clone())
}

/// Bookkeeping of pult's own that only repeats what another change says.
fn deal_change_is_shown(change: &deal::Change, all: &[deal::Change]) -> bool {
    let moved = || all.iter().any(|c| matches!(c.after, deal::Set::Stage(_)));
    match &change.after {
        deal::Set::Place(_)
        | deal::Set::StageSince(_)
        | deal::Set::StageDue(_)
        | deal::Set::TurnSince(_)
        | deal::Set::WaitedUs(_)
        | deal::Set::Approval(_) => false,
        deal::Set::Pipeline(_) | deal::Set::ClosedAt(_) => !moved(),
        _ => true,
    }
}

fn deal_change(say: Say, change: &deal::Change, shop: &Shop) -> String {
    let lang = say.lang;
    match &change.after {
        deal::Set::Deleted(true) => return trashed(lang).to_owned(),
        deal::Set::Deleted(false) => return restored(lang).to_owned(),
        _ => {}
    }
    let name = match &change.after {
        deal::Set::Custom { key, .. } => shop
            .field(key)
            .map_or_else(|| key.clone(), |f| f.name.clone()),
        set => domain::field(lang, set.field()),
    };
    pair(
        lang,
        &name,
        deal_value(say, &change.before, shop),
        deal_value(say, &change.after, shop),
    )
}

fn pair(lang: Lang, field: &str, before: Option<String>, after: Option<String>) -> String {
    match (before, after) {
        (Some(before), Some(after)) => changed(lang, field, &before, &after),
        (None, Some(after)) => set(lang, field, &after),
        (Some(before), None) => emptied(lang, field, &before),
        (None, None) => set(lang, field, "—"),
    }
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// The value of a deal's field in words; `None` where it is empty.
pub(crate) fn deal_value(say: impl Into<Say>, value: &deal::Set, shop: &Shop) -> Option<String> {
    let say = say.into();
    let lang = say.lang;
    use deal::Set;
    let name = |id: &Option<OperatorId>| id.map(|id| person(lang, Some(id), shop));
    match value {
        Set::Title(title) => filled(title),
        Set::Contact(contact) => contact.map(|id| format!("№ {id}")),
        Set::Kind(kind) => kind.map(|kind| domain::kind(lang, kind).to_owned()),
        Set::Source(source) => source.map(|id| {
            shop.source(id)
                .map_or_else(|| format!("№ {id}"), |s| s.name.clone())
        }),
        Set::Tags(tags) => filled(&tags.join(", ")),
        Set::Custom { value, .. } => value.as_ref().map(|v| custom_value(say, v, shop)),
        Set::Responsible(id) | Set::Observer(id) | Set::CoExecutor(id) | Set::TakenBy(id) => {
            name(id)
        }
        Set::Department(id) => id.map(|id| department_name(id, shop)),
        Set::NextStep(step) => step
            .as_ref()
            .map(|s| format!("{} ({})", s.text, say.moment(s.at, shop))),
        Set::Turn(turn) => Some(domain::turn(lang, *turn).to_owned()),
        Set::LostReason(reason) => reason.clone(),
        Set::Items(items) => filled(
            &items
                .iter()
                .map(|i| format!("{} ×{} {}", i.name, i.quantity_text(), i.price))
                .collect::<Vec<_>>()
                .join(", "),
        ),
        Set::Amount(sum) => Some(sum.to_string()),
        Set::Pipeline(id) => Some(
            shop.pipeline(*id)
                .map_or_else(|| format!("№ {id}"), |p| p.name.clone()),
        ),
        Set::Stage(id) => Some(stage_name(*id, shop)),
        Set::StageSince(at) | Set::TurnSince(at) => Some(say.moment(*at, shop)),
        Set::StageDue(at) | Set::ClosedAt(at) => at.map(|at| say.moment(at, shop)),
        Set::Place(place) => Some(place.to_string()),
        Set::WaitedUs(ms) => Some(time::span_exact(lang, *ms)),
        Set::Approval(id) => id.map(|id| format!("№ {id}")),
        Set::Deleted(deleted) => Some(flag(lang, *deleted)),
    }
}

fn flag(lang: Lang, on: bool) -> String {
    match on {
        true => yes(lang).to_owned(),
        false => no(lang).to_owned(),
    }
}

/// The value of a shop's own field in words.
pub(crate) fn custom_value(say: impl Into<Say>, value: &FieldValue, shop: &Shop) -> String {
    let say = say.into();
    let lang = say.lang;
    match value {
        FieldValue::Text(text) => text.clone(),
        FieldValue::Number(number) => number.to_string(),
        FieldValue::Money(sum) => sum.to_string(),
        FieldValue::Date(at) => say.moment(*at, shop),
        FieldValue::Flag(on) => flag(lang, *on),
    }
}

fn contact_change(say: Say, change: &contact::Change, shop: &Shop) -> String {
    let lang = say.lang;
    match &change.after {
        contact::Set::Deleted(true) => return contact_trashed(lang).to_owned(),
        contact::Set::Deleted(false) => return contact_restored(lang).to_owned(),
        _ => {}
    }
    pair(
        lang,
        &domain::field(lang, change.after.field()),
        contact_value(say, &change.before, shop),
        contact_value(say, &change.after, shop),
    )
}

pub(crate) fn contact_value(
    say: impl Into<Say>,
    value: &contact::Set,
    shop: &Shop,
) -> Option<String> {
    let say = say.into();
    use contact::Set;
    match value {
        Set::Name(text) | Set::Note(text) => filled(text),
        Set::Company(company) => company.clone(),
        Set::Phones(list) | Set::Emails(list) => filled(&list.join(", ")),
        Set::Identities(list) => {
            let said = list.iter().map(|i| format!("{} {}", i.channel, i.id));
            filled(&said.collect::<Vec<_>>().join(", "))
        }
        Set::Addresses(list) => {
            let said = list.iter().map(address);
            filled(&said.collect::<Vec<_>>().join("; "))
        }
        Set::ClientSince(at) => at.map(|at| say.moment(at, shop)),
        Set::Deleted(_) => None,
    }
}

/// "630000, Новосибирск, ул. Ленина 1".
pub(crate) fn address(address: &contact::Address) -> String {
    let parts = [&address.postcode, &address.city, &address.line];
    let parts: Vec<&str> = parts
        .into_iter()
        .map(String::as_str)
        .filter(|p| !p.is_empty())
        .collect();
    parts.join(", ")
}

fn task_change(say: Say, change: &task::Change, shop: &Shop) -> String {
    let lang = say.lang;
    use task::Set;
    let field = |name: &str| domain::field(lang, name);
    let name = |id: &Option<OperatorId>| id.map(|id| person(lang, Some(id), shop));
    let at = |at: &Option<Millis>| at.map(|at| say.moment(at, shop));
    match (&change.before, &change.after) {
        (_, Set::DoneAt(Some(_))) => task_done(lang).to_owned(),
        (_, Set::DoneAt(None)) => task_open_again(lang).to_owned(),
        (_, Set::Deleted(true)) => trashed(lang).to_owned(),
        (_, Set::Deleted(false)) => restored(lang).to_owned(),
        (Set::Text(before), Set::Text(after)) => {
            pair(lang, &field("text"), filled(before), filled(after))
        }
        (Set::Assignee(before), Set::Assignee(after)) => {
            pair(lang, &field("assignee"), name(before), name(after))
        }
        (Set::Due(before), Set::Due(after)) => pair(lang, &field("due"), at(before), at(after)),
        _ => touched(lang).to_owned(),
    }
}

#[cfg(test)]
mod tests;
