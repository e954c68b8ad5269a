//! A history as rows of text: when and who, what with before and after, and why where pult itself chose.
use crate::desk::cells;
use crate::desk::part::list::Go;
use crate::desk::part::{Look, panel};
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::domain::event::{Event, Fact};
use crate::domain::shop::Shop;
use crate::text::{self, history, time};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::cell::Cell;

/// How far a history is scrolled.
#[derive(Debug, Default)]
pub(super) struct Story {
    top: usize,
    /// Rows there are, and rows there is room for: of the last draw.
    rows: Cell<(usize, usize)>,
}

impl Story {
    /// Scrolls. True: it is time to read the next page.
    pub(super) fn go(&mut self, go: Go) -> bool {
        let (all, room) = self.rows.get();
        let most = all.saturating_sub(room);
        let page = room.max(2) - 1;
        self.top = match go {
            Go::Up => self.top.saturating_sub(1),
            Go::Down => self.top + 1,
            Go::PageUp => self.top.saturating_sub(page),
            Go::PageDown => self.top + page,
            Go::First => 0,
            Go::Last => most,
        }
        .min(most);
        self.top + 2 * room >= all
    }

    /// Draws rows of text from where it is scrolled to.
    pub(super) fn draw_rows(&self, rows: &[Told], area: Rect, buf: &mut Buffer, look: Look<'_>) {
        let room = usize::from(area.height);
        self.rows.set((rows.len(), room));
        let top = self.top.min(rows.len().saturating_sub(room));
        let text = cells::first(cells::right_of(area, 1), area.width.saturating_sub(2));
        for (n, (line, role)) in (0..).zip(rows.iter().skip(top).take(room)) {
            if let Some(row) = cells::row(text, n) {
                cells::put(buf, look.theme, row, line, *role);
            }
        }
        panel::scrollbar(area, buf, look.theme, top, rows.len());
    }

    /// Draws a history inside a frame; at its end it says whether more is being read.
    pub(super) fn draw(
        &self,
        events: &[Event],
        more: bool,
        seat: &Seat,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let look = seat.look();
        let Some(shop) = seat.mirror.shop.as_deref() else {
            return;
        };
        let mut rows = tell(events, shop, look, area.width.saturating_sub(2));
        let end = match (rows.is_empty(), more) {
            (true, _) => text::deal::no_history(look.lang),
            (_, true) => text::deal::more_history(look.lang),
            _ => text::deal::whole_history(look.lang),
        };
        rows.push((String::new(), Role::Text));
        rows.push((end.to_owned(), Role::Faint));
        self.draw_rows(&rows, area, buf, look);
    }
}

/// A row and how it looks.
pub(super) type Told = (String, Role);

/// The events as rows of this width, in their order.
pub(super) fn tell(events: &[Event], shop: &Shop, look: Look<'_>, width: u16) -> Vec<Told> {
    let mut rows = Vec::new();
    for event in events.iter().filter(|event| history::tells(event)) {
        if !rows.is_empty() {
            rows.push((String::new(), Role::Text));
        }
        let struck = is_struck(event, events);
        one(event, struck, shop, look, width, &mut rows);
    }
    rows
}

/// Was this note taken back and not put back since? The events are newest first.
fn is_struck(event: &Event, events: &[Event]) -> bool {
    let last = events.iter().find_map(|later| match &later.fact {
        Fact::NoteStruck { note, struck, .. } if *note == event.seq => Some(*struck),
        _ => None,
    });
    last.unwrap_or(false)
}

fn one(event: &Event, struck: bool, shop: &Shop, look: Look<'_>, width: u16, rows: &mut Vec<Told>) {
    let lang = look.lang;
    let say = history::Say::at(lang, look.when.now);
    let when = time::moment(lang, event.at, look.when.now, look.when.zone);
    let who = history::who(lang, event, shop);
    rows.push((format!("{when} · {who}"), Role::Note));
    let mut put = |text: &str, mark: &str, role: Role| {
        let indent = cells::width(mark);
        let blank = " ".repeat(usize::from(indent));
        let lines = cells::wrap(text, width.saturating_sub(indent).max(1));
        for (n, line) in lines.iter().enumerate() {
            let before = if n == 0 { mark } else { &blank };
            rows.push((format!("{before}{line}"), role));
        }
    };
    match &event.fact {
        Fact::DealNoted { text, .. } if struck => {
            put(&history::struck(lang, text), "  ", Role::Faint);
        }
        Fact::DealNoted { text, .. } => put(text, "  ", Role::Strong),
        fact => {
            let role = match fact {
                Fact::DealLate { .. } => Role::Warn,
                _ => Role::Text,
            };
            for line in history::lines(say, event, shop) {
                put(&line, "  ", role);
            }
        }
    }
    for line in history::why(say, event, shop) {
        let indent = format!("  {} ", look.theme.glyphs.bullet);
        put(&line, &indent, Role::Faint);
    }
}
