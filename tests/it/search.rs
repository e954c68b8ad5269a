//! One box for everything: whatever a person types, as they type it, and nothing of it is ever a command.
use crate::support::{Person, Shop};
use pult::demo::Rng;
use pult::domain::command::Act;
use pult::domain::contact::{self, Who};
use pult::domain::deal::{Draft, Item, Set};
use pult::domain::field::FieldValue;
use pult::domain::fold::Query as Words;
use pult::domain::id::*;
use pult::domain::money::Kopecks;
use pult::wire::find::{Found, Hit, Query};
use pult::wire::path;

async fn find(person: &Person, text: &str) -> Vec<Hit> {
    let query = Query {
        text: text.into(),
        limit: Some(20),
    };
    let found: Found = person.link.get(path::FIND, &query).await.unwrap();
    found.hits
}

/// The deals among the hits, in their order.
async fn deals(person: &Person, text: &str) -> Vec<DealId> {
    let hits = find(person, text).await;
    hits.iter()
        .filter_map(|hit| match hit {
            Hit::Deal(card) => Some(card.id),
            Hit::Contact(_) => None,
        })
        .collect()
}

async fn sold(owner: &Person, name: &str, phone: &str, goods: &str, set: Vec<Set>) -> DealId {
    let mut set = set;
    set.push(Set::Items(vec![Item {
        name: goods.into(),
        sku: Some("A21R23-2904120".into()),
        price: Kopecks(100),
        quantity: 1000,
    }]));
    let who = Who::Person(contact::Draft {
        name: name.into(),
        phones: vec![phone.into()],
        emails: vec![format!("k{}@example.ru", &phone[phone.len() - 4..])],
        company: Some("ООО Ёлочка".into()),
        ..contact::Draft::default()
    });
    let draft = Draft {
        who: Some(who),
        set,
        ..Draft::default()
    };
    owner.gets(Act::CreateDeal { draft }).await.id
}

#[tokio::test]
async fn whatever_a_person_remembers_finds_the_deal() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    for n in 0..30 {
        let phone = format!("+7383200{n:04}");
        sold(&owner, "Сергей Прочий", &phone, "Фильтр масляный", vec![]).await;
    }
    let custom = |key: &str, text: &str| Set::Custom {
        key: key.into(),
        value: Some(FieldValue::Text(text.into())),
    };
    let set = vec![
        Set::Title("Ремонт подвески".into()),
        Set::Tags(vec!["срочный".into()]),
        custom("track", "RA123456789RU"),
        custom("vin", "X9632212380614417"),
    ];
    let it = sold(
        &owner,
        "Фёдор Чёрный",
        "8 (913) 555-12-34",
        "Рычаг ГАЗель Next",
        set,
    )
    .await;
    for text in [
        // The phone in any form, its last digits, a piece of it.
        "+7 913 555-12-34",
        "8(913)555-12-34",
        "89135551234",
        "9135551234",
        "555-12-34",
        "1234",
        "55512",
        "913 555",
        // Name: ё or е, case, part, other layout, latin letters.
        "Фёдор",
        "федор",
        "ФЕДОР ЧЕРНЫЙ",
        "черный фед",
        "чер",
        "atljh",
        "Fedor",
        "fedor cherny",
        // Goods: the wrong layout with a slip on the space bar, without the hyphen, by number.
        "газель",
        "ufpt km",
        "UFPTKM",
        "рычаг газ",
        "gazel next",
        "A21R23",
        "2904120",
        "a21r23-2904120",
        // Title, tag, track, VIN, company, mail.
        "подвеск",
        "срочный",
        "RA123456789RU",
        "ra123456789",
        "X9632212380614417",
        "k1234@example.ru",
    ] {
        assert!(deals(&owner, text).await.contains(&it), "{text}");
    }
    // Its number finds it first, alone and as people write it.
    for text in [
        format!("{it}"),
        format!("№{it}"),
        format!("№ {it}"),
        format!("#{it}"),
        format!(" {it} "),
    ] {
        assert_eq!(deals(&owner, &text).await.first(), Some(&it), "{text}");
    }
    for text in [
        "",
        " ",
        "яблоко",
        "рычаг яблоко",
        "99",
        "+7 913 555-12-35",
        "\"",
        "*",
    ] {
        assert!(!deals(&owner, text).await.contains(&it), "{text}");
    }
    shop.close().await;
}

