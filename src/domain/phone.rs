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
    /// "7,91356E+10": the spreadsheet kept six digits of eleven.
    #[error("the spreadsheet has cut the last digits off")]
    RuinedByExcel,
}

impl Phone {
    /// Reads one number; of several the first good one.
    pub fn parse(text: &str) -> Result<Phone, PhoneError> {
        let mut all = Phone::parse_many(text);
        match all.iter().position(Result::is_ok) {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const IVAN: &str = "+79135551234";

    #[test]
    fn reads_every_way_of_writing_a_number() {
        for (text, e164, ext) in [
            ("+79135551234", IVAN, ""),
            ("89135551234", IVAN, ""),
            ("79135551234", IVAN, ""),
            ("9135551234", IVAN, ""),
            ("+7 913 555-12-34", IVAN, ""),
            ("+7 (913) 555-12-34", IVAN, ""),
            ("8 (913) 555-12-34", IVAN, ""),
            ("8(913)5551234", IVAN, ""),
            ("8-913-555-12-34", IVAN, ""),
            ("8 913 555 1234", IVAN, ""),
            ("8.913.555.12.34", IVAN, ""),
            ("8,913,555,12,34", IVAN, ""),
            ("(913) 555-12-34", IVAN, ""),
            ("913 555-12-34", IVAN, ""),
            ("  +7 913 5551234\t", IVAN, ""),
            ("+7\u{a0}913\u{a0}555‑12‑34", IVAN, ""),
            ("8 913 555–12—34", IVAN, ""),
            ("８９１３５５５１２３４", IVAN, ""),
            ("\u{202a}+7 913 555-12-34\u{202c}", IVAN, ""),
            ("'+79135551234", IVAN, ""),
            ("'89135551234", IVAN, ""),
            ("тел. 8 (913) 555-12-34", IVAN, ""),
            ("тел. 8 (913) 555-12-34 доб. 12", IVAN, "12"),
            ("8 (913) 555-12-34, доб. 12", IVAN, "12"),
            ("+7 913 555-12-34 доб.1234", IVAN, "1234"),
            ("89135551234 вн. 5", IVAN, "5"),
            ("+7 913 555-12-34 ext 7", IVAN, "7"),
            ("+7 913 555-12-34 x7", IVAN, "7"),
            ("+7 913 555-12-34 (доб. 101)", IVAN, "101"),
            ("+7 913 555-12-34#101", IVAN, "101"),
            ("Моб.: 89135551234 (Иван)", IVAN, ""),
            ("89135551234 Иван, кв. 12", IVAN, ""),
            ("89135551234 кв 12", IVAN, ""),
            ("tel:+79135551234", IVAN, ""),
            ("WhatsApp +7-913-555-12-34", IVAN, ""),
            ("+8 913 555-12-34", IVAN, ""),
            ("+7 8 913 555-12-34", IVAN, ""),
            ("+7 (8913) 555-12-34", IVAN, ""),
            ("+7 +7 913 555-12-34", IVAN, ""),
            ("007 913 555-12-34", IVAN, ""),
            ("8 10 7 913 555-12-34", IVAN, ""),
            ("7,9135551234E+10", IVAN, ""),
            ("7.9135551234E+10", IVAN, ""),
            ("7.9135551234e10", IVAN, ""),
            ("7.91355512340E+10", IVAN, ""),
            ("9.135551234E9", IVAN, ""),
            ("8,9135551234Е+10", IVAN, ""),
            ("79135551234.0", IVAN, ""),
            ("79135551234,00", IVAN, ""),
            ("+79135551234.0", IVAN, ""),
            ("7.913555123E+10", "+79135551230", ""),
            ("8 383 222-33-44", "+73832223344", ""),
            ("8 (383) 222-33-44 доб 2", "+73832223344", "2"),
            ("(3832) 22-33-44", "+73832223344", ""),
            ("8 (800) 555-35-35", "+78005553535", ""),
            ("8-800-555-35-35", "+78005553535", ""),
            ("8005553535", "+78005553535", ""),
            ("+7 701 123 45 67", "+77011234567", ""),
            ("8 727 250-12-34", "+77272501234", ""),
            ("+375 29 123-45-67", "+375291234567", ""),
            ("00375291234567", "+375291234567", ""),
            ("8 10 375 29 123 45 67", "+375291234567", ""),
            ("810375291234567", "+375291234567", ""),
            ("+49 (30) 1234567", "+49301234567", ""),
            ("+1 212 555-12-34", "+12125551234", ""),
            ("+86 138 0013 8000", "+8613800138000", ""),
            ("+81 90 1234 5678", "+819012345678", ""),
            ("+2901234", "+2901234", ""),
        ] {
            let phone = Phone {
                e164: e164.to_owned(),
                ext: (!ext.is_empty()).then(|| ext.to_owned()),
            };
            assert_eq!(Phone::parse(text), Ok(phone), "{text:?}");
        }
    }

    #[test]
    fn refuses_with_the_reason() {
        use PhoneError::*;
        for (text, why) in [
            ("", NoDigits),
            ("   ", NoDigits),
            ("нет", NoDigits),
            ("+", NoDigits),
            ("12", TooShort),
            ("222-33-44", TooShort),
            ("891355512", TooShort),
            ("+7 913 555-12-3", TooShort),
            ("+12345", TooShort),
            ("891355512345", TooLong),
            ("+7 913 555-12-345", TooLong),
            ("375291234567", TooLong),
            ("540601234567", TooLong),
            ("+1234567890123456", TooLong),
            ("1234567890123456789", TooLong),
            ("5406012345", NoSuchCode),
            ("2125551234", NoSuchCode),
            ("11223344595", NoSuchCode),
            ("8 029 123-45-67", NoSuchCode),
            ("+0 913 555-12-34", NoSuchCode),
            ("7,91356E+10", RuinedByExcel),
            ("7.91E+10", RuinedByExcel),
            ("8E+10", RuinedByExcel),
            ("7,91355512345E+10", RuinedByExcel),
            ("7,9E+99", TooLong),
        ] {
            assert_eq!(Phone::parse(text), Err(why), "{text:?}");
        }
    }

    #[test]
    fn reads_several_in_one_cell() {
        let two = [Phone::parse(IVAN), Phone::parse("+73832223344")];
        for text in [
            "+7 913 555-12-34, 8-383-222-33-44",
            "89135551234; 83832223344",
            "89135551234/83832223344",
            "89135551234\r\n83832223344",
            "8 913 555-12-34 и 8 (383) 222-33-44",
            "8 913 555-12-34 8 (383) 222-33-44",
            "89135551234 83832223344",
            "+79135551234+73832223344",
            "моб. 8 913 555 12 34, раб. 383 222 33 44",
            "7,9135551234E+10; 7,3832223344E+10",
            "89135551234, 83832223344, +7 (913) 555-12-34",
        ] {
            assert_eq!(Phone::parse_many(text), two, "{text:?}");
        }
        assert_eq!(Phone::parse_many(""), []);
        assert_eq!(Phone::parse_many("—"), [Err(PhoneError::NoDigits)]);
        let mixed = Phone::parse_many("22-33-44, 89135551234");
        assert_eq!(mixed, [Err(PhoneError::TooShort), Phone::parse(IVAN)]);
        let with_ext = Phone::parse_many("8 383 222-33-44 доб. 12, 89135551234");
        assert_eq!(with_ext.len(), 2);
        assert_eq!(
            with_ext[0].as_ref().map(|p| p.ext.as_deref()),
            Ok(Some("12"))
        );
    }

    #[test]
    fn shows_and_gives_its_digits() {
        let phone = Phone::parse("89135551234 доб 12").expect("a number");
        assert_eq!(phone.pretty(), "+7 913 555-12-34 #12");
        assert_eq!(phone.to_string(), phone.pretty());
        assert_eq!(phone.digits(), "79135551234");
        assert_eq!(phone.last(4), "1234");
        assert_eq!(phone.last(99), "79135551234");
        let abroad = Phone::parse("+375291234567").expect("a number");
        assert_eq!(abroad.pretty(), "+375291234567");
    }

    fn any_phone() -> impl Strategy<Value = Phone> {
        let russian = "[34789][0-9]{9}".prop_map(|ten| format!("+7{ten}"));
        let abroad = "[1-69][0-9]{6,14}".prop_map(|digits| format!("+{digits}"));
        (
            prop_oneof![russian, abroad],
            proptest::option::of("[0-9]{1,6}"),
        )
            .prop_map(|(e164, ext)| Phone { e164, ext })
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(phone in any_phone()) {
            prop_assert_eq!(Phone::parse(&phone.pretty()), Ok(phone));
        }

        #[test]
        fn no_text_panics_and_every_result_is_stable(
            text in any::<String>(),
            near in "[0-9 +()eE.,;/xдоб#-]{0,40}",
        ) {
            for text in [text, near] {
                for phone in Phone::parse_many(&text).into_iter().flatten() {
                    prop_assert!((7..=15).contains(&phone.digits().len()), "{phone:?}");
                    prop_assert_eq!(Phone::parse(&phone.pretty()), Ok(phone.clone()));
                }
            }
        }

        #[test]
        fn punctuation_never_matters(ten in "[3489][0-9]{9}", marks in proptest::collection::vec("[ ()-]{0,2}", 11)) {
            let mut typed = String::new();
            for (digit, mark) in format!("8{ten}").chars().zip(marks) {
                typed.push(digit);
                typed.push_str(&mark);
            }
            prop_assert_eq!(Phone::parse(&typed).map(|p| p.e164), Ok(format!("+7{ten}")));
        }
    }
}
