//! The keys of the screen below, by group, with what can't be done now and why.
use super::story::{Story, Told};
use super::{Screen, go};
use crate::desk::action::{Action, Availability, Group};
use crate::desk::cells;
use crate::desk::keymap::{Context, written};
use crate::desk::part::panel;
use crate::desk::seat::Seat;
use crate::desk::theme::Role;
use crate::text;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

#[derive(Debug)]
pub(super) struct Help {
    context: Context,
    offered: Vec<(Action, Availability)>,
    story: Story,
}

impl Help {
    pub(super) fn new(seat: &Seat) -> Help {
        Help {
            context: seat.offered_in,
            offered: seat.offered.clone(),
            story: Story::default(),
        }
    }

    fn rows(&self, seat: &Seat, width: u16) -> Vec<Told> {
        let lang = seat.lang;
        let mut rows: Vec<Told> = vec![(text::search::help_layout(lang).to_owned(), Role::Note)];
        for group in Group::ALL {
            let mut head = Some(group.words(lang));
            for (action, can) in self.offered.iter().filter(|(a, _)| a.group() == group) {
                let keys: Vec<String> = seat
                    .keymap
                    .keys(self.context, *action)
                    .map(|keys| seat.plain(written(keys, true)))
                    .collect();
                if keys.is_empty() {
                    continue;
                }
                if let Some(head) = head.take() {
                    rows.push((String::new(), Role::Text));
                    rows.push((head.to_owned(), Role::Title));
                }
                let mut said = keys.join(", ");
                let pad = usize::from(24u16.min(width / 2).saturating_sub(cells::width(&said)));
                said.push_str(&" ".repeat(pad.max(2)));
                said.push_str(action.words(lang));
                let role = match can {
                    Availability::No(why) => {
                        said.push_str(" — ");
                        said.push_str(why);
                        Role::Faint
                    }
                    _ => Role::Text,
                };
                rows.push((said, role));
            }
        }
        rows
    }
}

impl Screen for Help {
    fn context(&self) -> Context {
        Context::List
    }

    fn offers(&self, _: &Seat) -> Vec<Action> {
        vec![
            Action::Down,
            Action::Up,
            Action::PageDown,
            Action::PageUp,
            Action::First,
            Action::Last,
        ]
    }

    fn act(&mut self, action: Action, seat: &mut Seat) {
        if let Some(go) = go(action) {
            self.story.go(go);
        }
        seat.dirty();
    }

    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let look = seat.look();
        let width = area.width.min(84);
        let rows = self.rows(seat, width.saturating_sub(4));
        let height = u16::try_from(rows.len() + 2).unwrap_or(u16::MAX);
        let place = cells::middle(area, width, height);
        let title = text::search::help(seat.lang);
        let inner = panel::framed(place, buf, look.theme, title, true);
        self.story.draw_rows(&rows, inner, buf, look);
        None
    }
}
