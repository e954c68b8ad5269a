//! The stories: what operators do and see, one file a noun, in one binary because linking is what costs.

mod approval;
mod care;
mod cli;
mod contact;
mod deal;
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
