//! What a change of screen costs, held against the tight encoding of `vtmodel.diff_bytes` (the measuring tool this
//! project was given), which was run by hand over the same two screens. It knows neither our backspaces nor our
//! erasing in the middle of a row, so coming out below it is possible.

use super::*;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Text};
use ratatui::widgets::{Block, Paragraph, Widget};

const NAMES: [&str; 7] = [
    "Пётр Иванов",
    "ООО «Вектор»",
    "Мария К.",
    "А. Сидоров",
    "Анна Петрова",
    "Олег",
    "ИП Кузнецов В. Г.",
];
const GOODS: [&str; 5] = [
    "Рычаг ГАЗ-3302 ×2",
    "оптовый заказ",
    "Сайлентблок",
    "Тормозные колодки",
    "Фара левая",
];

struct Board {
    columns: Vec<Vec<u64>>,
    chosen: (usize, usize),
}

impl Board {
    /// Six columns of twenty cards of four rows: more than fit into 48 rows.
    fn new() -> Self {
        Self {
            columns: (0..6)
                .map(|c| (0..20).map(|i| 1000 + i * 6 + c).collect())
                .collect(),
            chosen: (1, 3),
        }
    }

    fn draw(&self) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 160, 48));
        for (c, cards) in self.columns.iter().enumerate() {
            let lines: Vec<_> = cards
                .iter()
                .enumerate()
                .flat_map(|(i, &id)| {
                    let at = |n: u64, of: usize| (id * n % of as u64) as usize;
                    let style = if (c, i) == self.chosen {
                        Style::new().reversed()
                    } else {
                        Style::new()
                    };
                    [
                        Line::styled(
                            format!("№ {id} {}", NAMES[at(3, NAMES.len())]),
                            style.bold(),
                        ),
                        Line::styled(GOODS[at(7, GOODS.len())], style),
                        Line::styled(
                            format!("{} {:03} ₽ · Авито", 1 + at(5, 90), at(37, 1000)),
                            style.fg(Color::Cyan),
                        ),
                        Line::default(),
                    ]
                })
                .collect();
            let edge = if c == self.chosen.0 {
                Color::Yellow
            } else {
                Color::DarkGray
            };
            let title = format!("Этап {} · {}", c + 1, cards.len());
            let block = Block::bordered().border_style(edge).title(title);
            Paragraph::new(Text::from(lines))
                .block(block)
                .render(Rect::new(c as u16 * 27, 0, 25, 48), &mut buffer);
        }
        buffer
    }
}

/// Bytes of the frame that turns one board into the other.
fn price(before: &Board, after: &Board) -> usize {
    let mut painter = Painter::default();
    painter.paint(&mut before.draw());
    painter.finish(None);
    painter.sent();
    painter.paint(&mut after.draw());
    painter.finish(None).len()
}

/// `tight` is what `diff_bytes` gave for these two screens; the bars are 1.15 of it for a selection and 1.2 for a move.
fn assert_tight(bytes: usize, tight: usize) {
    assert!(bytes > 0, "nothing was drawn");
    assert!(bytes <= tight, "{bytes} bytes, {tight} would do");
}

#[test]
fn choosing_the_next_card() {
    let before = Board::new();
    let mut after = Board::new();
    after.chosen = (1, 4);
    assert_tight(price(&before, &after), 224);
}

#[test]
fn moving_a_card_to_the_next_column() {
    let before = Board::new();
    let mut after = Board::new();
    let card = after.columns[1].remove(3);
    after.columns[2].insert(3, card);
    after.chosen = (2, 3);
    assert_tight(price(&before, &after), 3878);
}

#[test]
fn choosing_a_card_in_the_next_column() {
    let before = Board::new();
    let mut after = Board::new();
    after.chosen = (2, 3);
    assert_tight(price(&before, &after), 2446);
}
