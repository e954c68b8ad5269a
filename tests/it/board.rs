//! The board's windows: whatever is filtered and whoever moves meanwhile, every card once and in its order.
use crate::support::{NOON, Shop, id};
use pult::demo::Rng;
use pult::domain::card::Card;
use pult::domain::command::{Act, Command};
use pult::domain::contact::Contact;
use pult::domain::deal::{Deal, Kind, Set, Turn};
use pult::domain::field::FieldValue;
use pult::domain::fold::{Query, fold, words};
use pult::domain::id::*;
use pult::domain::money::Kopecks;
use pult::wire::board::{Column, ColumnQuery, Filter, Page, PageQuery, Sort};
use pult::wire::path;
use std::collections::{BTreeMap, BTreeSet};

async fn window(
    link: &pult::link::Link,
    query: &ColumnQuery,
) -> Result<Column, pult::link::LinkError> {
    link.get(path::COLUMN, query).await
}

fn column(stage: StageId, limit: u32) -> ColumnQuery {
    ColumnQuery {
        stage,
        after: None,
        before: None,
        foot: false,
        limit,
        filter: Filter::default(),
    }
}

/// Every word, in one of its readings, begins a word of the text; or a reading that splits the line otherwise does.
fn finds(query: &Query, text: &str) -> bool {
    let text = fold(text);
    let there: Vec<&str> = words(&text).collect();
    let begins = |word: &String| there.iter().any(|w| w.starts_with(word.as_str()));
    let Some(length) = query.variants.first().map(Vec::len) else {
        return true;
    };
    let mut alike = query.variants.iter().filter(|v| v.len() == length);
    let mixed = (0..length).all(|at| alike.clone().any(|v| begins(&v[at])));
    mixed
        || alike.any(|v| v.iter().all(begins))
        || query.variants.iter().any(|v| v.iter().all(begins))
}

fn matches(filter: &Filter, deal: &Deal, contact: Option<&Contact>, now: i64) -> bool {
    let text = || {
        filter.text.as_deref().is_none_or(|text| {
            let query = Query::new(text);
            let mut own = format!("{} {}", deal.title, deal.tags.join(" "));
            for item in &deal.items {
                own.push_str(&format!(
                    " {} {}",
                    item.name,
                    item.sku.as_deref().unwrap_or("")
                ));
            }
            for value in deal.custom.values() {
                if let FieldValue::Text(text) = value {
                    own.push_str(&format!(" {text}"));
                }
            }
            own.push_str(&format!(" {}", deal.external.as_deref().unwrap_or("")));
            let theirs = contact.is_some_and(|c| {
                let places = c.addresses.iter().map(|a| format!("{} {}", a.city, a.line));
                let ids = c.identities.iter().map(|i| i.id.clone());
                let all: Vec<String> = places
                    .chain(ids)
                    .chain(c.emails.iter().cloned())
                    .chain([c.name.clone(), c.company.clone().unwrap_or_default()])
                    .collect();
                let digits = query.digits.as_deref();
                finds(&query, &all.join(" "))
                    || digits.is_some_and(|d| c.phones.iter().any(|p| p.contains(d)))
            });
            finds(&query, &own) || theirs || query.digits == Some(deal.id.to_string())
        })
    };
    let late = deal.closed_at.is_none()
        && (deal.stage_due.is_some_and(|t| t.0 < now)
            || deal.next_step.as_ref().is_some_and(|s| s.at.0 < now));
    !deal.deleted
        && filter
            .responsible
            .is_none_or(|r| deal.responsible == Some(r))
        && filter.source.is_none_or(|s| deal.source == Some(s))
        && filter.kind.is_none_or(|k| deal.kind == Some(k))
        && filter.turn.is_none_or(|t| deal.turn == t)
        && filter.tag.as_ref().is_none_or(|t| deal.tags.contains(t))
        && (!filter.late || late)
        && (!filter.no_next_step || (deal.next_step.is_none() && deal.closed_at.is_none()))
        && text()
}

