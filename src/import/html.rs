//! Rows of an HTML table: what Bitrix24 calls "Excel" and old 1C prints.
//!
//! A row is numbered as a spreadsheet would show it. Tables inside a cell are text of that cell.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::mem::take;

use html5gum::{IoReader, StartTag, Token, Tokenizer};

use super::encoding::Decoded;
use super::row::{MAX_CELL, MAX_CELLS, MAX_ROW, Row, RowError, RowFault};

/// Rows of every table of a page, in order.
pub struct Html<R: Read> {
    tokens: Tokenizer<IoReader<Decoded<R>>>,
    depth: usize,
    /// Inside `<script>` or `<style>`: not for people.
    mute: bool,
    number: u64,
    row: Option<OpenRow>,
    cell: Option<OpenCell>,
    /// Columns that a cell above reaches down into: how many rows are left.
    spans: Vec<u32>,
    ready: VecDeque<Result<Row, RowError>>,
}

#[derive(Default)]
struct OpenRow {
    cells: Vec<String>,
    size: usize,
    fault: Option<RowFault>,
}

struct OpenCell {
    text: String,
    too_long: bool,
    across: usize,
    down: u32,
}

impl<R: Read> Html<R> {
    pub fn new(source: Decoded<R>) -> Self {
        Self {
            tokens: Tokenizer::new(IoReader::new(source)),
            depth: 0,
            mute: false,
            number: 0,
            row: None,
            cell: None,
            spans: Vec::new(),
            ready: VecDeque::new(),
        }
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// Whatever reading gives; the outer error ends the table, the inner one is one bad row.
    pub fn row(&mut self) -> io::Result<Option<Result<Row, RowError>>> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Ok(Some(row));
            }
            match self.tokens.next() {
                None if self.row.is_none() => return Ok(None),
                None => self.end_row(),
                Some(token) => self.take(token?),
            }
        }
    }

    fn take(&mut self, token: Token) {
        match token {
            Token::StartTag(tag) => self.start(&tag),
            Token::EndTag(tag) => self.end(&tag.name),
            Token::String(text) if !self.mute => self.write(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }

    fn start(&mut self, tag: &StartTag<()>) {
        match (tag.name.as_slice(), self.depth) {
            (b"script" | b"style", _) => self.mute = !tag.self_closing,
            (b"table", _) => {
                self.depth += 1;
                if self.depth == 1 {
                    self.spans.clear();
                }
            }
            (b"tr", 1) => {
                self.end_row();
                self.number += 1;
                self.row = Some(OpenRow::default());
            }
            (b"td" | b"th", 1) => {
                self.end_cell();
                let span = |name: &[u8]| {
                    let value = tag.attributes.get(name)?;
                    String::from_utf8_lossy(value).trim().parse::<u32>().ok()
                };
                self.cell = Some(OpenCell {
                    text: String::new(),
                    too_long: false,
                    across: span(b"colspan").unwrap_or(1).clamp(1, 1000) as usize,
                    down: span(b"rowspan").unwrap_or(1).saturating_sub(1),
                });
            }
            (b"br" | b"p" | b"div" | b"li" | b"tr", _) => self.write_break('\n'),
            (b"td" | b"th", _) => self.write_break(' '),
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        match (name, self.depth) {
            (b"script" | b"style", _) => self.mute = false,
            (b"table", 0) => {}
            (b"table", _) => {
                if self.depth == 1 {
                    self.end_row();
                }
                self.depth -= 1;
            }
            (b"tr", 1) => self.end_row(),
            (b"td" | b"th", 1) => self.end_cell(),
            _ => {}
        }
    }

    /// White space in the source of a page is one blank.
    fn write(&mut self, text: &str) {
        let Some(cell) = &mut self.cell else { return };
        for letter in text.chars() {
            if cell.text.len() >= MAX_CELL {
                cell.too_long = true;
                return;
            }
            if !letter.is_ascii_whitespace() {
                cell.text.push(letter);
            } else if !cell.text.is_empty() && !cell.text.ends_with([' ', '\n']) {
                cell.text.push(' ');
            }
        }
    }

    fn write_break(&mut self, letter: char) {
        if let Some(cell) = &mut self.cell
            && !cell.text.is_empty()
            && cell.text.len() < MAX_CELL
        {
            cell.text.truncate(cell.text.trim_end_matches(' ').len());
            cell.text.push(letter);
        }
    }

    /// Empty cells for the columns that cells of earlier rows cover.
    fn skip_covered(&mut self) {
        let Some(row) = &mut self.row else { return };
        while let Some(left) = self.spans.get_mut(row.cells.len())
            && *left > 0
        {
            *left -= 1;
            row.cells.push(String::new());
        }
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        if self.row.is_none() {
            self.number += 1;
            self.row = Some(OpenRow::default());
        }
        self.skip_covered();
        let Some(row) = &mut self.row else { return };
        let column = row.cells.len();
        row.size += cell.text.len();
        let fault = if cell.too_long {
            Some(RowFault::CellTooLong { column })
        } else if row.size > MAX_ROW {
            Some(RowFault::RowTooLong)
        } else if column + cell.across > MAX_CELLS {
            Some(RowFault::TooManyCells)
        } else {
            None
        };
        row.fault = row.fault.take().or(fault);
        if row.fault.is_some() {
            return;
        }
        row.cells.push(cell.text.trim().to_owned());
        row.cells.resize(column + cell.across, String::new());
        if cell.down > 0 {
            let reach = self.spans.len().max(column + cell.across);
            self.spans.resize(reach, 0);
            self.spans[column..column + cell.across].fill(cell.down);
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        self.skip_covered();
        let Some(mut row) = self.row.take() else {
            return;
        };
        for left in self.spans.iter_mut().skip(row.cells.len()) {
            *left = left.saturating_sub(1);
        }
        let line = self.number;
        if let Some(fault) = row.fault {
            self.ready.push_back(Err(RowError { line, fault }));
        } else if !row.cells.is_empty() {
            self.ready.push_back(Ok(Row {
                line,
                cells: take(&mut row.cells),
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::encoding::Encoding;
    use super::*;

    fn rows(page: &str) -> Vec<Result<Row, RowError>> {
        let mut html = Html::new(Decoded::new(page.as_bytes(), Encoding::Utf8, 0));
        std::iter::from_fn(|| html.row().unwrap()).collect()
    }

    fn cells(page: &str) -> Vec<Vec<String>> {
        rows(page)
            .into_iter()
            .map(|row| row.unwrap().cells)
            .collect()
    }

    #[test]
    fn text_is_what_a_browser_would_show() {
        let page = "<style>td{}</style><table><tr><th>a<th>b</tr><tr><td><b>x</b>\n &quot;y&quot;<br>&#1104;&nbsp;</td>\
                    <td><script>alert(1)</script>z<!-- no --></td></tr></table>tail";
        assert_eq!(cells(page), [["a", "b"], ["x \"y\"\nѐ", "z"]]);
    }

    #[test]
    fn forgotten_end_tags_and_inner_tables_keep_the_rows() {
        let page = "<table><tr><td>1<td>2<tr><td><table><tr><td>in<td>side</table><td>4";
        assert_eq!(cells(page), [["1", "2"], ["in side", "4"]]);
    }

    #[test]
    fn spans_keep_the_columns_in_place() {
        let page = "<table><tr><td rowspan=2>id<td colspan=2>name<td>z</tr><tr><td>a<td>b<td>c</tr><tr><td>1</table>";
        assert_eq!(
            cells(page),
            [
                vec!["id", "name", "", "z"],
                vec!["", "a", "b", "c"],
                vec!["1"]
            ]
        );
    }

    #[test]
    fn a_huge_cell_is_one_bad_row() {
        let page = format!(
            "<table><tr><td>{}<tr><td>ok</table>",
            "x".repeat(10 * MAX_CELL)
        );
        let rows = rows(&page);
        assert_eq!(
            rows[0],
            Err(RowError {
                line: 1,
                fault: RowFault::CellTooLong { column: 0 }
            })
        );
        assert_eq!(rows[1].as_ref().unwrap().cells, ["ok"]);
    }
}
