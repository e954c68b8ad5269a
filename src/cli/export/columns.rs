//! What stands in which column. An import of such a file finds everything again.
use super::file::Cell;
use crate::domain::contact::Contact;
use crate::domain::deal::Item;
use crate::domain::field::FieldValue;
use crate::domain::shop::Shop;
use crate::text::{self, Lang, export as w, history};
use crate::wire::export::Line;

pub fn deal_headings(lang: Lang, shop: &Shop) -> Vec<String> {
    let own = [
        w::number(lang),
        w::pipeline(lang),
        w::stage(lang),
        w::title(lang),
        w::name(lang),
        w::company(lang),
        w::phone(lang),
        w::email(lang),
        w::city(lang),
        w::address(lang),
        w::amount(lang),
        w::items(lang),
        w::kind(lang),
        w::source(lang),
        w::responsible(lang),
        w::tags(lang),
        w::created(lang),
        w::closed(lang),
        w::lost_reason(lang),
        w::next_step(lang),
        w::next_step_at(lang),
    ];
    let own = own.into_iter().map(str::to_owned);
    own.chain(shop.fields.iter().map(|f| f.name.clone()))
        .collect()
}

pub fn deal(lang: Lang, shop: &Shop, line: &Line) -> Vec<Cell> {
    let deal = &line.deal;
    let contact = line.contact.as_ref();
    let address = contact.and_then(|c| c.addresses.first());
    let of = |value: Option<&str>| Cell::Text(value.unwrap_or_default().to_owned());
    let mut cells = vec![
        Cell::Number(deal.id.0),
        of(shop.pipeline(deal.pipeline).map(|p| p.name.as_str())),
        Cell::Text(history::stage_name(deal.stage, shop)),
        of(Some(&deal.title)),
        of(contact.map(|c| c.name.as_str())),
        of(contact.and_then(|c| c.company.as_deref())),
        Cell::Text(contact.map(|c| c.phones.join(", ")).unwrap_or_default()),
        Cell::Text(contact.map(|c| c.emails.join(", ")).unwrap_or_default()),
        of(address.map(|a| a.city.as_str())),
        of(address.map(|a| a.line.as_str())),
        Cell::Sum(deal.amount),
        Cell::Text(deal.items.iter().map(item).collect::<Vec<_>>().join("; ")),
        of(deal.kind.map(|kind| text::domain::kind(lang, kind))),
        of(deal
            .source
            .and_then(|id| shop.source(id))
            .map(|s| s.name.as_str())),
        of(deal
            .responsible
            .and_then(|id| shop.operator(id))
            .map(|o| o.name.as_str())),
        Cell::Text(deal.tags.join(", ")),
        Cell::Moment(deal.created_at),
        deal.closed_at.map_or(Cell::Empty, Cell::Moment),
        of(deal.lost_reason.as_deref()),
        of(deal.next_step.as_ref().map(|step| step.text.as_str())),
        deal.next_step
            .as_ref()
            .map_or(Cell::Empty, |step| Cell::Moment(step.at)),
    ];
    for field in &shop.fields {
        cells.push(match deal.custom.get(&field.key) {
            None => Cell::Empty,
            Some(FieldValue::Number(number)) => Cell::Number(*number),
            Some(FieldValue::Money(sum)) => Cell::Sum(*sum),
            Some(FieldValue::Date(at)) => Cell::Moment(*at),
            Some(other) => Cell::Text(history::custom_value(lang, other, shop)),
        });
    }
    cells
}

/// "Рычаг x 2 = 4 200": how many and the price of one, as an import and `--item` read it.
fn item(item: &Item) -> String {
    // What parts goods from one another and from their price is not theirs to hold.
    let name = item.name.replace([';', '\n'], ",");
    let plain = item.quantity == 1000 && item.price.0 == 0 && !name.contains(['=', '×', '*', ' ']);
    match plain {
        true => name,
        false => format!("{name} x {} = {}", item.quantity_text(), item.price),
    }
}

pub fn contact_headings(lang: Lang) -> Vec<String> {
    let own = [
        w::own_number(lang),
        w::name(lang),
        w::company(lang),
        w::phone(lang),
        w::email(lang),
        w::messenger(lang),
        w::postcode(lang),
        w::city(lang),
        w::address(lang),
        w::note(lang),
    ];
    own.into_iter().map(str::to_owned).collect()
}

pub fn contact(contact: &Contact) -> Vec<Cell> {
    let address = contact.addresses.first();
    let identities = contact.identities.iter();
    let identities = identities.map(|i| format!("{}:{}", i.channel, i.id));
    vec![
        Cell::Number(contact.id.0),
        Cell::Text(contact.name.clone()),
        Cell::Text(contact.company.clone().unwrap_or_default()),
        Cell::Text(contact.phones.join(", ")),
        Cell::Text(contact.emails.join(", ")),
        Cell::Text(identities.collect::<Vec<_>>().join(", ")),
        Cell::Text(address.map(|a| a.postcode.clone()).unwrap_or_default()),
        Cell::Text(address.map(|a| a.city.clone()).unwrap_or_default()),
        Cell::Text(address.map(|a| a.line.clone()).unwrap_or_default()),
        Cell::Text(contact.note.clone()),
    ]
}
