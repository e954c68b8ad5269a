//! `pult bench`: the program's figures beside the floors and limits of the same run.
//!
//! Milliseconds change with the machine and its neighbours; a ratio to what the same machine did a moment ago says
//! something anywhere. So everything is measured here, one after another: the bare disk, a bare SQLite, a bare socket,
//! a bare list on a screen, and pult doing the same work. Forbidden in here: a figure from another run.
mod floor;
mod keys;
mod limit;
mod measured;
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
use measured::{Limits, Measured};
use shop::Place;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

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

/// On a thread made for waiting: the server has the others to itself.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failed> + Send + 'static,
) -> Result<T, Failed> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or(Err(Failed::Odd("a measuring thread fell over")))
}
