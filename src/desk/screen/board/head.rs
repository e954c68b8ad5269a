//! The line above the columns (pipeline, filter, totals) and the columns' heads and feet.
use super::{Board, filter};
use crate::desk::action::Action;
use crate::desk::cells;
use crate::desk::keymap::Context;
use crate::desk::mirror::Shown;
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::domain::money::Kopecks;
use crate::domain::pipeline::{Pipeline, Stage};
use crate::text;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Below this width the line says only what is not as usual.
const NARROW: u16 = 60;

impl Board {
    pub(super) fn pipeline_line(
        &self,
        pipeline: &Pipeline,
        seat: &Seat,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let lang = seat.lang;
        let theme = &seat.theme;
        let (count, sum, at_least) = self.overall(seat);
        let words = filter::words(seat);
        let filtered = !words.is_empty();
        let narrow = area.width < NARROW;
        let plus = if at_least { "+" } else { "" };
        let deals = text::desk::deals(lang, count);
        let full = format!("{deals}{plus} · {} ", Kopecks(sum));
        let short = format!("{deals}{plus} ");
        let least = format!("{count}{plus} ");
        let key = |action| seat.keys(Context::Board, action).unwrap_or_default();
        let several = seat
            .mirror
            .shop
            .as_ref()
            .is_some_and(|s| s.pipelines.len() > 1);
        let next = match several {
            true => format!(" {}", key(Action::Pipeline)),
            false => String::new(),
        };
        let label = format!("{}: ", text::board::filter(lang));
        let reset = text::board::reset(lang, &key(Action::FilterReset));
        let line = |name: &str, label: &str, said: String, totals: &str| {
            let mut pieces = vec![
                (name.to_owned(), Role::Strong),
                (next.clone(), Role::HintKey),
            ];
            if filtered {
                pieces.push((format!("   {label}"), Role::Faint));
                pieces.push((said, Role::Accent));
                pieces.push((format!("   {reset}"), Role::HintKey));
            } else if !narrow {
                pieces.push((format!("   {label}{said}"), Role::Faint));
            }
            (pieces, totals.to_owned())
        };
        let name = pipeline.name.as_str();
        let none = || text::board::filter_none(lang).to_owned();
        // What says less comes later; the key that shows all again and the count are in every one.
        let ways = match filtered {
            false => vec![
                line(name, &label, none(), &full),
                line(name, &label, none(), &short),
            ],
            true => {
                let all = filter::said(&words, words.len());
                let mut ways = vec![
                    line(name, &label, all.clone(), &full),
                    line(name, &label, all.clone(), &short),
                    line(name, "", all, &short),
                ];
                let fewer = (1..words.len()).rev();
                ways.extend(fewer.map(|n| line(name, "", filter::said(&words, n), &short)));
                let first = cut(&filter::said(&words, 1), 12);
                ways.push(line(&cut(name, 8), "", first.clone(), &short));
                ways.push(line(&cut(name, 8), "", first, &least));
                ways.push(line("", "", filter::said(&words, 0), &least));
                ways
            }
        };
        let wide = |pieces: &[(String, Role)]| -> u16 {
            pieces.iter().map(|(text, _)| cells::width(text)).sum()
        };
        let fits = |(pieces, totals): &(Vec<(String, Role)>, String)| {
            1 + wide(pieces) + 1 + cells::width(totals) <= area.width
        };
        let last = ways.len() - 1;
        let at = ways.iter().position(fits).unwrap_or(last);
        let (pieces, totals) = &ways[at];
        let left = cells::right_of(area, 1);
        let left = cells::first(left, left.width.saturating_sub(cells::width(totals) + 1));
        cells::put_row(buf, theme, left, pieces);
        cells::put_right(buf, theme, area, totals, Role::Text);
    }

