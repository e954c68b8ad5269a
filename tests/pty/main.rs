//! Real programs in a real pseudo-terminal.
//!
//! [`screen`] is the support: any command can be run with it. The device is proved with [`echo`], a desk of a few lines
//! that is this very test binary, started again; that the terminal is given back before a panic speaks is shown there,
//! since the real program goes through the same door and has no key that makes it panic. Everything else drives the
//! real program, each test in a [`shop`] of its own.

mod copy;
mod device;
mod echo;
mod foreign;
mod grammar;
mod hand;
#[expect(dead_code, reason = "its own checker is of the other suite")]
#[path = "../it/hostile.rs"]
mod hostile;
mod leave;
mod line;
mod look;
mod screen;
mod shop;
