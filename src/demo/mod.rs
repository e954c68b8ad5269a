//! The shop to play with: «Газель-Маркет», parts for vans, Novosibirsk and everything within reach of a lorry.
//!
//! Everything here comes from a seed and a moment: the same two give the same shop, another moment the same shop
//! shifted in time. Pure like the domain. Forbidden here: a clock, the real data directory, and a customer one could
//! reach by mistake.
mod answers;
mod deals;
mod goods;
mod life;
mod people;
mod phrases;
mod rng;
mod route;
mod staff;
mod tale;
mod week;
mod words;

pub use deals::{Customer, Deals, FIRST, Sample, deals};
pub use life::Past;
