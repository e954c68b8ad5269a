//! Foreign records: taken in batches, retried without doubles, refused one by one, taken back in steps.
use crate::support::{Person, Shop, id};
use pult::domain::calendar::Millis;
use pult::domain::command::{Act, Command, ImportRow};
use pult::domain::contact;
use pult::domain::deal::{Draft, Set};
use pult::domain::event::Subject;
use pult::domain::id::*;
use pult::domain::money::Kopecks;
use pult::domain::refusal::Refusal;
use pult::wire::import::{Fate, Import, Preview, RowOutcome};
use pult::wire::{Outcome, path};

fn person(name: &str, phone: &str) -> contact::Draft {
    contact::Draft {
        name: name.into(),
        phones: match phone {
            "" => vec![],
            phone => vec![phone.into()],
        },
        ..contact::Draft::default()
    }
}

fn row(line: u64) -> ImportRow {
    ImportRow {
        line,
        external: Some(format!("amocrm:{line}")),
        person: Some(person("Пётр", &format!("+7913555{line:04}"))),
        deal: Some(Draft {
            set: vec![
                Set::Title(format!("сделка {line}")),
                Set::Amount(Kopecks(line as i64 * 100)),
            ],
            ..Draft::default()
        }),
        created_at: Some(Millis(1_700_000_000_000)),
        closed_at: None,
        notes: vec!["старая заметка".into()],
    }
}

async fn begin(olga: &Person) -> ImportId {
    let file = "сделки.csv".to_owned();
    match olga.does(Act::BeginImport { file }).await.unwrap().outcome {
        Outcome::ImportBegun { import } => import,
        other => panic!("{other:?}"),
    }
}

fn rows_of(outcome: Outcome) -> Vec<RowOutcome> {
    match outcome {
        Outcome::Imported { rows } => rows,
        other => panic!("{other:?}"),
    }
}

async fn take(olga: &Person, import: ImportId, rows: Vec<ImportRow>) -> Vec<RowOutcome> {
    rows_of(
        olga.does(Act::Import { import, rows })
            .await
            .unwrap()
            .outcome,
    )
}

