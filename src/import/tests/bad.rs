//! What goes wrong, each with its place and reason.

use std::io::{Read, Write};
use std::os::unix::net::UnixListener;

use super::*;
use crate::domain::money::{Kopecks, MoneyError};
use crate::import::delimited::Delimited;
use crate::import::table::{MAX_CELL, MAX_TIMES, MAX_UNPACKED, RowError, RowFault};

fn error(name: &str, bytes: impl AsRef<[u8]>) -> TableError {
    let folder = tempfile::tempdir().unwrap();
    Import::open(Origin::Deals, &file(&folder, name, bytes), None, zone()).unwrap_err()
}

#[test]
fn a_file_that_is_no_table_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let open = |path: &Path| Import::open(Origin::Deals, path, None, zone()).unwrap_err();
    assert_eq!(open(&folder.path().join("none")), TableError::NotFound);
    assert_eq!(open(folder.path()), TableError::Directory);
    let socket = folder.path().join("socket");
    let _listener = UnixListener::bind(&socket).unwrap();
    assert_eq!(open(&socket), TableError::NotAFile);
    assert_eq!(error("empty", ""), TableError::Empty);
    assert_eq!(error("blank", "\u{FEFF} \r\n"), TableError::Empty);
    assert_eq!(error("mark", [0xFF, 0xFE]), TableError::Empty);
    assert_eq!(error("commas", ";;;\n;;\n"), TableError::Empty);
    assert_eq!(
        error("picture", b"\x89PNG\r\n\x1a\n\0\0"),
        TableError::Binary
    );
    assert_eq!(error("paper", "%PDF-1.7\nxyz"), TableError::Binary);
    let headings = vec!["Имя".to_owned(), "Телефон".to_owned()];
    assert_eq!(
        error("headings", "Имя;Телефон\n"),
        TableError::NoRows { headings }
    );
    assert!(matches!(
        error("zip", b"PK\x03\x04 and nothing more"),
        TableError::Broken { .. }
    ));
    assert!(matches!(
        error("cut.xlsx", &book()[..2000]),
        TableError::Broken { .. }
    ));
    assert!(matches!(
        error("ole", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 junk"),
        TableError::Broken { .. }
    ));
    assert_eq!(error("page", "<html><p>no table</html>"), TableError::Empty);
    let fault = RowFault::CellTooLong { column: 0 };
    let huge = "x".repeat(10 * MAX_CELL);
    assert_eq!(
        error("huge", huge),
        TableError::NoGoodRow(Box::new(RowError { line: 1, fault }))
    );
}

#[test]
fn a_package_that_unpacks_to_too_much_is_refused() {
    let mut bytes = book();
    let directory = bytes
        .windows(4)
        .position(|bytes| bytes == b"PK\x01\x02")
        .unwrap();
    bytes[directory + 24..directory + 28].copy_from_slice(&0x7FFF_FFFF_u32.to_le_bytes());
    let told = error("bomb.xlsx", &bytes);
    assert!(
        matches!(told, TableError::Bomb { times } if times > MAX_TIMES),
        "{told:?}"
    );
    // As large, and honestly so.
    bytes[directory + 20..directory + 24].copy_from_slice(&0x0FFF_FFFF_u32.to_le_bytes());
    assert_eq!(
        error("big.xlsx", bytes),
        TableError::TooBig {
            limit: MAX_UNPACKED
        }
    );
}

#[test]
fn phones_that_a_spreadsheet_ruined_are_told_and_kept() {
    let records = good(read_text(
        Origin::Contacts,
        "Имя;Телефон\nА;7,9E+10\nБ;79000001122.0\nВ;'+7 900 000-11-22\nГ;8 900 000-11-22, 8 900 000-11-23\nД;123\nЕ;нет\n",
    ));
    let told: Vec<_> = records
        .iter()
        .map(|record| {
            (
                record.contact.as_ref().unwrap().phones.len(),
                whats(record).len(),
            )
        })
        .collect();
    assert_eq!(told, [(0, 1), (1, 0), (1, 0), (2, 0), (0, 1), (0, 0)]);
    let warning = &records[0].warnings[0];
    assert_eq!(
        (warning.line, warning.what, warning.value.as_str()),
        (2, What::PhoneRuined, "7,9E+10")
    );
    assert_eq!(warning.column.as_deref(), Some("Телефон"));
    assert!(matches!(records[4].warnings[0].what, What::PhoneInvalid(_)));
    assert_eq!(
        records[0].contact.as_ref().unwrap().custom,
        [("Телефон".to_owned(), "7,9E+10".to_owned())]
    );
}

