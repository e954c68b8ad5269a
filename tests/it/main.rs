//! The stories: what operators do and see, one file a noun, in one binary because linking is what costs.
#![expect(
    clippy::unwrap_used,
    reason = "a story that can't go on ends where it stands"
)]

mod approval;
mod care;
mod cli;
mod contact;
mod deal;
mod doctor;
mod feed;
mod home;
mod hostile;
mod journal;
mod race;
mod rights;
mod support;
mod tables;
mod task;
mod terminal_text;
mod undo;
