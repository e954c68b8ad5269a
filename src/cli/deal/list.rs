//! `pult deal list`, and cards as a table.
use super::reading;
use crate::cli::connect::Session;
use crate::cli::fault::Fault;
use crate::cli::table::Table;
use crate::cli::{output, show};
use crate::domain::card::Card;
use crate::domain::id::*;
use crate::text::{self, cli as w};
use crate::typed::name;
use crate::wire::board::{Column, ColumnQuery, Filter};
use crate::wire::deal::ListQuery;
use crate::wire::path;
use clap::Args;

/// Cards the server gives at once.
const PAGE: u32 = 200;

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

pub async fn listed(session: &mut Session<'_>, list: List) -> Result<Vec<Card>, Fault> {
    let shop = &session.shop;
    let known = |no| session.wrong(&no);
    let pipeline = list.pipeline.map(|typed| name::pipeline(shop, &typed));
    let pipeline = pipeline.transpose().map_err(known)?;
    let stage = list.stage.map(|typed| name::stage(shop, &typed, pipeline));
    let stage = stage.transpose().map_err(known)?;
    let responsible = match list.responsible {
        Some(typed) => Some(name::anybody(shop, &typed).map_err(known)?),
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

pub fn cards_shown(session: &Session<'_>, cards: &[Card]) -> Result<(), Fault> {
    if session.call().json {
        let named: Vec<_> = cards.iter().map(|c| show::Named::new(session, c)).collect();
        return output::json(&named);
    }
    if cards.is_empty() {
        return output::text(text::part::nothing_found(session.lang()));
    }
    output::lines(card_table(session, cards).lines())
}

pub fn card_table(session: &Session<'_>, cards: &[Card]) -> Table {
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
