//! Moves that need a superior's yes: asked, given, refused, withdrawn, taken back, and who hears of it.
use crate::support::{Person, Shop, id};
use pult::domain::approval::{Approval, State, Verdict};
use pult::domain::calendar::Millis;
use pult::domain::command::{Act, ActKind, Command};
use pult::domain::deal::{Draft, Item, NextStep, Set};
use pult::domain::field::FieldValue;
use pult::domain::id::*;
use pult::domain::money::Kopecks;
use pult::domain::notice::NoticeKind;
use pult::domain::refusal::Refusal;
use pult::wire::feed::Notices;
use pult::wire::{Outcome, path};

fn ready() -> Vec<Set> {
    vec![
        Set::Items(vec![Item {
            name: "Рычаг".into(),
            sku: None,
            price: Kopecks(100),
            quantity: 1000,
        }]),
        Set::Custom {
            key: "delivery".into(),
            value: Some(FieldValue::Text("СДЭК".into())),
        },
        Set::NextStep(Some(NextStep {
            text: "спросить".into(),
            at: Millis(0),
        })),
    ]
}

/// A deal of `whose` that `by` wants to move on credit.
async fn asked(shop: &Shop, by: &Person, whose: &str) -> (DealId, ApprovalId) {
    let draft = Draft {
        set: vec![Set::Responsible(Some(shop.operator(whose)))],
        ..Draft::default()
    };
    let card = by.gets(Act::CreateDeal { draft }).await;
    let wish = Act::MoveDeal {
        deal: card.id,
        expects: card.version,
        to: shop.stage("Отсрочка"),
        fill: ready(),
    };
    match by.does(wish).await.unwrap().outcome {
        Outcome::Asked { approval, card } => (card.id, approval),
        other => panic!("{other:?}"),
    }
}

fn say(approval: ApprovalId, yes: bool) -> Act {
    let verdict = match yes {
        true => Verdict::Approve,
        false => Verdict::Refuse {
            reason: "дорого обойдётся".into(),
        },
    };
    Act::DecideApproval { approval, verdict }
}

fn state(shop: &Shop, approval: ApprovalId) -> Approval {
    shop.books().approvals[&approval.0].clone()
}

async fn heard(person: &Person, deal: DealId) -> Vec<NoticeKind> {
    let told: Notices = person.link.get(path::NOTICES, &()).await.unwrap();
    told.notices
        .into_iter()
        .filter(|n| n.deal == deal)
        .map(|n| n.kind)
        .collect()
}

#[tokio::test]
async fn asking_is_heard_by_superiors_and_the_answer_by_the_asker() {
    let shop = Shop::open().await;
    let (vera, olga) = (shop.person("vera").await, shop.person("olga").await);
    for (yes, word) in [
        (true, NoticeKind::Approved),
        (false, NoticeKind::ApprovalRefused),
    ] {
        let (deal, approval) = asked(&shop, &vera, "vera").await;
        for head in ["olga", "igor"] {
            let head = shop.person(head).await;
            assert!(
                heard(&head, deal)
                    .await
                    .contains(&NoticeKind::ApprovalAsked)
            );
        }
        let elena = shop.person("elena").await;
        assert!(
            heard(&elena, deal).await.is_empty(),
            "an accountant can't decide this"
        );
        olga.does(say(approval, yes)).await.unwrap();
        assert!(heard(&vera, deal).await.contains(&word));
    }
    // Whoever asked hears the answer, also about somebody else's deal.
    let gleb = shop.person("gleb").await;
    let (deal, approval) = asked(&shop, &gleb, "dina").await;
    olga.does(say(approval, false)).await.unwrap();
    assert!(
        heard(&gleb, deal)
            .await
            .contains(&NoticeKind::ApprovalRefused)
    );
    let dina = shop.person("dina").await;
    assert!(
        heard(&dina, deal)
            .await
            .contains(&NoticeKind::ApprovalRefused)
    );
    shop.close().await;
}

#[tokio::test]
async fn while_it_waits_the_deal_stays_and_what_was_filled_in_is_kept() {
    let shop = Shop::open().await;
    let (vera, olga) = (shop.person("vera").await, shop.person("olga").await);
    let (deal, approval) = asked(&shop, &vera, "vera").await;
    let kept = shop.deal(deal);
    assert_eq!(kept.stage, shop.stage("Новый"));
    assert_eq!((kept.amount, kept.approval), (Kopecks(100), Some(approval)));
    for stage in ["В работе", "Отсрочка"] {
        let to = shop.stage(stage);
        let expects = kept.version;
        let fill = vec![];
        let no = vera
            .is_refused(Act::MoveDeal {
                deal,
                expects,
                to,
                fill,
            })
            .await;
        assert_eq!(no, Refusal::ApprovalPending { approval });
    }
    let expects = kept.version;
    let no = vera.is_refused(Act::TrashDeal { deal, expects }).await;
    assert_eq!(no, Refusal::ApprovalPending { approval });
    let open: Vec<Approval> = olga.link.get(path::APPROVALS, &()).await.unwrap();
    assert_eq!(open.len(), 1);
    // What the gate asks is asked again at the yes.
    let emptied = Act::EditDeal {
        deal,
        expects,
        set: vec![Set::NextStep(None)],
    };
    vera.does(emptied).await.unwrap();
    let no = olga.is_refused(say(approval, true)).await;
    assert!(matches!(no, Refusal::Gate { .. }), "{no:?}");
    assert_eq!(state(&shop, approval).state, State::Open);
    shop.close().await;
}

