//! `pult deal …`
use super::connect::Session;
use super::fault::Fault;
use super::table::Table;
use super::value::Reading;
use super::{name, number, output, show};
use crate::domain::card::Card;
use crate::domain::command::Act;
use crate::domain::contact::{self, Who};
use crate::domain::deal::{self, Set};
use crate::domain::id::*;
use crate::text::{self, cli as w};
use crate::wire::board::{Column, ColumnQuery, Filter};
use crate::wire::deal::{ListQuery, View};
use crate::wire::path;
use clap::{Args, Subcommand};

/// Cards the server gives at once.
const PAGE: u32 = 200;

#[derive(Debug, Subcommand)]
pub enum Verb {
    List(List),
    Show {
        #[arg(value_name = "NUMBER", value_parser = number)]
        deal: i64,
    },
    New(Box<New>),
    Move {
        #[arg(value_name = "NUMBER", value_parser = number)]
        deal: i64,
        #[arg(value_name = "STAGE")]
        stage: String,
        #[arg(long, value_name = "FIELD=VALUE")]
        set: Vec<String>,
    },
    Edit {
        #[arg(value_name = "NUMBER", value_parser = number)]
        deal: i64,
        #[arg(long, value_name = "FIELD=VALUE", required_unless_present = "item")]
        set: Vec<String>,
        #[arg(long, value_name = "ITEM")]
        item: Vec<String>,
    },
    Assign {
        #[arg(value_name = "NUMBER", value_parser = number)]
        deal: i64,
        #[arg(value_name = "PERSON", required_unless_present = "auto")]
        person: Option<String>,
        #[arg(long, conflicts_with = "person")]
        auto: bool,
    },
    Note {
        #[arg(value_name = "NUMBER", value_parser = number)]
        deal: i64,
        #[arg(value_name = "TEXT", required = true)]
        text: Vec<String>,
    },
    Trash {
        #[arg(value_name = "NUMBER", value_parser = number)]
        deal: i64,
    },
}

#[derive(Debug, Args)]
pub struct List {
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    #[arg(long, value_name = "PIPELINE")]
    pipeline: Option<String>,
    #[arg(long, conflicts_with = "responsible")]
    mine: bool,
    #[arg(long, value_name = "PERSON")]
    responsible: Option<String>,
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    #[arg(long)]
    late: bool,
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u32,
}

#[derive(Debug, Args)]
pub struct New {
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    #[arg(long, value_name = "NUMBER", value_parser = number, conflicts_with_all = ["name", "phone", "email", "company"])]
    contact: Option<i64>,
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "PHONE")]
    phone: Vec<String>,
    #[arg(long, value_name = "EMAIL")]
    email: Vec<String>,
    #[arg(long, value_name = "COMPANY")]
    company: Option<String>,
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    #[arg(long, value_name = "PERSON")]
    responsible: Option<String>,
    #[arg(long, value_name = "SUM", conflicts_with = "item")]
    amount: Option<String>,
    #[arg(long, value_name = "ITEM")]
    item: Vec<String>,
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,
}

