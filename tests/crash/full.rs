//! A disk that is full to its last byte, and one that fails.
//!
//! The first needs a small disk of our own: a tmpfs, which root may mount, or anybody in a user namespace. Where neither
//! is allowed the test says so and proves nothing.
use crate::check;
use crate::ledger::Ledger;
use crate::load::{Client, Count, Fate};
use crate::server::{self, Place};
use pult::domain::command::{Act, Command};
use pult::domain::id::{CommandId, DealId};
use pult::link::{Link, LinkError};
use pult::wire::path;
use pult::wire::problem::{Code, Problem};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::Arc;

/// Room on the small disk, MiB: a ballast and some work.
const DISK: u64 = 32;

/// A small disk, unmounted in the end.
struct Disk {
    mount: PathBuf,
    _dir: tempfile::TempDir,
}

impl Disk {
    fn new() -> Option<Disk> {
        let dir = tempfile::tempdir().expect("a place for a disk");
        let mount = dir.path().join("disk");
        std::fs::create_dir(&mount).expect("a place to mount it");
        let mounted = process::Command::new("mount")
            .args(["-t", "tmpfs", "-o"])
            .arg(format!("size={DISK}m,mode=700"))
            .arg("pult-crash")
            .arg(&mount)
            .output();
        match mounted {
            Ok(output) if output.status.success() => Some(Disk { mount, _dir: dir }),
            _ => None,
        }
    }

    /// Where no disk can be had, the named test runs again in a user namespace, where anybody may mount; where not even
    /// that is allowed it says so. `PULT_NEEDS_DISK` makes that a failure.
    fn or_elsewhere(test: &str) -> Result<Disk, &'static str> {
        if let Some(disk) = Disk::new() {
            return Ok(disk);
        }
        assert!(
            std::env::var_os("PULT_IN_NAMESPACE").is_none(),
            "no disk even there"
        );
        let namespace = |program: &std::ffi::OsStr| {
            let mut command = process::Command::new("unshare");
            command
                .args(["--user", "--map-root-user", "--mount"])
                .arg(program);
            command
        };
        if namespace("true".as_ref())
            .status()
            .is_ok_and(|status| status.success())
        {
            let me = std::env::current_exe().expect("this program");
            let again = namespace(me.as_os_str())
                .args(["--nocapture", test])
                .env("PULT_IN_NAMESPACE", "1")
                .status()
                .expect("it starts");
            assert!(again.success(), "in a user namespace: {again}");
            Err("ran in a user namespace")
        } else {
            assert!(
                std::env::var_os("PULT_NEEDS_DISK").is_none(),
                "a small disk was asked for"
            );
            Err("NOT RUN: this machine lets nobody mount a small disk")
        }
    }

    fn filler(&self) -> PathBuf {
        self.mount.join("filler")
    }

    /// To the last byte.
    fn fill(&self) {
        let mut file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.filler())
            .expect("a file to fill the disk with");
        let mut chunk = vec![0x5a; 1 << 20];
        loop {
            match file.write(&chunk) {
                Ok(_) => {}
                Err(_) if chunk.len() > 1 => chunk.truncate(chunk.len() / 2),
                Err(_) => break,
            }
        }
        assert_eq!(
            pult::store::home::free(&self.mount),
            0,
            "the disk is not full"
        );
    }

    fn make_room(&self) {
        std::fs::remove_file(self.filler()).expect("the filler goes");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = process::Command::new("umount")
            .arg("-l")
            .arg(&self.mount)
            .status();
    }
}

