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
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_people_write() {
        for (text, kopecks) in [
            ("8400", 840_000),
            ("8 400", 840_000),
            ("8 400,50", 840_050),
            ("8 400.5 ₽", 840_050),
            ("8\u{a0}400,50\u{a0}₽", 840_050),
            ("1\u{202f}284\u{202f}500 руб.", 128_450_000),
            ("1 284 500 руб", 128_450_000),
            ("1,234.56", 123_456),
            ("1.234,56", 123_456),
            ("1,234,567", 123_456_700),
            ("1.234.567 р.", 123_456_700),
            ("1'234.50", 123_450),
            ("'8400", 840_000),
            ("₽ 8400", 840_000),
            ("8400р", 840_000),
            ("8400 RUB", 840_000),
            ("12 рублей", 1200),
            ("12 руб. 50 коп.", 1250),
            ("12 р 05 к", 1205),
            ("0", 0),
            ("0,01", 1),
            ("0,125", 13),
            ("0.004", 0),
            ("1234,565", 123_457),
            ("1 284,500", 128_450),
            ("8400.500000000001", 840_050),
            ("+100", 10_000),
            ("8.4e3", 840_000),
            ("1,2845E6", 128_450_000),
            ("1.2845123E+06", 128_451_230),
            ("5E-3", 1),
            ("92233720368547758,07", i64::MAX),
        ] {
            assert_eq!(Kopecks::parse(text), Ok(Kopecks(kopecks)), "{text:?}");
        }
    }

    #[test]
    fn refuses_with_the_reason() {
        use MoneyError::*;
        for (text, why) in [
            ("", Empty),
            (" \u{a0} ", Empty),
            ("₽", NotANumber),
            ("руб.", NotANumber),
            ("-8400", Negative),
            ("−8 400 ₽", Negative),
            ("(8 400,50)", Negative),
            ("8400-", Negative),
            ("-", NotANumber),
            ("-abc", NotANumber),
            ("8,400", Ambiguous),
            ("8.400 ₽", Ambiguous),
            ("1,28E+06", RuinedByExcel),
            ("92233720368547758,08", TooLarge),
            ("1e40", TooLarge),
            ("1e999", TooLarge),
            ("99999999999999999999999999999999999999999", TooLarge),
            ("8 913 555 12 34", NotANumber),
            ("84 00", NotANumber),
            ("8400 500", NotANumber),
            ("1,2,3", NotANumber),
            ("8,4 00", NotANumber),
            ("8400 usd", NotANumber),
            ("8400,", NotANumber),
            (",50", NotANumber),
            ("12 руб. 500 коп.", NotANumber),
            ("50 коп", NotANumber),
            ("1e", NotANumber),
            ("1e+-3", NotANumber),
            ("NaN", NotANumber),
            ("0x10", NotANumber),
        ] {
            assert_eq!(Kopecks::parse(text), Err(why), "{text:?}");
        }
    }

    #[test]
    fn prints_the_russian_way() {
        for (kopecks, text) in [
            (0, "0 ₽"),
            (840_000, "8 400 ₽"),
            (840_050, "8 400,50 ₽"),
            (128_450_005, "1 284 500,05 ₽"),
            (-7, "−0,07 ₽"),
            (i64::MIN, "−92 233 720 368 547 758,08 ₽"),
        ] {
            assert_eq!(Kopecks(kopecks).to_string(), text.replace(' ', "\u{a0}"));
        }
    }

    #[test]
    fn shortens_to_three_digits() {
        for (roubles, mantissa, decimals, scale) in [
            (0, 0, 0, Scale::One),
            (999, 999, 0, Scale::One),
            (1_000, 1, 0, Scale::Thousand),
            (8_400, 84, 1, Scale::Thousand),
            (84_250, 843, 1, Scale::Thousand),
            (402_000, 402, 0, Scale::Thousand),
            (999_499, 999, 0, Scale::Thousand),
            (999_500, 1, 0, Scale::Million),
            (1_284_500, 128, 2, Scale::Million),
            (-1_284_500, -128, 2, Scale::Million),
            (3_000_000_000, 3, 0, Scale::Billion),
        ] {
            let short = Short {
                mantissa,
                decimals,
                scale,
            };
            assert_eq!(Kopecks(roubles * 100).short(), short, "{roubles}");
        }
    }

    #[test]
    fn arithmetic_never_wraps() {
        assert_eq!(Kopecks(i64::MAX).checked_add(Kopecks(1)), None);
        assert_eq!(Kopecks(i64::MIN).checked_sub(Kopecks(1)), None);
        assert_eq!(Kopecks(i64::MAX / 2).checked_mul(3), None);
        assert_eq!(Kopecks(420_000).checked_mul(2), Some(Kopecks(840_000)));
        assert_eq!(Kopecks::sum([Kopecks(i64::MAX), Kopecks(1)]), None);
        let back = [Kopecks(i64::MAX), Kopecks(1), Kopecks(-2)];
        assert_eq!(Kopecks::sum(back), Some(Kopecks(i64::MAX - 1)));
        assert_eq!(Kopecks(i64::MAX).share(3, 1), None);
        assert_eq!(Kopecks(1).share(1, 0), None);
    }

    #[test]
    fn rounds_a_half_away_from_zero() {
        for (numerator, denominator, kopecks) in [
            (149, 100, 1),
            (150, 100, 2),
            (-149, 100, -1),
            (-150, 100, -2),
            (1, 3, 0),
            (2, 3, 1),
        ] {
            assert_eq!(
                round_half_up(numerator, denominator),
                Some(Kopecks(kopecks))
            );
        }
        assert_eq!(Kopecks(12_345).share(3, 100), Some(Kopecks(370)));
    }

    #[test]
    fn is_a_bare_number_on_the_wire() {
        let json = serde_json::to_string(&Kopecks(840_050)).expect("serializes");
        assert_eq!(json, "840050");
        assert_eq!(
            serde_json::from_str::<Kopecks>(&json).expect("reads back"),
            Kopecks(840_050)
        );
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(kopecks in 0..=i64::MAX) {
            prop_assert_eq!(Kopecks::parse(&Kopecks(kopecks).to_string()), Ok(Kopecks(kopecks)));
        }

        #[test]
        fn a_negative_sum_is_always_refused_as_such(kopecks in i64::MIN..0) {
            prop_assert_eq!(Kopecks::parse(&Kopecks(kopecks).to_string()), match kopecks {
                i64::MIN => Err(MoneyError::TooLarge),
                _ => Err(MoneyError::Negative),
            });
        }

        #[test]
        fn no_text_panics(text in any::<String>(), near in "[0-9 .,eE+'₽рубкоп()−-]{0,24}") {
            for text in [text, near] {
                if let Ok(sum) = Kopecks::parse(&text) {
                    prop_assert!(sum >= Kopecks::ZERO);
                }
            }
        }

        #[test]
        fn a_short_sum_is_close(kopecks in any::<i64>()) {
            let short = Kopecks(kopecks).short();
            let unit = match short.scale {
                Scale::One => 100i128,
                Scale::Thousand => 100_000,
                Scale::Million => 100_000_000,
                Scale::Billion => 100_000_000_000,
            };
            let shown = i128::from(short.mantissa) * unit / 10i128.pow(u32::from(short.decimals));
            let off = (shown - i128::from(kopecks)).abs();
            prop_assert!(off * 200 <= i128::from(kopecks).abs() + 200 * 50, "{short:?}");
        }

        #[test]
        fn shares_of_a_sum_are_within_half_a_kopeck(kopecks in -1_000_000_000i64..1_000_000_000, part in 0i64..1000) {
            let share = Kopecks(kopecks).share(part, 1000).expect("fits");
            let exact = i128::from(kopecks) * i128::from(part);
            prop_assert!((i128::from(share.0) * 1000 - exact).abs() <= 500);
        }
    }
}
