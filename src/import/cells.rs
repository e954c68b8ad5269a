//! One cell: its text without the marks of spreadsheets, and the small values that no other room reads.

use super::columns::Messenger;
use super::record::{ItemRecord, Kind, Quantity};
use crate::domain::money::Kopecks;

/// What people write where there is nothing.
const NOTHING: &[&str] = &[
    "нет",
    "не указан",
    "не указано",
    "не задан",
    "не задано",
    "n/a",
    "null",
    "none",
    "#n/a",
];

/// The text of a cell without the apostrophe that keeps a spreadsheet from computing it.
///
/// Only before what a spreadsheet would compute or round: names may begin with an apostrophe.
pub fn unmarked(cell: &str) -> &str {
    let cell = cell.trim();
    match cell.strip_prefix('\'') {
        Some(rest)
            if rest.starts_with(|first: char| {
                first.is_ascii_digit() || "=+-@(\t\r".contains(first)
            }) =>
        {
            rest
        }
        _ => cell,
    }
}

/// Empty, or nothing but dashes and points: nobody is called that.
pub fn is_dash(cell: &str) -> bool {
    cell.chars().all(|letter| "-–—. ".contains(letter))
}

/// Empty, or a word for it; only for cells that hold a number, a date, a phone or an address.
pub fn is_nothing(cell: &str) -> bool {
    cell.is_empty() || NOTHING.contains(&cell.to_lowercase().as_str())
}

/// The letters that fit into `limit` bytes, and whether these are all.
pub fn cut(text: &str, limit: usize) -> (String, bool) {
    let end = text.floor_char_boundary(limit);
    (text[..end].to_owned(), end == text.len())
}

pub fn kind(cell: &str) -> Option<Kind> {
    let lower = cell.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    match (
        says(&["опт", "wholesale", "b2b", "юр"]),
        says(&["розн", "retail", "b2c", "физ"]),
    ) {
        (true, false) => Some(Kind::Wholesale),
        (false, true) => Some(Kind::Retail),
        _ => None,
    }
}

/// Roubles, whatever they are called.
pub fn is_rouble(currency: &str) -> bool {
    let lower = currency.trim().to_lowercase();
    lower.contains("руб")
        || ["", "rub", "rur", "₽", "р", "р.", "ruble", "rouble", "643"].contains(&lower.as_str())
}

