//! Customers: met again by anything that tells who they are, completed, never overwritten, never doubled.
use crate::support::{Shop, id};
use pult::domain::calendar::Millis;
use pult::domain::command::{Act, Command};
use pult::domain::contact::{self, Identity, Set, Who};
use pult::domain::deal;
use pult::domain::id::*;
use pult::domain::refusal::{Flaw, Refusal};
use pult::wire::Outcome;
use pult::wire::path;

fn of(name: &str, phones: &[&str], emails: &[&str]) -> contact::Draft {
    contact::Draft {
        name: name.into(),
        phones: phones.iter().map(|p| (*p).to_owned()).collect(),
        emails: emails.iter().map(|e| (*e).to_owned()).collect(),
        ..contact::Draft::default()
    }
}

async fn meet(owner: &crate::support::Person, draft: contact::Draft) -> ContactId {
    let outcome = owner
        .does(Act::CreateContact { draft })
        .await
        .unwrap()
        .outcome;
    match outcome {
        Outcome::Contact { contact, .. } => contact,
        other => panic!("{other:?}"),
    }
}

fn sale(draft: contact::Draft, stage: Option<StageId>) -> Act {
    Act::CreateDeal {
        draft: deal::Draft {
            who: Some(Who::Person(draft)),
            stage,
            ..deal::Draft::default()
        },
    }
}

#[tokio::test]
async fn a_person_is_met_again_by_phone_mail_or_messenger() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let whatsapp = Identity {
        channel: "whatsapp".into(),
        id: "79139990000".into(),
    };
    let first = contact::Draft {
        identities: vec![whatsapp.clone()],
        ..of("Пётр", &["8 (913) 555-12-34"], &["Petr@Example.RU"])
    };
    let petr = meet(&owner, first).await;
    for phone in [
        "+7 913 555 12 34",
        "89135551234",
        "7(913)555-12-34",
        "913-555-12-34",
        "тел. +7-913-555-12-34",
    ] {
        assert_eq!(meet(&owner, of("", &[phone], &[])).await, petr, "{phone}");
    }
    for mail in ["petr@example.ru", " PETR@EXAMPLE.RU "] {
        assert_eq!(meet(&owner, of("", &[], &[mail])).await, petr, "{mail}");
    }
    let messenger = contact::Draft {
        identities: vec![whatsapp],
        ..of("Кто-то", &[], &[])
    };
    assert_eq!(meet(&owner, messenger).await, petr);
    assert_ne!(meet(&owner, of("Пётр", &["+79135551235"], &[])).await, petr);
    assert_ne!(
        meet(&owner, of("Пётр", &[], &[])).await,
        petr,
        "a name alone tells nobody"
    );
    shop.close().await;
}

#[tokio::test]
async fn meeting_again_adds_and_never_overwrites() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let petr = meet(
        &owner,
        of("Пётр Иванов", &["+79135551234"], &["petr@example.ru"]),
    )
    .await;
    let again = contact::Draft {
        company: Some("ИП Иванов".into()),
        note: "спорит".into(),
        ..of(
            "Петька",
            &["+79135551234", "+79137770000"],
            &["other@example.ru"],
        )
    };
    assert_eq!(meet(&owner, again).await, petr);
    let kept = shop.contact(petr);
    assert_eq!(kept.name, "Пётр Иванов");
    assert_eq!(kept.company.as_deref(), Some("ИП Иванов"));
    assert_eq!(kept.phones, ["+79135551234", "+79137770000"]);
    assert_eq!(kept.emails, ["petr@example.ru", "other@example.ru"]);
    assert_eq!(kept.version, Version(2));
    // Known by the new number from now on; a third meeting that adds nothing writes nothing.
    let seq = shop.seq();
    assert_eq!(meet(&owner, of("", &["8 913 777 00 00"], &[])).await, petr);
    assert_eq!((shop.seq(), shop.contact(petr).version), (seq, Version(2)));
    shop.close().await;
}

