//! Dies, or fails, at the first passing of each named place, then at the second, the third … until a whole run passes
//! without meeting it. After each: start, the same checker, and whatever was not answered asked again.
//!
//! Only with the feature `failpoints`: `cargo test --features failpoints --test crash step`.
use crate::check;
use crate::ledger::Ledger;
use crate::load::{Client, Count, Fate};
use crate::server::{self, Place};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Commands of one run: a little of each kind.
const TURNS: usize = 14;
/// A place that is met more often than this in a run is walked with larger and larger steps.
const DENSE: u64 = 8;

/// How a place is failed.
const KINDS: [&str; 3] = ["kill", "full", "disk"];

struct Walk {
    dir: tempfile::TempDir,
    place: Place,
    ledger: Arc<Ledger>,
    met: PathBuf,
}

impl Walk {
    fn new() -> Walk {
        let dir = tempfile::tempdir().expect("a place for the rig");
        let books = dir.path().join("books");
        std::fs::create_dir(&books).expect("a place for the ledger");
        Walk {
            place: Place::new(dir.path()),
            ledger: Arc::new(Ledger::new(&books)),
            met: dir.path().join("met"),
            dir,
        }
    }

    /// Was the place met since the last time?
    fn met(&self) -> bool {
        std::fs::remove_file(&self.met).is_ok()
    }

    fn check(&self, what: &str) {
        let faults = check::after_crash(&self.place, &self.ledger.read());
        assert!(faults.is_empty(), "{what}: {faults:#?}");
    }

    fn call(&self, verb: &str, file: &Path, environment: &[(&str, &str)]) -> std::process::Output {
        let socket = self.place.socket.as_os_str();
        let arguments = [
            OsStr::new("--socket"),
            socket,
            verb.as_ref(),
            file.as_os_str(),
        ];
        server::call(&self.place, &arguments, environment)
    }
}

fn after(n: u64) -> u64 {
    if n < DENSE { n + 1 } else { n + n / 4 }
}

/// The server's places: while it comes up, while it takes commands, while a copy is made.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_dies_at_any_step_loses_nothing() {
    pult::link::init();
    let mut walked = 0;
    for at in [
        "before-migrated",
        "after-migrated",
        "before-journal",
        "before-totals",
        "before-reply",
        "before-commit",
        "after-commit",
        "snapshot-copied",
    ] {
        for kind in KINDS {
            if at.starts_with("after-") && kind != "kill" {
                // What is done is done: there a step can only be the last.
                continue;
            }
            let mut n = 1;
            let mut ever = false;
            loop {
                let what = format!("PULT_FAIL={at}@{n}={kind}");
                if !one(&what, &format!("{at}@{n}={kind}")).await {
                    break;
                }
                (ever, n, walked) = (true, after(n), walked + 1);
            }
            assert!(ever, "{at} is never met");
        }
    }
    println!("{walked} failed steps: nothing lost, nothing twice");
}

/// One run with one step that fails; whether it was met.
async fn one(what: &str, spec: &str) -> bool {
    let walk = Walk::new();
    let met_at = walk.met.to_str().expect("a plain path").to_owned();
    let environment = [("PULT_FAIL", spec), ("PULT_FAIL_MET", met_at.as_str())];
    let mut client = Client::new(0, 5, walk.ledger.clone());
    let count = Count::until(u64::MAX);
    let mut met = false;
    let copy = walk.dir.path().join("copy.db");
    match server::start(&walk.place, &environment) {
        Err(fallen) => {
            assert!(walk.met(), "{what}: {fallen:?}");
            met = true;
        }
        Ok(mut running) => {
            let mut turns = 0;
            while turns < TURNS && !running.has_ended() {
                turns += 1;
                match client.work(&running.socket, &count, 1).await {
                    Fate::Answered => {}
                    // The same server takes it the next time.
                    Fate::NotNow => assert_eq!(
                        client.work(&running.socket, &count, 1).await,
                        Fate::Answered,
                        "{what}"
                    ),
                    Fate::Lost => break,
                }
            }
            if !client.waits() {
                let copied = walk.call("backup", &copy, &[]);
                assert_eq!(copied.status.success(), copy.exists(), "{what}: {copied:?}");
            }
            met |= walk.met();
            if client.waits() {
                let fallen = running.end();
                assert!(!fallen.status.success(), "{what}: {fallen:?}");
            } else {
                running.kill();
            }
        }
    }
    walk_on(&walk, &mut client, &count, what).await;
    if copy.exists() {
        let faults = check::of_file(&copy, &walk.ledger.read(), true);
        assert!(faults.is_empty(), "{what}: a copy: {faults:#?}");
    }
    met
}

