//! Whatever the bytes are, reading them ends, and without a panic.

use proptest::prelude::*;

use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_end_without_a_panic(
        head in prop::sample::select(vec!["", "\"", "<table><tr>", "<html>", "PK\x03\x04", "sep=;\n", "a;b\n", "\u{FEFF}"]),
        bytes in prop::collection::vec(any::<u8>(), 0..2000),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = file(&folder, "any", [head.as_bytes(), &bytes].concat());
        for origin in [Origin::AmoCrm, Origin::Contacts] {
            if let Ok(import) = Import::open(origin, &path, None, zone()) {
                prop_assert!(import.count() <= 3000);
            }
        }
    }

    #[test]
    fn any_text_of_table_letters_ends_without_a_panic(text in "[;,\t\"'\r\n<>/tabledr =0-9+@.ЁйE]{0,400}") {
        let folder = tempfile::tempdir().unwrap();
        let path = file(&folder, "any", &text);
        if let Ok(import) = Import::open(Origin::Deals, &path, None, zone()) {
            prop_assert!(import.count() <= text.len());
        }
    }

    #[test]
    fn a_damaged_workbook_ends_without_a_panic(
        places in prop::collection::vec((0_usize..6000, any::<u8>()), 1..20),
        old in any::<bool>(),
        rest in 500_usize..60_000,
    ) {
        let mut bytes = if old { old_book() } else { book() };
        for (place, byte) in places {
            let length = bytes.len();
            bytes[place % length] = byte;
        }
        bytes.truncate(rest);
        let folder = tempfile::tempdir().unwrap();
        if let Ok(import) = Import::open(Origin::Deals, &file(&folder, "any", bytes), None, zone()) {
            prop_assert!(import.count() <= 100_000);
        }
    }
}
