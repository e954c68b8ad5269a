//! Columns: which have a fixed width, which share what is left, and which give way where there is no room.
use super::super::cells;
use super::super::theme::Role;
use super::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

#[derive(Debug, Clone)]
pub struct Column {
    pub title: String,
    pub width: Width,
    pub right: bool,
    /// Where there is no room the column with the highest number goes first; 0 stays.
    pub spare: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    Cells(u16),
    /// At least so many, and this part of what is left.
    Share {
        least: u16,
        part: u16,
    },
}

/// Cells between two columns.
const GAP: u16 = 2;

impl Column {
    pub fn cells(title: impl Into<String>, width: u16) -> Column {
        Column {
            title: title.into(),
            width: Width::Cells(width),
            right: false,
            spare: 0,
        }
    }

    pub fn share(title: impl Into<String>, least: u16, part: u16) -> Column {
        Column {
            width: Width::Share { least, part },
            ..Column::cells(title, 0)
        }
    }

    /// Its values stand at the right: numbers.
    pub fn right(self) -> Column {
        Column {
            right: true,
            ..self
        }
    }

    pub fn spare(self, spare: u8) -> Column {
        Column { spare, ..self }
    }

    /// The cells it can't do without.
    pub fn least(&self) -> u16 {
        match self.width {
            Width::Cells(width) => width,
            Width::Share { least, .. } => least,
        }
    }
}

/// Where each column stands; a column that had to give way has no width.
pub fn places(columns: &[Column], area: Rect) -> Vec<Rect> {
    let mut stays = vec![true; columns.len()];
    let needed = |stays: &[bool]| -> u16 {
        let widths = columns.iter().zip(stays).filter(|(_, s)| **s);
        let sum: u16 = widths.map(|(c, _)| c.least() + GAP).sum();
        sum.saturating_sub(GAP)
    };
    while needed(&stays) > area.width {
        let spared = (0..columns.len())
            .filter(|n| stays[*n] && columns[*n].spare > 0)
            .max_by_key(|n| columns[*n].spare);
        match spared {
            Some(n) => stays[n] = false,
            None => break,
        }
    }
    let left = area.width.saturating_sub(needed(&stays));
    let parts: u16 = columns
        .iter()
        .zip(&stays)
        .filter(|(_, s)| **s)
        .map(|(c, _)| match c.width {
            Width::Share { part, .. } => part,
            Width::Cells(_) => 0,
        })
        .sum();
    let mut x = area.x;
    let mut given = 0;
    let mut parts_given = 0;
    columns
        .iter()
        .zip(stays)
        .map(|(column, stays)| {
            if !stays {
                return Rect {
                    x,
                    width: 0,
                    ..area
                };
            }
            let mut width = column.least();
            if let Width::Share { part, .. } = column.width
                && parts > 0
            {
                parts_given += part;
                let upto = u32::from(left) * u32::from(parts_given) / u32::from(parts);
                let upto = u16::try_from(upto).unwrap_or(left);
                width += upto - given;
                given = upto;
            }
            let width = width.min(area.right().saturating_sub(x));
            let place = Rect { x, width, ..area };
            x = x.saturating_add(width + GAP).min(area.right());
            place
        })
        .collect()
}

/// The titles.
pub fn head(columns: &[Column], area: Rect, buf: &mut Buffer, look: Look<'_>) {
    let values: Vec<(&str, Role)> = columns
        .iter()
        .map(|c| (c.title.as_str(), Role::Faint))
        .collect();
    row(columns, area, buf, look, &values);
}

/// One row of values.
pub fn row<T: AsRef<str>>(
    columns: &[Column],
    area: Rect,
    buf: &mut Buffer,
    look: Look<'_>,
    values: &[(T, Role)],
) {
    let places = places(columns, area);
    for ((column, place), (text, role)) in columns.iter().zip(places).zip(values) {
        if column.right {
            cells::put_right(buf, look.theme, place, text.as_ref(), *role);
        } else {
            cells::put(buf, look.theme, place, text.as_ref(), *role);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn columns() -> Vec<Column> {
        vec![
            Column::cells("№", 6).right(),
            Column::share("Клиент", 10, 2),
            Column::share("Товар", 10, 1).spare(1),
            Column::cells("Сумма", 10).right(),
            Column::cells("Когда", 12).spare(2),
        ]
    }

    fn widths(width: u16) -> Vec<u16> {
        let area = Rect::new(0, 0, width, 1);
        places(&columns(), area).iter().map(|p| p.width).collect()
    }

    #[test]
    fn room_is_shared_and_columns_give_way() {
        assert_eq!(widths(86), [6, 30, 20, 10, 12]);
        assert_eq!(widths(56), [6, 10, 10, 10, 12]);
        assert_eq!(widths(55), [6, 18, 15, 10, 0]);
        assert_eq!(widths(40), [6, 20, 0, 10, 0]);
        assert_eq!(widths(12), [6, 4, 0, 0, 0]);
    }

    proptest! {
        #[test]
        fn columns_stay_inside_and_apart(x in 0u16..9, width in 0u16..200) {
            let area = Rect::new(x, 0, width, 1);
            let mut edge = x;
            for place in places(&columns(), area) {
                prop_assert!(place.width == 0 || place.x >= edge);
                prop_assert!(place.right() <= area.right());
                edge = edge.max(place.right());
            }
        }
    }
}
