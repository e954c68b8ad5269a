//! The nouns of the shop and the rules they obey.
//!
//! Pure: no clock, no input or output, no randomness, no async. Time and ids are arguments. The server decides by
//! these functions and the desk explains by the same ones. Nothing in here may use another room of the house.

pub mod calendar;
pub mod email;
pub mod fold;
pub mod money;
pub mod phone;
pub mod text;