#[tokio::test]
async fn every_combination_of_filters_shows_what_a_plain_look_would() {
    let shop = Shop::open().await;
    shop.fill(2_000).await;
    let (link, books, setup) = (shop.owner().link, shop.books(), shop.setup());
    let stages: Vec<StageId> = setup.pipelines[0].stages.iter().map(|s| s.id).collect();
    let deals: Vec<&Deal> = books.deals.values().collect();
    let mut rng = Rng::new(50, "filters", 0);
    let (mut seen, mut tried) = (0, 0);
    for bits in 0..512u32 {
        let has = |bit: u32| bits & (1 << bit) != 0;
        // Taken from a deal, so that something is found.
        let mut like = *rng.pick(&deals);
        let none = Filter {
            late: has(6),
            no_next_step: has(7),
            ..Filter::default()
        };
        for _ in 0..500 {
            if matches(&none, like, None, NOON.0) {
                break;
            }
            like = *rng.pick(&deals);
        }
        let text: Vec<&str> = like.items.iter().flat_map(|i| i.name.split(' ')).collect();
        let filter = Filter {
            responsible: like.responsible.filter(|_| has(0)),
            source: like.source.filter(|_| has(1)),
            kind: like.kind.filter(|_| has(2)),
            turn: has(3).then_some(like.turn),
            tag: like.tags.first().cloned().filter(|_| has(4)),
            text: text
                .first()
                .filter(|_| has(5))
                .map(|w| w.chars().take(5).collect()),
            late: has(6),
            no_next_step: has(7),
            sort: if has(8) { Sort::Turn } else { Sort::Place },
        };
        let stage = like.stage;
        let mut wanted: Vec<&Deal> = deals
            .iter()
            .copied()
            .filter(|deal| {
                let contact = deal.contact.and_then(|c| books.contacts.get(&c.0));
                deal.stage == stage && matches(&filter, deal, contact, NOON.0)
            })
            .collect();
        wanted.sort_by_key(|d| match filter.sort {
            Sort::Place => (d.place, 0, d.id),
            Sort::Turn => (d.turn.rank(), d.turn_since.0, d.id),
        });
        let ids: Vec<DealId> = wanted.iter().map(|d| d.id).collect();
        let sum: i64 = wanted.iter().map(|d| d.amount.0).sum();
        // Down from the top, page by page …
        let mut query = ColumnQuery {
            filter: filter.clone(),
            ..column(stage, 40)
        };
        let mut met: Vec<DealId> = Vec::new();
        loop {
            let page = window(&link, &query).await.unwrap();
            if page.total.at_least {
                assert!(page.total.count <= ids.len() as i64);
            } else {
                assert_eq!(
                    (page.total.count, page.total.sum),
                    (ids.len() as i64, Kopecks(sum)),
                    "{filter:?}"
                );
            }
            met.extend(page.cards.iter().map(|c| c.id));
            query.after = met.last().copied();
            assert_eq!(page.more, met.len() < ids.len(), "{filter:?}");
            if !page.more {
                break;
            }
        }
        assert_eq!(met, ids, "{filter:?} in {stage}");
        // … and the last page from the foot, and the one above it.
        query = ColumnQuery {
            after: None,
            foot: true,
            ..query
        };
        let foot: Vec<DealId> = window(&link, &query)
            .await
            .unwrap()
            .cards
            .iter()
            .map(|c| c.id)
            .collect();
        assert_eq!(foot, ids[ids.len().saturating_sub(40)..]);
        if let Some(first) = foot.first() {
            (query.foot, query.before) = (false, Some(*first));
            let above: Vec<DealId> = window(&link, &query)
                .await
                .unwrap()
                .cards
                .iter()
                .map(|c| c.id)
                .collect();
            let end = ids.len() - foot.len();
            assert_eq!(above, ids[end.saturating_sub(40)..end]);
        }
        (seen, tried) = (seen + usize::from(!ids.is_empty()), tried + 1);
    }
    assert!(
        tried == 512 && seen > 200,
        "{seen} of {tried} found anything"
    );
    // The whole page agrees with its columns.
    let query = PageQuery {
        pipeline: None,
        limit: 7,
        filter: Filter::default(),
    };
    let page: Page = link.get(path::BOARD, &query).await.unwrap();
    assert_eq!(page.seq, shop.seq());
    for (shown, stage) in page.columns.iter().zip(&stages) {
        let mut here: Vec<&&Deal> = deals
            .iter()
            .filter(|d| d.stage == *stage && !d.deleted)
            .collect();
        here.sort_by_key(|d| (d.place, d.id));
        assert_eq!(shown.total.count, here.len() as i64);
        let top: Vec<DealId> = here.iter().take(7).map(|d| d.id).collect();
        assert_eq!(shown.cards.iter().map(|c| c.id).collect::<Vec<_>>(), top);
    }
    shop.close().await;
}

