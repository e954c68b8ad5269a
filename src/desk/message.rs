//! Everything the desk hears and everything it asks for. The loop around it only carries these to and fro.
//!
//! Forbidden in here: doing any of it.
use super::key::Input;
use crate::domain::approval::Approval;
use crate::domain::assign::Candidate;
use crate::domain::command::Command;
use crate::domain::event::Event;
use crate::domain::id::{CommandId, ContactId, DealId, Seq};
use crate::domain::shop::Shop;
use crate::domain::task::Task;
use crate::wire::{Done, Hello, board, contact, deal, feed, find, problem, setup, task, undo};

/// What the desk is told. The time comes beside it: see [`super::Desk::update`].
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    Input(Input),
    Reply(RequestId, Result<Reply, Fault>),
    Feed(FeedItem),
    /// A timer that was asked for by [`Effect::Timer`] has run out.
    Timer(Timer),
    /// From now on the desk must not be stopped.
    Tied(Tie),
}

/// Why the process may not be stopped and put aside (Ctrl+Z).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// Others may be working at the server in this very process.
    ServerInside,
    /// There is no shell that would bring it back.
    NoShell,
}

/// What comes down the live feed.
#[derive(Debug, Clone, PartialEq)]
pub enum FeedItem {
    Frame(Box<feed::Frame>),
    /// Too much was missed: everything shown has to be read again.
    Reset,
    /// The line stands (also for the first time).
    Up,
    Down,
}

/// Numbers the desk gives to its questions; an answer carries the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// The server said no.
    Problem(Box<problem::Problem>),
    /// Nobody answered. A command may or may not have been done; the same id sent again is harmless.
    Lost,
}

/// Every call the desk makes to the server.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    Hello,
    Shop,
    Command(Command),
    Board(board::PageQuery),
    Column(board::ColumnQuery),
    Deal(DealId),
    DealHistory(DealId, deal::HistoryQuery),
    Deals(deal::ListQuery),
    Contact(ContactId),
    ContactHistory(ContactId, deal::HistoryQuery),
    Contacts(contact::ListQuery),
    Tasks(task::ListQuery),
    Find(find::Query),
    Log(deal::HistoryQuery),
    Approvals,
    Notices,
    NoticesSeen(Seq),
    Undo,
    Setup,
    Staff,
    Health,
}

/// The answers, in the order of the questions.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    Hello(Box<Hello>),
    Shop(Box<Shop>),
    Done(Box<Done>),
    Board(Box<board::Page>),
    Column(Box<board::Column>),
    Deal(Box<deal::View>),
    /// To [`Request::DealHistory`], [`Request::ContactHistory`] and [`Request::Log`]: newest first.
    History(Vec<Event>),
    Deals(Vec<crate::domain::card::Card>),
    Contact(Box<contact::View>),
    Contacts(Vec<crate::domain::contact::Contact>),
    Tasks(Vec<Task>),
    Found(Box<find::Found>),
    Approvals(Vec<Approval>),
    Notices(Box<feed::Notices>),
    /// `None`: nothing to take back.
    Undo(Option<Box<undo::Next>>),
    Setup(Box<setup::Setup>),
    Staff(Vec<Candidate>),
    Health(Box<setup::Health>),
    /// Done, and there is nothing to say about it.
    Plain,
}

/// What the desk wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    Send(RequestId, Box<Request>),
    /// Tell me after this many milliseconds, once. The same timer asked for again replaces the first.
    Timer(Timer, u64),
    /// Follow the live feed from behind this journal number.
    Follow(Seq),
    /// The window's title. Safe to print.
    Title(String),
    Bell,
    /// To the person's clipboard.
    Copy(String),
    /// Give the terminal back to the shell until it says `fg`.
    Suspend,
    /// Paint every cell anew.
    Redraw,
    Quit,
}

/// What a timer is for. Each runs out once; one that is no longer needed is ignored when it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The clock on the screen shows another minute.
    Minute,
    /// This command should have been confirmed by now.
    Slow(CommandId),
    /// Try again to reach the server.
    Retry,
    /// Counts under a filter are stale.
    Recount,
    /// Something said above the hint line has been there long enough.
    Toast(u64),
    /// A screen's own, by the number it chose with [`super::seat::Seat::timer`].
    Screen(u64),
}

impl FeedItem {
    pub fn frame(frame: feed::Frame) -> FeedItem {
        FeedItem::Frame(Box::new(frame))
    }
}

impl Fault {
    pub fn refusal(&self) -> Option<&crate::domain::refusal::Refusal> {
        match self {
            Fault::Problem(problem) => problem.refusal.as_ref(),
            Fault::Lost => None,
        }
    }
}
