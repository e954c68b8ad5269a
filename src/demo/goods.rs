//! The goods: every part for every car it fits, with a believable price, and what is bought together with it.
use super::rng::{Rng, Weights};
use super::words::{number, range, rows};
use crate::domain::deal::Item;
use crate::domain::money::Kopecks;
use std::collections::HashMap;

#[derive(Debug, Clone)]
pub struct Good {
    /// "Рычаг ГАЗ-3302".
    pub name: String,
    /// "Рычаг", as people say it.
    pub part: &'static str,
    pub sku: String,
    pub price: Kopecks,
    /// For which car; of supplies, for none in particular.
    pub car: usize,
    /// Usual quantities, in thousandths of a unit.
    quantities: Vec<i64>,
    /// Where the companions stand in the catalogue.
    with: Vec<usize>,
}

#[derive(Debug, Clone)]
pub struct Car {
    pub name: &'static str,
    /// Where its goods begin in the catalogue.
    first: usize,
    demand: Weights,
}

#[derive(Debug, Clone)]
pub struct Catalogue {
    pub cars: Vec<Car>,
    pub goods: Vec<Good>,
    demand: Weights,
}

impl Catalogue {
    pub fn read() -> Catalogue {
        let cars: Vec<_> = rows(include_str!("../../assets/demo/words/cars.txt")).collect();
        let parts: Vec<_> = rows(include_str!("../../assets/demo/words/parts.txt")).collect();
        let mut all = Catalogue {
            cars: Vec::new(),
            goods: Vec::new(),
            demand: Weights::new(cars.iter().map(|car| number(car[4]))),
        };
        // (part, car) → where it stands, so that companions can be found once everything stands.
        let mut stands: HashMap<(&str, &str), usize> = HashMap::new();
        let mut wishes: Vec<(&str, &str)> = Vec::new();
        for car in &cars {
            let first = all.goods.len();
            for part in parts.iter().filter(|part| fits(part[5], car[0])) {
                stands.insert((part[0], car[0]), all.goods.len());
                wishes.push((part[6], car[0]));
                all.goods.push(good(part, car, all.cars.len()));
            }
            let demand = all.goods[first..].iter().map(|good| demand(good.price));
            all.cars.push(Car {
                name: car[1],
                first,
                demand: Weights::new(demand),
            });
        }
        for supply in rows(include_str!("../../assets/demo/words/supplies.txt")) {
            stands.insert((supply[0], ""), all.goods.len());
            wishes.push(("", ""));
            all.goods.push(Good {
                name: supply[1].to_owned(),
                part: supply[1],
                sku: supply[2].to_owned(),
                price: Kopecks::parse(supply[3]).unwrap_or_default(),
                car: 0,
                quantities: quantities(supply[4]),
                with: Vec::new(),
            });
        }
        for (at, (with, car)) in wishes.into_iter().enumerate() {
            all.goods[at].with = with
                .split_whitespace()
                .filter_map(|key| stands.get(&(key, car)).or_else(|| stands.get(&(key, ""))))
                .copied()
                .collect();
        }
        all
    }

    /// A car, the common ones more often.
    pub fn car(&self, rng: &mut Rng) -> usize {
        self.demand.draw(rng)
    }

    /// A part for this car.
    pub fn part(&self, car: usize, rng: &mut Rng) -> &Good {
        let car = &self.cars[car];
        &self.goods[car.first + car.demand.draw(rng)]
    }

    /// What goes with a part, where something does.
    pub fn companion(&self, good: &Good, rng: &mut Rng) -> Option<&Good> {
        (!good.with.is_empty()).then(|| &self.goods[*rng.pick(&good.with)])
    }

    /// The part that a text names together with its car.
    pub fn named(&self, text: &str) -> Option<&Good> {
        let text = text.to_lowercase();
        let car = self
            .cars
            .iter()
            .find(|car| text.contains(&car.name.to_lowercase()))?;
        let goods = self.goods[car.first..].iter();
        // The longest: a text with "Рычаг задний" also holds "Рычаг".
        goods
            .filter(|good| {
                good.name.ends_with(car.name) && text.contains(&good.part.to_lowercase())
            })
            .max_by_key(|good| good.part.len())
    }

    /// What was asked for, now and then its companions, sometimes something else for the same car: at most so many
    /// lines.
    pub fn basket(&self, asked: &Good, most: usize, rng: &mut Rng) -> Vec<Item> {
        let mut last = asked;
        let mut items = vec![last.item(rng)];
        let mut go_on = 45;
        while items.len() < most && rng.chance(go_on) {
            let next = match self.companion(last, rng) {
                Some(companion) if rng.chance(70) => companion,
                _ => self.part(asked.car, rng),
            };
            if items.iter().all(|item| item.name != next.name) {
                items.push(next.item(rng));
            }
            last = next;
            go_on = if most > 4 { 75 } else { 35 };
        }
        items
    }
}

impl Good {
    pub fn item(&self, rng: &mut Rng) -> Item {
        Item {
            name: self.name.clone(),
            sku: Some(self.sku.clone()),
            price: self.price,
            quantity: *rng.pick(&self.quantities),
        }
    }
}

