//! What was measured, and the rows it makes: the machine's own limits once, then pult at each size of shop beside them.
//!
//! A bar's number and its target are said here and nowhere else.
use super::sample::{Run, Times};
use super::shop::{Place, Shop};
use super::table::{Figure, Row, Target};
use super::{Failed, Pace, blocking, keys, limit, reading, writing};
use crate::text::{Lang, bench as words};
use std::time::Duration;

/// Clients of the bars on writing.
const CLIENTS: [usize; 3] = [1, 8, 32];
const FOLLOWERS: usize = 50;

/// What the machine does with nothing of ours in the way.
#[derive(Debug)]
pub struct Limits {
    disk: Run,
    moves: Run,
    page: Times,
    echo: Times,
    fan_out: Times,
}

impl Limits {
    pub async fn measure(place: &Place, pace: Pace) -> Result<Limits, Failed> {
        let dir = place.path().to_owned();
        blocking(move || {
            let bare = limit::Bare::new(&dir, if pace.quick { 50_000 } else { 500_000 })?;
            let limits = Limits {
                disk: limit::disk(&dir, pace.span())?,
                moves: bare.moves(pace.span())?,
                page: bare.pages(pace.span())?.times,
                echo: limit::echo(&dir, pace.span(), 200_000)?.times,
                fan_out: limit::fan_out(FOLLOWERS, pace.times())?,
            };
            Ok(limits)
        })
        .await
    }

    pub fn rows(&self, lang: Lang, rows: &mut Vec<Row>) {
        let mut told =
            |what: &str, figure| rows.push(Row::alone(0, what.to_owned(), figure, Target::None));
        told(words::disk(lang), Figure::from(&self.disk.times));
        told(
            words::bare_moves(lang),
            Figure::PerSecond(self.moves.per_second()),
        );
        told(words::bare_page(lang), Figure::from(&self.page));
        told(words::bare_echo(lang), Figure::from(&self.echo));
        told(words::bare_fan_out(lang), Figure::from(&self.fan_out));
    }
}

/// Everything at one size of shop.
#[derive(Debug)]
pub struct Measured {
    deals: u64,
    filled: Duration,
    size: u64,
    opened: Times,
    reading: reading::Reading,
    moves: Vec<(usize, writing::Moves)>,
    heard: Times,
    floor: keys::Keys,
    keys: keys::Ours,
}

impl Measured {
    pub async fn of(
        place: &Place,
        deals: u64,
        pace: Pace,
        lang: Lang,
        told: &mut dyn FnMut(&str),
    ) -> Result<Measured, Failed> {
        let shop = Shop::new(place, deals, &mut |done| {
            told(&words::filling(lang, done, deals))
        })
        .await?;
        told(&words::measuring(lang, deals));
        let opened = reading::open(&shop, if pace.quick { 3 } else { 10 }).await?;
        let server = shop.serve().await?;
        let socket = shop.socket.clone();
        let (reading, moves, heard) = blocking(move || {
            let reading = reading::measure(&socket, pace)?;
            let moves = CLIENTS
                .iter()
                .map(|&clients| Ok((clients, writing::moves(&socket, clients, pace)?)))
                .collect::<Result<Vec<_>, Failed>>()?;
            let moves = moves
                .into_iter()
                .filter_map(|(clients, moves)| Some((clients, moves?)))
                .collect();
            Ok((
                reading,
                moves,
                writing::heard_by_all(&socket, FOLLOWERS, pace.times())?,
            ))
        })
        .await?;
        let floor = keys::floor(deals, pace)?;
        let keys = keys::ours(&shop.socket, lang, pace).await?;
        server.stop().await;
        Ok(Measured {
            deals,
            filled: shop.filled,
            size: shop.size(),
            opened,
            reading,
            moves,
            heard,
            floor,
            keys,
        })
    }

