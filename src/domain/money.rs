//! Money: whole kopecks in an `i64`, read from what people and spreadsheets write, printed the Russian way.
//!
//! Forbidden here: floating point, and rounding anywhere but in [`round_half_up`].

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

const NBSP: char = '\u{a0}';
/// More digits than any sum has, few enough for exact `i128` arithmetic.
const MAX_DIGITS: usize = 24;

/// A sum in kopecks. Ledger entries may be negative; sums typed by people may not (see [`Kopecks::parse`]).
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
pub struct Kopecks(pub i64);

/// Why a text is not a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MoneyError {
    #[error("no sum given")]
    Empty,
    #[error("not a number")]
    NotANumber,
    #[error("a sum cannot be negative")]
    Negative,
    #[error("the sum is too large")]
    TooLarge,
    /// "8,400": eight roubles forty or eight thousand four hundred. A guess would be wrong a thousandfold.
    #[error("one separator and three digits: thousands or kopecks?")]
    Ambiguous,
    /// "1,28E+06": the spreadsheet column was too narrow and the last digits are gone.
    #[error("the spreadsheet has cut the last digits off")]
    RuinedByExcel,
}

/// The step a shortened sum is counted in; the words for it are in `text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    One,
    Thousand,
    Million,
    Billion,
}

/// A sum for a narrow place, to three significant digits: `mantissa / 10^decimals` of `scale` roubles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Short {
    pub mantissa: i64,
    pub decimals: u8,
    pub scale: Scale,
}

/// The only rounding of money: to the nearest whole kopeck, a half goes away from zero.
///
/// `None` when the denominator is not positive or the result does not fit.
pub fn round_half_up(numerator: i128, denominator: i128) -> Option<Kopecks> {
    if denominator <= 0 {
        return None;
    }
    let magnitude = numerator.checked_abs()?;
    let whole = magnitude / denominator;
    // Compared by subtraction: twice the remainder could leave i128.
    let rest = magnitude % denominator;
    let rounded = whole + i128::from(rest >= denominator - rest);
    i64::try_from(rounded * numerator.signum())
        .ok()
        .map(Kopecks)
}

impl Kopecks {
    pub const ZERO: Kopecks = Kopecks(0);

    /// Whole roubles; `None` when the sum does not fit.
    pub fn from_roubles(roubles: i64) -> Option<Kopecks> {
        roubles.checked_mul(100).map(Kopecks)
    }

    pub fn checked_add(self, other: Kopecks) -> Option<Kopecks> {
        self.0.checked_add(other.0).map(Kopecks)
    }

    pub fn checked_sub(self, other: Kopecks) -> Option<Kopecks> {
        self.0.checked_sub(other.0).map(Kopecks)
    }

    /// Price times quantity.
    pub fn checked_mul(self, quantity: i64) -> Option<Kopecks> {
        self.0.checked_mul(quantity).map(Kopecks)
    }

    pub fn checked_neg(self) -> Option<Kopecks> {
        self.0.checked_neg().map(Kopecks)
    }

    /// `part / whole` of the sum, rounded once: 3 % is `share(3, 100)`, 2.5 % is `share(25, 1000)`.
    pub fn share(self, part: i64, whole: i64) -> Option<Kopecks> {
        round_half_up(i128::from(self.0) * i128::from(part), i128::from(whole))
    }

    /// The sum of all, `None` if it does not fit at the end. The order does not matter: partial sums are wider.
    pub fn sum(all: impl IntoIterator<Item = Kopecks>) -> Option<Kopecks> {
        let total = all
            .into_iter()
            .try_fold(0i128, |sum, one| sum.checked_add(i128::from(one.0)))?;
        i64::try_from(total).ok().map(Kopecks)
    }

    /// To three significant digits: 402 000 ₽ is 402 thousand, 1 284 500 ₽ is 1.28 million.
    pub fn short(self) -> Short {
        const STEPS: [(Scale, i128); 4] = [
            (Scale::One, 100),
            (Scale::Thousand, 100_000),
            (Scale::Million, 100_000_000),
            (Scale::Billion, 100_000_000_000),
        ];
        let sum = i128::from(self.0);
        let fits = STEPS.iter().rposition(|(_, unit)| sum.abs() >= *unit);
        let at = fits.unwrap_or(0);
        let short = three_digits(sum, STEPS[at]);
        match STEPS.get(at + 1) {
            // 999 950 rounds to 1000 thousand, which is said as one million.
            Some(next) if short.mantissa.abs() >= 1000 => three_digits(sum, *next),
            _ => short,
        }
    }

