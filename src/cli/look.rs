//! `pult look FILE`: a copy as it was, on the desk, and nothing in it changes.
//!
//! The copy itself stays closed: what is looked at is restored into a directory that goes when the desk does.
use super::connect::start_by;
use super::desk::{Seat, sit};
use super::fault::Fault;
use super::holder::unstarted;
use super::place::Place;
use super::{Call, care};
use crate::desk::Tie;
use crate::link::Link;
use crate::server::{Config, Standing};
use crate::text;
use std::sync::Arc;

pub async fn run(call: &Call, copy: care::Copy) -> Result<(), Fault> {
    let lang = call.lang;
    let place = Place::thrown_away(lang, "look")?;
    let data = place.dir().to_owned();
    let restored = care::waiting(call, move || crate::care::restore(&copy.file, &data)).await?;
    let Some(until) = restored.verified.contents.until else {
        return Err(Fault::failed(text::care::nothing_to_look_at(lang)));
    };
    let inner = call.at(place.dir().to_owned());
    let config = Config {
        socket: inner.places.socket.clone(),
        group: false,
        listen: None,
        copy_of: Some(until),
        first_files: Vec::new(),
    };
    let server = match start_by(&inner, config, Arc::new(Standing(until))).await {
        Ok(server) => server,
        Err(error) => return Err(unstarted(&inner, &error).await),
    };
    let link = Link::unix(&server.socket).map_err(|error| Fault::link(lang, &error, None));
    let sat = match link {
        Ok(link) => {
            let seat = Seat {
                lang,
                config: call.places.config.clone(),
                tie: Some(Tie::ServerInside),
                host: None,
            };
            sit(link, seat).await
        }
        Err(fault) => Err(fault),
    };
    server.stop().await;
    sat
}
