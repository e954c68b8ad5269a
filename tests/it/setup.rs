//! The shop files: put in force whole or not at all, every version kept, and taken back like anything else.
use crate::support::{Person, Shop, id};
use pult::domain::command::{Act, Command, SetupFile};
use pult::domain::deal::{Draft, Set};
use pult::domain::id::*;
use pult::domain::refusal::Refusal;
use pult::wire::setup::Setup;
use pult::wire::{Outcome, path};

/// The demo's files with one piece of one file replaced.
fn with(name: &str, was: &str, is: &str) -> Vec<SetupFile> {
    let mut files = pult::demo::shop();
    let file = files.iter_mut().find(|f| f.name == name).unwrap();
    assert!(file.text.contains(was), "{was}");
    file.text = file.text.replacen(was, is, 1);
    files
}

/// Without the stage «Согласован».
fn without_agreed() -> Vec<SetupFile> {
    let files = pult::demo::shop();
    let text = &files
        .iter()
        .find(|f| f.name == "pipelines.toml")
        .unwrap()
        .text;
    let stage = text
        .split("[[pipeline.stage]]")
        .find(|s| s.contains("\"agreed\""))
        .unwrap();
    with("pipelines.toml", &format!("[[pipeline.stage]]{stage}"), "")
}

async fn apply(person: &Person, base: i64, files: Vec<SetupFile>) -> i64 {
    let done = person.does(Act::ApplySetup { base, files }).await.unwrap();
    match done.outcome {
        Outcome::Setup { version } => version,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn files_are_put_in_force_with_their_history() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let renamed = with(
        "shop.toml",
        "name = \"Газель-Маркет\"",
        "name = \"Соболь-Маркет\"",
    );
    assert_eq!(apply(&owner, 1, renamed.clone()).await, 2);
    assert_eq!(shop.setup().name, "Соболь-Маркет");
    let now: Setup = owner.link.get(path::SETUP, &()).await.unwrap();
    assert_eq!(
        (now.version, now.by, &now.files),
        (2, Some(shop.operator("igor")), &renamed)
    );
    let first: Setup = owner.link.about(path::SETUP_VERSION, 1, &()).await.unwrap();
    assert_eq!((first.version, first.files), (1, pult::demo::shop()));
    // Two owners at once: the second has to look again.
    let late = Act::ApplySetup {
        base: 1,
        files: pult::demo::shop(),
    };
    assert_eq!(
        owner.is_refused(late).await,
        Refusal::StaleSetup { current: 2 }
    );
    // Ids stay what they were.
    let stages = |shop: &pult::domain::shop::Shop| -> Vec<(StageId, String)> {
        shop.pipelines[0]
            .stages
            .iter()
            .map(|s| (s.id, s.key.clone()))
            .collect()
    };
    let before = stages(&shop.setup());
    let moved = with("pipelines.toml", "name = \"Новый\"", "name = \"Свежий\"");
    apply(&owner, 2, moved).await;
    assert_eq!(stages(&shop.setup()), before);
    shop.close().await;
}

#[tokio::test]
async fn a_wrong_file_changes_nothing_and_says_where() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let wrong = [
        with("pipelines.toml", "turn = \"us\"", "turn = \"them\""),
        with("people.toml", "role = \"supervisor\"", "role = \"boss\""),
        with("shop.toml", "zone = ", "zone = = "),
        with("assignment.toml", "\"vera\"", "\"nobody\""),
        vec![SetupFile {
            name: "shop.toml".into(),
            text: "name = \u{1b}[2J".into(),
        }],
    ];
    for files in wrong {
        let no = owner.is_refused(Act::ApplySetup { base: 1, files }).await;
        let Refusal::SetupInvalid { complaints } = no else {
            panic!("{no:?}")
        };
        assert!(
            complaints.iter().any(|c| c.contains(".toml")),
            "{complaints:?}"
        );
        assert!(
            !complaints.iter().any(|c| c.contains('\u{1b}')),
            "{complaints:?}"
        );
    }
    let ownerless = with("people.toml", "role = \"owner\"", "role = \"operator\"");
    let no = owner
        .is_refused(Act::ApplySetup {
            base: 1,
            files: ownerless,
        })
        .await;
    assert!(
        matches!(no, Refusal::SetupInvalid { .. } | Refusal::InUse { .. }),
        "{no:?}"
    );
    assert_eq!((shop.setup().version, shop.seq()), (1, Seq(0)));
    shop.close().await;
}

