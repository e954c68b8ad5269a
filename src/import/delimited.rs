//! Delimited text, one row at a time in constant memory.
//!
//! Kind to what spreadsheets and people really write: stray quotes inside a cell, quoted line breaks, ragged rows, all
//! three line ends. A quote that is not closed where it should be costs its own line, not those below. Unkind to size: a
//! cell, a row and their number are limited, and going over is one bad row.

use std::io::{self, Read};

use super::row::{MAX_CELL, MAX_CELLS, MAX_ROW, Row, RowError, RowFault, TableError};

const BUFFER: usize = 64 * 1024;
/// Rows looked at to tell the delimiter.
const LOOK: usize = 20;
/// Bytes below the first line of a row that are kept, to go back to when its quote turns out to be stray.
const KEPT: usize = 2 * MAX_CELL;

/// Rows of a delimited text that is already UTF-8.
pub struct Delimited<R> {
    source: R,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    /// Line of the next byte, from 1.
    line: u64,
    delimiter: u8,
    /// Cells of the widest of the first rows.
    width: usize,
    rows: usize,
    /// Cells of the row's first line, had it no quotes.
    cells_as_read: usize,
    below: Below,
}

/// What was read of a row below its first line.
enum Below {
    Nothing,
    Kept { line: u64, bytes: Vec<u8> },
    TooMuch,
}

/// The cell being read.
#[derive(Default)]
struct Cell {
    text: Vec<u8>,
    quoted: bool,
    /// Where the cell ends if nothing but blanks follows the quote seen there.
    maybe_closed: Option<usize>,
    /// A quote inside that closes nothing and is not doubled.
    odd: bool,
    too_long: bool,
}

impl Cell {
    fn push(&mut self, byte: u8) {
        if self.text.len() < MAX_CELL {
            self.text.push(byte);
        } else {
            self.too_long = true;
        }
    }
}

impl<R: Read> Delimited<R> {
    /// # Errors
    /// Whatever reading the first bytes gives.
    pub fn new(mut source: R) -> io::Result<Self> {
        let mut buffer = vec![0; BUFFER];
        let mut end = 0;
        while end < BUFFER {
            match source.read(&mut buffer[end..])? {
                0 => break,
                read => end += read,
            }
        }
        let delimiter = delimiter(&buffer[..end]);
        Ok(Self {
            source,
            buffer,
            at: 0,
            end,
            line: 1,
            delimiter,
            width: 0,
            rows: 0,
            cells_as_read: 1,
            below: Below::Nothing,
        })
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        if self.at == self.end {
            self.at = 0;
            self.end = self.source.read(&mut self.buffer)?;
        }
        Ok((self.at < self.end).then(|| self.buffer[self.at]))
    }

    /// The next byte; every line end is read as one `\n`.
    fn step(&mut self) -> io::Result<Option<u8>> {
        let Some(byte) = self.peek()? else {
            return Ok(None);
        };
        self.at += 1;
        if byte == b'\r' && self.peek()? == Some(b'\n') {
            self.at += 1;
        }
        let end = byte == b'\r' || byte == b'\n';
        self.line += u64::from(end);
        let byte = if end { b'\n' } else { byte };
        self.keep(byte);
        Ok(Some(byte))
    }

    fn keep(&mut self, byte: u8) {
        match &mut self.below {
            Below::Nothing if byte == b'\n' => {
                let (line, bytes) = (self.line, Vec::new());
                self.below = Below::Kept { line, bytes };
            }
            Below::Nothing => self.cells_as_read += usize::from(byte == self.delimiter),
            Below::Kept { bytes, .. } if bytes.len() < KEPT => bytes.push(byte),
            Below::Kept { .. } => self.below = Below::TooMuch,
            Below::TooMuch => {}
        }
    }

    /// The row's first line alone has as many cells as a row should: a quote in it that goes on below is stray.
    fn first_line_is_a_row(&self) -> bool {
        self.width > 1 && self.cells_as_read == self.width
    }

    /// A row of several lines that has too few cells, or a quote in it too many and a whole row below its first line.
    fn swallows(&self, cells: usize, odd: bool) -> bool {
        let Below::Kept { bytes, .. } = &self.below else {
            return false;
        };
        let is_row = |line: &[u8]| {
            let delimiters = line.iter().filter(|byte| **byte == self.delimiter);
            delimiters.count() + 1 == self.width
        };
        cells < self.width || odd && bytes.split(|byte| *byte == b'\n').any(is_row)
    }

    /// Goes back to the row's second line. False where that is too far.
    fn go_back(&mut self) -> bool {
        match std::mem::replace(&mut self.below, Below::Nothing) {
            Below::Nothing => true,
            Below::Kept { line, mut bytes } => {
                bytes.extend_from_slice(&self.buffer[self.at..self.end]);
                (self.at, self.end, self.line) = (0, bytes.len(), line);
                self.buffer = bytes;
                // What is read next goes into the same buffer.
                self.buffer.resize(self.end.max(BUFFER), 0);
                true
            }
            Below::TooMuch => false,
        }
    }

