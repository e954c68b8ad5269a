//! One line of a deal's goods: added, changed, taken out.
use crate::desk::message::{Fault, Reply, Request, RequestId};
use crate::desk::part::field::{Field, Kind, Value};
use crate::desk::part::form::{Form, Values};
use crate::desk::screen::sheet::{No, Plan, Purpose, Sheet};
use crate::desk::seat::Seat;
use crate::domain::command::Act;
use crate::domain::deal::{Deal, Item, Set};
use crate::domain::id::DealId;
use crate::domain::refusal::Refusal;
use crate::text::{self, Lang};

/// Keys of the fields of one line of goods; a form with many lines puts a number behind them.
pub(in crate::desk::screen) const NAME: &str = "item";
pub(in crate::desk::screen) const SKU: &str = "sku";
pub(in crate::desk::screen) const PRICE: &str = "price";
pub(in crate::desk::screen) const QUANTITY: &str = "quantity";

#[derive(Debug)]
struct EditItem {
    id: DealId,
    /// Read first where it is not at hand.
    deal: Option<Box<Deal>>,
    asked: Option<RequestId>,
    /// Its place among the goods; `None`: a new one.
    at: Option<usize>,
    /// What is to be written; `None`: it goes.
    item: Option<Item>,
}

/// The form for a line of goods.
pub(super) fn sheet(deal: &Deal, at: Option<usize>, seat: &Seat) -> Sheet {
    let lang = seat.lang;
    let item = at.and_then(|at| deal.items.get(at));
    make(deal.id, Some(deal), at, item, lang)
}

/// The form for a new line of goods of a deal that is not at hand.
pub(in crate::desk::screen) fn new(id: DealId, seat: &Seat) -> Sheet {
    make(id, None, None, None, seat.lang)
}

fn make(
    id: DealId,
    deal: Option<&Deal>,
    at: Option<usize>,
    item: Option<&Item>,
    lang: Lang,
) -> Sheet {
    let mut fields = entry(lang, "", item);
    let sku = Field::new(SKU, text::form::fields::sku(lang), Kind::Text);
    fields.push(sku.text(item.and_then(|i| i.sku.as_deref()).unwrap_or("")));
    let title = text::form::edit_field(lang, id.0, text::form::new_item(lang));
    let purpose = EditItem {
        id,
        deal: deal.map(|deal| Box::new(deal.clone())),
        asked: None,
        at,
        item: None,
    };
    Sheet::new(Form::new(title, fields), purpose)
}

/// Name, price and quantity.
pub(in crate::desk::screen) fn entry(lang: Lang, row: &str, item: Option<&Item>) -> Vec<Field> {
    use text::form::fields as w;
    let key = |name: &str| format!("{name}{row}");
    let quantity = item.map_or_else(String::new, Item::quantity_text);
    let name = Field::new(key(NAME), w::item(lang), Kind::Text);
    let price = Field::new(key(PRICE), w::price(lang), Kind::Money);
    vec![
        if row.is_empty() { name.wanted() } else { name }.text(item.map_or("", |i| &i.name)),
        price.money(item.map(|i| i.price)),
        // One, unless another number is typed.
        Field::new(key(QUANTITY), w::quantity(lang), Kind::Quantity)
            .text(&quantity)
            .hint("1"),
    ]
}

/// The line that was entered; `None` where it has no name.
pub(in crate::desk::screen) fn entered(values: &Values, row: &str) -> Option<Item> {
    let key = |name: &str| format!("{name}{row}");
    let name = values.text(&key(NAME));
    (!name.is_empty()).then(|| Item {
        name,
        sku: Some(values.text(&key(SKU))).filter(|s| !s.is_empty()),
        price: values.money(&key(PRICE)).unwrap_or_default(),
        quantity: match values.get(&key(QUANTITY)) {
            Some(Value::Quantity(thousandths)) => *thousandths,
            _ => 1000,
        },
    })
}

/// The deal without this line.
pub(super) fn without(deal: &Deal, at: usize) -> Act {
    let mut items = deal.items.clone();
    if at < items.len() {
        items.remove(at);
    }
    Act::EditDeal {
        deal: deal.id,
        expects: deal.version,
        set: vec![Set::Items(items)],
    }
}

impl EditItem {
    fn command(&self, deal: &Deal, item: Item) -> Act {
        let mut items = deal.items.clone();
        match self.at.and_then(|at| items.get_mut(at)) {
            Some(old) => *old = item,
            None => items.push(item),
        }
        Act::EditDeal {
            deal: deal.id,
            expects: deal.version,
            set: vec![Set::Items(items)],
        }
    }
}

impl Purpose for EditItem {
    fn begin(&mut self, _: &mut Form, seat: &mut Seat) {
        if self.deal.is_none() {
            self.asked = Some(seat.ask(Request::Deal(self.id)));
        }
    }

    fn reply(
        &mut self,
        form: &mut Form,
        id: RequestId,
        reply: &Result<Reply, Fault>,
        seat: &mut Seat,
    ) -> bool {
        if self.asked != Some(id) {
            return false;
        }
        self.asked = None;
        match reply {
            Ok(Reply::Deal(view)) => self.deal = Some(Box::new(view.deal.clone())),
            Ok(_) => {}
            Err(fault) => form.fail("", super::fault_words(fault, seat)),
        }
        true
    }

    fn plan(&mut self, values: &Values, seat: &Seat) -> Plan {
        let Some(item) = entered(values, "") else {
            return Plan::Nothing;
        };
        let Some(deal) = &self.deal else {
            return Plan::Wrong(NAME, text::part::loading(seat.lang).to_owned());
        };
        let old = self.at.and_then(|at| deal.items.get(at));
        if old == Some(&item) {
            return Plan::Nothing;
        }
        self.item = Some(item.clone());
        Plan::Act(Box::new(self.command(deal, item)))
    }

    fn refused(&mut self, _: &mut Form, no: &Refusal, _: &mut Seat) -> No {
        let Refusal::StaleDeal { fresh, .. } = no else {
            return No::Unsaid;
        };
        let seen = self.deal.as_ref().map(|deal| &deal.items);
        let same = seen == Some(&fresh.items) || self.at.is_none();
        self.deal = Some(fresh.clone());
        match (same, &self.item, self.at) {
            (true, Some(item), _) => No::Again(Box::new(self.command(fresh, item.clone()))),
            (true, None, Some(at)) => No::Again(Box::new(without(fresh, at))),
            _ => No::Unsaid,
        }
    }

    fn can_remove(&self) -> bool {
        self.at.is_some()
    }

    fn removal(&mut self) -> Option<Act> {
        self.item = None;
        let deal = self.deal.as_ref()?;
        self.at.map(|at| without(deal, at))
    }
}
