//! The device.
pub mod decode;
mod glyph;
pub mod output;
mod pen;