fn books(dir: &Path) -> Arc<Ledger> {
    let books = dir.join("books");
    std::fs::create_dir(&books).expect("a place for the ledger");
    Arc::new(Ledger::new(&books))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_changes_in_words_and_the_same_server_goes_on_when_there_is_room() {
    let disk = match Disk::or_elsewhere("a_full_disk_refuses") {
        Ok(disk) => disk,
        Err(what) => return println!("{what}"),
    };
    println!("ran on a tmpfs of {DISK} MiB");
    pult::link::init();
    let dir = tempfile::tempdir().expect("a place for the rig");
    let place = Place {
        data: disk.mount.join("data"),
        socket: dir.path().join("run/pult.sock"),
    };
    let ledger = books(dir.path());
    let mut client = Client::new(0, 7, ledger.clone());
    let count = Count::until(u64::MAX);
    let running = server::start(&place, &[]).expect("a start with room");
    let link = Link::unix(&running.socket).expect("a client can be made");
    for turn in 0..3 {
        assert_eq!(
            client.work(&running.socket, &count, 40).await,
            Fate::Answered
        );
        disk.fill();
        // Not at once: what the log already holds is written over.
        assert_eq!(
            client.work(&running.socket, &count, usize::MAX).await,
            Fate::NotNow,
            "turn {turn}"
        );
        let problem = refused(&link).await;
        assert_eq!(
            (problem.code, problem.code.status()),
            (Code::StorageFull, 507)
        );
        assert!(problem.message.contains("make room"), "{}", problem.message);
        // Reading goes on, and the doctor says what is wrong.
        let _: pult::wire::deal::View = link
            .one(path::DEAL, 1)
            .await
            .expect("a deal is read on a full disk");
        let doctor = server::call(
            &place,
            &[
                "--socket".as_ref(),
                place.socket.as_os_str(),
                "doctor".as_ref(),
            ],
            &[],
        );
        assert_eq!(doctor.status.code(), Some(1));
        assert!(
            String::from_utf8_lossy(&doctor.stdout).contains("disk"),
            "{doctor:?}"
        );
        // A copy to another disk needs no room on this one, and leaves nothing there.
        let copy = dir.path().join(format!("copy-{turn}.db"));
        pult::care::backup(&link, &copy, |_, _| {})
            .await
            .expect("a copy is made while the disk is full");
        assert!(!names(&place.data).iter().any(|name| name.ends_with(".tmp")));
        disk.make_room();
        // The same server, and the very command it refused.
        assert_eq!(
            client.work(&running.socket, &count, 40).await,
            Fate::Answered,
            "turn {turn}"
        );
    }
    let faults = check::after_crash(&place, &ledger.read());
    assert!(faults.is_empty(), "{faults:#?}");

    // Killed, and started on a disk without a free byte.
    running.kill();
    disk.fill();
    let running = server::start(&place, &[]).expect("a start on a full disk");
    let link = Link::unix(&running.socket).expect("a client can be made");
    let _: pult::wire::deal::View = link.one(path::DEAL, 1).await.expect("a deal is read");
    running.kill();
    // The log's index is made anew where it is missing: that takes room, and the ballast makes it.
    let start_without_index = || {
        // Moved, not removed: the room of a removed file may come back at any later moment.
        let away = disk.mount.join(uuid::Uuid::now_v7().to_string());
        std::fs::rename(place.data.join("pult.db-shm"), away).expect("the index goes");
        disk.fill();
        server::start(&place, &[])
    };
    let running = start_without_index().expect("a start out of the ballast");
    assert_eq!(
        client.work(&running.socket, &count, 20).await,
        Fate::Answered
    );
    let said = running.kill();
    assert!(said.contains("ballast"), "{said}");
    // Nothing left to give: told in words, and nothing is broken by it.
    let _ = std::fs::remove_file(place.data.join("ballast"));
    let fallen = start_without_index().expect_err("a start out of nothing");
    assert_eq!(fallen.status.code(), Some(1), "{fallen:?}");
    assert!(fallen.said.contains("the disk is full"), "{fallen:?}");
    disk.make_room();
    let running = server::start(&place, &[]).expect("a start with room again");
    assert_eq!(
        client.work(&running.socket, &count, 20).await,
        Fate::Answered
    );
    running.stop();
    let faults = check::after_crash(&place, &ledger.read());
    assert!(faults.is_empty(), "{faults:#?}");
    let done = ledger.read().answers.len();
    println!("3 fills, {done} answers: nothing lost, nothing half done");
}

/// Writes until it is told no; what was smaller may have found a last page.
async fn refused(link: &Link) -> Problem {
    for _ in 0..1000 {
        let act = Act::NoteDeal {
            deal: DealId(1),
            text: "перезвонить ".repeat(50),
        };
        let id = CommandId(uuid::Uuid::now_v7());
        match link.command(&Command { id, act }).await {
            Ok(_) => {}
            Err(LinkError::Problem(problem)) => return *problem,
            Err(other) => panic!("{other}"),
        }
    }
    panic!("a full disk takes everything");
}

fn names(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).expect("the directory reads");
    let names = entries.map(|entry| {
        entry
            .expect("an entry")
            .file_name()
            .to_string_lossy()
            .into_owned()
    });
    names.collect()
}

