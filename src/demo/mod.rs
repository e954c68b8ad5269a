//! The shop to play with: «Газель-Маркет», parts for vans, Novosibirsk and everything within reach of a lorry.
//!
//! Everything here comes from a seed and a moment: the same two give the same shop, another moment the same shop
//! shifted in time. Pure like the domain. Forbidden here: a clock, the real data directory, and a customer one could
//! reach by mistake.
mod answers;
mod colleague;
mod deals;
mod fill;
mod goods;
mod life;
mod live;
mod office;
mod people;
mod phrases;
mod rng;
mod route;
mod staff;
mod tale;
mod week;
mod words;

pub use colleague::{Colleague, View};
pub use deals::{Customer, Deals, FIRST, Sample, deals};
pub use fill::{Size, fill};
pub use life::Past;
pub use live::live;
pub use office::Office;
pub use rng::Rng;

use crate::domain::command::SetupFile;

/// The shop's own files. They are the same for every seed: the seed deals the customers, not the colleagues.
pub fn shop() -> Vec<SetupFile> {
    let file = |name: &str, text: &str| SetupFile {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    vec![
        file("shop.toml", include_str!("../../assets/demo/shop.toml")),
        file("people.toml", include_str!("../../assets/demo/people.toml")),
        file(
            "pipelines.toml",
            include_str!("../../assets/demo/pipelines.toml"),
        ),
        file(
            "sources.toml",
            include_str!("../../assets/demo/sources.toml"),
        ),
        file("fields.toml", include_str!("../../assets/demo/fields.toml")),
        file(
            "assignment.toml",
            include_str!("../../assets/demo/assignment.toml"),
        ),
    ]
}

#[cfg(test)]
mod tests;
