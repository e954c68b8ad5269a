//! The least a board in a terminal does: a list of deals in memory, drawn by ratatui with its own back end into
//! nothing. What a key costs here is what ratatui costs.
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Style};
use ratatui::text::Line;
use ratatui::widgets::{Block, List};
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const STAGES: usize = 6;

/// Bytes go nowhere and are counted.
#[derive(Debug, Clone, Default)]
struct Sink(Arc<AtomicUsize>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.fetch_add(bytes.len(), Ordering::Relaxed);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[derive(Debug)]
pub struct Floor {
    columns: Vec<Vec<u64>>,
    top: [usize; STAGES],
    row: [usize; STAGES],
    column: usize,
    terminal: Terminal<CrosstermBackend<Sink>>,
    sink: Sink,
}

impl Floor {
    pub fn new(deals: u64, size: (u16, u16)) -> io::Result<Floor> {
        let mut columns = vec![Vec::new(); STAGES];
        for deal in 0..deals {
            columns[deal as usize % STAGES].push(deal);
        }
        let sink = Sink::default();
        let viewport = Viewport::Fixed(Rect::new(0, 0, size.0, size.1));
        let terminal = Terminal::with_options(
            CrosstermBackend::new(sink.clone()),
            TerminalOptions { viewport },
        )?;
        Ok(Floor {
            columns,
            top: [0; STAGES],
            row: [0; STAGES],
            column: 0,
            terminal,
            sink,
        })
    }

    pub fn step(&mut self, down: bool) {
        let row = &mut self.row[self.column];
        let last = self.columns[self.column].len().saturating_sub(1);
        *row = if down {
            (*row + 1).min(last)
        } else {
            row.saturating_sub(1)
        };
    }

    /// Takes the selected card a column on, or back.
    pub fn carry(&mut self, right: bool) {
        let from = self.column;
        let to = if right {
            from + 1
        } else {
            from.saturating_sub(1)
        };
        if to == from || to >= STAGES || self.columns[from].is_empty() {
            return;
        }
        let card = self.columns[from].remove(self.row[from]);
        self.row[from] = self.row[from].min(self.columns[from].len().saturating_sub(1));
        let at = self.row[to].min(self.columns[to].len());
        self.columns[to].insert(at, card);
        self.column = to;
    }

    /// Draws; how many bytes that took.
    pub fn draw(&mut self) -> io::Result<usize> {
        let before = self.sink.0.load(Ordering::Relaxed);
        let (columns, row, column) = (&self.columns, &self.row, self.column);
        let top = &mut self.top;
        self.terminal
            .draw(|frame| paint(columns, top, row, column, frame))?;
        Ok(self.sink.0.load(Ordering::Relaxed) - before)
    }
}

fn paint(
    columns: &[Vec<u64>],
    top: &mut [usize],
    row: &[usize],
    column: usize,
    frame: &mut Frame<'_>,
) {
    let areas = Layout::horizontal([Constraint::Fill(1); STAGES]).split(frame.area());
    for (c, area) in areas.iter().enumerate() {
        let height = usize::from(area.height).saturating_sub(2);
        top[c] = top[c].min(row[c]).max((row[c] + 1).saturating_sub(height));
        let cards = columns[c].iter().enumerate().skip(top[c]).take(height);
        let shown = cards.map(|(n, deal)| {
            let chosen = c == column && n == row[c];
            let style = if chosen {
                Style::new().reversed()
            } else {
                Style::new()
            };
            Line::styled(format!("{deal:06} {}", deal * 37 % 9000), style)
        });
        let edge = if c == column {
            Color::Yellow
        } else {
            Color::DarkGray
        };
        let block = Block::bordered()
            .border_style(edge)
            .title(columns[c].len().to_string());
        frame.render_widget(List::new(shown).block(block), *area);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_written() {
        let mut floor = Floor::new(1000, (160, 48)).unwrap();
        let first = floor.draw().unwrap();
        // Its backend says something even of an unchanged frame: the reset of styles.
        let idle = floor.draw().unwrap();
        floor.step(true);
        let step = floor.draw().unwrap();
        floor.carry(true);
        let carry = floor.draw().unwrap();
        assert!(
            idle < step && step < carry && carry < first,
            "{idle} {step} {carry} {first}"
        );
    }
}