pub async fn run(session: &mut Session<'_>, verb: Verb) -> Result<(), Fault> {
    match verb {
        Verb::List(list) => {
            let cards = listed(session, list).await?;
            cards_shown(session, &cards)
        }
        Verb::Show { deal } => {
            let view: View = session.one(path::DEAL, deal).await?;
            show::deal(session, &view)
        }
        Verb::New(new) => {
            let act = Act::CreateDeal {
                draft: draft(session, *new)?,
            };
            let outcome = session.outcome(act).await?;
            show::outcome(session, &outcome)
        }
        Verb::Move { deal, stage, set } => {
            let known = seen(session, deal).await?;
            let to = name::stage(&session.shop, &stage, Some(known.pipeline));
            let act = Act::MoveDeal {
                deal: known.id,
                expects: known.version,
                to: to.map_err(|no| session.wrong(&no))?,
                fill: reading(session).deal_sets(&set, known.next_step.as_ref())?,
            };
            let outcome = session.outcome(act).await?;
            show::outcome(session, &outcome)
        }
        Verb::Edit { deal, set, item } => {
            let known = seen(session, deal).await?;
            let read = reading(session);
            let mut sets = read.deal_sets(&set, known.next_step.as_ref())?;
            if !item.is_empty() {
                let items = item.iter().map(|item| read.item(item));
                sets.push(Set::Items(items.collect::<Result<_, _>>()?));
            }
            let act = Act::EditDeal {
                deal: known.id,
                expects: known.version,
                set: sets,
            };
            let outcome = session.outcome(act).await?;
            show::outcome(session, &outcome)
        }
        Verb::Assign { deal, person, .. } => {
            let known = seen(session, deal).await?;
            let person = person.map(|typed| name::person(&session.shop, &typed));
            let act = Act::AssignDeal {
                deal: known.id,
                expects: known.version,
                to: person.transpose().map_err(|no| session.wrong(&no))?,
            };
            let outcome = session.outcome(act).await?;
            show::outcome(session, &outcome)
        }
        Verb::Note { deal, text } => {
            let act = Act::NoteDeal {
                deal: DealId(deal),
                text: text.join(" "),
            };
            let outcome = session.outcome(act).await?;
            show::outcome(session, &outcome)
        }
        Verb::Trash { deal } => {
            let known = seen(session, deal).await?;
            let act = Act::TrashDeal {
                deal: known.id,
                expects: known.version,
            };
            let outcome = session.outcome(act).await?;
            show::outcome(session, &outcome)
        }
    }
}

/// The deal as it is now: what follows is about this version of it.
async fn seen(session: &mut Session<'_>, deal: i64) -> Result<deal::Deal, Fault> {
    let view: View = session.one(path::DEAL, deal).await?;
    Ok(view.deal)
}

pub(super) fn reading<'a>(session: &'a Session<'_>) -> Reading<'a> {
    Reading {
        lang: session.lang(),
        shop: &session.shop,
        now: session.now(),
    }
}

fn draft(session: &Session<'_>, new: New) -> Result<deal::Draft, Fault> {
    let read = reading(session);
    let known = |no| session.wrong(&no);
    let mut set = Vec::new();
    if let Some(title) = new.title {
        set.push(Set::Title(title));
    }
    if let Some(source) = &new.source {
        let source = name::source(&session.shop, source).map_err(known)?;
        set.push(Set::Source(Some(source)));
    }
    if let Some(kind) = &new.kind {
        set.push(Set::Kind(Some(read.kind(kind)?)));
    }
    if let Some(person) = &new.responsible {
        let person = name::person(&session.shop, person).map_err(known)?;
        set.push(Set::Responsible(Some(person)));
    }
    if let Some(amount) = &new.amount {
        set.push(Set::Amount(read.sum("amount", amount)?));
    }
    if !new.item.is_empty() {
        let items = new.item.iter().map(|item| read.item(item));
        set.push(Set::Items(items.collect::<Result<_, _>>()?));
    }
    if !new.tag.is_empty() {
        set.push(Set::Tags(new.tag));
    }
    set.extend(read.deal_sets(&new.set, None)?);
    let stage = new
        .stage
        .map(|typed| name::stage(&session.shop, &typed, None));
    let stage = stage.transpose().map_err(known)?;
    let person = contact::Draft {
        name: new.name.unwrap_or_default(),
        company: new.company,
        phones: new.phone,
        emails: new.email,
        ..contact::Draft::default()
    };
    let who = match new.contact {
        Some(id) => Some(Who::Known(ContactId(id))),
        None => (!person.is_empty()).then_some(Who::Person(person)),
    };
    Ok(deal::Draft {
        pipeline: stage
            .and_then(|id| session.shop.stage(id))
            .map(|(p, _)| p.id),
        stage,
        who,
        set,
        note: new.note,
    })
}

