//! What stands where no cards are: the way to the first one, not a blank.
use crate::desk::action::Action;
use crate::desk::cells;
use crate::desk::keymap::Context;
use crate::desk::mirror::Link;
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::text;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Before the first answer.
pub(super) fn waiting(seat: &Seat, area: Rect, buf: &mut Buffer) {
    let words = match seat.mirror.link {
        Link::Down => text::desk::offline(seat.lang),
        _ => text::desk::connecting(seat.lang),
    };
    let row = cells::middle(area, area.width, 1);
    cells::put_centred(buf, &seat.theme, row, words, Role::Faint);
}

/// A pipeline without a single deal, or a filter that takes none.
pub(super) fn board(seat: &Seat, area: Rect, buf: &mut Buffer) {
    let lang = seat.lang;
    let key = |action| seat.keys(Context::Board, action).unwrap_or_default();
    let lines = if seat.mirror.board.filter.is_open() {
        let mut lines = vec![
            (text::board::empty_title(lang).to_owned(), Role::Strong),
            (String::new(), Role::Text),
            (text::board::empty_new(lang, &key(Action::New)), Role::Text),
        ];
        // In a further pipeline of a shop nobody begins.
        let first = seat.mirror.shop.as_ref();
        let first = first.and_then(|shop| shop.pipelines.first()).map(|p| p.id);
        if seat
            .mirror
            .board
            .pipeline
            .is_none_or(|id| Some(id) == first)
        {
            lines.push((text::board::empty_import(lang).to_owned(), Role::Text));
            lines.push((text::board::empty_demo(lang).to_owned(), Role::Text));
        }
        lines
    } else {
        let reset = text::board::empty_reset(lang, &key(Action::FilterReset));
        vec![
            (text::board::empty_filter(lang).to_owned(), Role::Strong),
            (String::new(), Role::Text),
            (reset, Role::Text),
        ]
    };
    let widest = lines
        .iter()
        .map(|(l, _)| cells::width(l))
        .max()
        .unwrap_or(0);
    let place = cells::middle(area, widest + 4, lines.len() as u16 + 2);
    cells::clear(buf, &seat.theme, place);
    for (n, (line, role)) in lines.iter().enumerate() {
        if let Some(row) = cells::row(place, n as u16 + 1) {
            cells::put_centred(buf, &seat.theme, row, line, *role);
        }
    }
}
