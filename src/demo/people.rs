//! The customers: who they are, where they live, how they are reached.
//!
//! A customer is made from the seed and a number alone, so nobody has to be remembered. Phones, addresses and
//! identities are unique by arithmetic. Mail goes to `.example`, which by the rules of the internet reaches nobody.
use super::rng::{Rng, Weights};
use super::words::{number, rows};
use crate::domain::calendar::Millis;
use crate::domain::contact::{Address, Contact, Identity};
use crate::domain::id::{ContactId, Version};
use std::borrow::Cow;

#[derive(Debug, Clone)]
pub struct Person {
    pub first: &'static str,
    pub patronymic: &'static str,
    pub last: Cow<'static, str>,
}

#[derive(Debug, Clone)]
pub struct Town {
    pub name: &'static str,
    code: &'static str,
    digits: u32,
    postcode: &'static str,
    mobile: Vec<&'static str>,
}

/// How a customer came to us.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    pub at: Millis,
    /// The messenger, where it was one.
    pub channel: Option<&'a str>,
    pub company: bool,
    /// Somebody who only wrote may not have told a number.
    pub phone: bool,
    pub email: bool,
    pub address: bool,
}

#[derive(Debug, Clone)]
pub struct Customers {
    seed: u64,
    /// Moves the phone numbers of one seed away from those of another.
    shift: u64,
    men: Vec<[&'static str; 3]>,
    women: Vec<&'static str>,
    families: Vec<&'static str>,
    towns: Vec<Town>,
    population: Weights,
    streets: Vec<&'static str>,
    beginnings: Vec<&'static str>,
    endings: Vec<&'static str>,
    wholes: Vec<&'static str>,
}

/// Prime to ten: multiplying by it shuffles the numbers of a given length without two falling together.
const SHUFFLE: u64 = 7_364_893;
/// So many numbers a city has for us; later customers have a mobile only.
const LANDLINES: u64 = 2_000_000;

impl Customers {
    pub fn read(seed: u64) -> Customers {
        let names: Vec<_> = rows(include_str!("../../assets/demo/words/names.txt")).collect();
        let towns: Vec<_> = rows(include_str!("../../assets/demo/words/towns.txt")).collect();
        let firms: Vec<_> = rows(include_str!("../../assets/demo/words/firms.txt")).collect();
        let marked = |rows: &[Vec<&'static str>], mark: &str| -> Vec<&'static str> {
            rows.iter()
                .filter(|row| row[0] == mark)
                .map(|row| row[1])
                .collect()
        };
        Customers {
            seed,
            shift: Rng::new(seed, "phone", 0).below(10_000_000),
            men: names
                .iter()
                .filter(|row| row[0] == "м")
                .map(|row| [row[1], row[2], row[3]])
                .collect(),
            women: marked(&names, "ж"),
            families: marked(&names, "ф"),
            population: Weights::new(towns.iter().map(|town| number(town[1]))),
            towns: towns
                .iter()
                .map(|town| Town {
                    name: town[0],
                    code: town[2],
                    digits: number(town[3]),
                    postcode: town[4],
                    mobile: town[5].split(' ').collect(),
                })
                .collect(),
            streets: rows(include_str!("../../assets/demo/words/streets.txt"))
                .map(|row| row[0])
                .collect(),
            beginnings: marked(&firms, "н"),
            endings: marked(&firms, "к"),
            wholes: marked(&firms, "ц"),
        }
    }

    /// Where the `number`-th customer lives.
    pub fn town(&self, number: u64) -> &Town {
        &self.towns[self
            .population
            .draw(&mut Rng::new(self.seed, "town", number))]
    }

    /// Mostly men: they drive the vans.
    pub fn person(&self, rng: &mut Rng) -> Person {
        let father = rng.pick(&self.men);
        let family = *rng.pick(&self.families);
        if rng.chance(84) {
            Person {
                first: rng.pick(&self.men)[0],
                patronymic: father[1],
                last: Cow::Borrowed(family),
            }
        } else {
            Person {
                first: rng.pick::<&str>(&self.women),
                patronymic: father[2],
                last: of_a_woman(family),
            }
        }
    }

    /// The `number`-th customer.
    pub fn contact(&self, number: u64, arrival: Arrival<'_>) -> Contact {
        let mut rng = Rng::new(self.seed, "contact", number);
        let town = self.town(number);
        let person = self.person(&mut rng);
        let company = arrival.company.then(|| self.company(&person, &mut rng));
        let (mut phones, mut emails) = (Vec::new(), Vec::new());
        if arrival.phone {
            phones.push(self.mobile(number, town, &mut rng));
        }
        if arrival.company && town.digits == 7 && number < LANDLINES && rng.chance(60) {
            phones.push(self.landline(number, town));
        }
        if arrival.email || arrival.company || rng.chance(25) {
            emails.push(email(&person, number, &mut rng));
        }
        let mut identities = Vec::new();
        if let Some(channel) = arrival.channel {
            let phone = phones.first().map(String::as_str);
            identities.push(self.identity(channel, &person, phone, number));
        }
        let mut addresses = Vec::new();
        if arrival.address || arrival.company || rng.chance(55) {
            addresses.push(self.address(town, arrival.company, &mut rng));
        }
        let name = match arrival.channel {
            Some(_) if !arrival.phone => person.first.to_owned(),
            _ => person.called(&mut rng),
        };
        Contact {
            id: ContactId(number as i64 + 1),
            version: Version(1),
            name,
            company,
            phones,
            emails,
            identities,
            addresses,
            note: String::new(),
            client_since: None,
            created_at: arrival.at,
            changed_at: arrival.at,
            deleted: false,
            external: None,
        }
    }

    fn company(&self, person: &Person, rng: &mut Rng) -> String {
        match rng.below(10) {
            0..=2 => format!("ИП {} {}", person.last, person.initials()),
            3..=5 => format!("ООО «{}»", rng.pick(&self.wholes)),
            _ => {
                let beginning = *rng.pick(&self.beginnings);
                let ending = *rng.pick(&self.endings);
                // No "Транс-Транс".
                let ending = if ending == beginning {
                    "Рейс"
                } else {
                    ending
                };
                match rng.below(4) {
                    0 => format!("ООО «{beginning}-{ending}»"),
                    1 => format!("ООО ТК «{beginning}{}»", ending.to_lowercase()),
                    _ => format!("ООО «{beginning}{ending}»"),
                }
            }
        }
    }

    fn mobile(&self, number: u64, town: &Town, rng: &mut Rng) -> String {
        let line = (number.wrapping_mul(SHUFFLE) + self.shift) % 10_000_000;
        format!("+7{}{line:07}", rng.pick(&town.mobile))
    }

    /// City numbers begin with 2 or 3.
    fn landline(&self, number: u64, town: &Town) -> String {
        let line = 2_000_000 + (number.wrapping_mul(SHUFFLE) + self.shift) % LANDLINES;
        format!("+7{}{line:07}", town.code)
    }

    fn identity(
        &self,
        channel: &str,
        person: &Person,
        phone: Option<&str>,
        number: u64,
    ) -> Identity {
        let id = match (channel, phone) {
            ("whatsapp" | "viber" | "max", Some(phone)) => phone.trim_start_matches('+').to_owned(),
            ("telegram", _) => format!("@{}_{}{number}", latin(person.first), latin(&person.last)),
            _ => format!(
                "{}",
                100_000_000 + (number.wrapping_mul(SHUFFLE) + self.shift) % 10_000_000
            ),
        };
        Identity {
            channel: channel.to_owned(),
            id,
        }
    }

    fn address(&self, town: &Town, company: bool, rng: &mut Rng) -> Address {
        let street = rng.pick(&self.streets);
        let house = 1 + rng.below(140);
        let line = match (company, rng.below(4)) {
            (true, 0) => format!("{street}, {house}/{}", 1 + rng.below(5)),
            (true, _) => format!("{street}, {house}, оф. {}", 1 + rng.below(400)),
            (false, 0) => format!("{street}, {house}"),
            (false, _) => format!("{street}, {house}, кв. {}", 1 + rng.below(180)),
        };
        let missing = 6 - town.postcode.len();
        let postcode = format!("{}{:0missing$}", town.postcode, rng.below(10));
        Address {
            city: town.name.to_owned(),
            line,
            postcode,
        }
    }
}

impl Person {
    /// As they stand in a shop's book: mostly in full, sometimes as they signed a message.
    pub fn called(&self, rng: &mut Rng) -> String {
        let Person {
            first,
            patronymic,
            last,
            ..
        } = self;
        match rng.below(20) {
            0..=10 => format!("{first} {last}"),
            11..=13 => format!("{last} {first} {patronymic}"),
            14..=15 => format!("{first} {patronymic}"),
            16..=17 => (*first).to_owned(),
            18 => format!("{first} {}.", initial(last)),
            _ => format!("{} {last}", self.initials()),
        }
    }

