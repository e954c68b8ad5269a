//! The only place where the wall clock is read; tests turn their own by hand.
use crate::domain::calendar::Millis;

pub trait Clock: Send + Sync + std::fmt::Debug {
    fn now(&self) -> Millis;
}

/// The machine's clock, kept from running backwards: a later record never gets an earlier time.
#[derive(Debug, Default)]
pub struct SystemClock {
    last: std::sync::atomic::AtomicI64,
}

impl Clock for SystemClock {
    fn now(&self) -> Millis {
        #[expect(clippy::disallowed_methods, reason = "this is the clock")]
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| since.as_millis() as i64);
        let last = self
            .last
            .fetch_max(now, std::sync::atomic::Ordering::Relaxed);
        Millis(now.max(last))
    }
}

/// A clock that stands: in a copy it is the moment of its last entry.
#[derive(Debug)]
pub struct Standing(pub Millis);

impl Clock for Standing {
    fn now(&self) -> Millis {
        self.0
    }
}