    /// Reads a sum as people and spreadsheets write it: `8400`, `8 400,50`, `8 400.5 ₽`, `1 284 500 руб.`,
    /// `1,234.56`, `12 руб. 50 коп.`, `8.4e3`. More than two decimals are rounded by [`round_half_up`].
    pub fn parse(text: &str) -> Result<Kopecks, MoneyError> {
        let lower = text.to_lowercase();
        let bare = lower.trim().trim_start_matches('\'').trim();
        if bare.is_empty() {
            return Err(MoneyError::Empty);
        }
        let (number, kopecks) = strip_currency(bare)?;
        if number.is_empty() {
            return Err(MoneyError::NotANumber);
        }
        let negative = |c| matches!(c, '-' | '−' | '–' | '(');
        if number.starts_with(negative) || number.ends_with(['-', '−', ')']) {
            let inner = number
                .trim_matches(|c| negative(c) || c == ')' || c == '−')
                .trim();
            return Err(read_number(inner).map_or_else(|why| why, |_| MoneyError::Negative));
        }
        let sum = read_number(number.trim_start_matches('+').trim_start())?;
        match kopecks {
            None => Ok(sum),
            Some(_) if sum.0 % 100 != 0 => Err(MoneyError::NotANumber),
            Some(more) => sum.checked_add(Kopecks(more)).ok_or(MoneyError::TooLarge),
        }
    }
}

/// `8 400 ₽`, `8 400,50 ₽`, with no-break spaces so that a line never breaks inside a sum.
impl fmt::Display for Kopecks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let roubles = (magnitude / 100).to_string();
        let mut out = String::with_capacity(roubles.len() * 2 + 8);
        if self.0 < 0 {
            out.push('−');
        }
        for (at, digit) in roubles.chars().enumerate() {
            if at > 0 && (roubles.len() - at).is_multiple_of(3) {
                out.push(NBSP);
            }
            out.push(digit);
        }
        if !magnitude.is_multiple_of(100) {
            out.push_str(&format!(",{:02}", magnitude % 100));
        }
        out.push(NBSP);
        out.push('₽');
        f.pad(&out)
    }
}

fn three_digits(sum: i128, (scale, unit): (Scale, i128)) -> Short {
    let rounded = |decimals: u8| {
        let lifted = round_half_up(sum * 10i128.pow(u32::from(decimals)), unit);
        lifted.map_or(i64::MAX, |k| k.0)
    };
    let whole = (sum / unit).abs();
    let mut decimals = match (scale, whole) {
        (Scale::One, _) | (_, 100..) => 0,
        (_, 10..) => 1,
        _ => 2,
    };
    let mut mantissa = rounded(decimals);
    while decimals > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        decimals -= 1;
    }
    Short {
        mantissa,
        decimals,
        scale,
    }
}

/// Cuts the currency off and reads "50 коп." behind it, if that is how it was written.
fn strip_currency(text: &str) -> Result<(&str, Option<i64>), MoneyError> {
    let signs = [
        "₽",
        "рублей",
        "рубля",
        "рубль",
        "руб",
        "р",
        "rub",
        "rur",
        "rubles",
        "p",
    ];
    let text = text.trim_end_matches('.').trim_end();
    let text = text
        .strip_prefix("₽")
        .or_else(|| text.strip_prefix("rub"))
        .map_or(text, str::trim_start);
    for word in ["копеек", "копейки", "копейка", "коп", "к"] {
        if let Some(before) = text.strip_suffix(word) {
            let before = before.trim_end();
            let roubles = before
                .trim_end_matches(|c: char| c.is_ascii_digit())
                .trim_end();
            let small = before[roubles.len()..].trim();
            let small = small.parse::<u8>().map_err(|_| MoneyError::NotANumber)?;
            let roubles = roubles.trim_end_matches('.');
            if small > 99 || !signs.iter().any(|sign| roubles.ends_with(sign)) {
                return Err(MoneyError::NotANumber);
            }
            return Ok((strip_currency(roubles)?.0, Some(i64::from(small))));
        }
    }
    let mut best = text;
    for sign in signs {
        if let Some(before) = text.strip_suffix(sign)
            && before.len() < best.len()
        {
            best = before;
        }
    }
    Ok((best.trim_end(), None))
}

