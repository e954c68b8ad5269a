//! The same person in several rows of one file gets one number.
//!
//! Two rows are one person when they share an id, a messenger, a phone or an address; a row that has none of them is told
//! by its name and city. The server matches by the same, so what this foretells comes true.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use super::record::ContactRecord;
use crate::domain::fold::fold;

/// The people seen so far. Keeps 64 bits of each key, so 100 000 people take a few megabytes.
#[derive(Debug, Default)]
pub struct Persons {
    hasher: RandomState,
    keys: HashMap<u64, u32>,
    /// For each number the number it was united with; its own when it was not.
    united: Vec<u32>,
    lines: Vec<u64>,
}

/// Who a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub person: u32,
    /// The line where this person came first.
    pub first_line: u64,
    pub new: bool,
}

impl Persons {
    /// The number of the person in this row; `None` when nothing tells who it is.
    ///
    /// A later row may show that two numbers are one person; [`Persons::root`] says which number stands for both.
    pub fn number(&mut self, contact: &ContactRecord, line: u64) -> Option<Seen> {
        let keys = self.keys_of(contact);
        if keys.is_empty() {
            return None;
        }
        let known: Vec<u32> = keys
            .iter()
            .filter_map(|key| self.keys.get(key))
            .map(|number| self.root(*number))
            .collect();
        let new = known.is_empty();
        let person = known.iter().copied().min().unwrap_or_else(|| {
            let number = u32::try_from(self.united.len()).unwrap_or(u32::MAX);
            self.united.push(number);
            self.lines.push(line);
            number
        });
        for other in known {
            self.united[other as usize] = person;
        }
        for key in keys {
            self.keys.insert(key, person);
        }
        Some(Seen {
            person,
            first_line: self.lines[person as usize],
            new,
        })
    }

    /// The number that stands for a person now: the smallest of those that turned out to be one.
    pub fn root(&self, mut number: u32) -> u32 {
        while let Some(&above) = self.united.get(number as usize)
            && above != number
        {
            number = above;
        }
        number
    }

    /// Different people so far.
    pub fn count(&self) -> usize {
        (0..)
            .zip(&self.united)
            .filter(|(number, united)| number == *united)
            .count()
    }

    fn keys_of(&self, contact: &ContactRecord) -> Vec<u64> {
        let own = contact.own.iter();
        let own = own.map(|number| self.hasher.hash_one(("own", number)));
        let id = contact.external.iter();
        let id = id.map(|external| self.hasher.hash_one(("id", &external.id)));
        let messengers = contact
            .messengers
            .iter()
            .map(|at| self.hasher.hash_one(("messenger", at)));
        let phones = contact
            .phones
            .iter()
            .map(|phone| self.hasher.hash_one(("phone", &phone.e164)));
        let emails = contact
            .emails
            .iter()
            .map(|email| self.hasher.hash_one(("email", email.as_str())));
        let keys: Vec<u64> = own
            .chain(id)
            .chain(messengers)
            .chain(phones)
            .chain(emails)
            .collect();
        if !keys.is_empty() {
            return keys;
        }
        let name = fold(
            contact
                .name
                .as_deref()
                .or(contact.company.as_deref())
                .unwrap_or_default(),
        );
        let city = fold(contact.city.as_deref().unwrap_or_default());
        if name.is_empty() {
            Vec::new()
        } else {
            vec![self.hasher.hash_one(("name", name, city))]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::email::Email;
    use crate::domain::phone::Phone;

    fn contact(name: &str, phones: &str, emails: &str, city: &str) -> ContactRecord {
        ContactRecord {
            name: Some(name.to_owned()),
            phones: Phone::parse_many(phones).into_iter().flatten().collect(),
            emails: Email::parse_many(emails).into_iter().flatten().collect(),
            city: Some(city.to_owned()),
            ..ContactRecord::default()
        }
    }

    #[test]
    fn a_phone_or_an_address_or_else_name_and_city_make_a_person() {
        let mut persons = Persons::default();
        let mut number = |name, phones, emails, city, line| {
            persons
                .number(&contact(name, phones, emails, city), line)
                .map(|seen| (seen.person, seen.first_line, seen.new))
        };
        assert_eq!(
            number("Иван", "8 900 000-11-22", "", "", 2),
            Some((0, 2, true))
        );
        assert_eq!(
            number("Ваня", "+79000001122", "ivan@mail.ru", "", 3),
            Some((0, 2, false))
        );
        assert_eq!(
            number("И. И.", "", "Ivan@mail.ru", "", 4),
            Some((0, 2, false))
        );
        assert_eq!(number("Иван", "", "", "", 5), Some((1, 5, true)));
        assert_eq!(number("Пётр  Ёлкин", "", "", "Омск", 6), Some((2, 6, true)));
        assert_eq!(number("петр елкин", "", "", "омск", 7), Some((2, 6, false)));
        assert_eq!(number("Пётр Ёлкин", "", "", "Томск", 8), Some((3, 8, true)));
        assert_eq!(number("", "", "", "Томск", 9), None);
    }

    #[test]
    fn a_row_with_the_keys_of_two_people_unites_them() {
        let mut persons = Persons::default();
        for (line, phones, emails) in [
            (2, "89000000001", ""),
            (3, "", "a@b.ru"),
            (4, "89000000002", ""),
            (5, "89000000002", "a@b.ru"),
            (6, "89000000001", "a@b.ru"),
        ] {
            persons
                .number(&contact("", phones, emails, ""), line)
                .unwrap();
        }
        assert_eq!([0, 1, 2].map(|number| persons.root(number)), [0, 0, 0]);
        assert_eq!(persons.count(), 1);
    }
}