#[tokio::test]
async fn what_changed_is_found_by_what_it_is_now() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let it = sold(&owner, "Фёдор", "+79135551234", "Рычаг", vec![]).await;
    let set = vec![Set::Items(vec![]), Set::Title("бампер".into())];
    let expects = Version(1);
    owner
        .does(Act::EditDeal {
            deal: it,
            expects,
            set,
        })
        .await
        .unwrap();
    assert_eq!(deals(&owner, "бампер").await, [it]);
    assert!(deals(&owner, "рычаг").await.is_empty());
    let contact = shop.deal(it).contact.unwrap();
    let set = vec![
        contact::Set::Name("Пётр".into()),
        contact::Set::Phones(vec!["+79137770000".into()]),
    ];
    owner
        .does(Act::EditContact {
            contact,
            expects,
            set,
        })
        .await
        .unwrap();
    assert_eq!(deals(&owner, "петр").await, [it]);
    assert_eq!(deals(&owner, "7770000").await, [it]);
    assert!(deals(&owner, "фёдор").await.is_empty() && deals(&owner, "5551234").await.is_empty());
    let expects = Version(2);
    owner
        .does(Act::TrashDeal { deal: it, expects })
        .await
        .unwrap();
    assert!(
        deals(&owner, "бампер").await.is_empty() && deals(&owner, &it.to_string()).await.is_empty()
    );
    owner.does(Act::Undo { command: None }).await.unwrap();
    assert_eq!(deals(&owner, "бампер").await, [it]);
    shop.close().await;
}

#[tokio::test]
async fn nothing_a_person_types_is_syntax() {
    let shop = Shop::open().await;
    shop.fill(300).await;
    let owner = shop.owner();
    let title = "скидка 100% OR \"опт\" NEAR(газель) -рычаг * ^ :";
    let it = owner.sells(title, vec![]).await.id;
    assert!(deals(&owner, title).await.contains(&it), "as it stands");
    for text in [
        "NOT скидка",
        "скидка AND рычаг NOT опт",
        "words:скидка",
        "скидка OR яблоко",
        "{words}:скидка",
    ] {
        let other = match text {
            "скидка AND рычаг NOT опт" => false,
            _ => deals(&owner, text).await.contains(&it),
        };
        assert!(!other, "{text} was understood");
    }
    let mut rng = Rng::new(60, "queries", 0);
    let pieces = [
        "\"",
        "*",
        "(",
        ")",
        " AND ",
        " OR ",
        " NOT ",
        " NEAR/3 ",
        "NEAR(",
        "^",
        ":",
        "-",
        "+",
        "{",
        "}",
        "'",
        "''",
        ";",
        "--",
        "%",
        "_",
        "\\",
        "\0",
        "\u{1b}[2J",
        "\u{202e}",
        "ё",
        "газель",
        "913",
        "№",
        "#",
        "5",
        "12",
        "a",
        "e\u{301}",
        " ",
        "\t",
        "\n",
        "words",
        "find_deal",
        "rowid",
        "99999999999999999999",
        "-1",
        "🚚",
        "ﷺ",
        "\u{200b}",
    ];
    for n in 0..10_000 {
        let text: String = (0..rng.within(1, 5)).map(|_| *rng.pick(&pieces)).collect();
        let query = Words::new(&text);
        let look = shop.store.read_now(|conn| {
            pult::store::search::deals(conn, &query, 20)?;
            pult::store::search::contacts(conn, &query, 20)?;
            match &query.digits {
                Some(digits) => pult::store::search::contacts_by_digits(conn, digits, 20).map(drop),
                None => Ok(()),
            }
        });
        look.unwrap_or_else(|e| panic!("{text:?}: {e}"));
        if n % 50 == 0 {
            find(&owner, &text).await;
            let list = pult::wire::contact::ListQuery {
                text: Some(text),
                ..Default::default()
            };
            let _: Vec<contact::Contact> = owner.link.get(path::CONTACTS, &list).await.unwrap();
        }
    }
    shop.close().await;
}

#[tokio::test]
async fn two_digits_are_too_few_for_a_phone() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    sold(&owner, "Фёдор", "+79135551234", "Рычаг", vec![]).await;
    let people = async |text: &str| {
        find(&owner, text)
            .await
            .iter()
            .filter(|h| matches!(h, Hit::Contact(_)))
            .count()
    };
    assert_eq!((people("34").await, people("234").await), (0, 1));
    assert!(
        shop.store
            .read_now(|c| pult::store::search::contacts_by_digits(c, "12\" OR \"1", 5))
            .unwrap()
            .is_empty()
    );
    shop.close().await;
}

#[tokio::test]
async fn goods_come_before_people_whose_phone_has_the_number_and_open_deals_before_closed() {
    let shop = Shop::open().await;
    let owner = shop.owner();
    let lever = "Рычаг ГАЗ-3302";
    let open = sold(&owner, "Пётр", "89135550001", lever, Vec::new()).await;
    let lost = sold(&owner, "Анна", "89135550002", lever, Vec::new()).await;
    let other = sold(&owner, "Вера", "89133302555", "Фара", Vec::new()).await;
    owner
        .gets(Act::MoveDeal {
            deal: lost,
            expects: Version(1),
            to: shop.stage("Отказ"),
            fill: vec![Set::LostReason(Some("Дорого".into()))],
        })
        .await;
    assert_eq!(deals(&owner, "рычаг 3302").await, [open, lost, other]);
    // Only digits: a phone, as it always was.
    assert_eq!(deals(&owner, "3302").await[0], other);
    // A number among words that nothing else fits finds its person.
    assert_eq!(deals(&owner, "вера 330-25-55").await, [other]);
}
