//! Records as the command line shows them: names beside numbers for machines, words for people.
use super::connect::Session;
use super::fault::Fault;
use super::{contact, output};
use crate::domain::card::Card;
use crate::domain::deal::{Deal, Set};
use crate::domain::event::Event;
use crate::domain::task::Task;
use crate::text::{self, cli as w, history, time};
use crate::wire::{Outcome, deal::View};
use serde::Serialize;

/// A card with the names behind its numbers.
#[derive(Debug, Serialize)]
pub struct Named<'a> {
    #[serde(flatten)]
    pub card: &'a Card,
    pub stage_name: &'a str,
    pub pipeline_name: &'a str,
    pub responsible_name: Option<&'a str>,
    pub source_name: Option<&'a str>,
}

impl<'a> Named<'a> {
    pub fn new(session: &'a Session<'_>, card: &'a Card) -> Named<'a> {
        let shop = &session.shop;
        let stage = shop.stage(card.stage);
        Named {
            card,
            stage_name: stage.map_or("", |(_, stage)| stage.name.as_str()),
            pipeline_name: stage.map_or("", |(pipeline, _)| pipeline.name.as_str()),
            responsible_name: card
                .responsible
                .and_then(|id| shop.operator(id))
                .map(|o| o.name.as_str()),
            source_name: card
                .source
                .and_then(|id| shop.source(id))
                .map(|s| s.name.as_str()),
        }
    }
}

/// Whom an open card waits for and how long already.
pub fn turn(session: &Session<'_>, card: &Card) -> String {
    if card.closed_at.is_some() {
        return String::new();
    }
    let lang = session.lang();
    let waited = session.now().0.saturating_sub(card.turn_since.0);
    format!(
        "{} {}",
        text::domain::turn(lang, card.turn),
        time::span(lang, waited)
    )
}

/// What a command came to.
pub fn outcome(session: &Session<'_>, outcome: &Outcome) -> Result<(), Fault> {
    let lang = session.lang();
    if session.call().json {
        return match outcome {
            Outcome::Deal { card, .. } => output::json(&Named::new(session, card)),
            other => output::json(other),
        };
    }
    let line = match outcome {
        Outcome::Deal { card, .. } if card.deleted => w::trashed(lang, card.id.0),
        Outcome::Deal { card, .. } => deal_line(session, card),
        Outcome::Asked { approval, card } => w::asked(lang, card.id.0, approval.0),
        Outcome::Contact { contact, .. } => w::contact_changed(lang, contact.0),
        Outcome::Task { task, .. } => w::task_changed(lang, task.0),
        Outcome::Undone { act, passed, .. } => text::refusal::passed_over(
            lang,
            &w::undone(lang, text::domain::act(lang, *act)),
            passed.iter().map(|p| (p.act, p.subject, &p.why)),
            Some(&session.shop),
        ),
        Outcome::ImportUndone { taken_back, .. } => w::rows_undone(lang, u64::from(*taken_back)),
        Outcome::ImportBegun { import } => import.to_string(),
        Outcome::Setup { version } => w::setup_applied(lang, *version),
        Outcome::Imported { .. } | Outcome::Plain => w::done(lang).to_owned(),
    };
    output::text(&line)
}

pub fn deal_line(session: &Session<'_>, card: &Card) -> String {
    let named = Named::new(session, card);
    let title = if card.title.is_empty() {
        &card.goods
    } else {
        &card.title
    };
    let amount = card.amount.to_string();
    let parts = [
        title.as_str(),
        card.name.as_str(),
        named.stage_name,
        if card.amount.0 == 0 { "" } else { &amount },
        named.responsible_name.unwrap_or_default(),
    ];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("№ {}  {}", card.id, parts.join(" · "))
}

/// One deal with everything that hangs on it.
pub fn deal(session: &Session<'_>, view: &View) -> Result<(), Fault> {
    if session.call().json {
        return output::json(view);
    }
    let (lang, shop) = (session.lang(), &session.shop);
    let mut lines = vec![w::deal_head(
        lang,
        view.deal.id.0,
        &text::history::stage_name(view.deal.stage, shop),
    )];
    if view.deal.deleted {
        lines.push(w::in_bin(lang).to_owned());
    }
    for set in fields(&view.deal) {
        // A deal has one line for its contact: who that is, not a number.
        let value = match (&set, &view.contact) {
            (Set::Contact(Some(_)), Some(contact)) => Some(contact::called(contact)),
            _ => history::deal_value(lang, &set, shop),
        };
        let name = match &set {
            Set::Custom { key, .. } => shop
                .field(key)
                .map_or_else(|| key.clone(), |f| f.name.clone()),
            set => text::domain::field(lang, set.field()),
        };
        lines.extend(value.map(|value| format!("{name}: {value}")));
        if let (Set::Contact(Some(_)), Some(contact)) = (&set, &view.contact)
            && !contact.phones.is_empty()
        {
            let name = text::domain::field(lang, "phones");
            lines.push(format!("{name}: {}", contact::phones(contact)));
        }
    }
    for item in &view.deal.items {
        let sum = item.sum().unwrap_or_default();
        lines.push(format!(
            "  {} × {} × {} = {sum}",
            item.name,
            item.quantity_text(),
            item.price
        ));
    }
    if let Some(approval) = &view.approval {
        let stage = text::history::stage_name(approval.to, shop);
        lines.push(w::approval_line(lang, approval.id.0, &stage));
    }
    if !view.tasks.is_empty() {
        lines.push(String::new());
        lines.push(w::tasks(lang).to_owned());
        lines.extend(
            view.tasks
                .iter()
                .map(|t| format!("  {}", task_line(session, t))),
        );
    }
    if !view.others.is_empty() {
        lines.push(String::new());
        lines.push(w::others(lang).to_owned());
        lines.extend(
            view.others
                .iter()
                .map(|c| format!("  {}", deal_line(session, c))),
        );
    }
    lines.push(String::new());
    let told = view.history.iter().filter(|event| history::tells(event));
    lines.extend(told.map(|event| event_line(session, event)));
    if view.more {
        lines.push(w::more_of_deal(lang, view.deal.id.0));
    }
    output::lines(&lines)
}

/// The fields a person reads, filled ones only, in a fixed order.
fn fields(deal: &Deal) -> Vec<Set> {
    let mut likes = vec![
        Set::Title(String::new()),
        Set::Contact(None),
        Set::Amount(deal.amount),
        Set::Kind(None),
        Set::Source(None),
        Set::Tags(Vec::new()),
        Set::Responsible(None),
        Set::Observer(None),
        Set::CoExecutor(None),
        Set::Department(None),
        Set::TakenBy(None),
        Set::NextStep(None),
        Set::LostReason(None),
    ];
    if deal.closed_at.is_none() {
        likes.push(Set::Turn(deal.turn));
        likes.push(Set::StageDue(None));
    } else {
        likes.push(Set::ClosedAt(None));
    }
    likes.extend(deal.custom.keys().map(|key| Set::Custom {
        key: key.clone(),
        value: None,
    }));
    likes.iter().map(|like| deal.get(like)).collect()
}

/// "12.11.2026 14:30  Анна  стадия: Новый → В работе"
pub fn event_line(session: &Session<'_>, event: &Event) -> String {
    let (lang, shop) = (session.lang(), &session.shop);
    format!(
        "{}  {}  {}",
        time::typed(event.at, shop.hours.zone()),
        history::who(lang, event, shop),
        history::line(lang, event, shop)
    )
}

pub fn task_line(session: &Session<'_>, task: &Task) -> String {
    let (lang, shop) = (session.lang(), &session.shop);
    let mut parts = vec![format!("№ {}", task.id), task.text.clone()];
    if task.assignee.is_some() {
        parts.push(history::person(lang, task.assignee, shop));
    }
    if let Some(due) = task.due {
        parts.push(time::moment(lang, due, session.now(), shop.hours.zone()));
    }
    if task.done_at.is_some() {
        parts.push(w::is_done(lang).to_owned());
    }
    parts.join(" · ")
}