#[test]
fn bad_sums_and_dates_are_told_and_the_row_stays() {
    let records = good(read_text(
        Origin::Deals,
        "Название;Сумма;Валюта;Дата создания\nА;-5;;31.12.2026\nБ;много;;2026-12-31 10:00\nВ;100;USD;12/31/26?\n\
         Г;1 200,50 ₽;руб.;не закрыта\n",
    ));
    let what = |index: usize| whats(&records[index]);
    assert_eq!(what(0), [What::SumNegative]);
    assert_eq!(what(1), [What::SumUnreadable(MoneyError::NotANumber)]);
    assert_eq!(what(2), [What::DateUnreadable, What::CurrencyForeign]);
    assert_eq!(what(3), []);
    let deals: Vec<_> = records
        .iter()
        .map(|record| record.deal.as_ref().unwrap())
        .collect();
    assert_eq!(
        deals.iter().map(|deal| deal.amount).collect::<Vec<_>>(),
        [None, None, None, Some(Kopecks(120_050))]
    );
    assert_eq!(deals[0].custom, [("Сумма".to_owned(), "-5".to_owned())]);
    assert!(
        deals[2]
            .custom
            .iter()
            .any(|(_, value)| value == "100.00 USD")
    );
    assert!(deals[0].created_at.is_some() && deals[1].created_at.is_some());
}

#[test]
fn the_same_moment_in_three_spellings() {
    let records = good(read_text(
        Origin::Deals,
        "Название;Дата создания\nА;21.08.2026 17:05:00\nБ;2026-08-21T17:05:00\nВ;21.08.2026 17:05\n",
    ));
    let first = records[0].deal.as_ref().unwrap().created_at;
    assert!(first.is_some());
    assert!(
        records
            .iter()
            .all(|record| record.deal.as_ref().unwrap().created_at == first)
    );
}

#[test]
fn rows_that_yield_nothing_say_why_by_line() {
    let huge = "x".repeat(MAX_CELL + 1);
    let text = format!(
        "Имя;Телефон\nА;89000001122\n;;\nБ;{huge}\nИмя;Телефон\n-;\nИтого:;500\nВ\nГ;;лишнее\n"
    );
    let rows = read_text(Origin::Contacts, &text);
    let skipped: Vec<_> = rows
        .iter()
        .filter_map(|row| row.as_ref().err())
        .map(|row| (row.line, row.why.clone()))
        .collect();
    assert_eq!(
        skipped,
        [
            (3, Why::EmptyRow),
            (4, Why::Unreadable(RowFault::CellTooLong { column: 1 })),
            (5, Why::HeadingsAgain),
            (6, Why::NothingUsable),
            (7, Why::Totals),
        ]
    );
    let ragged: Vec<_> = rows
        .iter()
        .flatten()
        .filter(|row| !row.warnings.is_empty())
        .map(|row| (row.line, whats(row)))
        .collect();
    assert_eq!(
        ragged,
        [
            (
                8,
                vec![What::RowRagged {
                    expected: 2,
                    found: 1
                }]
            ),
            (
                9,
                vec![What::RowRagged {
                    expected: 2,
                    found: 3
                }]
            ),
        ]
    );
    let rows = read_text(Origin::Deals, "Название;Стадия\nА;\n;Новая\n");
    assert_eq!(rows[1].as_ref().unwrap_err().why, Why::NothingUsable);
    let rows = read_text(Origin::Contacts, "Имя;Телефон\n;7,9E+10\nА;1\n");
    let skipped = rows[0].as_ref().unwrap_err();
    assert_eq!(
        (&skipped.why, skipped.complaints[0].what),
        (&Why::NothingUsable, What::PhoneRuined)
    );
}

#[test]
fn a_deal_without_a_person_keeps_what_was_told_about_one() {
    let records = good(read_text(
        Origin::Deals,
        "Название;Телефон;Город\nА;7,9E+10;Омск\nБ;;\n",
    ));
    let contact = records[0].contact.as_ref().unwrap();
    assert_eq!(
        (contact.city.as_deref(), contact.custom.len()),
        (Some("Омск"), 1)
    );
    assert_eq!(records[1].contact, None);
}

