//! How few bytes could turn one screen into another: the measure our own painter is held against.
//!
//! A greedy count of its own, so that the painter is not its own judge: the shorter of moving over an unchanged gap and
//! printing it again, the shortest change of colours, and erasing to the end of a line where it pays.
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// Foreground, background, marks.
type Look = (Color, Color, Modifier);

const PLAIN: Look = (Color::Reset, Color::Reset, Modifier::empty());

/// Bytes of a tight encoding; 0 where nothing changed.
pub fn bytes(before: &Buffer, after: &Buffer) -> usize {
    let width = usize::from(after.area.width).max(1);
    let (mut total, mut pen, mut at) = (0, PLAIN, None::<(usize, usize)>);
    let rows = before
        .content
        .chunks(width)
        .zip(after.content.chunks(width));
    for (y, (old, new)) in rows.enumerate() {
        let changed: Vec<usize> = (0..width).filter(|&x| !same(&old[x], &new[x])).collect();
        let blank_from = width - new.iter().rev().take_while(|c| erases(c)).count();
        let erase = changed.iter().filter(|x| **x >= blank_from).count() > 3;
        for x in changed {
            let cell = &new[x];
            if erase && x >= blank_from {
                total += travel(at, (x, y)) + turn(pen, look(cell)) + 3;
                (pen, at) = (look(cell), Some((x, y)));
                break;
            }
            let mut way = travel(at, (x, y));
            if let Some((from, _)) = at.filter(|&(from, row)| row == y && x > from) {
                let (bridge, after) = print(&new[from..x], pen);
                if bridge + turn(after, look(cell)) < way + turn(pen, look(cell)) {
                    (way, pen) = (bridge, after);
                }
            }
            let (cost, after) = print(std::slice::from_ref(cell), pen);
            (total, pen, at) = (total + way + cost, after, Some((x + 1, y)));
        }
    }
    total
}

/// Marks that are seen on a blank.
const SEEN: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT);

fn look(cell: &Cell) -> Look {
    (cell.fg, cell.bg, cell.modifier)
}

/// To the eye: the letter colour of a blank is not there.
fn same(a: &Cell, b: &Cell) -> bool {
    let blank = a.symbol() == " " && !(a.modifier | b.modifier).intersects(SEEN);
    a.symbol() == b.symbol() && (look(a) == look(b) || (blank && a.bg == b.bg))
}

fn erases(cell: &Cell) -> bool {
    cell.symbol() == " " && cell.bg == Color::Reset && !cell.modifier.intersects(SEEN)
}

fn print(cells: &[Cell], mut pen: Look) -> (usize, Look) {
    let mut cost = 0;
    for cell in cells {
        cost += turn(pen, look(cell)) + cell.symbol().len();
        pen = look(cell);
    }
    (cost, pen)
}

fn digits(n: usize) -> usize {
    n.max(1).ilog10() as usize + 1
}

fn travel(from: Option<(usize, usize)>, to: (usize, usize)) -> usize {
    let (x, y) = to;
    let there = 3 + digits(y + 1) + if x > 0 { 1 + digits(x + 1) } else { 0 };
    let Some((column, row)) = from else {
        return there;
    };
    let step = |n: usize| match n {
        0 => 0,
        1 => 3,
        n => 3 + digits(n),
    };
    let down = step(y.abs_diff(row)).min(if y >= row { y - row } else { usize::MAX });
    let along = step(x.abs_diff(column)).min(if x < column { column - x } else { usize::MAX });
    there.min(down + along).min(1 + down + step(x))
}

fn turn(from: Look, to: Look) -> usize {
    if from == to {
        return 0;
    }
    // Every number costs itself and what parts it from the next; the last is followed by the sequence's end instead.
    let colours = |from: Look| {
        let differ = [(from.0, to.0), (from.1, to.1)]
            .into_iter()
            .filter(|(a, b)| a != b);
        differ.map(|(_, colour)| price(colour)).sum::<usize>()
    };
    let marks = |marks: Modifier, price: usize| marks.iter().count() * price;
    let changed = colours(from) + marks(from.2 - to.2, 3) + marks(to.2 - from.2, 2);
    let anew = 1 + colours(PLAIN) + marks(to.2, 2);
    2 + changed.min(anew)
}

fn price(colour: Color) -> usize {
    match colour {
        Color::Rgb(r, g, b) => 8 + [r, g, b].map(|v| digits(v.into())).iter().sum::<usize>(),
        Color::Indexed(n) => 6 + digits(n.into()),
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    #[test]
    fn a_word_costs_its_place_and_its_letters() {
        let before = Buffer::empty(Rect::new(0, 0, 20, 3));
        let mut after = before.clone();
        assert_eq!(bytes(&before, &after), 0);
        after.set_string(4, 1, "насос", Style::new());
        // ESC [ 2 ; 5 H and ten bytes of letters.
        assert_eq!(bytes(&before, &after), 6 + 10);
        after.set_string(4, 1, "насос", Style::new().bold());
        assert_eq!(bytes(&before, &after), 6 + 10 + 4);
    }

    #[test]
    fn a_line_is_erased_rather_than_printed() {
        let mut before = Buffer::empty(Rect::new(0, 0, 20, 1));
        before.set_string(2, 0, "0123456789", Style::new());
        let after = Buffer::empty(Rect::new(0, 0, 20, 1));
        assert_eq!(bytes(&before, &after), 6 + 3);
    }
}
