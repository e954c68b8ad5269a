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
    let all = ids(seat);
    let rows: Vec<(OperatorId, [(String, Role); 6])> = all
        .iter()
        .filter_map(|id| shop.operator(*id))
        .map(|person| {
            let id = person.id;
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
            (id, values)
        })
        .collect();
    // As wide as what stands in it; the name has what is left.
    let natural = |title: &str, n: usize| {
        let widest = rows.iter().map(|(_, v)| cells::width(&v[n].0)).max();
        widest.unwrap_or(0).max(cells::width(title))
    };
    let fitting = |title: &'static str, n: usize| Column::cells(title, natural(title, n));
    let name = natural(w::name(lang), 0);
    let columns = [
        Column::share(w::name(lang), name.min(20), 1),
        fitting(w::role(lang), 1),
        fitting(w::department(lang), 2).spare(3),
        fitting(w::load(lang), 3).right().spare(2),
        fitting(w::last_given(lang), 4).spare(4),
        fitting(w::now(lang), 5).spare(1),
    ];
    // Columns far apart are hard to read along: what is left of the width stays free.
    let all_of_it = name.max(20) + columns[1..].iter().map(|c| c.least() + 2).sum::<u16>();
    let area = cells::first(area, all_of_it + 3);
    table::head(&columns, cells::top(cells::right_of(area, 2), 1), buf, look);
    list.draw(
        cells::below(area, 1),
        buf,
        look,
        (&all, 1),
        |id, row, buf| {
            if let Some((_, values)) = rows.iter().find(|(of, _)| *of == id) {
                table::row(&columns, row, buf, look, values);
            }
        },
    );
}
