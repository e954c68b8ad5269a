//! Phone numbers: anything a Russian types, pastes or exports, as one E.164 spelling.
//!
//! Forbidden here: inventing digits. What a spreadsheet has cut off is an error, not a shorter number.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A number that can be dialled.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Phone {
    /// `+` and 7 to 15 digits.
    pub e164: String,
    /// The extension behind the switchboard, digits only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ext: Option<String>,
}

/// Why a text is not a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhoneError {
    #[error("no digits")]
    NoDigits,
    #[error("too few digits")]
    TooShort,
    #[error("too many digits")]
    TooLong,
    #[error("no such country or city code")]
    NoSuchCode,
    #[error("several numbers where one is wanted")]
    Several,
    /// "7,91356E+10": the spreadsheet kept six digits of eleven.
    #[error("the spreadsheet has cut the last digits off")]
    RuinedByExcel,
}

impl Phone {
    /// Reads one number; whatever else is no number is passed over, another number is not.
    pub fn parse(text: &str) -> Result<Phone, PhoneError> {
        let mut all = Phone::parse_many(text);
        match all.iter().position(Result::is_ok) {
            Some(at) if all[at + 1..].iter().any(Result::is_ok) => Err(PhoneError::Several),
            Some(at) => all.swap_remove(at),
            None => all.into_iter().next().unwrap_or(Err(PhoneError::NoDigits)),
        }
    }

    /// Every number of one cell, in order, each once. An empty text gives nothing, a text without digits one error.
    pub fn parse_many(text: &str) -> Vec<Result<Phone, PhoneError>> {
        let text = plain(text);
        let mut found: Vec<Result<Phone, PhoneError>> = Vec::new();
        for part in text.split([';', '|', '\n', '/']) {
            read_part(part, &mut found);
        }
        if found.is_empty() && !text.trim().is_empty() {
            found.push(Err(PhoneError::NoDigits));
        }
        found
    }

    /// The digits of the number without `+` and extension.
    pub fn digits(&self) -> &str {
        self.e164.trim_start_matches('+')
    }

    /// The last `n` digits (all of them if there are fewer).
    pub fn last(&self, n: usize) -> &str {
        let digits = self.digits();
        digits
            .get(digits.len().saturating_sub(n)..)
            .unwrap_or(digits)
    }

    /// For reading and dialling: `+7 913 555-12-34`, the extension as `#12`. [`Phone::parse`] reads it back.
    pub fn pretty(&self) -> String {
        let mut out = match self.e164.strip_prefix("+7") {
            Some(n) if n.len() == 10 && n.is_ascii() => {
                format!("+7 {} {}-{}-{}", &n[..3], &n[3..6], &n[6..8], &n[8..])
            }
            _ => self.e164.clone(),
        };
        if let Some(ext) = &self.ext {
            out.push_str(" #");
            out.push_str(ext);
        }
        out
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.pretty())
    }
}

/// No cell with numbers is longer; what is behind is not read, so that a pasted book costs nothing.
const LONGEST_CELL: usize = 1000;

