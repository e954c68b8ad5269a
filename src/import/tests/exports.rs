//! The export files of the three programs, as they come.

use super::*;
use crate::domain::calendar::{Millis, parse_timestamp};
use crate::domain::money::Kopecks;
use crate::import::record::{ContactRecord, External, Kind, Quantity};

fn export(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vendor")
        .join(path)
}

fn at(text: &str) -> Option<Millis> {
    parse_timestamp(text, &zone()).unwrap()
}

fn phones(contact: &ContactRecord) -> Vec<&str> {
    contact
        .phones
        .iter()
        .map(|phone| phone.e164.as_str())
        .collect()
}

fn emails(contact: &ContactRecord) -> Vec<&str> {
    contact.emails.iter().map(|email| email.as_str()).collect()
}

#[test]
fn amocrm_deals() {
    let path = export("amocrm/export_deals.csv");
    let import = Import::open(Origin::AmoCrm, &path, None, zone()).unwrap();
    let unknown = |mapped: &mapping::Mapped| mapped.certainty == Certainty::Unknown;
    assert_eq!(
        import
            .mapping()
            .columns
            .iter()
            .find(|mapped| unknown(mapped)),
        None
    );
    let records = good(import.collect());
    assert_eq!(records.len(), 2);

    let deal = records[0].deal.as_ref().unwrap();
    assert_eq!(
        deal.external.as_ref().unwrap().to_string(),
        "amocrm:2050297"
    );
    assert_eq!(deal.title.as_deref(), Some("Заказ CRM-000127"));
    assert_eq!(
        (deal.pipeline.as_deref(), deal.stage.as_deref()),
        (Some("Розница"), Some("Переговоры"))
    );
    assert_eq!(deal.amount, Some(Kopecks(500_900)));
    assert_eq!(deal.responsible.as_deref(), Some("Мария Тестова"));
    assert_eq!(
        (deal.created_at, deal.changed_at),
        (at("21.08.2026 17:05:11"), at("21.08.2026 18:05:12"))
    );
    assert_eq!(deal.closed_at, None, "an open deal is \"не закрыта\"");
    assert_eq!(deal.tags, ["сайт"]);
    assert_eq!(deal.notes, ["Позвонить за час", "Второе примечание"]);
    assert!(
        deal.custom
            .contains(&("Способ доставки".into(), "СДЭК".into()))
    );
    let contact = records[0].contact.as_ref().unwrap();
    assert_eq!(contact.name.as_deref(), Some("Воронцов Илья Сергеевич"));
    assert_eq!(phones(contact), ["+73830000001", "+79000001122"]);
    assert_eq!(emails(contact), ["vorontsov@example.com"]);
    assert_eq!(whats(&records[0]), []);

    let deal = records[1].deal.as_ref().unwrap();
    assert_eq!(deal.title.as_deref(), Some("Опт: фильтры, 20 шт"));
    assert_eq!(deal.closed_at, at("21.08.2026 17:53:20"));
    assert_eq!(
        records[1].contact.as_ref().unwrap().company.as_deref(),
        Some("ООО \"Тест\"")
    );
    assert_eq!(records[1].line, 3);
}

#[test]
fn amocrm_deals_of_the_newer_kind() {
    let records = good(read(
        Origin::AmoCrm,
        &export("amocrm/export_deals_newer_semicolon.csv"),
    ));
    let deal = records[0].deal.as_ref().unwrap();
    assert_eq!(
        deal.amount,
        Some(Kopecks(500_900)),
        "the heading ends with a blank"
    );
    assert_eq!(deal.created_at, at("21.08.2026 17:05"));
    assert_eq!(
        phones(records[0].contact.as_ref().unwrap()),
        ["+73830000001", "+79000001122"]
    );
}

