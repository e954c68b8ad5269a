//! A short list where every row has its letter: one more key and it is done. Stages for a deal, whose turn it is.
//!
//! A letter is matched by what it is and by its place on the keyboard, so it works in either layout. Letters that mean
//! something everywhere else (movement, undo, quit, the first of `g …`) are never given out: a habit must not choose.
use super::board::move_to;
use super::{Overlay, Screen};
use crate::desk::action::{Action, Availability};
use crate::desk::cells;
use crate::desk::key::{Input, Key};
use crate::desk::keymap::Context;
use crate::desk::part::panel;
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::domain::command::Act;
use crate::domain::deal::{Set, Turn};
use crate::domain::id::{DealId, StageId};
use crate::text;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Places on the keyboard that no row gets.
const KEPT: [char; 7] = ['h', 'j', 'k', 'l', 'u', 'g', 'q'];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Stage(StageId),
    Turn(Turn),
}

#[derive(Debug)]
struct Row {
    letter: Option<char>,
    label: String,
    note: String,
    choice: Choice,
    /// It is so already.
    now: bool,
}

#[derive(Debug)]
pub(super) struct Letters {
    deal: DealId,
    title: String,
    rows: Vec<Row>,
    at: usize,
}

impl Letters {
    /// Every stage of the deal's pipeline, with how many deals are there.
    pub(super) fn stages(deal: DealId, seat: &Seat) -> Option<Letters> {
        let card = &seat.mirror.card(deal)?.card;
        let (pipeline, _) = seat.mirror.shop.as_deref()?.stage(card.stage)?;
        let rows = pipeline.stages.iter().map(|stage| {
            let shown = seat.mirror.board.heading(stage.id, &seat.mirror.pending);
            Row {
                letter: None,
                label: stage.name.clone(),
                note: shown.map_or_else(String::new, |s| s.count.to_string()),
                choice: Choice::Stage(stage.id),
                now: stage.id == card.stage,
            }
        });
        let title = text::board::stages_title(seat.lang, deal.0);
        Some(Letters::new(deal, title, rows.collect()))
    }

    pub(super) fn turns(deal: DealId, seat: &Seat) -> Option<Letters> {
        let card = &seat.mirror.card(deal)?.card;
        let rows = Turn::ALL.map(|turn| Row {
            letter: None,
            label: text::domain::turn(seat.lang, turn).to_owned(),
            note: String::new(),
            choice: Choice::Turn(turn),
            now: turn == card.turn,
        });
        let title = text::board::turn_title(seat.lang, deal.0);
        Some(Letters::new(deal, title, rows.into()))
    }

    fn new(deal: DealId, title: String, mut rows: Vec<Row>) -> Letters {
        let labels: Vec<&str> = rows.iter().map(|row| row.label.as_str()).collect();
        let letters = given(&labels);
        for (row, letter) in rows.iter_mut().zip(letters) {
            row.letter = letter;
        }
        let at = rows.iter().position(|r| r.now).unwrap_or(0);
        Letters {
            deal,
            title,
            rows,
            at,
        }
    }

    fn moved(&mut self, action: Action, seat: &mut Seat) -> bool {
        self.act(action, seat);
        true
    }

    fn choose(&self, at: usize, seat: &mut Seat) {
        let Some(row) = self.rows.get(at) else { return };
        seat.close();
        if row.now {
            return;
        }
        match row.choice {
            Choice::Stage(to) => move_to(self.deal, to, seat),
            Choice::Turn(turn) => {
                if let Some(expects) = seat.mirror.version(self.deal) {
                    seat.act(Act::EditDeal {
                        deal: self.deal,
                        expects,
                        set: vec![Set::Turn(turn)],
                    });
                }
            }
        }
    }
}

/// A letter for each label, the same for the same labels: of its own letters the first that is free, where none is, one
/// whose owner can take another. Beyond that a digit.
fn given(labels: &[&str]) -> Vec<Option<char>> {
    let wishes: Vec<Vec<char>> = labels.iter().map(|label| wishes(label)).collect();
    let mut owners: Vec<(char, usize)> = Vec::new();
    for row in 0..labels.len() {
        take(row, &wishes, &mut owners, &mut Vec::new());
    }
    let mut digits = '1'..='9';
    (0..labels.len())
        .map(|row| {
            let own = owners.iter().find(|(_, owner)| *owner == row);
            own.map(|(letter, _)| *letter).or_else(|| digits.next())
        })
        .collect()
}

/// The letters of a label that it may have: the first of each word before the rest.
fn wishes(label: &str) -> Vec<char> {
    let initials = label.split_whitespace().filter_map(|w| w.chars().next());
    initials
        .chain(label.chars())
        .filter(|c| c.is_alphabetic())
        .filter_map(|c| c.to_lowercase().next())
        // A key that is a letter in both layouts: the row says both.
        .filter(|c| place(*c).is_ascii_alphabetic() && !KEPT.contains(&place(*c)))
        .collect()
}