#[tokio::test]
async fn two_who_meet_a_new_customer_at_once_make_one_contact() {
    let shop = Shop::open().await;
    let people = [
        shop.owner(),
        shop.person("vera").await,
        shop.person("anna").await,
    ];
    for n in 0..20 {
        let phone = format!("+791355500{n:02}");
        let mut meetings = tokio::task::JoinSet::new();
        for person in &people {
            for _ in 0..4 {
                let (person, act) = (person.clone(), sale(of("Новый", &[&phone], &[]), None));
                meetings.spawn(async move { person.gets(act).await.contact });
            }
        }
        let met = meetings.join_all().await;
        assert!(
            met[0].is_some() && met.iter().all(|c| *c == met[0]),
            "{met:?}"
        );
    }
    assert_eq!(shop.books().contacts.len(), 20);
    assert_eq!(shop.books().deals.len(), 240);
    shop.close().await;
}

#[tokio::test]
async fn a_lead_becomes_a_client_with_the_first_deal_won() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let petr = || of("Пётр", &["+79135551234"], &[]);
    let won = shop.stage("Доставлен");
    let mut cards = Vec::new();
    for _ in 0..2 {
        cards.push(owner.gets(sale(petr(), None)).await);
    }
    let contact = cards[0].contact.unwrap();
    assert_eq!(shop.contact(contact).client_since, None);
    let mut commands = Vec::new();
    let mut times = Vec::new();
    for card in &cards {
        shop.turn_clock(60_000);
        times.push(pult::server::Clock::now(&*shop.clock));
        let command = Command {
            id: id(),
            act: Act::MoveDeal {
                deal: card.id,
                expects: card.version,
                to: won,
                fill: vec![],
            },
        };
        owner.link.command(&command).await.unwrap();
        commands.push(command.id);
    }
    assert_eq!(shop.contact(contact).client_since, Some(times[0]));
    // The first sale was a slip; the second still makes a client.
    let undo = |command| Act::Undo {
        command: Some(command),
    };
    owner.does(undo(commands[0])).await.unwrap();
    assert_eq!(shop.contact(contact).client_since, Some(times[1]));
    owner.does(undo(commands[1])).await.unwrap();
    assert_eq!(shop.contact(contact).client_since, None);
    // A deal that is born won makes one as well.
    owner.gets(sale(petr(), Some(won))).await;
    assert_eq!(shop.contact(contact).client_since, Some(times[1]));
    shop.close().await;
}

#[tokio::test]
async fn a_stale_edit_of_a_contact_is_refused_with_the_fresh_one() {
    let shop = Shop::open().await;
    let (owner, olga) = (shop.owner(), shop.person("olga").await);
    let petr = meet(&owner, of("Пётр", &["+79135551234"], &[])).await;
    let edit = |expects, name: &str| Act::EditContact {
        contact: petr,
        expects,
        set: vec![Set::Name(name.into())],
    };
    olga.does(edit(Version(1), "Пётр Первый")).await.unwrap();
    let no = owner.is_refused(edit(Version(1), "Пётр Третий")).await;
    let Refusal::StaleContact { fresh, by } = no else {
        panic!("{no:?}")
    };
    assert_eq!(
        (fresh.name.as_str(), by),
        ("Пётр Первый", Some(shop.operator("olga")))
    );
    // One field twice in one edit: the last word counts, once in the journal, and comes undone.
    let twice = Act::EditContact {
        contact: petr,
        expects: Version(2),
        set: vec![Set::Name("А".into()), Set::Name("Б".into())],
    };
    owner.does(twice).await.unwrap();
    assert_eq!(shop.contact(petr).name, "Б");
    owner.does(Act::Undo { command: None }).await.unwrap();
    assert_eq!(shop.contact(petr).name, "Пётр Первый");
    shop.close().await;
}