/// The next start recovers, and what was not answered is done once.
async fn walk_on(walk: &Walk, client: &mut Client, count: &Count, what: &str) {
    if walk.place.file().exists()
        && walk.place.file().metadata().is_ok_and(|m| m.len() > 0)
        && !walk.ledger.read().attempts.is_empty()
    {
        walk.check(what);
    }
    let running =
        server::start(&walk.place, &[]).unwrap_or_else(|fallen| panic!("{what}: {fallen:?}"));
    assert_eq!(
        client.work(&running.socket, count, 3).await,
        Fate::Answered,
        "{what}"
    );
    let left = std::fs::read_dir(&walk.place.data).expect("the directory reads");
    for entry in left {
        let name = entry.expect("an entry").file_name();
        assert!(
            !name.to_string_lossy().ends_with(".tmp"),
            "{what}: {name:?} is left"
        );
    }
    running.stop();
    walk.check(what);
}

/// The places of `pult backup` and `pult restore`: before or after, never between.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_or_a_restore_that_is_broken_off_leaves_the_old_or_the_new() {
    pult::link::init();
    for at in [
        "backup-written",
        "backup-checksum",
        "restore-copied",
        "restore-aside",
        "restore-renamed",
    ] {
        for kind in KINDS {
            let what = format!("{at}={kind}");
            let walk = Walk::new();
            let met_at = walk.met.to_str().expect("a plain path").to_owned();
            let environment = [
                ("PULT_FAIL", what.as_str()),
                ("PULT_FAIL_MET", met_at.as_str()),
            ];
            let mut client = Client::new(0, 5, walk.ledger.clone());
            let count = Count::until(u64::MAX);
            let running = server::start(&walk.place, &[]).expect("a start");
            assert_eq!(
                client.work(&running.socket, &count, TURNS).await,
                Fate::Answered
            );
            let copy = walk.dir.path().join("copy.db");
            if at.starts_with("backup") {
                let broken = walk.call("backup", &copy, &environment);
                assert!(walk.met() && !broken.status.success(), "{what}: {broken:?}");
                assert!(
                    !copy.exists(),
                    "{what}: an unfinished copy has its name already"
                );
                if kind != "kill" {
                    assert!(!walk.dir.path().join("copy.db.part").exists(), "{what}");
                    assert!(walk.call("backup", &copy, &[]).status.success(), "{what}");
                }
                running.stop();
                walk.check(&what);
                continue;
            }
            assert!(walk.call("backup", &copy, &[]).status.success(), "{what}");
            let then = walk.ledger.read();
            assert_eq!(
                client.work(&running.socket, &count, 5).await,
                Fate::Answered
            );
            // Killed: what was acknowledged last lies in the log only.
            running.kill();
            let broken = walk.call("restore", &copy, &environment);
            assert!(walk.met() && !broken.status.success(), "{what}: {broken:?}");
            match server::start(&walk.place, &[]) {
                // The old shop, whole.
                Ok(running) => {
                    running.stop();
                    walk.check(&what);
                }
                // Or a refusal that says how to go on.
                Err(fallen) => {
                    assert!(fallen.said.contains("pult restore"), "{what}: {fallen:?}");
                    let restored = walk.call("restore", &copy, &[]);
                    assert!(restored.status.success(), "{what}: {restored:?}");
                    server::start(&walk.place, &[])
                        .unwrap_or_else(|fallen| panic!("{what}: {fallen:?}"))
                        .stop();
                    let faults = check::after_crash(&walk.place, &then);
                    assert!(faults.is_empty(), "{what}: {faults:#?}");
                }
            }
        }
    }
}