    /// "П. С."
    fn initials(&self) -> String {
        format!("{}. {}.", initial(self.first), initial(self.patronymic))
    }
}

fn initial(word: &str) -> &str {
    word.chars().next().map_or("", |c| &word[..c.len_utf8()])
}

/// The family name of his wife and daughters. Names without a Russian ending stay as they are.
fn of_a_woman(family: &'static str) -> Cow<'static, str> {
    if let Some(stem) = family.strip_suffix("кий") {
        return Cow::Owned(format!("{stem}кая"));
    }
    if ["ов", "ев", "ёв", "ин", "ын"]
        .iter()
        .any(|end| family.ends_with(end))
    {
        return Cow::Owned(format!("{family}а"));
    }
    Cow::Borrowed(family)
}

fn email(person: &Person, number: u64, rng: &mut Rng) -> String {
    let (first, last) = (latin(person.first), latin(&person.last));
    let house = *rng.pick(&["mail", "pochta", "inbox", "ya"]);
    match rng.below(3) {
        0 => format!("{last}.{first}{number}@{house}.example"),
        1 => format!("{first}{last}{number}@{house}.example"),
        _ => format!("{last}{number}@{house}.example"),
    }
}

/// Small latin letters, as people spell themselves in an address.
fn latin(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        out.push_str(match letter {
            'а' => "a",
            'б' => "b",
            'в' => "v",
            'г' => "g",
            'д' => "d",
            'е' | 'ё' | 'э' => "e",
            'ж' => "zh",
            'з' => "z",
            'и' | 'й' => "i",
            'к' => "k",
            'л' => "l",
            'м' => "m",
            'н' => "n",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' => "u",
            'ф' => "f",
            'х' => "h",
            'ц' => "ts",
            'ч' => "ch",
            'ш' => "sh",
            'щ' => "sch",
            'ы' => "y",
            'ю' => "yu",
            'я' => "ya",
            _ => "",
        });
    }
    out
}

#[cfg(test)]
mod tests;
