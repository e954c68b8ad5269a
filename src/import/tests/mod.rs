//! Whole files through the whole room.

mod any;
mod bad;
mod exports;
mod formats;
mod quotes;

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::*;

pub fn zone() -> TimeZone {
    TimeZone::UTC
}

/// A file that lives as long as its folder.
pub fn file(folder: &tempfile::TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

pub fn read(origin: Origin, path: &Path) -> Vec<Result<Record, Skipped>> {
    Import::open(origin, path, None, zone()).unwrap().collect()
}

/// Reads a text file made on the spot.
pub fn read_text(origin: Origin, text: &str) -> Vec<Result<Record, Skipped>> {
    let folder = tempfile::tempdir().unwrap();
    read(origin, &file(&folder, "table.csv", text))
}

pub fn good(rows: Vec<Result<Record, Skipped>>) -> Vec<Record> {
    rows.into_iter().map(|row| row.unwrap()).collect()
}

pub fn whats(record: &Record) -> Vec<What> {
    record
        .warnings
        .iter()
        .map(|complaint| complaint.what)
        .collect()
}

/// A workbook of the kind before 2007.
pub fn old_book() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vendor/spreadsheet/deals.xls");
    std::fs::read(path).unwrap()
}

/// A workbook of today.
pub fn book() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..50 {
        sheet
            .write_row(row, 0, ["Имя", "Телефон", "Сумма"])
            .unwrap();
    }
    book.save_to_buffer().unwrap()
}
