//! Real programs in a real pseudo-terminal.
//!
//! [`screen`] is the support: any command can be run with it. The device is proved with [`echo`], a desk of a few lines
//! that is this very test binary, started again.

mod device;
mod echo;
mod screen;
