//! Deals: made, moved through gates, approved, handed over, undone.
use crate::support::{Shop, id};
use pult::domain::approval::Verdict;
use pult::domain::command::{Act, Command};
use pult::domain::contact::{self, Who};
use pult::domain::deal::{Draft, Item, Kind, Set, Turn};
use pult::domain::event::{Fact, Why};
use pult::domain::money::Kopecks;
use pult::domain::refusal::Refusal;
use pult::wire::Outcome;
use pult::wire::deal::View;
use pult::wire::path;

fn lever() -> Set {
    Set::Items(vec![Item {
        name: "Рычаг ГАЗ-3302".into(),
        sku: None,
        price: Kopecks(420_000),
        quantity: 2000,
    }])
}

fn person(name: &str, phone: &str) -> Who {
    Who::Person(contact::Draft {
        name: name.into(),
        phones: vec![phone.into()],
        ..contact::Draft::default()
    })
}

/// A deal with a customer and goods: ready for the first gates.
async fn sold(owner: &crate::support::shop::Person) -> pult::domain::card::Card {
    let draft = Draft {
        who: Some(person("Пётр", "+79135551234")),
        set: vec![lever()],
        ..Draft::default()
    };
    owner.gets(Act::CreateDeal { draft }).await
}

#[tokio::test]
async fn a_retail_deal_goes_to_the_retail_manager_and_says_why() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let draft = Draft {
        who: Some(person("Пётр Иванов", "8 913 555-12-34")),
        set: vec![lever(), Set::Kind(Some(Kind::Retail))],
        ..Draft::default()
    };
    let card = owner.gets(Act::CreateDeal { draft }).await;
    assert_eq!(card.responsible, Some(shop.operator("vera")));
    assert_eq!(card.amount, Kopecks(840_000));
    assert_eq!(card.name, "Пётр Иванов");
    let view: View = owner.link.one(path::DEAL, card.id.0).await.unwrap();
    let why = view.history.iter().find_map(|e| match &e.fact {
        Fact::DealCreated { why, .. } => why.clone(),
        _ => None,
    });
    let Some(Why::Assigned { seen, chosen, .. }) = why else {
        panic!("not explained: {why:?}")
    };
    assert_eq!(chosen, card.responsible);
    assert!(seen.iter().any(|c| Some(c.operator) == chosen));
    shop.close().await;
}

#[tokio::test]
async fn wholesale_deals_go_in_turn_to_the_less_loaded() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let mut got = Vec::new();
    for n in 0..4 {
        shop.turn_clock(1000);
        got.push(
            owner
                .sells(&format!("опт {n}"), vec![Set::Kind(Some(Kind::Wholesale))])
                .await
                .responsible,
        );
    }
    let (anna, boris) = (Some(shop.operator("anna")), Some(shop.operator("boris")));
    assert_eq!(got, [anna, boris, anna, boris]);
    shop.close().await;
}

#[tokio::test]
async fn nobody_gets_work_while_away() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let absence = pult::domain::operator::Absence {
        operator: shop.operator("anna"),
        from: crate::support::shop::NOON,
        to: pult::domain::calendar::Millis(crate::support::shop::NOON.0 + 3_600_000),
    };
    owner.does(Act::SetAbsence { absence }).await.unwrap();
    for n in 0..3 {
        let card = owner
            .sells(&format!("опт {n}"), vec![Set::Kind(Some(Kind::Wholesale))])
            .await;
        assert_eq!(card.responsible, Some(shop.operator("boris")));
    }
    shop.close().await;
}

#[tokio::test]
async fn the_same_person_is_met_again_by_any_form_of_the_phone() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let mut contacts = Vec::new();
    for phone in ["8 (913) 555-12-34", "+79135551234", "913 555 12 34"] {
        let draft = Draft {
            who: Some(person("Пётр", phone)),
            ..Draft::default()
        };
        contacts.push(owner.gets(Act::CreateDeal { draft }).await.contact);
    }
    assert!(
        contacts[0].is_some() && contacts.iter().all(|c| *c == contacts[0]),
        "{contacts:?}"
    );
    shop.close().await;
}

