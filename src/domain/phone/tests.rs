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
        ("8124445566", "+78124445566", ""),
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
        ("8913555001", TooShort),
        ("8 913 555-00-1", TooShort),
        ("8 913 555-12-34, 8 923 555-12-34", Several),
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
