//! The server: one function [`Server::start`], used by `pult serve`, by a desk that runs alone, by the demo and by every
//! test. Reads answer from readers' snapshots, a file per noun; every change passes the one door in [`command`].
//! No SQL here, and no rule: those are the store's and the domain's.
mod ask;
mod backup;
mod board;
pub mod clock;
pub mod command;
mod contact;
mod deal;
mod export;
mod feed;
mod find;
mod import;
pub mod jobs;
mod log;
pub mod openapi;
pub mod peer;
mod problem;
pub mod route;
pub mod serve;
mod session;
mod setup;
mod task;

pub use clock::{Clock, Standing, SystemClock};
pub use serve::{Config, Server};
