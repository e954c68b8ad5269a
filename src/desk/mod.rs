//! The desk: the screen as a value. `update(message)` changes it, `draw(frame)` shows it.
//!
//! Forbidden in here: a terminal, a socket, a clock, async. Whatever the desk wants done it returns as an effect.
pub mod cells;
pub mod key;
pub mod part;
pub mod theme;
