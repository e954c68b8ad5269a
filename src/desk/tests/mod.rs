//! The desk as a person meets it: keys in, screen out.
mod board;
mod feed;
mod filter;
mod keys;
mod line;
mod look;
