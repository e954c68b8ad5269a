//! Every role, act and nearness against the real server, and every address against strangers.
use crate::support::{Person, Shop, id};
use pult::domain::approval::Verdict;
use pult::domain::calendar::Millis;
use pult::domain::command::{Act, ActKind, Command, ImportRow, Secret, SetupFile};
use pult::domain::contact::{self, Who};
use pult::domain::deal::{Draft, Item, NextStep, Set};
use pult::domain::field::FieldValue;
use pult::domain::id::*;
use pult::domain::money::Kopecks;
use pult::domain::operator::{Absence, Reach, Role, allowed};
use pult::domain::refusal::Refusal;
use pult::domain::task;
use pult::wire::{Done, Outcome, path};

/// The demo shop with one more person of each role, all of one department, and a stage the accountant decides on.
fn files() -> Vec<SetupFile> {
    let mut files = pult::demo::shop();
    for file in &mut files {
        if file.name == "people.toml" {
            for role in Role::ALL {
                let key = role.key();
                file.text.push_str(&format!(
                    "\n[[person]]\nkey = \"{key}\"\nname = \"{key}\"\nrole = \"{key}\"\ndepartment = \"sales\"\n"
                ));
            }
        }
        if file.name == "pipelines.toml" {
            file.text.push_str(
                "\n[[pipeline.stage]]\nkey = \"counted\"\nname = \"Сверка\"\napproval = \"accountant\"\n",
            );
        }
    }
    files
}

struct Scene {
    shop: Shop,
    owner: Person,
}

impl Scene {
    /// Whose record it is for somebody of the sales department.
    fn whose(&self, role: Role, reach: Reach) -> OperatorId {
        self.shop.operator(match reach {
            Reach::Own => role.key(),
            Reach::Team => "vera",
            Reach::Other => "anna",
        })
    }

    async fn deal(&self, whose: OperatorId) -> (DealId, Version) {
        let draft = Draft {
            who: Some(Who::Person(contact::Draft {
                name: "Пётр".into(),
                phones: vec!["+79135551234".into()],
                ..contact::Draft::default()
            })),
            set: vec![
                Set::Items(vec![Item {
                    name: "Рычаг".into(),
                    sku: None,
                    price: Kopecks(100),
                    quantity: 1000,
                }]),
                Set::Responsible(Some(whose)),
                Set::Custom {
                    key: "delivery".into(),
                    value: Some(FieldValue::Text("СДЭК".into())),
                },
                Set::NextStep(Some(NextStep {
                    text: "спросить".into(),
                    at: Millis(0),
                })),
            ],
            ..Draft::default()
        };
        let card = self.owner.gets(Act::CreateDeal { draft }).await;
        (card.id, card.version)
    }

    fn stage(&self, key: &str) -> StageId {
        let setup = self.shop.setup();
        let stages = &setup.pipelines[0].stages;
        stages.iter().find(|s| s.key == key).unwrap().id
    }

    async fn as_them(&self, whose: OperatorId, act: Act) -> Done {
        let command = Command { id: id(), act };
        self.shop.passes(Some(whose), command).await.unwrap()
    }

