//! One row of a foreign table, how large it may be, and what can be wrong with it or with the whole file.

use std::io;

/// Bytes of text in one cell.
pub const MAX_CELL: usize = 1 << 20;
/// Cells in one row.
pub const MAX_CELLS: usize = 4096;
/// Bytes of text in one row.
pub const MAX_ROW: usize = 8 << 20;
/// Bytes a workbook may unpack to, and an HTML page may have.
pub const MAX_UNPACKED: u64 = 512 << 20;
/// Bytes of the parts of a workbook that are kept whole in memory: its words and styles.
pub const MAX_KEPT: u64 = 128 << 20;
/// Times its packed size that a part of a workbook may unpack to; real sheets stay below fifty.
pub const MAX_TIMES: u64 = 100;

/// One row, cells trimmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line of the file where the row begins, from 1; in workbooks and HTML tables the row number a spreadsheet shows.
    pub line: u64,
    pub cells: Vec<String>,
}

/// A row that cannot be used, or the reason why no more rows come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    pub line: u64,
    pub fault: RowFault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFault {
    /// More than [`MAX_CELL`] bytes in the column (from 0).
    CellTooLong { column: usize },
    /// More than [`MAX_ROW`] bytes.
    RowTooLong,
    /// More than [`MAX_CELLS`] cells.
    TooManyCells,
    /// A quote opened in this row is not closed where it should be: reading goes on with the next line.
    QuoteOpen,
    /// The table ends here without having been read to its end.
    Stopped(Box<TableError>),
}

/// Why a file is no table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableError {
    NotFound,
    Directory,
    /// A pipe, a socket or a device.
    NotAFile,
    Forbidden,
    Unreadable {
        kind: io::ErrorKind,
    },
    Empty,
    /// Neither text nor a workbook.
    Binary,
    /// A zero byte in this line, where text has none.
    ZeroByte {
        line: u64,
    },
    /// A quote opened in this line is never closed, and too much follows to look for its end.
    QuoteLost {
        line: u64,
    },
    /// A part of the workbook unpacks to so many times its size that it was made to do harm.
    Bomb {
        times: u64,
    },
    /// Headings and nothing below.
    NoRows {
        headings: Vec<String>,
    },
    /// Not one row could be read; the first that could not.
    NoGoodRow(Box<RowError>),
    /// A password is set.
    Locked,
    TooBig {
        limit: u64,
    },
    Broken {
        reason: String,
    },
    /// A sheet was asked for, and a text has none.
    NoSheets,
    NoSuchSheet {
        sheets: Vec<String>,
    },
    /// The file was written to while it was read.
    Changed,
}

impl From<io::Error> for TableError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::Forbidden,
            io::ErrorKind::IsADirectory => Self::Directory,
            kind => Self::Unreadable { kind },
        }
    }
}