#[test]
fn bitrix24_deals_come_the_same_from_both_kinds_of_file() {
    let records = good(read(Origin::Bitrix24, &export("bitrix24/export_deals.csv")));
    assert_eq!(
        records,
        good(read(
            Origin::Bitrix24,
            &export("bitrix24/export_deals_html_table.xls")
        ))
    );
    assert_eq!(records.len(), 2, "two rows of goods are one deal");

    let deal = records[0].deal.as_ref().unwrap();
    let items: Vec<_> = deal
        .items
        .iter()
        .map(|item| (item.name.as_str(), item.price.unwrap().0, item.quantity.0))
        .collect();
    assert_eq!(
        items,
        [
            ("Амортизатор передний AM-4410", 220_500, 2000),
            ("Чехол руля \"чёрный\"", 59_900, 1000)
        ]
    );
    assert_eq!(deal.utm, [("source".to_owned(), "yandex".to_owned())]);
    assert_eq!(deal.source.as_deref(), Some("Веб-сайт"));
    let contact = records[0].contact.as_ref().unwrap();
    assert_eq!(
        contact.external,
        Some(External {
            origin: Origin::Bitrix24,
            id: "88".into()
        })
    );
    assert_eq!(contact.name.as_deref(), Some("Воронцов Илья Сергеевич"));
    assert_eq!(phones(contact), ["+73830000001", "+79000001122"]);
    assert_eq!(
        records[1].deal.as_ref().unwrap().amount,
        Some(Kopecks(1_999_999))
    );
    assert_eq!(records[1].line, 4);
    assert_eq!((whats(&records[0]), whats(&records[1])), (vec![], vec![]));
}

#[test]
fn retailcrm_orders_in_the_old_encoding() {
    let import = Import::open(
        Origin::RetailCrm,
        &export("retailcrm/export_orders_cp1251.csv"),
        None,
        zone(),
    )
    .unwrap();
    assert_eq!(
        import.table().sniffed().unwrap().encoding,
        table::Encoding::Windows1251
    );
    let records = good(import.collect());
    let deal = records[0].deal.as_ref().unwrap();
    assert_eq!(
        deal.external.as_ref().unwrap().to_string(),
        "retailcrm:127C"
    );
    assert_eq!(deal.stage.as_deref(), Some("Согласовано с клиентом"));
    assert_eq!(deal.amount, Some(Kopecks(562_400)));
    let items: Vec<_> = deal
        .items
        .iter()
        .map(|item| (item.name.as_str(), item.quantity))
        .collect();
    assert_eq!(
        items,
        [
            ("AM-4410 Амортизатор передний", Quantity(2000)),
            ("00077-1 Чехол руля", Quantity(1000))
        ]
    );
    assert!(
        deal.custom
            .contains(&("Трек-номер".into(), "1107009111".into()))
    );
    assert_eq!(
        phones(records[0].contact.as_ref().unwrap()),
        ["+79000001122"]
    );
}

#[test]
fn a_file_of_contacts_from_a_crm_gives_contacts() {
    let text = "ID,Тип,Полное имя контакта,Название компании,Сделки,Теги,Рабочий телефон,Факс,Примечание 1\n\
                7,контакт,Ольга,ООО Ёлка,\"Сделка 1\",\"опт, vip\",8 900 222-33-44,8 383 000-00-01,звонить\n";
    let records = good(read_text(Origin::AmoCrm, text));
    let contact = records[0].contact.as_ref().unwrap();
    assert_eq!(records[0].deal, None);
    assert_eq!(contact.external.as_ref().unwrap().to_string(), "amocrm:7");
    assert_eq!(
        (contact.tags.len(), contact.notes.as_slice()),
        (2, &["звонить".to_owned()][..])
    );
    assert_eq!(
        phones(contact),
        ["+79002223344"],
        "a fax is not to be called"
    );
    assert!(
        contact
            .custom
            .contains(&("Факс".into(), "8 383 000-00-01".into()))
    );
}

#[test]
fn a_deal_knows_its_kind_or_keeps_the_word() {
    let records = good(read_text(
        Origin::RetailCrm,
        "Номер;Сумма;Тип заказа\n1;5;Юр. лицо\n2;5;Прочее\n",
    ));
    assert_eq!(
        records[0].deal.as_ref().unwrap().kind,
        Some(Kind::Wholesale)
    );
    assert_eq!(
        records[1].deal.as_ref().unwrap().custom,
        [("Тип заказа".to_owned(), "Прочее".to_owned())]
    );
}
