//! A shop for a story, and the people in it.
pub mod books;
pub mod chance;
pub mod shell;
pub mod shop;

pub use books::Books;
pub use chance::Chance;
pub use shell::{Shell, vendor};
pub use shop::{NOON, Person, Shop, id};
