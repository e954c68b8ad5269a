//! Rows of a workbook: XLSX row by row, XLS and ODS whole.
//!
//! The library that reads workbooks works on its own thread: it borrows from itself, and should a damaged file make it
//! panic, the table ends with "broken" instead of the program. Few rows are in flight.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Seek};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use calamine::{DataType, ExcelDateTime, Ods, OdsError, Reader, Xls, XlsError, Xlsx, XlsxError};

use super::package::refuse_bombs;
use super::row::{MAX_CELL, MAX_CELLS, MAX_ROW, Row, RowError, RowFault, TableError};

const IN_FLIGHT: usize = 256;

/// The kinds of workbook, told by content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Book {
    Xlsx,
    Ods,
    Xls,
}

enum Sent {
    Opened {
        sheets: Vec<String>,
        chosen: usize,
        rows: u64,
    },
    Row(Result<Row, RowError>),
    Failed(TableError),
}

/// Rows of one sheet of a workbook.
pub struct Sheet {
    pub names: Vec<String>,
    pub chosen: usize,
    /// Rows the sheet says it has; 0 when it does not say.
    pub rows: u64,
    from: Receiver<Sent>,
    reader: Option<JoinHandle<()>>,
}

impl Sheet {
    /// Opens the sheet called `wanted`, or the first one that holds anything. `done` is set to the row last read.
    ///
    /// # Errors
    /// `Locked`, `TooBig`, `NoSuchSheet`, `NoRows` and `Broken`.
    pub fn open(
        file: File,
        book: Book,
        wanted: Option<String>,
        done: Arc<AtomicU64>,
    ) -> Result<Self, TableError> {
        let (to, from) = sync_channel(IN_FLIGHT);
        let reader = thread::Builder::new()
            .name("import-sheet".into())
            .spawn(move || {
                if let Err(error) = read(file, book, wanted.as_deref(), &to, &done) {
                    // The table may be gone already; then nobody wants to know.
                    let _ = to.send(Sent::Failed(error));
                }
            })
            .map_err(|error| TableError::Unreadable { kind: error.kind() })?;
        let mut sheet = Self {
            names: Vec::new(),
            chosen: 0,
            rows: 0,
            from,
            reader: Some(reader),
        };
        match sheet.from.recv() {
            Ok(Sent::Opened {
                sheets,
                chosen,
                rows,
            }) => {
                (sheet.names, sheet.chosen, sheet.rows) = (sheets, chosen, rows);
                Ok(sheet)
            }
            Ok(Sent::Failed(error)) => Err(error),
            Ok(Sent::Row(_)) | Err(_) => Err(broken("unexpected end")),
        }
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// The outer error ends the table, the inner one is one bad row.
    pub fn row(&mut self) -> Result<Option<Result<Row, RowError>>, TableError> {
        match self.from.recv() {
            Ok(Sent::Row(row)) => Ok(Some(row)),
            Ok(Sent::Failed(error)) => Err(error),
            Ok(Sent::Opened { .. }) => Err(broken("opened twice")),
            Err(_) => match self.reader.take().map(JoinHandle::join) {
                Some(Err(_)) => Err(broken("unreadable structure")),
                _ => Ok(None),
            },
        }
    }
}

pub(super) fn broken(reason: &str) -> TableError {
    TableError::Broken {
        reason: reason.to_owned(),
    }
}

fn read(
    mut file: File,
    book: Book,
    wanted: Option<&str>,
    to: &SyncSender<Sent>,
    done: &AtomicU64,
) -> Result<(), TableError> {
    let mut rows = Rows {
        to,
        done,
        number: 0,
        cells: Vec::new(),
        size: 0,
        fault: None,
    };
    if book != Book::Xls {
        refuse_bombs(&file, book)?;
    }
    match book {
        Book::Xlsx => {
            let mut book = Xlsx::new(BufReader::new(file)).map_err(|error| xlsx(&error))?;
            let named = book.sheets_metadata().to_vec();
            let chosen = choose(&named, wanted, |name| holds_anything(&mut book, name))?;
            let mut cells = book
                .worksheet_cells_reader(&named[chosen].name)
                .map_err(|error| xlsx(&error))?;
            let expected = u64::from(cells.dimensions().end.0) + 1;
            if !rows.opened(&named, chosen, expected) {
                return Ok(());
            }
            while let Some(cell) = cells.next_cell().map_err(|error| xlsx(&error))? {
                let (row, column) = cell.get_position();
                if !rows.put(row, column, cell.get_value()) {
                    return Ok(());
                }
            }
        }
        Book::Ods => {
            let mut book = Ods::new(BufReader::new(file)).map_err(|error| match error {
                OdsError::Password => TableError::Locked,
                other => broken(&other.to_string()),
            })?;
            whole(&mut book, wanted, &mut rows)?;
        }
        Book::Xls => {
            file.rewind()
                .map_err(|error| TableError::Unreadable { kind: error.kind() })?;
            // A workbook with a password hides in the same container as the old format.
            let again = file.try_clone();
            let mut book = Xls::new(BufReader::new(file)).map_err(|error| {
                match (error, again.map(BufReader::new)) {
                    (XlsError::Password, _) => TableError::Locked,
                    (other, Ok(again)) => match Xlsx::new(again) {
                        Err(XlsxError::Password) => TableError::Locked,
                        _ => broken(&other.to_string()),
                    },
                    (other, Err(_)) => broken(&other.to_string()),
                }
            })?;
            whole(&mut book, wanted, &mut rows)?;
        }
    }
    rows.flush();
    Ok(())
}

fn xlsx(error: &XlsxError) -> TableError {
    match error {
        XlsxError::Password => TableError::Locked,
        other => broken(&other.to_string()),
    }
}

/// The sheet asked for; else the first visible one that holds anything, else the first that does.
fn choose(
    sheets: &[calamine::Sheet],
    wanted: Option<&str>,
    mut holds_anything: impl FnMut(&str) -> Result<bool, TableError>,
) -> Result<usize, TableError> {
    if let Some(wanted) = wanted {
        return sheets
            .iter()
            .position(|sheet| sheet.name == wanted)
            .ok_or_else(|| TableError::NoSuchSheet {
                sheets: sheets.iter().map(|sheet| sheet.name.clone()).collect(),
            });
    }
    let visible = |sheet: &calamine::Sheet| sheet.visible == calamine::SheetVisible::Visible;
    let mut order: Vec<usize> = (0..sheets.len()).collect();
    order.sort_by_key(|index| !visible(&sheets[*index]));
    let mut wrong = TableError::Empty;
    for index in order {
        match holds_anything(&sheets[index].name) {
            Ok(true) => return Ok(index),
            Ok(false) => {}
            Err(error) => wrong = error,
        }
    }
    Err(wrong)
}

fn holds_anything(book: &mut Xlsx<BufReader<File>>, name: &str) -> Result<bool, TableError> {
    let wrong = |error| xlsx(&error);
    let mut cells = book.worksheet_cells_reader(name).map_err(wrong)?;
    while let Some(cell) = cells.next_cell().map_err(wrong)? {
        if !cell.get_value().is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn whole<B>(book: &mut B, wanted: Option<&str>, rows: &mut Rows<'_>) -> Result<(), TableError>
where
    B: Reader<BufReader<File>>,
    B::Error: std::fmt::Display,
{
    let named = book.sheets_metadata().to_vec();
    let chosen = choose(&named, wanted, |name| {
        let range = book.worksheet_range(name);
        let range = range.map_err(|error| broken(&error.to_string()))?;
        Ok(range.used_cells().next().is_some())
    })?;
    let range = book
        .worksheet_range(&named[chosen].name)
        .map_err(|error| broken(&error.to_string()))?;
    let (top, left) = range.start().unwrap_or((0, 0));
    if !rows.opened(&named, chosen, u64::from(top) + range.height() as u64) {
        return Ok(());
    }
    for (row, column, value) in range.used_cells() {
        let place = |start: u32, offset: usize| {
            start.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX))
        };
        if !rows.put(place(top, row), place(left, column), value) {
            return Ok(());
        }
    }
    Ok(())
}

/// Puts cells together into rows and sends them off.
struct Rows<'a> {
    to: &'a SyncSender<Sent>,
    done: &'a AtomicU64,
    /// The row being put together, from 1; 0 before the first.
    number: u64,
    cells: Vec<String>,
    size: usize,
    fault: Option<RowFault>,
}

impl Rows<'_> {
    fn opened(&self, sheets: &[calamine::Sheet], chosen: usize, rows: u64) -> bool {
        let sheets = sheets.iter().map(|sheet| sheet.name.clone()).collect();
        self.to
            .send(Sent::Opened {
                sheets,
                chosen,
                rows,
            })
            .is_ok()
    }

