//! Foreign files into clean records: what other programs export, read kindly, checked strictly, told by line.
//!
//! `table` knows bytes and cells, `mapping` knows which column means what, `record` is what comes out. Nothing here
//! writes, asks the server or speaks to a person: what is wrong is data, the words are elsewhere.

mod cells;
pub mod columns;
mod content;
mod delimited;
mod draft;
mod encoding;
mod headings;
mod html;
mod kind;
pub mod mapping;
mod package;
pub mod persons;
mod print;
mod reader;
pub mod record;
mod row;
mod sheet;
pub mod table;

use std::path::Path;

pub use columns::{Column, Messenger};
pub use mapping::{Certainty, Mapping, MappingError, Origin};
pub use persons::Persons;
pub use record::{Complaint, Record, Skipped, What, Why};
pub use table::{Table, TableError};

use jiff::tz::TimeZone;

/// An open import: the columns are known, the records are to come.
#[derive(Debug)]
pub struct Import {
    reader: reader::Reader,
}

impl Import {
    /// Opens a file. A remembered mapping is laid over the guess, heading by heading. Times without a zone are in `zone`.
    ///
    /// # Errors
    /// All of [`TableError`].
    pub fn open(
        origin: Origin,
        path: &Path,
        mapping: Option<Mapping>,
        zone: TimeZone,
    ) -> Result<Self, TableError> {
        let table = Table::open(path)?;
        Ok(Self::of(origin, table, mapping, zone))
    }

    /// The same for a table that is open already, as when a sheet was chosen.
    pub fn of(origin: Origin, table: Table, mapping: Option<Mapping>, zone: TimeZone) -> Self {
        let sample: Vec<&table::Row> = table.sample().collect();
        let guess = Mapping::guess(origin, table.headings(), &sample);
        let mapping = match mapping {
            Some(remembered) => remembered.over(guess),
            None => guess,
        };
        Self {
            reader: reader::Reader::new(origin, table, mapping, zone),
        }
    }

    pub fn mapping(&self) -> &Mapping {
        &self.reader.mapping
    }

    /// Corrects one column; call it before the first record. See [`Mapping::set`].
    ///
    /// # Errors
    /// All of [`MappingError`].
    pub fn map(&mut self, pair: &str) -> Result<(), MappingError> {
        self.reader.mapping.set(pair)
    }

    /// The name under which a mapping for files of this shape is remembered.
    pub fn signature(&self) -> String {
        Mapping::signature(self.reader.table.headings())
    }

    /// What is wrong with the file as a whole: unknown columns, broken letters.
    pub fn complaints(&self) -> Vec<Complaint> {
        self.reader.complaints()
    }

    pub fn table(&self) -> &Table {
        &self.reader.table
    }

    /// Done and total: bytes of a text, rows of a workbook. A total of 0 is not known.
    pub fn progress(&self) -> (u64, u64) {
        self.reader.table.progress()
    }
}

impl Iterator for Import {
    type Item = Result<Record, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        self.reader.next()
    }
}

#[cfg(test)]
mod tests;
