//! Long work shows how far it is, on stderr, and only where a person watches.
use super::output;
use crate::text::{self, Lang};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::sync::watch;

#[derive(Debug)]
pub struct Progress(ProgressBar);

impl Progress {
    /// `total` in what people count; 0 where it is not known.
    pub fn new(lang: Lang, total: u64) -> Progress {
        Progress::of(lang, total, text::cli::bar_counted(lang))
    }

    /// `total` in bytes or the like, of which only the share says something.
    pub fn share(lang: Lang, total: u64) -> Progress {
        Progress::of(lang, total, text::cli::bar_share(lang))
    }

    fn of(lang: Lang, total: u64, counted: &str) -> Progress {
        if !output::watched() {
            return Progress(ProgressBar::hidden());
        }
        let template = if total > 0 {
            counted
        } else {
            text::cli::bar_endless(lang)
        };
        let bar = if total > 0 {
            ProgressBar::new(total)
        } else {
            ProgressBar::no_length()
        };
        let style =
            ProgressStyle::with_template(template).map(|style| style.progress_chars("█▉▊▋▌▍▎▏ "));
        Progress(match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        })
    }

    pub fn advance(&self, by: u64) {
        self.0.inc(by);
    }

    pub fn reach(&self, at: u64) {
        self.0.set_position(at);
    }

    /// Does something that writes, with the bar out of its way.
    pub fn aside<R>(&self, work: impl FnOnce() -> R) -> R {
        self.0.suspend(work)
    }

    /// Takes the bar off the screen.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

/// Turns true when the person asks to stop: what is under way is finished first.
pub fn stop_on_ctrl_c() -> watch::Receiver<bool> {
    let (asked, stop) = watch::channel(false);
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            asked.send_replace(true);
        }
    });
    stop
}

/// Long work of many kinds says what it is at, in one line that goes when it is over.
#[derive(Debug)]
pub struct Spoken(ProgressBar);

impl Spoken {
    pub fn new() -> Spoken {
        Spoken(if output::watched() {
            ProgressBar::no_length().with_style(ProgressStyle::default_spinner())
        } else {
            ProgressBar::hidden()
        })
    }

    pub fn say(&self, doing: &str) {
        self.0.set_message(doing.to_owned());
        self.0.tick();
    }

    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}
