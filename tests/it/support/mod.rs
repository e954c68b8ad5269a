//! A shop for a story, and the people in it.
pub mod books;
pub mod chance;
pub mod shop;

pub use books::Books;
pub use chance::Chance;
pub use shop::{NOON, Person, Shop, id};