    #[expect(clippy::too_many_arguments, reason = "what a heading is drawn from")]
    /// A column's upper border with its name, count and sum, and how much is scrolled away above.
    pub(super) fn head(
        &self,
        stage: &Stage,
        shown: Option<Shown>,
        focus: bool,
        above: i64,
        seat: &Seat,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let theme = &seat.theme;
        let lang = seat.lang;
        let up = (above > 0).then(|| format!(" ↑{above} "));
        let up = up.unwrap_or_default();
        let up = if theme.is_ascii() {
            up.replace('↑', "^")
        } else {
            up
        };
        let border = if focus {
            Role::BorderFocus
        } else {
            Role::Border
        };
        let title = if focus { Role::TitleFocus } else { Role::Title };
        rule(seat, area, border, buf);
        let room = area.width.saturating_sub(cells::width(&up) + 2);
        let place = cells::first(cells::right_of(area, 1), room);
        let mut pieces: Vec<(String, Role)> = Vec::new();
        let Some(shown) = shown else {
            pieces.push((format!(" {} ", stage.name), title));
            cells::put_row(buf, theme, place, &pieces);
            return;
        };
        let count = if shown.at_least {
            text::board::at_least(lang, shown.count)
        } else {
            shown.count.to_string()
        };
        let (count, role) = match stage.wip {
            Some(limit) if shown.count > limit => (format!("{count}/{limit}!"), Role::Alarm),
            Some(limit) if shown.count == limit => (format!("{count}/{limit}"), Role::Warn),
            Some(limit) => (format!("{count}/{limit}"), Role::Faint),
            None => (count, Role::Faint),
        };
        let sum = if shown.sum.0 == 0 {
            String::new()
        } else {
            format!(" · {}", text::board::short_sum(lang, shown.sum))
        };
        // The name gives way to the figures.
        let figures = cells::width(&count) + cells::width(&sum) + 3;
        let fits = room.saturating_sub(figures);
        let (name, sum) = if fits >= cells::width(&stage.name).min(10) {
            (cut(&stage.name, fits), sum)
        } else {
            let more = cells::width(&sum);
            (cut(&stage.name, fits + more), String::new())
        };
        pieces.push((format!(" {name} "), title));
        pieces.push((count, role));
        pieces.push((format!("{sum} "), Role::Faint));
        cells::put_row(buf, theme, place, &pieces);
        cells::put_right(buf, theme, area, &up, Role::Accent);
    }

    /// A column's lower border with how many cards are below what is shown.
    /// The last `reserved` cells are somebody else's.
    pub(super) fn foot(
        &self,
        below: i64,
        focus: bool,
        reserved: u16,
        seat: &Seat,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let border = if focus {
            Role::BorderFocus
        } else {
            Role::Border
        };
        rule(seat, area, border, buf);
        if below > 0 {
            let arrow = if seat.theme.is_ascii() { 'v' } else { '↓' };
            let text = format!(" {arrow}{below} ");
            let room = cells::first(area, area.width.saturating_sub(reserved));
            cells::put_right(buf, &seat.theme, room, &text, Role::Accent);
        }
    }

    /// Columns that don't fit, at the ends of the lower border.
    pub(super) fn hidden(&self, stages: usize, seat: &Seat, area: Rect, buf: &mut Buffer) {
        let theme = &seat.theme;
        let shown = self.layout(seat).columns;
        let right = stages.saturating_sub(self.first + shown);
        if self.first > 0 {
            let text = format!(" {}{} ", theme.glyphs.back, self.first);
            cells::put(buf, theme, cells::right_of(area, 1), &text, Role::Accent);
        }
        if right > 0 {
            let text = format!(" {right}{} ", theme.glyphs.arrow);
            let inner = cells::first(area, area.width - 1);
            cells::put_right(buf, theme, inner, &text, Role::Accent);
        }
    }
}

fn cut(text: &str, cells: u16) -> String {
    use crate::domain::text::{Kind, TermText};
    TermText::new(text, Kind::Line).fit(usize::from(cells))
}

/// A horizontal border over the whole area.
fn rule(seat: &Seat, area: Rect, role: Role, buf: &mut Buffer) {
    let style = seat.theme.style(role);
    for x in area.left()..area.right() {
        cells::set(buf, x, area.y, seat.theme.glyphs.horizontal, 1, style);
    }
}
