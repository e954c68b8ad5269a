//! Many measurements of one thing, and what is said of them: the middle and the hundredth worst.
use std::time::{Duration, Instant};

/// How long things took.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn push(&mut self, took: Duration) {
        self.0.push(took);
    }

    pub fn extend(&mut self, more: Times) {
        self.0.extend(more.0);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn p50(&self) -> Duration {
        self.at(50)
    }

    pub fn p99(&self) -> Duration {
        self.at(99)
    }

    fn at(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let at = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
        sorted.get(at).copied().unwrap_or_default()
    }
}

/// What came of doing something again and again.
#[derive(Debug, Clone, Default)]
pub struct Run {
    pub times: Times,
    /// From the first to the last.
    pub took: Duration,
}

impl Run {
    pub fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.took.as_secs_f64().max(1e-9)
    }
}

/// Does it until the time is over; the number of the turn is its argument.
///
/// # Errors
/// The first error ends it.
pub fn again<E>(during: Duration, mut turn: impl FnMut(usize) -> Result<(), E>) -> Result<Run, E> {
    let mut run = Run::default();
    let start = Instant::now();
    while run.took < during {
        let before = start.elapsed();
        turn(run.times.len())?;
        run.took = start.elapsed();
        run.times.push(run.took - before);
    }
    Ok(run)
}

/// Does it so many times.
///
/// # Errors
/// The first error ends it.
pub fn times<E>(n: usize, mut turn: impl FnMut(usize) -> Result<(), E>) -> Result<Times, E> {
    let mut times = Times::default();
    for n in 0..n {
        let start = Instant::now();
        turn(n)?;
        times.push(start.elapsed());
    }
    Ok(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_hundredth_worst() {
        let mut times = Times::default();
        for ms in (1..=200).rev() {
            times.push(Duration::from_millis(ms));
        }
        assert_eq!(times.p50(), Duration::from_millis(101));
        assert_eq!(times.p99(), Duration::from_millis(199));
        assert_eq!(Times::default().p99(), Duration::ZERO);
    }
}
