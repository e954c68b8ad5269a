//! A foreign file as rows of text, whatever it is called: a workbook, an HTML table or delimited text.
//!
//! The kind is told by content, never by the extension. Text is read in constant memory. What is wrong is data with a
//! place, never a panic and never words.

use std::collections::VecDeque;
use std::fs::{File, Metadata};
use std::io::{self, Read, Seek};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use super::content::is_value;
use super::delimited::Delimited;
use super::encoding::{Decoded, sniff};
pub use super::encoding::{Encoding, Sniffed};
use super::html::Html;
use super::kind::{book, is_html, known_binary};
pub use super::row::{
    MAX_CELL, MAX_CELLS, MAX_KEPT, MAX_ROW, MAX_TIMES, MAX_UNPACKED, Row, RowError, RowFault,
    TableError,
};
pub use super::sheet::Book;
use super::sheet::Sheet;

/// Rows read ahead to find the headings and to guess columns.
const AHEAD: usize = 50;

/// What kind of file it turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Html,
    Book(Book),
}

enum Source {
    Text(Delimited<Decoded<Counted>>),
    Html(Box<Html<Counted>>),
    Sheet(Sheet),
}

impl Source {
    fn row(&mut self) -> Result<Option<Result<Row, RowError>>, TableError> {
        match self {
            Self::Text(text) => text.row(),
            Self::Html(html) => html.row().map_err(TableError::from),
            Self::Sheet(sheet) => sheet.row(),
        }
    }
}

/// An open table: headings known, rows to come.
pub struct Table {
    source: Source,
    format: Format,
    sniffed: Option<Sniffed>,
    headings: Vec<String>,
    /// 0 when the file has no headings.
    heading_line: u64,
    ahead: VecDeque<Result<Row, RowError>>,
    file: File,
    stamp: Stamp,
    line: u64,
    done: Arc<AtomicU64>,
    total: u64,
    ended: bool,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Table")
            .field("format", &self.format)
            .field("headings", &self.headings)
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}

impl Table {
    /// Opens a file and reads its headings. Of a workbook it takes the first sheet that holds anything.
    ///
    /// # Errors
    /// All of [`TableError`].
    pub fn open(path: &Path) -> Result<Self, TableError> {
        Self::open_sheet(path, None)
    }

    /// The same with a sheet chosen by name; other kinds of file have none and ignore it.
    ///
    /// # Errors
    /// All of [`TableError`].
    pub fn open_sheet(path: &Path, sheet: Option<&str>) -> Result<Self, TableError> {
        Self::open_as(path, sheet, None)
    }

    /// The same with the encoding said by a person instead of told by the content; a workbook ignores it.
    ///
    /// # Errors
    /// All of [`TableError`].
    pub fn open_as(
        path: &Path,
        sheet: Option<&str>,
        encoding: Option<Encoding>,
    ) -> Result<Self, TableError> {
        // Opening a pipe would wait for its other end, so its kind is asked first.
        let kind = std::fs::metadata(path)?.file_type();
        if kind.is_dir() {
            return Err(TableError::Directory);
        } else if !kind.is_file() {
            return Err(TableError::NotAFile);
        }
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        let stamp = Stamp::of(&metadata);
        let mut total = metadata.len();
        let mut head = Vec::new();
        (&file).take(4096).read_to_end(&mut head)?;
        file.rewind()?;

        let done = Arc::new(AtomicU64::new(0));
        let mut sniffed = None;
        let reading = file.try_clone()?;
        let (format, source) = if let Some(book) = book(&head) {
            let sheet = Sheet::open(reading, book, sheet.map(str::to_owned), Arc::clone(&done))?;
            total = sheet.rows;
            (Format::Book(book), Source::Sheet(sheet))
        } else {
            if sheet.is_some() {
                return Err(TableError::NoSheets);
            }
            let mut seen = sniff(&mut &file)?;
            file.rewind()?;
            if let Some(said) = encoding.filter(|said| *said != seen.encoding) {
                seen.encoding = said;
                seen.mark = 0;
                seen.first_bad_line = None;
                if matches!(said, Encoding::Utf16Le | Encoding::Utf16Be) {
                    seen.first_zero_line = None;
                }
            }
            if seen.blank {
                return Err(TableError::Empty);
            } else if known_binary(&head) {
                return Err(TableError::Binary);
            } else if let Some(line) = seen.first_zero_line {
                return Err(TableError::ZeroByte { line });
            }
            let reading = Counted {
                file: reading,
                done: Arc::clone(&done),
            };
            let format = if is_html(&head, seen) {
                Format::Html
            } else {
                Format::Text
            };
            if format == Format::Html && total > MAX_UNPACKED {
                return Err(TableError::TooBig {
                    limit: MAX_UNPACKED,
                });
            }
            let text = Decoded::new(reading, seen.encoding, seen.mark);
            sniffed = Some(seen);
            let source = match format {
                Format::Html => Source::Html(Box::new(Html::new(text))),
                _ => Source::Text(Delimited::new(text)?),
            };
            (format, source)
        };
        let mut table = Self {
            source,
            format,
            sniffed,
            headings: Vec::new(),
            heading_line: 0,
            ahead: VecDeque::new(),
            file,
            stamp,
            line: 0,
            done,
            total,
            ended: false,
        };
        table.find_headings()?;
        Ok(table)
    }

