//! The left side of a deal's card as lines: some can be acted on, the rest say something.
use super::{edit, fields};
use crate::desk::screen::facts::{self, Shape};
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::domain::approval::State;
use crate::domain::calendar::Millis;
use crate::domain::contact::Contact;
use crate::domain::deal::{Deal, Set, Turn};
use crate::domain::event::Fact;
use crate::domain::phone;
use crate::domain::shop::Shop;
use crate::text::{self, Lang, time};
use crate::wire::deal::View;

/// A line that Enter does something on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    /// A field, by its place among [`edit::all_keys`].
    Field(usize),
    /// The fields that have no value.
    Empty,
    Item(usize),
    AddItem,
    Task(usize),
    AddTask,
    Contact,
    Other(usize),
}

type Line = facts::Line<Row>;

/// Below this a line is too short for all that is known of a stage.
const NARROW: u16 = 60;

pub(super) fn lines(view: Option<&View>, unfolded: bool, seat: &Seat) -> Vec<Line> {
    let (Some(view), Some(shop)) = (view, seat.mirror.shop.as_deref()) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    state(view, shop, seat, &mut lines);
    own_fields(&view.deal, unfolded, shop, seat, &mut lines);
    goods(&view.deal, seat.lang, &mut lines);
    tasks(view, shop, seat, &mut lines);
    contact(view.contact.as_ref(), seat, &mut lines);
    others(view, shop, seat, &mut lines);
    steps(view, shop, seat.lang, &mut lines);
    lines
}

/// Where it stands, whose turn it is, who took it, what it waits for.
fn state(view: &View, shop: &Shop, seat: &Seat, lines: &mut Vec<Line>) {
    use text::deal as w;
    let (lang, when) = (seat.lang, seat.look().when);
    let deal = &view.deal;
    // A move under way is shown at once.
    let shown = seat.mirror.card(deal.id).map(|t| &t.card);
    let stage_id = shown.map_or(deal.stage, |c| c.stage);
    let (since, due) = match shown {
        Some(card) => (card.stage_since, card.stage_due),
        None => (deal.stage_since, deal.stage_due),
    };
    let moment = |at: Millis| time::moment(lang, at, when.now, when.zone);
    let stage = text::history::stage_name(stage_id, shop);
    let mut said = w::in_stage_since(lang, &stage, &moment(since));
    let mut role = Role::Strong;
    let mut limit = None;
    if let Some(due) = due.filter(|_| deal.closed_at.is_none()) {
        let late = due.0 < when.now.0;
        if late {
            role = Role::Alarm;
        }
        // One line of a narrow window would cut it.
        limit = match (seat.size.0 < NARROW, late) {
            (true, true) => Some(text::board::late_by(
                lang,
                &time::span(lang, when.now.0 - due.0),
            )),
            (true, false) => Some(time::from_now(lang, due, when.now)),
            (false, true) => {
                said = w::overdue(lang, &said, &time::span(lang, when.now.0 - due.0));
                None
            }
            (false, false) => {
                said = w::due(lang, &said, &time::from_now(lang, due, when.now));
                None
            }
        };
    }
    if seat.mirror.pending.holds(deal.id) {
        role = Role::Pending;
    }
    let field = |name: &str| text::domain::field(lang, name);
    lines.push(Line::pair(None, &field("stage"), said, role));
    if let Some(limit) = limit {
        lines.push(Line::pair(None, &field("stage_due"), limit, role));
    }
    if let Some(contact) = &view.contact {
        // Who it is and how to reach them, in sight before anything is scrolled.
        let called = contact.called();
        lines.push(Line::pair(None, &field("contact"), called, Role::Strong));
        if let Some(phone) = contact.phones.first() {
            let pretty = phone::pretty(phone);
            let label = text::form::fields::phone(lang);
            lines.push(Line::pair(None, label, pretty, Role::Strong));
        }
    }
    if let Some(said) = refused(view, shop, lang) {
        lines.push(Line::pair(None, &field("approval"), said, Role::Warn));
    }
    if let Some(asked) = view.approval.as_ref().filter(|a| a.state == State::Open) {
        let stage = text::history::stage_name(asked.to, shop);
        let who = text::history::person(lang, asked.asked_by, shop);
        let said = w::waits_approval(lang, &stage, &who);
        lines.push(Line::pair(None, &field("approval"), said, Role::Warn));
    }
    if deal.taken_by.is_some() {
        let who = text::history::person(lang, deal.taken_by, shop);
        lines.push(Line::pair(None, &field("taken_by"), who, Role::Text));
    }
    lines.push(Line::pair(
        None,
        w::created(lang),
        moment(deal.created_at),
        Role::Text,
    ));
    if let Some(at) = deal.closed_at {
        let said = match &deal.lost_reason {
            Some(reason) => format!("{} · {reason}", moment(at)),
            None => moment(at),
        };
        lines.push(Line::pair(None, &field("closed_at"), said, Role::Text));
    }
    if deal.deleted {
        lines.push(Line::pair(
            None,
            &field("deleted"),
            w::out_of_bin(lang),
            Role::Warn,
        ));
    }
}

