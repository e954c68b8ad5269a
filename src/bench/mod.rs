//! `pult bench`: the program's figures beside the floors and limits of the same run.
//!
//! Milliseconds change with the machine and its neighbours; a ratio to what the same machine did a moment ago says
//! something anywhere. So everything is measured here, one after another: the bare disk, a bare SQLite, a bare socket,
//! a bare list on a screen, and pult doing the same work. Forbidden in here: a figure from another run.
mod floor;
mod keys;
mod limit;
mod reading;
mod sample;
mod seat;
mod shop;
mod socket;
mod table;
mod tight;
mod writing;

use crate::text::{Lang, bench as words};
use crate::wire::problem::Problem;
use sample::Times;
use shop::{Place, Shop};
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;
use table::{Figure, Row, Target};

#[derive(Debug, Clone)]
pub struct Options {
    /// Sizes of the shops, in deals; growth is told from the least to the most.
    pub deals: Vec<u64>,
    /// A tenth of the time: for a look, not for a verdict.
    pub quick: bool,
    pub json: bool,
    /// Where the throw-away shops go; `None` is the system's place for such things.
    pub dir: Option<PathBuf>,
    pub lang: Lang,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            deals: vec![1_000, 100_000, 1_000_000],
            quick: false,
            json: false,
            dir: None,
            lang: Lang::Ru,
        }
    }
}

/// Why nothing could be measured.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
    #[error(transparent)]
    Fill(#[from] crate::store::Stop),
    #[error(transparent)]
    Start(#[from] crate::server::serve::StartError),
    #[error(transparent)]
    Link(#[from] crate::link::LinkError),
    #[error("the bare SQLite: {0}")]
    Bare(#[from] rusqlite::Error),
    #[error("an answer that does not read: {0}")]
    Json(#[from] serde_json::Error),
    #[error("{}", .0.message)]
    Refused(Box<Problem>),
    #[error("{0}")]
    Odd(&'static str),
}

/// How long to look.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    quick: bool,
}

impl Pace {
    fn span(self) -> Duration {
        Duration::from_millis(if self.quick { 300 } else { 3000 })
    }

    fn times(self) -> usize {
        if self.quick { 50 } else { 500 }
    }
}

/// Clients of the bars on writing.
const CLIENTS: [usize; 3] = [1, 8, 32];
const FOLLOWERS: usize = 50;

/// Measures everything and prints the table. `told` hears what is being done: it takes minutes.
///
/// Returns whether every bar holds.
///
/// # Errors
/// No room, no rights, or the server answered what it must not.
pub async fn run(
    options: Options,
    out: &mut dyn Write,
    told: &mut dyn FnMut(&str),
) -> Result<bool, Failed> {
    let (lang, pace) = (
        options.lang,
        Pace {
            quick: options.quick,
        },
    );
    let place = Place::new(&options.dir.unwrap_or_else(std::env::temp_dir))?;
    let mut rows = Vec::new();
    told(words::limits(lang));
    let limits = Limits::measure(&place, pace).await?;
    limits.rows(lang, &mut rows);
    let mut sizes = options.deals;
    sizes.sort_unstable();
    let mut measured: Vec<Measured> = Vec::new();
    for deals in sizes {
        let one = Measured::of(&place, deals, pace, lang, told).await?;
        one.rows(&limits, lang, &mut rows);
        if let Some(least) = measured.first() {
            one.growth(least, lang, &mut rows);
        }
        measured.push(one);
    }
    if options.json {
        serde_json::to_writer_pretty(&mut *out, &rows)?;
        writeln!(out)?;
    } else {
        table::write(&rows, lang, out)?;
    }
    Ok(rows.iter().all(|row| row.holds() != Some(false)))
}

/// What the machine does with nothing of ours in the way.
#[derive(Debug)]
struct Limits {
    disk: sample::Run,
    moves: sample::Run,
    page: Times,
    echo: Times,
    fan_out: Times,
}

impl Limits {
    async fn measure(place: &Place, pace: Pace) -> Result<Limits, Failed> {
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

    fn rows(&self, lang: Lang, rows: &mut Vec<Row>) {
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
struct Measured {
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
    async fn of(
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

    fn rows(&self, limits: &Limits, lang: Lang, rows: &mut Vec<Row>) {
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

    fn growth(&self, least: &Measured, lang: Lang, rows: &mut Vec<Row>) {
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

/// On a thread made for waiting: the server has the others to itself.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failed> + Send + 'static,
) -> Result<T, Failed> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or(Err(Failed::Odd("a measuring thread fell over")))
}
