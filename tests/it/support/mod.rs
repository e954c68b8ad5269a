//! A shop for a story, and the people in it.
pub mod shop;

pub use shop::{Person, Shop, id};
