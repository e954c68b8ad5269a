//! Every command by its name: what can be done now, what can't and why, and the ways to places.
use super::{Name, Screen};
use crate::desk::action::{Action, Availability};
use crate::desk::cells;
use crate::desk::key::Input;
use crate::desk::keymap::Context;
use crate::desk::part::panel;
use crate::desk::part::picker::{Entry, Picker};
use crate::desk::seat::{Level, Seat};
use crate::domain::id::{OperatorId, PipelineId, StageId};
use crate::text;
use crate::wire::board::Filter;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Act(Action),
    Pipeline(PipelineId),
    Stage(PipelineId, StageId),
    Person(OperatorId),
}

#[derive(Debug)]
pub(super) struct Palette {
    picker: Picker<Choice>,
}

impl Palette {
    pub(super) fn new(seat: &Seat) -> Palette {
        Palette {
            picker: Picker::new(entries(seat)),
        }
    }

    fn take(&mut self, seat: &mut Seat) {
        let Some(entry) = self.picker.chosen() else {
            return;
        };
        if let Some(why) = &entry.barred {
            seat.say(Level::Warning, why.clone());
            return;
        }
        let choice = entry.id;
        seat.close();
        match choice {
            Choice::Act(action) => {
                seat.recent.retain(|a| *a != action);
                seat.recent.insert(0, action);
                seat.perform(action);
            }
            Choice::Pipeline(id) => {
                seat.mirror.board.pipeline = Some(id);
                seat.go(Name::Board);
                seat.read_board();
            }
            Choice::Stage(pipeline, stage) => {
                let other = seat.mirror.board.pipeline != Some(pipeline);
                seat.mirror.board.pipeline = Some(pipeline);
                seat.stage = Some(stage);
                seat.go(Name::Board);
                if other {
                    seat.read_board();
                }
            }
            Choice::Person(id) => {
                seat.mirror.board.filter = Filter {
                    responsible: Some(id),
                    ..Filter::default()
                };
                seat.go(Name::Board);
                seat.read_board();
            }
        }
    }
}

/// What was used last comes first, then what can be done here, then places, then what can't be done.
fn entries(seat: &Seat) -> Vec<Entry<Choice>> {
    let lang = seat.lang;
    let context = seat.offered_in;
    let mut entries: Vec<(usize, Entry<Choice>)> = Vec::new();
    for (action, can) in &seat.offered {
        if matches!(action, Action::Palette | Action::Close) || is_selecting(*action) {
            continue;
        }
        let barred = match can {
            Availability::Yes => None,
            Availability::No(why) => Some(why.clone()),
            Availability::Absent => continue,
        };
        let rank = match (seat.recent.iter().position(|a| a == action), &barred) {
            (Some(ago), None) => ago,
            (None, None) => 1000,
            (_, Some(_)) => 3000,
        };
        let keys = seat.keys(context, *action).unwrap_or_default();
        let entry = Entry::new(Choice::Act(*action), action.words(lang))
            .note(keys)
            .also(format!(
                "{} {} {}",
                action.short(lang),
                action.name(),
                text::action::also(action.name())
            ))
            .barred(barred);
        entries.push((rank, entry));
    }
    if let Some(shop) = seat.mirror.shop.as_deref() {
        for pipeline in shop.pipelines.iter().filter(|_| shop.pipelines.len() > 1) {
            let words = text::search::go_pipeline(lang, &pipeline.name);
            entries.push((2000, Entry::new(Choice::Pipeline(pipeline.id), words)));
        }
        for pipeline in &shop.pipelines {
            for stage in &pipeline.stages {
                let words = text::search::go_stage(lang, &stage.name);
                let choice = Choice::Stage(pipeline.id, stage.id);
                entries.push((2500, Entry::new(choice, words).also(pipeline.name.clone())));
            }
        }
        for person in shop.people.iter().filter(|p| p.active) {
            let words = text::search::go_person(lang, &person.name);
            let entry = Entry::new(Choice::Person(person.id), words).also(person.key.clone());
            entries.push((2000, entry));
        }
    }
    entries.sort_by_key(|(rank, _)| *rank);
    entries.into_iter().map(|(_, entry)| entry).collect()
}

/// Moving a pointer is not a command anybody looks for.
fn is_selecting(action: Action) -> bool {
    use crate::desk::action::Group;
    action.group() == Group::Select && action != Action::Open
}

impl Screen for Palette {
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
        ]
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
            _ => self.take(seat),
        }
        seat.dirty();
    }

    fn input(&mut self, input: &Input, seat: &mut Seat) -> bool {
        let taken = self.picker.input(input);
        if taken {
            seat.dirty();
        }
        taken
    }

    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let look = seat.look();
        let height = self
            .picker
            .height()
            .saturating_add(2)
            .min(area.height.min(26));
        let middle = cells::middle(area, 78, height);
        let place = Rect {
            y: area.y,
            ..middle
        };
        let title = text::search::palette(seat.lang);
        let inner = panel::framed(place, buf, look.theme, title, true);
        self.picker.draw(inner, buf, look)
    }
}
