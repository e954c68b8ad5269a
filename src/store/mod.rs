//! The only SQL of the house.
//!
//! One file, one writer thread, a few readers. Nothing outside this room knows that it is SQLite; nothing inside
//! decides anything: rules come from `domain`, rights as a [`Permit`](crate::domain::operator::Permit). The SQL keeps
//! to what every engine understands (`$1…$n`, integers, texts, blobs, upserts, `returning`); what only SQLite can do
//! stands in [`open`], `foreign`, [`search`] and [`snapshot`]; the directory around the file is [`home`]'s.
pub mod approval;
pub mod board;
pub mod command;
pub mod conn;
pub mod contact;
pub mod deal;
mod foreign;
pub mod home;
pub mod import;
pub mod journal;
pub mod notice;
pub mod open;
pub mod operator;
pub mod search;
pub mod session;
pub mod setup;
pub mod snapshot;
pub mod task;
pub mod total;
pub mod writer;

pub use conn::{Conn, NotWhole, StoreError};
pub(crate) use open::hex;
pub use open::{Options, Store};
pub use writer::Stop;
