//! `pult demo`: a shop to play with, in a directory of its own, with simulated colleagues. Never the real one.
use super::connect::start;
use super::desk::{Seat, sit};
use super::fault::Fault;
use super::holder::unstarted;
use super::place::Place;
use super::progress::Progress;
use super::{Call, output};
use crate::demo;
use crate::desk::Tie;
use crate::domain::operator::Role;
use crate::link::Link;
use crate::server::command::shop_now;
use crate::server::{Config, Server};
use crate::store::{self, StoreError};
use crate::text::{self, demo as w};
use clap::Args;

#[derive(Debug, Args)]
pub struct Demo {
    #[arg(long, value_name = "N", default_value_t = 400, value_parser = clap::value_parser!(u64).range(0..=5_000_000))]
    deals: u64,
    #[arg(long, value_name = "S", default_value_t = 7)]
    seed: u64,
    #[arg(long, value_name = "X", default_value_t = 1.0)]
    speed: f64,
    #[arg(long)]
    prepare_only: bool,
}

pub async fn run(call: &Call, demo: Demo) -> Result<(), Fault> {
    let place = match call.named_data.clone() {
        Some(dir) => Place::named(dir),
        None => Place::thrown_away(call.lang, "demo")?,
    };
    let inner = call.at(place.dir().to_owned());
    let config = Config {
        socket: inner.places.socket.clone(),
        group: false,
        listen: None,
        copy_of: None,
        first_files: demo::shop(),
    };
    let server = match start(&inner, config).await {
        Ok(server) => server,
        Err(error) => return Err(unstarted(&inner, &error).await),
    };
    let done = play(call, &demo, &place, &server).await;
    server.stop().await;
    done
}

async fn play(call: &Call, demo: &Demo, place: &Place, server: &Server) -> Result<(), Fault> {
    let (lang, door) = (call.lang, &server.door);
    let broken =
        |error: StoreError| Fault::failed(text::care::store(lang, store::home::FILE, &error));
    let (mine, entries) = door
        .store
        .read(|conn| {
            Ok((
                store::setup::meta(conn, "demo")?.is_some(),
                store::journal::end(conn)?.0,
            ))
        })
        .await
        .map_err(broken)?;
    if entries > 0 && !mine {
        return Err(Fault::usage(w::not_a_demo(
            lang,
            &place.dir().display().to_string(),
        )));
    }
    if entries == 0 {
        let bar = Progress::new(lang, demo.deals);
        let filled = demo::fill(
            &door.store,
            shop_now(&door.shop),
            demo.seed,
            demo::Size {
                deals: demo.deals,
                open: 0,
            },
            door.clock.now(),
            |done| bar.reach(done),
        );
        filled
            .await
            .map_err(|error| Fault::failed(error.to_string()))?;
        bar.finish();
    }
    if demo.prepare_only {
        return output::text(&w::prepared(lang, &place.dir().display().to_string()));
    }
    let shop = shop_now(&door.shop);
    let visitor = shop
        .people
        .iter()
        .find(|p| p.active && p.role == Role::Owner)
        .map(|p| p.id);
    let colleagues = tokio::spawn(demo::live(door.clone(), demo.seed, demo.speed, visitor));
    let link = Link::unix(&server.socket).map_err(|error| Fault::link(lang, &error, None))?;
    let sat = sit(
        link,
        Seat {
            lang,
            config: call.places.config.clone(),
            tie: Some(Tie::ServerInside),
            host: None,
        },
    )
    .await;
    colleagues.abort();
    sat
}
