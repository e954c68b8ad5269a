//! What a screen is. The board, the lists, every overlay and every form are one: they offer actions, take typed text,
//! hear answers and draw themselves.
//!
//! Forbidden in here: keys, sockets, clocks. A screen asks the [`Seat`] for everything.
mod absence;
mod approvals;
mod board;
mod choose;
mod contact;
mod contact_form;
mod contacts;
mod deal;
mod facts;
mod gate;
mod help;
mod letters;
mod log;
mod new_deal;
mod note;
mod over;
mod palette;
mod prompt;
mod refuse;
mod search;
mod settings;
mod sheet;
mod story;
mod trash;
mod why;

use super::action::{Action, Availability};
use super::key::Input;
use super::keymap::Context;
use super::message::{Fault, Reply, RequestId};
use super::part::list::Go;
use super::seat::Seat;
use crate::domain::id::{ApprovalId, CommandId, ContactId, DealId, OperatorId, StageId};
use crate::domain::pipeline::Need;
use crate::text;
use crate::wire::Done;
use crate::wire::feed::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::fmt;

/// The screens that fill the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    Board,
    Contacts,
    Approvals,
    Settings,
    Log,
}

impl Name {
    pub const ALL: [Name; 5] = [
        Name::Board,
        Name::Contacts,
        Name::Approvals,
        Name::Settings,
        Name::Log,
    ];
}

/// What opens over a screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    Help,
    Palette,
    /// The command line, for this deal.
    Prompt(Option<DealId>),
    /// Looking for these words; for what is typed then, where there are none.
    Search(String),
    /// The filter of the board.
    Filter,
    /// Jump the deal to any stage.
    Stages(DealId),
    /// One deal with everything about it.
    Deal(DealId),
    NewDeal,
    EditDeal(DealId),
    /// The stage's gate wants more: a form with just this. Filling it completes the move.
    Gate {
        deal: DealId,
        to: StageId,
        missing: Vec<Need>,
    },
    Assign(DealId),
    Turn(DealId),
    NextStep(DealId),
    Note(DealId),
    AddItem(DealId),
    AddTask(DealId),
    Tags(DealId),
    /// From when to when this person is not at work.
    Absence(OperatorId),
    /// Asks before a deal goes to the bin.
    Trash(DealId),
    Contact(ContactId),
    NewContact,
    EditContact(ContactId),
    /// Refuse with a reason.
    Refuse(ApprovalId),
    Why(DealId),
}

pub trait Screen: fmt::Debug {
    /// In which part of the keymap its keys are read, before the global part. In [`Context::Form`] and
    /// [`Context::Text`] typed characters are never shortcuts: they come to [`Screen::input`].
    fn context(&self) -> Context;

    /// The actions it understands, most useful first: the hint line shows as many as fit, help and palette all.
    fn offers(&self, seat: &Seat) -> Vec<Action>;

    /// Is this possible now? Asked before [`Screen::act`]; a no is said to the person with its reason.
    fn can(&self, action: Action, seat: &Seat) -> Availability {
        if self.offers(seat).contains(&action) {
            Availability::Yes
        } else {
            Availability::Absent
        }
    }

    /// What the action's key does here and now, in a word for the hint line.
    fn word(&self, action: Action, seat: &Seat) -> &'static str {
        action.short(seat.lang)
    }

    fn act(&mut self, action: Action, seat: &mut Seat);

    /// Typed characters, paste, the mouse. True: taken.
    fn input(&mut self, input: &Input, seat: &mut Seat) -> bool {
        let _ = (input, seat);
        false
    }

    /// An answer to [`Seat::ask`]. True: it was mine.
    fn reply(&mut self, id: RequestId, reply: &Result<Reply, Fault>, seat: &mut Seat) -> bool {
        let _ = (id, reply, seat);
        false
    }

    /// A command came to its end. True: it was mine and I tell the person; else the desk does.
    fn settled(
        &mut self,
        command: CommandId,
        result: &Result<Done, Fault>,
        seat: &mut Seat,
    ) -> bool {
        let _ = (command, result, seat);
        false
    }

    /// Somebody, perhaps this person, changed something. The mirror has it already. Ask for a redraw only if what
    /// this screen shows has changed.
    fn heard(&mut self, frame: &Frame, seat: &mut Seat) {
        let _ = (frame, seat);
    }

    /// A timer of [`Seat::timer`] ran out. True: it was mine.
    fn timer(&mut self, number: u64, seat: &mut Seat) -> bool {
        let _ = (number, seat);
        false
    }

    /// It comes to the front, or everything it read has to be read again.
    fn refresh(&mut self, seat: &mut Seat) {
        let _ = seat;
    }

    /// Somebody went here by the screen's own key, also from here.
    fn arrive(&mut self, seat: &mut Seat) {
        let _ = seat;
    }

    /// Called after every message: ask for what is missing now.
    fn settle(&mut self, seat: &mut Seat) {
        let _ = seat;
    }

    /// The deal that is selected or open here.
    fn deal(&self) -> Option<DealId> {
        None
    }

    /// Something was typed here that closing would lose.
    fn holds_work(&self) -> bool {
        false
    }

    /// Draws into the area and says where the text cursor stands. An overlay gets the whole window and chooses its
    /// own place in it.
    fn draw(&self, seat: &Seat, area: Rect, buf: &mut Buffer) -> Option<Position>;
}

