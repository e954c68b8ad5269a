//! One table in every kind of file gives the same records.

use std::io::Write;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::*;
use crate::import::table::{Format as Kind, Row, Table};

const HEADINGS: [&str; 7] = [
    "ID",
    "Название сделки",
    "Бюджет",
    "Контакт",
    "Телефон",
    "Дата создания",
    "Примечание",
];
const ROWS: [[&str; 7]; 3] = [
    [
        "1",
        "Шины «зимние»",
        "8400",
        "Ёлкин Пётр",
        "79000001122",
        "2026-08-21T17:05:11",
        "звонить; вечером, после 18",
    ],
    [
        "2",
        "Опт",
        "19999.99",
        "ООО \"Ромашка\"",
        "79000001123",
        "2026-08-22",
        "две\nстроки",
    ],
    ["3", "Без всего", "", "Ольга", "", "", ""],
];

fn delimited(delimiter: char) -> String {
    let quote = |cell: &&str| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |cells: &[&str; 7]| {
        cells
            .iter()
            .map(quote)
            .collect::<Vec<_>>()
            .join(&delimiter.to_string())
    };
    [&HEADINGS, &ROWS[0], &ROWS[1], &ROWS[2]]
        .map(line)
        .join("\r\n")
}

fn html(charset: &str) -> String {
    let escape = |cell: &&str| {
        cell.replace('&', "&amp;")
            .replace('"', "&quot;")
            .replace('\n', "<br>")
    };
    let line = |cells: &[&str; 7]| {
        let cells: String = cells
            .iter()
            .map(|cell| format!("<td><b>{}</b></td>", escape(cell)))
            .collect();
        format!("<tr>{cells}</tr>")
    };
    let rows = [&HEADINGS, &ROWS[0], &ROWS[1], &ROWS[2]].map(line).concat();
    format!("<html><meta charset=\"{charset}\"><table border=1>{rows}</table></html>")
}

/// Numbers and dates as a spreadsheet keeps them, on the second sheet.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Пусто").unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("Сделки").unwrap();
    let dates = Format::new().set_num_format("dd.mm.yyyy hh:mm:ss");
    sheet.write_row(0, 0, HEADINGS).unwrap();
    for (row, cells) in (1..).zip(&ROWS) {
        for (column, cell) in (0..).zip(cells) {
            if cell.is_empty() {
                sheet.write_blank(row, column, &dates).unwrap();
            } else if column == 5 {
                let date = ExcelDateTime::parse_from_str(&cell.replace('T', " ")).unwrap();
                sheet.write_with_format(row, column, &date, &dates).unwrap();
            } else if let Ok(number) = cell.parse::<f64>() {
                sheet.write(row, column, number).unwrap();
            } else {
                sheet.write(row, column, *cell).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// The same as a LibreOffice file, which pads rows and sheets with repeated empty cells.
fn opendocument() -> Vec<u8> {
    let cell = |column: usize, cell: &&str| {
        let text = cell
            .replace('&', "&amp;")
            .replace('\n', "</text:p><text:p>");
        match (column, cell.parse::<f64>()) {
            (_, Err(_)) if cell.is_empty() => "<table:table-cell/>".to_owned(),
            (5, _) if cell.starts_with('2') => {
                format!(
                    "<table:table-cell office:value-type=\"date\" office:date-value=\"{cell}\"/>"
                )
            }
            (_, Ok(_)) => {
                format!("<table:table-cell office:value-type=\"float\" office:value=\"{cell}\"/>")
            }
            _ => format!(
                "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
            ),
        }
    };
    let line = |cells: &[&str; 7]| {
        let cells: String = cells
            .iter()
            .enumerate()
            .map(|(column, text)| cell(column, text))
            .collect();
        let pad = "<table:table-cell table:number-columns-repeated=\"16377\"/>";
        format!("<table:table-row>{cells}{pad}</table:table-row>")
    };
    let rows = [&HEADINGS, &ROWS[0], &ROWS[1], &ROWS[2]].map(line).concat();
    let pad = "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell/></table:table-row>";
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"Лист1\">{rows}{pad}\
         </table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let mut package = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", &content),
    ] {
        package.start_file(name, stored).unwrap();
        package.write_all(text.as_bytes()).unwrap();
    }
    package.finish().unwrap().into_inner()
}

#[test]
fn every_kind_of_file_gives_the_same_records() {
    let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{FEFF}{text}")
            .encode_utf16()
            .flat_map(order)
            .collect()
    };
    let cyrillic = |text: &str| encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
    let files: [(&str, Vec<u8>); 11] = [
        ("utf8.csv", delimited(',').into_bytes()),
        (
            "marked.csv",
            format!("\u{FEFF}{}", delimited(';')).into_bytes(),
        ),
        ("cp1251.csv", cyrillic(&delimited(';'))),
        ("tabs.tsv", delimited('\t').into_bytes()),
        ("utf16le.txt", utf16(&delimited('\t'), u16::to_le_bytes)),
        ("utf16be.txt", utf16(&delimited(';'), u16::to_be_bytes)),
        ("page.xls", html("utf-8").into_bytes()),
        ("page-cp1251.xls", cyrillic(&html("windows-1251"))),
        ("book.csv", workbook()),
        ("open.ods", opendocument()),
        ("old.xls", old_book()),
    ];
    let folder = tempfile::tempdir().unwrap();
    let read =
        |(name, bytes): &(&str, Vec<u8>)| good(read(Origin::AmoCrm, &file(&folder, name, bytes)));
    let expected = read(&files[0]);
    assert_eq!(expected.len(), 3);
    assert_eq!(expected[1].deal.as_ref().unwrap().notes, ["две\nстроки"]);
    assert!(
        expected.iter().all(|record| record.warnings.is_empty()),
        "{expected:?}"
    );
    for named in &files[1..] {
        let mut records = read(named);
        for (record, line) in records.iter_mut().zip(&expected) {
            // The note of two lines makes the last row begin one line later in a text.
            assert!(line.line - record.line <= 1, "{}", named.0);
            record.line = line.line;
        }
        assert_eq!(records, expected, "{}", named.0);
    }
}

