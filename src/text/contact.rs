//! The words of the contacts' list and card.
use super::words;

words! {
    title: "Клиенты", "Contacts";
    new: "новый клиент", "new contact";
    to_list: "к списку", "to the list";
    to_facts: "клиент", "contact";
    card(contact: i64): "Клиент № {contact}", "Contact № {contact}";
    search: "имя, телефон, почта", "name, phone, e-mail";
    name: "имя", "name";
    phone: "телефон", "phone";
    city: "город", "city";
    status: "покупает", "buys";
    since(when: &str): "с {when}", "since {when}";
    lead: "ещё нет", "not yet";
    nobody_found: "никого не нашлось", "nobody found";
    nobody_yet: "клиентов пока нет", "no contacts yet";
    deals: "Сделки", "Deals";
    no_deals: "сделок нет", "no deals";
    new_deal: "новая сделка", "new deal";
    facts: "Клиент", "Contact";
    reach: "Связь", "Ways to reach";
    known_since: "в базе с", "known since";
    nobody_selected: "никто не выбран", "nobody is selected";
}
