//! The nouns of the shop and the rules they obey.
//!
//! Pure: no clock, no input or output, no randomness, no async. Time and ids are arguments. The server decides by
//! these functions and the desk explains by the same ones. Nothing in here may use another room of the house.
pub mod approval;
pub mod assign;
pub mod calendar;
pub mod card;
pub mod command;
pub mod contact;
pub mod deal;
pub mod email;
pub mod event;
pub mod field;
pub mod fold;
pub mod id;
pub mod money;
pub mod notice;
pub mod operator;
pub mod phone;
pub mod pipeline;
pub mod refusal;
pub mod shop;
pub mod source;
pub mod task;
pub mod text;