/// Lowercase, full-width digits and pluses as usual ones, invisible marks of address books gone.
fn plain(text: &str) -> String {
    text.trim_start_matches([' ', '\''])
        .chars()
        .take(LONGEST_CELL)
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .map(|c| match c {
            '０'..='９' | '＋' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\r' => '\n',
            _ => c,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

fn count_digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// A cell or a piece of one that has no hard separator inside.
fn read_part(part: &str, found: &mut Vec<Result<Phone, PhoneError>>) {
    if let Some(from_table) = read_spreadsheet(part.trim()) {
        return add(found, from_table);
    }
    // "8,913,555,12,34": commas inside one number.
    if let ok @ Ok(_) = read_one(part)
        && count_digits(part) <= 11
    {
        return add(found, ok);
    }
    let spaced = part.replace(" и ", ",").replace(" или ", ",");
    for piece in spaced.split(',') {
        for single in split_run(piece) {
            if count_digits(&single) == 0 {
                continue;
            }
            if starts_extension(&single) {
                attach(found, &single);
            } else {
                add(found, read_one(&single));
            }
        }
    }
}

fn add(found: &mut Vec<Result<Phone, PhoneError>>, one: Result<Phone, PhoneError>) {
    if !found.contains(&one) {
        found.push(one);
    }
}

/// ", доб. 12" behind a comma belongs to the number before it.
fn attach(found: &mut [Result<Phone, PhoneError>], piece: &str) {
    if let Some(Ok(phone)) = found.last_mut()
        && phone.ext.is_none()
    {
        phone.ext = Some(piece.chars().filter(char::is_ascii_digit).take(8).collect());
    }
}

/// What a spreadsheet makes of a number: `7,9135551234E+10`, `79135551234.0`. `None` if the text is not of that kind.
fn read_spreadsheet(text: &str) -> Option<Result<Phone, PhoneError>> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    // The exponent letter may be Cyrillic after a trip through a Russian keyboard.
    if let Some((mantissa, exponent)) = text.split_once(['e', 'е']) {
        let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
        let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
        if !digits(whole) || !(fraction.is_empty() || digits(fraction)) || !digits(exponent) {
            return None;
        }
        let exponent: usize = match exponent.parse() {
            Ok(small) if small <= 15 => small,
            _ => return Some(Err(PhoneError::TooLong)),
        };
        let (kept, cut) = fraction.split_at(fraction.len().min(exponent));
        let zeros = exponent - kept.len();
        // A program drops zeros at the end of an exact number; a narrow column never leaves nine digits or more,
        // for there the whole number would have fitted.
        let exact = zeros == 0 || whole.len() + kept.len() >= 9;
        if !exact || cut.bytes().any(|b| b != b'0') {
            return Some(Err(PhoneError::RuinedByExcel));
        }
        return Some(read_one(&format!("{whole}{kept}{}", "0".repeat(zeros))));
    }
    let (whole, fraction) = text.split_once(['.', ','])?;
    let zeros = !fraction.is_empty() && fraction.bytes().all(|b| b == b'0');
    (digits(whole) && whole.len() >= 10 && zeros).then(|| read_one(whole))
}

/// Parts numbers that stand side by side with nothing but blanks or a new `+` between them.
fn split_run(piece: &str) -> Vec<String> {
    let mut parts: Vec<String> = vec![String::new()];
    for c in piece.chars() {
        let full = parts.last().is_some_and(|part| count_digits(part) >= 7);
        if c == '+' && full {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
        .into_iter()
        .flat_map(|part| split_blanks(&part))
        .collect()
}

fn split_blanks(part: &str) -> Vec<String> {
    if read_one(part) != Err(PhoneError::TooLong) {
        return vec![part.to_owned()];
    }
    let mut numbers: Vec<String> = Vec::new();
    let mut current = String::new();
    for word in part.split_whitespace() {
        current.push(' ');
        current.push_str(word);
        let digits = count_digits(&current);
        let trunk = current.trim_start_matches(|c: char| !c.is_ascii_digit());
        let complete = if trunk.starts_with(['7', '8']) {
            11
        } else {
            10
        };
        if digits == complete && read_one(&current).is_ok() {
            numbers.push(std::mem::take(&mut current));
        }
    }
    match numbers.last_mut() {
        // Not a row of numbers after all.
        None => vec![part.to_owned()],
        Some(last) if count_digits(&current) < 7 => {
            last.push_str(&current);
            numbers
        }
        Some(_) => {
            numbers.push(current);
            numbers
        }
    }
}

const EXTENSION: [&str; 7] = ["доб", "вн", "ext", "x", "х", "#", "tone"];

fn starts_extension(piece: &str) -> bool {
    let word = piece.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '#');
    EXTENSION.iter().any(|mark| word.starts_with(mark))
}

/// One number with words, brackets and perhaps an extension around it.
fn read_one(piece: &str) -> Result<Phone, PhoneError> {
    // Runs of digits, each with what stood before it: "тел. 8 (913) 555 доб. 12" has two, parted by a word.
    let mut runs: Vec<(String, String)> = Vec::new();
    let mut before = String::new();
    let mut in_word = true;
    for c in piece.chars() {
        if c.is_ascii_digit() {
            if in_word {
                runs.push((std::mem::take(&mut before), String::new()));
                in_word = false;
            }
            if let Some((_, digits)) = runs.last_mut() {
                digits.push(c);
            }
        } else {
            in_word |= c.is_alphabetic() || c == '#';
            before.push(c);
            if !in_word && c != '+' {
                before.clear();
            }
        }
    }
    let mut main = String::new();
    let mut plus = false;
    let mut ext = None;
    for (before, digits) in runs {
        if main.len() >= 7 {
            if starts_extension(&before) {
                ext = Some(digits.chars().take(8).collect());
                break;
            }
            if main.len() >= 10 {
                // "(кв. 12)" and other remarks behind a whole number.
                break;
            }
        }
        plus |= main.is_empty() && before.ends_with('+');
        main.push_str(&digits);
    }
    let e164 = normal(&main, plus)?;
    Ok(Phone { e164, ext })
}

/// E.164 of the digits of one number.
fn normal(digits: &str, plus: bool) -> Result<String, PhoneError> {
    if digits.is_empty() {
        return Err(PhoneError::NoDigits);
    }
    if plus {
        // "+8 913…" and "+8 800…" are the trunk 8 with a needless plus; no country has these codes.
        let trunk = ["89", "83", "8800"].iter().any(|p| digits.starts_with(p));
        return match digits.len() {
            11 if trunk => national(&digits[1..]),
            _ => international(digits),
        };
    }
    if let Some(rest) = digits.strip_prefix("810")
        && rest.len() >= 7
    {
        return international(rest);
    }
    if let Some(rest) = digits.strip_prefix("00")
        && rest.len() >= 7
    {
        return international(rest);
    }
    match digits.len() {
        ..=9 => Err(PhoneError::TooShort),
        // A mobile number with its trunk 8 that lost a digit: no city code begins with 89.
        10 if digits.starts_with("89") => Err(PhoneError::TooShort),
        10 if digits.starts_with(['3', '4', '7', '8', '9']) => national(digits),
        11 if digits.starts_with(['7', '8']) => national(&digits[1..]),
        10 | 11 => Err(PhoneError::NoSuchCode),
        12 => twice_prefixed(digits).unwrap_or(Err(PhoneError::TooLong)),
        _ => Err(PhoneError::TooLong),
    }
}

/// The ten digits behind +7.
fn national(ten: &str) -> Result<String, PhoneError> {
    if ten.starts_with('0') {
        return Err(PhoneError::NoSuchCode);
    }
    Ok(format!("+7{ten}"))
}

/// "+7 8 913 555-12-34": a form put +7 before a number that was typed with its 8.
fn twice_prefixed(digits: &str) -> Option<Result<String, PhoneError>> {
    let twice = digits.starts_with("78") || digits.starts_with("77");
    let ten = digits.get(2..)?;
    (twice && ten.len() == 10 && ten.starts_with(['3', '4', '8', '9'])).then(|| national(ten))
}

fn international(digits: &str) -> Result<String, PhoneError> {
    match digits.len() {
        _ if digits.starts_with('0') => Err(PhoneError::NoSuchCode),
        11 if digits.starts_with('7') => national(&digits[1..]),
        12 if digits.starts_with('7') => twice_prefixed(digits).unwrap_or(Err(PhoneError::TooLong)),
        n if n < 7 || (n < 11 && digits.starts_with('7')) => Err(PhoneError::TooShort),
        n if n > 15 || digits.starts_with('7') => Err(PhoneError::TooLong),
        _ => Ok(format!("+{digits}")),
    }
}

/// A phone as it is kept, for reading; what is no phone stays as it is.
pub fn pretty(kept: &str) -> String {
    Phone::parse(kept).map_or_else(|_| kept.to_owned(), |phone| phone.pretty())
}

#[cfg(test)]
mod tests;