#[tokio::test]
async fn what_is_no_contact_is_refused_by_name() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let long = "Я".repeat(40_000);
    let wrong = [
        (of("Пётр", &["12"], &[]), "phones"),
        (of("Пётр", &["7,91356E+10"], &[]), "phones"),
        (of("Пётр", &[], &["не почта"]), "emails"),
        (of(&long, &[], &[]), "name"),
        (of("", &[], &[]), "name"),
        (
            contact::Draft {
                identities: vec![Identity {
                    channel: "telegram".into(),
                    id: long.clone(),
                }],
                ..of("Пётр", &[], &[])
            },
            "identities",
        ),
        (
            contact::Draft {
                addresses: vec![contact::Address {
                    line: long.clone(),
                    ..contact::Address::default()
                }],
                ..of("Пётр", &[], &[])
            },
            "addresses",
        ),
    ];
    for (draft, field) in wrong {
        let no = owner.is_refused(Act::CreateContact { draft }).await;
        let Refusal::Invalid { field: at, .. } = &no else {
            panic!("{no:?}")
        };
        assert_eq!(at, field, "{no:?}");
    }
    let hand = Act::EditContact {
        contact: meet(&owner, of("Пётр", &[], &[])).await,
        expects: Version(1),
        set: vec![Set::ClientSince(Some(Millis(1)))],
    };
    let field = "client_since".into();
    assert_eq!(owner.is_refused(hand).await, Refusal::ServerSet { field });
    assert_eq!(shop.books().contacts.len(), 1);
    shop.close().await;
}

#[tokio::test]
async fn a_deal_hangs_on_nobody_who_is_not_there() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let nobody = Some(ContactId(404));
    let born = Act::CreateDeal {
        draft: deal::Draft {
            set: vec![deal::Set::Contact(nobody)],
            ..deal::Draft::default()
        },
    };
    let gone = |id| Refusal::NotFound {
        noun: "contact".into(),
        id,
    };
    assert_eq!(owner.is_refused(born).await, gone(404));
    let card = owner.sells("рычаг", vec![]).await;
    let put = |contact, expects| Act::EditDeal {
        deal: card.id,
        expects,
        set: vec![deal::Set::Contact(contact)],
    };
    assert_eq!(owner.is_refused(put(nobody, card.version)).await, gone(404));
    // Taken back: nobody either.
    let petr = meet(&owner, of("Пётр", &["+79135551234"], &[])).await;
    owner.does(Act::Undo { command: None }).await.unwrap();
    let no = owner.is_refused(put(Some(petr), card.version)).await;
    assert!(matches!(no, Refusal::Deleted { .. }), "{no:?}");
    let known = Act::CreateDeal {
        draft: deal::Draft {
            who: Some(Who::Known(petr)),
            ..deal::Draft::default()
        },
    };
    assert!(matches!(
        owner.is_refused(known).await,
        Refusal::Deleted { .. }
    ));
    shop.close().await;
}

#[tokio::test]
async fn a_card_is_called_as_its_contact_and_the_history_weaves_both() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let card = owner.gets(sale(of("", &["+79135551234"], &[]), None)).await;
    assert_eq!(card.name, "+7 913 555-12-34");
    let contact = card.contact.unwrap();
    let name = Act::EditContact {
        contact,
        expects: Version(1),
        set: vec![Set::Name("Пётр".into())],
    };
    owner.does(name).await.unwrap();
    let text = "звонил".to_owned();
    let deal = card.id;
    owner.does(Act::NoteDeal { deal, text }).await.unwrap();
    let view: pult::wire::contact::View = owner.link.one(path::CONTACT, contact.0).await.unwrap();
    assert_eq!(view.deals[0].name, "Пётр");
    let told: Vec<i64> = view.history.iter().map(|e| e.seq.0).collect();
    assert_eq!(told, [4, 3, 2, 1]);
    let empty = Act::NoteDeal {
        deal,
        text: " ".into(),
    };
    let no = Refusal::Invalid {
        field: "note".into(),
        flaw: Flaw::Empty,
    };
    assert_eq!(owner.is_refused(empty).await, no);
    shop.close().await;
}
