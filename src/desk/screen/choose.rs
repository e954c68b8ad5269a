//! One of many, found by typing a few letters: a person for a deal, a condition of the board's filter.
use super::{Overlay, Screen};
use crate::desk::action::{Action, Availability};
use crate::desk::cells;
use crate::desk::key::Input;
use crate::desk::keymap::Context;
use crate::desk::part::panel;
use crate::desk::part::picker::{Entry, Picker};
use crate::desk::seat::{Level, Seat};
use crate::domain::command::Act;
use crate::domain::deal::{Kind, Turn};
use crate::domain::id::{DealId, OperatorId};
use crate::text;
use crate::wire::board::{Filter, Sort};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

#[derive(Debug, Clone, PartialEq, Eq)]
enum Choice {
    /// `None`: as the rules say.
    Assign(Option<OperatorId>),
    Filter(Box<Filter>),
}

#[derive(Debug)]
pub(super) struct Choose {
    title: String,
    picker: Picker<Choice>,
    /// Whom a person is chosen for; `None`: it is the board's filter.
    deal: Option<DealId>,
}

/// The overlay of this kind.
pub(super) fn open(overlay: &Overlay, seat: &Seat) -> Option<Box<dyn Screen>> {
    let choose = match overlay {
        Overlay::Filter => Choose {
            title: text::board::filter_title(seat.lang).to_owned(),
            picker: Picker::new(conditions("", seat)),
            deal: None,
        },
        Overlay::Assign(deal) => Choose {
            title: text::board::assign_title(seat.lang, deal.0),
            picker: Picker::new(people(*deal, seat)?),
            deal: Some(*deal),
        },
        _ => return None,
    };
    Some(Box::new(choose))
}

fn people(deal: DealId, seat: &Seat) -> Option<Vec<Entry<Choice>>> {
    let lang = seat.lang;
    let shop = seat.mirror.shop.as_deref()?;
    let now = seat.mirror.card(deal)?.card.responsible;
    let mut entries: Vec<Entry<Choice>> = shop
        .people
        .iter()
        .filter(|person| person.active)
        .map(|person| {
            let mark = if now == Some(person.id) {
                text::board::now_responsible(lang)
            } else {
                text::domain::role(lang, person.role)
            };
            Entry::new(Choice::Assign(Some(person.id)), person.name.clone())
                .note(mark)
                .also(person.key.clone())
        })
        .collect();
    // Oneself is the likeliest.
    let me = seat.mirror.my_id();
    entries.sort_by_key(|e| e.id != Choice::Assign(me));
    entries.push(Entry::new(
        Choice::Assign(None),
        text::board::by_rules(lang),
    ));
    Some(entries)
}