    /// The next row; `None` at the end. Lines without a single byte are not rows.
    ///
    /// # Errors
    /// Whatever reading gives, and a quote that is never closed; the outer error ends the table, the inner one is one
    /// bad row.
    pub fn row(&mut self) -> Result<Option<Result<Row, RowError>>, TableError> {
        while let Some(b'\r' | b'\n') = self.peek()? {
            self.step()?;
        }
        if self.peek()?.is_none() {
            return Ok(None);
        }
        let line = self.line;
        let mut row = Row {
            line,
            cells: Vec::new(),
        };
        (self.below, self.cells_as_read) = (Below::Nothing, 1);
        let (mut size, mut count, mut odd) = (0, 0, false);
        let mut fault = None;
        loop {
            let (cell, last) = self.cell()?;
            size += cell.text.len();
            count += 1;
            odd |= cell.odd;
            let stray = last && self.first_line_is_a_row() && self.swallows(count, odd);
            if (cell.quoted && cell.maybe_closed.is_none()) || stray {
                let fault = RowFault::QuoteOpen;
                return match self.go_back() {
                    true => Ok(Some(Err(RowError { line, fault }))),
                    false => Err(TableError::QuoteLost { line }),
                };
            }
            let wrong = if cell.too_long {
                Some(RowFault::CellTooLong {
                    column: row.cells.len(),
                })
            } else if size > MAX_ROW {
                Some(RowFault::RowTooLong)
            } else if row.cells.len() == MAX_CELLS {
                Some(RowFault::TooManyCells)
            } else {
                None
            };
            if fault.is_none() {
                fault = wrong;
            }
            if fault.is_none() {
                let text = String::from_utf8(cell.text).unwrap_or_else(|broken| {
                    String::from_utf8_lossy(broken.as_bytes()).into_owned()
                });
                row.cells.push(text.trim().to_owned());
            } else {
                row.cells = Vec::new();
            }
            if last {
                break;
            }
        }
        if self.rows < LOOK {
            self.rows += 1;
            self.width = self.width.max(row.cells.len());
        }
        Ok(Some(match fault {
            None => Ok(row),
            Some(fault) => Err(RowError { line, fault }),
        }))
    }

    /// One cell, and whether the row ends with it.
    fn cell(&mut self) -> io::Result<(Cell, bool)> {
        let mut cell = Cell::default();
        let mut fresh = true;
        loop {
            let Some(byte) = self.step()? else {
                close(&mut cell);
                return Ok((cell, true));
            };
            let edge = byte == self.delimiter || byte == b'\n';
            if edge && (!cell.quoted || cell.maybe_closed.is_some()) {
                close(&mut cell);
                return Ok((cell, byte != self.delimiter));
            }
            match byte {
                b' ' if fresh => continue,
                b'"' if fresh => cell.quoted = true,
                b'"' if cell.quoted && self.peek()? == Some(b'"') => {
                    self.step()?;
                    cell.maybe_closed = None;
                    cell.push(b'"');
                }
                b'"' if cell.quoted => {
                    cell.maybe_closed = Some(cell.text.len());
                    cell.push(b'"');
                }
                b' ' => cell.push(b' '),
                _ => {
                    cell.odd |= cell.maybe_closed.take().is_some();
                    cell.push(byte);
                }
            }
            let below = matches!(self.below, Below::Kept { .. });
            if cell.too_long && cell.quoted && below && self.first_line_is_a_row() {
                return Ok((cell, true));
            }
            fresh = false;
        }
    }
}

fn close(cell: &mut Cell) {
    if let Some(end) = cell.maybe_closed {
        cell.text.truncate(end);
    }
}

/// The separator that splits the first rows most evenly; a byte no text holds when nothing splits them.
fn delimiter(head: &[u8]) -> u8 {
    if let [
        b's' | b'S',
        b'e' | b'E',
        b'p' | b'P',
        b'=',
        told,
        b'\r' | b'\n',
        ..,
    ] = head
    {
        return *told;
    }
    let score = |delimiter: u8| {
        let counts = counts(head, delimiter);
        let in_headings = counts.first().copied().unwrap_or(0);
        let alike = counts.iter().filter(|count| **count == in_headings).count();
        (in_headings > 0).then_some((alike, in_headings))
    };
    let mut best = (None, 0);
    for candidate in [b';', b',', b'\t', b'|'] {
        let score = score(candidate);
        if score > best.0 {
            best = (score, candidate);
        }
    }
    best.1
}

/// How often `delimiter` stands outside quotes in each of the first rows.
fn counts(head: &[u8], delimiter: u8) -> Vec<usize> {
    let mut counts = Vec::new();
    let (mut count, mut quoted, mut ink) = (0, false, false);
    for &byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => {
                if ink {
                    counts.push(count);
                }
                (count, ink) = (0, false);
                if counts.len() == LOOK {
                    return counts;
                }
                continue;
            }
            _ if byte == delimiter && !quoted => count += 1,
            _ => {}
        }
        ink = true;
    }
    if ink {
        counts.push(count);
    }
    counts
}

#[cfg(test)]
mod tests;
