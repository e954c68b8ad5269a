//! The file itself: CSV or a workbook, written beside and renamed when it is whole.
use crate::cli::fault::Fault;
use crate::domain::calendar::Millis;
use crate::domain::money::Kopecks;
use crate::domain::text::{Kind as Use, TermText};
use crate::text::{Lang, export as w};
use jiff::tz::TimeZone;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Rows of a sheet, the headings among them.
const SHEET_ROWS: u32 = 1_048_576;
/// Letters of a cell.
const CELL_CHARS: usize = 32_767;
/// Whole numbers a spreadsheet keeps to the last digit.
const EXACT: i64 = 1 << 53;

#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Number(i64),
    Sum(Kopecks),
    Moment(Millis),
}

/// A file in the making.
pub struct Sheet {
    lang: Lang,
    zone: TimeZone,
    beside: Beside,
    /// Rows written, the headings among them.
    rows: u32,
    kind: Kind,
}

enum Kind {
    Csv(Box<csv::Writer<BufWriter<File>>>),
    Book(Box<Book>),
}

struct Book {
    book: Workbook,
    file: File,
    moment: Format,
    sum: Format,
}

/// The unfinished file; gone unless it gets its name.
struct Beside {
    path: PathBuf,
    to: PathBuf,
    named: bool,
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.named {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl Sheet {
    /// # Errors
    /// The file is there already and `force` is not set; its ending names no known kind; the disk.
    pub fn create(
        lang: Lang,
        to: &Path,
        force: bool,
        name: &str,
        headings: &[String],
        zone: TimeZone,
    ) -> Result<Sheet, Fault> {
        let place = to.display().to_string();
        let ending = to
            .extension()
            .and_then(|e| e.to_str())
            .map(str::to_lowercase);
        let csv = match ending.as_deref() {
            Some("csv") => true,
            Some("xlsx") => false,
            _ => return Err(Fault::usage(w::unknown_kind(lang, &place))),
        };
        if to.exists() && !force {
            return Err(Fault::usage(w::exists(lang, &place)));
        }
        let mut path = to.as_os_str().to_owned();
        path.push(".part");
        let path = PathBuf::from(path);
        let failed = |error: std::io::Error| Fault::file(lang, &path, &error);
        // Customers' phones: nobody else's to read.
        let mut file = File::options()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&path)
            .map_err(failed)?;
        let beside = Beside {
            path: path.clone(),
            to: to.to_owned(),
            named: false,
        };
        let kind = if csv {
            // The mark tells a spreadsheet that this is UTF-8.
            file.write_all("\u{feff}".as_bytes()).map_err(failed)?;
            let csv = csv::WriterBuilder::new()
                .delimiter(b';')
                .quote_style(csv::QuoteStyle::Always)
                .terminator(csv::Terminator::CRLF)
                .from_writer(BufWriter::new(file));
            Kind::Csv(Box::new(csv))
        } else {
            Kind::Book(Box::new(
                Book::begin(name, file).map_err(|e| book_fault(&e))?,
            ))
        };
        let mut sheet = Sheet {
            lang,
            zone,
            beside,
            rows: 0,
            kind,
        };
        sheet.row(headings.iter().cloned().map(Cell::Text).collect())?;
        Ok(sheet)
    }

    pub fn row(&mut self, cells: Vec<Cell>) -> Result<(), Fault> {
        match &mut self.kind {
            Kind::Csv(csv) => {
                let cells = cells.iter().map(|cell| written(cell, &self.zone));
                csv.write_record(cells)
                    .map_err(|error| Fault::failed(error.to_string()))?;
            }
            Kind::Book(_) if self.rows >= SHEET_ROWS => {
                let most = u64::from(SHEET_ROWS - 1);
                return Err(Fault::failed(w::too_many_rows(self.lang, most)));
            }
            Kind::Book(book) => {
                for (column, cell) in (0..).zip(&cells) {
                    book.put(self.rows, column, cell, &self.zone)
                        .map_err(|error| book_fault(&error))?;
                }
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// Makes the file whole and gives it its name. The answer is how many records it holds.
    pub fn finish(mut self) -> Result<u64, Fault> {
        let path = self.beside.path.clone();
        let failed = |error: std::io::Error| Fault::file(self.lang, &path, &error);
        let file = match self.kind {
            Kind::Csv(csv) => {
                let buffer = csv.into_inner().map_err(|e| failed(e.into_error()))?;
                buffer.into_inner().map_err(|e| failed(e.into_error()))?
            }
            Kind::Book(book) => book.finish().map_err(|error| book_fault(&error))?,
        };
        file.sync_all().map_err(failed)?;
        std::fs::rename(&self.beside.path, &self.beside.to).map_err(failed)?;
        self.beside.named = true;
        Ok(u64::from(self.rows.saturating_sub(1)))
    }
}

fn book_fault(error: &XlsxError) -> Fault {
    Fault::failed(error.to_string())
}

impl Book {
    fn begin(name: &str, file: File) -> Result<Book, XlsxError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory();
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        Ok(Book {
            book,
            file,
            moment: Format::new().set_num_format("dd.mm.yyyy hh:mm"),
            sum: Format::new().set_num_format("#,##0.00"),
        })
    }

    fn put(
        &mut self,
        row: u32,
        column: u16,
        cell: &Cell,
        zone: &TimeZone,
    ) -> Result<(), XlsxError> {
        let sheet: &mut Worksheet = self.book.worksheet_from_index(0)?;
        match cell {
            Cell::Empty => {}
            Cell::Text(text) if text.is_empty() => {}
            // Always a string, whatever it begins with: never a formula.
            Cell::Text(text) => {
                let clean = clean(text);
                let short: String = clean.chars().take(CELL_CHARS).collect();
                sheet.write_string(row, column, short)?;
            }
            Cell::Number(number) if number.abs() < EXACT => {
                sheet.write_number(row, column, *number as f64)?;
            }
            Cell::Number(number) => {
                sheet.write_string(row, column, number.to_string())?;
            }
            Cell::Sum(sum) => {
                let roubles = sum.0 as f64 / 100.0;
                sheet.write_number_with_format(row, column, roubles, &self.sum)?;
            }
            Cell::Moment(at) => {
                let local = at.local(zone);
                let year = u16::try_from(local.year()).unwrap_or(1900);
                let small = |n: i8| n.unsigned_abs();
                let date = ExcelDateTime::from_ymd(year, small(local.month()), small(local.day()))?;
                let time = date.and_hms(
                    local.hour().unsigned_abs().into(),
                    small(local.minute()),
                    f64::from(local.second()),
                )?;
                sheet.write_datetime_with_format(row, column, &time, &self.moment)?;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<File, XlsxError> {
        let mut buffer = BufWriter::new(&self.file);
        self.book.save_to_writer(&mut buffer)?;
        buffer.flush()?;
        drop(buffer);
        Ok(self.file)
    }
}

/// What strangers wrote, without anything a terminal or a spreadsheet would obey.
fn clean(text: &str) -> String {
    TermText::new(text, Use::Body).into_string()
}

/// A cell of CSV.
fn written(cell: &Cell, zone: &TimeZone) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => {
            let text = clean(text);
            // A spreadsheet would run it; an import takes the mark off again.
            match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
                true => format!("'{text}"),
                false => text,
            }
        }
        Cell::Number(number) => number.to_string(),
        Cell::Sum(sum) => {
            let (roubles, rest) = (sum.0 / 100, sum.0.unsigned_abs() % 100);
            let sign = if sum.0 < 0 && roubles == 0 { "-" } else { "" };
            format!("{sign}{roubles},{rest:02}")
        }
        Cell::Moment(at) => {
            let local = at.local(zone);
            format!(
                "{:02}.{:02}.{} {:02}:{:02}",
                local.day(),
                local.month(),
                local.year(),
                local.hour(),
                local.minute()
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, open_workbook_auto};

    const HOSTILE: [&str; 7] = [
        "=HYPERLINK(\"http://x\")",
        "+79135551234",
        "-2+3",
        "@SUM(1)",
        "\t=1",
        "имя \u{1b}[31m",
        "обычное; с \"кавычками\"\nи строкой",
    ];

    fn file(name: &str) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        let zone = TimeZone::get("Asia/Novosibirsk").unwrap();
        let heading = ["Имя".to_owned(), "Сумма".to_owned(), "Дата".to_owned()];
        let mut sheet = Sheet::create(Lang::Ru, &path, false, "Клиенты", &heading, zone).unwrap();
        for text in HOSTILE {
            let cells = vec![
                Cell::Text(text.to_owned()),
                Cell::Sum(Kopecks(-50)),
                Cell::Moment(Millis(1_795_150_800_000)),
            ];
            sheet.row(cells).unwrap();
        }
        assert_eq!(sheet.finish().unwrap(), HOSTILE.len() as u64);
        assert!(
            !path
                .with_extension(format!("{}.part", name.split('.').nth(1).unwrap()))
                .exists()
        );
        (dir, path)
    }

    #[test]
    fn no_cell_of_a_workbook_is_a_formula() {
        let (_dir, path) = file("a.xlsx");
        let mut book = open_workbook_auto(&path).unwrap();
        let formulas = book.worksheet_formula("Клиенты").unwrap();
        assert!(
            formulas
                .used_cells()
                .all(|(.., formula)| formula.is_empty())
        );
        let range = book.worksheet_range("Клиенты").unwrap();
        for (row, text) in HOSTILE.iter().enumerate() {
            let Some(Data::String(cell)) = range.get((row + 1, 0)) else {
                panic!("{text} is no string")
            };
            assert!(!cell.contains('\u{1b}'));
            assert_eq!(range.get((row + 1, 1)), Some(&Data::Float(-0.5)));
        }
        assert_eq!(range.get((2, 0)), Some(&Data::String(HOSTILE[1].into())));
    }

    #[test]
    fn no_cell_of_a_csv_begins_as_a_formula() {
        let (_dir, path) = file("a.csv");
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.strip_prefix('\u{feff}').unwrap();
        let mut rows = csv::ReaderBuilder::new()
            .delimiter(b';')
            .from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), HOSTILE.len());
        for row in &rows {
            assert!(
                !row[0].starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{row:?}"
            );
            assert_eq!(&row[1], "-0,50");
            assert_eq!(&row[2], "20.11.2026 12:00");
        }
        assert_eq!(&rows[1][0], "'+79135551234");
    }

    #[test]
    fn a_file_that_is_there_is_not_overwritten() {
        let (_dir, path) = file("a.csv");
        let again = |force| {
            let zone = TimeZone::UTC;
            Sheet::create(Lang::Ru, &path, force, "x", &["x".to_owned()], zone).map(|_| ())
        };
        assert!(again(false).is_err());
        // An export that is given up leaves the old file and nothing beside it.
        again(true).unwrap();
        assert!(std::fs::metadata(&path).unwrap().len() > 100);
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1
        );
    }
}