async fn listed(session: &mut Session<'_>, list: List) -> Result<Vec<Card>, Fault> {
    let shop = &session.shop;
    let known = |no| session.wrong(&no);
    let pipeline = list.pipeline.map(|typed| name::pipeline(shop, &typed));
    let pipeline = pipeline.transpose().map_err(known)?;
    let stage = list.stage.map(|typed| name::stage(shop, &typed, pipeline));
    let stage = stage.transpose().map_err(known)?;
    let responsible = match list.responsible {
        Some(typed) => Some(name::person(shop, &typed).map_err(known)?),
        None => list.mine.then_some(session.hello.me.id),
    };
    let source = list.source.map(|typed| name::source(shop, &typed));
    let filter = Filter {
        responsible,
        source: source.transpose().map_err(known)?,
        kind: list
            .kind
            .map(|typed| reading(session).kind(&typed))
            .transpose()?,
        tag: list.tag,
        text: list.text,
        late: list.late,
        ..Filter::default()
    };
    let plain = Filter {
        responsible: None,
        ..filter.clone()
    };
    if plain.is_empty() && pipeline.is_none() {
        return newest(session, stage, responsible, list.limit).await;
    }
    let stages: Vec<StageId> = match stage {
        Some(stage) => vec![stage],
        None => shop
            .pipelines
            .iter()
            .filter(|p| pipeline.is_none_or(|wanted| p.id == wanted))
            .flat_map(|p| p.stages.iter().map(|s| s.id))
            .collect(),
    };
    by_column(session, &stages, &filter, list.limit).await
}

/// Newest first.
async fn newest(
    session: &mut Session<'_>,
    stage: Option<StageId>,
    responsible: Option<OperatorId>,
    limit: u32,
) -> Result<Vec<Card>, Fault> {
    let mut cards: Vec<Card> = Vec::new();
    loop {
        let left = limit.saturating_sub(u32::try_from(cards.len()).unwrap_or(u32::MAX));
        let query = ListQuery {
            stage,
            responsible,
            before: cards.last().map(|card| card.id),
            limit: Some(left.min(PAGE)),
            ..ListQuery::default()
        };
        if left == 0 {
            return Ok(cards);
        }
        let page: Vec<Card> = session.get(path::DEALS, &query).await?;
        if page.is_empty() {
            return Ok(cards);
        }
        cards.extend(page);
    }
}

/// Stage by stage, each as its column stands on the board.
async fn by_column(
    session: &mut Session<'_>,
    stages: &[StageId],
    filter: &Filter,
    limit: u32,
) -> Result<Vec<Card>, Fault> {
    let mut cards: Vec<Card> = Vec::new();
    for stage in stages {
        let mut after = None;
        loop {
            let left = limit.saturating_sub(u32::try_from(cards.len()).unwrap_or(u32::MAX));
            if left == 0 {
                return Ok(cards);
            }
            let query = ColumnQuery {
                stage: *stage,
                after,
                before: None,
                foot: false,
                limit: left.min(PAGE),
                filter: filter.clone(),
            };
            let column: Column = session.get(path::COLUMN, &query).await?;
            after = column.cards.last().map(|card| card.id);
            cards.extend(column.cards);
            if !column.more || after.is_none() {
                break;
            }
        }
    }
    Ok(cards)
}

pub(super) fn cards_shown(session: &Session<'_>, cards: &[Card]) -> Result<(), Fault> {
    if session.call().json {
        let named: Vec<_> = cards.iter().map(|c| show::Named::new(session, c)).collect();
        return output::json(&named);
    }
    if cards.is_empty() {
        return output::text(text::part::nothing_found(session.lang()));
    }
    output::lines(card_table(session, cards).lines())
}

pub(super) fn card_table(session: &Session<'_>, cards: &[Card]) -> Table {
    let lang = session.lang();
    let field = |name| text::domain::field(lang, name);
    let headings = [
        ">№".to_owned(),
        field("stage"),
        field("title"),
        field("contact"),
        format!(">{}", field("amount")),
        field("responsible"),
        field("source"),
        w::waits(lang).to_owned(),
    ];
    let mut table = Table::new(headings.iter().map(String::as_str));
    for card in cards {
        let named = show::Named::new(session, card);
        let title = if card.title.is_empty() {
            &card.goods
        } else {
            &card.title
        };
        table.row([
            card.id.to_string(),
            named.stage_name.to_owned(),
            title.clone(),
            card.name.clone(),
            card.amount.to_string(),
            named.responsible_name.unwrap_or_default().to_owned(),
            named.source_name.unwrap_or_default().to_owned(),
            show::turn(session, card),
        ]);
    }
    table
}
