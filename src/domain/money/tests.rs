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