    /// The act itself, about a real record this near to somebody of this role.
    async fn act(&self, kind: ActKind, role: Role, reach: Reach) -> Act {
        let whose = self.whose(role, reach);
        let open_import = async || {
            let begun = Act::BeginImport {
                file: "a.csv".into(),
            };
            match self.owner.does(begun).await.unwrap().outcome {
                Outcome::ImportBegun { import } => import,
                other => panic!("{other:?}"),
            }
        };
        // Asked by an operator, for whom each of these stages needs a yes.
        let asked = async |by: OperatorId, to: StageId| {
            let (deal, expects) = self.deal(by).await;
            let fill = vec![];
            let act = Act::MoveDeal {
                deal,
                expects,
                to,
                fill,
            };
            match self.as_them(by, act).await.outcome {
                Outcome::Asked { approval, .. } => approval,
                other => panic!("{other:?}"),
            }
        };
        match kind {
            ActKind::CreateDeal => Act::CreateDeal {
                draft: Draft::default(),
            },
            ActKind::EditDeal => {
                let (deal, expects) = self.deal(whose).await;
                let set = vec![Set::Title("иначе".into())];
                Act::EditDeal { deal, expects, set }
            }
            ActKind::MoveDeal => {
                let (deal, expects) = self.deal(whose).await;
                Act::MoveDeal {
                    deal,
                    expects,
                    to: self.stage("work"),
                    fill: vec![],
                }
            }
            ActKind::AssignDeal => {
                let (deal, expects) = self.deal(whose).await;
                let to = Some(self.shop.operator("boris"));
                Act::AssignDeal { deal, expects, to }
            }
            ActKind::NoteDeal => Act::NoteDeal {
                deal: self.deal(whose).await.0,
                text: "звонил".into(),
            },
            ActKind::TrashDeal => {
                let (deal, expects) = self.deal(whose).await;
                Act::TrashDeal { deal, expects }
            }
            ActKind::CreateContact => Act::CreateContact {
                draft: contact::Draft {
                    name: "Пётр".into(),
                    ..contact::Draft::default()
                },
            },
            ActKind::EditContact => {
                let deal = self.shop.deal(self.deal(whose).await.0);
                let contact = self.shop.contact(deal.contact.unwrap());
                Act::EditContact {
                    contact: contact.id,
                    expects: contact.version,
                    set: vec![contact::Set::Note(id().to_string())],
                }
            }
            ActKind::CreateTask => Act::CreateTask {
                draft: task::Draft {
                    text: "позвонить".into(),
                    ..task::Draft::default()
                },
            },
            ActKind::EditTask => {
                let draft = task::Draft {
                    text: "позвонить".into(),
                    assignee: Some(whose),
                    ..task::Draft::default()
                };
                match self
                    .owner
                    .does(Act::CreateTask { draft })
                    .await
                    .unwrap()
                    .outcome
                {
                    Outcome::Task { task, version } => Act::EditTask {
                        task,
                        expects: version,
                        set: vec![task::Set::Due(Some(Millis(1)))],
                    },
                    other => panic!("{other:?}"),
                }
            }
            ActKind::DecideApproval => {
                let to = match role {
                    Role::Accountant => "counted",
                    _ => "credit",
                };
                let by = self.shop.operator("vera");
                Act::DecideApproval {
                    approval: asked(by, self.stage(to)).await,
                    verdict: Verdict::Approve,
                }
            }
            ActKind::WithdrawApproval => {
                let heads = matches!(role, Role::Supervisor | Role::Owner);
                // A head's own moves are never asked for: there is no such record.
                let by = if reach == Reach::Own && heads {
                    self.shop.operator("vera")
                } else {
                    whose
                };
                let to = if role == Role::Accountant && by == whose {
                    "credit"
                } else {
                    "counted"
                };
                Act::WithdrawApproval {
                    approval: asked(by, self.stage(to)).await,
                }
            }
            ActKind::Undo => {
                let (command, act) = (
                    id(),
                    Act::CreateContact {
                        draft: contact::Draft {
                            name: "Н".into(),
                            ..contact::Draft::default()
                        },
                    },
                );
                let made = Command { id: command, act };
                self.shop.passes(Some(whose), made).await.unwrap();
                Act::Undo {
                    command: Some(command),
                }
            }
            ActKind::BeginImport => Act::BeginImport {
                file: "b.csv".into(),
            },
            ActKind::Import => Act::Import {
                import: open_import().await,
                rows: vec![ImportRow {
                    line: 1,
                    external: None,
                    person: None,
                    deal: Some(Draft::default()),
                    created_at: None,
                    closed_at: None,
                    notes: vec![],
                }],
            },
            ActKind::UndoImport => Act::UndoImport {
                import: open_import().await,
                limit: 10,
            },
            ActKind::ApplySetup => Act::ApplySetup {
                base: self.shop.setup().version,
                files: files(),
            },
            ActKind::SetAbsence => Act::SetAbsence {
                absence: Absence {
                    operator: whose,
                    from: Millis(1),
                    to: Millis(2),
                },
            },
            ActKind::SetPassword => Act::SetPassword {
                operator: whose,
                password: Secret("длинный пароль".into()),
            },
            ActKind::RevokeSessions => Act::RevokeSessions { operator: whose },
            ActKind::RaiseLate => {
                let deal = self.shop.deal(self.deal(whose).await.0);
                Act::RaiseLate {
                    deal: deal.id,
                    due: deal.stage_due.unwrap_or(Millis(0)),
                }
            }
        }
    }
}

#[tokio::test]
async fn the_matrix_of_rights_is_what_the_server_does() {
    let shop = Shop::open_with(files()).await;
    let owner = shop.owner();
    let scene = Scene { shop, owner };
    let mut tried = 0;
    for role in Role::ALL {
        for kind in ActKind::ALL {
            for reach in Reach::ALL {
                // A password or a revocation ends the session: everybody comes in anew.
                let person = scene.shop.person(role.key()).await;
                let act = scene.act(*kind, role, reach).await;
                assert_eq!(act.kind(), *kind);
                let before = scene.shop.seq();
                let what = format!("{role:?} {kind:?} {reach:?}");
                match person.does(act).await {
                    Ok(_) => assert!(allowed(role, *kind, reach), "{what} was let through"),
                    Err(error) => {
                        let problem = error.problem().unwrap_or_else(|| panic!("{what}: {error}"));
                        assert!(!allowed(role, *kind, reach), "{what}: {problem:?}");
                        let no = problem.refusal.as_ref();
                        assert!(
                            matches!(no, Some(Refusal::NotAllowed { act, role: whose, .. })
                                if act == kind && *whose == role),
                            "{what}: {no:?}"
                        );
                        assert_eq!(problem.code.status(), 403);
                        assert_eq!(scene.shop.seq(), before, "{what} left something behind");
                    }
                }
                tried += 1;
            }
        }
    }
    assert_eq!(
        tried,
        Role::ALL.len() * ActKind::ALL.len() * Reach::ALL.len()
    );
    scene.shop.close().await;
}