#[tokio::test]
async fn decided_is_decided_and_withdrawn_is_withdrawn() {
    let shop = Shop::open().await;
    let (vera, olga) = (shop.person("vera").await, shop.person("olga").await);
    let (_, approval) = asked(&shop, &vera, "vera").await;
    let silent = Act::DecideApproval {
        approval,
        verdict: Verdict::Refuse { reason: " ".into() },
    };
    assert!(matches!(
        olga.is_refused(silent).await,
        Refusal::Invalid { .. }
    ));
    olga.does(say(approval, false)).await.unwrap();
    let by = Some(shop.operator("olga"));
    let decided = Refusal::AlreadyDecided { approval, by };
    let igor = shop.person("igor").await;
    assert_eq!(igor.is_refused(say(approval, true)).await, decided);
    assert_eq!(
        vera.is_refused(Act::WithdrawApproval { approval }).await,
        decided
    );
    let kept = state(&shop, approval);
    assert_eq!(kept.reason.as_deref(), Some("дорого обойдётся"));

    let (deal, approval) = asked(&shop, &vera, "vera").await;
    let anna = shop.person("anna").await;
    let no = anna.is_refused(Act::WithdrawApproval { approval }).await;
    assert!(matches!(no, Refusal::NotAllowed { .. }), "not hers: {no:?}");
    vera.does(Act::WithdrawApproval { approval }).await.unwrap();
    assert_eq!(state(&shop, approval).state, State::Withdrawn);
    assert_eq!(shop.deal(deal).approval, None);
    assert_eq!(
        shop.deal(deal).amount,
        Kopecks(100),
        "what was filled in stays"
    );
    let no = olga.is_refused(say(approval, true)).await;
    assert!(matches!(no, Refusal::Withdrawn { .. }), "{no:?}");
    // Free to be moved or asked for again.
    let to = shop.stage("Отсрочка");
    let expects = shop.deal(deal).version;
    let fill = vec![];
    vera.does(Act::MoveDeal {
        deal,
        expects,
        to,
        fill,
    })
    .await
    .unwrap();
    shop.close().await;
}

#[tokio::test]
async fn an_answer_comes_undone_and_back_again() {
    let shop = Shop::open().await;
    let (vera, olga) = (shop.person("vera").await, shop.person("olga").await);
    for (yes, ended) in [(true, State::Approved), (false, State::Refused)] {
        let (deal, approval) = asked(&shop, &vera, "vera").await;
        let before = shop.books().plain();
        olga.does(say(approval, yes)).await.unwrap();
        let after = shop.books().plain();
        assert_eq!(state(&shop, approval).state, ended);
        let undo = Command {
            id: id(),
            act: Act::Undo { command: None },
        };
        olga.link.command(&undo).await.unwrap();
        shop.books().plain().must_be(&before, "taken back");
        assert_eq!(shop.deal(deal).approval, Some(approval));
        let redo = Act::Undo {
            command: Some(undo.id),
        };
        olga.does(redo).await.unwrap();
        shop.books().plain().must_be(&after, "again");
        assert_eq!(state(&shop, approval).state, ended);
    }
    // A withdrawal as well.
    let (deal, approval) = asked(&shop, &vera, "vera").await;
    vera.does(Act::WithdrawApproval { approval }).await.unwrap();
    vera.does(Act::Undo { command: None }).await.unwrap();
    assert_eq!(state(&shop, approval).state, State::Open);
    assert_eq!(shop.deal(deal).approval, Some(approval));
    // And the asking itself.
    vera.does(Act::Undo { command: None }).await.unwrap();
    assert_eq!(state(&shop, approval).state, State::Withdrawn);
    assert_eq!(shop.deal(deal).approval, None);
    assert_eq!(
        shop.deal(deal).amount,
        Kopecks(0),
        "with what was filled in"
    );
    shop.close().await;
}

#[tokio::test]
async fn a_deal_that_waits_for_a_yes_is_not_unmade() {
    let shop = Shop::open().await;
    let vera = shop.person("vera").await;
    let (deal, approval) = asked(&shop, &vera, "vera").await;
    let made = shop
        .store
        .read_now(|conn| pult::store::journal::of_subject(conn, "deal", deal.0, None, 10))
        .unwrap();
    let command = made.last().map(|event| event.command);
    let no = vera.is_refused(Act::Undo { command }).await;
    assert_eq!(no, Refusal::ApprovalPending { approval });
    shop.close().await;
}

/// What a superior has answered stays answered, and is no wall in front of the older acts.
#[tokio::test]
async fn an_answered_request_does_not_stand_in_the_way_of_older_undos() {
    let shop = Shop::open().await;
    let (vera, olga) = (shop.person("vera").await, shop.person("olga").await);
    let (deal, _) = asked(&shop, &vera, "vera").await;
    let noted = Act::NoteDeal {
        deal,
        text: "перезвонить".to_owned(),
    };
    vera.does(noted).await.unwrap();
    let (answered, approval) = asked(&shop, &vera, "vera").await;
    olga.does(say(approval, true)).await.unwrap();
    let stage = shop.deal(answered).stage;

    let done = vera.does(Act::Undo { command: None }).await.unwrap();
    let Outcome::Undone { act, passed, .. } = done.outcome else {
        panic!("{:?}", done.outcome)
    };
    assert_eq!(shop.deal(answered).stage, stage, "the answer stands");
    // The request and the deal it was for; the note before them came undone.
    let why: Vec<&Refusal> = passed.iter().map(|p| &p.why).collect();
    let by = Some(shop.operator("olga"));
    assert!(
        matches!(why[0], Refusal::AlreadyDecided { by: who, .. } if *who == by),
        "{why:?}"
    );
    assert_eq!(passed[0].act, ActKind::MoveDeal);
    assert_eq!(act, ActKind::NoteDeal, "{passed:?}");
    shop.close().await;
}