    fn find_headings(&mut self) -> Result<(), TableError> {
        while self.ahead.len() < AHEAD
            && let Some(row) = self.pull()
        {
            let hint = self.ahead.is_empty() && row.as_ref().is_ok_and(is_delimiter_hint);
            if !hint {
                self.ahead.push_back(row);
            }
        }
        let holds = |row: &Result<Row, RowError>| row.as_ref().is_ok_and(|row| filled(row) > 0);
        let Some(first) = self.ahead.iter().position(holds) else {
            return Err(match self.ahead.drain(..).find_map(Result::err) {
                Some(RowError {
                    fault: RowFault::Stopped(error),
                    ..
                }) => *error,
                Some(error) => TableError::NoGoodRow(Box::new(error)),
                None => TableError::Empty,
            });
        };
        // A title above the table is one lone cell; the headings are the first of the wider rows that make the table.
        let is_wide = |row: &Row| filled(row) > 1;
        let mostly = self.sample().filter(|row| is_wide(row)).count() * 2 > self.sample().count();
        let wide = self
            .ahead
            .iter()
            .position(|row| mostly && row.as_ref().is_ok_and(is_wide))
            .unwrap_or(first);
        let Some(Ok(row)) = self.ahead.remove(wide) else {
            return Err(TableError::Empty);
        };
        for _ in first..wide {
            self.ahead.remove(first);
        }
        if row.cells.iter().any(|cell| is_value(cell)) {
            let width = self
                .sample()
                .map(|row| row.cells.len())
                .chain([row.cells.len()])
                .max()
                .unwrap_or(0);
            self.headings = (1..=width).map(|number| number.to_string()).collect();
            self.ahead.insert(first, Ok(row));
        } else {
            self.heading_line = row.line;
            self.headings = row.cells;
            while self.headings.last().is_some_and(String::is_empty)
                && self.sample().all(|row| {
                    row.cells
                        .get(self.headings.len() - 1)
                        .is_none_or(String::is_empty)
                })
            {
                self.headings.pop();
            }
            if self.ended
                && self.sample().all(|row| filled(row) == 0)
                && self.ahead.iter().all(Result::is_ok)
            {
                return Err(TableError::NoRows {
                    headings: std::mem::take(&mut self.headings),
                });
            }
        }
        for row in self.ahead.iter_mut().flatten() {
            pad(row, self.format, self.headings.len());
        }
        Ok(())
    }

    fn pull(&mut self) -> Option<Result<Row, RowError>> {
        if self.ended {
            return None;
        }
        let stop = match self.source.row() {
            Ok(Some(mut row)) => {
                self.line = row.as_ref().map_or_else(|error| error.line, |row| row.line);
                if let Ok(row) = &mut row {
                    pad(row, self.format, self.headings.len());
                }
                return Some(row);
            }
            Ok(None) => self.file.metadata().map_or_else(
                |error| Some(TableError::from(error)),
                |now| (Stamp::of(&now) != self.stamp).then_some(TableError::Changed),
            ),
            Err(error) => Some(error),
        };
        self.ended = true;
        let line = self.line + 1;
        stop.map(|error| {
            Err(RowError {
                line,
                fault: RowFault::Stopped(Box::new(error)),
            })
        })
    }

    /// Headings as they stand in the file, or "1", "2"… when it has none.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// The line of the headings; 0 when the file has none.
    pub fn heading_line(&self) -> u64 {
        self.heading_line
    }

    /// The first rows, to guess columns by; they still come from the iterator.
    pub fn sample(&self) -> impl Iterator<Item = &Row> {
        self.ahead.iter().filter_map(|row| row.as_ref().ok())
    }

    pub fn format(&self) -> Format {
        self.format
    }

    /// Encoding and the first broken line of a text or HTML file; a workbook has neither.
    pub fn sniffed(&self) -> Option<Sniffed> {
        self.sniffed
    }

    /// Sheets of a workbook in its order, and which of them is being read.
    pub fn sheets(&self) -> Option<(&[String], usize)> {
        match &self.source {
            Source::Sheet(sheet) => Some((&sheet.names, sheet.chosen)),
            _ => None,
        }
    }

    /// How far reading is: bytes of a text, rows of a workbook. The total of a workbook can be wrong or 0.
    pub fn progress(&self) -> (u64, u64) {
        if self.ended {
            return (self.total, self.total);
        }
        (self.done.load(Ordering::Relaxed), self.total)
    }
}

impl Iterator for Table {
    type Item = Result<Row, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.ahead.pop_front().or_else(|| self.pull())
    }
}

/// A file that tells how much of it was read.
struct Counted {
    file: File,
    done: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.done.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// What changes when somebody writes to the file.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            size: metadata.len(),
            modified: metadata.modified().ok(),
        }
    }
}

/// `sep=;` on the first line is a word to the spreadsheet, not a row.
fn is_delimiter_hint(row: &Row) -> bool {
    let hint = row.cells.first().map(|cell| cell.to_ascii_lowercase());
    hint.is_some_and(|cell| cell.starts_with("sep=") && cell.len() <= 5) && filled(row) == 1
}

/// A workbook does not keep the empty cells at the end of a row.
fn pad(row: &mut Row, format: Format, width: usize) {
    if matches!(format, Format::Book(_)) && row.cells.len() < width {
        row.cells.resize(width, String::new());
    }
}

fn filled(row: &Row) -> usize {
    row.cells.iter().filter(|cell| !cell.is_empty()).count()
}