    /// False when nobody listens any more.
    fn put(&mut self, row: u32, column: u32, value: &impl DataType) -> bool {
        let number = u64::from(row) + 1;
        if number != self.number {
            if !self.flush() {
                return false;
            }
            self.number = number;
        }
        let column = column as usize;
        let text = text(value);
        self.size += text.len();
        if self.fault.is_some() || text.is_empty() {
            return true;
        }
        if text.len() > MAX_CELL {
            self.fault = Some(RowFault::CellTooLong { column });
        } else if column >= MAX_CELLS {
            self.fault = Some(RowFault::TooManyCells);
        } else if self.size > MAX_ROW {
            self.fault = Some(RowFault::RowTooLong);
        } else {
            if self.cells.len() <= column {
                self.cells.resize(column + 1, String::new());
            }
            self.cells[column] = text.into_owned();
        }
        true
    }

    fn flush(&mut self) -> bool {
        let cells = std::mem::take(&mut self.cells);
        let fault = self.fault.take();
        self.size = 0;
        self.done.store(self.number, Ordering::Relaxed);
        let line = self.number;
        match fault {
            Some(fault) => self
                .to
                .send(Sent::Row(Err(RowError { line, fault })))
                .is_ok(),
            None if cells.is_empty() => true,
            None => self.to.send(Sent::Row(Ok(Row { line, cells }))).is_ok(),
        }
    }
}