/// The move of a pointer that an action means.
fn go(action: Action) -> Option<Go> {
    Some(match action {
        Action::Up => Go::Up,
        Action::Down => Go::Down,
        Action::PageUp => Go::PageUp,
        Action::PageDown => Go::PageDown,
        Action::First => Go::First,
        Action::Last => Go::Last,
        _ => return None,
    })
}

/// Every screen that fills the desk.
pub(super) fn all(_: &Seat) -> Vec<(Name, Box<dyn Screen>)> {
    vec![
        (Name::Board, Box::new(board::Board::default())),
        (Name::Contacts, Box::new(contacts::Contacts::default())),
        (Name::Approvals, Box::new(approvals::Approvals::default())),
        (Name::Settings, Box::new(settings::Settings::default())),
        (Name::Log, Box::new(log::Log::default())),
    ]
}

/// Makes what an overlay is. `None`: what it is about is gone.
pub(super) fn open(overlay: Overlay, seat: &mut Seat) -> Option<Box<dyn Screen>> {
    match &overlay {
        Overlay::Stages(_) | Overlay::Turn(_) => letters::open(&overlay, seat),
        Overlay::Filter | Overlay::Assign(_) => choose::open(&overlay, seat),
        Overlay::Deal(id) => Some(Box::new(deal::DealCard::new(*id))),
        Overlay::NewDeal => over::open(new_deal::sheet(seat), seat),
        Overlay::EditDeal(id) => {
            let title = text::form::edit_deal(seat.lang, id.0);
            let keys = deal::edit::all_keys(seat);
            over::open(deal::edit::sheet(*id, keys, title, seat), seat)
        }
        Overlay::NextStep(id) => {
            let title = text::form::next_step(seat.lang, id.0);
            let keys = vec!["next_step".to_owned()];
            over::open(deal::edit::sheet(*id, keys, title, seat), seat)
        }
        Overlay::Gate { deal, to, missing } => {
            over::open(gate::sheet(*deal, *to, missing.clone(), seat), seat)
        }
        Overlay::Tags(id) => {
            let title =
                text::form::edit_field(seat.lang, id.0, &text::domain::field(seat.lang, "tags"));
            over::open(
                deal::edit::sheet(*id, vec!["tags".to_owned()], title, seat),
                seat,
            )
        }
        Overlay::AddItem(id) => over::open(deal::item::new(*id, seat), seat),
        Overlay::AddTask(id) => over::open(deal::task::sheet(*id, None, seat), seat),
        Overlay::Absence(id) => over::open(absence::sheet(*id, seat), seat),
        Overlay::Note(id) => over::open(note::sheet(*id, seat), seat),
        Overlay::Refuse(id) => over::open(refuse::sheet(*id, seat), seat),
        Overlay::NewContact => over::open(contact_form::new(seat), seat),
        Overlay::EditContact(id) => over::open(contact_form::edit(*id, seat), seat),
        Overlay::Contact(id) => Some(Box::new(contact::ContactCard::new(*id))),
        Overlay::Prompt(deal) => Some(Box::new(prompt::Prompt::new(*deal, seat))),
        Overlay::Search(words) => Some(Box::new(search::Search::new(words, seat))),
        Overlay::Palette => Some(Box::new(palette::Palette::new(seat))),
        Overlay::Help => Some(Box::new(help::Help::new(seat))),
        Overlay::Trash(id) => Some(Box::new(trash::Trash::new(*id))),
        Overlay::Why(id) => Some(Box::new(why::Why::new(*id))),
    }
}