fn good(part: &[&'static str], car: &[&'static str], stands: usize) -> Good {
    let sku = format!("{}-{}", car[2], part[2]);
    Good {
        name: format!("{} {}", part[1], car[1]),
        part: part[1],
        price: price(range(part[3]), number(car[3]), &sku),
        sku,
        car: stands,
        quantities: quantities(part[4]),
        with: Vec::new(),
    }
}

fn fits(cars: &str, car: &str) -> bool {
    match cars.strip_prefix('-') {
        Some(not) => !not.split(' ').any(|key| key == car),
        None => cars == "*" || cars.split(' ').any(|key| key == car),
    }
}

/// The same for every seed: a catalogue doesn't change its prices because other customers come.
fn price((least, most): (i64, i64), percent: i64, sku: &str) -> Kopecks {
    let mut rng = Rng::new(0, sku, 0);
    let kopecks = rng.within(least, most) * percent;
    let (step, less) = match kopecks {
        ..30_000 => (50, 0),
        30_000..100_000 if rng.chance(30) => (100, 10),
        30_000..100_000 => (500, 0),
        100_000..1_000_000 => (1_000, 0),
        _ => (10_000, 0),
    };
    Kopecks((kopecks / step).max(1) * step - less)
}

/// Cheap parts wear out more often than gearboxes.
fn demand(price: Kopecks) -> u64 {
    match price.0 {
        ..100_000 => 9,
        100_000..500_000 => 12,
        500_000..2_000_000 => 5,
        _ => 1,
    }
}

fn quantities(text: &str) -> Vec<i64> {
    let thousandths = |one: &str| match one.split_once('.') {
        Some((whole, half)) => number::<i64>(whole) * 1000 + number::<i64>(half) * 100,
        None => number::<i64>(one) * 1000,
    };
    text.split(' ').map(thousandths).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_shelf_is_full_and_each_thing_stands_there_once() {
        let all = Catalogue::read();
        assert!(all.goods.len() > 600, "{}", all.goods.len());
        let names: HashSet<_> = all.goods.iter().map(|g| &g.name).collect();
        let skus: HashSet<_> = all.goods.iter().map(|g| &g.sku).collect();
        assert_eq!(names.len(), all.goods.len());
        assert_eq!(skus.len(), all.goods.len());
        assert!(all.goods.iter().any(|g| g.name == "Рычаг ГАЗ-3302"));
    }

    #[test]
    fn prices_are_a_shops_prices() {
        let all = Catalogue::read();
        for good in &all.goods {
            assert!((3_000..35_000_000).contains(&good.price.0), "{good:?}");
        }
        let kopecks = all.goods.iter().filter(|g| g.price.0 % 100 != 0).count();
        assert!(kopecks * 20 > all.goods.len() && kopecks * 2 < all.goods.len());
    }

    #[test]
    fn companions_exist_and_fit_the_same_car() {
        let all = Catalogue::read();
        let parts = include_str!("../../assets/demo/words/parts.txt");
        let supplies = include_str!("../../assets/demo/words/supplies.txt");
        let keys: HashSet<_> = rows(parts)
            .chain(rows(supplies))
            .map(|row| row[0])
            .collect();
        for row in rows(parts) {
            for key in row[6].split_whitespace() {
                assert!(
                    keys.contains(key),
                    "{} goes with {key}, which nobody sells",
                    row[0]
                );
            }
        }
        for car in &all.cars {
            let others: Vec<_> = all
                .cars
                .iter()
                .map(|c| c.name)
                .filter(|n| *n != car.name)
                .collect();
            for good in all.goods.iter().filter(|g| g.name.ends_with(car.name)) {
                for with in good.with.iter().map(|at| &all.goods[*at]) {
                    assert!(
                        !others.iter().any(|o| with.name.ends_with(o)),
                        "{} + {}",
                        good.name,
                        with.name
                    );
                }
            }
        }
    }

    #[test]
    fn a_request_is_understood() {
        let all = Catalogue::read();
        let named = |text: &str| all.named(text).map(|good| good.name.as_str());
        assert_eq!(named("ГАЗ-3302: рычаг, срочно"), Some("Рычаг ГАЗ-3302"));
        let own = "форсунка Common Rail на Fiat Ducato";
        assert_eq!(named(own), Some("Форсунка Common Rail Fiat Ducato"));
        assert_eq!(named("рычаг"), None);
        assert_eq!(named("ГАЗ-3302"), None);
    }

    #[test]
    fn a_basket_has_no_line_twice() {
        let all = Catalogue::read();
        let mut rng = Rng::new(3, "basket", 0);
        let mut longest = 0;
        for _ in 0..2_000 {
            let car = all.car(&mut rng);
            let asked = all.part(car, &mut rng);
            let items = all.basket(asked, 9, &mut rng);
            assert_eq!(items[0].name, asked.name);
            let names: HashSet<_> = items.iter().map(|i| &i.name).collect();
            assert_eq!(names.len(), items.len());
            assert!(items.iter().all(|i| i.quantity > 0 && i.sum().is_some()));
            longest = longest.max(items.len());
        }
        assert!(longest > 6);
    }
}
