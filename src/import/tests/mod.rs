//! Whole files through the whole room.

mod bad;
mod exports;
mod formats;

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
