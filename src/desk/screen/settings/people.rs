//! Who works here, with the numbers the assignment goes by.
use crate::desk::cells;
use crate::desk::part::list::List;
use crate::desk::part::table::{self, Column};
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::domain::assign::Candidate;
use crate::domain::id::OperatorId;
use crate::text::{self, time};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn ids(seat: &Seat) -> Vec<OperatorId> {
    let people = seat.mirror.shop.iter().flat_map(|s| &s.people);
    people.map(|p| p.id).collect()
}

pub(super) fn draw(
    list: &List<OperatorId>,
    staff: &[Candidate],
    seat: &Seat,
    area: Rect,
    buf: &mut Buffer,
) {
    use text::settings as w;
    let look = seat.look();
    let lang = look.lang;
    let Some(shop) = seat.mirror.shop.as_deref() else {
        return;
    };
    let columns = [
        Column::share(w::name(lang), 14, 2),
        Column::cells(w::role(lang), 13),
        Column::share(w::department(lang), 8, 1).spare(2),
        Column::cells(w::load(lang), 7).right().spare(1),
        Column::cells(w::last_given(lang), 16).spare(3),
        Column::cells(w::now(lang), 15).spare(1),
    ];
    table::head(&columns, cells::top(cells::right_of(area, 2), 1), buf, look);
    let all = ids(seat);
    list.draw(
        cells::below(area, 1),
        buf,
        look,
        (&all, 1),
        |id, row, buf| {
            let Some(person) = shop.operator(id) else {
                return;
            };
            let seen = staff.iter().find(|c| c.operator == id);
            let department = person.department.and_then(|d| shop.department(d));
            let (now, role) = match seen {
                _ if !person.active => (w::gone(lang), Role::Faint),
                Some(c) if c.absent => (w::absent(lang), Role::Warn),
                Some(c) if c.at_work => (w::at_work(lang), Role::Ok),
                Some(_) => (w::off_hours(lang), Role::Faint),
                None => ("", Role::Faint),
            };
            let last = match seen.map(|c| c.last_given) {
                Some(Some(at)) => time::from_now(lang, at, look.when.now),
                Some(None) => w::never(lang).to_owned(),
                None => String::new(),
            };
            let values = [
                (person.name.clone(), Role::Text),
                (text::domain::role(lang, person.role).to_owned(), Role::Text),
                (department.map_or("", |d| &d.name).to_owned(), Role::Faint),
                (
                    seen.map_or_else(String::new, |c| c.load.to_string()),
                    Role::Text,
                ),
                (last, Role::Faint),
                (now.to_owned(), role),
            ];
            table::row(&columns, row, buf, look, &values);
        },
    );
}