/// A limit on the size of files makes a write fail, which is no full disk but a failing one: the server has to end, and
/// the next one to find everything that was acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_disk_ends_the_server_and_nothing_is_lost() {
    pult::link::init();
    let dir = tempfile::tempdir().expect("a place for the rig");
    let place = Place::new(dir.path());
    let ledger = books(dir.path());
    let mut client = Client::new(0, 7, ledger.clone());
    let count = Count::until(u64::MAX);
    server::start(&place, &[]).expect("a first start").stop();
    for kib in [900, 1300] {
        // The signal that goes with the limit would kill at once: ignored, the write fails instead.
        let mut shell = process::Command::new("sh");
        shell
            .args(["-c", "trap '' XFSZ; ulimit -f $1; shift; exec \"$@\"", "sh"])
            .arg((kib * 2).to_string())
            .arg(env!("CARGO_BIN_EXE_pult"));
        let running = server::start_as(server::settled(shell, &place), &place, &[])
            .expect("a start under a limit");
        assert_eq!(
            client.work(&running.socket, &count, usize::MAX).await,
            Fate::Lost,
            "{kib}"
        );
        let fallen = running.end();
        assert_eq!(fallen.status.code(), Some(1), "{fallen:?}");
        assert!(fallen.said.contains("the disk failed"), "{fallen:?}");
        let faults = check::after_crash(&place, &ledger.read());
        assert!(faults.is_empty(), "{kib}: {faults:#?}");
    }
    let running = server::start(&place, &[]).expect("a start without the limit");
    assert_eq!(
        client.work(&running.socket, &count, 20).await,
        Fate::Answered
    );
    running.stop();
    let faults = check::after_crash(&place, &ledger.read());
    assert!(faults.is_empty(), "{faults:#?}");
    println!(
        "2 failed writes, {} answers: nothing lost",
        ledger.read().answers.len()
    );
}

/// Files of a directory that nobody may write to are read by nobody either: told in words.
#[test]
fn a_read_only_directory_is_refused_in_words() {
    let disk = match Disk::or_elsewhere("a_read_only_directory") {
        Ok(disk) => disk,
        Err(what) => return println!("{what}"),
    };
    let dir = tempfile::tempdir().expect("a place for the rig");
    let place = Place {
        data: disk.mount.join("data"),
        socket: dir.path().join("run/pult.sock"),
    };
    server::start(&place, &[])
        .expect("a start while it can be written")
        .stop();
    let remount = |how: &str| {
        let status = process::Command::new("mount")
            .args(["-o", how])
            .arg(&disk.mount)
            .status();
        status.expect("mount runs").success()
    };
    if !remount("remount,ro") {
        println!("NOT RUN: nothing can be mounted anew here");
        return;
    }
    let fallen = server::start(&place, &[]).expect_err("nothing can be written here");
    assert_eq!(fallen.status.code(), Some(1));
    assert!(fallen.said.contains("read-only"), "{fallen:?}");
    assert!(remount("remount,rw"));
    server::start(&place, &[])
        .expect("a start when it can be written again")
        .stop();
}