/// What a person would type to get this cell.
fn text(value: &impl DataType) -> Cow<'_, str> {
    if let Some(text) = value
        .get_string()
        .or(value.get_datetime_iso())
        .or(value.get_duration_iso())
    {
        return Cow::Borrowed(text.trim());
    }
    let typed = None
        .or_else(|| value.get_int().map(|number| number.to_string()))
        .or_else(|| value.get_float().map(number))
        .or_else(|| value.get_bool().map(|yes| yes.to_string()))
        .or_else(|| value.get_datetime().map(moment))
        .or_else(|| value.get_error().map(ToString::to_string));
    Cow::Owned(typed.unwrap_or_default())
}

/// Fifteen significant digits, as spreadsheets keep, and never an exponent: phones stay phones.
fn number(value: f64) -> String {
    let shown: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    shown.to_string()
}

fn moment(moment: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if moment.is_duration() || moment.as_f64() < 1.0 {
        let seconds = (moment.as_f64().max(0.0) * 86_400.0).round() as u64;
        return format!(
            "{:02}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        );
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date}T{hour:02}:{minute:02}:{second:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_type_them() {
        assert_eq!(number(5009.0), "5009");
        assert_eq!(number(19_999.99), "19999.99");
        assert_eq!(number(0.1 + 0.2), "0.3");
        assert_eq!(number(79_000_001_122.0), "79000001122");
        assert_eq!(number(-1.5), "-1.5");
    }

    #[test]
    fn moments_are_iso() {
        let at = |value| {
            moment(ExcelDateTime::new(
                value,
                calamine::ExcelDateTimeType::DateTime,
                false,
            ))
        };
        assert_eq!(at(46_255.0), "2026-08-21");
        assert_eq!(at(46_255.5), "2026-08-21T12:00:00");
        assert_eq!(at(0.75), "18:00:00");
    }
}
