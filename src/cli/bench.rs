//! `pult bench`: what this program does on this machine beside what the machine could do, measured in one run.
use super::fault::Fault;
use super::progress::Spoken;
use super::{Call, output};
use crate::bench;
use clap::Args;

#[derive(Debug, Args)]
pub struct Bench {
    #[arg(long, value_name = "N", value_delimiter = ',', default_value = "1000,100000,1000000",
        value_parser = clap::value_parser!(u64).range(200..=10_000_000))]
    deals: Vec<u64>,
    #[arg(long)]
    quick: bool,
    #[arg(long, value_name = "DIR")]
    dir: Option<std::path::PathBuf>,
}

pub async fn run(call: &Call, bench: Bench) -> Result<(), Fault> {
    let options = bench::Options {
        deals: bench.deals,
        quick: bench.quick,
        json: call.json,
        dir: bench.dir,
        lang: call.lang,
    };
    let mut table = Vec::new();
    let spoken = Spoken::new();
    let held = bench::run(options, &mut table, &mut |doing| spoken.say(doing)).await;
    spoken.finish();
    held.map_err(|error| Fault::failed(error.to_string()))?;
    output::raw(&table)
}