/// The last word of a superior, where it was a no and the deal has not been moved or asked for since.
fn refused(view: &View, shop: &Shop, lang: Lang) -> Option<String> {
    let told = view.history.iter().find(|event| match &event.fact {
        Fact::ApprovalDecided { .. } | Fact::ApprovalAsked { .. } => true,
        Fact::DealChanged { changes, .. } => {
            changes.iter().any(|c| matches!(c.after, Set::Stage(_)))
        }
        _ => false,
    })?;
    let no = matches!(
        told.fact,
        Fact::ApprovalDecided {
            state: State::Refused,
            ..
        }
    );
    no.then(|| text::history::line(lang, told, shop))
}

/// What it is and what is to be done next before all the rest; what has no value is folded into one line.
fn own_fields(deal: &Deal, unfolded: bool, shop: &Shop, seat: &Seat, lines: &mut Vec<Line>) {
    let lang = seat.lang;
    lines.push(Line::title(text::deal::fields(lang)));
    let keys = edit::all_keys(seat);
    let mut order: Vec<(usize, &String)> = keys.iter().enumerate().collect();
    order.sort_by_key(|(_, key)| match key.as_str() {
        "title" => 0,
        "next_step" => 1,
        _ => 2,
    });
    let (mut names, mut empty) = (Vec::new(), Vec::new());
    for (n, key) in order {
        let Some(like) = like(key) else {
            continue;
        };
        // A lost reason belongs to a lost deal; a sum of goods stands with the goods.
        let beside_the_point = match like {
            Set::LostReason(_) => deal.lost_reason.is_none() && deal.closed_at.is_none(),
            Set::Amount(_) => !deal.items.is_empty(),
            _ => false,
        };
        if beside_the_point {
            continue;
        }
        let (value, role) = field_value(deal, &like, shop, seat);
        let label = fields::label(key, lang, Some(shop));
        let nothing = match like {
            Set::Amount(_) => deal.amount.0 == 0,
            _ => value == text::part::nothing(lang),
        };
        let bare = nothing && key != "next_step";
        let line = Line::pair(Some(Row::Field(n)), &label, value, role);
        if bare {
            names.push(label);
            empty.push(line);
        } else {
            lines.push(line);
        }
    }
    if !empty.is_empty() {
        let words = text::deal::empty_fields(lang, &names.join(", "));
        lines.push(Line::whole(Some(Row::Empty), words, Role::Faint, ""));
    }
    if unfolded {
        lines.append(&mut empty);
    }
}

/// Any value of the field, to ask the deal for its own.
fn like(key: &str) -> Option<Set> {
    Some(match key {
        "title" => Set::Title(String::new()),
        "amount" => Set::Amount(Default::default()),
        "kind" => Set::Kind(None),
        "source" => Set::Source(None),
        "responsible" => Set::Responsible(None),
        "observer" => Set::Observer(None),
        "co_executor" => Set::CoExecutor(None),
        "department" => Set::Department(None),
        "next_step" => Set::NextStep(None),
        "turn" => Set::Turn(Turn::Us),
        "tags" => Set::Tags(Vec::new()),
        "lost_reason" => Set::LostReason(None),
        key => Set::Custom {
            key: key.to_owned(),
            value: None,
        },
    })
}

fn field_value(deal: &Deal, like: &Set, shop: &Shop, seat: &Seat) -> (String, Role) {
    use text::deal as w;
    let (lang, when) = (seat.lang, seat.look().when);
    match like {
        Set::NextStep(_) => match &deal.next_step {
            Some(step) => {
                let at = time::moment(lang, step.at, when.now, when.zone);
                let role = match step.late(when.now) && deal.closed_at.is_none() {
                    true => Role::Alarm,
                    false => Role::Text,
                };
                (format!("{} · {at}", step.text), role)
            }
            None if shop.next_step_wanted && deal.closed_at.is_none() => {
                (text::board::no_step(lang).to_owned(), Role::Warn)
            }
            None => (text::part::nothing(lang).to_owned(), Role::Faint),
        },
        Set::Turn(_) => {
            let turn = text::domain::turn(lang, deal.turn);
            let span = time::span(lang, when.now.since(deal.turn_since));
            let mut said = w::turn(lang, turn, &span);
            let waited = deal.waited_for_us(when.now);
            if waited >= 60_000 {
                said = w::waited(lang, &said, &time::span_exact(lang, waited));
            }
            (said, Role::Text)
        }
        like => match text::history::deal_value(
            text::history::Say::at(lang, when.now),
            &deal.get(like),
            shop,
        ) {
            Some(value) => (value, Role::Text),
            None => (text::part::nothing(lang).to_owned(), Role::Faint),
        },
    }
}