#[tokio::test]
async fn whoever_may_edit_a_deal_may_not_give_it_away_by_an_edit() {
    let shop = Shop::open_with(files()).await;
    let owner = shop.owner();
    let scene = Scene { shop, owner };
    let vera = scene.shop.operator("vera");
    let team = scene.shop.person("operator").await;
    let (deal, expects) = scene.deal(vera).await;
    let take = || vec![Set::Responsible(Some(scene.shop.operator("operator")))];
    let no = Refusal::NotAllowed {
        act: ActKind::AssignDeal,
        role: Role::Operator,
        reach: Some(Reach::Team),
        whose: Some(vera),
    };
    let set = take();
    assert_eq!(
        team.is_refused(Act::EditDeal { deal, expects, set }).await,
        no
    );
    let to = scene.stage("work");
    let fill = take();
    let moving = Act::MoveDeal {
        deal,
        expects,
        to,
        fill,
    };
    assert_eq!(team.is_refused(moving).await, no);
    assert_eq!(scene.shop.deal(deal).responsible, Some(vera));
    // The responsible person may.
    let mine = scene.shop.person("vera").await;
    let set = take();
    mine.does(Act::EditDeal { deal, expects, set })
        .await
        .unwrap();
    scene.shop.close().await;
}

#[tokio::test]
async fn a_deal_is_not_born_behind_a_gate_that_asks_for_a_superior() {
    let shop = Shop::open_with(files()).await;
    let owner = shop.owner();
    let scene = Scene { shop, owner };
    let vera = scene.shop.person("vera").await;
    let born = |stage| Act::CreateDeal {
        draft: Draft {
            stage: Some(stage),
            ..Draft::default()
        },
    };
    let stage = scene.stage("credit");
    let no = vera.is_refused(born(stage)).await;
    let role = Role::Supervisor;
    assert_eq!(no, Refusal::NotAtOnce { stage, role });
    vera.does(born(scene.stage("agreed"))).await.unwrap();
    let olga = scene.shop.person("olga").await;
    olga.does(born(scene.stage("credit"))).await.unwrap();
    scene.shop.close().await;
}

/// Every address of the description, filled in.
fn addresses() -> Vec<(String, String)> {
    let description = pult::server::openapi::description();
    let paths = description["paths"].as_object().unwrap();
    let mut all = Vec::new();
    for (address, operations) in paths {
        let filled = address.replace("{id}", "1").replace("{version}", "1");
        for method in operations.as_object().unwrap().keys() {
            all.push((method.clone(), filled.clone()));
        }
    }
    assert!(all.len() > 25);
    all
}

#[tokio::test]
async fn no_address_answers_a_stranger() {
    let shop = Shop::open().await;
    let base = format!("http://{}", shop.server().address.unwrap());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for (method, address) in addresses() {
        let open = [path::OPENAPI, path::LIVE].contains(&address.as_str())
            || (method == "post" && address == path::SESSION);
        if open {
            continue;
        }
        let verb = reqwest::Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        for token in [None, Some("guessed"), Some("")] {
            let mut request = client
                .request(verb.clone(), format!("{base}{address}"))
                .header("content-type", "application/json")
                .body("{}");
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), 401, "{method} {address} with {token:?}");
            let problem: pult::wire::problem::Problem =
                serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
            assert_eq!(problem.code, pult::wire::problem::Code::Unknown);
        }
    }
    shop.close().await;
}

#[tokio::test]
async fn only_the_owner_takes_the_whole_file_away() {
    let shop = Shop::open().await;
    for (key, may) in [
        ("igor", true),
        ("olga", false),
        ("vera", false),
        ("elena", false),
    ] {
        let person = shop.person(key).await;
        match person.link.download(path::BACKUP).await {
            Ok((size, mut file)) => {
                assert!(may, "{key} got the file");
                let mut got = 0;
                while let Some(piece) = file.piece().await.unwrap() {
                    got += piece.len() as u64;
                }
                assert_eq!(Some(got), size);
            }
            Err(error) => {
                assert!(!may, "{key}: {error}");
                assert_eq!(error.problem().unwrap().code.status(), 403);
            }
        }
    }
    let left: Vec<_> = std::fs::read_dir(shop.store.path().parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".tmp"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    shop.close().await;
}
