//! Quotes that are not closed where they should be.

use crate::import::TableError;
use crate::import::delimited::Delimited;
use crate::import::table::{MAX_CELL, Row, RowError, RowFault};

fn rows(text: &str) -> Vec<Result<Row, RowError>> {
    let mut delimited = Delimited::new(text.as_bytes()).unwrap();
    std::iter::from_fn(|| delimited.row().unwrap()).collect()
}

fn cells(text: &str) -> Vec<Vec<String>> {
    let rows = rows(text).into_iter();
    rows.map(|row| row.unwrap().cells).collect()
}

#[test]
fn a_stray_quote_costs_its_own_line() {
    let open = |line| {
        Err(RowError {
            line,
            fault: RowFault::QuoteOpen,
        })
    };
    let good = |line, cells: [&str; 2]| {
        Ok(Row {
            line,
            cells: cells.map(str::to_owned).into(),
        })
    };
    // To the end of the file; to a later quote; twice.
    let told = rows("a;b\n1;\"x\n2;3\r\n4;5");
    assert_eq!(
        told[1..],
        [open(2), good(3, ["2", "3"]), good(4, ["4", "5"])]
    );
    let told = rows("a;b\n\"1;x\n2;\"3\"\n4;5\n");
    assert_eq!(
        told[1..],
        [open(2), good(3, ["2", "3"]), good(4, ["4", "5"])]
    );
    let told = rows("a;b\n1;\"x\n2;3\n4;\"5\"\n");
    assert_eq!(
        told[1..],
        [open(2), good(3, ["2", "3"]), good(4, ["4", "5"])]
    );
    let told = rows("a;b\n1;\"x\n2;\"y\n4;5\n");
    assert_eq!(told[1..], [open(2), open(3), good(4, ["4", "5"])]);
    assert_eq!(rows("a;b\n1;\"x")[1..], [open(2)]);
    // Nothing is wrong with a note of two lines in a row that ends early.
    assert_eq!(cells("a;b;c\n1;\"x\ny\"\n")[1], ["1", "x\ny"]);
    assert_eq!(
        cells("a;b\n1;\"Диван \"К\", синий\nи белый\"\n")[1],
        ["1", "Диван \"К\", синий\nи белый"]
    );
}

#[test]
fn a_stray_quote_far_from_any_other_is_found_out_too() {
    let many = "2;33333333\n".repeat(3 * MAX_CELL / 11);
    let told = rows(&format!("a;b\n1;\"x\n{many}"));
    assert_eq!(told[1].as_ref().unwrap_err().fault, RowFault::QuoteOpen);
    assert_eq!(told.len(), 2 + many.lines().count());
    let last = told.last().unwrap().as_ref().unwrap();
    assert_eq!(last.line, told.len() as u64);
    // A line that is no row by itself may be the start of something long; where that never ends is said.
    let mut lost = Delimited::new(std::io::Cursor::new(format!("a;b\n\"x\n{many}"))).unwrap();
    lost.row().unwrap();
    assert_eq!(lost.row(), Err(TableError::QuoteLost { line: 2 }));
    assert_eq!(lost.row(), Ok(None));
}
