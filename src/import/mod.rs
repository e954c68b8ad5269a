//! Foreign files into clean records.

pub mod columns;
mod delimited;
mod encoding;
mod headings;
mod html;
mod kind;
pub mod mapping;
mod sheet;
pub mod table;
