//! Tasks: made for a deal or for oneself, done, put off, taken back.
use crate::support::{NOON, Shop};
use pult::domain::calendar::Millis;
use pult::domain::command::Act;
use pult::domain::id::*;
use pult::domain::refusal::{Flaw, Refusal};
use pult::domain::task::{Draft, Set, Task};
use pult::wire::task::ListQuery;
use pult::wire::{Outcome, path};

async fn made(person: &crate::support::Person, draft: Draft) -> TaskId {
    match person
        .does(Act::CreateTask { draft })
        .await
        .unwrap()
        .outcome
    {
        Outcome::Task { task, .. } => task,
        other => panic!("{other:?}"),
    }
}

fn to_do(text: &str) -> Draft {
    Draft {
        text: text.into(),
        ..Draft::default()
    }
}

#[tokio::test]
async fn a_task_is_done_by_the_servers_clock_and_comes_undone() {
    let shop = Shop::open().await;
    let (owner, vera) = (shop.owner(), shop.person("vera").await);
    let deal = owner.sells("рычаг", vec![]).await.id;
    let draft = Draft {
        deal: Some(deal),
        assignee: Some(shop.operator("vera")),
        due: Some(Millis(NOON.0 + 1)),
        ..to_do("  позвонить  ")
    };
    let task = made(&owner, draft).await;
    let kept: Task = vera.link.one(path::TASK, task.0).await.unwrap();
    assert_eq!(kept.text, "позвонить");
    assert_eq!(kept.author, Some(shop.operator("igor")));
    shop.turn_clock(5_000);
    let done = Act::EditTask {
        task,
        expects: Version(1),
        set: vec![Set::DoneAt(Some(Millis(1)))],
    };
    vera.does(done).await.unwrap();
    let kept: Task = vera.link.one(path::TASK, task.0).await.unwrap();
    assert_eq!(
        (kept.done_at, kept.version),
        (Some(Millis(NOON.0 + 5_000)), Version(2))
    );
    let list = async |done| -> Vec<Task> {
        let query = ListQuery {
            deal: Some(deal),
            done,
            ..ListQuery::default()
        };
        owner.link.get(path::TASKS, &query).await.unwrap()
    };
    assert_eq!((list(false).await.len(), list(true).await.len()), (0, 1));
    vera.does(Act::Undo { command: None }).await.unwrap();
    assert_eq!(list(false).await.len(), 1);
    let no = owner
        .is_refused(Act::EditTask {
            task,
            expects: Version(1),
            set: vec![Set::Due(None)],
        })
        .await;
    assert!(matches!(no, Refusal::StaleTask { fresh } if fresh.version == Version(3)));
    shop.close().await;
}

#[tokio::test]
async fn what_is_no_task_is_refused() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let empty = |flaw| Refusal::Invalid {
        field: "text".into(),
        flaw,
    };
    let create = |draft| Act::CreateTask { draft };
    assert_eq!(
        owner.is_refused(create(to_do("  "))).await,
        empty(Flaw::Empty)
    );
    let max = pult::domain::field::TEXT_MAX;
    let long = to_do(&"x".repeat(max + 1));
    assert_eq!(
        owner.is_refused(create(long)).await,
        empty(Flaw::TooLong { max })
    );
    let nobody = Draft {
        assignee: Some(shop.operator("kostya")),
        ..to_do("позвонить")
    };
    assert!(
        matches!(
            owner.is_refused(create(nobody)).await,
            Refusal::Unknown { .. }
        ),
        "he left"
    );
    let nowhere = Draft {
        deal: Some(DealId(404)),
        ..to_do("позвонить")
    };
    assert!(matches!(
        owner.is_refused(create(nowhere)).await,
        Refusal::NotFound { .. }
    ));
    let task = made(&owner, to_do("позвонить")).await;
    let edit = |set| Act::EditTask {
        task,
        expects: Version(1),
        set,
    };
    let long = vec![Set::Text("x".repeat(max + 1))];
    assert_eq!(
        owner.is_refused(edit(long)).await,
        empty(Flaw::TooLong { max })
    );
    let gone = vec![
        Set::Assignee(None),
        Set::Assignee(Some(shop.operator("kostya"))),
    ];
    assert!(matches!(
        owner.is_refused(edit(gone)).await,
        Refusal::Unknown { .. }
    ));
    // One field twice: the last word counts and comes undone.
    let twice = vec![Set::Text("а".into()), Set::Text(" б ".into())];
    owner.does(edit(twice)).await.unwrap();
    let text = async || {
        owner
            .link
            .one::<Task>(path::TASK, task.0)
            .await
            .unwrap()
            .text
    };
    assert_eq!(text().await, "б");
    owner.does(Act::Undo { command: None }).await.unwrap();
    assert_eq!(text().await, "позвонить");
    shop.close().await;
}

#[tokio::test]
async fn tasks_stand_by_date_and_a_taken_back_one_is_gone() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    for (text, due) in [
        ("потом", None),
        ("позже", Some(30)),
        ("сейчас", Some(10)),
        ("скоро", Some(20)),
    ] {
        let due = due.map(Millis);
        made(&owner, Draft { due, ..to_do(text) }).await;
    }
    let texts = async || -> Vec<String> {
        let all: Vec<Task> = owner
            .link
            .get(path::TASKS, &ListQuery::default())
            .await
            .unwrap();
        all.into_iter().map(|t| t.text).collect()
    };
    assert_eq!(texts().await, ["сейчас", "скоро", "позже", "потом"]);
    owner.does(Act::Undo { command: None }).await.unwrap();
    assert_eq!(texts().await, ["сейчас", "позже", "потом"]);
    shop.close().await;
}
