//! A history as rows of text: when and who, what with before and after, and why where pult itself chose.
use crate::desk::cells;
use crate::desk::part::Look;
use crate::desk::theme::Role;
use crate::domain::event::{Event, Fact};
use crate::domain::shop::Shop;
use crate::text::{history, time};

/// A row and how it looks.
pub(in crate::desk::screen) type Told = (String, Role);

/// The events as rows of this width, in their order.
pub(in crate::desk::screen) fn tell(
    events: &[Event],
    shop: &Shop,
    look: Look<'_>,
    width: u16,
) -> Vec<Told> {
    let mut rows = Vec::new();
    for event in events {
        if !rows.is_empty() {
            rows.push((String::new(), Role::Text));
        }
        one(event, shop, look, width, &mut rows);
    }
    rows
}

fn one(event: &Event, shop: &Shop, look: Look<'_>, width: u16, rows: &mut Vec<Told>) {
    let lang = look.lang;
    let when = time::moment(lang, event.at, look.when.now, look.when.zone);
    let who = history::who(lang, event, shop);
    rows.push((format!("{when} · {who}"), Role::Note));
    let mut put = |text: &str, indent: &str, role: Role| {
        let room = width.saturating_sub(cells::width(indent)).max(1);
        for line in cells::wrap(text, room) {
            rows.push((format!("{indent}{line}"), role));
        }
    };
    match &event.fact {
        Fact::DealNoted { text, .. } => put(text, "  ", Role::Strong),
        fact => {
            let role = match fact {
                Fact::DealLate { .. } => Role::Warn,
                _ => Role::Text,
            };
            for line in history::lines(lang, event, shop) {
                put(&line, "  ", role);
            }
        }
    }
    for line in history::why(lang, event, shop) {
        let indent = format!("  {} ", look.theme.glyphs.bullet);
        put(&line, &indent, Role::Faint);
    }
}
