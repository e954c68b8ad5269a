//! The stories: what operators do and see, one file a noun, in one binary because linking is what costs.

mod approval;
mod board;
mod contact;
mod deal;
mod feed;
mod hostile;
mod import;
mod journal;
mod layers;
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