#[test]
fn an_id_that_comes_again_names_its_first_line() {
    let records = good(read_text(Origin::Deals, "ID;Название\n7;А\n8;Б\n7;В\n"));
    assert_eq!(whats(&records[2]), [What::DuplicateOf { line: 2 }]);
    assert_eq!(records.len(), 3);
}

#[test]
fn unknown_columns_and_broken_letters_are_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = "Имя;Цвет глаз\nИван;синие\n".as_bytes().to_vec();
    bytes.extend(b"\xD0;x\n");
    let import = Import::open(
        Origin::Contacts,
        &file(&folder, "a.csv", bytes),
        None,
        zone(),
    )
    .unwrap();
    let told: Vec<_> = import
        .complaints()
        .into_iter()
        .map(|complaint| (complaint.line, complaint.what))
        .collect();
    assert_eq!(told, [(3, What::EncodingBroken), (1, What::UnknownColumn)]);
    let records = good(import.collect());
    assert_eq!(
        records[0].contact.as_ref().unwrap().custom,
        [("Цвет глаз".to_owned(), "синие".to_owned())]
    );
    assert_eq!(whats(&records[1]), [What::EncodingBroken]);
}

#[test]
fn long_texts_and_long_lists_are_cut_and_told() {
    let tags = (0..300)
        .map(|tag| tag.to_string())
        .collect::<Vec<_>>()
        .join(",");
    let records = good(read_text(
        Origin::Deals,
        &format!("Название;Теги\n{};\"{tags}\"\n", "ё".repeat(1000)),
    ));
    let deal = records[0].deal.as_ref().unwrap();
    assert_eq!(
        (deal.title.as_ref().unwrap().len(), deal.tags.len()),
        (record::MAX_LINE, record::MAX_LIST)
    );
    assert_eq!(
        whats(&records[0])[0],
        What::TextCut {
            limit: record::MAX_LINE
        }
    );
    assert_eq!(
        whats(&records[0])[1],
        What::TooMany {
            limit: record::MAX_LIST
        }
    );
}

#[test]
fn a_file_written_to_while_it_is_read_is_told_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(
        &folder,
        "a.csv",
        "Имя;Телефон\n".to_owned() + &"Иван;89000001122\n".repeat(20_000),
    );
    let mut import = Import::open(Origin::Contacts, &path, None, zone()).unwrap();
    import.next().unwrap().unwrap();
    std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .unwrap()
        .write_all("Ещё;1\n".as_bytes())
        .unwrap();
    let last = import.last().unwrap().unwrap_err();
    assert_eq!(
        last.why,
        Why::Unreadable(RowFault::Stopped(Box::new(TableError::Changed)))
    );
}

/// Rows made as they are asked for.
struct Endless {
    made: std::rc::Rc<std::cell::Cell<usize>>,
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let row = "Иван;89000001122\n".as_bytes();
        let at = self.made.get();
        for (offset, byte) in out.iter_mut().enumerate() {
            *byte = row[(at + offset) % row.len()];
        }
        self.made.set(at + out.len());
        Ok(out.len())
    }
}

#[test]
fn a_text_of_any_length_is_read_in_constant_memory() {
    let made = std::rc::Rc::new(std::cell::Cell::new(0));
    let source = encoding::Decoded::new(Endless { made: made.clone() }, table::Encoding::Utf8, 0);
    let mut delimited = Delimited::new(source).unwrap();
    let row = "Иван;89000001122\n".len();
    for number in 1..=100_000 {
        assert_eq!(delimited.row().unwrap().unwrap().unwrap().line, number);
        let ahead = made.get() - usize::try_from(number).unwrap() * row;
        assert!(
            ahead <= 3 * 64 * 1024 + row,
            "{ahead} bytes ahead of row {number}"
        );
    }
}

#[test]
fn a_hundred_thousand_rows_make_as_many_records_and_persons() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("Имя;Телефон\n");
    for number in 0..100_000 {
        text += &format!("Иван;+7900{:07}\n", number % 60_000);
    }
    let import = Import::open(
        Origin::Contacts,
        &file(&folder, "a.csv", text),
        None,
        zone(),
    )
    .unwrap();
    let mut persons = Persons::default();
    let mut count = 0;
    for record in import {
        let record = record.unwrap();
        persons
            .number(&record.contact.unwrap(), record.line)
            .unwrap();
        count += 1;
    }
    assert_eq!((count, persons.count()), (100_000, 60_000));
}