/// `2`, `0,5`, `1 000`, `2 шт.`, `1.000`: at most three decimals, more than nothing.
pub fn quantity(cell: &str) -> Option<Quantity> {
    let number: String = cell
        .trim()
        .trim_end_matches(|letter: char| letter.is_alphabetic() || letter == '.')
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let (whole, decimals) = number.split_once([',', '.']).unwrap_or((&number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || whole.len() + decimals.len() == 0 || whole.len() > 9 {
        return None;
    }
    let decimals = decimals.trim_end_matches('0');
    if decimals.len() > 3 {
        return None;
    }
    let thousandths: i64 = format!("0{whole}{decimals:0<3}").parse().ok()?;
    (thousandths > 0).then_some(Quantity(thousandths))
}

/// The names of one cell and what they are at: `telegram:anna, vk:id5` says it of each, else it is the column's.
pub fn messengers(column: Messenger, cell: &str) -> Vec<(Messenger, &str)> {
    let pieces: Vec<&str> = cell.split([',', ';', '\n']).map(str::trim).collect();
    let named = |piece: &&str| {
        let (channel, name) = piece.split_once(':').unwrap_or_default();
        let word = !channel.is_empty() && channel.chars().all(char::is_alphanumeric);
        word && !name.is_empty() && !name.starts_with("//")
    };
    match column {
        Messenger::Other if pieces.iter().all(named) => {
            pieces.into_iter().map(|piece| (column, piece)).collect()
        }
        _ => vec![(column, cell)],
    }
}

/// All goods of one cell: `name x 2 = 4200; name x 1`, or one a line.
pub fn items(cell: &str) -> Vec<ItemRecord> {
    cell.split([';', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(item)
        .collect()
}

fn item(part: &str) -> ItemRecord {
    let priced = part.rsplit_once('=').and_then(|(named, price)| {
        let price = Kopecks::parse(price).ok()?;
        Some((named.trim(), Some(price))).filter(|(named, _)| !named.is_empty())
    });
    let (part, price) = priced.unwrap_or((part, None));
    let split = [" x ", " х ", " X ", " Х ", " × ", " * "]
        .iter()
        .filter_map(|sign| part.rsplit_once(sign))
        .find_map(|(name, count)| {
            Some((name.trim(), quantity(count)?)).filter(|(name, _)| !name.is_empty())
        });
    let (name, quantity) = split.unwrap_or((part, Quantity::default()));
    ItemRecord {
        name: name.to_owned(),
        sku: None,
        price,
        quantity,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_of_a_spreadsheet_goes_and_an_apostrophe_stays() {
        assert_eq!(unmarked("'+7 900"), "+7 900");
        assert_eq!(unmarked("'=cmd|x"), "=cmd|x");
        assert_eq!(unmarked("'8383"), "8383");
        assert_eq!(unmarked("'т Хоофт"), "'т Хоофт");
    }

    #[test]
    fn quantities_are_thousandths() {
        for (text, thousandths) in [
            ("2", 2000),
            ("0,5", 500),
            (",5", 500),
            ("1 000", 1_000_000),
            ("2 шт.", 2000),
            ("1.000", 1000),
            ("2,1250", 2125),
        ] {
            assert_eq!(quantity(text), Some(Quantity(thousandths)), "{text}");
        }
        for text in ["", "0", "-1", "шт", "1.2345", "1,2,3", "9999999999"] {
            assert_eq!(quantity(text), None, "{text}");
        }
    }

    #[test]
    fn goods_of_one_cell_come_apart() {
        let items = items("AM-4410 Амортизатор x 2; 00077-1 Чехол руля х 1,5;Хлеб\n");
        let told: Vec<_> = items
            .iter()
            .map(|item| (item.name.as_str(), item.quantity.0))
            .collect();
        assert_eq!(
            told,
            [
                ("AM-4410 Амортизатор", 2000),
                ("00077-1 Чехол руля", 1500),
                ("Хлеб", 1000)
            ]
        );
    }

    #[test]
    fn goods_of_one_cell_have_their_prices() {
        let told = |cell: &str| -> Vec<(String, i64, Option<i64>)> {
            let price = |item: &ItemRecord| item.price.map(|price| price.0);
            let items = items(cell);
            let told = items
                .iter()
                .map(|i| (i.name.clone(), i.quantity.0, price(i)));
            told.collect()
        };
        assert_eq!(
            told("Рычаг x 2 = 4 200; Втулка=75,50; Ключ = на 12"),
            [
                ("Рычаг".to_owned(), 2000, Some(420_000)),
                ("Втулка".to_owned(), 1000, Some(7_550)),
                ("Ключ = на 12".to_owned(), 1000, None)
            ]
        );
    }

    #[test]
    fn messengers_of_one_cell_say_where_they_are() {
        let other = |cell| messengers(Messenger::Other, cell);
        assert_eq!(other("telegram:anna, vk:id5").len(), 2);
        assert_eq!(other("https://t.me/anna").len(), 1);
        assert_eq!(other("anna, после шести").len(), 1);
        assert_eq!(messengers(Messenger::Telegram, "a:b, c:d").len(), 1);
    }

    #[test]
    fn kinds_are_told_by_a_word() {
        assert_eq!(kind("Опт"), Some(Kind::Wholesale));
        assert_eq!(kind("Юр. лицо"), Some(Kind::Wholesale));
        assert_eq!(kind("розничный"), Some(Kind::Retail));
        assert_eq!(kind("Продажа"), None);
        assert_eq!(kind("опт и розница"), None);
    }

    #[test]
    fn cutting_never_splits_a_letter() {
        assert_eq!(cut("ёжик", 5), ("ёж".to_owned(), false));
        assert_eq!(cut("ёж", 4), ("ёж".to_owned(), true));
    }
}