#[tokio::test]
async fn a_stale_edit_is_refused_with_the_fresh_deal() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let olga = shop.person("olga").await;
    let card = owner.sells("рычаг", vec![]).await;
    let edit = |title: &str| Act::EditDeal {
        deal: card.id,
        expects: card.version,
        set: vec![Set::Title(title.into())],
    };
    olga.does(edit("рычаг левый")).await.unwrap();
    let no = owner.is_refused(edit("рычаг правый")).await;
    let Refusal::StaleDeal { fresh, by } = no else {
        panic!("{no:?}")
    };
    assert_eq!(fresh.title, "рычаг левый");
    assert_eq!(by, Some(shop.operator("olga")));
    shop.close().await;
}

#[tokio::test]
async fn a_gate_names_everything_that_is_missing_and_takes_it_with_the_move() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let card = owner.sells("рычаг", vec![]).await;
    let setup = shop.setup();
    let (to, needs) = setup.pipelines[0]
        .stages
        .iter()
        .find_map(|s| {
            s.gate
                .needs
                .contains(&pult::domain::pipeline::Need::Items)
                .then(|| (s.id, s.gate.needs.clone()))
        })
        .expect("the demo shop has a stage that asks for items");
    let no = owner
        .is_refused(Act::MoveDeal {
            deal: card.id,
            expects: card.version,
            to,
            fill: vec![],
        })
        .await;
    let Refusal::Gate { missing, .. } = no else {
        panic!("{no:?}")
    };
    assert!(
        missing.contains(&pult::domain::pipeline::Need::Items),
        "{missing:?} of {needs:?}"
    );
    assert_eq!(shop.deal(card.id).stage, card.stage);
    shop.close().await;
}

#[tokio::test]
async fn a_retry_of_a_command_does_nothing_again() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let command = Command {
        id: id(),
        act: Act::CreateDeal {
            draft: Draft {
                set: vec![lever()],
                ..Draft::default()
            },
        },
    };
    let once = owner.link.command(&command).await.unwrap();
    let twice = owner.link.command(&command).await.unwrap();
    let deal = |done: &pult::wire::Done| match &done.outcome {
        Outcome::Deal { card, .. } => card.id,
        other => panic!("{other:?}"),
    };
    assert_eq!(deal(&once), deal(&twice));
    assert_eq!(once.seq, twice.seq);
    shop.close().await;
}

#[tokio::test]
async fn undo_takes_a_move_back_to_where_it_was_and_redo_brings_it_again() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let card = sold(&owner).await;
    let before = shop.deal(card.id);
    let to = shop.setup().pipelines[0].stages[1].id;
    let moved = owner
        .gets(Act::MoveDeal {
            deal: card.id,
            expects: card.version,
            to,
            fill: vec![],
        })
        .await;
    assert_eq!(moved.stage, to);
    let done = owner.does(Act::Undo { command: None }).await.unwrap();
    let Outcome::Undone { .. } = done.outcome else {
        panic!("{done:?}")
    };
    let after = shop.deal(card.id);
    assert_eq!(
        pult::domain::deal::Deal {
            version: before.version,
            changed_at: before.changed_at,
            ..after.clone()
        },
        before
    );
    let last: Vec<pult::domain::event::Event> = owner
        .link
        .get(
            path::LOG,
            &pult::wire::deal::HistoryQuery {
                limit: Some(1),
                ..Default::default()
            },
        )
        .await
        .unwrap();
    owner
        .does(Act::Undo {
            command: Some(last[0].command),
        })
        .await
        .unwrap();
    assert_eq!(shop.deal(card.id).stage, to);
    shop.close().await;
}