    pub fn rows(&self, limits: &Limits, lang: Lang, rows: &mut Vec<Row>) {
        let at = |what: &str| words::at(lang, what, self.deals);
        let read = &self.reading;
        let told = |bar, what: &str, figure| Row::alone(bar, at(what), figure, Target::None);
        rows.push(told(
            0,
            words::fill(lang),
            Figure::Seconds(self.filled.as_secs_f64()),
        ));
        rows.push(told(
            0,
            words::size(lang),
            Figure::Mb(self.size as f64 / 1e6),
        ));
        let cold = if self.deals > 100_000 { 150.0 } else { 100.0 };
        rows.push(Row::alone(
            3,
            at(words::open(lang)),
            &self.opened,
            Target::AtMost(cold),
        ));
        rows.push(Row::beside(
            18,
            at(words::page(lang)),
            &read.page,
            &limits.page,
            Target::None,
        ));
        rows.push(told(
            18,
            words::page_bytes(lang),
            Figure::Bytes(read.page_bytes as f64),
        ));
        for (what, times) in read.found(lang) {
            rows.push(told(20, what, Figure::from(times)));
        }
        for (clients, moves) in &self.moves {
            let what = at(&words::moves(lang, *clients as i64));
            let (ours, limit) = (moves.run.per_second(), limits.moves.per_second());
            let target = if *clients == 8 {
                Target::AtLeast(0.7)
            } else {
                Target::None
            };
            let figure = Figure::PerSecond;
            rows.push(Row::beside(
                16,
                what.clone(),
                figure(ours),
                figure(limit),
                target,
            ));
            rows.push(Row::alone(16, what.clone(), &moves.run.times, Target::None));
            let bad = Figure::Count((moves.refused + moves.lost) as f64);
            rows.push(Row::alone(
                17,
                words::lost(lang, &what),
                bad,
                Target::AtMost(0.0),
            ));
        }
        let both = Figure::MsMs(
            ms(limits.moves.times.p50() + limits.fan_out.p50()),
            ms(limits.moves.times.p99() + limits.fan_out.p99()),
        );
        rows.push(Row::beside(
            19,
            at(words::heard(lang)),
            &self.heard,
            both,
            Target::AtMost(4.5),
        ));
        self.key_rows(&at, lang, rows);
    }

    fn key_rows(&self, at: &dyn Fn(&str) -> String, lang: Lang, rows: &mut Vec<Row>) {
        let (ours, floor) = (&self.keys, &self.floor);
        let mut key = |bar, what: &str, ours: &Times, floor: &Times, most| {
            rows.push(Row::beside(
                bar,
                at(what),
                ours,
                floor,
                Target::AtMost(most),
            ));
        };
        key(4, words::step(lang), &ours.keys.step, &floor.step, 2.0);
        key(6, words::carry(lang), &ours.keys.carry, &floor.carry, 2.0);
        rows.push(Row::alone(
            6,
            at(words::confirmed(lang)),
            &ours.confirmed,
            Target::None,
        ));
        let mut bytes = |bar, what: &str, bytes: keys::Bytes, most| {
            let (ours, tight) = bytes.each();
            let figures = (Figure::Bytes(ours), Figure::Bytes(tight));
            rows.push(Row::beside(
                bar,
                at(what),
                figures.0,
                figures.1,
                Target::AtMost(most),
            ));
        };
        bytes(7, words::step_bytes(lang), ours.keys.step_bytes, 1.15);
        bytes(8, words::carry_bytes(lang), ours.keys.carry_bytes, 1.2);
        bytes(11, words::seen_bytes(lang), ours.seen, 1.2);
        let unseen = Figure::Bytes(ours.unseen.each().0);
        rows.push(Row::alone(
            11,
            at(words::unseen_bytes(lang)),
            unseen,
            Target::AtMost(0.0),
        ));
        let burst = Row::beside(
            9,
            at(words::burst(lang)),
            &ours.keys.burst,
            &floor.burst,
            Target::None,
        );
        rows.push(burst);
        let bytes = Figure::Bytes(ours.burst_bytes as f64);
        rows.push(Row::alone(
            9,
            at(words::burst_bytes(lang)),
            bytes,
            Target::AtMost(1500.0),
        ));
    }

    pub fn growth(&self, least: &Measured, lang: Lang, rows: &mut Vec<Row>) {
        let what = |what: &str| words::growth(lang, what, least.deals, self.deals);
        let mut grown = |bar, name: &str, ours: &Times, theirs: &Times, target| {
            rows.push(Row::beside(bar, what(name), ours, theirs, target));
        };
        grown(
            3,
            words::open(lang),
            &self.opened,
            &least.opened,
            Target::None,
        );
        grown(
            18,
            words::page(lang),
            &self.reading.page,
            &least.reading.page,
            Target::AtMost(2.0),
        );
        for ((name, ours), (_, theirs)) in self
            .reading
            .found(lang)
            .into_iter()
            .zip(least.reading.found(lang))
        {
            grown(20, name, ours, theirs, Target::None);
        }
        for ((clients, ours), (_, theirs)) in self.moves.iter().zip(&least.moves) {
            let name = words::moves(lang, *clients as i64);
            grown(16, &name, &ours.run.times, &theirs.run.times, Target::None);
        }
        grown(
            4,
            words::step(lang),
            &self.keys.keys.step,
            &least.keys.keys.step,
            Target::AtMost(1.2),
        );
        grown(
            6,
            words::carry(lang),
            &self.keys.keys.carry,
            &least.keys.keys.carry,
            Target::AtMost(1.2),
        );
        let state = |of: &Measured| Figure::Bytes(of.keys.state as f64);
        let (ours, theirs) = (state(self), state(least));
        rows.push(Row::beside(
            12,
            what(words::state(lang)),
            ours,
            theirs,
            Target::AtMost(1.1),
        ));
    }
}

fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}
