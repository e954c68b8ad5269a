//! The columns and their cards as cells.
use super::layout::Layout;
use super::template::{Bit, Scene, Template};
use super::{Board, fit};
use crate::desk::cells;
use crate::desk::mirror::Tile;
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::domain::id::StageId;
use crate::domain::pipeline::Stage;
use crate::text;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

/// Cells of the lower border that the count of hidden columns takes.
const HIDDEN_ROOM: u16 = 6;

impl Board {
    pub(super) fn paint(&self, seat: &Seat, area: Rect, buf: &mut Buffer) {
        let (Some(shop), Some(pipeline)) = (seat.mirror.shop.as_deref(), self.pipeline(seat))
        else {
            super::empty::waiting(seat, area, buf);
            return;
        };
        self.pipeline_line(pipeline, seat, cells::top(area, 1), buf);
        let layout = self.layout(seat);
        // A card's own cells: without the line before it, the pointer and the blank after it.
        let room = layout.column(area, 0).width.saturating_sub(3);
        let scene = Scene {
            shop,
            lang: seat.lang,
            now: seat.now,
            brief: fit::brief(seat.lang, room),
        };
        let stages = pipeline.stages.len();
        let shown = self.first..(self.first + layout.columns).min(stages);
        for (n, column) in shown.enumerate() {
            let place = layout.column(area, n);
            let stage = &pipeline.stages[column];
            let focus = column == self.column;
            self.column_border(n, place, seat, buf);
            let last = column + 1 == self.first + layout.columns && column + 1 < stages;
            let reserved = if last { HIDDEN_ROOM } else { 0 };
            self.column_cards(stage, focus, layout, scene, seat, place, reserved, buf);
        }
        self.last_border(area, seat, buf);
        let foot = Rect {
            y: area.bottom() - 1,
            height: 1,
            ..area
        };
        self.hidden(stages, seat, foot, buf);
        if self.overall(seat).0 == 0 && seat.mirror.board.ready() {
            super::empty::board(seat, area, buf);
        }
    }

    /// The line left of a column with its corners.
    fn column_border(&self, n: usize, place: Rect, seat: &Seat, buf: &mut Buffer) {
        let glyphs = &seat.theme.glyphs;
        let (top, bottom) = if n == 0 {
            (glyphs.corners[0], glyphs.corners[2])
        } else {
            (glyphs.tees[2], glyphs.tees[3])
        };
        upright(place.x, place.y, place.bottom(), [top, bottom], seat, buf);
    }

    fn last_border(&self, area: Rect, seat: &Seat, buf: &mut Buffer) {
        let glyphs = &seat.theme.glyphs;
        let ends = [glyphs.corners[1], glyphs.corners[3]];
        upright(area.right() - 1, area.y + 1, area.bottom(), ends, seat, buf);
    }

    #[expect(clippy::too_many_arguments, reason = "what one column is drawn from")]
    fn column_cards(
        &self,
        stage: &Stage,
        focus: bool,
        layout: Layout,
        scene: Scene<'_>,
        seat: &Seat,
        place: Rect,
        reserved: u16,
        buf: &mut Buffer,
    ) {
        let board = &seat.mirror.board;
        let tiles = board.shown(stage.id, &seat.mirror.pending);
        let heading = board.heading(stage.id, &seat.mirror.pending);
        let top = self.top(stage.id).min(tiles.len());
        let inner = cells::right_of(place, 1);
        let above = self.above(stage.id, seat) + top as i64;
        self.head(
            stage,
            heading,
            focus,
            above,
            seat,
            cells::top(inner, 1),
            buf,
        );

        let body = Rect {
            y: inner.y + 1,
            height: inner.height.saturating_sub(2),
            ..inner
        };
        let mut whole = 0i64;
        for (n, tile) in tiles[top..].iter().enumerate() {
            let from = n as u16 * layout.pitch;
            if from >= body.height {
                break;
            }
            let place = cells::top(cells::below(body, from), layout.lines);
            whole += i64::from(place.height == layout.lines);
            let selected = focus && self.deal == Some(tile.card.id);
            card(tile, selected, &self.template, scene, seat, place, buf);
        }
        if tiles.is_empty() && focus && self.overall(seat).0 > 0 {
            let words = text::board::empty_column(seat.lang);
            let row = cells::right_of(cells::below(body, 0), 1);
            cells::put(buf, &seat.theme, row, words, Role::Faint);
        }
        let below = heading.map_or(0, |h| h.count) - above - whole;
        let foot = Rect {
            y: place.bottom() - 1,
            height: 1,
            ..inner
        };
        self.foot(below, focus, reserved, seat, foot, buf);
    }

    fn above(&self, stage: StageId, seat: &Seat) -> i64 {
        seat.mirror.board.window(stage).map_or(0, |w| w.above())
    }
}

fn upright(x: u16, top: u16, bottom: u16, ends: [&str; 2], seat: &Seat, buf: &mut Buffer) {
    let style = seat.theme.style(Role::Border);
    for y in top..bottom {
        let symbol = match y {
            y if y == top => ends[0],
            y if y + 1 == bottom => ends[1],
            _ => seat.theme.glyphs.vertical,
        };
        cells::set(buf, x, y, symbol, 1, style);
    }
}

fn card(
    tile: &Tile,
    selected: bool,
    template: &Template,
    scene: Scene<'_>,
    seat: &Seat,
    area: Rect,
    buf: &mut Buffer,
) {
    let theme = &seat.theme;
    if selected {
        let style = theme.style(Role::Accent);
        for y in area.top()..area.bottom() {
            cells::set(buf, area.x, y, theme.glyphs.pointer, 1, style);
        }
    }
    let text = cells::right_of(cells::first(area, area.width - 1), 1);
    let mut lines = template.fill(tile, scene);
    let room = text.width;
    let mut marks = Vec::new();
    if lines.len() < usize::from(template.height()) {
        // They have a row of their own where one is free.
        let own = fit::marks_alone(&tile.card, scene, theme, room);
        if !own.is_empty() {
            lines.push(own);
        }
    } else if let Some(last) = lines.last_mut() {
        let whole = std::mem::take(last);
        (*last, marks) = fit::with_marks(whole, &tile.card, scene, theme, room);
    }
    let last = lines.len().saturating_sub(1);
    for (n, line) in lines.into_iter().enumerate() {
        let Some(row) = cells::row(text, n as u16) else {
            break;
        };
        if n == last && !marks.is_empty() {
            let wide = fit::width(&marks);
            let right = cells::right_of(row, row.width.saturating_sub(wide));
            put_line(&marks, false, seat, right, buf);
        }
        let used = put_line(&fit::line(line, room), selected && n == 0, seat, row, buf);
        if selected && n == 0 {
            // The eye finds it from across the room, by more than a colour.
            let marked = cells::first(cells::top(area, 1), used + 1);
            cells::paint(buf, theme, marked, Role::Selected);
        }
    }
    if seat.mirror.pending.slow(tile.card.id) {
        let corner = cells::right_of(cells::top(area, 1), area.width - 1);
        cells::put(buf, theme, corner, theme.glyphs.wait, Role::Pending);
    }
}

/// Returns the cells used.
fn put_line(line: &[Bit], strong: bool, seat: &Seat, area: Rect, buf: &mut Buffer) -> u16 {
    let mut used = 0;
    for bit in line {
        if used >= area.width {
            break;
        }
        let mut style = seat.theme.style(bit.role);
        if strong {
            style = style.add_modifier(Modifier::BOLD);
        }
        let rest = cells::right_of(area, used);
        used += cells::put_styled(buf, &seat.theme, rest, &bit.text, style);
    }
    used
}