fn goods(deal: &Deal, lang: Lang, lines: &mut Vec<Line>) {
    lines.push(Line::title(text::deal::goods(lang)));
    for (n, item) in deal.items.iter().enumerate() {
        let name = format!("{} ×{}", item.name, item.quantity_text());
        let sum = item.sum().unwrap_or_default().to_string();
        lines.push(Line::whole(Some(Row::Item(n)), name, Role::Text, sum));
    }
    if deal.items.len() > 1 {
        let sum = deal.amount.to_string();
        lines.push(Line::whole(None, text::deal::total(lang), Role::Faint, sum));
    }
    let add = format!("+ {}", text::deal::add_item(lang));
    lines.push(Line::whole(
        Some(Row::AddItem),
        add,
        Role::Faint,
        String::new(),
    ));
}

fn tasks(view: &View, shop: &Shop, seat: &Seat, lines: &mut Vec<Line>) {
    let (lang, when) = (seat.lang, seat.look().when);
    lines.push(Line::title(text::deal::tasks(lang)));
    for (n, task) in view.tasks.iter().enumerate() {
        let who = task.assignee.map_or_else(String::new, |id| {
            format!(" · {}", text::history::person(lang, Some(id), shop))
        });
        let mark = match task.done_at {
            Some(_) => seat.theme.glyphs.check,
            None => seat.theme.glyphs.bullet,
        };
        let late = task.done_at.is_none() && task.due.is_some_and(|due| due < when.now);
        let role = match (task.done_at.is_some(), late) {
            (true, _) => Role::Faint,
            (false, true) => Role::Alarm,
            (false, false) => Role::Text,
        };
        let right = match (task.done_at, task.due) {
            (Some(_), _) => text::deal::task_done_mark(lang).to_owned(),
            (None, Some(due)) => time::moment(lang, due, when.now, when.zone),
            (None, None) => String::new(),
        };
        let said = format!("{mark} {}{who}", task.text);
        lines.push(Line::whole(Some(Row::Task(n)), said, role, right));
    }
    let add = format!("+ {}", text::deal::add_task(lang));
    lines.push(Line::whole(
        Some(Row::AddTask),
        add,
        Role::Faint,
        String::new(),
    ));
}

fn contact(contact: Option<&Contact>, seat: &Seat, lines: &mut Vec<Line>) {
    let (lang, when) = (seat.lang, seat.look().when);
    lines.push(Line::title(text::deal::contact(lang)));
    let Some(contact) = contact else {
        let none = text::deal::no_contact(lang);
        lines.push(Line::whole(None, none, Role::Faint, ""));
        return;
    };
    let since = match contact.client_since {
        Some(at) => text::deal::client_since(lang, &time::day(lang, at, when.now, when.zone)),
        None => text::deal::lead(lang).to_owned(),
    };
    lines.push(Line::whole(
        Some(Row::Contact),
        contact.called(),
        Role::Strong,
        since,
    ));
    for (name, value) in ways(contact, lang) {
        lines.push(Line::pair(None, &name, value, Role::Text));
    }
}

/// Every way to reach somebody, with what it is.
pub(in crate::desk::screen) fn ways(contact: &Contact, lang: Lang) -> Vec<(String, String)> {
    let field = |name: &str| text::domain::field(lang, name);
    let mut ways = Vec::new();
    if let Some(company) = contact.company.as_ref().filter(|c| **c != contact.called()) {
        ways.push((field("company"), company.clone()));
    }
    for phone in &contact.phones {
        let pretty = phone::pretty(phone);
        ways.push((text::form::fields::phone(lang).to_owned(), pretty));
    }
    for email in &contact.emails {
        ways.push((text::form::fields::email(lang).to_owned(), email.clone()));
    }
    for identity in &contact.identities {
        ways.push((identity.channel.clone(), identity.id.clone()));
    }
    for address in &contact.addresses {
        let said = text::history::address(address);
        ways.push((text::form::fields::address(lang).to_owned(), said));
    }
    if !contact.note.is_empty() {
        ways.push((field("note"), contact.note.clone()));
    }
    ways
}

fn others(view: &View, shop: &Shop, seat: &Seat, lines: &mut Vec<Line>) {
    if view.others.is_empty() {
        return;
    }
    let lang = seat.lang;
    lines.push(Line::title(text::deal::others(lang)));
    for (n, card) in view.others.iter().enumerate() {
        let what = if card.title.is_empty() {
            &card.goods
        } else {
            &card.title
        };
        let stage = text::history::stage_name(card.stage, shop);
        let said = format!("{} {what}", text::deal::number(lang, card.id.0));
        let right = format!("{stage} · {}", card.amount);
        lines.push(Line::whole(Some(Row::Other(n)), said, Role::Text, right));
    }
}

fn steps(view: &View, shop: &Shop, lang: Lang, lines: &mut Vec<Line>) {
    if view.steps.is_empty() {
        return;
    }
    lines.push(Line::title(text::deal::stages(lang)));
    let most = view.steps.iter().map(|s| s.stayed).max().unwrap_or(0);
    for step in &view.steps {
        lines.push(Line {
            row: None,
            shape: Shape::Bar(
                text::history::stage_name(step.stage, shop),
                time::span_exact(lang, step.stayed),
                step.stayed,
                most,
            ),
        });
    }
}
