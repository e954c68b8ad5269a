//! Named places where a test can make a step fail or the process die. Compiled to nothing without the feature
//! `failpoints`.
//!
//! `PULT_FAIL=place[@n]=kill|full|disk` arms one: at its n-th passing (the first, where none is named) the process is
//! killed as by `kill -9`, or the step fails as on a full or a broken disk. The rig walks n = 1, 2, 3 … until a run
//! passes without meeting it; that it was met shows in the file `PULT_FAIL_MET`.
use crate::store::StoreError;

/// Every place, for the rig.
pub const PLACES: &[&str] = &[
    "before-commit",
    "after-commit",
    "before-journal",
    "before-totals",
    "before-reply",
    "before-migrated",
    "after-migrated",
    "before-kept",
    "snapshot-copied",
    "backup-written",
    "backup-checksum",
    "restore-copied",
    "restore-aside",
    "restore-renamed",
];

#[cfg(not(feature = "failpoints"))]
#[inline(always)]
pub fn point(_place: &'static str) -> Result<(), StoreError> {
    Ok(())
}

#[cfg(feature = "failpoints")]
pub fn point(place: &'static str) -> Result<(), StoreError> {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};
    static ARMED: OnceLock<Option<(String, u64, String)>> = OnceLock::new();
    static PASSED: AtomicU64 = AtomicU64::new(0);
    debug_assert!(
        PLACES.contains(&place),
        "a place the rig does not know: {place}"
    );
    let armed = ARMED.get_or_init(|| {
        let spec = std::env::var("PULT_FAIL").ok()?;
        let (at, what) = spec.split_once('=')?;
        let (name, n) = at.split_once('@').unwrap_or((at, "1"));
        Some((name.to_owned(), n.parse().ok()?, what.to_owned()))
    });
    let Some((name, n, what)) = armed else {
        return Ok(());
    };
    if name != place || PASSED.fetch_add(1, Ordering::SeqCst) + 1 != *n {
        return Ok(());
    }
    if let Some(path) = std::env::var_os("PULT_FAIL_MET") {
        // A place that was met and is not known as such would end the walk early.
        std::fs::write(path, place).expect("the rig's file can be written");
    }
    match what.as_str() {
        "full" => Err(StoreError::Full),
        "disk" => Err(StoreError::Disk("a test said so".into())),
        _ => {
            let me = rustix::process::getpid();
            let _ = rustix::process::kill_process(me, rustix::process::Signal::KILL);
            loop {
                std::thread::park();
            }
        }
    }
}