#[tokio::test]
async fn undo_never_tramples_what_a_colleague_changed_later() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let olga = shop.person("olga").await;
    let card = owner.sells("рычаг", vec![]).await;
    let turn = |version, turn| Act::EditDeal {
        deal: card.id,
        expects: version,
        set: vec![Set::Turn(turn)],
    };
    let mine = owner.gets(turn(card.version, Turn::Client)).await;
    olga.does(turn(mine.version, Turn::Bank)).await.unwrap();
    let no = owner.is_refused(Act::Undo { command: None }).await;
    let Refusal::ChangedSince { by, field, .. } = no else {
        panic!("{no:?}")
    };
    assert_eq!((by, field.as_str()), (Some(shop.operator("olga")), "turn"));
    assert_eq!(shop.deal(card.id).turn, Turn::Bank);
    shop.close().await;
}

#[tokio::test]
async fn a_move_that_needs_a_superior_waits_and_then_happens_or_not() {
    let shop = Shop::open().await;
    let setup = shop.setup();
    let Some(stage) = setup
        .pipelines
        .iter()
        .flat_map(|p| &p.stages)
        .find(|s| s.gate.approval.is_some())
    else {
        panic!("the demo shop has a stage that needs approval")
    };
    let vera = shop.person("vera").await;
    let olga = shop.person("olga").await;
    let draft = Draft {
        who: Some(person("Пётр", "+79135551234")),
        set: vec![lever(), Set::Responsible(Some(shop.operator("vera")))],
        ..Draft::default()
    };
    for approve in [false, true] {
        let card = vera
            .gets(Act::CreateDeal {
                draft: draft.clone(),
            })
            .await;
        let delivery = match &setup
            .field("delivery")
            .expect("the demo shop asks how to deliver")
            .kind
        {
            pult::domain::field::FieldKind::Choice(ways) => ways[0].clone(),
            _ => "сам".to_owned(),
        };
        let fill = vec![
            Set::Custom {
                key: "delivery".into(),
                value: Some(pult::domain::field::FieldValue::Text(delivery)),
            },
            Set::NextStep(Some(pult::domain::deal::NextStep {
                text: "спросить об оплате".into(),
                at: pult::domain::calendar::Millis(crate::support::shop::NOON.0 + 86_400_000),
            })),
        ];
        let asked = vera
            .does(Act::MoveDeal {
                deal: card.id,
                expects: card.version,
                to: stage.id,
                fill,
            })
            .await
            .unwrap();
        let Outcome::Asked { approval, card } = asked.outcome else {
            panic!("{asked:?}")
        };
        assert_eq!(card.approval, Some(approval));
        let mine = vera
            .is_refused(Act::DecideApproval {
                approval,
                verdict: Verdict::Approve,
            })
            .await;
        assert!(matches!(mine, Refusal::NotAllowed { .. }), "{mine:?}");
        let verdict = if approve {
            Verdict::Approve
        } else {
            Verdict::Refuse {
                reason: "уговорите".into(),
            }
        };
        olga.does(Act::DecideApproval { approval, verdict })
            .await
            .unwrap();
        let deal = shop.deal(card.id);
        assert_eq!(deal.approval, None);
        assert_eq!(deal.stage == stage.id, approve);
        let notices: pult::wire::feed::Notices = vera.link.get(path::NOTICES, &()).await.unwrap();
        assert!(notices.unseen > 0);
    }
    shop.close().await;
}

#[tokio::test]
async fn taken_to_work_is_the_servers_to_say() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let card = sold(&owner).await;
    let no = owner
        .is_refused(Act::EditDeal {
            deal: card.id,
            expects: card.version,
            set: vec![Set::TakenBy(Some(shop.operator("anna")))],
        })
        .await;
    assert_eq!(
        no,
        Refusal::ServerSet {
            field: "taken_by".into()
        }
    );
    let to = shop.setup().pipelines[0]
        .stages
        .iter()
        .find(|s| s.accepts)
        .expect("a stage that accepts")
        .id;
    owner
        .does(Act::MoveDeal {
            deal: card.id,
            expects: card.version,
            to,
            fill: vec![],
        })
        .await
        .unwrap();
    let deal = shop.deal(card.id);
    assert_eq!(deal.taken_by, deal.responsible);
    assert!(deal.taken_by.is_some());
    shop.close().await;
}