async fn taken_back(olga: &Person, import: ImportId, limit: u32) -> (u32, u64, Vec<Subject>) {
    let act = Act::UndoImport { import, limit };
    match olga.does(act).await.unwrap().outcome {
        Outcome::ImportUndone {
            taken_back,
            remaining,
            left,
            ..
        } => (taken_back, remaining, left),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn batches_come_in_and_a_batch_that_comes_twice_makes_nothing_twice() {
    let shop = Shop::open().await;
    let olga = shop.person("olga").await;
    let import = begin(&olga).await;
    let (first, second): (Vec<_>, Vec<_>) = (1..=60).map(row).partition(|r| r.line <= 40);
    let made = take(&olga, import, first.clone()).await;
    assert!(made.iter().all(|r| matches!(
        (&r.deal, &r.contact),
        (Fate::Created(Some(_)), Fate::Created(Some(_)))
    )));
    // The answer was lost: the same command, then the same rows in a new one.
    let books = shop.books().plain();
    let command = Command {
        id: id(),
        act: Act::Import {
            import,
            rows: second.clone(),
        },
    };
    let once = rows_of(olga.link.command(&command).await.unwrap().outcome);
    let twice = rows_of(olga.link.command(&command).await.unwrap().outcome);
    assert_eq!(once, twice);
    assert_ne!(shop.books().plain(), books);
    let (books, seq) = (shop.books(), shop.seq());
    assert_eq!(take(&olga, import, first).await, made);
    assert_eq!((shop.books() == books, shop.seq()), (true, seq));
    let imports: Vec<Import> = olga.link.get(path::IMPORTS, &()).await.unwrap();
    assert_eq!(
        (imports[0].deals, imports[0].contacts, imports[0].undone),
        (60, 60, 0)
    );
    // An old deal keeps its own time and is not late from before it was ours; nobody hears sixty times of it.
    let deal = shop.deal(DealId(1));
    assert_eq!(
        (deal.created_at, deal.stage_due),
        (Millis(1_700_000_000_000), None)
    );
    assert_eq!(deal.external.as_deref(), Some("amocrm:1"));
    let far = ImportId(404);
    let no = olga
        .is_refused(Act::Import {
            import: far,
            rows: vec![],
        })
        .await;
    assert!(matches!(no, Refusal::NotFound { .. }), "{no:?}");
    let many: Vec<ImportRow> = (1..=1001).map(row).collect();
    let no = olga.is_refused(Act::Import { import, rows: many }).await;
    assert!(matches!(no, Refusal::Invalid { .. }), "{no:?}");
    shop.close().await;
}

#[tokio::test]
async fn the_same_file_again_finds_everything_there() {
    let shop = Shop::open().await;
    let olga = shop.person("olga").await;
    // Some without a phone: only the deal tells who they were.
    let rows: Vec<ImportRow> = (1..=20)
        .map(|line| match line % 4 {
            0 => ImportRow {
                person: Some(person("Без телефона", "")),
                ..row(line)
            },
            _ => row(line),
        })
        .collect();
    let import = begin(&olga).await;
    take(&olga, import, rows.clone()).await;
    let books = shop.books().plain();
    let import = begin(&olga).await;
    for outcome in take(&olga, import, rows).await {
        assert!(matches!(outcome.deal, Fate::Matched { .. }), "{outcome:?}");
        assert!(!matches!(outcome.contact, Fate::Created(_)), "{outcome:?}");
    }
    shop.books().plain().must_be(&books, "the second time");
    shop.close().await;
}

#[tokio::test]
async fn a_wrong_row_is_refused_alone_and_a_preview_knows_it() {
    let shop = Shop::open().await;
    let olga = shop.person("olga").await;
    let wrong = [
        ImportRow {
            person: Some(person("Пётр", "12")),
            ..row(2)
        },
        ImportRow {
            deal: Some(Draft {
                stage: Some(StageId(404)),
                ..Draft::default()
            }),
            ..row(4)
        },
        ImportRow {
            deal: Some(Draft {
                set: vec![Set::Amount(Kopecks(-1))],
                ..Draft::default()
            }),
            ..row(6)
        },
    ];
    let mut rows: Vec<ImportRow> = [1, 3, 5, 7].map(row).into();
    rows.extend(wrong);
    rows.sort_by_key(|r| r.line);
    // A contact alone, a known one, one row with nothing at all.
    let known = Act::CreateContact {
        draft: person("Пётр", "+79135550003"),
    };
    olga.does(known).await.unwrap();
    rows.push(ImportRow {
        deal: None,
        ..row(8)
    });
    rows.push(ImportRow {
        person: None,
        deal: None,
        ..row(9)
    });
    let (books, seq) = (shop.books(), shop.seq());
    let preview = Preview { rows: rows.clone() };
    let told: Vec<RowOutcome> = olga
        .link
        .post(path::IMPORT_PREVIEW, &preview)
        .await
        .unwrap();
    assert!(
        shop.books() == books && shop.seq() == seq,
        "a preview changes nothing"
    );
    let vera = shop.person("vera").await;
    let no = vera
        .link
        .post::<Vec<RowOutcome>>(path::IMPORT_PREVIEW, &preview)
        .await;
    assert_eq!(no.unwrap_err().problem().unwrap().code.status(), 403);

    let import = begin(&olga).await;
    let command = Command {
        id: id(),
        act: Act::Import {
            import,
            rows: rows.clone(),
        },
    };
    let made = rows_of(olga.link.command(&command).await.unwrap().outcome);
    let refused = |rows: &[RowOutcome]| -> Vec<u64> {
        rows.iter()
            .filter(|r| matches!(r.deal, Fate::Refused(_)))
            .map(|r| r.line)
            .collect()
    };
    assert_eq!(refused(&made), [2, 4, 6]);
    assert_eq!(shop.books().deals.len(), 4);
    assert_eq!(shop.books().contacts.len(), 5);
    let shape = |rows: Vec<RowOutcome>| -> Vec<String> {
        let kind = |debug: String| debug.split(['(', ' ']).next().unwrap().to_owned();
        rows.iter()
            .map(|r| {
                format!(
                    "{} {} {}",
                    r.line,
                    kind(format!("{:?}", r.deal)),
                    kind(format!("{:?}", r.contact))
                )
            })
            .collect()
    };
    assert_eq!(shape(told), shape(made.clone()));
    // Who asks again hears of the refused ones too.
    let again = rows_of(olga.link.command(&command).await.unwrap().outcome);
    assert_eq!(refused(&again), [2, 4, 6]);
    shop.close().await;
}

#[tokio::test]
async fn an_import_is_taken_back_in_steps_and_leaves_what_somebody_worked_on() {
    let shop = Shop::open().await;
    let (olga, vera) = (shop.person("olga").await, shop.person("vera").await);
    let first = shop.books();
    let import = begin(&olga).await;
    let rows = (1..=30).map(row).collect();
    let taking = Command {
        id: id(),
        act: Act::Import { import, rows },
    };
    let made = rows_of(olga.link.command(&taking).await.unwrap().outcome);
    let deal = |line: usize| match made[line - 1].deal {
        Fate::Created(Some(id)) => id,
        ref other => panic!("{other:?}"),
    };
    let seen = |line| (deal(line), shop.deal(deal(line)).version);
    // Changed, noted, and changed by the importer; another change was taken back.
    let (id_, expects) = seen(5);
    let set = vec![Set::Responsible(Some(shop.operator("vera")))];
    olga.does(Act::EditDeal {
        deal: id_,
        expects,
        set,
    })
    .await
    .unwrap();
    vera.does(Act::NoteDeal {
        deal: deal(11),
        text: "звонил".into(),
    })
    .await
    .unwrap();
    let (id_, expects) = seen(20);
    let set = vec![Set::Title("новая".into())];
    olga.does(Act::EditDeal {
        deal: id_,
        expects,
        set: set.clone(),
    })
    .await
    .unwrap();
    let (id_, expects) = seen(21);
    olga.does(Act::EditDeal {
        deal: id_,
        expects,
        set,
    })
    .await
    .unwrap();
    olga.does(Act::Undo { command: None }).await.unwrap();

    // Newest lines first: 30…21, then 20…11, then the rest.
    assert_eq!(taken_back(&olga, import, 10).await, (10, 20, vec![]));
    // A deal that stays keeps its contact.
    let both = |line| {
        let contact = shop.deal(deal(line)).contact.unwrap();
        [Subject::Deal(deal(line)), Subject::Contact(contact)]
    };
    let left = [20, 11].into_iter().flat_map(both).collect();
    assert_eq!(taken_back(&olga, import, 10).await, (8, 10, left));
    // The rest by an undo of the batch; asked again it has nothing more to do.
    let undo = Command {
        id: id(),
        act: Act::Undo {
            command: Some(taking.id),
        },
    };
    let done = olga.link.command(&undo).await.unwrap().outcome;
    let Outcome::ImportUndone {
        taken_back: n,
        remaining,
        left,
        ..
    } = done
    else {
        panic!("{done:?}")
    };
    assert_eq!((n, remaining, left), (9, 0, both(5).to_vec()));
    let again = olga.link.command(&undo).await.unwrap().outcome;
    assert!(
        matches!(again, Outcome::ImportUndone { remaining: 0, .. }),
        "{again:?}"
    );
    assert_eq!(taken_back(&olga, import, 10).await, (0, 0, vec![]));

    let mut kept = shop.books().without_unmade_since(&first);
    for line in [5, 11, 20] {
        let deal = kept.deals.remove(&deal(line).0).expect("it stays");
        assert!(
            kept.contacts.remove(&deal.contact.unwrap().0).is_some(),
            "with its customer"
        );
    }
    kept.plain().must_be(&first.plain(), "the rest is gone");
    shop.close().await;
}

#[tokio::test]
async fn an_imported_sale_makes_a_client_since_then() {
    let shop = Shop::open().await;
    let olga = shop.person("olga").await;
    let won = |line, closed: i64| ImportRow {
        person: Some(person("Пётр", "+79135551234")),
        deal: Some(Draft {
            stage: Some(shop.stage("Доставлен")),
            ..Draft::default()
        }),
        closed_at: Some(Millis(closed)),
        ..row(line)
    };
    let first = shop.books();
    let import = begin(&olga).await;
    take(
        &olga,
        import,
        vec![won(1, 1_750_000_000_000), won(2, 1_720_000_000_000)],
    )
    .await;
    let contact = shop.contact(ContactId(1));
    assert_eq!(contact.client_since, Some(Millis(1_720_000_000_000)));
    assert_eq!(
        shop.deal(DealId(1)).closed_at,
        Some(Millis(1_750_000_000_000))
    );
    assert_eq!(taken_back(&olga, import, 10).await, (2, 0, vec![]));
    shop.books()
        .without_unmade_since(&first)
        .plain()
        .must_be(&first.plain(), "nothing is left");
    shop.close().await;
}

#[tokio::test]
async fn what_an_import_told_of_people_known_before_goes_back_too() {
    let shop = Shop::open().await;
    let (olga, vera) = (shop.person("olga").await, shop.person("vera").await);
    for phone in ["+79135550001", "+79135550002", "+79135550003"] {
        let draft = person("Пётр", phone);
        olga.does(Act::CreateContact { draft }).await.unwrap();
    }
    let first = shop.books();
    let import = begin(&olga).await;
    let more = |line, phone, company: &str| ImportRow {
        person: Some(contact::Draft {
            company: Some(company.into()),
            emails: vec![format!("petr{line}@example.com")],
            ..person("Петя", phone)
        }),
        deal: (line == 1).then(Draft::default),
        ..row(line)
    };
    let rows = vec![
        more(1, "+79135550001", "Вектор"),
        more(2, "+79135550001", "Вектор"),
        more(3, "+79135550002", "Ромб"),
        more(4, "+79135550003", "Куб"),
        more(5, "+79135550099", "Шар"),
    ];
    let made = take(&olga, import, rows.clone()).await;
    let matched = |r: &&RowOutcome| matches!(r.contact, Fate::Matched { .. });
    assert_eq!(made.iter().filter(matched).count(), 4);
    // The figures are of what was made, and a batch that comes again is answered as before.
    let imports: Vec<Import> = olga.link.get(path::IMPORTS, &()).await.unwrap();
    assert_eq!((imports[0].deals, imports[0].contacts), (1, 1));
    let seq = shop.seq();
    let again = take(&olga, import, rows).await;
    assert_eq!((&again[4], shop.seq()), (&made[4], seq));
    assert!(
        again[..4].iter().all(|r| matches!(r.contact, Fate::None)),
        "{again:?}"
    );
    // Vera corrects one company meanwhile: that stays, the rest of it goes.
    let ids: Vec<i64> = shop.books().contacts.keys().copied().collect();
    let corrected = ContactId(ids[1]);
    let expects = shop.contact(corrected).version;
    let set = vec![contact::Set::Company(Some("Ромб и сын".into()))];
    let act = Act::EditContact {
        contact: corrected,
        expects,
        set,
    };
    vera.does(act).await.unwrap();
    let left = vec![Subject::Contact(corrected)];
    assert_eq!(taken_back(&olga, import, 10).await, (5, 0, left));
    let kept = shop.contact(corrected);
    assert_eq!(kept.company.as_deref(), Some("Ромб и сын"));
    assert!(kept.emails.is_empty(), "{kept:?}");
    let mut now = shop.books().without_unmade_since(&first);
    let mut before = first.clone();
    for books in [&mut now, &mut before] {
        books.contacts.remove(&corrected.0);
    }
    now.plain()
        .must_be(&before.plain(), "the others are as they were");
    shop.close().await;
}
