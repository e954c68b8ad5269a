//! What the values of a column look like, for when its heading says nothing.

use super::columns::Column;
use super::row::Row;

/// What nearly all values of a column look like.
pub fn shown(index: usize, sample: &[&Row]) -> Option<Column> {
    let values: Vec<&str> = sample
        .iter()
        .filter_map(|row| {
            row.cells
                .get(index)
                .map(|cell| cell.trim_start_matches('\''))
        })
        .filter(|cell| !cell.is_empty())
        .collect();
    let nearly_all = |looks: fn(&str) -> bool| {
        !values.is_empty()
            && values.iter().filter(|value| looks(value)).count() * 10 >= values.len() * 9
    };
    if nearly_all(looks_like_phone) {
        Some(Column::Phone)
    } else if nearly_all(looks_like_email) {
        Some(Column::Email)
    } else if nearly_all(looks_like_name) {
        Some(Column::ContactName)
    } else {
        None
    }
}

/// Stricter than reading a phone: tax and track numbers have ten digits too.
fn looks_like_phone(value: &str) -> bool {
    let digits: Vec<u8> = value.bytes().filter(u8::is_ascii_digit).collect();
    let shaped = value
        .chars()
        .all(|letter| letter.is_ascii_digit() || "+-() ./".contains(letter));
    let national = digits.len() == 11 && matches!(digits[0], b'7' | b'8') && digits[1] != b'0';
    shaped && (national || value.starts_with('+') && (10..=15).contains(&digits.len()))
}

fn looks_like_email(value: &str) -> bool {
    value.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !value.contains(char::is_whitespace)
    })
}

/// One to four words of letters, each with a capital.
fn looks_like_name(value: &str) -> bool {
    let words: Vec<&str> = value.split_whitespace().collect();
    (1..=4).contains(&words.len())
        && words.iter().all(|word| {
            word.starts_with(char::is_uppercase)
                && word
                    .chars()
                    .all(|letter| letter.is_alphabetic() || letter == '-')
        })
}

/// Phones and addresses are never headings: a table that begins with one has none.
pub fn is_value(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let phone = digits >= 10
        && cell
            .chars()
            .all(|letter| letter.is_ascii_digit() || " +-().'".contains(letter));
    phone || looks_like_email(cell)
}