/// Turns pages down or up a column while colleagues take cards out of it and put others in.
async fn turn_pages(shop: &Shop, stage: StageId, elsewhere: StageId, up: bool, rng: &mut Rng) {
    let link = shop.owner().link;
    let here = |deal: &Deal| deal.stage == stage && !deal.deleted;
    let begun = shop.books();
    let mut stayed: BTreeSet<DealId> = begun
        .deals
        .values()
        .filter(|d| here(d))
        .map(|d| d.id)
        .collect();
    let (mut met, mut order): (BTreeMap<DealId, usize>, Vec<Card>) = Default::default();
    loop {
        let mut query = column(stage, 10);
        // The last card met that is still there marks the place.
        let mark = loop {
            match order.last() {
                None => {
                    query.foot = up;
                    break window(&link, &query).await.unwrap();
                }
                Some(card) if up => (query.before, query.after) = (Some(card.id), None),
                Some(card) => (query.after, query.before) = (Some(card.id), None),
            }
            match window(&link, &query).await {
                Ok(page) => break page,
                Err(gone) => {
                    assert_eq!(gone.problem().unwrap().code.status(), 404);
                    order.pop();
                    (query.before, query.after) = (None, None);
                }
            }
        };
        if mark.cards.is_empty() {
            break;
        }
        let cards: Vec<Card> = match up {
            true => mark.cards.into_iter().rev().collect(),
            false => mark.cards,
        };
        for card in cards {
            *met.entry(card.id).or_default() += 1;
            order.push(card);
        }
        for _ in 0..4 {
            let books = shop.books();
            let (from, to) = if rng.chance(70) {
                (stage, elsewhere)
            } else {
                (elsewhere, stage)
            };
            let there: Vec<&Deal> = books.deals.values().filter(|d| d.stage == from).collect();
            let Some(deal) = (!there.is_empty()).then(|| *rng.pick(&there)) else {
                continue;
            };
            stayed.remove(&deal.id);
            let act = Act::MoveDeal {
                deal: deal.id,
                expects: deal.version,
                to,
                fill: vec![],
            };
            shop.passes(Some(shop.operator("igor")), Command { id: id(), act })
                .await
                .unwrap();
        }
    }
    assert!(stayed.len() > 50, "too few stayed: {}", stayed.len());
    for id in stayed {
        assert_eq!(met.get(&id), Some(&1), "{id} while turning pages, up: {up}");
    }
}

#[tokio::test]
async fn turning_pages_meets_every_card_that_stays_exactly_once() {
    let shop = Shop::open().await;
    let (stage, elsewhere) = (shop.stage("Новый"), shop.stage("Доставлен"));
    for n in 0..260 {
        let draft = pult::domain::deal::Draft {
            set: vec![Set::Title(format!("{n}"))],
            stage: Some(if n % 5 == 0 { elsewhere } else { stage }),
            ..pult::domain::deal::Draft::default()
        };
        let act = Act::CreateDeal { draft };
        shop.passes(Some(shop.operator("igor")), Command { id: id(), act })
            .await
            .unwrap();
    }
    let mut rng = Rng::new(51, "pages", 0);
    turn_pages(&shop, stage, elsewhere, false, &mut rng).await;
    turn_pages(&shop, stage, elsewhere, true, &mut rng).await;
    shop.close().await;
}

#[tokio::test]
async fn whoever_waits_for_us_longest_stands_first() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let mut cards = Vec::new();
    for turn in [
        Turn::Client,
        Turn::Us,
        Turn::Bank,
        Turn::Us,
        Turn::Warehouse,
    ] {
        shop.turn_clock(60_000);
        cards.push(
            owner
                .sells(
                    "рычаг",
                    vec![Set::Turn(turn), Set::Kind(Some(Kind::Retail))],
                )
                .await
                .id,
        );
    }
    let query = ColumnQuery {
        filter: Filter {
            sort: Sort::Turn,
            ..Filter::default()
        },
        ..column(shop.stage("Новый"), 50)
    };
    let shown = window(&owner.link, &query).await.unwrap().cards;
    let ids: Vec<DealId> = shown.iter().map(|c| c.id).collect();
    assert_eq!(
        ids,
        [1, 3, 4, 2, 0].map(|n: usize| cards[n]),
        "{:?}",
        shown.iter().map(|c| c.turn).collect::<Vec<_>>()
    );
    let two = ColumnQuery {
        after: Some(cards[0]),
        before: Some(cards[1]),
        ..query
    };
    assert_eq!(
        window(&owner.link, &two)
            .await
            .unwrap_err()
            .problem()
            .unwrap()
            .code
            .status(),
        400
    );
    shop.close().await;
}
