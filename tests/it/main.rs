//! The stories: what operators do and see, one file a noun, in one binary because linking is what costs.
#![expect(
    clippy::unwrap_used,
    reason = "a story that can't go on ends where it stands"
)]

mod approval;
mod board;
mod care;
mod cli;
mod contact;
mod deal;
mod doctor;
mod feed;
mod home;
mod hostile;
mod import;
mod journal;
mod layers;
mod race;
mod rights;
mod search;
mod session;
mod setup;
mod support;
mod tables;
mod task;
mod team;
mod terminal_text;
mod unclean;
mod undo;