/// An unsigned number without currency.
fn read_number(text: &str) -> Result<Kopecks, MoneyError> {
    let (mantissa, exponent) = match text.split_once('e') {
        None => (text, None),
        Some((mantissa, exponent)) => (mantissa.trim(), Some(read_exponent(exponent)?)),
    };
    let (digits, decimals) = read_mantissa(mantissa, exponent.is_some())?;
    let significant = digits.trim_start_matches('0');
    if significant.len() > MAX_DIGITS {
        return Err(MoneyError::TooLarge);
    }
    let value = match significant {
        "" => 0,
        some => some.parse::<i128>().map_err(|_| MoneyError::NotANumber)?,
    };
    let mut power = 2 - i32::try_from(decimals).map_err(|_| MoneyError::TooLarge)?;
    if let Some(exponent) = exponent {
        // Only spreadsheets write "E+06"; programs that keep all digits write "e6" or nothing.
        if exponent.spreadsheet && usize::try_from(exponent.value).is_ok_and(|e| e > decimals) {
            return Err(MoneyError::RuinedByExcel);
        }
        power += exponent.value;
    }
    if value == 0 {
        return Ok(Kopecks::ZERO);
    }
    match u32::try_from(power) {
        Ok(up) => 10i128
            .checked_pow(up)
            .and_then(|by| value.checked_mul(by))
            .and_then(|kopecks| round_half_up(kopecks, 1)),
        // Past i128 the fraction is certainly under half a kopeck.
        Err(_) => match 10i128.checked_pow(power.unsigned_abs()) {
            Some(by) => round_half_up(value, by),
            None => Some(Kopecks::ZERO),
        },
    }
    .ok_or(MoneyError::TooLarge)
}

struct Exponent {
    value: i32,
    spreadsheet: bool,
}

fn read_exponent(text: &str) -> Result<Exponent, MoneyError> {
    let plus = text.starts_with('+');
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || digits.len() > 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(MoneyError::NotANumber);
    }
    let value: i32 = digits.parse().map_err(|_| MoneyError::NotANumber)?;
    Ok(Exponent {
        value: if text.starts_with('-') { -value } else { value },
        spreadsheet: plus && digits.len() >= 2,
    })
}

/// All digits in a row and how many of them are decimals.
fn read_mantissa(text: &str, scientific: bool) -> Result<(String, usize), MoneyError> {
    let group = |c: char| c.is_whitespace() || c == '\'' || c == '’';
    let point = |c: char| c == '.' || c == ',';
    if !text.starts_with(|c: char| c.is_ascii_digit())
        || !text.ends_with(|c: char| c.is_ascii_digit())
        || !text
            .chars()
            .all(|c| c.is_ascii_digit() || group(c) || point(c))
    {
        return Err(MoneyError::NotANumber);
    }
    let points: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| point(*c)).collect();
    let spaced = text.contains(group);
    let (whole, fraction) = match points.as_slice() {
        [] => (text, ""),
        [(at, _)] => (&text[..*at], &text[at + 1..]),
        // Two kinds: the last one is the decimal point. One kind repeated: all are thousands.
        [.., (before, a), (at, b)] if a != b && *before < *at => (&text[..*at], &text[at + 1..]),
        _ => (text, ""),
    };
    if fraction.contains(group) {
        return Err(MoneyError::NotANumber);
    }
    let lone = points.len() == 1 && !spaced && !scientific;
    if lone && fraction.len() == 3 && whole.len() <= 3 && !whole.starts_with('0') {
        return Err(MoneyError::Ambiguous);
    }
    let mut groups = whole.split(|c| group(c) || point(c));
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let mixed = whole.contains(point) && (spaced || (whole.contains('.') && whole.contains(',')));
    if mixed || (!rest.is_empty() && first.len() > 3) || rest.iter().any(|g| g.len() != 3) {
        return Err(MoneyError::NotANumber);
    }
    Ok((
        format!("{first}{}{fraction}", rest.concat()),
        fraction.len(),
    ))
}

#[cfg(test)]
mod tests;
