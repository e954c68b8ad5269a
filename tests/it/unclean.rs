//! The whole hostile corpus through every field of a record: kept as it came, found, told, and never understood.
use crate::hostile::corpus;
use crate::support::{Shop, id};
use pult::domain::command::{Act, Command, ImportRow};
use pult::domain::contact::{self, Address, Identity, Who};
use pult::domain::deal::{Draft, Item, NextStep, Set};
use pult::domain::field::FieldValue;
use pult::domain::id::*;
use pult::domain::money::Kopecks;
use pult::domain::refusal::{Flaw, Refusal};
use pult::wire::deal::View;
use pult::wire::find::{Found, Query};
use pult::wire::{Outcome, path};

/// As text, cut to what fits everywhere.
fn text(payload: &[u8], most: usize) -> String {
    let text = String::from_utf8_lossy(payload);
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}

fn row(line: u64, it: &str) -> ImportRow {
    ImportRow {
        line,
        external: Some(it.to_owned()),
        person: Some(contact::Draft {
            name: it.to_owned(),
            company: Some(it.to_owned()),
            identities: vec![Identity {
                channel: it.to_owned(),
                id: it.to_owned(),
            }],
            addresses: vec![Address {
                city: it.to_owned(),
                line: it.to_owned(),
                postcode: it.to_owned(),
            }],
            note: it.to_owned(),
            ..contact::Draft::default()
        }),
        deal: Some(Draft {
            set: vec![Set::Title(it.to_owned())],
            ..Draft::default()
        }),
        created_at: None,
        closed_at: None,
        notes: vec![it.to_owned()],
    }
}

#[tokio::test]
async fn every_payload_is_kept_as_it_came_and_breaks_nothing() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let corpus = corpus();
    assert!(corpus.len() >= 300);
    let operator = Some(shop.operator("igor"));
    for (name, payload) in &corpus {
        // Deals trim the ends of a title and a note; inside nothing changes.
        let it = text(payload, 250);
        let trimmed = it.trim().to_owned();
        let full = if trimmed.is_empty() {
            "—".to_owned()
        } else {
            it.clone()
        };
        let person = contact::Draft {
            name: full.clone(),
            company: Some(full.clone()),
            identities: vec![Identity {
                channel: full.clone(),
                id: full.clone(),
            }],
            addresses: vec![Address {
                city: it.clone(),
                line: it.clone(),
                postcode: it.clone(),
            }],
            note: it.clone(),
            ..contact::Draft::default()
        };
        let item = Item {
            name: full.clone(),
            sku: Some(it.clone()),
            price: Kopecks(1),
            quantity: 1000,
        };
        let value = FieldValue::Text(it.clone());
        let step = NextStep {
            text: full.clone(),
            at: pult::domain::calendar::Millis(1),
        };
        let draft = Draft {
            who: Some(Who::Person(person)),
            set: vec![
                Set::Title(it.clone()),
                Set::Tags(vec![full.clone()]),
                Set::Items(vec![item.clone()]),
                Set::Custom {
                    key: "vin".into(),
                    value: Some(value.clone()),
                },
                Set::LostReason(Some(full.clone())),
                Set::NextStep(Some(step.clone())),
            ],
            note: Some(full.clone()),
            ..Draft::default()
        };
        // Over the line for some, straight through the door for all.
        let act = Act::CreateDeal { draft };
        let command = Command { id: id(), act };
        let done = match name.len() % 4 {
            0 => owner.link.command(&command).await.unwrap(),
            _ => shop.passes(operator, command).await.unwrap(),
        };
        let Outcome::Deal { card, .. } = done.outcome else {
            panic!("{name}: {done:?}")
        };
        let deal = shop.deal(card.id);
        assert_eq!(deal.title, trimmed, "{name}");
        assert_eq!(deal.items, [item], "{name}");
        assert_eq!(deal.tags, [full.trim()], "{name}");
        assert_eq!(deal.custom["vin"], value, "{name}");
        assert_eq!(deal.next_step, Some(step), "{name}");
        assert_eq!(deal.lost_reason.as_deref(), Some(full.as_str()), "{name}");
        let contact = shop.contact(card.contact.unwrap());
        assert_eq!(contact.addresses[0].line, it, "{name}");
        assert_eq!(
            (contact.name.as_str(), contact.note.as_str()),
            (full.trim(), it.as_str()),
            "{name}"
        );
    }
    // Told and found over the line.
    for (n, (name, payload)) in corpus.iter().enumerate().filter(|(n, _)| n % 9 == 0) {
        let it = text(payload, 250);
        let query = Query {
            text: it.clone(),
            limit: Some(5),
        };
        let found: Found = owner.link.get(path::FIND, &query).await.unwrap();
        let words = pult::domain::fold::Query::new(&it);
        assert!(
            words.is_empty() || !found.hits.is_empty(),
            "{name} is not found"
        );
        let view: View = owner.link.one(path::DEAL, n as i64 + 1).await.unwrap();
        assert_eq!(view.deal.title, it.trim(), "{name}");
    }
    shop.close().await;
}

#[tokio::test]
async fn what_is_too_long_is_refused_and_an_import_takes_the_rest() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let begun = owner
        .does(Act::BeginImport {
            file: text(b"\x1b]0;CANARY\x07.csv", 99),
        })
        .await
        .unwrap();
    let Outcome::ImportBegun { import } = begun.outcome else {
        panic!("{begun:?}")
    };
    let corpus = corpus();
    let (mut taken, mut refused) = (0, 0);
    for (n, chunk) in corpus.chunks(300).enumerate() {
        let rows: Vec<ImportRow> = (1..)
            .zip(chunk)
            .map(|(line, (_, payload))| row(n as u64 * 300 + line, &text(payload, 10_000)))
            .collect();
        let act = Act::Import { import, rows };
        let done = shop
            .passes(Some(shop.operator("igor")), Command { id: id(), act })
            .await
            .unwrap();
        let Outcome::Imported { rows } = done.outcome else {
            panic!("{done:?}")
        };
        for (row, (name, _)) in rows.into_iter().zip(chunk) {
            match row.deal {
                pult::wire::import::Fate::Refused(no) => {
                    let long = matches!(
                        *no,
                        Refusal::Invalid {
                            flaw: Flaw::TooLong { .. },
                            ..
                        }
                    );
                    assert!(long, "{name}: {no:?}");
                    refused += 1;
                }
                _ => taken += 1,
            }
        }
    }
    assert!(
        taken >= 300 && refused > 3,
        "{taken} taken, {refused} refused"
    );
    let long = Set::Title("x".repeat(2000));
    let expects = Version(1);
    let no = owner
        .is_refused(Act::EditDeal {
            deal: DealId(1),
            expects,
            set: vec![long],
        })
        .await;
    assert!(matches!(no, Refusal::Invalid { .. }), "{no:?}");
    shop.close().await;
}
