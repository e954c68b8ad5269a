//! The shop files as they are in force, with their keys, texts and remarks told apart.
use crate::desk::cells;
use crate::desk::part::list::Go;
use crate::desk::screen::story::{Story, Told};
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::text::{self, history, time};
use crate::wire::setup::Setup;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

#[derive(Debug, Default)]
pub(super) struct Files {
    at: usize,
    story: Story,
}

impl Files {
    pub(super) fn go(&mut self, go: Go) {
        self.story.go(go);
    }

    /// The next file, behind the last the first.
    pub(super) fn next(&mut self, many: usize) {
        self.at = (self.at + 1) % many.max(1);
        self.story = Story::default();
    }

    pub(super) fn draw(&self, setup: Option<&Setup>, seat: &Seat, area: Rect, buf: &mut Buffer) {
        use text::settings as w;
        let look = seat.look();
        let (lang, theme) = (look.lang, look.theme);
        let Some(setup) = setup else {
            let words = text::part::loading(lang);
            cells::put(buf, theme, cells::right_of(area, 2), words, Role::Faint);
            return;
        };
        let by = seat
            .mirror
            .shop
            .as_deref()
            .map(|s| history::person(lang, setup.by, s));
        let when = time::moment(lang, setup.at, look.when.now, look.when.zone);
        let version = w::version(lang, setup.version, &when, &by.unwrap_or_default());
        let inner = cells::right_of(area, 1);
        let mut head = cells::top(inner, 1);
        // From the file that lets the one read be seen.
        let wide = |n: usize| cells::width(&setup.files[n].name) + 3;
        let upto = self.at.min(setup.files.len().saturating_sub(1));
        let mut first = upto;
        let mut used = setup.files.get(upto).map_or(0, |_| wide(upto));
        while first > 0 && used + wide(first - 1) <= head.width {
            first -= 1;
            used += wide(first);
        }
        for (n, file) in setup.files.iter().enumerate() {
            if n < first {
                continue;
            }
            let (name, role) = match n == self.at {
                true => (format!("[{}]", file.name), Role::Strong),
                false => (format!(" {} ", file.name), Role::Faint),
            };
            let used = cells::put(buf, theme, head, &name, role);
            head = cells::right_of(head, used + 1);
        }
        let said = format!("{version} · {}", w::read_only(lang));
        let mut above = 1;
        for line in cells::wrap(&said, inner.width.saturating_sub(1)) {
            if let Some(row) = cells::row(inner, above) {
                cells::put(buf, theme, row, &line, Role::Note);
            }
            above += 1;
        }
        let body = cells::below(area, above + 1);
        match setup.files.get(self.at) {
            Some(file) => {
                let room = body.width.saturating_sub(2);
                let lines = file.text.lines();
                let rows: Vec<Told> = lines.flat_map(|line| told(line, room)).collect();
                self.story.draw_rows(&rows, body, buf, look);
            }
            None => {
                let words = w::no_files(lang);
                cells::put(buf, theme, cells::right_of(body, 1), words, Role::Faint);
            }
        }
    }
}

/// A line by what it begins with, in as many rows as it needs.
fn told(line: &str, room: u16) -> Vec<Told> {
    let role = match line.trim_start().chars().next() {
        Some('#') => Role::Note,
        Some('[') => Role::Title,
        _ => Role::Text,
    };
    if cells::width(line) <= room {
        return vec![(line.to_owned(), role)];
    }
    let rows = cells::wrap(line, room);
    rows.into_iter().map(|row| (row, role)).collect()
}