#[tokio::test]
async fn a_stage_with_deals_stays_and_nothing_returns_to_one_that_is_gone() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let (first, agreed) = (shop.stage("Новый"), shop.stage("Согласован"));
    let draft = Draft {
        stage: Some(agreed),
        set: vec![Set::Title("рычаг".into())],
        ..Draft::default()
    };
    let card = owner.gets(Act::CreateDeal { draft }).await;
    let binned = owner
        .gets(Act::CreateDeal {
            draft: Draft {
                stage: Some(agreed),
                ..Draft::default()
            },
        })
        .await;
    let gone = Act::ApplySetup {
        base: 1,
        files: without_agreed(),
    };
    let no = owner.is_refused(gone).await;
    let Refusal::InUse { name, deals, .. } = &no else {
        panic!("{no:?}")
    };
    assert_eq!((name.as_str(), *deals), ("Согласован", 2));
    let moving = Command {
        id: id(),
        act: Act::MoveDeal {
            deal: card.id,
            expects: card.version,
            to: first,
            fill: vec![],
        },
    };
    owner.link.command(&moving).await.unwrap();
    let binning = Command {
        id: id(),
        act: Act::TrashDeal {
            deal: binned.id,
            expects: binned.version,
        },
    };
    owner.link.command(&binning).await.unwrap();
    apply(&owner, 1, without_agreed()).await;
    // Back there nobody would ever see it.
    for command in [moving.id, binning.id] {
        let no = owner
            .is_refused(Act::Undo {
                command: Some(command),
            })
            .await;
        assert!(
            matches!(&no, Refusal::Unknown { what, .. } if what == "stage"),
            "{no:?}"
        );
    }
    // With the files taken back, they can come back.
    owner.does(Act::Undo { command: None }).await.unwrap();
    assert_eq!(
        (shop.setup().version, shop.stage("Согласован")),
        (3, agreed)
    );
    for command in [moving.id, binning.id] {
        let command = Some(command);
        owner.does(Act::Undo { command }).await.unwrap();
    }
    assert_eq!(shop.deal(card.id).stage, agreed);
    assert!(!shop.deal(binned.id).deleted);
    shop.close().await;
}

#[tokio::test]
async fn putting_files_in_force_comes_undone_and_back() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let renamed = with(
        "shop.toml",
        "name = \"Газель-Маркет\"",
        "name = \"Соболь-Маркет\"",
    );
    let applying = Command {
        id: id(),
        act: Act::ApplySetup {
            base: 1,
            files: renamed.clone(),
        },
    };
    owner.link.command(&applying).await.unwrap();
    let undo = Command {
        id: id(),
        act: Act::Undo { command: None },
    };
    owner.link.command(&undo).await.unwrap();
    assert_eq!(
        (shop.setup().name.as_str(), shop.setup().version),
        ("Газель-Маркет", 3)
    );
    owner
        .does(Act::Undo {
            command: Some(undo.id),
        })
        .await
        .unwrap();
    assert_eq!(
        (shop.setup().name.as_str(), shop.setup().version),
        ("Соболь-Маркет", 4)
    );
    // Somebody put other files in force since: theirs are not swept away.
    let undo = Act::Undo {
        command: Some(applying.id),
    };
    let more = with(
        "shop.toml",
        "name = \"Газель-Маркет\"",
        "name = \"Валдай-Маркет\"",
    );
    apply(&owner, 4, more).await;
    let no = owner.is_refused(undo).await;
    assert!(matches!(no, Refusal::StaleSetup { current: 5 }), "{no:?}");
    shop.close().await;
}