#[test]
fn a_workbook_names_its_sheets_and_takes_the_one_with_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "book", workbook());
    let mut table = Table::open(&path).unwrap();
    assert_eq!(table.format(), Kind::Book(table::Book::Xlsx));
    assert_eq!(
        table.sheets(),
        Some((&["Пусто".to_owned(), "Сделки".to_owned()][..], 1))
    );
    assert_eq!(table.by_ref().count(), 3);
    assert_eq!(table.progress(), (4, 4));
    let sheets = vec!["Пусто".to_owned(), "Сделки".to_owned()];
    assert_eq!(
        Table::open_sheet(&path, Some("Нет")).unwrap_err(),
        TableError::NoSuchSheet { sheets }
    );
    assert_eq!(
        Table::open_sheet(&path, Some("Пусто")).unwrap_err(),
        TableError::Empty
    );
}

fn table(text: &str) -> (Vec<String>, u64, Vec<Row>) {
    let folder = tempfile::tempdir().unwrap();
    let table = Table::open(&file(&folder, "table.csv", text)).unwrap();
    (
        table.headings().to_vec(),
        table.heading_line(),
        table.map(Result::unwrap).collect(),
    )
}

#[test]
fn headings_are_found_below_a_title_and_a_hint() {
    let (headings, line, rows) = table("sep=;\nОтчёт за август\n\nИмя;Телефон\nИван;1\n");
    assert_eq!(
        (headings, line, rows.len(), rows[0].line),
        (vec!["Имя".into(), "Телефон".into()], 4, 1, 5)
    );
    let stray = "Имя\nИван\nОльга\nПётр;и ещё\n";
    let (headings, line, rows) = table(stray);
    assert_eq!((headings, line, rows.len()), (vec!["Имя".into()], 1, 3));
    let (headings, line, rows) = table("Телефон\n8 900 000-11-22\n8 900 000-11-23\n");
    assert_eq!((headings, line, rows.len()), (vec!["Телефон".into()], 1, 2));
}

#[test]
fn a_table_without_headings_keeps_its_first_row() {
    let text = "Иван Петров;8 900 000-11-22;a@b.ru\nОльга;8 900 000-11-23;\n";
    let (headings, line, rows) = table(text);
    assert_eq!(
        (headings, line, rows.len()),
        (vec!["1".into(), "2".into(), "3".into()], 0, 2)
    );
    let records = good(read_text(Origin::Contacts, text));
    let contact = records[0].contact.as_ref().unwrap();
    assert_eq!(
        (
            contact.name.as_deref(),
            contact.phones.len(),
            contact.emails.len()
        ),
        (Some("Иван Петров"), 1, 1)
    );
}

#[test]
fn progress_grows_to_the_size_of_the_file() {
    let text = "Имя;Телефон\n".to_owned() + &"Иван;8 900 000-11-22\n".repeat(20_000);
    let folder = tempfile::tempdir().unwrap();
    let mut import = Import::open(
        Origin::Contacts,
        &file(&folder, "big.csv", &text),
        None,
        zone(),
    )
    .unwrap();
    let (first, total) = import.progress();
    assert_eq!(total, text.len() as u64);
    assert!(
        first < total / 2,
        "{first} of {total} before the first record"
    );
    assert_eq!(import.by_ref().count(), 20_000);
    assert_eq!(import.progress(), (total, total));
}
