//! The desk as a person meets it: keys in, screen out.
mod board;
mod cards;
mod cat;
mod chance;
mod feed;
mod filter;
mod habits;
mod keys;
mod line;
mod look;
mod places;
mod prompt;
mod room;
mod said;
