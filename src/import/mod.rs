//! Foreign files into clean records.

mod delimited;
mod encoding;
mod html;
mod kind;
mod sheet;
pub mod table;
