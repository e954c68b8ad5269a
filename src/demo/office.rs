//! What everybody in the shop knows: the goods, the words, the kind of people who call.
use super::goods::{Catalogue, Good};
use super::people::{Arrival, Customers};
use super::phrases::Phrases;
use super::rng::Rng;
use crate::domain::calendar::Millis;
use crate::domain::contact;
use crate::domain::deal::Item;
use crate::domain::money::Kopecks;

/// Customers of the telling have smaller numbers than those who call while somebody looks on.
const CALLERS: u64 = 2_000_000;

#[derive(Debug)]
pub struct Office {
    pub(super) seed: u64,
    pub(super) catalogue: Catalogue,
    pub(super) phrases: Phrases,
    pub(super) customers: Customers,
}

impl Office {
    /// The office of the shop that was made from this seed.
    pub fn new(seed: u64) -> Office {
        Office {
            seed,
            catalogue: Catalogue::read(),
            phrases: Phrases::read(),
            customers: Customers::read(seed),
        }
    }

    /// Somebody who was never here before, and what they drive.
    pub(super) fn caller(
        &self,
        number: u64,
        company: bool,
        now: Millis,
    ) -> (contact::Draft, usize) {
        let arrival = Arrival {
            at: now,
            channel: None,
            company,
            phone: true,
            email: false,
            address: true,
        };
        let contact = self.customers.contact(CALLERS + number, arrival);
        let car = self.car_of(CALLERS + number);
        let draft = contact::Draft {
            name: contact.name,
            company: contact.company,
            phones: contact.phones,
            emails: contact.emails,
            identities: contact.identities,
            addresses: contact.addresses,
            note: contact.note,
            external: None,
        };
        (draft, car)
    }

    /// What the `number`-th customer drives.
    pub(super) fn car_of(&self, number: u64) -> usize {
        self.catalogue
            .car(&mut Rng::new(self.seed, "garage", number))
    }

    /// What was asked for and what goes with it; companies take more and pay less.
    pub(super) fn basket(&self, wholesale: bool, asked: &Good, rng: &mut Rng) -> Vec<Item> {
        let most = if wholesale { 12 } else { 4 };
        let mut items = self.catalogue.basket(asked, most, rng);
        if wholesale {
            let off = *rng.pick(&[5, 7, 10, 12]);
            for item in &mut items {
                item.quantity *= rng.within(2, 6);
                // To ten kopecks, as the price list for partners has it.
                item.price = Kopecks(item.price.0 * (100 - off) / 1000 * 10);
            }
        }
        items
    }
}