/// Every condition as the filter that switching it would make.
fn conditions(typed: &str, seat: &Seat) -> Vec<Entry<Choice>> {
    let lang = seat.lang;
    let now = &seat.mirror.board.filter;
    let mut entries: Vec<Entry<Choice>> = Vec::new();
    let mut offer = |label: String, on: bool, change: &dyn Fn(&mut Filter)| {
        let mut filter = now.clone();
        change(&mut filter);
        let note = if on { seat.theme.glyphs.check } else { "" };
        entries.push(Entry::new(Choice::Filter(Box::new(filter)), label).note(note));
    };
    let flip = |on: bool| !on;
    if let Some(me) = seat.mirror.my_id() {
        let on = now.responsible == Some(me);
        offer(text::board::mine(lang).to_owned(), on, &|f| {
            f.responsible = flip(on).then_some(me);
        });
    }
    for turn in Turn::ALL {
        let on = now.turn == Some(turn);
        offer(text::domain::turn(lang, turn).to_owned(), on, &|f| {
            f.turn = flip(on).then_some(turn);
        });
    }
    offer(text::board::late(lang).to_owned(), now.late, &|f| {
        f.late = flip(f.late);
    });
    offer(
        text::board::no_next_step(lang).to_owned(),
        now.no_next_step,
        &|f| f.no_next_step = flip(f.no_next_step),
    );
    for kind in Kind::ALL {
        let on = now.kind == Some(kind);
        offer(text::domain::kind(lang, kind).to_owned(), on, &|f| {
            f.kind = flip(on).then_some(kind);
        });
    }
    let by_turn = now.sort == Sort::Turn;
    offer(
        text::board::sorted_by_turn(lang).to_owned(),
        by_turn,
        &|f| {
            f.sort = if by_turn { Sort::Place } else { Sort::Turn };
        },
    );
    if let Some(shop) = seat.mirror.shop.as_deref() {
        for source in &shop.sources {
            let on = now.source == Some(source.id);
            let label = text::board::from_source(lang, &source.name);
            offer(label, on, &|f| f.source = flip(on).then_some(source.id));
        }
        for person in shop.people.iter().filter(|p| p.active) {
            if Some(person.id) == seat.mirror.my_id() {
                continue;
            }
            let on = now.responsible == Some(person.id);
            let label = text::board::of_person(lang, &person.name);
            offer(label, on, &|f| {
                f.responsible = flip(on).then_some(person.id);
            });
        }
    }
    let typed = typed.trim();
    if let Some(tag) = typed.strip_prefix('#').filter(|t| !t.is_empty()) {
        offer(text::board::tag(lang, tag), false, &|f| {
            f.tag = Some(tag.to_owned());
        });
    } else if !typed.is_empty() {
        offer(text::board::words(lang, typed), false, &|f| {
            f.text = Some(typed.to_owned());
        });
    }
    let open = *now == Filter::default();
    if !open {
        offer(text::board::show_all(lang).to_owned(), false, &|f| {
            *f = Filter::default();
        });
    }
    entries
}

impl Choose {
    fn take(&mut self, seat: &mut Seat) {
        let Some(entry) = self.picker.chosen().cloned() else {
            return;
        };
        seat.close();
        match (entry.id, self.deal) {
            (Choice::Filter(filter), _) => {
                seat.mirror.board.filter = *filter;
                seat.read_board();
            }
            (Choice::Assign(to), Some(deal)) => {
                let now = seat.mirror.card(deal).and_then(|t| t.card.responsible);
                if to.is_some() && to == now {
                    let words = text::desk::nothing_changed(seat.lang, deal.0);
                    seat.say_of(deal, Level::Note, words);
                } else if let Some(expects) = seat.mirror.version(deal) {
                    seat.act(Act::AssignDeal { deal, expects, to });
                }
            }
            (Choice::Assign(_), None) => {}
        }
    }
}

impl Screen for Choose {
    fn context(&self) -> Context {
        Context::Text
    }

    fn offers(&self, _: &Seat) -> Vec<Action> {
        vec![
            Action::Open,
            Action::Up,
            Action::Down,
            Action::PageUp,
            Action::PageDown,
            Action::Close,
        ]
    }

    fn can(&self, action: Action, seat: &Seat) -> Availability {
        match action {
            // The desk closes what is on top.
            Action::Close => Availability::Absent,
            action if self.offers(seat).contains(&action) => Availability::Yes,
            _ => Availability::Absent,
        }
    }

    fn word(&self, action: Action, seat: &Seat) -> &'static str {
        match action {
            Action::Open => text::action::short::choose(seat.lang),
            action => action.short(seat.lang),
        }
    }

    fn act(&mut self, action: Action, seat: &mut Seat) {
        match action {
            Action::Up => self.picker.step(-1),
            Action::Down => self.picker.step(1),
            Action::PageUp => self.picker.page(-8),
            Action::PageDown => self.picker.page(8),
            Action::Open => self.take(seat),
            _ => {}
        }
        seat.dirty();
    }

    fn input(&mut self, input: &Input, seat: &mut Seat) -> bool {
        let taken = self.picker.input(input);
        if taken {
            if self.deal.is_none() {
                let typed = self.picker.query();
                self.picker.set_entries(conditions(&typed, seat));
            }
            seat.dirty();
        }
        taken
    }

    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let place = cells::middle(area, 56, self.picker.height() + 2);
        let inner = panel::framed(place, buf, &seat.theme, &self.title, true);
        self.picker.draw(inner, buf, seat.look())
    }
}
