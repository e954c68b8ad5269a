//! Tables for people: columns aligned by the cells a terminal gives each character.
use crate::domain::text::{Kind, TermText};

/// Longest cell before its end is left out; the last column is never cut.
const CELL_MAX: usize = 48;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// Headings and rows of one table.
#[derive(Debug)]
pub struct Table {
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<TermText>>,
}

impl Table {
    /// A heading that begins with `>` stands over a column of numbers.
    pub fn new<'a>(headings: impl IntoIterator<Item = &'a str>) -> Table {
        let columns = headings.into_iter().map(|heading| {
            heading.strip_prefix('>').map_or_else(
                || (heading.to_owned(), Align::Left),
                |heading| (heading.to_owned(), Align::Right),
            )
        });
        Table {
            columns: columns.collect(),
            rows: Vec::new(),
        }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells = cells.into_iter();
        self.rows
            .push(cells.map(|cell| TermText::new(&cell, Kind::Line)).collect());
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The headings' line and one for each row.
    pub fn lines(&self) -> Vec<String> {
        self.to_string().lines().map(str::to_owned).collect()
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let headings: Vec<TermText> = self
            .columns
            .iter()
            .map(|(heading, _)| TermText::new(heading, Kind::Line))
            .collect();
        let all = || std::iter::once(&headings).chain(&self.rows);
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|at| {
                let cells = all().filter_map(|row| row.get(at));
                cells.map(|cell| cell.width().min(CELL_MAX)).max()
            })
            .map(Option::unwrap_or_default)
            .collect();
        for (n, row) in all().enumerate() {
            let mut line = String::new();
            for (at, cell) in row.iter().enumerate() {
                let last = at + 1 == self.columns.len();
                let width = widths.get(at).copied().unwrap_or_default();
                match self.columns.get(at).map(|(_, align)| *align) {
                    Some(Align::Right) => {
                        let cell = cell.fit(width);
                        let free = width.saturating_sub(TermText::new(&cell, Kind::Line).width());
                        line.push_str(&" ".repeat(free));
                        line.push_str(&cell);
                    }
                    _ if last => line.push_str(cell.as_str()),
                    _ => line.push_str(&cell.pad(width)),
                }
                if !last {
                    line.push_str("  ");
                }
            }
            if n > 0 {
                f.write_str("\n")?;
            }
            f.write_str(line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_straight_whatever_is_in_them() {
        let mut table = Table::new(["имя", ">сумма", "стадия"]);
        table.row(["日本".into(), "8 400 ₽".into(), "Новый".into()]);
        table.row(["Пётр\u{1b}[31m\nИванов".into(), "12 ₽".into(), "".into()]);
        let text = table.to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "a line break in a cell makes no row");
        assert!(!text.contains('\u{1b}'));
        let ends: Vec<usize> = lines
            .iter()
            .map(|line| {
                let end = line.find('₽').or_else(|| line.find("сумма")).unwrap();
                let end = end
                    + if line.contains('₽') {
                        3
                    } else {
                        "сумма".len()
                    };
                TermText::new(&line[..end], Kind::Line).width()
            })
            .collect();
        assert_eq!(ends[0], ends[1]);
        assert_eq!(ends[1], ends[2]);
    }
}