#[tokio::test]
async fn a_renamed_stage_gets_its_old_name_back_with_its_deals() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let agreed = shop.stage("Согласован");
    let draft = Draft {
        stage: Some(agreed),
        ..Draft::default()
    };
    owner.gets(Act::CreateDeal { draft }).await;
    let was = "key = \"agreed\"\nname = \"Согласован\"";
    let is = "key = \"settled\"\nwas = \"agreed\"\nname = \"Решён\"";
    let mut files = with("pipelines.toml", was, is);
    let people = files.iter_mut().find(|f| f.name == "people.toml").unwrap();
    people
        .text
        .push_str("\n[[person]]\nkey = \"zoya\"\nname = \"Зоя\"\nrole = \"operator\"\n");
    apply(&owner, 1, files).await;
    assert_eq!(shop.stage("Решён"), agreed);
    let zoya = shop.operator("zoya");
    owner.does(Act::Undo { command: None }).await.unwrap();
    assert_eq!(shop.stage("Согласован"), agreed);
    // Whoever came with those files keeps the name in the history.
    assert!(
        shop.setup()
            .operator(zoya)
            .is_some_and(|p| !p.active && p.key == "zoya")
    );
    shop.close().await;
}

#[tokio::test]
async fn what_waits_behind_an_undo_of_files_is_judged_by_the_files_it_leaves() {
    let shop = Shop::open().await;
    let mut files = pult::demo::shop();
    let pipelines = files
        .iter_mut()
        .find(|f| f.name == "pipelines.toml")
        .unwrap();
    pipelines
        .text
        .push_str("\n[[pipeline.stage]]\nkey = \"extra\"\nname = \"Лишний\"\n");
    apply(&shop.owner(), 1, files).await;
    let extra = shop.stage("Лишний");
    let owner = Some(shop.operator("igor"));
    let draft = Draft {
        stage: Some(extra),
        ..Draft::default()
    };
    let undo = Act::Undo { command: None };
    // The writer is held up, so that both wait for it together.
    let (release, held) = std::sync::mpsc::channel::<()>();
    let held = std::sync::Mutex::new(held);
    let (blocked, undone, sold, ()) = tokio::join!(
        shop.store.write(move |_| {
            let _ = held.lock().unwrap().recv();
            Ok(())
        }),
        shop.passes(
            owner,
            Command {
                id: id(),
                act: undo
            }
        ),
        shop.passes(
            owner,
            Command {
                id: id(),
                act: Act::CreateDeal { draft }
            }
        ),
        async move { release.send(()).unwrap() },
    );
    blocked.unwrap();
    undone.unwrap();
    assert!(sold.is_err(), "sold in a stage that is gone");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_sells_while_files_change_sells_by_one_of_them() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let (seller, files) = (shop.person("olga").await, shop.server().door.shop.clone());
    let selling = tokio::spawn(async move {
        let mut sold = 0;
        for _ in 0..150 {
            let shop = pult::server::command::shop_now(&files);
            let stages = &shop.pipelines[0].stages;
            let draft = Draft {
                stage: stages.iter().find(|s| s.key == "agreed").map(|s| s.id),
                ..Draft::default()
            };
            let Ok(done) = seller.does(Act::CreateDeal { draft }).await else {
                continue;
            };
            let Outcome::Deal { card, .. } = done.outcome else {
                panic!("{done:?}")
            };
            sold += 1;
            let (deal, expects) = (card.id, card.version);
            seller.does(Act::TrashDeal { deal, expects }).await.unwrap();
        }
        sold
    });
    let mut changed = 0;
    while !selling.is_finished() {
        let base = shop.setup().version;
        let files = match base % 2 {
            1 => without_agreed(),
            _ => pult::demo::shop(),
        };
        match owner.does(Act::ApplySetup { base, files }).await {
            Ok(_) => {
                changed += 1;
                // And back by undo, in the middle of everybody's work.
                if changed % 2 == 1 {
                    let _ = owner.does(Act::Undo { command: None }).await;
                }
            }
            Err(error) => assert!(error.problem().unwrap().refusal.is_some()),
        }
    }
    let sold = selling.await.unwrap();
    assert!(sold > 0 && changed > 0, "{sold} sold, {changed} changes");
    // Whatever the order was: no deal that lives stands where there is no stage.
    let setup = shop.setup();
    for deal in shop.books().deals.values().filter(|d| !d.deleted) {
        assert!(setup.stage(deal.stage).is_some(), "{} is lost", deal.id);
    }
    shop.close().await;
}
