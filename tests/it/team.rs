//! A shop of sixty at its worst hour: a thousand orders at once, fifty people watching, nothing refused, nothing lost.
use crate::support::books::journal_after;
use crate::support::{Person, Shop, id};
use pult::domain::command::{Act, Command, SetupFile};
use pult::domain::contact::{self, Who};
use pult::domain::deal::{Draft, Kind, Set};
use pult::domain::event::Fact;
use pult::domain::id::*;
use pult::link::Happening;
use std::collections::BTreeSet;

const PEOPLE: usize = 60;
const WATCHING: usize = 50;
const CLIENTS: usize = 32;
const ORDERS: usize = 1_024;

/// The demo shop with sixty people in six departments.
fn files() -> Vec<SetupFile> {
    let mut files = pult::demo::shop();
    for file in &mut files {
        if file.name == "people.toml" {
            for n in 0..6 {
                file.text.push_str(&format!(
                    "\n[[department]]\nkey = \"d{n}\"\nname = \"Отдел {n}\"\n"
                ));
            }
            for n in 0..PEOPLE - 9 {
                let department = n % 6;
                file.text.push_str(&format!(
                    "\n[[person]]\nkey = \"p{n}\"\nname = \"Продавец {n}\"\nrole = \"operator\"\ndepartment = \"d{department}\"\n"
                ));
            }
        }
    }
    files
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_orders_at_once_by_32_while_50_watch() {
    let shop = Shop::open_with(files()).await;
    assert_eq!(
        shop.setup().people.iter().filter(|p| p.active).count(),
        PEOPLE
    );
    let mut watching = tokio::task::JoinSet::new();
    for n in 0..WATCHING {
        let link = shop.person(&format!("p{n}")).await.link;
        let mut feed = link.feed(Some(shop.seq())).await.unwrap();
        watching.spawn(async move {
            let mut commands: Vec<CommandId> = Vec::new();
            let mut last = Seq(0);
            while commands.len() < ORDERS {
                match feed.next().await.unwrap() {
                    Some(Happening::Frame(frame)) => {
                        assert!(frame.seq > last);
                        last = frame.seq;
                        commands.push(frame.command);
                    }
                    other => panic!("watcher {n} after {}: {other:?}", commands.len()),
                }
            }
            commands
        });
    }
    let health: pult::wire::setup::Health = shop
        .owner()
        .link
        .get(pult::wire::path::HEALTH, &())
        .await
        .unwrap();
    assert_eq!(health.clients as usize, WATCHING);

    let mut selling = tokio::task::JoinSet::new();
    for client in 0..CLIENTS {
        let seller: Person = shop.person(&format!("p{client}")).await;
        selling.spawn(async move {
            let mut made = Vec::new();
            for n in 0..ORDERS / CLIENTS {
                // A quarter of the customers call twice, from different sellers.
                let customer = (client * ORDERS / CLIENTS + n) % (ORDERS * 3 / 4);
                let who = Who::Person(contact::Draft {
                    name: format!("Покупатель {customer}"),
                    phones: vec![format!("+7913{customer:07}")],
                    ..contact::Draft::default()
                });
                let kind = if n % 2 == 0 {
                    Kind::Wholesale
                } else {
                    Kind::Retail
                };
                let draft = Draft {
                    who: Some(who),
                    set: vec![Set::Kind(Some(kind)), Set::Title(format!("{client}/{n}"))],
                    ..Draft::default()
                };
                let command = Command {
                    id: id(),
                    act: Act::CreateDeal { draft },
                };
                seller.link.command(&command).await.unwrap();
                made.push(command.id);
            }
            made
        });
    }
    let mut made: Vec<CommandId> = selling.join_all().await.into_iter().flatten().collect();
    assert_eq!(made.len(), ORDERS);
    let seen = watching.join_all().await;
    assert!(
        seen.iter().all(|commands| *commands == seen[0]),
        "all see one order"
    );
    let mut told = seen[0].clone();
    told.sort();
    made.sort();
    assert!(told == made, "everybody's feed is complete");
    // In the journal, each once, and nobody twice in the list of customers.
    let journal = journal_after(&shop.store, 0);
    let created =
        |event: &&pult::domain::event::Event| matches!(event.fact, Fact::DealCreated { .. });
    let kept: BTreeSet<CommandId> = journal.iter().filter(created).map(|e| e.command).collect();
    assert!(kept.into_iter().eq(made), "everything is in the journal");
    let books = shop.books();
    assert_eq!(
        (books.deals.len(), books.contacts.len()),
        (ORDERS, ORDERS * 3 / 4)
    );
    // The two of the wholesale department got the same.
    let load = |key| {
        let one = Some(shop.operator(key));
        books
            .deals
            .values()
            .filter(|d| d.responsible == one)
            .count() as i64
    };
    assert!(
        (load("anna") - load("boris")).abs() <= 1,
        "{} and {}",
        load("anna"),
        load("boris")
    );
    shop.close().await;
}