/// Gives the row a letter, from another row if need be that finds itself another. False: there is none.
fn take(
    row: usize,
    wishes: &[Vec<char>],
    owners: &mut Vec<(char, usize)>,
    asked: &mut Vec<char>,
) -> bool {
    let held = |owners: &[(char, usize)], c: char| {
        owners
            .iter()
            .position(|(letter, _)| place(*letter) == place(c))
    };
    if let Some(free) = wishes[row].iter().find(|c| held(owners, **c).is_none()) {
        owners.push((*free, row));
        return true;
    }
    for wish in &wishes[row] {
        if asked.contains(&place(*wish)) {
            continue;
        }
        asked.push(place(*wish));
        let Some(at) = held(owners, *wish) else {
            continue;
        };
        let (letter, owner) = owners[at];
        // It stays taken while its owner looks for another.
        owners[at] = (letter, row);
        if take(owner, wishes, owners, asked) {
            let mine = owners.iter_mut().find(|(_, of)| *of == row);
            mine.expect("just put there").0 = *wish;
            return true;
        }
        owners[at] = (letter, owner);
    }
    false
}

/// Where a letter is on the keyboard, whatever the layout.
fn place(c: char) -> char {
    match Key::plain(crate::desk::key::Code::Char(c)).latin().code {
        crate::desk::key::Code::Char(c) => c.to_ascii_lowercase(),
        _ => c,
    }
}

impl Screen for Letters {
    fn context(&self) -> Context {
        Context::Text
    }

    fn offers(&self, _: &Seat) -> Vec<Action> {
        vec![Action::Open, Action::Up, Action::Down, Action::Close]
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
        match (action, self.rows.first().map(|row| row.choice)) {
            (Action::Open, Some(Choice::Stage(_))) => text::action::short::move_right(seat.lang),
            (Action::Open, _) => text::action::short::choose(seat.lang),
            _ => action.short(seat.lang),
        }
    }

    fn act(&mut self, action: Action, seat: &mut Seat) {
        let rows = self.rows.len();
        match action {
            Action::Up => self.at = (self.at + rows - 1) % rows.max(1),
            Action::Down => self.at = (self.at + 1) % rows.max(1),
            Action::Open => self.choose(self.at, seat),
            _ => {}
        }
        seat.dirty();
    }

    fn input(&mut self, input: &Input, seat: &mut Seat) -> bool {
        let Input::Key(key) = input else { return false };
        let Some(c) = key.typed().and_then(|c| c.to_lowercase().next()) else {
            return false;
        };
        match place(c) {
            'j' => return self.moved(Action::Down, seat),
            'k' => return self.moved(Action::Up, seat),
            'q' => {
                seat.close();
                return true;
            }
            _ => {}
        }
        let is = |row: &Row| row.letter.is_some_and(|l| l == c || place(l) == place(c));
        if let Some(at) = self.rows.iter().position(is) {
            self.choose(at, seat);
        }
        true
    }

    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let theme = &seat.theme;
        let widest = self
            .rows
            .iter()
            .map(|r| cells::width(&r.label) + cells::width(&r.note))
            .max()
            .unwrap_or(0);
        let width = (widest + 12).max(cells::width(&self.title) + 6);
        let place = cells::middle(area, width, self.rows.len() as u16 + 2);
        let inner = panel::framed(place, buf, theme, &self.title, true);
        let from = (self.at + 1).saturating_sub(usize::from(inner.height));
        for (n, row) in self.rows.iter().enumerate().skip(from) {
            let Some(line) = cells::row(inner, (n - from) as u16) else {
                break;
            };
            let here = n == self.at;
            let letter = row.letter.map_or_else(String::new, letter);
            if here {
                cells::put(buf, theme, line, theme.glyphs.pointer, Role::Accent);
            }
            cells::put(buf, theme, cells::right_of(line, 1), &letter, Role::HintKey);
            let role = match (row.now, here) {
                (true, _) => Role::Faint,
                (_, true) => Role::Strong,
                _ => Role::Text,
            };
            cells::put(buf, theme, cells::right_of(line, 6), &row.label, role);
            let note = cells::first(line, line.width.saturating_sub(1));
            cells::put_right(buf, theme, note, &row.note, Role::Faint);
        }
        None
    }
}

/// The letter with its twin: "н y".
fn letter(c: char) -> String {
    let twin = match place(c) {
        twin if twin != c => Some(twin),
        _ => Key::cyrillic_twin(c),
    };
    match twin.filter(|t| t.is_alphabetic()) {
        Some(twin) => format!("{c} {twin}"),
        None => c.to_string(),
    }
}

/// The overlay of this kind, if its deal is still there.
pub(super) fn open(overlay: &Overlay, seat: &Seat) -> Option<Box<dyn Screen>> {
    let letters = match overlay {
        Overlay::Stages(deal) => Letters::stages(*deal, seat),
        Overlay::Turn(deal) => Letters::turns(*deal, seat),
        _ => None,
    }?;
    Some(Box::new(letters))
}
